"""The one place where the window starts background work.

Three kinds, each on threads of its own:

* `read`: a question that changes nothing; several run at once.
* `write`: a short act of a person (sign, resolve, print); one at a time, in the order asked.
* `long`: minutes of work with progress and Cancel (attach, export, import); one at a time. It has its own thread so
  that a save never waits behind 200 photos; the store's writing lock keeps their transactions apart.

Work runs in the thread and must not touch a widget. Callbacks run on the GUI thread and stay there: a worker holds only
the work and a ticket number, so it can never drop the last reference to a widget and destroy it on the wrong thread.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from time import monotonic
from typing import TYPE_CHECKING, Any, Final, Literal, TypeVar

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from shiboken6 import isValid

from fieldkit.domain.viewing import ReadsOnly

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor

JobKind = Literal[
    "attach", "export", "forms", "import", "lock", "move", "paper", "practice", "previews", "remove", "report", "setup",
    "support", "transcribe",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sort:
    """What long work of a kind means to people.

    missed: a person started it and should hear of it when a lock has stopped it. writes: no viewer may do it.
    """

    missed: bool
    writes: bool


SORTS: Final[dict[JobKind, Sort]] = {
    "attach": Sort(missed=True, writes=True),
    "export": Sort(missed=True, writes=True),
    "forms": Sort(missed=True, writes=True),
    "import": Sort(missed=True, writes=True),
    "lock": Sort(missed=False, writes=False),
    "move": Sort(missed=True, writes=True),
    "paper": Sort(missed=True, writes=True),
    "practice": Sort(missed=False, writes=False),
    "previews": Sort(missed=False, writes=False),
    "remove": Sort(missed=False, writes=False),
    "report": Sort(missed=True, writes=True),
    "setup": Sort(missed=False, writes=False),
    "support": Sort(missed=True, writes=False),
    "transcribe": Sort(missed=True, writes=True),
}
DOCUMENTS: Final[tuple[JobKind, ...]] = ("report", "paper", "forms", "transcribe")
"""Work whose progress stands on the page Documents."""

T = TypeVar("T")
Done = Callable[[T], None]
Failed = Callable[[BaseException], None]

READERS: Final = 2
_POLL_MS: Final = 100
_SURE_AFTER_S: Final = 1.0
_SWITCH_S: Final = 0.001
"""A worker gives the interpreter back to the GUI thread this soon, not after Python's 5 ms: four of them add up."""


