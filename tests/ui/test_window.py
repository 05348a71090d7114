"""The window on a real practice home: what a person does with it, through real actions, files and keys."""

from __future__ import annotations

import hashlib
import os
import stat
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from fieldkit.errors import BugError
from fieldkit.text.catalogue import language
from fieldkit.ui.models.bundles import Bundles
from fieldkit.ui.shell import Shell
from fieldkit.ui.widgets.lists import Rows
from fieldkit.ui.widgets.picture import Sheet
from fieldkit.ui.window import Window
from tests.ui import fit
from tests.ui.conftest import Dress
from tests.ui.practice import PASSPHRASE, Practice
from tests.ui.seat import LONG, open_seizure, settled, type_passphrase, unlocked, window_on


def test_a_wrong_passphrase_is_said_and_what_was_typed_stays(qtbot: QtBot, opened: Window) -> None:
    type_passphrase(opened, "six words that are not it")
    qtbot.waitUntil(lambda: bool(opened.unlock_page.fault), timeout=LONG)
    field = opened.unlock_page.part("passphrase")
    assert isinstance(field, QLineEdit)
    assert field.text() == "six words that are not it"
    assert opened.desk is None
    assert opened.current is opened.unlock_page


def test_the_right_one_opens_today_with_the_seizure(qtbot: QtBot, opened: Window) -> None:
    unlocked(qtbot, opened)
    cards = opened.today.part("cards")
    assert isinstance(cards, Rows)
    said = [cards.model().index(n, 0).data() for n in range(cards.model().rowCount())]
    assert any("T-2026-" in text and "Saved here: yes" in text for text in said)
    assert opened.saved.text.startswith("All saved ")
    assert any(mark.text == "Practice" for mark in opened.marks)


def test_enter_opens_a_seizure_and_the_rail_reaches_its_pages(qtbot: QtBot, desk: Window) -> None:
    cards = desk.today.part("cards")
    assert isinstance(cards, Rows)
    cards.setCurrentIndex(cards.model().index(1, 0))
    QTest.keyClick(cards, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: desk.current is desk.writeup_errands.page, timeout=LONG)
    for name in ("evidence", "photos", "documents"):
        QTest.mouseClick(desk.rail.buttons[name], Qt.MouseButton.LeftButton)
        assert desk.current is not None
        assert desk.current.name == name
        settled(qtbot, desk)
        assert fit.cut_text(desk) == []


@pytest.mark.parametrize("size", [(1280, 800), (1024, 640)], ids=["1280", "1024"])
@pytest.mark.parametrize("spoken", ["en", "km"])
def test_real_records_fit_on_every_page(
    qtbot: QtBot, desk: Window, world: Practice, spoken: str, size: tuple[int, int]
) -> None:
    open_seizure(qtbot, desk, world)
    desk.settings.language_chosen.emit(spoken)
    desk.resize(*size)
    for name in ("today", "seizure", "evidence", "photos", "documents", "exchange", "settings"):
        Shell.go(desk, name)  # the window itself shows a draft as its write-up, which test_writeup.py looks at
        settled(qtbot, desk)
        assert (name, fit.cut_text(desk)) == (name, [])
        assert (name, fit.overlaps(desk)) == (name, [])
        assert (name, fit.outside(desk)) == (name, [])


def test_attached_photos_appear_with_their_thumbnails(
    qtbot: QtBot, desk: Window, world: Practice, tmp_path: Path
) -> None:
    open_seizure(qtbot, desk, world)
    before = len(desk.view.originals) if desk.view else 0
    new = tmp_path / "card"
    new.mkdir()
    for n, path in enumerate(sorted(world.card.glob("*.JPG"))[:3]):
        (new / f"NEW_{n}.JPG").write_bytes(path.read_bytes() + bytes([n]))
    (new / "BROKEN.JPG").write_bytes(b"\xff\xd8\xff\xe0 torn")
    desk.photo_errands.attach([new])
    assert desk.current is desk.photos
    assert desk.photos.part("cancel") is not None
    qtbot.waitUntil(lambda: desk.view is not None and len(desk.view.originals) == before + 4, timeout=LONG)
    settled(qtbot, desk)
    assert "4 originals kept." in desk.banner.text
    model = desk.photos._model  # noqa: SLF001  (what the grid shows)
    names = {o.fact.register.shown.name: o for o in model.rows}
    assert {"NEW_0.JPG", "NEW_1.JPG", "NEW_2.JPG", "BROKEN.JPG"} <= names.keys()
    for n, row in enumerate(model.rows):
        model.data(model.index(n), Qt.ItemDataRole.DecorationRole)
        del row
    good = model.index_of(names["NEW_1.JPG"].id)
    qtbot.waitUntil(lambda: good.data(Qt.ItemDataRole.DecorationRole) is not None, timeout=LONG)
    broken = model.index_of(names["BROKEN.JPG"].id)
    assert broken.data(Qt.ItemDataRole.DecorationRole) is None
    assert "Cannot be decoded" in str(broken.data(Qt.ItemDataRole.AccessibleTextRole))


