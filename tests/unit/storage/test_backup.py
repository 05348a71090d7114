from __future__ import annotations

from pathlib import Path

import pytest

from fieldkit.storage.backup import BackupDamaged, NoBackup, back_up, read_manifest, restore
from fieldkit.storage.check import check
from fieldkit.storage.durable import PART
from fieldkit.storage.home import HomeExists
from tests.unit.storage.practice_home import WALL, Bench, attach, introduced, narrative, uuid


@pytest.fixture
def state(bench: Bench, tmp_path: Path) -> Path:
    """Back up a home with an entry and two photos."""
    with bench.open() as store:
        drafts = [introduced(bench.officer), narrative(1, "text")]
        store.ledger.append(drafts, signer=bench.officer, claimed=bench.clock())
        attach(bench, store, 1, tmp_path / "a.jpg", b"first photo")
        attach(bench, store, 1, tmp_path / "b.jpg", b"second photo")
        return back_up(store, tmp_path / "disk", wall=WALL)


def test_a_restored_home_holds_everything(bench: Bench, state: Path, tmp_path: Path) -> None:
    with bench.open() as store:
        expected = store.projections.content_hash()
    restore(state, tmp_path / "new")
    with bench.at(tmp_path / "new") as store:
        report = check(store, deep=True)
        assert report.ok, report.problems
        assert report.originals == 2
        assert store.projections.content_hash() == expected


def test_a_second_backup_copies_only_new_originals(bench: Bench, state: Path, tmp_path: Path) -> None:
    kept = {path: path.stat().st_mtime_ns for path in (state.parent / "originals").rglob("*.age")}
    told: list[tuple[int, int]] = []
    with bench.open() as store:
        attach(bench, store, 1, tmp_path / "c.jpg", b"third photo")
        later = back_up(
            store, tmp_path / "disk", wall=WALL + 1, progress=lambda done, total: told.append((done, total))
        )
    assert len(told) == 1
    assert {path: path.stat().st_mtime_ns for path in kept} == kept
    assert len(read_manifest(later).originals) == 3
    assert len(read_manifest(state).originals) == 2
    restore(state, tmp_path / "earlier")
    with bench.at(tmp_path / "earlier") as store:
        assert check(store).originals == 2


def test_a_restore_needs_an_empty_folder(state: Path, tmp_path: Path) -> None:
    (tmp_path / "used").mkdir()
    (tmp_path / "used" / "something").touch()
    with pytest.raises(HomeExists):
        restore(state, tmp_path / "used")


def test_a_backup_that_was_cut_short_is_no_backup(state: Path, tmp_path: Path) -> None:
    (state / "manifest.json").unlink()
    with pytest.raises(NoBackup):
        restore(state, tmp_path / "new")


@pytest.mark.parametrize("which", ["fieldkit.db", "home.json", "original"])
@pytest.mark.parametrize("how", ["changed", "missing"])
def test_a_damaged_backup_is_not_restored_into_a_home(state: Path, tmp_path: Path, which: str, how: str) -> None:
    victim = state / which if which != "original" else next((state.parent / "originals").rglob("*.age"))
    if how == "missing":
        victim.unlink()
    else:
        content = bytearray(victim.read_bytes())
        content[len(content) // 2] ^= 1
        victim.write_bytes(content)
    with pytest.raises(BackupDamaged):
        restore(state, tmp_path / "new")
    assert not (tmp_path / "new" / "home.json").exists()
    assert not list(tmp_path.rglob(f"*{PART}"))


def test_a_manifest_that_points_outside_is_refused(state: Path, tmp_path: Path) -> None:
    manifest = (state / "manifest.json").read_text()
    (state / "manifest.json").write_text(manifest.replace('"fieldkit.db"', '"../fieldkit.db"'))
    with pytest.raises(NoBackup):
        restore(state, tmp_path / "new")


def test_work_goes_on_while_a_backup_is_made(bench: Bench, tmp_path: Path) -> None:
    with bench.open() as store:
        attach_log = [narrative(1, "text")]
        store.ledger.append(attach_log, signer=bench.officer, claimed=bench.clock())
        for number in range(3):
            attach(bench, store, 1, tmp_path / f"{number}.jpg", bytes([number]) * 1000)

        def save(_done: int, _total: int) -> None:
            store.ledger.append([narrative(1, "meanwhile")], signer=bench.officer, claimed=bench.clock())

        state = back_up(store, tmp_path / "disk", wall=WALL, progress=save)
        assert len(store.ledger.in_scope(uuid(1))) == 7
    restore(state, tmp_path / "new")
    with bench.at(tmp_path / "new") as store:
        assert len(store.ledger.in_scope(uuid(1))) == 4
