"""How long the window takes over a half-written seizure with 60 exhibits and 200 photos, and to change officers.

Everything goes through the window with real keys: unlocking is Argon2 at full cost (128 MiB, 6 passes).
"""

from __future__ import annotations

import io
import statistics
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, Final

from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from benchmarks import bench_home
from benchmarks.measuring import Row
from benchmarks.stalling import opened, rest, until
from fieldkit.actions import exhibits, home, photos, writeup
from fieldkit.actions.clock import SystemClock
from fieldkit.actions.desk import Desk
from fieldkit.ui.sweep import Sweeper
from fieldkit.ui.window import Window

EXHIBITS: Final = 60
PHOTOS: Final = 200
ROUNDS: Final = 7
SWITCH_S: Final = 3.0
_DRUG: Final[dict[str, Any]] = {
    "detail": {"type": "drug", "substance": "methamphetamine", "form": "crystal", "units": "3"},
    "description": "White crystals in a clear bag.",
    "spot": "Under the seat",
}


def rows() -> Iterator[Row]:
    """Open it, go about in it, type in it, and let a second officer sit down."""
    with bench_home.folder() as base:
        desk, first = _real(base / "field")
        second, phrase = home.add_officer(desk=desk, officer=home.NewOfficer(name="Officer Practice B", unit="Unit"))
        seizure = _written(desk)
        home.lock(desk=desk)
        window, sweeper = opened(base, base / "field", first), Sweeper()
        window.open(seizure, "today")
        until(lambda: window.view is not None and not window.ops.busy)
        rest(1.0)
        ready = f"{EXHIBITS} exhibits, {PHOTOS} photos; median of {ROUNDS}"
        yield Row("show the write-up [ms]", "budget", _median(lambda: _shown(window)), "at most", 150.0, ready)
        worst, name = max(_sections(window))
        yield Row("change the section [ms]", "budget", worst, "at most", 50.0, f"the slowest: {name}")
        yield Row(
            "one key in a form [ms]", "budget", _keys(window), "at most", 16.0, "95 % of 40 keys, painting included"
        )
        seconds = _switched(window, second, phrase)
        yield Row(
            "switch officer [s]", "budget", seconds, "at most", SWITCH_S, "Argon2 128 MiB, t=6, p=2; to the frame"
        )
        window.close()
        sweeper.stop()


def _real(path: Path) -> tuple[Desk, str]:
    """Make a home that is no practice and unlock it: the keys of practice homes cost next to nothing to derive."""
    officer, clock = home.NewOfficer(name="Officer Practice A", unit="Unit"), SystemClock()
    made = home.create(path=path, role="field", practice=False, name="field", officer=officer, clock=clock)
    return home.unlock(path=path, person=made.person, passphrase=made.passphrase, clock=clock), made.passphrase


def _written(desk: Desk) -> str:
    seizure = writeup.start(desk=desk, title="A long night")
    for _ in range(EXHIBITS):
        exhibits.add_exhibit(desk=desk, seizure=seizure, typed=_DRUG)
    wanted = []
    for n in range(PHOTOS):
        out = io.BytesIO()
        Image.new("RGB", (320, 240), (n, 90, 90)).save(out, "JPEG")
        wanted.append(
            photos.Photo(path=Path(f"IMG_{n:04d}.JPG"), said=photos.said("file", "", "other"), data=out.getvalue())
        )
    photos.attach(desk=desk, seizure=seizure, photos=wanted)
    photos.make_previews(desk=desk, seizure=seizure)
    return seizure


def _median(act: Callable[[], float]) -> float:
    return statistics.median(act() for _ in range(ROUNDS))


def _spent(act: Callable[[], object]) -> float:
    """Return the milliseconds of *act* and of all painting and laying out that it asked for."""
    start = time.perf_counter()
    act()
    QApplication.processEvents()
    return (time.perf_counter() - start) * 1000


def _shown(window: Window) -> float:
    window.go("today")
    rest(0.2)
    window.writeup_errands.page.stale = True
    return _spent(lambda: window.go("writeup"))


def _sections(window: Window) -> Iterator[tuple[float, str]]:
    for name in window.writeup_errands.page.state.sections():
        yield _median(partial(_section, window, name)), name


def _section(window: Window, name: str) -> float:
    state = window.writeup_errands.page.state
    state.go("people" if name != "people" else "where")
    rest(0.2)
    return _spent(lambda: state.go(name))


def _keys(window: Window) -> float:
    window.writeup_errands.page.state.go("where")
    rest(0.3)
    page: QWidget = window.writeup_errands.page
    fields = [one for one in page.findChildren(QLineEdit) if one.isVisibleTo(page) and one.isEnabled()]
    fields[-1].setFocus()
    taken = []
    for at in range(40):
        key = Qt.Key(Qt.Key.Key_A + at % 10)
        taken.append(_spent(partial(QTest.keyClick, fields[-1], key)))
        rest(0.06)
    return sorted(taken)[37]


def _switched(window: Window, person: str, phrase: str) -> float:
    window.homes.switch_asked(person)
    field: list[QLineEdit] = []

    def there() -> bool:
        field[:] = [one for one in window.findChildren(QLineEdit) if one.objectName() == "switch_passphrase"]
        return bool(field) and field[0].isEnabled()

    until(there)
    field[0].setText(phrase)
    before = window.officer
    start = time.perf_counter()
    field[0].returnPressed.emit()
    while window.officer == before:
        rest(0.01)
    QApplication.processEvents()
    return time.perf_counter() - start
