"""The practice night: whatever it made verifies, and the commands' JSON keeps its shape."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from fieldkit.actions import home
from fieldkit.actions.clock import SystemClock
from fieldkit.actions.practice import demo
from tests.commands import Run


def test_the_whole_night_verifies(night: demo.Told) -> None:
    assert night.problems == ()
    assert night.valid
    assert night.receipt.startswith("R-")


def test_a_stranger_verifies_reports_and_bundles_with_the_root_alone(night: demo.Told, run: Run) -> None:
    ran = run("--json", "verify", night.report.km, night.report.en, *night.bundles, "--root", night.root)
    assert ran.code == 0, ran.out
    told = ran.json
    assert {tuple(row) for row in told} == {("file", "kind", "valid", "reasons", "signers")}
    assert [row["kind"] for row in told[:2]] == ["report", "report"]
    assert told[0]["signers"] == ["Officer: Officer Practice A", "Clerk: Clerk Practice C"]
    assert all(row["valid"] for row in told)


def test_without_a_root_nothing_is_called_valid(night: demo.Told, run: Run) -> None:
    ran = run("--json", "verify", night.report.km, night.bundles[0])
    assert ran.code == 1
    assert not any(row["valid"] for row in ran.json)
    assert all(row["reasons"] for row in ran.json)


def test_every_home_passes_its_check(night: demo.Told, run: Run) -> None:
    for place in (night.homes.field, night.homes.station, night.homes.hq):
        who = "Officer Practice A" if place == night.homes.field else ""
        ran = run("--home", place, "--as", who, "--json", "check", "--deep")
        assert ran.code == 0, ran.out
        assert set(ran.json) == {"ok", "entries", "originals", "problems"}
        assert ran.json["ok"]
        assert ran.json["problems"] == []


def test_all_three_homes_tell_the_same_story(night: demo.Told, run: Run) -> None:
    told = []
    for place, who in (
        (night.homes.field, "Officer Practice A"),
        (night.homes.station, "Clerk Practice C"),
        (night.homes.hq, "Reviewer Practice"),
    ):
        ran = run("--home", place, "--as", who, "show", night.seizure)
        assert ran.code == 0, ran.err
        told.append(json.loads(ran.out))
    assert told[0] == told[1] == told[2]


def test_what_show_prints_can_be_recorded_again_and_shows_the_same(night: demo.Told, run: Run, tmp_path: Path) -> None:
    shown = run("--home", night.homes.field, "--as", "Officer Practice A", "show", night.seizure).out
    file = tmp_path / "again.json"
    file.write_text(shown, encoding="utf-8")
    place = tmp_path / "home"
    made = run("--home", place, "new-home", "--role", "field", "--practice", "--name", "p", "--officer", "Practice P")
    assert made.code == 0, made.err
    card = night.homes.field.parent / "camera-card"
    ran = run("--home", place, "--json", "record", file, "--photos", card)
    assert ran.code == 0, ran.err
    again = json.loads(run("--home", place, "show", ran.json["number"]).out)
    before = json.loads(shown)
    for one in (again, before):
        one["seizure"].pop("number")
        for exhibit in one["exhibits"]:
            exhibit.pop("number")
    assert again == before


def test_every_log_that_brings_an_original_in_has_named_whom_it_is_sealed_to(night: demo.Told) -> None:
    officer = home.describe(path=night.homes.hq).officers[0].person
    desk = home.unlock(path=night.homes.hq, person=officer, passphrase=home.PRACTICE_PASSPHRASE, clock=SystemClock())
    entries = [signed.entry for signed in desk.store.ledger.in_scope(desk.seizure(night.seizure).id)]
    home.lock(desk=desk)
    sealed = {(entry.log, blob.recipient) for entry in entries for blob in entry.blobs}
    assert len({log for log, _ in sealed}) > 1
    assert sealed == {(entry.log, entry.body["recipient"]) for entry in entries if entry.type == "seizure.key"}


def test_importing_again_changes_nothing(night: demo.Told, run: Run, tmp_path: Path) -> None:
    copy = tmp_path / "hq"
    shutil.copytree(night.homes.hq, copy)
    before = run("--home", night.homes.hq, "--json", "check").json
    ran = run("--home", copy, "--json", "import", night.bundles[0])
    assert ran.code == 0, ran.err
    assert set(ran.json) == {"accepted", "known", "pending", "quarantined", "receipt"}
    assert ran.json["accepted"] == 0
    assert ran.json["receipt"]
    assert run("--home", copy, "--json", "check").json["entries"] == before["entries"]


def test_the_schema_of_a_write_up_is_printed(run: Run) -> None:
    schema = run("record", "--schema").out
    assert "exhibits" in json.loads(schema)["$defs"]["WriteUp"]["properties"]


@pytest.mark.parametrize("lang", ["en", "km"])
def test_demo_replaces_an_earlier_demo_and_nothing_else(run: Run, tmp_path: Path, lang: str) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    ran = run("--lang", lang, "demo", tmp_path, "--no-window")
    assert ran.code == 1
    assert (tmp_path / "mine.txt").read_text() == "mine"
    assert ran.err.strip()
