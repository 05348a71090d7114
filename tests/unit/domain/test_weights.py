from __future__ import annotations

from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldkit.domain import custody_bodies as cb
from fieldkit.domain import review_bodies as rb
from fieldkit.domain import writeup_bodies as wb
from fieldkit.domain.context import WeightRule
from fieldkit.domain.fold import fold_seizure
from fieldkit.domain.types import plain
from fieldkit.domain.view import Discrepancy, ExhibitView, WeightPoint
from fieldkit.domain.weights import Reading, compare, tolerance_ug
from tests.make import CLERK, OFFICER, Book, amount, context, party, uid

RULE = WeightRule()
X = uid("x")


def reading(grams: float, *seals: str, kind: str = "gross_sealed", division: int | None = None) -> Reading:
    point = WeightPoint(
        entry=str(grams), kind=kind, ug=round(grams * 10**6), typed="", wall=0, offset=0, source="weighing"
    )
    return Reading(point=point, division_ug=division, seals=frozenset(seals))


def test_the_tolerance_is_the_larger_of_two_divisions_and_a_thousandth() -> None:
    assert tolerance_ug(100_000_000, 100_000, 100_000, RULE) == 282_842  # 2 * sqrt(0.1^2 + 0.1^2) g
    assert tolerance_ug(10_000_000_000, 100_000, 100_000, RULE) == 10_000_000  # 0.1 % of 10 kg
    assert tolerance_ug(100_000_000, None, None, RULE) == 282_842
    assert tolerance_ug(0, 0, 0, RULE) == 0


@given(st.integers(0, 10**12), st.integers(0, 10**9), st.integers(0, 10**9))
def test_the_tolerance_is_exact_where_floats_would_not_be(ug: int, first: int, second: int) -> None:
    found = tolerance_ug(ug, first, second, RULE)
    assert found >= ug // 1000
    if found > ug // 1000:
        assert found**2 <= 4 * (first**2 + second**2) < (found + 1) ** 2
    assert found == pytest.approx(max(2 * sqrt(first**2 + second**2), ug / 1000), abs=1.5)


def test_a_loss_inside_the_tolerance_is_no_discrepancy_and_one_microgram_more_is() -> None:
    allowed = tolerance_ug(512_400_000, None, None, RULE)
    inside = reading(512.4 - allowed / 10**6)
    assert compare([reading(512.4), inside], RULE) == ()
    (odd,) = compare([reading(512.4), reading(512.4 - (allowed + 1) / 10**6)], RULE)
    assert (odd.delta_ug, odd.tolerance_ug, odd.seal_changed) == (-allowed - 1, allowed, False)


def test_only_like_is_compared_with_like() -> None:
    assert compare([reading(500, kind="net"), reading(512, kind="gross_sealed")], RULE) == ()
    assert compare([reading(500, kind="net"), reading(400, kind="net")], RULE) == ()


def test_a_loss_with_another_seal_says_so() -> None:
    (odd,) = compare([reading(500, "S1"), reading(400, "S2")], RULE)
    assert odd.seal_changed
    (odd,) = compare([reading(500, "S1"), reading(400, "S1", "S2")], RULE)
    assert not odd.seal_changed


def test_a_loss_spread_over_small_steps_is_found() -> None:
    steps = [reading(1000 - 0.9 * turn, "S1") for turn in range(5)]
    found = compare(steps, RULE)
    assert [(odd.earlier, odd.later) for odd in found] == [("1000.0", "998.2"), ("998.2", "996.4")]


# -- in a seizure -----------------------------------------------------------------------------------------------------
def exhibit_of(book: Book, *more: Book) -> ExhibitView:
    entries = [signed for one in (book, *more) for signed in one.entries]
    return fold_seizure(uid("seizure"), entries, context()).exhibits[0]


