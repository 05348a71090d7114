"""A stick that is pulled out while a bundle is written to it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from fieldkit.actions import exchange, home
from fieldkit.actions.clock import SystemClock
from fieldkit.actions.desk import Desk
from fieldkit.storage.check import check
from fieldkit.sync.carry import StickFailed
from tests.ui.practice import PASSPHRASE, make


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setenv("FIELDKIT_GUARD", str(tmp_path / "guard"))
    world = make(tmp_path)
    return home.unlock(path=world.field, person=world.officer, passphrase=PASSPHRASE, clock=SystemClock())


def test_a_stick_pulled_out_leaves_nothing_that_looks_whole_and_the_next_one_gets_everything(
    desk: Desk, tmp_path: Path
) -> None:
    stick, other = tmp_path / "stick", tmp_path / "other"
    stick.mkdir()
    other.mkdir()
    before = exchange.plan(desk=desk)
    pulled: list[int] = []

    def pull(done: int, _total: int, _doing: str) -> None:
        if done and not pulled:
            pulled.append(done)
            shutil.rmtree(stick)

    with pytest.raises(StickFailed) as caught:
        exchange.export(desk=desk, to=stick, progress=pull)
    assert pulled
    assert "safe on this device" in caught.value.hint
    assert not list(tmp_path.rglob("*.fkb"))
    assert exchange.plan(desk=desk).originals == before.originals, "nothing counts as sent"
    made = exchange.export(desk=desk, to=other)
    assert made.originals == before.originals
    assert check(desk.store, deep=True).ok
    home.lock(desk=desk)
