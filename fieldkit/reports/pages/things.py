"""Each exhibit: what it is, its weighings, counts and tests, its chain of custody; then the photo sheets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Final

from reportlab.platypus import Flowable, KeepTogether, PageBreak

from fieldkit.reports.fact_types import ExhibitFacts, PhotoFacts, SeizureFacts
from fieldkit.reports.pages import look
from fieldkit.reports.pages.front import pairs, section, table, versions
from fieldkit.reports.pages.grid import Grid, Line, Setting, Slot, in_rows, total_height
from fieldkit.reports.pages.look import COLUMN, MM, PAGE, say, say_all
from fieldkit.reports.pages.marks import BlankFrame, NotDrawable, Picture, Space
from fieldkit.reports.typography.paragraph import Align, Paragraph, TextStyle

Previews = Mapping[str, bytes | Path]
"""JPEG previews by SHA-256 of the original."""

_TOGETHER: Final = 0.45  # of a page: a block up to this height is not split
_HEAD: Final = Setting((118 * MM, COLUMN - 118 * MM), above=5, below=3, baseline=False, space_after=2)
_WHAT: Final = TextStyle(size=11.5, bold=True, colour=look.INK)
_MEASURE: Final = TextStyle(size=15, bold=True, align=Align.RIGHT, colour=look.BLUE)
_RIGHT: Final = replace(look.SMALL, align=Align.RIGHT)
_WEIGHINGS: Final = Setting((38 * MM, 63 * MM, 18 * MM, 19 * MM, 32 * MM), space_after=6)
_COUNT: Final = Setting((38 * MM, 40 * MM, 30 * MM, COLUMN - 108 * MM), space_after=6)
_TESTS: Final = Setting((38 * MM, 54 * MM, 40 * MM, 38 * MM), space_after=6)
_CUSTODY: Final = Setting((38 * MM, 98 * MM, 34 * MM), space_after=6)

_FRAME: Final = 81 * MM
_SHEET: Final = Setting((COLUMN - _FRAME, _FRAME), gutter=COLUMN - 2 * _FRAME, above=3, below=5, baseline=False)
_ROWS: Final = 3
_HIGHEST, _LOWEST = 54 * MM, 25 * MM
_CAPTION: Final = replace(look.BODY, size=8.2)
_HASH: Final = replace(look.SMALL, size=6.6, colour=look.INK)
_HALF: Final = 32  # characters of a hash on one line


# --- exhibits --------------------------------------------------------------------------------------------------------
def things(facts: SeizureFacts) -> list[Flowable]:
    """Return the story of the exhibits."""
    story: list[Flowable] = []
    for place, exhibit in enumerate(facts.exhibits):
        block = thing(exhibit)
        if place == 0:
            block.insert(0, section(facts.titles.exhibits))
        if total_height(block, COLUMN) <= PAGE * _TOGETHER:
            story.append(KeepTogether(block))
        else:
            story += block
        story.append(Space(6))
    return story


def thing(exhibit: ExhibitFacts) -> list[Flowable]:
    """Return the story of one exhibit."""
    left = [
        *say(exhibit.number, look.SMALL),
        *say(exhibit.what, _WHAT),
        *say(exhibit.description, look.BODY),
        *say_all(exhibit.warn, look.SMALL_WARN),
    ]
    right = [
        *say(exhibit.measured, _RIGHT, look.SMALL_BESIDE),
        *say(exhibit.measure, _MEASURE),
    ]
    head = Grid([Line([Slot(left), Slot(right)], rule=look.BLUE, tint=look.TINT)], _PADDED)
    foot = say_all(exhibit.small, look.SMALL)
    disputed = exhibit.tellers
    body = versions(exhibit.rows, disputed, foot=foot) if disputed else pairs(exhibit.rows, foot=foot)
    head.keepWithNext = 1
    story: list[Flowable] = [head, body]
    if exhibit.weighings:
        story.append(table(exhibit.weighings, _WEIGHINGS))
    if exhibit.counts:
        story.append(table(exhibit.counts, _COUNT))
    if exhibit.tests:
        story.append(table(exhibit.tests, _TESTS))
    if exhibit.custody:
        story.append(table(exhibit.custody, _CUSTODY))
    return story


_PADDED: Final = replace(_HEAD, gutter=6)


# --- photo sheets ----------------------------------------------------------------------------------------------------
def sheets(facts: SeizureFacts, previews: Previews) -> list[Flowable]:
    """Return the photo sheets, two by three to a page."""
    if not facts.photos:
        return []
    heading = section(facts.titles.photos)
    _, above = heading.wrap(COLUMN, PAGE)
    room = (PAGE - above) / _ROWS - _SHEET.above - _SHEET.below - 1
    rows = [_pair(pair, previews, room) for pair in in_rows(list(enumerate(facts.photos, start=1)), 2)]
    return [PageBreak(), heading, Grid(rows, replace(_SHEET, space_after=0))]


def _pair(pair: Sequence[tuple[int, PhotoFacts]], previews: Previews, room: float) -> Line:
    texts = [_words(number, photo) for number, photo in pair]
    tallest = max(sum(one.wrap(_FRAME, PAGE)[1] for one in words) for words in texts)
    high = max(_LOWEST, min(_HIGHEST, room - tallest - 3))
    slots = [
        Slot([_picture(photo, previews, high), Space(3), *words]) for (_, photo), words in zip(pair, texts, strict=True)
    ]
    return Line(slots, rule=None)


def _picture(photo: PhotoFacts, previews: Previews, height: float) -> Flowable:
    preview = previews.get(photo.sha256)
    if preview is not None:
        with suppress(NotDrawable, FileNotFoundError):
            return Picture(preview, _FRAME, height)
    name = replace(look.STRONG, size=8.2, align=Align.CENTRE)
    words = [Paragraph(photo.short.main, name)] if photo.short else []
    words += [
        Paragraph(text, replace(look.SMALL, align=Align.CENTRE))
        for text in (photo.blank.main, photo.blank.also)
        if text
    ]
    return BlankFrame(words, _FRAME, height)


def _words(number: int, photo: PhotoFacts) -> list[Flowable]:
    name = photo.name.main
    return [
        Paragraph(f"{number}. {photo.caption.main}", replace(_CAPTION, bold=True)),
        *say_all(photo.warn, look.SMALL_WARN),
        *say_all(photo.lines, look.SMALL),
        Paragraph(f"{name} · SHA-256\n{photo.sha256[:_HALF]}\n{photo.sha256[_HALF:]}", _HASH),
    ]
