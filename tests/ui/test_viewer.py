"""A viewer reads: nothing that writes is offered, and opening a restricted record is itself written down."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from fieldkit.actions import enrol, home, writeup
from fieldkit.actions.clock import PracticeClock
from fieldkit.actions.desk import Changes, Desk
from fieldkit.domain.keys import Role
from fieldkit.domain.writeup_bodies import SeizureSet
from fieldkit.ui import viewer
from fieldkit.ui.window import Window
from tests.ui import seats
from tests.ui.conftest import Dress
from tests.ui.seats import LONG, Laptop


@pytest.fixture
def laptop(tmp_path: Path) -> Laptop:
    """The second officer is certified as a viewer; the one seizure is restricted."""
    made, clock = seats.laptop(tmp_path, night=True), PracticeClock(seats.WALL + 10**7)
    who = home.NewOfficer(name="Reviewer Practice")
    hq_made = home.create(path=tmp_path / "hq", role="hq", practice=True, name="HQ", officer=who, clock=clock)
    hq = home.unlock(path=hq_made.path, person=hq_made.person, passphrase=seats.PHRASE, clock=clock)
    desk = home.unlock(path=made.path, person=made.first, passphrase=seats.PHRASE, clock=clock)
    asked = enrol.request(desk=desk, to=tmp_path)
    roles: dict[str, frozenset[Role]] = {made.first: frozenset({"officer"}), made.second: frozenset({"viewer"})}
    granted = enrol.grant(desk=hq, request=asked.file, code=asked.code, roles=roles, to=tmp_path)
    enrol.accept(desk=desk, grant=granted.file, code=granted.code)
    restrict(desk)
    for one in (desk, hq):
        home.lock(desk=one)
    return made


def restrict(desk: Desk) -> None:
    view = desk.seizure(desk.store.projections.seizures()[0].id)
    assert view.head is not None
    value = view.head.shown
    head = SeizureSet(number=value.number, unit=value.unit, title=value.title, restricted=True)
    writeup.save_group(desk=desk, seizure=view.id, subject=view.id, group="seizure.set", value=head)


@pytest.fixture
def window(qtbot: QtBot, dress: Dress, laptop: Laptop, tmp_path: Path) -> Iterator[Window]:
    yield from seats.window_on(laptop.path, qtbot, tmp_path)


def viewed(window: Window) -> list[str]:
    assert window.desk is not None
    seizure = window.desk.store.projections.seizures()[0].id
    entries = window.desk.store.ledger.in_scope(seizure)
    return [one.entry.by for one in entries if one.entry.type == "viewed"]


def offered(window: Window) -> set[str]:
    shown = (one.objectName() for one in window.findChildren(QAbstractButton) if one.isVisible())
    return {name for name in shown if name in viewer.ACTS or name.startswith(viewer.KINDS)}


def test_a_viewer_is_offered_nothing_that_writes(qtbot: QtBot, window: Window, laptop: Laptop) -> None:
    seats.unlock(qtbot, window, laptop.second)
    qtbot.waitUntil(lambda: bool(window.today.listed), timeout=LONG)
    window.open(window.today.listed[0].id, "seizure")
    qtbot.waitUntil(lambda: window.view is not None, timeout=LONG)
    for name in ("today", "seizure", "evidence", "photos", "documents", "exchange", "laptop"):
        window.go(name)
        seats.settled(qtbot, window)
        assert (name, offered(window)) == (name, set())
    window.go("today")
    seats.settled(qtbot, window)
    hinted = {act.key for act in window.acts()}
    assert {"N", "E", "Ctrl+I", "F8"}.isdisjoint(hinted)
    for key in (Qt.Key.Key_N, Qt.Key.Key_E, Qt.Key.Key_F8):
        QTest.keyClick(window, key)
        seats.settled(qtbot, window)
        assert window.current is window.today
        assert window.banner.text == "", "a dead key says nothing"
    ran: list[int] = []

    def act() -> Changes:
        ran.append(1)
        return Changes()

    window.ops.write(act)
    seats.settled(qtbot, window)
    assert "you read, you do not write" in window.banner.text
    window.ops.long(lambda _job: ran.append(2), kind="attach", done=lambda _none: None)
    seats.settled(qtbot, window)
    assert ran == []


def test_an_officer_is_offered_it_again_after_the_switch(qtbot: QtBot, window: Window, laptop: Laptop) -> None:
    seats.unlock(qtbot, window, laptop.second)
    assert offered(window) == set()
    window.homes.lock()
    seats.settled(qtbot, window)
    seats.unlock(qtbot, window, laptop.first)
    qtbot.waitUntil(lambda: bool(offered(window)), timeout=LONG)


def test_who_sits_down_in_a_viewers_place_is_offered_it_on_every_page(
    qtbot: QtBot, window: Window, laptop: Laptop
) -> None:
    seats.unlock(qtbot, window, laptop.second)
    qtbot.waitUntil(lambda: bool(window.today.listed), timeout=LONG)
    window.open(window.today.listed[0].id, "evidence")
    qtbot.waitUntil(lambda: window.current is window.evidence, timeout=LONG)
    seen = ("evidence", "documents", "photos", "exchange")
    for name in seen:
        window.go(name)
        seats.settled(qtbot, window)
    assert offered(window) == set()
    assert window.desk is not None
    officer = home.switch(desk=window.desk, person=laptop.first, passphrase=seats.PHRASE)
    window.change_officer(officer, officer.officer)
    assert offered(window), "the page that shows"
    for name in seen:
        window.go(name)
        seats.settled(qtbot, window)
        assert offered(window), name


def test_a_viewer_is_told_to_read_and_not_to_sign(qtbot: QtBot, window: Window, laptop: Laptop) -> None:
    seats.unlock(qtbot, window, laptop.second)
    qtbot.waitUntil(lambda: bool(window.today.listed), timeout=LONG)
    steps = [row.step.code for row in window.today._model.rows if row.listed]  # noqa: SLF001  (what its buttons say)
    assert steps == ["open"]


def test_each_opening_of_a_restricted_record_is_written_down_once(qtbot: QtBot, window: Window, laptop: Laptop) -> None:
    seats.unlock(qtbot, window, laptop.second)
    qtbot.waitUntil(lambda: bool(window.today.listed), timeout=LONG)
    seizure = window.today.listed[0].id
    assert viewed(window) == []
    window.open(seizure, "seizure")
    qtbot.waitUntil(lambda: window.view is not None, timeout=LONG)
    window.open(seizure, "evidence")
    qtbot.waitUntil(lambda: window.current is window.evidence, timeout=LONG)
    seats.settled(qtbot, window)
    assert window.desk is not None
    assert viewed(window) == [window.desk.keys.signer.key_id]
    window.homes.lock()
    seats.settled(qtbot, window)
    seats.unlock(qtbot, window, laptop.second)
    window.open(seizure, "seizure")
    qtbot.waitUntil(lambda: window.view is not None, timeout=LONG)
    assert len(viewed(window)) == 2
    QTest.keyClick(window, Qt.Key.Key_Escape)
