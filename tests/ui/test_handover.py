"""Hand-overs through the window: blind, by one signature of each, on one laptop and from screen to screen."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QDialog, QFileDialog, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from fieldkit.domain.view import ExhibitView
from fieldkit.ui.dialogs.qr import Codes
from fieldkit.ui.dialogs.read_codes import ReadCodes
from fieldkit.ui.pages.handover import HandoverPage
from fieldkit.ui.preferences import Preferences
from fieldkit.ui.widgets.code import Code
from fieldkit.ui.window import Window
from tests.ui.conftest import Dress
from tests.ui.night import SECOND, TAKER, Night
from tests.ui.practice import PASSPHRASE

LONG = 30_000


@pytest.fixture
def giver(qtbot: QtBot, dress: Dress, night: Night, tmp_path: Path) -> Iterator[Window]:
    yield from sat_down(qtbot, night.world.field, tmp_path / "giver.ini")


@pytest.fixture
def taker(qtbot: QtBot, dress: Dress, night: Night, tmp_path: Path) -> Iterator[Window]:
    yield from sat_down(qtbot, night.taker, tmp_path / "taker.ini")


def sat_down(qtbot: QtBot, path: Path, ini: Path) -> Iterator[Window]:
    """Return a window in which the home's first officer is unlocked."""
    window = Window(Preferences(ini), path)
    qtbot.addWidget(window)
    window.resize(1280, 800)
    window.show()
    window.homes.describe()
    qtbot.waitUntil(lambda: window.unlock_page.part("passphrase") is not None, timeout=LONG)
    field = window.unlock_page.part("passphrase")
    assert isinstance(field, QLineEdit)
    field.setText(PASSPHRASE)
    QTest.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.desk is not None, timeout=LONG)
    yield window
    window.close()


def settled(qtbot: QtBot, window: Window) -> None:
    qtbot.waitUntil(lambda: not window.ops.busy, timeout=LONG)
    qtbot.wait(80)


def page(window: Window) -> HandoverPage:
    return window.handover_errands.page


def exhibits(window: Window) -> dict[str, ExhibitView]:
    assert window.view is not None
    return {one.number.rpartition("/")[2]: one for one in window.view.exhibits}


def button(root: QWidget, name: str) -> QAbstractButton:
    found = root.findChild(QAbstractButton, name)
    assert found is not None, name
    return found


def press(root: QWidget, name: str) -> None:
    QTest.mouseClick(button(root, name), Qt.MouseButton.LeftButton)


def line(root: QWidget, name: str) -> QLineEdit:
    found = root.findChild(QLineEdit, name)
    assert found is not None, name
    return found


def type_in(root: QWidget, name: str, text: str) -> None:
    field = line(root, name)
    field.clear()
    QTest.keyClicks(field, text)


def everything_in(root: QWidget) -> str:
    """Return all that the widgets under *root* hold: words, values, placeholders, tooltips, accessible names."""
    held: list[str] = []
    for widget in (root, *root.findChildren(QWidget)):
        held += [widget.toolTip(), widget.accessibleName(), widget.accessibleDescription(), widget.windowTitle()]
        if isinstance(widget, QLabel | QAbstractButton | QLineEdit):
            held.append(widget.text())
        if isinstance(widget, QLineEdit):
            held.append(widget.placeholderText())
        if isinstance(widget, QComboBox):
            held += [widget.itemText(n) for n in range(widget.count())]
    return "\n".join(held)


def sealed(window: Window) -> list[ExhibitView]:
    """Return the exhibits that are in a sealed and weighed bag, in order."""
    return [
        one for one in exhibits(window).values() if one.series and one.axes.package.now and one.axes.package.now.seals
    ]


def secrets(one: ExhibitView) -> tuple[str, str]:
    """Return what stands on the bag: its seal and its sealed gross weight."""
    now = one.axes.package.now
    assert now is not None
    gross = [point.typed for point in one.series if point.kind == "gross_sealed"]
    return now.seals[0], gross[-1]


def begin(qtbot: QtBot, window: Window, night: Night, chosen: list[ExhibitView] | None = None) -> None:
    """Open the raid's hand-over with these exhibits chosen."""
    window.open(night.world.seizure, "handover")
    qtbot.waitUntil(lambda: window.view is not None and page(window).part("sign_offer") is not None, timeout=LONG)
    if chosen is not None:
        wanted = {one.id for one in chosen}
        for one in exhibits(window).values():
            if one.id not in wanted and page(window).part(f"give_{one.id}"):
                press(page(window), f"give_{one.id}")


