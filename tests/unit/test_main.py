"""main.py works on a machine without Qt, for everything but the window."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

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
