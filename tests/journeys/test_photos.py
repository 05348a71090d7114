"""Photos as a person brings them: twice, one by one, from a card that is pulled out, onto a disk that is full."""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image

from fieldkit.actions import home, photo_notes, photos, watching, writeup
from fieldkit.actions.clock import PracticeClock
from fieldkit.actions.desk import Desk
from fieldkit.actions.practice import raid
from fieldkit.domain import copies, sequences
from fieldkit.domain.clocks import corrected, off_by
from fieldkit.domain.values import Moment
from fieldkit.domain.view import OriginalView
from fieldkit.domain.writeup import WriteUp
from fieldkit.domain.writeup_bodies import Original
from fieldkit.storage.check import check

EXIF_TIME = 0x9003


def jpeg(shade: int, *, taken: str = "", camera: str = "Practice Cam", size: tuple[int, int] = (64, 48)) -> bytes:
    picture = Image.new("RGB", size, (shade % 256, shade // 256, 90))
    exif = Image.Exif()
    if taken:
        exif[0x0110] = camera
        exif.get_ifd(0x8769)[EXIF_TIME] = taken
    out = io.BytesIO()
    picture.save(out, "JPEG", exif=exif)
    return out.getvalue() + shade.to_bytes(4, "big")


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setenv("FIELDKIT_GUARD", str(tmp_path / "guard"))
    clock = PracticeClock(raid.night("22:30"))
    who = home.NewOfficer(name="Officer Practice A", unit="Practice unit")
    path = tmp_path / "home"
    made = home.create(path=path, role="field", practice=True, name="Practice laptop", officer=who, clock=clock)
    opened = home.unlock(path=path, person=made.person, passphrase=home.PRACTICE_PASSPHRASE, clock=clock)
    yield opened
    home.lock(desk=opened)


@pytest.fixture
def seizure(desk: Desk, tmp_path: Path) -> str:
    return writeup.record(desk=desk, document=WriteUp(), photos=tmp_path).seizure


@pytest.fixture
def card(tmp_path: Path) -> Path:
    folder = tmp_path / "card" / "DCIM"
    folder.mkdir(parents=True)
    for n in (41, 42, 44):
        (folder / f"IMG_{n:04d}.JPG").write_bytes(jpeg(n, taken=f"2026:11:22 02:{n}:00"))
    return folder


def attach(desk: Desk, seizure: str, *paths: Path, **said: str) -> photos.Attached:
    wanted = [photos.Photo(path=path, said=Original(name="", **said)) for path in paths]  # type: ignore[arg-type]
    return photos.attach(desk=desk, seizure=seizure, photos=wanted)


def originals(desk: Desk, seizure: str) -> dict[str, OriginalView]:
    return {one.fact.register.shown.name: one for one in desk.seizure(seizure).originals}


def test_the_same_folder_twice_is_told_and_adds_nothing(desk: Desk, seizure: str, card: Path) -> None:
    first = attach(desk, seizure, card)
    again = attach(desk, seizure, card)
    assert len(first.kept) == 3
    assert again.kept == ()
    assert [one.original for one in again.duplicates] == list(first.kept)
    assert "IMG_0041.JPG is here already" in again.duplicates[0].message
    assert len(originals(desk, seizure)) == 3
    assert check(desk.store, deep=True).ok
    assert len(list(desk.store.originals.stored())) == 3, "a duplicate leaves no sealed file behind"


def test_one_photo_under_two_names_dropped_together_is_kept_once(desk: Desk, seizure: str, card: Path) -> None:
    shutil.copy(card / "IMG_0041.JPG", card / "IMG_0041 (copy).JPG")
    told = attach(desk, seizure, card)
    assert len(told.kept) == 3
    assert [one.path.name for one in told.duplicates] == ["IMG_0041.JPG"]
    assert len(list(desk.store.originals.stored())) == 3


def test_a_card_pulled_out_in_the_middle_keeps_what_was_done(desk: Desk, seizure: str, tmp_path: Path) -> None:
    card = tmp_path / "card"
    card.mkdir()
    for n in range(photos.BATCH * 2):
        (card / f"IMG_{n:04d}.JPG").write_bytes(jpeg(n))

    def pull_out(done: int, _total: int, _doing: str) -> None:
        if done == photos.BATCH:
            shutil.rmtree(card)

    told = photos.attach(desk=desk, seizure=seizure, photos=[photos.Photo(path=card)], progress=pull_out)
    assert len(told.kept) == photos.BATCH
    assert {one.reason for one in told.refused} == {"source-unreadable"}
    assert "what was attached before is safe" in told.refused[0].hint
    assert len(originals(desk, seizure)) == photos.BATCH
    assert check(desk.store, deep=True).ok


def test_photos_deleted_from_the_card_between_listing_and_reading_are_named(
    desk: Desk, seizure: str, card: Path
) -> None:
    paths = sorted(card.iterdir())
    paths[1].unlink()
    told = attach(desk, seizure, *paths)
    assert [one.path.name for one in told.refused] == ["IMG_0042.JPG"]
    assert "IMG_0042.JPG cannot be read." in told.refused[0].message
    assert len(told.kept) == 2


@pytest.mark.skipif(sys.platform != "linux", reason="mounts a small disk, which needs root on Linux")
def test_a_disk_that_fills_up_keeps_what_was_saved_and_says_what_to_do(tmp_path: Path, desk: Desk) -> None:
    small = tmp_path / "small"
    small.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=48m", "tmpfs", str(small)], check=False).returncode:
        pytest.skip("mounts a small disk, which needs root on Linux")
    try:
        _fill_while_attaching(small, tmp_path)
    finally:
        subprocess.run(["umount", "-l", str(small)], check=True)


def _fill_while_attaching(small: Path, tmp_path: Path) -> None:
    clock = PracticeClock(raid.night("22:30"))
    who = home.NewOfficer(name="Officer Practice A", unit="Practice unit")
    made = home.create(path=small / "home", role="field", practice=True, name="Small", officer=who, clock=clock)
    desk = home.unlock(path=small / "home", person=made.person, passphrase=made.passphrase, clock=clock)
    seizure = writeup.record(desk=desk, document=WriteUp(), photos=tmp_path).seizure
    card = tmp_path / "big"
    card.mkdir()
    for n in range(12):
        (card / f"FILM{n:04d}.MP4").write_bytes(bytes([n]) * (6 << 20))
    told = attach(desk, seizure, card)
    assert told.kept
    assert told.refused[-1].reason == "disk-full"
    assert told.left + len(told.kept) + len(told.refused) == 12
    assert len(originals(desk, seizure)) == len(told.kept)
    report = check(desk.store, deep=True)
    assert report.ok, report.problems
    home.lock(desk=desk)


def test_a_copy_that_paused_is_taken_again_when_it_goes_on(tmp_path: Path) -> None:
    photo = tmp_path / "IMG_0001.JPG"
    photo.write_bytes(b"half")
    watched = watching.look(folder=tmp_path, before=watching.begin(folder=tmp_path, all_of_it=True))
    assert watched.ready == (photo,)
    photo.write_bytes(b"half and the other half")
    watched = watching.look(folder=tmp_path, before=watched)
    assert (watched.ready, watched.waiting) == ((), 1)
    watched = watching.look(folder=tmp_path, before=watched)
    assert watched.ready == (photo,)
    assert watching.look(folder=tmp_path, before=watched).ready == ()


def test_watching_a_card_gives_new_files_when_they_are_whole(card: Path) -> None:
    watched = watching.begin(folder=card.parent, all_of_it=False)
    assert watching.look(folder=card.parent, before=watched).ready == ()
    half = card / "IMG_0045.JPG"
    half.write_bytes(b"\xff\xd8 half")
    watched = watching.look(folder=card.parent, before=watched)
    assert (watched.ready, watched.waiting) == ((), 1)
    half.write_bytes(jpeg(45))
    watched = watching.look(folder=card.parent, before=watched)
    assert watched.ready == (), "it has grown since"
    watched = watching.look(folder=card.parent, before=watched)
    assert watched.ready == (half,)
    assert watching.look(folder=card.parent, before=watched).ready == ()
    shutil.rmtree(card.parent)
    assert watching.look(folder=card.parent, before=watched).gone


def test_watching_may_begin_with_what_is_there(card: Path) -> None:
    watched = watching.begin(folder=card, all_of_it=True)
    assert watched.count == 3
    assert [p.name for p in watching.look(folder=card, before=watched).ready] == [
        "IMG_0041.JPG",
        "IMG_0042.JPG",
        "IMG_0044.JPG",
    ]
    assert all(path.exists() for path in card.iterdir()), "nothing is ever deleted from a card"


def test_view_types_and_words_are_said_of_many_photos_at_once(desk: Desk, seizure: str, card: Path) -> None:
    kept = attach(desk, seizure, card).kept
    before = desk.seizure(seizure).entries
    made = photo_notes.describe(desk=desk, seizure=seizure, originals=kept[:2], said={"view": "seal"})
    assert made.entries == 2
    photo_notes.describe(desk=desk, seizure=seizure, originals=kept[:1], said={"caption": "Bag 1", "taken_by": "Dara"})
    shown = [one.fact.register.shown for one in desk.seizure(seizure).originals]
    assert [one.view for one in shown] == ["seal", "seal", "other"]
    assert (shown[0].caption, shown[0].taken_by, shown[0].name) == ("Bag 1", "Dara", "IMG_0041.JPG")
    assert not photo_notes.describe(desk=desk, seizure=seizure, originals=kept[:2], said={"view": "seal"})
    assert desk.seizure(seizure).entries == before + 3


def test_one_photo_of_a_clock_corrects_every_photo_of_that_camera(desk: Desk, seizure: str, card: Path) -> None:
    (card / "OTHR0001.JPG").write_bytes(jpeg(7, taken="2026:11:22 02:41:00", camera="Another Cam"))
    attach(desk, seizure, card)
    photos.make_previews(desk=desk, seizure=seizure)
    found = originals(desk, seizure)
    reads = Moment(wall=int(datetime(2026, 11, 21, 19, 43, 10, tzinfo=UTC).timestamp() * 1000), offset=420)
    photo_notes.set_camera_clock(desk=desk, seizure=seizure, original=found["IMG_0041.JPG"].id, reads=reads)
    view, found = desk.seizure(seizure), originals(desk, seizure)
    assert off_by(view, found["IMG_0044.JPG"]) == 130
    assert corrected("2026-11-22 02:44:00", 130) == "2026-11-22 02:46:10"
    assert off_by(view, found["OTHR0001.JPG"]) is None
    assert found["IMG_0041.JPG"].fact.register.shown.view == "clock"
    later = Moment(wall=reads.wall + 60_000, offset=420)
    photo_notes.set_camera_clock(desk=desk, seizure=seizure, original=found["IMG_0041.JPG"].id, reads=later)
    assert off_by(desk.seizure(seizure), found["IMG_0044.JPG"]) == 190
    assert len(desk.seizure(seizure).clocks) == 1


def test_a_photo_without_camera_time_sets_no_clock(desk: Desk, seizure: str, tmp_path: Path) -> None:
    (tmp_path / "copy.jpg").write_bytes(jpeg(3))
    (kept,) = attach(desk, seizure, tmp_path / "copy.jpg").kept
    photos.make_previews(desk=desk, seizure=seizure)
    with pytest.raises(photo_notes.NoCameraTime):
        photo_notes.set_camera_clock(desk=desk, seizure=seizure, original=kept, reads=Moment(wall=0))


def test_a_missing_number_is_explained_once_by_a_deviation(desk: Desk, seizure: str, card: Path) -> None:
    attach(desk, seizure, card, source="card")
    photos.make_previews(desk=desk, seizure=seizure)
    (gap,) = sequences.in_view(desk.seizure(seizure))
    assert gap.named == "IMG_0043.JPG"
    photo_notes.explain_gap(desk=desk, seizure=seizure, named=gap.named, why="Out of focus, deleted at the scene.")
    view = desk.seizure(seizure)
    assert sequences.in_view(view) == ()
    assert [(d.register.shown.rule, d.register.shown.what) for d in view.deviations] == [
        ("sequence-gap", "IMG_0043.JPG")
    ]
    with pytest.raises(photo_notes.NothingToExplain):
        photo_notes.explain_gap(desk=desk, seizure=seizure, named=gap.named, why="again")


def test_a_messenger_copy_is_linked_to_its_original_by_a_person(desk: Desk, seizure: str, tmp_path: Path) -> None:
    (tmp_path / "IMG-20261122-WA0007.jpg").write_bytes(jpeg(9, size=(64, 48)))
    (tmp_path / "IMG_0050.JPG").write_bytes(jpeg(9, taken="2026:11:22 02:50:00", size=(640, 480)))
    (tmp_path / "IMG_0051.JPG").write_bytes(jpeg(9, taken="2026:11:22 02:51:00", size=(500, 500)))
    attach(desk, seizure, *sorted(tmp_path.glob("IMG*")))
    photos.make_previews(desk=desk, seizure=seizure)
    found = originals(desk, seizure)
    copy, whole = found["IMG-20261122-WA0007.jpg"], found["IMG_0050.JPG"]
    assert copy.examined is not None
    assert copy.examined.likely_copy
    assert [one.id for one in copies.originals_for(desk.seizure(seizure), copy)] == [whole.id]
    photo_notes.describe(desk=desk, seizure=seizure, originals=[whole.id], said={"original_of": copy.id})
    assert originals(desk, seizure)["IMG_0050.JPG"].fact.register.shown.original_of == copy.id


def test_a_pasted_picture_is_kept_and_marked_as_a_paste(desk: Desk, seizure: str) -> None:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(out, "PNG")
    said = Original(name="", source="paste")
    photo = photos.Photo(path=Path("paste-20261122-021344.png"), said=said, data=out.getvalue())
    (kept,) = photos.attach(desk=desk, seizure=seizure, photos=[photo]).kept
    (one,) = desk.seizure(seizure).originals
    assert (one.id, one.blob.mime, one.fact.register.shown.source) == (kept, "image/png", "paste")
    assert desk.store.originals.open(one.blob) == out.getvalue()


def test_a_large_preview_is_decoded_for_the_screen_and_never_stored(desk: Desk, seizure: str, tmp_path: Path) -> None:
    (tmp_path / "IMG_0001.JPG").write_bytes(jpeg(1, size=(2400, 1800)))
    (kept,) = attach(desk, seizure, tmp_path / "IMG_0001.JPG").kept
    photos.make_previews(desk=desk, seizure=seizure)
    small = photos.preview(desk=desk, seizure=seizure, original=kept)
    large = photos.preview(desk=desk, seizure=seizure, original=kept, edge=1600)
    assert small is not None
    assert large is not None
    assert (small.width, small.height, large.width, large.height) == (512, 384, 1600, 1200)
    blob = desk.seizure(seizure).originals[0].blob
    assert desk.store.previews.get(blob.sha256, 1600) is None
