"""The clock in a camera and the true time: what a photo of a clock says about every photo of that camera."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from fieldkit.domain.values import Moment
from fieldkit.domain.view import FactView, OriginalView, SeizureView
from fieldkit.domain.writeup_bodies import CameraClock

_WRITTEN: Final = "%Y-%m-%d %H:%M:%S"
"""As `Examined.taken` has it."""


def written(taken: str) -> datetime | None:
    """Return what a camera wrote as a time without a zone, or None when it is no time."""
    try:
        return datetime.strptime(taken[:19], _WRITTEN)  # noqa: DTZ007  (a camera knows no zone)
    except ValueError:
        return None


def offset_s(reads: Moment, taken: str) -> int | None:
    """Return how many seconds must be added to the camera's time, when the photo *taken* shows a clock that *reads*.

    Both are wall-clock times of one place. None when the camera wrote no time.
    """
    camera = written(taken)
    if camera is None:
        return None
    shown = datetime.fromtimestamp(reads.wall / 1000, UTC).replace(tzinfo=None) + timedelta(minutes=reads.offset)
    return round((shown - camera).total_seconds())


def corrected(taken: str, seconds: int) -> str:
    """Return the true time of a photo, written as the camera writes; empty when the camera wrote no time."""
    camera = written(taken)
    if camera is None:
        return ""
    try:
        return (camera + timedelta(seconds=seconds)).strftime(_WRITTEN)
    except OverflowError:
        return ""


def clock_of(view: SeizureView, camera: str) -> FactView[CameraClock] | None:
    """Return what was last said of the clock in *camera*, not what was voided."""
    told = [fact for fact in view.clocks if fact.register.shown.camera == camera and not fact.voided]
    return max(told, key=lambda fact: (fact.act.wall, fact.act.seq), default=None)


def off_by(view: SeizureView, original: OriginalView) -> int | None:
    """Return the seconds to add to the camera's time in *original*; None when nobody said, or no camera is named."""
    camera = original.examined.camera if original.examined else ""
    clock = clock_of(view, camera) if camera else None
    return clock.register.shown.offset_s if clock else None
