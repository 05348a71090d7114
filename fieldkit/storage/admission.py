"""Taking in entries of others: set union, so that order, duplicates and interruptions cannot matter.

An entry of a log is *chained* when every entry before it is here, back to `log.open`, and a device-signed head reaches
it. Chained entries are admitted; the rest waits as pending, counted against the device that sent it. Where two
different entries stand at one place both are kept and named in `twin`. Entries that come loose (a scanned offer, a
downlink) are admitted by their own signature and listed in `loose` until they are chained.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import msgspec
from sqlalchemy import Connection

from fieldkit.domain.entry import Signed
from fieldkit.storage import insertion, marks, own_log
from fieldkit.storage.reading import many, signed
from fieldkit.trust.heads import SignedHead

PENDING_QUOTA: Final = 64 << 20
"""Bytes of pending entries kept for one device."""


class Admitted(msgspec.Struct, frozen=True, kw_only=True):
    """What came of an `admit`: hashes by what happened to them.

    new: admitted now, earlier pending ones included; known: were admitted before; pending: wait; refused: beyond the
    quota of the device and not kept; twins: admitted, and share their place with another entry.
    """

    new: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    pending: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    twins: tuple[str, ...] = ()


class Waiting(msgspec.Struct, frozen=True):
    """A pending entry: its hash and place, who brought it, since when, and its size in bytes."""

    hash: str
    log: str
    seq: int
    device: str
    wall: int
    size: int


def admit(
    tx: Connection, entries: Sequence[Signed], *, heads: Sequence[SignedHead], device: str, wall: int, loose: bool
) -> Admitted:
    """See `Ledger.admit`."""
    _keep_heads(tx, heads)
    offered = {one.hash: one for one in entries}
    known = {row[0] for row in many(tx, "SELECT hash FROM entry WHERE hash IN ({marks})", list(offered))}
    fresh = [one for name, one in offered.items() if name not in known]
    _leave_own_log_if_continued(tx, fresh, heads)
    by_log: dict[str, list[Signed]] = {head.log: [] for head in heads}
    for one in fresh:
        by_log.setdefault(one.entry.log, []).append(one)
    new: list[Signed] = []
    left: list[Signed] = []
    for log in sorted(by_log):
        admitted, waiting = _settle(tx, log, by_log[log], loose=loose)
        new += admitted
        left += waiting
    insertion.insert(tx, new)
    refused = _keep_pending(tx, left, device=device, wall=wall)
    return Admitted(
        new=tuple(one.hash for one in new),
        known=tuple(sorted(known)),
        pending=tuple(one.hash for one in left if one.hash not in refused),
        refused=tuple(sorted(refused)),
        twins=tuple(_keep_twins(tx, new)),
    )


class _Step(msgspec.Struct, frozen=True):
    """An entry that may find its place: offered now (`one`), or known from before by these columns only."""

    seq: int
    hash: str
    prev: str
    one: Signed | None = None
    waited: bool = False


def _settle(tx: Connection, log: str, fresh: Sequence[Signed], *, loose: bool) -> tuple[list[Signed], list[Signed]]:
    """Sort out what of *log* is to be admitted now and what waits, among *fresh* and what waited before.

    Takes what is admitted out of `pending_entry` and keeps `loose` right. An entry follows one with a seq one lower, so
    a single pass by seq decides.
    """
    steps = _steps(tx, log, fresh)
    limit = _reach(tx, log, fresh)
    chained = _chained(tx, steps)
    admitted: list[_Step] = []
    waiting: list[Signed] = []
    placed: list[str] = []
    adrift: list[_Step] = []
    for step in sorted(steps, key=lambda step: (step.seq, step.hash)):
        if step.seq <= limit and (step.seq == 0 or step.prev in chained):
            chained.add(step.hash)
            if step.one or step.waited:
                admitted.append(step)
            else:
                placed.append(step.hash)
        elif step.one and loose:
            admitted.append(step)
            adrift.append(step)
        elif step.one:
            waiting.append(step.one)
    late = {one.hash: one for one in _pending(tx, [step.hash for step in admitted if not step.one])}
    _run(tx, "DELETE FROM loose WHERE hash = ?", [(name,) for name in placed])
    _run(tx, "DELETE FROM pending_entry WHERE hash = ?", [(step.hash,) for step in admitted])
    _run(
        tx,
        "INSERT INTO loose (hash, log, seq, prev) VALUES (?, ?, ?, ?)",
        [(step.hash, log, step.seq, step.prev) for step in adrift],
    )
    return [step.one or late[step.hash] for step in admitted], waiting


def _steps(tx: Connection, log: str, fresh: Sequence[Signed]) -> list[_Step]:
    """Return what of *log* is offered, waits or is loose; what waits and is offered again counts as offered."""
    names = {one.hash for one in fresh}
    steps = [_Step(one.entry.seq, one.hash, one.entry.prev, one) for one in fresh]
    rows = tx.exec_driver_sql("SELECT seq, hash, prev FROM pending_entry WHERE log = ?", (log,)).all()
    steps += [_Step(row[0], row[1], row[2], waited=True) for row in rows if row[1] not in names]
    rows = tx.exec_driver_sql("SELECT seq, hash, prev FROM loose WHERE log = ?", (log,)).all()
    return steps + [_Step(row[0], row[1], row[2]) for row in rows]


def _reach(tx: Connection, log: str, fresh: Sequence[Signed]) -> int:
    """Return the highest seq that the key which opened *log* signed a head for, or -1."""
    rows = tx.exec_driver_sql("SELECT seq, key FROM signed_head WHERE log = ?", (log,)).all()
    if not rows:
        return -1
    openers = {one.entry.by for one in fresh if one.entry.seq == 0}
    for query in (
        "SELECT hash, raw, sig FROM entry WHERE log = ? AND seq = 0",
        "SELECT hash, raw, sig FROM pending_entry WHERE log = ? AND seq = 0",
    ):
        openers |= {one.entry.by for one in signed(tx.exec_driver_sql(query, (log,)).all())}
    return max((int(seq) for seq, key in rows if key in openers), default=-1)


def _chained(tx: Connection, steps: Sequence[_Step]) -> set[str]:
    """Return which entries that *steps* follow are chained already. Those among *steps* are decided on the way."""
    undecided = {step.hash for step in steps}
    before = {step.prev for step in steps} - undecided
    return {row[0] for row in many(tx, "SELECT hash FROM entry WHERE hash IN ({marks})", sorted(before))}


def _keep_pending(tx: Connection, left: Sequence[Signed], *, device: str, wall: int) -> set[str]:
    """Keep *left* as pending up to the quota of *device*; return the hashes that were not kept."""
    if not left:
        return set()
    used = pending_bytes(tx, device)
    already = {
        row[0] for row in many(tx, "SELECT hash FROM pending_entry WHERE hash IN ({marks})", [o.hash for o in left])
    }
    rows: list[tuple[Any, ...]] = []
    refused: set[str] = set()
    for one in left:
        if one.hash in already:
            continue
        used += len(one.raw) + len(one.sig)
        if used > PENDING_QUOTA:
            refused.add(one.hash)
        else:
            rows.append((one.hash, one.entry.log, one.entry.seq, one.entry.prev, device, one.raw, one.sig, wall))
    _run(
        tx,
        "INSERT INTO pending_entry (hash, log, seq, prev, device, raw, sig, wall) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        rows,
    )
    return refused


def _keep_heads(tx: Connection, heads: Sequence[SignedHead]) -> None:
    rows = [(head.log, head.seq, head.head, head.key, head.sig) for head in heads]
    _run(tx, "INSERT OR IGNORE INTO signed_head (log, seq, head, key, sig) VALUES (?, ?, ?, ?, ?)", rows)


def _keep_twins(tx: Connection, new: Sequence[Signed]) -> list[str]:
    """Name the entries that share their place with another; return those of *new* among them."""
    spans: dict[str, tuple[int, int]] = {}
    for one in new:
        low, high = spans.get(one.entry.log, (one.entry.seq, one.entry.seq))
        spans[one.entry.log] = min(low, one.entry.seq), max(high, one.entry.seq)
    twins: list[str] = []
    for log, (low, high) in spans.items():
        shared = tx.exec_driver_sql(
            "SELECT seq FROM entry WHERE log = ? AND seq BETWEEN ? AND ? GROUP BY seq HAVING count(*) > 1",
            (log, low, high),
        ).scalars()
        for seq in shared.all():
            tx.exec_driver_sql(
                "INSERT OR IGNORE INTO twin SELECT log, seq, hash FROM entry WHERE log = ? AND seq = ?", (log, seq)
            )
            marks.mark_log(tx, log)
            twins += [one.hash for one in new if (one.entry.log, one.entry.seq) == (log, seq)]
    return twins


def _leave_own_log_if_continued(tx: Connection, fresh: Sequence[Signed], heads: Sequence[SignedHead]) -> None:
    """Close our current log when others show a part of it that we do not have: we were rolled back or copied."""
    stands = own_log.head(tx)
    if stands is None:
        return
    if any(one.entry.log == stands.log for one in fresh):
        own_log.close(tx, "fork")
    elif any(not own_log.agrees(tx, head.log, head.seq, head.head) for head in heads if head.log == stands.log):
        own_log.close(tx, "restore")


def heads(connection: Connection) -> dict[str, tuple[int, str]]:
    """Return each log's last admitted (seq, hash), loose entries left out; the first hash where it forks."""
    logs = connection.exec_driver_sql("SELECT DISTINCT log FROM log_key").scalars().all()
    found: dict[str, tuple[int, str]] = {}
    for log in logs:
        row = connection.exec_driver_sql(
            "SELECT seq, hash FROM entry WHERE log = ? AND hash NOT IN (SELECT hash FROM loose WHERE log = ?) "
            "ORDER BY seq DESC, hash LIMIT 1",
            (log, log),
        ).first()
        if row:
            found[log] = row[0], row[1]
    return found


