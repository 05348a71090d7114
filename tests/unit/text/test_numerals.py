from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldkit.text.numerals import digits, money, number, weight


def test_digits_change_and_nothing_else_does() -> None:
    assert digits("T-2026-0412, 512.4 g", khmer=True) == "T-២០២៦-០៤១២, ៥១២.៤ g"
    assert digits("T-២០២៦-0412", khmer=False) == "T-2026-0412"


@given(st.text())
def test_khmer_digits_come_back_as_latin_ones(text: str) -> None:
    assert digits(digits(text, khmer=True), khmer=False) == digits(text, khmer=False)
    assert len(digits(text, khmer=True)) == len(text)


@pytest.mark.parametrize(
    ("value", "scale", "least", "written"),
    [
        (0, 0, 0, "0"),
        (1234500, 3, 0, "1 234.5"),
        (5, 3, 0, "0.005"),
        (-5, 3, 0, "−0.005"),
        (1000, 3, 2, "1.00"),
        (1_000_000_007, 0, 0, "1 000 000 007"),
    ],
)
def test_a_number_is_written_in_full(value: int, scale: int, least: int, written: str) -> None:
    assert number(value, scale=scale, least_decimals=least).replace("\u00a0", " ") == written


@given(st.integers(-(2**53), 2**53), st.integers(0, 12), st.integers(0, 6))
def test_no_number_is_ever_rounded(value: int, scale: int, least: int) -> None:
    written = number(value, scale=scale, least_decimals=least)
    assert Decimal(written.replace("\u00a0", "").replace("−", "-")) == Decimal(value).scaleb(-scale)


def test_a_weight_is_exact_in_each_unit() -> None:
    assert weight(512_400_000, "g") == "512.4\u00a0g"
    assert weight(512_400_000, "kg") == "0.5124\u00a0kg"
    assert weight(512_400_001, "mg", khmer=True) == "៥១២\u00a0៤០០.០០១\u00a0mg"
    assert weight(2_000_000_000_000, "t") == "2\u00a0t"


def test_money_shows_its_fraction_whole_or_not_at_all() -> None:
    assert money(1_230_050, "USD", exponent=2) == "12\u00a0300.50\u00a0USD"
    assert money(1_230_000, "USD", exponent=2) == "12\u00a0300\u00a0USD"
    assert money(5_000_000, "KHR", exponent=2) == "50\u00a0000\u00a0KHR"
    assert money(700, "VND", exponent=0) == "700\u00a0VND"
    assert money(-150, "USD", exponent=2) == "−1.50\u00a0USD"
