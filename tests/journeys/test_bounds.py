"""More than anybody meant to hand in: a folder of a hundred thousand files, a pipe, an endless line."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from fieldkit.actions import enrol, move, watching, writeup
from fieldkit.actions.desk import Desk, TooLongToSign
from fieldkit.actions.enrol import EnrolmentFileUnreadable
from fieldkit.actions.move import MoveFileUnreadable
from fieldkit.actions.watching import TooManyFiles
from fieldkit.domain.writeup_bodies import TeamSet

Make = Callable[..., Desk]


def test_a_folder_with_too_many_files_is_refused_by_name_at_each_look(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "MOST_FILES", 20)
    for n in range(15):
        (tmp_path / f"{n}.txt").touch()
    inner = tmp_path / "inner"
    inner.mkdir()
    (inner / "a.jpg").write_bytes(b"a")
    (tmp_path / "loop").symlink_to(tmp_path, target_is_directory=True)
    before = watching.begin(folder=tmp_path, all_of_it=True)
    assert list(before.seen) == [inner / "a.jpg"], "a loop of links ends, and only pictures count"
    for n in range(15):
        (inner / f"{n}.jpg").touch()
    with pytest.raises(TooManyFiles):
        watching.look(folder=tmp_path, before=before)
    with pytest.raises(TooManyFiles):
        watching.begin(folder=tmp_path, all_of_it=False)
    assert len(watching.begin(folder=inner, all_of_it=True).seen) == 16


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no named pipes in folders")
def test_a_pipe_named_by_hand_is_refused_and_not_waited_for(make_home: Make, tmp_path: Path) -> None:
    hq = make_home("hq", "hq", officer="Reviewer Practice")
    for name in ("card.pipe", "drafts.fkdrafts", "laptop.request"):
        os.mkfifo(tmp_path / name)
    with pytest.raises(EnrolmentFileUnreadable):
        enrol.roles_for(request=tmp_path / "laptop.request", given=())
    hq.store.close()
    desk = make_home()
    with pytest.raises(MoveFileUnreadable):
        move.plan(desk=desk, card=tmp_path / "card.pipe", seizures=())
    desk.store.close()


def test_a_section_too_long_to_sign_says_so_and_writes_nothing(make_home: Make) -> None:
    desk = make_home()
    seizure = writeup.start(desk=desk)
    before = desk.store.ledger.own_head()
    value = TeamSet(lead=desk.party, agencies=tuple(f"Agency {n}" for n in range(10_000)))
    with pytest.raises(TooLongToSign):
        writeup.save_group(desk=desk, seizure=seizure, subject=seizure, group="team.set", value=value)
    assert desk.store.ledger.own_head() == before
    desk.store.close()
