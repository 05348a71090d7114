"""The chain of custody of one exhibit as a table: one row for each act, a hand-over and its answer in one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

import msgspec

from fieldkit.domain import custody_bodies as cb
from fieldkit.domain import review_bodies as rb
from fieldkit.domain.types import TYPES
from fieldkit.domain.values import Amount
from fieldkit.domain.view import Act, Discrepancy, ExhibitView, Step
from fieldkit.domain.writeup_bodies import Find
from fieldkit.errors import N_
from fieldkit.reports import words
from fieldkit.reports.act_facts import reference, signed_by, timed, who
from fieldkit.reports.exhibit_facts import lab_result
from fieldkit.reports.fact_types import Cell, Listing
from fieldkit.reports.voice import NOTHING, Said, Voice, clock, line, named, party, stated, typed
from fieldkit.text.catalogue import _n

_ANSWERS: Final = frozenset({"custody.accept", "custody.refuse", "custody.withdraw"})


def custody(voice: Voice, exhibit: ExhibitView, shared: Said) -> Listing:
    """Return the chain of custody. An offer that was answered stands in the row of its answer.

    *shared*: what is proven of the times of all entries of the exhibit, said elsewhere.
    """
    steps = {step.act.entry: step for step in exhibit.timeline}
    odd: dict[str, list[Discrepancy]] = {}
    for one in exhibit.discrepancies:
        if one.what != "weight":
            odd.setdefault(one.later, []).append(one)
    rows = []
    for step in exhibit.timeline:
        answer = steps.get(step.answer)
        if answer is not None and answer.act.type in _ANSWERS:
            continue
        offer = steps.get(step.offer) if step.offer else None
        rows.append(_row(voice, step, offer, odd, shared))
    columns = (voice.say(N_("When")), voice.say(N_("What happened")), voice.say(N_("Signed by")))
    return Listing(voice.say(N_("Chain of custody")), columns, tuple(rows))


def body_of(step: Step, *, corrected: bool = True) -> msgspec.Struct:
    """Return the typed body of a step as it stands now, or as it was first signed."""
    body = step.corrected if corrected and step.corrected is not None else step.body
    return _typed(step.act.type, body)


def _typed(type_name: str, body: dict[str, Any]) -> msgspec.Struct:
    found: msgspec.Struct = msgspec.convert(body, TYPES[type_name].body)
    return found


def _row(
    voice: Voice, step: Step, offer: Step | None, odd: dict[str, list[Discrepancy]], shared: Said
) -> tuple[Cell, ...]:
    body = body_of(step)
    said, small = _said(voice, step, offer, body)
    both = (offer, step) if offer is not None else (step,)
    warn = [said for one in both for said in _disagreements(voice, one, odd)]
    if offer is not None and offer.corrected is not None:
        warn.append(voice.say(N_("The offer was corrected afterwards")))
    if step.corrected is not None:
        first, _ = _said(voice, step, offer, body_of(step, corrected=False))
        warn.append(voice.say(N_("Corrected afterwards; first written: {first}"), first=first))
    if any(one.disputed for one in both):
        warn.append(voice.say(N_("DISPUTED: another entry claims the same")))
    if any(one.waiting for one in both):
        warn.append(voice.say(N_("Waits: what it stands on is not here")))
    signed = signed_by(voice, step.act, step.attested)
    at = stated(body.found_at if isinstance(body, Find) else getattr(body, "at", None))
    if at and at != clock(step.act):
        said = voice.say(N_("{what}; said to have happened {time}"), what=said, time=at)
    return timed(voice, step.act, shared), Cell(said, small=small, warn=tuple(warn)), signed


def _disagreements(voice: Voice, step: Step, odd: dict[str, list[Discrepancy]]) -> Iterable[Said]:
    for one in odd.get(step.act.entry, ()):
        if one.what == "taker":
            yield voice.say(N_("DISCREPANCY: taken over by somebody else than it was offered to"))
        elif one.seal_changed:
            yield voice.say(N_("DISCREPANCY: the seal is not the one that was recorded before"))
        else:
            yield voice.say(N_("DISCREPANCY: the taker found the seal broken. {note}"), note=line(one.note))


def _said(voice: Voice, step: Step, offer: Step | None, body: msgspec.Struct) -> tuple[Said, tuple[Said, ...]]:
    if isinstance(body, cb.Accept | cb.Refuse | cb.Withdraw):
        return _answered(voice, step, offer, body)
    tell = _TELL.get(type(body))
    if tell is None:
        return voice.of(words.TYPES, step.act.type), ()
    said, *small = tell(voice, body)
    return said, tuple(part for part in small if part)


# --- hand-overs ------------------------------------------------------------------------------------------------------
def _answered(
    voice: Voice, step: Step, offer: Step | None, body: cb.Accept | cb.Refuse | cb.Withdraw
) -> tuple[Said, tuple[Said, ...]]:
    offered = body_of(offer) if offer else None
    giver = party(offered.giver) if isinstance(offered, cb.Offer) else Said("–")
    exhibit = str(step.line.get("exhibit", ""))
    told: list[Said] = []
    if isinstance(body, cb.Accept):
        said = voice.say(N_("{giver} handed it over to {taker}"), giver=giver, taker=party(body.taker))
        told += _compared(voice, offered, body, exhibit)
        if body.location:
            told.append(voice.say(N_("Place: {place}"), place=line(body.location)))
    elif isinstance(body, cb.Refuse):
        reason = next((one.reason for one in body.lines if one.exhibit == exhibit), "")
        said = voice.say(
            N_("{taker} refused to take it over from {giver}: {reason}"),
            taker=party(body.taker),
            giver=giver,
            reason=line(reason),
        )
    else:
        said = voice.say(N_("{giver} withdrew the offer. {reason}"), giver=giver, reason=line(body.reason))
    if isinstance(offered, cb.Offer):
        told.append(_purpose(voice, offered))
    signed = _both_signed(voice, step, offer.act) if offer is not None else NOTHING
    return said, (voice.joined(" · ", (signed, *told)),)


def _both_signed(voice: Voice, step: Step, offer: Act) -> Said:
    """Say when the giver signed, whether on one device, and how long between the two signatures."""
    given = voice.say(
        N_("Offered by {who}, {time}, entry {entry}"), who=who(voice, offer), time=clock(offer), entry=reference(offer)
    )
    if not step.same_device:
        return voice.say(N_("{offered}; signed on two devices"), offered=given)
    if step.seconds is None:
        return voice.say(N_("{offered}; both signed on one device, which was restarted between"), offered=given)
    seconds = step.seconds
    between = voice.each(lambda lang: _n("{n} second", "{n} seconds", seconds, lang=lang))
    return voice.say(N_("{offered}; both unlocked and signed on one device, {time} apart"), offered=given, time=between)


def _purpose(voice: Voice, offered: cb.Offer) -> Said:
    purpose = voice.say(N_("Purpose: {purpose}"), purpose=line(offered.purpose)) if offered.purpose else NOTHING
    transport = voice.say(N_("transport: {how}"), how=line(offered.transport)) if offered.transport else NOTHING
    return voice.joined(", ", (purpose, transport))


def _compared(voice: Voice, offered: msgspec.Struct | None, body: cb.Accept, exhibit: str) -> Iterable[Said]:
    """Say what the giver stated and what the taker typed blind."""
    answer = next((one for one in body.lines if one.exhibit == exhibit), None)
    if answer is None:
        return
    lines = offered.lines if isinstance(offered, cb.Offer) else ()
    given = next((one for one in lines if one.exhibit == exhibit), None)
    stated_by_giver = _stated(given.seals, given.gross) if given else Said("–")
    typed_blind = _stated(answer.seals, answer.gross)
    if typed_blind and typed_blind == stated_by_giver:
        yield voice.say(N_("Stated by the giver and typed blind by the taker alike: {what}"), what=typed_blind)
    elif typed_blind or stated_by_giver:
        yield voice.say(
            N_("Stated by the giver: {given}. Typed blind by the taker: {taken}"),
            given=stated_by_giver or Said("–"),
            taken=typed_blind or Said("–"),
        )
    if not answer.seal_intact:
        yield voice.say(N_("The taker found the seal not intact"))
    if answer.contents_checked:
        yield voice.say(N_("Contents checked by the taker"))
    else:
        yield voice.say(N_("Sealed container received, contents not inventoried"))
    if answer.note:
        yield line(answer.note)


def _stated(seals: tuple[str, ...], gross: Amount | None) -> Said:
    return Said(", ".join(filter(None, (line(", ".join(seals)).main, typed(gross).main))))


def _offered(voice: Voice, body: cb.Offer) -> tuple[Said, ...]:
    said = voice.say(N_("{giver} offered it to {to}; not answered yet"), giver=party(body.giver), to=party(body.to))
    return said, _purpose(voice, body)


def _external(voice: Voice, body: cb.ExternalReceipt) -> tuple[Said, ...]:
    mail = voice.say(N_("Mail number {number}"), number=line(body.mail_no)) if body.mail_no else NOTHING
    purpose = voice.say(N_("Purpose: {purpose}"), purpose=line(body.purpose)) if body.purpose else NOTHING
    return (
        voice.say(N_("Given out on paper to {to}"), to=party(body.to)),
        voice.say(
            N_("On paper: {mark}; the receiver does not use this program"), mark=voice.of(words.MARKS, body.mark)
        ),
        voice.joined(", ", (mail, purpose)),
    )


# --- everything else -------------------------------------------------------------------------------------------------
def _found(voice: Voice, body: Find) -> tuple[Said, ...]:
    if body.found_by == body.collected_by:
        return (voice.say(N_("Found and collected by {who}"), who=named(body.found_by)),)
    found, collected = named(body.found_by), named(body.collected_by)
    return (voice.say(N_("Found by {found}, collected by {collected}"), found=found, collected=collected),)


def _sealed(voice: Voice, body: cb.Package) -> tuple[Said, ...]:
    witness = voice.say(N_("Witness {who}"), who=named(body.witness)) if body.witness else NOTHING
    return (
        voice.say(
            N_("Sealed by {who} in package {package}, seal {seals}"),
            who=named(body.sealed_by),
            package=line(body.package_no),
            seals=line(", ".join(body.seals)),
        ),
        voice.joined(", ", (line(body.package_type), witness, voice.of(words.ATTITUDES, body.suspect))),
    )


def _second(voice: Voice, body: cb.Store | cb.SealBreak | cb.Reseal | cb.LabelSupersede) -> Said:
    return voice.say(N_("Second person {who}"), who=named(body.second)) if body.second else NOTHING


def _stored(voice: Voice, body: cb.Store) -> tuple[Said, ...]:
    return voice.say(N_("Stored at {place}"), place=line(body.location)), _second(voice, body)


def _broken(voice: Voice, body: cb.SealBreak) -> tuple[Said, ...]:
    said = voice.say(
        N_("Seal {seals} opened by order {order}: {reason}"),
        seals=line(", ".join(body.old_seals)),
        order=line(body.order),
        reason=line(body.reason),
    )
    return said, _second(voice, body)


def _resealed(voice: Voice, body: cb.Reseal) -> tuple[Said, ...]:
    said = voice.say(
        N_("Sealed again in package {package}, seal {seals}"),
        package=line(body.package_no),
        seals=line(", ".join(body.seals)),
    )
    return said, line(body.note), _second(voice, body)


def _relabelled(voice: Voice, body: cb.LabelSupersede) -> tuple[Said, ...]:
    said = voice.say(
        N_("Label {old} replaced by {new}, the seal unbroken: {reason}"),
        old=line(body.old),
        new=line(body.new),
        reason=line(body.reason),
    )
    return said, _second(voice, body)


def _decided(voice: Voice, body: cb.Disposition) -> tuple[Said, ...]:
    state = voice.of(words.DISPOSITION, body.state)
    seen = tuple(voice.say(N_("Seen by {who}"), who=named(witness)) for witness in body.witnesses)
    return voice.say(N_("{state}; order {order}"), state=state, order=line(body.order)), line(body.note), *seen


def _resolved(voice: Voice, body: rb.Resolve) -> tuple[Said, ...]:
    axis = voice.of(words.AXES, body.axis)
    return (voice.say(N_("Dispute decided ({axis}): {reason}"), axis=axis, reason=line(body.reason)),)


def _reported(voice: Voice, body: cb.LabResult) -> tuple[Said, ...]:
    return (lab_result(voice, body),)


_TELL: Final[dict[type[msgspec.Struct], Callable[[Voice, Any], tuple[Said, ...]]]] = {
    Find: _found,
    cb.Package: _sealed,
    cb.Offer: _offered,
    cb.ExternalReceipt: _external,
    cb.Store: _stored,
    cb.SealBreak: _broken,
    cb.Reseal: _resealed,
    cb.LabelSupersede: _relabelled,
    cb.LabResult: _reported,
    cb.Disposition: _decided,
    rb.Resolve: _resolved,
}
"""What each body says: the sentence, then lines beneath it."""
