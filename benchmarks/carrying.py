"""How fast a bundle is built and imported."""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks import bench_home
from benchmarks.measuring import Row
from fieldkit.actions import exchange, photos, writeup
from fieldkit.actions.desk import Desk
from fieldkit.domain.entry import Draft
from fieldkit.domain.types import plain
from fieldkit.domain.writeup import WriteUp
from fieldkit.domain.writeup_bodies import NarrativeSet

PHOTOS = 60
ENTRIES = 10_000
SEIZURES = 50


def rows() -> Iterator[Row]:
    """Build a bundle full of photos; import one full of entries, then again."""
    with bench_home.folder() as base:
        yield from _photos(base / "a")
    with bench_home.folder() as base:
        yield from _entries(base / "b")


def _photos(base: Path) -> Iterator[Row]:
    base.mkdir()
    field, hq = bench_home.enrolled(base)
    seizure = writeup.record(desk=field, document=WriteUp(), photos=base).seizure
    files = bench_home.photos(base / "card", PHOTOS)
    photos.attach(desk=field, seizure=seizure, photos=[photos.Photo(path=file) for file in files])
    start = time.perf_counter()
    made = exchange.export(desk=field, to=base)
    ours = time.perf_counter() - start
    peer = min(_copy(made.files[0], base / f"copy{at}") for at in range(2))
    size = made.bytes / 1e6
    detail = f"{size / ours:,.0f} MB/s against {size / peer:,.0f} MB/s"
    yield Row("build a bundle", "cp + fsync + read from disk", peer / ours, "at least", 0.9, detail)
    for desk in (field, hq):
        desk.store.close()


def _entries(base: Path) -> Iterator[Row]:
    base.mkdir()
    field, hq = bench_home.enrolled(base)
    fill(field, ENTRIES)
    made = exchange.export(desk=field, to=base)
    start = time.perf_counter()
    exchange.import_bundles(desk=hq, files=made.files)
    ours = time.perf_counter() - start
    signed = [one for log in field.store.ledger.own_logs() for one in field.store.ledger.run(log, 0, ENTRIES * 2)]
    values = [(one.hash, one.raw, one.sig, one.entry.log, one.entry.seq) for one in signed]
    store = hq.store
    with store.writing() as tx:
        tx.exec_driver_sql("CREATE TABLE bare (hash TEXT PRIMARY KEY, raw BLOB, sig BLOB, log TEXT, seq INTEGER)")
        tx.exec_driver_sql("CREATE UNIQUE INDEX bare_place ON bare (log, seq)")

    def insert() -> float:
        begun = time.perf_counter()
        with store.writing() as tx:
            tx.exec_driver_sql("INSERT OR IGNORE INTO bare VALUES (?, ?, ?, ?, ?)", values)
        return time.perf_counter() - begun

    peer, nothing = insert(), insert()
    count = len(values)
    detail = f"{count / ours:,.0f}/s against {count / peer:,.0f}/s, views included"
    yield Row("import entries at HQ (time)", "bare executemany", ours / peer, "at most", 4, detail)
    yield _again(hq, made.files, count, nothing, "import the same bundle again")
    other = exchange.export(desk=field, to=base)
    yield _again(hq, other.files, count, nothing, "the same entries, another bundle")
    for desk in (field, hq):
        desk.store.close()


def _again(hq: Desk, files: Sequence[Path], count: int, nothing: float, work: str) -> Row:
    """Import *count* known entries: a bundle that was here is answered at once, another one is read and compared."""
    start = time.perf_counter()
    exchange.import_bundles(desk=hq, files=files)
    replay = time.perf_counter() - start
    detail = f"{count / replay:,.0f}/s against {count / nothing:,.0f}/s"
    return Row(work, "no-op upserts", nothing / replay, "at least", 0.5, detail)


def fill(desk: Desk, count: int) -> None:
    """Write *count* entries into `SEIZURES` seizures."""
    seizures = [writeup.record(desk=desk, document=WriteUp(), photos=desk.home).seizure for _ in range(SEIZURES)]
    for begin in range(0, count, 500):
        drafts = []
        for at in range(begin, begin + 500):
            seizure = seizures[at % SEIZURES]
            body = plain(NarrativeSet(text=f"{at} {secrets.token_hex(200)}"))
            drafts.append(Draft(type="narrative.set", subj=desk.new_id(), scope=(seizure,), body=body))
        desk.write(*drafts)


def _copy(source: Path, target: Path) -> float:
    start = time.perf_counter()
    with source.open("rb", buffering=0) as file, target.open("wb", buffering=0) as sink:
        while piece := file.read(1 << 20):
            sink.write(piece)
        os.fsync(sink.fileno())
        if hasattr(os, "posix_fadvise"):  # read back from the disk, as the export does, not from memory
            os.posix_fadvise(sink.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    with target.open("rb", buffering=0) as file:
        while file.read(1 << 20):
            pass
    return time.perf_counter() - start
