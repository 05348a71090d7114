"""A simulated power cut: what a disk may hold when it lost power in the middle of a recorded piece of work.

The work is done for real, by the real store, and every statement that its writing connection ran is recorded. The
script is then run again through a SQLite whose file layer writes down each write, truncation and sync. A cut at any
point keeps everything up to a file's last sync; of what came later each 512-byte sector may be there or not.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import apsw

from fieldkit.storage.store import Store
from tests.crash.laptop import Worker

SECTOR = 512
_Name: TypeAlias = str | apsw.URIFilename | None
_SHADOW = re.compile(r"search_index_(data|idx|docsize|content|config)")


class Op(NamedTuple):
    """One thing that happened: write, truncate, sync or delete of a file; or a promise to the person."""

    kind: str
    file: str = ""
    at: int = 0
    data: bytes = b""
    promise: str = ""


class Script:
    """Statements and promises, in order."""

    def __init__(self, schema: list[str]) -> None:
        self.schema = schema
        self.steps: list[tuple[str, str]] = []

    def ran(self, statement: str) -> None:
        """Take a statement; those that SQLite's own parts run inside another are left out."""
        if not statement.startswith("--") and not _SHADOW.search(statement):
            self.steps.append(("run", statement))


class Recorded(Worker):
    """A worker whose statements and promises are written down."""

    def __init__(self, keys: dict[str, str], *, seed: int) -> None:
        super().__init__(keys, -1, seed=seed)
        self.script = Script(_schema(self.store))
        with self.store.writing() as tx:
            driver: Any = tx.connection.driver_connection
        driver.set_trace_callback(self.script.ran)

    def promise(self, line: str) -> None:
        self.script.steps.append(("promise", line))


def _schema(store: Store) -> list[str]:
    with store.writing() as tx:
        rows = tx.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid").all()
    return [sql for name, sql in rows if not _SHADOW.search(name)]


class _Disk(apsw.VFS):
    """SQLite's own file layer, writing down what passes."""

    def __init__(self, log: list[Op]) -> None:
        self.name = f"written-down-{id(self)}"
        self.log = log
        super().__init__(self.name, "")

    def xOpen(self, name: _Name, flags: list[int]) -> _File:  # noqa: N802  (the library's name)
        return _File(self.log, name, flags)

    def xDelete(self, filename: str, syncdir: bool) -> None:  # noqa: FBT001, N802  (as above)
        self.log.append(Op("delete", Path(filename).name))
        super().xDelete(filename, syncdir)


class _File(apsw.VFSFile):
    def __init__(self, log: list[Op], name: _Name, flags: list[int]) -> None:
        plain = name.filename() if isinstance(name, apsw.URIFilename) else (name or "temporary")
        self.log, self.file = log, Path(plain).name
        super().__init__("", name, flags)

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802
        self.log.append(Op("write", self.file, offset, bytes(data)))
        super().xWrite(data, offset)

    def xTruncate(self, newsize: int) -> None:  # noqa: N802
        self.log.append(Op("truncate", self.file, newsize))
        super().xTruncate(newsize)

    def xSync(self, flags: int) -> None:  # noqa: N802
        self.log.append(Op("sync", self.file))
        super().xSync(flags)


def replay(script: Script, folder: Path, *, pragmas: tuple[str, ...], control: bool) -> list[Op]:
    """Run *script* on a new database in *folder*; return what its files saw. *control*: with synchronous=NORMAL."""
    log: list[Op] = []
    disk = _Disk(log)
    connection = apsw.Connection(str(folder / "fieldkit.db"), vfs=disk.name)
    for pragma in (*pragmas, "mmap_size=0", "wal_autocheckpoint=60"):
        connection.execute(_weaker(f"PRAGMA {pragma}", control=control)).fetchall()
    for statement in script.schema:
        connection.execute(statement)
    log.append(Op("promise"))
    for kind, text in script.steps:
        if kind == "run":
            connection.execute(_weaker(text, control=control)).fetchall()
        else:
            log.append(Op("promise", promise=text))
    done = list(log)
    connection.close()
    return done


def _weaker(statement: str, *, control: bool) -> str:
    return statement.replace("synchronous=FULL", "synchronous=NORMAL") if control else statement


def cut(log: list[Op], at: int, folder: Path, chance: random.Random) -> list[str]:
    """Write into *folder* what the disk may hold after the cut; return the promises made before it."""
    files: dict[str, list[Op]] = {}
    for op in log[:at]:
        if op.kind == "delete":
            files.pop(op.file, None)
        elif op.kind != "promise":
            files.setdefault(op.file, []).append(op)
    for name, ops in files.items():
        if not name.endswith("-shm"):
            (folder / name).write_bytes(_survivor(ops, chance))
    return [op.promise for op in log[:at] if op.promise]


def _survivor(ops: list[Op], chance: random.Random) -> bytes:
    synced = max((index for index, op in enumerate(ops) if op.kind == "sync"), default=-1)
    content = bytearray()
    for index, op in enumerate(ops):
        safe = index <= synced
        if op.kind == "truncate" and (safe or chance.random() < 0.5):
            del content[op.at :]
        elif op.kind == "write":
            for offset, sector in _sectors(op):
                if safe or chance.random() < 0.5:
                    content.extend(bytes(max(0, offset + len(sector) - len(content))))
                    content[offset : offset + len(sector)] = sector
    return bytes(content)


def _sectors(op: Op) -> Iterator[tuple[int, bytes]]:
    for start in range(0, len(op.data), SECTOR):
        yield op.at + start, op.data[start : start + SECTOR]


def verdict(folder: Path, promises: list[str]) -> str:
    """Open what is left in *folder* and say "whole", "lost" (a promise is broken) or "damaged"."""
    try:
        connection = apsw.Connection(str(folder / "fieldkit.db"))
        try:
            if connection.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
                return "damaged"
            return "whole" if _kept(connection, promises) else "lost"
        finally:
            connection.close()
    except apsw.Error:
        return "damaged"


def _kept(connection: apsw.Connection, promises: list[str]) -> bool:
    here = {row[0] for row in connection.execute("SELECT hash FROM entry")}
    words = [promise.split() for promise in promises]
    drafts = [word[1] for word in words if word[0] == "draft"]
    kept = connection.execute("SELECT CAST(body AS TEXT) FROM draft").fetchall()
    gaps = connection.execute("SELECT count(*) <> coalesce(max(seq), -1) + 1 FROM entry").fetchall()[0][0]
    loose_ends = connection.execute(
        "SELECT count(*) FROM entry e LEFT JOIN entry_scope s ON s.n = e.n "
        "WHERE e.type = 'narrative.set' AND s.n IS NULL"
    ).fetchall()[0][0]
    return (
        all(word[-1] in here for word in words if word[0] in {"entry", "original"})
        and (not drafts or bool(kept))
        and not gaps
        and loose_ends == 0
    )
