"""What stands above the grid of photos: progress, what is watched, missing numbers, and where new photos go."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from fieldkit.domain import sequences
from fieldkit.domain.view import SeizureView
from fieldkit.text.catalogue import _, _n
from fieldkit.ui import lines, words
from fieldkit.ui.look.tokens import M, S
from fieldkit.ui.models.photos import CAPTION, GAP, Thumbnail
from fieldkit.ui.ops import Job
from fieldkit.ui.pages.photo_side import BY_KEY
from fieldkit.ui.widgets.boxes import column, holder, row
from fieldkit.ui.widgets.button import Button
from fieldkit.ui.widgets.field import Pick
from fieldkit.ui.widgets.lists import Rows
from fieldkit.ui.widgets.parts import Card
from fieldkit.ui.widgets.progress import Progress
from fieldkit.ui.widgets.text import Icon, Text

_LEAST = 116


def place(name: str) -> QWidget:
    """Return an empty place that something may stand in later; it takes no room."""
    empty = holder(column(), name)
    empty.hide()  # shown, it would still take the gap below it
    return empty


def progress(job: Job | None) -> QWidget:
    """Return how far attaching is, or an empty place."""
    if job is None or not job.running:
        return place("job_place")

    def said(job: Job) -> str:
        if not job.total:
            return _("Looking for photos")
        return _("{done} of {total} photos", done=job.done, total=job.total)

    kept = _("Cancel keeps the photos that are done. The rest stay where they are.")
    return holder(column(Progress(job, said, kept)), "job_place")


def watching(watched: str, stop_: Callable[[], None]) -> QWidget:
    """Return what is watched with its Stop, or an empty place."""
    if not watched:
        return place("watching")
    stop = Button(_("Stop"), "plain", name="stop_watching", icon="x", key="W", height=40, pad=M)
    stop.clicked.connect(stop_)
    said = Text(_("Watching {place}: new photos are added as they come.", place=watched), wrapped=True)
    return holder(
        column(Card(row(Icon("eye", "accent", 20), (said, 1), stop, gap=M), "accent", pad=(M, S, M, S))), "watching"
    )


def missing(view: SeizureView | None, explain: Callable[[], None]) -> QWidget:
    """Return the first gap in the numbers with its Explain, or an empty place."""
    found = sequences.in_view(view) if view else ()
    if not found:
        return place("gaps")
    gap = found[0]
    title = _n(
        "{n} photo is missing on the card: {names}",
        "{n} photos are missing on the card: {names}",
        len(gap.missing),
        names=lines.line(gap.named, 80),
    )
    more = _n("and {n} more gap", "and {n} more gaps", len(found) - 1) if len(found) > 1 else ""
    between = _("Between {before} and {after}.", before=lines.line(gap.before, 40), after=lines.line(gap.after, 40))
    said = column(
        Text(title, "strong", wrapped=True),
        Text(" ".join(filter(None, (between, more))), "cap", wrapped=True),
        gap=2,
    )
    button = Button(_("Explain"), "plain", name="explain", icon="pen-line", key="G", height=40, pad=M)
    button.clicked.connect(explain)
    return holder(
        column(Card(row(Icon("circle-alert", "warn", 20), (said, 1), button, gap=M), "warn", pad=(M, S, M, S))),
        "gaps",
    )


def aim(view: SeizureView | None, target: tuple[str, str], chosen: Callable[[str, str], None]) -> QWidget:
    """Return where what is added goes: the exhibit and the view type in hand."""
    exhibits = [("", _("No exhibit")), *[(x.id, words.short_number(x)) for x in (view.exhibits if view else ())]]
    types = [("other", _("No type yet")), *[(v, lines.of(words.VIEWS, v)) for v in BY_KEY]]
    exhibit = Pick("target_exhibit", exhibits, target[0])
    type_ = Pick("target_view", types, target[1])
    exhibit.setAccessibleName(_("Exhibit of new photos"))
    type_.setAccessibleName(_("View type of new photos"))
    for pick in (exhibit, type_):
        pick.currentIndexChanged.connect(lambda _n: chosen(exhibit.value, type_.value))
    label = Text(_("New photos go to"), "cap", "muted", wrapped=True)
    label.setFixedWidth(104)
    return holder(row(label, (exhibit, 1), (type_, 1), gap=S), "target")


def fit(grid_: Rows, room: int) -> None:
    """Give every cell the width that fills the row: no ragged right edge."""
    room -= 16  # the scroll bar and the view's own frame
    columns = max(2, room // (_LEAST + GAP))
    width = room // columns
    delegate = grid_.itemDelegate()
    if isinstance(delegate, Thumbnail):
        delegate.cell = QSize(width, (width - GAP) * 3 // 4 + CAPTION + S)
        grid_.setGridSize(delegate.cell)


def differing(before: SeizureView | None, now: SeizureView) -> list[str]:
    """Return the names of the bars that have to be made anew."""
    if before is None:
        return ["filters", "target", "gaps"]
    exhibits = [x.id for x in before.exhibits] != [x.id for x in now.exhibits]
    counts = [_of_exhibits(view) for view in (before, now)]
    told = [sequences.in_view(view) for view in (before, now)]
    changed = {"filters": exhibits or counts[0] != counts[1], "target": exhibits, "gaps": told[0] != told[1]}
    return [name for name, differs in changed.items() if differs]


def _of_exhibits(view: SeizureView) -> list[tuple[str, ...]]:
    return sorted(one.fact.register.shown.exhibits for one in view.originals)
