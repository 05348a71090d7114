"""What a court will miss, asked on the command line; and what looks odd in a file that is recorded."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from fieldkit.actions.practice import demo
from tests.commands import Run


def write_up(substance: str = "ketmine") -> str:
    exhibit = {
        "detail": {"type": "drug", "substance": substance},
        "description": "White crystals.",
        "found_by": "Officer Practice",
        "collected_by": "Officer Practice",
        "weighings": [{"kind": "net", "value": "700 kg", "operator": "Officer Practice"}],
    }
    deviation = {"rule": "place", "what": "On a boat.", "why": "No signal.", "decided_by": "Officer Practice"}
    return json.dumps({"times": {"started": "1970-01-02 00:00"}, "exhibits": [exhibit], "deviations": [deviation]})


@pytest.fixture
def home(tmp_path: Path, run: Run) -> Path:
    folder = tmp_path / "field"
    made = run(
        "--home", folder, "new-home", "--role", "field", "--practice", "--name", "Laptop", "--officer", "Practice"
    )
    assert made.code == 0, made.err
    return folder


def test_odd_words_and_weights_are_told_and_recorded_all_the_same(home: Path, run: Run, tmp_path: Path) -> None:
    file = tmp_path / "odd.json"
    file.write_text(write_up(), encoding="utf-8")
    made = run("--home", home, "--json", "record", file)
    assert made.code == 0, made.err
    told = " ".join(made.json["warnings"])
    for words in ("before the year 2000", "ketamine", "very heavy"):
        assert words in told
    assert "Look at this" in run("--home", home, "record", file).out


def test_missing_steps_are_listed_with_where_each_rule_comes_from(home: Path, run: Run, tmp_path: Path) -> None:
    file = tmp_path / "thin.json"
    file.write_text(write_up(), encoding="utf-8")
    number = run("--home", home, "--json", "record", file).json["number"]
    listed = run("--home", home, "--json", "missing", number)
    assert listed.code == 1
    rows = {one["rule"]: one for one in listed.json}
    assert rows["presence"]["label"] == "law"
    assert rows["presence"]["source"] == "CCP 91"
    assert rows["seal"]["label"] == "default"
    assert rows["seal"]["exhibit"].startswith(number)
    assert rows["place"]["answered_by"]
    shown = run("--home", home, "missing", number).out
    assert "Law CCP 91" in shown
    assert "explained by a deviation" in shown


def test_an_unknown_seizure_is_named(home: Path, run: Run) -> None:
    refused = run("--home", home, "--json", "missing", "T-0")
    assert refused.code == 1
    assert refused.json["error"] == "no-such-seizure"


def test_the_practice_night_lacks_photos_but_nothing_that_the_law_asks_for(night: demo.Told, run: Run) -> None:
    listed = run("--home", night.homes.field, "--as", "Officer Practice A", "--json", "missing", night.seizure)
    assert {one["rule"] for one in listed.json if one["label"] == "law" and not one["answered_by"]} == set()
    missing = {one["rule"] for one in listed.json}
    assert "view-sealed" in missing
    assert not missing & {"seal", "seal-witness", "gross", "second-weigher", "attestation", "narrative", "made-safe"}
