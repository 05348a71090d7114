"""Small things this device keeps for itself: settings, secrets, and drafts of what was typed but not saved."""

from __future__ import annotations

from typing import Any, TypeVar

import msgspec

from fieldkit.storage.database import Database

T = TypeVar("T")


class Settings:
    """Named values of this home, any JSON."""

    def __init__(self, database: Database) -> None:
        """Stand on *database*."""
        self._database = database

    def get(self, name: str, kind: type[T]) -> T | None:
        """Return the value called *name* as *kind*, or None when it was never put or is of another shape."""
        with self._database.reading() as connection:
            row = connection.exec_driver_sql("SELECT value FROM setting WHERE name = ?", (f"app.{name}",)).first()
        try:
            return msgspec.json.decode(row[0], type=kind) if row else None
        except msgspec.DecodeError:
            return None

    def put(self, name: str, value: Any) -> None:  # noqa: ANN401  (anything JSON can hold)
        """Keep *value* under *name*; durable when this returns."""
        data = msgspec.json.encode(value)
        self._database.write(
            lambda tx: tx.exec_driver_sql(
                "INSERT INTO setting VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                (f"app.{name}", data),
            )
        )


class Secrets:
    """Named secrets beside the vault's (headquarters' keys), readable while the database is open."""

    def __init__(self, database: Database) -> None:
        """Stand on *database*."""
        self._database = database

    def get(self, name: str) -> bytes | None:
        """Return the secret called *name*."""
        with self._database.reading() as connection:
            row = connection.exec_driver_sql("SELECT value FROM secret WHERE name = ?", (name,)).first()
        return bytes(row[0]) if row else None

    def put(self, name: str, value: bytes) -> None:
        """Keep *value* under *name*; durable when this returns."""
        self._database.write(
            lambda tx: tx.exec_driver_sql(
                "INSERT INTO secret VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                (name, value),
            )
        )


class KeptDraft(msgspec.Struct, frozen=True):
    """What was typed under a name, and when (ms since 1970 UTC)."""

    name: str
    body: bytes
    wall: int


class Drafts:
    """Words on their way: saved as they are typed, unsigned, never leaving this device."""

    def __init__(self, database: Database) -> None:
        """Stand on *database*."""
        self._database = database

    def put(self, name: str, body: bytes, *, wall: int) -> None:
        """Keep *body* under *name* (e.g. seizure and field group); durable when this returns."""
        self._database.write(
            lambda tx: tx.exec_driver_sql(
                "INSERT INTO draft VALUES (?, ?, ?) "
                "ON CONFLICT (name) DO UPDATE SET body = excluded.body, wall = excluded.wall",
                (name, body, wall),
            )
        )

    def get(self, name: str) -> KeptDraft | None:
        """Return the draft called *name*."""
        found = self.all(name, exact=True)
        return found[0] if found else None

    def all(self, prefix: str = "", *, exact: bool = False) -> list[KeptDraft]:
        """Return the drafts whose name begins with *prefix*, by name."""
        with self._database.reading() as connection:
            rows = connection.exec_driver_sql(
                "SELECT name, body, wall FROM draft WHERE substr(name, 1, length(?)) = ? ORDER BY name",
                (prefix, prefix),
            ).all()
        return [KeptDraft(*row) for row in rows if not exact or row[0] == prefix]

    def drop(self, name: str) -> None:
        """Forget the draft called *name*: it was saved or given up."""
        self._database.write(lambda tx: tx.exec_driver_sql("DELETE FROM draft WHERE name = ?", (name,)))
