"""The secrets a process holds while it is unlocked. They never show in a repr, a log or a traceback."""

from __future__ import annotations

from dataclasses import dataclass, field

from fieldkit.trust.sealing import Identity
from fieldkit.trust.signing import SoftKey
from fieldkit.trust.wiping import wipe


@dataclass(frozen=True, kw_only=True)
class DeviceKeys:
    """What the device itself holds: its id and name, the raw key of its database, its signing key, its age identity.

    vault: opens `vault/device.age` while unlocked, so that officers can be added and removed; renewed at each removal.
    """

    device: str
    name: str
    database_key: bytes = field(repr=False)
    signer: SoftKey = field(repr=False)
    identity: Identity = field(repr=False)
    vault: Identity = field(repr=False)

    def forget(self) -> None:
        """Overwrite the database key: the home is closed and these keys are done. The others go with their objects."""
        wipe(self.database_key)


@dataclass(frozen=True, kw_only=True)
class OfficerKeys:
    """What one officer holds on this device: person id for life, name as enrolled, signing key and age identity."""

    person: str
    name: str
    rank: str = ""
    unit: str = ""
    signer: SoftKey = field(repr=False)
    identity: Identity = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Unlocked:
    """One officer and the device, unlocked by the officer's passphrase."""

    officer: OfficerKeys
    device: DeviceKeys
