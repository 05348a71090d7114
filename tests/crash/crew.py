"""People at work until they are killed: run as a script, it forks a worker for each line `<act> <seed> <how>`.

A worker unlocks its home and does its act, for ever or (`once`) a single time: then it does all that comes before it,
says `ready` and waits for a line. It writes `start` before each act and, when the act has returned and only then, what
was promised: `done <what> <name>`; or `refused <code>`. When it has died: `gone <exit code>`.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import random
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from fieldkit.actions import exchange, home, photos, reports, writeup
from fieldkit.actions.clock import SystemClock
from fieldkit.actions.desk import Desk
from fieldkit.domain.writeup_bodies import NarrativeSet
from fieldkit.errors import KnownError
from fieldkit.storage.guard import ENVIRONMENT
from tests.journeys.nation import HQ, LAPTOPS

LAPTOP: Final = LAPTOPS[0]
_SOI: Final = b"\xff\xd8\xff\xe0"
"""How a JPEG begins; what follows is noise, which is attached all the same."""


class Crew:
    """The laptop's officer and headquarters' clerk, with the homes of a nation in *folder* and one stick."""

    def __init__(self, folder: Path, seizure: str, seed: int) -> None:
        self.folder = folder
        self.seizure = seizure
        self.chance = random.Random(seed)
        self.stick = folder / "stick"
        self.card: list[Path] = []
        self.acts: dict[str, tuple[str, Callable[[Desk], Iterator[str]]]] = {
            "save": (LAPTOP, self.save),
            "attach": (LAPTOP, self.attach),
            "export": (LAPTOP, self.export),
            "import": (HQ, self.take_in),
            "report": (LAPTOP, self.report),
        }
        words = (self.save, self.attach)
        self.before = {
            "save": words,
            "attach": words,
            "export": words,
            "import": (self.take_in,),
            "report": (*words, self.report),  # the fonts are read once
        }

    @contextlib.contextmanager
    def desk(self, name: str) -> Iterator[Desk]:
        """Unlock a home as its first officer, as the program does at its start."""
        os.environ[ENVIRONMENT] = str(self.folder / name / "guard")
        path = self.folder / name / "home"
        person = home.describe(path=path).officers[0].person
        desk = home.unlock(path=path, person=person, passphrase=home.PRACTICE_PASSPHRASE, clock=SystemClock())
        try:
            yield desk
        finally:
            home.lock(desk=desk)

    def save(self, desk: Desk) -> Iterator[str]:
        """Save a text."""
        value = NarrativeSet(text="practice ក្រាម " * self.chance.randint(1, 400), language="en")
        writeup.save_group(desk=desk, seizure=self.seizure, subject=self.seizure, group="narrative.set", value=value)
        stands = desk.store.ledger.own_head()
        assert stands is not None
        yield f"entry {stands.head}"

    def attach(self, desk: Desk) -> Iterator[str]:
        """Attach a few photos from a camera's card."""
        files = self.card or self.shoot()
        self.card = []
        told = photos.attach(desk=desk, seizure=self.seizure, photos=[photos.Photo(path=file) for file in files])
        yield from (f"original {one.sha256}" if one.original else f"refused {one.reason}" for one in told.files)

    def shoot(self) -> list[Path]:
        """Return new photos on a card."""
        card = self.folder / f"card-{os.getpid()}-{self.chance.randrange(10**9)}"
        card.mkdir()
        files = [card / f"{number}.jpg" for number in range(3)]
        for file in files:
            file.write_bytes(_SOI + os.urandom(self.chance.randint(1, 500_000)))
        return files

    def export(self, desk: Desk) -> Iterator[str]:
        """Write everything that headquarters lacks onto the stick."""
        for file in exchange.export(desk=desk, to=self.stick).files:
            yield f"file {file} {hashlib.sha256(file.read_bytes()).hexdigest()}"

    def take_in(self, desk: Desk) -> Iterator[str]:
        """Import what lies on the stick, one file after the other."""
        files = [found.path for found in exchange.bundles_in(paths=[self.stick])]
        for one in exchange.import_bundles(desk=desk, files=files).imported:
            if one.receipt_no:
                yield f"receipt {one.receipt_no}"

    def report(self, desk: Desk) -> Iterator[str]:
        """Make a report and sign it."""
        made = reports.make(desk=desk, seizure=self.seizure, language="en")
        yield f"report {made.entry}"
        yield f"report {reports.sign(desk=desk, seizure=self.seizure, report=made.entry).entry}"

    def work(self, act: str) -> None:
        """Do *act* for ever, saying what was promised."""
        name, do = self.acts[act]
        with self.desk(name) as desk:
            while True:
                tell("start")
                for promise in do(desk):
                    tell(f"done {promise}")

    def work_once(self, act: str) -> None:
        """Do *act* when told to, or say why not."""
        name, do = self.acts[act]
        try:
            with self.desk(name) as desk:
                for before in self.before[act]:
                    list(before(desk))
                self.card = self.shoot()
                tell("ready")
                sys.stdin.readline()
                for promise in do(desk):
                    tell(f"done {promise}")
        except KnownError as refused:
            tell(f"refused {refused.code}")


def tell(what: str) -> None:
    """Write a line to whoever started this, in one piece; when a failure was meant for the disk, once more."""
    with contextlib.suppress(OSError):
        os.write(sys.stdout.fileno(), f"{what}\n".encode())
        return
    os.write(sys.stdout.fileno(), f"{what}\n".encode())


def main() -> None:
    """Fork a worker for each line; print its pid, what it says, and that it is gone."""
    folder, seizure = Path(sys.argv[1]), sys.argv[2]
    for line in sys.stdin:
        act, seed, how = line.split()
        child = os.fork()
        if child == 0:
            crew = Crew(folder, seizure, int(seed))
            crew.work_once(act) if how == "once" else crew.work(act)
            return
        tell(f"worker {child}")
        _, status = os.waitpid(child, 0)
        tell(f"gone {status}")


if __name__ == "__main__":
    main()
