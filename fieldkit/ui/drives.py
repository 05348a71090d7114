"""Sticks, cards and disks of this computer: what a bundle can be written to and photos can come from."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PySide6.QtCore import QStorageInfo

_DRIVE_REMOVABLE: Final = 2
"""What Windows' GetDriveType says of sticks and cards."""
_MOUNTED: Final = ("/media/", "/run/media/", "/mnt/", "/Volumes/")
"""Where systems with a desktop put what was plugged in."""
_NOT_DISKS: Final = frozenset({"tmpfs", "devtmpfs", "overlay", "squashfs", "proc", "sysfs", "efivarfs", "fuse.portal"})
_PATIENCE_S: Final = 60


@dataclass(frozen=True, slots=True)
class Drive:
    """A place that files can be written to. removable: a stick or card; free, size: bytes; device: "/dev/sdb1"."""

    root: Path
    name: str
    free: int
    size: int
    removable: bool
    kind: str = ""
    device: str = ""


def drives() -> tuple[Drive, ...]:
    """Return the drives that can be written to, removable ones first. Ask off the GUI: it may take a moment."""
    found = []
    for volume in QStorageInfo.mountedVolumes():
        kind = bytes(volume.fileSystemType().data()).decode(errors="replace")
        if not volume.isValid() or not volume.isReady() or volume.isReadOnly() or kind in _NOT_DISKS:
            continue
        root = Path(volume.rootPath())
        device = bytes(volume.device().data()).decode(errors="replace")
        removable = _removable(root, device)
        if removable or _for_people(root):
            name = volume.displayName() or root.name
            free, size = volume.bytesAvailable(), volume.bytesTotal()
            found.append(
                Drive(root, name if name != str(root) else root.name or str(root), free, size, removable, kind, device)
            )
    return tuple(sorted(found, key=lambda drive: (not drive.removable, drive.name.casefold(), str(drive.root))))


def can_eject(drive: Drive) -> bool:
    """Tell whether this computer can be told to let go of *drive*; otherwise a person does it."""
    return drive.removable and drive.device.startswith("/dev/") and shutil.which("udisksctl") is not None


def eject(drive: Drive) -> bool:
    """Write out what waits and let go of *drive*; tell whether it worked. Waits for the drive: ask off the GUI."""
    command = ["udisksctl", "unmount", "--no-user-interaction", "-b", drive.device]
    try:
        ran = subprocess.run(command, check=False, capture_output=True, timeout=_PATIENCE_S)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return ran.returncode == 0


def _for_people(root: Path) -> bool:
    return sys.platform == "win32" or str(root).startswith(_MOUNTED)


def _removable(root: Path, device: str) -> bool:
    if sys.platform == "win32":
        import ctypes  # only Windows has this call

        return int(ctypes.windll.kernel32.GetDriveTypeW(str(root))) == _DRIVE_REMOVABLE
    block = Path(device).name.rstrip("0123456789")
    block = block.removesuffix("p") if block.startswith(("mmcblk", "nvme")) else block
    try:
        says = Path(f"/sys/block/{block}/removable").read_text(encoding="ascii").strip()
    except OSError:
        says = ""
    return says == "1" or str(root).startswith(_MOUNTED)
