"""Which seizures an entry touches: they are marked dirty in the transaction that admits it.

Mostly the seizures in its scope. Entries of logs, keys and headquarters have none, yet they change what a seizure
shows: a bundle or a receipt moves ticks, a revocation changes what counts. Marking one seizure too many costs a fold;
marking one too few would show something untrue, so every rule here errs on the side of more.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final

from sqlalchemy import Connection

from fieldkit.domain.entry import Entry, Signed
from fieldkit.storage.database import driver

_NO_END: Final = 2**53
_IN_LOG = "INSERT OR IGNORE INTO dirty SELECT seizure FROM log_seizure WHERE log = ?"
_IN_RANGE = (
    "INSERT OR IGNORE INTO dirty SELECT DISTINCT s.seizure FROM entry e JOIN entry_scope s ON s.n = e.n "
    "WHERE e.log = ? AND e.seq > ? AND e.seq <= ?"
)
_OF_KEY = (
    "INSERT OR IGNORE INTO dirty SELECT l.seizure FROM log_key k JOIN log_seizure l ON l.log = k.log WHERE k.key = ?"
)
_ANCHORED = (
    "INSERT OR IGNORE INTO dirty SELECT l.seizure FROM reach r JOIN log_seizure l ON l.log = r.log WHERE r.key = ?"
)
_SPOKE_FOR_HQ = "SELECT 1 FROM entry_type WHERE key = ? AND type IN ('receipt', 'revoke', 'granted', 'rules') LIMIT 1"
_REACHED_BEFORE = "SELECT max(upto) FROM reach WHERE kind = ? AND log = ? AND by_log = ? AND by_seq < ? AND key = ?"
_QUOTED = "SELECT by_log, by_seq FROM reach WHERE kind = 'quoted' AND log = ?"
_OF_BLOB = (
    "INSERT OR IGNORE INTO dirty SELECT DISTINCT s.seizure FROM entry_blob b JOIN entry_scope s ON s.n = b.n "
    "WHERE b.sha256 = ?"
)


def mark_scope(connection: Connection, scope: Collection[str]) -> None:
    """Mark the seizures in *scope*."""
    for seizure in scope:
        driver(connection).execute("INSERT OR IGNORE INTO dirty VALUES (?)", (seizure,))


def mark_key(connection: Connection, key: str) -> None:
    """Mark whatever may look different once more, or less, is known of *key*.

    That is every seizure with entries in a log that it signed in, or that it anchored; and all of them when it signed
    receipts, revocations or rules, for these speak of entries anywhere.
    """
    if connection.exec_driver_sql(_SPOKE_FOR_HQ, (key,)).first():
        mark_all(connection)
    else:
        connection.exec_driver_sql(_OF_KEY, (key,))
        connection.exec_driver_sql(_ANCHORED, (key,))


def mark_log(connection: Connection, log: str) -> None:
    """Mark every seizure with entries in *log*."""
    connection.exec_driver_sql(_IN_LOG, (log,))


def mark_entry(connection: Connection, name: str) -> None:
    """Mark the seizures of the entry with hash *name*."""
    connection.exec_driver_sql(
        "INSERT OR IGNORE INTO dirty SELECT s.seizure FROM entry e JOIN entry_scope s ON s.n = e.n WHERE e.hash = ?",
        (name,),
    )


def mark_all(connection: Connection) -> None:
    """Mark every seizure."""
    connection.exec_driver_sql("INSERT OR IGNORE INTO dirty SELECT DISTINCT seizure FROM log_seizure")


def mark_special(connection: Connection, number: int, one: Signed) -> None:
    """Mark what *one*, of a log, key or HQ type, changes beyond its own scope. Its body may be wrong."""
    entry, body = one.entry, one.entry.body
    if entry.type == "bundle.made":
        _reach(connection, "bundle", entry.log, body.get("upto"), entry)
    elif entry.type == "receipt":
        _mark_receipt(connection, number, one)
    elif entry.type == "anchor.add":
        _keep_reach(connection, "anchor", str(body.get("log")), _count(body.get("seq")), entry)
        mark_log(connection, str(body.get("log")))
    elif entry.type == "receipt.seen":
        _keep_reach(connection, "seen", entry.log, entry.seq, entry)
        _keep_reach(connection, "quoted", str(body.get("receipt")), entry.seq, entry)
        connection.exec_driver_sql(_IN_RANGE, (entry.log, entry.seq, _NO_END))
    elif entry.type in {"revoke", "granted"}:
        mark_key(connection, str(body.get("key")))
    elif entry.type in {"key.open", "log.open"}:
        mark_key(connection, entry.by)
    elif entry.type == "rules":
        mark_all(connection)


def mark_forked(connection: Connection, logs: Collection[str]) -> None:
    """Mark the seizures of those among *logs* that were forked: what is new may join a branch to a receipt."""
    for log in logs:
        if driver(connection).execute("SELECT 1 FROM twin WHERE log = ? LIMIT 1", (log,)).fetchone():
            mark_log(connection, log)


def states_in(one: Signed) -> list[dict[str, Any]]:
    """Return what *one* says of logs, if it is a receipt; nothing in it is checked."""
    return _dicts(one.entry.body.get("logs")) if one.entry.type == "receipt" else []


def _mark_receipt(connection: Connection, number: int, one: Signed) -> None:
    for state in states_in(one):
        _reach(connection, "receipt", str(state.get("log")), state.get("upto"), one.entry)
    originals = one.entry.body.get("originals")
    for original in originals if isinstance(originals, list | tuple) else ():
        connection.exec_driver_sql("INSERT OR IGNORE INTO receipt_original VALUES (?, ?)", (str(original), number))
        connection.exec_driver_sql(_OF_BLOB, (str(original),))
    for log, seq in connection.exec_driver_sql(_QUOTED, (one.hash,)).all():
        connection.exec_driver_sql(_IN_RANGE, (log, seq, _NO_END))


def _reach(connection: Connection, kind: str, log: str, untrusted_upto: object, entry: Entry) -> None:
    """Mark the seizures of *log* that *entry* reaches, but those that an earlier one by the same key reached wholly.

    An earlier one by the same key in the same log counts whenever this one does, and `bearing.py` stops at the first
    that counts and covers a seizure: so the later one cannot change those.
    """
    upto = _count(untrusted_upto)
    done = connection.exec_driver_sql(_REACHED_BEFORE, (kind, log, entry.log, entry.seq, entry.by)).scalar()
    connection.exec_driver_sql(_IN_RANGE, (log, -1 if done is None else done, upto))
    _keep_reach(connection, kind, log, upto, entry)


def _keep_reach(connection: Connection, kind: str, log: str, upto: int, entry: Entry) -> None:
    connection.exec_driver_sql(
        "INSERT OR IGNORE INTO reach (kind, log, by_log, by_seq, key, upto) VALUES (?, ?, ?, ?, ?, ?)",
        (kind, log, entry.log, entry.seq, entry.by, upto),
    )


def _count(untrusted: object) -> int:
    return untrusted if isinstance(untrusted, int) else 0


def _dicts(value: object) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list | tuple) else []
