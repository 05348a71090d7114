from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldkit.domain.entry import Blob, Signed
from fieldkit.errors import BugError
from fieldkit.trust import canonical
from fieldkit.trust.canonical import NotCanonical
from fieldkit.trust.entries import (
    ENTRY_TAG,
    NotAnEntry,
    UnknownKey,
    WrongSignature,
    carried_key,
    hash_of,
    open_entry,
    open_many,
    seal,
)
from fieldkit.trust.signing import SoftKey
from tests.unit.trust.practice_log import DEVICE, OFFICER, RECIPIENT, SEIZURE, b64, entry, key_open, log_open, run

KEYS = {DEVICE.key_id: DEVICE.public, OFFICER.key_id: OFFICER.public}
LOG = run(6)
BLOB = Blob(sha256="a" * 64, size=10, mime="image/jpeg", sealed_sha256="b" * 64, recipient=RECIPIENT)


def nobody(_: str) -> bytes | None:
    return None


def changed(change: Callable[[dict[str, Any]], object], of: Signed = LOG[3]) -> tuple[bytes, bytes]:
    """An entry with something changed and signed anew, so that only its form can be at fault."""
    value = json.loads(of.raw)
    change(value)
    raw = msgspec.json.encode(value, order="sorted")
    return raw, OFFICER.sign(ENTRY_TAG + raw)


def test_a_sealed_entry_opens_again_as_the_same() -> None:
    for signed in LOG:
        assert open_entry(signed.raw, signed.sig, key_of=KEYS.get) == signed
        assert signed.hash == hash_of(signed.raw) == hashlib.sha256(b"fieldkit-entry-v1\0" + signed.raw).hexdigest()


def test_texts_are_sealed_in_nfc_and_the_entry_is_what_readers_see() -> None:
    signed = seal(entry("narrative.set", {"text": "Cafe\u0301", "list": (1, 2)}, after=LOG[0]), OFFICER)
    assert signed.entry.body == {"text": "Café", "list": [1, 2]}
    assert open_entry(signed.raw, signed.sig, key_of=KEYS.get) == signed


def test_an_entry_that_carries_its_key_needs_no_other_source() -> None:
    first = log_open()
    second = key_open(first)
    assert open_entry(first.raw, first.sig, key_of=nobody).entry.type == "log.open"
    assert open_entry(second.raw, second.sig, key_of=nobody).entry.by == OFFICER.key_id
    assert carried_key(first.entry) == DEVICE.public
    assert carried_key(LOG[3].entry) is None


def test_any_other_entry_waits_for_its_key() -> None:
    with pytest.raises(UnknownKey) as unknown:
        open_entry(LOG[3].raw, LOG[3].sig, key_of=nobody)
    assert unknown.value.facts == {"hash": LOG[3].hash, "key": OFFICER.key_id}


def test_a_signature_by_another_key_or_over_other_bytes_is_refused() -> None:
    with pytest.raises(WrongSignature):
        open_entry(LOG[3].raw, DEVICE.sign(ENTRY_TAG + LOG[3].raw), key_of=KEYS.get)
    with pytest.raises(WrongSignature):
        open_entry(LOG[3].raw, OFFICER.sign(LOG[3].raw), key_of=KEYS.get)
    with pytest.raises(WrongSignature):
        open_entry(LOG[3].raw, LOG[4].sig, key_of=KEYS.get)
    with pytest.raises(WrongSignature):
        open_entry(LOG[0].raw, LOG[1].sig, key_of=KEYS.get)


def test_a_key_source_that_answers_nonsense_makes_no_entry() -> None:
    with pytest.raises(NotAnEntry):
        open_entry(LOG[3].raw, LOG[3].sig, key_of=lambda _: b"no key")


