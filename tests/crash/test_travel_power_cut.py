"""Power goes while a bundle is written or taken in: a file with its name is whole, and a receipt tells the truth."""

from __future__ import annotations

import hashlib
import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from fieldkit.actions import upkeep
from fieldkit.errors import FieldkitError
from tests.crash.crew import LAPTOP, Crew
from tests.crash.test_kill_everywhere import Killer
from tests.crash.whole_process import Disk, Trace, watch
from tests.journeys.nation import HQ, prepare

pytestmark = [
    pytest.mark.heavy,
    pytest.mark.skipif(not shutil.which("strace"), reason="watches the program with strace, which is not installed"),
]


@pytest.fixture
def killer(tmp_path: Path) -> Iterator[Killer]:
    """A crew whose homes and stick lie on one disk."""
    disk = tmp_path / "disk"
    disk.mkdir()
    made = prepare(disk)
    (disk / "stick").mkdir()
    killing = Killer(disk, made.seizures[0], seed=1)
    yield killing
    killing.stop()


class Cuts:
    """Cuts the power at random calls of one act, and looks what is left."""

    def __init__(self, trace: Trace, killer: Killer, home: str) -> None:
        self.trace, self.home = trace, home
        self.folder = trace.folder.with_name("cut")
        self.crew = Crew(self.folder, killer.crew.seizure, seed=1)
        self.chance = random.Random(7)

    def broken(self, count: int, *, careless: str = "") -> list[int]:
        """Return at which of *count* calls a cut broke a promise.

        *careless*: the program forgot to sync these paths; then the cuts come after it has promised something.
        """
        spoke = next(at for at, call in enumerate(self.trace.calls) if call.name == "write" and call.numbers[0] == "1")
        first = spoke + 1 if careless else 0
        places = [self.chance.randrange(first, len(self.trace.calls) + 1) for _ in range(count)]
        return [at for at in places if not self.survives(at, careless or "$.")]

    def survives(self, at: int, careless: str) -> bool:
        disk = Disk(self.trace, careless=careless)
        for call in self.trace.calls[:at]:
            disk.play(call)
        disk.cut(self.folder, self.chance)
        try:
            return self.files_are_whole(disk.promises) and self.home_is_whole(disk.promises)
        finally:
            shutil.rmtree(self.folder)

    def files_are_whole(self, promises: list[list[str]]) -> bool:
        for _, what, name, *more in promises:
            file = self.folder / "stick" / Path(name).name
            if what == "file" and not (file.exists() and hashlib.sha256(file.read_bytes()).hexdigest() == more[0]):
                return False
        return True

    def home_is_whole(self, promises: list[list[str]]) -> bool:
        try:
            with self.crew.desk(self.home) as desk:
                numbers = {str(one.entry.body["number"]) for one in desk.store.ledger.of_type("receipt")}
                given = {name for _, what, name, *_ in promises if what == "receipt"}
                return given <= numbers and upkeep.check(desk=desk, deep=True).ok
        except FieldkitError:
            return False


def recorded(killer: Killer, act: str) -> Trace:
    worker = killer.begin_once(act)

    def go() -> None:
        assert killer.go() == "gone 0"

    return watch(killer.crew.folder, worker, go)


def test_power_may_go_while_a_bundle_is_written(killer: Killer) -> None:
    cuts = Cuts(recorded(killer, "export"), killer, LAPTOP)
    assert cuts.broken(60) == []
    assert cuts.broken(10, careless=r"stick/.*\.part$")
    assert cuts.broken(10, careless=r"stick$")


def test_power_may_go_while_a_bundle_is_taken_in(killer: Killer) -> None:
    cuts = Cuts(recorded(killer, "import"), killer, HQ)
    assert cuts.broken(60) == []
    assert cuts.broken(10, careless=r"-wal$")
    assert cuts.broken(10, careless=r"staging/")
    assert cuts.broken(10, careless=r"originals/[^.]*$")
