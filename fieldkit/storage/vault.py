"""The vault: who may open this home, and how.

`vault/<person>.key` holds one officer's signing key and age identity under a passphrase. `vault/device.age` holds the
device secret (database key, device key, device identity), sealed to every current officer, to HQ's recovery key where
it is known, and to a vault identity of its own with which an unlocked process re-seals it. Who the readers are stands
inside the sealed file: the names in the officers' files are only for the list on the screen.

Removing an officer gives the database a new key. The order makes every moment openable: the secret with both keys, then
the database under the new one, then the secret with the new one alone.
"""

from __future__ import annotations

import base64
import binascii
import secrets
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Final, TypeVar

import msgspec

from fieldkit.errors import N_, KnownError
from fieldkit.storage import durable, rekeying
from fieldkit.storage.database import KEY_BYTES
from fieldkit.storage.failures import DiskFull, StoreBusy, disk_errors
from fieldkit.storage.home import Home
from fieldkit.storage.keys import DeviceKeys, OfficerKeys, Unlocked
from fieldkit.trust import passphrase as words
from fieldkit.trust.sealing import Identity, NotOurs, open_bytes, seal_bytes
from fieldkit.trust.signing import SoftKey
from fieldkit.trust.wiping import wipe

FORMAT: Final = 1
_LIMIT: Final = 65_536
_DEVICE: Final = "device.age"
T = TypeVar("T")


class NoSuchOfficer(KnownError):
    """No key file of that person is here."""

    code = "no-such-officer"
    message = N_("This officer has no key on this device.")
    hint = N_("Nothing was changed. Another officer of this device can unlock it and add them.")


class NotAdmitted(KnownError):
    """The officer's own key opened, but the device is not sealed to it."""

    code = "not-admitted"
    message = N_("This officer's key no longer opens this device.")
    hint = N_("Nothing was changed. Another officer of this device can unlock it and add them again.")


class VaultDamaged(KnownError):
    """A key file cannot be read."""

    code = "vault-damaged"
    message = N_("The key file {name} is damaged.")
    hint = N_("Nothing was changed. Another officer can unlock; or restore the key files from a backup.")


class LastOfficer(KnownError):
    """Removing the only officer would lock the home for ever."""

    code = "last-officer"
    message = N_("The last officer of a device cannot be removed.")
    hint = N_("Nothing was changed. Add another officer first.")


class Enrolled(msgspec.Struct, frozen=True, kw_only=True):
    """An officer's file as anybody may read it: for the list of who can unlock."""

    person: str
    name: str
    rank: str = ""
    unit: str = ""
    key: str
    recipient: str


class _OfficerFile(Enrolled, frozen=True, kw_only=True):
    """`vault/<person>.key`; wrapped = base64 of what `fieldkit.trust.passphrase.wrap` made."""

    format: int
    wrapped: str


class _Private(msgspec.Struct, frozen=True, kw_only=True):
    """What is wrapped under the passphrase: PKCS#8 in base64, and the age identity."""

    signer: str
    identity: str


class _DeviceSecret(msgspec.Struct, frozen=True, kw_only=True):
    """What is sealed in `vault/device.age`. next_key: set while the database is on its way to a new key."""

    format: int
    device: str
    name: str
    database_key: str
    next_key: str = ""
    signer: str
    identity: str
    vault: str
    readers: dict[str, str]
    recovery: tuple[str, ...] = ()


