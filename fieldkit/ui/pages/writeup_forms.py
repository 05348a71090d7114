"""Between records and forms: what a form may offer, what a new one begins with, and a fact as label and value."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import msgspec

from fieldkit.domain import typed as typing_
from fieldkit.domain.friendly import written
from fieldkit.domain.values import Party
from fieldkit.domain.view import ExhibitView, SeizureView
from fieldkit.domain.writeup_bodies import Cash, CashCount, Drug, FieldTest, Find, Precursor, Weighing
from fieldkit.text import suggest
from fieldkit.text.catalogue import _
from fieldkit.ui import lines, words
from fieldkit.ui.forms.spec import Known, look_up
from fieldkit.ui.forms.view import FormView
from fieldkit.ui.sections import Facts, deviation

HASH: Final = 64
"""Letters of an entry's id; ids of seizures, people and exhibits are shorter."""
_TONIGHT_MS: Final = 12 * 3_600_000
"""How long the scale of an earlier weighing is offered again."""


def warn(form: FormView, where: str, what: str) -> None:
    """Show in amber, under the field that *where* names, what is odd about it; it stops nobody."""
    name = where.removeprefix("$").removeprefix(".")
    for cell in form.cells:
        if name == cell.field.name or name.startswith((f"{cell.field.name}.", f"{cell.field.name}[")):
            cell.caution(what)
            return


def kind_of(typed: Mapping[str, Any]) -> str:
    """Return the kind of exhibit that a find holds; "other" while none is said."""
    return str(look_up(dict(typed), "detail.type") or "other")


def saved(form: str, body: msgspec.Struct | None) -> dict[str, Any]:
    """Return a saved record as its form holds it; empty for none."""
    return typing_.typed(form, body) if body is not None else {}


def party(value: Party) -> Any:  # noqa: ANN401  (JSON: a name, or a record)
    """Return a party as forms hold it."""
    return written(value)


def known(view: SeizureView, officers: tuple[Party, ...], now: Callable[[], str]) -> Known:
    """Return what forms may offer: the people, photos and exhibits of this seizure, places and substances."""
    people = tuple(
        (p.id, lines.line(p.register.shown.name_latin or p.register.shown.name_km, 80) or _("No name yet"))
        for p in view.persons
        if not p.voided
    )
    pictures = tuple(
        (o.id, f"{_(words.VIEWS[o.fact.register.shown.view])}, {lines.line(o.fact.register.shown.name, 60)}")
        for o in view.originals
        if not o.fact.voided
    )
    return Known(
        officers=_everybody(view, officers),
        persons=people,
        originals=pictures,
        exhibits=tuple((x.id, words.short_number(x)) for x in view.exhibits if not x.find.voided),
        places=suggest.places,
        substances=suggest.find_substances,
        now=now,
    )


def _everybody(view: SeizureView, officers: tuple[Party, ...]) -> tuple[Party, ...]:
    """Return who may be named: the team and those present first, then the officers of this device, each once."""
    found = list(officers)
    if view.team:
        found = [view.team.shown.lead, *view.team.shown.members, *found]
    if view.presence:
        found += [one.party for one in view.presence.shown.people]
    seen: dict[str, Party] = {}
    for one in found:
        seen.setdefault(one.name, one)
    return tuple(one for one in seen.values() if one.name)


# --- what a new fact begins with -------------------------------------------------------------------------------------
def new_find(kind: str, me: Any, now: str) -> dict[str, Any]:  # noqa: ANN401  (a party as forms hold it)
    """Return what the form of a new exhibit holds: its kind, who found it, and when."""
    return {"detail": {"type": kind}, "found_by": me, "collected_by": me, "found_at": now}


def new_fact(form: str, view: SeizureView, one: ExhibitView, me: Any) -> dict[str, Any]:  # noqa: ANN401  (as above)
    """Return what carries over to the next fact of a night: scale, kit, second person; never a reading."""
    if form == "weighing":
        return _new_weighing(view, one, me)
    if form == "count":
        return {"counted_by": me}
    if form == "test":
        last = max((t for x in view.exhibits for t in x.tests if not t.voided), key=lambda t: t.act.wall, default=None)
        before = saved("test", last.register.shown) if last and _tonight(view, last.act.wall) else {}
        kept = {name: before[name] for name in ("kit", "lot", "expiry", "reagent", "witness") if name in before}
        return kept | {"operator": me}
    if form == "package":
        return _new_package(view, one, me)
    return {}


