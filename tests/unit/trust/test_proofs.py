from __future__ import annotations

import hashlib
import json
from typing import Any

import msgspec
import pytest

from fieldkit.trust import canonical, tree
from fieldkit.trust.proofs import (
    NotProven,
    Proof,
    SignedTreeHead,
    check_tree_head,
    encode_proof,
    open_proof,
    prove_consistency,
    prove_inclusion,
    sign_tree_head,
)
from fieldkit.trust.signing import SoftKey

HQ = SoftKey.generate()
KEYS = {HQ.key_id: HQ.public}
LEAVES = [hashlib.sha256(bytes([n])).hexdigest() for n in range(21)]
STORE: dict[tuple[int, int], bytes] = {}


def nodes(level: int, index: int) -> bytes:
    return STORE[level, index]


STORE |= {(n.level, n.index): n.hash for n in tree.append(0, [bytes.fromhex(leaf) for leaf in LEAVES], nodes)}


def head(size: int) -> SignedTreeHead:
    return sign_tree_head(size=size, root=tree.root(size, nodes), at=1_790_000_000_000, signer=HQ)


INCLUSION = prove_inclusion(leaf=LEAVES[7], index=7, head=head(21), nodes=nodes)
CONSISTENCY = prove_consistency(size=13, root=tree.root(13, nodes).hex(), head=head(21), nodes=nodes)


@pytest.mark.parametrize("proof", [INCLUSION, CONSISTENCY])
def test_a_proof_travels_as_a_file_and_holds(proof: Proof) -> None:
    assert open_proof(encode_proof(proof), key_of=KEYS.get) == proof


@pytest.mark.parametrize("proof", [INCLUSION, CONSISTENCY])
def test_every_changed_letter_breaks_it(proof: Proof) -> None:
    raw = encode_proof(proof)
    for place in range(len(raw)):
        bad = raw[:place] + (b"0" if raw[place : place + 1] != b"0" else b"1") + raw[place + 1 :]
        with pytest.raises(NotProven):
            open_proof(bad, key_of=KEYS.get)


def change(proof: Proof, **fields: object) -> bytes:
    return canonical.encode({**json.loads(encode_proof(proof)), **fields})


@pytest.mark.parametrize(
    ("raw", "what"),
    [
        (b"{}", "form"),
        (b"", "form"),
        (change(INCLUSION, kind="other"), "form"),
        (change(INCLUSION, v=2), "form"),
        (change(INCLUSION, more=1), "form"),
        (change(INCLUSION, leaf="x"), "form"),
        (change(CONSISTENCY, root="A" * 64), "form"),
        (change(INCLUSION, path=["x"]), "form"),
        (change(INCLUSION, index=8), "path"),
        (change(INCLUSION, index=-1), "path"),
        (change(INCLUSION, leaf=LEAVES[8]), "path"),
        (change(CONSISTENCY, size=12), "path"),
        (change(CONSISTENCY, path=[]), "path"),
    ],
)
def test_each_fault_has_its_name(raw: bytes, what: str) -> None:
    with pytest.raises(NotProven) as refused:
        open_proof(raw, key_of=KEYS.get)
    assert refused.value.facts == {"what": what}


def test_a_head_counts_only_under_a_key_the_caller_allows() -> None:
    check_tree_head(head(5), key_of=KEYS.get)
    with pytest.raises(NotProven) as refused:
        check_tree_head(head(5), key_of=lambda _: None)
    assert refused.value.facts == {"what": "key"}
    with pytest.raises(NotProven) as refused:
        check_tree_head(msgspec.structs.replace(head(5), size=6), key_of=KEYS.get)
    assert refused.value.facts == {"what": "signature"}


@pytest.mark.parametrize(
    "fields", [{"size": -1}, {"at": -1}, {"root": ""}, {"key": "x"}, {"sig": "ab"}, {"size": 2**53}]
)
def test_a_malformed_head_is_refused_before_its_key_is_sought(fields: dict[str, Any]) -> None:
    with pytest.raises(NotProven) as refused:
        check_tree_head(msgspec.structs.replace(head(5), **fields), key_of=KEYS.get)
    assert refused.value.facts == {"what": "form"}
