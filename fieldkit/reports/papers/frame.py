"""What all papers share: page shapes, head and foot, pairs of label and value, boxes to write in, rows for ink.

Words reach a page only as shaped paragraphs, exactly as in the evidence report; a letter that no typeface draws is an
error and no empty box.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from reportlab.platypus import Flowable

from fieldkit.domain.numbers import grouped, head_letters
from fieldkit.errors import N_, BugError
from fieldkit.reports import words
from fieldkit.reports.codes import Code
from fieldkit.reports.fact_types import Row
from fieldkit.reports.pages import look
from fieldkit.reports.pages.grid import Grid, Line, Setting, Slot, in_rows
from fieldkit.reports.pages.look import MM, say, say_cell
from fieldkit.reports.pages.marks import InkSpace, Space
from fieldkit.reports.record import LogHead
from fieldkit.reports.typography.canvas import Furniture, PageShape, ReportCanvas, typeset
from fieldkit.reports.typography.paragraph import Align, Paragraph, Role, TextStyle
from fieldkit.reports.voice import NOTHING, Said, Voice

A4: Final = PageShape(top=16 * MM, bottom=15 * MM, edge=7 * MM, left=18 * MM, right=18 * MM)
A5: Final = PageShape(148 * MM, 210 * MM, 11 * MM, 11 * MM, 12 * MM, 11 * MM, 5 * MM)

_TITLE: Final = TextStyle(size=16, bold=True, align=Align.CENTRE, colour=look.BLUE, role=Role.TITLE)
_TITLE_BESIDE: Final = TextStyle(size=10.5, align=Align.CENTRE, colour=look.GREY)
_NUMBER: Final = TextStyle(size=13, bold=True, align=Align.CENTRE, colour=look.INK)
_NATIONAL: Final = TextStyle(size=11, bold=True, align=Align.CENTRE, colour=look.INK)
_NATION: Final = replace(_NATIONAL, size=9.5, bold=False)
_NOTICE: Final = TextStyle(size=8.6, bold=True, align=Align.CENTRE, colour=look.RED)
_MARK: Final = TextStyle(size=40, bold=True, align=Align.CENTRE, colour=(0.93, 0.93, 0.94), role=Role.ARTIFACT)
_AT_RIGHT: Final = replace(look.FURNITURE, align=Align.RIGHT)
_ROLE: Final = replace(look.LABEL, colour=look.BLUE, bold=True)
_TINY: Final = replace(look.SMALL, size=6.2)
_SECOND: Final = 3.4 * MM  # what a label in a second language takes of the room to write in
_SQUARE: Final = 8.0  # points
_APART: Final = 11.0
_LETTERS: Final = TextStyle(size=11.5, bold=True, colour=look.INK)


@dataclass(frozen=True, slots=True)
class Paper:
    """A finished paper as pages, before it becomes an archive file."""

    pdf: bytes
    title: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands around the story of a paper. running: in the head of each page; note: in its foot."""

    title: Said
    running: Said
    note: Said
    practice: bool
    watermark: str = ""
    shape: PageShape = A4


def bound(story: Sequence[Flowable], sheet: Sheet, voice: Voice) -> tuple[Paper, int]:
    """Set *story* on pages and return it with their number."""
    counted = [0]
    marks = [mark for mark in (words.PRACTICE if sheet.practice else "", sheet.watermark) if mark]
    column = sheet.shape.column

    def around(page: int, pages: int) -> Furniture:
        counted[0] = pages
        practice = Said(words.PRACTICE) if sheet.practice else NOTHING
        head = _across(column, sheet.running.main, practice.main)
        foot = _across(column, sheet.note.main, voice.say(N_("Page {n} of {pages}"), n=page, pages=pages).main)
        mark = Paragraph("\n".join(marks), _MARK) if marks else None
        return Furniture(head=(head,), foot=(foot,), watermark=mark)

    pdf = typeset(story, shape=sheet.shape, furniture=around, title=sheet.title.main)
    return Paper(pdf, sheet.title.main), counted[0]


def _across(column: float, left: str, right: str) -> Grid:
    widths = Setting((column * 0.66, column * 0.34), above=0, below=2, space_after=0)
    slots = [Slot([Paragraph(left, look.FURNITURE)]), Slot([Paragraph(right, _AT_RIGHT)])]
    return Grid([Line(slots, rule=None)], widths)


# --- the head of a paper ---------------------------------------------------------------------------------------------
def banner(voice: Voice, title: Said, number: Said, *, practice: bool) -> list[Flowable]:
    """Return the national heading (Khmer only), the title, the number, and the word that it is practice."""
    story: list[Flowable] = []
    if voice.languages[0] == "km":
        kingdom, nation = words.NATIONAL
        story += [Paragraph(kingdom, _NATIONAL), Paragraph(nation, _NATION), Space(3)]
    story += say(title, _TITLE, _TITLE_BESIDE)
    story += say(number, _NUMBER)
    if practice:
        said = voice.say(N_("PRACTICE: an exercise with invented people and things; no evidence"))
        story += say(said, _NOTICE, replace(_NOTICE, size=7.0))
    return [*story, Space(5)]


def tinted(said: Said, column: float) -> Grid:
    """Return a sentence on a band across the page."""
    setting = Setting((column,), above=3, below=4, space_after=5)
    return Grid([Line([Slot(say(said, look.BODY))], rule=None, tint=look.TINT)], setting)


