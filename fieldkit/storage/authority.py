"""Headquarters' own keys: to certify, to sign grants and directories, to sign receipts; and the two for a safe.

The first three lie among the secrets of the encrypted database, so they open with the officers' passphrases like
everything else. `vault/safe.key` holds the root key and the recovery identity under its own passphrase; it is meant
to be moved to a stick in a safe.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import msgspec

from fieldkit.domain.keys import KeyFacts, Role
from fieldkit.errors import N_, KnownError
from fieldkit.storage import durable
from fieldkit.storage.failures import disk_errors
from fieldkit.storage.store import Store
from fieldkit.trust import canonical, passphrase
from fieldkit.trust.certificates import Authority, found
from fieldkit.trust.sealing import Identity
from fieldkit.trust.signing import SoftKey

AUTHORITY: Final = "authority"
SAFE: Final = "safe.key"


class NotHeadquarters(KnownError):
    """This home holds no authority."""

    code = "not-headquarters"
    message = N_("Only headquarters can do this.")
    hint = N_("Nothing was changed. Do it in the home of headquarters.")


@dataclass(frozen=True, kw_only=True)
class HqKeys:
    """What HQ signs with. issue/receipt: keys and their chains under the root. recovery: opens data, never signs."""

    authority: Authority = field(repr=False)
    issue: SoftKey = field(repr=False)
    issue_chain: tuple[bytes, ...]
    receipt: SoftKey = field(repr=False)
    receipt_chain: tuple[bytes, ...]
    recovery: str

    @property
    def root(self) -> bytes:
        """Return the root certificate, DER."""
        return self.authority.root


class _File(msgspec.Struct, frozen=True, kw_only=True):
    v: int
    root: str
    issuing: str
    issuing_key: str
    issue_key: str
    issue_chain: tuple[str, ...]
    receipt_key: str
    receipt_chain: tuple[str, ...]
    recovery: str


def establish(store: Store, *, name: str, made: int, safe_passphrase: str, kdf: passphrase.Kdf) -> HqKeys:
    """Make a headquarters' keys and keep them; durable when this returns. Raises DiskFull, DiskFailed."""
    device = store.home.device
    authority, root_key = found(name=name, made=made)
    recovery = Identity.generate()

    def leaf(role: Role) -> tuple[SoftKey, tuple[bytes, ...]]:
        key = SoftKey.generate()
        facts = KeyFacts(key=key.key_id, kind="hq", device=device, name=f"{name} {role}", roles=frozenset({role}))
        return key, authority.certify(facts, key.public, made=made)

    issue, issue_chain = leaf("issue")
    receipt, receipt_chain = leaf("receipt")
    keys = HqKeys(
        authority=authority,
        issue=issue,
        issue_chain=issue_chain,
        receipt=receipt,
        receipt_chain=receipt_chain,
        recovery=recovery.recipient,
    )
    secret = canonical.encode({"v": 1, "root_key": _b64(root_key.pkcs8()), "recovery": recovery.text})
    with disk_errors():
        durable.write_new(store.home.vault / SAFE, passphrase.wrap(secret, safe_passphrase, kdf))
    store.secrets.put(AUTHORITY, _pack(keys))
    return keys


def load(store: Store) -> HqKeys:
    """Return the keys of this headquarters. Raises NotHeadquarters."""
    packed = store.secrets.get(AUTHORITY)
    if packed is None:
        raise NotHeadquarters
    read = msgspec.convert(canonical.decode(packed), _File)
    return HqKeys(
        authority=Authority(_unb64(read.root), _unb64(read.issuing), SoftKey.from_pkcs8(_unb64(read.issuing_key))),
        issue=SoftKey.from_pkcs8(_unb64(read.issue_key)),
        issue_chain=tuple(map(_unb64, read.issue_chain)),
        receipt=SoftKey.from_pkcs8(_unb64(read.receipt_key)),
        receipt_chain=tuple(map(_unb64, read.receipt_chain)),
        recovery=read.recovery,
    )


def open_safe(safe: Path, typed: str) -> tuple[SoftKey, Identity]:
    """Return the root key and the recovery identity. Raises WrongPassphrase, OSError."""
    secret = canonical.decode(passphrase.unwrap(safe.read_bytes(), typed))
    return SoftKey.from_pkcs8(_unb64(secret["root_key"])), Identity.from_text(secret["recovery"])


def _pack(keys: HqKeys) -> bytes:
    file = _File(
        v=1,
        root=_b64(keys.root),
        issuing=_b64(keys.authority.issuing),
        issuing_key=_b64(keys.authority.key.pkcs8()),
        issue_key=_b64(keys.issue.pkcs8()),
        issue_chain=tuple(map(_b64, keys.issue_chain)),
        receipt_key=_b64(keys.receipt.pkcs8()),
        receipt_chain=tuple(map(_b64, keys.receipt_chain)),
        recovery=keys.recovery,
    )
    return canonical.encode(msgspec.to_builtins(file))


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _unb64(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
