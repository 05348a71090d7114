"""The second signature and the acts of custody through the window: real keys, entries, scanners that end in Enter."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QPushButton, QVBoxLayout
from pytestqt.qtbot import QtBot

from fieldkit.actions import review
from fieldkit.domain.view import ExhibitView
from fieldkit.ui.dialogs.settle import Case, Settle
from fieldkit.ui.pages.attest import AttestPage
from fieldkit.ui.widgets.scan import ScanBox
from fieldkit.ui.window import Window
from tests.ui.conftest import Dress
from tests.ui.night import SECOND, Night
from tests.ui.practice import PASSPHRASE
from tests.ui.staged_custody import DIALOGS, stage
from tests.ui.test_handover import (
    LONG,
    button,
    dialog,
    exhibits,
    line,
    press,
    sat_down,
    sealed,
    secrets,
    settled,
    type_in,
)


@pytest.fixture
def window(qtbot: QtBot, dress: Dress, night: Night, tmp_path: Path) -> Iterator[Window]:
    yield from sat_down(qtbot, night.world.field, tmp_path / "window.ini")


def asked(qtbot: QtBot, window: Window, night: Night) -> AttestPage:
    """Open the list that waits for the second officer."""
    window.open(night.world.seizure, "attest")
    found = window.review_errands.page
    qtbot.waitUntil(lambda: found._told is not None, timeout=LONG)  # noqa: SLF001  (the page's own state)
    qtbot.wait(50)
    return found


def opened(qtbot: QtBot, window: Window, night: Night, exhibit: int = 0) -> ExhibitView:
    """Open the custody of a sealed bag."""
    window.open(night.world.seizure, "evidence")
    qtbot.waitUntil(lambda: window.view is not None and window.current is window.evidence, timeout=LONG)
    bag = sealed(window)[exhibit]
    assert window.view is not None
    window.evidence.show_view(window.view, bag.id)
    return bag


def now(window: Window, exhibit: str) -> ExhibitView:
    return next(one for one in exhibits(window).values() if one.id == exhibit)


# --- the second signature --------------------------------------------------------------------------------------------
def test_the_list_of_the_second_officer_is_read_back_before_any_passphrase(
    qtbot: QtBot, window: Window, night: Night
) -> None:
    told = asked(qtbot, window, night)._told  # noqa: SLF001  (the page's own state)
    assert told is not None
    assert told.person == night.second, "the author has nothing to sign, so the other officer's list shows"
    values = [one.value for one in told.lines]
    bag = sealed(window)[0]
    seal, gross = secrets(bag)
    assert seal in values, "as typed"
    assert gross.replace(" ", "\u00a0") in values
    assert all(one.said and one.time for one in told.lines)


def test_a_struck_line_needs_a_reason_and_stays_visible_and_the_rest_is_signed_once(
    qtbot: QtBot, window: Window, night: Night
) -> None:
    page = asked(qtbot, window, night)
    told = page._told  # noqa: SLF001  (the page's own state)
    assert told is not None
    first, count = told.lines[0], len(told.lines)
    QTest.keyClick(button(page, f"strike_{first.entry[:12]}"), Qt.Key.Key_X)
    type_in(page, "passphrase", PASSPHRASE)
    assert not button(page, "sign").isEnabled(), "struck without a reason"
    type_in(page, f"why_{first.entry[:12]}", "I stood at the gate")
    assert button(page, "sign").text() == f"Sign {count - 1} lines"
    type_in(page, "passphrase", "six words that are not it")
    press(page, "sign")
    qtbot.waitUntil(lambda: bool(page._fault), timeout=LONG)  # noqa: SLF001  (the page's own state)
    assert line(page, f"why_{first.entry[:12]}").text() == "I stood at the gate"
    type_in(page, "passphrase", PASSPHRASE)
    QTest.keyClick(window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: page._told is not None and not page._told.lines, timeout=LONG)  # noqa: SLF001
    settled(qtbot, window)
    assert window.view is not None
    assert window.desk is not None
    attested = [a for one in window.view.exhibits for step in one.timeline for a in step.attested]
    attested += [a for one in window.view.exhibits for a in one.find.attested]
    assert {one.act.name for one in attested} == {SECOND}
    assert "I stood at the gate" in {one.struck for one in attested}
    assert window.desk.keys.name == "Officer Practice A"
    assert review.to_attest(desk=window.desk, seizure=window.view.id, person=night.second) == ()


# --- custody acts ----------------------------------------------------------------------------------------------------
def test_a_scanned_place_is_not_signed_by_the_scanners_enter(qtbot: QtBot, window: Window, night: Night) -> None:
    bag = opened(qtbot, window, night)
    window.evidence.act_asked.emit("store", bag.id)
    form = dialog(qtbot, window, "store_exhibit")
    place = line(form, "location")
    QTest.keyClicks(place, "SHELF-4")
    QTest.keyClick(place, Qt.Key.Key_Return)
    settled(qtbot, window)
    assert form.isVisible()
    assert now(window, bag.id).axes.location.now == bag.axes.location.now
    press(form, "agree")
    qtbot.waitUntil(
        lambda: (here := now(window, bag.id).axes.location.now) is not None and here.place == "SHELF-4", timeout=LONG
    )


def test_a_seal_is_opened_by_order_and_closed_again_and_a_wrong_number_covered(
    qtbot: QtBot, window: Window, night: Night
) -> None:
    bag = opened(qtbot, window, night)
    fill(qtbot, window, bag.id, "break", "break_seal", order="O-12", reason="laboratory")
    qtbot.waitUntil(lambda: state(window, bag.id) == "broken", timeout=LONG)
    fill(qtbot, window, bag.id, "reseal", "reseal", seals="A 1, A 2", package_no="P-9")
    qtbot.waitUntil(lambda: state(window, bag.id) == "sealed", timeout=LONG)
    package = now(window, bag.id).axes.package.now
    assert package is not None
    assert package.seals == ("A 1", "A 2")
    fill(qtbot, window, bag.id, "label", "over_label", old="P-9", new="P-10", reason="slip of the pen")
    qtbot.waitUntil(lambda: now(window, bag.id).timeline[-1].act.type == "label.supersede", timeout=LONG)
    assert now(window, bag.id).timeline[-1].body["old"] == "P-9"


def test_a_refused_act_is_said_in_the_dialog_and_what_was_typed_stays(
    qtbot: QtBot, window: Window, night: Night
) -> None:
    bag = opened(qtbot, window, night)
    fill(qtbot, window, bag.id, "lab", "lab_result", lab="Lab", report_no="7", substances="x", net="much")
    form = dialog(qtbot, window, "lab_result")
    qtbot.waitUntil(lambda: "is not a quantity" in words_of(form), timeout=LONG)
    assert line(form, "report_no").text() == "7"


def test_a_custody_fact_is_corrected_without_moving_custody(qtbot: QtBot, window: Window, night: Night) -> None:
    bag = opened(qtbot, window, night)
    fill(qtbot, window, bag.id, "store", "store_exhibit", location="Shlef 4")
    qtbot.waitUntil(lambda: now(window, bag.id).timeline[-1].act.type == "custody.store", timeout=LONG)
    settled(qtbot, window)
    window.evidence.act_asked.emit("correct", bag.id)
    press(dialog(qtbot, window, "choose_fact"), "agree")
    form = dialog(qtbot, window, "correct_fact")
    assert line(form, "location").text() == "Shlef 4"
    type_in(form, "location", "Shelf 4")
    type_in(form, "why", "mistyped")
    press(form, "agree")
    qtbot.waitUntil(lambda: now(window, bag.id).timeline[-1].corrected is not None, timeout=LONG)
    assert held(now(window, bag.id)) == held(bag)


def test_scanning_a_seal_jumps_to_its_bag(qtbot: QtBot, window: Window, night: Night) -> None:
    opened(qtbot, window, night)
    other = sealed(window)[1]
    box = line(window.evidence, "find_exhibit")
    QTest.keyClicks(box, secrets(other)[0].replace(" ", ""))
    QTest.keyClick(box, Qt.Key.Key_Return)
    qtbot.waitUntil(
        lambda: window.evidence.exhibit is not None and window.evidence.exhibit.id == other.id, timeout=LONG
    )
    QTest.keyClicks(line(window.evidence, "find_exhibit"), "NOTHING 1")
    QTest.keyClick(line(window.evidence, "find_exhibit"), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "NOTHING 1" in window.banner.text, timeout=LONG)


def fill(qtbot: QtBot, window: Window, exhibit: str, act: str, form: str, **typed: str) -> None:
    """Open the form of an act, type, and press its one primary button."""
    settled(qtbot, window)
    window.evidence.act_asked.emit(act, exhibit)
    found = dialog(qtbot, window, form)
    for name, text in typed.items():
        type_in(found, name, text)
    press(found, "agree")


def words_of(form: QDialog) -> str:
    from tests.ui.test_handover import everything_in  # noqa: PLC0415  (only here)

    return everything_in(form)


def state(window: Window, exhibit: str) -> str:
    here = now(window, exhibit).axes.package.now
    return here.state if here is not None else ""


def held(exhibit: ExhibitView) -> object:
    return exhibit.axes.holder.now


# --- dialogs by themselves -------------------------------------------------------------------------------------------
def test_a_dispute_is_settled_only_with_a_claim_and_a_reason(qtbot: QtBot, dress: Dress) -> None:
    shell = stage("giving")
    qtbot.addWidget(shell)
    settle = DIALOGS["settle"](shell)
    assert isinstance(settle, Settle)
    told: list[tuple[str, str, str]] = []

    def run(case: Case, holds: str, reason: str, _dialog: Settle) -> None:
        told.append((case.key, holds, reason))

    settle._run = run  # noqa: SLF001  (what the errand hands in)
    assert not button(settle, "agree").isEnabled()
    press(settle, "claim_2")
    assert not button(settle, "agree").isEnabled()
    type_in(settle, "reason", "the slip shows it")
    press(settle, "agree")
    case = settle._case  # noqa: SLF001  (the dialog's own state)
    assert told == [("axis:holder", case.claims[1].entry, "the slip shows it")]


def test_enter_in_a_scan_box_never_reaches_the_default_button(qtbot: QtBot, dress: Dress) -> None:
    asked_ = QDialog()
    qtbot.addWidget(asked_)
    box, yes = ScanBox("scan"), QPushButton("Yes")
    yes.setDefault(True)
    pressed: list[bool] = []
    scans: list[str] = []
    yes.clicked.connect(lambda: pressed.append(True))
    box.scanned.connect(scans.append)
    layout = QVBoxLayout(asked_)
    layout.addWidget(box)
    layout.addWidget(yes)
    asked_.open()
    box.setFocus()
    QTest.keyClicks(box, " A 004 512 881 ")
    QTest.keyClick(box, Qt.Key.Key_Return)
    QTest.keyClick(box, Qt.Key.Key_Enter)
    assert scans == ["A 004 512 881"]
    assert not pressed
    assert box.text() == ""
