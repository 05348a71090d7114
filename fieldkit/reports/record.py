"""The machine-readable record inside a report: `record.json`, canonical, covered by the first signature.

It holds the whole view the report was made from, what it stands on (`covers`, `head`), and who must sign which field.
`verify` reads nothing else to learn whose signatures a report needs.
"""

from __future__ import annotations

from typing import Final, Literal

import msgspec

from fieldkit.domain.review_bodies import Covers
from fieldkit.domain.values import Moment
from fieldkit.domain.view import SeizureView
from fieldkit.trust import canonical

FORMAT = "fieldkit-record-v1"
LIMIT: Final = 8 << 20
"""Bytes of the largest record: neither is more written, nor does `verify` read more."""
DEPTH: Final = 16

Languages = Literal["km", "en", "both"]


class RequiredSignature(msgspec.Struct, frozen=True, kw_only=True):
    """A signature field that must be filled: an officer by id, a clerk by role (person_id None)."""

    field: str
    role: str
    person_id: str | None = None


class LogHead(msgspec.Struct, frozen=True, kw_only=True):
    """How far the log had come on the device that made the report."""

    log: str
    seq: int
    head: str


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """`record.json` of a seizure report. changed: what differs from the version before (version 2 and later)."""

    format: str = FORMAT
    kind: Literal["seizure"] = "seizure"
    language: Languages
    version: int
    made: Moment
    app: str
    signatures: tuple[RequiredSignature, ...]
    covers: Covers
    head: LogHead
    changed: tuple[str, ...] = ()
    view: SeizureView


def encode(record: Record) -> bytes:
    """Return the canonical bytes. Raises NotCanonical when they would be more than `verify` reads."""
    return canonical.encode(msgspec.to_builtins(record), limit=LIMIT, depth=DEPTH)


def decode(untrusted: bytes) -> Record:
    """Return the record.

    Raises:
        NotCanonical: the bytes are not canonical JSON within `LIMIT`.
        msgspec.ValidationError: they are no record of this format.
    """
    record = msgspec.convert(canonical.decode(untrusted, limit=LIMIT, depth=DEPTH), Record)
    if record.format != FORMAT:
        raise msgspec.ValidationError(record.format)
    return record


def fields_to_sign(officer: str) -> tuple[RequiredSignature, ...]:
    """Return what a seizure report needs: the officer who makes it, then any certified clerk."""
    return (
        RequiredSignature(field="Officer", role="officer", person_id=officer),
        RequiredSignature(field="Clerk", role="clerk"),
    )
