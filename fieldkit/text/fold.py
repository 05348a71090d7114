"""Folding: one spelling for the search index and the query, never for what is stored.

Unicode gives Khmer vowels and signs no combining order, so NFC leaves "កា្រម" and "ក្រាម" apart although they look the
same on every screen. `fold` brings such spellings together, and with them Khmer digits, invisible characters, letter
case and Latin accents (a passport's "Nguyễn" is typed "nguyen").
"""

from __future__ import annotations

import re
import unicodedata

_INVISIBLE = (
    "\u00ad\u034f\u061c\u17b4\u17b5\u17d3\u180b\u180c\u180d\u180e\u200b\u200c\u200d\u200e\u200f"
    "\u202a\u202b\u202c\u202d\u202e\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\ufeff"
    + "".join(map(chr, range(0xFE00, 0xFE10)))
)
_LATIN_ACCENTS = "".join(map(chr, range(0x300, 0x370)))

_KHMER: dict[int, str | None] = {
    **dict.fromkeys(map(ord, _INVISIBLE)),
    **{0x17E0 + value: str(value) for value in range(10)},
    0x17A3: "\u17a2",  # two letters the standard itself deprecates in favour of the spelling on the right
    0x17A4: "\u17a2\u17b6",
    0x17B2: "\u17b1",  # ឲ្យ and ឱ្យ are the same word, both in daily use
    0x17D8: "\u17d4\u179b\u17d4",
}
_LATIN: dict[int, str | None] = {
    **dict.fromkeys(map(ord, _LATIN_ACCENTS)),
    **{
        ord(letter): plain
        for letter, plain in zip("đðłøħŧıæœþ", ["d", "d", "l", "o", "h", "t", "i", "ae", "oe", "th"], strict=True)
    },
}

_CLUSTER = re.compile("([\u1780-\u17b3\u25cc])((?:\u17d2[\u1780-\u17b3]|[\u17b6-\u17d1\u17dd]){2,})")
_PART = re.compile("\u17d2.|.")
# Case and accents undo one another in rare scripts (Greek iota subscript, Turkish dotted I). Two rounds were enough
# for every character of Unicode 15 beside every mark; the bound keeps a stranger's text from buying more.
_ROUNDS = 4
_KHMER_OR_ASCII = re.compile("[\x00-\x7f\u1780-\u17ff\u200b-\u200d]*")


def fold(text: str) -> str:
    """Return *text* as search compares it; folding what is folded changes nothing.

    Runs of white space become one space; the ends are stripped.
    """
    if _KHMER_OR_ASCII.fullmatch(text):
        folded = _fold_once(text)
    else:
        folded = text
        for _ in range(_ROUNDS):
            before, folded = folded, _fold_once(_fold_letters(folded))
            if folded == before:
                break
    return " ".join(folded.split())


def _fold_letters(text: str) -> str:
    bare = unicodedata.normalize("NFKD", text).casefold().translate(_LATIN)
    return unicodedata.normalize("NFKC", bare)


def _fold_once(text: str) -> str:
    return _CLUSTER.sub(_in_order, text.translate(_KHMER).casefold()).replace("\u17d2\u178a", "\u17d2\u178f")


def _in_order(cluster: re.Match[str]) -> str:
    """Put a cluster's marks in the order the letters are read, and join vowels that were typed in two halves."""
    marks = "".join(sorted(_PART.findall(cluster[2]), key=_rank))
    for halves, vowel in (
        ("\u17c1\u17b8", "\u17be"),
        ("\u17b8\u17c1", "\u17be"),
        ("\u17c1\u17b6", "\u17c4"),
        ("\u17b6\u17c1", "\u17c4"),
    ):
        marks = marks.replace(halves, vowel)
    return cluster[1] + marks


def _rank(mark: str) -> int:
    """Subscripts (ro last, it is drawn first), register shifters, vowels, signs."""
    if mark[0] == "\u17d2":
        return 1 if mark[1] == "\u179a" else 0
    if mark in "\u17c9\u17ca":
        return 2
    return 3 if mark <= "\u17c5" else 4
