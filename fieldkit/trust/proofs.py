"""Headquarters' signed tree heads and the proofs under them, as files and as parts of receipts.

A proof file is canonical JSON. Opening one verifies both the head's signature and the path; whether its key may sign
tree heads (role `receipt`) is decided by the caller, who answers `key_of` only for keys that may.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, TypeAlias

import msgspec

from fieldkit.errors import N_, KnownError
from fieldkit.trust import canonical, tree
from fieldkit.trust.canonical import GREATEST
from fieldkit.trust.entries import KeyOf
from fieldkit.trust.signing import Signer, verify

TREE_TAG: Final = b"fieldkit-tree-v1\0"
_LIMIT = 16_384
_HEX64 = re.compile(r"[0-9a-f]{64}")
_HEX128 = re.compile(r"[0-9a-f]{128}")


class NotProven(KnownError):
    """A tree head or proof that does not hold. `what` = form, key, signature or path."""

    code = "not-proven"
    message = N_("A proof from headquarters does not hold ({what}).")
    hint = N_("The entries stay as they are, marked unproven. Keep the file and report it: it may show tampering.")


class SignedTreeHead(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The tree had *size* leaves and this *root* (hex) at *at* (HQ's clock, ms since 1970 UTC), says *key*."""

    size: int
    root: str
    at: int
    key: str
    sig: str


class Inclusion(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="inclusion"
):
    """The entry or certificate with hash *leaf* is leaf *index* of the tree under *head*."""

    leaf: str
    index: int
    path: tuple[str, ...]
    head: SignedTreeHead
    v: int = 1


class Consistency(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="consistency"
):
    """The tree that had *size* leaves and *root* is a beginning of the tree under *head*: nothing was taken out."""

    size: int
    root: str
    path: tuple[str, ...]
    head: SignedTreeHead
    v: int = 1


Proof: TypeAlias = Inclusion | Consistency


def sign_tree_head(*, size: int, root: bytes, at: int, signer: Signer) -> SignedTreeHead:
    """Return the signed state of HQ's tree."""
    sig = signer.sign(_signed_bytes(size, root.hex(), at, signer.key_id))
    return SignedTreeHead(size=size, root=root.hex(), at=at, key=signer.key_id, sig=sig.hex())


def check_tree_head(untrusted_head: SignedTreeHead, *, key_of: KeyOf) -> None:
    """Raise NotProven unless the head is well formed and signed by the key it names."""
    head = untrusted_head
    names = _HEX64.fullmatch(head.root) and _HEX64.fullmatch(head.key) and _HEX128.fullmatch(head.sig)
    if not (names and 0 <= head.size <= GREATEST and 0 <= head.at <= GREATEST):
        raise NotProven(what="form")
    public = key_of(head.key)
    if public is None:
        raise NotProven(what="key")
    if not verify(public, _signed_bytes(head.size, head.root, head.at, head.key), bytes.fromhex(head.sig)):
        raise NotProven(what="signature")


def encode_proof(proof: Proof) -> bytes:
    """Return *proof* as the canonical JSON of a proof file."""
    return canonical.encode(msgspec.to_builtins(proof))


def prove_inclusion(*, leaf: str, index: int, head: SignedTreeHead, nodes: tree.Nodes) -> Inclusion:
    """Return the proof that *leaf* (a hash, hex) stands at *index* in the tree under *head*."""
    return Inclusion(leaf=leaf, index=index, path=_hex(tree.inclusion(index, head.size, nodes)), head=head)


def prove_consistency(*, size: int, root: str, head: SignedTreeHead, nodes: tree.Nodes) -> Consistency:
    """Return the proof that the tree (*size*, *root*) somebody remembers is a beginning of the tree under *head*."""
    return Consistency(size=size, root=root, path=_hex(tree.consistency(size, head.size, nodes)), head=head)


def open_proof(untrusted: bytes, *, key_of: KeyOf) -> Proof:
    """Return the proof in *untrusted* when its head is signed and its path holds. Raises NotProven."""
    try:
        proof: Proof = msgspec.convert(canonical.decode(untrusted, limit=_LIMIT, depth=2), Proof)
    except (canonical.NotCanonical, msgspec.ValidationError):
        raise NotProven(what="form") from None
    named = proof.leaf if isinstance(proof, Inclusion) else proof.root
    if proof.v != 1 or not all(_HEX64.fullmatch(name) for name in (named, *proof.path)):
        raise NotProven(what="form")
    check_tree_head(proof.head, key_of=key_of)
    if not _holds(proof):
        raise NotProven(what="path")
    return proof


def _holds(proof: Proof) -> bool:
    path = [bytes.fromhex(step) for step in proof.path]
    root = bytes.fromhex(proof.head.root)
    if isinstance(proof, Inclusion):
        return tree.includes(bytes.fromhex(proof.leaf), proof.index, proof.head.size, path, root)
    return tree.extends(proof.size, bytes.fromhex(proof.root), proof.head.size, root, path)


def _hex(path: Sequence[bytes]) -> tuple[str, ...]:
    return tuple(step.hex() for step in path)


def _signed_bytes(size: int, root: str, at: int, key: str) -> bytes:
    return TREE_TAG + canonical.encode({"at": at, "key": key, "root": root, "size": size})
