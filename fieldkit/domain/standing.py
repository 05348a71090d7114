"""What an entry counts for: who may sign what, revocation by log position, the unit rule, endorsement.

Nothing here looks at a clock or at the order of arrival; certificate dates never judge. The rules (DESIGN 4):

* A key without a certificate counts, as provisional, for the write-up, custody, attestation and the log's own entries.
  It can never return, accept, amend, resolve, endorse, receipt, revoke, grant or issue rules. Name, unit and person of
  such a key are its own word. So where certified officers opened the seizure it writes up only in logs in which one of
  them or their team wrote too (a newcomer on the team's laptop), and lets nobody into the team. Under another name than
  headquarters certified for its person it is nobody's second hand: it attests nothing and accepts nothing.
* A certified officer's key counts for what one of its roles may sign (`MAY`). Viewers sign only that they looked.
* A role of plain officer writes up seizures of its own unit (`Scene`); for others it must be named in the team or have
  taken over an exhibit. Clerks, reviewers and supervisors work across units.
* `resolve` counts under a certified reviewer or supervisor, or an HQ key that issues. Who opened or leads the seizure
  may resolve a write-up conflict among their own team; such a resolve is part of the write-up, so a lock must cover it,
  and a custody dispute is never theirs to resolve.
* A reviewer or supervisor who is not the signer can `endorse` entries that would not count by themselves; what belongs
  to reviewers and headquarters cannot be endorsed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

from fieldkit.domain.context import Context
from fieldkit.domain.entry import Signed
from fieldkit.domain.keys import KeyFacts, Revocation, Role
from fieldkit.domain.ledger_bodies import Revoke
from fieldkit.domain.types import TYPES, body_of
from fieldkit.domain.view import Standing


class Permit(msgspec.Struct, frozen=True, kw_only=True):
    """Who may sign one type: roles of officer keys, device keys or not, roles of HQ keys.

    provisional: counts under a key without certificate. own_unit: the plain officer role needs the seizure's own team.
    """

    officer: frozenset[Role] = frozenset()
    device: bool = False
    hq: frozenset[Role] = frozenset()
    provisional: bool = True
    own_unit: bool = False


_WRITERS: Final[frozenset[Role]] = frozenset({"officer", "reviewer", "supervisor"})
_STAFF: Final[frozenset[Role]] = _WRITERS | {"clerk"}
_EVERYBODY: Final[frozenset[Role]] = _STAFF | {"viewer"}
REVIEWERS: Final[frozenset[Role]] = frozenset({"reviewer", "supervisor"})
"""Roles that return, accept, resolve and endorse."""
KEEPERS: Final[frozenset[Role]] = frozenset({"clerk", "reviewer", "supervisor"})
"""Roles that work across units."""
_ISSUERS: Final[frozenset[Role]] = frozenset({"issue"})


def _may() -> dict[str, Permit]:
    write_up = Permit(officer=_WRITERS, own_unit=True)
    fact = Permit(officer=_STAFF, own_unit=True)
    custody = Permit(officer=_STAFF)
    review = Permit(officer=REVIEWERS, provisional=False)
    log = Permit(officer=_EVERYBODY, device=True)
    issued = Permit(hq=_ISSUERS, provisional=False)
    may = {name: write_up for name, known in TYPES.items() if known.kind == "group"}
    may |= {name: fact for name, known in TYPES.items() if known.kind == "fact"}
    may |= {name: custody for name, known in TYPES.items() if known.kind == "custody"}
    may |= {name: log for name, known in TYPES.items() if known.kind == "log"}
    return may | {
        "original.examined": Permit(officer=_STAFF, device=True),
        "custody.find": write_up,
        "custody.package": fact,
        "custody.disposition": Permit(officer=KEEPERS),
        "attest": custody,
        "correct": fact,
        "void": fact,
        "lock": write_up,
        "review.return": review,
        "review.accept": review,
        "amend": Permit(officer=_STAFF, provisional=False, own_unit=True),
        "resolve": Permit(officer=_WRITERS, hq=_ISSUERS, provisional=False, own_unit=True),
        "endorse": review,
        "report.add": custody,
        "report.printed": Permit(officer=_EVERYBODY),
        "released": Permit(officer=_STAFF),
        "transcribed": fact,
        "viewed": Permit(officer=_EVERYBODY, device=True),
        "key.open": Permit(officer=_EVERYBODY),
        "log.open": Permit(device=True),
        "anchor.add": custody,
        "receipt": Permit(hq=frozenset({"receipt"}), provisional=False),
        "revoke": issued,
        "granted": issued,
        "rules": issued,
    }


MAY: Final[Mapping[str, Permit]] = _may()
"""Who may sign which type. A type that is missing here counts under nobody."""
_TWO_PEOPLE: Final = frozenset({"attest", "custody.accept"})
"""What a second person signs."""
_NEVER_ENDORSED: Final = frozenset({"resolve", "review.return", "review.accept", "endorse", "amend"}) | {
    name for name, known in TYPES.items() if known.kind == "hq"
}


class Scene(msgspec.Struct, frozen=True, kw_only=True):
    """Whose seizure it is. Empty `units` = nobody knows yet who opened it, so the unit rule cannot judge.

    persons: the opener and everybody a counting `team.set` names. leads: the openers and lead officers, who may resolve
    their own team's conflicts. takers: everybody who took over an exhibit. logs: where the team writes.
    """

    units: frozenset[str] = frozenset()
    persons: frozenset[str] = frozenset()
    leads: frozenset[str] = frozenset()
    takers: frozenset[str] = frozenset()
    logs: frozenset[str] = frozenset()

    def writes(self, facts: KeyFacts) -> bool:
        """Tell whether the holder of a key belongs to those who write the seizure up."""
        return not self.units or facts.unit in self.units or facts.person in self.persons

    def has(self, facts: KeyFacts) -> bool:
        """Tell whether the holder of a key writes the seizure up or has taken exhibits over."""
        return self.writes(facts) or facts.person in self.takers

    def admits(self, log: str) -> bool:
        """Tell whether a key without a certificate may write the seizure up in *log*."""
        return not self.units or log in self.logs


def standing(signed: Signed, ctx: Context, scene: Scene | None = None) -> Standing:
    """Return what *signed* counts for by itself, without endorsements.

    Without a *scene* the unit rule is left out.
    """
    entry = signed.entry
    if body_of(entry) is None:
        return "unreadable"
    return judge(entry.type, signed, ctx, scene)


def judge(type_name: str, signed: Signed, ctx: Context, scene: Scene | None) -> Standing:
    """Return what *signed*, whose body is known to be readable, counts for when judged as an entry of *type_name*."""
    entry = signed.entry
    for word in ctx.revocations:
        if word.key == entry.by and entry.seq > word.upto.get(entry.log, -1):
            return "revoked"
    facts = ctx.keys.get(entry.by)
    permit = MAY.get(type_name)
    if facts is None or permit is None:
        return "unauthorised"
    if not facts.certified:
        fits = (facts.kind == "officer" and bool(permit.officer)) or (facts.kind == "device" and permit.device)
        inside = scene is None or not permit.own_unit or scene.admits(entry.log)
        told = type_name in _TWO_PEOPLE and _under_another_name(facts, ctx)
        return "provisional" if fits and permit.provisional and inside and not told else "unauthorised"
    return "good" if _permitted(facts, permit, scene) else "unauthorised"


def _under_another_name(facts: KeyFacts, ctx: Context) -> bool:
    """Tell whether a key without a certificate claims the person of a certified one, and another name."""
    return facts.person is not None and any(
        other.certified and other.person == facts.person and other.name != facts.name for other in ctx.keys.values()
    )


def _permitted(facts: KeyFacts, permit: Permit, scene: Scene | None) -> bool:
    if facts.kind == "device":
        return permit.device
    if facts.kind == "hq":
        return bool(facts.roles & permit.hq)
    roles = facts.roles & permit.officer
    if permit.own_unit and scene is not None and not scene.has(facts):
        roles -= {"officer"}  # the plain officer's role ends at the own seizures
    return bool(roles)


def may_sign(facts: KeyFacts, type_name: str) -> bool:
    """Tell whether *facts* could sign an entry of *type_name* so that it counts, the unit rule left aside."""
    permit = MAY.get(type_name)
    if permit is None:
        return False
    if facts.certified:
        return _permitted(facts, permit, None)
    return permit.provisional and (permit.device if facts.kind == "device" else bool(permit.officer))


def is_reviewer(facts: KeyFacts | None) -> bool:
    """Tell whether a key is certified for reviewing."""
    return facts is not None and facts.certified and facts.kind == "officer" and bool(facts.roles & REVIEWERS)


def endorsable(type_name: str, signer: KeyFacts | None, endorser: KeyFacts) -> bool:
    """Tell whether *endorser*, a reviewer, can raise an entry of *type_name* by *signer*: never one's own."""
    same = signer is not None and (signer.key == endorser.key or (signer.person and signer.person == endorser.person))
    return type_name not in _NEVER_ENDORSED and not same


def revocations(entries: Iterable[Signed], keys: Mapping[str, KeyFacts]) -> tuple[Revocation, ...]:
    """Return the revocations among *entries* that count: signed by certified HQ keys that may issue them.

    An issuing key that another issuing key revoked loses the revocations beyond its limit too.
    """
    words = []
    for signed in entries:
        body = body_of(signed.entry)
        facts = keys.get(signed.entry.by)
        if isinstance(body, Revoke) and facts and facts.certified and facts.kind == "hq" and "issue" in facts.roles:
            upto: dict[str, int] = {}
            for limit in body.logs:
                upto[limit.log] = min(limit.upto, upto.get(limit.log, limit.upto))
            words.append((signed, Revocation(key=body.key, upto=upto, reason=body.reason, entry=signed.hash)))
    counting = [
        word
        for signed, word in words
        if not any(
            other.key == signed.entry.by
            and by.entry.by != signed.entry.by
            and signed.entry.seq > other.upto.get(signed.entry.log, -1)
            for by, other in words
        )
    ]
    return tuple(sorted(counting, key=lambda word: word.entry))
