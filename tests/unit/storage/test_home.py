from __future__ import annotations

import json
import stat
import sys
from pathlib import Path

import pytest

from fieldkit.storage.home import Home, HomeExists, NewerHomeFormat, NoHome
from tests.unit.storage.practice_home import WALL, Bench


def test_a_home_is_what_it_was_made_to_be(tmp_path: Path) -> None:
    made = Home.create(tmp_path / "h", role="station", practice=False, name="Store 1", wall=WALL)
    again = Home.open(tmp_path / "h")
    assert (again.id, again.device) == (made.id, made.device)
    assert (again.role, again.practice, again.name) == ("station", False, "Store 1")
    assert all(folder.is_dir() for folder in again.folders())


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such bits")
def test_a_home_is_closed_to_others_on_the_same_computer(tmp_path: Path) -> None:
    made = Home.create(tmp_path / "h", role="field", practice=False, name="Practice", wall=WALL)
    assert stat.S_IMODE(made.path.stat().st_mode) == stat.S_IRWXU


def test_a_home_is_not_made_where_something_lies(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(HomeExists):
        Home.create(tmp_path, role="field", practice=True, name="", wall=WALL)
    with pytest.raises(HomeExists):
        Home.create(tmp_path / "file", role="field", practice=True, name="", wall=WALL)


@pytest.mark.parametrize("card", [None, b"", b"{}", b"[1]", b"\xff", b'{"format": 1, "role": "king"}', b'{"a":' * 3000])
def test_a_folder_without_a_readable_card_is_no_home(tmp_path: Path, card: bytes | None) -> None:
    if card is not None:
        (tmp_path / "home.json").write_bytes(card)
    with pytest.raises(NoHome):
        Home.open(tmp_path)


@pytest.mark.parametrize("field", ["home", "device"])
def test_an_id_that_is_a_path_makes_no_home(bench: Bench, field: str) -> None:
    card = bench.home.path / "home.json"
    told = json.loads(card.read_text())
    card.write_text(json.dumps(told | {field: f"../../{told[field]}"}))
    with pytest.raises(NoHome):
        Home.open(bench.home.path)


def test_a_home_of_a_newer_format_is_refused(bench: Bench) -> None:
    card = bench.home.path / "home.json"
    card.write_text(card.read_text().replace('"format": 1', '"format": 2'))
    with pytest.raises(NewerHomeFormat):
        Home.open(bench.home.path)


def leftovers(bench: Bench) -> list[Path]:
    """Leave behind what a crash would."""
    home = bench.home
    left = [folder / "x.999999999-0a.part" for folder in (home.path, home.vault, home.quarantine, home.staging)]
    left += [home.staging / "print-1.pdf", home.staging / "in-1" / "bundle" / "member"]
    left[-1].parent.mkdir(parents=True)
    for path in left:
        path.touch()
    return left


def test_what_a_crash_left_unfinished_is_swept_at_the_start(bench: Bench) -> None:
    bench.open().close()
    left = leftovers(bench)
    bench.open().close()
    assert not any(path.exists() for path in left)
    assert list(bench.home.staging.iterdir()) == []


def test_nothing_is_swept_from_under_another_window(bench: Bench) -> None:
    with bench.open():
        left = leftovers(bench)
        bench.open().close()
        assert all(path.exists() for path in left)
    bench.open().close()
    assert not any(path.exists() for path in left)


def test_a_home_that_was_copied_without_its_empty_folders_opens(bench: Bench) -> None:
    bench.open().close()
    for folder in (bench.home.staging, bench.home.quarantine, bench.home.backups):
        folder.rmdir()
    bench.open().close()
    assert all(folder.is_dir() for folder in bench.home.folders())
