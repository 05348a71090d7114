"""A night written up form by form, as the window does it, on a real home."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from fieldkit.actions import drafting, exhibits, home, writeup
from fieldkit.actions.clock import PracticeClock
from fieldkit.actions.desk import Desk
from fieldkit.domain import guards
from fieldkit.domain import typed as forms
from fieldkit.domain.typed import NotUnderstood

WALL = 1_795_286_220_000
"""2026-11-22 01:37 in Cambodia."""
DRUG: dict[str, Any] = {
    "detail": {"type": "drug", "substance": "methamphetamine", "form": "crystal", "marks": "blue tape", "units": "3"},
    "description": "White crystals in a clear bag.",
    "spot": "Under the seat",
    "quantity": "1 bag",
}


@pytest.fixture(scope="module")
def laptop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """One home for all: keys are slow to make, seizures are not."""
    clock = PracticeClock(WALL)
    path = tmp_path_factory.mktemp("laptop") / "field"
    officer = home.NewOfficer(name="Officer Practice A", unit="Practice unit")
    made = home.create(path=path, role="field", practice=True, name="field", officer=officer, clock=clock)
    desk = home.unlock(path=path, person=made.person, passphrase=made.passphrase, clock=clock)
    yield desk
    desk.store.close()


@pytest.fixture
def desk(laptop: Desk) -> Desk:
    for seizure, one in drafting.everywhere(desk=laptop):
        drafting.drop(desk=laptop, seizure=seizure, form=one.form, subject=one.subject)
    return laptop


def save(desk: Desk, seizure: str, form: str, typed: dict[str, Any], subject: str = "", **why: Any) -> bool:  # noqa: ANN401
    changed = writeup.save(desk=desk, seizure=seizure, form=form, subject=subject or seizure, typed=typed, **why)
    return bool(changed)


def test_one_key_opens_a_seizure_with_its_number_and_its_lead(desk: Desk) -> None:
    first, second = (desk.seizure(writeup.start(desk=desk, title="Practice")) for _ in "ab")
    assert first.number.endswith("-001")
    assert second.number.endswith("-002")
    assert first.team is not None
    assert first.team.shown.lead.person == desk.officer.person
    assert first.state == "draft"


def test_a_saved_form_is_one_entry_and_ends_its_draft(desk: Desk) -> None:
    seizure = writeup.start(desk=desk)
    wall = drafting.keep(desk=desk, seizure=seizure, form="times", subject=seizure, typed={"started": "02:1"})
    assert [one.wall for one in drafting.kept(desk=desk, seizure=seizure)] == [wall]
    before = desk.seizure(seizure).entries
    assert save(desk, seizure, "times", {"started": "02:13"})
    view = desk.seizure(seizure)
    assert view.entries == before + 1
    assert view.times is not None
    assert forms.typed("times", view.times.shown) == {"started": "2026-11-22 02:13"}
    assert drafting.everywhere(desk=desk) == ()


def test_what_is_saved_already_writes_nothing_and_ends_its_draft(desk: Desk) -> None:
    seizure = writeup.start(desk=desk)
    assert save(desk, seizure, "narrative", {"text": "We went in.", "language": "en"})
    drafting.keep(desk=desk, seizure=seizure, form="narrative", subject=seizure, typed={"text": "We went in."})
    assert not save(desk, seizure, "narrative", {"text": "We went in.", "language": "en"})
    assert desk.seizure(seizure).entries == 3
    assert not drafting.kept(desk=desk, seizure=seizure)


def test_what_cannot_be_read_stays_as_it_was_typed(desk: Desk) -> None:
    seizure = writeup.start(desk=desk)
    typed = {"started": "half past two", "found": "02:20"}
    drafting.keep(desk=desk, seizure=seizure, form="times", subject=seizure, typed=typed)
    with pytest.raises(NotUnderstood) as caught:
        save(desk, seizure, "times", typed)
    assert caught.value.facts["where"] == "$.started"
    assert [one.typed for one in drafting.kept(desk=desk, seizure=seizure)] == [typed]
    assert desk.seizure(seizure).times is None


def test_an_exhibit_is_found_weighed_sealed_and_its_seal_rests_on_the_find_and_names_the_weighing(desk: Desk) -> None:
    seizure = writeup.start(desk=desk)
    _, exhibit = exhibits.add_exhibit(desk=desk, seizure=seizure, typed=DRUG)
    assert save(desk, seizure, "weighing", {"kind": "gross_sealed", "value": "512.4 g"}, exhibit)
    sealed = {"package_no": "P-1", "package_type": "tamper-evident bag", "seals": "S-1, S-2"}
    assert save(desk, seizure, "package", sealed, exhibit)
    one = desk.seizure(seizure).exhibits[0]
    package = one.timeline[-1]
    assert package.act.type == "custody.package"
    assert package.body["gross"] == one.weighings[0].id
    assert one.axes.package.now is not None
    assert one.axes.package.now.seals == ("S-1", "S-2")
    assert not desk.seizure(seizure).problems
    with pytest.raises(guards.AlreadySealed):
        save(desk, seizure, "package", sealed, exhibit)
    assert exhibits.package_type(desk.seizure(seizure), exhibit) == "tamper-evident bag"
