"""Originals: photos and files exactly as they came, each sealed once and never rewritten.

An original is sealed to the age identity of its (seizure, log). That identity stands in the database, itself sealed to
this device and to everybody else who may open it, and is on the disk before anything is sealed to it. Readers can so be
added later, a court gets one key, and destroying the identity destroys what it sealed.

An original lies at `originals/<seizure>/<SHA-256 of the sealed file>.age`. Which originals there are is said by
entries.
"""

from __future__ import annotations

import hashlib
import io
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from fieldkit.domain.entry import Blob
from fieldkit.errors import N_, BugError, KnownError
from fieldkit.storage import durable, reserve
from fieldkit.storage.database import Database
from fieldkit.storage.failures import DiskFull, disk_errors, from_os
from fieldkit.storage.identities import SeizureIdentities
from fieldkit.trust import sealing
from fieldkit.trust.sealing import Identity, Writer

LARGEST: Final = 1_920 << 20
"""Plain bytes of the largest original: sealed, it must fit into one part of a bundle (1.9 GiB)."""
_PIECE: Final = 1 << 18
_NAMES: Final = frozenset("0123456789abcdef-")


class OriginalTooLarge(KnownError):
    """Larger than a bundle can carry."""

    code = "original-too-large"
    message = N_("{name} is larger than the {limit} MiB that can travel in one piece.")
    hint = N_("It was not attached and not touched. Record it in shorter parts, or hand over the medium itself.")


class SourceUnreadable(KnownError):
    """The file to attach cannot be read."""

    code = "source-unreadable"
    message = N_("{name} cannot be read.")
    hint = N_("It was not attached. Check the card or cable and try again; what was attached before is safe.")


class OriginalMissing(KnownError):
    """The sealed file is not on this disk."""

    code = "original-missing"
    message = N_("The original {sha256} is not on this device.")
    hint = N_("Its hash is safe in the record. Headquarters or the device that took it has the file.")


class OriginalDamaged(KnownError):
    """The sealed file is not what was stored."""

    code = "original-damaged"
    message = N_("The original {sha256} is damaged on this disk.")
    hint = N_("Do not delete it. Headquarters or a backup may have a whole copy; check the disk.")


class Originals:
    """The originals of one home."""

    def __init__(self, database: Database, folder: Path, staging: Path, identity: Identity) -> None:
        """Keep originals in *folder*, writing them in *staging* first; *identity* is the device's own."""
        self._database = database
        self._folder = folder
        self._staging = staging
        self._identities = SeizureIdentities(database, identity)

    @property
    def identities(self) -> SeizureIdentities:
        """Return the identities that originals are sealed to."""
        return self._identities

    def put(self, source: Path | bytes, *, seizure: str, log: str, mime: str) -> Blob:
        """Seal *source*, a file or bytes, as an original of *seizure* that *log* brings in; durable when this returns.

        The same bytes again give the same blob, once an entry names it. Only then does the caller write the entry.
        Raises SourceUnreadable, OriginalTooLarge, DiskFull, DiskFailed.
        """
        _leave_room(self._folder, source)
        recipient = self._identities.recipient(seizure, log)
        folder = self._folder / seizure
        with disk_errors():
            durable.make_folder(folder)
            part = durable.part_of(self._staging / "original")
            try:
                sha256, size, sealed = _seal(source, part, recipient)
                found = self._stored(sha256, recipient)
                if found is None:
                    durable.move_in(part, folder / f"{sealed}.age")
            finally:
                part.unlink(missing_ok=True)
        return found or Blob(sha256=sha256, size=size, mime=mime, sealed_sha256=sealed, recipient=recipient)

    def discard(self, blob: Blob) -> bool:
        """Remove the sealed file of *blob* unless an entry names it; tell whether it was removed. Raises DiskFailed.

        For a file that turned out to be here already under another seal, before anything was written about it.
        """
        with self._database.reading() as connection:
            named = connection.exec_driver_sql(
                "SELECT 1 FROM entry_blob WHERE sealed_sha256 = ?", (blob.sealed_sha256,)
            ).first()
        path = None if named else self.path(blob)
        if path is not None:
            with disk_errors():
                durable.remove(path)
        return path is not None

    def adopt(self, staged: Path, *, seizure: str, sealed_sha256: str) -> Path:
        """Move a sealed file that came from elsewhere into its place; durable when this returns.

        *staged* lies on the same disk (in `staging/`), is fsynced, and has that hash: the caller computed it while
        writing. What is already here stays. Raises DiskFull, DiskFailed.
        """
        target = self._folder / checked(seizure) / f"{checked(sealed_sha256)}.age"
        with disk_errors():
            if target.exists():
                durable.remove(staged)
            else:
                durable.make_folder(target.parent)
                durable.rename(staged, target)
        return target

    def path(self, blob: Blob) -> Path | None:
        """Return where the sealed file of *blob* lies, or None when it is not on this disk."""
        seizure = self._identities.seizure_of(blob.recipient)
        if seizure is not None:
            path = self._folder / seizure / f"{blob.sealed_sha256}.age"
            return path if path.exists() else None
        return next(iter(self._folder.glob(f"*/{checked(blob.sealed_sha256)}.age")), None)

    def has(self, blob: Blob) -> bool:
        """Tell whether the sealed file of *blob* is on this disk."""
        return self.path(blob) is not None

    def open(self, blob: Blob, *, limit: int = LARGEST) -> bytes:
        """Return the plain bytes of *blob*, at most *limit*, after comparing them with its hash.

        Raises OriginalMissing, OriginalDamaged, NoIdentity, OverLimit, DiskFailed.
        """
        plain = io.BytesIO()
        self.open_into(blob, plain, limit=limit)
        return plain.getvalue()

    def open_into(self, blob: Blob, sink: Writer, *, limit: int = LARGEST) -> None:
        """Write the plain bytes of *blob* into *sink*. They are nothing until this returns. Raises as `open`."""
        identity = self._identities.opening(blob.recipient)
        path = self.path(blob)
        if path is None:
            raise OriginalMissing(sha256=blob.sha256)
        hashing = _Hashing(sink)
        try:
            with path.open("rb", buffering=0) as file:
                sealing.open_file(_Reading(file), hashing, [identity], limit=limit)
        except (sealing.SealBroken, sealing.NotOurs):
            raise OriginalDamaged(sha256=blob.sha256) from None
        except FileNotFoundError:
            raise OriginalMissing(sha256=blob.sha256) from None
        except OSError as error:
            raise from_os(error) from error
        if hashing.hexdigest() != blob.sha256 or hashing.size != blob.size:
            raise OriginalDamaged(sha256=blob.sha256)

    def sealed_hash(self, path: Path) -> str:
        """Return the SHA-256 of the sealed file *path*. Raises DiskFailed."""
        with disk_errors(), path.open("rb", buffering=0) as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    def stored(self) -> Iterator[tuple[str, Path]]:
        """Yield (seizure, path) of every sealed file on this disk."""
        for path in sorted(self._folder.glob("*/*.age")):
            yield path.parent.name, path

    def named(self) -> Iterator[Blob]:
        """Yield every blob that an admitted entry names, once for each sealed file."""
        with self._database.reading() as connection:
            rows = connection.exec_driver_sql(
                "SELECT DISTINCT sha256, size, mime, sealed_sha256, recipient FROM entry_blob ORDER BY sealed_sha256"
            ).all()
        for row in rows:
            yield Blob(*row)

    def copies(self, sha256: str, *, log: str) -> list[Blob]:
        """Return each sealed copy of the bytes *sha256* that an admitted entry of *log* names: one for each seizure."""
        with self._database.reading() as connection:
            rows = connection.exec_driver_sql(
                "SELECT DISTINCT b.sha256, b.size, b.mime, b.sealed_sha256, b.recipient FROM entry_blob b "
                "JOIN entry e ON e.n = b.n WHERE b.sha256 = ? AND e.log = ?",
                (sha256, log),
            ).all()
        return [Blob(*row) for row in rows]

    def _stored(self, sha256: str, recipient: str) -> Blob | None:
        """Return the blob an entry already has for these bytes under this identity, if its file is here."""
        with self._database.reading() as connection:
            row = connection.exec_driver_sql(
                "SELECT sha256, size, mime, sealed_sha256, recipient FROM entry_blob "
                "WHERE sha256 = ? AND recipient = ? ORDER BY n",
                (sha256, recipient),
            ).first()
        blob = Blob(*row) if row else None
        return blob if blob and self.has(blob) else None


