"""Hand exhibits over between two laptops without network or stick: codes on one screen, read by the other.

The giver offers (`custody.offer`) and shows the codes; the taker takes them in, types every seal and weight again
without seeing what was offered, compares, and answers (`custody.accept`, `custody.refuse`); the answer goes back the
same way. What came so counts by its own signature and is marked unproven until headquarters proves it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

import msgspec

from fieldkit.actions.desk import Changes, Desk, UnknownExhibit
from fieldkit.actions.handover_records import Agreement, Compared, Offered, OfferedLine, Shown
from fieldkit.domain import custody_bodies as cb
from fieldkit.domain import numbers
from fieldkit.domain.context import WeightRule
from fieldkit.domain.entry import Signed
from fieldkit.domain.guards import UnknownOffer
from fieldkit.domain.seals import same
from fieldkit.domain.types import body_of
from fieldkit.domain.view import Act, ExhibitView, SeizureView, Step
from fieldkit.domain.weights import tolerance_ug
from fieldkit.errors import N_, KnownError
from fieldkit.media import codes
from fieldkit.storage import durable
from fieldkit.storage.failures import disk_errors
from fieldkit.sync import handover
from fieldkit.sync.handover import Collector, Gathered, NotAHandOver, Scanned
from fieldkit.trust.certificates import leaf_key
from fieldkit.trust.entries import open_many
from fieldkit.trust.signing import key_id

__all__ = ["Collector", "Compared", "Gathered", "Offered", "OfferedLine", "Scanned", "Shown"]

ANSWERS: Final = {"custody.accept": "accepted", "custody.refuse": "refused", "custody.withdraw": "withdrawn"}
_Answer = cb.Accept | cb.Refuse | cb.Withdraw


class NoCodes(KnownError):
    """Nothing that was scanned belongs to a hand-over."""

    code = "no-codes"
    message = N_("No code of a hand-over was found.")
    hint = N_("Nothing was taken in. Fill the picture with the code, or scan each code until all are read.")


class PartsMissing(KnownError):
    """Some codes were not read yet."""

    code = "parts-missing"
    message = N_("Of {n} codes these are still missing: {missing}.")
    hint = N_("Nothing was taken in yet. Read all codes again, in any order; what is read twice does no harm.")


class SeveralHandOvers(KnownError):
    """Codes of more than one hand-over at once."""

    code = "several-hand-overs"
    message = N_("These codes belong to {n} hand-overs.")
    hint = N_("Nothing was taken in. Take one hand-over after the other.")


class PracticeHandOver(KnownError):
    """Practice and earnest do not mix."""

    code = "practice-hand-over"
    message = N_("One of these two devices is for practice and the other is not.")
    hint = N_("Nothing was taken in. Hand over between two devices of one kind.")


class OwnLogShown(KnownError):
    """The codes hold entries of this device's own log that this device never wrote."""

    code = "own-log-shown"
    message = N_("These codes were written by a copy of this device, or this device was set back to an older state.")
    hint = N_("Nothing was taken in. Hand over on paper, and tell headquarters which two devices these are.")


class NothingToShow(KnownError):
    """Somebody else's offer that nobody here answered."""

    code = "nothing-to-show"
    message = N_("This offer was made on another device and is not answered here yet.")
    hint = N_("Nothing is changed. Accept or refuse it first; then show the answer.")


class SeveralOffers(KnownError):
    """Two offers with one short code: the code only finds, it proves nothing."""

    code = "several-offers"
    message = N_("{n} offers are called {letters}.")
    hint = N_("Somebody may have made one on purpose. Choose the offer in its seizure, and check who signed it.")


# --- showing ----------------------------------------------------------------------------------------------------------
def show(*, desk: Desk, seizure: str, offer: str) -> Shown:
    """Return the codes for *offer* (hash or letters): on the giver's device the offer, on the taker's the answer.

    Raises NoSuchSeizure, UnknownOffer, SeveralOffers, NothingToShow, TooMuchToShow.
    """
    view = desk.seizure(seizure)
    offered = _offer(desk, offer)
    if view.id not in offered.entry.scope:
        raise UnknownOffer
    own = set(desk.store.ledger.own_logs())
    going = [
        signed
        for signed in desk.store.ledger.in_scope(view.id)
        if signed.entry.log in own
        and (signed.hash == offered.hash or (signed.entry.type in ANSWERS and _answered(signed) == offered.hash))
    ]
    if not going:
        raise NothingToShow
    signers = {signed.entry.by for signed in going}
    keys = [signed for signed in desk.store.ledger.of_type("key.open") if signed.entry.by in signers]
    chains = [der for key in sorted(signers) for der in desk.store.certificates.chain_of(key)]
    parts = handover.parts([*going, *keys], chains, practice=desk.practice)
    return Shown(offer=offered.hash, parts=parts, modules=_modules(parts), letters=numbers.offer_letters(offered.hash))


