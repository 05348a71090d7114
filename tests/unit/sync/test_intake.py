"""Carrying records about in the ordinary ways, and the ordinary accidents on the way."""

from __future__ import annotations

import random
import secrets
from pathlib import Path

import pytest

from fieldkit.domain.ledger_bodies import Receipt
from fieldkit.domain.types import body_of
from fieldkit.sync import entries_in, outbox
from fieldkit.sync.bundle import NotABundle, TornBundle
from fieldkit.sync.door import BundleForSomebodyElse, NotEnrolled
from fieldkit.sync.intake import CannotRead
from tests.world import Machine, World

OFFICER = "Practice Officer"


def _night(laptop: Machine, photos: int = 1) -> str:
    seizure = laptop.seize(OFFICER)
    laptop.narrate(OFFICER, seizure, "A bag behind the seat.")
    for number in range(photos):
        laptop.photo(OFFICER, seizure, bytes([number]) * 9000)
    return seizure


def test_a_laptops_night_arrives_whole_and_its_receipt_comes_home(world: World, laptop: Machine) -> None:
    seizure = laptop.seize(OFFICER)
    laptop.narrate(OFFICER, seizure, "A bag behind the seat.")
    blob = laptop.photo(OFFICER, seizure, b"a photo " * 9000)
    (came,) = world.carry(laptop, world.hq)
    assert (came.outcome, came.pending, came.quarantined, came.alarms) == ("stored", 0, (), ())
    assert (came.accepted, came.originals, came.seizures) == (5, 1, (seizure,))
    assert world.hq.store.originals.open(blob) == b"a photo " * 9000
    (back,) = world.carry(world.hq, laptop)
    assert (back.outcome, back.pending, back.quarantined, back.alarms) == ("stored", 0, (), ())
    view = laptop.store.projections.seizure(seizure)
    assert view is not None
    assert (view.ticks.left, view.ticks.received, view.ticks.receipt_no) == (True, True, came.receipt_no)


def test_a_receipt_names_what_was_stored_and_a_tree_that_covers_it(world: World, laptop: Machine) -> None:
    seizure = _night(laptop)
    (came,) = world.carry(laptop, world.hq)
    signed = world.hq.store.ledger.by_hash(came.receipts[0])
    assert signed is not None
    receipt = body_of(signed.entry)
    assert isinstance(receipt, Receipt)
    stands = world.hq.store.ledger.heads()[receipt.logs[0].log]
    assert (receipt.logs[0].upto, receipt.logs[0].head) == stands
    assert len(receipt.originals) == 1
    assert receipt.tree.root == world.hq.store.tree.root(receipt.tree.size).hex()
    for one in world.hq.store.ledger.in_scope(seizure):
        position = world.hq.store.tree.position(one.hash)
        assert position is not None
        assert position < receipt.tree.size


def test_the_same_bundle_twice_gives_the_same_receipt(world: World, laptop: Machine) -> None:
    _night(laptop)
    stick = world.stick()
    laptop.export(stick)
    (first,) = world.hq.take(stick)
    count = world.hq.store.ledger.count()
    (second,) = world.hq.take(stick)
    assert (second.outcome, second.receipts, second.receipt_no) == ("already", first.receipts, first.receipt_no)
    assert world.hq.store.ledger.count() == count


def test_a_second_export_of_the_same_night_changes_nothing_but_its_receipt(world: World, laptop: Machine) -> None:
    seizure = _night(laptop)
    stick = world.stick()
    laptop.export(stick)
    laptop.export(stick)
    first, second = world.hq.take(stick)
    assert (first.outcome, second.outcome) == ("stored", "stored")
    assert (second.accepted, second.originals) in {(0, 0), (1, 0)}  # 1: the note that the first bundle was made
    assert len(world.hq.store.ledger.in_scope(seizure)) == 3


def test_only_what_no_receipt_names_goes_again(world: World, laptop: Machine) -> None:
    _night(laptop, photos=2)
    assert outbox.plan(laptop.store).entries == 6
    world.carry(laptop, world.hq)
    assert not outbox.plan(laptop.store).empty  # a copy on a stick is no receipt
    world.carry(world.hq, laptop)
    assert outbox.plan(laptop.store).empty
    laptop.seize(OFFICER, "Another one")
    assert outbox.plan(laptop.store).news == 1


def test_one_picture_in_two_seizures_is_received_when_both_copies_are(world: World, laptop: Machine) -> None:
    one, other = laptop.seize(OFFICER), laptop.seize(OFFICER)
    for seizure in (one, other):
        laptop.photo(OFFICER, seizure, b"the same picture" * 99)
    laptop.export(world.stick(), seizures=[one])
    world.hq.take(world.folder / "stick-1")
    world.carry(world.hq, laptop)
    assert len(outbox.plan(laptop.store).originals) == 2
    (came,) = world.carry(laptop, world.hq)
    assert came.originals == 1
    world.carry(world.hq, laptop)
    assert not outbox.plan(laptop.store).originals


