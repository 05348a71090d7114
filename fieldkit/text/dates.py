"""Dates and times as evidence shows them: ISO order, 24 hours, the offset always written. No month words.

A moment is a pair: *wall*, milliseconds since 1970-01-01 00:00 UTC, and *offset*, the minutes east of UTC that the
laptop's clock was set to.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from fieldkit.errors import N_, KnownError
from fieldkit.text.catalogue import Language, _, _n
from fieldkit.text.numerals import digits

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MINUTE, _HOUR, _DAY = 60_000, 3_600_000, 86_400_000
_WIDEST_OFFSET = 14 * 60  # no clock on Earth is further from UTC

_TYPED = re.compile(
    r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})[ T]+"
    r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?"
    r"\s*(?:(?P<utc>Z)|(?P<sign>[+\u2212-])(?P<east>\d{2}):?(?P<past>\d{2}))?",
    re.ASCII,
)


class DateNotRead(KnownError):
    """A typed date or time that does not exist or is not in the form we read."""

    code = "date-not-read"
    message = N_("“{typed}” is not a date and time.")
    hint = N_("Type it as 2026-11-22 02:13, in 24 hours.")


def moment(wall: int, offset: int, *, seconds: bool = False, khmer: bool = False) -> str:
    """Write a moment as the people there read their clocks: "2026-11-22 02:13 +07:00".

    A moment that no calendar holds (a stranger's entry may claim anything) comes out as its bare numbers.
    """
    local = _local(wall, offset)
    if local is None:
        return digits(f"{wall} ms {offset:+d} min", khmer)
    sign, minutes = ("-" if offset < 0 else "+"), abs(offset)
    clock = f"{local:%H:%M:%S}" if seconds else f"{local:%H:%M}"
    return digits(f"{_day(local)} {clock} {sign}{minutes // 60:02d}:{minutes % 60:02d}", khmer)


def date(wall: int, offset: int, *, khmer: bool = False) -> str:
    """Write the calendar day of a moment: "2026-11-22"."""
    local = _local(wall, offset)
    return digits(f"{wall} ms" if local is None else _day(local), khmer)


def time_of_day(wall: int, offset: int, *, seconds: bool = False, khmer: bool = False) -> str:
    """Write the clock time of a moment: "02:13"."""
    local = _local(wall, offset)
    if local is None:
        return digits(f"{wall} ms", khmer)
    return digits(f"{local:%H:%M:%S}" if seconds else f"{local:%H:%M}", khmer)


def duration(milliseconds: int, *, lang: Language | None = None, khmer: bool = False) -> str:
    """Say how long, in the largest whole unit: "4 days". Rounded down: nothing is said to have lasted that has not."""
    length = abs(milliseconds)
    if length >= _DAY:
        n = length // _DAY
        said = _n("{n} day", "{n} days", n, lang=lang)
    elif length >= _HOUR:
        n = length // _HOUR
        said = _n("{n} hour", "{n} hours", n, lang=lang)
    elif length >= _MINUTE:
        n = length // _MINUTE
        said = _n("{n} minute", "{n} minutes", n, lang=lang)
    elif length >= 1000:  # noqa: PLR2004  (milliseconds in a second)
        n = length // 1000
        said = _n("{n} second", "{n} seconds", n, lang=lang)
    else:
        said = _("less than a second", lang=lang)
    return digits(said, khmer=True) if khmer else said


def parse_moment(typed: str, *, offset: int) -> tuple[int, int]:
    """Read "YYYY-MM-DD HH:MM", seconds and "+07:00" or "Z" optional, Khmer digits too, into (wall, offset).

    *offset* holds where none was typed.

    Raises:
        DateNotRead: not in that form, or no such day or time.
    """
    match = _TYPED.fullmatch(digits(typed[:80], khmer=False).replace("\u200b", "").strip())
    if match is None:
        raise DateNotRead(typed=typed)
    if match["utc"]:
        offset = 0
    elif match["sign"]:
        if int(match["past"]) >= 60:  # noqa: PLR2004  (minutes in an hour)
            raise DateNotRead(typed=typed)
        offset = (1 if match["sign"] == "+" else -1) * (int(match["east"]) * 60 + int(match["past"]))
    fields = [int(match[name] or 0) for name in ("year", "month", "day", "hour", "minute", "second")]
    try:
        year, month, day, hour, minute, second = fields
        local = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        raise DateNotRead(typed=typed) from None
    wall = (local - _EPOCH) // timedelta(milliseconds=1) - offset * _MINUTE
    if _local(wall, offset) is None:
        raise DateNotRead(typed=typed)
    return wall, offset


def _day(local: datetime) -> str:
    return f"{local.year:04d}-{local.month:02d}-{local.day:02d}"  # %Y does not pad on every platform


def _local(wall: int, offset: int) -> datetime | None:
    if abs(offset) > _WIDEST_OFFSET:
        return None
    try:
        return _EPOCH + timedelta(milliseconds=wall + offset * _MINUTE)
    except OverflowError:
        return None
