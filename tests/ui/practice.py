"""A real practice home in a folder: headquarters, a field laptop enrolled at it, and the raid written up on it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from fieldkit.actions import enrol, home, writeup
from fieldkit.actions.clock import PracticeClock
from fieldkit.actions.desk import Desk
from fieldkit.actions.practice import raid
from fieldkit.domain.values import Party

PASSPHRASE = home.PRACTICE_PASSPHRASE


@dataclass(frozen=True)
class Practice:
    """Where the homes lie, who is on the laptop, and the one seizure on it."""

    field: Path
    hq: Path
    card: Path
    officer: str
    seizure: str


def make(folder: Path) -> Practice:
    """Make it."""
    clock = PracticeClock(raid.night("22:30"))
    card = folder / "card"

    def opened(name: str, role: Literal["field", "hq"], officer: str) -> tuple[Desk, str]:
        path = folder / name
        who = home.NewOfficer(name=officer, rank="Lt (practice)", unit="Practice unit")
        made = home.create(path=path, role=role, practice=True, name=f"Practice {name}", officer=who, clock=clock)
        return home.unlock(path=path, person=made.person, passphrase=PASSPHRASE, clock=clock), made.person

    hq, _reviewer = opened("hq", "hq", "Reviewer Practice")
    desk, officer = opened("field", "field", "Officer Practice A")
    asked = enrol.request(desk=desk, to=folder)
    roles = {officer: frozenset({"officer"})}
    granted = enrol.grant(desk=hq, request=asked.file, code=asked.code, roles=roles, to=folder)  # type: ignore[arg-type]  # a literal set of one
    enrol.accept(desk=desk, grant=granted.file, code=granted.code)
    told = raid.document(first=desk.party, second=Party(name="Officer Practice B"))
    raid.photos(told, card)
    recorded = writeup.record(desk=desk, document=told, photos=card)
    for one in (desk, hq):
        home.lock(desk=one)
    return Practice(folder / "field", folder / "hq", card, officer, recorded.seizure)
