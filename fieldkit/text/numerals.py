"""Numbers for people. All arithmetic is on integers: no float ever touches a weight or a sum of money.

Groups of three are parted by U+00A0 and decimals by a point, in both languages: a comma would mean a decimal to one
reader and thousands to another.
"""

from __future__ import annotations

from typing import Literal

WeightUnit = Literal["µg", "mg", "g", "kg", "t"]

_SCALE: dict[WeightUnit, int] = {"µg": 0, "mg": 3, "g": 6, "kg": 9, "t": 12}  # powers of ten of a microgram
_TO_KHMER = str.maketrans("0123456789", "០១២៣៤៥៦៧៨៩")
_TO_LATIN = str.maketrans("០១២៣៤៥៦៧៨៩", "0123456789")
_GROUP = "\u00a0"


def digits(text: str, khmer: bool) -> str:  # noqa: FBT001  (the only question there is)
    """Return *text* with all its digits Khmer, or all Latin. The number of characters stays the same."""
    return text.translate(_TO_KHMER if khmer else _TO_LATIN)


def number(value: int, *, scale: int = 0, least_decimals: int = 0, khmer: bool = False) -> str:
    """Write *value* / 10**scale in full: `number(1234500, scale=3)` is "1 234.5".

    Nothing is rounded; zeros at the end go, down to *least_decimals* places.
    """
    whole, fraction = divmod(abs(value), 10**scale)
    decimals = f"{fraction:0{scale}d}".rstrip("0") if scale else ""
    decimals = decimals.ljust(least_decimals, "0")
    written = f"{whole:,}".replace(",", _GROUP) + (f".{decimals}" if decimals else "")
    return digits(("−" if value < 0 else "") + written, khmer)


def weight(micrograms: int, unit: WeightUnit, *, least_decimals: int = 0, khmer: bool = False) -> str:
    """Write a computed weight exactly, in *unit*: `weight(512_400_000, "g")` is "512.4 g".

    A weight that was typed is shown as typed, not through here.
    """
    return f"{number(micrograms, scale=_SCALE[unit], least_decimals=least_decimals, khmer=khmer)}{_GROUP}{unit}"


def money(minor: int, currency: str, *, exponent: int, khmer: bool = False) -> str:
    """Write a sum kept in *minor* units of 1/10**exponent: `money(1230050, "USD", exponent=2)` is "12 300.50 USD".

    *currency* is the ISO 4217 code; a sum without a fraction shows none ("50 000 KHR").
    """
    fraction = minor % 10**exponent
    amount = number(minor, scale=exponent, least_decimals=exponent if fraction else 0, khmer=khmer)
    return f"{amount}{_GROUP}{currency}"