def signed_heads(connection: Connection, log: str) -> list[SignedHead]:
    """Return the known device-signed heads of *log*, lowest seq first."""
    rows = connection.exec_driver_sql(
        "SELECT log, seq, head, key, sig FROM signed_head WHERE log = ? ORDER BY seq, head, key", (log,)
    )
    return [SignedHead(log=row[0], seq=row[1], head=row[2], key=row[3], sig=row[4]) for row in rows]


def waiting(connection: Connection, device: str | None) -> list[Waiting]:
    """Return what is pending, of *device* only when given."""
    rows = connection.exec_driver_sql(
        "SELECT hash, log, seq, device, wall, length(raw) + length(sig) FROM pending_entry "
        "WHERE ? IS NULL OR device = ? ORDER BY log, seq, hash",
        (device, device),
    )
    return [Waiting(*row) for row in rows]


def pending_bytes(connection: Connection, device: str) -> int:
    """Return how many bytes of pending entries are kept for *device*."""
    return int(
        connection.exec_driver_sql(
            "SELECT coalesce(sum(length(raw) + length(sig)), 0) FROM pending_entry WHERE device = ?", (device,)
        ).scalar_one()
    )


def _pending(tx: Connection, names: Sequence[str]) -> list[Signed]:
    return signed(many(tx, "SELECT hash, raw, sig FROM pending_entry WHERE hash IN ({marks})", names))


def _run(tx: Connection, statement: str, rows: Sequence[tuple[Any, ...]]) -> None:
    if rows:
        tx.exec_driver_sql(statement, list(rows))
