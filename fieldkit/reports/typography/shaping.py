"""Shaped words: the unit of layout. HarfBuzz places the glyphs once per word; lines and pages only add up widths.

A unit is what stands between two possible line breaks, with its trailing spaces. Its text travels on the page as an
/ActualText span per run (one, unless a word mixes typefaces or weights): for Khmer, what readers copy and search is
exact only if a span is one text object and holds the space that ends it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import repeat
from typing import Final

import uharfbuzz as hb

from fieldkit.errors import BugError
from fieldkit.reports.typography.fonts import MissingGlyph, Typeface, is_khmer, itemise
from fieldkit.text import breaks

Weights = tuple[tuple[int, bool], ...]
"""Run lengths of one string: (characters, bold)."""

_ZWSP: Final = "\u200b"
_FEATURES: Final = {"kern": True, "liga": True}
_NOTDEF: Final = 0
_UNNAMED: Final = repeat("\ufffd")  # stands for a glyph without a text of its own


@dataclass(frozen=True, slots=True)
class Glyphs:
    """One run in one typeface, ready for a content stream.

    Lengths are in thousandths of an em. `shows` holds (rise, TJ operator) pairs; nearly always there is one.
    """

    face: Typeface
    shows: tuple[tuple[float, str], ...]
    used: frozenset[int]
    width: float
    trailing: float
    opening: str
    """The operator that opens the /ActualText span; empty where the glyphs by themselves say the same text."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A word with its trailing spaces. Widths are in ems; `ink` leaves the trailing spaces out."""

    source: str
    weights: Weights
    runs: tuple[Glyphs, ...]
    width: float
    ink: float
    khmer: bool


@lru_cache(maxsize=16384)
def shape(face: Typeface, text: str) -> Glyphs:
    """Place the glyphs of *text*, all of which *face* covers.

    Raises:
        MissingGlyph: *face* draws an empty box for a part of *text*.
    """
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    buffer.direction = "ltr"
    hb.shape(face.font, buffer, _FEATURES)
    scale = 1000 / face.upem
    ink_end = len(text.rstrip(" "))
    width = trailing = rise = 0.0
    shows: list[tuple[float, str]] = []
    array: list[str] = []
    seen: list[int] = []
    for info, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        glyph = info.codepoint
        right, up, advance, _ = position.position
        if glyph == _NOTDEF:
            raise MissingGlyph(character=text[info.cluster])
        if up * scale != rise:
            if array:
                shows.append((rise, _show(array)))
                array = []
            rise = up * scale
        natural = face.advance_of[glyph]
        if right:
            array.append(f"> {-right * scale:.2f} <")
        array.append(face.code_of[glyph])
        if natural - advance + right:
            array.append(f"> {(natural - advance + right) * scale:.2f} <")
        seen.append(glyph)
        width += advance * scale
        if info.cluster >= ink_end:
            trailing += advance * scale
    if array:
        shows.append((rise, _show(array)))
    plain = len(shows) <= 1 and "\u00a0" not in text and "".join(map(face.text_of.get, seen, _UNNAMED)) == text
    opening = "" if plain else f"/Span <</ActualText <feff{text.encode('utf-16-be').hex()}>>> BDC"
    return Glyphs(face, tuple(shows), frozenset(seen), width, trailing, opening)


def _show(array: list[str]) -> str:
    """Return the TJ operator of *array*: glyph codes, and numbers between ``>`` and ``<``."""
    return f"[<{''.join(array)}>] TJ".replace("<>", "")


@lru_cache(maxsize=16384)
def unit(text: str, weights: Weights) -> Unit:
    """Shape one word. *weights* must add up to the length of *text*.

    Zero-width spaces only mark where a line may break; they are not drawn and not part of the page's text.
    """
    if sum(length for length, _ in weights) != len(text):
        raise BugError(what="weights and text of a word differ in length")
    runs: list[Glyphs] = []
    start = 0
    for length, bold in weights:
        part = text[start : start + length].replace(_ZWSP, "")
        start += length
        runs += [shape(face, run) for face, run in itemise(part, bold=bold)]
    width = sum(run.width for run in runs) / 1000
    trailing = _trailing(runs)
    return Unit(text, weights, tuple(runs), width, width - trailing / 1000, is_khmer(text))


def _trailing(runs: list[Glyphs]) -> float:
    """Return the width of the spaces that end *runs*; they may span several runs."""
    total = 0.0
    for run in reversed(runs):
        total += run.trailing
        if run.trailing < run.width:
            break
    return total


@lru_cache(maxsize=2048)
def units(line: str, weights: Weights) -> tuple[Unit, ...]:
    """Split *line* (no line ends in it) where it may be broken and shape each part."""
    uniform = len({bold for _, bold in weights}) <= 1
    bold = bool(weights and weights[0][1])
    mask = [] if uniform else _snapped(line, weights)
    out: list[Unit] = []
    start = 0
    for segment in breaks.segments(line):
        length = len(segment)
        out.append(unit(segment, ((length, bold),) if uniform else _runs(mask[start : start + length])))
        start += length
    return tuple(out)


def emergency_units(word: Unit) -> tuple[Unit, ...]:
    """Split a word that is wider than its column between its clusters, so that nothing is lost in the margin."""
    mask = _snapped(word.source, word.weights)
    out: list[Unit] = []
    start = 0
    for cluster in breaks.clusters(word.source):
        out.append(unit(cluster, _runs(mask[start : start + len(cluster)])))
        start += len(cluster)
    return tuple(out)


def _snapped(text: str, weights: Weights) -> list[bool]:
    """Spread *weights* over the characters; a sign keeps the weight of the letter it belongs to."""
    mask = [bold for length, bold in weights for _ in range(length)]
    if len(mask) != len(text):
        raise BugError(what="weights and text of a line differ in length")
    if not text.isascii():
        start = 0
        for cluster in breaks.clusters(text):
            mask[start : start + len(cluster)] = [mask[start]] * len(cluster)
            start += len(cluster)
    return mask


def _runs(mask: list[bool]) -> Weights:
    runs: list[tuple[int, bool]] = []
    for bold in mask:
        if runs and runs[-1][1] is bold:
            runs[-1] = (runs[-1][0] + 1, bold)
        else:
            runs.append((1, bold))
    return tuple(runs)
