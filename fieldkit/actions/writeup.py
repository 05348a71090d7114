"""Write a seizure up: all at once from a document, or one form at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec

from fieldkit.actions import drafting, exhibits
from fieldkit.actions import photos as attaching
from fieldkit.actions import seals as stocked
from fieldkit.actions.clock import moment
from fieldkit.actions.desk import Changes, Desk, Progress, changes, no_progress
from fieldkit.domain import bases, cautions, completeness, guards, numbers, writeup
from fieldkit.domain import review_bodies as rb
from fieldkit.domain import typed as forms
from fieldkit.domain import writeup_bodies as wb
from fieldkit.domain.drafts import settle, stages
from fieldkit.domain.entry import Draft, Signed
from fieldkit.domain.registers import equal
from fieldkit.domain.rules import Pack
from fieldkit.domain.types import plain
from fieldkit.domain.values import Moment
from fieldkit.domain.view import FactView, SeizureView
from fieldkit.errors import N_, KnownError
from fieldkit.text import names

LARGEST = 4 << 20
"""Bytes of the largest write-up read."""


class WriteUpUnreadable(KnownError):
    """The file cannot be read."""

    code = "write-up-unreadable"
    message = N_("The file {name} cannot be read.")
    hint = N_("Nothing was recorded. Check the path and try again.")


class LinkedToItself(KnownError):
    """A seizure named as the other one."""

    code = "linked-to-itself"
    message = N_("{number} cannot be linked to itself.")
    hint = N_("Nothing was changed. Name the other team's seizure.")


class Recorded(msgspec.Struct, frozen=True, kw_only=True):
    """A seizure that was written up. warnings: sentences about what looks odd in it; it is recorded all the same."""

    seizure: str
    number: str
    entries: int
    warnings: tuple[str, ...] = ()
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
        if not file.is_file():  # a pipe or a device would never end
            raise WriteUpUnreadable(name=file.name)
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
    odd = tuple(_odd(view, moment(desk.clock.now())))
    return Recorded(seizure=ids.seizure, number=view.number, entries=view.entries, warnings=odd, files=told)


def _odd(view: SeizureView, now: Moment) -> Iterator[str]:
    """Say what looks odd in the exhibits and times of a seizure."""
    if view.times is not None:
        yield from (one.said() for one in cautions.about(view.times.shown, view, now))
    for exhibit in view.exhibits:
        facts: tuple[FactView[Any], ...] = (exhibit.find, *exhibit.weighings, *exhibit.counts, *exhibit.tests)
        for fact in facts:
            for one in cautions.about(fact.register.shown, view, now, subject=fact.id):
                yield f"{exhibit.number}: {one.said()}"


# -- what is missing -------------------------------------------------------------------------------------------------
def rules(*, desk: Desk) -> Pack:
    """Return the rules in force here: headquarters' newest pack, else our defaults."""
    return desk.store.projections.rules()


def missing(*, desk: Desk, seizure: str) -> tuple[completeness.Missing, ...]:
    """Return what a court will miss in a seizure, by the rules in force."""
    return completeness.missing(desk.seizure(seizure), rules(desk=desk))


def warnings(
    *, desk: Desk, seizure: str, form: str, subject: str, typed: Mapping[str, Any]
) -> tuple[cautions.Warn, ...]:
    """Return what looks odd in a form before it is saved; none of it stops anybody. Arguments as of `save`."""
    given = typed.get("seals") if form == "package" else None
    seals = given if isinstance(given, list | tuple) else str(given or "").replace(";", ",").split(",")
    stock = stocked.stock(desk=desk, typed=[str(one) for one in seals]) if form == "package" else None
    now = moment(desk.clock.now())
    return cautions.warnings(form, typed, desk.seizure(seizure), now, subject=subject, stock=stock)


# -- one form at a time -----------------------------------------------------------------------------------------------
def start(*, desk: Desk, title: str = "") -> str:
    """Open a new seizure with this officer as its lead; return its id. Raises NotUnderstood for too long a title."""
    seizure = desk.new_id()
    with desk.store.writing():
        head = forms.read("called", {"number": _next_number(desk), "unit": desk.keys.unit, "title": forms.clean(title)})
        desk.write(
            Draft(type="seizure.set", subj=seizure, scope=(seizure,), body=plain(head)),
            Draft(type="team.set", subj=seizure, scope=(seizure,), body=plain(wb.TeamSet(lead=desk.party))),
        )
    return seizure


