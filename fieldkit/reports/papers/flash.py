"""The flash report: six lines that a commander reads on a phone, and the same on one page. No evidence.

Left out on purpose, unless names are asked for: names of persons, villages and addresses, seal numbers.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import Final

from reportlab.platypus import Flowable

from fieldkit.domain.money import counted as sum_of
from fieldkit.domain.values import Moment, Money, Party
from fieldkit.domain.view import ExhibitView, PersonView, SeizureView
from fieldkit.domain.writeup_bodies import Cash, Drug, Precursor
from fieldkit.errors import N_
from fieldkit.reports import words
from fieldkit.reports.kind_facts import what
from fieldkit.reports.pages import look
from fieldkit.reports.pages.look import say
from fieldkit.reports.pages.marks import Space
from fieldkit.reports.papers import things
from fieldkit.reports.papers.frame import A4, Paper, Sheet, banner, bound, tinted
from fieldkit.reports.record import Languages
from fieldkit.reports.scene_facts import name
from fieldkit.reports.typography.paragraph import TextStyle
from fieldkit.reports.voice import NOTHING, Said, Voice, grams, line, party, stated, summed
from fieldkit.text.catalogue import _n

_LINE: Final = TextStyle(size=13, colour=look.INK, space_after=7)
_BESIDE: Final = replace(look.BESIDE, size=9.5)
_COUNTED: Final = frozenset({"tablet", "capsule", "plant"})
"""Forms that statistics count in pieces; bags and blocks are weighed."""
_HOME: Final = "KH"


@dataclass(frozen=True, slots=True)
class Flash:
    """What the flash report says. names: of persons, exact place too."""

    view: SeizureView
    made: Moment
    by: Party
    to: Party
    names: bool = False


def flash_lines(told: Flash, languages: Languages) -> tuple[Said, ...]:
    """Return the six lines: who, what, where, when, how much, persons. The same facts give the same lines."""
    voice, view = Voice(languages), told.view
    head = view.head.shown if view.head else None
    team = view.team.shown if view.team else None
    who = voice.joined(", ", (line(head.unit) if head else NOTHING, party(team.lead if team else told.by)))
    exhibits = things.listed(view)
    kinds = Counter(what(voice, one.find.register.shown.detail) for one in exhibits)
    found = voice.joined(", ", (_times(kind, count) for kind, count in kinds.items()))
    nothing = voice.say(N_("not written down yet"))
    number = voice.say(N_("{number} (practice)"), number=line(view.number)) if view.practice else line(view.number)
    return (
        voice.say(N_("Who: {who}"), who=who),
        voice.say(N_("What: seizure {number}: {things}"), number=number, things=found or nothing),
        voice.say(N_("Where: {place}"), place=things.where(voice, view, exact=told.names) or nothing),
        voice.say(N_("When: {time}"), time=things.when(voice, view) or nothing),
        voice.say(N_("How much: {amounts}"), amounts=_amounts(voice, exhibits) or nothing),
        voice.say(N_("Persons: {persons}"), persons=_persons(voice, view, names=told.names)),
    )


def flash_text(told: Flash, languages: Languages) -> str:
    """Return the six lines for the clipboard, in the first language only."""
    return "\n".join(said.main for said in flash_lines(told, languages))


def flash(told: Flash, languages: Languages) -> Paper:
    """Lay the one page out."""
    voice, view = Voice(languages), told.view
    title = voice.say(N_("Flash report"))
    note = voice.say(N_("Given to {who}, {time}"), who=party(told.to), time=stated(told.made))
    mark = voice.say(N_("NOT EVIDENCE")).main
    sheet = Sheet(title, voice.joined(" · ", (title, line(view.number))), note, view.practice, mark)
    left_out = voice.say(N_("With names: for the person it is given to only."))
    if not told.names:
        left_out = voice.say(N_("Left out on purpose: names of persons, village and address, seal numbers."))
    story: list[Flowable] = [
        *banner(voice, title, line(view.number), practice=view.practice),
        tinted(
            voice.say(N_("First word from the scene, no evidence. Weights are as read there; a laboratory decides.")),
            A4.column,
        ),
        Space(4),
    ]
    for said in flash_lines(told, languages):
        story += say(said, _LINE, _BESIDE)
    story += [Space(6), *say(left_out, look.SMALL, look.SMALL_BESIDE), *say(note, look.SMALL, look.SMALL_BESIDE)]
    paper, _ = bound(story, sheet, voice)
    return paper


def _times(kind: Said, count: int) -> Said:
    if count == 1:
        return kind
    return Said(f"{kind.main} ×{count}", f"{kind.also} ×{count}" if kind.also else "")


def _amounts(voice: Voice, exhibits: tuple[ExhibitView, ...]) -> Said:
    """Return the sums: grams per substance with what was on the scale, pieces, money per currency."""
    mass: dict[tuple[Said, str], int] = {}
    pieces: Counter[Said] = Counter()
    money: Counter[str] = Counter()
    uncounted = 0
    for one in exhibits:
        detail = one.find.register.shown.detail
        if isinstance(detail, Drug | Precursor) and one.series:
            kinds = [point.kind for point in one.series]
            kind = next((k for k in ("net", "gross_sealed", "gross_unsealed") if k in kinds), kinds[-1])
            point = [point for point in one.series if point.kind == kind][-1]
            key = (what(voice, detail), kind)
            mass[key] = mass.get(key, 0) + point.ug
        if isinstance(detail, Drug) and detail.units and detail.form in _COUNTED:
            pieces[what(voice, detail)] += detail.units
        for count in (fact for fact in one.counts if not fact.voided):
            counted = sum_of(count.register.shown)
            money[counted.currency] += counted.minor
        uncounted += isinstance(detail, Cash) and not one.counts
    parts = [
        voice.say(N_("{thing} {weight} ({kind})"), thing=thing, weight=grams(ug), kind=voice.of(words.WEIGHINGS, kind))
        for (thing, kind), ug in mass.items()
    ]
    for thing, n in pieces.items():
        said = voice.each(lambda lang, n=n: _n("{n} piece", "{n} pieces", n, lang=lang))  # type: ignore[misc]  # bound now
        parts.append(voice.joined(" ", (thing, said)))
    parts += [summed(Money(currency=currency, minor=minor)) for currency, minor in money.items()]
    if uncounted:
        parts.append(voice.of(words.CASH, "sealed_uncounted"))
    return voice.joined("; ", parts)


def _persons(voice: Voice, view: SeizureView, *, names: bool) -> Said:
    persons = [one for one in view.persons if not one.voided and "suspect" in one.register.shown.roles]
    if not persons:
        return voice.say(N_("no suspect written down"))
    if names:
        return voice.joined("; ", (_named(voice, one) for one in persons))
    states = Counter(one.register.shown.status for one in persons)
    parts = [
        voice.say(N_("{state} {n}"), state=voice.of(words.PERSON_STATES, state), n=count) if state else Said(str(count))
        for state, count in states.items()
    ]
    women = sum(one.register.shown.sex == "female" for one in persons)
    foreign = sum(one.register.shown.nationality not in ("", _HOME) for one in persons)
    if women:
        parts.append(voice.say(N_("of them women {n}"), n=women))
    if foreign:
        parts.append(voice.say(N_("of them foreigners {n}"), n=foreign))
    return voice.joined(", ", parts)


def _named(voice: Voice, person: PersonView) -> Said:
    value = person.register.shown
    state = voice.of(words.PERSON_STATES, value.status) if value.status else NOTHING
    return voice.joined(", ", (name(voice, value), state))
