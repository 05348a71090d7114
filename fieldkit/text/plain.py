"""A stranger's text made fit to be shown beside ours: in labels, lists, logs and error sentences."""

from __future__ import annotations

import unicodedata

from fieldkit.text.breaks import clusters

ELLIPSIS = "…"
_SHOWN = "\ufffd"
# Khmer keyboards type these between words and letters all day; they carry no meaning and draw nothing.
_HARMLESS = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_LONGEST_LETTER = 12  # code points; the longest Khmer cluster in use has 7


def plain(untrusted: str, limit: int) -> str:
    """Return at most *limit* characters of *untrusted* on one line, with nothing in it that acts instead of showing.

    White space of any kind becomes one space. Zero-width characters go. Controls (C0, C1), bidirectional controls,
    surrogates, private and unassigned characters become U+FFFD, so that a manipulated name looks manipulated. What is
    cut ends in an ellipsis, never inside a Khmer letter.

    For showing only: what was received is stored and hashed as it came.
    """
    read = untrusted[: limit * _LONGEST_LETTER + 1]  # a bound on the work, however long the text is
    shown = " ".join("".join(map(_visible, read)).split())
    if len(shown) <= limit and len(read) == len(untrusted):
        return shown
    kept = ""
    for letter in clusters(shown):
        if len(kept) + len(letter) + len(ELLIPSIS) > limit:
            break
        kept += letter
    return kept.rstrip() + ELLIPSIS


def _visible(character: str) -> str:
    if " " <= character <= "~":
        return character
    if character.isspace():
        return " "
    if character in _HARMLESS:
        return ""
    return _SHOWN if unicodedata.category(character)[0] == "C" else character
