"""Proving that ledger, projections and originals say the same, and that each is whole.

Nothing is repaired here: a finding says what is wrong and `HINTS` what to do. Projections can be rebuilt; an original
or entry that is damaged on this disk is fetched from headquarters or a backup.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

import msgspec
from sqlalchemy import Connection

from fieldkit.domain.entry import FIRST_PREV, Blob, Signed
from fieldkit.errors import N_, KnownError
from fieldkit.storage import insertion, projections
from fieldkit.storage.identities import NoIdentity
from fieldkit.storage.originals import OriginalDamaged, OriginalMissing
from fieldkit.storage.reading import many
from fieldkit.storage.store import Store
from fieldkit.trust.entries import UnknownKey, open_many
from fieldkit.trust.heads import WrongHead, encode_head, open_head

_CLAIMS: Final = (
    "SELECT DISTINCT b.sealed_sha256, b.sha256, e.log, "
    "EXISTS (SELECT 1 FROM own_log o WHERE o.log = e.log), "
    "EXISTS (SELECT 1 FROM receipt_original r JOIN entry w ON w.n = r.n JOIN own_log o ON o.log = w.log "
    "WHERE r.sha256 = b.sha256) FROM entry_blob b JOIN entry e ON e.n = b.n"
)
"""Which log says that a sealed file holds which bytes; whether it is a log of this device, and whether a receipt that
this device wrote says that it holds such bytes."""
_BLOBS: Final = "SELECT n, sha256, size, mime, sealed_sha256, recipient FROM entry_blob WHERE n IN ({marks})"
_BATCH: Final = 1000
Progress = Callable[[str, int, int], None]

MESSAGES: Final[Mapping[str, str]] = {
    "store-damaged": N_("The database file is damaged."),
    "entry-changed": N_("Entry {what} is not what was signed."),
    "entry-unverifiable": N_("Entry {what} cannot be verified here: its key is not known."),
    "entry-misfiled": N_("Entry {what} is filed under another place than it says."),
    "chain-broken": N_("The entry before {what} is missing or another one."),
    "head-differs": N_("The device signed another end of its log than the one stored here ({what})."),
    "head-changed": N_("A stored log head is not signed by its device ({what})."),
    "projections-differ": N_("What the screens show is not what the entries say."),
    "original-missing": N_("The original {what} is not on this disk."),
    "original-damaged": N_("The original {what} is damaged on this disk."),
    "original-locked": N_("The original {what} cannot be opened here: its key is missing."),
}
HINTS: Final[Mapping[str, str]] = {
    "store-damaged": N_("Do not write. Restore the newest backup into an empty folder."),
    "projections-differ": N_("Nothing is lost. Run `fieldkit rebuild`."),
    "original-missing": N_("Its hash is safe in the record. Copy the file back from a backup or ask headquarters."),
    "original-damaged": N_("Do not delete it. Copy the file back from a backup or ask headquarters."),
    "original-locked": N_("Ask headquarters to grant this device the key."),
    "": N_("Do not write. Keep this folder as it is, restore the newest backup elsewhere and tell headquarters."),
}
"""What to do next; "" for every code without a line of its own."""


class Finding(msgspec.Struct, frozen=True):
    """One thing that is wrong: the code of `MESSAGES`, and which entry, original or log."""

    code: str
    what: str = ""


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What a check found. awaited: originals of others' entries that have not come; unnamed: files no entry names."""

    ok: bool
    entries: int
    seizures: int
    originals: int
    awaited: int
    unnamed: int
    deep: bool
    problems: tuple[Finding, ...] = ()


def check(store: Store, *, deep: bool = False, progress: Progress | None = None) -> Report:
    """Check everything *store* holds; *deep* opens each original too and compares its plain hash.

    *progress* is told (what, done, all). Raises only what stops the check itself (DiskFailed, StoreBusy).
    """
    tell = progress or (lambda _what, _done, _all: None)
    problems: list[Finding] = []
    try:
        store.database.verify_pages()
    except KnownError as damaged:
        problems.append(Finding("store-damaged", damaged.code))
    entries = 0
    for count, found in _entries(store, tell):
        entries += count
        problems += found
    problems += _chains(store)
    problems += _heads(store)
    seizures, same = _projections(store, tell)
    if not same:
        problems.append(Finding("projections-differ"))
    originals, awaited, unnamed, damaged_ones = _originals(store, tell, deep=deep)
    problems += damaged_ones
    return Report(
        ok=not problems,
        entries=entries,
        seizures=seizures,
        originals=originals,
        awaited=awaited,
        unnamed=unnamed,
        deep=deep,
        problems=tuple(problems),
    )


