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

from fieldkit.domain.entry import Blob
from fieldkit.storage.check import check
from fieldkit.storage.durable import PART
from fieldkit.storage.store import Store
from tests.crash.laptop import make_home, open_home

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="kills forked workers; Windows has no fork")


class Loop:
    """Starts workers on one home and kills each after a random while."""

    def __init__(self, folder: Path) -> None:
        self.keys = make_home(folder / "home")
        self.promises = folder / "promises"
        (folder / "keys.json").write_text(json.dumps(self.keys))
        self.nursery = subprocess.Popen(
            [sys.executable, "-m", "tests.crash.laptop", str(folder / "keys.json"), str(self.promises)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[2],
        )

    def kill_one(self, seed: int, seconds: float) -> None:
        stdin, stdout = self.nursery.stdin, self.nursery.stdout
        assert stdin
        assert stdout
        stdin.write(f"{seed}\n")
        stdin.flush()
        worker = int(stdout.readline())
        time.sleep(seconds)
        os.kill(worker, signal.SIGKILL)
        assert stdout.readline() == "gone\n"

    def stop(self) -> None:
        self.nursery.kill()
        self.nursery.communicate()

    def promised(self) -> list[list[str]]:
        if not self.promises.exists():
            return []
        return [line.split() for line in self.promises.read_text().splitlines()]


@pytest.fixture
def loop(tmp_path: Path) -> Iterator[Loop]:
    made = Loop(tmp_path)
    yield made
    made.stop()


def all_kept(loop: Loop, store: Store) -> int:
    """Compare the home with every promise; return how many there were."""
    promised = loop.promised()
    entries = {words[1] for words in promised if words[0] == "entry"}
    assert store.ledger.known(sorted(entries)) == entries
    for _, plain, name in [words for words in promised if words[0] == "original"]:
        entry = store.ledger.by_hash(name)
        assert entry is not None
        (blob,) = entry.entry.blobs
        assert isinstance(blob, Blob)
        assert blob.sha256 == plain
        assert len(store.originals.open(blob)) == blob.size
    drafts = [words[1] for words in promised if words[0] == "draft"]
    kept = store.drafts.get("typing")
    assert not drafts or kept is not None
    return len(promised)


def killing(loop: Loop, kills: int, seed: int) -> int:
    chance = random.Random(seed)
    promises = 0
    for kill in range(kills):
        loop.kill_one(seed * 1000 + kill, chance.uniform(0.02, 0.25))
        with open_home(loop.keys) as store:
            assert not list(store.home.path.rglob(f"*{PART}"))
            promises = all_kept(loop, store)
            report = check(store)
            assert report.ok, report.problems
            assert len(store.ledger.own_logs()) <= 1  # the guard never led, so no log was given up
    return promises


def test_nothing_promised_is_lost_when_the_program_is_killed(loop: Loop) -> None:
    assert killing(loop, 12, seed=1) > 12


@pytest.mark.heavy
def test_nothing_promised_is_lost_in_three_hundred_kills(loop: Loop) -> None:
    assert killing(loop, 300, seed=random.randrange(10**6)) > 300
