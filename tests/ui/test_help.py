"""F1: the keys of the page and the guide's text about it, offline and in the language chosen."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from fieldkit.text.catalogue import Language
from fieldkit.text.guide import PAGES, guide_file, guide_folder, page_for
from fieldkit.ui.dialogs.help import Guide, Help
from fieldkit.ui.page import Act
from fieldkit.ui.shell import Shell
from fieldkit.ui.window import Window
from tests.ui import fit
from tests.ui.conftest import Dress
from tests.ui.staged import stage

ACTS = (Act("N", "New seizure", lambda: None), Act("F1", "All keys", lambda: None))
LANGUAGES: tuple[Language, ...] = ("en", "km")
LINK = re.compile(r"!?\[[^\]]*\]\(([^)]+)\)")


def opened(qtbot: QtBot, page: str = "today", size: tuple[int, int] = (1280, 800)) -> tuple[Shell, Help]:
    shell = stage("today", size)
    qtbot.addWidget(shell)
    dialog = Help(shell, "Today", ACTS, page)
    dialog.open()
    qtbot.waitUntil(dialog.isVisible)
    return shell, dialog


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
def test_every_page_is_written_in_both_languages_and_its_links_lead_somewhere(page: str, language: Language) -> None:
    path = guide_folder() / language / f"{page}.md"
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# ")
    assert any("\u1780" <= c <= "\u17ff" for c in text) == (language == "km")
    for link in LINK.findall(text):
        assert (path.parent / link).resolve().is_file(), link


def test_no_page_lies_in_the_guide_that_nobody_can_open() -> None:
    for language in LANGUAGES:
        assert {path.stem for path in (guide_folder() / language).glob("*.md")} == set(PAGES)


def test_every_screen_has_its_page() -> None:
    from tests.ui.staged import PAGES as SCREENS  # noqa: PLC0415  (the names would hide each other)

    for screen in SCREENS:
        assert guide_file(page_for(screen), "en").is_file()
    assert page_for("photos") == "photos"


@fit.IN_EVERY_SIZE
@pytest.mark.parametrize("page", ["today", "when-something-goes-wrong"])
def test_the_dialog_fits_and_the_text_needs_no_sideways_scrolling(
    qtbot: QtBot, dress: Dress, page: str, language: Language, size: tuple[int, int]
) -> None:
    dress("night", language)
    shell, dialog = opened(qtbot, page, size)
    qtbot.wait(30)
    assert dialog.width() <= shell.width()
    assert dialog.height() <= shell.height()
    assert fit.cut_text(dialog) == []
    assert fit.overlaps(dialog) == []
    assert fit.nameless(dialog) == []
    assert fit.controls(dialog) - fit.reached_by_tab(dialog) == set()
    assert dialog.guide.horizontalScrollBar().maximum() == 0


def test_links_and_the_list_lead_to_other_pages_and_nowhere_else(qtbot: QtBot, dress: Dress) -> None:
    _shell, dialog = opened(qtbot, "night-card")
    dialog.guide.anchorClicked.emit(QUrl("paper.md"))
    assert "Type in a paper form" in dialog.guide.toPlainText()
    pick = dialog.findChild(QComboBox, "guide_page")
    assert pick is not None
    assert pick.currentData() == "paper"
    for elsewhere in ("https://example.org/paper.md", "file:///etc/hostname", "../../../README.md"):
        dialog.guide.anchorClicked.emit(QUrl(elsewhere))
        assert dialog.guide.page == "paper"
    pick.setCurrentIndex(pick.findData("photos"))
    assert dialog.guide.page == "photos"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
def test_pictures_and_links_are_shown_and_not_spelled_out(
    qtbot: QtBot, dress: Dress, page: str, language: Language
) -> None:
    dress("light", language)
    guide = Guide(page)
    qtbot.addWidget(guide)
    assert "](" not in guide.toPlainText()
    assert guide.toPlainText().count("\ufffc") == guide_file(page, language).read_text(encoding="utf-8").count("![")


def test_the_guide_can_be_read_and_not_changed(qtbot: QtBot, dress: Dress) -> None:
    guide = Guide("today")
    qtbot.addWidget(guide)
    before = guide.toPlainText()
    QTest.keyClicks(guide, "abc")
    assert guide.toPlainText() == before


def test_f1_opens_it_at_the_page_that_shows_and_closes_it(qtbot: QtBot, desk: Window) -> None:
    desk.go("exchange")
    QTest.keyClick(desk, Qt.Key.Key_F1)
    dialog = desk.findChild(Help, "keys")
    assert dialog is not None
    qtbot.waitUntil(dialog.isVisible)
    assert dialog.guide.page == "exchange"
    QTest.keyClick(dialog, Qt.Key.Key_F1)
    qtbot.waitUntil(lambda: desk.findChild(Help, "keys") is None)


def test_a_wheel_carries_the_guide() -> None:
    told = (Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8")
    assert '"docs/guide" = "fieldkit/resources/guide"' in told
