"""What is left in the battery, as the system tells it."""

from __future__ import annotations

import ctypes
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot

SUPPLIES: Final = Path("/sys/class/power_supply")
SHOWN_PERCENT: Final = 30
"""Below this the head shows it."""
LOW_PERCENT: Final = 15
"""At this and below previews stop, and moving to another laptop is offered."""
_EVERY_MS: Final = 60_000


@dataclass(frozen=True, slots=True)
class Charge:
    """Percent left, and whether a charger is at work."""

    percent: int
    charging: bool

    @property
    def shown(self) -> bool:
        """Tell whether people should see it."""
        return self.percent < SHOWN_PERCENT and not self.charging

    @property
    def low(self) -> bool:
        """Tell whether it is time to save power and think of another laptop."""
        return self.percent <= LOW_PERCENT and not self.charging


def read(supplies: Path = SUPPLIES) -> Charge | None:
    """Return the charge of this computer's battery; None without one or where the system does not tell."""
    if sys.platform == "win32":
        return _windows()
    try:
        found = [_supply(folder) for folder in sorted(supplies.iterdir())]
    except OSError:
        return None
    batteries = [one for one in found if one is not None]
    if not batteries:
        return None
    percent = sum(one.percent for one in batteries) // len(batteries)
    return Charge(percent, any(one.charging for one in batteries))


def _supply(folder: Path) -> Charge | None:
    """Read one supply; None unless it is a battery of the computer itself (a mouse has `scope` Device)."""
    if _text(folder / "type") != "Battery" or _text(folder / "scope") == "Device":
        return None
    percent = _text(folder / "capacity")
    if not percent.isdigit():
        return None
    return Charge(min(int(percent), 100), _text(folder / "status") in {"Charging", "Full", "Not charging"})


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii", errors="replace").strip()
    except OSError:
        return ""


_UNKNOWN: Final = 255
_NO_BATTERY: Final = 128


class _PowerStatus(ctypes.Structure):
    """SYSTEM_POWER_STATUS."""

    _fields_ = (
        ("ac_line", ctypes.c_ubyte),
        ("flag", ctypes.c_ubyte),
        ("percent", ctypes.c_ubyte),
        ("saver", ctypes.c_ubyte),
        ("left_s", ctypes.c_uint32),
        ("full_s", ctypes.c_uint32),
    )


def _windows() -> Charge | None:
    """Ask GetSystemPowerStatus. Not run yet: docs/windows.md."""
    charge = None
    if sys.platform == "win32":
        status = _PowerStatus()
        told = ctypes.windll.kernel32.GetSystemPowerStatus(ctypes.byref(status))
        if told and status.percent != _UNKNOWN and not status.flag & _NO_BATTERY:
            charge = Charge(min(status.percent, 100), status.ac_line == 1)
    return charge


class Battery(QObject):
    """Looks at the battery once a minute.

    Signals:
        changed: arg: Charge or None.
    """

    changed = Signal(object)

    def __init__(self, parent: QObject | None = None, supplies: Path = SUPPLIES) -> None:
        super().__init__(parent)
        self._supplies = supplies
        self.charge: Charge | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        """Look now and go on looking."""
        self._timer.start()
        self.look()

    @Slot()
    def look(self) -> None:
        """Look once."""
        found = read(self._supplies)
        if found != self.charge:
            self.charge = found
            self.changed.emit(found)
