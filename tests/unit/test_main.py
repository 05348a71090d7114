"""main.py works on a machine without Qt, for everything but the window."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def python(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)


def test_the_command_line_does_not_import_qt() -> None:
    ended = python("import sys, fieldkit.cli; sys.exit('PySide6' in sys.modules)")
    assert ended.returncode == 0, ended.stderr


def test_main_gives_its_help_where_qt_cannot_be_imported() -> None:
    ended = python(
        "import sys, runpy\n"
        "sys.modules['PySide6'] = sys.modules['shiboken6'] = None\n"
        "sys.argv = ['main.py', '--help']\n"
        "runpy.run_path('main.py', run_name='__main__')\n"
    )
    assert ended.returncode == 0, ended.stderr
    assert "verify" in ended.stdout


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems always have a screen")
def test_without_a_screen_the_window_is_refused_in_plain_words() -> None:
    bare = {name: value for name, value in os.environ.items() if name not in {"DISPLAY", "WAYLAND_DISPLAY"}}
    del bare["QT_QPA_PLATFORM"]
    ended = subprocess.run([sys.executable, "main.py"], cwd=ROOT, env=bare, capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert ended.stderr.startswith("There is no screen")
    assert "Traceback" not in ended.stderr
