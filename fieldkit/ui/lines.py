"""Words that need no record: strangers' lines made safe to show, sizes, remaining time, names of the languages.

Apart from `words`, so that the first page does not wait for the records' definitions to be imported.
"""

from __future__ import annotations

from fieldkit.domain import terms
from fieldkit.text.catalogue import _, language
from fieldkit.text.numerals import number
from fieldkit.text.plain import plain

LANGUAGES: dict[str, str] = {"en": "English", "km": "ខ្មែរ"}
_LINE = 200
_SIZES = ("B", "kB", "MB", "GB", "TB")


def here() -> str:
    """Return the language in use."""
    return language()


def line(untrusted: str, limit: int = _LINE) -> str:
    """Return a stranger's words on one line, made safe to show."""
    return plain(untrusted, limit)


def ranked(untrusted_rank: str, untrusted_name: str) -> str:
    """Return rank and name of a person, made safe to show."""
    return " ".join(filter(None, (line(untrusted_rank, 40), line(untrusted_name, 80))))


def of(table: dict[str, str], value: str) -> str:
    """Return the word for *value*, or the value itself where it has none (a newer version may know more)."""
    return _(table[value]) if value in table else plain(value, _LINE)


def offered(untrusted: str) -> str:
    """Return a line in which words that a press offers stand in the reader's language."""
    return plain(terms.offered(untrusted, _), _LINE)


def file_size(octets: int) -> str:
    """Return a size in decimal units, as card and stick makers count; one decimal from megabytes on."""
    unit = 0
    while unit < len(_SIZES) - 1 and octets >= 1000 ** (unit + 1):
        unit += 1
    scale = 1 if unit > 1 else 0
    return f"{number(octets * 10**scale // 1000**unit, scale=scale)}\u00a0{_SIZES[unit]}"


def time_left(seconds: int | None) -> str:
    """Say roughly how long work will still take; empty while nothing can be said."""
    if seconds is None:
        return ""
    if seconds < 90:  # noqa: PLR2004  (below a minute and a half people count in seconds)
        return _("about {n} s left", n=seconds if seconds < 10 else seconds // 5 * 5)  # noqa: PLR2004
    return _("about {n} min left", n=round(seconds / 60))