# --- ledger ----------------------------------------------------------------------------------------------------------


def _entries(store: Store, tell: Progress) -> Iterator[tuple[int, list[Finding]]]:
    """Verify every entry's bytes and signature, and that all it is found by agrees with it."""
    with store.database.reading() as connection:
        last = int(connection.exec_driver_sql("SELECT coalesce(max(n), 0) FROM entry").scalar_one())
        for start in range(1, last + 1, _BATCH):
            rows = connection.exec_driver_sql(
                "SELECT n, hash, log, seq, type, raw, sig FROM entry WHERE n BETWEEN ? AND ? ORDER BY n",
                (start, start + _BATCH - 1),
            ).all()
            opened = open_many(((row[5], row[6]) for row in rows), key_of=store.certificates.key_of)
            found = [
                Finding("entry-unverifiable" if isinstance(one, UnknownKey) else "entry-changed", row[1])
                for row, one in zip(rows, opened, strict=True)
                if not isinstance(one, Signed) or one.hash != row[1]
            ]
            good = {row[0]: one for row, one in zip(rows, opened, strict=True) if isinstance(one, Signed)}
            found += [Finding("entry-misfiled", good[n].hash) for n in _misfiled(connection, rows, good)]
            yield len(rows), found
            tell("entries", min(start + _BATCH - 1, last), last)


def _misfiled(connection: Connection, rows: Sequence[Sequence[Any]], good: Mapping[int, Signed]) -> list[int]:
    """Return the numbers of entries whose columns, scope, originals or type rows differ from what they say."""
    numbers = sorted(good)
    filed = {row[0]: (row[2], row[3], row[4]) for row in rows}
    scopes = _grouped(many(connection, "SELECT n, seizure FROM entry_scope WHERE n IN ({marks})", numbers))
    blobs = _grouped((row[0], Blob(*row[1:])) for row in many(connection, _BLOBS, numbers))
    types = _grouped(many(connection, "SELECT n, type FROM entry_type WHERE n IN ({marks})", numbers))
    wrong = []
    for n, one in good.items():
        entry = one.entry
        special = {entry.type} if entry.type in insertion.SPECIAL else set()
        right = (
            filed[n] == (entry.log, entry.seq, entry.type)
            and scopes.get(n, set()) == set(entry.scope)
            and blobs.get(n, set()) == set(entry.blobs)
            and types.get(n, set()) == special
        )
        if not right:
            wrong.append(n)
    return wrong


def _grouped(rows: Iterable[Sequence[Any]]) -> dict[int, set[Any]]:
    found: dict[int, set[Any]] = {}
    for n, value in rows:
        found.setdefault(n, set()).add(value)
    return found


def _chains(store: Store) -> Iterator[Finding]:
    """Follow every log from its opening: each entry names one that stands right before it, loose ones aside."""
    with store.database.reading() as connection:
        loose = set(connection.exec_driver_sql("SELECT hash FROM loose").scalars())
        rows = connection.exec_driver_sql("SELECT log, seq, hash, raw FROM entry ORDER BY log, seq")
        for _log, entries in itertools.groupby(rows, key=lambda row: row[0]):
            before: set[str] = {FIRST_PREV}
            at = 0
            for seq, group in itertools.groupby(entries, key=lambda row: row[1]):
                if seq != at:
                    before = set()
                here = set()
                for _, _, name, raw in group:
                    here.add(name)
                    if name not in loose and msgspec.json.decode(raw, type=_Prev).prev not in before:
                        yield Finding("chain-broken", name)
                before, at = here, seq + 1


class _Prev(msgspec.Struct, frozen=True):
    prev: str


def _heads(store: Store) -> Iterator[Finding]:
    """Verify every signed head, and that what it names stands where it says, as far as we have that place at all."""
    with store.database.reading() as connection:
        logs = list(connection.exec_driver_sql("SELECT DISTINCT log FROM signed_head").scalars())
    for log in logs:
        for head in store.ledger.signed_heads(log):
            try:
                open_head(encode_head(head), key_of=store.certificates.key_of)
            except WrongHead:
                yield Finding("head-changed", log)
            here = {one.hash for one in store.ledger.run(log, head.seq, head.seq)}
            if here and head.head not in here:
                yield Finding("head-differs", log)


