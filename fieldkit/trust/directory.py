"""The recipient directory: to whom a device seals, said and signed by headquarters.

It comes with a grant and is renewed by downlink. Format: docs/formats/certificates.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec

from fieldkit.domain.values import Id, Line
from fieldkit.trust.sealing import is_recipient
from fieldkit.trust.signed_file import WrongSignedFile, b64, pack, unb64, unpack
from fieldkit.trust.signing import Signer

DIRECTORY: Final = "fieldkit-directory-v1"


class Station(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An evidence station that things can be sealed and addressed to."""

    device: Id
    name: Line
    recipient: str


class Recipients(msgspec.Struct, frozen=True, kw_only=True):
    """What HQ says: its age recipient, that of its recovery key, and the stations'. version counts up from 1."""

    version: int
    name: Line
    hq: str
    recovery: str
    stations: tuple[Station, ...]
    practice: bool


class Directory(Recipients, frozen=True, kw_only=True):
    """Verified recipients. `signed` = the exact file, to be kept; a lower version never replaces a higher one."""

    signed: bytes
    chain: tuple[bytes, ...]


class _Body(Recipients, frozen=True, kw_only=True, forbid_unknown_fields=True):
    chain: tuple[str, ...]


def sign_directory(recipients: Recipients, *, signer: Signer, chain: Sequence[bytes]) -> bytes:
    """Return the directory file, signed by the HQ key *signer* whose *chain* gives it the role `issue`."""
    plain = {name: getattr(recipients, name) for name in Recipients.__struct_fields__}
    return pack(DIRECTORY, _Body(**plain, chain=tuple(map(b64, chain))), signer)


def open_directory(untrusted: bytes, *, root: bytes) -> Directory:
    """Return the directory in *untrusted*, signed by an HQ key that may issue under *root*. Raises WrongSignedFile.

    That its version is not below the one already held is the caller's to see.
    """
    file = unpack(DIRECTORY, untrusted, _Body)
    chain = tuple(map(unb64, file.body.chain))
    file.check_issuer(chain, root)
    everybody = (file.body.hq, file.body.recovery, *(station.recipient for station in file.body.stations))
    if file.body.version < 1 or not all(map(is_recipient, everybody)):
        raise WrongSignedFile(what="recipients")
    plain = {name: getattr(file.body, name) for name in Recipients.__struct_fields__}
    return Directory(**plain, signed=untrusted, chain=chain)
