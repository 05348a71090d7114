"""Projections: what screens read, computed from entries and always possible to compute again.

Writing an entry only marks the seizures it touches as dirty, in the same transaction. Whoever reads next folds the
dirty ones, and writes their rows and removes their marks in one transaction. There is one way to make a row, so rows
made one by one and rows made by `rebuild` are the same bytes (docs/adr/0002-projections-by-dirty-mark.md).
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from typing import Any, Final

import msgspec
from sqlalchemy import Connection

from fieldkit.domain.fold import fold_seizure
from fieldkit.domain.rules import Pack
from fieldkit.domain.view import SeizureView, State
from fieldkit.storage import marks
from fieldkit.storage import search as searching
from fieldkit.storage.bearing import Bearing
from fieldkit.storage.database import Database
from fieldkit.storage.failures import DiskFull, StoreBusy, StoreStopped
from fieldkit.storage.listing import Listed, ListedExhibit, Words, listed, listed_exhibits
from fieldkit.storage.search import Hit

FOLD: Final = 2
"""Raise it with every change of how entries are folded or rows are made that leaves their shapes as they are."""
_AT_ONCE: Final = 32
"""Seizures folded in one transaction: the writer waits meanwhile."""
_listed = msgspec.json.Decoder(Listed).decode
_exhibit = msgspec.json.Decoder(ListedExhibit).decode

_NAMED: Final = 500
"""Seizures that one question names."""

Rows = dict[str, list[tuple[Any, ...]]]

_INSERT: Final = {
    "seizure_view": "INSERT INTO seizure_view (seizure, body) VALUES (?, ?)",
    "seizure_list": (
        "INSERT INTO seizure_list (seizure, number, state, left, received, reviewed, attention, last_wall, body) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
    ),
    "exhibit_list": (
        "INSERT INTO exhibit_list "
        "(exhibit, seizure, number, kind, holder, location, package_no, disposition, attention, body) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    ),
}
_STORED: Final = {
    "seizure_view": "SELECT seizure, body FROM seizure_view",
    "seizure_list": (
        "SELECT seizure, number, state, left, received, reviewed, attention, last_wall, body FROM seizure_list"
    ),
    "exhibit_list": (
        "SELECT exhibit, seizure, number, kind, holder, location, package_no, disposition, attention, body "
        "FROM exhibit_list"
    ),
    "search_row": "SELECT seizure, kind, ref, label, folded FROM search_row",
}
_LIST: Final = "SELECT body FROM seizure_list WHERE {terms} ORDER BY last_wall DESC, seizure LIMIT ? OFFSET ?"
_MADE_BY: Final = "projections.made_by"
_KEEP_MADE_BY: Final = "INSERT INTO setting VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value"
_REMOVE_ALL: Final = (
    "DELETE FROM seizure_view",
    "DELETE FROM seizure_list",
    "DELETE FROM exhibit_list",
    "DELETE FROM search_row",
    "INSERT INTO search_index (search_index) VALUES ('delete-all')",
)
_REMOVE: Final = (
    "DELETE FROM seizure_view WHERE seizure = ?",
    "DELETE FROM seizure_list WHERE seizure = ?",
    "DELETE FROM exhibit_list WHERE seizure = ?",
)


class Projections:
    """What can be read of one home."""

    def __init__(self, database: Database, bearing: Bearing) -> None:
        """Stand on *database*."""
        self._database = database
        self._bearing = bearing
        self._adopted = False

    # --- making ------------------------------------------------------------------------------------------------------

    def refresh(self, progress: Callable[[int, int], None] | None = None) -> frozenset[str]:
        """Fold every dirty seizure; return which they were. *progress* is told (done, all).

        Raises DiskFull, DiskFailed, StoreBusy, StoreStopped; what was folded until then stays.
        """
        self._adopt()
        waiting = self.dirty()
        done: set[str] = set()
        while waiting:
            piece = waiting[:_AT_ONCE]
            with self._database.writing(durable=False) as tx:  # not `write`: the reserve is for words, not for this
                self._fold_into(tx, piece)
            done.update(piece)
            waiting = waiting[_AT_ONCE:]
            if progress:
                progress(len(done), len(done) + len(waiting))
        return frozenset(done)

    def dirty(self) -> list[str]:
        """Return the seizures whose projections are older than their entries."""
        with self._database.reading() as connection:
            return list(connection.exec_driver_sql("SELECT seizure FROM dirty ORDER BY seizure").scalars())

    def _adopt(self) -> None:
        """Mark everything once if another program made what is stored: its rows would not be those of this one."""
        if self._adopted:
            return
        mine = fingerprint()
        with self._database.reading() as connection:
            found = connection.exec_driver_sql("SELECT value FROM setting WHERE name = ?", (_MADE_BY,)).scalar()
        if found != mine:
            with self._database.writing(durable=False) as tx:
                marks.mark_all(tx)
                tx.exec_driver_sql(_KEEP_MADE_BY, (_MADE_BY, mine))
        self._adopted = True

    def rebuild(self, progress: Callable[[int, int], None] | None = None) -> int:
        """Drop every projection and fold all seizures anew; return how many. May be interrupted and goes on later."""
        with self._database.writing() as tx:
            _drop_all(tx)
        return len(self.refresh(progress))

    def _fold_into(self, tx: Connection, seizures: Sequence[str]) -> None:
        for seizure in seizures:
            made = rows_of(self.folded(tx, seizure))
            for statement in _REMOVE:
                tx.exec_driver_sql(statement, (seizure,))
            for table, statement in _INSERT.items():
                if made[table]:
                    tx.exec_driver_sql(statement, made[table])
            searching.replace(tx, seizure, made["search_row"])
            tx.exec_driver_sql("DELETE FROM dirty WHERE seizure = ?", (seizure,))

    def folded(self, connection: Connection, seizure: str) -> SeizureView:
        """Fold *seizure* from its entries, without storing anything."""
        entries, context = self._bearing.of(connection, seizure)
        return fold_seizure(seizure, entries, context)

    # --- reading -----------------------------------------------------------------------------------------------------

    def seizure(self, seizure: str) -> SeizureView | None:
        """Return the view of *seizure*, or None when no entry is in its scope."""
        self._fresh()
        with self._database.reading() as connection:
            stale = connection.exec_driver_sql("SELECT 1 FROM dirty WHERE seizure = ?", (seizure,)).first()
            if stale or not self._adopted:  # no room to store it: compute it for the asker all the same
                return self.folded(connection, seizure)
            row = connection.exec_driver_sql("SELECT body FROM seizure_view WHERE seizure = ?", (seizure,)).first()
        return _view_decoder().decode(row[0]) if row else None

    def rules(self) -> Pack:
        """Return the rules of a write-up that are in force."""
        with self._database.reading() as connection:
            return self._bearing.pack(connection)

    def seizures(
        self,
        *,
        states: Sequence[State] = (),
        received: bool | None = None,
        attention: bool | None = None,
        limit: int = -1,
        offset: int = 0,
    ) -> list[Listed]:
        """Return lines of the list of seizures, the newest claimed time first; *limit* -1 = all."""
        self._fresh()
        terms, values = ["1 = 1"], list[Any]()
        if states:
            terms.append("state IN ({})".format(", ".join("?" * len(states))))
            values += states
        if received is not None:
            terms.append("received = ?")
            values.append(int(received))
        if attention is not None:
            terms.append("(attention > 0) = ?")
            values.append(int(attention))
        query = _LIST.format(terms=" AND ".join(terms))
        return [_listed(body) for body in self._scalars(query, [*values, limit, offset])]

    def lines(self, ids: Sequence[str]) -> list[Listed]:
        """Return the lines of the seizures *ids*, the newest claimed time first; those not here are left out."""
        self._fresh()
        found: list[Listed] = []
        for at in range(0, len(ids), _NAMED):
            piece = ids[at : at + _NAMED]
            query = _LIST.format(terms="seizure IN ({})".format(", ".join("?" * len(piece))))
            found += [_listed(body) for body in self._scalars(query, [*piece, -1, 0])]
        return sorted(found, key=lambda one: (-one.last_wall, one.id))

    def count(self, *, received: bool | None = None) -> int:
        """Return how many seizures there are; with *received*, how many headquarters has, or has not, confirmed."""
        self._fresh()
        query = "SELECT count(*) FROM seizure_list WHERE ? IS NULL OR received = ?"
        value = None if received is None else int(received)
        with self._database.reading() as connection:
            return int(connection.exec_driver_sql(query, (value, value)).scalar() or 0)

    def exhibits(self, *, seizure: str | None = None, kind: str | None = None) -> list[ListedExhibit]:
        """Return lines of the list of exhibits, by number; of one seizure or kind only when given."""
        self._fresh()
        query = (
            "SELECT body FROM exhibit_list WHERE (? IS NULL OR seizure = ?) AND (? IS NULL OR kind = ?) "
            "ORDER BY number, exhibit"
        )
        return [_exhibit(body) for body in self._scalars(query, [seizure, seizure, kind, kind])]

    def find(self, text: str, *, limit: int = 50, kinds: Sequence[str] = ()) -> list[Hit]:
        """Return what holds every word of *text* (folded), best first."""
        self._fresh()
        with self._database.reading() as connection:
            return searching.search(connection, text, limit=limit, kinds=kinds)

    def content_hash(self) -> str:
        """Return the SHA-256 over every stored row as canonical JSON, one a line, sorted bytewise."""
        self.refresh()
        with self._database.reading() as connection:
            return hash_of_lines(stored_lines(connection))

    def _fresh(self) -> None:
        """Fold what is dirty if the disk lets us; a full or busy disk never stops reading."""
        with contextlib.suppress(DiskFull, StoreBusy, StoreStopped):
            self.refresh()

    def _scalars(self, query: str, values: Sequence[Any]) -> list[bytes]:
        with self._database.reading() as connection:
            return list(connection.exec_driver_sql(query, tuple(values)).scalars())


@cache
def _view_decoder() -> msgspec.json.Decoder[SeizureView]:
    """Return the decoder of views: it takes a twentieth of a second to make, which the start need not wait for."""
    return msgspec.json.Decoder(SeizureView)


@cache
def fingerprint() -> bytes:
    """Return the hash of `FOLD` and of the shapes of all that is stored: the same for programs that make the same rows.

    Docstrings are in it too: a seizure folded once too often is no harm.
    """
    shapes = msgspec.json.schema_components([SeizureView, Listed, ListedExhibit, Words])
    return hashlib.sha256(msgspec.json.encode([FOLD, shapes], order="sorted")).hexdigest().encode()


def rows_of(view: SeizureView) -> Rows:
    """Return every row that is stored for *view*, by table."""
    line = listed(view)
    exhibits = list(listed_exhibits(view))
    return {
        "seizure_view": [(view.id, _encoded(view))],
        "seizure_list": [
            (
                line.id,
                line.number,
                line.state,
                int(line.ticks.left),
                int(line.ticks.received),
                int(line.ticks.reviewed),
                line.attention,
                line.last_wall,
                _encoded(line),
            )
        ],
        "exhibit_list": [
            (
                one.id,
                one.seizure,
                one.number,
                one.kind,
                one.holder_id or one.holder,
                one.location,
                one.package_no,
                one.disposition,
                one.attention,
                _encoded(one),
            )
            for one in exhibits
        ],
        "search_row": searching.rows(view),
    }


def lines_of(rows: Rows) -> Iterator[bytes]:
    """Yield *rows* as canonical JSON lines: table name first, then the columns; bodies as text."""
    for table, made in rows.items():
        for row in made:
            plain = [value.decode() if isinstance(value, bytes) else value for value in row]
            yield msgspec.json.encode([table, *plain])


def stored_lines(connection: Connection) -> Iterator[bytes]:
    """Yield every stored row as `lines_of` would have written it."""
    for table, query in _STORED.items():
        yield from lines_of({table: [tuple(row) for row in connection.exec_driver_sql(query).all()]})


def hash_of_lines(lines: Iterable[bytes]) -> str:
    """Return the SHA-256 over *lines*, sorted bytewise, each ended by a line feed."""
    total = hashlib.sha256()
    for line in sorted(lines):
        total.update(line + b"\n")
    return total.hexdigest()


def _encoded(value: msgspec.Struct) -> bytes:
    return msgspec.json.encode(value, order="sorted")


def _drop_all(tx: Connection) -> None:
    for statement in _REMOVE_ALL:
        tx.exec_driver_sql(statement)
    marks.mark_all(tx)