def offer(qtbot: QtBot, window: Window) -> None:
    QTest.keyClick(window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: page(window).offered is not None, timeout=LONG)
    settled(qtbot, window)


def read_bag(qtbot: QtBot, window: Window, seal: str, gross: str) -> None:
    """Type what the bag says, as a scanner and a person do, and compare with Enter."""
    asked = page(window)
    type_in(asked, "seal", seal)
    QTest.keyClick(line(asked, "seal"), Qt.Key.Key_Return)
    assert window.focusWidget() is line(asked, "gross"), "Enter ends the scan and presses nothing"
    type_in(asked, "gross", gross)
    done = sum(1 for bag in asked._bags.values() if bag.told)  # noqa: SLF001  (the page's own state)
    QTest.keyClick(line(asked, "gross"), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: sum(1 for bag in asked._bags.values() if bag.told) == done + 1, timeout=LONG)  # noqa: SLF001


def held_by(window: Window, exhibit: str) -> tuple[str, str]:
    assert window.view is not None
    now = next(one for one in window.view.exhibits if one.id == exhibit).axes.holder.now
    assert now is not None
    return now.state, now.party.name if now.party else ""


def dialog(qtbot: QtBot, window: Window, name: str) -> QDialog:
    qtbot.waitUntil(lambda: window.findChild(QDialog, name) is not None, timeout=LONG)
    found = window.findChild(QDialog, name)
    assert isinstance(found, QDialog)
    return found


# --- one laptop ------------------------------------------------------------------------------------------------------
def test_what_is_held_is_chosen_already_and_the_offer_needs_one_signature(
    qtbot: QtBot, giver: Window, night: Night
) -> None:
    begin(qtbot, giver, night)
    free = [one for one in exhibits(giver).values() if page(giver).part(f"give_{one.id}")]
    assert free
    assert all(button(page(giver), f"give_{one.id}").isChecked() for one in free)
    offer(qtbot, giver)
    offered = page(giver).offered
    assert offered is not None
    assert offered.to.name == SECOND
    assert [one.exhibit for one in offered.lines] == [one.id for one in free]
    assert all(held_by(giver, one.id)[0] == "in_transit" for one in free)


def test_the_page_holds_nothing_of_the_offer_before_compare(qtbot: QtBot, giver: Window, night: Night) -> None:
    begin(qtbot, giver, night)
    told = [secrets(one) for one in sealed(giver)]
    assert len(told) > 1
    offer(qtbot, giver)
    held = everything_in(page(giver))
    assert not [text for pair in told for text in pair if text in held]

    first = sealed(giver)[0]
    seal, gross = secrets(first)
    while page(giver)._active() != first.id:  # noqa: SLF001  (bags without a seal come first)
        none_of_both(qtbot, giver)
    read_bag(qtbot, giver, "WRONG 1", "1 g")
    held = everything_in(page(giver))
    assert seal in held, "after the blind typing both stand side by side"
    assert gross.replace(" ", "\u00a0") in held
    later = [secrets(one) for one in sealed(giver)[1:]]
    assert not [text for pair in later for text in pair if text in held], "the other bags stay hidden"


def none_of_both(qtbot: QtBot, window: Window) -> None:
    """Say that the bag on turn has neither seal nor weight, and compare."""
    asked = page(window)
    before = asked._active()  # noqa: SLF001  (the page's own state)
    press(asked, "no_seal")
    press(asked, "no_weight")
    press(asked, "compare")
    qtbot.waitUntil(lambda: asked._active() != before, timeout=LONG)  # noqa: SLF001


def test_empty_fields_are_asked_for_and_reveal_nothing(qtbot: QtBot, giver: Window, night: Night) -> None:
    begin(qtbot, giver, night)
    bag = sealed(giver)[0]
    seal, _gross = secrets(bag)
    for one in exhibits(giver).values():
        if one.id != bag.id and page(giver).part(f"give_{one.id}"):
            press(page(giver), f"give_{one.id}")
    offer(qtbot, giver)
    press(page(giver), "compare")
    settled(qtbot, giver)
    said = everything_in(page(giver))
    assert "Type the seal number" in said
    assert seal not in said
    assert "One bag still to check" in said
    assert not button(page(giver), "sign").isEnabled()


