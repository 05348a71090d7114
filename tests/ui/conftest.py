"""What window tests share: a styled application in each look and language, and widgets freed on the GUI thread."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from fieldkit.text.catalogue import Language, mark_translated, use_language
from fieldkit.ui.look import style
from fieldkit.ui.look.tokens import LookName
from fieldkit.ui.window import Window
from tests.ui import practice, seat
from tests.ui.night import Night
from tests.ui.practice import Practice
from tests.ui.seat import LONG
from tests.ui.sitting import Sitting

Dress = Callable[[LookName, Language], None]


@pytest.fixture
def dress(qapp: QApplication) -> Iterator[Dress]:
    """Return a function that puts on a look and a language; afterwards the app is as it was."""
    qapp.setStyle("Fusion")
    QCursor.setPos(5000, 5000)  # offscreen the pointer starts at 0,0 and hovers over the rail

    def put_on(look: LookName, language: Language) -> None:
        use_language(language)
        style.apply(qapp, look, khmer=language == "km")

    style.text_size(100)
    style.follow_system(on=False)
    put_on("light", "en")
    yield put_on
    mark_translated(on=False)
    use_language("en")


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Practice:
    folder = tmp_path_factory.mktemp("world")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FIELDKIT_GUARD", str(folder / "guard"))
        return practice.make(folder)


@pytest.fixture
def opened(
    qtbot: QtBot, dress: Dress, world: Practice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Window]:
    """Return a window on the field laptop, at its first page."""
    monkeypatch.setenv("FIELDKIT_GUARD", str(world.field.parent / "guard"))
    yield from seat.window_on(world.field, qtbot, tmp_path)


@pytest.fixture
def desk(qtbot: QtBot, opened: Window) -> Window:
    """Return the window unlocked, with its list."""
    return seat.unlocked(qtbot, opened)


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> Practice:
    """Return a practice home that nobody touches: each test writes on a copy of it, guard and all."""
    folder = tmp_path_factory.mktemp("written")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FIELDKIT_GUARD", str(folder / "guard"))
        return practice.make(folder)


@pytest.fixture
def written_home(written: Practice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Practice:
    folder = tmp_path / "world"
    shutil.copytree(written.field.parent, folder)
    monkeypatch.setenv("FIELDKIT_GUARD", str(folder / "guard"))
    return replace(written, field=folder / written.field.name)


@pytest.fixture(scope="session")
def made_night(tmp_path_factory: pytest.TempPathFactory) -> Night:
    """Return a night that nobody touches: each test writes on a copy of it."""
    folder = tmp_path_factory.mktemp("night")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FIELDKIT_GUARD", str(folder / "guard"))
        return Night(folder)


@pytest.fixture
def night(made_night: Night, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Night:
    monkeypatch.setenv("FIELDKIT_GUARD", str(tmp_path / "night" / "guard"))
    return made_night.copied(tmp_path / "night")


@pytest.fixture
def written_window(qtbot: QtBot, dress: Dress, written_home: Practice, tmp_path: Path) -> Iterator[Window]:
    yield from seat.window_on(written_home.field, qtbot, tmp_path)


@pytest.fixture
def sitting(qtbot: QtBot, written_window: Window, written_home: Practice) -> Sitting:
    seat.unlocked(qtbot, written_window)
    written_window.activateWindow()
    written_window.open(written_home.seizure)
    made = Sitting(qtbot, written_window)
    qtbot.waitUntil(lambda: written_window.current is made.page, timeout=LONG)
    made.settled()
    return made
