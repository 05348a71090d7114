from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from fieldkit.domain.entry import FIRST_PREV, Blob, Claimed, Draft
from fieldkit.errors import BugError
from fieldkit.storage.failures import WrongDatabaseKey
from fieldkit.storage.store import Store
from fieldkit.trust.canonical import NotCanonical
from fieldkit.trust.entries import open_entry
from tests.unit.storage.practice_home import BOOT, WALL, Bench, introduced, narrative, titled, uuid, whole_log


def test_the_first_entry_of_a_home_is_preceded_by_the_opening_of_its_log(bench: Bench, store: Store) -> None:
    (made,) = store.ledger.append([titled(1, "Raid")], signer=bench.officer, claimed=bench.clock())
    opening, first = whole_log(store)
    assert opening.entry.type == "log.open"
    assert opening.entry.prev == FIRST_PREV
    assert opening.entry.by == bench.device.signer.key_id
    assert opening.entry.body["device"] == bench.home.device
    assert "continues" not in opening.entry.body
    assert first == made
    assert first.entry.prev == opening.hash
    assert first.entry.seq == 1


def test_entries_chain_to_each_other_and_carry_valid_signatures(bench: Bench, store: Store) -> None:
    for text in ("one", "two", "three"):
        store.ledger.append([narrative(1, text), narrative(2, text)], signer=bench.officer, claimed=bench.clock())
    log = whole_log(store)
    assert [one.entry.seq for one in log] == list(range(7))
    for before, after in itertools.pairwise(log):
        assert after.entry.prev == before.hash
    keys = {bench.officer.key_id: bench.officer.public}
    for one in log:
        assert open_entry(one.raw, one.sig, key_of=keys.get) == one


def test_an_opened_log_goes_on_after_the_home_was_closed(bench: Bench) -> None:
    with bench.open() as store:
        store.ledger.append([narrative(1, "before")], signer=bench.officer, claimed=bench.clock())
    with bench.open() as store:
        (made,) = store.ledger.append([narrative(1, "after")], signer=bench.officer, claimed=bench.clock())
        assert made.entry.seq == 2
        assert store.ledger.own_logs() == [made.entry.log]


def test_two_windows_on_one_home_write_one_chain(bench: Bench) -> None:
    with bench.open() as window, bench.open() as command:
        for turn in range(4):
            store = (window, command)[turn % 2]
            store.ledger.append([narrative(1, str(turn))], signer=bench.officer, claimed=bench.clock())
        log = whole_log(window)
        assert [one.entry.seq for one in log] == list(range(5))
        assert window.ledger.own_logs() == command.ledger.own_logs() == [log[0].entry.log]


def test_all_drafts_are_saved_or_none(bench: Bench, store: Store) -> None:
    store.ledger.append([narrative(1, "kept")], signer=bench.officer, claimed=bench.clock())
    unreadable = Draft(type="narrative.set", subj=uuid(1), scope=(uuid(1),), body={"text": 1.5})
    with pytest.raises(NotCanonical):
        store.ledger.append([narrative(1, "lost"), unreadable], signer=bench.officer, claimed=bench.clock())
    assert store.ledger.count() == 2
    (made,) = store.ledger.append([narrative(1, "next")], signer=bench.officer, claimed=bench.clock())
    assert made.entry.seq == 2


@pytest.mark.parametrize("table", ["entry", "entry_type", "entry_scope", "entry_blob"])
@pytest.mark.parametrize("act", ["UPDATE {} SET n = n + 1000", "DELETE FROM {}"])
def test_the_database_itself_refuses_to_change_or_remove_entries(
    bench: Bench, store: Store, table: str, act: str
) -> None:
    _with_a_row_in_every_table(bench, store)
    with pytest.raises(BugError, match="never changed or removed"), store.writing() as tx:
        tx.exec_driver_sql(act.format(table))
    assert store.ledger.count() == 3


def test_replacing_an_entry_by_its_number_is_refused_too(bench: Bench, store: Store) -> None:
    _with_a_row_in_every_table(bench, store)
    with pytest.raises(BugError), store.writing() as tx:
        tx.exec_driver_sql("INSERT OR REPLACE INTO entry SELECT n, hash, log, seq, type, x'00', sig FROM entry")
    assert all(one.raw != b"\0" for one in whole_log(store))


