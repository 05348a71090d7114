"""One exhibit: what it is, what was measured, where it has been, and what does not agree."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

import msgspec

from fieldkit.domain import custody_bodies as cb
from fieldkit.domain import seals
from fieldkit.domain.custody import Chain, Touch, chain, touches
from fieldkit.domain.entry import Signed
from fieldkit.domain.facts import Facts
from fieldkit.domain.judged import Judged
from fieldkit.domain.values import Amount, Party
from fieldkit.domain.view import AxisClaim, Discrepancy, ExhibitView, FactView, Head, Register, Step, WeightPoint
from fieldkit.domain.weights import Reading, compare
from fieldkit.domain.writeup_bodies import CashCount, FieldTest, Find, OtherThing, Weighing

T = TypeVar("T", bound=msgspec.Struct)
_Line = cb.OfferLine | cb.AcceptLine
_SOURCES = {"custody.offer": "offer", "custody.accept": "accept", "custody.external": "external"}


def by_subject(judged: Judged, kind: type[T]) -> dict[str, list[tuple[Signed, T]]]:
    """Return the counting entries with body *kind*, in causal order, by the subject they are about."""
    found: dict[str, list[tuple[Signed, T]]] = {}
    for signed, body in judged.counting(kind):
        found.setdefault(signed.entry.subj, []).append((signed, body))
    return found


def exhibits(judged: Judged, facts: Facts) -> tuple[ExhibitView, ...]:
    """Return every exhibit that somebody found, in causal order of the finds; note what moved nothing.

    After them stand those of which no more is known here than that they were handed over.
    """
    moves = touches(judged)
    weighings, counts, tests = (
        by_subject(judged, Weighing),
        by_subject(judged, CashCount),
        by_subject(judged, FieldTest),
    )
    views = []
    for exhibit, tellings in by_subject(judged, Find).items():
        (signed, body), *others = tellings
        for other, _ in others:
            facts.problem(other, "second-find")
        views.append(
            _exhibit(
                judged,
                facts,
                chain(judged, exhibit, moves.pop(exhibit)),
                facts.fact(signed, body),
                tuple(facts.fact(*told) for told in weighings.pop(exhibit, ())),
                tuple(facts.fact(*told) for told in counts.pop(exhibit, ())),
                tuple(facts.fact(*told) for told in tests.pop(exhibit, ())),
            )
        )
    for exhibit in list(moves):
        moved = chain(judged, exhibit, moves[exhibit])
        if not moved.begun:
            continue
        del moves[exhibit]
        view = _exhibit(
            judged,
            facts,
            moved,
            _told_by_offer(facts, moved),
            tuple(facts.fact(*told) for told in weighings.pop(exhibit, ())),
            tuple(facts.fact(*told) for told in counts.pop(exhibit, ())),
            tuple(facts.fact(*told) for told in tests.pop(exhibit, ())),
        )
        views.append(msgspec.structs.replace(view, partial=True))
    homeless = [touch.signed for left in moves.values() for touch in left]
    homeless += [signed for left in (weighings, counts, tests) for told in left.values() for signed, _ in told]
    for signed in homeless:
        facts.problem(signed, "unknown-exhibit")
    _same_numbers(facts, views)
    return tuple(views)


def _told_by_offer(facts: Facts, moved: Chain) -> FactView[Find]:
    """Return what the offer with which a chain begins says of the exhibit, in the form of a find that nobody signed."""
    touch = next(touch for touch in moved.touches if touch.signed.hash in moved.begun)
    act, nobody = facts.acts[touch.signed.hash], Party(name="")
    label = touch.line.label if isinstance(touch.line, cb.OfferLine) else ""
    number = label or touch.exhibit[:8]
    told = Find(number=number, detail=OtherThing(), description="", found_by=nobody, collected_by=nobody)
    return FactView(id=touch.signed.hash, act=act, register=Register(heads=(Head(value=told, act=act),)))


def _same_numbers(facts: Facts, views: Sequence[ExhibitView]) -> None:
    seen: set[str] = set()
    for view in views:
        if view.number in seen:
            facts.problem(facts.judged.by_hash[view.find.id], "number-used-twice")
        seen.add(view.number)


def _exhibit(  # noqa: PLR0917  (one per kind of thing an exhibit has)
    judged: Judged,
    facts: Facts,
    moved: Chain,
    find: FactView[Find],
    weighings: tuple[FactView[Weighing], ...],
    counts: tuple[FactView[CashCount], ...],
    tests: tuple[FactView[FieldTest], ...],
) -> ExhibitView:
    for signed, why in moved.refused:
        facts.problem(signed, why)
    steps = _steps(judged, facts, moved)
    series = _series(judged, weighings, moved, steps)
    odd = (*compare(series, judged.ctx.weight_rule), *_handed_differently(moved, steps))
    return ExhibitView(
        id=moved.touches[0].exhibit if moved.touches else find.act.entry,
        find=find,
        weighings=weighings,
        counts=counts,
        tests=tests,
        axes=moved.axes,
        timeline=steps,
        series=tuple(reading.point for reading in series),
        discrepancies=tuple(sorted(odd, key=lambda one: (judged.rank[one.later], one.what))),
    )


def _steps(judged: Judged, facts: Facts, moved: Chain) -> tuple[Step, ...]:
    answers: dict[str, str] = {}
    for touch in moved.touches:
        if isinstance(touch.body, cb.Accept | cb.Refuse | cb.Withdraw):
            answers.setdefault(touch.body.offer, touch.signed.hash)
    return tuple(_step(judged, facts, moved, touch, answers) for touch in moved.touches)


def _step(judged: Judged, facts: Facts, moved: Chain, touch: Touch, answers: dict[str, str]) -> Step:
    signed, body = touch.signed, touch.body
    offer = body.offer if isinstance(body, cb.Accept | cb.Refuse | cb.Withdraw) else ""
    given = judged.by_hash.get(offer)
    same_device = given is not None and given.entry.log == signed.entry.log
    seconds = None
    if given is not None and same_device and given.entry.t.boot == signed.entry.t.boot:
        seconds = (signed.entry.t.mono_us - given.entry.t.mono_us) // 1_000_000
    told = facts.fact(signed, body)
    current = told.register.shown
    if told.register.disputed:
        facts.problem(signed, "disputed-correction")
    return Step(
        act=told.act,
        body=signed.entry.body,
        line=_line_of(signed.entry.body, touch.exhibit),
        attested=told.attested,
        offer=offer,
        answer=answers.get(signed.hash, ""),
        seconds=seconds,
        same_device=same_device,
        waiting=signed.hash in moved.waiting,
        disputed=signed.hash in moved.rivals,
        corrected=msgspec.to_builtins(current) if current != body else None,
        base=told.register.base,
    )


def _line_of(body: dict[str, Any], exhibit: str) -> dict[str, Any]:
    lines = body.get("lines", ())
    return next((line for line in lines if isinstance(line, dict) and line.get("exhibit") == exhibit), {})


def _current_line(touch: Touch, step: Step) -> _Line | None:
    """Return the line of a hand-over as it stands after corrections."""
    if not isinstance(touch.line, cb.OfferLine | cb.AcceptLine):
        return None
    if step.corrected is None:
        return touch.line
    line = _line_of(step.corrected, touch.exhibit)
    return msgspec.convert(line, type(touch.line)) if line else touch.line


# -- weights ----------------------------------------------------------------------------------------------------------
def _series(
    judged: Judged, weighings: Iterable[FactView[Weighing]], moved: Chain, steps: Sequence[Step]
) -> list[Reading]:
    found = [_weighed(fact.id, fact.register) for fact in weighings if not fact.voided]
    for touch, step in zip(moved.touches, steps, strict=True):
        line = _current_line(touch, step)
        if line is not None and line.gross is not None:
            found.append(_handed(touch, line, line.gross))
    return sorted(found, key=lambda reading: judged.rank[reading.point.entry])


def _weighed(name: str, register: Register[Weighing]) -> Reading:
    weighing, act = register.shown, register.heads[0].act
    return Reading(
        point=WeightPoint(
            entry=name,
            kind=weighing.kind,
            ug=weighing.value.ug,
            typed=f"{weighing.value.value} {weighing.value.unit}",
            wall=act.wall,
            offset=act.offset,
            source="weighing",
        ),
        division_ug=weighing.scale.division_ug,
        seals=frozenset(seals.key(seal) for seal in (weighing.seal,) if seal),
    )


def _handed(touch: Touch, line: _Line, gross: Amount) -> Reading:
    entry = touch.signed.entry
    return Reading(
        point=WeightPoint(
            entry=touch.signed.hash,
            kind="gross_sealed",
            ug=gross.ug,
            typed=f"{gross.value} {gross.unit}",
            wall=entry.t.wall,
            offset=entry.t.offset,
            source=_SOURCES[entry.type],
        ),
        seals=frozenset(map(seals.key, line.seals)),
    )


# -- hand-overs that do not agree -------------------------------------------------------------------------------------
def _handed_differently(moved: Chain, steps: Sequence[Step]) -> Iterable[Discrepancy]:
    lines = {
        touch.signed.hash: (touch, _current_line(touch, step)) for touch, step in zip(moved.touches, steps, strict=True)
    }
    for name, (touch, line) in lines.items():
        if line is None or name in moved.waiting:
            continue
        if isinstance(touch.body, cb.Accept):
            offer, offered = lines[touch.body.offer]
            yield from _answered_differently(offer, offered, touch, line)
        else:
            package = moved.packages.get(name)
            if package is not None and _seals_differ(package, line):
                yield Discrepancy(what="seal", earlier=package.entry, later=name, seal_changed=True)


def _answered_differently(offer: Touch, offered: _Line | None, answer: Touch, line: _Line) -> Iterable[Discrepancy]:
    first, second = offer.signed.hash, answer.signed.hash
    body = answer.body
    if offered is not None and offered.seals and line.seals and not seals.same(offered.seals, line.seals):
        yield Discrepancy(what="seal", earlier=first, later=second, seal_changed=True)
    elif isinstance(line, cb.AcceptLine) and not line.seal_intact:
        yield Discrepancy(what="seal", earlier=first, later=second, note=line.note)
    if isinstance(offer.body, cb.Offer) and isinstance(body, cb.Accept):
        to, taker = offer.body.to.person, body.taker.person
        if to is not None and taker is not None and to != taker:
            yield Discrepancy(what="taker", earlier=first, later=second)


def _seals_differ(package: AxisClaim, line: _Line) -> bool:
    return bool(package.seals and line.seals) and not seals.same(package.seals, line.seals)
