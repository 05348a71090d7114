"""Two officers at one laptop: each act carries the key of the one who does it, and what was typed stays."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLineEdit
from pytestqt.qtbot import QtBot

from fieldkit.actions import find, home, review
from fieldkit.actions.clock import SystemClock
from fieldkit.ui.widgets.tile import Tile
from fieldkit.ui.window import Window
from tests.ui import fit, seats
from tests.ui.conftest import Dress
from tests.ui.seats import LONG, PHRASE, Laptop, dialog, fits, press, type_in


@pytest.fixture
def laptop(tmp_path: Path) -> Laptop:
    return seats.laptop(tmp_path, night=True)


@pytest.fixture
def window(qtbot: QtBot, dress: Dress, laptop: Laptop, tmp_path: Path) -> Iterator[Window]:
    for shown in seats.window_on(laptop.path, qtbot, tmp_path):
        seats.unlock(qtbot, shown, laptop.first)
        yield shown


def asked(qtbot: QtBot, window: Window) -> QDialog:
    """Wait until the dialog shows who can sit down."""
    shown = dialog(qtbot, window, "switch")
    qtbot.waitUntil(lambda: bool(shown.findChildren(Tile)), timeout=LONG)
    return shown


def switch(qtbot: QtBot, window: Window, phrase: str = PHRASE) -> QDialog:
    shown = asked(qtbot, window)
    type_in(shown, "switch_passphrase", phrase)
    return shown


def sits(qtbot: QtBot, window: Window, person: str) -> None:
    qtbot.waitUntil(lambda: window.card is not None and window.card.person == person, timeout=LONG)
    seats.settled(qtbot, window)


def test_a_writes_b_attests_and_each_entry_carries_its_own_key(qtbot: QtBot, window: Window, laptop: Laptop) -> None:
    first = window.desk
    assert first is not None
    qtbot.waitUntil(lambda: bool(window.today.listed), timeout=LONG)
    window.open(window.today.listed[0].id)
    qtbot.waitUntil(lambda: window.view is not None, timeout=LONG)
    page = window.current
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_U, Qt.KeyboardModifier.ControlModifier)
    switch(qtbot, window)
    sits(qtbot, window, laptop.second)
    assert window.current is page, "the page stays"
    assert "Officer Practice B signs from now on." in window.banner.text
    second, view = window.desk, window.view
    assert second is not None
    assert view is not None
    window.ops.write(lambda: review.attest(desk=second, seizure=view.id))
    seats.settled(qtbot, window)
    entries = second.store.ledger.in_scope(view.id)
    by = {one.entry.type: one.entry.by for one in entries if one.entry.type in {"custody.find", "attest"}}
    assert by == {"custody.find": first.keys.signer.key_id, "attest": second.keys.signer.key_id}
    assert first.keys.signer.key_id != second.keys.signer.key_id
    assert find.seizure(desk=second, seizure=view.id).problems == ()


def test_the_face_opens_it_and_escape_leaves_everything(qtbot: QtBot, window: Window, laptop: Laptop) -> None:
    press(window.head, "officer")
    shown = asked(qtbot, window)
    QTest.keyClick(shown, Qt.Key.Key_Escape)
    assert window.card is not None
    assert window.card.person == laptop.first
    window.homes.switch_asked(laptop.second)
    again = asked(qtbot, window)
    type_in(again, "switch_passphrase", PHRASE)
    sits(qtbot, window, laptop.second)


def test_it_works_from_a_text_field_and_what_was_typed_there_stays(
    qtbot: QtBot, window: Window, laptop: Laptop
) -> None:
    search = window.today.part("search")
    assert isinstance(search, QLineEdit)
    search.setFocus()
    search.setText("half a wo")
    saved: list[str] = []
    window.about_to_lock.connect(lambda: saved.append(window.card.person if window.card else ""))
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_U, Qt.KeyboardModifier.ControlModifier)
    switch(qtbot, window)
    sits(qtbot, window, laptop.second)
    kept = window.today.part("search")
    assert isinstance(kept, QLineEdit)
    assert kept.text() == "half a wo"
    assert saved == [laptop.first], "what A typed is kept as A's"


def test_a_wrong_passphrase_leaves_the_first_officer_seated(qtbot: QtBot, window: Window, laptop: Laptop) -> None:
    window.homes.switch_asked()
    shown = switch(qtbot, window, "six words that are not it")
    qtbot.waitUntil(lambda: any("not right" in text for text in fit.words(shown)), timeout=LONG)
    assert window.card is not None
    assert window.card.person == laptop.first
    fits(shown)


@pytest.mark.parametrize("spoken", ["en", "km"])
def test_the_dialog_fits(qtbot: QtBot, window: Window, dress: Dress, spoken: str) -> None:
    dress("night", "km" if spoken == "km" else "en")
    window.restyle("night", khmer=spoken == "km")
    window.homes.switch_asked()
    shown = asked(qtbot, window)
    qtbot.wait(30)
    fits(shown)


@pytest.mark.heavy
def test_with_real_passphrases_too_the_second_officer_gets_a_desk_of_their_own(tmp_path: Path) -> None:
    clock = SystemClock()
    who = home.NewOfficer(name="Invented A")
    made = home.create(path=tmp_path / "real", role="field", practice=False, name="Laptop", officer=who, clock=clock)
    desk = home.unlock(path=made.path, person=made.person, passphrase=made.passphrase, clock=clock)
    other, phrase = home.add_officer(desk=desk, officer=home.NewOfficer(name="Invented B"))
    changed = home.switch(desk=desk, person=other, passphrase=phrase)
    assert changed.keys.person == other
    assert changed.keys.signer.key_id != desk.keys.signer.key_id
    home.lock(desk=changed)
