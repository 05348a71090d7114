"""What people and strangers do wrong: one clear sentence each, exit code 1, and nothing that was saved is lost."""

from __future__ import annotations

import io
import json
import shutil
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import ExifTags, Image

from fieldkit.actions import custody, writeup
from fieldkit.actions.desk import Desk
from fieldkit.actions.practice import demo
from fieldkit.domain.guards import SamePerson
from fieldkit.domain.writeup import WriteUp
from tests.commands import Ran, Run

EMPTY = json.dumps({"seizure": {"title": "Practice"}})


def refused(ran: Ran, code: str) -> str:
    """Check that a command was refused with *code* in one JSON value, and return the sentence."""
    assert ran.code == 1, ran.out + ran.err
    told = ran.json
    assert told["error"] == code, told
    assert told["message"]
    assert told["hint"]
    assert "{" not in told["message"] + told["hint"]
    return str(told["message"])


@pytest.fixture
def field(tmp_path: Path, run: Run) -> Path:
    """A practice laptop with one empty seizure, T-..-001."""
    home = tmp_path / "field"
    made = run("--home", home, "new-home", "--role", "field", "--practice", "--name", "Laptop", "--officer", "Practice")
    assert made.code == 0, made.err
    file = tmp_path / "empty.json"
    file.write_text(EMPTY, encoding="utf-8")
    assert run("--home", home, "record", file).code == 0
    return home


def seizure_of(run: Run, home: Path) -> str:
    return str(run("--home", home, "--json", "show").json[0]["id"])


def jpeg() -> bytes:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "Practice"
    Image.new("RGB", (64, 48), (200, 10, 10)).save(out, "JPEG", exif=exif)
    return out.getvalue()


def bomb(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(bytes(9))) + chunk(b"IEND", b"")


def test_a_wrong_passphrase_is_named_and_changes_nothing(tmp_path: Path, run: Run) -> None:
    home = tmp_path / "real"
    made = run("--home", home, "--json", "new-home", "--role", "field", "--name", "Laptop", "--officer", "Invented")
    right = made.json["passphrase"]
    refused(run("--home", home, "--json", "show", env={"FIELDKIT_PASSPHRASE": "not it at all"}), "wrong-passphrase")
    assert run("--home", home, "--json", "show", env={"FIELDKIT_PASSPHRASE": right}).code == 0
    in_capitals = right.upper()
    assert run("--home", home, "--json", "show", env={"FIELDKIT_PASSPHRASE": in_capitals}).code == 0


def test_no_home_and_no_folder(tmp_path: Path, run: Run) -> None:
    refused(run("--json", "show"), "no-home-named")
    refused(run("--home", tmp_path, "--json", "show"), "no-home")


def test_an_unknown_command_or_option_is_wrong_usage(run: Run) -> None:
    assert run("no-such-thing").code == 2
    assert run("export").code == 2
    assert run("--lang", "xx", "show").code == 2


def test_a_laptop_cannot_act_as_headquarters(field: Path, run: Run, tmp_path: Path) -> None:
    (tmp_path / "r.request").write_bytes(b"{}")
    ran = run("--home", field, "--json", "enrol", "grant", tmp_path / "r.request", "--code", "0000", "--to", tmp_path)
    assert ran.code == 1
    assert ran.json["error"] in ("not-this-role", "wrong-signed-file")


def test_export_before_enrolment_says_what_to_do(field: Path, run: Run, tmp_path: Path) -> None:
    refused(run("--home", field, "--json", "export", "--to", tmp_path), "not-enrolled-yet")
    assert list(tmp_path.glob("*.fkb*")) == []


def test_a_bundle_for_another_headquarters_is_left_alone(night: demo.Told, run: Run, tmp_path: Path) -> None:
    other = tmp_path / "other-hq"
    run("--home", other, "new-home", "--role", "hq", "--practice", "--name", "Other HQ", "--officer", "Practice")
    ran = run("--home", other, "--json", "import", night.bundles[0])
    assert ran.code == 1
    assert ran.json["accepted"] == 0
    assert [held["reason"] for held in ran.json["quarantined"]] == ["bundle-for-somebody-else"]
    assert run("--home", other, "--json", "check").json["ok"]


