"""What an action refuses to write, and what it warns of first. Folding judges again by itself; these are for people."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from fieldkit.domain import custody_bodies as cb
from fieldkit.domain.custody import ALL, AXES, AxisName
from fieldkit.domain.keys import KeyFacts
from fieldkit.domain.standing import is_reviewer, may_sign
from fieldkit.domain.view import Axis, ExhibitView, SeizureView, Step
from fieldkit.errors import N_, KnownError

FINAL_STATES: Final = frozenset({"destroyed", "returned", "confiscated", "transferred"})
"""Dispositions after which an exhibit moves no more; only corrections follow."""


class HolderMustOffer(KnownError):
    """Somebody else holds the exhibit."""

    code = "holder-must-offer"
    message = N_("{exhibit} is held by {holder}. Only the holder can offer it.")
    hint = N_("Nothing is changed. Let the holder unlock and offer it, or take it over first.")


class UnderWay(KnownError):
    """The exhibit is offered to somebody already."""

    code = "under-way"
    message = N_("{exhibit} is already offered to {to}.")
    hint = N_("Nothing is changed. Wait for the answer, or withdraw that offer first.")


class CustodyDisputed(KnownError):
    """Two entries claim one state."""

    code = "custody-disputed"
    message = N_("The custody of {exhibit} is disputed.")
    hint = N_("Both claims are kept. A reviewer must resolve them before the exhibit can move.")


class ChainEnded(KnownError):
    """Destroyed, returned, confiscated or transferred."""

    code = "chain-ended"
    message = N_("The chain of custody of {exhibit} has ended: {state}.")
    hint = N_("Nothing is changed. Only corrections can follow.")


class SamePerson(KnownError):
    """Two-person rule."""

    code = "same-person"
    message = N_("{name} cannot be both persons.")
    hint = N_("Nothing is changed. Another person must sign.")


class NotTheReceiver(KnownError):
    """Only the receiver's signature moves custody."""

    code = "not-the-receiver"
    message = N_("This offer is made to {to}.")
    hint = N_("Nothing is changed. The receiver signs; otherwise the giver withdraws and offers anew.")


class NotTheGiver(KnownError):
    """Only who offered can withdraw."""

    code = "not-the-giver"
    message = N_("This offer was signed by {giver}.")
    hint = N_("Nothing is changed. Only they can withdraw it; the receiver can refuse it.")


class OfferAnswered(KnownError):
    """The offer of this exhibit was accepted, refused or withdrawn."""

    code = "offer-answered"
    message = N_("The offer of {exhibit} has been answered already.")
    hint = N_("Nothing is changed. Look at the chain of custody; a new offer may be needed.")


class UnknownOffer(KnownError):
    """No such offer here."""

    code = "unknown-offer"
    message = N_("This offer is not known on this device.")
    hint = N_("Nothing is changed. Scan the giver's codes again, or import the giver's bundle.")


class WriteUpLocked(KnownError):
    """Locked: nobody edits."""

    code = "write-up-locked"
    message = N_("{number} is locked.")
    hint = N_("Nothing is changed. A reviewer can return it; custody and photos of what follows can go on.")


class NeedsAmendment(KnownError):
    """Accepted: amendments only."""

    code = "needs-amendment"
    message = N_("{number} has been accepted. It takes amendments only.")
    hint = N_("Nothing is changed. Begin an amendment and give its reason.")


class NotLocked(KnownError):
    """Only a locked write-up can be returned or accepted."""

    code = "not-locked"
    message = N_("{number} is not locked.")
    hint = N_("Nothing is changed. Its author or lead officer locks it first.")


class NotAccepted(KnownError):
    """Only an accepted write-up is amended."""

    code = "not-accepted"
    message = N_("{number} has not been accepted yet.")
    hint = N_("Nothing is changed. Until it is accepted, its team changes it without an amendment.")


class MayNotLock(KnownError):
    """Neither author nor lead officer."""

    code = "may-not-lock"
    message = N_("Only the author or the lead officer locks {number}.")
    hint = N_("Nothing is changed. If they are away, another member of the team locks it for them and says why.")


class AbsenceUnexplained(KnownError):
    """A lock for an absent author without a reason."""

    code = "absence-unexplained"
    message = N_("Say why the author of {number} cannot lock it.")
    hint = N_("Nothing is changed. The reason is signed with the lock and printed.")


class StillDisputed(KnownError):
    """Open conflicts."""

    code = "still-disputed"
    message = N_("{number} still has {count} disputed places.")
    hint = N_("Both versions are kept. Resolve them first.")


