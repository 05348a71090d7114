"""What a few letters could mean, in either script."""

from __future__ import annotations

import pytest

from fieldkit.text import suggest


@pytest.mark.parametrize("typed", ["banteay mean", "បន្ទាយមានជ័យ", "BANTEAYMEANCHEY"])
def test_a_province_is_found_in_either_script_and_stands_first(typed: str) -> None:
    assert suggest.places(typed, lang="en")[0] == ("01", "Banteay Meanchey")


def test_places_are_looked_for_inside_the_one_around_them() -> None:
    found = suggest.places("paoy paet", "01", lang="en")
    assert found
    assert all(code.startswith("01") and len(code) > 2 for code, _words in found)
    assert suggest.places("paoy paet", "12") == []


def test_nothing_typed_gives_what_lies_directly_inside() -> None:
    assert len(suggest.places("")) == 25
    assert {len(code) for code, _words in suggest.places("", "01")} == {4}


def test_a_place_is_told_with_all_that_is_around_it() -> None:
    code, words = suggest.places("paoy paet", lang="en")[0]
    assert (code, words) == ("0110", "Paoy Paet, Banteay Meanchey")


@pytest.mark.parametrize("typed", ["poipet", "Poi Pet", "poypet"])
def test_a_name_as_everybody_spells_it_is_found_by_its_sound(typed: str) -> None:
    assert "0110" in [code for code, _words in suggest.places(typed)]


@pytest.mark.parametrize(
    ("typed", "code"),
    [("yama", "meth-tablet"), ("Crystal Meth", "meth-crystal"), ("ហេរ៉ូអ៊ីន", "heroin"), ("mdma", "mdma")],
)
def test_a_substance_is_found_by_any_of_its_names(typed: str, code: str) -> None:
    assert suggest.find_substances(typed, lang="en")[0][0] == code


def test_what_is_no_name_gives_nothing() -> None:
    assert suggest.find_substances("zzzz") == []
    assert suggest.places("\u202e\U0001f694" * 5_000) == []


def test_the_near_countries_stand_first_and_each_stands_once() -> None:
    found = suggest.countries("en")
    assert found[:3] == (("KH", "Cambodia"), ("TH", "Thailand"), ("VN", "Vietnam"))
    assert len({code for code, _name in found}) == len(found)
