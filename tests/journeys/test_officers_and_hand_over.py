"""By commands alone: officers come and go, exhibits pass from hand to hand, a reviewer answers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.commands import Run

THING = {
    "detail": {"type": "drug", "substance": "meth-crystal"},
    "description": "White pieces (practice)",
    "found_by": "Practice A",
    "collected_by": "Practice A",
    "weighings": [{"kind": "gross_sealed", "value": "100.0 g", "operator": "Practice A"}],
    "package": {"package_no": "P-1", "seals": ["S-1"], "sealed_by": "Practice A"},
}


@pytest.fixture
def home(tmp_path: Path, run: Run) -> Path:
    """A practice laptop with two officers and one sealed exhibit."""
    place = tmp_path / "home"
    words = ("new-home", "--role", "field", "--practice", "--name", "Laptop", "--officer", "Practice A")
    assert run("--home", place, *words).code == 0
    assert run("--home", place, "officer", "add", "--name", "Practice B").code == 0
    file = tmp_path / "night.json"
    file.write_text(json.dumps({"exhibits": [THING]}), encoding="utf-8")
    assert run("--home", place, "--as", "Practice A", "record", file).code == 0
    return place


def test_an_exhibit_passes_from_one_officer_to_the_other(home: Path, run: Run) -> None:
    def first(*words: object) -> object:
        return run("--home", home, "--as", "Practice A", "--json", *words).json

    def second(*words: object) -> object:
        return run("--home", home, "--as", "Practice B", "--json", *words).json

    seizure = run("--home", home, "--as", "Practice A", "--json", "show").json[0]["number"]
    before = run("--home", home, "--as", "Practice A", "--json", "custody", "list", seizure).json
    number = before[0]["exhibit"]
    people = {o["name"]: o["person"] for o in run("--home", home, "--json", "officer", "list").json}
    to = ("--to", "Practice B", "--person", people["Practice B"])
    made = run("--home", home, "--as", "Practice A", "--json", "custody", "offer", seizure, number, *to).json
    assert first("custody", "accept", seizure, made["offer"], "--line", f"{number}=S-1")["error"] == "same-person"  # type: ignore[index]
    second("custody", "accept", seizure, made["offer"], "--line", f"{number}=S-9=99.0 g", "--location", "Safe 1")
    after = run("--home", home, "--as", "Practice A", "--json", "custody", "list", seizure).json
    assert (after[0]["holder"], after[0]["place"]) == ("Practice B", "Safe 1")
    view = json.loads(run("--home", home, "--as", "Practice A", "show", "--view", seizure).out)
    assert {one["what"] for one in view["exhibits"][0]["discrepancies"]} == {"seal", "weight"}
    again = second("custody", "refuse", seizure, made["offer"], "--line", f"{number}=too late")
    assert again["error"] == "offer-answered"  # type: ignore[index]


def test_an_officer_is_taken_off_and_cannot_come_back_by_the_old_key(home: Path, run: Run) -> None:
    people = {o["name"]: o["person"] for o in run("--home", home, "--json", "officer", "list").json}
    mine = run("--home", home, "--as", "Practice A", "--json", "officer", "remove", people["Practice A"])
    assert mine.json["error"] == "same-person"
    assert run("--home", home, "--as", "Practice A", "officer", "remove", people["Practice B"]).code == 0
    assert [o["name"] for o in run("--home", home, "--json", "officer", "list").json] == ["Practice A"]
    assert run("--home", home, "--json", "check", "--deep").json["ok"]
    last = run("--home", home, "--as", "Practice A", "--json", "officer", "remove", people["Practice B"])
    assert last.json["error"] == "no-such-officer"


def test_a_passphrase_is_changed_and_the_old_one_is_dead(tmp_path: Path, run: Run) -> None:
    place = tmp_path / "real"
    words = ("new-home", "--role", "field", "--name", "Laptop", "--officer", "Invented A")
    old = run("--home", place, "--json", *words).json["passphrase"]
    new = run("--home", place, "--json", "officer", "passphrase", env={"FIELDKIT_PASSPHRASE": old}).json["passphrase"]
    assert run("--home", place, "--json", "show", env={"FIELDKIT_PASSPHRASE": old}).json["error"] == "wrong-passphrase"
    assert run("--home", place, "--json", "show", env={"FIELDKIT_PASSPHRASE": new}).json == []


def test_headquarters_opens_a_laptop_nobody_can_unlock(tmp_path: Path, run: Run) -> None:
    hq, laptop = tmp_path / "hq", tmp_path / "laptop"
    run("--home", hq, "new-home", "--role", "hq", "--practice", "--name", "HQ", "--officer", "Practice R")
    run("--home", laptop, "new-home", "--role", "field", "--practice", "--name", "L", "--officer", "Practice A")
    asked = run("--home", laptop, "--json", "enrol", "request", "--to", tmp_path).json
    words = ("enrol", "grant", asked["file"], "--code", asked["code"], "--to", tmp_path)
    granted = run("--home", hq, "--json", *words).json
    assert run("--home", laptop, "enrol", "accept", granted["file"], "--code", granted["code"]).code == 0
    told = run("--home", hq, "--json", "check").json
    assert told["ok"]
    phrase = {"FIELDKIT_SAFE_PASSPHRASE": " ".join(["practice"] * 6)}
    recover = ("officer", "recover", "--safe", hq / "vault" / "safe.key", "--name", "Practice C")
    assert run("--home", laptop, *recover, env=phrase).code == 0
    names = [o["name"] for o in run("--home", laptop, "--json", "officer", "list").json]
    assert names == ["Practice A", "Practice C"]
    assert run("--home", laptop, "--as", "Practice C", "--json", "check").json["ok"]
    wrong = run("--home", laptop, "--json", *recover, env={"FIELDKIT_SAFE_PASSPHRASE": "not it"})
    assert wrong.json["error"] == "wrong-passphrase"


def test_only_a_reviewer_reviews(home: Path, run: Run) -> None:
    seizure = run("--home", home, "--as", "Practice A", "--json", "show").json[0]["number"]
    refused = run("--home", home, "--as", "Practice B", "--json", "review", "accept", seizure)
    assert refused.json["error"] == "not-your-role"
    refused = run("--home", home, "--as", "Practice A", "--json", "review", "return", seizure, "--reason", "x")
    assert refused.json["error"] == "not-your-role"
    refused = run("--home", home, "--as", "Practice A", "--json", "review", "amend", seizure, "--reason", "x")
    assert refused.json["error"] == "not-accepted"


def test_a_short_passphrase_of_ones_own_is_refused(tmp_path: Path, run: Run) -> None:
    place = tmp_path / "real"
    words = ("new-home", "--role", "field", "--name", "Laptop", "--officer", "Invented A")
    weak = run("--home", place, "--json", *words, env={"FIELDKIT_PASSPHRASE": "short"})
    assert weak.json["error"] == "weak-passphrase"
    assert not place.exists()


def test_a_wrong_comparison_code_is_refused_and_the_right_one_is_not_told(tmp_path: Path, run: Run) -> None:
    hq, laptop = tmp_path / "hq", tmp_path / "laptop"
    run("--home", hq, "new-home", "--role", "hq", "--practice", "--name", "HQ", "--officer", "Practice R")
    run("--home", laptop, "new-home", "--role", "field", "--practice", "--name", "L", "--officer", "Practice A")
    asked = run("--home", laptop, "--json", "enrol", "request", "--to", tmp_path).json
    wrong = "0000-0000-0000-0000"
    ran = run("--home", hq, "--json", "enrol", "grant", asked["file"], "--code", wrong, "--to", tmp_path)
    assert ran.json["error"] == "codes-differ"
    assert asked["code"] not in ran.out + ran.err
    assert not list(tmp_path.glob("*.grant"))
