"""Two laptops on the night of a raid: the giver's with the exhibits and two officers, and a taker's."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

from fieldkit.actions import home
from fieldkit.actions.clock import PracticeClock
from fieldkit.actions.practice import raid
from tests.ui import practice
from tests.ui.practice import PASSPHRASE, Practice

TAKER = "Officer Practice T"
SECOND = "Officer Practice B"


class Night:
    """A giver's laptop with the raid and a second officer on it, and a taker's laptop that knows nothing of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.world: Practice = practice.make(folder / "world")
        self.second = self._add_officer()
        self.taker = folder / "taker"
        who = home.NewOfficer(name=TAKER, rank="Lt (practice)", unit="Practice store")
        clock = PracticeClock(raid.night("23:00"))
        home.create(path=self.taker, role="field", practice=True, name="Practice taker", officer=who, clock=clock)

    def _add_officer(self) -> str:
        clock = PracticeClock(raid.night("23:10"))
        desk = home.unlock(path=self.world.field, person=self.world.officer, passphrase=PASSPHRASE, clock=clock)
        person, _phrase = home.add_officer(desk=desk, officer=home.NewOfficer(name=SECOND))
        home.lock(desk=desk)
        return person

    def copied(self, folder: Path) -> Night:
        """Return the same night in *folder*, guard and all, for one test to write on."""
        shutil.copytree(self.folder, folder)
        made = object.__new__(Night)
        world = {name: folder / "world" / getattr(self.world, name).name for name in ("field", "hq", "card")}
        made.folder, made.second, made.taker = folder, self.second, folder / "taker"
        made.world = replace(self.world, **world)
        return made
