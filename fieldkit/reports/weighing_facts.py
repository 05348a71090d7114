"""The weighings of an exhibit as one series: as typed and in grams, change, tolerance, and what does not agree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from fieldkit.domain.context import WeightRule
from fieldkit.domain.view import Act, Discrepancy, ExhibitView, FactView, WeightPoint
from fieldkit.domain.weights import tolerance_ug
from fieldkit.domain.writeup_bodies import Scale, Weighing
from fieldkit.errors import N_
from fieldkit.reports import words
from fieldkit.reports.act_facts import marks, others, timed, who
from fieldkit.reports.exhibit_facts import changes
from fieldkit.reports.fact_types import Cell, Listing
from fieldkit.reports.voice import NOTHING, Said, Voice, clock, grams, line, named, offered, typed

_SERIES = "gross_sealed"


def weighings(voice: Voice, exhibit: ExhibitView, rule: WeightRule, shared: Said) -> Listing:
    """Return every weighing, then the voided ones; sealed gross weights are compared with the one before.

    *shared*: what is proven of the times of all entries of the exhibit, said elsewhere.
    """
    facts = {fact.id: fact for fact in exhibit.weighings}
    acts: dict[str, Act] = {step.act.entry: step.act for step in exhibit.timeline}
    acts |= {fact.id: fact.act for fact in exhibit.weighings}
    odd = {one.later: one for one in exhibit.discrepancies if one.what == "weight"}
    rows: list[tuple[Cell, ...]] = []
    for point, change in zip(exhibit.series, _changes(exhibit, facts, odd, rule), strict=True):
        act, fact = acts[point.entry], facts.get(point.entry)
        reading = _reading(voice, point, fact, act)
        if point.entry in odd:
            earlier = next(one for one in exhibit.series if one.entry == odd[point.entry].earlier)
            reading = replace(reading, warn=(_discrepancy(voice, odd[point.entry], earlier), *reading.warn))
        rows.append((timed(voice, act, shared), reading, *_values(fact, point), change))
    rows += [_voided(voice, fact) for fact in exhibit.weighings if fact.voided]
    columns = (
        voice.say(N_("When")),
        voice.say(N_("Reading")),
        voice.say(N_("As typed")),
        voice.say(N_("In grams")),
        voice.say(N_("Change (tolerance)")),
    )
    scales = dict.fromkeys(_scale(voice, fact.register.shown.scale) for fact in exhibit.weighings)
    small = [scale for scale in scales if scale]
    if any(row[-1].said for row in rows):
        small.append(_rule(voice, rule))
    return Listing(voice.say(N_("Weighings")), columns, tuple(rows), (voice.joined(" · ", small),) if small else ())


def _changes(
    exhibit: ExhibitView, facts: dict[str, FactView[Weighing]], odd: dict[str, Discrepancy], rule: WeightRule
) -> Iterator[Cell]:
    """Yield for each point of the series how it differs from the one it is compared with, and the tolerance."""
    points = {point.entry: point for point in exhibit.series}
    before: WeightPoint | None = None
    for point in exhibit.series:
        found = odd.get(point.entry)
        against = points[found.earlier] if found else before
        if point.kind != _SERIES or against is None:
            yield Cell(NOTHING)
        else:
            allowed = found.tolerance_ug if found else _allowed(facts, against, point, rule)
            delta = found.delta_ug if found else point.ug - against.ug
            said = Said(f"{grams(delta, signed=True).main} (± {grams(allowed).main})")
            yield Cell(said, tone="warn" if found else "plain")
        before = point if point.kind == _SERIES else before


def _allowed(facts: dict[str, FactView[Weighing]], earlier: WeightPoint, later: WeightPoint, rule: WeightRule) -> int:
    first, second = (
        facts[point.entry].register.shown.scale.division_ug if point.entry in facts else None
        for point in (earlier, later)
    )
    return tolerance_ug(earlier.ug, first, second, rule)


def _rule(voice: Voice, rule: WeightRule) -> Said:
    if rule == WeightRule():
        return voice.say(N_("Tolerance: a default of this program, no law."))
    return voice.say(N_("Tolerance: set by headquarters, no law."))


def _values(fact: FactView[Weighing] | None, point: WeightPoint) -> tuple[Cell, Cell]:
    if fact is None or not fact.register.disputed:
        return Cell(line(point.typed), tone="strong"), Cell(grams(point.ug))
    heads = fact.register.heads
    all_typed = " / ".join(typed(head.value.value).main for head in heads)
    return Cell(Said(all_typed), tone="warn"), Cell(Said(" / ".join(grams(head.value.value.ug).main for head in heads)))


def _reading(voice: Voice, point: WeightPoint, fact: FactView[Weighing] | None, act: Act) -> Cell:
    kind = voice.of(words.WEIGHINGS, point.kind)
    said = voice.joined(" · ", (voice.of(words.READ_AT, point.source), kind))
    if fact is None:
        return Cell(said, small=(who(voice, act),))
    small, warn = others(voice, fact.attested)
    told = voice.joined(" · ", (*_circumstances(voice, fact), *small))
    return Cell(said, small=(told,), warn=(*marks(voice, fact.act), *warn, *corrected(voice, fact)))


def _circumstances(voice: Voice, fact: FactView[Weighing]) -> Iterator[Said]:
    weighing = fact.register.shown
    if weighing.pan:
        yield voice.say(N_("On the pan: {what}"), what=offered(voice, weighing.pan))
    if weighing.seal:
        yield voice.say(N_("Seal {seal}"), seal=line(weighing.seal))
    yield named(weighing.operator)
    if weighing.second:
        yield voice.say(N_("Second person {who}"), who=named(weighing.second))
    if fact.act.person != weighing.operator.person:
        yield voice.say(N_("entered by {who}"), who=who(voice, fact.act))
    yield voice.of(words.ATTITUDES, weighing.suspect)


def _scale(voice: Voice, scale: Scale) -> Said:
    name = line(" ".join(filter(None, (scale.name, scale.serial))))
    if not name:
        return NOTHING
    zero = voice.say(N_("zero checked")) if scale.zero_checked else voice.say(N_("zero not checked"))
    division = voice.say(N_("division {weight}"), weight=grams(scale.division_ug)) if scale.division_ug else NOTHING
    since = voice.say(N_("calibrated {date}"), date=line(scale.calibrated)) if scale.calibrated else NOTHING
    return voice.say(N_("Scale: {what}"), what=voice.joined(", ", (name, division, since, zero)))


def corrected(voice: Voice, fact: FactView[Weighing]) -> tuple[Said, ...]:
    """Return what a weighing said before it was corrected, and why it was."""
    found = list(changes(voice, fact))
    found += [
        voice.say(N_("Before: {value}, written by {who}"), value=typed(head.value.value), who=who(voice, head.act))
        for head in fact.register.past
    ]
    return tuple(found)


def _discrepancy(voice: Voice, odd: Discrepancy, earlier: WeightPoint) -> Said:
    same = voice.say(N_("the seal was changed between")) if odd.seal_changed else voice.say(N_("with the same seal"))
    return voice.say(
        N_("DISCREPANCY of {delta} against {earlier}, tolerance {tolerance}, {seal}"),
        delta=grams(odd.delta_ug, signed=True),
        earlier=line(earlier.typed),
        tolerance=grams(odd.tolerance_ug),
        seal=same,
    )


def _voided(voice: Voice, fact: FactView[Weighing]) -> tuple[Cell, ...]:
    value = fact.register.shown
    return (
        Cell(clock(fact.act)),
        Cell(voice.of(words.WEIGHINGS, value.kind), warn=changes(voice, fact)),
        Cell(typed(value.value), tone="quiet"),
        Cell(grams(value.value.ug), tone="quiet"),
        Cell(NOTHING),
    )