def test_the_second_officer_signs_with_an_own_passphrase_and_custody_moves_only_then(
    qtbot: QtBot, giver: Window, night: Night
) -> None:
    window = giver
    begin(qtbot, window, night)
    good, bad = sealed(window)[:2]
    for one in exhibits(window).values():
        if one.id not in {good.id, bad.id} and page(window).part(f"give_{one.id}"):
            press(page(window), f"give_{one.id}")
    offer(qtbot, window)
    read_bag(qtbot, window, *secrets(good))
    read_bag(qtbot, window, "A 000 000 000", secrets(bad)[1])
    press(page(window), f"refuse_{bad.id}")
    type_in(page(window), "passphrase", PASSPHRASE)
    assert not button(page(window), "sign").isEnabled(), "a refusal needs its reason"
    type_in(page(window), f"reason_{bad.id}", "the bag shows another number")
    type_in(page(window), "location", "Practice store, shelf 4")
    assert held_by(window, good.id)[0] == "in_transit"
    type_in(page(window), "passphrase", "six words that are not it")
    QTest.keyClick(window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: bool(page(window)._signing.fault), timeout=LONG)  # noqa: SLF001  (the page's own state)
    assert line(page(window), f"reason_{bad.id}").text() == "the bag shows another number"
    assert held_by(window, good.id)[0] == "in_transit"
    type_in(page(window), "passphrase", PASSPHRASE)
    QTest.keyClick(window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: held_by(window, good.id) == ("held", SECOND), timeout=LONG)
    assert held_by(window, bad.id) == ("held", "Officer Practice A")
    assert window.desk is not None
    assert window.desk.keys.name == "Officer Practice A", "the giver stays signed in"
    signed = next(one for one in exhibits(window).values() if one.id == good.id).timeline[-1]
    assert (signed.same_device, signed.act.name) == (True, SECOND)
    assert signed.line["seals"] == [secrets(good)[0]]


def test_a_slip_is_made_and_the_photo_of_the_signed_one_finds_its_hand_over(
    qtbot: QtBot, giver: Window, night: Night, tmp_path: Path
) -> None:
    begin(qtbot, giver, night)
    bag, other = sealed(giver)[:2]
    for one in exhibits(giver).values():
        if one.id != bag.id and page(giver).part(f"give_{one.id}"):
            press(page(giver), f"give_{one.id}")
    press(page(giver), "to_outside")
    type_in(page(giver), "name", "Clerk Practice C")
    press(page(giver), "slip")
    copy = dialog(qtbot, giver, "choose")
    assert isinstance(copy, QFileDialog)
    slip = tmp_path / "slip.pdf"
    copy.filesSelected.emit([str(slip)])
    qtbot.waitUntil(slip.exists, timeout=LONG)
    copy.reject()
    settled(qtbot, giver)
    photo = tmp_path / "signed.png"
    with pypdfium2.PdfDocument(slip) as document:
        document[0].render(scale=3).to_pil().save(photo)
    press(page(giver), f"give_{bag.id}")
    press(page(giver), f"give_{other.id}")
    giver.handover_errands.take_paper(photo)
    qtbot.waitUntil(lambda: page(giver)._giving.chosen == {bag.id}, timeout=LONG)  # noqa: SLF001  (the page's own state)
    press(page(giver), "sign_offer")
    qtbot.waitUntil(lambda: held_by(giver, bag.id)[0] == "external", timeout=LONG)
    received = next(one for one in exhibits(giver).values() if one.id == bag.id).timeline[-1].body
    assert received["to"]["name"] == "Clerk Practice C"
    assert giver.view is not None
    assert received["paper"] in {one.id for one in giver.view.originals}


def test_a_receipt_waits_until_its_paper_can_be_kept(qtbot: QtBot, giver: Window, night: Night, tmp_path: Path) -> None:
    begin(qtbot, giver, night)
    press(page(giver), "to_outside")
    type_in(page(giver), "name", "Clerk Practice C")
    page(giver).attach_paper(str(tmp_path / "gone.jpg"))
    press(page(giver), "sign_offer")
    qtbot.waitUntil(lambda: "was not kept" in giver.banner.text, timeout=LONG)
    assert {held_by(giver, one.id)[0] for one in sealed(giver)} == {"held"}
    assert line(page(giver), "name").text() == "Clerk Practice C"


def test_a_photo_of_a_bag_that_was_not_taken_in_is_not_called_attached(
    qtbot: QtBot, giver: Window, night: Night, tmp_path: Path
) -> None:
    begin(qtbot, giver, night)
    offer(qtbot, giver)
    bag = sealed(giver)[0].id
    giver.handover_errands._attach_photo(bag, [tmp_path / "gone.jpg"])  # noqa: SLF001  (what the file dialog calls)
    qtbot.waitUntil(lambda: "not taken in" in giver.banner.text, timeout=LONG)
    assert page(giver)._bags.get(bag) is None or page(giver)._bags[bag].photos == 0  # noqa: SLF001


