"""One exhibit as facts: what it is, what was suspected and what a laboratory found, counts, tests, where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import msgspec

from fieldkit.domain.custody_bodies import LabResult
from fieldkit.domain.money import counted as sum_of
from fieldkit.domain.money import total
from fieldkit.domain.values import Money
from fieldkit.domain.view import Act, Axis, AxisClaim, ExhibitView, FactView
from fieldkit.domain.writeup_bodies import CashCount, Drug, FieldTest, Find, Precursor
from fieldkit.errors import N_
from fieldkit.reports import words
from fieldkit.reports.act_facts import marks, once, others, row, shared_proof, timed, who
from fieldkit.reports.fact_types import Cell, ExhibitFacts, Listing, Row
from fieldkit.reports.kind_facts import details, substance, what
from fieldkit.reports.scene_facts import register_group
from fieldkit.reports.voice import (
    NOTHING,
    Said,
    Voice,
    clock,
    counted,
    line,
    named,
    offered,
    party,
    summed,
    text,
    typed,
)
from fieldkit.text.catalogue import _n
from fieldkit.text.names import currency_name

HANDED_ONLY: Final = N_("Known here from a hand-over only; the rest of its record has not arrived.")


def short(number: str) -> Said:
    """Return an exhibit's number without its seizure's."""
    return line(number.rpartition("/")[2])


def laboratory(voice: Voice, exhibit: ExhibitView) -> tuple[Said, ...]:
    """Return what laboratories reported, newest last, one line each."""
    found = []
    for step in exhibit.timeline:
        if step.act.type == "lab.result":
            result = msgspec.convert(step.corrected or step.body, LabResult)
            found.append(lab_result(voice, result))
    return tuple(found)


def lab_result(voice: Voice, result: LabResult) -> Said:
    """Return one laboratory result in a sentence."""
    said = voice.say(
        N_("Laboratory {lab}, report {number}: {substances}"),
        lab=line(result.lab),
        number=line(result.report_no),
        substances=voice.joined(", ", (substance(voice, code) for code in result.substances)),
    )
    if result.purity_ppm is not None:
        percent = f"{result.purity_ppm // 10_000}.{result.purity_ppm % 10_000:04d}".rstrip("0").rstrip(".")
        said = voice.say(N_("{result}, purity {percent} %"), result=said, percent=percent)
    if result.net is not None:
        said = voice.say(N_("{result}, net {weight}"), result=said, weight=typed(result.net))
    if result.consumed is not None:
        said = voice.say(N_("{result}, used up {weight}"), result=said, weight=typed(result.consumed))
    return said


def sealed_gross(exhibit: ExhibitView) -> Said:
    """Return the newest sealed gross weight exactly as typed."""
    points = [point for point in exhibit.series if point.kind == "gross_sealed"]
    return line(points[-1].typed) if points else NOTHING


def sums(exhibit: ExhibitView) -> Said:
    """Return the sums of the counts, per currency, never exchanged."""
    totals: dict[str, int] = {}
    for fact in exhibit.counts:
        if not fact.voided:
            money = sum_of(fact.register.shown)
            totals[money.currency] = totals.get(money.currency, 0) + money.minor
    parts = (summed(Money(currency=currency, minor=minor)).main for currency, minor in totals.items())
    return Said("\n".join(parts))


def quantity(voice: Voice, exhibit: ExhibitView) -> Said:
    """Return how much or how many there is, as the team wrote it."""
    find = exhibit.find.register.shown
    if find.quantity:
        return line(find.quantity)
    match find.detail:
        case Drug(units=int(n)):
            return voice.each(lambda lang: _n("{n} piece", "{n} pieces", n, lang=lang))
        case Precursor(containers=int(n)):
            return voice.each(lambda lang: _n("{n} container", "{n} containers", n, lang=lang))
        case _:
            return sums(exhibit) or Said("1")


def packed(exhibit: ExhibitView) -> tuple[Said, Said]:
    """Return package number and seals in force, as far as they are not disputed."""
    now = exhibit.axes.package.now
    return (line(now.package_no), line(", ".join(now.seals))) if now else (NOTHING, NOTHING)


# --- counts and tests ------------------------------------------------------------------------------------------------
def counts(voice: Voice, exhibit: ExhibitView, shared: Said) -> Listing:
    """Return the counts of money: denominations with a total for each count, who counted, and when."""
    columns = (
        voice.say(N_("When")),
        voice.say(N_("Face value")),
        voice.say(N_("Pieces")),
        voice.say(N_("Sum")),
    )
    rows = tuple(row for fact in exhibit.counts for row in _count(voice, fact, shared))
    return Listing(voice.say(N_("Money counted")), columns, rows)


def _count(voice: Voice, fact: FactView[CashCount], shared: Said) -> Iterator[tuple[Cell, ...]]:
    count = fact.register.shown
    nothing = Cell(NOTHING)
    when = timed(voice, fact.act, shared)
    for place, part in enumerate(count.lines):
        face = Cell(summed(Money(currency=count.currency, minor=part.face)))
        pieces, amount = Cell(counted(part.count)), Cell(summed(total(count.currency, [part])))
        yield (nothing if place else Cell(when.said), face, pieces, amount)
    name = voice.each(lambda lang: currency_name(count.currency, lang))
    small = [voice.say(N_("Counted by {who}"), who=named(count.counted_by))]
    if count.witness:
        small.append(voice.say(N_("Witness {who}"), who=named(count.witness)))
    small.append(voice.of(words.ATTITUDES, count.suspect))
    if count.disputed is not None:
        small.append(voice.say(N_("The owner says it was {sum}"), sum=summed(count.disputed)))
    if count.suspect_counterfeit:
        small.append(voice.say(N_("Suspected to be counterfeit")))
    also, warn = others(voice, fact.attested)
    said = voice.say(N_("Total {currency}"), currency=name)
    pieces = Cell(counted(sum(part.count for part in count.lines)), tone="strong")
    yield (
        Cell(NOTHING, small=when.small),
        Cell(said, (voice.joined(" · ", (*small, *also)),), (*changes(voice, fact), *warn), "strong"),
        pieces,
        Cell(summed(sum_of(count)), tone="strong"),
    )


def tests(voice: Voice, exhibit: ExhibitView, shared: Said) -> Listing:
    """Return the presumptive field tests; *shared* is what is proven of all times alike."""
    columns = (
        voice.say(N_("When")),
        voice.say(N_("Kit and reagent")),
        voice.say(N_("Result")),
        voice.say(N_("By")),
    )
    rows = tuple(_test(voice, fact, shared) for fact in exhibit.tests)
    return Listing(voice.say(N_("Field tests")), columns, rows)


def _test(voice: Voice, fact: FactView[FieldTest], shared: Said) -> tuple[Cell, ...]:
    test = fact.register.shown
    lot = voice.say(N_("lot {lot}"), lot=line(test.lot)) if test.lot else NOTHING
    expiry = voice.say(N_("use by {date}"), date=line(test.expiry)) if test.expiry else NOTHING
    used = voice.say(N_("used up {weight}"), weight=typed(test.used)) if test.used else NOTHING
    colour = voice.say(N_("colour {colour}"), colour=line(test.colour)) if test.colour else NOTHING
    witness = voice.say(N_("Witness {who}"), who=named(test.witness)) if test.witness else NOTHING
    small, warn = others(voice, fact.attested)
    kit = voice.joined(", ", (line(test.kit), line(test.reagent)))
    told = voice.joined(" · ", (lot, expiry, colour, used, witness, *small))
    return (
        timed(voice, fact.act, shared),
        Cell(kit, small=(told,) if told else (), warn=(*changes(voice, fact), *marks(voice, fact.act), *warn)),
        Cell(voice.of(words.RESULTS, test.result), tone="strong"),
        Cell(named(test.operator)),
    )


def changes(voice: Voice, fact: FactView[Any]) -> tuple[Said, ...]:
    """Return that a fact was entered by mistake, stands in several versions, or was corrected, and why."""
    found = []
    if fact.voided:
        found.append(voice.say(N_("Entered by mistake: {reason}"), reason=line(fact.voided)))
    heads = fact.register.heads
    if fact.register.disputed:
        found.append(
            voice.say(N_("DISPUTED: {n} versions stand side by side; none is taken for the fact"), n=len(heads))
        )
    for head in heads:
        if head.reason:
            said = voice.say(
                N_("Corrected by {who}, {time}: {reason}"),
                who=who(voice, head.act),
                time=clock(head.act),
                reason=line(head.reason),
            )
            found.append(said)
    return tuple(found)


# --- where it stands -------------------------------------------------------------------------------------------------
def standing(voice: Voice, exhibit: ExhibitView) -> tuple[Row, ...]:
    """Return where the exhibit stands now in one line; an axis that is disputed or waits gets a line of its own."""
    axes = exhibit.axes
    table = (
        ("holder", axes.holder, words.HOLDER),
        ("location", axes.location, words.LOCATION),
        ("package", axes.package, words.PACKAGE),
        ("analysis", axes.analysis, words.ANALYSIS),
        ("disposition", axes.disposition, words.DISPOSITION),
    )
    plain: list[Said] = []
    odd: list[Row] = []
    for name, axis, said in table:
        told = [claim(voice, one, said) for one in axis.claims]
        warn = _unsettled(voice, axis)
        if warn or len(told) != 1:
            everything = voice.joined(" / ", told) or Said("–")
            odd.append(Row(voice.of(words.AXES, name), (Cell(everything, warn=warn),)))
        elif name != "analysis":
            plain.append(told[0])
    return (*row(voice, N_("Now"), voice.joined("; ", plain)), *odd)


def _unsettled(voice: Voice, axis: Axis) -> tuple[Said, ...]:
    warn: list[Said] = []
    if axis.disputed:
        warn.append(voice.say(N_("DISPUTED: {n} claims stand side by side"), n=len(axis.claims)))
    if axis.waiting:
        warn.append(voice.say(N_("{n} entries wait for entries that are not here"), n=len(axis.waiting)))
    return tuple(warn)


def claim(voice: Voice, one: AxisClaim, said: dict[str, str]) -> Said:
    """Return what one claim says of its axis."""
    sentence = said.get(one.state)
    if sentence is None:
        return line(one.state)
    return voice.say(
        sentence,
        party=party(one.party) or Said("–"),
        to=party(one.to) or Said("–"),
        place=line(one.place) or Said("–"),
        package=line(one.package_no) or Said("–"),
        seals=line(", ".join(one.seals)) or Said("–"),
    )


# --- all of it -------------------------------------------------------------------------------------------------------
def acts_of(exhibit: ExhibitView) -> list[Act]:
    """Return the acts of every entry that the report prints about an exhibit."""
    facts: tuple[FactView[Any], ...] = (*exhibit.weighings, *exhibit.counts, *exhibit.tests)
    return [*(fact.act for fact in facts), *(step.act for step in exhibit.timeline)]


def exhibit_facts(
    voice: Voice, exhibit: ExhibitView, persons: dict[str, Said], weighings: Listing, custody: Listing
) -> ExhibitFacts:
    """Return everything about one exhibit; *persons* names the people of the seizure by id."""
    find = exhibit.find.register.shown

    def tell(voice: Voice, value: Find) -> tuple[Row, ...]:
        return find_rows(voice, value, persons)

    found = register_group(voice, NOTHING, exhibit.find.register, tell)
    measure, measured = _measure(voice, exhibit)
    shared = shared_proof(voice, acts_of(exhibit))
    warn = (*changes(voice, exhibit.find), *found.warn)
    if exhibit.partial:
        warn = (voice.say(HANDED_ONLY),)
    return ExhibitFacts(
        number=line(exhibit.number),
        what=what(voice, find.detail),
        description=text(find.description),
        measure=measure,
        measured=measured,
        rows=(*(() if exhibit.partial else found.rows), *_laboratory_row(voice, exhibit), *standing(voice, exhibit)),
        weighings=weighings,
        counts=counts(voice, exhibit, shared),
        tests=tests(voice, exhibit, shared),
        custody=custody,
        tellers=found.tellers,
        warn=tuple(dict.fromkeys(warn)),
        small=once(voice, shared),
    )


def _measure(voice: Voice, exhibit: ExhibitView) -> tuple[Said, Said]:
    gross = sealed_gross(exhibit)
    if gross:
        return gross, voice.of(words.WEIGHINGS, "gross_sealed")
    if exhibit.counts:
        return sums(exhibit), voice.say(N_("Money counted"))
    return quantity(voice, exhibit), voice.say(N_("Quantity"))


def _laboratory_row(voice: Voice, exhibit: ExhibitView) -> tuple[Row, ...]:
    if not isinstance(exhibit.find.register.shown.detail, Drug | Precursor):
        return ()
    results = laboratory(voice, exhibit)
    if not results:
        return row(voice, N_("Laboratory"), voice.say(N_("No laboratory result")))
    return row(voice, N_("Laboratory"), results[-1], *results[:-1])


def find_rows(voice: Voice, value: Find, persons: dict[str, Said]) -> tuple[Row, ...]:
    """Return what is told of a find beside its description, in rows; *persons* names people by id."""
    source = persons.get(value.from_person, line(value.from_person)) if value.from_person else NOTHING
    return (
        *row(voice, N_("Where exactly"), line(value.spot)),
        *row(voice, N_("From whom"), source),
        *row(voice, N_("Quantity"), line(value.quantity)),
        *details(voice, value.detail),
        *row(voice, N_("Condition"), line(value.condition)),
        *row(voice, N_("Hazards"), offered(voice, ", ".join(value.hazards))),
    )
