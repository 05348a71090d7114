"""New keys for a known officer on a known device: named as such to headquarters, and the end of the old ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from fieldkit.domain.entry import Draft
from fieldkit.domain.ledger_bodies import LogLimit, LogOpen, Revoke
from fieldkit.domain.types import body_of, plain
from fieldkit.errors import N_, KnownError
from fieldkit.storage.store import Store
from fieldkit.sync.door import revoked_keys
from fieldkit.trust.enrolment import Request
from fieldkit.trust.signed_file import unb64
from fieldkit.trust.signing import key_id

_SHORTEST_REASON: Final = 3
"""Fewest letters of a reason."""


class SecondKey(KnownError):
    """A request brings another key for an officer who has a certified one on that device."""

    code = "second-key"
    message = N_("“{name}” has a certified key on that device already; this request brings another one.")
    hint = N_(
        "Nothing was changed. Ask that officer by voice whether they were given a new key, and why. If so, grant again "
        "with `--renew NAME=REASON`: their old key ends there. If not, somebody there made a key in their name."
    )


class NewKeyNotSeen(KnownError):
    """Headquarters has not received where the new key begins, so it cannot say where the old one ends."""

    code = "new-key-not-seen"
    message = N_("Headquarters has not received the entry with which the new key of “{name}” begins.")
    hint = N_(
        "Nothing was changed. Take in the newest bundle of that device, then grant again: so nothing that the old key "
        "signed before is lost."
    )


class NotRenewed(KnownError):
    """A renewal of somebody who needs none, or without a reason."""

    code = "not-renewed"
    message = N_("“{text}” names nobody whose key this request replaces, or gives no reason.")
    hint = N_("Nothing was changed. Write NAME=REASON for an officer who has a certified key on that device.")


def persons_for(*, asked: Request, given: Iterable[str]) -> dict[str, str]:
    """Return the reasons of renewals given as `PERSON=reason` by id or name, by person id. Raises NotRenewed."""
    reasons: dict[str, str] = {}
    for text in given:
        who, _, why = text.partition("=")
        person = next((claim.person for claim in asked.officers if who in (claim.person, claim.name)), None)
        if person is None or len(why.strip()) < _SHORTEST_REASON:
            raise NotRenewed(text=text)
        reasons[person] = why.strip()
    return reasons


def ended(store: Store, asked: Request, *, persons: Iterable[str], renewed: Mapping[str, str]) -> list[Draft]:
    """Return the revocations that end the old keys of those officers of *asked* who have certified ones on that device.

    renewed: by person id, why there is a new key. The old key counts up to the `key.open` of the new one in the
    device's own log, and in its other logs as far as headquarters has them. Raises SecondKey for somebody who is not
    among *renewed*, NotRenewed for somebody who is and has no other key, NewKeyNotSeen.
    """
    old = _old_keys(store, asked, set(persons))
    for person, reason in renewed.items():
        if person not in old:
            raise NotRenewed(text=f"{person}={reason}")
    names = {claim.person: claim.name for claim in asked.officers}
    drafts = []
    for person, keys in sorted(old.items()):
        if person not in renewed:
            raise SecondKey(name=names[person])
        limits = _limits(store, asked, person)
        if limits is None:
            raise NewKeyNotSeen(name=names[person])
        for key in sorted(keys):
            body = Revoke(key=key, logs=limits, reason=renewed[person])
            drafts.append(Draft(type="revoke", subj=person, body=plain(body)))
    return drafts


def _old_keys(store: Store, asked: Request, persons: set[str]) -> dict[str, set[str]]:
    """Return the certified keys, not revoked, that *persons* hold on that device besides those asked for."""
    given = [str(one.entry.body.get("key")) for one in store.ledger.of_type("granted")]
    now, gone = {key_id(unb64(claim.key)) for claim in asked.officers}, revoked_keys(store)
    old: dict[str, set[str]] = {}
    for facts in store.certificates.facts_of_many(given).values():
        here = facts.kind == "officer" and facts.device == asked.device and facts.person in persons
        if here and facts.certified and facts.person is not None and facts.key not in gone | now:
            old.setdefault(facts.person, set()).add(facts.key)
    return old


def _limits(store: Store, asked: Request, person: str) -> tuple[LogLimit, ...] | None:
    """Return how far old keys of *person* count in each log of the device, or None when the new key was not seen."""
    logs = {
        one.entry.log
        for one in store.ledger.of_type("log.open")
        if isinstance(body := body_of(one.entry), LogOpen) and body.device == asked.device
    }
    new = next(key_id(unb64(claim.key)) for claim in asked.officers if claim.person == person)
    opened = [one.entry for one in store.ledger.of_type("key.open") if one.entry.by == new and one.entry.log in logs]
    if not opened:
        return None
    upto = {log: seq for log, (seq, _hash) in store.ledger.heads().items() if log in logs}
    first = min(opened, key=lambda entry: entry.seq)
    upto[first.log] = first.seq
    return tuple(LogLimit(log=log, upto=seq) for log, seq in sorted(upto.items()))