@pytest.mark.parametrize("keep", [0, 1, 511, 512, 4096, 30_000, 200_000])
def test_a_torn_stick_is_told_and_never_counts_as_received(
    night: demo.Told, run: Run, tmp_path: Path, keep: int
) -> None:
    torn = tmp_path / "torn.fkb"
    torn.write_bytes(night.bundles[0].read_bytes()[:keep])
    ran = run("--json", "verify", torn, "--root", night.root)
    assert ran.code == 1
    assert ran.json[0]["reasons"]


def test_a_torn_bundle_gives_what_is_whole_and_the_rest_comes_with_the_next(
    night: demo.Told, run: Run, tmp_path: Path
) -> None:
    home, torn = tmp_path / "station", tmp_path / "torn.fkb"
    shutil.copytree(night.homes.station, home)
    whole = night.bundles[0].read_bytes()
    torn.write_bytes(whole[: len(whole) // 2])
    first = run("--home", home, "--json", "import", torn)
    assert first.code in (0, 1)
    again = run("--home", home, "--json", "import", night.bundles[0])
    assert again.code == 0, again.out
    assert run("--home", home, "--json", "check", "--deep").json["ok"]


def test_files_that_are_no_pictures_are_kept_and_named(field: Path, run: Run, tmp_path: Path) -> None:
    card = tmp_path / "card"
    card.mkdir()
    cases = {
        "empty.jpg": (b"", "kept_undecodable", "empty"),
        "bomb.png": (bomb(20_000, 20_000), "kept_undecodable", "too-many-pixels"),
        "really-a-paper.jpg": (b"%PDF-1.7\nnot a picture", "kept_undecodable", "no-decoder"),
        "logo.eps": (b"%!PS-Adobe-3.0 EPSF-3.0\n", "attached", ""),
        "cut.jpg": (jpeg()[:400], "kept_undecodable", "broken"),
        "good.jpg": (jpeg(), "attached", ""),
        "film.mp4": (b"\0\0\0\x18ftypisom film", "attached", ""),
    }
    for name, (data, _, _) in cases.items():
        (card / name).write_bytes(data)
    ran = run("--home", field, "--json", "attach", seizure_of(run, field), *(card / name for name in cases))
    assert ran.code == 0, ran.out
    told = {Path(row["path"]).name: (row["status"], row["reason"]) for row in ran.json}
    assert told == {name: (status, reason) for name, (_, status, reason) in cases.items()}
    assert all(row["message"] for row in ran.json if row["status"] == "kept_undecodable")
    assert run("--home", field, "--json", "check", "--deep").json["originals"] == len(cases)


def test_a_file_that_is_not_there_is_refused_and_the_others_are_kept(field: Path, run: Run, tmp_path: Path) -> None:
    good = tmp_path / "good.jpg"
    good.write_bytes(jpeg())
    ran = run("--home", field, "--json", "attach", seizure_of(run, field), tmp_path / "gone.jpg", good)
    assert ran.code == 1
    assert [row["status"] for row in ran.json] == ["refused", "attached"]
    assert ran.json[0]["reason"] == "source-unreadable"


def test_names_with_control_and_bidi_characters_stay_data(field: Path, run: Run, tmp_path: Path) -> None:
    name = "evil\u202egpj.\x1b[31m\u200bphoto.jpg"
    (tmp_path / name).write_bytes(jpeg())
    ran = run("--home", field, "attach", seizure_of(run, field), tmp_path / name)
    assert ran.code == 0, ran.err
    assert not {"\u202e", "\x1b", "\u200b"} & set(ran.out + ran.err)
    shown = run("--home", field, "show", seizure_of(run, field))
    assert json.loads(shown.out)["photos"][0]["file"] == name


def test_the_same_photo_twice_is_told_and_kept_once(field: Path, run: Run, tmp_path: Path) -> None:
    photo, renamed = tmp_path / "a.jpg", tmp_path / "b.jpg"
    photo.write_bytes(jpeg())
    renamed.write_bytes(jpeg())
    told = [run("--home", field, "--json", "attach", seizure_of(run, field), file) for file in (photo, photo, renamed)]
    assert [one.code for one in told] == [0, 0, 0]
    assert [one.json[0]["status"] for one in told] == ["attached", "duplicate", "duplicate"]
    assert len(json.loads(run("--home", field, "show", seizure_of(run, field)).out)["photos"]) == 1
    assert len(list((field / "originals").rglob("*.age"))) == 1


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('{"seizure": {"title": "a", "title": "b"}}', "duplicate"),
        ('{"seizure": {"title": "a"}, "times": {"started": 1.5}}', "float"),
        ('{"seizure": {"tytle": "a"}}', "misspelt"),
        ('{"seizure": ', "cut"),
        ("[]", "list"),
        ("", "empty"),
        (
            (
                '{"exhibits": [{"detail": {"type": "drug", "substance": "x"}, "description": "d", "found_by": "P",'
                ' "collected_by": "P", "weighings": [{"kind": "net", "value": "12 parsec", "operator": "P"}]}]}'
            ),
            "unit",
        ),
    ],
)
def test_a_write_up_that_is_not_one_is_refused_before_anything_is_written(
    field: Path, run: Run, tmp_path: Path, text: str, why: str
) -> None:
    before = run("--home", field, "--json", "check").json
    file = tmp_path / f"{why}.json"
    file.write_text(text, encoding="utf-8")
    refused(run("--home", field, "--json", "record", file), "not-a-write-up")
    assert run("--home", field, "--json", "check").json == before


