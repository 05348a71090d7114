"""Photos: a fast grid, one big preview with what the camera wrote and the hash, and attaching with progress."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage
from PySide6.QtWidgets import QListView, QWidget

from fieldkit.domain.view import OriginalView, SeizureView
from fieldkit.text.catalogue import _, _n
from fieldkit.ui import lines, sections, words
from fieldkit.ui.drops import dropped
from fieldkit.ui.look.tokens import PRIMARY, XS, L, M, S
from fieldkit.ui.models.photos import CAPTION, GAP, Photos, Thumbnail, flag
from fieldkit.ui.ops import Job
from fieldkit.ui.page import Act, Head, Mark, Page, edge, narrow
from fieldkit.ui.timeline import standing_marks
from fieldkit.ui.widgets.boxes import Flow, Responsive, Scroll, column, holder, row
from fieldkit.ui.widgets.button import Button
from fieldkit.ui.widgets.facts import grid
from fieldkit.ui.widgets.lists import Rows
from fieldkit.ui.widgets.parts import Badge, Card, Empty
from fieldkit.ui.widgets.picture import Picture
from fieldkit.ui.widgets.progress import Progress
from fieldkit.ui.widgets.text import Elided, Text

_GAP, _LEAST = GAP, 116
ALL, LOOSE = "", "-"


class PhotosPage(Page):
    """The originals of one seizure.

    Signals:
        thumbnail_wanted, preview_wanted: an original's picture, small or large; arg: its id.
        attach_asked: choose files to attach.
        dropped: files or folders were dropped; arg: list of paths.
    """

    name = "photos"
    rail = "photos"
    thumbnail_wanted = Signal(str)
    preview_wanted = Signal(str)
    attach_asked = Signal()
    dropped = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._view: SeizureView | None = None
        self._filter = ALL
        self._chosen = ""
        self._job: Job | None = None
        self._preview: QImage | None = None
        self._model = Photos()
        self._model.wanted.connect(self.thumbnail_wanted)
        self.setAcceptDrops(True)

    def show_view(self, view: SeizureView, job: Job | None = None) -> None:
        """Show the originals of *view*, and the attaching *job* under way for it."""
        if self._view is None or self._view.id != view.id:
            self._filter, self._chosen, self._preview = ALL, "", None
            self._model.forget()
        before = self._original()
        self._view, self._job = view, job
        self._put()
        if not self._refreshed(before):
            self.renew()
        if self._preview is None and self._chosen:
            self.preview_wanted.emit(self._chosen)

    def thumbnail(self, original: str, image: QImage | None) -> None:
        """Take a small picture that was wanted."""
        self._model.picture(original, image)

    def preview(self, original: str, image: QImage | None) -> None:
        """Take the large picture that was wanted; dropped when another was chosen meanwhile."""
        if original != self._chosen:
            return
        self._preview = image
        picture = self.part("preview")
        if isinstance(picture, Picture):
            picture.put(image, _("This file cannot be shown. It is kept as it came."))

    def refetch(self) -> None:
        """Previews were made meanwhile: ask again for pictures that were not there."""
        self._model.retry()
        if self._preview is None and self._chosen:
            self.preview_wanted.emit(self._chosen)

    def forget(self) -> None:
        """Drop every picture from memory."""
        self._view, self._preview, self._chosen = None, None, ""
        self._job = None
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
        return (
            Act("J", _("Next photo"), partial(self._step, 1)),
            Act("K", _("Previous photo"), partial(self._step, -1)),
            Act("Ctrl+O", _("Add photos"), self.attach_asked.emit),
            *cancel,
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
        progress = self._progress()
        if view is None or not view.originals:
            button = Button(_("Add photos"), "tonal", name="attach_first", icon="camera", key="Ctrl+O")
            button.clicked.connect(self.attach_asked)
            note = _("Choose files or a folder, or drop them here. Files are copied and sealed, never moved.")
            empty = Empty("images", _("No photo yet"), note, button)
            return holder(column(progress, (empty, 1), margins=(L, 0, L, L)))
        grid_ = self._grid()
        left = column(progress, self._filters(view), (grid_, 1), gap=M)
        side = self._side()
        side.setObjectName("side")
        box = row((left, 1), side, gap=L)

        def arrange(width: int) -> None:
            margin = edge(width)
            beside = 320 if narrow(width) else 420
            shown = self.part("side") or side
            shown.setFixedWidth(beside)
            box.setContentsMargins(margin, XS, margin, 0)
            _fit(grid_, width - 2 * margin - beside - L)

        return Responsive(box, arrange)

    def _refreshed(self, before: OriginalView | None) -> bool:
        """Bring the parts in line without building the page anew; tell whether that could be done."""
        view = self._view
        if view is None or not view.originals or not self.isVisible() or self.part("grid") is None:
            return False
        place = self._progress()
        self.swap("job_place", place)
        place.setVisible(self._job is not None and self._job.running)
        self.swap("filters", self._filters(view))
        if self._original() != before:
            self.swap("side", self._side())
        self._point()
        self.refreshed.emit()
        return True

    def _point(self) -> None:
        """Make the chosen photo current in the grid again: the model was filled anew."""
        grid_ = self.part("grid")
        at = self._model.index_of(self._chosen)
        if isinstance(grid_, Rows) and at.isValid():
            grid_.setCurrentIndex(at)

    def _progress(self) -> QWidget:
        job = self._job
        if job is None or not job.running:
            empty = holder(column(), "job_place")
            empty.hide()  # an empty place would still take the gap below it
            return empty

        def said(job: Job) -> str:
            if not job.total:
                return _("Looking for photos")
            return _("{done} of {total} photos", done=job.done, total=job.total)

        kept = _("Cancel keeps the photos that are done. The rest stay where they are.")
        return holder(column(Progress(job, said, kept)), "job_place")

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
        view = Rows("grid", _("Photos"))
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
        return view

    def _side(self) -> QWidget:
        original = self._original()
        if original is None:
            return Card(column(Empty("image", _("No photo chosen"), _("Choose one to see it whole."))))
        shown = original.fact.register.shown
        picture = Picture("preview", lines.line(shown.name, 80))
        broken = original.examined is not None and not original.examined.decoded
        picture.put(self._preview, _("This file cannot be shown. It is kept as it came.") if broken else "")
        odd = flag(original)
        badge = Badge(odd[2], "warn" if odd[1] == "warn" else "plain", odd[0]) if odd else None
        if odd and odd[1] == "bad":
            badge = Badge(odd[2], "bad", odd[0])
        whole = badge or Badge(_("Original, whole"), "ok", "shield-check")
        badges = [whole, *[Badge(m.text, m.kind, m.icon) for m in standing_marks(original.fact.act)]]
        name = Elided(lines.line(shown.name, 120), "lead")
        facts = Scroll(
            column(holder(Flow(*badges)), grid(_facts(original, self._exhibits(original)), label_width=96), None, gap=M)
        )
        facts.setObjectName("facts")
        digest = Text(_spaced(original.blob.sha256), "mono", wrapped=True, selectable=True)
        digest.setObjectName("digest")
        hash_ = column(Text("SHA-256", "cap", "muted"), digest, gap=2)
        card = Card(column(name, (picture, 3), (facts, 2), hash_, gap=S), pad=(L, M, L, M))
        return holder(column((card, 1), margins=(0, 0, 0, L)))

    def _exhibits(self, original: OriginalView) -> str:
        if self._view is None:
            return ""
        numbers = {x.id: words.short_number(x) for x in self._view.exhibits}
        return ", ".join(numbers.get(x, x[:8]) for x in original.fact.register.shown.exhibits)

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
        self._model.put(shown, numbers)
        if all(o.id != self._chosen for o in shown):
            self._chosen, self._preview = (shown[0].id if shown else ""), None

    def _passes(self, original: OriginalView) -> bool:
        exhibits = original.fact.register.shown.exhibits
        return self._filter == ALL or (not exhibits if self._filter == LOOSE else self._filter in exhibits)

    def _narrow(self, value: str) -> None:
        self._filter = value
        if self._view:
            self.show_view(self._view, self._job)

    def _moved(self, index: QModelIndex) -> None:
        original: OriginalView = index.data(Qt.ItemDataRole.UserRole)
        if original.id != self._chosen:
            self._chosen, self._preview = original.id, None
            self.swap("side", self._side())
            self.preview_wanted.emit(original.id)

    def _step(self, by: int) -> None:
        grid_ = self.part("grid")
        if isinstance(grid_, Rows) and self._model.rows:
            at = (grid_.currentIndex().row() + by) % len(self._model.rows)
            grid_.setCurrentIndex(self._model.index(at))


def _fit(grid_: Rows, room: int) -> None:
    """Give every cell the width that fills the row: no ragged right edge."""
    room -= 16  # the scroll bar and the view's own frame
    columns = max(2, room // (_LEAST + _GAP))
    width = room // columns
    delegate = grid_.itemDelegate()
    if isinstance(delegate, Thumbnail):
        delegate.cell = QSize(width, (width - _GAP) * 3 // 4 + CAPTION + S)
        grid_.setGridSize(delegate.cell)


def _facts(original: OriginalView, exhibits: str) -> list[tuple[str, str]]:
    shown, examined = original.fact.register.shown, original.examined
    act = original.fact.act
    facts = [
        (_("View type"), lines.of(words.VIEWS, shown.view)),
        (_("Exhibit"), exhibits or _("None")),
        (_("Taken by"), lines.line(shown.taken_by)),
        (_("Attached"), f"{words.signer(act)}, {words.when(act.wall, act.offset)}"),
        (_("Size"), lines.file_size(original.blob.size)),
    ]
    if examined is None:
        return [*facts, (_("Camera data"), _("Not read yet"))]
    pixels = f"{examined.width} × {examined.height}" if examined.width and examined.height else ""
    return [
        *facts,
        (_("Camera clock"), lines.line(examined.taken)),
        (_("Camera"), lines.line(examined.camera)),
        (_("Position"), words.position(examined.point) if examined.point else ""),
        (_("Pixels"), pixels),
        (_("Problem"), lines.line(examined.problem)),
    ]


def _spaced(digest: str) -> str:
    """Return a hash in groups of eight, as people compare it."""
    return " ".join(digest[at : at + 8] for at in range(0, len(digest), 8))