def _new_weighing(view: SeizureView, one: ExhibitView, me: Any) -> dict[str, Any]:  # noqa: ANN401  (as above)
    every = [w for x in view.exhibits for w in x.weighings if not w.voided]
    last = max(every, key=lambda w: w.act.wall, default=None)
    typed: dict[str, Any] = {}
    if last is not None and _tonight(view, last.act.wall):
        before = saved("weighing", last.register.shown)
        typed = {name: before[name] for name in ("scale", "second") if name in before}
    if display := _display(view, one):
        typed["display"] = display
    seal = words.seal_now(one)
    typed |= {"kind": "gross_sealed" if seal else "gross_unsealed", "operator": me}
    return typed | ({"seal": seal} if seal else {})


def _display(view: SeizureView, one: ExhibitView) -> str:
    """Return the newest photo of a display of this exhibit that no weighing names yet; "" for none."""
    named = {w.register.shown.display for w in one.weighings if not w.voided}
    said = [(o.id, o.fact.register.shown) for o in view.originals if not o.fact.voided]
    mine = [id_ for id_, fact in said if fact.view == "display" and one.id in fact.exhibits and id_ not in named]
    return mine[-1] if mine else ""


def _new_package(view: SeizureView, one: ExhibitView, me: Any) -> dict[str, Any]:  # noqa: ANN401  (as above)
    typed: dict[str, Any] = {"package_no": words.short_number(one), "sealed_by": me}
    steps = [s for x in view.exhibits for s in x.timeline if s.act.type == "custody.package"]
    last = max(steps, key=lambda s: s.act.wall, default=None)
    if last is not None and _tonight(view, last.act.wall):
        before = last.corrected or last.body
        typed |= {name: before[name] for name in ("package_type", "witness") if before.get(name)}
    return typed


def only_adds(before: Any, after: Any) -> bool:  # noqa: ANN401  (JSON has any shape)
    """Tell whether *after* says all that *before* says, and at most fills what was empty."""
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        return all(only_adds(value, after.get(name)) for name, value in before.items())
    return before in ("", None, []) or bool(before == after)


def _tonight(view: SeizureView, wall: int) -> bool:
    return view.last_wall - wall <= _TONIGHT_MS


def is_weighed(one: ExhibitView) -> bool:
    """Tell whether an exhibit is one of those that are weighed."""
    return isinstance(one.find.register.shown.detail, Drug | Precursor)


def is_cash(one: ExhibitView) -> bool:
    """Tell whether an exhibit is money to be counted."""
    return isinstance(one.find.register.shown.detail, Cash)


# --- facts in words --------------------------------------------------------------------------------------------------
def facts_of(form: str) -> Callable[[Any], Facts]:
    """Return the function that tells a fact as label and value."""
    told: dict[str, Callable[[Any], Facts]] = {
        "find": _find,
        "weighing": _weighing,
        "count": _count,
        "test": _test,
        "deviation": deviation,
    }
    return told[form]


def _find(value: Find) -> Facts:
    return [
        (_("What"), words.thing(value.detail)),
        (_("Description"), lines.line(value.description, 400)),
        (_("Spot"), lines.line(value.spot)),
        (_("Found by"), words.person(value.found_by)),
        (_("Collected by"), words.person(value.collected_by)),
        (_("Found"), words.stated(value.found_at)),
        (_("Quantity"), lines.line(value.quantity)),
    ]


def _weighing(value: Weighing) -> Facts:
    return [
        (_("Weight"), words.amount(value.value)),
        (_("Kind"), lines.of(words.WEIGHINGS, value.kind)),
        (_("Scale"), lines.line(value.scale.name)),
        (_("Second person"), words.person(value.second)),
        (_("Suspect"), lines.of(words.ATTITUDES, value.suspect)),
    ]


def _count(value: CashCount) -> Facts:
    return [
        (_("Sum"), words.money(words.counted(value))),
        (_("Counted by"), words.person(value.counted_by)),
        (_("Witness"), words.person(value.witness)),
    ]


def _test(value: FieldTest) -> Facts:
    return [
        (_("Result"), _(words.RESULTS[value.result][0])),
        (_("Kit"), lines.line(value.kit)),
        (_("Colour"), lines.line(value.colour)),
        (_("Witness"), words.person(value.witness)),
    ]
