"""Small pictures of originals, kept inside the encrypted database. They can be made again at any time."""

from __future__ import annotations

import msgspec

from fieldkit.storage.database import Database


class Preview(msgspec.Struct, frozen=True):
    """A small picture: JPEG or PNG bytes and its size in pixels."""

    data: bytes
    width: int
    height: int


class Previews:
    """The previews of one home, by the SHA-256 of the original's plain bytes and the longer edge in pixels."""

    def __init__(self, database: Database) -> None:
        """Stand on *database*."""
        self._database = database

    def put(self, sha256: str, edge: int, preview: Preview) -> None:
        """Keep *preview*; not fsynced by itself, for it can be made again."""
        with self._database.writing(durable=False) as tx:
            tx.exec_driver_sql(
                "INSERT OR REPLACE INTO preview (sha256, edge, width, height, data) VALUES (?, ?, ?, ?, ?)",
                (sha256, edge, preview.width, preview.height, preview.data),
            )

    def get(self, sha256: str, edge: int) -> Preview | None:
        """Return the preview of that size, or None."""
        with self._database.reading() as connection:
            row = connection.exec_driver_sql(
                "SELECT data, width, height FROM preview WHERE sha256 = ? AND edge = ?", (sha256, edge)
            ).first()
        return Preview(*row) if row else None

    def lacking(self, hashes: list[str], edge: int) -> list[str]:
        """Return those of *hashes* that have no preview of that size."""
        with self._database.reading() as connection:
            have = set(connection.exec_driver_sql("SELECT sha256 FROM preview WHERE edge = ?", (edge,)).scalars())
        return [name for name in hashes if name not in have]
