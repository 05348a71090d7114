"""This computer's clock and time zone: the one place where the window asks for them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from fieldkit.domain.values import Moment


def now() -> Moment:
    """Return this moment: milliseconds UTC, and the minutes east of UTC that people here read their clocks in."""
    wall = int(datetime.now(UTC).timestamp() * 1000)
    return Moment(wall=wall, offset=offset_at(wall))


def offset_at(wall: int) -> int:
    """Return the minutes east of UTC that this computer's clock had, or will have, at *wall* (ms UTC)."""
    offset = datetime.fromtimestamp(wall / 1000, tz=UTC).astimezone().utcoffset() or timedelta()
    return int(offset.total_seconds() // 60)
