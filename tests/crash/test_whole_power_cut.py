"""Power goes under the whole program, and what was promised is there when it comes back."""

from __future__ import annotations

import json
import random
import shutil
from pathlib import Path

import pytest

from fieldkit.errors import FieldkitError
from fieldkit.storage.check import check
from tests.crash.laptop import keeps_all, make_home, open_home
from tests.crash.whole_process import Disk, Trace, record

pytestmark = [
    pytest.mark.heavy,
    pytest.mark.skipif(not shutil.which("strace"), reason="watches the program with strace"),
]


@pytest.fixture
def keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Make a home whose guard lies beside it, so that both are seen."""
    monkeypatch.setenv("FIELDKIT_GUARD", str(tmp_path / "disk" / "guard"))
    made = make_home(tmp_path / "disk" / "home")
    (tmp_path / "keys.json").write_text(json.dumps(made))
    return made


@pytest.fixture
def trace(keys: dict[str, str], tmp_path: Path) -> Trace:
    return record(tmp_path / "disk", tmp_path / "keys.json", seed=3, acts=30)


class Cuts:
    """Cuts the power at random calls of one trace."""

    def __init__(self, trace: Trace, keys: dict[str, str], folder: Path) -> None:
        self.trace, self.folder = trace, folder
        self.keys = {**keys, "path": str(folder / "home")}
        self.chance = random.Random(7)

    def broken(self, count: int, *, careless: str = "$.") -> list[int]:
        """Return at which calls a cut broke a promise; *careless*: of which paths the program forgot to sync."""
        places = [self.chance.randrange(len(self.trace.calls)) for _ in range(count)]
        return [at for at in places if not self.survives(at, careless)]

    def survives(self, at: int, careless: str) -> bool:
        disk = Disk(self.trace, careless=careless)
        for call in self.trace.calls[:at]:
            disk.play(call)
        disk.cut(self.folder, self.chance)
        try:
            with open_home(self.keys) as store:
                keeps_all(store, disk.promises)
                return check(store).ok
        except (FieldkitError, AssertionError):
            return False
        finally:
            shutil.rmtree(self.folder)


def test_power_may_go_at_any_call_of_the_program(
    trace: Trace, keys: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FIELDKIT_GUARD", str(tmp_path / "cut" / "guard"))
    cuts = Cuts(trace, keys, tmp_path / "cut")
    assert cuts.broken(150) == []
    assert len(cuts.broken(30, careless=r"-wal$")) > 15
    assert len(cuts.broken(30, careless=r"staging/.*\.part$")) > 10
    assert len(cuts.broken(30, careless=r"originals/[^.]*$")) > 5
