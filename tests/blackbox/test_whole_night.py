"""The whole night in the real app, worked from outside: from the first start to the bundle on a stick.

Through the accessibility tree, as a screen reader works it. What it costs is counted.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import pytest

from tests.blackbox.hands import ByTree, Hand
from tests.blackbox.raid import Raid
from tests.blackbox.stage import ROOT, Night, missing

WHY_NOT = missing()
pytestmark = [pytest.mark.heavy, pytest.mark.skipif(bool(WHY_NOT), reason=WHY_NOT or "all is here")]
MOST_SCREENS: Final = 20
MOST_PASSPHRASES: Final = 4


def work(hand: Hand, folder: Path) -> dict[str, Any]:
    """Do the whole night and return what was counted."""
    raid = Raid(hand)
    raid.begin()
    raid.scene()
    raid.exhibits()
    raid.photos(folder / "card")
    raid.story()
    raid.second()
    raid.hand_over()
    raid.close()
    raid.export(folder / "stick")
    return hand.night.counted()


def tell(how: str, counted: dict[str, Any]) -> None:
    """Print what the night cost: `pytest -s` or a failure shows it."""
    screens, dialogs = counted["screens"], counted["dialogs"]
    rows = {
        "screens": f"{len(screens):>4}  {', '.join(screens)}",
        "dialogs": f"{len(dialogs):>4}  {', '.join(dialogs)}",
        "passphrases": f"{counted['passphrases']:>4}",
        "keystrokes": f"{counted['keystrokes']:>4}",
        "pressed": f"{counted['pressed']:>4}",
        "seconds": f"{counted['seconds']:>4}",
    }
    sys.stdout.write(f"\nThe whole night, {how}\n" + "".join(f"  {name:<12} {said}\n" for name, said in rows.items()))


def judge(counted: dict[str, Any], folder: Path) -> None:
    """Hold the counts against what was promised, and what was written against our own proofs."""
    assert len(counted["screens"]) + len(counted["dialogs"]) <= MOST_SCREENS, counted
    assert counted["passphrases"] <= MOST_PASSPHRASES
    homes = folder / "data" / "fieldkit" / "practice"
    bundles = sorted((folder / "stick").glob("*.fkb"))
    assert bundles
    assert fieldkit("verify", *bundles, "--root", homes / "practice-root.pem").startswith("valid ")
    here = ("--home", homes / "field", "--as", "Officer Practice A")
    assert json.loads(fieldkit(*here, "--json", "check"))["ok"]
    shown = json.loads(fieldkit(*here, "--json", "show"))
    (tonight,) = [one for one in shown if one["number"].endswith("-002")]
    view = json.loads(fieldkit(*here, "show", "--view", tonight["number"]))
    assert (view["state"], len(view["exhibits"]), len(view["originals"])) == ("locked", 8, 12)
    assert all(one["find"]["attested"] for one in view["exhibits"])


def fieldkit(*words: object) -> str:
    """Run the command line in a process of its own and return what it says; it has to succeed."""
    command = [sys.executable, str(ROOT / "main.py"), *map(str, words)]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


def test_the_whole_night_through_the_accessibility_tree(tmp_path: Path) -> None:
    with Night(tmp_path) as night:
        counted = work(ByTree(night), tmp_path)
    tell("through the accessibility tree", counted)
    judge(counted, tmp_path)
