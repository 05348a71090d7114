"""Write a seizure up: all at once from a document, or one field group at a time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec

from fieldkit.actions import photos as attaching
from fieldkit.actions.desk import Changes, Desk, Progress, changes, no_progress
from fieldkit.domain import guards, numbers, writeup
from fieldkit.domain.bases import group_base
from fieldkit.domain.drafts import settle, stages
from fieldkit.domain.entry import Draft, Signed
from fieldkit.domain.types import plain
from fieldkit.errors import N_, KnownError
from fieldkit.text import names

LARGEST = 4 << 20
"""Bytes of the largest write-up read."""


class WriteUpUnreadable(KnownError):
    """The file cannot be read."""

    code = "write-up-unreadable"
    message = N_("The file {name} cannot be read.")
    hint = N_("Nothing was recorded. Check the path and try again.")


class Recorded(msgspec.Struct, frozen=True, kw_only=True):
    """A seizure that was written up."""

    seizure: str
    number: str
    entries: int
    files: tuple[attaching.AttachedFile, ...] = ()


def schema() -> dict[str, Any]:
    """Return the JSON Schema of a write-up."""
    return writeup.schema()


def shown(*, desk: Desk, seizure: str) -> bytes:
    """Return a seizure as the JSON that `record_file` reads."""
    return writeup.write(writeup.from_view(desk.seizure(seizure)))


def record_file(*, desk: Desk, file: Path, photos: Path, progress: Progress = no_progress) -> Recorded:
    """Record the write-up in *file*; the photos it names lie in *photos*. Raises NotAWriteUp, WriteUpUnreadable."""
    try:
        with file.open("rb") as source:
            untrusted = source.read(LARGEST + 1)
    except OSError:
        raise WriteUpUnreadable(name=file.name) from None
    return record(desk=desk, document=writeup.read(untrusted), photos=photos, progress=progress)


def record(*, desk: Desk, document: writeup.WriteUp, photos: Path, progress: Progress = no_progress) -> Recorded:
    """Write a new seizure: its field groups and facts, then the photos, then what can be read from them.

    Raises NotAWriteUp before anything is written.
    """
    coded = writeup.with_place_codes(document, _place_code)
    ids = _new_ids(desk, coded)
    drafts = writeup.drafts(coded, ids)
    pictures = [
        attaching.Photo(path=photos / photo.file, said=body, original=one)
        for photo, one, body in writeup.originals(coded, ids)
    ]
    hashes: dict[str, str] = {}
    written: list[Signed] = []
    for stage in stages(drafts):
        made = desk.write(*(settle(draft, hashes) for draft in stage))
        hashes |= {draft.label: one.hash for draft, one in zip(stage, made, strict=True) if draft.label}
        written += made
    attached = attaching.attach(desk=desk, seizure=ids.seizure, photos=pictures, progress=progress)
    attaching.make_previews(desk=desk, seizure=ids.seizure, progress=progress)
    told = attaching.statuses(desk=desk, seizure=ids.seizure, attached=attached)
    view = desk.seizure(ids.seizure)
    return Recorded(seizure=ids.seizure, number=view.number, entries=view.entries, files=told)


def save_group(*, desk: Desk, seizure: str, subject: str, group: str, value: msgspec.Struct) -> Changes:
    """Save one field group whole, on top of what is known of it. Raises WriteUpLocked, NeedsAmendment."""
    view = desk.seizure(seizure)
    guards.open_for_writing(view, getattr(value, "amend", None))
    base = group_base(view, subject, group)
    draft = Draft(type=group, subj=subject, scope=(view.id,), base=base, body=plain(value))
    return changes(desk.write(draft))


def _new_ids(desk: Desk, document: writeup.WriteUp) -> writeup.NewIds:
    now, log = desk.clock.now(), desk.log()
    year = (datetime.fromtimestamp(now.wall / 1000, UTC) + timedelta(minutes=now.offset)).year
    code = numbers.log_code(log)
    opened = [one.number for one in desk.store.projections.seizures() if f"-{code}-" in one.number]
    number = numbers.seizure_number(year, log, len(opened) + 1)
    exhibits = tuple(
        (desk.new_id(), numbers.exhibit_number(number, log, place))
        for place, _ in enumerate(document.exhibits, start=1)
    )
    return writeup.NewIds(
        seizure=desk.new_id(),
        number=number,
        persons=tuple(desk.new_id() for _ in document.persons),
        exhibits=exhibits,
        photos=tuple(desk.new_id() for _ in writeup.photos(document)),
    )


def _place_code(name: str, around: str) -> str | None:
    if not name:
        return None
    found = names.find_place(name, around)
    return found.code if found else None
