"""What a court will miss. Nothing here blocks anybody: a missing step asks for a deviation, which answers it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

import msgspec

from fieldkit.domain.rules import DEFAULTS, RULES, Label, Pack
from fieldkit.domain.values import Moment
from fieldkit.domain.view import ExhibitView, FactView, OriginalView, SeizureView
from fieldkit.domain.writeup_bodies import (
    Asset,
    Cash,
    Drug,
    Phone,
    Precursor,
    PresenceSet,
    Vehicle,
    Weapon,
    Weighing,
)
from fieldkit.text.catalogue import Language, _

__all__ = ["RULES", "Label", "Missing", "at_night", "missing", "progress"]

NIGHT_FROM: Final = 18
NIGHT_UNTIL: Final = 6
"""No search between these hours except in listed cases (Code of Criminal Procedure, article 91)."""
_DAY_MINUTES: Final = 1_440
_VIEWS: Final[dict[str, frozenset[str]]] = {
    "view-found": frozenset({"overall", "midrange"}),
    "view-close": frozenset({"close_up", "with_scale"}),
    "view-sealed": frozenset({"seal", "label"}),
}
_Check = tuple[str, bool]
"""A rule that applies, and whether it is met."""


class Missing(msgspec.Struct, frozen=True, kw_only=True):
    """One missing thing, as the rules in force tell it.

    exhibit: its id, None for the seizure. answered_by: the deviation that explains it, or "". section, form: where on
    the write-up page it is mended. texts: headquarters' words by language.
    """

    rule: str
    label: Label
    exhibit: str | None = None
    answered_by: str = ""
    text: str = ""
    texts: dict[str, str] = {}
    source: str = ""
    section: str = ""
    form: str = ""

    def said(self, lang: Language | None = None) -> str:
        """Return what is missing in *lang* (default: the language in use)."""
        rule = RULES.get(self.rule)
        return msgspec.structs.replace(rule, texts=self.texts).said(lang) if rule else _(self.text, lang=lang)


def missing(view: SeizureView, pack: Pack = DEFAULTS) -> tuple[Missing, ...]:
    """Return what is missing, first of the seizure, then exhibit by exhibit. Disputed values count as told.

    pack: the rules in force (`fieldkit.domain.rules`).
    """
    return tuple(_missing(view, pack, rule, exhibit) for rule, exhibit, met in _checks(view, pack) if not met)


def progress(view: SeizureView, pack: Pack = DEFAULTS) -> tuple[int, int]:
    """Return how many of the steps that apply are done or answered by a deviation, and how many apply."""
    checks = list(_checks(view, pack))
    met = sum(met or bool(_answer(view, rule, exhibit)) for rule, exhibit, met in checks)
    return met, len(checks)


def _missing(view: SeizureView, pack: Pack, name: str, exhibit: str | None) -> Missing:
    rule = pack.rules[name]
    return Missing(
        rule=name,
        label=rule.label,
        exhibit=exhibit,
        answered_by=_answer(view, name, exhibit),
        text=rule.text,
        texts=rule.texts,
        source=rule.source,
        section=rule.section,
        form=rule.form,
    )


def _checks(view: SeizureView, pack: Pack) -> Iterator[tuple[str, str | None, bool]]:
    for rule, met in _of_the_seizure(view, pack):
        if rule in pack.rules:
            yield rule, None, met
    for exhibit in _ours(view):
        for rule, met in _of(view, exhibit):
            if rule in pack.rules:
                yield rule, exhibit.id, met


def _ours(view: SeizureView) -> list[ExhibitView]:
    return [exhibit for exhibit in view.exhibits if not exhibit.find.voided and not exhibit.partial]


def _answer(view: SeizureView, rule: str, exhibit: str | None) -> str:
    for fact in view.deviations:
        said = fact.register.shown
        if not fact.voided and said.rule == rule and said.exhibit in (None, exhibit):
            return fact.id
    return ""


# -- of the seizure ---------------------------------------------------------------------------------------------------
def _of_the_seizure(view: SeizureView, pack: Pack) -> Iterator[_Check]:
    team = view.team.shown if view.team else None
    yield "team", team is not None
    if team is not None:
        yield "second-officer", bool(team.members)
    yield "place", view.place is not None
    times = view.times.shown if view.times else None
    yield "found-at", times is not None and times.found is not None
    yield from _presence(view, pack)
    ground = view.ground.shown if view.ground else None
    yield "legal-ground", ground is not None
    if ground is not None and ground.ground == "prosecutor":
        yield "authorised-at", ground.at is not None
    when = (times.started or times.found) if times else None
    if when is not None and at_night(when):
        yield "night-search", ground is not None and bool(ground.night_exception)
    photos = [one for one in view.originals if not one.fact.voided]
    evidence = bool(times and times.clock_evidence) or any(_view(one) == "clock" for one in photos)
    yield "clock-evidence", evidence
    yield from _cameras(view, photos)
    yield "narrative", view.narrative is not None and bool(view.narrative.shown.text.strip())
    if things := _ours(view):
        yield "attestation", all(_signed_by_another(exhibit.find) for exhibit in things)


def _presence(view: SeizureView, pack: Pack) -> Iterator[_Check]:
    there = view.presence.shown if view.presence else PresenceSet()
    owner = any(one.role in ("owner", "representative") and one.mark != "absent" for one in there.people)
    witnesses = sum(one.role == "civilian_witness" and one.not_police and one.mark != "absent" for one in there.people)
    some = 0 < witnesses < pack.witnesses and not owner
    if some and "second-witness" in pack.rules:
        yield "second-witness", False
    else:
        yield "presence", owner or witnesses >= pack.witnesses


def _cameras(view: SeizureView, photos: Iterable[OriginalView]) -> Iterator[_Check]:
    cameras = {one.examined.camera for one in photos if one.examined and one.examined.taken and one.examined.camera}
    if cameras:
        yield "camera-clock", cameras <= {one.register.shown.camera for one in view.clocks if not one.voided}


def at_night(moment: Moment) -> bool:
    """Tell whether a time lies between 18:00 and 06:00 where it was said."""
    minute = (moment.wall // 60_000 + moment.offset) % _DAY_MINUTES
    return not NIGHT_UNTIL * 60 <= minute < NIGHT_FROM * 60


def _signed_by_another(fact: FactView[Any]) -> bool:
    return any(not one.struck for one in fact.attested)


# -- of an exhibit ----------------------------------------------------------------------------------------------------
def _of(view: SeizureView, exhibit: ExhibitView) -> Iterator[_Check]:
    find = exhibit.find.register.shown
    packed = not isinstance(find.detail, Vehicle | Asset)
    yield "spot", bool(find.spot.strip())
    if packed:
        yield from _sealed(exhibit)
    match find.detail:
        case Drug():
            yield "field-test", any(not fact.voided for fact in exhibit.tests)
            yield from _weighed(view, exhibit)
        case Precursor():
            yield from _weighed(view, exhibit)
        case Cash(mode="counted"):
            yield from _counted(exhibit)
        case Weapon():
            yield "made-safe", bool(find.detail.made_safe_by)
        case Phone():
            yield "isolation", find.detail.power == "off" or bool(find.detail.isolation)
    seen = {_view(one) for one in view.originals if not one.fact.voided and exhibit.id in _shows(one)}
    yield from ((rule, bool(views & seen)) for rule, views in _VIEWS.items() if packed or rule == "view-found")


def _sealed(exhibit: ExhibitView) -> Iterator[_Check]:
    sealings = [step for step in exhibit.timeline if step.act.type in ("custody.package", "custody.reseal")]
    sealed = any((step.corrected or step.body).get("seals") for step in sealings)
    yield "seal", sealed
    if sealed:
        yield (
            "seal-witness",
            any(
                step.attested or _another(body.get("sealed_by"), body.get("witness") or body.get("second"))
                for step in sealings
                for body in (step.corrected or step.body,)
            ),
        )


def _another(first: dict[str, Any] | None, second: dict[str, Any] | None) -> bool:
    """Tell whether a second person is named, and is not the first one again."""
    if not second:
        return False
    if first and first.get("person") and second.get("person"):
        return bool(first["person"] != second["person"])
    return not first or str(first.get("name")).casefold() != str(second.get("name")).casefold()


def _weighed(view: SeizureView, exhibit: ExhibitView) -> Iterator[_Check]:
    weighings = [fact for fact in exhibit.weighings if not fact.voided]
    yield "gross", any(fact.register.shown.kind == "gross_sealed" for fact in weighings)
    if not weighings:
        return
    photos = {one.id: one for one in view.originals if not one.fact.voided}
    shown = any(_view(one) == "display" and exhibit.id in _shows(one) for one in photos.values())
    yield "display", shown or any(fact.register.shown.display in photos for fact in weighings)
    yield "second-weigher", any(fact.attested or _seen_by_two(fact.register.shown) for fact in weighings)


def _seen_by_two(weighing: Weighing) -> bool:
    return _another(msgspec.to_builtins(weighing.operator), msgspec.to_builtins(weighing.second))


def _counted(exhibit: ExhibitView) -> Iterator[_Check]:
    counts = [fact for fact in exhibit.counts if not fact.voided]
    yield "count", bool(counts)
    if counts:
        yield (
            "count-witness",
            any(
                fact.attested
                or _another(
                    msgspec.to_builtins(fact.register.shown.counted_by),
                    msgspec.to_builtins(fact.register.shown.witness),
                )
                for fact in counts
            ),
        )


def _view(original: OriginalView) -> str:
    return original.fact.register.shown.view


def _shows(original: OriginalView) -> tuple[str, ...]:
    return original.fact.register.shown.exhibits
