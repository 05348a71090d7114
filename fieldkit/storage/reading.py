"""Entries as they stand in the database, made into `Signed` again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection

from fieldkit.domain.entry import Entry, Signed

_parse = msgspec.json.Decoder(Entry).decode


def signed(rows: Iterable[Sequence[Any]]) -> list[Signed]:
    """Return the entries of *rows* of (hash, raw, sig).

    Each was verified by `fieldkit.trust.entries` before it was let in, and every page of the database carries a seal of
    its own; `fieldkit.storage.check` verifies the signatures again on demand.
    """
    return [Signed(_parse(raw), name, raw, sig) for name, raw, sig in rows]


def many(
    connection: Connection, where: str, values: Sequence[str] | Sequence[int], *, size: int = 500
) -> Iterable[Sequence[Any]]:
    """Run *where*, a statement with `{marks}` for the placeholders of a list, over *values* in pieces of *size*."""
    for at in range(0, len(values), size):
        piece = tuple(values[at : at + size])
        yield from connection.exec_driver_sql(where.format(marks=", ".join("?" * len(piece))), piece).all()
