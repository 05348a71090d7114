"""Handing over: what is refused before anything is written."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fieldkit.actions import custody, home, photos, writeup
from fieldkit.actions.custody import NothingChosen, PaperNotKept
from fieldkit.actions.desk import Desk
from fieldkit.domain import custody_bodies as cb
from fieldkit.domain.guards import OfferAnswered, SamePerson
from fieldkit.domain.values import Party
from fieldkit.domain.writeup import read
from fieldkit.errors import KnownError

CLERK = Party(name="Clerk Practice C")


def written(desk: Desk, folder: Path, bags: int = 1) -> tuple[str, list[str]]:
    """Write a seizure with *bags* exhibits that this officer holds; return its id and theirs."""
    party = {"name": desk.party.name, "person": desk.party.person}
    find = {
        "detail": {"type": "drug", "substance": "ice"},
        "description": "bag",
        "found_by": party,
        "collected_by": party,
    }
    document = read(json.dumps({"seizure": {"title": "Practice"}, "exhibits": [find] * bags}).encode())
    seizure = writeup.record(desk=desk, document=document, photos=folder).seizure
    return seizure, [one.id for one in desk.seizure(seizure).exhibits]


@pytest.fixture
def taker(make_home: Callable[..., Desk]) -> Iterator[tuple[Desk, Desk]]:
    """A laptop with two officers: who gives, and who takes."""
    desk = make_home()
    made, phrase = home.add_officer(desk=desk, officer=home.NewOfficer(name="Taker Practice T"))
    other = home.switch(desk=desk, person=made, passphrase=phrase)
    yield desk, other
    home.lock(desk=desk)


def test_a_hand_over_of_nothing_is_refused_and_writes_nothing(make_home: Callable[..., Desk], tmp_path: Path) -> None:
    desk = make_home()
    seizure, (exhibit,) = written(desk, tmp_path)
    offer = custody.offer(desk=desk, seizure=seizure, exhibits=[exhibit], to=CLERK).offer
    before = desk.store.ledger.count()
    with pytest.raises(NothingChosen):
        custody.offer(desk=desk, seizure=seizure, exhibits=[], to=CLERK)
    with pytest.raises(NothingChosen):
        custody.accept(desk=desk, seizure=seizure, offer=offer, lines=[])
    with pytest.raises(NothingChosen):
        custody.refuse(desk=desk, seizure=seizure, offer=offer, reasons={})
    with pytest.raises(NothingChosen):
        custody.withdraw(desk=desk, seizure=seizure, offer=offer, exhibits=[])
    with pytest.raises(NothingChosen):
        custody.external(desk=desk, seizure=seizure, exhibits=[], to=CLERK, mark="signed")
    assert desk.store.ledger.count() == before
    home.lock(desk=desk)


def test_accepting_and_refusing_in_one_answer_is_saved_whole_or_not_at_all(
    taker: tuple[Desk, Desk], tmp_path: Path
) -> None:
    giving, taking = taker
    seizure, (first, second, third) = written(giving, tmp_path, bags=3)
    offer = custody.offer(desk=giving, seizure=seizure, exhibits=[first, second, third], to=taking.party).offer
    accepted = [cb.AcceptLine(exhibit=first)]
    before = giving.store.ledger.count()
    with pytest.raises(KnownError):
        custody.answer(desk=taking, seizure=seizure, offer=offer, accepted=accepted, refused={second: "x" * 500})
    custody.withdraw(desk=giving, seizure=seizure, offer=offer, exhibits=[third])
    with pytest.raises(OfferAnswered):
        custody.answer(desk=taking, seizure=seizure, offer=offer, accepted=accepted, refused={third: "gone"})
    assert giving.store.ledger.count() == before + 1
    made = custody.answer(desk=taking, seizure=seizure, offer=offer, accepted=accepted, refused={second: "torn"})
    assert made.entries == 2
    holders = {one.id: one.axes.holder.now for one in giving.seizure(seizure).exhibits}
    people = [now.party.person if now and now.party else "" for now in (holders[first], holders[second])]
    assert people == [taking.keys.person, giving.keys.person]


def test_a_destruction_is_seen_by_people_who_never_handled_the_exhibit(
    taker: tuple[Desk, Desk], tmp_path: Path
) -> None:
    giving, taking = taker
    seizure, (bag,) = written(giving, tmp_path)

    def destroy(*witnesses: Party) -> None:
        decided = cb.Disposition(state="destroyed", order="7/26", witnesses=witnesses)
        custody.disposition(desk=taking, seizure=seizure, exhibit=bag, decided=decided)

    before = giving.store.ledger.count()
    for handled in (giving.party, taking.party):
        with pytest.raises(SamePerson):
            destroy(CLERK, handled)
    assert giving.store.ledger.count() == before
    destroy(CLERK, Party(name="Monk Practice M"))
    step = giving.seizure(seizure).exhibits[0].timeline[-1]
    assert [one["name"] for one in step.body["witnesses"]] == ["Clerk Practice C", "Monk Practice M"]


def test_a_receipt_whose_paper_cannot_be_kept_is_not_recorded(make_home: Callable[..., Desk], tmp_path: Path) -> None:
    desk = make_home()
    seizure, (exhibit,) = written(desk, tmp_path)
    before = desk.store.ledger.count()
    gone = tmp_path / "slip.jpg"
    with pytest.raises(PaperNotKept):
        custody.external(desk=desk, seizure=seizure, exhibits=[exhibit], to=CLERK, mark="signed", paper=gone)
    assert desk.store.ledger.count() == before
    home.lock(desk=desk)


def test_the_paper_of_a_receipt_is_named_even_when_it_was_here_before(
    make_home: Callable[..., Desk], tmp_path: Path
) -> None:
    desk = make_home()
    seizure, (exhibit,) = written(desk, tmp_path)
    slip = tmp_path / "slip.jpg"
    slip.write_bytes(b"a photo of a slip")
    attached = photos.attach(desk=desk, seizure=seizure, photos=[photos.Photo(path=slip)])
    custody.external(desk=desk, seizure=seizure, exhibits=[exhibit], to=CLERK, mark="signed", paper=slip)
    received = desk.seizure(seizure).exhibits[0].timeline[-1]
    assert (received.act.type, received.body["paper"]) == ("custody.external", attached.kept[0])
    home.lock(desk=desk)
