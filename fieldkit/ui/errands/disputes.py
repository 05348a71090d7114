"""The disputes of an exhibit as cases: each claim in words, with who made it and when."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fieldkit.domain.custody import ALL
from fieldkit.domain.guards import axis_of
from fieldkit.domain.view import Act, AxisClaim, ExhibitView, FactView, Register
from fieldkit.errors import N_, BugError
from fieldkit.text.catalogue import _
from fieldkit.ui import lines, words
from fieldkit.ui.dialogs.settle import Case, Claim
from fieldkit.ui.pages.evidence import AXIS_STATES

_AXES: dict[str, str] = {
    "holder": N_("Who holds it"),
    "location": N_("Where it is"),
    "package": N_("Package and seal"),
    "analysis": N_("Laboratory"),
    "disposition": N_("Court decision"),
}


def cases(exhibit: ExhibitView) -> tuple[Case, ...]:
    """Return what is disputed of *exhibit*: axes of its custody first, then facts told in two ways."""
    acts = {step.act.entry: step.act for step in exhibit.timeline}
    made = [
        Case(f"axis:{name}", _(_AXES[name]), tuple(_claim(claim, acts) for claim in axis_of(exhibit, name).claims))
        for name in ALL
        if axis_of(exhibit, name).disputed
    ]
    made += [
        Case(f"fact:{fact.id}", title, _heads(fact.register))
        for title, fact in _facts(exhibit)
        if fact.register.disputed
    ]
    return tuple(made)


def value_of(exhibit: ExhibitView, fact: str, entry: str) -> Any:  # noqa: ANN401  (any body a fact can have)
    """Return the body that the telling *entry* of *fact* holds."""
    for _title, one in _facts(exhibit):
        if one.id == fact:
            return next(head.value for head in one.register.heads if head.act.entry == entry)
    raise BugError(what=f"no fact {fact}")


def _facts(exhibit: ExhibitView) -> Iterator[tuple[str, FactView[Any]]]:
    yield _("What it is"), exhibit.find
    for weighing in exhibit.weighings:
        yield _("Weighing"), weighing
    for count in exhibit.counts:
        yield _("Count"), count
    for test in exhibit.tests:
        yield _("Field test"), test


def _claim(claim: AxisClaim, acts: dict[str, Act]) -> Claim:
    who = words.person(claim.party)
    state = lines.of(AXIS_STATES, claim.state)
    seals = ", ".join(lines.line(seal, 40) for seal in claim.seals)
    said = " · ".join(filter(None, (who, state, lines.line(claim.place, 80), seals)))
    act = acts.get(claim.entry)
    return Claim(claim.entry, said, _by(act) if act else "")


def _heads(register: Register[Any]) -> tuple[Claim, ...]:
    return tuple(Claim(head.act.entry, _said(head.value), _by(head.act)) for head in register.heads)


def _by(act: Act) -> str:
    return _("{name}, {time}", name=words.signer(act), time=words.when(act.wall, act.offset))


def _said(value: Any) -> str:  # noqa: ANN401  (as above)
    """Return in words what a telling says: what differs is in the value, description or result."""
    names = ("number", "description", "spot", "quantity", "result", "colour")
    told = [lines.line(str(getattr(value, name)), 120) for name in names if getattr(value, name, "")]
    if (mass := getattr(value, "value", None)) is not None:
        told.insert(0, words.amount(mass))
    if getattr(value, "currency", ""):
        told.insert(0, words.money(words.counted(value)))
    return " · ".join(told)
