from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fieldkit.storage.store import Store
from tests.unit.storage.practice_home import Bench


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path / "home")


@pytest.fixture
def make_bench(tmp_path: Path) -> Callable[[str], Bench]:
    return lambda name: Bench(tmp_path / name)


@pytest.fixture
def store(bench: Bench) -> Iterator[Store]:
    with bench.open() as opened:
        yield opened