class MayNotSettle(KnownError):
    """Neither a reviewer nor, for the write-up, who opened or leads it."""

    code = "may-not-settle"
    message = N_("{name} cannot say which value counts in {number}.")
    hint = N_(
        "Nothing is changed and every value stays. Who opened or leads the seizure settles its write-up; a reviewer or "
        "supervisor settles custody."
    )


class TwoVersions(KnownError):
    """What is edited stands there twice."""

    code = "two-versions"
    message = N_("Two versions of this stand side by side in {number}.")
    hint = N_("What you typed is kept. Decide first which of them counts, then go on.")


class ReasonMissing(KnownError):
    """A saved fact is changed, or something is called a mistake, without saying why."""

    code = "reason-missing"
    message = N_("This was saved and signed before. Say why it changes.")
    hint = N_("What you typed is kept. Give the reason in a few words, or mark it as mistyped.")


class AlreadySealed(KnownError):
    """A package that is sealed is not sealed a second time."""

    code = "already-sealed"
    message = N_("{exhibit} is sealed already, in package {package}.")
    hint = N_("What you typed is kept. Correct that entry, or record that the seal was opened and closed again.")


class NotYours(KnownError):
    """The role does not sign this."""

    code = "not-your-role"
    message = N_("{name} cannot sign this here: {what}.")
    hint = N_("Nothing is changed. Somebody with the right role must unlock.")


# -- who --------------------------------------------------------------------------------------------------------------
def role_permits(facts: KeyFacts, type_name: str) -> None:
    """Refuse what would not count because of the key's role. Raises NotYours."""
    if not may_sign(facts, type_name):
        raise NotYours(name=facts.name, what=type_name)


def second_person_differs(first: str | None, second: str | None, name: str = "") -> None:
    """Refuse one person as two. Unknown ids pass: paper names them. Raises SamePerson."""
    if first is not None and first == second:
        raise SamePerson(name=name)


def witness_outside_chain(exhibit: ExhibitView, person: str | None, name: str = "") -> None:
    """Refuse as witness of a destruction anybody who signed in the exhibit's chain. Raises SamePerson."""
    if person is not None and any(step.act.person == person for step in exhibit.timeline):
        raise SamePerson(name=name)


# -- custody ----------------------------------------------------------------------------------------------------------
def base_for(exhibit: ExhibitView, type_name: str) -> tuple[str, ...]:
    """Return what a new custody entry of *type_name* names as base: what last changed each axis it changes.

    Not for answers to offers, whose base is the offer. Raises CustodyDisputed and ChainEnded.
    """
    not_ended(exhibit)
    return tuple(sorted({_undisputed(exhibit, axis) for axis in AXES[type_name]}))


def _undisputed(exhibit: ExhibitView, name: AxisName) -> str:
    now = axis_of(exhibit, name).now
    if now is None:
        raise CustodyDisputed(exhibit=exhibit.number)
    return now.entry


def axis_of(exhibit: ExhibitView, name: AxisName) -> Axis:
    """Return one axis of an exhibit."""
    axes = exhibit.axes
    return dict(zip(ALL, (axes.holder, axes.location, axes.package, axes.analysis, axes.disposition), strict=True))[
        name
    ]


def not_ended(exhibit: ExhibitView) -> None:
    """Refuse to move what is destroyed, returned, confiscated or transferred. Raises ChainEnded."""
    now = exhibit.axes.disposition.now
    if now is not None and now.state in FINAL_STATES:
        raise ChainEnded(exhibit=exhibit.number, state=now.state)


def holder_must_offer(exhibit: ExhibitView, person: str | None) -> None:
    """Refuse an offer by anybody but the present holder. A holder without an id can be anybody.

    Raises HolderMustOffer, UnderWay, CustodyDisputed, ChainEnded.
    """
    not_ended(exhibit)
    now = exhibit.axes.holder.now
    if now is None:
        raise CustodyDisputed(exhibit=exhibit.number)
    if now.state == "in_transit":
        raise UnderWay(exhibit=exhibit.number, to=now.to.name if now.to else "")
    if now.party is not None and now.party.person is not None and now.party.person != person:
        raise HolderMustOffer(exhibit=exhibit.number, holder=now.party.name)


def offer_step(view: SeizureView, offer: str, exhibit: str) -> Step:
    """Return the step by which *exhibit* is offered in the entry *offer*. Raises UnknownOffer."""
    for one in view.exhibits:
        for step in one.timeline:
            if one.id == exhibit and step.act.entry == offer and step.act.type == "custody.offer":
                return step
    raise UnknownOffer


