"""Numbered seals: when two numbers name one seal, which ranges were issued to a laptop, and which seal comes next.

A seal's number is its trailing digits; what stands before them is its prefix.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import Final

import msgspec

from fieldkit.domain.values import Line
from fieldkit.errors import N_, KnownError
from fieldkit.text.numerals import digits

FEW: Final = 20
"""Fewer seals left than this, and it is time to ask for more."""
MOST: Final = 100_000
"""Seals in the largest range."""
_LONGEST: Final = 60
_BLANKS: Final = re.compile(r"[\s\u200b-\u200d\u2060\ufeff]+")
_KEY: Final = re.compile(r"(?P<prefix>.*?)(?P<number>[0-9]{1,15})", re.DOTALL)


class NotASealRange(KnownError):
    """First and last seal do not make a range."""

    code = "not-a-seal-range"
    message = N_("“{first}” to “{last}” is not a range of seals.")
    hint = N_("Nothing was changed. Type the first and the last number of the box, for example A 004 512 881.")


class SealRange(msgspec.Struct, frozen=True, kw_only=True):
    """Seals with consecutive numbers. first: as it is written; count: how many."""

    first: Line
    count: int

    @property
    def last(self) -> str:
        """Return the last seal, as it is written."""
        return numbered(self.first, self.count - 1)


class Stock(msgspec.Struct, frozen=True, kw_only=True):
    """The seals of a laptop. used: by the key of a seal, the number of the exhibit it is on."""

    ranges: tuple[SealRange, ...] = ()
    used: dict[str, str] = {}

    @property
    def remaining(self) -> int:
        """Count the seals that are not used yet."""
        return sum(one.count for one in self.ranges) - len(self._used_numbers())

    @property
    def few(self) -> bool:
        """Tell whether a stock is kept and runs out."""
        return bool(self.ranges) and self.remaining < FEW

    def next_free(self, beside: Collection[str] = ()) -> str:
        """Return the next seal to take, or "". beside: seals that are typed already and not saved."""
        taken = {*self.used, *map(key, beside)}
        for one in self.ranges:
            for step in range(one.count):
                seal = numbered(one.first, step)
                if key(seal) not in taken:
                    return seal
        return ""

    def issued(self, seal: str) -> bool:
        """Tell whether *seal* is of this stock; where none is kept, every seal is."""
        return not self.ranges or any(_step(one, seal) is not None for one in self.ranges)

    def on(self, seal: str) -> str:
        """Return the number of the exhibit that carries *seal*, or ""."""
        return self.used.get(key(seal), "")

    def _used_numbers(self) -> set[tuple[str, int]]:
        found = set()
        for used in self.used:
            for one in self.ranges:
                step = _step(one, used)
                if step is not None:
                    found.add((one.first, step))
        return found


def key(seal: str) -> str:
    """Return what two writings of one seal number share; wherever seals are compared, these are.

    Only blanks make no difference ("A 004 512 881" is "A004512881"), and in which script a digit is written: blanks
    are how people group what is printed without any, and no maker tells two seals apart by them. Letter case, hyphens
    and points do make one. They can be part of what is printed ("1-23" is not "12-3"), and to call two seals one would
    hide an exchange, while a seal wrongly called different is seen, read again and explained.
    """
    return _BLANKS.sub("", digits(seal, khmer=False))


def same(some: Iterable[str], others: Iterable[str]) -> bool:
    """Tell whether both name the same seals, in any order."""
    return {key(seal) for seal in some} == {key(seal) for seal in others}


def numbered(first: str, step: int) -> str:
    """Return the seal *step* after *first*, written like it. A number that needs more digits grows to the left."""
    found = _KEY.fullmatch(key(first))
    if found is None:
        return first
    number = str(int(found["number"]) + step).zfill(len(found["number"]))
    letters = list(digits(first, khmer=False))
    left = len(found["number"])
    for place in reversed(range(len(letters))):
        if left and letters[place].isascii() and letters[place].isdigit():
            letters[place] = number[-1]
            number, left = number[:-1], left - 1
            if not left and number:
                letters.insert(place, number)
    return "".join(letters)


def seal_range(first: str, last: str) -> SealRange:
    """Return the seals from *first* to *last*, both included. Raises NotASealRange."""
    low, high = _parts(first), _parts(last)
    if low is None or high is None or low[0] != high[0] or not 0 <= high[1] - low[1] < MOST:
        raise NotASealRange(first=first[:_LONGEST], last=last[:_LONGEST])
    return SealRange(first=first.strip(), count=high[1] - low[1] + 1)


def overlapping(ranges: Iterable[SealRange], new: SealRange) -> bool:
    """Tell whether a range holds a seal that was issued already."""
    return any(
        _step(one, new.first) is not None or _step(one, new.last) is not None or _step(new, one.first) is not None
        for one in ranges
    )


def _parts(seal: str) -> tuple[str, int] | None:
    found = _KEY.fullmatch(key(seal)) if len(seal) <= _LONGEST else None
    return (found["prefix"], int(found["number"])) if found else None


def _step(one: SealRange, seal: str) -> int | None:
    """Return how far *seal* stands after the first of a range, or None when it is not of it."""
    low, this = _parts(one.first), _parts(seal)
    if low is None or this is None or low[0] != this[0] or not 0 <= this[1] - low[1] < one.count:
        return None
    return this[1] - low[1]
