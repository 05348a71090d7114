"""The home: the folder that holds one device's data, and where each thing lies in it.

home.json                                what this home is; no secret in it
fieldkit.db                              the encrypted database (docs/formats/vault.md)
vault/<person>.key, vault/device.age     who may open it
originals/<seizure>/<sealed sha256>.age  originals, sealed
staging/ quarantine/ backups/ reserve    work in progress, what is not authentic, copies, room for a full disk
"""

from __future__ import annotations

import shutil
import stat
import uuid
from pathlib import Path
from typing import Final, Literal, Self, TypeAlias

import msgspec

from fieldkit.domain.values import Id
from fieldkit.errors import N_, KnownError
from fieldkit.storage import durable
from fieldkit.storage.failures import disk_errors

HomeRole: TypeAlias = Literal["field", "station", "hq"]
FORMAT: Final = 1
_CARD: Final = "home.json"
_LIMIT: Final = 65_536


class NoHome(KnownError):
    """The folder holds no home."""

    code = "no-home"
    message = N_("There is no Fieldkit home in {folder}.")
    hint = N_("Nothing was changed. Choose another folder, or make a new home.")


class HomeExists(KnownError):
    """The folder is not empty."""

    code = "home-exists"
    message = N_("The folder {folder} is not empty.")
    hint = N_("Nothing was changed. A new home needs a folder of its own.")


class NewerHomeFormat(KnownError):
    """`home.json` is of a later format."""

    code = "newer-home-format"
    message = N_("The home in {folder} was made by a newer Fieldkit.")
    hint = N_("Nothing was changed. Use the newer Fieldkit, or update this one.")


class _Card(msgspec.Struct, frozen=True, kw_only=True):
    """`home.json`. home, device: uuids for life; made: milliseconds since 1970 UTC."""

    format: int
    home: Id
    device: Id
    role: HomeRole
    practice: bool
    name: str
    made: int


class Home:
    """One home, locked or not: its card and its paths."""

    def __init__(self, path: Path, card: _Card) -> None:
        """Use `create` or `open`."""
        self.path = path
        self._card = card

    @classmethod
    def create(cls, path: Path, *, role: HomeRole, practice: bool, name: str, wall: int) -> Self:
        """Make a home in *path*, which must be missing or empty. Raises HomeExists, DiskFull, DiskFailed.

        name: what people call the device. wall: when, milliseconds since 1970 UTC. It has no officers yet: `vault`.
        """
        if path.exists() and (not path.is_dir() or any(path.iterdir())):
            raise HomeExists(folder=str(path))
        card = _Card(
            format=FORMAT,
            home=str(uuid.uuid4()),
            device=str(uuid.uuid4()),
            role=role,
            practice=practice,
            name=name,
            made=wall,
        )
        home = cls(path, card)
        with disk_errors():
            durable.make_folder(path)
            path.chmod(stat.S_IRWXU)  # nobody else on this computer; Windows keeps what the folder above says
            for folder in home.folders():
                durable.make_folder(folder)
            durable.write_new(path / _CARD, msgspec.json.format(msgspec.json.encode(card)))
        return home

    @classmethod
    def open(cls, path: Path) -> Self:
        """Read the home in *path*; nothing is unlocked. Raises NoHome, NewerHomeFormat."""
        try:
            with (path / _CARD).open("rb") as file:
                untrusted = file.read(_LIMIT)
            card = msgspec.json.decode(untrusted, type=_Card)
        except (OSError, msgspec.DecodeError, RecursionError):
            raise NoHome(folder=str(path)) from None
        if card.format > FORMAT:
            raise NewerHomeFormat(folder=str(path))
        return cls(path, card)

    @property
    def id(self) -> str:
        """Return the home's id for life."""
        return self._card.home

    @property
    def device(self) -> str:
        """Return the device's id for life."""
        return self._card.device

    @property
    def role(self) -> HomeRole:
        """Return whether this is a field laptop, an evidence station or headquarters."""
        return self._card.role

    @property
    def practice(self) -> bool:
        """Tell whether this home is for practice."""
        return self._card.practice

    @property
    def name(self) -> str:
        """Return what people call the device."""
        return self._card.name

    @property
    def database(self) -> Path:
        """Return the path of the database."""
        return self.path / "fieldkit.db"

    @property
    def vault(self) -> Path:
        """Return the folder of key files."""
        return self.path / "vault"

    @property
    def originals(self) -> Path:
        """Return the folder of sealed originals."""
        return self.path / "originals"

    @property
    def staging(self) -> Path:
        """Return the folder for work in progress: what an import has read and not yet checked."""
        return self.path / "staging"

    @property
    def quarantine(self) -> Path:
        """Return the folder for files that are not authentic."""
        return self.path / "quarantine"

    @property
    def backups(self) -> Path:
        """Return the folder for copies of the database."""
        return self.path / "backups"

    @property
    def reserve(self) -> Path:
        """Return the file that keeps room for a full disk."""
        return self.path / "reserve"

    @property
    def in_use(self) -> Path:
        """Return the file that says who has the home open."""
        return self.path / "in-use"

    def folders(self) -> tuple[Path, ...]:
        """Return every folder of the home."""
        return self.path, self.vault, self.originals, self.staging, self.quarantine, self.backups

    def sweep(self) -> None:
        """Remove what a crash left unfinished: every `.part` outside `originals/`, and everything in `staging/`.

        Only for a process that has the home for itself (`presence.py`). Originals are written in `staging/` first.
        """
        for folder in (self.path, self.vault, self.quarantine):
            durable.sweep_parts(folder)
        for left in self.staging.iterdir():
            if left.is_dir():
                shutil.rmtree(left, ignore_errors=True)
            else:
                left.unlink(missing_ok=True)
