"""Which log this device writes on, and when it must open a new one."""

from __future__ import annotations

import secrets
from typing import Final

import msgspec
from sqlalchemy import Connection

from fieldkit.domain.entry import FIRST_PREV, Signed
from fieldkit.domain.ledger_bodies import Continues
from fieldkit.errors import BugError
from fieldkit.storage.database import driver
from fieldkit.storage.guard import Guard, Mark

_CURRENT: Final = (
    "SELECT log, machine, closed, coalesce(closed_seq, 0), closed_head FROM own_log ORDER BY position DESC LIMIT 1"
)


class Place(msgspec.Struct, frozen=True):
    """Where the next entry goes: after `seq` with hash `head`. seq -1: the log is new and begins with `log.open`."""

    log: str
    seq: int
    head: str
    continues: Continues | None = None

    def after(self, one: Signed) -> Place:
        """Return the place after *one*."""
        return Place(self.log, one.entry.seq, one.hash)


class _Current(msgspec.Struct, frozen=True):
    log: str
    machine: str
    closed: str
    closed_seq: int
    closed_head: str


def place(tx: Connection, guard: Guard) -> Place:
    """Return where to write next, inside the writing transaction *tx*; a new log is entered into `own_log` at once.

    A log is left when this database lacks something the guard remembers (restored), when the guard is missing
    (reinstalled) or belongs to another machine (cloned), and when others hold entries of it that are not ours (forked).
    """
    current = _current(tx)
    if current is None:
        return _open(tx, guard, None)
    stands = _stands(tx, current)
    if stands is None:  # named in the transaction that wrote its `log.open`, so it has a head
        raise BugError(what="a log without its opening")
    if current.closed:
        return _open(tx, guard, _continues(stands, current.closed))
    if guard.unchanged():
        return Place(stands.log, stands.seq, stands.head)
    if why := _left_behind(tx, guard, current):
        return _open(tx, guard, _continues(stands, why))
    return Place(stands.log, stands.seq, stands.head)


def head(connection: Connection) -> Mark | None:
    """Return where the current log stands."""
    current = _current(connection)
    return _stands(connection, current) if current else None


def _stands(connection: Connection, current: _Current) -> Mark | None:
    if current.closed:
        return Mark(current.log, current.closed_seq, current.closed_head)
    row = (
        driver(connection)
        .execute("SELECT seq, hash FROM entry WHERE log = ? ORDER BY seq DESC LIMIT 1", (current.log,))
        .fetchone()
    )
    return Mark(current.log, row[0], row[1]) if row else None


def closed(connection: Connection) -> bool:
    """Tell whether the current log was left and the next entry opens a new one."""
    current = _current(connection)
    return current is None or bool(current.closed)


def agrees(connection: Connection, log: str, seq: int, name: str) -> bool:
    """Tell whether this database has the entry *name* at *seq* of *log*."""
    row = connection.exec_driver_sql(
        "SELECT 1 FROM entry WHERE log = ? AND seq = ? AND hash = ?", (log, seq, name)
    ).first()
    return row is not None


def all_of(connection: Connection) -> list[str]:
    """Return this home's logs, oldest first."""
    return list(connection.exec_driver_sql("SELECT log FROM own_log ORDER BY position").scalars())


def close(tx: Connection, why: str) -> None:
    """Leave the current log for good: others hold a continuation of it. The next entry opens a new one."""
    stands = head(tx)
    if stands is not None:
        tx.exec_driver_sql(
            "UPDATE own_log SET closed = ?, closed_seq = ?, closed_head = ? WHERE log = ? AND closed = ''",
            (why, stands.seq, stands.head, stands.log),
        )


def _current(connection: Connection) -> _Current | None:
    row = driver(connection).execute(_CURRENT).fetchone()
    return _Current(*row) if row else None


def _left_behind(tx: Connection, guard: Guard, current: _Current) -> str:
    """Return why the current log may not be written on, or an empty text."""
    remembered = guard.read()
    here = guard.machine() == current.machine
    if not remembered:
        return "reinstall" if here else "clone"
    if not here:
        return "clone"
    if not all(agrees(tx, mark.log, mark.seq, mark.head) for mark in remembered):
        return "restore"
    return ""


def _open(tx: Connection, guard: Guard, continues: Continues | None) -> Place:
    log = secrets.token_hex(16)
    tx.exec_driver_sql(
        "INSERT INTO own_log (log, machine, closed, closed_head) VALUES (?, ?, '', '')", (log, guard.machine())
    )
    return Place(log, -1, FIRST_PREV, continues)


def _continues(mark: Mark, why: str) -> Continues:
    return msgspec.convert({"log": mark.log, "seq": mark.seq, "head": mark.head, "why": why}, Continues)