def checked(name: str) -> str:
    """Return *name* when it can be part of a path as it stands: hex and hyphens only. Raises BugError."""
    if not name or not _NAMES.issuperset(name):
        raise BugError(what="a name that is no hash or uuid reached the disk")
    return name


def _leave_room(folder: Path, source: Path | bytes) -> None:
    """Refuse an original that would take the last megabytes, which belong to words. Raises DiskFull."""
    try:
        size = source.stat().st_size if isinstance(source, Path) else len(source)
    except OSError:
        return  # said better when it is opened
    with disk_errors():
        if shutil.disk_usage(folder).free < size + reserve.SIZE:
            raise DiskFull


def _seal(source: Path | bytes, part: Path, recipient: str) -> tuple[str, int, str]:
    """Seal *source* into *part*, fsynced; return plain hash, plain size and sealed hash, from one reading."""
    name = source.name if isinstance(source, Path) else ""
    raw: io.FileIO | io.BytesIO
    try:
        raw = source.open("rb", buffering=0) if isinstance(source, Path) else io.BytesIO(source)
    except OSError:
        raise SourceUnreadable(name=name) from None
    with raw, part.open("xb", buffering=0) as file:
        reading, writing = _Reading(raw, name=name), _Hashing(file)
        sealing.seal_file(reading, writing, [recipient])
        os.fsync(file.fileno())
    return reading.hexdigest(), reading.size, writing.hexdigest()


class _Reading:
    """Reads in large pieces, hashes what it read, and tells the source's troubles from the disk's."""

    def __init__(self, file: io.FileIO | io.BytesIO, *, name: str = "") -> None:
        self._file = file
        self._name = name
        self._hash = hashlib.sha256()
        self._piece = memoryview(b"")
        self.size = 0

    def read(self, size: int, /) -> bytes:
        if not self._piece:
            self._piece = memoryview(self._more())
        taken, self._piece = self._piece[:size], self._piece[size:]
        return bytes(taken)

    def _more(self) -> bytes:
        try:
            piece = self._file.read(_PIECE) or b""
        except OSError:
            if not self._name:
                raise
            raise SourceUnreadable(name=self._name) from None
        self._hash.update(piece)
        self.size += len(piece)
        if self._name and self.size > LARGEST:
            raise OriginalTooLarge(name=self._name, limit=LARGEST >> 20)
        return piece

    def hexdigest(self) -> str:
        return self._hash.hexdigest()


class _Hashing:
    """Hashes what passes into *sink*."""

    def __init__(self, sink: Writer) -> None:
        self._sink = sink
        self._hash = hashlib.sha256()
        self.size = 0

    def write(self, data: bytes, /) -> int:
        written = self._sink.write(data) or 0
        while written < len(data):
            written += self._sink.write(data[written:]) or 0
        self._hash.update(data)
        self.size += len(data)
        return len(data)

    def hexdigest(self) -> str:
        return self._hash.hexdigest()
