"""Names from codes, in both languages."""

from __future__ import annotations

from fieldkit.text.names import (
    country_name,
    currency_name,
    find_place,
    place,
    place_line,
    substance_name,
    substances,
)


def test_every_level_of_the_gazetteer_has_both_names() -> None:
    codes = ("01", "0110", "011002")
    assert place_line(codes, "en") == "Paoy Paet, Paoy Paet, Banteay Meanchey"
    assert place_line(codes, "km") == "ប៉ោយប៉ែត, ប៉ោយប៉ែត, បន្ទាយមានជ័យ"
    village = place("01020106")
    assert village is not None
    assert village.en == "Pongro"


def test_a_place_is_found_by_name_in_either_language_or_by_code() -> None:
    for name in ("Banteay Meanchey", "banteaymeanchey", "បន្ទាយមានជ័យ", "01"):
        found = find_place(name)
        assert found is not None, name
        assert found.code == "01"
    district = find_place("ប៉ោយប៉ែត", "01")
    assert district is not None
    assert district.code == "0110"
    assert find_place("Nowhere at all") is None


def test_unknown_codes_stand_as_typed() -> None:
    assert place("99") is None
    assert place("x") is None
    assert place_line(("01", "an unnamed track"), "en") == "an unnamed track, Banteay Meanchey"
    assert substance_name("never-heard-of", "km") == "never-heard-of"
    assert country_name("QQ", "en") == "QQ"


def test_a_substance_without_a_sure_khmer_name_is_named_in_english() -> None:
    assert substance_name("meth-crystal", "km") == "មេតំហ្វេតាមីន"
    unsure = next(s for s in substances().values() if not s.name_km)
    assert substance_name(unsure.code, "km") == unsure.name_en
    assert len(substances()) >= 61


def test_currencies_have_names() -> None:
    assert currency_name("KHR", "en") == "Cambodian Riel"