class Job(QObject):
    """Long work under way, as the GUI thread sees it.

    `progress` and `cancelled` are the two callables that go into the action and may be called from any thread.

    Signals:
        progressed: done, total, note have moved (at most ten times a second).
        ended: the work returned, failed or was cancelled; emitted after its callback.
    """

    progressed = Signal()
    ended = Signal()

    def __init__(self, kind: JobKind, subject: str, parent: QObject) -> None:
        super().__init__(parent)
        self.kind, self.subject = kind, subject
        self.done, self.total, self.note = 0, 0, ""
        self.running = True
        self._stop = threading.Event()
        self._latest = (0, 0, "")
        self._started = monotonic()
        self._timer = QTimer(self)
        self._timer.setInterval(_POLL_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def progress(self, done: int, total: int, note: str = "") -> None:
        """Report from the work: *done* of *total* units; called from any thread."""
        self._latest = (done, total, note)

    def cancelled(self) -> bool:
        """Tell the work whether to stop at the next safe place; called from any thread."""
        return self._stop.is_set()

    def cancel(self) -> None:
        """Ask the work to stop. What it has kept stays kept."""
        self._stop.set()
        self.progressed.emit()

    @property
    def cancelling(self) -> bool:
        """Tell whether Cancel was asked and the work has not ended yet."""
        return self.running and self._stop.is_set()

    @property
    def seconds_left(self) -> int | None:
        """Estimate the remaining time from the pace so far, or None while nothing can be said."""
        return remaining(self.done, self.total, monotonic() - self._started)

    def finish(self) -> None:
        """Mark the work as ended; `Ops` calls it."""
        self.look()
        self._timer.stop()
        self.running = False

    @Slot()
    def look(self) -> None:
        """Take over what the work reported last; a timer does it while the work runs."""
        if self._latest != (self.done, self.total, self.note):
            self.done, self.total, self.note = self._latest
            self.progressed.emit()


def remaining(done: int, total: int, elapsed: float) -> int | None:
    """Return whole seconds left at the pace of *done* units in *elapsed* seconds; None when too early to say."""
    if done <= 0 or total <= done or elapsed < _SURE_AFTER_S:
        return None
    return max(1, round(elapsed / done * (total - done)))


@dataclass(slots=True)
class _Waiting:
    """What the GUI thread keeps until the result of a ticket arrives."""

    done: Callable[[Any], None] | None
    failed: Failed | None
    owner: QObject | None
    job: Job | None = None
    writes: bool = False
    initiator: object | None = None


def _refuse(_job: Job) -> Any:  # noqa: ANN401  (stands in for any work)
    raise ReadsOnly


class Ops(QObject):
    """Starts background work and brings its result to the GUI thread.

    Attributes:
        reads_only: a viewer sits here; what would write fails with ReadsOnly before it begins.
    Signals:
        changed: after a write; args: Changes, initiator (the page that asked, so that it need not ask again).
        failed: work failed and its caller named no handler; arg: the exception.
        jobs_changed: a long job began or ended.
    """

    changed = Signal(object, object)
    failed = Signal(object)
    jobs_changed = Signal()
    _arrived = Signal(int, object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pools: dict[str, ThreadPoolExecutor] = {}
        self._tickets = count(1)
        self.reads_only = False
        self._waiting: dict[int, _Waiting] = {}
        self._arrived.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    @property
    def jobs(self) -> tuple[Job, ...]:
        """Return the long jobs that run or wait for their turn."""
        return tuple(w.job for w in self._waiting.values() if w.job is not None)

    @property
    def busy(self) -> bool:
        """Tell whether a write or a long job is under way."""
        return any(w.writes or w.job for w in self._waiting.values())

    def read(
        self, query: Callable[[], T], *, done: Done[T], failed: Failed | None = None, owner: QObject | None = None
    ) -> None:
        """Run *query* beside others. When *owner* has been destroyed meanwhile, the answer is dropped."""
        self._start("read", query, _Waiting(done, failed, owner))

    def write(
        self,
        act: Callable[[], T],
        *,
        done: Done[T] | None = None,
        failed: Failed | None = None,
        initiator: QObject | None = None,
        own: bool = False,
    ) -> None:
        """Run *act* after every write asked before it; then tell every page what changed.

        What *act* returns is Changes, has a field `changes`, or changes no record. own: it is about the officer's own
        key, which a viewer has too.
        """
        if self.reads_only and not own:
            (failed or self.failed.emit)(ReadsOnly())
            return
        self._start("write", act, _Waiting(done, failed, initiator, writes=True, initiator=initiator))

    def long(
        self,
        work: Callable[[Job], T],
        *,
        kind: JobKind,
        subject: str = "",
        done: Done[T],
        failed: Failed | None = None,
        initiator: QObject | None = None,
    ) -> Job:
        """Run *work* with progress and Cancel. A result with a field `changes` is announced like a write's.

        kind, subject: what it is and of which seizure, so that a page opened later finds its job again.
        """
        if self.reads_only and SORTS[kind].writes:
            work = _refuse
        job = Job(kind, subject, self)
        self._start("long", lambda: work(job), _Waiting(done, failed, initiator, job, initiator=initiator))
        self.jobs_changed.emit()
        return job

    def job(self, kind: JobKind, subject: str = "") -> Job | None:
        """Return the job of this kind and subject that is under way."""
        return next((j for j in self.jobs if j.kind == kind and subject in {"", j.subject}), None)

    def document_job(self, subject: str) -> Job | None:
        """Return the work under way that makes documents of *subject*, or of no seizure."""
        return next((j for j in self.jobs if j.kind in DOCUMENTS and j.subject in {"", subject}), None)

    def drop_reads(self) -> None:
        """Forget every question that was asked: its records are closed now, and whatever comes back is nobody's."""
        for waiting in self._waiting.values():
            if waiting.job is None and not waiting.writes:
                waiting.done, waiting.failed = None, lambda _error: None

    def written(self, patience: float) -> bool:
        """Wait until every write asked so far has ended, at most *patience* seconds; tell whether it has.

        For work in another thread than the writer's; the GUI thread must not wait.
        """
        if "write" not in self._pools:
            return True
        try:
            self._pools["write"].submit(lambda: None).result(patience)
        except TimeoutError:
            return False
        return True

    def close(self) -> None:
        """Ask long work to stop, let writes finish, and wait for the threads."""
        for job in self.jobs:
            job.cancel()
        for name, pool in self._pools.items():
            pool.shutdown(wait=True, cancel_futures=name == "read")

    def _start(self, pool: str, work: Callable[[], object], waiting: _Waiting) -> None:
        ticket = next(self._tickets)
        self._waiting[ticket] = waiting
        if not self._pools:
            self._hire()
        self._pools[pool].submit(self._run, ticket, work)

    def _hire(self) -> None:
        """Make the threads with the first work: their module takes a part of the start that the first page can use."""
        from concurrent.futures import ThreadPoolExecutor

        sys.setswitchinterval(_SWITCH_S)
        self._pools = {
            "read": ThreadPoolExecutor(READERS, "reader"),
            "write": ThreadPoolExecutor(1, "writer"),
            "long": ThreadPoolExecutor(1, "porter"),
        }

    def _run(self, ticket: int, work: Callable[[], object]) -> None:
        """Run in the worker. Whatever happens becomes an arrival: nothing may be lost without a word."""
        try:
            result = work()
        except BaseException as error:  # noqa: BLE001  (the outermost border of a thread: shown by the GUI thread)
            self._arrived.emit(ticket, None, error)
        else:
            self._arrived.emit(ticket, result, None)

    @Slot(int, object, object)
    def _deliver(self, ticket: int, result: object, error: BaseException | None) -> None:
        waiting = self._waiting.pop(ticket)
        gone = waiting.owner is not None and not isValid(waiting.owner)
        if waiting.job:
            waiting.job.finish()
        if error is not None:
            (self.failed.emit if waiting.failed is None or gone else waiting.failed)(error)
        else:
            if waiting.done and not gone:
                waiting.done(result)
            self._announce(waiting, result)
        if waiting.job:
            waiting.job.ended.emit()
            waiting.job.deleteLater()
            self.jobs_changed.emit()

    def _announce(self, waiting: _Waiting, result: object) -> None:
        from fieldkit.actions.desk import Changes  # whoever has a result has loaded it; the start need not

        changes = result if isinstance(result, Changes) else getattr(result, "changes", None)
        if changes and (waiting.writes or waiting.job):
            self.changed.emit(changes, waiting.initiator)
