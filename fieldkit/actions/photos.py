"""Attach photos and files: the original first, byte for byte; what can be read from it afterwards."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Final, Literal, Self

import msgspec

from fieldkit.actions.desk import Cancelled, Changes, Desk, Progress, changes, exhibit_of, never, no_progress
from fieldkit.actions.originals import ready_to_seal
from fieldkit.domain.entry import Blob, Draft, Signed
from fieldkit.domain.terms import UNSHOWN
from fieldkit.domain.types import plain
from fieldkit.domain.view import OriginalView, SeizureView
from fieldkit.domain.writeup_bodies import Examined, Original
from fieldkit.errors import FieldkitError
from fieldkit.media.examine import Examination, Examiner
from fieldkit.media.kinds import DECODED, SNIFF_BYTES, Kind, sniff
from fieldkit.storage.failures import DiskFull
from fieldkit.storage.originals import OriginalMissing, SourceUnreadable
from fieldkit.storage.previews import Preview
from fieldkit.text.catalogue import _, sentence

BATCH: Final = 16
"""Originals that become entries together: one commit for so many."""
GRID: Final = 512
"""Longest side of a stored preview."""
LARGE: Final = 256 << 20
"""Bytes of the largest file that is looked into; larger ones are kept unseen."""

Status = Literal["attached", "kept_undecodable", "duplicate", "refused"]


class Photo(msgspec.Struct, frozen=True, kw_only=True):
    """A file to attach and what is said of it; its name is taken from the path.

    original: the id to give it, where other entries of the same night already name it; "" = a new one.
    data: the bytes themselves when there is no file (a paste); *path* is then only a name.
    """

    path: Path
    said: Original = Original(name="")
    original: str = ""
    data: bytes | None = None


def said(source: str, exhibit: str = "", view: str = "other") -> Original:
    """Return what is said of a new photo: where it came from, the id of its exhibit and its view type."""
    exhibits = [exhibit] if exhibit else []
    return msgspec.convert({"name": "", "source": source, "exhibits": exhibits, "view": view}, Original)


class AttachedFile(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one file. reason: a code, its sentence and what to do.

    original: its id; of a duplicate the id of the one that was here before; "" when refused.
    """

    path: Path
    sha256: str = ""
    original: str = ""
    status: Status = "attached"
    reason: str = ""
    message: str = ""
    hint: str = ""


class Attached(msgspec.Struct, frozen=True, kw_only=True):
    """What became of all of them. left: files not tried because it was cancelled."""

    changes: Changes
    files: tuple[AttachedFile, ...]
    left: int = 0

    @property
    def kept(self) -> tuple[str, ...]:
        """Return the ids of the originals that are saved."""
        return tuple(file.original for file in self.files if file.original and file.status != "duplicate")

    @property
    def duplicates(self) -> tuple[AttachedFile, ...]:
        """Return the files whose bytes were in the seizure already; they were not added again."""
        return tuple(file for file in self.files if file.status == "duplicate")

    @property
    def refused(self) -> tuple[AttachedFile, ...]:
        """Return the files that could not be read."""
        return tuple(file for file in self.files if file.status == "refused")


def attach(
    *,
    desk: Desk,
    seizure: str,
    photos: Sequence[Photo],
    progress: Progress = no_progress,
    cancelled: Cancelled = never,
) -> Attached:
    """Keep every file as an original of *seizure*: hash, seal, fsync, then the entry. Files are read, never moved.

    A folder stands for the pictures in it. What comes after a lock is shown as late. A file that cannot be read is
    refused and named, and one whose bytes the seizure holds already is named and not added again; a full disk stops
    the rest and what was saved stays saved. `make_previews` looks into them afterwards.
    """
    view = desk.seizure(seizure)
    waiting = list(_files(photos))
    log, written = ready_to_seal(desk, view.id)
    done: list[AttachedFile] = []
    here = {original.blob.sha256: original.id for original in view.originals}
    todo = iter(waiting)
    while not cancelled() and (batch := list(islice(todo, BATCH))):
        sealed, stopped = _seal(desk, view.id, log, batch)
        told = [_settled(desk, view, photo, result, here) for photo, result in sealed]
        drafts = [draft for _file, draft in told if draft is not None]
        written += desk.write(*drafts) if drafts else []
        done += [file for file, _draft in told]
        progress(len(done), len(waiting), done[-1].path.name)
        if stopped:
            break
    return Attached(changes=changes(written, [view.id]), files=tuple(done), left=len(waiting) - len(done))


