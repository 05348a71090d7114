"""An import takes the same memory whatever the size of the bundle."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

LIMIT_KB = 300_000
SCRIPT = """
import resource, sys
from pathlib import Path
from tests.world import Machine, World
folder, entries, megabytes = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
world = World(folder)
laptop = world.laptop()
seizure = laptop.seize("Practice Officer")
body = {"text": "x" * 400, "language": "en"}
for _ in range(entries // 1000):
    laptop.write("Practice Officer", *[Machine.group(seizure, "narrative.set", body) for _ in range(1000)])
laptop.photo("Practice Officer", seizure, bytes(megabytes << 20))
(came,) = world.carry(laptop, world.hq)
assert (came.outcome, came.originals) == ("stored", 1), came
world.close()
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


@pytest.mark.heavy
@pytest.mark.parametrize(("entries", "megabytes"), [(1_000, 1), (60_000, 1), (1_000, 100)])
def test_an_import_stays_small(tmp_path: Path, entries: int, megabytes: int) -> None:
    pytest.importorskip("resource")
    root = Path(__file__).parents[3]
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(tmp_path / "world"), str(entries), str(megabytes)],
        cwd=root,
        env={"PYTHONPATH": str(root), "FIELDKIT_GUARD": str(tmp_path / "guard")},
        check=False,
        capture_output=True,
    )
    assert done.returncode == 0, done.stderr
    # The photo is made in memory here: twice its size is the test's own.
    assert int(done.stdout) - 2 * 1024 * megabytes < LIMIT_KB
