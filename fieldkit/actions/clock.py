"""What time the device says it is. The only clock of the app: everybody else is handed moments."""

from __future__ import annotations

import hashlib
import time
from datetime import datetime
from pathlib import Path
from typing import Protocol

import psutil

from fieldkit.domain.entry import Claimed
from fieldkit.domain.values import Moment

_LINUX_BOOT = Path("/proc/sys/kernel/random/boot_id")
_TICK_MS = 1000


class Clock(Protocol):
    """Tells the device's claim of now."""

    def now(self) -> Claimed:
        """Return wall clock, offset, steady clock and the id of this boot."""
        ...


class SystemClock:
    """The clock of this machine."""

    def __init__(self) -> None:
        """Learn the id of this boot once."""
        self._boot = _boot()

    def now(self) -> Claimed:
        """Return the machine's claim of now."""
        local = datetime.now().astimezone()
        offset = local.utcoffset()
        minutes = 0 if offset is None else int(offset.total_seconds() // 60)
        steady = time.monotonic_ns() // 1000
        return Claimed(wall=int(local.timestamp() * 1000), offset=minutes, mono_us=steady, boot=self._boot)


class PracticeClock:
    """A clock that is set by hand and ticks on at each look: a whole night in a few seconds, always the same one."""

    def __init__(self, wall: int, *, offset: int = 420) -> None:
        """Start at *wall* (ms UTC); each look is a second later."""
        self._wall, self._offset, self._start = wall, offset, wall
        self._boot = hashlib.sha256(f"practice {wall}".encode()).hexdigest()[:32]

    def now(self) -> Claimed:
        """Return the time it shows, and tick."""
        self._wall += _TICK_MS
        steady = (self._wall - self._start) * 1000
        return Claimed(wall=self._wall, offset=self._offset, mono_us=steady, boot=self._boot)

    def set(self, wall: int) -> None:
        """Move on to *wall*; never backwards."""
        self._wall = max(self._wall, wall)


def moment(claimed: Claimed) -> Moment:
    """Return the claimed time as people state it."""
    return Moment(wall=claimed.wall, offset=claimed.offset)


def _boot() -> str:
    """Return 32 hex characters that stay while the steady clock runs on.

    Windows and macOS have no boot id; the minute of the start stands in for it.
    """
    try:
        return _LINUX_BOOT.read_text(encoding="ascii").strip().replace("-", "")[:32].rjust(32, "0")
    except OSError:
        return hashlib.sha256(str(int(psutil.boot_time() // 60)).encode()).hexdigest()[:32]