def test_an_unanswered_offer_can_be_taken_back(qtbot: QtBot, giver: Window, night: Night) -> None:
    begin(qtbot, giver, night)
    offer(qtbot, giver)
    first = next(iter(exhibits(giver).values()))
    press(page(giver), "withdraw")
    asked = dialog(qtbot, giver, "withdraw_offer")
    type_in(asked, "reason", "nobody came")
    press(asked, "agree")
    qtbot.waitUntil(lambda: held_by(giver, first.id)[0] == "held", timeout=LONG)


# --- two laptops -----------------------------------------------------------------------------------------------------
def test_from_screen_to_screen_both_laptops_agree_in_the_end(
    qtbot: QtBot, giver: Window, taker: Window, night: Night, tmp_path: Path
) -> None:
    begin(qtbot, giver, night)
    bag = sealed(giver)[0]
    seal, gross = secrets(bag)
    for one in exhibits(giver).values():
        if one.id != bag.id and page(giver).part(f"give_{one.id}"):
            press(page(giver), f"give_{one.id}")
    press(page(giver), "to_other")
    type_in(page(giver), "name", TAKER)
    offer(qtbot, giver)
    QTest.keyClick(giver, Qt.Key.Key_Q)
    pictures = photographed(qtbot, giver, tmp_path / "offer")

    assert taker.current is taker.today
    QTest.keyClick(taker, Qt.Key.Key_F8)
    reading = dialog(qtbot, taker, "read_codes")
    assert isinstance(reading, ReadCodes)
    reading.files_dropped.emit(pictures[:-1])
    missing = reading.findChild(QLabel, "missing")
    assert isinstance(missing, QLabel)
    qtbot.waitUntil(lambda: str(len(pictures)) in missing.text() and "missing" in missing.text(), timeout=LONG)
    QGuiApplication.clipboard().setImage(QImage(str(pictures[-1])))
    press(reading, "paste")
    qtbot.waitUntil(lambda: page(taker).offered is not None and page(taker).part("seal") is not None, timeout=LONG)
    held = everything_in(page(taker))
    assert seal not in held
    assert gross not in held
    assert page(taker).part("passphrase") is None, "the taker is unlocked already"
    read_bag(qtbot, taker, seal, gross)
    type_in(page(taker), "location", "Practice store")
    QTest.keyClick(taker, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: held_by(taker, bag.id) == ("held", TAKER), timeout=LONG)
    settled(qtbot, taker)
    QTest.keyClick(taker, Qt.Key.Key_Q)
    answers = photographed(qtbot, taker, tmp_path / "answer")

    assert held_by(giver, bag.id)[0] == "in_transit"
    QTest.keyClick(giver, Qt.Key.Key_F8)
    back = dialog(qtbot, giver, "read_codes")
    assert isinstance(back, ReadCodes)
    back.files_dropped.emit(answers)
    qtbot.waitUntil(lambda: held_by(giver, bag.id) == ("held", TAKER), timeout=LONG)
    settled(qtbot, giver)
    told = page(giver).offered
    assert told is not None
    assert [one.answer for one in told.lines] == ["accepted"]


def photographed(qtbot: QtBot, window: Window, to: Path) -> list[Path]:
    """Grab each code off the screen as a photo would show it, and close the dialog."""
    found = dialog(qtbot, window, "qr")
    assert isinstance(found, Codes)
    qtbot.waitExposed(found)
    to.mkdir()
    pictures = []
    code = found.findChild(Code, "code")
    assert isinstance(code, Code)
    for n in range(len(found._shown.parts)):  # noqa: SLF001  (the dialog's own state)
        assert found.at == n
        file = to / f"{n}.png"
        assert code.grab().save(str(file))
        picture = Image.open(io.BytesIO(file.read_bytes()))
        assert len(picture.convert("L").crop(inner(code)).getcolors() or []) == 2, "whole pixels: nothing is smoothed"
        pictures.append(file)
        QTest.keyClick(found, Qt.Key.Key_Right)
    QTest.keyClick(found, Qt.Key.Key_Escape)
    return pictures


def inner(code: Code) -> tuple[int, int, int, int]:
    edge = code.module * code.side
    left, top = (code.width() - edge) // 2, (code.height() - edge) // 2
    return left, top, left + edge, top + edge
