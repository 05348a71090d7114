"""A night with dozens of exhibits: the write-up draws what is near, and everything can be reached."""

from __future__ import annotations

from functools import cache

import msgspec
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from fieldkit.domain import completeness
from fieldkit.domain.rules import DEFAULTS
from fieldkit.domain.values import Party
from fieldkit.domain.view import SeizureView
from fieldkit.ui.pages.writeup import WriteUpPage
from fieldkit.ui.pages.writeup_typing import Key
from tests.ui import fit, sample
from tests.ui.conftest import Dress

COUNT = 40


@cache
def written() -> bytes:
    """Return the sample as bytes: each time it is made anew it has other keys."""
    return msgspec.json.encode(sample.seizure())


def seizure(count: int) -> SeizureView:
    """Return one with *count* exhibits, alike but for their ids, each time read anew, as from the disk."""
    few = msgspec.json.decode(written(), type=SeizureView)
    many = tuple(msgspec.structs.replace(few.exhibits[0], id=f"x{n}") for n in range(count))
    return msgspec.structs.replace(few, state="draft", exhibits=many)


def put(page: WriteUpPage, view: SeizureView) -> None:
    page.show_view(
        view, completeness.missing(view, DEFAULTS), completeness.progress(view, DEFAULTS), mine=True, others=()
    )


def shown(qtbot: QtBot, count: int = COUNT) -> WriteUpPage:
    page = WriteUpPage()
    qtbot.addWidget(page)
    page.resize(1000, 700)
    page.show()
    page.show_people((), Party(name="Officer Practice A"))
    put(page, seizure(count))
    page.begin("exhibits")
    return page


def card(page: WriteUpPage, exhibit: str) -> QWidget:
    found = page.findChild(QWidget, f"card_{exhibit}")
    assert found is not None
    return found


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


def test_a_save_makes_only_the_cards_anew_that_changed_and_the_keyboard_stays(qtbot: QtBot) -> None:
    page = shown(qtbot, 6)
    page.activateWindow()
    before = {n: card(page, f"x{n}") for n in range(6)}
    panel = page.part("panel")
    number = page.part("exhibit_x1")
    assert number is not None
    number.setFocus()
    qtbot.waitUntil(number.hasFocus)
    view = seizure(6)
    put(page, view)
    assert page.part("panel") is panel, "nothing else is missing than before"
    assert view.exhibits[3].weighings
    changed = msgspec.structs.replace(view.exhibits[3], weighings=())
    put(page, msgspec.structs.replace(view, exhibits=(*view.exhibits[:3], changed, *view.exhibits[4:])))
    after = {n: card(page, f"x{n}") for n in range(6)}
    assert [n for n in range(6) if after[n] is not before[n]] == [3, 5], "the one that changed and the active one"
    assert all(one.isVisible() for one in after.values())
    assert [one.y() for one in after.values()] == sorted(one.y() for one in after.values())
    again = page.part("exhibit_x1")
    assert again is not None
    assert again.hasFocus()


def test_a_card_is_made_anew_for_its_draft_its_photos_and_another_language(qtbot: QtBot, dress: Dress) -> None:
    page = shown(qtbot, 3)
    first = card(page, "x0")
    page.state.typing.type(Key("weighing", "x0"), {"value": "1.2 kg"}, {})
    page.state.section_changed.emit()
    drafted = card(page, "x0")
    assert drafted is not first
    assert "Not signed yet" in fit.words(drafted)
    dress("light", "km")
    page.rebuild()
    assert card(page, "x0") is not drafted
    page.begin("where")
    page.begin("exhibits")
    assert card(page, "x0").isVisible()
    page.forget()
    assert page.state.cards == {}, "locked: no card holds what was found"
