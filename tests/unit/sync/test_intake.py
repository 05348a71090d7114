from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.world import World


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path / "world")
    yield made
    made.close()


def test_a_laptops_night_arrives_whole_and_is_receipted(world: World) -> None:
    laptop = world.laptop()
    seizure = laptop.seize("Practice Officer")
    laptop.narrate("Practice Officer", seizure, "A bag behind the seat.")
    blob = laptop.photo("Practice Officer", seizure, b"a photo " * 9000)
    (came,) = world.carry(laptop, world.hq)
    assert (came.outcome, came.pending, came.quarantined, came.alarms) == ("stored", 0, (), ())
    assert came.accepted == 5
    assert came.originals == 1
    assert came.seizures == (seizure,)
    assert came.receipt_no.startswith("R-")
    assert world.hq.store.originals.open(blob) == b"a photo " * 9000
    (back,) = world.carry(world.hq, laptop)
    assert back.quarantined == ()
    assert (back.outcome, back.pending, back.alarms) == ("stored", 0, ())
    view = laptop.store.projections.seizure(seizure)
    assert view is not None
    assert view.ticks.received
    assert view.ticks.receipt_no == came.receipt_no
