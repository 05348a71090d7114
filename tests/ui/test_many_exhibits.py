"""A night with dozens of exhibits: the write-up draws what is near, and everything can be reached."""

from __future__ import annotations

import msgspec
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from fieldkit.domain import completeness
from fieldkit.domain.rules import DEFAULTS
from fieldkit.domain.values import Party
from fieldkit.ui.pages.writeup import WriteUpPage
from tests.ui import sample

COUNT = 40


def shown(qtbot: QtBot) -> WriteUpPage:
    page = WriteUpPage()
    qtbot.addWidget(page)
    few = sample.seizure()
    many = tuple(msgspec.structs.replace(few.exhibits[0], id=f"x{n}") for n in range(COUNT))
    view = msgspec.structs.replace(few, state="draft", exhibits=many)
    page.resize(1000, 700)
    page.show()
    page.show_people((), Party(name="Officer Practice A"))
    page.show_view(
        view, completeness.missing(view, DEFAULTS), completeness.progress(view, DEFAULTS), mine=True, others=()
    )
    page.begin("exhibits")
    return page


def whole(page: WriteUpPage) -> set[str]:
    """Return the exhibits that have slots for photos."""
    names = [one.objectName() for one in page.findChildren(QWidget)]
    return {name.rpartition("_")[2] for name in names if name.startswith("slot_")}


def test_exhibits_far_from_the_active_one_stand_in_one_line_and_open_when_pressed(qtbot: QtBot) -> None:
    page = shown(qtbot)
    assert all(page.findChild(QPushButton, f"exhibit_x{n}") for n in range(COUNT))
    assert whole(page) == {f"x{n}" for n in range(36, 40)}
    far = page.findChild(QPushButton, "exhibit_x5")
    assert far is not None
    far.click()
    assert page.state.exhibit is not None
    assert page.state.exhibit.id == "x5"
    assert whole(page) == {f"x{n}" for n in range(2, 9)}
