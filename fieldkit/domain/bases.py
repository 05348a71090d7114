"""What a new entry names as its base, so that it replaces what is known and nothing else.

Hand-overs and the like: `fieldkit.domain.guards.base_for`. Reviews: `SeizureView.review_base`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from fieldkit.domain.types import TYPES
from fieldkit.domain.view import FactView, Register, SeizureView


def group_register(view: SeizureView, subject: str, type_name: str) -> Register[Any] | None:
    """Return the register of a field group as the view holds it, or None when nobody told it."""
    if type_name == "person.set":
        return next((person.register for person in view.persons if person.id == subject), None)
    groups: dict[str, Register[Any] | None] = {
        "seizure.set": view.head,
        "team.set": view.team,
        "times.set": view.times,
        "place.set": view.place,
        "ground.set": view.ground,
        "presence.set": view.presence,
        "route.set": view.route,
        "narrative.set": view.narrative,
    }
    return groups[type_name]


def group_base(view: SeizureView, subject: str, type_name: str) -> tuple[str, ...]:
    """Return what a new value of a field group names: every current telling, those of equal value too.

    Where they differ, only a `resolve` that names them all replaces them.
    """
    register = group_register(view, subject, type_name)
    return register.base if register is not None else ()


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """A fact or custody entry as it stands now. first: the entry that told it; several: the tellings differ."""

    first: str
    type: str
    subject: str
    body: msgspec.Struct
    several: bool = False


def told(view: SeizureView, target: str) -> Told | None:
    """Return what the fact or custody entry *target* says now, corrections included; None if it is none of *view*."""
    for exhibit in view.exhibits:
        facts: tuple[FactView[Any], ...] = (exhibit.find, *exhibit.weighings, *exhibit.counts, *exhibit.tests)
        for fact in facts:
            if fact.id == target:
                return _fact(fact, exhibit.id)
        for step in exhibit.timeline:
            if step.act.entry == target and step.act.type in TYPES:
                body = msgspec.convert(step.corrected or step.body, TYPES[step.act.type].body)
                return Told(first=target, type=step.act.type, subject=exhibit.id, body=body)
    alone: tuple[FactView[Any], ...] = (*view.deviations, *view.clocks)
    found = next((_fact(fact, view.id) for fact in alone if fact.id == target), None)
    photos = (_fact(one.fact, one.id) for one in view.originals if one.fact.id == target)
    return found or next(photos, None)


def _fact(fact: FactView[Any], subject: str) -> Told:
    register = fact.register
    return Told(first=fact.id, type=fact.act.type, subject=subject, body=register.shown, several=register.disputed)


def first_entry(view: SeizureView, wanted: str) -> str:
    """Return the entry that first told of *wanted*: an exhibit, person or original by its id, or any entry itself."""
    for exhibit in view.exhibits:
        if exhibit.id == wanted:
            return exhibit.find.id
    for person in view.persons:
        if person.id == wanted:
            return (*person.register.past, *person.register.heads)[0].act.entry
    return next((one.fact.id for one in view.originals if one.id == wanted), wanted)


def correction_base(view: SeizureView, target: str) -> tuple[str, ...]:
    """Return what a correction of the fact or custody entry *target* names: its current tellings."""
    return next((base for first, base in _facts(view) if first == target), (target,))


def _facts(view: SeizureView) -> Iterator[tuple[str, tuple[str, ...]]]:
    for exhibit in view.exhibits:
        facts: tuple[FactView[Any], ...] = (exhibit.find, *exhibit.weighings, *exhibit.counts, *exhibit.tests)
        yield from ((fact.id, fact.register.base) for fact in facts)
        yield from ((step.act.entry, step.base) for step in exhibit.timeline)
    yield from ((fact.id, fact.register.base) for fact in view.deviations)
    yield from ((fact.id, fact.register.base) for fact in view.clocks)
    yield from ((original.fact.id, original.fact.register.base) for original in view.originals)
