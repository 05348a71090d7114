"""Headquarters' rule pack comes home on a stick and changes what a laptop asks for, and when two weights disagree."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from fieldkit.domain import writeup_bodies as wb
from fieldkit.domain.completeness import missing
from fieldkit.domain.entry import Draft
from fieldkit.domain.types import plain
from fieldkit.domain.values import Amount, Party
from tests.world import Machine, World

OFFICER = "Practice Officer"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    yield made
    made.close()


def weighed_twice(laptop: Machine) -> str:
    seizure, exhibit = laptop.seize(OFFICER), laptop.world.new_id()
    somebody = Party(name=OFFICER)
    find = wb.Find(number="1", detail=wb.OtherThing(), description="a", found_by=somebody, collected_by=somebody)
    drafts = [Draft(type="custody.find", subj=exhibit, scope=(seizure,), body=plain(find))]
    for grams in (500, 510):
        value = Amount(ug=grams * 10**6, value=str(grams), unit="g")
        body = plain(wb.Weighing(kind="gross_sealed", value=value, operator=somebody))
        drafts.append(Draft(type="weighing.add", subj=exhibit, scope=(seizure,), body=body))
    laptop.write(OFFICER, *drafts)
    return seizure


def test_a_pack_travels_to_the_laptop_and_is_obeyed(world: World) -> None:
    laptop = world.laptop()
    seizure = weighed_twice(laptop)
    before = laptop.store.projections.seizure(seizure)
    assert before is not None
    assert [one.what for one in before.exhibits[0].discrepancies] == ["weight"]
    assert laptop.store.projections.rules().version == ""
    rules = {"weight": {"share_ppm": 50_000}, "place": {"off": True}, "seal": {"label": "order", "source": "Order 7"}}
    draft = Draft(type="rules", subj=world.new_id(), body={"version": "7", "rules": rules})
    world.hq.store.ledger.append([draft], signer=world.keys.issue, claimed=world.clock())
    world.carry(laptop, world.hq)
    world.carry(world.hq, laptop)
    after, pack = laptop.store.projections.seizure(seizure), laptop.store.projections.rules()
    assert after is not None
    assert after.exhibits[0].discrepancies == ()
    assert pack.version == "7"
    told = {one.rule: one for one in missing(after, pack)}
    assert "place" not in told
    assert (told["seal"].label, told["seal"].source) == ("order", "Order 7")


def test_rules_that_an_officer_signs_change_nothing(world: World) -> None:
    laptop = world.laptop()
    seizure = weighed_twice(laptop)
    rules = {"weight": {"share_ppm": 1_000_000}, "place": {"off": True}}
    laptop.write(OFFICER, Draft(type="rules", subj=world.new_id(), body={"version": "mine", "rules": rules}))
    view = laptop.store.projections.seizure(seizure)
    assert view is not None
    assert view.exhibits[0].discrepancies
    assert laptop.store.projections.rules().version == ""
