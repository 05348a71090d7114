from __future__ import annotations

from typing import Any

import msgspec
import pytest

from fieldkit.domain import custody_bodies as cb
from fieldkit.domain import writeup_bodies as wb
from fieldkit.domain.cautions import Warn, sane_mass, seals_unused, substance_known, warnings
from fieldkit.domain.fold import fold_seizure
from fieldkit.domain.friendly import read_moment
from fieldkit.domain.seals import NotASealRange, Stock, key, numbered, overlapping, same, seal_range
from fieldkit.domain.values import Amount
from fieldkit.domain.view import SeizureView
from tests.make import OFFICER, SECOND, Book, amount, context, party, uid

SEIZURE = uid("seizure")
X, Y = uid("x"), uid("y")
NOW = read_moment("2026-11-22 03:00")


def night() -> SeizureView:
    """Two exhibits; the first is weighed and sealed with S-1."""
    book = Book()
    book.write("seizure.set", wb.SeizureSet(number="T-1"))
    book.write("team.set", wb.TeamSet(lead=party(OFFICER.name), members=(party(SECOND.name),)))
    book.write("times.set", wb.TimesSet(started=read_moment("2026-11-22 01:30")))
    for exhibit, number in ((X, "1"), (Y, "2")):
        body = wb.Find(
            number=number,
            detail=wb.Drug(substance="meth-crystal"),
            description="a",
            found_by=party(OFFICER.name),
            collected_by=party(OFFICER.name),
        )
        found = book.write("custody.find", body, subj=exhibit)
        if exhibit == X:
            package = cb.Package(package_no="P", seals=("S-1",), sealed_by=party(OFFICER.name))
            book.write("custody.package", package, subj=X, base=[found])
            weighing = wb.Weighing(kind="gross_unsealed", value=amount(500), operator=party(OFFICER.name))
            book.write("weighing.add", weighing, subj=X)
    return fold_seizure(SEIZURE, book.entries, context())


VIEW = night()
A, B = ({"name": one.name, "person": uid("person " + one.name)} for one in (OFFICER, SECOND))


def codes(form: str, typed: dict[str, Any], **about: Any) -> list[str]:  # noqa: ANN401
    found = warnings(form, typed, VIEW, NOW, **about)
    for one in found:
        assert "{" not in one.said("en")
        assert one.where.startswith("$")
    return [one.code for one in found]


@pytest.mark.parametrize(
    ("form", "typed", "code"),
    [
        ("times", {"started": "1970-01-02 00:00"}, "long-ago"),
        ("times", {"started": "2099-01-01 00:00"}, "in-the-future"),
        ("times", {"started": "02:00", "found": "01:00"}, "out-of-order"),
        ("ground", {"ground": "prosecutor", "at": "02:00"}, "authorised-late"),
        ("weighing", {"kind": "tare", "value": "0 g", "operator": A}, "nothing"),
        ("weighing", {"kind": "tare", "value": "600 kg", "operator": A}, "heavy"),
        ("weighing", {"kind": "tare", "value": "1 g", "operator": A, "second": A}, "same-person"),
        ("weighing", {"kind": "tare", "value": "1 g", "operator": A, "at": "01:00"}, "before-start"),
        (
            "weighing",
            {"kind": "tare", "value": "1 g", "operator": A, "scale": {"calibrated": "03/2025"}},
            "calibrated-long-ago",
        ),
        ("weighing", {"kind": "tare", "value": "1 g", "operator": A, "scale": {"calibrated": "soon"}}, "not-a-date"),
        ("test", {"kit": "K", "result": "positive", "operator": A, "expiry": "2026-10"}, "kit-expired"),
        ("test", {"kit": "K", "result": "positive", "operator": A, "witness": A}, "same-person"),
        ("count", {"currency": "USD", "lines": {}, "counted_by": A}, "count-zero"),
        ("find", {"detail": {"type": "drug", "substance": "meth-crystal", "units": "0"}}, "count-zero"),
        ("find", {"detail": {"type": "drug", "substance": "ketmine"}}, "unknown-substance"),
        ("find", {"detail": {"type": "drug", "substance": "qqqq"}}, "unlisted-substance"),
        ("package", {"package_no": "P2", "seals": ["S -1"], "sealed_by": A}, "seal-used-before"),
        ("package", {"package_no": "P2", "seals": "S-2, S- 2", "sealed_by": A}, "seal-twice"),
        ("presence", {"people": [{"party": B, "role": "civilian_witness", "not_police": True}]}, "witness-in-team"),
        ("team", {"lead": A, "members": [A]}, "same-person"),
        ("place", {"place": {"point": "104.9282, 11.5564"}}, ""),
        ("place", {"place": {"point": "48.85, 2.35"}}, "far-away"),
        ("person", {"age": "17"}, "minor"),
        ("person", {"age": "170"}, "age"),
    ],
)
def test_what_is_odd_is_asked_about(form: str, typed: dict[str, Any], code: str) -> None:
    assert codes(form, typed, subject=Y) == ([code] if code else [])