class Vault:
    """The vault of one home."""

    def __init__(self, home: Home) -> None:
        """Stand on *home*; nothing is read yet."""
        self._home = home
        self._path = home.vault / _DEVICE

    @property
    def founded(self) -> bool:
        """Tell whether the home has a device secret, and so at least one officer."""
        return self._path.exists()

    def officers(self) -> list[Enrolled]:
        """Return who has a key file here, by name. Files that cannot be read are left out."""
        found = []
        for path in sorted(self._home.vault.glob("*.key")):
            try:
                found.append(_card(self._read_officer(path)))
            except VaultDamaged:
                continue
        return sorted(found, key=lambda one: (one.name, one.person))

    def found(
        self, *, person: str, name: str, rank: str = "", unit: str = "", passphrase: str, kdf: words.Kdf
    ) -> Unlocked:
        """Make the device's secret and its first officer, durably. Raises DiskFull, DiskFailed."""
        device = DeviceKeys(
            device=self._home.device,
            name=self._home.name,
            database_key=secrets.token_bytes(KEY_BYTES),
            signer=SoftKey.generate(),
            identity=Identity.generate(),
            vault=Identity.generate(),
        )
        officer = self._write_officer(person, passphrase, kdf, name=name, rank=rank, unit=unit)
        self._write_device(_secret(device, readers={person: officer.identity.recipient}))
        return Unlocked(officer=officer, device=device)

    def add_officer(
        self,
        device: DeviceKeys,
        *,
        person: str,
        name: str,
        rank: str = "",
        unit: str = "",
        passphrase: str,
        kdf: words.Kdf,
    ) -> OfficerKeys:
        """Make keys for one more officer, or new keys for one who forgot the passphrase; durable when this returns.

        *device*: unlocked by another officer. Raises DiskFull, DiskFailed.
        """
        secret = self._reread(device)
        officer = self._write_officer(person, passphrase, kdf, name=name, rank=rank, unit=unit)
        readers = {**secret.readers, person: officer.identity.recipient}
        self._write_device(msgspec.structs.replace(secret, readers=readers))
        _forget(secret)
        return officer

    def set_recovery(self, device: DeviceKeys, recipients: Sequence[str]) -> None:
        """Seal the device secret to HQ's recovery recipients too, in place of earlier ones."""
        secret = self._reread(device)
        self._write_device(msgspec.structs.replace(secret, recovery=tuple(sorted(set(recipients)))))
        _forget(secret)

    def unlock(self, person: str, passphrase: str) -> Unlocked:
        """Return the officer's and the device's keys. A change of the database key that was cut short is finished.

        Raises NoSuchOfficer, WrongPassphrase, NotAdmitted, VaultDamaged.
        """
        path = self._officer_path(person)
        if not path.exists():
            raise NoSuchOfficer
        file = self._read_officer(path)
        unwrapped = words.unwrap(_unb64(file.wrapped, path), passphrase)
        private = _decoded(unwrapped, _Private, path)
        officer = OfficerKeys(
            person=file.person,
            name=file.name,
            rank=file.rank,
            unit=file.unit,
            signer=_signer(private.signer, path),
            identity=Identity.from_text(private.identity),
        )
        for done in (unwrapped, private.signer, private.identity):
            wipe(done)
        return Unlocked(officer=officer, device=self._open_device(officer.identity))

    def recover(self, recovery: Identity) -> DeviceKeys:
        """Return the device's keys by HQ's recovery identity: it opens data, no officer's key. Raises NotAdmitted."""
        return self._open_device(recovery)

    def change_passphrase(self, person: str, old: str, new: str, kdf: words.Kdf) -> None:
        """Wrap the officer's keys under *new*. Raises as `unlock`."""
        path = self._officer_path(person)
        if not path.exists():
            raise NoSuchOfficer
        file = self._read_officer(path)
        private = words.unwrap(_unb64(file.wrapped, path), old)
        self._write(path, msgspec.structs.replace(file, wrapped=_b64(words.wrap(_padded(private), new, kdf))))
        wipe(private)

    def remove_officer(self, device: DeviceKeys, person: str) -> DeviceKeys:
        """Take *person* out and give the database a new key; return the device's keys from now on.

        Every window and command must have closed the home (StoreBusy otherwise, and then nothing has changed yet).
        Raises NoSuchOfficer, LastOfficer, StoreBusy, DiskFull, DiskFailed.
        """
        secret = self._reread(device)
        if person not in secret.readers:
            raise NoSuchOfficer
        if len(secret.readers) == 1:
            raise LastOfficer
        coming = msgspec.structs.replace(
            secret,
            next_key=secrets.token_bytes(KEY_BYTES).hex(),
            vault=Identity.generate().text,
            readers={who: recipient for who, recipient in secret.readers.items() if who != person},
        )
        with (
            rekeying.alone(self._home.database, device.database_key) as exclusive,
            exclusive.copied(bytes.fromhex(coming.next_key)) as copy,
        ):
            self._write_device(coming)
            copy.take_place()
        with disk_errors():
            durable.remove(self._officer_path(person))
        return self._settled(coming)

    # --- inside ------------------------------------------------------------------------------------------------------

    def _open_device(self, identity: Identity) -> DeviceKeys:
        secret = self._read_device(identity)
        if secret.next_key:
            secret = self._finish(secret)
        keys = _keys(secret, self._path)
        _forget(secret)
        return keys

    def _finish(self, secret: _DeviceSecret) -> _DeviceSecret:
        """Bring a change of the database key to its end that a crash cut short; or go on with the old key for now."""
        new = bytes.fromhex(secret.next_key)
        if not rekeying.opens(self._home.database, new):
            try:
                with (
                    rekeying.alone(self._home.database, bytes.fromhex(secret.database_key)) as exclusive,
                    exclusive.copied(new) as copy,
                ):
                    copy.take_place()
            except (StoreBusy, DiskFull):
                return secret
        self._settled(secret)
        return msgspec.structs.replace(secret, database_key=secret.next_key, next_key="")

    def _settled(self, secret: _DeviceSecret) -> DeviceKeys:
        after = msgspec.structs.replace(secret, database_key=secret.next_key, next_key="")
        self._write_device(after)
        return _keys(after, self._path)

    def _reread(self, device: DeviceKeys) -> _DeviceSecret:
        """Return the secret as it stands on the disk: another process may have changed it since."""
        return self._read_device(device.vault)

    def _read_device(self, identity: Identity) -> _DeviceSecret:
        try:
            with self._path.open("rb") as file:
                untrusted = file.read(_LIMIT)
            plain = open_bytes(untrusted, [identity], limit=_LIMIT)
            secret = _decoded(plain, _DeviceSecret, self._path)
            wipe(plain)
            return secret
        except NotOurs:
            raise NotAdmitted from None
        except FileNotFoundError:
            raise VaultDamaged(name=_DEVICE) from None

    def _write_device(self, secret: _DeviceSecret) -> None:
        vault = Identity.from_text(secret.vault).recipient
        recipients = sorted({*secret.readers.values(), *secret.recovery, vault})
        plain = msgspec.json.encode(secret)
        sealed = seal_bytes(plain, recipients)
        wipe(plain)
        with disk_errors():
            durable.write_new(self._path, sealed)

    def _officer_path(self, person: str) -> Path:
        return self._home.vault / f"{uuid.UUID(person)}.key"

    def _read_officer(self, path: Path) -> _OfficerFile:
        with disk_errors(), path.open("rb") as file:
            untrusted = file.read(_LIMIT)
        found = _decoded(untrusted, _OfficerFile, path)
        if path.name != f"{found.person}.key":
            raise VaultDamaged(name=path.name)
        return found

    def _write_officer(
        self, person: str, passphrase: str, kdf: words.Kdf, *, name: str, rank: str, unit: str
    ) -> OfficerKeys:
        officer = OfficerKeys(
            person=person, name=name, rank=rank, unit=unit, signer=SoftKey.generate(), identity=Identity.generate()
        )
        der = officer.signer.pkcs8()
        private = _Private(signer=_b64(der), identity=officer.identity.text)
        plain = _padded(msgspec.json.encode(private))
        file = _OfficerFile(
            format=FORMAT,
            person=person,
            name=name,
            rank=rank,
            unit=unit,
            key=officer.signer.key_id,
            recipient=officer.identity.recipient,
            wrapped=_b64(words.wrap(plain, passphrase, kdf)),
        )
        for done in (der, plain, private.signer, private.identity):
            wipe(done)
        self._write(self._officer_path(person), file)
        return officer

    @staticmethod
    def _write(path: Path, file: _OfficerFile) -> None:
        with disk_errors():
            durable.write_new(path, msgspec.json.format(msgspec.json.encode(file)))


