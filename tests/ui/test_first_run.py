"""First run for real work: one page, a passphrase shown once, then headquarters whenever there is time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from fieldkit.actions import enrol, home
from fieldkit.actions.clock import PracticeClock, SystemClock
from fieldkit.actions.desk import Desk
from fieldkit.domain.keys import Role
from fieldkit.ui.preferences import state_folder
from fieldkit.ui.window import Window
from tests.ui import fit, seats
from tests.ui.conftest import Dress
from tests.ui.seats import LONG, dialog, fits, press, type_in


@pytest.fixture
def window(qtbot: QtBot, dress: Dress, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Window]:
    monkeypatch.setenv("FIELDKIT_GUARD", str(tmp_path / "guard"))
    yield from seats.window_on(None, qtbot, tmp_path)


def fill(window: Window) -> None:
    press(window.unlock_page, "setup")
    page = window.pages["setup"]
    for name, text in (
        ("laptop", "Invented 2"),
        ("officer", "សុខ ដារ៉ា (invented)"),
        ("rank", "Lt."),
        ("unit", "Invented unit"),
    ):
        type_in(page, f"setup_{name}", text, enter=False)


def words_of(once: QDialog) -> str:
    labels = [once.findChild(QLabel, f"word_{n}") for n in range(1, 7)]
    return " ".join(label.text() for label in labels if label is not None)


@pytest.mark.heavy
def test_the_laptop_is_made_enrolled_and_nothing_had_to_be_configured(
    qtbot: QtBot, window: Window, tmp_path: Path
) -> None:
    fill(window)
    before = set(state_folder().glob("home*"))
    press(window.pages["setup"], "make")
    once = dialog(qtbot, window, "passphrase_once")
    fits(once)
    phrase = words_of(once)
    assert len(phrase.split()) == 6
    khmer = phrase.translate(str.maketrans("qwertyuiopasdfghjklzxcvbnm", "ឆឹេរតយុិោផាសដថងហ្កលឋខចវបនម"))
    type_in(once, "typed_once", khmer)
    qtbot.waitUntil(lambda: window.desk is not None, timeout=LONG)
    laptop = window.officer_errands.page
    qtbot.waitUntil(lambda: window.current is laptop and laptop.part("request") is not None, timeout=LONG)
    made = set(state_folder().glob("home*")) - before
    assert [path.is_dir() for path in made] == [True]
    assert any(text.startswith("Work can begin at once") for text in fit.words(window))
    assert phrase not in " ".join(line.text() for line in window.findChildren(QLineEdit))

    hq = headquarters(tmp_path)
    window.officer_errands.write_request(tmp_path)
    shown = dialog(qtbot, window, "code_shown")
    fits(shown)
    label = shown.findChild(QLabel, "code")
    assert label is not None
    code = label.text()
    QTest.keyClick(shown, Qt.Key.Key_Return)
    file = next(tmp_path.glob("*.request"))
    roles = enrol.roles_for(request=file, given=())
    granted = enrol.grant(desk=hq, request=file, code=code, roles=roles, to=tmp_path)
    home.lock(desk=hq)
    window.officer_errands.ask_grant(granted.file)
    ask = dialog(qtbot, window, "grant_code")
    fits(ask)
    assert granted.code not in " ".join(fit.words(ask))
    type_in(ask, "code", "0000-0000-0000-0000")
    qtbot.waitUntil(lambda: any("do not agree" in text for text in fit.words(ask)), timeout=LONG)
    type_in(ask, "code", granted.code.lower().replace("-", " "))
    qtbot.waitUntil(lambda: "The grant is in force." in window.banner.text, timeout=LONG)
    seats.settled(qtbot, window)
    assert window.desk is not None
    assert window.desk.officer.certified
    qtbot.waitUntil(lambda: "Certified" in fit.words(window), timeout=LONG)
    assert fit.cut_text(window) == []


def headquarters(folder: Path) -> Desk:
    clock = SystemClock()
    who = home.NewOfficer(name="Invented reviewer")
    made = home.create(path=folder / "hq", role="hq", practice=False, name="HQ", officer=who, clock=clock)
    return home.unlock(path=made.path, person=made.person, passphrase=made.passphrase, clock=clock)


def test_what_is_missing_is_named_and_what_was_typed_stays(qtbot: QtBot, window: Window) -> None:
    press(window.unlock_page, "setup")
    page = window.pages["setup"]
    type_in(page, "setup_laptop", "Invented 2")
    assert "This must be filled in." in fit.words(page)
    kept = page.findChild(QLineEdit, "setup_laptop")
    assert kept is not None
    assert kept.text() == "Invented 2"
    assert not window.ops.busy
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert window.current is window.unlock_page


def test_a_further_officer_is_added_and_stands_there_as_provisional(qtbot: QtBot, dress: Dress, tmp_path: Path) -> None:
    laptop = seats.laptop(tmp_path)
    for window in seats.window_on(laptop.path, qtbot, tmp_path):
        seats.unlock(qtbot, window, laptop.first)
        window.officer_errands.show()
        page = window.officer_errands.page
        qtbot.waitUntil(lambda p=page: p.part("add_officer") is not None, timeout=LONG)  # type: ignore[misc]  # bound now
        press(page, "add_officer")
        ask = dialog(qtbot, window, "add")
        fits(ask)
        type_in(ask, "name", "Officer Practice C", enter=False)
        press(ask, "agree")
        once = dialog(qtbot, window, "passphrase_once")
        type_in(once, "typed_once", seats.PHRASE)
        qtbot.waitUntil(lambda w=window: "Officer Practice C" in fit.words(w), timeout=LONG)  # type: ignore[misc]  # bound now
        assert "Provisional" in fit.words(window)


def test_who_is_certified_is_told_apart(tmp_path: Path) -> None:
    laptop, clock = seats.laptop(tmp_path), PracticeClock(seats.WALL)
    who = home.NewOfficer(name="Reviewer Practice")
    made = home.create(path=tmp_path / "hq", role="hq", practice=True, name="HQ", officer=who, clock=clock)
    hq = home.unlock(path=made.path, person=made.person, passphrase=seats.PHRASE, clock=clock)
    desk = home.unlock(path=laptop.path, person=laptop.first, passphrase=seats.PHRASE, clock=clock)
    assert not any(one.certified for one in home.officers(desk=desk))
    asked = enrol.request(desk=desk, to=tmp_path)
    assert enrol.belonging(desk=desk) == enrol.Belonging(at="", requested=True)
    roles: dict[str, frozenset[Role]] = {laptop.first: frozenset({"viewer"})}
    granted = enrol.grant(desk=hq, request=asked.file, code=asked.code, roles=roles, to=tmp_path)
    enrol.accept(desk=desk, grant=granted.file, code=granted.code)
    assert {one.person for one in home.officers(desk=desk) if one.certified} == {laptop.first}
    assert enrol.belonging(desk=desk).at == "HQ"
    assert desk.officer.reads_only
    home.lock(desk=desk)
    home.lock(desk=hq)
