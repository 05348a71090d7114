"""A night half written up, for the drawings: three bags at three stages, and an offer that waits for its taker."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from fieldkit.actions import custody, exhibits, home, photos, writeup
from fieldkit.actions.clock import SystemClock
from fieldkit.actions.desk import Desk
from fieldkit.actions.practice.pictures import Shot, Subject, write
from fieldkit.domain.values import Party

WEIGHING: Final[dict[str, Any]] = {"value": "512.4 g", "kind": "gross_sealed"}
_TITLES: Final = ("ទឹកកក ៣ ថង់ ប៉ោយប៉ែត (ហាត់រៀន)", "Cash and two phones (practice)", "Tablets in a parcel (practice)")
_BAGS: Final = (("under the bed", "512.4 g"), ("in the wardrobe", "1.2 kg"), ("in the kitchen", ""))
_SCALE: Final = {"scale.name": "Practice scale 1", "scale.serial": "PS-0001", "scale.division_ug": "0.1 g"}


@dataclass(frozen=True)
class HalfWritten:
    """The seizure being written, the one being handed over with the exhibits of its offer, and the offer."""

    writing: str
    giving: str
    bags: tuple[str, ...]
    offer: str


def write_half(path: Path) -> HalfWritten:
    """Write the seizures into the practice home at *path* as its first officer."""
    cards = home.describe(path=path).officers
    desk = home.unlock(path=path, person=cards[0].person, passphrase=home.PRACTICE_PASSPHRASE, clock=SystemClock())
    second = Party(person=cards[1].person, name=cards[1].name, rank=cards[1].rank)
    try:
        with tempfile.TemporaryDirectory() as card:
            return _Night(desk, second, Path(card)).write()
    finally:
        home.lock(desk=desk)


class _Night:
    def __init__(self, desk: Desk, second: Party, card: Path) -> None:
        self._desk, self._second, self._card = desk, second, card
        self._shots = 0

    def write(self) -> HalfWritten:
        started, giving, writing = (writeup.start(desk=self._desk, title=title) for title in reversed(_TITLES))
        self._save(started, "place", {"place": {"address": "Parcel counter, practice market"}})
        bags = self._cash(giving)
        offered = custody.offer(desk=self._desk, seizure=giving, exhibits=bags, to=self._second, purpose="store")
        self._scene(writing)
        for n, (spot, weight) in enumerate(_BAGS):
            self._bag(writing, n, spot, weight)
        return HalfWritten(writing, giving, bags, offered.offer)

    def _scene(self, seizure: str) -> None:
        self._save(seizure, "times", {"started": "02:13", "found": "02:20"})
        self._save(seizure, "place", {"place": {"address": "House behind the practice market", "village": "Poipet"}})
        self._save(seizure, "ground", {"ground": "flagrante"})

    def _bag(self, seizure: str, n: int, spot: str, weight: str) -> None:
        drug = {
            "detail": {"type": "drug", "substance": "meth-crystal", "form": "crystal"},
            "description": "white crystalline pieces in a clear bag",
            "spot": spot,
        }
        bag = exhibits.add_exhibit(desk=self._desk, seizure=seizure, typed=drug)[1]
        self._photo(seizure, bag, "bag", "overall")
        if not weight:
            return
        self._photo(seizure, bag, "sealed", "seal")
        typed = {"kind": "gross_sealed", "value": weight, "suspect": "agrees", **_SCALE}
        self._save(seizure, "weighing", typed, bag)
        self._seal(seizure, bag, f"A 004 512 {881 + n}")
        if n == 0:
            self._photo(seizure, bag, "scale", "display", weight)

    def _cash(self, seizure: str) -> tuple[str, ...]:
        made = []
        phone = {"type": "phone", "make": "Practicephone"}
        for n, detail in enumerate((phone, phone, {"type": "weapon", "weapon": "pistol"})):
            typed = {"detail": detail, "description": "as found", "spot": "on the table"}
            bag = exhibits.add_exhibit(desk=self._desk, seizure=seizure, typed=typed)[1]
            self._save(seizure, "weighing", {"kind": "gross_sealed", "value": f"{212 + n}.{n} g", **_SCALE}, bag)
            self._seal(seizure, bag, f"A 004 513 {10 + n}")
            made.append(bag)
        return tuple(made)

    def _seal(self, seizure: str, bag: str, number: str) -> None:
        self._save(seizure, "package", {"package_type": "Tamper-evident bag", "seals": number}, bag)

    def _save(self, seizure: str, form: str, typed: Mapping[str, Any], subject: str = "") -> None:
        writeup.save(desk=self._desk, seizure=seizure, form=form, subject=subject or seizure, typed=typed)

    def _photo(self, seizure: str, bag: str, subject: Subject, view: str, reading: str = "") -> None:
        self._shots += 1
        now = self._desk.clock.now()
        name, label = f"IMG_{100 + self._shots:04d}.JPG", f"Bag, practice {self._shots}"
        shot = Shot(
            name=name, subject=subject, label=label, reading=reading, at=now.wall, offset=now.offset, seed=self._shots
        )
        files = write([shot], self._card, point=None)
        said = [photos.Photo(path=path, said=photos.said("card", bag, view)) for path in files]
        photos.attach(desk=self._desk, seizure=seizure, photos=said)
        photos.make_previews(desk=self._desk, seizure=seizure)


def readings(night: HalfWritten) -> tuple[dict[str, str], ...]:
    """Return what the taker reads rightly on all bags but the last, by the names of the fields."""
    return tuple({"seal": f"A 004 513 {10 + n}", "gross": f"{212 + n}.{n} g"} for n in range(len(night.bags) - 1))
