"""What a second officer signs, line by line in plain words. No Qt here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import msgspec

from fieldkit.domain import custody_bodies as cb
from fieldkit.domain.view import Act, ExhibitView, SeizureView, Step
from fieldkit.text.catalogue import _
from fieldkit.ui import lines, words


@dataclass(frozen=True, slots=True)
class ReadLine:
    """One entry read back: on what, what was done by whom, the value exactly as typed, and when."""

    entry: str
    subject: str
    said: str
    value: str
    time: str
    icon: str


def read_back(view: SeizureView, entries: Iterable[str]) -> tuple[ReadLine, ...]:
    """Return a line for each of *entries*, in their order; what cannot be told in words is still listed."""
    known = {line.entry: line for line in _all(view)}
    return tuple(known.get(entry) or _unknown(entry) for entry in entries)


def _unknown(entry: str) -> ReadLine:
    return ReadLine(entry, entry[:12], _("Entry of a kind this version does not know"), "", "", "circle-help")


def _all(view: SeizureView) -> Iterator[ReadLine]:
    for exhibit in view.exhibits:
        yield from _exhibit(exhibit)
    for fact in view.deviations:
        said = _("Deviation written by {name}", name=words.signer(fact.act))
        what = lines.line(fact.register.shown.what)
        yield ReadLine(fact.id, what, said, "", words.clock(fact.act), "triangle-alert")


def _exhibit(exhibit: ExhibitView) -> Iterator[ReadLine]:
    number = words.short_number(exhibit)

    def line(act: Act, entry: str, said: str, value: str, icon: str) -> ReadLine:
        return ReadLine(entry, number, said, value, words.clock(act), icon)

    find = exhibit.find.register.shown
    name = words.person(find.found_by)
    where = (
        _("Found by {name}: {spot}", name=name, spot=lines.line(find.spot))
        if find.spot
        else _("Found by {name}", name=name)
    )
    what = words.thing(find.detail)
    yield line(exhibit.find.act, exhibit.find.id, f"{what}. {where}", lines.line(find.quantity, 40), "search")
    for weighing in exhibit.weighings:
        shown = weighing.register.shown
        kind = lines.of(words.WEIGHINGS, shown.kind)
        said = _("{kind}. Weighed by {name}", kind=kind, name=words.person(shown.operator))
        yield line(weighing.act, weighing.id, said, words.amount(shown.value), "weight")
    for count in exhibit.counts:
        counted = count.register.shown
        said = _("Counted by {name}", name=words.person(counted.counted_by))
        yield line(count.act, count.id, said, words.money(words.counted(counted)), "banknote")
    for test in exhibit.tests:
        tested = test.register.shown
        said = _(
            "Field test by {name}: {reagent}",
            name=words.person(tested.operator),
            reagent=lines.line(tested.reagent, 60),
        )
        yield line(test.act, test.id, said, _(words.RESULTS[tested.result][0]), "flask-conical")
    for step in exhibit.timeline:
        if told := _sealing(step):
            yield line(step.act, step.act.entry, *told)


def _sealing(step: Step) -> tuple[str, str, str] | None:
    """Return what was done to the package, the seals, and an icon; None for any other step."""
    name = words.signer(step.act)
    if step.act.type == "custody.package":
        packed = msgspec.convert(step.body, cb.Package)
        return _("Sealed by {name}", name=words.person(packed.sealed_by) or name), _seals(packed.seals), "tag"
    if step.act.type == "custody.break":
        broken = msgspec.convert(step.body, cb.SealBreak)
        said = _("Seal opened by {name}, order {order}", name=name, order=lines.line(broken.order, 60))
        return said, _seals(broken.old_seals), "scissors"
    if step.act.type == "custody.reseal":
        return _("Sealed again by {name}", name=name), _seals(msgspec.convert(step.body, cb.Reseal).seals), "tag"
    return None


def _seals(seals: Iterable[str]) -> str:
    return ", ".join(lines.line(seal, 40) for seal in seals)