def seized(grams: float = 500, seal: str = "S1") -> Book:
    book = Book()
    find = wb.Find(
        number="1", detail=wb.OtherThing(), description="a", found_by=party("a"), collected_by=party(OFFICER.name)
    )
    found = book.write("custody.find", find, subj=X)
    body = cb.Package(package_no="P", seals=("S1",), sealed_by=party("a"))
    book.write("custody.package", body, subj=X, base=[found])
    weighing = wb.Weighing(kind="gross_sealed", value=amount(grams), seal=seal, operator=party("a"))
    book.write("weighing.add", weighing, subj=X)
    return book


def hand_over(
    book: Book, offered: tuple[float, str], taken: tuple[float, str], *, intact: bool = True
) -> tuple[Discrepancy, ...]:
    found = book.entries[0]
    line = cb.OfferLine(exhibit=X, seals=(offered[1],), gross=amount(offered[0]), base=(found.hash,))
    offer = book.write(
        "custody.offer", cb.Offer(giver=party(OFFICER.name), to=party(CLERK.name), lines=(line,)), subj=uid("h")
    )
    answer = cb.AcceptLine(exhibit=X, seals=(taken[1],), gross=amount(taken[0]), seal_intact=intact)
    station = Book("station")
    body = cb.Accept(offer=offer.hash, taker=party(CLERK.name), lines=(answer,))
    station.write("custody.accept", body, subj=uid("h"), base=[offer], by=CLERK)
    return exhibit_of(book, station).discrepancies


def test_an_agreeing_hand_over_has_no_discrepancy() -> None:
    assert hand_over(seized(), (500, "S1"), (500.1, "S1")) == ()


def test_a_lighter_package_at_the_hand_over_is_a_discrepancy() -> None:
    (odd,) = hand_over(seized(), (500, "S1"), (480, "S1"))
    assert (odd.what, odd.delta_ug, odd.seal_changed) == ("weight", -20_000_000, False)


def test_a_seal_read_differently_by_the_taker_is_a_discrepancy() -> None:
    (odd,) = hand_over(seized(), (500, "S1"), (500, "S7"))
    assert (odd.what, odd.seal_changed) == ("seal", True)


def test_a_broken_seal_at_the_hand_over_is_a_discrepancy() -> None:
    (odd,) = hand_over(seized(), (500, "S1"), (500, "S1"), intact=False)
    assert (odd.what, odd.seal_changed) == ("seal", False)


def test_an_offer_with_another_seal_than_the_package_has_is_a_discrepancy() -> None:
    found = hand_over(seized(), (500, "S8"), (500, "S8"))
    assert [(odd.what, odd.seal_changed) for odd in found] == [("seal", True)]


def test_a_corrected_reading_is_compared_as_corrected() -> None:
    book = seized(grams=5000)
    first = book.entries[-1]
    assert len(hand_over(book, (500, "S1"), (500, "S1"))) == 1
    body = plain(wb.Weighing(kind="gross_sealed", value=amount(500), seal="S1", operator=party("a")))
    book.write("correct", rb.Correct(target=first.hash, reason="unit", body=body, mistyped=True), base=[first])
    assert exhibit_of(book).discrepancies == ()


def test_a_mistyped_weight_in_an_offer_is_compared_as_corrected() -> None:
    book = seized()
    hand_over(book, (50, "S1"), (500, "S1"))
    offer = book.entries[-1]
    body = {**offer.entry.body, "lines": [{**offer.entry.body["lines"][0], "gross": plain(amount(500))}]}
    book.write("correct", rb.Correct(target=offer.hash, reason="digit", body=body, mistyped=True), base=[offer])
    exhibit = exhibit_of(book)
    assert [point.typed for point in exhibit.series] == ["500 g", "500 g"]
    assert exhibit.discrepancies == ()


def test_headquarters_may_set_another_tolerance() -> None:
    book = seized()
    book.write(
        "weighing.add",
        wb.Weighing(kind="gross_sealed", value=amount(497), seal="S1", operator=party("a")),
        subj=X,
    )
    damp = context(weight_rule=WeightRule(share_ppm=10_000))
    assert len(exhibit_of(book).discrepancies) == 1
    assert fold_seizure(uid("seizure"), book.entries, damp).exhibits[0].discrepancies == ()
