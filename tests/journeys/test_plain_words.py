"""What a newcomer types first, and that the answer says what happened and what to do."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from fieldkit.actions.practice import demo
from tests.commands import Run


@pytest.fixture
def field(tmp_path: Path, run: Run) -> Path:
    """Return a new practice home of one officer."""
    home = tmp_path / "field"
    words = ("new-home", "--role", "field", "--practice", "--name", "Laptop", "--officer", "Practice")
    assert run("--home", home, *words).code == 0
    return home


def test_a_write_up_whose_photo_is_not_there_says_which_one_is_missing(field: Path, run: Run, tmp_path: Path) -> None:
    file = tmp_path / "one.json"
    file.write_text(json.dumps({"seizure": {"title": "House"}, "photos": [{"file": "gone.jpg"}]}), encoding="utf-8")
    ran = run("--home", field, "record", file)
    assert ran.code == 1
    assert "gone.jpg" in ran.out
    assert "not attached" in ran.out


def test_an_officer_who_is_not_of_this_home_is_named_beside_those_who_are(field: Path, run: Run) -> None:
    ran = run("--home", field, "--as", "Nobody", "show")
    assert ran.code == 1
    assert "Nobody" in ran.err
    assert "Several" not in ran.err


def test_the_last_line_of_the_demo_can_be_typed_as_it_stands(night: demo.Told, run: Run) -> None:
    line = demo.lines(night)[-1]
    words = line[line.index("--home") :].replace('"', "").split()
    home, name, seizure = words[1], " ".join(words[3:-2]), words[-1]
    assert run("--home", home, "--as", name, "show", seizure).json["seizure"]["number"] == night.seizure


def test_the_list_says_how_far_a_seizure_has_come(night: demo.Told, run: Run) -> None:
    told = run("--home", night.homes.field, "--as", demo.FIRST, "show").out
    assert "[At HQ R-" in told
    assert "8 exhibits" in told


def test_a_stick_with_our_own_bundles_beside_the_answer_is_no_failure(night: demo.Told, run: Run) -> None:
    home = ("--home", night.homes.field, "--as", demo.FIRST)
    own = next(bundle for bundle in night.bundles if run(*home, "import", bundle).code == 1)
    assert run(*home, "import", own.parent).code == 0


def test_a_folder_without_bundles_is_told(field: Path, run: Run, tmp_path: Path) -> None:
    ran = run("--home", field, "import", tmp_path)
    assert (ran.code, ran.out) == (1, "No bundle was found there.\n")


def test_the_root_certificate_that_headquarters_hands_out_verifies_its_reports(
    night: demo.Told, run: Run, tmp_path: Path
) -> None:
    told = run("--home", night.homes.hq, "--json", "enrol", "root", "--to", tmp_path / "new")
    assert run("verify", night.report.km, "--root", told.json["file"]).code == 0
    without = run("verify", night.report.km)
    assert without.code == 1
    assert "--root" in without.out


def test_an_exhibit_is_known_by_its_short_number(field: Path, run: Run, tmp_path: Path) -> None:
    thing = {"detail": {"type": "phone"}, "description": "Phone", "found_by": "Practice", "collected_by": "Practice"}
    file = tmp_path / "one.json"
    file.write_text(json.dumps({"exhibits": [thing]}), encoding="utf-8")
    number = run("--home", field, "--json", "record", file).json["number"]
    short = f"{number.split('-')[2]}-01"
    assert run("--home", field, "attach", number, file, "--exhibit", short).code == 0


def test_a_report_nobody_certified_leaves_its_draft_in_a_folder_that_was_not_there(
    field: Path, run: Run, tmp_path: Path
) -> None:
    file = tmp_path / "one.json"
    file.write_text(json.dumps({"seizure": {"title": "House"}}), encoding="utf-8")
    number = run("--home", field, "--json", "record", file).json["number"]
    assert run("--home", field, "report", number, "--to", tmp_path / "new").code == 1
    assert [pdf.suffix for pdf in (tmp_path / "new").iterdir()] == [".pdf"]


def test_a_changed_report_says_which_signature_does_not_match(night: demo.Told, run: Run, tmp_path: Path) -> None:
    changed = bytearray(night.report.en.read_bytes())
    changed[9_000] ^= 1
    file = tmp_path / "changed.pdf"
    file.write_bytes(changed)
    assert "signature in #2" in run("verify", file, "--root", night.root).out
