"""Papers in the window: every dialog fits in both languages and sizes, and each act reaches the real home."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from fieldkit.actions.anchors import Head
from fieldkit.domain.review_bodies import Released, Transcribed
from fieldkit.domain.values import Moment, Party
from fieldkit.domain.view import Head as Told
from fieldkit.domain.view import SeizureView
from fieldkit.reports.codes import modules
from fieldkit.text.catalogue import Language, mark_translated
from fieldkit.ui.dialogs.papers import AnchorDialog, BlankDialog, FlashDialog, ReceiptDialog, TranscribeDialog
from fieldkit.ui.pages.documents import DocumentsPage
from fieldkit.ui.preferences import Preferences
from fieldkit.ui.shell import Shell
from fieldkit.ui.window import Window
from tests.ui import fit, practice, sample
from tests.ui.conftest import Dress
from tests.ui.practice import PASSPHRASE, Practice
from tests.ui.test_pages import SIZES, hard_coded, words_of_sample

LONG = 30_000
HEAD = Head(
    seizure="s",
    number="T-2026-K7Q-012",
    log="a" * 32,
    log_code="K7Q",
    seq=64,
    head="b" * 64,
    letters="27MA-1J1N-7KBD-R197-6ZJP-10AY-NJ",
    code="fieldkit-head",
    modules=modules(f"fieldkit-head:{'a' * 32}:64:{'b' * 64}"),
)
LINES = "\n".join(f"Line {n}: three bags, Poipet, Banteay Meanchey, 01:37 until 03:20" for n in range(1, 7))


def told() -> SeizureView:
    """Return the sample seizure with a paper of each kind and a form that is being typed in."""
    view = sample.seizure()
    act = view.exhibits[0].find.act
    to = Party(name="Poipet commander", rank="Colonel")

    def released(n: int, kind: str, **facts: object) -> Told[Released]:
        body = msgspec.convert({"kind": kind, "to": {"name": to.name}, "sha256": "c" * 64, **facts}, Released)
        return Told(value=body, act=msgspec.structs.replace(act, entry=f"{n:064x}", wall=act.wall + n))

    papers = (
        released(1, "owner_receipt", language="km"),
        released(2, "flash", language="both", redacted=True),
        released(3, "slip", language="en", code="K7QT09ABXZ"),
        released(4, "form", language="km", note=view.exhibits[0].number),
    )
    form = Transcribed(form_no="P-K7Q-0001", author=to, written_at=Moment(wall=act.wall))
    typed = Told(value=form, act=msgspec.structs.replace(act, entry=f"{9:064x}"))
    return msgspec.structs.replace(view, releases=papers, transcribed=(typed,))


def parent(qtbot: QtBot, size: tuple[int, int]) -> QWidget:
    under = QWidget()
    under.resize(QSize(*size))
    qtbot.addWidget(under)
    under.show()
    return under


def make(name: str, under: QWidget) -> QDialog:
    if name == "receipt":
        return ReceiptDialog(under, "Owner Practice", "000-1", lambda *_: None)
    if name == "flash":
        dialog = FlashDialog(under)
        dialog.put(LINES)
        return dialog
    if name == "anchor":
        return AnchorDialog(under, HEAD, "2026-11-22 02:13")
    if name == "blank":
        return BlankDialog(under, lambda *_: None)
    return TranscribeDialog(under, "T-2026-K7Q-012", lambda *_: None)


NAMES = ("receipt", "flash", "anchor", "blank", "transcribe")


@fit.IN_EVERY_SIZE
@pytest.mark.parametrize("name", NAMES)
def test_every_dialog_fits(qtbot: QtBot, dress: Dress, name: str, language: Language, size: tuple[int, int]) -> None:
    dress("light", language)
    under = parent(qtbot, size)
    dialog = make(name, under)
    dialog.show()
    qtbot.wait(30)
    assert dialog.height() <= size[1]
    assert fit.cut_text(dialog) == []
    assert fit.overlaps(dialog) == []
    assert fit.nameless(dialog) == []
    dialog.close()


@pytest.mark.parametrize("name", NAMES)
def test_no_dialog_says_anything_that_is_not_in_the_catalogue(qtbot: QtBot, dress: Dress, name: str) -> None:
    dress("light", "en")
    mark_translated(on=True)
    under = parent(qtbot, SIZES[0])
    dialog = make(name, under)
    known = [*words_of_sample(), *LINES.split("\n"), LINES, HEAD.number, *HEAD.letters.split("-"), "Owner Practice"]
    labels, buttons = dialog.findChildren(QLabel), dialog.findChildren(QPushButton)
    said = [*(one.text() for one in labels), *(one.text() for one in buttons)]
    assert [text for text in said if text not in known and hard_coded(text, known)] == []
    dialog.close()


@fit.IN_EVERY_SIZE
@pytest.mark.parametrize("chosen", [1, 9, 0])
def test_the_page_with_papers_fits(
    qtbot: QtBot, dress: Dress, language: Language, size: tuple[int, int], chosen: int
) -> None:
    dress("light", language)
    shell, page = Shell(), DocumentsPage()
    shell.add(page)
    shell.unlocked = True
    if chosen:
        page.show_view(told(), report=f"{chosen:064x}")
    shell.resize(*size)
    shell.go("documents")
    shell.show()
    qtbot.addWidget(shell)
    qtbot.wait(30)
    assert (shell.width(), shell.height()) == size
    assert fit.cut_text(shell) == []
    assert fit.overlaps(shell) == []
    assert fit.outside(shell) == []
    assert fit.nameless(shell) == []


def test_a_flash_report_names_who_gets_it_before_it_leaves(qtbot: QtBot, dress: Dress) -> None:
    dress("light", "en")
    under = parent(qtbot, SIZES[0])
    dialog = FlashDialog(under)
    handed: list[tuple[str, str, bool]] = []
    dialog.handed.connect(lambda *given: handed.append(given))
    dialog.open()
    button(dialog, "agree").click()
    assert handed == []
    field(dialog, "flash_to").setText("Commander")
    button(dialog, "flash_names_yes").click()
    button(dialog, "agree").click()
    assert handed == [("Commander", "en", True)]


# --- on a real home ---------------------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Practice:
    folder = tmp_path_factory.mktemp("papers")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FIELDKIT_GUARD", str(folder / "guard"))
        return practice.make(folder)


@pytest.fixture
def window(
    qtbot: QtBot, dress: Dress, world: Practice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Window]:
    monkeypatch.setenv("FIELDKIT_GUARD", str(world.field.parent / "guard"))
    made = Window(Preferences(tmp_path / "window.ini"), world.field)
    qtbot.addWidget(made)
    made.resize(1280, 800)
    made.show()
    made.homes.describe()
    qtbot.waitUntil(lambda: made.unlock_page.part("passphrase") is not None, timeout=LONG)
    typed = made.unlock_page.part("passphrase")
    assert isinstance(typed, QLineEdit)
    typed.setText(PASSPHRASE)
    QTest.keyClick(typed, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: made.desk is not None, timeout=LONG)
    yield made
    made.close()


def opened(qtbot: QtBot, window: Window, world: Practice) -> SeizureView:
    window.open(world.seizure, "documents")
    qtbot.waitUntil(lambda: window.view is not None and window.current is window.documents, timeout=LONG)
    assert window.view is not None
    return window.view


def dialog_of(qtbot: QtBot, window: Window, name: str) -> QDialog:
    def there() -> QDialog | None:
        found = [one for one in window.findChildren(QDialog) if one.objectName() == name and one.isVisible()]
        return found[0] if found else None

    qtbot.waitUntil(lambda: there() is not None, timeout=LONG)
    found = there()
    assert found is not None
    return found


def button(dialog: QWidget, name: str) -> QPushButton:
    found = dialog.findChild(QPushButton, name)
    assert isinstance(found, QPushButton)
    return found


def field(dialog: QWidget, name: str) -> QLineEdit:
    found = dialog.findChild(QLineEdit, name)
    assert isinstance(found, QLineEdit)
    return found


def released(window: Window, kind: str) -> Callable[[], bool]:
    return lambda: window.view is not None and any(head.value.kind == kind for head in window.view.releases)


def test_the_receipt_is_made_kept_and_shown(qtbot: QtBot, window: Window, world: Practice) -> None:
    opened(qtbot, window, world)
    window.documents.paper_asked.emit("receipt")
    dialog = dialog_of(qtbot, window, "receipt_dialog")
    field(dialog, "owner").setText("Owner Practice")
    button(dialog, "agree").click()
    qtbot.waitUntil(released(window, "owner_receipt"), timeout=LONG)
    qtbot.waitUntil(lambda: window.documents.part("save_copy") is not None, timeout=LONG)
    assert window.view is not None
    assert window.view.anchors[0].kind == "owner_receipt"


def test_the_six_lines_reach_the_clipboard_after_their_release_is_written(
    qtbot: QtBot, window: Window, world: Practice
) -> None:
    opened(qtbot, window, world)
    window.documents.paper_asked.emit("flash")
    dialog = dialog_of(qtbot, window, "flash_dialog")
    field(dialog, "flash_to").setText("Commander Practice")
    button(dialog, "agree").click()
    qtbot.waitUntil(released(window, "flash"), timeout=LONG)
    assert QGuiApplication.clipboard().text().count("\n") == 5


def test_the_head_read_to_the_duty_desk_is_written_down(qtbot: QtBot, window: Window, world: Practice) -> None:
    opened(qtbot, window, world)
    window.documents.paper_asked.emit("anchor")
    dialog = dialog_of(qtbot, window, "anchor_dialog")
    when = field(dialog, "anchor_when")
    right = when.text()
    when.setText("yesterday")
    field(dialog, "anchor_to").setText("Duty desk Practice")
    button(dialog, "agree").click()
    assert dialog.isVisible()
    when.setText(right)
    button(dialog, "agree").click()
    qtbot.waitUntil(
        lambda: window.view is not None and "duty_desk" in [one.kind for one in window.view.anchors], timeout=LONG
    )


def test_blank_forms_are_made_and_saved(
    qtbot: QtBot, window: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    QTest.mouseClick(window.rail.buttons["documents"], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.current is window.documents, timeout=LONG)
    monkeypatch.setattr(window, "choose_new_file", lambda _title, name, picked: picked(tmp_path / name))
    window.documents.paper_asked.emit("blank")
    dialog = dialog_of(qtbot, window, "blank_dialog")
    field(dialog, "copies").setText("many")
    button(dialog, "agree").click()
    assert dialog.isVisible()
    field(dialog, "copies").setText("1")
    button(dialog, "blank_way_save").click()
    button(dialog, "agree").click()
    qtbot.waitUntil(lambda: any(tmp_path.glob("forms-P-*.pdf")), timeout=LONG)


def test_a_pile_of_forms_shows_how_far_it_is_and_can_be_stopped(qtbot: QtBot, window: Window) -> None:
    QTest.mouseClick(window.rail.buttons["documents"], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.current is window.documents, timeout=LONG)
    window.document_errands.papers.make_blank(40, "km", "save")
    bar = window.documents.part("job")
    assert bar is not None
    button(bar, "cancel").click()
    job = window.ops.job("forms")
    assert job is not None
    assert job.cancelling
    qtbot.waitUntil(lambda: window.ops.job("forms") is None, timeout=LONG)
    assert window.documents.part("job") is None


def test_a_paper_form_is_begun_and_stands_on_the_page_until_it_is_typed(
    qtbot: QtBot, window: Window, world: Practice
) -> None:
    opened(qtbot, window, world)
    window.documents.paper_asked.emit("transcribe")
    dialog = dialog_of(qtbot, window, "transcribe_dialog")
    field(dialog, "form").setText("P-K7Q-0009")
    field(dialog, "author").setText("Writer Practice")
    button(dialog, "into_here").click()
    button(dialog, "agree").click()
    qtbot.waitUntil(lambda: window.view is not None and bool(window.view.transcribed), timeout=LONG)
    assert window.view is not None
    window.documents.show_view(window.view, report=window.view.transcribed[-1].act.entry)
    window.go("documents")
    primary = window.documents.primary()
    assert primary is not None
    assert primary.objectName() == "finish"


def test_a_scan_that_was_not_taken_in_is_named_when_the_form_is_begun(
    qtbot: QtBot, window: Window, world: Practice, tmp_path: Path
) -> None:
    opened(qtbot, window, world)
    window.documents.paper_asked.emit("transcribe")
    dialog = dialog_of(qtbot, window, "transcribe_dialog")
    assert isinstance(dialog, TranscribeDialog)
    dialog.take([tmp_path / "gone.jpg"])
    field(dialog, "form").setText("P-K7Q-0010")
    field(dialog, "author").setText("Writer Practice")
    button(dialog, "into_here").click()
    button(dialog, "agree").click()
    qtbot.waitUntil(lambda: "not taken in" in window.banner.text, timeout=LONG)


def test_f_asks_for_the_flash_report_from_the_seizure(qtbot: QtBot, window: Window, world: Practice) -> None:
    window.open(world.seizure, "writeup")
    qtbot.waitUntil(lambda: window.current is not None and window.current.name == "writeup", timeout=LONG)
    QTest.keyClick(window, Qt.Key.Key_F)
    dialog = dialog_of(qtbot, window, "flash_dialog")
    said = dialog.findChild(QLabel, "six_lines")
    assert isinstance(said, QLabel)
    qtbot.waitUntil(lambda: said.text().count("\n") == 5, timeout=LONG)
    qtbot.wait(50)
    assert fit.cut_text(dialog) == []
    dialog.reject()