def test_photos_of_chosen_seizures_go_with_all_entries(world: World, laptop: Machine) -> None:
    one, other = _night(laptop), _night(laptop, photos=0)
    laptop.photo(OFFICER, other, b"another picture" * 99)
    chosen = outbox.plan(laptop.store, seizures=[one])
    assert len(chosen.originals) == 1
    laptop.export(world.stick(), seizures=[one])
    (came,) = world.hq.take(world.folder / "stick-1")
    assert (came.originals, came.seizures) == (1, tuple(sorted((one, other))))
    world.carry(world.hq, laptop)
    later = outbox.plan(laptop.store)
    assert len(later.originals) == 1
    (came,) = world.carry(laptop, world.hq)
    assert (came.originals, came.outcome) == (1, "stored")


def test_parts_may_arrive_in_any_order(world: World, laptop: Machine) -> None:
    seizure = laptop.seize(OFFICER)
    blobs = [laptop.photo(OFFICER, seizure, bytes([number]) * 60_000) for number in range(4)]
    stick = world.stick()
    made = laptop.export(stick, limit=220_000)
    assert len(made.parts) > 1
    files = [part.path for part in made.parts]
    for file in reversed(files):
        world.hq.take(file)
    assert all(world.hq.store.originals.has(blob) for blob in blobs)
    assert not world.hq.store.quarantine.all()


def test_a_lost_part_is_made_up_by_the_next_export(world: World, laptop: Machine) -> None:
    seizure = laptop.seize(OFFICER)
    blobs = [laptop.photo(OFFICER, seizure, bytes([number]) * 60_000) for number in range(4)]
    made = laptop.export(world.stick(), limit=220_000)
    world.hq.take(made.parts[0].path)
    world.carry(world.hq, laptop)
    view = laptop.store.projections.seizure(seizure)
    assert view is not None
    assert not view.ticks.received
    assert view.ticks.missing_originals
    world.carry(laptop, world.hq)
    world.carry(world.hq, laptop)
    view = laptop.store.projections.seizure(seizure)
    assert view is not None
    assert view.ticks.received
    assert all(world.hq.store.originals.has(blob) for blob in blobs)


def test_later_bundles_may_come_before_earlier_ones(
    world: World, laptop: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "confirmed", _pretending_receipts(laptop))
    sticks = []
    for number in range(3):
        laptop.seize(OFFICER, f"Seizure {number}")
        sticks.append(world.stick())
        laptop.export(sticks[-1])
    (third,) = world.hq.take(sticks[2])
    assert (third.accepted, third.outcome) == (0, "partial")
    assert third.pending > 0
    (second,) = world.hq.take(sticks[1])
    assert second.accepted == 0
    (first,) = world.hq.take(sticks[0])
    assert first.accepted == laptop.store.ledger.count() - 1  # the last `bundle.made` is on no stick yet
    assert not world.hq.store.ledger.pending()


def test_any_order_and_repetition_of_sticks_ends_in_the_same_records(tmp_path: Path) -> None:
    ends: set[tuple[str, ...]] = set()
    world = World(tmp_path / "world")
    laptops = [world.laptop(f"laptop-{n}", OFFICER) for n in range(2)]
    sticks = []
    for laptop in laptops:
        for _ in range(2):
            _night(laptop)
            sticks.append(world.stick())
            laptop.export(sticks[-1])
    empty = world.hq.save()
    for seed in range(4):
        world.hq.restore(empty, guard=True)
        order = [*sticks, *sticks]
        random.Random(seed).shuffle(order)
        for stick in order:
            world.hq.take(stick)
        foreign = {log for one in laptops for log in one.store.ledger.own_logs()}
        ends.add(
            tuple(sorted(f"{log}{place}" for log, place in world.hq.store.ledger.heads().items() if log in foreign))
        )
        assert not world.hq.store.ledger.pending()
        assert not world.hq.store.quarantine.all()
    assert len(ends) == 1
    world.close()


def test_a_torn_stick_yields_its_whole_files_and_the_whole_one_finishes_it(world: World, laptop: Machine) -> None:
    seizure = laptop.seize(OFFICER)
    blobs = [laptop.photo(OFFICER, seizure, secrets.token_bytes(50_000)) for _ in range(3)]
    stick = world.stick()
    (part,) = laptop.export(stick).parts
    whole = part.path.read_bytes()
    part.path.write_bytes(whole[: len(whole) - 60_000])
    (torn,) = world.hq.take(stick)
    assert torn.outcome == "partial"
    assert torn.torn.startswith("originals/")
    assert torn.accepted == 6
    assert sum(world.hq.store.originals.has(blob) for blob in blobs) == torn.originals == 1
    assert torn.receipt_no
    part.path.write_bytes(whole)
    (finished,) = world.hq.take(stick)
    assert (finished.outcome, finished.originals, finished.known) == ("stored", 2, 6)
    assert all(world.hq.store.originals.has(blob) for blob in blobs)


def test_a_stick_torn_before_the_signature_gives_nothing(world: World, laptop: Machine) -> None:
    _night(laptop)
    (part,) = laptop.export(world.stick()).parts
    part.path.write_bytes(part.path.read_bytes()[:1800])
    with pytest.raises(TornBundle):
        world.hq.take(part.path)


