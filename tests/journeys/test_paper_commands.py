"""The papers of the night by commands: what each prints, leaves in the folder and writes down."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from fieldkit.actions import home
from fieldkit.actions.clock import PracticeClock
from tests.commands import Run
from tests.ui import practice


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> practice.Practice:
    monkeypatch.setenv("FIELDKIT_GUARD", str(tmp_path / "guard"))
    return practice.make(tmp_path)


def test_receipt_flash_slip_and_anchor_by_commands(run: Run, made: practice.Practice, tmp_path: Path) -> None:
    def paper(*words: object) -> Any:  # noqa: ANN401  (JSON has any shape)
        ran = run("--home", made.field, "--json", *words)
        assert ran.code == 0, ran.err
        return ran.json

    out = tmp_path / "papers"
    receipt = paper("paper", "receipt", made.seizure, "--owner", "Owner Practice", "--to", out, "--language", "en")
    flash = paper("paper", "flash", made.seizure, "--commander", "Commander Practice", "--to", out)
    exhibit = paper("show", made.seizure)["exhibits"][0]["number"]
    slip = paper("paper", "slip", made.seizure, "--taker", "Clerk Practice", "--exhibit", exhibit, "--to", out)
    custody = paper("paper", "custody", made.seizure, exhibit, "--to", out)
    blank = paper("paper", "blank", "--copies", "2", "--to", out)
    for told in (receipt, flash, slip, custody, blank):
        assert Path(told["file"]).read_bytes().startswith(b"%PDF-")
    assert len(flash["text"].split("\n")) == 6
    anchor = paper("anchor", made.seizure, "--to", "Duty desk Practice")
    assert anchor["written"]
    desk = home.unlock(
        path=made.field, person=made.officer, passphrase=practice.PASSPHRASE, clock=PracticeClock(1_795_300_000_000)
    )
    kinds = {one.kind for one in desk.seizure(made.seizure).anchors}
    home.lock(desk=desk)
    assert kinds == {"owner_receipt", "duty_desk"}


def test_a_form_is_begun_and_finished_by_commands(run: Run, made: practice.Practice) -> None:
    begun = run("--home", made.field, "--json", "paper", "transcribe", "P-K7Q-0001", "--author", "Writer Practice")
    assert begun.code == 0, begun.err
    done = run("--home", made.field, "paper", "transcribe", "P-K7Q-0001", "--done", "--seizure", begun.json["seizure"])
    assert done.code == 1
    assert "Nothing was typed from the form P-K7Q-0001 yet." in done.err
    refused = run("--home", made.field, "paper", "transcribe", " ", "--author", "Writer Practice")
    assert refused.code == 1
