"""The bundled typefaces, which of them draws a character, and what becomes of characters that none can draw.

A page uses one stack per weight: Battambang (Khmer and ASCII), then Noto Sans (other Latin, Greek, punctuation).
A character outside both raises `MissingGlyph`: an empty box in evidence is a lost fact. Words that come from people
(names, notes, labels) must never stop a report, so they pass `printable` at the border between facts and layout.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Final

import uharfbuzz as hb

from fieldkit.errors import N_, KnownError
from fieldkit.text.breaks import clusters
from fieldkit.text.resources import resource

_STACK: Final = ("Battambang", "NotoSans")
_REGULAR, _BOLD = 400, 700

COENG: Final = "\u17d2"
"""Khmer sign that hangs the next consonant under the one before."""

_ZWSP: Final = "\u200b"
_JOINERS: Final = "\u200c\u200d"
_MAX_MARKS: Final = 4  # a Khmer syllable needs at most three signs in a row; more only overprints other lines
_KHMER: Final = range(0x1780, 0x1800)
_KHMER_MOON: Final = range(0x19E0, 0x1A00)
_UNSAFE_BIDI: Final = frozenset({"R", "AL", "AN", "LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"})


class MissingGlyph(KnownError):
    """Layout was given a character that no bundled typeface draws; its source did not pass `printable`."""

    code = "missing-glyph"
    message = N_("The document contains a character that cannot be printed: {character}.")
    hint = N_("Nothing was lost. Replace the character in the text, or report it to support.")


@dataclass(frozen=True, eq=False, slots=True)
class Typeface:
    """One font file, read once per process and never changed. Lengths are in thousandths of an em."""

    name: str
    data: bytes
    face: Any
    font: Any
    upem: int
    ascent: float
    descent: float
    glyph_of: dict[int, int]
    text_of: dict[int, str]
    advance_of: tuple[int, ...]
    """By glyph, in font units."""
    code_of: tuple[str, ...]
    """By glyph, as content streams write it."""

    def covers(self, text: str) -> bool:
        """Whether every character of *text* has a glyph here (joiners and breaks need none)."""
        return all(ord(char) in self.glyph_of or char in _JOINERS or char == _ZWSP for char in text)


@cache
def typeface(name: str, weight: int) -> Typeface:
    """Read the bundled font *name* of *weight*."""
    data = resource("fonts", "pdf", f"{name}-{weight}.ttf").read_bytes()
    face = hb.Face(data)
    font = hb.Font(face)
    scale = 1000 / face.upem
    extents = font.get_font_extents("ltr")
    glyph_of = {code: font.get_nominal_glyph(code) for code in face.unicodes}
    text_of: dict[int, str] = {}
    for code, glyph in sorted(glyph_of.items()):
        text_of.setdefault(glyph, chr(code))
    _name_subscripts(font, glyph_of, text_of)
    return Typeface(
        name=f"{name}-{weight}",
        data=data,
        face=face,
        font=font,
        upem=face.upem,
        ascent=extents.ascender * scale,
        descent=extents.descender * scale,
        glyph_of=glyph_of,
        text_of=text_of,
        advance_of=tuple(font.get_glyph_h_advance(glyph) for glyph in range(face.glyph_count)),
        code_of=tuple(f"{glyph:04x}" for glyph in range(face.glyph_count)),
    )


def _name_subscripts(font: Any, glyph_of: dict[int, int], text_of: dict[int, str]) -> None:  # noqa: ANN401  (uharfbuzz is untyped)
    """Give the subscript form of each Khmer consonant its text, so that readers without ActualText find it too."""
    if ord(COENG) not in glyph_of:
        return
    for consonant in map(chr, range(0x1780, 0x17A3)):
        buffer = hb.Buffer()
        buffer.add_str("\u1780" + COENG + consonant)
        buffer.guess_segment_properties()
        hb.shape(font, buffer)
        for info in buffer.glyph_infos:
            text_of.setdefault(info.codepoint, COENG + consonant)


@cache
def stack(*, bold: bool) -> tuple[Typeface, ...]:
    """Return the typefaces to try, in order."""
    return tuple(typeface(name, _BOLD if bold else _REGULAR) for name in _STACK)


@lru_cache(maxsize=16384)
def itemise(text: str, *, bold: bool) -> tuple[tuple[Typeface, str], ...]:
    """Split *text* into runs of one typeface and one script each, as shaping needs them.

    A space, a digit or a punctuation mark stays with the text before it, so a run is as long as it can be.

    Raises:
        MissingGlyph: a cluster that no typeface of the stack covers.
    """
    faces = stack(bold=bold)
    if text.isascii() and text.isprintable():
        return ((faces[0], text),) if text else ()
    runs: list[tuple[Typeface, str]] = []
    face: Typeface | None = None
    khmer: bool | None = None  # of the run so far; None while it holds no letter
    for cluster in clusters(text):
        letter = cluster[0].isalpha()
        if face is None or letter or not face.covers(cluster):
            chosen = next((face for face in faces if face.covers(cluster)), None)
            if chosen is None:
                raise MissingGlyph(character=_visible(cluster))
        else:
            chosen = face
        turned = letter and khmer is not None and khmer is not is_khmer(cluster[0])
        if runs and chosen is face and not turned:
            runs[-1] = (face, runs[-1][1] + cluster)
        else:
            runs.append((chosen, cluster))
            khmer = None
        if letter and khmer is None:
            khmer = is_khmer(cluster[0])
        face = chosen
    return tuple(runs)


@lru_cache(maxsize=4096)
def printable(text: str) -> str:
    """Return *text* as the page can show it: composed (NFC), and with a visible mark for what cannot or may not print.

    Replaced by ``[U+1F600]`` marks: characters that no bundled typeface draws, controls, letters and controls that
    turn the writing direction, and marks piled so high that they would overprint other lines. Tabs become spaces;
    line ends stay. The record that travels with the document keeps the text as it was typed.
    """
    if text.isascii() and text.isprintable():
        return text
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))
    return "".join(_printable_cluster(cluster) for cluster in clusters(composed))


def _printable_cluster(cluster: str) -> str:
    head, marks = cluster[0], cluster[1:]
    if cluster in {"\n", _ZWSP}:
        return cluster
    if unicodedata.category(head) == "Zs" and not _covered(head):
        head, cluster = " ", " " + marks
    if not _safe(head):
        return _visible(head) + "".join(map(_visible, marks))
    if not marks and _covered(head):
        return head
    if _covered(cluster) and all(map(_safe, marks)) and not _piled(marks):
        return cluster
    return head + "".join(map(_visible, marks)) if _covered(head) else _visible(cluster)


def _covered(cluster: str) -> bool:
    return all(any(face.covers(cluster) for face in stack(bold=bold)) for bold in (False, True))


def _safe(char: str) -> bool:
    if char in _JOINERS or char == _ZWSP:
        return True
    category = unicodedata.category(char)
    return category[0] != "C" and category not in {"Zl", "Zp"} and unicodedata.bidirectional(char) not in _UNSAFE_BIDI


def _piled(marks: str) -> bool:
    """Whether *marks* hold more signs in a row, or more subscripts, than any written language uses."""
    run = longest = 0
    for char in marks:
        run = run + 1 if char not in _JOINERS and (char != COENG) and unicodedata.category(char)[0] == "M" else 0
        longest = max(longest, run)
    return longest > _MAX_MARKS or marks.count(COENG) > _MAX_MARKS


def _visible(text: str) -> str:
    return "".join(f"[U+{ord(char):04X}]" for char in text)


def is_khmer(text: str) -> bool:
    """Whether *text* holds Khmer, which needs a taller line."""
    return not text.isascii() and any(ord(char) in _KHMER or ord(char) in _KHMER_MOON for char in text)
