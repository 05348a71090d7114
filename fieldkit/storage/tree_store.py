"""HQ's tree on disk, and proofs and tree heads that other devices keep."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from sqlalchemy import Connection

from fieldkit.errors import BugError
from fieldkit.storage import marks
from fieldkit.storage.database import Database
from fieldkit.storage.reading import many
from fieldkit.trust import tree


class TreeStore:
    """The RFC 6962 tree of one HQ: leaves are hashes of entries and certificates, in the order they were admitted."""

    def __init__(self, database: Database) -> None:
        """Stand on *database*."""
        self._database = database

    def append(self, hashes: Sequence[str]) -> int:
        """Add those of *hashes* (hex) that are not leaves yet, in this order; return the size of the tree then."""
        with self._database.writing() as tx:
            have = {row[0] for row in many(tx, "SELECT hash FROM tree_leaf WHERE hash IN ({marks})", hashes)}
            new = [name for name in dict.fromkeys(hashes) if name not in have]
            size = _size(tx)
            if new:
                leaves = [bytes.fromhex(name) for name in new]
                nodes = tree.append(size, leaves, lambda level, index: _node(tx, level, index))
                tx.exec_driver_sql(
                    "INSERT INTO tree_node (level, position, hash) VALUES (?, ?, ?)",
                    [(node.level, node.index, node.hash) for node in nodes],
                )
                tx.exec_driver_sql(
                    "INSERT INTO tree_leaf (hash, position) VALUES (?, ?)",
                    [(name, size + at) for at, name in enumerate(new)],
                )
        return size + len(new)

    def size(self) -> int:
        """Return how many leaves there are."""
        with self._database.reading() as connection:
            return _size(connection)

    def root(self, size: int | None = None) -> bytes:
        """Return the root of the first *size* leaves, of all by default."""
        with self._database.reading() as connection:
            whole = _size(connection) if size is None else size
            return tree.root(whole, lambda level, index: _node(connection, level, index))

    def position(self, name: str) -> int | None:
        """Return the leaf number of the hash *name*."""
        with self._database.reading() as connection:
            row = connection.exec_driver_sql("SELECT position FROM tree_leaf WHERE hash = ?", (name,)).first()
        return int(row[0]) if row else None

    def inclusion(self, position: int, size: int) -> list[bytes]:
        """Return the path that proves leaf *position* in the tree of *size* leaves."""
        with self._database.reading() as connection:
            return tree.inclusion(position, size, lambda level, index: _node(connection, level, index))

    def consistency(self, old: int, size: int) -> list[bytes]:
        """Return the path that proves that the tree of *old* leaves is the beginning of that of *size* leaves."""
        with self._database.reading() as connection:
            return tree.consistency(old, size, lambda level, index: _node(connection, level, index))


class Proof(msgspec.Struct, frozen=True):
    """A proof or signed tree head as it came: SHA-256, kind, what it is about, the tree's size, bytes."""

    sha256: str
    kind: str
    about: str
    size: int
    body: bytes


class Proofs:
    """Proofs this home has checked, kept as files are: byte for byte."""

    def __init__(self, database: Database) -> None:
        """Stand on *database*."""
        self._database = database

    def keep(self, proof: Proof, *, proven: Sequence[str] = ()) -> None:
        """Keep *proof*; *proven*: hashes it proves to be in HQ's tree, once the caller has checked it."""
        with self._database.writing() as tx:
            tx.exec_driver_sql(
                "INSERT OR IGNORE INTO proof (sha256, kind, about, size, body) VALUES (?, ?, ?, ?, ?)",
                (proof.sha256, proof.kind, proof.about, proof.size, proof.body),
            )
            for name in proven:
                tx.exec_driver_sql("INSERT OR IGNORE INTO proven VALUES (?)", (name,))
                marks.mark_entry(tx, name)

    def of(self, about: str) -> list[Proof]:
        """Return the proofs about a hash or, for tree heads, about a key id; largest tree first."""
        return self._rows(
            "SELECT sha256, kind, about, size, body FROM proof WHERE about = ? ORDER BY size DESC", (about,)
        )

    def of_kind(self, kind: str) -> list[Proof]:
        """Return every proof of *kind*, largest tree first."""
        return self._rows(
            "SELECT sha256, kind, about, size, body FROM proof WHERE kind = ? ORDER BY size DESC", (kind,)
        )

    def proven(self, hashes: Sequence[str]) -> set[str]:
        """Return those of *hashes* that were proven."""
        with self._database.reading() as connection:
            return {row[0] for row in many(connection, "SELECT hash FROM proven WHERE hash IN ({marks})", hashes)}

    def _rows(self, query: str, values: tuple[str, ...]) -> list[Proof]:
        with self._database.reading() as connection:
            return [Proof(*row) for row in connection.exec_driver_sql(query, values).all()]


def _size(connection: Connection) -> int:
    row = connection.exec_driver_sql("SELECT position FROM tree_node WHERE level = 0 ORDER BY position DESC LIMIT 1")
    last = row.scalar()
    return 0 if last is None else int(last) + 1


def _node(connection: Connection, level: int, index: int) -> bytes:
    row = connection.exec_driver_sql(
        "SELECT hash FROM tree_node WHERE level = ? AND position = ?", (level, index)
    ).first()
    if row is None:
        raise BugError(what="a node of the tree is missing")
    return bytes(row[0])
