"""The shared libraries that Qt takes from a Linux system: which of them are missing, and the packages that bring them.

Qt itself tells too little: without libGL `import PySide6` ends in an ImportError that names one file, and without an
xcb library the process aborts. Here each is tried with the dynamic linker before Qt is touched, so that `make setup`
and the app name all packages in one line. Nothing in this module imports Qt, and it runs under the system's own Python:
`python3 -m fieldkit.qt_libraries` prints the packages that are missing, those that Qt cannot do without first.

Windows and macOS need none of them.
"""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Mapping

from fieldkit.errors import N_, KnownError

# soname -> package of Debian 12 and Ubuntu 22.04 (newer releases provide the same names). The smallest sets that work,
# found on an empty machine by adding and removing one at a time.
ALWAYS = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
}
X11 = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}


class QtLibrariesMissing(KnownError):
    """The system lacks shared libraries which the window needs."""

    code = "qt-libraries-missing"
    message = N_("The window needs system libraries that are not installed: {libraries}.")
    hint = N_("Install them with: sudo apt install {packages}. Everything but the window works without them.")


class NoDisplay(KnownError):
    """There is no screen to open a window on."""

    code = "no-display"
    message = N_("There is no screen to open the window on.")
    hint = N_("Start Fieldkit in a desktop session. Every command but the window works without a screen.")


def missing(wanted: Mapping[str, str]) -> dict[str, str]:
    """Return those of the *wanted* libraries (soname -> package) that the dynamic linker cannot load."""
    if not sys.platform.startswith("linux"):
        return {}
    return {soname: package for soname, package in wanted.items() if not _loads(soname)}


def require(environ: Mapping[str, str] = os.environ) -> None:
    """Return if a window can be opened here; call it before the first import of Qt.

    Raises:
        QtLibrariesMissing: names the libraries and the packages to install.
        NoDisplay: neither X11 nor Wayland is there, and no other platform was asked for.
    """
    if not sys.platform.startswith("linux"):
        return
    platform = environ.get("QT_QPA_PLATFORM", "").partition(":")[0]
    wayland = bool(environ.get("WAYLAND_DISPLAY"))
    if not platform and not wayland and not environ.get("DISPLAY"):
        raise NoDisplay
    on_x11 = platform == "xcb" or (not platform and not wayland)
    lacking = missing(ALWAYS | X11 if on_x11 else ALWAYS)
    if lacking:
        raise QtLibrariesMissing(libraries=", ".join(lacking), packages=" ".join(lacking.values()))


def _loads(soname: str) -> bool:
    try:
        ctypes.CDLL(soname)
    except OSError:
        return False
    return True


def _print_missing() -> None:
    """Print two lines for the set-up script: packages nothing of Qt works without, and those for a window under X11."""
    for wanted in (ALWAYS, X11):
        sys.stdout.write(" ".join(missing(wanted).values()) + "\n")


if __name__ == "__main__":
    _print_missing()
