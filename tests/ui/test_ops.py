"""Background work: one writer, several readers, long work with progress and Cancel, answers on the GUI thread."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from PySide6.QtCore import QObject, QThread
from pytestqt.qtbot import QtBot

from fieldkit.actions.desk import Changes
from fieldkit.ui.ops import Job, Ops, remaining


@pytest.fixture
def ops(qtbot: QtBot) -> Iterator[Ops]:
    made = Ops()
    yield made
    made.close()


def on_gui_thread() -> bool:
    return QThread.currentThread() is QObject().thread() and threading.current_thread() is threading.main_thread()


def test_an_answer_arrives_on_the_gui_thread(qtbot: QtBot, ops: Ops) -> None:
    told: list[tuple[int, bool, bool]] = []
    where: list[bool] = []

    def question() -> int:
        where.append(threading.current_thread() is threading.main_thread())
        return 7

    ops.read(question, done=lambda n: told.append((n, on_gui_thread(), True)))
    qtbot.waitUntil(lambda: bool(told))
    assert told == [(7, True, True)]
    assert where == [False]


def test_writes_run_one_at_a_time_in_the_order_asked(qtbot: QtBot, ops: Ops) -> None:
    order: list[int] = []
    inside = threading.Lock()

    def act(n: int) -> Changes:
        assert inside.acquire(blocking=False), "two writes at once"
        order.append(n)
        inside.release()
        return Changes(entries=1)

    for n in range(20):
        ops.write(lambda n=n: act(n))  # type: ignore[misc]  # mypy cannot infer a lambda with a default
    qtbot.waitUntil(lambda: len(order) == 20 and not ops.busy)
    assert order == list(range(20))


def test_a_write_tells_every_page_what_changed_and_who_asked(qtbot: QtBot, ops: Ops) -> None:
    page = QObject()
    with qtbot.waitSignal(ops.changed) as caught:
        ops.write(lambda: Changes(seizures=frozenset({"s"})), initiator=page)
    assert caught.args is not None
    changes, initiator = caught.args
    assert changes.seizures == {"s"}
    assert initiator is page


def test_a_write_that_changed_nothing_tells_nobody(qtbot: QtBot, ops: Ops) -> None:
    done: list[Changes] = []
    with qtbot.assertNotEmitted(ops.changed):
        ops.write(Changes, done=done.append)
        qtbot.waitUntil(lambda: bool(done))


def test_readers_run_beside_a_long_job_and_a_write_does_not_wait_for_it(qtbot: QtBot, ops: Ops) -> None:
    go_on = threading.Event()
    told: list[str] = []

    def work(_job: Job) -> str:
        go_on.wait(10)
        return "long"

    ops.long(work, kind="attach", done=told.append)
    ops.read(lambda: "read", done=told.append)
    ops.write(lambda: Changes(entries=1), done=lambda _c: told.append("write"))
    qtbot.waitUntil(lambda: len(told) == 2)
    assert sorted(told) == ["read", "write"]
    go_on.set()
    qtbot.waitUntil(lambda: "long" in told)


@dataclass
class Kept:
    changes: Changes
    count: int


def test_cancel_stops_at_the_next_item_and_keeps_what_is_done(qtbot: QtBot, ops: Ops) -> None:
    third = threading.Event()
    told: list[Kept] = []

    def work(job: Job) -> Kept:
        done = 0
        while not job.cancelled() and done < 1_000_000:
            done += 1
            job.progress(done, 1_000_000, "")
            if done == 3:
                third.set()
            if done >= 3:
                third.wait()
        return Kept(Changes(entries=done), done)

    job = ops.long(work, kind="attach", subject="s", done=told.append)
    qtbot.waitUntil(third.is_set)
    assert ops.job("attach", "s") is job
    with qtbot.waitSignal(ops.changed):
        job.cancel()
        assert job.cancelling
    assert told[0].count < 1_000_000
    assert ops.job("attach", "s") is None


def test_progress_reaches_the_gui_thread_without_flooding_it(qtbot: QtBot, ops: Ops) -> None:
    seen: list[int] = []
    ended: list[int] = []

    def work(job: Job) -> int:
        for n in range(50_000):
            job.progress(n, 50_000, "")
        return 1

    job = ops.long(work, kind="import", done=ended.append)
    job.progressed.connect(lambda: seen.append(job.done))
    qtbot.waitUntil(lambda: bool(ended))
    assert seen[-1] == 49_999
    assert len(seen) < 200


def test_an_error_goes_to_its_handler_or_to_everybody(qtbot: QtBot, ops: Ops) -> None:
    caught: list[BaseException] = []

    def bad() -> int:
        raise ZeroDivisionError

    ops.read(bad, done=lambda _n: None, failed=caught.append)
    qtbot.waitUntil(lambda: bool(caught))
    assert isinstance(caught[0], ZeroDivisionError)
    with qtbot.waitSignal(ops.failed):
        ops.read(bad, done=lambda _n: None)


def test_an_answer_for_a_page_that_is_gone_is_dropped(qtbot: QtBot, ops: Ops) -> None:
    go_on = threading.Event()
    told: list[bool] = []
    page = QObject()
    ops.read(lambda: go_on.wait(10), done=told.append, owner=page)
    page.deleteLater()
    qtbot.wait(10)
    go_on.set()
    after: list[int] = []
    ops.read(lambda: 1, done=after.append)
    ops.read(lambda: 1, done=after.append)
    ops.read(lambda: 1, done=after.append)
    qtbot.waitUntil(lambda: len(after) == 3)
    assert told == []


def test_closing_cancels_long_work_and_lets_writes_finish(qtbot: QtBot) -> None:
    ops = Ops()
    written: list[int] = []
    started = threading.Event()

    def endless(job: Job) -> int:
        started.set()
        while not job.cancelled():
            started.wait(0.001)
        return 0

    def act() -> Changes:
        written.append(1)
        return Changes(entries=1)

    ops.long(endless, kind="export", done=lambda _n: None)
    ops.write(act)
    qtbot.waitUntil(started.is_set)
    ops.close()
    assert written == [1]


@pytest.mark.parametrize(
    ("done", "total", "elapsed", "left"),
    [(0, 200, 30.0, None), (100, 200, 30.0, 30), (131, 200, 0.5, None), (200, 200, 9.0, None), (1, 200, 2.0, 398)],
)
def test_remaining_time_follows_the_pace(done: int, total: int, elapsed: float, left: int | None) -> None:
    said: Callable[[int, int, float], int | None] = remaining
    assert said(done, total, elapsed) == left
