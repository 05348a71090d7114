"""Photos: a fast grid, one big preview with what the camera wrote and the hash, and attaching with progress."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage
from PySide6.QtWidgets import QListView, QWidget

from fieldkit.domain import copies, sequences
from fieldkit.domain.view import OriginalView, SeizureView
from fieldkit.text.catalogue import _, _n
from fieldkit.ui import lines, sections, words
from fieldkit.ui.drops import dropped
from fieldkit.ui.look.tokens import PRIMARY, XS, L, M, S
from fieldkit.ui.models.photos import Photos, Thumbnail
from fieldkit.ui.ops import Job
from fieldkit.ui.page import Act, Head, Mark, Page, edge, narrow
from fieldkit.ui.pages import photo_bars
from fieldkit.ui.pages.photo_side import BY_KEY, PhotoSide
from fieldkit.ui.widgets.boxes import Flow, Responsive, column, holder, row
from fieldkit.ui.widgets.button import Button
from fieldkit.ui.widgets.lists import Rows
from fieldkit.ui.widgets.parts import Empty

ALL, LOOSE = "", "-"
_STEP_MS = 20


class PhotosPage(Page):
    """The originals of one seizure.

    Signals:
        thumbnail_wanted, preview_wanted: an original's picture, small or large; arg: its id.
        attach_asked, paste_asked, watch_asked: choose files, take the clipboard, watch a card or folder (or stop it).
        dropped: files or folders were dropped; arg: list of paths.
        viewed: a view type was given; args: ids, view type.
        describe_asked, clock_asked, link_asked: words for some photos, the clock in one, the original of one; arg: ids.
        explain_asked: say why numbers are missing; arg: the gap.
        whole_asked: show one photo as large as the window; arg: its id.
    """

    name = "photos"
    rail = "photos"
    thumbnail_wanted = Signal(str)
    preview_wanted = Signal(str)
    attach_asked = Signal()
    paste_asked = Signal()
    watch_asked = Signal()
    dropped = Signal(object)
    viewed = Signal(object, str)
    describe_asked = Signal(object)
    clock_asked = Signal(object)
    link_asked = Signal(object)
    mistake_asked = Signal(object)
    explain_asked = Signal(object)
    whole_asked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._view: SeizureView | None = None
        self._filter = ALL
        self._chosen = ""
        self._target = ("", "other")
        self._watched = ""
        self._job: Job | None = None
        self._preview: QImage | None = None
        self._model = Photos()
        self._model.wanted.connect(self.thumbnail_wanted)
        self._replaced: dict[str, str] = {}
        self._steps: dict[str, Callable[[], None]] = {}
        self._later = QTimer(self)
        self._later.setInterval(_STEP_MS)
        self._later.timeout.connect(self._step_on)
        self.setAcceptDrops(True)

    def show_view(self, view: SeizureView, job: Job | None = None) -> None:
        """Show the originals of *view*, and the attaching *job* under way for it."""
        if self._view is None or self._view.id != view.id:
            self._filter, self._chosen, self._preview, self._target = ALL, "", None, ("", "other")
            self._model.forget()
        if view is self._view and job is self._job:
            return
        before, had = self._original(), self._view
        self._view, self._job = view, job
        self._put()
        if not self._refreshed(before, had):
            self.renew()
        if self._preview is None and self._chosen:
            self.preview_wanted.emit(self._chosen)

    def show_watching(self, place: str) -> None:
        """Say which card or folder is watched; empty = none."""
        self._watched = place
        self.swap("watching", photo_bars.watching(self._watched, self.watch_asked.emit))
        self.refreshed.emit()

    def thumbnail(self, original: str, image: QImage | None) -> None:
        """Take a small picture that was wanted."""
        self._model.picture(original, image)

    def preview(self, original: str, image: QImage | None) -> None:
        """Take the large picture that was wanted; dropped when another was chosen meanwhile."""
        if original != self._chosen:
            return
        self._preview = image
        side = self.part("side")
        if isinstance(side, PhotoSide):
            side.picture.put(image, _("This file cannot be shown. It is kept as it came."))

    def large(self, original: str) -> QImage | None:
        """Return the large picture of *original* when it is the one that shows."""
        return self._preview if original == self._chosen else None

    def refetch(self) -> None:
        """Previews were made meanwhile: ask again for pictures that were not there."""
        self._model.retry()
        if self._preview is None and self._chosen:
            self.preview_wanted.emit(self._chosen)

    def aim(self, exhibit: str, view: str) -> None:
        """Let what is added from now on belong to *exhibit* ("" = none) and show *view*."""
        self._target = (exhibit, view or "other")
        self.swap("target", photo_bars.aim(self._view, self._target, self._aimed))

    @property
    def target(self) -> tuple[str, str]:
        """Return the exhibit and view type of what is added: those chosen below the head."""
        return self._target

    @property
    def selected(self) -> list[str]:
        """Return the ids of the photos that are chosen, in their order."""
        grid_ = self.part("grid")
        if not isinstance(grid_, Rows):
            return [self._chosen] if self._chosen else []
        rows = sorted(index.row() for index in grid_.selectedIndexes())
        return [self._model.rows[n].id for n in rows] or ([self._chosen] if self._chosen else [])

    def forget(self) -> None:
        """Drop every picture from memory."""
        self._view, self._preview, self._chosen = None, None, ""
        self._job, self._target, self._watched, self._replaced = None, ("", "other"), "", {}
        self._steps.clear()
        self._model.forget()
        self._model.put((), {})
        super().forget()

    # --- what the shell asks ------------------------------------------------------------------------------------------
    def head(self) -> Head:
        """Return how many there are."""
        view = self._view
        if view is None:
            return Head(_("Photos"))
        count = _n("{n} photo or file", "{n} photos and files", len(view.originals))
        loose = sections.unassigned(view)
        note = _n("{n} without an exhibit", "{n} without an exhibit", loose) if loose else ""
        return Head(_("Photos"), ", ".join(filter(None, (lines.line(view.number, 40), count, note))))

    def primary(self) -> Button | None:
        """Return Add photos."""
        button = Button(_("Add photos"), "primary", name="attach", icon="camera", key="Ctrl+O", height=PRIMARY)
        button.clicked.connect(self.attach_asked)
        return button

    def acts(self) -> tuple[Act, ...]:
        """Return the keys."""
        cancel = (Act("Esc", _("Cancel"), self._job.cancel),) if self._job and self._job.running else ()
        views = tuple(
            Act(str(n), lines.of(words.VIEWS, view), partial(self._say_view, view), hidden=True)
            for n, view in enumerate(BY_KEY, start=1)
        )
        return (
            Act("1 – 8", _("View type"), lambda: None),
            *views,
            Act("J", _("Next photo"), partial(self._step, 1)),
            Act("K", _("Previous photo"), partial(self._step, -1)),
            Act("B", _("Describe"), partial(self._ask, "describe")),
            Act("Ctrl+V", _("Paste"), self.paste_asked.emit),
            Act("W", _("Stop watching") if self._watched else _("Watch a card"), self.watch_asked.emit),
            Act("Ctrl+O", _("Add photos"), self.attach_asked.emit),
            *cancel,
            Act("Enter", _("Whole window"), self._whole, hidden=True),
            Act("Ctrl+A", _("Choose all"), self._choose_all, hidden=True),
            Act("T", _("Set clock"), partial(self._ask, "clock"), hidden=True),
            Act("O", _("Link original"), partial(self._ask, "link"), hidden=True),
            Act("G", _("Explain"), self._explain, hidden=True),
        )

    def safe(self) -> Mark | None:
        """Return how many originals are kept."""
        if self._view is None:
            return None
        kept = len(self._view.originals)
        return Mark(_n("{n} original kept", "{n} originals kept", kept), "ok", "circle-check")

    def first_focus(self) -> str:
        """Start in the grid."""
        return "grid"

    # --- the body -----------------------------------------------------------------------------------------------------
    def build(self) -> QWidget:
        """Return progress, filters, grid and preview."""
        view = self._view
        progress, watching = photo_bars.progress(self._job), photo_bars.watching(self._watched, self.watch_asked.emit)
        if view is None:
            return holder(column((self._nothing(), 1), margins=(L, 0, L, L)))
        grid_ = self._grid()
        empty = self._nothing()
        empty.setObjectName("nothing")
        left = column(
            progress,
            watching,
            photo_bars.missing(view, self._explain),
            photo_bars.aim(view, self._target, self._aimed),
            self._filters(view),
            (grid_, 1),
            (empty, 1),
            gap=S,
        )
        side = PhotoSide(self._say_view, self._ask)
        box = row((left, 1), side, gap=L)
        self._fill(side, grid_, empty)

        def arrange(width: int) -> None:
            margin = edge(width)
            beside = (320 if narrow(width) else 420) if self._model.rows or view.originals else 0
            side.setFixedWidth(beside or 320)
            box.setContentsMargins(margin, XS, margin, 0)
            photo_bars.fit(grid_, width - 2 * margin - beside - L)

        return Responsive(box, arrange)

    def _nothing(self) -> QWidget:
        add = Button(_("Add photos"), "tonal", name="attach_first", icon="camera", key="Ctrl+O")
        add.clicked.connect(self.attach_asked)
        watch = Button(_("Watch a card"), "plain", name="watch_first", icon="usb", key="W")
        watch.clicked.connect(self.watch_asked)
        note = _("Choose files or a folder, or drop them here. Files are copied and sealed, never moved.")
        return Empty("images", _("No photo yet"), note, add, watch)

    def _fill(self, side: PhotoSide, grid_: QWidget, empty: QWidget) -> None:
        """Bring side, grid and the words for an empty seizure in line with what is held."""
        some = self._view is not None and bool(self._view.originals)
        grid_.setVisible(some)
        empty.setVisible(not some)
        original = self._original()
        side.setVisible(some and original is not None)
        if original is not None and self._view is not None:
            side.show_original(self._view, original, self._replaced, chosen=len(self.selected))
            side.put(self._preview, original)

    def _refreshed(self, before: OriginalView | None, had: SeizureView | None) -> bool:
        """Bring the parts in line without building the page anew; tell whether that could be done."""
        view, grid_, side, empty = self._view, self.part("grid"), self.part("side"), self.part("nothing")
        if view is None or grid_ is None or empty is None or not isinstance(side, PhotoSide) or self.stale:
            return False
        if not self.isVisible():
            return False
        place = photo_bars.progress(self._job)
        self.swap("job_place", place)
        place.setVisible(self._job is not None and self._job.running)
        if had is not view:
            first = had is None or bool(had.originals) != bool(view.originals)
            if first:
                grid_.setVisible(bool(view.originals))
                empty.setVisible(not view.originals)
            if first or self._original() != before:
                self._soon("side", self._bring_side)
            for name in photo_bars.differing(had, view):
                self._soon(name, partial(self._bring_bar, name))
            self._point()
        self._soon("frame", self.refreshed.emit)
        return True

    def _soon(self, name: str, step: Callable[[], None]) -> None:
        """Do *step* in a turn of the event loop of its own, soon: all at once would hold the window too long."""
        self._steps[name] = step
        if not self._later.isActive():
            self._later.start()

    def _step_on(self) -> None:
        if self._steps:
            self._steps.pop(next(iter(self._steps)))()
        if not self._steps:
            self._later.stop()

    def _bring_bar(self, name: str) -> None:
        view = self._view
        if view is not None and self.part(name) is not None:
            made = {
                "filters": partial(self._filters, view),
                "target": partial(photo_bars.aim, view, self._target, self._aimed),
                "gaps": partial(photo_bars.missing, view, self._explain),
            }[name]()
            self.swap(name, made)

    def _bring_side(self) -> None:
        side, grid_, empty = self.part("side"), self.part("grid"), self.part("nothing")
        if isinstance(side, PhotoSide) and grid_ is not None and empty is not None:
            self._fill(side, grid_, empty)

    def _point(self) -> None:
        """Make the chosen photo current in the grid again when the model was filled anew."""
        grid_ = self.part("grid")
        at = self._model.index_of(self._chosen)
        if isinstance(grid_, Rows) and at.isValid() and grid_.currentIndex() != at:
            grid_.setCurrentIndex(at)

    def _filters(self, view: SeizureView) -> QWidget:
        options = [(ALL, _("All"), len(view.originals))]
        for exhibit in view.exhibits:
            count = sum(1 for o in view.originals if exhibit.id in o.fact.register.shown.exhibits)
            if count:
                options.append((exhibit.id, words.short_number(exhibit), count))
        loose = sections.unassigned(view)
        if loose:
            options.append((LOOSE, _("No exhibit"), loose))
        buttons = []
        for value, text, count in options:
            name = f"filter_{value or 'all'}"
            button = Button(f"{text}  {count}", "seg", name=name, checked=value == self._filter, pad=M, height=40)
            button.clicked.connect(partial(self._narrow, value))
            buttons.append(button)
        return holder(Flow(*buttons, gap=S), "filters")

    def _grid(self) -> Rows:
        view = Rows("grid", _("Photos"), many=True)
        view.setViewMode(QListView.ViewMode.IconMode)
        view.setResizeMode(QListView.ResizeMode.Adjust)
        view.setMovement(QListView.Movement.Static)
        view.setUniformItemSizes(True)  # 3 seconds for 100,000 rows without it
        view.setItemDelegate(Thumbnail(view))
        view.setModel(self._model)
        at = self._model.index_of(self._chosen)
        if at.isValid():
            view.setCurrentIndex(at)
        view.moved.connect(self._moved)
        view.opened.connect(lambda _index: self._whole())
        view.selectionModel().selectionChanged.connect(lambda _on, _off: self._soon("side", self._bring_side))
        return view

    # --- what happens -------------------------------------------------------------------------------------------------
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Accept files."""
        if dropped(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Attach what was dropped."""
        paths = dropped(event.mimeData())
        if paths:
            event.acceptProposedAction()
            self.dropped.emit(paths)

    def _original(self) -> OriginalView | None:
        return next((o for o in self._model.rows if o.id == self._chosen), None)

    def _put(self) -> None:
        view = self._view
        if view is None:
            return
        numbers = {o.id: n for n, o in enumerate(view.originals, start=1)}
        shown = [o for o in view.originals if self._passes(o)]
        self._replaced = copies.replaced(view)
        self._model.put(shown, numbers, frozenset(self._replaced))
        if all(o.id != self._chosen for o in shown):
            self._chosen, self._preview = (shown[0].id if shown else ""), None

    def _passes(self, original: OriginalView) -> bool:
        exhibits = original.fact.register.shown.exhibits
        return self._filter == ALL or (not exhibits if self._filter == LOOSE else self._filter in exhibits)

    def _narrow(self, value: str) -> None:
        self._filter = value
        if value not in {ALL, LOOSE}:
            self._target = (value, self._target[1])
        self._put()
        self.renew()
        if self._preview is None and self._chosen:
            self.preview_wanted.emit(self._chosen)

    def _moved(self, index: QModelIndex) -> None:
        original: OriginalView = index.data(Qt.ItemDataRole.UserRole)
        if original.id != self._chosen:
            self._chosen, self._preview = original.id, None
            self._soon("side", self._bring_side)
            self.preview_wanted.emit(original.id)

    def _step(self, by: int) -> None:
        grid_ = self.part("grid")
        if isinstance(grid_, Rows) and self._model.rows:
            at = (grid_.currentIndex().row() + by) % len(self._model.rows)
            grid_.setCurrentIndex(self._model.index(at))

    def _aimed(self, exhibit: str, view: str) -> None:
        self._target = (exhibit, view)

    def _say_view(self, view: str) -> None:
        if self.selected:
            self.viewed.emit(self.selected, view)

    def _ask(self, what: str) -> None:
        asked = {
            "describe": self.describe_asked,
            "clock": self.clock_asked,
            "link": self.link_asked,
            "void": self.mistake_asked,
        }[what]
        chosen = self.selected if what == "describe" else [self._chosen] if self._chosen else []
        if chosen:
            asked.emit(chosen)

    def _choose_all(self) -> None:
        grid_ = self.part("grid")
        if isinstance(grid_, Rows):
            grid_.selectAll()

    def _explain(self) -> None:
        found: Sequence[sequences.Gap] = sequences.in_view(self._view) if self._view else ()
        if found:
            self.explain_asked.emit(found[0])

    def _whole(self) -> None:
        if self._chosen:
            self.whole_asked.emit(self._chosen)
