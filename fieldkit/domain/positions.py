"""Positions as people read them off a phone, a map or a radio: decimal degrees, or degrees with minutes and seconds."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Final, Literal

from fieldkit.domain.values import Point
from fieldkit.errors import N_, KnownError
from fieldkit.text.numerals import digits

Axis = Literal["lat", "lon"]
_MICRO: Final = 1_000_000
_LIMIT: Final[dict[str, int]] = {"lat": 90 * _MICRO, "lon": 180 * _MICRO}
_HALVES: Final[dict[str, tuple[str, str]]] = {"lat": ("N", "S"), "lon": ("E", "W")}
_NUMBER: Final = r"\d{1,3}(?:\.\d{1,12})?"
_ANGLE: Final = re.compile(
    rf"(?P<before>[NSEW])?\s*(?P<sign>[-+])?\s*(?P<degrees>{_NUMBER})\s*[°d]?"
    rf"(?:\s*(?P<minutes>{_NUMBER})\s*['m]?(?:\s*(?P<seconds>{_NUMBER})\s*(?:[\"s]|'')?)?)?"
    r"\s*(?P<after>[NSEW])?",
    re.IGNORECASE,
)
_COMMA: Final = re.compile(r"\s*[,;/]\s*")
_BEFORE_EAST: Final = re.compile(r"\s+(?=[EW])", re.IGNORECASE)
_AFTER_NORTH: Final = re.compile(r"(?<=[NS])\s+", re.IGNORECASE)
_SIGNS: Final = str.maketrans(
    {"\u2212": "-", "\u2032": "'", "\u2019": "'", "\u2033": '"', "\u201d": '"', "\u00ba": "°", "\u200b": None}
)
"""Minus, primes and degree signs as phones and keyboards write them."""
_LONGEST: Final = 80
_SIXTY: Final = 60


class NotAPosition(KnownError):
    """No position on Earth."""

    code = "not-a-position"
    message = N_("“{typed}” is not a position.")
    hint = N_("Nothing is changed. Type latitude, comma, longitude: 11.5564, 104.9282 or 11°33'23\"N, 104°55'42\"E.")


def parse_degrees(typed: str, axis: Axis) -> int:
    """Return an angle a person typed, in microdegrees: `11.5564`, `11°33'23"N`, `N 11 33.384`, Khmer digits.

    Raises NotAPosition for what is no angle, minutes and seconds from 60 on, or an angle beyond the pole.
    """
    found = _ANGLE.fullmatch(_normal(typed))
    if found is None:
        raise NotAPosition(typed=typed[:_LONGEST])
    half = (found["before"] or found["after"] or "").upper()
    degrees, minutes, seconds = (Fraction(found[name] or 0) for name in ("degrees", "minutes", "seconds"))
    twice = bool(found["before"] and found["after"]) or bool(half and found["sign"])
    parted = (found["minutes"] and degrees.denominator != 1) or (found["seconds"] and minutes.denominator != 1)
    micro = round((degrees + minutes / _SIXTY + seconds / _SIXTY**2) * _MICRO)
    wrong_half = bool(half) and half not in _HALVES[axis]
    if twice or parted or wrong_half or minutes >= _SIXTY or seconds >= _SIXTY or micro > _LIMIT[axis]:
        raise NotAPosition(typed=typed[:_LONGEST])
    south_or_west = half in ("S", "W") or (found["sign"] or "+") != "+"
    return -micro if south_or_west else micro


def parse_point(typed: str) -> Point:
    """Return the position a person typed as one text: latitude first, a comma between. Raises NotAPosition."""
    text = _normal(typed)
    parts = _COMMA.split(text)
    if len(parts) == 1:  # no comma: the letter of the half of the Earth parts them, else the blank
        parts = (_BEFORE_EAST if text[:1] in "NSns" else _AFTER_NORTH).split(text)
    if len(parts) == 1:
        parts = text.split()
    if len(parts) != 2:  # noqa: PLR2004  (latitude and longitude)
        raise NotAPosition(typed=typed[:_LONGEST])
    try:
        return Point(lat=parse_degrees(parts[0], "lat"), lon=parse_degrees(parts[1], "lon"))
    except NotAPosition:
        raise NotAPosition(typed=typed[:_LONGEST]) from None


def format_degrees(micro: int) -> str:
    """Write an angle in decimal degrees, exactly: `11.5564`."""
    whole, rest = divmod(abs(micro), _MICRO)
    fraction = f".{rest:06d}".rstrip("0") if rest else ""
    return ("-" if micro < 0 else "") + f"{whole}{fraction}"


def _normal(typed: str) -> str:
    return digits(typed[: _LONGEST + 1], khmer=False).translate(_SIGNS).strip()