# --- projections -----------------------------------------------------------------------------------------------------


def _projections(store: Store, tell: Progress) -> tuple[int, bool]:
    """Fold every seizure anew in memory and compare with what is stored, row by row."""
    store.projections.refresh()
    with store.database.reading() as connection:
        seizures = list(
            connection.exec_driver_sql("SELECT DISTINCT seizure FROM log_seizure ORDER BY seizure").scalars()
        )
        lines: list[bytes] = []
        for count, seizure in enumerate(seizures, 1):
            lines += projections.lines_of(projections.rows_of(store.projections.folded(connection, seizure)))
            tell("seizures", count, len(seizures))
        stored = projections.hash_of_lines(projections.stored_lines(connection))
        found = int(connection.exec_driver_sql("SELECT count(*) FROM search_index").scalar_one())
        rows = int(connection.exec_driver_sql("SELECT count(*) FROM search_row").scalar_one())
    return len(seizures), projections.hash_of_lines(lines) == stored and found == rows


# --- originals -------------------------------------------------------------------------------------------------------


class _Claims:
    """What entries say of originals: whose word it is, and so whether it is this disk that must answer for it."""

    def __init__(self, store: Store) -> None:
        with store.database.reading() as connection:
            rows = connection.exec_driver_sql(_CLAIMS).all()
        self._own = {(row[0], row[1]) for row in rows if row[3]}
        self._receipted = {row[1] for row in rows if row[4]}
        self._logs: dict[tuple[str, str], set[str]] = {}
        self._files: dict[str, set[str]] = {}
        for sealed, sha256, log, _, _ in rows:
            self._logs.setdefault((sealed, sha256), set()).add(log)
            self._files.setdefault(sha256, set()).add(sealed)

    def own(self, blob: Blob) -> bool:
        """Tell whether this device itself took *blob*."""
        return (blob.sealed_sha256, blob.sha256) in self._own

    def must_be_here(self, blob: Blob, here: Collection[str]) -> bool:
        """Tell whether *blob*, which is not among the sealed files *here*, was: we took it or signed a receipt for it.

        A receipt names plain bytes. Where other logs brought those, the log that names *blob* only said it had them.
        """
        if self.own(blob) or blob.sha256 not in self._receipted:
            return self.own(blob)
        mine = self._logs[blob.sealed_sha256, blob.sha256]
        others = [self._logs[sealed, blob.sha256] for sealed in self._files[blob.sha256] if sealed in here]
        return not others or any(not mine.isdisjoint(logs) for logs in others)


def _originals(store: Store, tell: Progress, *, deep: bool) -> tuple[int, int, int, list[Finding]]:
    """Compare every original that must be here with its hashes; return (whole, awaited, unnamed, findings)."""
    claims = _Claims(store)
    blobs = list(store.originals.named())
    seen = {blob.sealed_sha256 for blob in blobs if store.originals.has(blob)}
    whole = awaited = count = 0
    found: list[Finding] = []
    for sealed, naming in itertools.groupby(blobs, key=lambda blob: blob.sealed_sha256):
        codes = {blob: _original(store, blob, deep=deep) if sealed in seen else "" for blob in naming}
        true = "" in codes.values()
        for blob, code in codes.items():
            count += 1
            tell("originals", count, len(blobs))
            if sealed not in seen:
                missing = claims.must_be_here(blob, seen)
                found += [Finding("original-missing", blob.sha256)] if missing else []
                awaited += not missing
            elif not code:
                whole += 1
            elif true and not claims.own(blob):
                awaited += 1  # the file is what another entry says it is: what this one names never came
            else:
                found.append(Finding(code, blob.sha256))
    unnamed = sum(1 for _, path in store.originals.stored() if path.stem not in seen)
    return whole, awaited, unnamed, found


def _original(store: Store, blob: Blob, *, deep: bool) -> str:
    """Return the code of what is wrong with *blob*, or an empty text."""
    path = store.originals.path(blob)
    if path is None or store.originals.sealed_hash(path) != blob.sealed_sha256:
        return "original-damaged"
    if deep:
        try:
            store.originals.open_into(blob, _Nowhere())
        except (OriginalDamaged, OriginalMissing):
            return "original-damaged"
        except NoIdentity:
            return "original-locked"
    return ""


class _Nowhere:
    """A sink that keeps nothing: the hash on the way is all that is wanted."""

    def write(self, data: bytes, /) -> int:
        return len(data)
