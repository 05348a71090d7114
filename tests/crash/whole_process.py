"""A power cut under the real program: SQLCipher, originals, guard and all, seen through strace.

Every call by which the worker changed a file is taken from the trace and played into a model of a disk. The model is
harsh: of a file's bytes only what an fsync of that file covered is sure, of a folder's names only what an fsync of the
folder (or of the file that got the name) covered; all else may be there or not, sector by sector, name by name in
order.
"""

from __future__ import annotations

import os
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

SECTOR = 512
ROOT = Path(__file__).parents[2]
CALLS = "openat,close,lseek,write,pwrite64,ftruncate,fsync,fdatasync,rename,unlink,mkdir"
_LINE = re.compile(r"^\d+ +(\w+)\((.*)\) += (-?\d+)")
_STRING = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')


class Call(NamedTuple):
    """One call: its name, its strings, its other arguments, and what it returned."""

    name: str
    strings: list[bytes]
    numbers: list[str]
    result: int


class Trace(NamedTuple):
    """What happened: the files at the start, the descriptors open then, and every call since."""

    begin: Path
    folder: Path
    descriptors: dict[int, str]
    calls: list[Call]


def record(folder: Path, keys_file: Path, *, seed: int, acts: int) -> Trace:
    """Let a worker act in *folder* (which holds home and guard) and return what it did to the files."""
    worker = subprocess.Popen(
        [sys.executable, "-m", "tests.crash.laptop", str(keys_file), str(seed), str(acts)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert worker.stdout
    assert worker.stdout.readline() == "ready\n"
    trace = watch(folder, worker.pid, lambda: worker.communicate("go\n", timeout=300))
    assert worker.returncode == 0
    return trace


def watch(folder: Path, worker: int, go: Callable[[], object]) -> Trace:
    """Watch the process *worker*, which waits, do what *go* tells it to; *go* returns when it has ended."""
    begin = folder.with_name(folder.name + "-begin")
    shutil.copytree(folder, begin)
    open_files = {int(link.name): str(link.readlink()) for link in Path(f"/proc/{worker}/fd").iterdir()}
    out = folder.with_name("trace")
    strace = subprocess.Popen(
        ["strace", "-f", "-xx", "-s", "30000000", "-o", str(out), "-e", f"trace={CALLS}", "-p", str(worker)],
        stderr=subprocess.PIPE,
        text=True,
    )
    assert strace.stderr
    assert "attached" in strace.stderr.readline()
    go()
    strace.communicate(timeout=60)
    return Trace(begin, folder, open_files, _calls(out))


def _calls(trace: Path) -> list[Call]:
    found = []
    with trace.open() as lines:
        for line in lines:
            if match := _LINE.match(line):
                strings = [bytes.fromhex(text.replace("\\x", "")) for text in _STRING.findall(match[2])]
                numbers = [part.strip() for part in _STRING.sub("", match[2]).split(",")]
                found.append(Call(match[1], strings, numbers, int(match[3])))
    return found


class _File:
    """A file: its bytes for sure, and what came since."""

    def __init__(self, content: bytes = b"") -> None:
        self.sure = bytearray(content)
        self.since: list[tuple[int, bytes | None]] = []

    def settle(self) -> None:
        """Make everything sure."""
        for at, data in self.since:
            _apply(self.sure, at, data)
        self.since.clear()

    def survivor(self, chance: random.Random) -> bytes:
        """Return the bytes after a cut."""
        content = bytearray(self.sure)
        for at, data in self.since:
            if data is None:
                if chance.random() < 0.5:
                    _apply(content, at, None)
                continue
            for start in range(0, len(data), SECTOR):
                if chance.random() < 0.5:
                    _apply(content, at + start, data[start : start + SECTOR])
        return bytes(content)


def _apply(content: bytearray, at: int, data: bytes | None) -> None:
    if data is None:
        content.extend(bytes(max(0, at - len(content))))
        del content[at:]
    else:
        content.extend(bytes(max(0, at + len(data) - len(content))))
        content[at : at + len(data)] = data


class _Change(NamedTuple):
    """A name that came to mean *file*, or nothing."""

    path: str
    file: _File | None

    @property
    def folder(self) -> str:
        """Return the folder the name is in."""
        return str(Path(self.path).parent)


def _rename(names: dict[str, _File], change: _Change) -> None:
    if change.file is None:
        names.pop(change.path, None)
    else:
        names[change.path] = change.file


class Disk:
    """The model: names and files as programs see them, and as they may be after a cut."""

    def __init__(self, trace: Trace, *, careless: str = "$.") -> None:
        """Start as *trace* started. *careless*: syncs of paths that match do nothing, for a control that must fail."""
        self.folder = str(trace.folder)
        self.careless = re.compile(careless)
        self.names: dict[str, _File] = {}
        for kept in trace.begin.rglob("*"):
            if kept.is_file():
                self.names[str(trace.folder / kept.relative_to(trace.begin))] = _File(kept.read_bytes())
        self.sure = dict(self.names)
        self.since: list[_Change] = []
        self.open: dict[int, tuple[_File | None, str]] = {}
        for number, path in trace.descriptors.items():
            self.open[number] = self.names.get(path), path
        self.offsets: dict[int, int] = {}
        self.promises: list[list[str]] = []

    def play(self, call: Call) -> None:
        """Do to the model what *call* did to the disk."""
        if call.result < 0:
            return
        getattr(self, f"_{call.name}", self._nothing)(call)

    def _nothing(self, call: Call) -> None:
        """Leave everything as it is."""

    def _openat(self, call: Call) -> None:
        path = os.fsdecode(call.strings[0])
        flags = call.numbers[2] if len(call.numbers) > 2 else ""
        if path.startswith(self.folder) and path not in self.names and "O_CREAT" in flags:
            self._name(path, _File())
        file = self.names.get(path)
        if file is not None and "O_TRUNC" in flags:
            file.since.append((0, None))
        self.open[call.result] = file, path
        self.offsets[call.result] = 0

    def _close(self, call: Call) -> None:
        self.open.pop(int(call.numbers[0]), None)

    def _lseek(self, call: Call) -> None:
        self.offsets[int(call.numbers[0])] = call.result

    def _write(self, call: Call) -> None:
        number = int(call.numbers[0])
        if number == 1:
            self.promises += [line.split() for line in call.strings[0].decode().splitlines()]
            return
        at = self.offsets.get(number, 0)
        self.offsets[number] = at + call.result
        self._put(number, at, call)

    def _pwrite64(self, call: Call) -> None:
        self._put(int(call.numbers[0]), int(call.numbers[3]), call)

    def _put(self, number: int, at: int, call: Call) -> None:
        file = self.open.get(number, (None, ""))[0]
        if file is not None:
            file.since.append((at, call.strings[0][: call.result]))

    def _ftruncate(self, call: Call) -> None:
        file = self.open.get(int(call.numbers[0]), (None, ""))[0]
        if file is not None:
            file.since.append((int(call.numbers[1]), None))

    def _fsync(self, call: Call) -> None:
        file, path = self.open.get(int(call.numbers[0]), (None, ""))
        if self.careless.search(path):
            return
        if file is not None:
            file.settle()
            self._settle_names([change for change in self.since if change.file is file])
        else:
            self._settle_names([change for change in self.since if change.folder == path])

    _fdatasync = _fsync

    def _rename(self, call: Call) -> None:
        source, target = (os.fsdecode(text) for text in call.strings)
        if source in self.names:
            file = self.names[source]
            self._name(target, file)
            self._name(source, None)

    def _unlink(self, call: Call) -> None:
        self._name(os.fsdecode(call.strings[0]), None)

    def _name(self, path: str, file: _File | None) -> None:
        self.since.append(_Change(path, file))
        _rename(self.names, self.since[-1])

    def _settle_names(self, changes: list[_Change]) -> None:
        for change in changes:
            _rename(self.sure, change)
        self.since = [change for change in self.since if change not in changes]

    def cut(self, into: Path, chance: random.Random) -> None:
        """Write into *into* what may be left of the folder."""
        names = dict(self.sure)
        stops: dict[str, bool] = {}
        for change in self.since:
            stops[change.folder] = stops.get(change.folder, False) or chance.random() < 0.5
            if not stops[change.folder]:
                _rename(names, change)
        for path, file in names.items():
            if path.startswith(self.folder) and not path.endswith("-shm"):
                target = into / Path(path).relative_to(self.folder)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(file.survivor(chance))
