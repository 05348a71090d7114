"""Lines that are read as something: a time, a mass, a volume, money, a position. Each says how it is read, kindly."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

from PySide6.QtWidgets import QWidget

from fieldkit.domain.friendly import write_moment
from fieldkit.domain.money import parse_money
from fieldkit.domain.positions import format_degrees, parse_point
from fieldkit.domain.quantity import format_mass, parse_mass, parse_volume
from fieldkit.domain.typed import moment_near
from fieldkit.domain.values import Moment
from fieldkit.errors import KnownError
from fieldkit.text.catalogue import _, sentence
from fieldkit.text.dates import moment
from fieldkit.text.numerals import digits
from fieldkit.ui.forms.control import clean
from fieldkit.ui.forms.controls import LineControl, quick
from fieldkit.ui.lines import line as shown

_PIECES: Final = re.compile(
    r"[0-9., ]+(?:tablets?|tabs?|pills?|pieces?|pcs|bags?|packs?|packets?|capsules?|គ្រាប់|កញ្ចប់|ដុំ|ថង់)", re.IGNORECASE
)
_BARE: Final = re.compile(r"[0-9., ]+")
_CAMBODIA: Final = (9_000_000, 15_000_000, 102_000_000, 108_000_000)
"""Microdegrees: south, north, west, east; generous."""
_HOUR: Final = 3_600_000


class MomentControl(LineControl):
    """A time. What is kept has its day; what is shown stays as typed."""

    def beside(self) -> tuple[QWidget, ...]:
        """Return the button that writes the present time."""
        self.now = quick(_("Now"), f"{self.seat.name}_now", "clock", self._put_now)
        self.now.setAccessibleName(_("{label}: now", label=self.seat.label))
        return (self.now,)

    def beside_stops(self) -> list[QWidget]:
        """Return the button."""
        return [self.now]

    def read(self) -> str | None:
        """Return the whole moment, or the text as it stands."""
        typed = clean(self.line.text())
        return pinned(typed, self.seat.known.now()) if typed else None

    def advise(self) -> None:
        """Say which moment it is."""
        text = self.value
        if not text:
            self.say("")
            return
        at = _moment(str(text))
        if at is None:
            self.say(_("Type the time as 02:13, or with its day as 2026-11-22 02:13."), "warn")
        elif str(text) != self.line.text().strip():
            self.say(moment(at.wall, at.offset))
        else:
            self.say("")

    def _typed(self) -> None:
        super()._typed()
        if _moment(str(self.value or "")) is not None:
            self.advise()

    def _put_now(self) -> None:
        self.line.setText(self.seat.known.now())
        self.line.setFocus()


class MassControl(LineControl):
    """A mass with its unit."""

    def oddness(self, text: str) -> str:
        """Say what is odd: pieces are no mass, a number without a unit is read as grams."""
        if _PIECES.fullmatch(digits(text, khmer=False)):
            return _("Pieces are counted, not weighed: give their number under “Units”, and here what they weigh.")
        return _unread(parse_mass, text) or (_("No unit: read as grams.") if _bare(text) else "")

    def advise(self) -> None:
        """Say how a unit of the market is read in grams."""
        super().advise()
        text = clean(self.line.text())
        if text and not self.oddness(text):
            amount = parse_mass(text)
            if amount.unit not in {"g", "kg", "mg"}:
                self.say(_("Read as {grams}.", grams=format_mass(amount.ug)))


class VolumeControl(LineControl):
    """A volume with its unit."""

    def oddness(self, text: str) -> str:
        """Say what is odd; a number without a unit is read as millilitres."""
        return _unread(parse_volume, text) or (_("No unit: read as millilitres.") if _bare(text) else "")


class MoneyControl(LineControl):
    """A sum with its currency."""

    def oddness(self, text: str) -> str:
        """Say if it is no sum with a currency."""
        return _unread(parse_money, text)


class PositionControl(LineControl):
    """Latitude and longitude, in any way people write them."""

    def show_as(self, given: Any) -> str:  # noqa: ANN401  (JSON has any shape)
        """Return the degrees of a record."""
        if isinstance(given, dict):
            return ", ".join(str(given[name]) for name in ("lat", "lon") if name in given)
        return super().show_as(given)

    def advise(self) -> None:
        """Say how it is read, or that it lies outside the country."""
        text = self.line.text().strip()
        if not text:
            self.say("")
            return
        try:
            point = parse_point(clean(text))
        except KnownError as error:
            self.say(sentence(error)[0], "warn")
            return
        written = f"{format_degrees(point.lat)}, {format_degrees(point.lon)}"
        south, north, west, east = _CAMBODIA
        if not (south <= point.lat <= north and west <= point.lon <= east):
            self.say(_("{position} is not in Cambodia. Latitude stands first.", position=written), "warn")
        else:
            self.say("" if written == text else _("Read as {position}.", position=written))


def pinned(typed: str, now: str) -> str:
    """Return the whole moment that *typed* means at *now* ("2026-11-22 02:13"); text that means none comes back as is.

    "02:13" is the last time the clock showed that, or will within the hour; it gets its day at once, since tomorrow it
    would mean another one.
    """
    if _moment(typed) is not None:
        return typed
    present = _moment(now)
    try:
        at = moment_near(typed, present)
    except KnownError:
        return typed
    bare = not any(mark in typed for mark in " /-")
    if bare and present is not None and at.wall > present.wall + _HOUR:
        at = Moment(wall=at.wall - 24 * _HOUR, offset=at.offset)
    return write_moment(at)


def _moment(whole: str) -> Moment | None:
    try:
        return moment_near(whole, None)
    except KnownError:
        return None


def _unread(parse: Callable[[str], object], text: str) -> str:
    try:
        parse(text)
    except KnownError as error:
        what, _hint = sentence(error)
        return what
    return ""


def _bare(text: str) -> bool:
    return _BARE.fullmatch(digits(shown(text), khmer=False)) is not None