def test_every_flipped_bit_of_an_entry_is_refused() -> None:
    signed = LOG[2]
    for bit in range(len(signed.raw) * 8):
        bad = bytearray(signed.raw)
        bad[bit // 8] ^= 1 << bit % 8
        with pytest.raises((NotCanonical, NotAnEntry, WrongSignature, UnknownKey)):
            open_entry(bytes(bad), signed.sig, key_of=KEYS.get)


@given(st.binary(max_size=300))
def test_any_bytes_are_refused_by_name(untrusted: bytes) -> None:
    with pytest.raises((NotCanonical, NotAnEntry)):
        open_entry(untrusted, b"", key_of=KEYS.get)


def one(**fields: object) -> Callable[[dict[str, Any]], None]:
    return lambda value: value.update(fields)


def inside(part: str, **fields: object) -> Callable[[dict[str, Any]], None]:
    return lambda value: value[part].update(fields)


def without(*names: str) -> Callable[[dict[str, Any]], None]:
    def change(value: dict[str, Any]) -> None:
        for name in names:
            del value[name]

    return change


def blobs(*changes: Mapping[str, object]) -> Callable[[dict[str, Any]], None]:
    plain = msgspec.to_builtins(BLOB)
    return one(blobs=[{**plain, **change} for change in changes])


UUIDS = [f"01900000-0000-7000-8000-00000000000{n}" for n in range(3)]


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (one(v=2), "v"),
        (one(v="1"), "fields"),
        (one(v=True), "fields"),
        (one(log="AB" * 16), "names"),
        (one(log="ab" * 15), "names"),
        (one(log="ab" * 16 + "\n"), "names"),
        (one(subj="1"), "names"),
        (one(by=OFFICER.key_id.upper()), "names"),
        (one(type=""), "names"),
        (one(type="Narrative.set"), "names"),
        (one(type="narrative."), "names"),
        (one(type="a.b.c"), "names"),
        (one(type="a" * 33), "names"),
        (one(type="a b"), "names"),
        (inside("t", boot="xy" * 16), "names"),
        (one(seq=-1), "seq"),
        (one(tv=0), "seq"),
        (one(seq=0), "prev"),
        (one(prev="0" * 64), "prev"),
        (one(seq=0, prev="0" * 64), "type"),
        (one(type="log.open"), "type"),
        (inside("t", offset=1441), "t"),
        (inside("t", offset=-1441), "t"),
        (inside("t", mono_us=-1), "t"),
        (one(scope=UUIDS[::-1]), "scope"),
        (one(scope=[UUIDS[0], UUIDS[0]]), "scope"),
        (one(scope=[" ".join(UUIDS[:2])]), "scope"),
        (one(scope=["", " ".join(UUIDS[:2])]), "scope"),
        (one(scope=["x" * 36]), "scope"),
        (one(scope=[1]), "fields"),
        (one(base=["b" * 64, "a" * 64]), "base"),
        (one(base=["b" * 64, "b" * 64]), "base"),
        (one(base=["B" * 64]), "base"),
        (one(base=[]), ""),
        (one(base="a" * 64), "fields"),
        (one(body=[]), "fields"),
        (one(t={}), "fields"),
        (without("body"), "fields"),
        (without("blobs"), "blobs"),
        (blobs({}, {}), "blobs"),
        (blobs({"size": -1}), "blobs"),
        (blobs({"sha256": "A" * 64}), "blobs"),
        (blobs({"mime": "image"}), "blobs"),
        (blobs({"recipient": "age1"}), "blobs"),
        (blobs({"sealed_sha256": ""}), "blobs"),
        (one(type="key.open"), "body.key"),
        (one(type="key.open", body={"key": 5}), "body.key"),
        (one(type="key.open", body={"key": "*"}), "body.key"),
        (one(type="key.open", body={"key": "ក"}), "body.key"),
        (one(type="key.open", body={"key": b64(DEVICE.public)}), "by"),
        (one(type="key.open", body={"key": b64(b"x")}, by=hashlib.sha256(b"x").hexdigest()), "key"),
    ],
)
def test_every_field_has_its_rule(change: Callable[[dict[str, Any]], None], what: str) -> None:
    raw, sig = changed(change)
    if not what:
        assert open_entry(raw, sig, key_of=KEYS.get).raw == raw
        return
    with pytest.raises(NotAnEntry) as refused:
        open_entry(raw, sig, key_of=KEYS.get)
    assert refused.value.facts == {"what": what}


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (one(body={"Weight": 1}), "key"),
        (one(body={"weight": 1.5}), "kind"),
        (one(body={"weight": 2**53}), "number"),
        (one(body={"weight": 10**30}), "number"),
        (one(body={"text": "a\0b"}), "nul"),
        (one(body={"a": [[[[[[[1]]]]]]]}), "depth"),
        (one(later={"weight": 1.5}), "kind"),
        (one(later={"a": [[[[[[[1]]]]]]]}), "depth"),
        (inside("t", Later=1), "key"),
        (one(v="1", Later=1), "key"),
    ],
)
def test_an_entry_keeps_the_canonical_profile_in_every_part(
    change: Callable[[dict[str, Any]], None], what: str
) -> None:
    with pytest.raises(NotCanonical) as refused:
        open_entry(*changed(change), key_of=KEYS.get)
    assert refused.value.facts == {"what": what}


