"""Bodies of signing, correcting and reviewing a seizure, which is their subject, and of its reports."""

from __future__ import annotations

from typing import Any, Literal

from fieldkit.domain.values import Count, Hash, Id, Line, Moment, Party, Text, Value


class Struck(Value, frozen=True, kw_only=True):
    """A line the second person would not sign, and why."""

    entry: Hash
    reason: Line


class Attest(Value, frozen=True, kw_only=True):
    """`attest`: one signature by a second person over a sorted list of entry hashes, read back as one list."""

    entries: tuple[Hash, ...]
    struck: tuple[Struck, ...] = ()
    statement: Text = ""


class Correct(Value, frozen=True, kw_only=True):
    """`correct`: the whole new body for the fact `target`. It moves no custody; the old body stays readable."""

    target: Hash
    reason: Line
    body: dict[str, Any]
    mistyped: bool = False
    amend: Hash | None = None


class Range(Value, frozen=True, kw_only=True):
    """Sequence numbers of one log that belong to a seizure: inclusive runs, ascending."""

    log: Line
    runs: tuple[tuple[int, int], ...]


class Covers(Value, frozen=True, kw_only=True):
    """Which entries a lock, acceptance or report stands on; `hash` = SHA-256 over their sorted hashes, one a line."""

    ranges: tuple[Range, ...]
    hash: Hash


class Lock(Value, frozen=True, kw_only=True):
    """`lock`: the author or lead officer closes the write-up."""

    covers: Covers
    reason: Line = ""
    absent_author: bool = False


class ReviewReturn(Value, frozen=True, kw_only=True):
    """`review.return`: the reviewer sends it back with a reason; the write-up opens again."""

    reason: Text


class ReviewAccept(Value, frozen=True, kw_only=True):
    """`review.accept`: accepted; from here only amendments."""

    covers: Covers
    official_no: Line = ""
    note: Text = ""


class Amend(Value, frozen=True, kw_only=True):
    """`amend`: opens a new version after acceptance, with its reason."""

    reason: Text
    version: Count


class Resolve(Value, frozen=True, kw_only=True):
    """`resolve`: names every differing head (in `base`) and says what counts.

    For a field group or fact: `value` is the whole body. For custody: `axis`, `exhibit` and `holds` = the claim that
    stands.
    """

    register: Line = ""
    value: dict[str, Any] | None = None
    axis: Line = ""
    exhibit: Id | None = None
    holds: Hash | None = None
    reason: Text = ""


class Endorse(Value, frozen=True, kw_only=True):
    """`endorse`: a person raises the standing of entries that would not count by themselves."""

    entries: tuple[Hash, ...]
    reason: Text = ""


class Void(Value, frozen=True, kw_only=True):
    """`void`: this exhibit, person or file was entered by mistake; its text stays."""

    target: Hash
    reason: Line
    amend: Hash | None = None


class ReportMade(Value, frozen=True, kw_only=True):
    """`report.add`: one revision of a report; the PDF is the entry's one blob."""

    kind: Literal["seizure"]
    language: Line
    version: Count
    covers: Covers
    record_sha256: Hash
    fields: tuple[Line, ...] = ()
    signed_field: Line = ""


class Printed(Value, frozen=True, kw_only=True):
    """`report.printed`: a stored report was sent to a printer, unmodified."""

    report: Hash
    sha256: Hash
    printer: Line = ""


class Released(Value, frozen=True, kw_only=True):
    """`released`: words about a seizure left the team outside the chain of evidence, such as a flash report.

    sha256 = of the document's bytes as they were handed out; where it is kept, it is the entry's one blob. code: by
    which a signed paper that comes back is found again. language: km, en or both.
    """

    kind: Literal["flash", "owner_receipt", "slip", "form"]
    to: Party
    sha256: Hash
    redacted: bool = False
    note: Line = ""
    code: Line = ""
    language: Line = ""


class Transcribed(Value, frozen=True, kw_only=True):
    """`transcribed`: entries typed in later from a paper form. The paper stays the original.

    form_no: the number printed on the form. author: who wrote the paper; the typist is who signs this entry.
    scans: originals that show the paper. entries: what was typed from it.
    """

    form_no: Line
    author: Party
    written_at: Moment | None = None
    scans: tuple[Id, ...] = ()
    entries: tuple[Hash, ...] = ()


class Viewed(Value, frozen=True, kw_only=True):
    """`viewed`: a restricted record was opened."""

    what: Line
