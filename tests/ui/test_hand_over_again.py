"""What comes after the first try: a bag read again, a lock over an open dialog, the officer taken from the list."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from fieldkit.ui.pages.seizure import SeizurePage
from fieldkit.ui.window import Window
from tests.ui import sample
from tests.ui.conftest import Dress
from tests.ui.night import SECOND, Night
from tests.ui.practice import PASSPHRASE
from tests.ui.sample_parts import DARA, THIDA
from tests.ui.seats import fits
from tests.ui.staged import stage
from tests.ui.test_handover import (
    LONG,
    begin,
    button,
    dialog,
    everything_in,
    exhibits,
    held_by,
    line,
    offer,
    page,
    press,
    read_bag,
    sat_down,
    sealed,
    secrets,
    settled,
    type_in,
)


@pytest.fixture
def window(qtbot: QtBot, dress: Dress, night: Night, tmp_path: Path) -> Iterator[Window]:
    yield from sat_down(qtbot, night.world.field, tmp_path / "window.ini")


def test_a_bag_is_read_again_and_both_readings_are_signed(qtbot: QtBot, window: Window, night: Night) -> None:
    begin(qtbot, window, night)
    bag = sealed(window)[0]
    for one in exhibits(window).values():
        if one.id != bag.id and page(window).part(f"give_{one.id}"):
            press(page(window), f"give_{one.id}")
    offer(qtbot, window)
    seal, gross = secrets(bag)
    read_bag(qtbot, window, "A 999 999 999", "7 g")
    press(page(window), f"again_{bag.id}")
    settled(qtbot, window)
    assert not button(page(window), "sign").isEnabled(), "an opened bag is not compared"
    read_bag(qtbot, window, seal.replace(" ", ""), gross)
    assert "A 999 999 999 · 7 g" in everything_in(page(window)), "the first reading stays in sight"
    assert page(window).part(f"again_{bag.id}") is None, "what agrees is not read a third time"
    type_in(page(window), "passphrase", PASSPHRASE)
    QTest.keyClick(window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: held_by(window, bag.id) == ("held", SECOND), timeout=LONG)
    now = next(one for one in exhibits(window).values() if one.id == bag.id)
    signed = now.timeline[-1].line
    assert signed["seals"] == [seal.replace(" ", "")], "as typed"
    assert "A 999 999 999 · 7 g" in signed["note"]
    assert "after the offered numbers were seen" in signed["note"]
    assert now.discrepancies == bag.discrepancies


def test_a_lock_closes_every_dialog_and_whoever_waited_for_it_knows(qtbot: QtBot, window: Window, night: Night) -> None:
    window.open(night.world.seizure, "evidence")
    qtbot.waitUntil(lambda: window.view is not None and window.current is window.evidence, timeout=LONG)
    window.handover_errands.codes.read_codes()
    dialog(qtbot, window, "read_codes")
    window.evidence.act_asked.emit("store", sealed(window)[0].id)
    dialog(qtbot, window, "store_exhibit")
    window.homes.lock()
    assert not [one for one in window.findChildren(QDialog) if one.isVisible()]
    assert window.handover_errands.codes._reading is None  # noqa: SLF001  (the errand's own state)
    qtbot.waitUntil(lambda: not window.ops.busy, timeout=LONG)


def test_a_second_person_taken_from_the_list_keeps_their_id_and_a_typed_name_has_none(
    qtbot: QtBot, window: Window, night: Night
) -> None:
    window.open(night.world.seizure, "evidence")
    qtbot.waitUntil(lambda: window.view is not None and window.current is window.evidence, timeout=LONG)
    bag = sealed(window)[0]
    for place, keys, person in (("SHELF-1", (Qt.Key.Key_Down, Qt.Key.Key_Return), night.second), ("SHELF-2", (), None)):
        window.evidence.act_asked.emit("store", bag.id)
        form = dialog(qtbot, window, "store_exhibit")
        type_in(form, "location", place)
        type_in(form, "second", SECOND)
        for key in keys:
            QTest.keyClick(line(form, "second"), key)
        assert form.isVisible(), "Enter took the name and signed nothing"
        press(form, "agree")
        at = place
        qtbot.waitUntil(lambda at=at: here(window, bag.id) == at, timeout=LONG)  # type: ignore[misc]  # a default binds
        settled(qtbot, window)
        second = exhibits(window)[bag.number.rpartition("/")[2]].timeline[-1].body["second"]
        assert (second["name"], second.get("person")) == (SECOND, person)


def here(window: Window, exhibit: str) -> str:
    now = next(one for one in exhibits(window).values() if one.id == exhibit).axes.location.now
    return now.place if now is not None else ""


def test_the_seizure_says_how_many_lines_wait_for_who_looks_at_it(qtbot: QtBot, dress: Dress) -> None:
    shell = stage("seizure")
    qtbot.addWidget(shell)
    shown = shell.pages["seizure"]
    assert isinstance(shown, SeizurePage)
    asked: list[bool] = []
    shown.sign_asked.connect(lambda: asked.append(True))
    view = sample.seizure()
    first = view.exhibits[0]
    alone = msgspec.structs.replace(first, find=msgspec.structs.replace(first.find, attested=()))
    view = msgspec.structs.replace(view, exhibits=(alone, *view.exhibits[1:]))
    author, other = (DARA, THIDA) if first.find.act.person == DARA.person else (THIDA, DARA)
    for nobody in ("", "nobody of the team", author.person or ""):
        shown.show_view(view, nobody)
        assert shown.part("card_to_sign") is None
    shown.show_view(view, other.person or "")
    assert "1 line waits for your signature." in everything_in(shown)
    press(shown, "sign_mine")
    assert asked == [True]
    qtbot.wait(30)
    fits(shell)
