"""A disk that is full or fails: every act is either refused with a name or kept, and the words still find room."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from fieldkit.storage.check import check
from fieldkit.storage.durable import PART
from fieldkit.storage.failures import DiskFull
from tests.crash.laptop import Worker, keeps_all, make_home, open_home

pytestmark = pytest.mark.heavy
ROOT = Path(__file__).parents[2]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Mount a disk of 96 MiB, which only root may do."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = sys.platform == "linux" and not os.geteuid()
    if mounted:
        mount = ["mount", "-t", "tmpfs", "-o", "size=96m", "tmpfs", str(folder)]
        mounted = subprocess.run(mount, check=False, capture_output=True).returncode == 0
    if not mounted:
        pytest.skip("mounts a small disk, which needs root on Linux")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def fill(folder: Path) -> Path:
    """Fill the disk with one file, and return it."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while file.write(b"x" * 65_536):
            pass
    return filler


def save_until_refused(worker: Worker) -> int:
    """Return how many acts of saving found room."""
    for saved in range(100_000):
        try:
            worker.save()
        except DiskFull:
            return saved
    pytest.fail("the disk was never full")


class Promises:
    """A worker's promises, kept in a pipe."""

    def __init__(self) -> None:
        self.read_end, self.write_end = os.pipe()

    def all(self) -> list[list[str]]:
        os.write(self.write_end, b"\n")
        return [line.split() for line in os.read(self.read_end, 1 << 20).decode().splitlines() if line]


def test_a_full_disk_refuses_photos_first_and_words_last(small_disk: Path, tmp_path: Path) -> None:
    keys = make_home(small_disk / "home")
    promises = Promises()
    worker = Worker(keys, promises.write_end, seed=5)
    worker.camera = tmp_path
    worker.work(acts=10)
    filler = fill(small_disk)
    reserve = worker.store.home.reserve
    with pytest.raises(DiskFull):
        worker.attach()
    assert save_until_refused(worker) > 100  # the reserve alone holds hundreds of texts
    assert not reserve.exists()
    worker.store.projections.seizures()
    worker.store.close()
    filler.unlink()
    with open_home(keys) as store:
        keeps_all(store, promises.all())
        report = check(store, deep=True)
        assert report.ok, report.problems
        assert reserve.exists()
        assert not list(small_disk.rglob(f"*{PART}"))


def work_under(keys_file: Path, inject: str, seed: int) -> list[list[str]]:
    """Let a worker act while the system's calls fail as *inject* says; return what it said."""
    worker = subprocess.Popen(
        [sys.executable, "-m", "tests.crash.laptop", str(keys_file), str(seed), "30"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert worker.stdout
    assert worker.stdout.readline() == "ready\n"
    calls = inject.partition(":")[0]
    strace = subprocess.Popen(
        ["strace", "-f", "-o", os.devnull, "-e", f"trace={calls}", "-e", f"inject={inject}", "-p", str(worker.pid)],
        stderr=subprocess.PIPE,
        text=True,
    )
    assert strace.stderr
    assert "attached" in strace.stderr.readline()
    said, _ = worker.communicate("go\n", timeout=60)
    strace.communicate(timeout=60)
    assert worker.returncode == 0 or calls in {"write", "openat"}  # these hit the worker's own camera and voice too
    return [line.split() for line in said.splitlines()]


@pytest.mark.skipif(not shutil.which("strace"), reason="injects errors with strace")
@pytest.mark.parametrize("error", ["EIO", "ENOSPC"])
@pytest.mark.parametrize("calls", ["fsync,fdatasync", "pwrite64", "write", "openat", "rename,unlink,ftruncate,mkdir"])
def test_any_call_of_the_system_may_fail_and_nothing_promised_is_lost(tmp_path: Path, calls: str, error: str) -> None:
    keys = make_home(tmp_path / "home")
    (tmp_path / "keys.json").write_text(json.dumps(keys))
    promised: list[list[str]] = []
    for nth in (1, 2, 3, 5, 8, 13, 21, 34):
        said = work_under(tmp_path / "keys.json", f"{calls}:error={error}:when={nth}", seed=nth)
        promised += [words for words in said if words[0] != "refused"]
        with open_home(keys) as store:
            keeps_all(store, promised)
            report = check(store)
            assert report.ok, report.problems
    assert promised
