"""Killed in the middle of anything, a home keeps what it promised and starts again clean."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from fieldkit.storage.check import check
from fieldkit.storage.durable import PART
from tests.crash.laptop import keeps_all, make_home, open_home

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="kills forked workers; Windows has no fork")


class Loop:
    """Starts workers on one home and kills each in the middle of something."""

    def __init__(self, folder: Path) -> None:
        self.keys = make_home(folder / "home")
        self.promised: list[list[str]] = []
        (folder / "keys.json").write_text(json.dumps(self.keys))
        self.nursery = subprocess.Popen(
            [sys.executable, "-m", "tests.crash.laptop", str(folder / "keys.json")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[2],
        )

    def kill_one(self, seed: int, chance: random.Random) -> None:
        """Let a worker make a few promises and kill it at some moment of what it does next."""
        stdin = self.nursery.stdin
        assert stdin
        stdin.write(f"{seed}\n")
        stdin.flush()
        worker = int(self.line())
        for _ in range(chance.randrange(1, 5)):
            self.promised.append(self.line().split())
        time.sleep(chance.uniform(0, 0.03))  # not waiting for anything: it picks the moment of death
        os.kill(worker, signal.SIGKILL)
        while (line := self.line()) != "gone":
            self.promised.append(line.split())

    def line(self) -> str:
        stdout = self.nursery.stdout
        assert stdout
        return stdout.readline().strip()

    def stop(self) -> None:
        self.nursery.kill()
        self.nursery.communicate()


@pytest.fixture
def loop(tmp_path: Path) -> Iterator[Loop]:
    made = Loop(tmp_path)
    yield made
    made.stop()


def killing(loop: Loop, kills: int, seed: int) -> int:
    chance = random.Random(seed)
    promises = 0
    for kill in range(kills):
        loop.kill_one(seed * 1000 + kill, chance)
        with open_home(loop.keys) as store:
            assert not list(store.home.path.rglob(f"*{PART}"))
            keeps_all(store, loop.promised)
            promises = len(loop.promised)
            report = check(store)
            assert report.ok, report.problems
            assert len(store.ledger.own_logs()) <= 1  # the guard never led, so no log was given up
    return promises


def test_nothing_promised_is_lost_when_the_program_is_killed(loop: Loop) -> None:
    assert killing(loop, 12, seed=1) >= 12


@pytest.mark.heavy
def test_nothing_promised_is_lost_in_three_hundred_kills(loop: Loop) -> None:
    assert killing(loop, 300, seed=random.randrange(10**6)) >= 300