def make_previews(
    *,
    desk: Desk,
    seizure: str,
    progress: Progress = no_progress,
    cancelled: Cancelled = never,
) -> Changes:
    """Look into every original of *seizure* not looked into yet: camera data as entries of the device, small previews.

    Decoding happens in child processes, one a core. What cannot be decoded is flagged and stays as it came.
    """
    view = desk.seizure(seizure)
    waiting = [original for original in view.originals if _unseen(desk, original)]
    written: list[Signed] = []
    count = min(len(waiting), os.cpu_count() or 1)
    if not count:
        return Changes()
    with ThreadPoolExecutor(count, "examine") as pool:
        shares = [waiting[at::count] for at in range(count)]
        results = [pool.submit(_examine_all, desk, share, cancelled) for share in shares]
        done = 0
        for result in results:
            found = result.result()
            drafts = [_examined_draft(view, original, seen) for original, seen in found if original.examined is None]
            written += desk.write(*drafts, by_device=True) if drafts else []
            done += len(found)
            progress(done, len(waiting), "")
    return changes(written, [view.id])


def statuses(*, desk: Desk, seizure: str, attached: Attached) -> tuple[AttachedFile, ...]:
    """Return the files of *attached* with what `make_previews` found: pictures that cannot be shown are named so."""
    seen = {original.id: original.examined for original in desk.seizure(seizure).originals}
    return tuple(_with_finding(file, seen.get(file.original)) for file in attached.files)


def _with_finding(file: AttachedFile, seen: Examined | None) -> AttachedFile:
    if seen is None or seen.decoded or not _meant_as_picture(file.path):
        return file
    message = _(UNSHOWN.get(seen.problem, UNSHOWN["broken"]))
    return msgspec.structs.replace(file, status="kept_undecodable", reason=seen.problem, message=message)


def exhibit_ids(*, desk: Desk, seizure: str, wanted: Sequence[str]) -> tuple[str, ...]:
    """Return the ids of exhibits given by id or number. Raises UnknownExhibit."""
    view = desk.seizure(seizure)
    return tuple(exhibit_of(view, one).id for one in wanted)


def thumbnail(*, desk: Desk, sha256: str) -> Preview | None:
    """Return the stored preview (longest side 512) of the original with that hash, or None while there is none."""
    return desk.store.previews.get(sha256, GRID)


def preview(*, desk: Desk, seizure: str, original: str, edge: int = GRID) -> Preview | None:
    """Return a preview of an original, or None when it cannot be shown. More than 512 is decoded from the original."""
    for one in desk.seizure(seizure).originals:
        if one.id == original:
            with Viewer(desk) as viewer:
                return viewer.look(one, edge=edge)
    return None


class Viewer:
    """Decodes originals at the size of a screen, in one child process, for as long as somebody looks at photos.

    Any thread may ask; one is served at a time. Nothing of it touches the disk.
    """

    def __init__(self, desk: Desk) -> None:
        """Look into the originals of *desk*."""
        self.desk = desk
        self._examiner = Examiner()
        self._busy = threading.Lock()
        self._closed = False

    def __enter__(self) -> Self:
        """Return the viewer."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the child."""
        self.close()

    def look(self, original: OriginalView, *, edge: int) -> Preview | None:
        """Return *original* with a longest side of *edge* pixels at most; the stored one when it cannot be had.

        None when it cannot be shown at all, or when this was closed.
        """
        blob, stored = original.blob, self.desk.store.previews.get(original.blob.sha256, GRID)
        if edge <= GRID or blob.size > LARGE or blob.mime not in DECODED or (stored and _all_of(original, stored)):
            return stored
        with self._busy:
            if self._closed:
                return None
            try:
                untrusted = self.desk.store.originals.open(blob, limit=LARGE)
            except OriginalMissing:
                return stored
            made = self._examiner.large(untrusted, mime=blob.mime, side=edge)
        return Preview(made[0], *made[1]) if made else stored

    def close(self) -> None:
        """End the child; what is asked later is answered with None."""
        with self._busy:
            self._closed = True
            self._examiner.close()


def _all_of(original: OriginalView, stored: Preview) -> bool:
    """Tell whether the stored preview has every pixel there is."""
    seen = original.examined
    return seen is not None and max(seen.width or 0, seen.height or 0) <= max(stored.width, stored.height)


class _Sealed(msgspec.Struct, frozen=True):
    blob: Blob
    kind: Kind


def _files(photos: Sequence[Photo]) -> Iterator[Photo]:
    """Yield each file once; a folder gives the files below it that look like pictures or papers by name.

    Links are left out: on a stranger's card they point at files of this computer.
    """
    for photo in photos:
        if photo.data is not None or not photo.path.is_dir():
            yield photo
            continue
        for path in files_below(photo.path):
            yield msgspec.structs.replace(photo, path=path)


