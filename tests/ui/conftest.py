"""What window tests share: a styled application in each look and language, and widgets freed on the GUI thread."""

from __future__ import annotations

from collections.abc import Callable, Iterator
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
from tests.ui.practice import Practice

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
