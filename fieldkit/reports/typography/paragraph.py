"""The only way words reach a page: a paragraph of shaped words that wraps, splits over pages and can be read back.

Text comes as plain strings and `Strong` parts, never as markup, so nothing a person typed can act as markup.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final

from reportlab.platypus import Flowable

from fieldkit.errors import BugError
from fieldkit.reports.typography.canvas import ReportCanvas
from fieldkit.reports.typography.shaping import Unit, Weights, emergency_units, units

Colour = tuple[float, float, float]
"""Red, green and blue, each from 0 to 1."""

BLACK: Final[Colour] = (0.0, 0.0, 0.0)

_LATIN_LEADING: Final = 1.4  # times the size: room for the ascenders and descenders of Latin
_KHMER_LEADING: Final = 1.75  # Khmer stacks signs above and subscripts below the line
_BASELINE: Final = 0.3  # of the leading, from the bottom of a line: Battambang's descent 0.59 em of 1.81 em
_SLACK: Final = 1e-6  # points; sums of widths must not break a line that fits


class Align(Enum):
    """Where the lines of a paragraph stand in their column."""

    LEFT = 0.0
    CENTRE = 0.5
    RIGHT = 1.0


class Role(Enum):
    """What a paragraph is in the document's structure (ISO 32000-1, 14.8.4)."""

    TEXT = "P"
    TITLE = "H1"
    HEADING = "H2"
    SUBHEADING = "H3"
    CAPTION = "Caption"
    ARTIFACT = "Artifact"
    """Furniture that a screen reader skips: headers, footers, watermarks."""


@dataclass(frozen=True, slots=True)
class Strong:
    """A bold part of a paragraph."""

    text: str


Spans = str | Strong | Sequence[str | Strong]


@dataclass(frozen=True, slots=True)
class TextStyle:
    """How a paragraph looks. Lengths in points; `leading` 0 means as tall as the scripts in the text need."""

    size: float = 10.0
    leading: float = 0.0
    align: Align = Align.LEFT
    colour: Colour = BLACK
    bold: bool = False
    space_before: float = 0.0
    space_after: float = 0.0
    indent: float = 0.0
    keep_with_next: bool = False
    role: Role = Role.TEXT


@dataclass(frozen=True, slots=True)
class _Line:
    units: tuple[Unit, ...]
    width: float
    last: bool
    """Ends its source line: a line end of the text, or the end of the paragraph."""