def test_ten_thousand_characters_in_a_name_are_refused_in_words(field: Path, run: Run, tmp_path: Path) -> None:
    file = tmp_path / "long.json"
    file.write_text(json.dumps({"seizure": {"title": "x" * 10_000}}), encoding="utf-8")
    assert "seizure" in refused(run("--home", field, "--json", "record", file), "not-a-write-up")


def test_a_weight_of_nothing_is_refused(field: Path, run: Run, tmp_path: Path) -> None:
    exhibit = {
        "detail": {"type": "drug", "substance": "x"},
        "description": "d",
        "found_by": "P",
        "collected_by": "P",
        "weighings": [{"kind": "net", "value": "-5 g", "operator": "P"}],
    }
    file = tmp_path / "negative.json"
    file.write_text(json.dumps({"exhibits": [exhibit]}), encoding="utf-8")
    assert run("--home", field, "--json", "record", file).code == 1
    assert len(run("--home", field, "--json", "show").json) == 1


def test_a_photo_after_the_lock_is_kept_and_shown_as_late(field: Path, run: Run, tmp_path: Path) -> None:
    photo = tmp_path / "a.jpg"
    photo.write_bytes(jpeg())
    seizure = seizure_of(run, field)
    assert run("--home", field, "lock", seizure).code == 0
    assert run("--home", field, "--json", "attach", seizure, photo).code == 0
    view = json.loads(run("--home", field, "show", "--view", seizure).out)
    assert view["state"] == "locked"
    assert view["originals"][0]["fact"]["act"]["late"]
    refused(run("--home", field, "--json", "lock", seizure), "write-up-locked")


def test_a_full_disk_says_so_and_keeps_what_was_saved(field: Path, run: Run, tmp_path: Path) -> None:
    if sys.platform == "win32":
        pytest.skip("a limit on file sizes stands in for a full disk; Windows has none")
    card = tmp_path / "card"
    card.mkdir()
    picture = Image.effect_noise((1600, 1200), 90)
    for i in range(3):
        picture.save(card / f"{i}.jpg", quality=95)
    seizure = seizure_of(run, field)
    before = run("--home", field, "--json", "check").json
    code = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000));"
        "from fieldkit.cli import main; sys.argv = ['fieldkit', *sys.argv[1:]]; main()"
    )
    words = ["--home", str(field), "--json", "attach", seizure, *map(str, sorted(card.iterdir()))]
    done = subprocess.run([sys.executable, "-c", code, *words], capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    told = json.loads(done.stdout)
    rows = told if isinstance(told, list) else [told]
    assert all(row.get("status") != "attached" for row in rows)
    after = run("--home", field, "--json", "check", "--deep").json
    assert after["ok"]
    assert after["entries"] >= before["entries"]
    assert not list(field.rglob("*.part"))
    assert run("--home", field, "attach", seizure, *sorted(card.iterdir())).code == 0


def test_two_officers_cannot_be_one(make_home: Callable[..., Desk]) -> None:
    desk = make_home()
    made = writeup.record(desk=desk, document=WriteUp(), photos=desk.home)
    with pytest.raises(SamePerson):
        custody.offer(desk=desk, seizure=made.seizure, exhibits=[], to=desk.party)
    desk.store.close()
