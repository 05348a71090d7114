"""Entries on their way in: opened in batches, verified on all processors, admitted in one transaction a batch.

An entry that is already here costs a look at its hash, so an import that was interrupted, or a bundle that overlaps
another, is cheap. What is not authentic goes to quarantine; what is authentic but cannot be placed yet waits.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Final

from fieldkit.domain.entry import Signed
from fieldkit.errors import KnownError
from fieldkit.storage.store import Store
from fieldkit.sync import records
from fieldkit.sync.arrivals import Arrivals
from fieldkit.sync.bundle import Member
from fieldkit.sync.records import BrokenRecords
from fieldkit.trust import entries as trusted
from fieldkit.trust.heads import SignedHead, WrongHead, contradict, encode_head, open_head
from fieldkit.trust.sealing import NotOurs, OverLimit, SealBroken, open_file

BATCH: Final = 1000
"""Entries verified and admitted together."""
Pair = tuple[bytes, bytes]


class EntryIntake:
    """Takes the entries of one bundle into the store."""

    def __init__(self, store: Store, arrivals: Arrivals, heads: Sequence[SignedHead], *, loose: bool) -> None:
        """*heads*: as the bundle states them, not verified. *loose*: admit each by its own signature (from HQ)."""
        self._store = store
        self._arrivals = arrivals
        self._unproven = list(heads)
        self._heads: list[SignedHead] = []
        self._loose = loose
        self._keys: dict[str, bytes] = {}
        self._late: list[Pair] = []
        self._own = frozenset(store.ledger.own_logs())

    def take(self, members: Iterable[Member], pause: Callable[[int], None]) -> None:
        """Take in all *members*; *pause* is called after each batch with the entries done and may raise to stop."""
        for member in sorted(members, key=_place):
            pairs = iter(self._opened(member))
            while batch := list(islice(pairs, BATCH)):
                self._take_batch(batch)
                pause(len(batch))
        if self._late:  # the key may have come in a later file
            late, self._late = self._late, []
            self._take_batch(late, last=True)
        self._settle()

    def _opened(self, member: Member) -> Iterator[Pair]:
        file = _file(member)
        plain = io.BytesIO()
        try:
            with file.open("rb", buffering=0) as sealed:
                open_file(sealed, plain, [self._store.device.identity], limit=records.FILE_CAP)
            yield from records.unpack(plain.getvalue())
        except (NotOurs, SealBroken, OverLimit, BrokenRecords) as refused:
            self._arrivals.put_file_aside(member.row.sha256, "other", refused.code, file)

    def _take_batch(self, batch: Sequence[Pair], *, last: bool = False) -> None:
        arrivals, ledger = self._arrivals, self._store.ledger
        named = {trusted.hash_of(raw): (raw, sig) for raw, sig in batch}
        known = ledger.known(list(named))
        fresh = [pair for name, pair in named.items() if name not in known]
        good: list[Signed] = []
        for pair, answer in zip(fresh, trusted.open_many(fresh, key_of=self._key_of), strict=True):
            if isinstance(answer, Signed):
                good.append(answer)
                self._learn_key(answer)
            elif isinstance(answer, trusted.UnknownKey) and not last:
                self._late.append(pair)
            else:
                arrivals.put_aside(trusted.hash_of(pair[0]), "entry", answer.code, pair[1] + pair[0])
        arrivals.known += len(known)
        if known:
            arrivals.look(ledger.by_hashes(sorted(known)))
        arrivals.look(good)
        for log in {signed.entry.log for signed in good} & self._own:
            arrivals.alarm("rolled-back", log)  # others have of our own log what we have not
        self._admit(good, sorted(known))

    def _admit(self, good: Sequence[Signed], known: Sequence[str]) -> None:
        """Admit *good* and grow headquarters' tree, in one transaction."""
        arrivals, store = self._arrivals, self._store
        self._prove_heads()
        logs = {signed.entry.log for signed in good}
        heads = [head for head in self._heads if head.log in logs]
        with store.writing():
            admitted = store.ledger.admit(
                good, heads=heads, device=arrivals.device, wall=arrivals.claimed.wall, loose=self._loose
            )
            if store.home.role == "hq":
                store.tree.append([*known, *admitted.new])
        arrivals.new += len(admitted.new)
        arrivals.waiting.difference_update(admitted.new)
        arrivals.waiting.update(admitted.pending)
        for name in admitted.refused:
            arrivals.refuse(name, "quota")
        by_hash = {signed.hash: signed for signed in good}
        for name in admitted.twins:
            twin = by_hash.get(name) or store.ledger.by_hash(name)
            if twin is not None:
                arrivals.alarm("log-forked", twin.entry.log)

    def _settle(self) -> None:
        """Let the heads that came reach entries that were here before, and compare them with what is held."""
        self._prove_heads(last=True)
        if self._heads:
            with self._store.writing():
                admitted = self._store.ledger.admit((), heads=self._heads, device=self._arrivals.device)
                if self._store.home.role == "hq":
                    self._store.tree.append(admitted.new)
            self._arrivals.new += len(admitted.new)
            self._arrivals.waiting.difference_update(admitted.new)
        for head in self._heads:
            self._arrivals.logs.add(head.log)
            if self._contradicted(head):
                self._arrivals.alarm("log-forked", head.log)
            if head.log in self._own and head.seq > self._store.ledger.heads().get(head.log, (-1, ""))[0]:
                self._arrivals.alarm("rolled-back", head.log)

    def _contradicted(self, head: SignedHead) -> bool:
        """Tell whether *head* and what is held of its log cannot both be one log."""
        ledger = self._store.ledger
        if any(contradict(head, other) for other in ledger.signed_heads(head.log)):
            return True
        there = {signed.hash for signed in ledger.run(head.log, head.seq, head.seq)}
        return bool(there) and head.head not in there

    def _prove_heads(self, *, last: bool = False) -> None:
        waiting: list[SignedHead] = []
        for head in self._unproven:
            if self._key_of(head.key) is None and not last:
                waiting.append(head)  # the key may stand in a `log.open` further on
                continue
            try:
                self._heads.append(open_head(encode_head(head), key_of=self._key_of))
            except WrongHead as refused:
                self._arrivals.put_aside(f"head {head.log} {head.seq}", "other", refused.code, encode_head(head))
        self._unproven = waiting

    def _learn_key(self, signed: Signed) -> None:
        try:
            key = trusted.carried_key(signed.entry)
        except KnownError:
            return
        if key is not None:
            self._keys[signed.entry.by] = key

    def _key_of(self, key: str) -> bytes | None:
        if key not in self._keys:
            found = self._store.certificates.key_of(key)
            if found is None:
                return None
            self._keys[key] = found
        return self._keys[key]


def _place(member: Member) -> tuple[str, int]:
    log, first, _last = member.row.path.removeprefix("entries/").removesuffix(".age").split("-")
    return log, int(first)


def _file(member: Member) -> Path:
    if member.file is None:
        raise ValueError(member.row.path)
    return member.file