def pictures(shown: Shown) -> tuple[bytes, ...]:
    """Return the codes as PNG files."""
    return tuple(codes.png(rows) for rows in shown.modules)


def save_pictures(shown: Shown, to: Path) -> tuple[Path, ...]:
    """Write the codes into the folder *to* as PNG files and return them. Raises DiskFull, DiskFailed."""
    files = []
    with disk_errors():
        to.mkdir(parents=True, exist_ok=True)
        for at, picture in enumerate(pictures(shown), 1):
            files.append(to / f"{shown.letters}-{at}-of-{len(shown.parts)}.png")
            durable.write_new(files[-1], picture)
    return tuple(files)


def _modules(parts: Iterable[str]) -> tuple[tuple[tuple[bool, ...], ...], ...]:
    from fieldkit.reports.codes import modules  # noqa: PLC0415  (reportlab takes long to load)

    return tuple(modules(part) for part in parts)


# --- taking -----------------------------------------------------------------------------------------------------------
def texts_in(untrusted: bytes) -> list[str]:
    """Return what a file holds to scan: the codes in a picture, or the lines a scanner typed. Raises PictureNotRead."""
    if codes.is_picture(untrusted):
        return codes.texts_in(untrusted)
    return untrusted.decode("utf-8", "replace").splitlines()


def texts_in_file(path: Path) -> list[str]:
    """Return what the file *path* holds to scan. Raises PictureNotRead."""
    return texts_in(codes.contents(path))


def take(*, desk: Desk, texts: Iterable[str]) -> Offered:
    """Take in what was scanned, in any order and with anything between; see `receive`."""
    collector = Collector()
    for text in texts:
        collector.add(text)
    return receive(desk=desk, collector=collector)


def receive(*, desk: Desk, collector: Collector) -> Offered:
    """Take in the hand-over that *collector* has gathered: an offer, or answers to an offer that is known here.

    Each entry is admitted by its own signature. Who signed and whether that counts stands in the answer.
    Raises NotThisRole, NoCodes, PartsMissing, SeveralHandOvers, PracticeHandOver, NotAHandOver, OwnLogShown,
    UnknownOffer, NotCertified, what `open_entry` raises, DiskFull, DiskFailed.
    """
    desk.needs("field", "station")
    packet = handover.open_packet(_whole(collector))
    if packet.practice != desk.practice:
        raise PracticeHandOver
    spoken = {key_id(spki): spki for spki in (leaf_key([der]) for der in packet.certificates)}
    known = desk.store.certificates.key_of
    entries: list[Signed] = []
    for answer in open_many(packet.entries, key_of=lambda key: spoken.get(key) or known(key), threads=1):
        if not isinstance(answer, Signed):
            raise answer
        entries.append(answer)
    offer = _of_one_offer(entries)
    ledger = desk.store.ledger
    here = ledger.known([signed.hash for signed in entries])
    own = set(ledger.own_logs())
    if any(signed.entry.log in own and signed.hash not in here for signed in entries):
        raise OwnLogShown
    if all(signed.hash != offer for signed in entries) and not ledger.known([offer]):
        raise UnknownOffer
    with desk.store.writing():
        desk.store.certificates.add(packet.certificates)
        admitted = ledger.admit(entries, wall=desk.clock.now().wall, loose=True)
    told = _told(desk, _offer(desk, offer))
    if not admitted.new:
        return told
    return msgspec.structs.replace(
        told, changes=Changes(seizures=frozenset({told.seizure}), entries=len(admitted.new), everything=True)
    )


def _whole(collector: Collector) -> bytes:
    packets = collector.whole()
    if len(packets) > 1:
        raise SeveralHandOvers(n=len(packets))
    if packets:
        return packets[0]
    begun = collector.gathered()
    if not begun:
        raise NoCodes
    raise PartsMissing(n=begun[-1].of, missing=", ".join(map(str, begun[-1].missing)))


def _of_one_offer(entries: Sequence[Signed]) -> str:
    """Return the hash of the one offer that *entries* are about. Raises NotAHandOver for anything beside it."""
    handed = [signed for signed in entries if signed.entry.type in {"custody.offer", *ANSWERS}]
    signers = {signed.entry.by for signed in handed}
    if any(
        signed.entry.type != "key.open" or signed.entry.by not in signers for signed in entries if signed not in handed
    ):
        raise NotAHandOver(what="entry")
    if any(len(signed.entry.scope) != 1 or signed.entry.blobs or body_of(signed.entry) is None for signed in handed):
        raise NotAHandOver(what="body")
    offers = {_answered(signed) if signed.entry.type in ANSWERS else signed.hash for signed in handed}
    if len(offers) != 1 or len({signed.entry.scope for signed in handed}) != 1:
        raise NotAHandOver(what="offer")
    return offers.pop()


