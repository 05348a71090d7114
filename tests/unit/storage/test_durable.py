from __future__ import annotations

import os
from pathlib import Path

import pytest

from fieldkit.storage import durable


def test_a_file_is_written_whole_or_stays_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "file"
    durable.write_new(path, b"before")

    def refuse(_handle: int) -> None:
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", refuse)
        with pytest.raises(OSError, match="Input/output"):
            durable.write_new(path, b"after")
    assert path.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [path]
    durable.write_new(path, b"after")
    assert path.read_bytes() == b"after"


def test_leftovers_of_processes_that_are_gone_are_swept_and_no_others(tmp_path: Path) -> None:
    gone = tmp_path / "x.age.999999999-0011aabb.part"
    nobodys = tmp_path / "thing.part"
    ours = durable.part_of(tmp_path / "live")
    kept = tmp_path / "part"
    for path in (gone, nobodys, ours, kept):
        path.touch()
    assert durable.sweep_parts(tmp_path) == 2
    assert (gone.exists(), nobodys.exists(), ours.exists(), kept.exists()) == (False, False, True, True)


def test_folders_are_made_with_their_parents(tmp_path: Path) -> None:
    durable.make_folder(tmp_path / "a" / "b" / "c")
    durable.make_folder(tmp_path / "a" / "b")
    assert (tmp_path / "a" / "b" / "c").is_dir()


def test_removing_what_is_not_there_is_no_error(tmp_path: Path) -> None:
    durable.remove(tmp_path / "nothing")
