"""The report of our own mistake: what kind, where in the program, on which system. No word of any case.

An exception's message may quote a record, and so may local variables: neither is written. File names are cut to the
part below the package, so that a report names no person's folder.
"""

from __future__ import annotations

import platform
import traceback
from datetime import datetime
from pathlib import Path

from fieldkit import __version__


def summary(error: BaseException) -> str:
    """Return type and place of *error* in one line."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f" ({_inside(frames[-1].filename)}:{frames[-1].lineno})" if frames else ""
    return f"{type(error).__name__}{where}"


def report(error: BaseException, at: datetime) -> str:
    """Return the whole report of *error*, which happened *at* (UTC)."""
    from PySide6 import __version__ as qt_binding

    lines = [
        "Fieldkit crash report",
        f"fieldkit {__version__}, Python {platform.python_version()}, PySide6 {qt_binding}",
        f"{platform.system()} {platform.release()} {platform.machine()}",
        f"{at:%Y-%m-%dT%H:%M:%SZ}",
        "",
    ]
    seen: BaseException | None = error
    depth = 0
    while seen is not None and depth < _DEEPEST:
        lines.append(type(seen).__qualname__)
        frames = traceback.extract_tb(seen.__traceback__)
        lines += [f"  {_inside(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames]
        seen, depth = seen.__cause__ or seen.__context__, depth + 1
    return "\n".join(lines) + "\n"


def write(error: BaseException, folder: Path, at: datetime) -> Path | None:
    """Write the report into *folder* and return its path, or None where the disk does not take it."""
    path = folder / f"crash-{at:%Y%m%dT%H%M%S%f}.txt"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path.write_text(report(error, at), encoding="utf-8")
    except OSError:
        return None
    return path


_DEEPEST = 5


def _inside(filename: str) -> str:
    """Return the part of a path from its package on."""
    parts = Path(filename).parts
    for root in ("fieldkit", "site-packages", "tests"):
        if root in parts:
            at = len(parts) - 1 - parts[::-1].index(root)
            return "/".join(parts[at:])
    return parts[-1] if parts else ""