def save(
    *,
    desk: Desk,
    seizure: str,
    form: str,
    subject: str,
    typed: Mapping[str, Any],
    target: str = "",
    reason: str = "",
    mistyped: bool = False,
) -> Changes:
    """Read what a form holds, sign it as one entry and forget its draft; a value that is saved already writes nothing.

    form: a name of `fieldkit.domain.typed.FORMS`. subject: the seizure, the person (no id = a new one), the exhibit or
    the original it is about, or the saved fact it corrects, which *target* may name too; that takes a *reason*, or
    *mistyped*. What only the desk knows (who types, which entry a seal rests on) is filled in.
    Raises NotUnderstood, WriteUpLocked, NeedsAmendment, TwoVersions, ReasonMissing, AlreadySealed, UnknownExhibit,
    UnknownEntry; the draft then stays.
    """
    with desk.store.writing():
        view = desk.seizure(seizure)
        if forms.is_group(form):
            made = _save_group(desk, view, form, subject, typed)
        else:
            given = exhibits.Given(form=form, typed=typed, reason=reason, mistyped=mistyped)
            made = exhibits.save_fact(desk, view, given, target or subject)
        for name in {subject, target or subject}:
            drafting.drop(desk=desk, seizure=view.id, form=form, subject=name)
    return made


def _save_group(desk: Desk, view: SeizureView, form: str, subject: str, typed: Mapping[str, Any]) -> Changes:
    group = forms.FORMS[form]
    about = view.id
    if form == "person":
        about = subject if len(subject) == len(view.id) and subject != view.id else desk.new_id()
    register = bases.group_register(view, about, group)
    if register is not None and register.disputed:
        raise guards.TwoVersions(number=view.number)
    before = register.shown if register is not None else None
    value = forms.read(form, forms.clean(typed), now=moment(desk.clock.now()), of=before)
    if before is not None and equal(before, value):
        return Changes()
    return save_group(desk=desk, seizure=view.id, subject=about, group=group, value=_amended(view, value))


def _amended(view: SeizureView, value: msgspec.Struct) -> msgspec.Struct:
    return msgspec.structs.replace(value, amend=guards.amendment(view))


def save_group(*, desk: Desk, seizure: str, subject: str, group: str, value: msgspec.Struct) -> Changes:
    """Save one field group whole, on top of what is known of it. Raises WriteUpLocked, NeedsAmendment."""
    view = desk.seizure(seizure)
    guards.open_for_writing(view, getattr(value, "amend", None))
    base = bases.group_base(view, subject, group)
    draft = Draft(type=group, subj=subject, scope=(view.id,), base=base, body=plain(value))
    return changes(desk.write(draft))


def void(*, desk: Desk, seizure: str, target: str, reason: str) -> Changes:
    """Call an exhibit, person, photo (by id) or fact (by entry) a mistake; its words stay and say why.

    Raises ReasonMissing, WriteUpLocked, NeedsAmendment, UnknownEntry.
    """
    view = desk.seizure(seizure)
    amend = guards.amendment(view)
    guards.open_for_writing(view, amend)
    if not reason.strip():
        raise guards.ReasonMissing
    first = desk.store.ledger.by_hash(bases.first_entry(view, target))
    if first is None or view.id not in first.entry.scope:
        raise exhibits.UnknownEntry(entry=target)
    body = rb.Void(target=first.hash, reason=forms.line(reason, "$.reason"), amend=amend)
    draft = Draft(type="void", subj=first.entry.subj, scope=(view.id,), body=plain(body))
    return changes(desk.write(draft))


def link(*, desk: Desk, seizure: str, other: str, linked: bool = True) -> Changes:
    """Say that two seizures belong together (two teams at one scene), or no longer do. The other one stays as it is.

    Raises NoSuchSeizure, LinkedToItself, TwoVersions, WriteUpLocked, NeedsAmendment.
    """
    view, there = desk.seizure(seizure), desk.seizure(other)
    if view.id == there.id:
        raise LinkedToItself(number=view.number)
    if view.head is None or view.head.disputed:
        raise guards.TwoVersions(number=view.number)
    now = set(view.head.shown.linked)
    wanted = now | {there.id} if linked else now - {there.id}
    if wanted == now:
        return Changes()
    value = _amended(view, msgspec.structs.replace(view.head.shown, linked=tuple(sorted(wanted))))
    return save_group(desk=desk, seizure=view.id, subject=view.id, group="seizure.set", value=value)


def _next_number(desk: Desk) -> str:
    now, log = desk.clock.now(), desk.log()
    year = (datetime.fromtimestamp(now.wall / 1000, UTC) + timedelta(minutes=now.offset)).year
    code = numbers.log_code(log)
    opened = [one.number for one in desk.store.projections.seizures() if f"-{code}-" in one.number]
    return numbers.seizure_number(year, log, len(opened) + 1)


def _new_ids(desk: Desk, document: writeup.WriteUp) -> writeup.NewIds:
    log, number = desk.log(), _next_number(desk)
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
