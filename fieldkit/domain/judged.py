"""The entries of one seizure, in causal order, each with its body and its standing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, TypeVar

import msgspec

from fieldkit.domain import custody_bodies as cb
from fieldkit.domain import ledger_bodies as lb
from fieldkit.domain import review_bodies as rb
from fieldkit.domain import writeup_bodies as wb
from fieldkit.domain.context import Context
from fieldkit.domain.entry import Entry, Signed
from fieldkit.domain.keys import KeyFacts
from fieldkit.domain.order import causal_order
from fieldkit.domain.standing import KEEPERS, Scene, endorsable, is_reviewer, judge
from fieldkit.domain.types import TYPES, body_of
from fieldkit.domain.view import COUNTS, Standing

B = TypeVar("B", bound=msgspec.Struct)
_ONLOOKER: Final = frozenset({"viewed", "report.printed"}) | {
    name for name, known in TYPES.items() if known.kind in ("log", "hq")
}
"""What somebody writes about a seizure without working on it."""


class Judged:
    """Entries of one seizure and what each counts for.

    ours: entries in the seizure's scope. about: entries of logs and of headquarters (bundles made, anchors, receipts),
    which carry no scope. Both stand in causal order. endorsed: what a reviewer endorsed, whether it needed it or not.
    late: filled in by `reviewing`, a later step of the fold.
    """

    def __init__(self, seizure: str, entries: Sequence[Signed], ctx: Context) -> None:
        self.seizure = seizure
        self.ctx = ctx
        kinds = {name: known.kind for name, known in TYPES.items()}
        ordered = [
            signed
            for signed in causal_order(entries)
            if seizure in signed.entry.scope or kinds.get(signed.entry.type) in ("log", "hq")
        ]
        self.ours = [signed for signed in ordered if seizure in signed.entry.scope]
        self.about = [signed for signed in ordered if seizure not in signed.entry.scope]
        self.rank = {signed.hash: place for place, signed in enumerate(ordered)}
        self.by_hash = {signed.hash: signed for signed in ordered}
        self._bodies = {signed.hash: body_of(signed.entry) for signed in ordered}
        self.standing: dict[str, Standing] = {}
        self.scene = Scene()
        self.late: frozenset[str] = frozenset()
        self.endorsed: frozenset[str] = frozenset()
        self._judge_all(ordered)

    def entry(self, name: str) -> Entry | None:
        """Return the entry with hash *name* if it is here."""
        signed = self.by_hash.get(name)
        return signed.entry if signed else None

    def key(self, signed: Signed) -> KeyFacts | None:
        """Return what is known of the key that signed."""
        return self.ctx.keys.get(signed.entry.by)

    def person(self, signed: Signed) -> str | None:
        """Return the id of the person who signed, where known."""
        facts = self.key(signed)
        return facts.person if facts else None

    def counts(self, name: str) -> bool:
        """Tell whether the entry with hash *name* is here and counts."""
        return self.standing.get(name) in COUNTS

    def body(self, signed: Signed, kind: type[B]) -> B:
        """Return the body of a counting entry, which is known to be of *kind*."""
        body = self._bodies[signed.hash]
        if not isinstance(body, kind):
            raise TypeError(f"{signed.entry.type} has no body {kind.__name__}")
        return body

    def counting(self, *kinds: type[B]) -> Iterator[tuple[Signed, B]]:
        """Yield the counting entries whose body is one of *kinds*, in causal order."""
        for signed in (*self.ours, *self.about) if len(self.about) else self.ours:
            body = self._bodies[signed.hash]
            if isinstance(body, kinds) and self.counts(signed.hash):
                yield signed, body

    # -- standing -----------------------------------------------------------------------------------------------------
    def _judge_all(self, ordered: Sequence[Signed]) -> None:
        for signed in ordered:
            self.standing[signed.hash] = self._alone(signed, None)
        raised = self.endorsed = self._raised()
        self.scene = self._find_scene(raised)
        for signed in ordered:
            if self.standing[signed.hash] in COUNTS:
                self.standing[signed.hash] = self._alone(signed, self.scene)
            if signed.hash in raised and self.standing[signed.hash] not in ("good", "unreadable"):
                self.standing[signed.hash] = "endorsed"

    def _alone(self, signed: Signed, scene: Scene | None) -> Standing:
        body = self._bodies[signed.hash]
        if body is None:
            return "unreadable"
        verdict = judge(signed.entry.type, signed, self.ctx, scene)
        if verdict not in COUNTS:
            return verdict
        if isinstance(body, rb.Correct):
            target = self.entry(body.target)
            if target is not None:
                verdict = judge(target.type, signed, self.ctx, scene)
        elif isinstance(body, rb.Resolve) and scene is not None and not self._may_resolve(signed, body, scene):
            return "unauthorised"
        return verdict

    def _may_resolve(self, signed: Signed, body: rb.Resolve, scene: Scene) -> bool:
        facts = self.key(signed)
        if facts is None or facts.kind == "hq" or is_reviewer(facts):
            return True  # judged by its permit already
        own = all(not is_reviewer(self.key(self.by_hash[name])) for name in signed.entry.base if name in self.by_hash)
        return not body.axis and own and facts.person is not None and facts.person in scene.leads

    def _raised(self) -> frozenset[str]:
        raised: set[str] = set()
        for signed in self.ours:
            body = self._bodies[signed.hash]
            facts = self.key(signed)
            if isinstance(body, rb.Endorse) and facts is not None and self.standing[signed.hash] == "good":
                for name in body.entries:
                    target = self.by_hash.get(name)
                    if target is not None and endorsable(target.entry.type, self.key(target), facts):
                        raised.add(name)
        return frozenset(raised)

    # -- whose seizure ------------------------------------------------------------------------------------------------
    def _find_scene(self, raised: frozenset[str]) -> Scene:
        """Return who opened the seizure and, from there step by step, whom they named or handed exhibits to.

        Where two units claim to have opened it, the one whose opening headquarters received first did; till then, both.
        Where all who opened it are certified, what only a key without a certificate says lets nobody in.
        """
        openings = self._openings()
        openers = [facts for _, facts in openings]
        known = all(facts.certified for facts in openers)
        units = frozenset(facts.unit for facts in openers) if known else frozenset[str]()
        leads = {facts.person for facts in openers if facts.person}
        logs = {signed.entry.log for signed, _ in openings}
        persons, takers = set(leads), set[str]()
        heard = COUNTS - {"provisional"} if units else COUNTS
        while True:
            scene = Scene(
                units=units,
                persons=frozenset(persons),
                leads=frozenset(leads),
                takers=frozenset(takers),
                logs=frozenset(logs),
            )
            for signed in self.ours:
                body = self._bodies[signed.hash]
                if signed.hash not in raised and self._alone(signed, scene) not in heard:
                    continue
                if self._of_the_team(signed, scene):
                    logs.add(signed.entry.log)
                if isinstance(body, wb.TeamSet):
                    persons.update(party.person for party in (body.lead, *body.members) if party.person)
                    leads.update(filter(None, [body.lead.person]))
                elif isinstance(body, cb.Accept) and (taker := self._taker(signed, body, heard)) is not None:
                    takers.add(taker)
            grown = (len(persons), len(leads), len(takers), len(logs))
            if grown == (len(scene.persons), len(scene.leads), len(scene.takers), len(scene.logs)):
                return scene

    def _of_the_team(self, signed: Signed, scene: Scene) -> bool:
        facts = self.key(signed)
        worked = signed.entry.type not in _ONLOOKER
        return worked and facts is not None and facts.kind == "officer" and facts.certified and scene.has(facts)

    def _taker(self, signed: Signed, body: cb.Accept, heard: frozenset[str]) -> str | None:
        """Return the person who took over by *signed*, if it answers an offer that is *heard* and was made to them."""
        taker = self.person(signed)
        offer = self.by_hash.get(body.offer)
        offered = self._bodies.get(body.offer)
        if offer is None or not isinstance(offered, cb.Offer):
            return None
        if self.standing[offer.hash] not in heard and offer.hash not in self.endorsed:
            return None
        return taker if offered.to.person in (None, taker) and self.person(offer) != taker else None

    def _openings(self) -> list[tuple[Signed, KeyFacts]]:
        """Return the entries that opened the seizure, with what is known of their signers."""
        first = self.first_receipt()
        openings: list[tuple[float, Signed, KeyFacts]] = []
        for signed in self.ours:
            facts = self.key(signed)
            if (
                facts is not None
                and isinstance(self._bodies[signed.hash], wb.SeizureSet)
                and signed.entry.subj == self.seizure
                and not signed.entry.base
                and self.standing[signed.hash] in COUNTS
            ):
                openings.append((first(signed), signed, facts))
        earliest = min((when for when, _, _ in openings), default=0)
        return [(signed, facts) for when, signed, facts in openings if when == earliest]

    def working_logs(self) -> tuple[str, ...]:
        """Return the logs, sorted, in which somebody works on this seizure, so that the rest of it is their business.

        The team, those who took exhibits over, and clerks, reviewers and supervisors who wrote anything that counts;
        whom a reviewer endorsed; and who opened it. Merely to look, or to name it in a log's own entry, is no work.
        """
        found = set(self.scene.logs)
        for signed in self.ours:
            facts = self.key(signed)
            if facts is None or not self.counts(signed.hash) or signed.entry.type in _ONLOOKER:
                continue
            keeper = facts.certified and bool(facts.roles & KEEPERS)
            if keeper or self.standing[signed.hash] == "endorsed" or self._of_the_team(signed, self.scene):
                found.add(signed.entry.log)
        return tuple(sorted(found))

    def first_receipt(self) -> FirstReceipt:
        """Return when headquarters first says it held an entry, for any entry."""
        receipts = (
            (signed, body)
            for signed in (*self.ours, *self.about)
            if isinstance(body := self._bodies[signed.hash], lb.Receipt) and self.counts(signed.hash)
        )
        return FirstReceipt(receipts, self.by_hash.values(), self.ctx)


class FirstReceipt:
    """When headquarters first says it held an entry, in ms UTC by its own clock; infinity where it never did.

    A receipt names a log up to an entry. Where the log was forked it speaks of the branch that leads there: whoever
    puts another entry at an old place, however late, gets no old receipt for it.
    """

    def __init__(self, receipts: Iterable[tuple[Signed, lb.Receipt]], known: Iterable[Signed], ctx: Context) -> None:
        self._ctx = ctx
        self._logs: dict[str, list[tuple[int, int, str, str]]] = {}
        places: dict[tuple[str, int], set[str]] = {}
        for signed in known:
            places.setdefault((signed.entry.log, signed.entry.seq), set()).add(signed.hash)
        self.astray: list[Signed] = []
        for signed, body in receipts:
            for state in body.logs:
                held = places.get((state.log, state.upto))
                if held and state.head not in held:
                    self.astray.append(signed)  # it is about the other branch of a fork
                else:
                    found = (signed.entry.t.wall, state.upto, state.head, signed.hash)
                    self._logs.setdefault(state.log, []).append(found)
        for states in self._logs.values():
            states.sort()

    def __call__(self, signed: Signed) -> float:
        """Return the claimed time of the first receipt that names *signed*, or infinity."""
        found = self.naming(signed)
        return found[0] if found else float("inf")

    def naming(self, signed: Signed) -> tuple[int, str] | None:
        """Return (time, receipt entry) of the first receipt that names *signed*, or None."""
        for wall, upto, head, name in self._logs.get(signed.entry.log, ()):
            reached = upto > signed.entry.seq or (upto == signed.entry.seq and head == signed.hash)
            if reached and self._on_line(signed, head):
                return wall, name
        return None

    def beside(self, signed: Signed) -> bool:
        """Tell whether receipts reach the place of *signed* by another branch of its log, and none names it."""
        states = self._logs.get(signed.entry.log, ())
        others = any(upto >= signed.entry.seq and not self._on_line(signed, head) for _, upto, head, _ in states)
        return others and self.naming(signed) is None

    def _on_line(self, signed: Signed, head: str) -> bool:
        fork = self._ctx.forks.get(signed.entry.log)
        return fork is None or signed.entry.seq < fork or signed.hash in self._ctx.lines.get(head, ())
