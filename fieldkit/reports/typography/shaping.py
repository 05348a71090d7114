"""Shaped words: the unit of layout. HarfBuzz places the glyphs once per word; lines and pages only add up widths.

A unit is what stands between two possible line breaks, with its trailing spaces. Its text travels on the page as an
/ActualText span per run (one, unless a word mixes typefaces or weights): for Khmer, what readers copy and search is
exact only if a span is one text object and holds the space that ends it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
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
    width = trailing = 0.0
    shows: list[tuple[float, str]] = []
    array: list[str] = []
    rise = 0.0
    seen: list[int] = []
    for info, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        glyph = info.codepoint
        if glyph == _NOTDEF:
            raise MissingGlyph(character=text[info.cluster])
        advance, shift = position.x_advance * scale, position.x_offset * scale
        if position.y_offset * scale != rise:
            if array:
                shows.append((rise, f"[{' '.join(array)}] TJ"))
                array = []
            rise = position.y_offset * scale
        array.extend(_placed(glyph, shift, face.font.get_glyph_h_advance(glyph) * scale - advance + shift))
        seen.append(glyph)
        width += advance
        if info.cluster >= ink_end:
            trailing += advance
    if array:
        shows.append((rise, f"[{' '.join(array)}] TJ"))
    plain = len(seen) == len(text) and all(face.text_of.get(g) == c for g, c in zip(seen, text, strict=True))
    plain = plain and "\u00a0" not in text  # shares its glyph with the space
    opening = "" if plain else f"/Span <</ActualText <feff{text.encode('utf-16-be').hex()}>>> BDC"
    return Glyphs(face, tuple(shows), frozenset(seen), width, trailing, opening)


def _placed(glyph: int, shift: float, surplus: float) -> list[str]:
    """Return the TJ items that draw *glyph* moved right by *shift* and take back *surplus* of its own advance."""
    items = [f"<{glyph:04x}>"]
    if abs(shift) > 0.005:  # noqa: PLR2004  (below what a TJ number with two decimals can say)
        items.insert(0, f"{-shift:.2f}")
    if abs(surplus) > 0.005:  # noqa: PLR2004
        items.append(f"{surplus:.2f}")
    return items


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
    mask = _snapped(line, weights)
    out: list[Unit] = []
    start = 0
    for segment in breaks.segments(line):
        out.append(unit(segment, _runs(mask[start : start + len(segment)])))
        start += len(segment)
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
