"""Unlocking: clear words, growing patience that outlives a restart, and what to do when nothing opens."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from fieldkit.actions import enrol, home
from fieldkit.actions.attempts import LONGEST_S, Attempts, TooSoon, pause_s
from fieldkit.actions.clock import PracticeClock
from fieldkit.domain.keys import Role
from fieldkit.ui.errands import officers
from fieldkit.ui.widgets.button import Button
from fieldkit.ui.window import Window
from tests.ui import fit, seats
from tests.ui.conftest import Dress
from tests.ui.seats import LONG, PHRASE, Laptop, dialog, fits, press, type_in


@pytest.fixture
def laptop(tmp_path: Path) -> Laptop:
    return seats.laptop(tmp_path)


@pytest.fixture
def window(qtbot: QtBot, dress: Dress, laptop: Laptop, tmp_path: Path) -> Iterator[Window]:
    yield from seats.window_on(laptop.path, qtbot, tmp_path)


def wrong(qtbot: QtBot, window: Window) -> None:
    type_in(window.unlock_page, "passphrase", "six words that are not it")
    qtbot.waitUntil(lambda: bool(window.unlock_page.fault), timeout=LONG)


def test_patience_grows_and_never_ends_for_good() -> None:
    assert [pause_s(n) for n in range(12)] == [0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60]
    assert pause_s(10**6) == LONGEST_S


@given(st.lists(st.integers(min_value=-(10**13), max_value=10**13), max_size=12), st.integers(-(10**13), 10**13))
def test_no_clock_makes_anybody_wait_longer_than_the_longest_pause(
    tmp_path_factory: pytest.TempPathFactory, walls: list[int], now: int
) -> None:
    tries = Attempts(tmp_path_factory.mktemp("tries") / "attempts.json")
    for wall in walls:
        tries.wrong(Path("home"), "p", now=wall)
    assert 0 <= tries.wait_s(Path("home"), "p", now=now) <= pause_s(len(walls))
    tries.right(Path("home"), "p")
    assert tries.wait_s(Path("home"), "p", now=now) == 0


def test_a_clock_that_was_set_right_again_locks_nobody_out(tmp_path: Path) -> None:
    tries = Attempts(tmp_path / "attempts.json")
    ten_years = 315_360_000_000
    for _slip in range(5):
        tries.wrong(tmp_path, "p", now=ten_years)
    pause = tries.wait_s(tmp_path, "p", now=1000)
    assert pause == pause_s(5)
    tries.check(tmp_path, "p", now=1000 + pause * 1000)


def test_a_damaged_count_counts_as_none(tmp_path: Path) -> None:
    file = tmp_path / "attempts.json"
    for damage in (b"", b"{", b'{"x": 1}', b"[" * 100_000, b"\xff" * 9):
        file.write_bytes(damage)
        assert Attempts(file).wait_s(tmp_path, "p", now=0) == 0
        assert Attempts(file).wrong(tmp_path, "p", now=0) == 0


def test_each_officer_waits_for_own_slips_only_and_no_name_stands_in_the_file(tmp_path: Path) -> None:
    tries = Attempts(tmp_path / "attempts.json")
    for _slip in range(4):
        tries.wrong(tmp_path, "person-a", now=1000)
    with pytest.raises(TooSoon):
        tries.check(tmp_path, "person-a", now=1500)
    tries.check(tmp_path, "person-a", now=3000)
    tries.check(tmp_path, "person-b", now=1500)
    assert b"person" not in (tmp_path / "attempts.json").read_bytes()


def test_the_third_slip_must_wait_and_the_wait_outlives_a_restart(
    qtbot: QtBot, window: Window, laptop: Laptop, tmp_path: Path
) -> None:
    window.homes.now = lambda: 1_000_000
    for _slip in range(5):
        window.homes.now = lambda: 1_000_000_000 + 100_000 * _slip  # noqa: B023  (asked before the next round)
        wrong(qtbot, window)
        window.unlock_page._wait({})  # noqa: SLF001  (as if the seconds had gone by)
        window.unlock_page._state.fault = ""  # noqa: SLF001  (to see the next one come)
    last = 1_000_000_000 + 400_000
    again = seats.window_on(laptop.path, qtbot, tmp_path)
    second = next(again)
    second.homes.now = lambda: last + 1000
    second.homes.describe()

    def waiting() -> Button | None:
        button = second.unlock_page.part("unlock")
        return button if isinstance(button, Button) and button.text().startswith("Wait ") else None

    qtbot.waitUntil(lambda: waiting() is not None, timeout=LONG)
    button = waiting()
    assert button is not None
    assert not button.isEnabled()
    assert fit.cut_text(second) == []
    field = type_in(second.unlock_page, "passphrase", PHRASE)
    assert not second.unlock_page._state.busy  # noqa: SLF001  (Enter did nothing)
    assert field.isEnabled()
    second.homes.now = lambda: last + 60_000
    qtbot.waitUntil(lambda: second.unlock_page._state.wait == 0, timeout=LONG)  # noqa: SLF001  (the page counts down)
    type_in(second.unlock_page, "passphrase", PHRASE)
    qtbot.waitUntil(lambda: second.desk is not None, timeout=LONG)
    next(again, None)


def test_the_passphrase_opens_in_the_khmer_layout_and_with_caps_lock(qtbot: QtBot, window: Window) -> None:
    khmer = {"p": "ផ", "r": "រ", "a": "ា", "c": "ច", "t": "ត", "i": "ិ", "e": "េ", " ": "\u200b"}
    type_in(window.unlock_page, "passphrase", "".join(khmer[c] for c in PHRASE))
    qtbot.waitUntil(lambda: window.desk is not None, timeout=LONG)
    window.homes.lock()
    seats.settled(qtbot, window)
    type_in(window.unlock_page, "passphrase", PHRASE.upper())
    qtbot.waitUntil(lambda: window.desk is not None, timeout=LONG)


@pytest.mark.parametrize("spoken", ["en", "km"])
def test_who_cannot_unlock_is_told_the_steps(qtbot: QtBot, window: Window, dress: Dress, spoken: str) -> None:
    dress("light", "km" if spoken == "km" else "en")
    window.restyle("light", khmer=spoken == "km")
    press(window.unlock_page, "stuck")
    steps = dialog(qtbot, window, "steps")
    fits(steps)
    assert steps.findChild(Button, "recover") is not None
    QTest.keyClick(steps, Qt.Key.Key_Escape)


def test_the_locked_out_one_is_named_by_another_and_gets_a_new_key(
    qtbot: QtBot, window: Window, laptop: Laptop
) -> None:
    seats.unlock(qtbot, window, laptop.first)
    window.officer_errands.show()
    qtbot.waitUntil(lambda: window.officer_errands.page.part(f"locked_out_{laptop.second}") is not None, timeout=LONG)
    press(window.officer_errands.page, f"locked_out_{laptop.second}")
    asked = dialog(qtbot, window, "locked_out")
    fits(asked)
    press(asked, "agree")
    once = dialog(qtbot, window, "passphrase_once")
    fits(once)
    QTest.keyClick(once, Qt.Key.Key_Escape)
    assert once.isVisible(), "words that nobody can show again do not go by a slip"
    type_in(once, "typed_once", "something else")
    assert once.isVisible()
    type_in(once, "typed_once", PHRASE)
    qtbot.waitUntil(lambda: "can unlock now" in window.banner.text, timeout=LONG)
    assert window.desk is not None
    ledger = window.desk.store.ledger
    named = ledger.of_type("officer.locked_out")
    assert [(one.entry.body["person"], one.entry.by) for one in named] == [
        (laptop.second, window.desk.keys.signer.key_id)
    ]
    keys = [one.entry.by for one in ledger.of_type("key.open") if one.entry.subj == laptop.second]
    assert len(set(keys)) == 2


def test_headquarters_safe_opens_a_laptop_nobody_can_unlock(
    qtbot: QtBot, window: Window, laptop: Laptop, tmp_path: Path
) -> None:
    clock = PracticeClock(seats.WALL)
    who = home.NewOfficer(name="Reviewer Practice")
    made = home.create(path=tmp_path / "hq", role="hq", practice=True, name="HQ", officer=who, clock=clock)
    hq = home.unlock(path=made.path, person=made.person, passphrase=PHRASE, clock=clock)
    desk = home.unlock(path=laptop.path, person=laptop.first, passphrase=PHRASE, clock=clock)
    asked = enrol.request(desk=desk, to=tmp_path)
    roles: dict[str, frozenset[Role]] = {laptop.first: frozenset({"officer"})}
    granted = enrol.grant(desk=hq, request=asked.file, code=asked.code, roles=roles, to=tmp_path)
    enrol.accept(desk=desk, grant=granted.file, code=granted.code)
    home.lock(desk=desk)
    home.lock(desk=hq)
    safe = next((tmp_path / "hq").rglob("safe.key"))
    card = window.homes.card
    assert card is not None
    officer = next(one for one in card.officers if one.person == laptop.first)
    old = (laptop.path / "vault" / f"{laptop.first}.key").read_bytes()
    officers.ask_recover(window, officer, safe)
    ask = dialog(qtbot, window, "recover_safe")
    fits(ask)
    type_in(ask, "safe", "not the passphrase of any safe")
    qtbot.waitUntil(lambda: any("not right" in text for text in fit.words(ask)), timeout=LONG)
    assert (laptop.path / "vault" / f"{laptop.first}.key").read_bytes() == old
    type_in(ask, "safe", made.safe_passphrase)
    once = dialog(qtbot, window, "passphrase_once")
    type_in(once, "typed_once", PHRASE)
    assert (laptop.path / "vault" / f"{laptop.first}.key").read_bytes() != old
    seats.unlock(qtbot, window, laptop.first)


def test_removing_an_officer_closes_the_home_and_the_other_opens_it_again(
    qtbot: QtBot, window: Window, laptop: Laptop
) -> None:
    seats.unlock(qtbot, window, laptop.first)
    window.officer_errands.show()
    qtbot.waitUntil(lambda: window.officer_errands.page.part(f"remove_{laptop.second}") is not None, timeout=LONG)
    press(window.officer_errands.page, f"remove_{laptop.second}")
    press(dialog(qtbot, window, "question"), "agree")
    qtbot.waitUntil(lambda: "was removed" in window.banner.text, timeout=LONG)
    assert window.desk is None
    qtbot.waitUntil(lambda: window.unlock_page.part(f"officer_{laptop.second}") is None, timeout=LONG)
    seats.unlock(qtbot, window, laptop.first)


def test_a_secret_that_was_typed_does_not_stay_in_a_field(qtbot: QtBot, window: Window, laptop: Laptop) -> None:
    seats.unlock(qtbot, window, laptop.first)
    window.officer_errands.show()
    qtbot.waitUntil(lambda: window.officer_errands.page.part("new_passphrase") is not None, timeout=LONG)
    press(window.officer_errands.page, "new_passphrase")
    ask = dialog(qtbot, window, "renew")
    type_in(ask, "old", PHRASE)
    once = dialog(qtbot, window, "passphrase_once")
    words = [once.findChild(QLineEdit, "typed_once")]
    new = " ".join(w for n in range(1, 7) if (w := _word(once, n)))
    assert len(new.split()) == 6
    type_in(once, "typed_once", new)
    assert all(line is None or line.text() == "" for line in words)
    window.homes.lock()
    seats.settled(qtbot, window)
    type_in(window.unlock_page, "passphrase", new)
    qtbot.waitUntil(lambda: window.desk is not None, timeout=LONG)
    held = " ".join(line.text() for line in window.findChildren(QLineEdit))
    assert new not in held


def _word(root: QWidget, n: int) -> str:
    label = root.findChild(QLabel, f"word_{n}")
    return label.text() if label is not None else ""