# --- finding and comparing --------------------------------------------------------------------------------------------
def find(*, desk: Desk, letters: str) -> Offered:
    """Return the offer that is here under the 10 letters a person typed. They find it; its signature proves it.

    Raises UnknownOffer, SeveralOffers.
    """
    return _told(desk, _offer(desk, letters))


def compare(*, desk: Desk, offer: str, lines: Sequence[cb.AcceptLine]) -> tuple[Compared, ...]:
    """Compare what the taker read, typed blind, with what was offered; before accepting, which remains possible.

    Raises UnknownOffer, SeveralOffers, UnknownExhibit.
    """
    signed = _offer(desk, offer)
    offered = {line.exhibit: line for line in _body(signed).lines}
    found = []
    for read in lines:
        line = offered.get(read.exhibit)
        if line is None:
            raise UnknownExhibit(exhibit=read.exhibit, number=numbers.offer_letters(signed.hash))
        found.append(_compared(line, read))
    return tuple(found)


def _compared(line: cb.OfferLine, read: cb.AcceptLine) -> Compared:
    seals: Agreement = "not_offered"
    if line.seals:
        seals = "not_read" if not read.seals else "agrees" if same(read.seals, line.seals) else "differs"
    weight: Agreement = "not_offered"
    delta = allowed = 0
    if line.gross is not None:
        allowed = tolerance_ug(line.gross.ug, None, None, WeightRule())
        delta = read.gross.ug - line.gross.ug if read.gross is not None else 0
        weight = "not_read" if read.gross is None else "agrees" if abs(delta) <= allowed else "differs"
    return Compared(
        exhibit=line.exhibit,
        label=line.label,
        seals=seals,
        weight=weight,
        offered_seals=line.seals,
        offered_gross=line.gross,
        delta_ug=delta,
        tolerance_ug=allowed,
    )


def _offer(desk: Desk, wanted: str) -> Signed:
    """Return the offer with this hash or these letters. Raises UnknownOffer, SeveralOffers."""
    signed = desk.store.ledger.by_hash(wanted)
    if signed is not None and signed.entry.type == "custody.offer" and isinstance(body_of(signed.entry), cb.Offer):
        return signed
    digits = numbers.offer_digits(handover.as_typed(wanted[:100]))
    letters = numbers.normalised(handover.as_typed(wanted[:100]))
    fitting = [
        one
        for one in (desk.store.ledger.beginning(digits) if digits else ())
        if isinstance(body_of(one.entry), cb.Offer) and numbers.offer_letters(one.hash) == letters
    ]
    if not fitting:
        raise UnknownOffer
    if len(fitting) > 1:
        raise SeveralOffers(n=len(fitting), letters=letters)
    return fitting[0]


def _body(offer: Signed) -> cb.Offer:
    body = body_of(offer.entry)
    if not isinstance(body, cb.Offer):
        raise UnknownOffer
    return body


def _answered(signed: Signed) -> str:
    """Return the hash of the offer that an answer names."""
    body = body_of(signed.entry)
    return body.offer if isinstance(body, _Answer) else ""


def _told(desk: Desk, offer: Signed) -> Offered:
    body = _body(offer)
    view = desk.seizure(offer.entry.scope[0])
    exhibits = {exhibit.id: exhibit for exhibit in view.exhibits}
    act = _act(view, offer.hash)
    facts = desk.store.certificates.facts(offer.entry.by)
    signer = facts.person if facts else None
    return Offered(
        changes=Changes(),
        offer=offer.hash,
        letters=numbers.offer_letters(offer.hash),
        seizure=view.id,
        number=view.number,
        giver=body.giver,
        signer=facts.name if facts else "",
        rank=facts.rank if facts else "",
        unit=facts.unit if facts else "",
        certified=bool(facts and facts.certified),
        standing=act.standing if act else "unreadable",
        unproven=act.unproven if act else True,
        forked=offer.entry.log in desk.store.ledger.forks(),
        to=body.to,
        to_me=body.to.person in (None, desk.keys.person) and signer != desk.keys.person,
        purpose=body.purpose,
        transport=body.transport,
        wall=offer.entry.t.wall,
        lines=tuple(_line(line, exhibits.get(line.exhibit), offer.hash) for line in body.lines),
    )


def _act(view: SeizureView, name: str) -> Act | None:
    steps = (step.act for exhibit in view.exhibits for step in exhibit.timeline)
    return next((act for act in (*steps, *(one.act for one in view.problems)) if act.entry == name), None)


def _line(line: cb.OfferLine, exhibit: ExhibitView | None, offer: str) -> OfferedLine:
    steps: dict[str, Step] = {step.act.entry: step for step in exhibit.timeline} if exhibit else {}
    here = steps.get(offer)
    answer = steps.get(here.answer) if here else None
    return OfferedLine(
        exhibit=line.exhibit,
        label=exhibit.number if exhibit else line.label,
        note=line.note,
        answer=ANSWERS.get(answer.act.type, "") if answer else "",
        disputed=bool(exhibit and exhibit.axes.holder.disputed),
    )
