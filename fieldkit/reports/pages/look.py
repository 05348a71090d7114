"""How a report looks: one dark blue, two greys, a red for what must not be overlooked; lengths in points."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from reportlab.platypus import Flowable

from fieldkit.reports.fact_types import Cell
from fieldkit.reports.typography.canvas import MILLIMETRE, PageShape
from fieldkit.reports.typography.paragraph import Align, Colour, Paragraph, Role, TextStyle
from fieldkit.reports.voice import Said

MM: Final = MILLIMETRE
SHAPE: Final = PageShape(top=22 * MM, bottom=20 * MM, edge=9 * MM)
COLUMN: Final = SHAPE.column
PAGE: Final = SHAPE.height - SHAPE.top - SHAPE.bottom
"""Height of the text column."""

INK: Final[Colour] = (0.09, 0.10, 0.13)
BLUE: Final[Colour] = (0.09, 0.19, 0.36)
GREY: Final[Colour] = (0.40, 0.43, 0.48)
RULE: Final[Colour] = (0.80, 0.82, 0.85)
TINT: Final[Colour] = (0.95, 0.957, 0.968)
RED: Final[Colour] = (0.66, 0.10, 0.08)
FAINT: Final[Colour] = (0.91, 0.92, 0.935)

BODY: Final = TextStyle(size=8.6, colour=INK)
STRONG: Final = replace(BODY, bold=True)
QUIET: Final = replace(BODY, colour=GREY)
WARN: Final = replace(BODY, colour=RED, bold=True)
BESIDE: Final = TextStyle(size=7.4, colour=GREY)
"""English beneath Khmer."""
SMALL: Final = TextStyle(size=7.2, colour=GREY)
SMALL_WARN: Final = replace(SMALL, colour=RED, bold=True)
SMALL_BESIDE: Final = replace(SMALL, size=6.5)
LABEL: Final = TextStyle(size=7.6, colour=GREY)
LABEL_BESIDE: Final = replace(LABEL, size=6.6)
HEAD: Final = TextStyle(size=7.4, colour=BLUE, bold=True)
HEAD_BESIDE: Final = TextStyle(size=6.5, colour=GREY)
HEADING: Final = TextStyle(size=12.5, colour=BLUE, bold=True, role=Role.HEADING)
HEADING_BESIDE: Final = TextStyle(size=9.0, colour=GREY, align=Align.RIGHT)
SUBHEADING: Final = TextStyle(size=9.4, colour=BLUE, bold=True, role=Role.SUBHEADING)
SUBHEADING_BESIDE: Final = TextStyle(size=7.6, colour=GREY, align=Align.RIGHT)
ASIDE: Final = replace(SMALL, align=Align.RIGHT)
NARRATIVE: Final = TextStyle(size=9.8, colour=INK)
FURNITURE: Final = TextStyle(size=7.0, colour=GREY, role=Role.ARTIFACT)

_TONES: Final = {"plain": BODY, "quiet": QUIET, "strong": STRONG, "warn": WARN}


def say(said: Said, style: TextStyle, beside: TextStyle = BESIDE) -> list[Flowable]:
    """Return *said* as paragraphs, the second language beneath the first; nothing for nothing."""
    if not said:
        return []
    found: list[Flowable] = [Paragraph(said.main, style)]
    if said.also:
        found.append(Paragraph(said.also, replace(beside, align=style.align)))
    return found


def say_all(lines: Iterable[Said], style: TextStyle, beside: TextStyle = SMALL_BESIDE) -> list[Flowable]:
    """Return each of *lines* as paragraphs."""
    return [flowable for said in lines for flowable in say(said, style, beside)]


def say_cell(cell: Cell) -> list[Flowable]:
    """Return a cell: its statement, warnings, then what belongs to it in small type."""
    return [
        *say(cell.said, _TONES[cell.tone]),
        *say_all(cell.warn, SMALL_WARN),
        *say_all(cell.small, SMALL),
    ]
