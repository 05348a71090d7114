"""How long it takes until one entry is saved, against writing and syncing the same bytes."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Iterator

from benchmarks import bench_home
from benchmarks.measuring import Row
from fieldkit.actions import writeup
from fieldkit.domain.entry import Draft
from fieldkit.domain.types import plain
from fieldkit.domain.writeup import WriteUp
from fieldkit.domain.writeup_bodies import NarrativeSet

ROUNDS = 200


def rows() -> Iterator[Row]:
    """Save a narrative again and again, in turns with the raw write."""
    with bench_home.folder() as base:
        desk = bench_home.desk(base / "field")
        seizure = writeup.record(desk=desk, document=WriteUp(), photos=base).seizure
        body = plain(NarrativeSet(text="ឃាត់ខ្លួនជនសង្ស័យ " * 20))
        draft = Draft(type="narrative.set", subj=seizure, scope=(seizure,), body=body)
        size = len(desk.write(draft)[0].raw) + 64
        ours, peer = [], []
        with (base / "raw").open("ab", buffering=0) as raw:
            for _ in range(ROUNDS):
                start = time.perf_counter()
                desk.write(draft)
                between = time.perf_counter()
                raw.write(os.urandom(size))
                os.fsync(raw.fileno())
                ours.append(between - start)
                peer.append(time.perf_counter() - between)
        desk.store.close()
    mine, theirs = statistics.median(ours), statistics.median(peer)
    detail = f"{mine * 1000:.2f} ms against {theirs * 1000:.2f} ms for {size} bytes"
    yield Row("save one entry", "raw write + fsync", mine / theirs, "at most", 1.5 if theirs >= 0.001 else 3, detail)
