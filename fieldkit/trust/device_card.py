"""A device card: what a device shows of itself so that another device of the same headquarters can seal to it.

A signed file (`signed_file`): body {chain, practice, recipient}, signed by the device key that the chain certifies.
Nothing in it is secret. It proves that the recipient belongs to a device this headquarters vouches for; that it is the
laptop standing there, people see for themselves: its name is shown before anything is sealed.
"""

from __future__ import annotations

from typing import Final

import msgspec

from fieldkit.domain.keys import KeyFacts
from fieldkit.errors import N_, KnownError
from fieldkit.trust.certificates import NotCertified, facts_of, leaf_key
from fieldkit.trust.sealing import is_recipient
from fieldkit.trust.signed_file import WrongSignedFile, b64, pack, unb64, unpack
from fieldkit.trust.signing import Signer

KIND: Final = "fieldkit-device-v1"


class NotADeviceCard(KnownError):
    """No card of a device of this headquarters. `what` names the part at fault."""

    code = "not-a-device-card"
    message = N_("This is not a card of a laptop of your headquarters ({what}).")
    hint = N_("Nothing was changed. Let the other laptop write its card again.")


class DeviceCard(msgspec.Struct, frozen=True, kw_only=True):
    """A verified card."""

    facts: KeyFacts
    recipient: str
    practice: bool


class _Body(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    chain: tuple[str, ...]
    practice: bool
    recipient: str


def make_card(*, chain: tuple[bytes, ...], recipient: str, practice: bool, signer: Signer) -> bytes:
    """Return the card of the device whose key *signer* is certified by *chain* (DER)."""
    return pack(KIND, _Body(chain=tuple(map(b64, chain)), practice=practice, recipient=recipient), signer)


def open_card(untrusted: bytes, *, root: bytes) -> DeviceCard:
    """Return the card in *untrusted* when a device under *root* signed it. Raises NotADeviceCard.

    Says nothing of revocation: ask the ledger.
    """
    try:
        file = unpack(KIND, untrusted, _Body)
        chain = tuple(unb64(der) for der in file.body.chain)
        facts = facts_of(chain, root=root)
        file.check(leaf_key(chain))
    except WrongSignedFile as refused:
        raise NotADeviceCard(what=refused.facts["what"]) from refused
    except NotCertified as refused:
        raise NotADeviceCard(what="certificate") from refused
    if facts.kind != "device" or not is_recipient(file.body.recipient):
        raise NotADeviceCard(what="device")
    return DeviceCard(facts=facts, recipient=file.body.recipient, practice=file.body.practice)
