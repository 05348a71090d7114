"""A narrative to begin with: sentences made of the facts alone, which the officer edits and adopts.

Plain police prose without supposition: what is only suspected is said to be suspected, weights stand as they were
typed, and what nobody recorded is not mentioned. Nothing here is signed until an officer saves it as the narrative.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from fieldkit.domain import terms
from fieldkit.domain import writeup_bodies as wb
from fieldkit.domain.money import counted, digits
from fieldkit.domain.values import Moment, Party
from fieldkit.domain.view import ExhibitView, SeizureView
from fieldkit.errors import N_
from fieldkit.text import dates
from fieldkit.text.catalogue import Language, _
from fieldkit.text.names import place_line, substance_name
from fieldkit.text.numerals import money

_MARKS: Final[dict[str, str]] = {
    "signed": N_("{name} ({role}) was present and signed."),
    "thumbprint": N_("{name} ({role}) was present and gave a thumbprint."),
    "refused": N_("{name} ({role}) was present and refused to sign."),
    "absent": N_("{name} ({role}) was absent."),
}
_STATES: Final[dict[str, str]] = {
    "arrested": N_("{name} was arrested."),
    "summoned": N_("{name} was summoned."),
    "at_large": N_("{name} was not found and is at large."),
    "unidentified": N_("{name} has not been identified yet."),
    "free": N_("{name} was not arrested."),
}
_ATTITUDES: Final[dict[str, str]] = {
    "agrees": N_("The suspect saw the reading and agreed."),
    "disputes": N_("The suspect saw the reading and disputed it."),
    "refused": N_("The suspect refused to look at the reading."),
    "absent": N_("The suspect was not there when it was weighed."),
}
_KINDS: Final[dict[str, str]] = terms.WEAPONS | terms.VEHICLES
_RESULTS: Final[dict[str, str]] = {
    "positive": N_("A field test with {kit} was positive. Only a laboratory can confirm it."),
    "negative": N_("A field test with {kit} was negative. Only a laboratory can confirm it."),
    "inconclusive": N_("A field test with {kit} gave no clear result."),
}


def narrative_from_facts(view: SeizureView, language: Language) -> str:
    """Return the facts of a seizure as sentences in *language*, one paragraph for the scene and one for each exhibit.

    What was entered by mistake is left out; of disputed values the first is told. Empty where nothing is known.
    """
    teller = _Teller(view, language)
    exhibits = [one for one in view.exhibits if not one.find.voided and not one.partial]
    paragraphs = [teller.scene(), teller.people(), *map(teller.exhibit, exhibits), teller.end()]
    return "\n\n".join(text for text in (" ".join(part) for part in paragraphs) if text)


def _line(untrusted: str) -> str:
    """Return a person's words as part of a sentence: on one line, without a full stop of their own."""
    return " ".join(untrusted.split()).rstrip(".។ ")


