"""An exhibit's custody as the hops a person reads: an offer and its answer are one hop. No Qt here."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from fieldkit.domain import custody_bodies as cb
from fieldkit.domain import review_bodies as rb
from fieldkit.domain.types import TYPES
from fieldkit.domain.view import COUNTS, Act, ExhibitView, Step
from fieldkit.domain.writeup_bodies import Find
from fieldkit.errors import N_
from fieldkit.text.catalogue import _, _n
from fieldkit.ui import lines, words
from fieldkit.ui.page import Mark


@dataclass(frozen=True, slots=True)
class Hop:
    """One hop: when, what, its weight and how it compares, and the marks under it."""

    entry: str
    day: str
    time: str
    title: str
    icon: str
    note: str = ""
    weight: str = ""
    delta: Mark | None = None
    marks: tuple[Mark, ...] = ()
    bad: bool = False


DISPOSITIONS: dict[str, str] = {
    "ordered": N_("Court order: destroy, return or confiscate"),
    "destroyed": N_("Destroyed"),
    "returned": N_("Returned to its owner"),
    "confiscated": N_("Confiscated"),
    "transferred": N_("Transferred"),
}
_ANSWERS = frozenset({"custody.accept", "custody.refuse", "custody.withdraw"})


def hops(exhibit: ExhibitView) -> list[Hop]:
    """Return the hops of *exhibit*, newest first."""
    answered = {step.offer for step in exhibit.timeline if step.offer}
    offers = {step.act.entry: step for step in exhibit.timeline if step.act.type == "custody.offer"}
    shown = [s for s in exhibit.timeline if not (s.act.type == "custody.offer" and s.act.entry in answered)]
    return [_hop(step, offers.get(step.offer), exhibit) for step in reversed(shown)]


def _hop(step: Step, offer: Step | None, exhibit: ExhibitView) -> Hop:
    act = step.act
    title, icon, note = _said(step, offer)
    weight = _weight(step, exhibit)
    return Hop(
        entry=act.entry,
        day=words.day(act),
        time=words.clock(act),
        title=title,
        icon=icon,
        note=note,
        weight=weight,
        delta=_delta(act.entry, exhibit) if weight else None,
        marks=(
            *_seal_marks(step),
            *_signatures(step, offer),
            *_device(step, offer),
            *standing_marks(act),
            *_state(step),
        ),
        bad=step.disputed or act.standing not in COUNTS,
    )


def _said(step: Step, offer: Step | None) -> tuple[str, str, str]:
    """Return title, icon and note of a step."""
    kind = TYPES.get(step.act.type)
    try:
        body = msgspec.convert(step.body, kind.body) if kind else None
    except msgspec.ValidationError:
        body = None
    if isinstance(body, cb.Accept | cb.Refuse | cb.Withdraw | cb.Offer | cb.ExternalReceipt):
        return _handed_over(body, offer)
    if isinstance(body, Find | cb.Package | cb.Store | cb.LabResult | cb.Disposition):
        return _kept(body)
    match body:
        case cb.SealBreak():
            title = _("Seal opened by order {order}", order=lines.line(body.order, 60))
            said = (title, "scissors", lines.line(body.reason))
        case cb.Reseal():
            title = _("Sealed again in package {number}", number=lines.line(body.package_no, 40))
            said = (title, "tag", lines.line(body.note))
        case cb.LabelSupersede():
            title = _("Label {old} covered by {new}", old=lines.line(body.old, 40), new=lines.line(body.new, 40))
            said = (title, "tag", lines.line(body.reason))
        case rb.Resolve():
            said = (_("Dispute settled"), "git-merge", lines.line(body.reason))
        case _:
            unknown = _("Entry of a kind this version does not know")
            said = (unknown, "circle-help", lines.line(step.act.type, 60))
    return said


def _kept(body: Find | cb.Package | cb.Store | cb.LabResult | cb.Disposition) -> tuple[str, str, str]:
    match body:
        case Find():
            said = (_("Found"), "search", lines.line(body.spot))
        case cb.Package():
            title = _("Sealed in package {number}", number=lines.line(body.package_no, 40))
            said = (title, "tag", lines.line(body.package_type))
        case cb.Store():
            said = (_("Put into {place}", place=lines.line(body.location, 80)), "warehouse", "")
        case cb.LabResult():
            title = _("Laboratory report {number}", number=lines.line(body.report_no, 40))
            said = (title, "flask-conical", lines.line(body.lab))
        case _:
            seen = _("Seen by {who}", who="; ".join(map(words.person, body.witnesses))) if body.witnesses else ""
            note = " · ".join(filter(None, (lines.line(body.order), seen)))
            said = (lines.of(DISPOSITIONS, body.state), "gavel", note)
    return said


def _handed_over(
    body: cb.Accept | cb.Refuse | cb.Withdraw | cb.Offer | cb.ExternalReceipt, offer: Step | None
) -> tuple[str, str, str]:
    giver = lines.line(str(_party(offer, "giver")), 60)
    match body:
        case cb.Accept():
            taker = words.person(body.taker)
            title = _("{giver} to {taker}", giver=giver, taker=taker) if giver else _("Taken by {taker}", taker=taker)
            return title, "handshake", lines.line(body.location)
        case cb.Refuse():
            reason = "; ".join(lines.line(part.reason) for part in body.lines)
            return _("{name} refused it", name=words.person(body.taker)), "ban", reason
        case cb.Withdraw():
            return _("Offer taken back"), "undo-2", lines.line(body.reason)
        case cb.Offer():
            return (
                _("Offered to {name}, not answered yet", name=words.person(body.to)),
                "hourglass",
                lines.line(body.purpose),
            )
        case cb.ExternalReceipt():
            return _("Received on paper by {name}", name=words.person(body.to)), "file-pen", lines.line(body.purpose)


def _party(offer: Step | None, field: str) -> str:
    party = offer.body.get(field) if offer else None
    if not isinstance(party, dict):
        return ""
    return " ".join(filter(None, (str(party.get("rank", "")), str(party.get("name", "")))))


def _weight(step: Step, exhibit: ExhibitView) -> str:
    return next((lines.line(p.typed, 40) for p in exhibit.series if p.entry == step.act.entry), "") or _packed(
        step, exhibit
    )


def _packed(step: Step, exhibit: ExhibitView) -> str:
    """Return the sealed gross weight that a sealing names."""
    gross = step.body.get("gross") if step.act.type == "custody.package" else None
    return next((words.amount(w.register.shown.value) for w in exhibit.weighings if w.id == gross), "")


def _delta(entry: str, exhibit: ExhibitView) -> Mark | None:
    """Return how a weight compares with the like one before it."""
    at = next((n for n, p in enumerate(exhibit.series) if p.entry == entry), -1)
    like = [p for p in exhibit.series[: max(at, 0)] if p.kind == exhibit.series[at].kind]
    if at < 0 or not like:
        return None
    change = exhibit.series[at].ug - like[-1].ug
    outside = any(d.later == entry for d in exhibit.discrepancies)
    text = words.grams(change, signed=True)
    return Mark(text, "bad", "triangle-alert") if outside else Mark(text, "ok", "check")


def _seal_marks(step: Step) -> list[Mark]:
    seals = step.line.get("seals") or step.body.get("seals") or ()
    return [Mark(_("Seal {number}", number=lines.line(str(seal), 40)), "plain", "tag") for seal in seals]


def _signatures(step: Step, offer: Step | None) -> list[Mark]:
    made = []
    if offer is not None:
        made.append(Mark(_("{name} signed", name=words.signer(offer.act)), "ok", "pen-line"))
    made.append(Mark(_("{name} signed", name=words.signer(step.act)), "ok", "pen-line"))
    for attested in step.attested:
        text = _("{name} attested", name=words.signer(attested.act))
        if attested.before_correction:
            text = _("{name} attested before the correction", name=words.signer(attested.act))
        made.append(Mark(text, "ok", "user-check"))
    return made


def _device(step: Step, offer: Step | None) -> list[Mark]:
    if offer is None:
        return []
    if step.same_device and step.seconds is not None:
        return [Mark(_n("One device, {n} s apart", "One device, {n} s apart", step.seconds), "plain", "laptop")]
    return [Mark(_("Two devices"), "plain", "laptop")]


def standing_marks(act: Act) -> list[Mark]:
    """Return what makes an entry weaker than a proven, certified one."""
    made = []
    if act.standing != "good":
        text, kind = words.STANDINGS[act.standing]
        made.append(Mark(_(text), kind, "shield-alert" if kind != "ok" else "shield-check"))
    if act.late:
        made.append(Mark(_("Written after the lock"), "warn", "clock"))
    if act.unproven:
        made.append(Mark(_("Not proven by HQ yet"), "warn", "circle-help"))
    return made


def _state(step: Step) -> list[Mark]:
    made = []
    if step.corrected is not None:
        made.append(Mark(_("Corrected"), "warn", "pencil"))
    if step.waiting:
        made.append(Mark(_("Waits for an entry that has not come"), "warn", "hourglass"))
    if step.disputed:
        made.append(Mark(_("Disputed"), "bad", "split"))
    return made
