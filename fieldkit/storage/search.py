"""Finding things: FTS5 with trigrams over folded words, which finds any part of a word in Khmer and in Latin letters.

Khmer is written without spaces and a reader types any part of it; word tokenizers find 2 to 14 % of what is there,
trigrams all of it. A trigram needs three code points; shorter words are looked for by LIKE.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import msgspec
from sqlalchemy import Connection

from fieldkit.domain.view import SeizureView
from fieldkit.storage import listing
from fieldkit.text.fold import fold

SHORTEST: Final = 3
"""Code points a word needs to be found through the index."""
_LOOKED_AT: Final = 400
"""Hits that are ranked; a search with more of them needs another word."""
_KINDS: Final = ("seizure", "plate", "seal", "exhibit", "person", "narrative")


class Hit(msgspec.Struct, frozen=True):
    """Something found: its kind (seizure, exhibit, person, plate, seal, narrative), seizure, id and label."""

    kind: str
    seizure: str
    ref: str
    label: str


def search(connection: Connection, text: str, *, limit: int, kinds: Sequence[str] = ()) -> list[Hit]:
    """Return what holds every word of *text*, best first: whole fields, then beginnings, then the newest."""
    words = fold(text).split()
    if not words:
        return []
    query, values = _query(words, kinds)
    rows = connection.exec_driver_sql(query, tuple(values)).all()
    wanted = " ".join(words)
    ranked = sorted(rows, key=lambda row: (_rank(row[4], wanted), _KINDS.index(row[0]), -row[5]))
    return [Hit(*row[:4]) for row in ranked[:limit]]


def _query(words: Sequence[str], kinds: Sequence[str]) -> tuple[str, list[Any]]:
    long = [word for word in words if len(word) >= SHORTEST]
    short = [word for word in words if len(word) < SHORTEST]
    terms: list[str] = []
    values: list[Any] = []
    if long:
        terms.append("r.id IN (SELECT rowid FROM search_index WHERE search_index MATCH ?)")
        values.append(" AND ".join('"{}"'.format(word.replace('"', '""')) for word in long))
    for word in short:
        terms.append("r.folded LIKE ? ESCAPE '\\'")
        values.append("%" + word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%")
    if kinds:
        terms.append("r.kind IN ({})".format(", ".join("?" * len(kinds))))
        values += kinds
    query = "SELECT r.kind, r.seizure, r.ref, r.label, r.folded, r.id FROM search_row r WHERE "
    return query + " AND ".join(terms) + " ORDER BY r.id DESC LIMIT ?", [*values, _LOOKED_AT]


def _rank(folded: str, wanted: str) -> int:
    fields = folded.split("\n")
    if wanted in fields:
        return 0
    if any(field.startswith(wanted) for field in fields):
        return 1
    return 2 if any(wanted in field for field in fields) else 3


def rows(view: SeizureView) -> list[tuple[Any, ...]]:
    """Return the rows of `search_row` for *view*: seizure, kind, ref, label, folded words (one field a line)."""
    return [
        (view.id, found.kind, found.ref, found.label, "\n".join(fold(line) for line in found.words.split("\n")))
        for found in listing.words(view)
    ]


def replace(tx: Connection, seizure: str, new: Sequence[tuple[Any, ...]]) -> None:
    """Make *new* all that can be found of *seizure*."""
    remove(tx, seizure)
    if new:
        tx.exec_driver_sql(
            "INSERT INTO search_row (seizure, kind, ref, label, folded) VALUES (?, ?, ?, ?, ?)", list(new)
        )
        tx.exec_driver_sql(
            "INSERT INTO search_index (rowid, folded) SELECT id, folded FROM search_row WHERE seizure = ?", (seizure,)
        )


def remove(tx: Connection, seizure: str) -> None:
    """Make nothing of *seizure* findable."""
    tx.exec_driver_sql(
        "DELETE FROM search_index WHERE rowid IN (SELECT id FROM search_row WHERE seizure = ?)", (seizure,)
    )
    tx.exec_driver_sql("DELETE FROM search_row WHERE seizure = ?", (seizure,))