class _Teller:
    def __init__(self, view: SeizureView, language: Language) -> None:
        self.view = view
        self.language: Language = language

    def say(self, message: str, **facts: str) -> str:
        return _(message, lang=self.language, **facts)

    def join(self, parts: Iterable[str]) -> str:
        return ", ".join(filter(None, parts))

    @staticmethod
    def who(party: Party | None) -> str:
        return _line(" ".join(filter(None, (party.rank, party.name)))) if party else ""

    @staticmethod
    def clock(at: Moment) -> str:
        return dates.time_of_day(at.wall, at.offset)

    @staticmethod
    def day(at: Moment) -> str:
        return dates.date(at.wall, at.offset)

    # -- the scene ----------------------------------------------------------------------------------------------------
    def scene(self) -> Iterator[str]:
        times = self.view.times.shown if self.view.times else wb.TimesSet()
        began, place = times.started or times.found, self._place()
        if began and place:
            yield self.say(
                N_("On {date} at {time} the search began at {place}."),
                date=self.day(began),
                time=self.clock(began),
                place=place,
            )
        elif began:
            yield self.say(N_("On {date} at {time} the search began."), date=self.day(began), time=self.clock(began))
        elif place:
            yield self.say(N_("The search was made at {place}."), place=place)
        yield from self._team()
        yield from self._ground()
        for one in self.view.presence.shown.people if self.view.presence else ():
            role = self.say(terms.PRESENCE[one.role])
            yield self.say(_MARKS[one.mark], name=self.who(one.party), role=role)
            if one.reason:
                yield self.say(N_("Reason given: {reason}."), reason=_line(one.reason))

    def _place(self) -> str:
        if self.view.place is None:
            return ""
        told = self.view.place.shown
        codes = (told.place.province, told.place.district, told.place.commune, told.place.village)
        premises = terms.offered(_line(told.premises), self.say)
        return self.join((premises, _line(told.place.address), _line(place_line(codes, self.language))))

    def _team(self) -> Iterator[str]:
        team = self.view.team.shown if self.view.team else None
        if team is None:
            return
        members = self.join(self.who(one) for one in team.members)
        if members:
            yield self.say(N_("The team was led by {lead}, with {members}."), lead=self.who(team.lead), members=members)
        else:
            yield self.say(N_("The team was led by {lead}."), lead=self.who(team.lead))
        if team.agencies:
            yield self.say(N_("Also on the scene: {agencies}."), agencies=self.join(map(_line, team.agencies)))
        if team.prosecutor:
            yield self.say(N_("The prosecutor {name} was on the scene."), name=self.who(team.prosecutor))

    def _ground(self) -> Iterator[str]:
        ground = self.view.ground.shown if self.view.ground else None
        if ground is None:
            return
        given = f"{self.day(ground.at)} {self.clock(ground.at)}" if ground.at else ""
        verbal = self.say(N_("given orally")) if ground.verbal else ""
        details = (
            self.say(terms.GROUNDS[ground.ground]),
            _line(ground.reference),
            _line(ground.authority),
            given,
            verbal,
        )
        yield self.say(N_("Legal ground: {details}."), details=self.join(details))
        if ground.night_exception:
            reason = self.say(terms.NIGHT[ground.night_exception])
            yield self.say(N_("Ground for searching at night: {reason}."), reason=reason)

    def people(self) -> Iterator[str]:
        for person in self.view.persons:
            told = person.register.shown
            name = self._name(told)
            if person.voided or not name or not told.status:
                continue
            if told.status == "arrested" and told.arrested_at:
                at = told.arrested_at
                yield self.say(
                    N_("{name} was arrested on {date} at {time}."), name=name, date=self.day(at), time=self.clock(at)
                )
            else:
                yield self.say(_STATES[told.status], name=name)

    def _name(self, told: wb.PersonSet) -> str:
        first, second = told.name_km, told.name_latin
        chosen = (first or second) if self.language == "km" else (second or first)
        return _line(chosen or next(iter(told.aliases), ""))

    # -- an exhibit ---------------------------------------------------------------------------------------------------
    def exhibit(self, one: ExhibitView) -> Iterator[str]:
        find = one.find.register.shown
        facts = {"number": one.number.rpartition("/")[2], "finder": self.who(find.found_by), "thing": self._thing(find)}
        spot = _line(find.spot)
        if find.found_at and spot:
            time = self.clock(find.found_at)
            message = N_("Exhibit {number}: at {time} {finder} found {thing}. Place of the find: {spot}.")
            yield self.say(message, **facts, time=time, spot=spot)
        elif find.found_at:
            time = self.clock(find.found_at)
            yield self.say(N_("Exhibit {number}: at {time} {finder} found {thing}."), **facts, time=time)
        elif spot:
            message = N_("Exhibit {number}: {finder} found {thing}. Place of the find: {spot}.")
            yield self.say(message, **facts, spot=spot)
        else:
            yield self.say(N_("Exhibit {number}: {finder} found {thing}."), **facts)
        if find.description.strip():
            yield self.say(N_("Description: {description}."), description=_line(find.description))
        owner = next((p.register.shown for p in self.view.persons if p.id == find.from_person and not p.voided), None)
        if owner is not None and (name := self._name(owner)):
            yield self.say(N_("It was taken from {name}."), name=name)
        if isinstance(find.detail, wb.Weapon) and find.detail.made_safe_by:
            yield self.say(N_("{name} made it safe."), name=_line(find.detail.made_safe_by))
        yield from self._measured(one)
        yield from self._sealed(one)

    def _thing(self, find: wb.Find) -> str:
        detail, quantity = find.detail, _line(find.quantity)
        if isinstance(detail, wb.Drug | wb.Precursor) and detail.substance:
            substance = _line(substance_name(detail.substance, self.language))
            if quantity:
                message = N_("{quantity}, suspected to be {substance}")
                return self.say(message, quantity=quantity, substance=substance)
            return self.say(N_("what is suspected to be {substance}"), substance=substance)
        named = {
            wb.Drug: (N_("a suspected drug"), ()),
            wb.Precursor: (N_("a suspected precursor"), ()),
            wb.Cash: (N_("money"), ()),
            wb.Vehicle: (N_("a vehicle"), ("vehicle", "make", "model", "colour", "plate")),
            wb.Weapon: (N_("a weapon"), ("weapon", "make", "model", "calibre", "serial")),
            wb.Phone: (N_("a phone"), ("make", "model", "imei")),
            wb.Document: (N_("a document"), ("document", "reference")),
            wb.Asset: (N_("property"), ("asset", "reference")),
            wb.OtherThing: (N_("an object"), ("what",)),
        }
        what, names = named[type(detail)]
        told = (_line(str(getattr(detail, name))) for name in names)
        details = self.join((quantity, *(self.say(_KINDS[word]) if word in _KINDS else word for word in told)))
        return f"{self.say(what)} ({details})" if details else self.say(what)

    def _measured(self, one: ExhibitView) -> Iterator[str]:
        for weighing in (fact.register.shown for fact in one.weighings if not fact.voided):
            facts = {
                "kind": self.say(terms.WEIGHINGS[weighing.kind]),
                "value": _line(f"{weighing.value.value} {weighing.value.unit}"),
                "operator": self.who(weighing.operator),
            }
            if weighing.second:
                message = N_("{kind}: {value}, weighed by {operator} in front of {second}.")
                yield self.say(message, **facts, second=self.who(weighing.second))
            else:
                yield self.say(N_("{kind}: {value}, weighed by {operator}."), **facts)
            if weighing.suspect in _ATTITUDES:
                yield self.say(_ATTITUDES[weighing.suspect])
        for count in (fact.register.shown for fact in one.counts if not fact.voided):
            total = counted(count)
            said = money(total.minor, total.currency, exponent=digits(total.currency))
            if count.witness:
                message = N_("{operator} counted {sum} in front of {witness}.")
                yield self.say(message, operator=self.who(count.counted_by), sum=said, witness=self.who(count.witness))
            else:
                yield self.say(N_("{operator} counted {sum}."), operator=self.who(count.counted_by), sum=said)
        detail = one.find.register.shown.detail
        if isinstance(detail, wb.Cash) and detail.mode == "sealed_uncounted":
            yield self.say(N_("The money was sealed without being counted."))
        for test in (fact.register.shown for fact in one.tests if not fact.voided):
            yield self.say(_RESULTS[test.result], kit=_line(test.kit))

    def _sealed(self, one: ExhibitView) -> Iterator[str]:
        for step in one.timeline:
            if step.act.type != "custody.package":
                continue
            body = step.corrected or step.body
            by, witness = body.get("sealed_by") or {}, body.get("witness") or {}
            facts = {
                "name": _line(f"{by.get('rank', '')} {by.get('name', '')}"),
                "package": _line(str(body.get("package_no", ""))),
                "seals": self.join(_line(str(seal)) for seal in body.get("seals", ())),
            }
            if witness:
                message = N_("{name} sealed it in package {package}, seal {seals}, in front of {witness}.")
                yield self.say(message, **facts, witness=_line(f"{witness.get('rank', '')} {witness.get('name', '')}"))
            else:
                yield self.say(N_("{name} sealed it in package {package}, seal {seals}."), **facts)

    # -- the end ------------------------------------------------------------------------------------------------------
    def end(self) -> Iterator[str]:
        for said in (fact.register.shown for fact in self.view.deviations if not fact.voided):
            yield self.say(
                N_("What could not be done: {what}. Reason: {why}. Decided by {name}."),
                what=_line(said.what),
                why=_line(said.why),
                name=self.who(said.decided_by),
            )
        times = self.view.times.shown if self.view.times else wb.TimesSet()
        if times.left:
            yield self.say(N_("The team left at {time}."), time=self.clock(times.left))
