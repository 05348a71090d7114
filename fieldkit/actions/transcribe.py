"""Type a paper form in later. The paper stays the original: who wrote it, when, and its scans stand in the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import msgspec

from fieldkit.actions import photos, writeup
from fieldkit.actions.desk import Changes, Desk, changes
from fieldkit.domain.entry import Draft
from fieldkit.domain.review_bodies import Transcribed
from fieldkit.domain.types import TYPES, body_of, plain
from fieldkit.domain.values import Moment, Party
from fieldkit.domain.writeup_bodies import Original
from fieldkit.errors import N_, KnownError
from fieldkit.text.catalogue import _

_TYPED: Final = frozenset(name for name, known in TYPES.items() if known.kind in ("group", "fact", "custody")) - {
    "original.add",
    "original.examined",
    "camera.clock",
}
"""What a person can have typed from a paper."""


class NoFormNumber(KnownError):
    """A paper form without its number."""

    code = "no-form-number"
    message = N_("The number of the paper form is missing.")
    hint = N_("Nothing was written. Type the number from the top of the paper; a plain sheet gets one by hand.")


class NoPaperAuthor(KnownError):
    """Nobody is named as the writer of the paper."""

    code = "no-paper-author"
    message = N_("Who wrote the paper is missing.")
    hint = N_("Nothing was written. Type the name that stands on the paper.")


class NothingTyped(KnownError):
    """There is nothing typed from this form."""

    code = "nothing-typed"
    message = N_("Nothing was typed from the form {number} yet.")
    hint = N_("Nothing was changed. Type what stands on the paper, save it, then try again.")


class Begun(msgspec.Struct, frozen=True, kw_only=True):
    """A paper form that is being typed in. files: what became of each scan."""

    changes: Changes
    seizure: str
    files: tuple[photos.AttachedFile, ...] = ()


def begin(
    *,
    desk: Desk,
    form_no: str,
    author: Party,
    written_at: Moment | None = None,
    scans: Sequence[Path] = (),
    seizure: str = "",
) -> Begun:
    """Begin to type a form in: into *seizure*, or into a new one. Its scans become originals.

    What is typed afterwards is the ordinary write-up; `finish` names it. Raises NoFormNumber, NoPaperAuthor,
    NoSuchSeizure, DiskFull, DiskFailed.
    """
    number = form_no.strip()
    if not number:
        raise NoFormNumber
    if not author.name.strip():
        raise NoPaperAuthor
    chosen = desk.seizure(seizure).id if seizure else writeup.start(desk=desk)
    caption = _("Paper form {number}", number=number)
    said = Original(name="", source="scanner", view="document", caption=caption)
    kept = photos.attach(desk=desk, seizure=chosen, photos=[photos.Photo(path=scan, said=said) for scan in scans])
    originals = tuple(file.original for file in kept.files if file.original)
    body = Transcribed(form_no=number, author=author, written_at=written_at, scans=originals)
    return Begun(
        changes=kept.changes | _write(desk, chosen, body),
        seizure=chosen,
        files=kept.files,
    )


def finish(*, desk: Desk, seizure: str, form_no: str) -> Changes:
    """Name what this officer typed on this device since the form was begun, as coming from it. Raises NothingTyped."""
    view = desk.seizure(seizure)
    number = form_no.strip()
    begun = [head for head in view.transcribed if head.value.form_no == number]
    if not begun:
        raise NothingTyped(number=number)
    start = max(begun, key=lambda head: (head.act.wall, head.act.seq))
    mine = desk.keys.signer.key_id
    named = {entry for head in view.transcribed for entry in head.value.entries}
    typed = tuple(
        sorted(
            signed.hash
            for signed in desk.store.ledger.in_scope(view.id)
            if signed.entry.log == start.act.log
            and signed.entry.seq > min(head.act.seq for head in begun if head.act.log == start.act.log)
            and signed.entry.by == mine
            and signed.entry.type in _TYPED
            and signed.hash not in named
            and body_of(signed.entry) is not None
        )
    )
    if not typed:
        raise NothingTyped(number=number)
    value = start.value
    scans = tuple(dict.fromkeys(scan for head in begun for scan in head.value.scans))
    body = Transcribed(form_no=number, author=value.author, written_at=value.written_at, scans=scans, entries=typed)
    return _write(desk, view.id, body)


def _write(desk: Desk, seizure: str, body: Transcribed) -> Changes:
    return changes(desk.write(Draft(type="transcribed", subj=seizure, scope=(seizure,), body=plain(body))))
