"""Every call by which people's work reaches the disk may fail: the act is done or refused with a name, never half said.

`strace` lets the n-th call of a kind fail in a process that attaches, exports, imports or signs on real homes. The
ledger and the originals alone meet the same in `test_disk_errors.py`.
"""

from __future__ import annotations

import os
import shutil
import subprocess

import pytest

from fieldkit.actions import exchange
from tests.crash.crew import LAPTOP
from tests.crash.test_kill_everywhere import Killer, killer

__all__ = ["killer"]
pytestmark = [
    pytest.mark.heavy,
    pytest.mark.skipif(not shutil.which("strace"), reason="injects errors with strace, which is not installed"),
]
CALLS = ("fsync,fdatasync", "pwrite64", "write", "openat", "rename,unlink,ftruncate,mkdir")
SAVING = ("fsync,fdatasync", "pwrite64")
"""Calls that every act makes and cannot do without."""
NTH = (1, 2, 3, 5, 8, 13, 21, 34)


def one_act(killing: Killer, act: str, inject: str) -> list[str]:
    """Let a worker do *act* once while the system's calls fail as *inject* says; return what it said."""
    stdin = killing.nursery.stdin
    assert stdin
    stdin.write(f"{act} {killing.chance.randrange(10**6)} once\n")
    stdin.flush()
    worker = killing.line().split()[1]
    assert (said := killing.line()) == "ready", said
    if act == "import":
        with killing.crew.desk(LAPTOP) as laptop:
            list(killing.crew.attach(laptop))
            exchange.export(desk=laptop, to=killing.crew.stick)
    calls = inject.partition(":")[0]
    strace = subprocess.Popen(
        ["strace", "-f", "-o", os.devnull, "-e", f"trace={calls}", "-e", f"inject={inject}", "-p", worker],
        stderr=subprocess.PIPE,
        text=True,
    )
    assert strace.stderr
    assert "attached" in strace.stderr.readline()
    stdin.write("go\n")
    stdin.flush()
    lines = [killing.line()]
    while not lines[-1].startswith("gone"):
        lines.append(killing.line())
    strace.communicate(timeout=60)
    return lines


@pytest.mark.parametrize("act", ["save", "attach", "export", "import", "report"])
@pytest.mark.parametrize("calls", CALLS)
def test_any_call_of_the_system_may_fail_in_whatever_people_do(killer: Killer, act: str, calls: str) -> None:
    refused = False
    for error in ("EIO", "ENOSPC"):
        for nth in NTH:
            lines = one_act(killer, act, f"{calls}:error={error}:when={nth}")
            assert lines[-1] == "gone 0", (error, nth, lines)
            for line in lines[:-1]:
                killer.hear(line)
            refused = refused or any("refused" in line for line in lines) or len(lines) == 1
            killer.finish(act)
        killer.go_round()
    assert refused or calls not in SAVING
