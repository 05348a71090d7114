"""Handing over: what is refused before anything is written."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from fieldkit.actions import custody, home, writeup
from fieldkit.actions.custody import NothingChosen
from fieldkit.actions.desk import Desk
from fieldkit.domain.values import Party
from fieldkit.domain.writeup import read


def test_a_hand_over_of_nothing_is_refused_and_writes_nothing(make_home: Callable[..., Desk], tmp_path: Path) -> None:
    desk = make_home()
    party = {"name": desk.party.name, "person": desk.party.person}
    find = {
        "detail": {"type": "drug", "substance": "ice"},
        "description": "bag",
        "found_by": party,
        "collected_by": party,
    }
    document = read(json.dumps({"seizure": {"title": "Practice"}, "exhibits": [find]}).encode())
    seizure = writeup.record(desk=desk, document=document, photos=tmp_path).seizure
    exhibit = desk.seizure(seizure).exhibits[0].id
    clerk = Party(name="Clerk Practice C")
    offer = custody.offer(desk=desk, seizure=seizure, exhibits=[exhibit], to=clerk).offer
    before = desk.store.ledger.count()
    with pytest.raises(NothingChosen):
        custody.offer(desk=desk, seizure=seizure, exhibits=[], to=clerk)
    with pytest.raises(NothingChosen):
        custody.accept(desk=desk, seizure=seizure, offer=offer, lines=[])
    with pytest.raises(NothingChosen):
        custody.refuse(desk=desk, seizure=seizure, offer=offer, reasons={})
    with pytest.raises(NothingChosen):
        custody.withdraw(desk=desk, seizure=seizure, offer=offer, exhibits=[])
    with pytest.raises(NothingChosen):
        custody.external(desk=desk, seizure=seizure, exhibits=[], to=clerk, mark="signed")
    assert desk.store.ledger.count() == before
    home.lock(desk=desk)