class Paragraph(Flowable):
    """A flowable of shaped text. Its text must have passed `printable`, or consist of the catalogue's own words."""

    def __init__(self, spans: Spans, style: TextStyle | None = None) -> None:
        """Shape *spans*.

        Raises:
            MissingGlyph: a character that no bundled typeface draws.
        """
        self._begin(style or TextStyle(), list(_source_lines(spans, bold=bool(style and style.bold))))

    def _begin(self, style: TextStyle, lines: list[tuple[Unit, ...]]) -> None:
        super().__init__()
        self.style = style
        self._source = lines
        self._lines: list[_Line] = []
        self._wrapped_to = -1.0
        khmer = any(unit.khmer for line in lines for unit in line)
        self.leading = style.leading or style.size * (_KHMER_LEADING if khmer else _LATIN_LEADING)
        self.keepWithNext = style.keep_with_next

    def getSpaceBefore(self) -> float:  # noqa: N802  (reportlab's hook)
        """Return the points to leave above, except at the top of a page."""
        return self.style.space_before

    def getSpaceAfter(self) -> float:  # noqa: N802  (reportlab's hook)
        """Return the points to leave below."""
        return self.style.space_after

    def minWidth(self) -> float:  # noqa: N802  (reportlab's hook)
        """Return the width of the widest word, in points."""
        widest = max((unit.ink for line in self._source for unit in line), default=0.0)
        return widest * self.style.size + self.style.indent

    def natural_width(self) -> float:
        """Return the width, in points, that shows every source line unbroken."""
        return max((_ink(line) for line in self._source), default=0.0) * self.style.size + self.style.indent

    def wrap(self, available_width: float, _available_height: float) -> tuple[float, float]:
        """Break the text for a column of *available_width* points; return the size taken."""
        if available_width != self._wrapped_to:
            column = available_width - self.style.indent
            self._lines = [line for source in self._source for line in self._broken(source, column)]
            self._wrapped_to = available_width
        self.width = available_width
        self.height = len(self._lines) * self.leading
        return self.width, self.height

    def _broken(self, source: tuple[Unit, ...], column: float) -> Iterable[_Line]:
        size = self.style.size
        limit = column + _SLACK
        current: list[Unit] = []
        width = 0.0
        for unit in _fitting(source, limit / size):
            if current and width + unit.ink * size > limit:
                yield _Line(tuple(current), _ink(current) * size, last=False)
                current, width = [], 0.0
            current.append(unit)
            width += unit.width * size
        yield _Line(tuple(current), _ink(current) * size, last=True)

    def split(self, available_width: float, available_height: float) -> list[Flowable]:
        """Split into what fits in *available_height* and the rest; at least two lines stay together on each side."""
        self.wrap(available_width, available_height)
        total = len(self._lines)
        fit = int((available_height + _SLACK) // self.leading)
        if fit >= total:
            return [self]
        if total - fit == 1 and fit > 2:  # noqa: PLR2004  (no widow)
            fit -= 1
        if fit < 1 or (fit == 1 and total > 1):
            return []
        return [self._part(self._lines[:fit]), self._part(self._lines[fit:])]

    def _part(self, lines: list[_Line]) -> Paragraph:
        sources: list[tuple[Unit, ...]] = []
        current: tuple[Unit, ...] = ()
        for line in lines:
            current += line.units
            if line.last:
                sources.append(current)
                current = ()
        if current:
            sources.append(current)
        part = Paragraph.__new__(Paragraph)
        part._begin(self.style, sources)  # noqa: SLF001  (its own kind)
        part.leading = self.leading
        return part

    def draw(self) -> None:
        """Write the lines as content operators: one text object, an /ActualText span per word."""
        canvas = self.canv
        if not isinstance(canvas, ReportCanvas):
            raise BugError(what="a paragraph was drawn on a foreign canvas")
        style = self.style
        out = [canvas.open_content(style.role.value), "BT", "{:.3f} {:.3f} {:.3f} rg".format(*style.colour)]
        top = self.height
        current = ""
        for index, line in enumerate(self._lines, start=1):
            x = style.indent + (self.width - style.indent - line.width) * style.align.value
            y = top - index * self.leading + self.leading * _BASELINE
            out.append(f"1 0 0 1 {x:.2f} {y:.2f} Tm")
            for unit in line.units:
                current = _show(canvas, unit, style.size, current, out)
        out += ["ET", "EMC"]
        canvas.write(" ".join(out))


def _show(canvas: ReportCanvas, unit: Unit, size: float, current: str, out: list[str]) -> str:
    """Append the operators that draw *unit*; return the name of the font in force afterwards."""
    for run in unit.runs:
        name = canvas.font_resource(run.face, run.used)
        if name != current:
            out.append(f"/{name} {size:g} Tf")
            current = name
        if run.opening:
            out.append(run.opening)
        for rise, show in run.shows:
            out.append(show if not rise else f"{rise * size / 1000:.3f} Ts {show} 0 Ts")
        if run.opening:
            out.append("EMC")
    return current


def _source_lines(spans: Spans, *, bold: bool) -> Iterable[tuple[Unit, ...]]:
    """Yield the units of each source line of *spans*; a line end in the text ends a line."""
    parts = [spans] if isinstance(spans, (str, Strong)) else list(spans)
    lines: list[tuple[str, list[tuple[int, bool]]]] = [("", [])]
    for part in parts:
        text, strong = (part.text, True) if isinstance(part, Strong) else (part, bold)
        for number, piece in enumerate(text.split("\n")):
            if number:
                lines.append(("", []))
            if piece:
                line, weights = lines[-1]
                weights.append((len(piece), strong))
                lines[-1] = (line + piece, weights)
    for line, weights in lines:
        yield units(line, _as_weights(weights))


def _as_weights(weights: list[tuple[int, bool]]) -> Weights:
    return tuple(weights)


def _ink(line: Sequence[Unit]) -> float:
    """Return the width of *line* in ems without the spaces at its end."""
    return sum(unit.width for unit in line[:-1]) + line[-1].ink if line else 0.0


def _fitting(source: tuple[Unit, ...], limit: float) -> Iterable[Unit]:
    """Yield the units of *source*, those wider than *limit* ems cut between their clusters."""
    for unit in source:
        if unit.ink > limit and len(unit.source) > 1:
            yield from emergency_units(unit)
        else:
            yield unit