def pairs(rows: Sequence[Row], column: float) -> Grid:
    """Return labels and their values, one pair to a line."""
    label = 0.24 * column
    setting = Setting((label, column - label), above=0.5, below=0.7, space_after=6)
    lines = (
        Line([Slot(say(row.label, look.LABEL, look.LABEL_BESIDE)), Slot(say_cell(row.cells[0]))], rule=None)
        for row in rows
    )
    return Grid(lines, setting)


def last_item(column: float) -> Grid:
    """Return the words that close a list in both languages, between two rules, so that nothing is added later."""
    words_ = Paragraph(" · ".join(words.LAST_ITEM), replace(look.STRONG, align=Align.CENTRE))
    return Grid([Line([Slot([words_])], rule=look.GREY)], Setting((column,), above=1, below=3, space_after=6))


# --- boxes to write in -----------------------------------------------------------------------------------------------
def ink(
    voice: Voice, boxes: Sequence[tuple[Said, Said]], column: float, *, across: int, height: float = 17 * MM
) -> Grid:
    """Return a box for each (role, name) with room for a signature and a thumbprint."""
    setting = Setting(
        (column / across,) * across, gutter=6, above=5, below=5, boxed=True, baseline=False, sunk=True, space_after=0
    )
    signature = voice.joined(" · ", (voice.say(N_("Signature")), voice.say(N_("Date")))).main
    thumb = voice.say(N_("Thumbprint")).main
    slots = [
        Slot(
            [
                *say(role, _ROLE, look.LABEL_BESIDE),
                *(say(name, look.SMALL) or [Space(look.SMALL.size * 1.4)]),
                InkSpace(Paragraph(signature, _TINY), Paragraph(thumb, _TINY), height),
            ]
        )
        for role, name in boxes
    ]
    lines = [Line([*row, *(Slot([]) for _ in range(across - len(row)))]) for row in in_rows(slots, across)]
    return Grid(lines, setting)


def boxes(cells: Sequence[tuple[Said, float]], column: float, height: float) -> Grid:
    """Return one row of empty boxes, each with its label inside at the top; the shares of the width add up to 1."""
    setting = Setting(
        tuple(column * share for _, share in cells),
        gutter=5, above=3, below=3, boxed=True, baseline=False, space_after=0,
    )  # fmt: skip
    room = max(height - _SECOND, 4 * MM) if any(label.also for label, _ in cells) else height
    slots = [Slot([*say(label, look.LABEL, look.LABEL_BESIDE), Space(room)]) for label, _ in cells]
    return Grid([Line(slots, rule=look.GREY)], setting)


def rows(columns: Sequence[tuple[Said, float]], count: int, column: float, height: float) -> Grid:
    """Return a table with a head and *count* empty rows; the shares of the width add up to 1."""
    widths = tuple(column * share for _, share in columns)
    setting = Setting(widths, gutter=4, above=2, below=2, boxed=True, baseline=False, space_after=4)
    head = Line([Slot(say(label, look.HEAD, look.HEAD_BESIDE)) for label, _ in columns], rule=look.GREY)
    line = Line([Slot([Space(height)]) for _ in columns], rule=look.GREY)
    return Grid([line] * count, setting, head=head)


class Options(Flowable):
    """Squares to tick, each before its word, as many to a line as fit."""

    def __init__(self, options: Sequence[Said]) -> None:
        """Take the words."""
        super().__init__()
        self._words = [Paragraph(" / ".join(filter(None, (one.main, one.also))), look.BODY) for one in options]

    def wrap(self, available_width: float, _available_height: float) -> tuple[float, float]:
        """Place the words; return the size."""
        self.width = available_width
        self._step = max((word.leading for word in self._words), default=0.0) + 2
        self._places: list[tuple[float, int]] = []
        x, line = 0.0, 0
        for word in self._words:
            wide = min(_SQUARE + 3 + word.natural_width() + 0.5, available_width)
            if x and x + wide > available_width:
                x, line = 0.0, line + 1
            self._places.append((x, line))
            word.wrap(wide - _SQUARE - 3, 1e6)
            x += wide + _APART
        self.height = (line + 1) * self._step
        return self.width, self.height

    def draw(self) -> None:
        """Draw squares and words."""
        canvas = self.canv
        if not isinstance(canvas, ReportCanvas):
            raise BugError(what="options were drawn on a foreign canvas")
        for word, (x, line) in zip(self._words, self._places, strict=True):
            y = self.height - (line + 1) * self._step + 2
            canvas.write(f"/Artifact BMC q 0.4 0.43 0.48 RG 0.7 w {x:.2f} {y + 1.5:.2f} {_SQUARE} {_SQUARE} re S Q EMC")
            word.drawOn(canvas, x + _SQUARE + 3, y)


# --- the head of the log ---------------------------------------------------------------------------------------------
def anchored(voice: Voice, head: LogHead, code: str, how: Sequence[Said], size: tuple[float, float]) -> Grid:
    """Return the log head as a code and as 26 letters, with *how* to check it later. size: column, side of the code."""
    column, side = size
    letters = Said(grouped(head_letters(head.head)))
    right: list[Flowable] = [
        *say(voice.say(N_("What the record was at this moment, in 26 characters")), _ROLE, look.LABEL_BESIDE),
        *say(letters, _LETTERS),
        Space(2),
        *(flowable for said in how for flowable in say(said, look.SMALL, look.SMALL_BESIDE)),
    ]
    setting = Setting(
        (side + 3 * MM, column - side - 3 * MM), baseline=False, gutter=3, above=2, below=2, space_after=4
    )
    return Grid([Line([Slot([Code(code, side)]), Slot(right)], rule=None)], setting)
