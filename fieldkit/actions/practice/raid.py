"""The practice raid: what the team wrote up, which photos it took, and when."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import msgspec

from fieldkit.actions.practice.pictures import Shot, Subject, write
from fieldkit.domain import writeup
from fieldkit.domain.values import Party
from fieldkit.text.dates import parse_moment
from fieldkit.text.resources import read_resource

OFFSET: Final = 420
"""Minutes east of UTC in Cambodia."""
WITNESSES: Final = {
    "@W1": Party(name="សាក្សីហាត់រៀន ក (Witness Practice A)", id_ref="000-PRACTICE-1", phone="000 000 001"),
    "@W2": Party(name="សាក្សីហាត់រៀន ខ (Witness Practice B)", id_ref="000-PRACTICE-2", phone="000 000 002"),
}
_SHOTS: Final[tuple[tuple[Subject, str, str, str], ...]] = (
    ("room", "Scene, yard (practice)", "", "01:41"),
    ("bag", "Bag 1 as found (practice)", "", "01:44"),
    ("scale", "Bag 1 on the scale", "512.4 g", "02:16"),
    ("sealed", "Bag 1  A 004 512 881", "", "02:31"),
    ("scale", "Bag 2 on the scale", "508.9 g", "02:20"),
    ("scale", "Bag 3 on the scale", "1.200 kg", "02:24"),
    ("tablets", "200 tablets WY (practice)", "", "02:27"),
    ("cash", "KHR  USD  THB (practice)", "", "02:06"),
    ("pistol", "Pistol, made safe (practice)", "", "02:10"),
    ("motorcycle", "PRACTICE 1A-0000", "", "01:43"),
    ("phone", "Phone, as found (practice)", "", "02:12"),
    ("clock", "Clock of the station", "23:58", "23:58"),
)


def night(clock: str) -> int:
    """Return the moment, ms UTC, of a time of the practice night; before noon it is the morning after."""
    day = "2026-11-21" if clock >= "12:00" else "2026-11-22"
    return parse_moment(f"{day} {clock}", offset=OFFSET)[0]


def document(*, first: Party, second: Party) -> writeup.WriteUp:
    """Return the write-up, with the two officers and the witnesses in their places."""
    people = {"@A": first, "@B": second, **WITNESSES}
    told = _with_people(json.loads(read_resource("practice", "raid.json")), people)
    return writeup.read(json.dumps(told, ensure_ascii=False).encode())


def photos(told: writeup.WriteUp, folder: Path) -> list[Path]:
    """Draw the photos that the write-up names into *folder*, as the camera's card would hold them."""
    shots = [
        Shot(
            name=photo.file,
            subject=subject,
            label=label,
            reading=reading,
            at=night(clock),
            offset=OFFSET,
            seed=place + 1,
        )
        for place, ((subject, label, reading, clock), photo) in enumerate(zip(_SHOTS, told.photos, strict=True))
    ]
    return write(shots, folder, point=told.place.place.point if told.place else None)


def real_photos(told: writeup.WriteUp, source: Path, folder: Path) -> list[Path]:
    """Copy real photos from *source* into *folder* under the names the write-up uses; too few are drawn as well."""
    found = sorted(path for path in source.iterdir() if path.suffix.lower() in (".jpg", ".jpeg"))
    drawn = photos(told, folder)
    for path, picture in zip(drawn, found, strict=False):
        path.write_bytes(picture.read_bytes())
    return drawn


def _with_people(value: Any, people: dict[str, Party]) -> Any:  # noqa: ANN401  (JSON has any shape)
    if isinstance(value, str) and value in people:
        return msgspec.to_builtins(people[value])
    if isinstance(value, dict):
        return {key: _with_people(item, people) for key, item in value.items()}
    if isinstance(value, list):
        return [_with_people(item, people) for item in value]
    return value
