from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError
from sqlcipher3 import dbapi2

from fieldkit.errors import BugError
from fieldkit.storage import database as module
from fieldkit.storage import failures
from fieldkit.storage.database import Database, WrongLibrary, check_library
from fieldkit.storage.failures import DiskFailed, DiskFull, StoreBusy, StoreDamaged, StoreStopped, WrongDatabaseKey
from fieldkit.storage.store import Store
from tests.unit.storage.practice_home import Bench, narrative, uuid


def fill_up(store: Store) -> None:
    """Let the database grow no further, as on a full disk."""
    with store.writing() as tx:
        pages = tx.exec_driver_sql("PRAGMA page_count").scalar()
        tx.exec_driver_sql(f"PRAGMA max_page_count={pages}")


def make_room(store: Store) -> None:
    with store.writing() as tx:
        tx.exec_driver_sql("PRAGMA max_page_count=4294967294")


def test_a_full_disk_is_named_changes_nothing_and_gives_up_the_reserve(bench: Bench, store: Store) -> None:
    store.ledger.append([narrative(1, "kept")], signer=bench.officer, claimed=bench.clock())
    assert store.home.reserve.exists()
    fill_up(store)
    with pytest.raises(DiskFull):
        store.ledger.append(
            [narrative(1, "x" * 11_000) for _ in range(40)], signer=bench.officer, claimed=bench.clock()
        )
    assert store.reserve.spent
    assert store.ledger.count() == 2
    make_room(store)
    (made,) = store.ledger.append([narrative(1, "again")], signer=bench.officer, claimed=bench.clock())
    assert made.entry.seq == 2


def test_reading_goes_on_while_there_is_no_room_to_store_what_is_read(bench: Bench, store: Store) -> None:
    with store.writing():
        for _ in range(30):
            store.ledger.append([narrative(1, "x" * 11_000)], signer=bench.officer, claimed=bench.clock())
        fill_up(store)
    view = store.projections.seizure(uuid(1))
    assert view is not None
    assert view.entries == 30
    assert store.projections.dirty() == [uuid(1)]
    make_room(store)
    assert store.projections.refresh() == {uuid(1)}


def test_the_reserve_is_laid_by_again_at_the_next_start(bench: Bench) -> None:
    with bench.open() as store:
        assert store.reserve.give_up()
        assert not store.reserve.give_up()
    with bench.open() as store:
        assert not store.reserve.spent


def test_after_a_disk_error_nothing_is_written_until_the_store_was_opened_and_checked_again(
    bench: Bench, store: Store
) -> None:
    store.ledger.append([narrative(1, "kept")], signer=bench.officer, claimed=bench.clock())
    with pytest.raises(DiskFailed), store.writing():
        raise DBAPIError("INSERT", None, dbapi2.OperationalError("disk I/O error"))
    assert store.database.broken
    with pytest.raises(StoreStopped):
        store.ledger.append([narrative(1, "not yet")], signer=bench.officer, claimed=bench.clock())
    with pytest.raises(StoreStopped):
        store.ledger.count()
    store.reopen()
    store.ledger.append([narrative(1, "again")], signer=bench.officer, claimed=bench.clock())
    assert store.ledger.count() == 3


def test_a_database_that_is_damaged_stays_stopped(bench: Bench) -> None:
    with bench.open() as store:
        for _ in range(40):
            store.ledger.append([narrative(1, "x" * 9000)], signer=bench.officer, claimed=bench.clock())
    content = bytearray(bench.home.database.read_bytes())
    content[-1500] ^= 1
    bench.home.database.write_bytes(content)
    with bench.open() as store:
        for _ in range(2):
            with pytest.raises(StoreDamaged):
                store.reopen()
            with pytest.raises(StoreStopped):
                store.ledger.count()


@pytest.mark.parametrize(
    ("said", "named"),
    [
        ("database or disk is full", DiskFull),
        ("disk I/O error", DiskFailed),
        ("unable to open database file", DiskFailed),
        ("attempt to write a readonly database", DiskFailed),
        ("database is locked", StoreBusy),
        ("database table is locked", StoreBusy),
        ("file is not a database", WrongDatabaseKey),
        ("database disk image is malformed", StoreDamaged),
        ("no such table: nothing", BugError),
    ],
)
def test_what_sqlite_says_becomes_a_named_error(said: str, named: type[Exception]) -> None:
    assert type(failures.from_sqlite(said)) is named


def test_a_second_process_waits_and_then_gives_up_politely(
    bench: Bench, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "BUSY_MS", 50)
    monkeypatch.setattr(module, "PRAGMAS", (*(p for p in module.PRAGMAS if "busy" not in p), "busy_timeout=50"))
    with bench.open() as other:
        with store.writing(), pytest.raises(StoreBusy):
            other.ledger.append([narrative(1, "text")], signer=bench.officer, claimed=bench.clock())
        other.ledger.append([narrative(1, "text")], signer=bench.officer, claimed=bench.clock())


def test_many_threads_write_one_chain_while_others_read(bench: Bench, store: Store) -> None:
    failed: list[BaseException] = []

    def run(act: Callable[[], object]) -> threading.Thread:
        def work() -> None:
            try:
                for _ in range(15):
                    act()
            except BaseException as error:  # noqa: BLE001  (handed to the test)
                failed.append(error)

        thread = threading.Thread(target=work)
        thread.start()
        return thread

    def write() -> object:
        return store.ledger.append([narrative(1, "text")], signer=bench.officer, claimed=bench.clock())

    threads = [run(write), run(write), run(store.projections.seizures), run(store.ledger.count)]
    for thread in threads:
        thread.join()
    assert failed == []
    assert store.ledger.count() == 31
    head = store.ledger.own_head()
    assert head is not None
    assert head.seq == 30


def test_a_reader_sees_one_unchanging_state(bench: Bench, store: Store) -> None:
    store.ledger.append([narrative(1, "text")], signer=bench.officer, claimed=bench.clock())
    with store.database.reading() as connection:
        before = connection.exec_driver_sql("SELECT count(*) FROM entry").scalar()
        done = threading.Thread(
            target=lambda: store.ledger.append([narrative(1, "more")], signer=bench.officer, claimed=bench.clock())
        )
        done.start()
        done.join()
        assert connection.exec_driver_sql("SELECT count(*) FROM entry").scalar() == before
    assert store.ledger.count() == 3


def test_no_key_shows_in_what_an_error_prints(bench: Bench, store: Store) -> None:
    with pytest.raises(BugError) as caught, store.writing() as tx:
        tx.exec_driver_sql("SELECT nothing FROM nowhere WHERE secret = ?", ("typed in confidence",))
    shown = "".join(str(caught.getrepr(style="long", showlocals=False)))
    assert bench.device.database_key.hex() not in shown
    assert "typed in confidence" not in str(caught.value)
    assert "typed in confidence" not in str(caught.value.__cause__)


def test_a_closed_store_has_forgotten_its_key(bench: Bench, tmp_path: Path) -> None:
    opened = Database(tmp_path / "x.db", bench.device.database_key)
    opened.close()
    assert not any(vars(opened)["_key"])


def test_a_library_with_known_data_loss_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_checked", [])
    monkeypatch.setattr(dbapi2, "sqlite_version_info", (3, 51, 2))
    with pytest.raises(WrongLibrary):
        check_library()


def test_another_key_does_not_open_the_database(bench: Bench) -> None:
    bench.open().close()
    with pytest.raises(WrongDatabaseKey):
        Store(bench.home, replace(bench.device, database_key=bytes(32)))
