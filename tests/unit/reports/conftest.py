"""Fixtures of the report tests."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.unit.reports.documents import World, make_world
from tests.unit.reports.reading import Reader, read_with_pdfium


@pytest.fixture(params=["pdfium", "poppler"])
def read_back(request: pytest.FixtureRequest, tmp_path: Path) -> Reader:
    """Read a PDF's text with pdfium, and with poppler where it is installed."""
    if request.param == "pdfium":
        return read_with_pdfium
    program = shutil.which("pdftotext")
    if program is None:
        pytest.skip("poppler's pdftotext is not installed")

    def read(pdf: bytes) -> str:
        path = tmp_path / "read.pdf"
        path.write_bytes(pdf)
        return subprocess.run([program, "-raw", path, "-"], check=True, capture_output=True).stdout.decode()

    return read


@pytest.fixture(scope="session")
def world() -> World:
    """One practice headquarters for all tests that only read it."""
    return make_world()
