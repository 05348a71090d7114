"""Today: every seizure in the order of what it needs, each with its four ticks and the one button that moves it on."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QWidget

from fieldkit.text.catalogue import _, _n
from fieldkit.text.dates import duration
from fieldkit.text.fold import fold
from fieldkit.text.numerals import number
from fieldkit.ui import lines, words
from fieldkit.ui.look.tokens import PRIMARY, XS, L, M
from fieldkit.ui.models.seizures import NEXT, Need, Row, SeizureRow, Seizures, need, where
from fieldkit.ui.page import Act, Head, Page, edge, narrow
from fieldkit.ui.widgets.boxes import Responsive, column, holder, row
from fieldkit.ui.widgets.button import Button
from fieldkit.ui.widgets.field import Line
from fieldkit.ui.widgets.lists import Rows
from fieldkit.ui.widgets.parts import Card, Empty, Rule
from fieldkit.ui.widgets.text import Icon, Text

if TYPE_CHECKING:
    from fieldkit.actions.find import Listed
    from fieldkit.actions.home import Status

_BYTES_A_PHOTO = 3_000_000


class TodayPage(Page):
    """The list of seizures.

    Signals:
        opened: a seizure is to be shown; arg: its id.
        export_asked: seizures are to be exported; arg: ids, empty = all that have not left.
        import_asked: files are to be imported.
        practice_asked: there is nothing yet: make the practice seizure.
    """

    name = "today"
    rail = "today"
    opened = Signal(str)
    export_asked = Signal(object)
    import_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._listed: tuple[Listed, ...] = ()
        self._status: Status | None = None
        self._today = ""
        self._now = 0
        self._needle = ""
        self._model = Seizures()

    def show_list(self, listed: Sequence[Listed], status: Status | None, *, now: int, today: str) -> None:
        """Show these seizures. now: ms UTC; today: the day as the head says it."""
        self._listed, self._status, self._now, self._today = tuple(listed), status, now, today
        self.renew()

    def forget(self) -> None:
        """Drop the list."""
        self._listed, self._status, self._needle, self._today = (), None, "", ""
        self._model.put(())
        super().forget()

    @property
    def listed(self) -> tuple[Listed, ...]:
        """Return the seizures that are listed, newest first."""
        return self._listed

    # --- what the shell asks ------------------------------------------------------------------------------------------
    def head(self) -> Head:
        """Return the day."""
        return Head(_("Today"), self._today)

    def primary(self) -> Button | None:
        """Return Export while something has not left; otherwise Import."""
        if self._unsent():
            button = Button(_("Export"), "primary", name="export", icon="upload", key="E", height=PRIMARY)
            button.clicked.connect(lambda: self.export_asked.emit(()))
        else:
            button = Button(_("Import"), "primary", name="import", icon="download", key="Ctrl+I", height=PRIMARY)
            button.clicked.connect(self.import_asked)
        return button

    def acts(self) -> tuple[Act, ...]:
        """Return the keys."""
        rows = [r for r in self._model.rows if r.listed]
        numbered = tuple(Act(r.key, _(NEXT[r.need][0]), partial(self._do, r), hidden=True) for r in rows if r.key)
        shown = (Act("1 – 9", _("Open the button"), lambda: None),) if rows else ()
        return (
            *shown,
            *numbered,
            Act("Enter", _("Open"), self._open_current),
            Act("E", _("Export"), lambda: self.export_asked.emit(())),
            Act("Ctrl+I", _("Import"), self.import_asked.emit),
            Act("/", _("Search"), self._search),
        )

    def first_focus(self) -> str:
        """Start in the list."""
        return "cards" if self._listed else ""

    # --- the body -----------------------------------------------------------------------------------------------------
    def build(self) -> QWidget:
        """Return search, urgent card and list, with this device's state beside them when there is room."""
        if not self._listed:
            return holder(column((self._nothing(), 1), margins=(L, 0, L, L)))
        self._filter()
        view = Rows("cards", _("Seizures"))
        view.setModel(self._model)
        delegate = SeizureRow(view)
        delegate.pressed.connect(self._do)
        view.setItemDelegate(delegate)
        view.opened.connect(self._open_index)
        left = column(gap=M)
        left.addWidget(self._urgent())
        search = Line("search", self._needle, _("Number, title or place"), icon="search")
        search.setAccessibleName(_("Search"))
        search.textChanged.connect(self._typed)
        left.addWidget(search)
        left.addWidget(view, 1)
        side = self._device()
        box = row((left, 1), side, gap=L)

        def arrange(width: int) -> None:
            side.setVisible(not narrow(width))
            box.setContentsMargins(edge(width), XS, edge(width), 0)

        return Responsive(box, arrange)

    def _nothing(self) -> QWidget:
        button = Button(_("Import"), "tonal", name="import_first", icon="download", key="Ctrl+I")
        button.clicked.connect(self.import_asked)
        return Empty(
            "clipboard-list",
            _("No seizure yet"),
            _("Nothing has been written up on this device. A bundle from another device can be imported."),
            button,
        )

    def _urgent(self) -> QWidget:
        waiting = [x for x in self._listed if not x.ticks.received]
        if not waiting:
            words_ = column(
                Text(_("Every seizure is at headquarters."), "lead", wrapped=True),
                Text(_("Their receipts are on this device."), "body", "muted", wrapped=True),
                gap=2,
            )
            return Card(row(Icon("shield-check", "ok", 28), (words_, 1), gap=L), "ok")
        oldest = duration(max(0, self._now - min(x.last_wall for x in waiting)))
        title = _n(
            "{n} seizure is not yet at HQ. It has waited {time}.",
            "{n} seizures are not yet at HQ. The oldest has waited {time}.",
            len(waiting),
            time=oldest,
        )
        said = column(
            Text(title, "lead", wrapped=True),
            Text(_("Everything is safe on this device."), "body", "muted", wrapped=True),
            gap=2,
        )
        return Card(row(Icon("upload", "accent", 28), (said, 1), gap=L), "accent", pad=(L, M, L, M))

    def _device(self) -> QWidget:
        status = self._status
        shown: list[QWidget] = []
        if status:
            kept = words.contents(status.entries, status.originals)
            photos = _("Room for about {n} photos.", n=number(status.free_bytes // _BYTES_A_PHOTO // 100 * 100))
            free = _("{size} free", size=lines.file_size(status.free_bytes))
            shown = [
                _fact("shield-check", "ok", _("Saved and signed"), kept),
                Rule(),
                _fact("hard-drive", "ok", free, photos),
                _fact("wifi-off", "muted", _("No network needed"), _("Work travels in bundles, on a stick.")),
            ]
        card = Card(column(Text(_("This device"), "h2"), *shown, gap=M))
        side = holder(column(card, None, margins=(0, 0, 0, L)))
        side.setFixedWidth(264)
        return side

    # --- what happens -------------------------------------------------------------------------------------------------
    def _unsent(self) -> bool:
        return any(not x.ticks.left for x in self._listed)

    def _typed(self, text: str) -> None:
        self._needle = text
        self._filter()
        self.refreshed.emit()

    def _filter(self) -> None:
        needle = fold(self._needle)
        chosen = [x for x in self._listed if needle in fold(f"{x.number} {x.title} {where(x)}")]
        self._model.put(chosen)

    def _search(self) -> None:
        field = self.part("search")
        if field:
            field.setFocus()

    def _open_current(self) -> None:
        view = self.part("cards")
        if isinstance(view, Rows):
            self._open_index(view.currentIndex())

    def _open_index(self, index: QModelIndex) -> None:
        chosen: Row | None = index.data(Qt.ItemDataRole.UserRole)
        if chosen and chosen.listed:
            self.opened.emit(chosen.listed.id)

    def _do(self, chosen: Row) -> None:
        if chosen.listed is None:
            return
        wanted: Need = need(chosen.listed)
        if wanted == "export":
            self.export_asked.emit((chosen.listed.id,))
        elif wanted == "receipt":
            self.import_asked.emit()
        else:
            self.opened.emit(chosen.listed.id)


def _fact(icon: str, tint: str, title: str, note: str) -> QWidget:
    said = column(Text(title, "strong", wrapped=True), Text(note, "cap", "muted", wrapped=True), gap=2)
    return holder(row(column(Icon(icon, tint, 22), None), (said, 1), gap=M))
