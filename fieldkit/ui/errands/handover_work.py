"""What the hand-over errands do in the background: sign an answer, and read what the page shows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from fieldkit.text.catalogue import _
from fieldkit.ui import lines, words
from fieldkit.ui.pages.handover_parts import Answered, Held, Situation

if TYPE_CHECKING:
    from fieldkit.actions.desk import Changes, Desk, OfficerCard
    from fieldkit.domain.view import ExhibitView, SeizureView


def answer(desk: Desk, seizure: str, answered: Answered) -> Changes:
    """Accept and refuse the lines of an offer as this officer."""
    from fieldkit.actions import custody
    from fieldkit.domain.custody_bodies import AcceptLine
    from fieldkit.domain.quantity import parse_mass

    taken = [
        AcceptLine(
            exhibit=exhibit,
            seals=() if bag.no_seal else bag.seals,
            gross=parse_mass(bag.gross) if bag.gross and not bag.no_weight else None,
            seal_intact=bag.whole,
            contents_checked=bag.opened,
            note=bag.note,
        )
        for exhibit, bag in answered.bags
        if bag.answer == "accept"
    ]
    refused = {exhibit: bag.note for exhibit, bag in answered.bags if bag.answer == "refuse"}
    return custody.answer(
        desk=desk, seizure=seizure, offer=answered.offer, accepted=taken, refused=refused, location=answered.location
    )


def situation(desk: Desk, view: SeizureView, officers: Sequence[OfficerCard], wanted: str | None) -> Situation:
    """Return what the page shows. wanted: an offer, "" = a new one, None = the one that waits, if any."""
    from fieldkit.actions import handover

    waiting = _waiting(view)
    chosen = wanted if wanted is not None else next(iter(waiting), "")
    offered = handover.find(desk=desk, letters=chosen) if chosen else None
    choices = tuple(held(exhibit, desk.keys.person) for exhibit in view.exhibits if not exhibit.find.voided)
    return Situation(
        seizure=view.id,
        number=view.number,
        me=desk.keys.person,
        held=choices,
        officers=tuple(officers),
        offered=offered,
        offers=tuple(waiting.items()),
    )


def _waiting(view: SeizureView) -> dict[str, str]:
    """Return the offers with an unanswered line, newest first, each in a few words."""
    found: dict[str, tuple[int, str]] = {}
    for exhibit in view.exhibits:
        for step in exhibit.timeline:
            if step.act.type == "custody.offer" and not step.answer:
                to = step.body.get("to", {})
                said = _("To {name}, {time}", name=lines.line(str(to.get("name", "")), 60), time=words.clock(step.act))
                found[step.act.entry] = (step.act.wall, said)
    return {offer: said for offer, (_wall, said) in sorted(found.items(), key=lambda one: -one[1][0])}


def held(exhibit: ExhibitView, me: str) -> Held:
    """Return an exhibit as the giver chooses it, with the reason where it cannot be given."""
    now = exhibit.axes.holder.now
    why = ""
    if exhibit.axes.holder.disputed or now is None:
        why = _("Disputed: who holds it")
    elif now.state == "in_transit":
        why = _("Offered to {name}, not answered yet", name=words.person(now.to))
    elif now.party is not None and now.party.person not in {None, me}:
        why = _("Held by {name}", name=words.person(now.party))
    elif now.state == "external":
        why = _("Outside this app")
    return Held(
        id=exhibit.id,
        number=words.short_number(exhibit),
        thing=words.thing(exhibit.find.register.shown.detail),
        why=why,
    )