def test_an_export_goes_to_headquarters_and_a_strange_file_is_listed(  # noqa: PLR0917  (fixtures)
    qtbot: QtBot, dress: Dress, desk: Window, world: Practice, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    stick = tmp_path_factory.mktemp("stick")
    desk.exchange_errands.show(())
    qtbot.waitUntil(lambda: desk.exchange.part("export") is not None, timeout=LONG)
    desk.exchange_errands.export(stick)
    qtbot.waitUntil(lambda: "safe to remove" in desk.banner.text, timeout=LONG)
    settled(qtbot, desk)
    files = sorted(stick.rglob("*.fkb"))
    assert len(files) == 1
    desk.go("today")
    qtbot.waitUntil(lambda: "Left device: yes" in first_card(desk), timeout=LONG)

    (stick / "strange.fkb").write_bytes(b"no bundle at all" * 100)
    hq = window_on(world.hq, qtbot, tmp_path)
    window = unlocked_hq(qtbot, next(hq))
    window.exchange_errands.take([stick])
    model = window.exchange._model  # noqa: SLF001  (what the queue shows)
    assert isinstance(model, Bundles)
    qtbot.waitUntil(lambda: len(model.rows) == 2, timeout=LONG)
    qtbot.waitUntil(lambda: "2 bundles read." in window.banner.text, timeout=LONG)
    settled(qtbot, window)
    outcomes = {row.path.name: row.outcome for row in model.rows}
    assert outcomes[files[0].name] == "stored"
    assert outcomes["strange.fkb"] == "refused"
    assert window.exchange.part("exceptions") is not None
    assert "strange" in fit.words(window)
    assert fit.cut_text(window) == []
    next(hq, None)


def unlocked_hq(qtbot: QtBot, window: Window) -> Window:
    type_passphrase(window, PASSPHRASE)
    qtbot.waitUntil(lambda: window.desk is not None, timeout=LONG)
    return window


def first_card(window: Window) -> str:
    cards = window.today.part("cards")
    if not isinstance(cards, Rows) or cards.model().rowCount() < 2:
        return ""
    return str(cards.model().index(1, 0).data())


def test_a_report_is_made_read_signed_saved_and_printed_unchanged(
    qtbot: QtBot, desk: Window, world: Practice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_seizure(qtbot, desk, world)
    desk.go("documents")
    desk.document_errands.make("en")
    qtbot.waitUntil(lambda: desk.view is not None and len(desk.view.reports) == 1, timeout=LONG)

    def drawn() -> bool:
        sheet = desk.documents.part("sheet")
        return isinstance(sheet, Sheet) and sheet.image is not None

    qtbot.waitUntil(drawn, timeout=LONG)
    assert desk.view is not None
    desk.document_errands.sign(desk.view.reports[0].entry)
    qtbot.waitUntil(lambda: desk.view is not None and len(desk.view.reports) == 2, timeout=LONG)
    settled(qtbot, desk)
    signed = next(r for r in desk.view.reports if r.signed_field)
    copy = tmp_path / "copy.pdf"
    desk.document_errands.save(signed.entry, copy)
    qtbot.waitUntil(lambda: "Saved unchanged." in desk.banner.text, timeout=LONG)
    assert hashlib.sha256(copy.read_bytes()).hexdigest() == signed.blob.sha256

    if sys.platform == "win32":
        return
    paper = a_printer(tmp_path, monkeypatch)
    before = desk.view.entries
    desk.document_errands.print_stored(signed.entry, "office")
    qtbot.waitUntil(lambda: "Sent to the printer unchanged." in desk.banner.text, timeout=LONG)
    settled(qtbot, desk)
    assert hashlib.sha256(paper.read_bytes()).hexdigest() == signed.blob.sha256
    qtbot.waitUntil(lambda: desk.view is not None and desk.view.entries == before + 1, timeout=LONG)


def a_printer(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put a print program on the path that writes what it is sent to a file, and return the file."""
    programs, paper = folder / "bin", folder / "paper.pdf"
    programs.mkdir()
    lp = programs / "lp"
    lp.write_text(f'#!/bin/sh\ncat > "{paper}"\n', encoding="utf-8")
    lp.chmod(lp.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
    return paper


def test_the_language_switches_at_once_and_what_was_typed_stays(qtbot: QtBot, desk: Window) -> None:
    search = desk.today.part("search")
    assert isinstance(search, QLineEdit)
    search.setText("T-2026")
    QTest.mouseClick(desk.rail.buttons["language"], Qt.MouseButton.LeftButton)
    settled(qtbot, desk)
    assert language() == "km"
    search = desk.today.part("search")
    assert isinstance(search, QLineEdit)
    assert search.text() == "T-2026"
    assert any("\u1780" <= c <= "\u17ff" for c in desk.rail.buttons["today"].text())
    QTest.mouseClick(desk.rail.buttons["look"], Qt.MouseButton.LeftButton)
    settled(qtbot, desk)
    assert desk.preferences.look == "night"
    assert desk.preferences.language == "km"


def test_lock_forgets_everything_shown(qtbot: QtBot, desk: Window, world: Practice) -> None:
    open_seizure(qtbot, desk, world)
    desk.go("photos")
    QTest.mouseClick(desk.rail.buttons["lock"], Qt.MouseButton.LeftButton)
    settled(qtbot, desk)
    assert desk.desk is None
    assert desk.view is None
    assert desk.current is desk.unlock_page
    assert not desk.rail.buttons["today"].isVisible()
    assert desk.photos._model.rows == ()  # noqa: SLF001  (what the grid holds)
    held = " ".join(label.text() for label in desk.findChildren(QLabel))
    assert "T-2026" not in held
    assert "A 004 512" not in held


def test_locking_while_pictures_are_on_their_way_is_quiet(qtbot: QtBot, desk: Window, world: Practice) -> None:
    open_seizure(qtbot, desk, world)
    desk.go("photos")
    desk.homes.lock()
    settled(qtbot, desk)
    qtbot.wait(200)
    assert desk.current is desk.unlock_page
    assert desk.current.name == "unlock"
    assert unlocked(qtbot, desk).saved.text


def test_our_own_mistake_says_that_the_write_up_is_safe(qtbot: QtBot, desk: Window) -> None:
    desk.ops.read(lambda: 1 // 0, done=lambda _n: None)
    qtbot.waitUntil(lambda: desk.current is desk.crash_page, timeout=LONG)
    said = fit.words(desk)
    assert "The write-up is safe." in said
    path = Path(next(text for text in said if text.endswith(".txt")).replace("\u200b", ""))
    assert "ZeroDivisionError" in path.read_text(encoding="utf-8")
    QTest.keyClick(desk, Qt.Key.Key_Return)
    assert desk.current is desk.today


def test_a_known_error_is_a_sentence_and_closes_with_escape(qtbot: QtBot, desk: Window, tmp_path: Path) -> None:
    desk.exchange_errands.take([tmp_path])
    qtbot.waitUntil(lambda: "No bundle was found there." in desk.banner.text, timeout=LONG)
    QTest.keyClick(desk, Qt.Key.Key_Escape)
    assert desk.banner.text == ""
    desk.show_error(BugError(what="x"))
    assert desk.current is desk.crash_page


def test_f1_lists_every_key_of_the_page(qtbot: QtBot, desk: Window) -> None:
    QTest.keyClick(desk, Qt.Key.Key_F1)
    dialog = desk.findChild(QDialog, "keys")
    assert dialog is not None
    qtbot.waitUntil(dialog.isVisible)
    assert {"E", "Enter", "Ctrl+I", "/", "F1"} <= set(fit.words(dialog))
    assert fit.cut_text(dialog) == []
    QTest.keyClick(dialog, Qt.Key.Key_Escape)


def test_files_dropped_on_a_page_are_taken(qtbot: QtBot, desk: Window, world: Practice, tmp_path: Path) -> None:
    open_seizure(qtbot, desk, world)
    dropped: list[object] = []
    for page in (desk.photos, desk.exchange):
        page.dropped.disconnect()
        page.dropped.connect(dropped.append)
        desk.go(page.name)
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(tmp_path)), QUrl("https://example.invalid/x")])
        where, both = QPointF(200, 200), Qt.MouseButton.LeftButton
        page.dropEvent(QDropEvent(where, Qt.DropAction.CopyAction, mime, both, Qt.KeyboardModifier.NoModifier))
    assert dropped == [[tmp_path], [tmp_path]]


def test_closing_asks_while_work_is_under_way(qtbot: QtBot, desk: Window) -> None:
    job = desk.ops.long(
        lambda j: [j.cancelled() for _n in iter(j.cancelled, True)], kind="export", done=lambda _n: None
    )
    desk.close()
    dialog = desk.findChild(QDialog, "question")
    assert dialog is not None
    assert desk.isVisible()
    dialog.reject()
    job.cancel()
    settled(qtbot, desk)
