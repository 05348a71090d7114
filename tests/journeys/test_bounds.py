"""More than anybody meant to hand in: a folder of a hundred thousand files, a pipe, an endless line."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from fieldkit.actions import enrol, handover, move, slips, verify, watching, writeup
from fieldkit.actions.desk import Desk, TooLongToSign
from fieldkit.actions.enrol import EnrolmentFileUnreadable
from fieldkit.actions.move import MoveFileUnreadable
from fieldkit.actions.watching import TooManyFiles
from fieldkit.actions.writeup import WriteUpUnreadable
from fieldkit.domain.writeup_bodies import TeamSet
from fieldkit.media import codes
from fieldkit.media.codes import PictureNotRead
from fieldkit.reports.codes import modules as qr_modules

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
    with pytest.raises(PictureNotRead):
        slips.match(desk=hq, picture=tmp_path / "card.pipe")
    with pytest.raises(PictureNotRead):
        handover.texts_in_file(tmp_path / "card.pipe")
    with pytest.raises(WriteUpUnreadable):
        writeup.record_file(desk=hq, file=tmp_path / "card.pipe", photos=tmp_path)
    assert not verify.verify(path=tmp_path / "card.pipe", roots=()).valid
    hq.store.close()
    desk = make_home()
    with pytest.raises(MoveFileUnreadable):
        move.plan(desk=desk, card=tmp_path / "card.pipe", seizures=())
    desk.store.close()


def test_a_picture_of_two_slips_is_not_taken_for_one_of_them(make_home: Make, tmp_path: Path) -> None:
    desk = make_home()
    seizure = writeup.start(desk=desk)
    sheet = Image.new("L", (1_200, 600), 255)
    for n, letters in enumerate(("0123456789", "ABCDE12345")):
        code = codes.png(qr_modules(f"fieldkit-slip:{seizure}:{letters}"))
        sheet.paste(Image.open(io.BytesIO(code)).convert("L").resize((500, 500)), (n * 600 + 40, 50))
    sheet.save(tmp_path / "two.png")
    with pytest.raises(slips.SeveralSlips):
        slips.match(desk=desk, picture=tmp_path / "two.png")
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
