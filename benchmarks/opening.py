"""How long it takes to open a home with five years of entries, against an empty one."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks import bench_home
from benchmarks.carrying import fill
from benchmarks.measuring import Row, fastest
from fieldkit.actions import find, home
from fieldkit.actions.clock import SystemClock
from fieldkit.actions.desk import Desk

FIVE_YEARS = 11_000


def rows() -> Iterator[Row]:
    """Unlock and list, both homes in turns."""
    with bench_home.folder() as base:
        empty, full = bench_home.desk(base / "empty"), bench_home.desk(base / "full")
        fill(full, FIVE_YEARS)
        full.store.projections.refresh()
        times = []
        for desk in (empty, full):
            desk.store.close()
            times.append(fastest(lambda desk=desk: _open(desk)))  # type: ignore[misc]  # bound now
    detail = f"{times[1] * 1000:.0f} ms against {times[0] * 1000:.0f} ms, {FIVE_YEARS:,} entries"
    yield Row("open with a 5-year log (time)", "open an empty home", times[1] / times[0], "at most", 1.2, detail)


def _open(desk: Desk) -> None:
    opened = home.unlock(
        path=desk.home, person=desk.keys.person, passphrase=home.PRACTICE_PASSPHRASE, clock=SystemClock()
    )
    find.seizures(desk=opened)
    home.lock(desk=opened)
