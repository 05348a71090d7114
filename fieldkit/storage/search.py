"""Finding things: FTS5 with trigrams over folded words, which finds any part of a word in Khmer and in Latin letters.

Khmer is written without spaces and a reader types any part of it; word tokenizers find 2 to 14 % of what is there,
trigrams all of it. A trigram needs three code points; for a shorter word the index is asked for every trigram that
begins with it, unless the newest rows already hold enough.
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
_LOOKED_AT: Final = 300
"""Hits that are ranked; a search with more of them needs another word."""
_SCANNED: Final = 3000
"""Newest rows that are looked through for a word of one or two letters before the index is asked."""
_FEW: Final = 300
"""Trigrams that one question to the index may name."""
_END: Final = "\n\n"
_MATCHING: Final = (
    "SELECT r.kind, r.seizure, r.ref, r.label, r.folded, r.id "
    "FROM search_index CROSS JOIN search_row r ON r.id = search_index.rowid "
    "WHERE search_index MATCH ? {filters} ORDER BY search_index.rowid DESC LIMIT ?"
)
_NEWEST: Final = (
    "SELECT r.kind, r.seizure, r.ref, r.label, r.folded, r.id FROM search_row r "
    "WHERE r.id > (SELECT max(id) FROM search_row) - ? {filters} ORDER BY r.id DESC LIMIT ?"
)
_EVERY: Final = (
    "SELECT r.kind, r.seizure, r.ref, r.label, r.folded, r.id FROM search_row r "
    "WHERE 1 {filters} ORDER BY r.id DESC LIMIT ?"
)
_TERMS: Final = "SELECT term FROM search_terms WHERE term >= ? AND term < ? LIMIT ?"
_KINDS: Final = ("seizure", "plate", "seal", "exhibit", "person", "narrative")


class Hit(msgspec.Struct, frozen=True):
    """Something found: its kind (seizure, exhibit, person, plate, seal, narrative), seizure, id and label."""

    kind: str
    seizure: str
    ref: str
    label: str


def search(connection: Connection, text: str, *, limit: int, kinds: Sequence[str] = ()) -> list[Hit]:
    """Return what holds every word of *text*, best first: whole fields, then beginnings, then the newest.

    Of very many hits the newest are ranked.
    """
    words = fold(text).split()
    if not words:
        return []
    found = _rows(connection, words, kinds, limit)
    wanted = " ".join(words)
    ranked = sorted(found, key=lambda row: (_rank(row[4], wanted), _KINDS.index(row[0]), -row[5]))
    return [Hit(*row[:4]) for row in ranked[:limit]]


def _rows(connection: Connection, words: Sequence[str], kinds: Sequence[str], limit: int) -> Sequence[Sequence[Any]]:
    """Return (kind, seizure, ref, label, folded, id) of what holds *words*."""
    filters, values = _filters(words, kinds)
    quoted = [_quoted(word) for word in words if len(word) >= SHORTEST]
    if not quoted:
        newest = connection.exec_driver_sql(_NEWEST.format(filters=filters), (_SCANNED, *values, limit)).all()
        if len(newest) >= limit:
            return newest
    for word in words:
        if len(word) < SHORTEST:
            terms = _beginning_with(connection, word)
            if not terms:
                return []
            if len(terms) <= _FEW:
                quoted.append("({})".format(" OR ".join(map(_quoted, terms))))
    if not quoted:
        return connection.exec_driver_sql(_EVERY.format(filters=filters), (*values, _LOOKED_AT)).all()
    asked = (" AND ".join(quoted), *values, _LOOKED_AT)
    return connection.exec_driver_sql(_MATCHING.format(filters=filters), asked).all()


def _filters(words: Sequence[str], kinds: Sequence[str]) -> tuple[str, list[Any]]:
    """Return SQL terms, each beginning with AND, for words too short for the index and for *kinds*."""
    terms: list[str] = []
    values: list[Any] = []
    for word in words:
        if len(word) < SHORTEST:
            terms.append("AND r.folded LIKE ? ESCAPE '\\'")
            values.append("%" + word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%")
    if kinds:
        terms.append("AND r.kind IN ({})".format(", ".join("?" * len(kinds))))
        values += kinds
    return " ".join(terms), values


def _beginning_with(connection: Connection, word: str) -> list[str]:
    """Return the trigrams of the index that begin with *word*, one more than `_FEW` at most.

    Every place where *word* stands begins such a trigram: indexed texts end in `_END`.
    """
    after = word[:-1] + chr(ord(word[-1]) + 1)
    return list(connection.exec_driver_sql(_TERMS, (word, after, _FEW + 1)).scalars())


def _quoted(word: str) -> str:
    return '"{}"'.format(word.replace('"', '""'))


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
            "INSERT INTO search_index (rowid, folded) SELECT id, folded || ? FROM search_row WHERE seizure = ?",
            (_END, seizure),
        )


def remove(tx: Connection, seizure: str) -> None:
    """Make nothing of *seizure* findable."""
    tx.exec_driver_sql(
        "DELETE FROM search_index WHERE rowid IN (SELECT id FROM search_row WHERE seizure = ?)", (seizure,)
    )
    tx.exec_driver_sql("DELETE FROM search_row WHERE seizure = ?", (seizure,))