@pytest.mark.parametrize(
    ("form", "typed"),
    [
        ("times", {"started": "01:30", "found": "02:00", "sealed": "02:00", "left": "02:59"}),
        ("ground", {"ground": "prosecutor", "at": "01:00"}),
        ("weighing", {"kind": "net", "value": "499 g", "operator": A, "second": B, "scale": {"calibrated": "2026"}}),
        ("test", {"kit": "K", "result": "positive", "operator": A, "expiry": "11/2026"}),
        ("find", {"detail": {"type": "drug", "substance": "meth-crystal", "units": "200"}}),
        ("package", {"package_no": "P2", "seals": ["S-9"], "sealed_by": A, "witness": B}),
        ("presence", {"people": [{"party": "Somebody else", "role": "civilian_witness", "not_police": True}]}),
        ("person", {"age": "17", "minor": True}),
        ("narrative", {"text": "x"}),
    ],
)
def test_what_is_usual_is_not(form: str, typed: dict[str, Any]) -> None:
    assert codes(form, typed, subject=Y) == []


def test_weights_are_compared_with_those_before_of_the_same_exhibit() -> None:
    net = {"kind": "net", "operator": A}
    assert codes("weighing", net | {"value": "501 g"}, subject=X) == ["net-over-gross"]
    assert codes("weighing", net | {"value": "0.6 kg", "kind": "tare"}, subject=X) == ["tare-over-gross"]
    assert codes("weighing", net | {"value": "501 g"}, subject=Y) == []
    (changed,) = warnings("weighing", net | {"kind": "gross_unsealed", "value": "5 kg"}, VIEW, NOW, subject=X)
    assert changed.said("en") == "5 kg (5000 g) is far from the weighing before: 500 g."
    weighing = VIEW.exhibits[0].weighings[0].id
    assert codes("weighing", net | {"kind": "gross_unsealed", "value": "5 kg"}, subject=weighing) == []


def test_what_cannot_be_read_is_left_to_the_save() -> None:
    assert codes("weighing", {"value": "nonsense"}) == []


def test_a_seal_is_looked_up_in_the_stock_of_this_laptop() -> None:
    stock = Stock(ranges=(seal_range("S-10", "S-19"),), used={"S-11": "4"})
    typed = {"package_no": "P", "sealed_by": A, "seals": ["S-11", "S-12", "S-20"]}
    found = warnings("package", typed, VIEW, NOW, subject=Y, stock=stock)
    assert [(one.code, one.where) for one in found] == [
        ("seal-used-before", "$.seals[0]"),
        ("seal-outside-stock", "$.seals[2]"),
    ]


def test_half_a_tonne_is_heavy_and_nothing_is_nothing() -> None:
    assert sane_mass(amount(500_000)) == ()
    (warning,) = sane_mass(Amount(ug=512_400_000_000_000, value="512400", unit="kg"))
    assert warning.said("en") == "512400 kg is very heavy for one package. Is the unit right?"
    assert [one.code for one in sane_mass(Amount(ug=-1, value="-1", unit="g"))] == ["nothing"]


def test_a_seal_that_is_on_another_exhibit_is_asked_about() -> None:
    (warning,) = seals_unused([VIEW], [" S -1 ", "S-2"], Y)
    assert warning.facts == {"seal": " S -1 ", "exhibit": "1"}
    assert seals_unused([VIEW], ["S-1"], X) == ()


def test_a_misspelt_substance_is_told_what_it_may_be() -> None:
    (warning,) = substance_known("yaba")
    assert "meth-tablet" in warning.facts["names"]
    assert substance_known("meth-tablet") == substance_known("") == ()


def test_every_caution_has_a_sentence_with_its_facts_in_both_languages() -> None:
    for code, message in Warn.MESSAGES.items():
        assert Warn(code=code).message == message


# -- seals ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("written", ["A004512881", "A 004 512 881", " A004\u00a0512\u200b881 ", "A០០៤៥១២៨៨១"])
def test_blanks_make_no_other_seal(written: str) -> None:
    assert same([written, "B 1"], ["B1", "A 004 512 881"])


@pytest.mark.parametrize("written", ["a004512881", "A-004512881", "A004512.881", "A00451288l", ""])
def test_what_can_be_printed_on_a_seal_makes_another_one(written: str) -> None:
    assert not same([written], ["A 004 512 881"])


def test_a_range_counts_on_in_the_spelling_of_the_first() -> None:
    box = seal_range("A 004 512 881", "A004512980")
    assert (box.count, box.last) == (100, "A 004 512 980")
    assert numbered("S-99", 1) == "S-100"
    assert numbered("S-09", 1) == "S-10"


@pytest.mark.parametrize("last", ["B 10", "s 12", "S-12", "S 9", "", "S", "S 999999999", "S 10 x"])
def test_what_is_no_range_is_refused(last: str) -> None:
    with pytest.raises(NotASealRange):
        seal_range("S 10", last)


def test_the_next_seal_is_the_first_that_is_on_nothing() -> None:
    stock = Stock(ranges=(seal_range("S-10", "S-12"), seal_range("T-1", "T-30")), used={key("S- 10"): "1"})
    assert stock.next_free() == "S-11"
    assert stock.next_free(beside=["S -11", "S-12"]) == "T-1"
    assert (stock.remaining, stock.few) == (32, False)
    assert msgspec.structs.replace(stock, ranges=stock.ranges[:1]).few
    assert not Stock().few
    assert Stock().issued("anything")
    assert not stock.issued("S-13")
    assert not Stock(ranges=(seal_range("S-1", "S-1"),), used={"S-1": "4"}).next_free()


def test_a_box_is_issued_once() -> None:
    boxes = [seal_range("S-10", "S-19")]
    assert overlapping(boxes, seal_range("S-19", "S-30"))
    assert overlapping(boxes, seal_range("S-01", "S-99"))
    assert not overlapping(boxes, seal_range("S-20", "S-30"))
