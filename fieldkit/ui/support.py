"""The file for support: crash reports, versions and sizes in one zip. No word of any case, no name, no folder.

What goes in is put together here from a fixed list, never copied from a home: names of files there may say whose they
are.
"""

from __future__ import annotations

import platform
import zipfile
from collections import Counter
from datetime import datetime
from importlib import metadata
from pathlib import Path
from typing import Final

from fieldkit import __version__
from fieldkit.errors import N_, KnownError

_PACKAGES: Final = ("PySide6-Essentials", "cryptography", "msgspec", "pikepdf", "pyrage", "sqlalchemy", "sqlcipher3")
_NEWEST: Final = 10
_STAMP: Final = (1980, 1, 1, 0, 0, 0)
"""Zip has no "none" for a member's time; the report holds the time that matters."""


class NotWritten(KnownError):
    """The disk did not take the file for support."""

    code = "support-not-written"
    message = N_("The file for support could not be written: {reason}.")
    hint = N_("What was saved is safe. Choose another folder.")


def write(path: Path, *, reports: Path, home: Path | None, at: datetime) -> None:
    """Write the zip to *path*: the newest crash reports of the folder *reports*, versions, and sizes of *home*.

    Raises OSError.
    """
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as pack:
        _put(pack, "versions.txt", versions(at))
        if home is not None:
            _put(pack, "sizes.txt", sizes(home))
        found = sorted(reports.glob("crash-*.txt")) if reports.is_dir() else []
        for report in found[-_NEWEST:]:
            _put(pack, report.name, report.read_text(encoding="utf-8"))


def versions(at: datetime) -> str:
    """Return the versions of the program and what it stands on, one a line, and the time (UTC)."""
    lines = [
        f"written {at:%Y-%m-%dT%H:%M:%SZ}",
        f"fieldkit {__version__}",
        f"Python {platform.python_version()}",
        f"{platform.system()} {platform.release()} {platform.machine()}",
    ]
    for name in _PACKAGES:
        try:
            lines.append(f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            lines.append(f"{name} not found")
    return "\n".join(lines) + "\n"


def sizes(home: Path) -> str:
    """Return how many files and bytes lie in *home* by kind: an ending of ours, or "other"."""
    files, octets = Counter[str](), Counter[str]()
    for path in home.rglob("*"):
        if path.is_file():
            kind = path.suffix if path.suffix in _ENDINGS else "other"
            files[kind] += 1
            octets[kind] += path.stat().st_size
    return "".join(f"{kind} {files[kind]} files {octets[kind]} bytes\n" for kind in sorted(files))


_ENDINGS: Final = frozenset({".age", ".db", ".fkb", ".json", ".lock", ".part"})


def _put(pack: zipfile.ZipFile, name: str, text: str) -> None:
    pack.writestr(zipfile.ZipInfo(name, _STAMP), text)
