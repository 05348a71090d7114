"""Writing entries into the tables: the one place where rows of `entry` come into being."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Connection

from fieldkit.domain.entry import Signed
from fieldkit.domain.types import TYPES
from fieldkit.storage import marks
from fieldkit.storage.database import driver

SPECIAL: Final = frozenset(name for name, kind in TYPES.items() if kind.kind in {"log", "hq"})
"""Types of entries that are found by their type: they tell how others are to be read."""


def next_number(tx: Connection) -> int:
    """Return the number of arrival for the next entry."""
    return int(driver(tx).execute("SELECT coalesce(max(n), 0) + 1 FROM entry").fetchone()[0])


def insert(tx: Connection, entries: Sequence[Signed]) -> None:
    """Write *entries* in order, with everything they are found by, and mark the seizures they touch as dirty.

    Plain statements, many rows at a time: objects would cost twelve times as much.
    """
    if not entries:
        return
    numbered = list(enumerate(entries, next_number(tx)))
    _many(
        tx,
        "INSERT INTO entry (n, hash, log, seq, type, raw, sig) VALUES (?, ?, ?, ?, ?, ?, ?)",
        [(n, one.hash, one.entry.log, one.entry.seq, one.entry.type, one.raw, one.sig) for n, one in numbered],
    )
    _many(
        tx,
        "INSERT INTO entry_scope VALUES (?, ?)",
        [(seizure, n) for n, one in numbered for seizure in one.entry.scope],
    )
    _many(tx, "INSERT OR IGNORE INTO log_seizure VALUES (?, ?)", list(_of_logs(entries)))
    _many(tx, "INSERT OR IGNORE INTO log_key VALUES (?, ?)", list({(one.entry.by, one.entry.log) for one in entries}))
    _many(
        tx,
        "INSERT INTO entry_blob (sha256, n, sealed_sha256, recipient, size, mime) VALUES (?, ?, ?, ?, ?, ?)",
        [
            (blob.sha256, n, blob.sealed_sha256, blob.recipient, blob.size, blob.mime)
            for n, one in numbered
            for blob in one.entry.blobs
        ],
    )
    special = [(one.entry.type, n, one.entry.by) for n, one in numbered if one.entry.type in SPECIAL]
    _many(tx, "INSERT INTO entry_type (type, n, key) VALUES (?, ?, ?)", special)
    marks.mark_scope(tx, {seizure for one in entries for seizure in one.entry.scope})
    marks.mark_forked(tx, {one.entry.log for one in entries})
    for n, one in numbered:
        if one.entry.type in SPECIAL:
            marks.mark_special(tx, n, one)


def _of_logs(entries: Sequence[Signed]) -> set[tuple[str, str]]:
    return {(one.entry.log, seizure) for one in entries for seizure in one.entry.scope}


def _many(tx: Connection, statement: str, rows: Sequence[tuple[Any, ...]]) -> None:
    if len(rows) == 1:
        driver(tx).execute(statement, rows[0])
    elif rows:
        driver(tx).executemany(statement, rows)