def offer_still_open(view: SeizureView, offer: str, exhibits: Iterable[str]) -> None:
    """Refuse a second answer for any of *exhibits*. Raises UnknownOffer, OfferAnswered."""
    for exhibit in exhibits:
        if offer_step(view, offer, exhibit).answer:
            number = next(one.number for one in view.exhibits if one.id == exhibit)
            raise OfferAnswered(exhibit=number)


def receiver_answers(offer: cb.Offer, giver: str | None, person: str | None) -> None:
    """Refuse an answer by the giver, or by another person than the offer names. Raises SamePerson, NotTheReceiver."""
    second_person_differs(giver, person, offer.giver.name)
    if offer.to.person is not None and offer.to.person != person:
        raise NotTheReceiver(to=offer.to.name)


def giver_withdraws(offer: Step, person: str | None) -> None:
    """Refuse a withdrawal by anybody but who signed the offer. Raises NotTheGiver."""
    if offer.act.person is not None and offer.act.person != person:
        raise NotTheGiver(giver=offer.act.name)


# -- write-up and review ----------------------------------------------------------------------------------------------
def open_for_writing(view: SeizureView, amend: str | None = None) -> None:
    """Refuse to change a locked write-up, or an accepted one without a standing amendment.

    Raises WriteUpLocked, NeedsAmendment.
    """
    if view.state == "locked":
        raise WriteUpLocked(number=view.number)
    amendments = {review.act.entry for review in view.reviews if review.kind == "amend"}
    if view.state == "accepted" and amend not in amendments:
        raise NeedsAmendment(number=view.number)


def amendment(view: SeizureView) -> str | None:
    """Return the newest standing amendment, which later changes of an accepted write-up name; None before that."""
    if view.state != "accepted":
        return None
    return next((one.act.entry for one in reversed(view.reviews) if one.kind == "amend"), None)


def not_sealed_yet(exhibit: ExhibitView) -> None:
    """Refuse to seal a sealed package. Raises AlreadySealed."""
    now = exhibit.axes.package.now
    if now is not None and now.seals:
        raise AlreadySealed(exhibit=exhibit.number, package=now.package_no)


def may_amend(view: SeizureView) -> None:
    """Refuse an amendment of what nobody accepted. Raises NotAccepted."""
    if view.state != "accepted":
        raise NotAccepted(number=view.number)


def may_lock(view: SeizureView, person: str | None, *, absent_author: bool = False, reason: str = "") -> None:
    """Refuse a lock by anybody but the author or lead officer, and a second lock.

    *absent_author*: another member of the team locks for them and gives the *reason*, which every document prints.
    Raises MayNotLock, AbsenceUnexplained, WriteUpLocked, NeedsAmendment.
    """
    if view.state == "accepted":
        raise NeedsAmendment(number=view.number)
    if view.state == "locked":
        raise WriteUpLocked(number=view.number)
    may = {told.act.person for told in (*view.head.past, *view.head.heads)} if view.head else set()
    teams = [told.value for told in view.team.heads] if view.team else []
    may |= {team.lead.person for team in teams}
    if absent_author:
        may |= {member.person for team in teams for member in team.members}
        if not reason.strip():
            raise AbsenceUnexplained(number=view.number)
    if person is None or person not in may:
        raise MayNotLock(number=view.number)


def may_settle(view: SeizureView, facts: KeyFacts, *, custody: bool) -> None:
    """Refuse a `resolve` that would not count: see `standing`. Raises MayNotSettle, WriteUpLocked, NeedsAmendment."""
    if is_reviewer(facts):
        return
    opened = {told.act.person for told in (*view.head.past, *view.head.heads)} if view.head else set()
    leads = {told.value.lead.person for told in view.team.heads} if view.team else set()
    if custody or not facts.certified or facts.person is None or facts.person not in opened | leads:
        raise MayNotSettle(name=facts.name, number=view.number)
    open_for_writing(view)


def may_review(view: SeizureView, facts: KeyFacts, *, accepting: bool) -> None:
    """Refuse a return or acceptance by somebody who is no reviewer, who locked it, or while it is open or disputed.

    Raises NotYours, NotLocked, SamePerson, StillDisputed.
    """
    what = "review.accept" if accepting else "review.return"
    if not is_reviewer(facts):
        raise NotYours(name=facts.name, what=what)
    if view.state not in ("locked", "accepted"):
        raise NotLocked(number=view.number)
    standing = set(view.review_base)
    for review in view.reviews:
        if review.kind == "lock" and review.act.entry in standing:
            second_person_differs(review.act.person, facts.person, facts.name)
    if accepting and view.conflicts:
        raise StillDisputed(number=view.number, count=view.conflicts)
