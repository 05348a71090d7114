"""Which entries bear on a seizure, and what is known besides them: all that a fold needs, read in one transaction.

Entries in the seizure's scope, and of the entries without a scope those that tell of the logs concerned: bundles made,
anchors, receipts and the `receipt.seen` that quote them. Of receipts and bundles only those that count, and of each log
only up to the first that covers the whole seizure: a laptop collects hundreds. `marks.py` relies on exactly that.
Headquarters' rule pack bears on every seizure: it says when two weights disagree.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from typing import Final

import msgspec
from sqlalchemy import Connection

from fieldkit.domain.context import Context
from fieldkit.domain.entry import Signed
from fieldkit.domain.rules import DEFAULTS, Pack, newest, pack_of
from fieldkit.domain.standing import revocations, standing
from fieldkit.domain.view import COUNTS
from fieldkit.storage import marks, own_log
from fieldkit.storage.certificates import Certificates
from fieldkit.storage.reading import many, signed

_CACHED: Final = 4096
_NO_END: Final = 2**53
_OWN: Final = "SELECT hash, raw, sig FROM entry_scope s JOIN entry e ON e.n = s.n WHERE s.seizure = ?"
_REACHED: Final = (
    "SELECT e.n, r.upto, r.by_log FROM reach r JOIN entry e ON e.log = r.by_log AND e.seq = r.by_seq "
    "WHERE r.kind = ? AND r.log = ? AND r.upto >= ? ORDER BY r.by_log, r.by_seq"
)
_SEEN: Final = (
    "SELECT e.n FROM reach r JOIN entry e ON e.log = r.by_log AND e.seq = r.by_seq "
    "WHERE r.kind = 'seen' AND r.log = ? AND r.upto <= ?"
)
_OF_ORIGINALS: Final = (
    "SELECT DISTINCT o.n FROM entry_scope s JOIN entry_blob b ON b.n = s.n "
    "JOIN receipt_original o ON o.sha256 = b.sha256 WHERE s.seizure = ?"
)
_BY_NUMBER: Final = "SELECT n, hash, raw, sig FROM entry WHERE n IN ({marks})"


class Bearing:
    """Reads what bears on seizures. Entries of logs and headquarters are kept parsed: many seizures share them."""

    def __init__(self, certificates: Certificates, *, hq: bool, practice: bool) -> None:
        """*hq*: this home is headquarters, so what it admitted is proven."""
        self._certificates = certificates
        self._hq = hq
        self._practice = practice
        self._parsed: dict[int, Signed] = {}
        self._lock = threading.RLock()

    def of(self, connection: Connection, seizure: str) -> tuple[list[Signed], Context]:
        """Return the entries that bear on *seizure* and what judging them needs."""
        ours = signed(connection.exec_driver_sql(_OWN, (seizure,)).all())
        words = self._of_type(connection, "revoke")
        heard = self._certificates.facts_of_many({one.entry.by for one in words})
        counting = Context(keys=heard, revocations=revocations(words, heard))
        every = [*ours, *self._about(connection, seizure, ours, counting)]
        forks, lines = _forks(connection, every)
        return every, Context(
            keys=self._certificates.facts_of_many({one.entry.by for one in every}),
            revocations=counting.revocations,
            own_logs=frozenset(own_log.all_of(connection)),
            proven=frozenset() if self._hq else _proven(connection, [one.hash for one in every]),
            all_proven=self._hq,
            forks=forks,
            lines=lines,
            practice=self._practice,
            weight_rule=self._pack(connection, counting).weight,
        )

    def pack(self, connection: Connection) -> Pack:
        """Return the rules in force: headquarters' newest pack that counts, else our defaults."""
        words = self._of_type(connection, "revoke")
        heard = self._certificates.facts_of_many({one.entry.by for one in words})
        return self._pack(connection, Context(keys=heard, revocations=revocations(words, heard)))

    def _pack(self, connection: Connection, counting: Context) -> Pack:
        packs = self._of_type(connection, "rules")
        if not packs:
            return DEFAULTS
        keys = self._certificates.facts_of_many({one.entry.by for one in packs})
        return pack_of(newest(packs, msgspec.structs.replace(counting, keys=keys)))

    def _about(self, connection: Connection, seizure: str, ours: Sequence[Signed], counting: Context) -> list[Signed]:
        spans: dict[str, tuple[int, int]] = {}
        for one in ours:
            low, high = spans.get(one.entry.log, (one.entry.seq, one.entry.seq))
            spans[one.entry.log] = min(low, one.entry.seq), max(high, one.entry.seq)
        numbers = set(connection.exec_driver_sql(_OF_ORIGINALS, (seizure,)).scalars())
        for log, (low, high) in spans.items():
            forked = connection.exec_driver_sql("SELECT 1 FROM twin WHERE log = ? LIMIT 1", (log,)).first()
            for kind in ("receipt", "bundle"):
                rows = connection.exec_driver_sql(_REACHED, (kind, log, low)).all()
                numbers |= self._first(connection, rows, _NO_END if forked else high, counting)
            numbers |= {row[0] for row in connection.exec_driver_sql(_REACHED, ("anchor", log, low)).all()}
            numbers |= set(connection.exec_driver_sql(_SEEN, (log, high)).scalars())
        about = self._entries(connection, numbers)
        names = {str(one.entry.body.get("receipt")) for one in about if one.entry.type == "receipt.seen"}
        quoted = {row[0] for row in many(connection, "SELECT n FROM entry WHERE hash IN ({marks})", sorted(names))}
        about += self._entries(connection, quoted - numbers)
        return [one for one in about if one.entry.type != "receipt" or self._counts(one, counting)]

    def _first(self, connection: Connection, rows: Iterable[Sequence[int]], high: int, counting: Context) -> set[int]:
        """Return what counts among *rows* (number, upto, own log), of each log up to the first that covers *high*."""
        taken: set[int] = set()
        done: set[object] = set()
        for number, upto, by_log in rows:
            if by_log not in done and self._counts(self._entries(connection, {number})[0], counting):
                taken.add(number)
                if upto >= high:
                    done.add(by_log)
        return taken

    def _counts(self, one: Signed, counting: Context) -> bool:
        keys = self._certificates.facts_of_many([one.entry.by])
        return standing(one, msgspec.structs.replace(counting, keys=keys)) in COUNTS

    def _entries(self, connection: Connection, numbers: Iterable[int]) -> list[Signed]:
        wanted = sorted(numbers)
        with self._lock:
            if len(self._parsed) > _CACHED:
                self._parsed.clear()
            missing = [number for number in wanted if number not in self._parsed]
            for number, *row in many(connection, _BY_NUMBER, missing):
                self._parsed[number] = signed([row])[0]
            return [self._parsed[number] for number in wanted]

    def _of_type(self, connection: Connection, kind: str) -> list[Signed]:
        numbers = connection.exec_driver_sql("SELECT n FROM entry_type WHERE type = ?", (kind,)).scalars()
        return self._entries(connection, numbers.all())


