"""Power may go at any write: nothing the person was told is saved is lost, and nothing is damaged."""

from __future__ import annotations

import random
import shutil
from collections import Counter
from pathlib import Path

import pytest

from fieldkit.storage.database import PRAGMAS
from tests.crash.laptop import make_home
from tests.crash.power import Op, Recorded, Script, cut, replay, verdict


@pytest.fixture(scope="module")
def script(tmp_path_factory: pytest.TempPathFactory) -> Script:
    """Let a real store work for a while and return what it ran and promised."""
    worker = Recorded(make_home(tmp_path_factory.mktemp("recorded") / "home"), seed=11)
    worker.work(acts=60)
    worker.store.close()
    promises = [text for kind, text in worker.script.steps if kind == "promise"]
    assert {promise.split()[0] for promise in promises} == {"entry", "original", "draft"}
    return worker.script


def cuts(script: Script, folder: Path, *, count: int, seed: int, control: bool = False) -> Counter[str]:
    (folder / "run").mkdir()
    log = replay(script, folder / "run", pragmas=PRAGMAS, control=control)
    begin = log.index(Op("promise"))
    chance = random.Random(seed)
    found: Counter[str] = Counter()
    for _ in range(count):
        (folder / "cut").mkdir()
        promises = cut(log, chance.randrange(begin, len(log)), folder / "cut", chance)
        found[verdict(folder / "cut", promises)] += 1
        shutil.rmtree(folder / "cut")
    return found


def test_no_cut_loses_what_was_promised(script: Script, tmp_path: Path) -> None:
    assert cuts(script, tmp_path, count=120, seed=1) == {"whole": 120}


def test_the_simulator_sees_losses_where_syncs_are_left_out(script: Script, tmp_path: Path) -> None:
    found = cuts(script, tmp_path, count=60, seed=1, control=True)
    assert found["lost"] > 30


@pytest.mark.heavy
def test_no_cut_of_ten_thousand_loses_what_was_promised(script: Script, tmp_path: Path) -> None:
    assert cuts(script, tmp_path, count=10_000, seed=random.randrange(10**6)) == {"whole": 10_000}
