"""What a report's version says differently from the version before: one sentence for each thing that was amended.

The version before stands on what was accepted, and on earlier amendments. Custody goes on after acceptance and is no
amendment, and neither is a fact that was added: both stand in the report under their own time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, TypeVar

from fieldkit.domain import covers
from fieldkit.domain.entry import Signed
from fieldkit.domain.money import counted as sum_of
from fieldkit.domain.registers import equal
from fieldkit.domain.review_bodies import Void
from fieldkit.domain.types import body_of
from fieldkit.domain.view import ExhibitView, FactView, Register, SeizureView
from fieldkit.domain.writeup_bodies import CashCount, FieldTest, Find, NarrativeSet, Original, PersonSet, Weighing
from fieldkit.errors import N_
from fieldkit.reports import words
from fieldkit.reports.act_facts import row, who
from fieldkit.reports.exhibit_facts import find_rows, short
from fieldkit.reports.fact_types import Cell, Row
from fieldkit.reports.kind_facts import what
from fieldkit.reports.record import Languages
from fieldkit.reports.scene_facts import Tell, deviation_rows, name, person_rows, rule, side_by_side, told
from fieldkit.reports.voice import Said, Voice, clock, line, offered, summed, text, typed
from fieldkit.text.plain import plain

T = TypeVar("T")
_SHORT: Final = 120  # characters of one value; the record holds all of it


def changed(languages: Languages, view: SeizureView, entries: Sequence[Signed]) -> tuple[str, ...]:
    """Return the sentences, the amendments' reasons first; none for version 1. *entries*: those in the seizure's scope.

    In two languages each sentence stands in both, the second after a slash.
    """
    voice = Voice(languages)
    amendments = [one for one in view.reviews if one.kind == "amend" and one.version == view.version]
    if not amendments:
        return ()
    reasons = [
        voice.say(
            N_("Amended by {who}, {time}: {reason}"),
            who=who(voice, one.act),
            time=clock(one.act),
            reason=line(one.reason),
        )
        for one in amendments
    ]
    said = [*reasons, *_Changes(voice, view, entries).all()]
    return tuple(f"{one.main} / {one.also}" if one.also else one.main for one in said)


class _Changes:
    """Compares the registers of a view with what they held in the version before."""

    def __init__(self, voice: Voice, view: SeizureView, entries: Sequence[Signed]) -> None:
        self._voice = voice
        self._view = view
        self._before = covers.before_amendment(view, entries)
        bodies = (body_of(signed.entry) for signed in entries if signed.hash not in self._before)
        self._voided = {body.target for body in bodies if isinstance(body, Void)}

    def all(self) -> Iterator[Said]:
        voice, view = self._voice, self._view
        for title, register, tell in told(view):
            yield from self._group(voice.say(title), register, tell)
        yield from self._group(voice.say(N_("Narrative")), view.narrative, _narrative)
        for person in view.persons:
            called = name(voice, person.register.shown)
            yield from self._group(called, person.register, _person)
            tellings = {head.act.entry for head in (*person.register.past, *person.register.heads)}
            yield from self._mistake(called, person.voided, tellings)
        for exhibit in view.exhibits:
            yield from self._exhibit(exhibit)
        for original in view.originals:
            yield from self._fact(line(original.fact.register.shown.name), original.fact, _original)
        for deviation in view.deviations:
            yield from self._fact(rule(voice, deviation.register.shown), deviation, deviation_rows)

    def _exhibit(self, exhibit: ExhibitView) -> Iterator[Said]:
        number = short(exhibit.number)
        yield from self._fact(number, exhibit.find, _find)
        for weighing in exhibit.weighings:
            yield from self._fact(self._of(number, "weighing.add"), weighing, _weighing)
        for count in exhibit.counts:
            yield from self._fact(self._of(number, "count.add"), count, _count)
        for test in exhibit.tests:
            yield from self._fact(self._of(number, "test.add"), test, _test)
        for step in exhibit.timeline:
            corrected = step.act.entry in self._before and not self._before.issuperset(step.base)
            if corrected and step.act.entry != exhibit.find.id:
                yield self._voice.say(N_("{what}: corrected"), what=self._of(number, step.act.type))

    def _of(self, number: Said, kind: str) -> Said:
        return self._voice.joined(" · ", (number, self._voice.of(words.TYPES, kind)))

    def _group(self, title: Said, register: Register[T] | None, tell: Tell[T]) -> Iterator[Said]:
        if register is None:
            return
        if any(head.act.entry in self._before for head in (*register.past, *register.heads)):
            yield from self._values(title, register, tell)
        else:
            yield self._voice.say(N_("{what}: added"), what=title)

    def _fact(self, title: Said, fact: FactView[T], tell: Tell[T]) -> Iterator[Said]:
        yield from self._values(title, fact.register, tell)
        yield from self._mistake(title, fact.voided, {fact.id})

    def _values(self, title: Said, register: Register[T], tell: Tell[T]) -> Iterator[Said]:
        """Yield how each value that came since differs from the last one of before."""
        old = [head.value for head in (*register.past, *register.heads) if head.act.entry in self._before][-1:]
        new = [head.value for head in register.heads if head.act.entry not in self._before]
        for was in old:
            for now in new:
                if not equal(was, now):
                    rows = side_by_side([tell(self._voice, was), tell(self._voice, now)])
                    odd = [one for one in rows if one.cells[0] != one.cells[1]]
                    yield from (self._row(title, one) for one in odd)
                    if not odd:
                        yield self._voice.say(N_("{what}: corrected"), what=title)

    def _row(self, title: Said, one: Row) -> Said:
        return self._voice.say(
            N_("{what}, {field}: {old} is now {new}"),
            what=title,
            field=one.label,
            old=self._short(one.cells[0]),
            new=self._short(one.cells[1]),
        )

    def _short(self, cell: Cell) -> Said:
        said = self._voice.joined(", ", (cell.said, *cell.small, *cell.warn))
        return Said(plain(said.main, _SHORT), plain(said.also, _SHORT))

    def _mistake(self, title: Said, reason: str, tellings: set[str]) -> Iterator[Said]:
        if reason and tellings & self._voided:
            said = self._voice.say(N_("Entered by mistake: {reason}"), reason=line(reason))
            yield self._voice.joined(": ", (title, said))


# --- values in rows, as far as they are not elsewhere -----------------------------------------------------------------
def _narrative(voice: Voice, value: NarrativeSet) -> tuple[Row, ...]:
    return row(voice, N_("Text"), text(value.text))


def _person(voice: Voice, value: PersonSet) -> tuple[Row, ...]:
    return (*row(voice, N_("Name"), name(voice, value)), *person_rows(voice, value))


def _find(voice: Voice, value: Find) -> tuple[Row, ...]:
    return (
        *row(voice, N_("Kind"), what(voice, value.detail)),
        *row(voice, N_("Description"), text(value.description)),
        *find_rows(voice, value, {}),
    )


def _weighing(voice: Voice, value: Weighing) -> tuple[Row, ...]:
    return (
        *row(voice, N_("Kind"), voice.of(words.WEIGHINGS, value.kind)),
        *row(voice, N_("Weight"), typed(value.value)),
        *row(voice, N_("On the pan"), offered(voice, value.pan)),
        *row(voice, N_("Seal"), line(value.seal)),
    )


def _count(voice: Voice, value: CashCount) -> tuple[Row, ...]:
    return row(voice, N_("Sum"), summed(sum_of(value)))


def _test(voice: Voice, value: FieldTest) -> tuple[Row, ...]:
    return (
        *row(voice, N_("Kit and reagent"), voice.joined(", ", (line(value.kit), line(value.reagent)))),
        *row(voice, N_("Result"), voice.of(words.RESULTS, value.result)),
    )


def _original(voice: Voice, value: Original) -> tuple[Row, ...]:
    return (
        *row(voice, N_("Caption"), line(value.caption)),
        *row(voice, N_("Kind"), voice.of(words.VIEWS, value.view)),
    )
