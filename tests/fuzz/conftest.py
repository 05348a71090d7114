"""What the fuzzers bend: a real bundle between real homes, and the real reports of the practice night."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from fieldkit.actions.practice import demo


@pytest.fixture(scope="session")
def in_memory() -> Iterator[Path]:
    """A folder in memory where there is one: thousands of small files come and go."""
    memory = Path("/dev/shm")  # noqa: S108
    with tempfile.TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else None) as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def night(in_memory: Path) -> demo.Told:
    """The practice night, run once."""
    return demo.run(folder=in_memory / "night")
