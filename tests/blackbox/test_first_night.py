"""The real app on a real screen, worked from outside: first start, practice, unlock, the pages, lock."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from fieldkit.actions.home import PRACTICE_PASSPHRASE
from tests.blackbox.stage import Night, missing

WHY_NOT = missing()
pytestmark = [pytest.mark.heavy, pytest.mark.skipif(bool(WHY_NOT), reason=WHY_NOT or "all is here")]
PAGES = ("seizure", "evidence", "photos", "documents", "exchange", "settings")


def tell(counted: dict[str, Any]) -> None:
    """Print what was counted: `pytest -s` or a failure shows it."""
    sys.stdout.write(json.dumps(counted) + "\n")


def test_from_the_first_start_to_the_lock(tmp_path: Path) -> None:
    with Night(tmp_path) as night:
        night.press("practice")
        night.wait("passphrase")
        night.type("passphrase", PRACTICE_PASSPHRASE)
        night.press("unlock")
        night.wait("cards")
        night.until_text("T-2026-")
        for page in PAGES:
            night.press(f"rail_{page}")
            night.wait(page)
        night.press("rail_language")
        night.until_text("ការកំណត់")
        night.press("rail_lock")
        night.wait("passphrase")
        counted = night.counted()
    tell(counted)
    assert counted["passphrases"] == 1
    assert [screen for screen in counted["screens"] if screen in PAGES] == list(PAGES)
    assert counted["dialogs"] == []


def test_the_same_with_the_keyboard_alone(tmp_path: Path) -> None:
    with Night(tmp_path) as night:
        night.wait("practice")
        night.key("Tab")
        for _n in range(12):
            if night.do("focused") == "practice":
                break
            night.key("Tab")
        night.key("space")
        night.wait("passphrase")
        night.do("passphrase", text=PRACTICE_PASSPHRASE)
        night.key("Return")
        night.wait("cards")
        night.until_text("T-2026-")
        night.key("F1")
        night.wait("guide")
        night.key("Escape")
        night.gone("guide")
        night.key("1")
        night.gone("cards")
        counted = night.counted()
    tell(counted)
    assert counted["dialogs"] == ["keys"]
    assert counted["passphrases"] == 1