def _card(file: _OfficerFile) -> Enrolled:
    return Enrolled(
        person=file.person, name=file.name, rank=file.rank, unit=file.unit, key=file.key, recipient=file.recipient
    )


def _secret(device: DeviceKeys, *, readers: dict[str, str]) -> _DeviceSecret:
    return _DeviceSecret(
        format=FORMAT,
        device=device.device,
        name=device.name,
        database_key=device.database_key.hex(),
        signer=_b64(device.signer.pkcs8()),
        identity=device.identity.text,
        vault=device.vault.text,
        readers=readers,
    )


def _keys(secret: _DeviceSecret, path: Path) -> DeviceKeys:
    return DeviceKeys(
        device=secret.device,
        name=secret.name,
        database_key=bytes.fromhex(secret.database_key),
        signer=_signer(secret.signer, path),
        identity=Identity.from_text(secret.identity),
        vault=Identity.from_text(secret.vault),
    )


def _padded(plain: bytes) -> bytes:
    """Return *plain* JSON with blanks to a multiple of eight bytes.

    Unwrapping then hands out the very bytes it worked on, which can be overwritten, and not a shorter copy of them.
    """
    return plain + b" " * (-len(plain) % 8)


def _signer(text: str, path: Path) -> SoftKey:
    der = _unb64(text, path)
    try:
        return SoftKey.from_pkcs8(der)
    finally:
        wipe(der)


def _forget(secret: _DeviceSecret) -> None:
    """Overwrite the secret texts of what was read from the disk, now that keys were made of them."""
    for text in (secret.database_key, secret.next_key, secret.signer, secret.identity, secret.vault):
        wipe(text)


def _decoded(untrusted: bytes, kind: type[T], path: Path) -> T:
    try:
        return msgspec.json.decode(untrusted, type=kind)
    except (msgspec.DecodeError, RecursionError):
        raise VaultDamaged(name=path.name) from None


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _unb64(text: str, path: Path) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        raise VaultDamaged(name=path.name) from None
