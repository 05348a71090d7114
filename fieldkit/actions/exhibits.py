"""Exhibits and what was seen of them: found, weighed, counted, tested, sealed; and facts of the seizure itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from fieldkit.actions import drafting, review
from fieldkit.actions.clock import moment
from fieldkit.actions.desk import Changes, Desk, changes, exhibit_of
from fieldkit.domain import bases, guards, numbers
from fieldkit.domain import custody_bodies as cb
from fieldkit.domain import typed as forms
from fieldkit.domain.entry import Draft
from fieldkit.domain.registers import equal
from fieldkit.domain.types import plain
from fieldkit.domain.view import ExhibitView, SeizureView

UnknownEntry = review.UnknownEntry
_BY_US: Final[dict[str, tuple[str, ...]]] = {
    "find": ("found_by", "collected_by"),
    "weighing": ("operator",),
    "count": ("counted_by",),
    "test": ("operator",),
    "package": ("sealed_by",),
    "deviation": ("decided_by",),
}
"""Who acted, where the form names nobody: the officer who types."""
_TIMED: Final = frozenset({"weighing", "count", "test", "package"})
"""Forms whose `at` is now where the form names no time."""
_COPIED: Final[dict[str, tuple[str, ...]]] = {
    "drug": ("substance", "form"),
    "precursor": ("substance", "form"),
    "cash": ("mode",),
    "vehicle": ("vehicle",),
    "weapon": ("weapon",),
    "document": ("document",),
    "asset": ("asset",),
    "other": ("what",),
}
"""What a clone takes over of each kind: what it is, never what makes it this one."""
_MOST_CLONES: Final = 50


class Given(msgspec.Struct, frozen=True, kw_only=True):
    """A form as it was handed in; reason, mistyped: why a saved fact changes."""

    form: str
    typed: Mapping[str, Any]
    reason: str = ""
    mistyped: bool = False


def add_exhibit(
    *, desk: Desk, seizure: str, typed: Mapping[str, Any], exhibit: str = "", draft: str = ""
) -> tuple[Changes, str]:
    """Sign a find as a new exhibit; return what changed and the exhibit's id.

    exhibit: the id it gets, where one was handed out before; draft: the subject of the draft that ends with it
    (default: *exhibit*, else the seizure). Its number is the next of this device's log, so two teams never collide.
    Raises NotUnderstood, WriteUpLocked, NeedsAmendment.
    """
    with desk.store.writing():
        view = desk.seizure(seizure)
        guards.open_for_writing(view, guards.amendment(view))
        one = exhibit or desk.new_id()
        data = _filled(desk, "find", typed) | {"number": _next_number(desk, view)}
        body = forms.read("find", data, now=moment(desk.clock.now()))
        made = changes(desk.write(_draft(view, "custody.find", one, body)))
        drafting.drop(desk=desk, seizure=view.id, form="find", subject=draft or exhibit or view.id)
    return made, one


def clone(*, desk: Desk, seizure: str, exhibit: str, times: int = 1) -> tuple[dict[str, Any], ...]:
    """Return *times* forms for more of the same: kind, substance, form and packaging, and which exhibit they copy.

    Weight, seal, spot, description, quantity and marks are never copied: they make each exhibit the one it is. Nothing
    is saved; each form goes to `add_exhibit`. `package_type` tells the packaging to the
    form that seals it.
    """
    one = exhibit_of(desk.seizure(seizure), exhibit)
    find = one.find.register.shown
    told = forms.typed("find", find)
    kind = told["detail"]["type"]
    detail = {name: value for name, value in told["detail"].items() if name in ("type", *_COPIED.get(kind, ()))}
    copied: dict[str, Any] = {"detail": detail, "copied_from": one.id}
    return tuple(msgspec.json.decode(msgspec.json.encode(copied)) for _ in range(min(max(times, 0), _MOST_CLONES)))


def package_type(view: SeizureView, exhibit: str) -> str:
    """Return the packaging to suggest for an exhibit: its own, else that of the exhibit it was copied from, or ""."""
    by_id = {one.id: one for one in view.exhibits}
    seen: set[str] = set()
    at: str | None = exhibit
    while at in by_id and at not in seen:
        seen.add(at)
        one = by_id[at]
        for step in reversed(one.timeline):
            if step.act.type == "custody.package" and (kind := (step.corrected or step.body).get("package_type")):
                return str(kind)
        at = one.find.register.shown.copied_from
    return ""


# -- facts ------------------------------------------------------------------------------------------------------------
def save_fact(desk: Desk, view: SeizureView, given: Given, subject: str) -> Changes:
    """Sign what a form says: a new fact of *subject*, or a correction where *subject* is what it corrects.

    Raises as `fieldkit.actions.writeup.save`.
    """
    target = bases.first_entry(view, subject) if given.form in ("find", "photo") else subject
    told = bases.told(view, target)
    if told is not None and told.type == forms.FORMS[given.form]:
        return _correct(desk, view, given, told)
    if given.form == "photo":
        raise UnknownEntry(entry=subject)
    if given.form == "find":
        return add_exhibit(desk=desk, seizure=view.id, typed=given.typed, exhibit=subject.replace(view.id, ""))[0]
    return _add(desk, view, given, subject)


def _correct(desk: Desk, view: SeizureView, given: Given, told: bases.Told) -> Changes:
    if told.several:
        raise guards.TwoVersions(number=view.number)
    body = forms.read(given.form, forms.clean(given.typed), now=moment(desk.clock.now()), of=told.body)
    if equal(told.body, body):
        return Changes()
    if not given.mistyped and not given.reason.strip():
        raise guards.ReasonMissing
    return review.correct(
        desk=desk,
        seizure=view.id,
        target=told.first,
        body=body,
        reason=forms.line(given.reason, "$.reason"),
        mistyped=given.mistyped,
        amend=guards.amendment(view),
    )


def _add(desk: Desk, view: SeizureView, given: Given, subject: str) -> Changes:
    name = forms.FORMS[given.form]
    data = _filled(desk, given.form, given.typed)
    body = forms.read(given.form, data, now=moment(desk.clock.now()))
    if given.form == "deviation":
        guards.open_for_writing(view, guards.amendment(view))
        return changes(desk.write(_draft(view, name, view.id, body)))
    exhibit = exhibit_of(view, subject)
    base: tuple[str, ...] = ()
    if isinstance(body, cb.Package):
        guards.not_sealed_yet(exhibit)
        base = guards.base_for(exhibit, name)
        body = msgspec.structs.replace(body, gross=_gross(exhibit))
    return changes(desk.write(_draft(view, name, exhibit.id, body, base)))


def _filled(desk: Desk, form: str, typed: Mapping[str, Any]) -> dict[str, Any]:
    """Return *typed* with who acted and when, where it does not say."""
    data: dict[str, Any] = forms.clean(typed)
    party = msgspec.to_builtins(desk.party)
    data |= {name: party for name in _BY_US.get(form, ()) if not data.get(name)}
    if form in _TIMED and not data.get("at"):
        data["at"] = msgspec.to_builtins(moment(desk.clock.now()))
    return data


def _gross(exhibit: ExhibitView) -> str | None:
    """Return the newest weighing of the sealed package, which the sealing then names."""
    sealed = [one.id for one in exhibit.weighings if not one.voided and one.register.shown.kind == "gross_sealed"]
    return sealed[-1] if sealed else None


def _draft(view: SeizureView, name: str, subject: str, body: msgspec.Struct, base: tuple[str, ...] = ()) -> Draft:
    return Draft(type=name, subj=subject, scope=(view.id,), base=base, body=plain(body))


def _next_number(desk: Desk, view: SeizureView) -> str:
    """Return the number after the highest that this log gave an exhibit of *view*, mistakes included."""
    log = desk.log()
    begin = numbers.exhibit_number(view.number, log, 0).removesuffix("00")
    given = [one.number.removeprefix(begin) for one in view.exhibits if one.number.startswith(begin)]
    highest = max((int(count) for count in given if count.isascii() and count.isdigit()), default=0)
    return numbers.exhibit_number(view.number, log, highest + 1)