def files_below(folder: Path) -> list[Path]:
    """Return the files below *folder* that look like pictures, films or papers by name; links are left out.

    A card that was pulled out shows what was still read of it.
    """
    found: list[Path] = []
    with contextlib.suppress(OSError):
        for path in folder.rglob("*"):  # each by itself: what was read before the card went away is kept
            found += [path] if sniff(b"", path.name).claimed and path.is_file() and not path.is_symlink() else []
    return sorted(found)


def _seal(
    desk: Desk, seizure: str, log: str, batch: Sequence[Photo]
) -> tuple[list[tuple[Photo, _Sealed | FieldkitError]], bool]:
    """Return what became of each file, up to the first that met a full disk."""
    done: list[tuple[Photo, _Sealed | FieldkitError]] = []

    def one(photo: Photo) -> _Sealed | FieldkitError:
        try:
            if photo.data is not None:
                kind = sniff(photo.data[:SNIFF_BYTES], photo.path.name)
                return _Sealed(desk.store.originals.put(photo.data, seizure=seizure, log=log, mime=kind.mime), kind)
            if not photo.path.is_file():  # a pipe or a device would never end
                return SourceUnreadable(name=photo.path.name)
            with photo.path.open("rb", buffering=0) as file:
                kind = sniff(file.read(SNIFF_BYTES), photo.path.name)
            return _Sealed(desk.store.originals.put(photo.path, seizure=seizure, log=log, mime=kind.mime), kind)
        except OSError:
            return SourceUnreadable(name=photo.path.name)
        except FieldkitError as error:
            return error

    with ThreadPoolExecutor(2, "seal") as pool:
        for photo, result in zip(batch, pool.map(one, batch), strict=True):
            done.append((photo, result))
            if isinstance(result, DiskFull):
                return done, True
    return done, False


def _draft(desk: Desk, view: SeizureView, photo: Photo, sealed: _Sealed) -> Draft:
    body = msgspec.structs.replace(photo.said, name=_name(photo.path))
    return Draft(
        type="original.add",
        subj=photo.original or desk.new_id(),
        scope=(view.id,),
        body=plain(body),
        blobs=(sealed.blob,),
    )


def _name(path: Path) -> str:
    """Return the file's name as text that can be signed; bytes that are no text are written as their codes."""
    return os.fsencode(path.name).decode("utf-8", "backslashreplace")[:255]


def _settled(
    desk: Desk, view: SeizureView, photo: Photo, result: _Sealed | FieldkitError, here: dict[str, str]
) -> tuple[AttachedFile, Draft | None]:
    """Return what became of a file, and the entry to write of it. *here*: originals of the seizure by hash."""
    if not isinstance(result, _Sealed):
        message, hint = sentence(result)
        told = AttachedFile(path=photo.path, status="refused", reason=result.code, message=message, hint=hint)
        return told, None
    sha256 = result.blob.sha256
    if sha256 in here and not photo.original:
        desk.store.originals.discard(result.blob)
        message = _("{name} is here already and was not added again.", name=_name(photo.path))
        told = AttachedFile(
            path=photo.path,
            sha256=sha256,
            original=here[sha256],
            status="duplicate",
            reason="duplicate",
            message=message,
        )
        return told, None
    draft = _draft(desk, view, photo, result)
    here.setdefault(sha256, draft.subj)
    return AttachedFile(path=photo.path, sha256=sha256, original=draft.subj), draft


def _meant_as_picture(path: Path) -> bool:
    return sniff(b"", path.name).picture


def _unseen(desk: Desk, original: OriginalView) -> bool:
    if original.examined is None:
        return True
    return original.examined.decoded and desk.store.previews.get(original.blob.sha256, GRID) is None


def _examine_all(
    desk: Desk, share: Sequence[OriginalView], cancelled: Cancelled
) -> list[tuple[OriginalView, Examination]]:
    found = []
    with Examiner() as examiner:
        for original in share:
            if cancelled():
                break
            seen = _examine(desk, examiner, original)
            found.append((original, seen))
            if seen.preview is not None:
                small = Preview(seen.preview, *seen.size)
                desk.store.previews.put(original.blob.sha256, GRID, small)
    return found


def _examine(desk: Desk, examiner: Examiner, original: OriginalView) -> Examination:
    blob = original.blob
    if blob.size > LARGE:
        return Examination(Examined(original=blob.sha256, decoded=False, problem="no-decoder"), None)
    return examiner.examine(desk.store.originals.open(blob, limit=LARGE), sha256=blob.sha256, mime=blob.mime)


def _examined_draft(view: SeizureView, original: OriginalView, seen: Examination) -> Draft:
    return Draft(type="original.examined", subj=original.id, scope=(view.id,), body=plain(seen.facts))
