from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import pytest

from fieldkit.sync import building, carry
from fieldkit.sync.building import Content, Payload, SourceDamaged, Stamp
from fieldkit.sync.bundle import Stopped
from fieldkit.sync.carry import StickFailed, StickFull, StickLied

from .conftest import counter, original


def _sink(data: bytes) -> Callable[[BinaryIO], None]:
    def fill(sink: BinaryIO) -> None:
        sink.write(data)

    return fill


def test_a_file_has_its_name_only_after_it_was_read_back(tmp_path: Path) -> None:
    target = tmp_path / "a.fkb"
    seen: list[bool] = []

    def check(source: BinaryIO) -> str:
        seen.append(target.exists())
        return "" if source.read() == b"bytes" else "differs"

    carry.place(target, size=5, fill=_sink(b"bytes"), check=check)
    assert seen == [False]
    assert target.read_bytes() == b"bytes"
    assert [file.name for file in tmp_path.iterdir()] == ["a.fkb"]


def test_a_stick_that_lies_keeps_nothing(tmp_path: Path) -> None:
    with pytest.raises(StickLied):
        carry.place(tmp_path / "a.fkb", size=5, fill=_sink(b"bytes"), check=lambda _source: "originals/x")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(("number", "error"), [(28, StickFull), (5, StickFailed), (30, StickFailed)])
def test_what_the_system_says_becomes_a_sentence(tmp_path: Path, number: int, error: type[Exception]) -> None:
    def fill(_sink: BinaryIO) -> None:
        raise OSError(number, "the system's words")

    with pytest.raises(error):
        carry.place(tmp_path / "a.fkb", size=5, fill=fill, check=lambda _source: "")
    assert not list(tmp_path.iterdir())


def test_a_folder_that_went_away_is_named(tmp_path: Path) -> None:
    with pytest.raises(StickFailed):
        carry.check_room(tmp_path / "pulled", 10)


def test_room_is_checked_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(StickFull) as error:
        carry.check_room(tmp_path, shutil.disk_usage(tmp_path).total * 2)
    assert int(error.value.facts["needed"]) > 0


def test_bundles_are_found_in_folders_and_by_name(tmp_path: Path) -> None:
    (tmp_path / "stick").mkdir()
    for name in ("b.fkb", "A.FKB", "photo.jpg", ".x.fkb.0a.part"):
        (tmp_path / "stick" / name).write_bytes(b"12")
    (tmp_path / "stick" / "folder.fkb").mkdir()
    (tmp_path / "stick" / "link.fkb").symlink_to(tmp_path / "stick" / "b.fkb")
    single = tmp_path / "c.fkb"
    single.write_bytes(b"123")
    found = carry.bundles([tmp_path / "stick", single, tmp_path / "stick" / "b.fkb"])
    assert [(file.path.name, file.size) for file in found] == [("c.fkb", 3), ("A.FKB", 2), ("b.fkb", 2)]


@pytest.mark.parametrize("label", ["K7Q", "ខេត្ត", "../../etc", "a" * 80, "CON", ""])
def test_names_suit_every_file_system(label: str) -> None:
    name = carry.name_for(label, "2026-11-22", "7f3a9c21" + "0" * 24, 3, 12)
    assert len(name) < 64
    assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-.")
    assert name.endswith("-20261122-7f3a9c21-03of12.fkb")


def test_stopping_leaves_no_file_of_the_group(stamp: Stamp, tmp_path: Path) -> None:
    photos = tuple((original(bytes([number]) * 30_000), "") for number in range(4))
    parts = building.plan(Content(certs=(), originals=photos), stamp, limit=50_000)
    calls: list[tuple[int, int]] = []

    def stop() -> bool:
        return any(file.suffix == ".fkb" for file in tmp_path.iterdir())  # while the second part is written

    with pytest.raises(Stopped):
        building.write(
            tmp_path,
            parts,
            stamp,
            label="K7Q",
            new_id=counter(),
            progress=lambda done, total: calls.append((done, total)),
            cancelled=stop,
        )
    assert not list(tmp_path.iterdir())
    assert calls


def test_progress_runs_from_nothing_to_all(stamp: Stamp, tmp_path: Path, content: Content) -> None:
    calls: list[tuple[int, int]] = []
    building.write(
        tmp_path,
        building.plan(content, stamp),
        stamp,
        label="K7Q",
        new_id=counter(),
        progress=lambda done, total: calls.append((done, total)),
    )
    assert [done for done, _ in calls] == sorted(done for done, _ in calls)
    assert calls[-1][0] == calls[-1][1]


def test_a_pulled_sticks_leftovers_are_swept_and_other_files_are_not(tmp_path: Path) -> None:
    (tmp_path / "old-1of1.fkb.0a0b0c0d.part").write_bytes(b"half")
    (tmp_path / "film.mp4.part").write_bytes(b"somebody's download")
    assert carry.sweep(tmp_path) == 1
    assert [file.name for file in tmp_path.iterdir()] == ["film.mp4.part"]


def test_a_rotten_original_is_blamed_on_this_disk_not_on_the_stick(stamp: Stamp, tmp_path: Path) -> None:
    good = original(b"photo " * 99)
    file = tmp_path / "store.age"
    file.write_bytes(b"Photo " * 99)
    rotten = Payload(good.path, good.sha256, good.size, file)
    stick = tmp_path / "stick"
    stick.mkdir()
    for source in (rotten, Payload(good.path, good.sha256, good.size + 1, file)):
        parts = building.plan(Content(certs=(), originals=((source, ""),)), stamp)
        with pytest.raises(SourceDamaged):
            building.write(stick, parts, stamp, label="K7Q", new_id=counter())
    assert not list(stick.iterdir())
