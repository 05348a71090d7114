"""Killed in the middle of whatever people do, the program starts again clean and has kept what it promised.

Saving, attaching, writing a bundle, taking one in, making a report: through the actions, on real homes, in processes
that die by SIGKILL.
"""

from __future__ import annotations

import hashlib
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from fieldkit.actions import exchange, upkeep
from fieldkit.actions.desk import Desk
from fieldkit.storage.durable import PART
from tests.crash.crew import LAPTOP, Crew
from tests.journeys.nation import HQ, prepare

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="kills forked workers; Windows has no fork")

ACTS = ("save", "attach", "export", "import", "report")


class Killer:
    """Starts workers and kills each somewhere in its act; knows what they promised."""

    def __init__(self, folder: Path, seizure: str, seed: int) -> None:
        self.chance = random.Random(seed)
        self.crew = Crew(folder, seizure, seed)
        self.promised: list[list[str]] = []
        self.heard: list[str] = []
        self.lasts = dict.fromkeys(ACTS, 0.02)
        self.within: Counter[str] = Counter()
        self.nursery = subprocess.Popen(
            [sys.executable, "-m", "tests.crash.crew", str(folder), seizure],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[2],
        )

    def kill_one(self, act: str) -> None:
        """Let a worker begin *act*, perhaps again and again, and kill it at some moment."""
        self.say(f"{act} {self.chance.randrange(10**6)} on")
        worker = int(self.line().split()[1])
        busy = False
        for _ in range(1 if act in {"export", "import"} else self.chance.randint(1, 3)):
            busy = self.hear(self.line())
        time.sleep(self.chance.uniform(0, self.lasts[act]))  # not waiting for anything: it picks the moment of death
        os.kill(worker, signal.SIGKILL)
        while not (line := self.line()).startswith("gone"):
            busy = self.hear(line)
        self.within[act] += busy

    def begin_once(self, act: str) -> int:
        """Let a worker do all that comes before *act*, and return its process; it waits for `go`."""
        self.say(f"{act} {self.chance.randrange(10**6)} once")
        worker = int(self.line().split()[1])
        assert (said := self.line()) == "ready", said
        if act == "import":
            with self.crew.desk(LAPTOP) as laptop:
                list(self.crew.attach(laptop))
                exchange.export(desk=laptop, to=self.crew.stick)
        return worker

    def go(self) -> str:
        """Let the waiting worker act once; return the last that was heard of it."""
        self.say("go")
        self.heard = [self.line()]
        while not self.heard[-1].startswith("gone"):
            self.hear(self.heard[-1])
            self.heard.append(self.line())
        return self.heard[-1]

    def say(self, line: str) -> None:
        stdin = self.nursery.stdin
        assert stdin
        stdin.write(f"{line}\n")
        stdin.flush()

    def hear(self, line: str) -> bool:
        """Note what a worker said; tell whether it is in the middle of its act."""
        words = line.split()
        if words[0] == "done" and words[1] != "refused":
            self.promised.append(words[1:])
        return words[0] == "start"

    def line(self) -> str:
        stdout = self.nursery.stdout
        assert stdout
        return stdout.readline().strip()

    def finish(self, act: str) -> None:
        """Do *act* to its end here, in a program that was started anew."""
        name, do = self.crew.acts[act]
        with self.crew.desk(name) as desk:
            assert left_over(desk) == []
            found = upkeep.check(desk=desk, deep=True)
            assert found.ok, found.problems
            self.keeps_promises(desk)
            begun = time.monotonic()
            promises = list(do(desk))
            assert promises
            self.promised += [promise.split() for promise in promises]
            self.lasts[act] = time.monotonic() - begun

    def keeps_promises(self, desk: Desk) -> None:
        """Compare the home with everything that was promised of it."""
        view = desk.seizure(self.crew.seizure)
        store = desk.store
        originals = {blob.sha256: blob for blob in store.originals.named() if store.originals.has(blob)}
        numbers = {str(one.entry.body["number"]) for one in store.ledger.of_type("receipt")}
        at_laptop = desk.role == "field"
        for what, name, *more in self.promised:
            if what == "file":
                assert hashlib.sha256(Path(name).read_bytes()).hexdigest() == more[0]
            elif what == "receipt":
                assert at_laptop or name in numbers
            elif at_laptop and what == "entry":
                assert store.ledger.by_hash(name) is not None
            elif at_laptop and what == "original":
                assert len(store.originals.open(originals[name])) == originals[name].size
            elif at_laptop and what == "report":
                (blob,) = (one.blob for one in view.reports if one.entry == name)
                assert store.originals.open(blob).startswith(b"%PDF-")

    def go_round(self) -> None:
        """Bring everything to headquarters and the receipts home, and begin with an empty stick."""
        with self.crew.desk(LAPTOP) as laptop, self.crew.desk(HQ) as hq:
            exchange.export(desk=laptop, to=self.crew.stick)
            assert not list(self.crew.stick.glob(f"*{PART}"))
            files = [found.path for found in exchange.bundles_in(paths=[self.crew.stick])]
            told = exchange.import_bundles(desk=hq, files=files).imported
            assert {one.outcome for one in told} <= {"stored", "already"}, told
            back = exchange.export(desk=hq, to=self.crew.stick, device=laptop.store.home.device)
            exchange.import_bundles(desk=laptop, files=back.files)
            view = laptop.seizure(self.crew.seizure)
            assert not view.ticks.missing_originals
            self.promised = [words for words in self.promised if words[0] != "file"]
            for file in self.crew.stick.iterdir():
                file.unlink()

    def stop(self) -> None:
        self.nursery.kill()
        self.nursery.communicate()


def left_over(desk: Desk) -> list[Path]:
    """Return what an unfinished act left in the home, once the program has started again."""
    home = desk.store.home
    return [*home.path.rglob(f"*{PART}"), *home.staging.iterdir()]


@pytest.fixture
def killer(tmp_path: Path) -> Iterator[Killer]:
    made = prepare(tmp_path)
    (tmp_path / "stick").mkdir()
    killing = Killer(tmp_path, made.seizures[0], seed=len(ACTS))
    yield killing
    killing.stop()


def kill_in_every_act(killer: Killer, rounds: int) -> None:
    for _ in range(rounds):
        for act in ACTS:
            killer.kill_one(act)
            killer.finish(act)
        killer.go_round()


def test_nothing_is_lost_when_the_program_is_killed_in_whatever_it_does(killer: Killer) -> None:
    kill_in_every_act(killer, rounds=1)


@pytest.mark.heavy
def test_nothing_is_lost_in_two_hundred_kills_in_whatever_it_does(killer: Killer) -> None:
    kill_in_every_act(killer, rounds=40)
    assert all(killer.within[act] >= 10 for act in ACTS), killer.within
