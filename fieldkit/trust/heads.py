"""Signed heads: a device's word on how far one of its logs goes.

A head travels with entries, in bundles and in hand-over codes. Entries beyond it stay pending; and as any certified
officer could sign an entry that claims a place in a strange log, only two signed heads can prove that a log was forked.
"""

from __future__ import annotations

import re
from typing import Final

import msgspec

from fieldkit.errors import N_, KnownError
from fieldkit.trust import canonical
from fieldkit.trust.entries import KeyOf
from fieldkit.trust.signing import Signer, verify

HEAD_TAG: Final = b"fieldkit-head-v1\0"
_LIMIT = 1024
_SHAPE = re.compile(r"[0-9a-f]{32} [0-9a-f]{64} [0-9a-f]{64} [0-9a-f]{128}")


class WrongHead(KnownError):
    """Bytes that are no signed head, or not signed by the key they name. `what` says which."""

    code = "wrong-head"
    message = N_("The end of a log is not signed by the device it came from ({what}).")
    hint = N_("Nothing was taken in. Keep the file and tell headquarters.")


class SignedHead(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Log *log* ends at sequence number *seq* with the entry whose hash is *head*; said by device key *key*."""

    log: str
    seq: int
    head: str
    key: str
    sig: str


def sign_head(*, log: str, seq: int, head: str, signer: Signer) -> SignedHead:
    """Return the head of *log*, signed by the device key *signer*."""
    sig = signer.sign(_signed_bytes(log, seq, head, signer.key_id))
    return SignedHead(log=log, seq=seq, head=head, key=signer.key_id, sig=sig.hex())


def encode_head(head: SignedHead) -> bytes:
    """Return *head* as canonical JSON on one line."""
    return canonical.encode(msgspec.to_builtins(head))


def open_head(untrusted: bytes, *, key_of: KeyOf) -> SignedHead:
    """Return the head in *untrusted*, signed by the key that *key_of* finds for it.

    That the key is the log's own device key (the one its `log.open` carries) is the caller's to see. Raises WrongHead.
    """
    try:
        head = msgspec.convert(canonical.decode(untrusted, limit=_LIMIT, depth=1), SignedHead)
    except (canonical.NotCanonical, msgspec.ValidationError):
        raise WrongHead(what="form") from None
    if not _SHAPE.fullmatch(f"{head.log} {head.head} {head.key} {head.sig}") or head.seq < 0:
        raise WrongHead(what="form")
    public = key_of(head.key)
    if public is None:
        raise WrongHead(what="key")
    if not verify(public, _signed_bytes(head.log, head.seq, head.head, head.key), bytes.fromhex(head.sig)):
        raise WrongHead(what="signature")
    return head


def contradict(a: SignedHead, b: SignedHead) -> bool:
    """Tell whether the two heads by themselves prove a fork: one key, one log, one place, two entries."""
    return (a.log, a.key, a.seq) == (b.log, b.key, b.seq) and a.head != b.head


def _signed_bytes(log: str, seq: int, head: str, key: str) -> bytes:
    return HEAD_TAG + canonical.encode({"head": head, "key": key, "log": log, "seq": seq})
