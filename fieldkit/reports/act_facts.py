"""Who wrote an entry and when: claimed by the device, and proven by headquarters' receipts."""

from __future__ import annotations

from collections.abc import Iterable

from fieldkit.domain.numbers import log_code
from fieldkit.domain.view import Act, Attested
from fieldkit.errors import N_
from fieldkit.reports import words
from fieldkit.reports.fact_types import Cell, Row
from fieldkit.reports.voice import NOTHING, Said, Voice, clock, line, signer, when

_TOLD_APART = frozenset({"endorsed", "unauthorised", "revoked", "unreadable"})


def reference(act: Act) -> Said:
    """Return by which an entry is found in its log: `K7Q/12`, log code and sequence number."""
    return Said(f"{log_code(act.log)}/{act.seq}")


def proof(voice: Voice, act: Act) -> Said:
    """Return between which times headquarters' receipts prove that the entry was written, with the entry's offset."""
    before = when(act.not_before, act.offset) if act.not_before is not None else NOTHING
    after = when(act.not_after, act.offset) if act.not_after is not None else NOTHING
    if before and after:
        return voice.say(N_("proven not before {before}, not after {after}"), before=before, after=after)
    if after:
        return voice.say(N_("proven not after {after}"), after=after)
    if before:
        return voice.say(N_("proven not before {before}"), before=before)
    return voice.say(N_("time not proven"))


def who(voice: Voice, act: Act) -> Said:
    """Return who signed an entry. Name and person of a key without certificate are its own word, so that is said."""
    name = signer(act) or voice.say(N_("The device"))
    return voice.say(N_("{who} (key not certified)"), who=name) if act.standing == "provisional" else name


def marks(voice: Voice, act: Act) -> tuple[Said, ...]:
    """Return what a reader must know about the standing of an entry; `who` says which keys are provisional."""
    found = []
    if act.standing == "endorsed":
        found.append(voice.say(N_("Counts because somebody endorsed it")))
    elif act.standing in _TOLD_APART:
        found.append(voice.of(words.PROBLEMS, act.standing))
    if act.late:
        found.append(voice.of(words.PROBLEMS, "late"))
    if act.unproven:
        found.append(voice.say(N_("Came from another device; headquarters has not confirmed it yet")))
    return tuple(found)


def written(voice: Voice, act: Act) -> Said:
    """Return one line about an entry: by whom, when, proven or not, where in which log."""
    return voice.say(
        N_("{who}, {time}, {proof}; entry {entry}"),
        who=who(voice, act),
        time=clock(act),
        proof=proof(voice, act),
        entry=reference(act),
    )


def shared_proof(voice: Voice, acts: Iterable[Act]) -> Said:
    """Return what is proven of the times of all *acts* alike, to be said once; nothing where they differ."""
    proofs = {proof(voice, act) for act in acts}
    return proofs.pop() if len(proofs) == 1 else NOTHING


def once(voice: Voice, shared: Said) -> tuple[Said, ...]:
    """Return the note that says for a whole table what is proven of its times."""
    return (voice.say(N_("Times of all entries here: {proof}"), proof=shared),) if shared else ()


def timed(voice: Voice, act: Act, shared: Said = NOTHING) -> Cell:
    """Return the cell of a table that says when, by which entry, and what is proven unless that is *shared*."""
    proven = proof(voice, act)
    small = (reference(act),) if proven == shared else (reference(act), proven)
    return Cell(clock(act), small=small)


def others(voice: Voice, attested: Iterable[Attested]) -> tuple[tuple[Said, ...], tuple[Said, ...]]:
    """Return who else signed, and as warnings who would not, or signed before a correction."""
    small: list[Said] = []
    warn: list[Said] = []
    for one in attested:
        name = who(voice, one.act)
        if one.struck:
            warn.append(voice.say(N_("Not signed by {who}: {reason}"), who=name, reason=line(one.struck)))
        elif one.before_correction:
            warn.append(voice.say(N_("Also {who}, attested before correction"), who=name))
        else:
            small.append(voice.say(N_("Also {who}"), who=name))
    return tuple(small), tuple(warn)


def signed_by(voice: Voice, act: Act, attested: Iterable[Attested] = ()) -> Cell:
    """Return the cell of a table that says who signed, who else did, and who would not."""
    small, warn = others(voice, attested)
    return Cell(who(voice, act), small=small, warn=(*marks(voice, act), *warn))


def row(voice: Voice, label: str, said: Said, *small: Said, warn: Iterable[Said] = ()) -> tuple[Row, ...]:
    """Return a labelled statement, or nothing where nothing is said."""
    if not said:
        return ()
    return (Row(voice.say(label), (Cell(said, small=tuple(part for part in small if part), warn=tuple(warn)),)),)
