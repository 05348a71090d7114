"""Numbers missing between the photos of a card: a photo that was deleted, or one that was never handed over.

Cameras name files by CIPA DC-009 (DCF): four free characters and a number from 0001 to 9999. Pure: names in, gaps out.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise
from typing import Final

import msgspec

from fieldkit.domain.view import SeizureView

RULE: Final = "sequence-gap"
"""The rule that a deviation names when it explains a gap."""
MOST: Final = 100
"""Numbers that may be missing in one gap; further apart are two series (another night, another folder)."""
TO: Final = " – "
"""Stands between the first and the last name of a longer gap."""
_LAST: Final = 9999
_NAME: Final = re.compile(r"(?P<free>[A-Z0-9_]{4})(?P<number>\d{4})(?P<ending>\.[A-Z0-9]{2,5})", re.IGNORECASE)
_TOLD: Final = re.compile(rf"{_NAME.pattern}(?:{TO}(?P<last>\w{{8}})\.\w+)?", re.IGNORECASE)

Series = tuple[str, str]


class Gap(msgspec.Struct, frozen=True, kw_only=True):
    """Numbers missing between two photos of one camera.

    before, after: the names beside the gap. missing: the names one expects between them, in order.
    """

    camera: str
    before: str
    after: str
    missing: tuple[str, ...]

    @property
    def named(self) -> str:
        """Return the missing names as a deviation names them: one, or first and last."""
        return self.missing[0] if len(self.missing) == 1 else f"{self.missing[0]}{TO}{self.missing[-1]}"


def gaps(files: Iterable[tuple[str, str]]) -> tuple[Gap, ...]:
    """Return the gaps among *files*, pairs of camera ("" = unknown) and file name; other names are of no series.

    A raw file and its JPEG have one number. After 9999 a camera goes on with 0001.
    """
    series: dict[Series, dict[int, str]] = defaultdict(dict)
    for camera, name in files:
        found = _NAME.fullmatch(name)
        if found and not found["free"].isdigit():  # all digits: rather a date
            series[camera, found["free"].upper()].setdefault(int(found["number"]), name)
    made = [gap for (camera, _free), names in sorted(series.items()) for gap in _in_series(camera, names)]
    return tuple(made)


def unexplained(found: Iterable[Gap], told: Iterable[str]) -> tuple[Gap, ...]:
    """Return the gaps of which a number is named by none of *told*, what deviations under `RULE` say."""
    known = {name for text in told for name in _named_in(text)}
    return tuple(gap for gap in found if any(_key(name) not in known for name in gap.missing))


def in_view(view: SeizureView) -> tuple[Gap, ...]:
    """Return the unexplained gaps between the photos of *view* that came from a card, a cable or a folder."""
    named = [
        (one.examined.camera if one.examined else "", one.fact.register.shown.name)
        for one in view.originals
        if one.fact.register.shown.source in {"card", "phone_cable", "file"} and not one.fact.voided
    ]
    told = [d.register.shown.what for d in view.deviations if d.register.shown.rule == RULE and not d.voided]
    return unexplained(gaps(named), told)


def _in_series(camera: str, names: dict[int, str]) -> Iterable[Gap]:
    numbers = _unrolled(sorted(names))
    for low, high in pairwise(numbers):
        if 1 < high - low <= MOST + 1:
            before, after = names[_rolled(low)], names[_rolled(high)]
            missing = tuple(_like(before, _rolled(n)) for n in range(low + 1, high))
            yield Gap(camera=camera, before=before, after=after, missing=missing)


def _unrolled(numbers: list[int]) -> list[int]:
    """Return *numbers* in the order they were taken: those after a roll-over count on behind 9999."""
    if not numbers or numbers[0] + _LAST - numbers[-1] > MOST + 1:
        return numbers
    for at in range(1, len(numbers)):
        if numbers[at] - numbers[at - 1] > MOST + 1:
            return numbers[at:] + [n + _LAST for n in numbers[:at]]
    return numbers


def _rolled(number: int) -> int:
    return (number - 1) % _LAST + 1


def _like(name: str, number: int) -> str:
    found = _NAME.fullmatch(name)
    return f"{found['free']}{number:04d}{found['ending']}" if found else name


def _key(name: str) -> tuple[str, int]:
    found = _NAME.fullmatch(name)
    return (found["free"].upper(), int(found["number"])) if found else (name, 0)


def _named_in(text: str) -> Iterable[tuple[str, int]]:
    """Yield each (free characters, number) that *text* names, alone or in a range."""
    for found in _TOLD.finditer(text):
        free, first = found["free"].upper(), int(found["number"])
        last = found["last"]
        ranged = last is not None and last[:4].upper() == free and last[4:].isdigit()
        span = (int(last[4:]) - first) % _LAST if ranged else 0
        yield from ((free, _rolled(first + step)) for step in range(min(span, MOST) + 1))
