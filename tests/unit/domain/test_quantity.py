from __future__ import annotations

from contextlib import suppress
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldkit.domain.money import (
    DENOMINATIONS,
    NotACurrency,
    counted,
    digits,
    format_money,
    format_sum,
    parse_money,
    parse_sum,
)
from fieldkit.domain.quantity import (
    LARGEST,
    MASS_UNITS,
    VOLUME_UNITS,
    NotAQuantity,
    QuantityTooLarge,
    UnclearComma,
    format_mass,
    format_volume,
    parse_mass,
    parse_volume,
)
from fieldkit.domain.values import Amount, Money
from fieldkit.domain.writeup_bodies import CashCount, Denomination
from tests.make import party


@pytest.mark.parametrize(
    ("typed", "ug", "value", "unit"),
    [
        ("1.2kg", 1_200_000_000, "1.2", "kg"),
        ("850 g", 850_000_000, "850", "g"),
        ("1 viss", 1_632_932_532, "1", "viss"),
        ("200 mg", 200_000, "200", "mg"),
        ("512.4", 512_400_000, "512.4", "g"),
        (" 3 KG ", 3_000_000_000, "3", "kg"),
        ("៥១២.៤ ក្រាម", 512_400_000, "៥១២.៤", "g"),
        ("1,200.5 g", 1_200_500_000, "1,200.5", "g"),
        ("1 200 g", 1_200_000_000, "1 200", "g"),
        ("1\u00a0200 g", 1_200_000_000, "1\u00a0200", "g"),
        ("0,5 kg", 500_000_000, "0,5", "kg"),
        ("0,125 kg", 125_000_000, "0,125", "kg"),
        ("2 lbs", 907_184_740, "2", "lb"),
        ("1 oz", 28_349_523, "1", "oz"),
        ("1 តម្លឹង", 37_500_000, "1", "damleung"),
        ("5 mcg", 5, "5", "µg"),
        ("0 g", 0, "0", "g"),
    ],
)
def test_a_mass_is_kept_as_typed_beside_its_micrograms(typed: str, ug: int, value: str, unit: str) -> None:
    assert parse_mass(typed) == Amount(ug=ug, value=value, unit=unit)


@pytest.mark.parametrize(
    "typed",
    ["", " ", "g", "-5 g", "1.2.3 g", "1e5 g", "1 2 g", "12 345,5 g", "5 stone", "5 L", "nan g", "\u0665 g", "1" * 61],
)
def test_what_is_no_mass_is_refused(typed: str) -> None:
    with pytest.raises(NotAQuantity):
        parse_mass(typed)


@pytest.mark.parametrize("typed", ["1,200 g", "12,500", "999,999 kg"])
def test_a_comma_that_could_mean_two_things_is_refused(typed: str) -> None:
    with pytest.raises(UnclearComma):
        parse_mass(typed)


def test_more_than_an_entry_can_carry_is_refused() -> None:
    with pytest.raises(QuantityTooLarge):
        parse_mass("9008 t")
    assert parse_mass("9000 t").ug <= LARGEST


@given(st.integers(0, 10**15), st.sampled_from(["µg", "mg", "g", "kg", "t"]))
def test_a_mass_written_is_the_mass_read(ug: int, unit: str) -> None:
    assert parse_mass(format_mass(ug, unit)).ug == ug


@given(st.integers(0, 10**15), st.sampled_from(["mL", "L"]))
def test_a_volume_written_is_the_volume_read(ul: int, unit: str) -> None:
    assert parse_volume(format_volume(ul, unit)) == ul


@given(st.text(max_size=30))
def test_any_text_is_a_mass_or_a_known_refusal(typed: str) -> None:
    with suppress(NotAQuantity, UnclearComma, QuantityTooLarge):
        assert 0 <= parse_mass(typed).ug <= LARGEST


def test_a_pound_is_never_taken_for_a_kilogram() -> None:
    assert MASS_UNITS["kg"] / MASS_UNITS["lb"] == Fraction(10**9, 453_592_370)
    assert set(MASS_UNITS).isdisjoint(VOLUME_UNITS)


# -- money ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("typed", "currency", "minor"),
    [
        ("12.50 USD", "USD", 1250),
        ("12.5 usd", "USD", 1250),
        ("50000 KHR", "KHR", 50_000),
        ("1 000 000 KHR", "KHR", 10**6),
    ],
)
def test_money_is_typed_as_sum_and_code(typed: str, currency: str, minor: int) -> None:
    assert parse_money(typed) == Money(currency=currency, minor=minor)


@pytest.mark.parametrize("typed", ["12.5", "12.5 dollars", "USD", "12.5 US1", "12.5 ៛"])
def test_money_without_a_currency_code_is_refused(typed: str) -> None:
    with pytest.raises((NotACurrency, NotAQuantity)):
        parse_money(typed)


@pytest.mark.parametrize(("typed", "currency"), [("0.5", "KHR"), ("1.005", "USD")])
def test_a_smaller_sum_than_the_smallest_unit_is_refused(typed: str, currency: str) -> None:
    with pytest.raises(NotAQuantity):
        parse_sum(typed, currency)


@given(st.integers(0, 10**12), st.sampled_from(["KHR", "USD", "THB", "VND"]))
def test_money_written_is_the_money_read(minor: int, currency: str) -> None:
    money = Money(currency=currency, minor=minor)
    assert parse_money(format_money(money)) == money


def test_sums_show_decimals_only_where_there_are_some() -> None:
    assert [format_sum(1250, "USD"), format_sum(1200, "USD"), format_sum(-5, "USD"), format_sum(5, "KHR")] == [
        "12.50",
        "12",
        "-0.05",
        "5",
    ]


def test_a_count_comes_to_its_notes() -> None:
    lines = (Denomination(face=10_000, count=5), Denomination(face=25, count=3))
    count = CashCount(currency="USD", lines=lines, counted_by=party("a"))
    assert counted(count) == Money(currency="USD", minor=50_075)


@pytest.mark.parametrize("currency", DENOMINATIONS)
def test_face_values_stand_from_large_to_small(currency: str) -> None:
    assert parse_sum("7", currency) == 7 * 10 ** digits(currency)
    assert list(DENOMINATIONS[currency]) == sorted(DENOMINATIONS[currency], reverse=True)
