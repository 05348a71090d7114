from __future__ import annotations

import json

import pytest

from fieldkit.trust import canonical
from fieldkit.trust.heads import HEAD_TAG, SignedHead, WrongHead, contradict, encode_head, open_head, sign_head
from tests.unit.trust.practice_log import DEVICE, OFFICER, run

LOG = run(4)
KEYS = {DEVICE.key_id: DEVICE.public}


def head_at(n: int, head: str | None = None) -> SignedHead:
    return sign_head(log="ab" * 16, seq=n, head=head or LOG[n].hash, signer=DEVICE)


def test_a_head_travels_as_one_line_and_opens_again() -> None:
    head = head_at(3)
    raw = encode_head(head)
    assert b"\n" not in raw
    assert open_head(raw, key_of=KEYS.get) == head


def test_the_signed_bytes_are_the_documented_ones() -> None:
    head = head_at(3)
    plain = {"head": LOG[3].hash, "key": DEVICE.key_id, "log": "ab" * 16, "seq": 3}
    assert head.sig == DEVICE.sign(b"fieldkit-head-v1\0" + canonical.encode(plain)).hex()
    assert HEAD_TAG == b"fieldkit-head-v1\0"


def test_every_flipped_bit_is_refused() -> None:
    raw = encode_head(head_at(3))
    for bit in range(len(raw) * 8):
        bad = bytearray(raw)
        bad[bit // 8] ^= 1 << bit % 8
        with pytest.raises(WrongHead):
            open_head(bytes(bad), key_of=KEYS.get)


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"seq": -1}, "form"),
        ({"seq": "3"}, "form"),
        ({"log": "AB" * 16}, "form"),
        ({"sig": "ab"}, "form"),
        ({"more": 1}, "form"),
        ({"key": OFFICER.key_id}, "key"),
        ({"seq": 4}, "signature"),
    ],
)
def test_each_fault_has_its_name(change: dict[str, object], what: str) -> None:
    raw = canonical.encode({**json.loads(encode_head(head_at(3))), **change})
    with pytest.raises(WrongHead) as refused:
        open_head(raw, key_of=KEYS.get)
    assert refused.value.facts == {"what": what}


def test_two_heads_at_one_place_prove_a_fork_and_heads_at_two_places_do_not() -> None:
    assert contradict(head_at(3), head_at(3, LOG[2].hash))
    assert not contradict(head_at(3), head_at(3))
    assert not contradict(head_at(3), head_at(2))
    other = sign_head(log="ab" * 16, seq=3, head=LOG[2].hash, signer=OFFICER)
    assert not contradict(head_at(3), other)
