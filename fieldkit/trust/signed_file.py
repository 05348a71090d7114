"""Signed files: canonical JSON `{"body", "kind", "sig", "v"}`, the shape of requests, grants and directories.

Signed bytes = the kind's name, 0x00, canonical body. Opening gives the body's record and what its signature covers; who
must have signed is for the kind to say.
"""

from __future__ import annotations

import base64
import binascii
from typing import Any, Final, Generic, TypeVar

import msgspec

from fieldkit.errors import N_, KnownError
from fieldkit.trust import canonical
from fieldkit.trust.certificates import NotCertified, facts_of, leaf_key
from fieldkit.trust.signing import Signer, verify

LIMIT: Final = 1 << 18
"""Bytes of the largest signed file; a grant for a hundred officers is half of it."""

T = TypeVar("T", bound=msgspec.Struct)


class WrongSignedFile(KnownError):
    """A file that is not what it should be. `what` names the part at fault."""

    code = "wrong-signed-file"
    message = N_("This is not a valid enrolment or directory file ({what}).")
    hint = N_("Nothing was changed. Ask for the file again and compare the 16 characters by voice.")


class _Outer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    body: dict[str, Any]
    kind: str
    sig: str
    v: int


class Unpacked(msgspec.Struct, Generic[T], frozen=True):
    """A file whose form is right; `check` says whether a key signed it."""

    body: T
    data: bytes
    sig: bytes

    def check(self, public: bytes) -> None:
        """Raise WrongSignedFile unless the key *public* signed the file."""
        if not verify(public, self.data, self.sig):
            raise WrongSignedFile(what="signature")

    def check_issuer(self, untrusted_chain: tuple[bytes, ...], root: bytes) -> None:
        """Raise WrongSignedFile unless an HQ key with the role `issue` under *root* signed the file."""
        try:
            facts = facts_of(untrusted_chain, root=root)
        except NotCertified as refused:
            raise WrongSignedFile(what="issuer") from refused
        if facts.kind != "hq" or "issue" not in facts.roles:
            raise WrongSignedFile(what="issuer")
        self.check(leaf_key(untrusted_chain))


def pack(kind: str, body: msgspec.Struct, signer: Signer) -> bytes:
    """Return the file of *kind* that holds *body*, signed; texts in NFC. Raises NotCanonical when it is too large."""
    plain = canonical.normalised(msgspec.to_builtins(body))
    sig = signer.sign(tagged(kind, plain))
    return canonical.encode({"body": plain, "kind": kind, "sig": sig.hex(), "v": 1}, limit=LIMIT)


def unpack(kind: str, untrusted: bytes, shape: type[T]) -> Unpacked[T]:
    """Return the body of the file in *untrusted*, of *kind* and *shape*. Raises WrongSignedFile."""
    try:
        outer = msgspec.convert(canonical.decode(untrusted, limit=LIMIT), _Outer)
        body = msgspec.convert(outer.body, shape)
    except (canonical.NotCanonical, msgspec.ValidationError) as refused:
        raise WrongSignedFile(what="form") from refused
    if outer.kind != kind or outer.v != 1:
        raise WrongSignedFile(what="kind")
    return Unpacked(body, tagged(kind, outer.body), unhex(outer.sig))


def tagged(kind: str, body: dict[str, Any]) -> bytes:
    """Return the bytes that a signature of *kind* covers."""
    return kind.encode() + b"\0" + canonical.encode(body, limit=LIMIT)


def b64(data: bytes) -> str:
    """Return *data* as standard base64, the form of keys and certificates in JSON."""
    return base64.b64encode(data).decode()


def unb64(untrusted: str) -> bytes:
    """Return the bytes of a base64 text in its one form. Raises WrongSignedFile."""
    try:
        data = binascii.a2b_base64(untrusted.encode(), strict_mode=True)
    except binascii.Error:
        raise WrongSignedFile(what="base64") from None
    if b64(data) != untrusted:
        raise WrongSignedFile(what="base64")
    return data


def unhex(untrusted: str) -> bytes:
    """Return the bytes of a lower-case hex text. Raises WrongSignedFile."""
    try:
        data = bytes.fromhex(untrusted)
    except ValueError:
        raise WrongSignedFile(what="hex") from None
    if data.hex() != untrusted:
        raise WrongSignedFile(what="hex")
    return data
