"""Sums of money: integers of the smallest unit in use, per currency, never exchanged."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Final

from fieldkit.domain.quantity import LARGEST, NotAQuantity, QuantityTooLarge, number
from fieldkit.domain.values import Money
from fieldkit.domain.writeup_bodies import CashCount, Denomination
from fieldkit.errors import N_, KnownError

DIGITS: Final[dict[str, int]] = {"KHR": 0, "LAK": 0, "MMK": 0, "VND": 0, "JPY": 0, "KRW": 0}
"""Decimals of the smallest unit in use, where it is not 2. No smaller unit than the riel circulates."""
DENOMINATIONS: Final[dict[str, tuple[int, ...]]] = {
    "KHR": (200_000, 100_000, 50_000, 30_000, 20_000, 15_000, 10_000, 5_000, 2_000, 1_000, 500, 200, 100, 50),
    "USD": (10_000, 5_000, 2_000, 1_000, 500, 200, 100, 50, 25, 10, 5, 1),
    "THB": (100_000, 50_000, 10_000, 5_000, 2_000, 1_000, 500, 200, 100, 50, 25),
    "VND": (500_000, 200_000, 100_000, 50_000, 20_000, 10_000, 5_000, 2_000, 1_000, 500, 200, 100),
}
"""Face values of notes and coins, largest first, in the smallest unit in use. Others may be typed."""
_CODE_LETTERS: Final = 3


class NotACurrency(KnownError):
    """No currency code."""

    code = "not-a-currency"
    message = N_("“{typed}” is not a sum of money.")
    hint = N_("Nothing is changed. Type the sum and the currency code, for example 150 USD or 50000 KHR.")


def digits(currency: str) -> int:
    """Return how many decimals sums of *currency* have."""
    return DIGITS.get(currency, 2)


def parse_sum(typed: str, currency: str) -> int:
    """Return the sum a person typed in the smallest unit of *currency*: `12.50` USD is 1250.

    Raises NotAQuantity (also where it has more decimals than the currency), UnclearComma, QuantityTooLarge.
    """
    value = number(typed) * 10 ** digits(currency)
    if value.denominator != 1:
        raise NotAQuantity(typed=typed)
    if value > LARGEST:
        raise QuantityTooLarge(typed=typed)
    return int(value)


def parse_money(typed: str) -> Money:
    """Return the money a person typed as sum and currency code: `12.50 USD`. Raises NotACurrency and as `parse_sum`."""
    value, _, currency = typed.strip().rpartition(" ")
    currency = currency.upper()
    if not (len(currency) == _CODE_LETTERS and currency.isascii() and currency.isalpha()):
        raise NotACurrency(typed=typed[:60])
    return Money(currency=currency, minor=parse_sum(value, currency))


def format_sum(minor: int, currency: str) -> str:
    """Write a sum as plain digits: 1250 USD is `12.50`, 50000 KHR is `50000`."""
    places = digits(currency)
    value = abs(Fraction(minor, 10**places))
    whole, rest = divmod(value.numerator, value.denominator)
    fraction = f".{rest * 10**places // value.denominator:0{places}d}" if places and rest else ""
    return ("-" if minor < 0 else "") + f"{whole}{fraction}"


def format_money(money: Money) -> str:
    """Write money as `parse_money` reads it."""
    return f"{format_sum(money.minor, money.currency)} {money.currency}"


def total(currency: str, lines: Iterable[Denomination]) -> Money:
    """Return what counted notes and coins come to."""
    return Money(currency=currency, minor=sum(line.face * line.count for line in lines))


def counted(count: CashCount) -> Money:
    """Return what a count comes to."""
    return total(count.currency, count.lines)
