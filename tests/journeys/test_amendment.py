"""After acceptance: an amendment with its reason, and a report that says what became different."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from fieldkit.actions import home, reports, review, writeup
from fieldkit.actions.clock import PracticeClock
from fieldkit.actions.desk import Desk
from fieldkit.actions.practice import demo
from fieldkit.domain.guards import NeedsAmendment
from fieldkit.domain.writeup_bodies import PlaceSet
from fieldkit.reports.record import Record, decode
from fieldkit.reports.revisions import attached_record, read


@pytest.fixture
def desk(night: demo.Told, tmp_path: Path) -> Iterator[Desk]:
    """A copy of the laptop after the practice night, its author at it."""
    shutil.copytree(night.homes.field, tmp_path / "field")
    author = next(one for one in home.describe(path=tmp_path / "field").officers if one.name == "Officer Practice A")
    clock = PracticeClock(1_795_330_000_000)
    opened = home.unlock(
        path=tmp_path / "field", person=author.person, passphrase=home.PRACTICE_PASSPHRASE, clock=clock
    )
    yield opened
    home.lock(desk=opened)


def place(desk: Desk, seizure: str, amendment: str | None, premises: str) -> None:
    view = desk.seizure(seizure)
    assert view.place is not None
    body: PlaceSet = msgspec.structs.replace(view.place.shown, premises=premises, amend=amendment)
    writeup.save_group(desk=desk, seizure=seizure, subject=view.id, group="place.set", value=body)


def record_of(desk: Desk, seizure: str) -> Record:
    made = reports.make(desk=desk, seizure=seizure, language="en")
    stored = next(one for one in desk.seizure(seizure).reports if one.entry == made.entry)
    record = decode(attached_record(read(desk.store.originals.open(stored.blob, limit=reports.LARGEST))))
    assert stored.version == record.version
    return record


def test_each_amendment_makes_the_next_version_and_its_report_says_what_differs(desk: Desk, night: demo.Told) -> None:
    with pytest.raises(NeedsAmendment):
        place(desk, night.seizure, None, "a shed")
    first = record_of(desk, night.seizure)
    assert (first.version, first.changed) == (1, ())

    place(desk, night.seizure, review.amend(desk=desk, seizure=night.seizure, reason="wrong door"), "a shed")
    second = record_of(desk, night.seizure)
    assert second.version == 2
    assert second.changed[0].endswith("wrong door")
    assert second.changed[1].endswith("is now a shed")

    place(desk, night.seizure, review.amend(desk=desk, seizure=night.seizure, reason="wrong again"), "a barn")
    third = record_of(desk, night.seizure)
    assert third.version == 3
    assert third.changed[1:] == ("Place, Premises: a shed is now a barn",)