def test_a_stopped_import_keeps_what_it_has_and_can_be_run_again(
    world: World, laptop: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entries_in, "BATCH", 3)
    for number in range(5):
        _night(laptop, photos=number % 2)
    stick = world.stick()
    laptop.export(stick)

    def after_the_first_batch() -> bool:
        return world.hq.store.ledger.count() > 2

    (stopped,) = world.hq.take(stick, cancelled=after_the_first_batch)
    assert stopped.outcome == "stopped"
    assert 0 < stopped.accepted < 12
    assert not stopped.receipt_no
    assert not list(world.hq.home.staging.iterdir())
    (again,) = world.hq.take(stick)
    assert again.outcome == "stored"
    assert stopped.accepted + again.accepted == laptop.store.ledger.count() - 1


def test_a_crash_after_the_receipt_gives_that_receipt_again(world: World, laptop: Machine) -> None:
    _night(laptop)
    stick = world.stick()
    laptop.export(stick)
    (first,) = world.hq.take(stick)
    before = world.hq.store.bundles.get(first.bundle, first.part)
    assert before is not None
    world.hq.store.bundles.record(
        type(before)(
            **{name: getattr(before, name) for name in before.__struct_fields__} | {"state": "open", "receipts": ()}
        )
    )
    (again,) = world.hq.take(stick)
    assert again.receipts == first.receipts


def test_a_station_takes_bundles_and_passes_on_what_headquarters_lacks(world: World, laptop: Machine) -> None:
    station = world.station()
    seizure = _night(laptop)
    (at_station,) = world.carry(laptop, station)
    assert (at_station.outcome, at_station.originals, at_station.receipt_no) == ("stored", 1, "")
    (at_hq,) = world.carry(station, world.hq)
    assert (at_hq.outcome, at_hq.originals, at_hq.alarms) == ("stored", 1, ())
    assert len(world.hq.store.ledger.in_scope(seizure)) == 3
    world.carry(world.hq, station)
    assert outbox.plan(station.store).empty


def test_others_entries_come_home_unproven_no_longer(world: World, laptop: Machine) -> None:
    seizure = _night(laptop)
    world.carry(laptop, world.hq)
    reviewer = world.reviewer()
    returned = world.hq.write(reviewer, Machine.group(seizure, "review.return", {"reason": "Say where the bag was."}))[
        0
    ]
    (back,) = world.carry(world.hq, laptop)
    assert back.alarms == ()
    assert laptop.store.ledger.by_hash(returned.hash) is not None
    assert laptop.store.proofs.proven([returned.hash]) == {returned.hash}
    view = laptop.store.projections.seizure(seizure)
    assert view is not None
    assert view.state == "returned"
    assert not any(review.act.unproven for review in view.reviews)


def test_a_second_downlink_continues_the_tree_of_the_first(world: World, laptop: Machine) -> None:
    for _ in range(3):
        _night(laptop)
        world.carry(laptop, world.hq)
        (back,) = world.carry(world.hq, laptop)
        assert back.alarms == ()


def test_an_older_downlink_that_comes_later_is_no_alarm(world: World, laptop: Machine) -> None:
    _night(laptop)
    world.carry(laptop, world.hq)
    older, newer = world.stick(), world.stick()
    world.hq.export(older, to=laptop)
    _night(laptop)
    world.carry(laptop, world.hq)
    world.hq.export(newer, to=laptop)
    assert [came.alarms for came in laptop.take(newer) + laptop.take(older)] == [(), ()]


def test_the_directory_comes_with_the_downlink(world: World, laptop: Machine) -> None:
    _night(laptop)
    world.carry(laptop, world.hq)
    world.carry(world.hq, laptop)
    assert laptop.store.secrets.get("directory") == world.directory


def test_a_bundle_for_others_is_left_alone(world: World, laptop: Machine, tmp_path: Path) -> None:
    other = World(tmp_path / "other")
    _night(laptop)
    stick = world.stick()
    laptop.export(stick)
    with pytest.raises(BundleForSomebodyElse):
        other.hq.take(stick)
    assert other.hq.store.ledger.count() == 0
    other.close()


def test_export_and_import_need_a_headquarters(world: World, laptop: Machine) -> None:
    _night(laptop)
    lone = Machine(world, "lone", "field")
    lone.officer(OFFICER, certify=False)
    with pytest.raises(NotEnrolled):
        lone.export(world.stick())
    lone.store.close()


def test_what_is_no_bundle_is_named(world: World) -> None:
    stick = world.stick()
    (stick / "a.fkb").write_bytes(b"a letter")
    with pytest.raises(NotABundle):
        world.hq.take(stick)
    with pytest.raises(CannotRead):
        world.hq.take_file(stick / "gone.fkb")


def _pretending_receipts(laptop: Machine) -> object:
    """Return `confirmed` as if headquarters had answered every export at once."""

    def confirmed(store: object) -> outbox.Confirmed:
        made = laptop.store.ledger.of_type("bundle.made")
        upto = {signed.entry.log: int(signed.entry.body["upto"]) for signed in made}
        return outbox.Confirmed(upto, frozenset(), frozenset())

    return confirmed
