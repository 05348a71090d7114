"""What the record stands on: reviews, second signatures, what does not count, receipts, anchor and log head."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any, Final

import msgspec

from fieldkit.domain import terms
from fieldkit.domain.numbers import grouped, head_letters, log_code
from fieldkit.domain.review_bodies import Transcribed
from fieldkit.domain.view import Act, Attested, FactView, Head, SeizureView
from fieldkit.errors import N_
from fieldkit.reports import words
from fieldkit.reports.act_facts import once, row, shared_proof, signed_by, timed, who
from fieldkit.reports.fact_types import Cell, Listing, ProofFacts, Row
from fieldkit.reports.record import Record, encode
from fieldkit.reports.voice import NOTHING, Said, Voice, counted, line, party, signer, stated, when

_LONGEST_BODY: Final = 400  # characters of an entry that does not count; the record holds all of it


def record_hash(record: Record) -> str:
    """Return SHA-256 of `record.json`, in hexadecimal."""
    return hashlib.sha256(encode(record)).hexdigest()


# --- second signatures -----------------------------------------------------------------------------------------------
def attestations(voice: Voice, view: SeizureView) -> Listing:
    """Return who signed for how many entries of others, what they struck, and what was corrected after they signed."""
    acts: dict[str, Act] = {}
    lines: dict[str, dict[str, Attested]] = {}
    for name, one in _attested(view):
        acts[one.act.entry] = one.act
        lines.setdefault(one.act.entry, {})[name] = one
    rows = []
    shared = shared_proof(voice, acts.values())
    for entry, signed in lines.items():
        kept = [one for one in signed.values() if not one.struck]
        late = sum(1 for one in kept if one.before_correction)
        struck = [one.struck for one in signed.values() if one.struck]
        warn = [voice.say(N_("Struck: {reason}"), reason=line(reason)) for reason in struck]
        if late:
            warn.append(voice.say(N_("{n} of them attested before correction"), n=late))
        said = voice.say(N_("Signed for {n} entries, struck {m}"), n=len(kept), m=len(struck))
        rows.append((timed(voice, acts[entry], shared), Cell(said, warn=tuple(warn)), signed_by(voice, acts[entry])))
    columns = (voice.say(N_("When")), voice.say(N_("What")), voice.say(N_("Signed by")))
    return Listing(voice.say(N_("Second signatures")), columns, tuple(rows), once(voice, shared))


def _attested(view: SeizureView) -> Iterator[tuple[str, Attested]]:
    for fact in _facts(view):
        for one in fact.attested:
            yield fact.id, one
    for exhibit in view.exhibits:
        for step in exhibit.timeline:
            for one in step.attested:
                yield step.act.entry, one


def _facts(view: SeizureView) -> Iterator[FactView[Any]]:
    for exhibit in view.exhibits:
        yield exhibit.find
        yield from exhibit.weighings
        yield from exhibit.counts
        yield from exhibit.tests
    for original in view.originals:
        yield original.fact
    yield from view.deviations


# --- reviews, problems, receipts -------------------------------------------------------------------------------------
def reviews(voice: Voice, view: SeizureView) -> Listing:
    """Return the locks, returns, acceptances and amendments."""
    rows = []
    shared = shared_proof(voice, (review.act for review in view.reviews))
    for review in view.reviews:
        number = voice.say(N_("Official number {number}"), number=line(review.official_no))
        version = voice.say(N_("Version {n}"), n=review.version)
        small = (
            line(review.reason),
            number if review.official_no else NOTHING,
            version if review.version else NOTHING,
        )
        said = Cell(voice.of(words.REVIEWS, review.kind), small=tuple(part for part in small if part))
        rows.append((timed(voice, review.act, shared), said, signed_by(voice, review.act)))
    columns = (voice.say(N_("When")), voice.say(N_("What")), voice.say(N_("Signed by")))
    return Listing(voice.say(N_("Review")), columns, tuple(rows), once(voice, shared))


def problems(voice: Voice, view: SeizureView) -> Listing:
    """Return every entry that is kept but does not count, waits or came late, with its reason and what it says."""
    rows = []
    shared = shared_proof(voice, (problem.act for problem in view.problems))
    for problem in view.problems:
        why = voice.of(words.PROBLEMS, problem.why)
        kind = voice.of(words.TYPES, problem.act.type)
        rows.append(
            (
                timed(voice, problem.act, shared),
                Cell(kind, small=(_plain_body(problem.body),), warn=(why,)),
                Cell(who(voice, problem.act), small=(line(problem.act.unit),) if problem.act.unit else ()),
            )
        )
    columns = (voice.say(N_("When")), voice.say(N_("What and why")), voice.say(N_("Signed by")))
    return Listing(
        voice.say(N_("Late entries and entries that do not count")), columns, tuple(rows), once(voice, shared)
    )


def _plain_body(body: dict[str, Any]) -> Said:
    told = msgspec.json.encode(body, order="sorted").decode()
    return line(told if len(told) <= _LONGEST_BODY else told[:_LONGEST_BODY] + "…")


def receipts(voice: Voice, view: SeizureView) -> Listing:
    """Return headquarters' receipts."""
    rows = []
    for one in view.receipts:
        receipt = one.receipt
        said = voice.say(N_("Receipt {number}"), number=line(receipt.number))
        what = voice.say(
            N_("{n} originals stored and read again, {m} copies; state of headquarters’ tree: {size} leaves, {root}"),
            n=len(receipt.originals),
            m=receipt.copies,
            size=counted(receipt.tree.size),
            root=receipt.tree.root,
        )
        held = [
            voice.say(N_("Not taken in: {what} ({reason})"), what=line(item.what), reason=line(item.reason))
            for item in (*receipt.quarantined, *receipt.refused)
        ]
        rows.append((Cell(when(one.act.wall, one.act.offset)), Cell(said, small=(what,), warn=tuple(held))))
    columns = (voice.say(N_("When")), voice.say(N_("What")))
    return Listing(voice.say(N_("Receipts of headquarters")), columns, tuple(rows))


