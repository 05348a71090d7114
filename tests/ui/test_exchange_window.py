"""The exchange page in the window: drives, a stick that is full or pulled out, two languages, bundles for others."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from fieldkit.actions import home
from fieldkit.actions.clock import SystemClock
from fieldkit.actions.exchange import Imported, Plan, Remark
from fieldkit.sync.door import BundleForSomebodyElse
from fieldkit.text.catalogue import use_language
from fieldkit.ui.drives import Drive, can_eject, drives
from fieldkit.ui.ops import Job
from fieldkit.ui.pages.exchange import ExchangePage
from fieldkit.ui.preferences import Preferences
from fieldkit.ui.window import Window
from tests.ui import fit, practice
from tests.ui.conftest import Dress
from tests.ui.practice import PASSPHRASE, Practice

LONG = 30_000
KHMER = re.compile("[\u1780-\u17ff]")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Practice:
    folder = tmp_path_factory.mktemp("world")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FIELDKIT_GUARD", str(folder / "guard"))
        return practice.make(folder)


@pytest.fixture
def window(
    qtbot: QtBot, dress: Dress, world: Practice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Window]:
    """Return the window on the field laptop, on its exchange page with something to send."""
    del dress
    monkeypatch.setenv("FIELDKIT_GUARD", str(world.field.parent / "guard"))
    desk = home.unlock(path=world.field, person=world.officer, passphrase=PASSPHRASE, clock=SystemClock())
    shown = Window(Preferences(tmp_path / "window.ini"), world.field)
    qtbot.addWidget(shown)
    shown.resize(1280, 800)
    shown.show()
    shown.sit_down(desk, desk.officer)
    shown.exchange_errands.show(())
    qtbot.waitUntil(lambda: shown.exchange.part("missing") is not None, timeout=LONG)
    qtbot.waitUntil(lambda: "1 seizure" in " ".join(fit.words(shown)), timeout=LONG)
    yield shown
    shown.close()


def page_words(page: ExchangePage) -> str:
    return " ".join(fit.words(page)).replace("\u200b", "")


def test_a_chosen_drive_gets_the_bundle_and_may_be_pulled_out(qtbot: QtBot, window: Window, tmp_path: Path) -> None:
    stick = Drive(tmp_path / "stick", "PRACTICE STICK", 10**9, 10**10, removable=True)
    stick.root.mkdir()
    window.exchange.show_drives([stick])
    button = window.exchange.part("drive_0")
    assert isinstance(button, QPushButton)
    assert button.accessibleName() == "Export to PRACTICE STICK"
    button.click()
    qtbot.waitUntil(lambda: "safe to remove" in window.banner.text, timeout=LONG)
    assert len(list(stick.root.glob("*.fkb"))) == 1
    qtbot.waitUntil(lambda: "eject it first" in page_words(window.exchange), timeout=LONG)
    assert "PRACTICE STICK" in page_words(window.exchange)
    assert fit.cut_text(window) == []


def test_a_stick_that_is_gone_is_said_and_the_export_can_be_tried_again(
    qtbot: QtBot, window: Window, tmp_path: Path
) -> None:
    window.exchange_errands.export(tmp_path / "pulled")
    qtbot.waitUntil(lambda: bool(window.banner.text), timeout=LONG)
    assert "could not be written" in window.banner.text
    assert "still safe on this device" in window.banner.text
    qtbot.waitUntil(lambda: window.exchange.part("export") is not None, timeout=LONG)


def test_what_headquarters_lacks_is_listed_with_its_four_ticks(qtbot: QtBot, window: Window) -> None:
    missing = window.exchange.part("missing")
    assert missing is not None
    qtbot.waitUntil(lambda: "Still missing at headquarters" in page_words(window.exchange), timeout=LONG)
    assert window.exchange.part("ticks") is not None


def test_why_nothing_leaves_changes_with_the_language() -> None:
    plan = Plan(error="nothing-to-send")
    remark = Remark(code="pending", said="{n} entries wait for earlier ones.", facts={"n": 3})
    assert plan.why_not == "There is nothing to send."
    assert remark.message == "3 entries wait for earlier ones."
    try:
        use_language("km")
        assert KHMER.search(plan.why_not)
        assert KHMER.search(remark.message)
    finally:
        use_language("en")


def test_bundles_for_others_are_one_calm_line(qtbot: QtBot, dress: Dress) -> None:
    dress("light", "en")
    page = ExchangePage()
    qtbot.addWidget(page)
    page.resize(1100, 700)
    page.show()
    paths = [Path(f"stick/other-{n}.fkb") for n in range(5)]
    page.importing(window_job(page), [(path, 1000) for path in paths])
    error = BundleForSomebodyElse()
    told = Remark(code=error.code, said=error.message, advice=error.hint)
    for path in paths:
        page.imported(Imported(path=path, outcome="refused", exceptions=(told,)))
    page.import_ended()
    said = page_words(page)
    assert "5 bundles are for somebody else. They stay where they are." in said
    assert "Need a person" not in said
    assert fit.cut_text(page) == []


def window_job(page: ExchangePage) -> Job:
    return Job("import", "", page)


def test_the_drives_of_this_computer_are_listed_removable_first() -> None:
    found = drives()
    assert [drive.removable for drive in found] == sorted((drive.removable for drive in found), reverse=True)
    assert not can_eject(Drive(Path("x"), "x", 0, 0, removable=False))
