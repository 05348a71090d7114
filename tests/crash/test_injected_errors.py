"""Every call by which people's work reaches the disk may fail: the act is done or refused with a name, never half said.

`strace` lets the n-th call of a kind fail in a process that attaches, exports, imports or signs on real homes. The
ledger and the originals alone meet the same in `test_disk_errors.py`.
"""

from __future__ import annotations

import os
import shutil
import subprocess

import pytest

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


def one_act(killing: Killer, act: str, inject: str) -> str:
    """Let a worker do *act* once while the system's calls fail as *inject* says; return how it ended."""
    worker = killing.begin_once(act)
    calls = inject.partition(":")[0]
    strace = subprocess.Popen(
        ["strace", "-f", "-o", os.devnull, "-e", f"trace={calls}", "-e", f"inject={inject}", "-p", str(worker)],
        stderr=subprocess.PIPE,
        text=True,
    )
    assert strace.stderr
    assert "attached" in strace.stderr.readline()
    ended = killing.go()
    strace.communicate(timeout=60)
    return ended


@pytest.mark.parametrize("act", ["save", "attach", "export", "import", "report"])
@pytest.mark.parametrize("calls", CALLS)
def test_any_call_of_the_system_may_fail_in_whatever_people_do(killer: Killer, act: str, calls: str) -> None:
    refused = False
    for error in ("EIO", "ENOSPC"):
        for nth in NTH:
            assert one_act(killer, act, f"{calls}:error={error}:when={nth}") == "gone 0", (error, nth, killer.heard)
            refused = refused or any("refused" in line for line in killer.heard) or len(killer.heard) == 1
            killer.finish(act)
        killer.go_round()
    assert refused or calls not in SAVING
