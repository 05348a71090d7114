"""Attach photos and files: the original first, byte for byte; what can be read from it afterwards."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from typing import Final, Literal

import msgspec

from fieldkit.actions.desk import Cancelled, Changes, Desk, Progress, changes, exhibit_of, never, no_progress
from fieldkit.actions.originals import ready_to_seal
from fieldkit.domain.entry import Blob, Draft, Signed
from fieldkit.domain.types import plain
from fieldkit.domain.view import OriginalView, SeizureView
from fieldkit.domain.writeup_bodies import Examined, Original
from fieldkit.errors import FieldkitError
from fieldkit.media.examine import PROBLEMS, Examination, Examiner
from fieldkit.media.kinds import SNIFF_BYTES, Kind, sniff
from fieldkit.storage.failures import DiskFull
from fieldkit.storage.originals import SourceUnreadable
from fieldkit.storage.previews import Preview
from fieldkit.text.catalogue import _, sentence

BATCH: Final = 16
"""Originals that become entries together: one commit for so many."""
GRID: Final = 512
"""Longest side of a stored preview."""
LARGE: Final = 256 << 20
"""Bytes of the largest file that is looked into; larger ones are kept unseen."""

Status = Literal["attached", "kept_undecodable", "refused"]


class Photo(msgspec.Struct, frozen=True, kw_only=True):
    """A file to attach and what is said of it; its name is taken from the path.

    original: the id to give it, where other entries of the same night already name it; "" = a new one.
    """

    path: Path
    said: Original = Original(name="")
    original: str = ""


class AttachedFile(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one file. original: its id, "" when refused. reason: a code, its sentence and what to do."""

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
        return tuple(file.original for file in self.files if file.original)

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
    refused and named; a full disk stops the rest and what was saved stays saved. `make_previews` looks into them
    afterwards.
    """
    view = desk.seizure(seizure)
    waiting = list(_files(photos))
    log, written = ready_to_seal(desk, view.id)
    done: list[AttachedFile] = []
    todo = iter(waiting)
    while not cancelled() and (batch := list(islice(todo, BATCH))):
        sealed, stopped = _seal(desk, view.id, log, batch)
        good = [(photo, kind) for photo, kind in sealed if isinstance(kind, _Sealed)]
        drafts = [_draft(desk, view, photo, kind) for photo, kind in good]
        written += desk.write(*drafts) if drafts else []
        done += _told(sealed, drafts)
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
    message = _(PROBLEMS.get(seen.problem, PROBLEMS["broken"]))
    return msgspec.structs.replace(file, status="kept_undecodable", reason=seen.problem, message=message)


def exhibit_ids(*, desk: Desk, seizure: str, wanted: Sequence[str]) -> tuple[str, ...]:
    """Return the ids of exhibits given by id or number. Raises UnknownExhibit."""
    view = desk.seizure(seizure)
    return tuple(exhibit_of(view, one).id for one in wanted)


def preview(*, desk: Desk, seizure: str, original: str, edge: int = GRID) -> Preview | None:
    """Return the stored preview of an original, or None when it cannot be shown. *edge* is a wish, at most 512."""
    del edge
    for one in desk.seizure(seizure).originals:
        if one.id == original:
            return desk.store.previews.get(one.blob.sha256, GRID)
    return None


class _Sealed(msgspec.Struct, frozen=True):
    blob: Blob
    kind: Kind


def _files(photos: Sequence[Photo]) -> Iterator[Photo]:
    """Yield each file once; a folder gives the files below it that look like pictures or papers by name.

    Links are left out: on a stranger's card they point at files of this computer.
    """
    for photo in photos:
        if not photo.path.is_dir():
            yield photo
            continue
        for path in sorted(photo.path.rglob("*")):
            if path.is_file() and not path.is_symlink() and sniff(b"", path.name).claimed:
                yield msgspec.structs.replace(photo, path=path)


def _seal(
    desk: Desk, seizure: str, log: str, batch: Sequence[Photo]
) -> tuple[list[tuple[Photo, _Sealed | FieldkitError]], bool]:
    """Return what became of each file, up to the first that met a full disk."""
    done: list[tuple[Photo, _Sealed | FieldkitError]] = []

    def one(photo: Photo) -> _Sealed | FieldkitError:
        try:
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


def _told(sealed: Sequence[tuple[Photo, _Sealed | FieldkitError]], drafts: Sequence[Draft]) -> list[AttachedFile]:
    ids = iter(drafts)
    told = []
    for photo, result in sealed:
        if isinstance(result, _Sealed):
            told.append(AttachedFile(path=photo.path, sha256=result.blob.sha256, original=next(ids).subj))
        else:
            message, hint = sentence(result)
            told.append(AttachedFile(path=photo.path, status="refused", reason=result.code, message=message, hint=hint))
    return told


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
