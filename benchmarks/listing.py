"""A list of 10,000 seizures: searching it letter by letter, reading its beginning, and showing it in the window."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Iterator, Sequence

import msgspec

from benchmarks import bench_home, stalling
from benchmarks.measuring import Row
from fieldkit.actions import find, home, writeup
from fieldkit.actions.desk import Desk
from fieldkit.domain.view import Ticks
from fieldkit.domain.writeup import WriteUp
from fieldkit.text.fold import fold

COUNT = 10_000
TYPED = ("poipet crossing", "ketamine", "t-2026-k7q-0412", "សៀមរាប", "ប៉ោយប៉ែត", "ថ្នាំញៀន")
_THINGS = ("3 bags of ice", "Ketamine precursor", "Methamphetamine tablets", "ថ្នាំញៀនក្នុងរថយន្ត", "Heroin in tea bags")
_PLACES = ("Poipet crossing", "Siem Reap market", "ប៉ោយប៉ែត", "ក្រុងសៀមរាប", "Kandal ferry")
_INSERT_LINE = (
    "INSERT INTO seizure_list (seizure, number, state, left, received, reviewed, attention, last_wall, body) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_INSERT_WORDS = "INSERT INTO search_row (seizure, kind, ref, label, folded) VALUES (?, 'seizure', ?, ?, ?)"
_INDEX = "INSERT INTO search_index (rowid, folded) SELECT id, folded || char(10) || char(10) FROM search_row"


def rows() -> Iterator[Row]:
    """Fill the tables of a home with invented lines, then search and scroll."""
    with bench_home.folder() as base:
        desk = bench_home.desk(base / "field")
        writeup.record(desk=desk, document=WriteUp(), photos=base)
        _fill(desk)
        strokes = [text[:end] for text in TYPED for end in range(1, len(text) + 1)]
        worst = _p95([_took(desk, text) for text in strokes])
        yield Row(
            "search 10,000 seizures, p95 [ms]",
            "budget a keystroke",
            worst,
            "at most",
            20.0,
            f"{len(strokes)} keystrokes",
        )
        start = time.perf_counter()
        begun = find.recent(desk=desk)
        first = (time.perf_counter() - start) * 1000
        start = time.perf_counter()
        every = find.seizures(desk=desk)
        whole = (time.perf_counter() - start) * 1000
        detail = f"{len(begun.listed)} of {begun.total} lines in {first:.0f} ms, all {len(every)} in {whole:.0f} ms"
        yield Row("read the list's beginning", "reading every line", first / whole, "at most", 0.7, detail)
        home.lock(desk=desk)
        window = stalling.opened(base, base / "field")
        stalling.rest(1.0)
        with stalling.Heart() as idle:
            stalling.rest(stalling.IDLE_S)
        with stalling.Heart() as heart:
            for text in strokes[:60]:
                window.today.sought.emit(text)
                window.today._needle = text  # noqa: SLF001  (as the search box does)
                stalling.rest(0.05)
            window.today._needle = ""  # noqa: SLF001
            window.refresh()
            stalling.rest(1.0)
        detail = f"idle {idle.worst:.0f} ms; {heart.over(stalling.BUDGET_MS)} gaps over 50 ms of {len(heart.gaps)}"
        yield Row("worst GUI gap, typing a search [ms]", "budget", heart.worst, "at most", stalling.BUDGET_MS, detail)
        window.close()


def _took(desk: Desk, text: str) -> float:
    start = time.perf_counter()
    find.seizures(desk=desk, text=text)
    return (time.perf_counter() - start) * 1000


def _p95(times: Sequence[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


def _fill(desk: Desk) -> None:
    (pattern,) = find.seizures(desk=desk)
    luck = random.Random(5)
    lines, words = [], []
    for n in range(COUNT):
        title = f"{luck.choice(_THINGS)}, {luck.choice(_PLACES)}"
        ticks = Ticks(left=n % 40 != 0, received=n % 20 != 0, receipt_no=f"R-{n}")
        one = msgspec.structs.replace(
            pattern,
            id=f"01a1feba-0000-7000-8000-{n:012d}",
            number=f"T-2026-K7Q-{n:04d}",
            title=title,
            state="locked",
            ticks=ticks,
            last_wall=pattern.last_wall - n * 60_000,
        )
        told = (int(ticks.left), int(ticks.received), int(ticks.reviewed), 0, one.last_wall)
        lines.append((one.id, one.number, one.state, *told, msgspec.json.encode(one, order="sorted")))
        words.append((one.id, one.id, one.number, fold(f"{one.number}\n{title}")))
    database = desk.store.database
    with database.writing() as tx:
        tx.exec_driver_sql(_INSERT_LINE, lines)
        tx.exec_driver_sql("DELETE FROM search_row")
        tx.exec_driver_sql("INSERT INTO search_index (search_index) VALUES ('delete-all')")
        tx.exec_driver_sql(_INSERT_WORDS, words)
        tx.exec_driver_sql(_INDEX)