def _proven(connection: Connection, hashes: Sequence[str]) -> frozenset[str]:
    return frozenset(row[0] for row in many(connection, "SELECT hash FROM proven WHERE hash IN ({marks})", hashes))


def _forks(connection: Connection, every: Iterable[Signed]) -> tuple[dict[str, int], dict[str, frozenset[str]]]:
    """Return `forks` and `lines` of a `Context`: where logs were forked, and what leads to the heads in receipts."""
    forks: dict[str, int] = {}
    heads: dict[str, str] = {}
    for one in every:
        heads |= {str(state.get("head")): str(state.get("log")) for state in marks.states_in(one)}
    for log in sorted({one.entry.log for one in every}):
        first = connection.exec_driver_sql("SELECT min(seq) FROM twin WHERE log = ?", (log,)).scalar()
        if first is not None:
            forks[log] = int(first)
    lines: dict[str, frozenset[str]] = {}
    for log, first in forks.items():
        rows = connection.exec_driver_sql("SELECT hash, raw, sig FROM entry WHERE log = ? AND seq >= ?", (log, first))
        before = {one.hash: one.entry.prev for one in signed(rows.all())}
        for head in (head for head, of_log in heads.items() if of_log == log):
            line = set()
            at = head
            while at in before:
                line.add(at)
                at = before[at]
            lines[head] = frozenset(line)
    return forks, lines