@pytest.mark.parametrize("field", ["seq", "tv", "v"])
def test_numbers_too_large_for_json_are_refused_in_the_frame_too(field: str) -> None:
    raw = LOG[3].raw.replace(
        b'"%s":%d' % (field.encode(), getattr(LOG[3].entry, field)), b'"%s":%d' % (field.encode(), 10**30)
    )
    assert raw != LOG[3].raw
    with pytest.raises(NotAnEntry):
        open_entry(raw, OFFICER.sign(ENTRY_TAG + raw), key_of=KEYS.get)


@pytest.mark.parametrize(
    "change",
    [
        one(later={"colour": "blue"}),
        inside("t", source="gps"),
        blobs({"pages": 3}),
        one(type="future.type", tv=7, body={"anything": [None, True, {"x": 1}]}),
        one(type="a" * 32 + "." + "b" * 32, scope=UUIDS, base=["a" * 64, "b" * 64]),
        blobs({}, {"sha256": "c" * 64}),
    ],
)
def test_what_a_later_version_adds_survives_byte_for_byte(change: Callable[[dict[str, Any]], None]) -> None:
    raw, sig = changed(change)
    signed = open_entry(raw, sig, key_of=KEYS.get)
    assert (signed.raw, signed.hash) == (raw, hash_of(raw))


def test_spelling_the_same_entry_differently_is_refused() -> None:
    value = json.loads(LOG[3].raw)
    for raw in (
        json.dumps(value).encode(),
        json.dumps(value, sort_keys=True).encode(),
        LOG[3].raw + b"\n",
        LOG[3].raw.replace(b'"v":1', b'"v":1,"v":1'),
        LOG[3].raw.replace(b'"tv":1', b'"tv":1.0'),
        LOG[3].raw.replace(b'"offset":420', b'"offset":-0'),
        LOG[3].raw.replace(b"Practice", b"\\u0050ractice"),
        b"\xff" + LOG[3].raw,
        LOG[3].raw.replace(b"Practice", b"\xff"),
    ):
        with pytest.raises(NotCanonical):
            open_entry(raw, OFFICER.sign(ENTRY_TAG + raw), key_of=KEYS.get)


def test_a_writer_never_signs_what_readers_would_refuse() -> None:
    good = entry("narrative.set", {}, after=LOG[0])
    with pytest.raises(NotAnEntry):
        seal(msgspec.structs.replace(good, scope=("b", "a")), OFFICER)
    with pytest.raises(NotCanonical):
        seal(msgspec.structs.replace(good, body={"text": "x" * canonical.LIMIT}), OFFICER)
    with pytest.raises(BugError):
        seal(good, DEVICE)
    claims_other = entry("key.open", {"key": b64(OFFICER.public)}, after=LOG[0], signer=OFFICER)

    class Liar:
        key_id: str = OFFICER.key_id
        public: bytes = DEVICE.public

        def sign(self, data: bytes) -> bytes:
            return DEVICE.sign(data)

    with pytest.raises(BugError):
        seal(claims_other, Liar())


def pairs(entries: Iterable[Signed]) -> list[tuple[bytes, bytes]]:
    return [(signed.raw, signed.sig) for signed in entries]


@pytest.mark.parametrize("threads", [None, 1, 3])
def test_many_are_opened_in_order_and_learn_keys_from_one_another(threads: int | None) -> None:
    many = run(400)
    assert open_many(pairs(many), key_of=nobody, threads=threads) == many
    assert open_many([], key_of=nobody) == []


def test_a_bad_one_among_many_is_named_and_harms_no_other() -> None:
    items = pairs(LOG)
    items[2] = (LOG[2].raw, LOG[3].sig)
    items[4] = (b"{}", b"")
    stranger = SoftKey.generate()
    foreign = seal(entry("narrative.set", {}, after=LOG[0], signer=stranger), stranger)
    items.append((foreign.raw, foreign.sig))
    answers = open_many(items, key_of=KEYS.get)
    assert [type(answer) for answer in answers] == [
        Signed,
        Signed,
        WrongSignature,
        Signed,
        NotAnEntry,
        Signed,
        UnknownKey,
    ]


@given(
    st.dictionaries(st.from_regex(r"\A[a-z0-9_]{1,9}\Z"), st.text(max_size=20) | st.integers() | st.none(), max_size=5)
)
def test_any_body_is_either_refused_or_comes_back(body: dict[str, object]) -> None:
    try:
        signed = seal(entry("narrative.set", body, after=LOG[0], scope=[SEIZURE]), OFFICER)
    except NotCanonical:
        return
    assert open_entry(signed.raw, signed.sig, key_of=KEYS.get) == signed
    assert signed.entry.body == canonical.normalised(body)
