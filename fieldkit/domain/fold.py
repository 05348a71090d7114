"""From entries to the view of a seizure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

import msgspec

from fieldkit.domain import covers as covering
from fieldkit.domain import review_bodies as rb
from fieldkit.domain import writeup_bodies as wb
from fieldkit.domain.acts import acts
from fieldkit.domain.anchors import anchors, relevant_receipts, ticks
from fieldkit.domain.context import Context
from fieldkit.domain.entry import Signed
from fieldkit.domain.exhibits import by_subject, exhibits
from fieldkit.domain.facts import Facts
from fieldkit.domain.judged import FirstReceipt, Judged
from fieldkit.domain.reviewing import CHANGES, standpoint
from fieldkit.domain.view import (
    Act,
    FactView,
    Head,
    OriginalView,
    PersonView,
    Problem,
    Register,
    ReportView,
    Review,
    SeizureView,
    State,
)

T = TypeVar("T", bound=msgspec.Struct)


def fold_seizure(seizure: str, entries: Sequence[Signed], ctx: Context) -> SeizureView:
    """Return what *entries* say about *seizure*; their order and repetitions make no difference.

    Hand in every known entry in the seizure's scope, and with them `log` and `hq` entries that carry no scope: those of
    the logs concerned (bundles made, anchors, receipts seen) and HQ's receipts. Other entries are passed over.
    """
    judged = Judged(seizure, entries, ctx)
    receipts = judged.first_receipt()
    where = standpoint(judged)
    judged.late = where.late
    all_acts = acts(judged, receipts)
    facts = Facts(judged, all_acts)
    received = relevant_receipts(judged, receipts, all_acts)
    anchored = anchors(judged, receipts)
    walls = [signed.entry.t.wall for signed in judged.ours]
    view = SeizureView(
        id=seizure,
        state=where.state,
        head=_group(judged, facts, wb.SeizureSet),
        team=_group(judged, facts, wb.TeamSet),
        times=_group(judged, facts, wb.TimesSet),
        place=_group(judged, facts, wb.PlaceSet),
        ground=_group(judged, facts, wb.GroundSet),
        presence=_group(judged, facts, wb.PresenceSet),
        route=_group(judged, facts, wb.RouteSet),
        narrative=_group(judged, facts, wb.NarrativeSet),
        persons=_persons(judged, facts),
        exhibits=exhibits(judged, facts),
        originals=_originals(judged, facts),
        deviations=_deviations(judged, facts),
        clocks=tuple(facts.fact(signed, body) for signed, body in judged.counting(wb.CameraClock)),
        releases=tuple(Head(value=body, act=all_acts[signed.hash]) for signed, body in judged.counting(rb.Released)),
        transcribed=tuple(
            Head(value=body, act=all_acts[signed.hash]) for signed, body in judged.counting(rb.Transcribed)
        ),
        reviews=_reviews(judged, facts, all_acts),
        reports=_reports(judged, facts, all_acts),
        receipts=received,
        ticks=ticks(judged, receipts, received, where.state),
        practice=ctx.practice,
        entries=len(judged.ours),
        first_wall=min(walls, default=0),
        last_wall=max(walls, default=0),
        first_anchor=anchored[0].wall if anchored else None,
        anchors=anchored,
        heads=_heads(judged.ours),
        review_base=where.heads,
        working_logs=judged.working_logs(),
    )
    facts.close()
    return msgspec.structs.replace(view, problems=_problems(judged, facts, receipts, where.state))


def _group(judged: Judged, facts: Facts, kind: type[T]) -> Register[T] | None:
    return facts.group(
        judged.seizure,
        kind,
        [(signed, body) for signed, body in judged.counting(kind) if signed.entry.subj == judged.seizure],
    )


def _persons(judged: Judged, facts: Facts) -> tuple[PersonView, ...]:
    found = []
    for person, tellings in by_subject(judged, wb.PersonSet).items():
        register = facts.group(person, wb.PersonSet, tellings)
        if register is not None:
            voided = next((why for signed, _ in tellings if (why := facts.voided(signed.hash))), "")
            found.append(PersonView(id=person, register=register, voided=voided))
    return tuple(found)


def _originals(judged: Judged, facts: Facts) -> tuple[OriginalView, ...]:
    examined: dict[str, wb.Examined] = {}
    for _, said in judged.counting(wb.Examined):
        examined[said.original] = said
    found = []
    for signed, body in judged.counting(wb.Original):
        if len(signed.entry.blobs) != 1:
            facts.problem(signed, "no-original")
            continue
        blob = signed.entry.blobs[0]
        found.append(
            OriginalView(
                id=signed.entry.subj,
                fact=facts.fact(signed, body),
                blob=blob,
                examined=examined.get(signed.hash, examined.get(blob.sha256)),
            )
        )
    return tuple(found)


def _deviations(judged: Judged, facts: Facts) -> tuple[FactView[wb.Deviation], ...]:
    return tuple(facts.fact(signed, body) for signed, body in judged.counting(wb.Deviation))


def _reviews(judged: Judged, facts: Facts, all_acts: dict[str, Act]) -> tuple[Review, ...]:
    found = []
    for signed, body in judged.counting(rb.Lock, rb.ReviewReturn, rb.ReviewAccept, rb.Amend):
        act = all_acts[signed.hash]
        match body:
            case rb.ReviewReturn():
                found.append(Review(act=act, kind="return", reason=body.reason))
            case rb.Amend():
                found.append(Review(act=act, kind="amend", reason=body.reason, version=body.version))
            case rb.Lock():
                found.append(Review(act=act, kind="lock", reason=body.reason, covers=body.covers))
                _check_covers(judged, facts, signed, body.covers)
            case rb.ReviewAccept():
                accepted = Review(
                    act=act, kind="accept", reason=body.note, official_no=body.official_no, covers=body.covers
                )
                found.append(accepted)
                _check_covers(judged, facts, signed, body.covers)
    return tuple(found)


def _check_covers(judged: Judged, facts: Facts, signed: Signed, covers: rb.Covers) -> None:
    checked = covering.check(covers, judged.seizure, judged.ours)
    if checked.missing:
        facts.problem(signed, "covers-unknown")
    elif not checked.agrees:
        facts.problem(signed, "covers-differ")


def _reports(judged: Judged, facts: Facts, all_acts: dict[str, Act]) -> tuple[ReportView, ...]:
    found = []
    for signed, body in judged.counting(rb.ReportMade):
        if len(signed.entry.blobs) != 1:
            facts.problem(signed, "no-original")
            continue
        found.append(
            ReportView(
                entry=signed.hash,
                act=all_acts[signed.hash],
                language=body.language,
                version=body.version,
                blob=signed.entry.blobs[0],
                signed_field=body.signed_field,
                record_sha256=body.record_sha256,
                covers=body.covers,
            )
        )
    return tuple(found)


def _heads(ours: Iterable[Signed]) -> dict[str, tuple[int, str]]:
    found: dict[str, tuple[int, str]] = {}
    for signed in ours:
        place = (signed.entry.seq, signed.hash)
        found[signed.entry.log] = max(place, found.get(signed.entry.log, place))
    return dict(sorted(found.items()))


def _problems(judged: Judged, facts: Facts, receipts: FirstReceipt, state: State) -> tuple[Problem, ...]:
    for signed in judged.ours:
        if not judged.counts(signed.hash):
            facts.problem(signed, judged.standing[signed.hash])
        elif signed.hash in judged.late and signed.entry.type in CHANGES:
            facts.problem(signed, "needs-amendment" if state == "accepted" else "late")
        if receipts.beside(signed):
            facts.problem(signed, "beside-receipts")
    for signed in judged.about:
        if signed.entry.type == "receipt" and not judged.counts(signed.hash):
            facts.problem(signed, judged.standing[signed.hash])
    for signed in receipts.astray:
        facts.problem(signed, "receipt-of-another-branch")
    once = {(problem.act.entry, problem.why): problem for problem in facts.problems}
    return tuple(once[key] for key in sorted(once, key=lambda key: (judged.rank[key[0]], key[1])))
