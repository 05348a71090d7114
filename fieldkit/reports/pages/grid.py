"""Rows and columns that break over pages: heads repeat, a title never stays behind, a tall row continues.

reportlab's own table measures every cell several times and cannot continue a row of several flowables; this one wraps
each cell once and aligns the first lines of a row on one baseline.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeVar

from reportlab.platypus import Flowable

from fieldkit.errors import BugError
from fieldkit.reports.pages.look import BLUE, PAGE, RULE, TINT
from fieldkit.reports.typography.canvas import ReportCanvas
from fieldkit.reports.typography.paragraph import Colour, Paragraph

T = TypeVar("T")
_ASCENT: Final = 0.7  # of the leading: where a paragraph's first baseline lies, from its top
_ENDLESS: Final = 1e6
_SLACK: Final = 1e-6
_BLEED: Final = 5  # points by which a tint is wider than the column, so that text does not touch its edge
_TALLEST: Final = PAGE / 3
_WORTH: Final = 40.0  # points; less room than this is not worth beginning a tall row in


@dataclass(frozen=True, slots=True)
class Slot:
    """One place of a row: flowables from top to bottom, over *span* columns."""

    content: Sequence[Flowable]
    span: int = 1


@dataclass(frozen=True, slots=True)
class Line:
    """One row. under: what follows beneath it from its second column on. rule: the line below; tint: behind it."""

    slots: Sequence[Slot]
    rule: Colour | None = RULE
    tint: Colour | None = None
    under: Sequence[Flowable] = ()


@dataclass(frozen=True, slots=True)
class Setting:
    """How a grid is set.

    boxed: every slot has a frame. baseline: first lines of a row share one baseline. sunk: the last thing of each slot
    stands at the bottom of its row.
    """

    widths: Sequence[float]
    gutter: float = 6.0
    above: float = 2.6
    below: float = 3.2
    boxed: bool = False
    baseline: bool = True
    sunk: bool = False
    space_before: float = 0.0
    space_after: float = 8.0


@dataclass(slots=True)
class _Placed:
    """A row with its measures: for each slot left edge, width and how far its content is lowered.

    beside: height of all slots but the first, under which `Line.under` follows.
    """

    line: Line
    places: list[tuple[float, float, float]] = field(default_factory=list)
    beside: float = 0.0
    height: float = 0.0


class Grid(Flowable):
    """Rows in columns, with a title and a head."""

    def __init__(
        self,
        lines: Iterable[Line],
        setting: Setting,
        *,
        title: Sequence[Flowable] = (),
        head: Line | None = None,
        foot: Sequence[Flowable] = (),
    ) -> None:
        """Take the rows; *title* stands above the first part, *head* above every part, *foot* under the last row."""
        super().__init__()
        self._setting = setting
        self._head = self._placed(head) if head is not None else None
        self._rows = [self._placed(line) for line in lines]
        self._title, self._foot = list(title), list(foot)
        self._under = _height(foot, sum(setting.widths)) + setting.above if foot else 0.0
        self._loosen()

    def _loosen(self) -> None:
        """Make rows of a title or foot that is too tall to stay whole."""
        whole, width = len(self._setting.widths), sum(self._setting.widths)
        if _height(self._title, width) > _TALLEST:
            self._rows.insert(0, self._placed(Line([Slot(self._title, whole)], None)))
            self._title = []
        if self._under > _TALLEST:
            self._rows.append(self._placed(Line([Slot(self._foot, whole)], None)))
            self._foot, self._under = [], 0.0
        if self._head is not None and self._head.height > _TALLEST:
            self._rows.insert(0, self._head)
            self._head = None

    def _placed(self, line: Line) -> _Placed:
        setting = self._setting
        placed = _Placed(line)
        left, column, rises = 0.0, 0, []
        for slot in line.slots:
            width = sum(setting.widths[column : column + slot.span])
            inside = setting.gutter if setting.boxed or column + slot.span < len(setting.widths) else 0.0
            lead = setting.gutter if setting.boxed else 0.0
            placed.places.append((left + lead, width - inside - lead, 0.0))
            rises.append(_rise(slot.content) if setting.baseline else 0.0)
            left += width
            column += slot.span
        deepest = max(rises, default=0.0)
        for index, slot in enumerate(line.slots):
            x, width, _ = placed.places[index]
            drop = deepest - rises[index] if rises[index] else 0.0
            placed.places[index] = (x, width, drop)
            tall = drop + _height(slot.content, width)
            if index:
                placed.beside = max(placed.beside, tall)
            placed.height = max(placed.height, tall)
        under = _height(line.under, self._aside)
        placed.height = max(placed.height, placed.beside + under) + setting.above + setting.below
        return placed

    @property
    def _aside(self) -> float:
        """Width of what stands under a row, from its second column on."""
        return sum(self._setting.widths[1:])

    def getSpaceBefore(self) -> float:  # noqa: N802  (reportlab's hook)
        """Return the points to leave above, except at the top of a page."""
        return self._setting.space_before

    def getSpaceAfter(self) -> float:  # noqa: N802  (reportlab's hook)
        """Return the points to leave below."""
        return self._setting.space_after

    @property
    def _opening(self) -> float:
        """Height of what stands above the first row."""
        width = sum(self._setting.widths)
        return _height(self._title, width) + (self._head.height if self._head else 0.0)

    def wrap(self, _available_width: float, _available_height: float) -> tuple[float, float]:
        """Return the size: widths are fixed, heights were measured when the grid was made."""
        self.width = sum(self._setting.widths)
        self.height = self._opening + sum(row.height for row in self._rows) + self._under
        return self.width, self.height

    def split(self, _available_width: float, available_height: float) -> list[Flowable]:
        """Split between rows, or within a row that fits no page; the title never stands alone."""
        room = available_height - self._opening + _SLACK
        fit = 0
        for place, row in enumerate(self._rows, start=1):
            if row.height + (self._under if place == len(self._rows) else 0.0) > room:
                break
            room -= row.height
            fit += 1
        if fit == len(self._rows):
            return [self]
        above, below = self._rows[:fit], self._rows[fit:]
        tall = below[0].height + self._opening + self._under > PAGE
        if tall and room >= _WORTH:
            first, rest = self._cut(below[0], room)
            if first is not None and rest is not None:
                above, below = [*above, first], [rest, *below[1:]]
        if not above:
            return []
        return [self._part(above, first=True), self._part(below, first=False)]

    def _cut(self, row: _Placed, room: float) -> tuple[_Placed | None, _Placed | None]:
        """Return what of *row* fits into *room*, and the rest."""
        inside = room - self._setting.above - self._setting.below
        line = row.line
        upper, lower = [], []
        for slot, (_, width, drop) in zip(line.slots, row.places, strict=True):
            first, rest = _cut(slot.content, width, inside - drop)
            upper.append(Slot(first, slot.span))
            lower.append(Slot(rest, slot.span))
        above: Sequence[Flowable] = ()
        below = line.under
        if row.beside <= inside:
            above, below = _cut(line.under, self._aside, inside - row.beside)
        if not above and not any(slot.content for slot in upper):
            return None, None
        first_line = Line(upper, None, line.tint, above)
        return self._placed(first_line), self._placed(Line(lower, line.rule, line.tint, below))

    def _part(self, rows: list[_Placed], *, first: bool) -> Grid:
        part = Grid.__new__(Grid)
        Flowable.__init__(part)
        part._setting = self._setting  # noqa: SLF001  (its own kind)
        part._title = self._title if first else []  # noqa: SLF001
        part._foot, part._under = ([], 0.0) if first else (self._foot, self._under)  # noqa: SLF001
        part._head = self._head  # noqa: SLF001
        part._rows = rows  # noqa: SLF001
        return part

    def draw(self) -> None:
        """Draw rules and tints as artifacts, then the content, row by row."""
        canvas = self.canv
        if not isinstance(canvas, ReportCanvas):
            raise BugError(what="a grid was drawn on a foreign canvas")
        y = self.height
        for flowable in self._title:
            _, height = flowable.wrapOn(canvas, self.width, _ENDLESS)
            y -= height
            flowable.drawOn(canvas, 0, y)
        rows = [self._head, *self._rows] if self._head else self._rows
        canvas.write(self._furniture(rows, y))
        for row in rows:
            self._draw_row(canvas, row, y)
            y -= row.height
        y -= self._setting.above
        for flowable in self._foot:
            _, height = flowable.wrapOn(canvas, self.width, _ENDLESS)
            y -= height
            flowable.drawOn(canvas, 0, y)

    def _draw_row(self, canvas: ReportCanvas, row: _Placed, top: float) -> None:
        for slot, (x, width, drop) in zip(row.line.slots, row.places, strict=True):
            y = top - self._setting.above - drop
            for place, flowable in enumerate(slot.content):
                _, height = flowable.wrapOn(canvas, width, _ENDLESS)
                y -= height + (flowable.getSpaceBefore() if place else 0.0)
                if self._setting.sunk and place == len(slot.content) - 1:
                    y = top - row.height + self._setting.below
                flowable.drawOn(canvas, x, y)
        y = top - self._setting.above - row.beside
        for place, flowable in enumerate(row.line.under):
            _, height = flowable.wrapOn(canvas, self._aside, _ENDLESS)
            y -= height + (flowable.getSpaceBefore() if place else 0.0)
            flowable.drawOn(canvas, self._setting.widths[0], y)

    def _furniture(self, rows: Sequence[_Placed], top: float) -> str:
        out = ["/Artifact BMC q 0.5 w"]
        y = top
        for row in rows:
            y -= row.height
            if row.line.tint is not None:
                out.append(
                    f"{_colour(row.line.tint)} rg {-_BLEED} {y:.2f} {self.width + 2 * _BLEED:.2f} {row.height:.2f} re f"
                )
            if self._setting.boxed:
                out += self._boxes(row, y)
            elif row.line.rule is not None:
                out.append(f"{_colour(row.line.rule)} RG 0 {y:.2f} m {self.width:.2f} {y:.2f} l S")
        out.append("Q EMC")
        return " ".join(out)

    def _boxes(self, row: _Placed, y: float) -> Iterable[str]:
        colour = row.line.rule or RULE
        inset = self._setting.gutter / 2
        for slot, (x, width, _) in zip(row.line.slots, row.places, strict=True):
            if slot.content:
                left, across = x - inset, width + 2 * inset
                yield f"{_colour(colour)} RG {left:.2f} {y + 2:.2f} {across:.2f} {row.height - 4:.2f} re S"


def heading_line(slots: Sequence[Slot]) -> Line:
    """Return the head of a table."""
    return Line(slots, rule=BLUE, tint=TINT)


def in_rows(items: Sequence[T], across: int) -> list[Sequence[T]]:
    """Return *items* in rows of *across*, the last one perhaps shorter."""
    return [items[place : place + across] for place in range(0, len(items), across)]


def total_height(flowables: Iterable[Flowable], width: float) -> float:
    """Return how high *flowables* are in a column of *width* points, with the space between them."""
    return sum(flowable.wrap(width, _ENDLESS)[1] + flowable.getSpaceAfter() for flowable in flowables)


def _colour(colour: Colour) -> str:
    return "{:.3f} {:.3f} {:.3f}".format(*colour)


def _rise(content: Sequence[Flowable]) -> float:
    first = content[0] if content else None
    return first.leading * _ASCENT if isinstance(first, Paragraph) else 0.0


def _height(content: Sequence[Flowable], width: float) -> float:
    total = 0.0
    for place, flowable in enumerate(content):
        total += flowable.wrap(width, _ENDLESS)[1] + (flowable.getSpaceBefore() if place else 0.0)
    return total


def _cut(content: Sequence[Flowable], width: float, room: float) -> tuple[list[Flowable], list[Flowable]]:
    """Return what of *content* fits into *room*, and the rest."""
    used = 0.0
    for place, flowable in enumerate(content):
        height = flowable.wrap(width, _ENDLESS)[1] + (flowable.getSpaceBefore() if place else 0.0)
        if used + height <= room:
            used += height
            continue
        parts = flowable.split(width, room - used)
        if len(parts) > 1:
            return [*content[:place], parts[0]], [*parts[1:], *content[place + 1 :]]
        return list(content[:place]), list(content[place:])
    return list(content), []
