"""From the record of a seizure to what its report says, in Khmer, English, or Khmer with English beneath.

The result holds words only, all of them printable. Claims are labelled as claims, a default is never called law, and
nothing that the view lists is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from fieldkit.domain.clocks import off_by
from fieldkit.domain.context import WeightRule
from fieldkit.domain.values import Party
from fieldkit.domain.view import Act, Attested, ExhibitView, SeizureView
from fieldkit.domain.writeup_bodies import Drug, Precursor, Present
from fieldkit.errors import N_
from fieldkit.reports import words
from fieldkit.reports.act_facts import row, shared_proof, who
from fieldkit.reports.custody_facts import custody
from fieldkit.reports.exhibit_facts import (
    HANDED_ONLY,
    acts_of,
    exhibit_facts,
    laboratory,
    packed,
    quantity,
    sealed_gross,
    short,
)
from fieldkit.reports.fact_types import (
    Banner,
    Cell,
    ExhibitFacts,
    InkFacts,
    Listing,
    SeizureFacts,
    SignatureFacts,
    Titles,
)
from fieldkit.reports.kind_facts import what
from fieldkit.reports.photo_facts import photo_facts
from fieldkit.reports.proof_facts import (
    attestations,
    problems,
    proof_facts,
    receipts,
    record_hash,
    reviews,
    transcribed,
)
from fieldkit.reports.record import Languages, Record, RequiredSignature
from fieldkit.reports.scene_facts import deviations, groups, name, narrative, people
from fieldkit.reports.voice import NOTHING, Said, Voice, line, party, signer, stated, text
from fieldkit.reports.weighing_facts import weighings
from fieldkit.text.plain import plain

_RUNNING: Final = 40  # characters of the number in the head and foot of each page
_SHORT_HASH: Final = 16  # hexadecimal characters in the foot of each page
_WITNESSES: Final = 2  # boxes on paper, whether or not anybody was there


def seizure_facts(record: Record, languages: Languages, *, rule: WeightRule) -> SeizureFacts:
    """Return what the report on *record* says in *languages*; *rule* is the weight tolerance in force."""
    voice = Voice(languages)
    view = record.view
    numbers = {exhibit.id: short(exhibit.number) for exhibit in view.exhibits}
    persons = {person.id: _name(voice, view, person.id) for person in view.persons}
    return SeizureFacts(
        banner=_banner(voice, record),
        titles=_titles(voice, record),
        legend=_legend(voice),
        changed=tuple(text(change) for change in record.changed),
        groups=groups(voice, view),
        narrative=narrative(voice, view),
        people=people(voice, view.persons),
        listing=_listing(voice, view),
        exhibits=tuple(_exhibit(voice, exhibit, persons, rule) for exhibit in view.exhibits),
        deviations=deviations(voice, view.deviations, numbers),
        attestations=attestations(voice, view),
        problems=problems(voice, view),
        photos=tuple(photo_facts(voice, one, numbers, off_by(view, one)) for one in view.originals),
        reviews=reviews(voice, view),
        receipts=receipts(voice, view),
        proof=proof_facts(voice, record),
        signatures=tuple(_signature(voice, view, need) for need in record.signatures),
        ink=_ink(voice, record),
    )


def _exhibit(voice: Voice, exhibit: ExhibitView, persons: dict[str, Said], rule: WeightRule) -> ExhibitFacts:
    shared = shared_proof(voice, acts_of(exhibit))
    weighed, held = weighings(voice, exhibit, rule, shared), custody(voice, exhibit, shared)
    return exhibit_facts(voice, exhibit, persons, weighed, held)


# --- head and furniture ----------------------------------------------------------------------------------------------
def _banner(voice: Voice, record: Record) -> Banner:
    view = record.view
    official = [review.official_no for review in view.reviews if review.official_no]
    state = voice.of(words.STATES, view.state)
    version = voice.say(N_("{n}, made {time}"), n=record.version, time=stated(record.made))
    disputed = voice.say(N_("{n} disputed places; all versions are printed"), n=view.conflicts)
    return Banner(
        title=voice.say(N_("Seizure evidence report")),
        number=line(view.number),
        rows=(
            *row(voice, N_("Number, for life"), line(view.number)),
            *row(voice, N_("Official number"), line(", ".join(dict.fromkeys(official))) or voice.say(N_("None yet"))),
            *row(voice, N_("Version"), version),
            *row(voice, N_("State of the record"), state),
            *(row(voice, N_("Disputes"), disputed) if view.conflicts else ()),
            *transcribed(voice, view),
        ),
        original=_which_is_original(voice, record),
        national=words.NATIONAL if voice.languages[0] == "km" else (),
        national_note=voice.say(N_("Draft form of the national heading")),
        practice=voice.say(N_("PRACTICE: an exercise with invented people and things; no evidence"))
        if view.practice
        else NOTHING,
        draft=NOTHING if record.signatures else voice.say(N_("UNSIGNED DRAFT: nobody certified can sign this file")),
    )


def _which_is_original(voice: Voice, record: Record) -> Said:
    if not record.signatures:
        return voice.say(N_("This file is a draft and no original. Only paper signed in ink can become one."))
    return voice.say(
        N_(
            "Where the law asks for paper, the paper signed in ink is the original and this file says what was "
            "recorded. Otherwise this file with its electronic signatures is the original, and a print is a copy."
        )
    )


def _titles(voice: Voice, record: Record) -> Titles:
    number = line(plain(record.view.number, _RUNNING))
    title = voice.say(N_("Seizure evidence report"))
    return Titles(
        facts=voice.say(N_("Facts of the seizure")),
        changed=voice.say(N_("What differs from the version before")),
        narrative=voice.say(N_("Narrative")),
        deviations=voice.say(N_("Deviations")),
        exhibits=voice.say(N_("Each exhibit")),
        photos=voice.say(N_("Photos and files")),
        proof=voice.say(N_("What this report stands on")),
        signatures=voice.say(N_("Electronic signatures")),
        ink=voice.say(N_("Signatures in ink on the printed paper")),
        last_item=Said(*words.LAST_ITEM),
        signature=voice.say(N_("Signature")),
        thumbprint=voice.say(N_("Thumbprint")),
        date=voice.say(N_("Date")),
        stamp=voice.say(N_("Stamp")),
        signed_here=voice.say(N_("The signature is placed here")),
        disputed=voice.say(N_("DISPUTED")),
        running=voice.joined(" · ", (title, number)),
        foot=voice.say(
            N_("{number} · version {n} · record {hash}"),
            number=number,
            n=record.version,
            hash=record_hash(record)[:_SHORT_HASH],
        ),
        page=voice.say(N_("Page {page} of {pages}")),
        watermark=words.PRACTICE if record.view.practice else "",
    )


def _legend(voice: Voice) -> tuple[Said, ...]:
    return (
        voice.say(
            N_(
                "Times are what people and devices claim. What headquarters’ receipts prove stands beneath: not "
                "before, not after. Dates are year-month-day, hours from 0 to 24, with the offset from UTC."
            )
        ),
        voice.say(N_("Suspicions, origins, ages, values and roles are claims of the team, of nobody else.")),
        voice.say(N_("A field test shows a suspicion, no identity; that is for a laboratory to say.")),
        voice.say(N_("Rules and tolerances named here are working rules. No rule is cited here as law.")),
        voice.say(N_("K7Q/12 means entry 12 of the log with the code K7Q.")),
    )


# --- list of exhibits ------------------------------------------------------------------------------------------------
def _listing(voice: Voice, view: SeizureView) -> Listing:
    columns = (
        voice.say(N_("No.")),
        voice.say(N_("Description")),
        voice.say(N_("Suspected, and found by the laboratory")),
        voice.say(N_("Quantity")),
        voice.say(N_("Gross, sealed")),
        voice.say(N_("Package, seals")),
    )
    rows = tuple(_listed(voice, exhibit) for exhibit in view.exhibits)
    return Listing(voice.say(N_("List of exhibits")), columns, rows)


def _listed(voice: Voice, exhibit: ExhibitView) -> tuple[Cell, ...]:
    find = exhibit.find.register.shown
    warn: list[Said] = []
    if exhibit.find.voided:
        warn.append(voice.say(N_("Entered by mistake: {reason}"), reason=line(exhibit.find.voided)))
    if exhibit.find.register.disputed or exhibit.axes.disputed:
        warn.append(voice.say(N_("DISPUTED")))
    if exhibit.discrepancies:
        warn.append(voice.say(N_("DISCREPANCY")))
    if exhibit.partial:
        warn.append(voice.say(HANDED_ONLY))
    result: tuple[Said, ...] = ()
    if isinstance(find.detail, Drug | Precursor):
        result = laboratory(voice, exhibit) or (voice.say(N_("No laboratory result")),)
    package, seals = packed(exhibit)
    return (
        Cell(short(exhibit.number), tone="strong"),
        Cell(text(find.description), warn=tuple(warn)),
        Cell(what(voice, find.detail), small=result),
        Cell(quantity(voice, exhibit)),
        Cell(sealed_gross(exhibit) or Said("–")),
        Cell(package or Said("–"), small=(seals,) if seals else ()),
    )


# --- who signs -------------------------------------------------------------------------------------------------------
def _name(voice: Voice, view: SeizureView, person: str) -> Said:
    for known in view.persons:
        if known.id == person:
            return name(voice, known.register.shown)
    return line(person)


def _signature(voice: Voice, view: SeizureView, need: RequiredSignature) -> SignatureFacts:
    role = voice.of(words.SIGNERS, need.role)
    if need.person_id is None:
        named = voice.say(N_("Any person whom headquarters certified in this role"))
    else:
        named = _officer(view, need.person_id) or line(need.person_id)
    return SignatureFacts(field=need.field, role=role, who=named)


def _officer(view: SeizureView, person: str) -> Said:
    """Return rank, name and unit of an officer: as signed, else as named in the team."""
    for act in _acts(view):
        if act.person == person and act.name:
            return line(", ".join(filter(None, (signer(act).main, act.unit))))
    for member in _team(view):
        if member.person == person:
            return party(member)
    return NOTHING


def _acts(view: SeizureView) -> Iterator[Act]:
    for register in (view.head, view.team, view.times, view.place, view.ground, view.presence, view.narrative):
        if register is not None:
            yield from (head.act for head in register.heads)
    for exhibit in view.exhibits:
        yield from (step.act for step in exhibit.timeline)
        yield from (one.act for one in _seconds(exhibit))
    yield from (review.act for review in view.reviews)


def _seconds(exhibit: ExhibitView) -> tuple[Attested, ...]:
    """Return the second signatures under the find and the weighings of an exhibit."""
    return (*exhibit.find.attested, *(one for fact in exhibit.weighings for one in fact.attested))


def _team(view: SeizureView) -> tuple[Party, ...]:
    if view.team is None:
        return ()
    team = view.team.shown
    return (team.lead, *team.members)


def _ink(voice: Voice, record: Record) -> tuple[InkFacts, ...]:
    """Return the boxes for ink: two officers, two witnesses, the owner, and whoever else was present."""
    view = record.view
    first = next((need.person_id for need in record.signatures if need.person_id), None)
    first = first or (view.team.shown.lead.person if view.team else None)
    officers = _officer(view, first) if first else NOTHING
    present = view.presence.shown.people if view.presence is not None else ()
    witnesses = [one for one in present if one.role == "civilian_witness"]
    owners = [one for one in present if one.role in ("owner", "representative")]
    others = [one for one in present if one not in witnesses and one not in owners]
    boxes = [
        InkFacts(voice.say(N_("Officer")), officers or (party(_team(view)[0]) if _team(view) else NOTHING)),
        InkFacts(voice.say(N_("Second officer")), _second_officer(voice, view, first)),
    ]
    for place in range(max(_WITNESSES, len(witnesses))):
        role = voice.say(N_("Witness {n}, not police"), n=place + 1)
        boxes.append(_paper(voice, role, witnesses[place] if place < len(witnesses) else None))
    owner = voice.say(N_("Owner or occupier"))
    boxes += [_paper(voice, owner, one) for one in owners] or [_paper(voice, owner, None)]
    boxes += [_paper(voice, voice.of(words.PRESENCE, one.role), one) for one in others]
    return tuple(boxes)


def _paper(voice: Voice, role: Said, present: Present | None) -> InkFacts:
    if present is None:
        return InkFacts(role, NOTHING)
    note = NOTHING
    if present.mark in ("refused", "absent"):
        mark = voice.of(words.MARKS, present.mark)
        note = voice.say(N_("{mark}: {reason}"), mark=mark, reason=line(present.reason)) if present.reason else mark
    return InkFacts(role, party(present.party), note)


def _second_officer(voice: Voice, view: SeizureView, first: str | None) -> Said:
    for exhibit in view.exhibits:
        for one in _seconds(exhibit):
            if one.act.person != first:
                return who(voice, one.act)
    for member in _team(view):
        if member.person != first:
            return party(member)
    return NOTHING
