"""The list of substances as people type it: codes, names in both languages, street names, and near misses."""

from __future__ import annotations

from difflib import get_close_matches
from functools import lru_cache
from typing import Final

from fieldkit.text.fold import fold
from fieldkit.text.names import substance_name, substances

_MOST: Final = 3
_ALIKE: Final = 0.75
_LONGEST: Final = 80


def known(typed: str) -> bool:
    """Tell whether *typed* is a code of the list: what records hold and statistics count."""
    return typed in substances()


def alike(typed: str) -> tuple[str, ...]:
    """Return the codes of the substances that *typed* may mean, the likeliest first; three at most."""
    wanted = fold(typed[:_LONGEST])
    spelt = _spelt()
    if not wanted:
        return ()
    found: list[str] = [*spelt.get(wanted, ())]
    found += [code for words, codes in spelt.items() if words.startswith(wanted) for code in codes]
    for words in get_close_matches(wanted, spelt, n=_MOST, cutoff=_ALIKE):
        found += spelt[words]
    return tuple(dict.fromkeys(found))[:_MOST]


def named(code: str) -> str:
    """Return a substance as name and code, in the language in use."""
    return f"{substance_name(code)} ({code})"


@lru_cache(maxsize=1)
def _spelt() -> dict[str, tuple[str, ...]]:
    """Return the codes by every folded spelling of the list."""
    found: dict[str, list[str]] = {}
    for code, one in substances().items():
        for words in (code, code.replace("-", " "), one.name_en, one.name_km, *one.street_names):
            folded = fold(words)
            if folded and code not in found.setdefault(folded, []):
                found[folded].append(code)
    return {words: tuple(codes) for words, codes in found.items()}