def _with_a_row_in_every_table(bench: Bench, store: Store) -> None:
    blob = Blob(
        sha256="a" * 64, size=1, mime="image/jpeg", sealed_sha256="b" * 64, recipient=bench.device.identity.recipient
    )
    photo = Draft(type="original.add", subj=uuid(5), scope=(uuid(1),), body={"name": "IMG_1.JPG"}, blobs=(blob,))
    store.ledger.append([narrative(1, "text"), photo], signer=bench.officer, claimed=bench.clock())


def test_a_jump_of_the_wall_clock_is_written_down_by_the_device(bench: Bench, store: Store) -> None:
    def at(wall_s: int, steady_s: int) -> Claimed:
        return Claimed(wall=WALL + wall_s * 1000, offset=420, mono_us=steady_s * 1_000_000, boot=BOOT)

    store.ledger.append([narrative(1, "a")], signer=bench.officer, claimed=at(0, 0))
    store.ledger.append([narrative(1, "b")], signer=bench.officer, claimed=at(170, 60))
    store.ledger.append([narrative(1, "c")], signer=bench.officer, claimed=at(1000, 61))
    jumps = [one for one in whole_log(store) if one.entry.type == "clock.jump"]
    assert [one.entry.body for one in jumps] == [{"mono_delta_ms": 1000, "wall_delta_ms": 830_000}]
    assert jumps[0].entry.by == bench.device.signer.key_id


def test_a_new_boot_makes_no_clock_jump(bench: Bench, store: Store) -> None:
    store.ledger.append([narrative(1, "a")], signer=bench.officer, claimed=bench.clock())
    later = Claimed(wall=WALL + 10**9, offset=420, mono_us=5, boot="c1" * 16)
    store.ledger.append([narrative(1, "b")], signer=bench.officer, claimed=later)
    assert [one.entry.type for one in whole_log(store)][1:] == ["narrative.set", "narrative.set"]


def test_the_next_save_waits_for_nobody_after_a_failed_one(bench: Bench, store: Store) -> None:
    with pytest.raises(NotCanonical), store.writing():
        _save_and_fail(bench, store)
    assert store.ledger.count() == 0
    store.ledger.append([narrative(1, "kept")], signer=bench.officer, claimed=bench.clock())
    assert store.ledger.count() == 2


def _save_and_fail(bench: Bench, store: Store) -> None:
    store.ledger.append([narrative(1, "rolled back")], signer=bench.officer, claimed=bench.clock())
    raise NotCanonical(what="size")


def test_entries_are_found_by_seizure_hash_type_and_place(bench: Bench, store: Store) -> None:
    made = store.ledger.append(
        [introduced(bench.officer), titled(1, "A"), titled(2, "B")], signer=bench.officer, claimed=bench.clock()
    )
    assert store.ledger.in_scope(uuid(2)) == [made[2]]
    assert store.ledger.by_hash(made[1].hash) == made[1]
    assert store.ledger.by_hash("0" * 64) is None
    assert store.ledger.of_type("key.open") == [made[0]]
    assert list(store.ledger.run(made[0].entry.log, 2, 9)) == made[1:]
    assert store.ledger.known([made[0].hash, "0" * 64]) == {made[0].hash}
    assert store.ledger.heads() == {made[0].entry.log: (3, made[2].hash)}
    assert store.certificates.key_of(bench.officer.key_id) == bench.officer.public
    facts = store.certificates.facts(bench.officer.key_id)
    assert facts is not None
    assert (facts.person, facts.certified) == (uuid(900), False)


def test_nothing_readable_lies_in_the_files(bench: Bench) -> None:
    with bench.open() as store:
        store.ledger.append([narrative(1, "marker-in-clear")], signer=bench.officer, claimed=bench.clock())
        store.projections.refresh()
        files = [path for path in bench.home.path.rglob("*") if path.is_file()]
        assert any(path.name.endswith("-wal") for path in files)
        assert not any(b"marker-in-clear" in path.read_bytes() for path in files)


def test_a_wrong_key_is_told_from_a_damaged_file(bench: Bench, capfd: pytest.CaptureFixture[str]) -> None:
    bench.open().close()
    bench.device = replace(bench.device, database_key=bytes(32))
    with pytest.raises(WrongDatabaseKey) as caught:
        bench.open()
    assert "00" * 16 not in repr(caught.getrepr())
    assert capfd.readouterr() == ("", "")
