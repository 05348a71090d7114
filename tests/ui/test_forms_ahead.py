"""Lines that offer what could be meant: by keyboard, in both scripts; nothing is taken unasked."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from fieldkit.ui.forms.ahead import Offers, SomebodyControl
from fieldkit.ui.forms.view import FormView
from tests.ui.conftest import Dress
from tests.ui.forms_shown import LEAD, Show, line, show, write

__all__ = ["show"]


def offers(view: FormView, name: str) -> Offers:
    found = line(view, name).findChild(Offers)
    assert found is not None
    return found


def rows(offered: Offers) -> list[str]:
    model = offered.popup.model()
    return [str(model.index(n, 0).data()) for n in range(model.rowCount())] if offered.popup.isVisible() else []


def take(qtbot: QtBot, box: QWidget, down: int = 1) -> None:
    for _turn in range(down):
        QTest.keyClick(box, Qt.Key.Key_Down)
    QTest.keyClick(box, Qt.Key.Key_Return)


@pytest.mark.parametrize("typed", ["kbal spean", "ក្បាលស្ពាន", "KBAL"])
def test_a_village_found_in_either_script_fills_all_levels(qtbot: QtBot, show: Show, typed: str) -> None:
    view = show("place", {"place": {"address": "House 00"}})
    write(qtbot, line(view, "place_place.find"), typed)
    found = rows(offers(view, "place_place.find"))
    wanted = next(n for n, words in enumerate(found) if "Banteay Meanchey" in words)
    take(qtbot, line(view, "place_place.find"), wanted)
    place = view.typed["place"]
    assert place["province"] == "01"
    assert place["village"].startswith(place["commune"])
    assert place["address"] == "House 00"
    assert line(view, "place_place.find").text() == ""
    assert line(view, "place_place.province").text() == "Banteay Meanchey"


def test_a_level_offers_only_what_lies_in_the_level_above(qtbot: QtBot, show: Show) -> None:
    view = show("place", {"place": {"province": "01"}})
    line(view, "place_place.district").setFocus()
    QTest.keyClick(line(view, "place_place.district"), Qt.Key.Key_Down)
    found = rows(offers(view, "place_place.district"))
    assert found
    assert all("Banteay Meanchey" in words for words in found)
    take(qtbot, line(view, "place_place.district"))
    assert view.typed["place"]["district"].startswith("01")


def test_taking_another_province_takes_the_smaller_places_back(qtbot: QtBot, show: Show) -> None:
    view = show("place", {"place": {"province": "01", "district": "0110", "commune": "011002"}})
    province = line(view, "place_place.province")
    province.selectAll()
    write(qtbot, province, "Battambang")
    take(qtbot, line(view, "place_place.province"))
    assert view.typed["place"] == {"province": "02"}


def test_a_place_that_the_list_does_not_know_stays_as_typed(qtbot: QtBot, show: Show) -> None:
    view = show("place", {})
    write(qtbot, line(view, "place_place.village"), "ភូមិថ្មីណាស់ xyz")
    assert view.typed == {"place": {"village": "ភូមិថ្មីណាស់ xyz"}}


@pytest.mark.parametrize(
    ("typed", "code"), [("ice", "meth-crystal"), ("WY", "meth-tablet"), ("អាភៀន", "opium"), ("heroi", "heroin")]
)
def test_a_substance_is_found_by_its_street_khmer_and_english_name(
    qtbot: QtBot, show: Show, typed: str, code: str
) -> None:
    view = show("find-drug", {"detail": {"type": "drug"}})
    write(qtbot, line(view, "find-drug_detail.substance"), typed)
    take(qtbot, line(view, "find-drug_detail.substance"))
    assert view.typed["detail"]["substance"] == code


def test_nothing_is_taken_that_nobody_marked(qtbot: QtBot, show: Show) -> None:
    view = show("find-drug", {"detail": {"type": "drug"}})
    box = line(view, "find-drug_detail.substance")
    write(qtbot, box, "meth")
    assert rows(offers(view, "find-drug_detail.substance"))
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert view.typed["detail"]["substance"] == "meth"
    assert box.text() == "meth"


def test_an_officer_taken_from_the_list_keeps_the_person_and_another_name_does_not(qtbot: QtBot, show: Show) -> None:
    view = show("team", {})
    lead = line(view, "team_lead")
    write(qtbot, lead, "dara")
    take(qtbot, line(view, "team_lead"))
    assert view.typed == {"lead": LEAD}
    write(qtbot, lead, "x")
    assert view.typed == {"lead": "Dara Practicex"}
    QTest.keyClick(lead, Qt.Key.Key_Backspace)
    assert view.typed == {"lead": LEAD}


def test_a_witness_keeps_paper_and_telephone_beside_the_name(qtbot: QtBot, show: Show) -> None:
    view = show("presence", {"people": [{"party": "A", "role": "owner"}]})
    somebody = view.findChild(SomebodyControl)
    assert somebody is not None
    write(qtbot, line(view, "presence_people[0].party.phone"), "012")
    assert view.typed["people"][0]["party"] == {"name": "A", "phone": "012"}
    line(view, "presence_people[0].party.phone").clear()
    assert view.typed["people"][0]["party"] == "A"


def test_a_value_named_whole_is_kept_as_that_value(qtbot: QtBot, show: Show, dress: Dress) -> None:
    dress("light", "en")
    typed: dict[str, Any] = {"detail": {"type": "weapon"}}
    view = show("find-weapon", typed)
    write(qtbot, line(view, "find-weapon_detail.weapon"), "pistol")
    assert view.typed["detail"]["weapon"] == "pistol"
    again = show("find-weapon", view.typed)
    assert line(again, "find-weapon_detail.weapon").text() == "Pistol"


def test_esc_closes_the_list_and_keeps_what_was_typed(qtbot: QtBot, show: Show) -> None:
    view = show("route", {})
    write(qtbot, line(view, "route_origin"), "th")
    assert rows(offers(view, "route_origin"))[0] == "Thailand"
    QTest.keyClick(line(view, "route_origin"), Qt.Key.Key_Escape)
    assert rows(offers(view, "route_origin")) == []
    assert view.typed == {"origin": "th"}
