"""Today with more seizures than are read at once: searching asks for all of them, scrolling for the next ones."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from fieldkit.domain.view import Ticks
from fieldkit.ui.pages.today import TodayPage
from fieldkit.ui.widgets.lists import Rows
from tests.ui.conftest import Dress
from tests.ui.staged import NIGHT, listed

SENT = Ticks(left=True, received=True, receipt_no="R-1")


def shown(qtbot: QtBot, dress: Dress, count: int, total: int) -> TodayPage:
    dress("light", "en")
    page = TodayPage()
    qtbot.addWidget(page)
    page.resize(1100, 700)
    page.show()
    lines = [listed(n, f"Seizure {n}", "locked", SENT) for n in range(count)]
    page.show_list(lines, None, now=NIGHT, today="", total=total)
    return page


def numbers(page: TodayPage) -> list[str]:
    return [row.listed.number for row in page._model.rows if row.listed]  # noqa: SLF001  (what the list shows)


def type_in(page: TodayPage, text: str) -> None:
    field = page.part("search")
    assert isinstance(field, QLineEdit)
    field.setText(text)


def test_a_search_asks_for_every_seizure_and_drops_answers_that_come_too_late(qtbot: QtBot, dress: Dress) -> None:
    page = shown(qtbot, dress, 20, 10_000)
    asked: list[str] = []
    page.sought.connect(asked.append)
    type_in(page, "po")
    type_in(page, "poi")
    assert asked == ["po", "poi"]
    page.show_found("po", [listed(5001, "Late", "locked", SENT)])
    assert len(numbers(page)) == 20
    page.show_found("poi", [listed(5002, "Poipet", "locked", SENT)])
    assert numbers(page) == ["T-2026-K7Q-5002"]
    type_in(page, "")
    assert len(numbers(page)) == 20


def test_a_short_list_is_searched_at_once_without_asking(qtbot: QtBot, dress: Dress) -> None:
    page = shown(qtbot, dress, 20, 20)
    asked: list[str] = []
    page.sought.connect(asked.append)
    type_in(page, "seizure 7")
    assert asked == []
    assert numbers(page) == ["T-2026-K7Q-007"]


def test_scrolling_to_the_end_asks_for_more_and_stays_where_it_is(qtbot: QtBot, dress: Dress) -> None:
    page = shown(qtbot, dress, 60, 10_000)
    model, cards = page._model, page.part("cards")  # noqa: SLF001  (what the list shows)
    assert isinstance(cards, Rows)
    qtbot.wait(20)
    with qtbot.waitSignal(page.more_wanted):
        cards.scrollToBottom()
        model.fetchMore(QModelIndex())
    at = cards.verticalScrollBar().value()
    assert at > 0
    assert not model.canFetchMore(QModelIndex()), "asked once until they have come"
    cards.setProperty("same", True)
    lines = [listed(n, f"Seizure {n}", "locked", SENT) for n in range(120)]
    model.put(lines, more=True)
    assert cards.verticalScrollBar().value() == at
    assert len(numbers(page)) == 120
    assert model.canFetchMore(QModelIndex())
