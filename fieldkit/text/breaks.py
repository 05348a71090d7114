"""Where a line may end. Khmer writes no spaces between words, so a dictionary has to find the borders.

ICU finds them (`fieldkit.text.icu`); a glossary keeps domain words and number-unit pairs whole. Without ICU, lines end
between Khmer letters (never inside one) and, in other scripts, after spaces: less pretty, nothing lost.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise

from fieldkit.text import icu as icu_library
from fieldkit.text.resources import read_resource

ZERO_WIDTH_SPACE = "\u200b"
_NO_BREAK_SPACE = "\u00a0"

_LETTER = "[\u1780-\u17b3\u25cc]"
_MARK = "\u17b4-\u17d1\u17d3\u17dd\u200c\u200d"
# A Khmer letter with all that is written on, under and around it; any other character is a piece by itself.
_PIECE = re.compile(f"{_LETTER}(?:\u17d2[\u1780-\u17b3]|[{_MARK}\u17d2])*|\r\n|.", re.DOTALL)
_MARKS_FROM = "\u0300"
_STARTS_WORD = re.compile("[\u1780-\u17b3]")


def clusters(text: str) -> list[str]:
    """Split *text* into what a reader sees as one letter each. `"".join(clusters(t)) == t`."""
    if text.isascii():
        return _PIECE.findall(text) if "\r\n" in text else list(text)
    pieces: list[str] = []
    for piece in _PIECE.findall(text):
        if pieces and piece[0] >= _MARKS_FROM and _leans(piece[0]) and pieces[-1] not in {"\n", "\r", "\r\n"}:
            pieces[-1] += piece
        else:
            pieces.append(piece)
    return pieces


def segments(text: str, lang: str = "km", *, icu: bool = True) -> list[str]:
    """Split *text* at every place where a line may end; trailing spaces stay with the word before them.

    `"".join(segments(t)) == t`, and no cut falls inside a cluster. *lang* is the language of the text as a whole; words
    of either language are found in both. `icu=False` does without ICU, as a machine that has none. Any thread may call.
    """
    if not text:
        return []
    borders = _borders(text)
    cuts = _icu_cuts(text, lang) if icu else None
    if cuts is None:
        cuts = _plain_cuts(text)
    held = _held_together(text)
    kept = [cut for cut in cuts if cut in borders and cut not in held and 0 < cut < len(text)]
    return [text[start:end] for start, end in pairwise([0, *kept, len(text)])]


def wrap_marks(text: str, lang: str = "km", *, icu: bool = True) -> str:
    """Return *text* for display: U+200B wherever a line may end without a space.

    The space between a number and its unit becomes U+00A0. For screens only, never stored or hashed: `strip_marks`
    gives the text back. Marks that are already in *text* are replaced.
    """
    bare = text.replace(ZERO_WIDTH_SPACE, "")
    if bare.isascii():
        return _unit().sub(_NO_BREAK_SPACE + r"\1", bare)
    parts = segments(bare, lang, icu=icu)
    joined = "".join(
        part if part[-1].isspace() or after[0].isspace() else part + ZERO_WIDTH_SPACE
        for part, after in pairwise([*parts, " "])
    )
    return _unit().sub(_NO_BREAK_SPACE + r"\1", joined)


def strip_marks(text: str) -> str:
    """Return *text* without what `wrap_marks` put in; for what a person copies from a screen or types."""
    return text.replace(ZERO_WIDTH_SPACE, "").replace(_NO_BREAK_SPACE, " ")


def _leans(character: str) -> bool:
    """Whether *character* is drawn with the one before it: marks, joiners, variation selectors."""
    return character in "\u200c\u200d" or unicodedata.category(character)[0] == "M"


def _borders(text: str) -> frozenset[int]:
    places, at = [], 0
    for piece in clusters(text):
        at += len(piece)
        places.append(at)
    return frozenset(places)


def _icu_cuts(text: str, lang: str) -> list[int] | None:
    library = icu_library.load()
    if library is None:
        return None
    try:
        return library.line_breaks(text, lang)
    except OSError:
        return None


def _plain_cuts(text: str) -> list[int]:
    cuts, at = [], 0
    for piece, after in pairwise(clusters(text)):
        at += len(piece)
        new_word = piece[-1].isspace() or piece[-1] == ZERO_WIDTH_SPACE
        khmer = _STARTS_WORD.match(piece) and _STARTS_WORD.match(after)
        if (new_word and not after[0].isspace()) or khmer:
            cuts.append(at)
    return cuts


def _held_together(text: str) -> set[int]:
    inside: set[int] = set()
    for pattern in (_whole_words(), _unit()):
        for match in pattern.finditer(text):
            inside.update(range(match.start() + 1, match.end()))
    return inside


@lru_cache(maxsize=1)
def _whole_words() -> re.Pattern[str]:
    return re.compile(_any_of(_glossary()["words"]))


@lru_cache(maxsize=1)
def _unit() -> re.Pattern[str]:
    units = _any_of(_glossary()["units"])
    return re.compile(f"(?<=[0-9\u17e0-\u17e9]) ({units})(?![A-Za-z])")


def _any_of(words: list[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


def _glossary() -> dict[str, list[str]]:
    """Read resources/khmer-nobreak.txt; its head says how it is written."""
    sections: dict[str, list[str]] = {}
    current: list[str] = []
    for line in map(str.strip, read_resource("khmer-nobreak.txt").splitlines()):
        if line.startswith("["):
            current = sections.setdefault(line.strip("[]"), [])
        elif line and not line.startswith("#"):
            current.append(line)
    return sections
