from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from fieldkit.domain.entry import Signed
from fieldkit.storage.backup import back_up, restore
from fieldkit.storage.guard import SLOT, Guard, Mark, default_folder
from fieldkit.storage.store import Store
from fieldkit.trust.heads import sign_head
from tests.unit.storage.practice_home import WALL, Bench, heads_of, narrative, uuid, whole_log


def save(bench: Bench, store: Store, text: str = "text") -> Signed:
    (made,) = store.ledger.append([narrative(1, text)], signer=bench.officer, claimed=bench.clock())
    return made


def opening(store: Store) -> dict[str, object]:
    """Return what the current log's opening says it continues."""
    first = whole_log(store)[0]
    assert first.entry.type == "log.open"
    continues = first.entry.body.get("continues")
    return dict(continues) if continues else {}


def guard_file(bench: Bench) -> Path:
    return default_folder() / f"{bench.home.id}.guard"


def test_a_database_restored_from_a_backup_opens_a_new_log(bench: Bench, tmp_path: Path) -> None:
    with bench.open() as store:
        save(bench, store)
        state = back_up(store, tmp_path / "stick", wall=WALL)
        left = whole_log(store)[-1]
        save(bench, store, "after the backup")
    restore(state, tmp_path / "restored")
    with bench.at(tmp_path / "restored") as store:
        made = save(bench, store)
        assert made.entry.log != left.entry.log
        assert opening(store) == {"log": left.entry.log, "seq": left.entry.seq, "head": left.hash, "why": "restore"}
        assert save(bench, store).entry.log == made.entry.log
    with bench.at(tmp_path / "restored") as store:
        assert save(bench, store).entry.log == made.entry.log


def test_a_log_can_be_begun_before_anything_is_written_on_it(bench: Bench) -> None:
    with bench.open() as store:
        first = store.ledger.begin(claimed=bench.clock())
        assert store.ledger.begin(claimed=bench.clock()) == first
        assert [one.entry.type for one in whole_log(store)] == ["log.open"]
        assert save(bench, store).entry.log == first
    guard_file(bench).unlink()
    with bench.open() as store:
        second = store.ledger.begin(claimed=bench.clock())
        assert second != first
        assert opening(store)["why"] == "reinstall"
        assert store.ledger.own_logs() == [first, second]


def test_a_copy_of_a_home_beside_the_first_never_writes_a_second_entry_at_one_place(
    bench: Bench, tmp_path: Path
) -> None:
    with bench.open() as first:
        save(bench, first)
    shutil.copytree(bench.home.path, tmp_path / "copy")
    with bench.open() as first, bench.at(tmp_path / "copy") as copy:
        places = [
            (made.entry.log, made.entry.seq) for _ in range(3) for made in (save(bench, first), save(bench, copy))
        ]
    assert len(set(places)) == len(places)


def test_a_copy_on_another_machine_opens_a_new_log(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with bench.open() as store:
        left = save(bench, store)
    monkeypatch.setenv("FIELDKIT_GUARD", str(tmp_path / "other machine"))
    with bench.open() as store:
        save(bench, store)
        assert opening(store) == {"log": left.entry.log, "seq": 1, "head": left.hash, "why": "clone"}


def test_a_guard_copied_to_another_machine_does_not_hide_the_copy(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with bench.open() as store:
        save(bench, store)
    other = tmp_path / "other machine"
    other.mkdir()
    shutil.copy(guard_file(bench), other)
    monkeypatch.setenv("FIELDKIT_GUARD", str(other))
    with bench.open() as store:
        save(bench, store)
        assert opening(store)["why"] == "clone"


def test_a_lost_guard_opens_a_new_log(bench: Bench) -> None:
    with bench.open() as store:
        left = save(bench, store)
    guard_file(bench).unlink()
    with bench.open() as store:
        assert save(bench, store).entry.log != left.entry.log
        assert opening(store)["why"] == "reinstall"


@pytest.mark.parametrize("slot", [0, 1])
def test_one_torn_slot_of_the_guard_costs_nothing(bench: Bench, slot: int) -> None:
    with bench.open() as store:
        save(bench, store)
        left = save(bench, store)
    with guard_file(bench).open("r+b") as file:
        file.seek(slot * SLOT + 100)
        file.write(b"\0" * 64)
    with bench.open() as store:
        made = save(bench, store)
    assert (made.entry.log, made.entry.seq) == (left.entry.log, left.entry.seq + 1)


def test_a_guard_that_lags_does_not_open_a_new_log(bench: Bench) -> None:
    with bench.open() as store:
        save(bench, store)
        lagging = guard_file(bench).read_bytes()
        left = save(bench, store)
        save(bench, store)
    guard_file(bench).write_bytes(lagging)
    with bench.open() as store:
        assert save(bench, store).entry.log == left.entry.log


def test_the_guard_remembers_every_save_at_once(bench: Bench) -> None:
    with bench.open() as store:
        for _ in range(4):
            made = save(bench, store)
            assert Mark(made.entry.log, made.entry.seq, made.hash) in Guard(bench.home.id).read()


def test_a_guard_that_cannot_be_written_stops_no_save(bench: Bench) -> None:
    with bench.open() as store:
        save(bench, store)
        guard_file(bench).unlink()
        guard_file(bench).mkdir()
        save(bench, store)


def test_entries_of_our_log_that_others_bring_and_we_lack_close_it(bench: Bench, tmp_path: Path) -> None:
    with bench.open() as store:
        save(bench, store)
    shutil.copytree(bench.home.path, tmp_path / "old")
    guard = guard_file(bench).read_bytes()
    with bench.open() as store:
        lost = save(bench, store, "lost by a disk image")
        heads = heads_of(store, bench.device.signer)
    guard_file(bench).write_bytes(guard)  # the image brought back the guard as well
    with bench.at(tmp_path / "old") as store:
        assert store.ledger.admit([lost], heads=heads).new == (lost.hash,)
        made = save(bench, store)
        assert made.entry.log != lost.entry.log
        continues = opening(store)
        assert (continues["why"], continues["seq"]) == ("fork", 1)
        assert [one.entry.body["text"] for one in store.ledger.in_scope(uuid(1))] == [
            "text",
            lost.entry.body["text"],
            "text",
        ]


def test_a_signed_head_of_our_log_beyond_our_own_closes_it(bench: Bench) -> None:
    with bench.open() as store:
        left = save(bench, store)
        ahead = sign_head(log=left.entry.log, seq=9, head="a" * 64, signer=bench.device.signer)
        store.ledger.admit([], heads=[ahead])
        assert save(bench, store).entry.log != left.entry.log
        assert opening(store)["why"] == "restore"


def test_a_signed_head_that_agrees_changes_nothing(bench: Bench) -> None:
    with bench.open() as store:
        left = save(bench, store)
        store.ledger.admit([], heads=heads_of(store, bench.device.signer))
        assert save(bench, store).entry.log == left.entry.log
