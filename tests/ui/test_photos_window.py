"""The photo page in the window, on a real practice home: keys, drops, pastes, clocks, gaps, watching, other files."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QColor, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLineEdit, QPlainTextEdit, QPushButton
from pytestqt.qtbot import QtBot

from fieldkit.actions import home, writeup
from fieldkit.actions.clock import PracticeClock
from fieldkit.actions.practice import raid
from fieldkit.domain.view import OriginalView
from fieldkit.domain.writeup import WriteUp
from fieldkit.ui.dialogs.photos import parsed
from fieldkit.ui.pages.photo_side import PhotoSide
from fieldkit.ui.preferences import Preferences
from fieldkit.ui.widgets.lists import Rows
from fieldkit.ui.window import Window
from tests.ui import fit
from tests.ui.conftest import Dress

LONG = 30_000
"""Milliseconds a loaded machine may take; nothing is measured."""


def jpeg(n: int, *, camera: str = "Practice Cam") -> bytes:
    exif = Image.Exif()
    if camera:
        exif[0x0110] = camera
        exif.get_ifd(0x8769)[0x9003] = f"2026:11:22 02:{n % 60:02d}:00"
    out = io.BytesIO()
    Image.new("RGB", (80, 60), (n % 256, 40, 90)).save(out, "JPEG", exif=exif)
    return out.getvalue() + n.to_bytes(4, "big")


@pytest.fixture
def window(qtbot: QtBot, dress: Dress, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Window]:
    """Return the window on a new home, with an empty seizure open on its photo page."""
    del dress
    monkeypatch.setenv("FIELDKIT_GUARD", str(tmp_path / "guard"))
    clock = PracticeClock(raid.night("22:30"))
    who = home.NewOfficer(name="Officer Practice A", unit="Practice unit")
    path = tmp_path / "home"
    made = home.create(path=path, role="field", practice=True, name="Practice laptop", officer=who, clock=clock)
    desk = home.unlock(path=path, person=made.person, passphrase=home.PRACTICE_PASSPHRASE, clock=clock)
    seizure = writeup.record(desk=desk, document=WriteUp(), photos=tmp_path).seizure
    shown = Window(Preferences(tmp_path / "window.ini"), path)
    qtbot.addWidget(shown)
    shown.resize(1280, 800)
    shown.show()
    shown.sit_down(desk, desk.officer)
    shown.open(seizure, "photos")
    qtbot.waitUntil(lambda: shown.current is shown.photos, timeout=LONG)
    yield shown
    shown.close()


@pytest.fixture
def card(tmp_path: Path) -> Path:
    folder = tmp_path / "card"
    folder.mkdir()
    for n in (41, 42, 44):
        (folder / f"IMG_{n:04d}.JPG").write_bytes(jpeg(n))
    return folder


def attach(qtbot: QtBot, window: Window, *paths: Path) -> None:
    before = count(window)
    window.photo_errands.attach(list(paths))
    qtbot.waitUntil(lambda: count(window) > before or bool(window.banner.text), timeout=LONG)
    settled(qtbot, window)


def settled(qtbot: QtBot, window: Window) -> None:
    def quiet() -> bool:
        return not window.ops.busy and window.view is not None and all(o.examined for o in window.view.originals)

    qtbot.waitUntil(quiet, timeout=LONG)
    qtbot.wait(60)


def count(window: Window) -> int:
    return len(window.view.originals) if window.view else 0


def by_name(window: Window) -> dict[str, OriginalView]:
    return {one.fact.register.shown.name: one for one in (window.view.originals if window.view else ())}


def grid(window: Window) -> Rows:
    found = window.photos.part("grid")
    assert isinstance(found, Rows)
    return found


def press(window: Window, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    grid(window).setFocus()
    QTest.keyClick(grid(window), key, modifier)


def dialog(qtbot: QtBot, window: Window) -> QDialog:
    def shown() -> bool:
        return any(d.isVisible() for d in window.findChildren(QDialog))

    qtbot.waitUntil(shown, timeout=LONG)
    return next(d for d in window.findChildren(QDialog) if d.isVisible())


def field(root: QDialog, name: str) -> QLineEdit:
    found = root.findChild(QLineEdit, name)
    assert found is not None
    return found


def test_keys_1_to_8_say_what_the_chosen_photos_show(qtbot: QtBot, window: Window, card: Path) -> None:
    attach(qtbot, window, card)
    press(window, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert len(window.photos.selected) == 3
    press(window, Qt.Key.Key_6)
    qtbot.waitUntil(lambda: {o.fact.register.shown.view for o in by_name(window).values()} == {"seal"}, timeout=LONG)
    settled(qtbot, window)
    assert len(window.photos.selected) == 3, "what was chosen stays chosen"
    side = window.photos.part("side")
    assert isinstance(side, PhotoSide)
    assert fit.cut_text(window) == []
    assert fit.overlaps(window) == []


def test_a_dropped_photo_goes_to_the_exhibit_and_view_in_hand(qtbot: QtBot, window: Window, card: Path) -> None:
    window.photos.aim("", "display")
    attach(qtbot, window, card / "IMG_0041.JPG")
    assert by_name(window)["IMG_0041.JPG"].fact.register.shown.view == "display"


def test_the_same_folder_again_is_said_and_adds_nothing(qtbot: QtBot, window: Window, card: Path) -> None:
    attach(qtbot, window, card)
    attach(qtbot, window, card)
    assert count(window) == 3
    assert "3 files were here already." in window.banner.text


def test_a_pasted_picture_is_kept_as_png_and_pasted_files_as_they_are(qtbot: QtBot, window: Window, card: Path) -> None:
    image = QImage(40, 30, QImage.Format.Format_RGB32)
    image.fill(QColor("red"))
    QGuiApplication.clipboard().setImage(image)
    press(window, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: count(window) == 1, timeout=LONG)
    settled(qtbot, window)
    (pasted,) = by_name(window).values()
    assert (pasted.blob.mime, pasted.fact.register.shown.source) == ("image/png", "paste")
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(card / "IMG_0041.JPG"))])
    QGuiApplication.clipboard().setMimeData(mime)
    press(window, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: "IMG_0041.JPG" in by_name(window), timeout=LONG)
    settled(qtbot, window)
    QGuiApplication.clipboard().setText("no picture")
    press(window, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert "There is no photo in the clipboard." in window.banner.text


def test_words_are_said_of_several_photos_in_one_dialog(qtbot: QtBot, window: Window, card: Path) -> None:
    attach(qtbot, window, card)
    press(window, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    press(window, Qt.Key.Key_B)
    asked = dialog(qtbot, window)
    assert fit.cut_text(asked) == []
    assert fit.nameless(asked) == []
    field(asked, "caption").setText("Three bags on the table")
    QTest.keyClick(field(asked, "caption"), Qt.Key.Key_Return)
    qtbot.waitUntil(
        lambda: {o.fact.register.shown.caption for o in by_name(window).values()} == {"Three bags on the table"},
        timeout=LONG,
    )


def test_a_photo_of_a_clock_shows_every_photo_with_both_times(qtbot: QtBot, window: Window, card: Path) -> None:
    attach(qtbot, window, card)
    press(window, Qt.Key.Key_T)
    asked = dialog(qtbot, window)
    reads = field(asked, "reads")
    assert reads.text() == "2026-11-22 02:41:00"
    reads.setText("about two")
    QTest.keyClick(reads, Qt.Key.Key_Return)
    assert asked.isVisible(), "no clock is set from what is no time"
    reads.setText("02:43:10")
    assert "+2:10" in fit.words(asked)
    assert fit.cut_text(asked) == []
    QTest.keyClick(reads, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.view is not None and len(window.view.clocks) == 1, timeout=LONG)
    settled(qtbot, window)
    press(window, Qt.Key.Key_J)
    qtbot.waitUntil(lambda: "2026-11-22 02:44:10 (+2:10)" in fit.words(window), timeout=LONG)
    assert "2026-11-22 02:42:00" in fit.words(window)


def test_a_missing_number_is_shown_until_somebody_explains_it(qtbot: QtBot, window: Window, card: Path) -> None:
    attach(qtbot, window, card)
    assert any("IMG_0043.JPG" in text for text in fit.words(window))
    assert fit.cut_text(window) == []
    press(window, Qt.Key.Key_G)
    asked = dialog(qtbot, window)
    why = asked.findChild(QPlainTextEdit, "why")
    assert why is not None
    why.setPlainText("Out of focus, deleted at the scene.")
    agree = asked.findChild(QPushButton, "agree")
    assert agree is not None
    agree.click()
    qtbot.waitUntil(lambda: window.view is not None and len(window.view.deviations) == 1, timeout=LONG)
    settled(qtbot, window)
    assert not any("missing on the card" in text for text in fit.words(window))


def test_a_watched_card_gives_what_is_new_and_says_when_it_is_gone(
    qtbot: QtBot, window: Window, card: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    watcher = window.photo_errands.watcher
    watcher.begin(card, "card", all_of_it=False)
    assert any("Watching card" in text for text in fit.words(window))
    qtbot.waitUntil(lambda: watcher._state is not None, timeout=LONG)  # noqa: SLF001  (the first look has come)
    (card / "IMG_0045.JPG").write_bytes(jpeg(45))

    def looked() -> bool:
        watcher.look()
        return "IMG_0045.JPG" in by_name(window)

    qtbot.waitUntil(looked, timeout=LONG)
    settled(qtbot, window)
    assert [one.fact.register.shown.source for one in by_name(window).values()] == ["card"]
    shutil.rmtree(card)

    def gone() -> bool:
        watcher.look()
        return "is gone" in window.banner.text

    qtbot.waitUntil(gone, timeout=LONG)
    assert watcher.place is None
    assert count(window) == 1


def test_films_and_papers_are_attachments_and_nothing_odd(qtbot: QtBot, window: Window, card: Path) -> None:
    (card / "film.mp4").write_bytes(b"\0\0\0\x18ftypisom film")
    (card / "scan.pdf").write_bytes(b"%PDF-1.7 scan")
    attach(qtbot, window, card / "film.mp4", card / "scan.pdf")
    model = grid(window).model()
    said = [str(model.index(n, 0).data(Qt.ItemDataRole.AccessibleTextRole)) for n in range(model.rowCount())]
    assert not any("Cannot be decoded" in text for text in said)
    assert not window.grab().toImage().isNull()


def test_a_low_battery_holds_the_previews_back_until_there_is_power(qtbot: QtBot, window: Window, card: Path) -> None:
    window.photo_errands.previews_allowed = False
    window.photo_errands.attach([card])
    qtbot.waitUntil(lambda: count(window) == 3 and not window.ops.busy, timeout=LONG)
    qtbot.wait(100)
    assert all(one.examined is None for one in by_name(window).values())
    window.photo_errands.previews_allowed = True
    qtbot.waitUntil(lambda: all(one.examined for one in by_name(window).values()), timeout=LONG)


def test_the_large_preview_is_sharper_than_the_stored_one(qtbot: QtBot, window: Window, tmp_path: Path) -> None:
    out = io.BytesIO()
    Image.new("RGB", (2400, 1800), "white").save(out, "JPEG")
    (tmp_path / "IMG_0001.JPG").write_bytes(out.getvalue())
    attach(qtbot, window, tmp_path / "IMG_0001.JPG")
    side = window.photos.part("side")
    assert isinstance(side, PhotoSide)

    def sharp() -> bool:
        return side.picture.image is not None and side.picture.image.width() == 1600

    qtbot.waitUntil(sharp, timeout=LONG)
    press(window, Qt.Key.Key_Return)
    whole = dialog(qtbot, window)
    assert whole.objectName() == "whole"
    QTest.keyClick(whole, Qt.Key.Key_Escape)


@pytest.mark.parametrize("size", [(1280, 800), (1024, 640)], ids=["1280", "1024"])
@pytest.mark.parametrize("spoken", ["en", "km"])
def test_every_bar_and_dialog_of_the_page_fits(
    qtbot: QtBot, window: Window, card: Path, spoken: str, size: tuple[int, int]
) -> None:
    window.settings.language_chosen.emit(spoken)
    window.resize(*size)
    attach(qtbot, window, card)
    window.banner.clear()
    window.photo_errands.watcher.begin(card, "card", all_of_it=False)
    qtbot.wait(60)
    for check in (fit.cut_text, fit.overlaps, fit.outside, fit.nameless):
        assert check(window) == []
    window.photo_errands.watcher.stop()
    for key in (Qt.Key.Key_B, Qt.Key.Key_T, Qt.Key.Key_G, Qt.Key.Key_W):
        press(window, key)
        asked = dialog(qtbot, window)
        qtbot.wait(30)
        for check in (fit.cut_text, fit.overlaps, fit.nameless):
            assert (key, check(asked)) == (key, [])
        assert fit.controls(asked) - fit.reached_by_tab(asked) == set()
        QTest.keyClick(asked, Qt.Key.Key_Escape)
        qtbot.waitUntil(lambda: not any(d.isVisible() for d in window.findChildren(QDialog)), timeout=LONG)


def test_times_are_read_with_and_without_a_day() -> None:
    taken = "2026-11-22 23:59:30"
    assert parsed("2026-11-23 00:01", taken) == datetime(2026, 11, 23, 0, 1)  # noqa: DTZ001  (a wall clock)
    assert parsed("00:01:40", taken) == datetime(2026, 11, 23, 0, 1, 40)  # noqa: DTZ001
    assert parsed("23:58", taken) == datetime(2026, 11, 22, 23, 58)  # noqa: DTZ001
    assert parsed("late", taken) is None
