"""What a person is told when the system lacks what the window needs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from fieldkit import qt_libraries

ROOT = Path(__file__).resolve().parents[2]
linux_only = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems bring all that Qt needs")


@linux_only
def test_a_library_that_cannot_be_loaded_is_named_with_its_package() -> None:
    wanted = {"libc.so.6": "libc6", "libnot-on-any-machine.so.9": "libnot9"}
    assert qt_libraries.missing(wanted) == {"libnot-on-any-machine.so.9": "libnot9"}


@linux_only
def test_one_line_names_every_missing_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(qt_libraries, "X11", {"liba.so.9": "liba9", "libb.so.9": "libb9"})
    with pytest.raises(qt_libraries.QtLibrariesMissing) as caught:
        qt_libraries.require({"DISPLAY": ":0"})
    assert str(caught.value.facts["packages"]).endswith("liba9 libb9")


@linux_only
def test_wayland_and_offscreen_need_no_x11_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(qt_libraries, "X11", {"liba.so.9": "liba9"})
    qt_libraries.require({"WAYLAND_DISPLAY": "wayland-0"})
    qt_libraries.require({"QT_QPA_PLATFORM": "offscreen"})


@linux_only
def test_without_a_screen_it_says_so_instead_of_aborting() -> None:
    with pytest.raises(qt_libraries.NoDisplay):
        qt_libraries.require({})


def test_a_python_without_the_packages_gets_one_line_and_no_traceback() -> None:
    bare = [sys.executable, "-S", str(ROOT / "main.py"), "--help"]
    ended = subprocess.run(bare, capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert len(ended.stderr.splitlines()) == 1
    assert "make setup" in ended.stderr
