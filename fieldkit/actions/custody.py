"""Hand exhibits on: offer, accept, refuse, withdraw; store; open and close seals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from fieldkit.actions import photos
from fieldkit.actions.clock import moment
from fieldkit.actions.desk import Changes, Desk, changes, exhibit_of
from fieldkit.domain import custody_bodies as cb
from fieldkit.domain import guards
from fieldkit.domain.entry import Draft
from fieldkit.domain.types import plain
from fieldkit.domain.values import Amount, Mark, Party
from fieldkit.domain.view import ExhibitView, SeizureView, Step
from fieldkit.domain.writeup_bodies import Original
from fieldkit.errors import N_, KnownError


class NothingChosen(KnownError):
    """A hand-over without a single exhibit."""

    code = "nothing-chosen"
    message = N_("No exhibit was chosen.")
    hint = N_("Nothing was changed. Choose the exhibits, then try again.")


class PaperNotKept(KnownError):
    """The photo of a signed slip could not be kept."""

    code = "paper-not-kept"
    message = N_("The paper {name} was not kept. {why}")
    hint = N_("Nothing is recorded yet. Choose the photo of the signed slip again, then record the receipt.")


class Offered(msgspec.Struct, frozen=True, kw_only=True):
    """An offer that is saved. offer: its hash, by which it is answered."""

    changes: Changes
    offer: str


def offer(
    *, desk: Desk, seizure: str, exhibits: Sequence[str], to: Party, purpose: str = "", transport: str = ""
) -> Offered:
    """Offer exhibits of one seizure, each line by itself; they stay with the giver until the receiver signs.

    Raises NothingChosen, HolderMustOffer, UnderWay, CustodyDisputed, ChainEnded, SamePerson.
    """
    view = desk.seizure(seizure)
    guards.second_person_differs(desk.keys.person, to.person, to.name)
    lines = []
    for exhibit in _chosen(view, exhibits):
        guards.holder_must_offer(exhibit, desk.keys.person)
        lines.append(_offer_line(exhibit, "custody.offer"))
    body = cb.Offer(
        giver=desk.party,
        to=to,
        lines=tuple(lines),
        purpose=purpose,
        transport=transport,
        at=moment(desk.clock.now()),
    )
    base = tuple({name for line in lines for name in line.base})
    written = desk.write(Draft(type="custody.offer", subj=desk.new_id(), scope=(view.id,), base=base, body=plain(body)))
    return Offered(changes=changes(written), offer=written[0].hash)


def accept(*, desk: Desk, seizure: str, offer: str, lines: Sequence[cb.AcceptLine], location: str = "") -> Changes:
    """Accept lines of an offer: here custody moves. Seals and gross in *lines* are what the taker read, blind.

    Raises NothingChosen, UnknownOffer, OfferAnswered, NotTheReceiver, SamePerson.
    """
    return answer(desk=desk, seizure=seizure, offer=offer, accepted=lines, location=location)


def refuse(*, desk: Desk, seizure: str, offer: str, reasons: Mapping[str, str]) -> Changes:
    """Refuse lines of an offer; *reasons* by exhibit id. Raises as `accept`."""
    return answer(desk=desk, seizure=seizure, offer=offer, refused=reasons)


def answer(
    *,
    desk: Desk,
    seizure: str,
    offer: str,
    accepted: Sequence[cb.AcceptLine] = (),
    refused: Mapping[str, str] | None = None,
    location: str = "",
) -> Changes:
    """Accept some lines of an offer and refuse others (reasons by exhibit id): both are saved, or neither.

    Raises as `accept`.
    """
    reasons = refused or {}
    view, step = _answerable(desk, seizure, offer, [*(line.exhibit for line in accepted), *reasons])
    drafts = []
    if accepted:
        at = moment(desk.clock.now())
        taken = cb.Accept(offer=offer, taker=desk.party, lines=tuple(accepted), location=location, at=at)
        drafts.append(_answer(desk, view, step, "custody.accept", plain(taken)))
    if reasons:
        lines = tuple(cb.RefuseLine(exhibit=exhibit, reason=why) for exhibit, why in reasons.items())
        left = cb.Refuse(offer=offer, taker=desk.party, lines=lines)
        drafts.append(_answer(desk, view, step, "custody.refuse", plain(left)))
    return changes(desk.write(*drafts))


def withdraw(*, desk: Desk, seizure: str, offer: str, exhibits: Sequence[str], reason: str = "") -> Changes:
    """Take lines of an unanswered offer back. Raises UnknownOffer, OfferAnswered, NotTheGiver."""
    view = desk.seizure(seizure)
    lines = tuple(exhibit.id for exhibit in _chosen(view, exhibits))
    guards.offer_still_open(view, offer, lines)
    step = guards.offer_step(view, offer, lines[0])
    guards.giver_withdraws(step, desk.keys.person)
    body = cb.Withdraw(offer=offer, exhibits=lines, reason=reason)
    return changes(desk.write(_answer(desk, view, step, "custody.withdraw", plain(body))))


def external(
    *,
    desk: Desk,
    seizure: str,
    exhibits: Sequence[str],
    to: Party,
    mark: Mark,
    paper: Path | None = None,
    mail_no: str = "",
    purpose: str = "",
) -> Changes:
    """Record that somebody without the app received exhibits; *paper* is a photo or scan of the signed slip.

    The paper becomes an original first. Raises PaperNotKept where it does not, NothingChosen, HolderMustOffer.
    """
    view = desk.seizure(seizure)
    lines = []
    for exhibit in _chosen(view, exhibits):
        guards.holder_must_offer(exhibit, desk.keys.person)
        lines.append(_offer_line(exhibit, "custody.external"))
    kept = _paper(desk, view, exhibits, paper) if paper is not None else None
    body = cb.ExternalReceipt(
        to=to,
        lines=tuple(lines),
        mark=mark,
        paper=kept.files[0].original if kept else None,
        mail_no=mail_no,
        purpose=purpose,
        at=moment(desk.clock.now()),
    )
    base = tuple({name for line in lines for name in line.base})
    draft = Draft(type="custody.external", subj=desk.new_id(), scope=(view.id,), base=base, body=plain(body))
    written = changes(desk.write(draft))
    return kept.changes | written if kept else written


def _paper(desk: Desk, view: SeizureView, exhibits: Sequence[str], path: Path) -> photos.Attached:
    """Keep the signed slip as an original. Raises PaperNotKept."""
    said = Original(name="", exhibits=tuple(exhibits), view="document", source="scanner")
    attached = photos.attach(desk=desk, seizure=view.id, photos=[photos.Photo(path=path, said=said)])
    for file in attached.refused:
        raise PaperNotKept(name=path.name, why=file.message)
    return attached


def store(*, desk: Desk, seizure: str, exhibit: str, location: str, second: Party | None = None) -> Changes:
    """Put an exhibit into a place of the store, or move it there. Raises CustodyDisputed, ChainEnded."""
    body = cb.Store(location=location, second=second, at=moment(desk.clock.now()))
    return _single(desk, seizure, exhibit, "custody.store", body)


def break_seal(
    *,
    desk: Desk,
    seizure: str,
    exhibit: str,
    order: str,
    reason: str,
    second: Party | None = None,
    gross_before: str | None = None,
) -> Changes:
    """Open a seal by order. Raises CustodyDisputed, ChainEnded, SamePerson."""
    now = exhibit_of(desk.seizure(seizure), exhibit).axes.package.now
    body = cb.SealBreak(
        order=order,
        reason=reason,
        old_seals=now.seals if now else (),
        gross_before=gross_before,
        second=second,
        at=moment(desk.clock.now()),
    )
    return _single(desk, seizure, exhibit, "custody.break", body)


def reseal(
    *,
    desk: Desk,
    seizure: str,
    exhibit: str,
    package_no: str,
    seals: Sequence[str],
    second: Party | None = None,
    gross_after: str | None = None,
    note: str = "",
) -> Changes:
    """Close a package again under new seals. Raises CustodyDisputed, ChainEnded, SamePerson."""
    body = cb.Reseal(
        package_no=package_no,
        seals=tuple(seals),
        gross_after=gross_after,
        second=second,
        note=note,
        at=moment(desk.clock.now()),
    )
    return _single(desk, seizure, exhibit, "custody.reseal", body)


def supersede_label(
    *, desk: Desk, seizure: str, exhibit: str, old: str, new: str, reason: str, second: Party | None = None
) -> Changes:
    """Over-label a wrong number on a sealed package; both numbers stay legible. Raises CustodyDisputed, SamePerson."""
    body = cb.LabelSupersede(old=old, new=new, reason=reason, second=second)
    return _single(desk, seizure, exhibit, "label.supersede", body)


def lab_result(*, desk: Desk, seizure: str, exhibit: str, result: cb.LabResult) -> Changes:
    """Record what a laboratory reports; only the analysis axis moves. Raises CustodyDisputed, ChainEnded."""
    return _single(desk, seizure, exhibit, "lab.result", result)


def disposition(*, desk: Desk, seizure: str, exhibit: str, decided: cb.Disposition) -> Changes:
    """Record what a court ordered, or that it was carried out. Raises CustodyDisputed, ChainEnded, SamePerson.

    The witnesses of a destruction are people who never held or handled the exhibit.
    """
    if decided.state == "destroyed":
        one = exhibit_of(desk.seizure(seizure), exhibit)
        for witness in decided.witnesses:
            guards.second_person_differs(desk.keys.person, witness.person, witness.name)
            guards.witness_outside_chain(one, witness.person, witness.name)
    return _single(desk, seizure, exhibit, "custody.disposition", decided)


def _single(desk: Desk, seizure: str, exhibit: str, kind: str, body: msgspec.Struct) -> Changes:
    """Write a custody entry about one exhibit; a second person its body names must be another one."""
    view = desk.seizure(seizure)
    second = getattr(body, "second", None)
    if isinstance(second, Party):
        guards.second_person_differs(desk.keys.person, second.person, second.name)
    one = exhibit_of(view, exhibit)
    base = guards.base_for(one, kind)
    return changes(desk.write(Draft(type=kind, subj=one.id, scope=(view.id,), base=base, body=plain(body))))


def _answerable(desk: Desk, seizure: str, offer: str, exhibits: Sequence[str]) -> tuple[SeizureView, Step]:
    view = desk.seizure(seizure)
    _some(exhibits)
    guards.offer_still_open(view, offer, exhibits)
    step = guards.offer_step(view, offer, exhibits[0])
    guards.receiver_answers(msgspec.convert(step.body, cb.Offer), step.act.person, desk.keys.person)
    return view, step


def _answer(desk: Desk, view: SeizureView, step: Step, kind: str, body: dict[str, object]) -> Draft:
    return Draft(type=kind, subj=desk.new_id(), scope=(view.id,), base=(step.act.entry,), body=body)


def _some(exhibits: Sequence[str]) -> None:
    if not exhibits:
        raise NothingChosen


def _chosen(view: SeizureView, exhibits: Sequence[str]) -> list[ExhibitView]:
    _some(exhibits)
    return [exhibit_of(view, exhibit) for exhibit in exhibits]


def _offer_line(exhibit: ExhibitView, kind: str) -> cb.OfferLine:
    package = exhibit.axes.package.now
    sealed = [point for point in exhibit.series if point.kind == "gross_sealed"]
    return cb.OfferLine(
        exhibit=exhibit.id,
        label=exhibit.number,
        seals=package.seals if package else _last_read(exhibit),
        gross=_typed(sealed[-1].typed, sealed[-1].ug) if sealed else None,
        base=guards.base_for(exhibit, kind),
    )


def _last_read(exhibit: ExhibitView) -> tuple[str, ...]:
    """Return the seals that the last hand-over names: all there is where the package's own entries are not here."""
    read = [step.line["seals"] for step in exhibit.timeline if step.line.get("seals")]
    return tuple(map(str, read[-1])) if read else ()


def _typed(typed: str, ug: int) -> Amount:
    """Return the amount behind a point of a series, whose `typed` is the value and unit as one text."""
    value, _, unit = typed.rpartition(" ")
    return Amount(ug=ug, value=value or typed, unit=unit if value else "")
