"""Masses and volumes: what a person typed, exactly, as an integer of micrograms or microlitres.

No float touches a quantity. What was typed stays beside the number (`Amount.value`, `Amount.unit`), because a kilogram
taken for a pound is how eight kilograms became less at each hand-over.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Final

from fieldkit.domain.values import Amount
from fieldkit.errors import N_, KnownError

_POUND: Final = Fraction(453_592_370)  # international avoirdupois pound, exact
_VISS: Final = _POUND * Fraction(36, 10)  # Burmese viss as fixed under British rule, 3.6 pounds
_CHI: Final = Fraction(3_750_000)  # Cambodian gold trade

MASS_UNITS: Final[dict[str, Fraction]] = {
    "µg": Fraction(1),
    "mg": Fraction(1_000),
    "g": Fraction(1_000_000),
    "kg": Fraction(1_000_000_000),
    "t": Fraction(1_000_000_000_000),
    "lb": _POUND,
    "oz": _POUND / 16,
    "viss": _VISS,
    "tical": _VISS / 100,
    "damleung": _CHI * 10,
    "chi": _CHI,
    "hun": _CHI / 10,
}
"""Units of mass by the name that is written, in micrograms."""
VOLUME_UNITS: Final[dict[str, Fraction]] = {
    "µL": Fraction(1),
    "mL": Fraction(1_000),
    "cL": Fraction(10_000),
    "L": Fraction(1_000_000),
    "m³": Fraction(1_000_000_000),
}
"""Units of volume by the name that is written, in microlitres."""
_SPELLINGS: Final[dict[str, str]] = {
    **{name.casefold(): name for name in (*MASS_UNITS, *VOLUME_UNITS)},
    **dict.fromkeys(("ug", "mcg", "microgram", "micrograms", "μg"), "µg"),
    **dict.fromkeys(("milligram", "milligrams", "មីលីក្រាម", "មក្រ"), "mg"),
    **dict.fromkeys(("gm", "gr", "gram", "grams", "gramme", "grammes", "ក្រាម", "ក្រ"), "g"),
    **dict.fromkeys(("kgs", "kilo", "kilos", "kilogram", "kilograms", "គីឡូក្រាម", "គីឡូ", "គក្រ", "គ.ក្រ"), "kg"),
    **dict.fromkeys(("ton", "tons", "tonne", "tonnes", "តោន"), "t"),
    **dict.fromkeys(("lbs", "pound", "pounds"), "lb"),
    **dict.fromkeys(("ounce", "ounces"), "oz"),
    **dict.fromkeys(("damlung", "តម្លឹង"), "damleung"),
    **dict.fromkeys(("ជី",), "chi"),
    **dict.fromkeys(("ហ៊ុន",), "hun"),
    **dict.fromkeys(("ul", "μl", "µl", "microlitre", "microlitres"), "µL"),
    **dict.fromkeys(("cc", "millilitre", "millilitres", "milliliter", "milliliters", "មីលីលីត្រ"), "mL"),
    **dict.fromkeys(("litre", "litres", "liter", "liters", "លីត្រ"), "L"),
    "m3": "m³",
}
_KHMER_DIGITS: Final = str.maketrans("០១២៣៤៥៦៧៨៩", "0123456789")
_PARTS: Final = re.compile(r"\s*([0-9០-៩][0-9០-៩.,\u0020\u00a0\u2009\u202f]*?)\s*([^0-9០-៩\s.,][^0-9០-៩\s]*)?\s*")
_PLAIN: Final = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_GROUPED: Final = re.compile(r"[0-9]{1,3}(?:(?P<mark>[, ])[0-9]{3})(?:(?P=mark)[0-9]{3})*(?:\.[0-9]+)?")
_DECIMAL_COMMA: Final = re.compile(r"[0-9]+,[0-9]+")
_ONE_COMMA: Final = re.compile(r"[0-9]{1,3},[0-9]{3}")
LARGEST: Final = 2**53 - 1
"""Largest number of micrograms or microlitres an entry can carry: nine thousand tonnes, nine million cubic metres."""
_LONGEST: Final = 60


class NotAQuantity(KnownError):
    """What was typed is no number with a unit we know."""

    code = "not-a-quantity"
    message = N_("“{typed}” is not a quantity.")
    hint = N_("Nothing is changed. Type a number and a unit, for example 512.4 g or 1.2 kg.")


class UnclearComma(KnownError):
    """A comma before three digits may mean thousands or decimals."""

    code = "unclear-comma"
    message = N_("“{typed}” can be read in two ways: the comma may mark thousands or decimals.")
    hint = N_("Nothing is changed. Type it without the comma, with a point before decimals.")


class QuantityTooLarge(KnownError):
    """More than an entry can carry."""

    code = "quantity-too-large"
    message = N_("“{typed}” is more than can be recorded as one quantity.")
    hint = N_("Nothing is changed. Check the unit; record several weighings if it is right.")


def parse_mass(typed: str, default_unit: str = "g") -> Amount:
    """Return the mass a person *typed*: `1.2kg`, `850 g`, `1 viss`, `200 mg`; without a unit in *default_unit*.

    The value keeps the typed digits, the unit its usual spelling. Half a microgram and more rounds up to the even one.
    Raises NotAQuantity, UnclearComma, QuantityTooLarge.
    """
    value, unit, ug = _parse(typed, default_unit, MASS_UNITS)
    return Amount(ug=ug, value=value, unit=unit)


def parse_volume(typed: str, default_unit: str = "mL") -> int:
    """Return the volume a person *typed* in microlitres: `1.5 L`, `200 ml`. Raises as `parse_mass`."""
    return _parse(typed, default_unit, VOLUME_UNITS)[2]


def _parse(typed: str, default_unit: str, units: dict[str, Fraction]) -> tuple[str, str, int]:
    found = _PARTS.fullmatch(typed) if len(typed) <= _LONGEST else None
    if found is None:
        raise NotAQuantity(typed=typed[:_LONGEST])
    value, unit = found[1].strip(), found[2] or default_unit
    unit = _SPELLINGS.get(unit.casefold(), "")
    if unit not in units:
        raise NotAQuantity(typed=typed)
    base = round(number(value) * units[unit])
    if base > LARGEST:
        raise QuantityTooLarge(typed=typed)
    return value, unit, base


def number(typed: str) -> Fraction:
    """Return the number a person *typed*, not negative: `1 200.5`, `1,200.5`, `0,5`, Khmer digits.

    Raises NotAQuantity, and UnclearComma for `1,200`.
    """
    plain = re.sub("[\u00a0\u2009\u202f]", " ", typed.strip()).translate(_KHMER_DIGITS)
    if _ONE_COMMA.fullmatch(plain) and not plain.startswith("0"):
        raise UnclearComma(typed=typed)
    if _PLAIN.fullmatch(plain):
        return Fraction(plain)
    if _GROUPED.fullmatch(plain) and not plain.startswith("0"):
        return Fraction(plain.replace(",", "").replace(" ", ""))
    if _DECIMAL_COMMA.fullmatch(plain):
        return Fraction(plain.replace(",", "."))
    raise NotAQuantity(typed=typed)


def format_mass(ug: int, unit: str = "g") -> str:
    """Write a mass exactly, in a metric *unit*, with a plain space: `512.4 g`. What was typed is shown as typed."""
    return f"{_decimal(Fraction(ug) / MASS_UNITS[unit])} {unit}"


def format_volume(ul: int, unit: str = "mL") -> str:
    """Write a volume exactly: `1500 mL`."""
    return f"{_decimal(Fraction(ul) / VOLUME_UNITS[unit])} {unit}"


def _decimal(value: Fraction) -> str:
    """Write a fraction whose denominator is a power of ten."""
    sign, value = ("-" if value < 0 else ""), abs(value)
    whole, rest = divmod(value.numerator, value.denominator)
    places = ""
    while rest:
        digit, rest = divmod(rest * 10, value.denominator)
        places += str(digit)
    return f"{sign}{whole}" + (f".{places}" if places else "")
