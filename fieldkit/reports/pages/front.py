"""The first pages: which document this is, the facts of the seizure, people, the narrative, the list of exhibits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from reportlab.platypus import Flowable

from fieldkit.reports.fact_types import Banner, Cell, Group, Listing, Row, SeizureFacts
from fieldkit.reports.pages import look
from fieldkit.reports.pages.grid import Grid, Line, Setting, Slot, heading_line
from fieldkit.reports.pages.look import COLUMN, MM, PAGE, say, say_all, say_cell
from fieldkit.reports.pages.marks import Crossed, Heading, Space
from fieldkit.reports.typography.paragraph import Align, Paragraph, Role, TextStyle
from fieldkit.reports.voice import Said

_LABEL: Final = 31 * MM
_PAIR: Final = Setting((_LABEL, COLUMN / 2 - _LABEL, _LABEL, COLUMN / 2 - _LABEL), above=0.6, below=0.8, space_after=9)
_SHORT: Final = _PAIR.widths[1] - _PAIR.gutter
_NATIONAL: Final = TextStyle(size=12.5, bold=True, align=Align.CENTRE, colour=look.INK)
_NATION: Final = replace(_NATIONAL, size=10.5, bold=False)
_CENTRED: Final = replace(look.SMALL, align=Align.CENTRE)
_TITLE: Final = TextStyle(size=19, bold=True, align=Align.CENTRE, colour=look.BLUE, role=Role.TITLE)
_TITLE_BESIDE: Final = TextStyle(size=12, align=Align.CENTRE, colour=look.GREY)
_NUMBER: Final = TextStyle(size=14, bold=True, align=Align.CENTRE, colour=look.INK)
_NOTICE: Final = TextStyle(size=9.4, bold=True, align=Align.CENTRE, colour=look.RED)
_TALLEST: Final = PAGE / 4  # of a heading; a longer one is set as text that may continue on the next page
_LIST: Final = Setting((18 * MM, 46 * MM, 37 * MM, 27 * MM, 18 * MM, 24 * MM), space_after=2)


def front(facts: SeizureFacts) -> list[Flowable]:
    """Return the story of the first pages."""
    titles = facts.titles
    story = banner(facts.banner)
    if facts.changed:
        story += changed(facts)
    story += [Space(4), section(titles.facts)]
    for group in facts.groups:
        story += grouped(group)
    for group in facts.people:
        story += grouped(group)
    story += narrated(facts)
    if facts.deviations:
        story.append(section(facts.titles.deviations))
    for group in facts.deviations:
        story += grouped(group)
    story += listed(facts.listing, facts)
    return story


def section(said: Said) -> Heading:
    """Return the heading of a part."""
    heading = Heading(said, look.HEADING, look.HEADING_BESIDE)
    heading.keepWithNext = 1
    return heading


# --- the head of the document ----------------------------------------------------------------------------------------
def banner(said: Banner) -> list[Flowable]:
    """Return what stands at the head of the first page."""
    story: list[Flowable] = []
    if said.national:
        kingdom, nation = said.national
        story += [Paragraph(kingdom, _NATIONAL), Paragraph(nation, _NATION), *say(said.national_note, _CENTRED)]
        story.append(Space(6))
    story += say(said.title, _TITLE, _TITLE_BESIDE)
    story += say(said.number, _NUMBER)
    story.append(Space(3))
    story += say_all((part for part in (said.practice, said.draft) if part), _NOTICE, replace(_NOTICE, size=7.6))
    story += [Space(7), pairs(said.rows)]
    story.append(Grid([Line([Slot(say(said.original, look.BODY))], rule=None, tint=look.TINT)], _BAND))
    return story


_BAND: Final = Setting((COLUMN,), above=4, below=5, space_after=6)


def changed(facts: SeizureFacts) -> list[Flowable]:
    """Return what differs from the version before."""
    lines = [Line([Slot([Paragraph(said.main, look.BODY)])]) for said in facts.changed]
    return [Grid(lines, Setting((COLUMN,)), title=subheading(facts.titles.changed))]


# --- groups ----------------------------------------------------------------------------------------------------------
def subheading(said: Said, aside: Said | None = None) -> list[Flowable]:
    """Return the heading of a smaller part, for the title of a grid; *aside* at its right. Nothing for nothing."""
    if not said:
        return []
    beside = look.SUBHEADING_BESIDE if aside is None else look.ASIDE
    both = said if aside is None else Said(said.main, aside.main)
    heading = Heading(both, look.SUBHEADING, beside, rule=None)
    _, height = heading.wrap(COLUMN, PAGE)
    return [heading] if height <= _TALLEST else say(both, look.SUBHEADING, beside)


def grouped(group: Group) -> list[Flowable]:
    """Return a group: pairs of label and value, or several versions side by side."""
    aside = group.small[0] if len(group.small) == 1 and not group.title.also else None
    title = [*subheading(group.title, aside), *say_all(group.warn, look.SMALL_WARN)]
    foot = [] if aside else say_all(group.small, look.SMALL)
    if group.tellers:
        return [versions(group.rows, group.tellers, title, foot)]
    if not group.rows:
        return [Grid([Line([Slot(foot or [Space(2)])], rule=None)], Setting((COLUMN,)), title=title)]
    return [pairs(group.rows, title, foot)]


def pairs(rows: Sequence[Row], title: Sequence[Flowable] = (), foot: Sequence[Flowable] = ()) -> Grid:
    """Return labels with their values, two to a line where both are short."""
    lines: list[Line] = []
    waiting: list[Slot] = []
    for row in rows:
        label = Slot(say(row.label, look.LABEL, look.LABEL_BESIDE))
        content = say_cell(row.cells[0])
        if _is_short(content):
            waiting += [label, Slot(content)]
            if len(waiting) == len(_PAIR.widths):
                lines.append(Line(waiting, rule=None))
                waiting = []
        else:
            if waiting:
                lines.append(Line(waiting, rule=None))
                waiting = []
            lines.append(Line([label, Slot(content, span=3)], rule=None))
    if waiting:
        lines.append(Line(waiting, rule=None))
    return Grid(lines, _PAIR, title=title, foot=foot)


def _is_short(content: Iterable[Flowable]) -> bool:
    return all(isinstance(one, Paragraph) and one.natural_width() <= _SHORT for one in content)


def versions(
    rows: Sequence[Row], tellers: Sequence[Said], title: Sequence[Flowable] = (), foot: Sequence[Flowable] = ()
) -> Grid:
    """Return what several people wrote, side by side; rows that all share span the columns."""
    count = len(tellers)
    widths = (_LABEL, *((COLUMN - _LABEL) / count for _ in tellers))
    head = heading_line([Slot([]), *(Slot(say(said, look.HEAD, look.HEAD_BESIDE)) for said in tellers)])
    lines = []
    for row in rows:
        label = Slot(say(row.label, look.LABEL, look.LABEL_BESIDE))
        span = count if len(row.cells) == 1 else 1
        lines.append(Line([label, *(Slot(say_cell(cell), span=span) for cell in row.cells)]))
    return Grid(lines, Setting(widths, space_after=9), title=title, head=head, foot=foot)


def narrated(facts: SeizureFacts) -> list[Flowable]:
    """Return the narrative, each version under who wrote it."""
    story: list[Flowable] = [section(facts.titles.narrative)] if facts.narrative else []
    for by, told in facts.narrative:
        if len(facts.narrative) > 1:
            story += say(facts.titles.disputed, look.SMALL_WARN)
        story += say(told, replace(look.NARRATIVE, space_after=3))
        story += say(by, look.SMALL, look.SMALL_BESIDE)
        story.append(Space(9))
    return story


# --- the list of exhibits --------------------------------------------------------------------------------------------
def table(listing: Listing, setting: Setting, *, title: Sequence[Flowable] | None = None) -> Grid:
    """Return a listing as a table; *title* instead of its own title."""
    head = heading_line([Slot(say(said, look.HEAD, look.HEAD_BESIDE)) for said in listing.columns])
    lines = [_row(row) for row in listing.rows]
    opening = subheading(listing.title) if title is None else title
    return Grid(lines, setting, title=opening, head=head, foot=say_all(listing.small, look.SMALL))


def _row(row: Sequence[Cell]) -> Line:
    """Return a row whose second cell's small print runs beneath it over the rest of the row."""
    second = row[1]
    slots = [Slot(say_cell(replace(second, small=(), warn=()) if cell is second else cell)) for cell in row]
    return Line(slots, under=[*say_all(second.warn, look.SMALL_WARN), *say_all(second.small, look.SMALL)])


def listed(listing: Listing, facts: SeizureFacts) -> list[Flowable]:
    """Return the list of exhibits, closed by the words LAST ITEM and crossed space."""
    last = facts.titles.last_item
    words = replace(look.STRONG, align=Align.CENTRE)
    return [
        table(listing, _LIST, title=[section(listing.title)]),
        Paragraph(f"{last.main} · {last.also}", replace(words, space_before=2, space_after=2)),
        Crossed(22 * MM),
        Space(10),
    ]
