"""Custody, as rules that Hypothesis picks from: handing over, answering, storing, opening, examining."""

from __future__ import annotations

import msgspec
from hypothesis import strategies as st
from hypothesis.stateful import rule

from fieldkit.actions import custody
from fieldkit.actions.desk import Desk
from fieldkit.domain import custody_bodies as cb
from fieldkit.domain.values import Party
from fieldkit.domain.view import ExhibitView, Step
from tests.journeys.nation import show
from tests.journeys.writing import Place, Work, pick


class Handing(Work):
    """Handing exhibits over, and what happens to them besides."""

    # --- custody ------------------------------------------------------------------------------------------------------

    @rule(device=pick, who=pick, seizure=pick, exhibit=pick, to=pick, person=pick, both=st.booleans())
    def offer(self, *, device: int, who: int, seizure: int, exhibit: int, to: int, person: int, both: bool) -> None:
        place = self.at(device, who, seizure, exhibit)
        if place.exhibit is None:
            return
        now = place.exhibit.axes.holder.now
        desk = self.entitled(place, now.party if now else None)
        receiver = self.device(to).desk(person).party
        things = place.view.exhibits if both else (place.exhibit,)

        def offer() -> None:
            exhibits = [one.id for one in things]
            custody.offer(desk=desk, seizure=place.view.id, exhibits=exhibits, to=receiver)

        self.act(place, offer)

    @rule(device=pick, who=pick, seizure=pick, exhibit=pick, which=pick, how=st.sampled_from("aaarw"))
    def answer(self, *, device: int, who: int, seizure: int, exhibit: int, which: int, how: str) -> None:
        place = self.at(device, who, seizure, exhibit)
        timeline = place.exhibit.timeline if place.exhibit else ()
        offers = [step for step in timeline if step.act.type == "custody.offer" and not step.answer]
        here = {one.officer.person for one in place.device.unlocked}
        fitting = [step for step in offers if step.body["giver" if how == "w" else "to"].get("person") in here]
        if offers and place.exhibit is not None:
            chosen = fitting or offers
            self.answer_offer(place, place.exhibit, chosen[which % len(chosen)], how)

    def answer_offer(self, place: Place, exhibit: ExhibitView, offered: Step, how: str) -> None:
        body = msgspec.convert(offered.body, cb.Offer)
        desk = self.entitled(place, body.giver if how == "w" else body.to)
        seizure, offer, package = place.view.id, offered.act.entry, exhibit.axes.package.now

        def answer() -> None:
            if how == "a":
                line = cb.AcceptLine(exhibit=exhibit.id, seals=package.seals if package else ())
                custody.accept(desk=desk, seizure=seizure, offer=offer, lines=[line], location="Safe 1")
            elif how == "r":
                custody.refuse(desk=desk, seizure=seizure, offer=offer, reasons={exhibit.id: "seal broken"})
            else:
                custody.withdraw(desk=desk, seizure=seizure, offer=offer, exhibits=[exhibit.id])

        self.act(place, answer)

    @rule(giver=pick, taker=pick, person=pick, seizure=pick, exhibit=pick, how=st.sampled_from("aaaarw"))
    def hand_over(self, *, giver: int, taker: int, person: int, seizure: int, exhibit: int, how: str) -> None:
        """A holder offers; the receiver reads it from the giver's screen and answers; whoever copied them does too."""
        holders = [number for number, _ in enumerate(self.devices) if self.holds(number, seizure, exhibit)]
        if not holders:
            return
        giver = holders[giver % len(holders)]
        others = [number for number, one in enumerate(self.devices) if one.people != self.device(giver).people]
        taker = others[taker % len(others)]
        self.offer(device=giver, who=person, seizure=seizure, exhibit=exhibit, to=taker, person=person, both=False)
        name = self.template.seizures[seizure % len(self.template.seizures)]
        for number, device in enumerate(self.devices):
            if device.people == self.device(taker).people:
                show(self.device(giver).store, device.store, name)
                self.answer(device=number, who=person, seizure=seizure, exhibit=exhibit, which=11, how=how)

    def holds(self, device: int, seizure: int, exhibit: int) -> bool:
        """Tell whether somebody at *device* holds the exhibit, as far as the device knows."""
        thing = self.at(device, 0, seizure, exhibit).exhibit
        now = thing.axes.holder.now if thing else None
        here = {one.officer.person for one in self.device(device).unlocked}
        return now is not None and now.state != "in_transit" and now.party is not None and now.party.person in here

    @rule(first=pick, second=pick, seizure=pick, exhibit=pick, to=pick, how=st.sampled_from("aarwo"))
    def cross(self, *, first: int, second: int, seizure: int, exhibit: int, to: int, how: str) -> None:
        """Two devices that know nothing of each other's act hand one exhibit over, or answer the same offer."""
        for device in (first, second):
            place = self.at(device, 0, seizure, exhibit)
            open_offers = [
                step
                for step in (place.exhibit.timeline if place.exhibit else ())
                if step.act.type == "custody.offer" and not step.answer
            ]
            if how == "o" or not open_offers or place.exhibit is None:
                self.offer(device=device, who=0, seizure=seizure, exhibit=exhibit, to=to, person=0, both=False)
            else:
                self.answer_offer(place, place.exhibit, open_offers[-1], how)

    @rule(device=pick, who=pick, seizure=pick, exhibit=pick, how=st.sampled_from("slbredx"))
    def move(self, *, device: int, who: int, seizure: int, exhibit: int, how: str) -> None:
        place = self.at(device, who, seizure, exhibit)
        self.serial += 1
        thing = place.exhibit

        def move() -> None:
            if thing is not None:
                move_on(place.desk, place.view.id, thing.id, how, self.serial)

        self.act(place, move)

    @staticmethod
    def entitled(place: Place, party: Party | None) -> Desk:
        """Return the desk of whoever at this device may do it; of somebody else where nobody here may."""
        desks = (place.device.desk(number) for number in range(len(place.device.unlocked)))
        return next((one for one in desks if party and one.keys.person == party.person), place.desk)


def move_on(desk: Desk, seizure: str, exhibit: str, how: str, number: int) -> None:
    """Do to an exhibit what *how* says; *number* makes places and seals differ."""
    if how == "s":
        custody.store(desk=desk, seizure=seizure, exhibit=exhibit, location=f"Shelf {number}")
    elif how == "l":
        result = cb.LabResult(lab="Practice lab", report_no=f"L{number}", substances=("ice",))
        custody.lab_result(desk=desk, seizure=seizure, exhibit=exhibit, result=result)
    elif how == "b":
        custody.break_seal(desk=desk, seizure=seizure, exhibit=exhibit, order="O1", reason="lab")
    elif how == "r":
        custody.reseal(desk=desk, seizure=seizure, exhibit=exhibit, package_no=f"P{number}", seals=[f"S{number}"])
    elif how == "e":
        custody.supersede_label(desk=desk, seizure=seizure, exhibit=exhibit, old="P0", new=f"P{number}", reason="slip")
    elif how == "d":
        custody.disposition(
            desk=desk, seizure=seizure, exhibit=exhibit, decided=cb.Disposition(state="ordered", order="O2")
        )
    else:
        court = Party(name="Court Practice F", office="Practice court")
        custody.external(desk=desk, seizure=seizure, exhibits=[exhibit], to=court, mark="signed")
