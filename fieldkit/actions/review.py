"""Sign together, lock, review, correct, resolve."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from fieldkit.actions.desk import Changes, Desk, changes, exhibit_of
from fieldkit.domain import covers, guards
from fieldkit.domain import review_bodies as rb
from fieldkit.domain.bases import correction_base, group_base
from fieldkit.domain.entry import Draft
from fieldkit.domain.keys import KeyFacts
from fieldkit.domain.registers import fact_key, group_key
from fieldkit.domain.types import body_of, plain
from fieldkit.domain.view import SeizureView
from fieldkit.errors import N_, KnownError

ATTESTED = frozenset(
    {
        "custody.find",
        "custody.package",
        "custody.break",
        "custody.reseal",
        "weighing.add",
        "count.add",
        "test.add",
        "deviation.add",
    }
)
"""What a second person signs for at the end of a night."""


class UnknownEntry(KnownError):
    """No such entry here."""

    code = "unknown-entry"
    message = N_("There is no entry {entry} in this home.")
    hint = N_("Nothing was changed. Look at the history of the seizure for its number.")


class NothingToAttest(KnownError):
    """Nothing of this seizure waits for a second signature."""

    code = "nothing-to-attest"
    message = N_("Nothing in {number} waits for your signature.")
    hint = N_("Nothing was changed. Everything here is signed, or it is your own.")


def to_attest(*, desk: Desk, seizure: str, person: str | None = None) -> tuple[str, ...]:
    """Return the entries of a seizure that somebody else signed and *person* has not attested yet, oldest first.

    person: an officer's id, None = who sits here. Whoever has keys on two devices is one person on both.
    """
    view = desk.seizure(seizure)
    wanted = person or desk.keys.person
    entries = desk.store.ledger.in_scope(view.id)
    persons = desk.store.certificates.facts_of_many({signed.entry.by for signed in entries})
    own_key = desk.keys.signer.key_id if wanted == desk.keys.person else None
    theirs = {key for key, facts in persons.items() if facts.person == wanted} | {own_key}
    mine = {signed.hash for signed in entries if signed.entry.by in theirs}
    done: set[str] = set()
    for signed in entries:
        body = body_of(signed.entry)
        if signed.hash in mine and isinstance(body, rb.Attest):
            done |= {*body.entries, *(line.entry for line in body.struck)}
    return tuple(
        signed.hash
        for signed in entries
        if signed.entry.type in ATTESTED and signed.hash not in mine and signed.hash not in done
    )


def attest(*, desk: Desk, seizure: str, struck: Mapping[str, str] | None = None, statement: str = "") -> Changes:
    """Sign once for the whole list of `to_attest`; *struck* = entries this officer does not sign for, and why.

    Raises NothingToAttest.
    """
    view = desk.seizure(seizure)
    waiting = to_attest(desk=desk, seizure=view.id)
    if not waiting:
        raise NothingToAttest(number=view.number)
    refused = struck or {}
    body = rb.Attest(
        entries=tuple(sorted(name for name in waiting if name not in refused)),
        struck=tuple(rb.Struck(entry=name, reason=refused[name]) for name in sorted(refused)),
        statement=statement,
    )
    return changes(desk.write(Draft(type="attest", subj=view.id, scope=(view.id,), body=plain(body))))


def lock(*, desk: Desk, seizure: str, reason: str = "", absent_author: bool = False) -> Changes:
    """Close the write-up over everything known of it; with *absent_author* and a *reason* in place of who wrote it.

    Raises MayNotLock, AbsenceUnexplained, WriteUpLocked, NeedsAmendment.
    """
    view = desk.seizure(seizure)
    guards.may_lock(view, desk.keys.person, absent_author=absent_author, reason=reason)
    body = rb.Lock(covers=_covers(desk, view), reason=reason, absent_author=absent_author)
    return _review(desk, view, "lock", body)


def send_back(*, desk: Desk, seizure: str, reason: str) -> Changes:
    """Return a write-up to its team with a reason. Raises NotYours, NotLocked, SamePerson."""
    view = desk.seizure(seizure)
    guards.may_review(view, _own_facts(desk), accepting=False)
    return _review(desk, view, "review.return", rb.ReviewReturn(reason=reason))


def accept(*, desk: Desk, seizure: str, official_no: str = "", note: str = "") -> Changes:
    """Accept a write-up; from here it takes amendments only. Raises NotYours, NotLocked, SamePerson, StillDisputed."""
    view = desk.seizure(seizure)
    guards.may_review(view, _own_facts(desk), accepting=True)
    body = rb.ReviewAccept(covers=_covers(desk, view), official_no=official_no, note=note)
    return _review(desk, view, "review.accept", body)


def amend(*, desk: Desk, seizure: str, reason: str) -> str:
    """Open the next version of an accepted write-up; returns the entry that `amend=` of later changes names.

    Raises NotAccepted.
    """
    view = desk.seizure(seizure)
    guards.may_amend(view)
    body = rb.Amend(reason=reason, version=view.version + 1)
    draft = Draft(type="amend", subj=view.id, scope=(view.id,), base=view.review_base, body=plain(body))
    return desk.write(draft)[0].hash


def correct(
    *,
    desk: Desk,
    seizure: str,
    target: str,
    body: msgspec.Struct,
    reason: str,
    mistyped: bool = False,
    amend: str | None = None,
) -> Changes:
    """Give a fact of the moment a whole new body; the old one stays readable and custody does not move.

    target: the fact's first entry. Raises UnknownEntry, WriteUpLocked, NeedsAmendment.
    """
    view = desk.seizure(seizure)
    guards.open_for_writing(view, amend)
    fact = desk.store.ledger.by_hash(target)
    if fact is None or view.id not in fact.entry.scope:
        raise UnknownEntry(entry=target)
    correction = rb.Correct(target=target, reason=reason, body=plain(body), mistyped=mistyped, amend=amend)
    base = correction_base(view, target)
    draft = Draft(type="correct", subj=fact.entry.subj, scope=(view.id,), base=base, body=plain(correction))
    return changes(desk.write(draft))


def resolve(
    *, desk: Desk, seizure: str, subject: str, group: str = "", fact: str = "", value: msgspec.Struct, reason: str
) -> Changes:
    """Name every telling of a field group (its type) or of a *fact* (its first entry) and say what counts.

    Raises MayNotSettle, WriteUpLocked, NeedsAmendment.
    """
    view = desk.seizure(seizure)
    guards.may_settle(view, _own_facts(desk), custody=False)
    base = correction_base(view, fact) if fact else group_base(view, subject, group)
    register = fact_key(fact) if fact else group_key(subject, group)
    body = rb.Resolve(register=register, value=plain(value), reason=reason)
    draft = Draft(type="resolve", subj=subject, scope=(view.id,), base=base, body=plain(body))
    return changes(desk.write(draft))


def resolve_custody(
    *, desk: Desk, seizure: str, exhibit: str, axis: str, claims: Sequence[str], holds: str, reason: str
) -> Changes:
    """Settle a disputed axis of an exhibit: all *claims* are named, *holds* is the one that stands.

    Raises MayNotSettle.
    """
    view = desk.seizure(seizure)
    guards.may_settle(view, _own_facts(desk), custody=True)
    one = exhibit_of(view, exhibit)
    body = rb.Resolve(axis=axis, exhibit=one.id, holds=holds, reason=reason)
    draft = Draft(type="resolve", subj=one.id, scope=(view.id,), base=tuple(claims), body=plain(body))
    return changes(desk.write(draft))


def endorse(*, desk: Desk, seizure: str, entries: Sequence[str], reason: str) -> Changes:
    """Raise entries that would not count by themselves."""
    view = desk.seizure(seizure)
    guards.role_permits(_own_facts(desk), "endorse")
    body = rb.Endorse(entries=tuple(sorted(entries)), reason=reason)
    return changes(desk.write(Draft(type="endorse", subj=view.id, scope=(view.id,), body=plain(body))))


def _own_facts(desk: Desk) -> KeyFacts:
    key = desk.keys.signer.key_id
    facts = desk.store.certificates.facts(key)
    return facts or KeyFacts(key=key, kind="officer", person=desk.keys.person, name=desk.keys.name)


def _covers(desk: Desk, view: SeizureView) -> rb.Covers:
    return covers.make(view.id, desk.store.ledger.in_scope(view.id))


def _review(desk: Desk, view: SeizureView, kind: str, body: msgspec.Struct) -> Changes:
    draft = Draft(type=kind, subj=view.id, scope=(view.id,), base=view.review_base, body=plain(body))
    return changes(desk.write(draft))