# --- typed in from paper ---------------------------------------------------------------------------------------------
def transcribed(voice: Voice, view: SeizureView) -> tuple[Row, ...]:
    """Return which paper forms were typed in: who wrote each and when, who typed it and when.

    The last word on a form stands for it; what was typed from it is counted over all of them.
    """
    forms: dict[str, list[Head[Transcribed]]] = {}
    for head in view.transcribed:
        forms.setdefault(head.value.form_no, []).append(head)
    rows: list[Row] = []
    for number, heads in forms.items():
        last = max(heads, key=lambda head: (head.act.wall, head.act.log, head.act.seq))
        written = stated(last.value.written_at) or voice.say(N_("time not stated"))
        said = voice.say(
            N_("Form {number}, written by {author}, {written}. The paper is the original."),
            number=line(number),
            author=party(last.value.author),
            written=written,
        )
        typed_in = voice.say(
            N_("Typed by {typist}, {time}: {n} entries, {scans} scans"),
            typist=who(voice, last.act),
            time=when(last.act.wall, last.act.offset),
            n=len({entry for head in heads for entry in head.value.entries}),
            scans=len({scan for head in heads for scan in head.value.scans}),
        )
        rows.append(Row(voice.say(N_("Typed in from paper")), (Cell(said, small=(typed_in,)),)))
    return tuple(rows)


# --- the log head ----------------------------------------------------------------------------------------------------
def head_code(log: str, seq: int, head: str) -> str:
    """Return what the QR code of a log head holds: `fieldkit-head:` log, position and hash, parted by colons."""
    return f"fieldkit-head:{log}:{seq}:{head}"


def proof_facts(voice: Voice, record: Record) -> ProofFacts:
    """Return what the report stands on and how far it can be checked from paper."""
    view, head = record.view, record.head
    anchor = voice.say(N_("None: nothing about this seizure had left the team’s devices when this report was made"))
    if view.first_anchor is not None:
        anchor = _first_of(voice, view) or when(view.first_anchor, record.made.offset)
    inside = voice.say(N_("SHA-256 of the record inside this file"))
    ticks = view.ticks
    received = voice.say(N_("Received in full, receipt {number}"), number=line(ticks.receipt_no))
    if not ticks.receipt_no:
        received = voice.say(N_("No receipt yet"))
    elif not ticks.received:
        received = voice.say(N_("Not received in full; {n} originals missing there"), n=len(ticks.missing_originals))
    return ProofFacts(
        rows=(
            *row(voice, N_("Made"), voice.joined(", ", (stated(record.made), line(record.app)))),
            *row(voice, N_("Stands on"), _stands_on(voice, record)),
            Row(inside, (Cell(NOTHING, small=(Said(record_hash(record)),)),)),
            *row(voice, N_("First anchor outside the team"), anchor),
            *row(voice, N_("At headquarters"), received),
            *_keys(voice, view),
        ),
        code=head_code(head.log, head.seq, head.head),
        letters=Said(grouped(head_letters(head.head))),
        letters_label=voice.say(
            N_("Head of log {log} at entry {n}. Anyone can compare these letters with the log later."),
            log=log_code(head.log),
            n=head.seq,
        ),
    )


def _first_of(voice: Voice, view: SeizureView) -> Said:
    """Say when the first head left, how and to whom, and whose word that is."""
    if not view.anchors:
        return NOTHING
    first = view.anchors[0]
    how = voice.of(terms.ANCHORS, first.kind)
    if first.to is not None:
        how = voice.say(N_("{how}, to {who}"), how=how, who=party(first.to))
    said = voice.say(N_("{time}, {how}"), time=when(first.wall, first.offset), how=how)
    if first.kind in terms.CLAIMED:
        return voice.say(N_("{anchor} (the team says so; headquarters has not confirmed it)"), anchor=said)
    return said


def _stands_on(voice: Voice, record: Record) -> Said:
    runs = (
        Said(f"{log_code(part.log)}/{first}–{last}" if first != last else f"{log_code(part.log)}/{first}")
        for part in record.covers.ranges
        for first, last in part.runs
    )
    return voice.say(N_("{n} entries: {ranges}"), n=record.view.entries, ranges=voice.joined(", ", runs))


def _keys(voice: Voice, view: SeizureView) -> tuple[Row, ...]:
    """Name all whose keys headquarters has not certified yet in one place, besides at each entry."""
    acts = [fact.act for fact in _facts(view)]
    acts += [step.act for exhibit in view.exhibits for step in exhibit.timeline]
    acts += [review.act for review in view.reviews]
    for register in (view.head, view.team, view.times, view.place, view.ground, view.presence, view.narrative):
        acts += [head.act for head in register.heads] if register is not None else []
    acts += [said.act for fact in _facts(view) for said in fact.attested]
    names = {signer(act): None for act in acts if act.standing == "provisional" and signer(act)}
    return row(
        voice,
        N_("Keys not certified by headquarters yet"),
        voice.joined(", ", names),
    )
