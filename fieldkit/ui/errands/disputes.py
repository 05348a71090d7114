"""What is disputed in a seizure or of an exhibit as cases: each claim in words, with who made it and when."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from fieldkit.domain.custody import ALL
from fieldkit.domain.guards import axis_of
from fieldkit.domain.registers import fact_key, group_key
from fieldkit.domain.view import Act, AxisClaim, ExhibitView, FactView, Register, SeizureView
from fieldkit.errors import N_, BugError
from fieldkit.text.catalogue import _
from fieldkit.ui import lines, sections, words
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


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field group or fact of a seizure that is told in several ways. group: its type, or empty for a *fact*."""

    title: str
    subject: str
    group: str
    fact: str
    register: Register[Any]
    facts: Callable[[Any], sections.Facts]

    @property
    def case(self) -> Case:
        """Return it as a case."""
        key = fact_key(self.fact) if self.fact else group_key(self.subject, self.group)
        told = self.register.heads
        return Case(key, self.title, tuple(Claim(one.act.entry, self._said(one.value), _by(one.act)) for one in told))

    def value(self, entry: str) -> Any:  # noqa: ANN401  (any body a group can have)
        """Return the body that the telling *entry* holds."""
        return next(head.value for head in self.register.heads if head.act.entry == entry)

    def _said(self, value: Any) -> str:  # noqa: ANN401  (as above)
        return "\n".join(f"{label}: {lines.line(text, 400)}" for label, text in self.facts(value))


def conflicts(view: SeizureView) -> tuple[Conflict, ...]:
    """Return the field groups and deviations of *view* that are told in several ways; exhibits have `cases`."""
    here: list[tuple[str, str, Register[Any] | None, Callable[[Any], sections.Facts]]] = [
        (_("Seizure"), "seizure.set", view.head, sections.called),
        (_("When"), "times.set", view.times, sections.times),
        (_("Where"), "place.set", view.place, sections.place),
        (_("Route"), "route.set", view.route, sections.route),
        (_("Legal ground"), "ground.set", view.ground, sections.ground),
        (_("Team"), "team.set", view.team, sections.team),
        (_("Present at the search"), "presence.set", view.presence, sections.presence),
        (_("Narrative"), "narrative.set", view.narrative, lambda value: [(_("Text"), lines.line(value.text, 2_000))]),
    ]
    found = [Conflict(title, view.id, group, "", told, facts) for title, group, told, facts in here if told is not None]
    found += [Conflict(_("People"), one.id, "person.set", "", one.register, sections.person) for one in view.persons]
    found += [
        Conflict(_("Deviations"), view.id, "", one.id, one.register, sections.deviation) for one in view.deviations
    ]
    return tuple(one for one in found if one.register.disputed)


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
