"""Today: every seizure in the order of what it needs, each with its four ticks and the one button that moves it on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QWidget

from fieldkit.text.catalogue import _, _n
from fieldkit.text.dates import duration
from fieldkit.text.fold import fold
from fieldkit.text.numerals import number
from fieldkit.ui import lines, words
from fieldkit.ui.look import style
from fieldkit.ui.look.tokens import PRIMARY, XS, L, M
from fieldkit.ui.models.seizures import Row, SeizureRow, Seizures, arranged, button, where
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
    from fieldkit.domain.next_step import Role

_BYTES_A_PHOTO = 3_000_000


class TodayPage(Page):
    """The list of seizures.

    Signals:
        opened: a seizure is to be shown; arg: its id.
        new_asked: a new seizure is to be written up.
        sought: look for a text among all seizures, of which only some are here; arg: the text.
        more_wanted: the end of what is here was reached.
        step_asked: a seizure is to be moved on; args: its id, the step's code (`domain.next_step.Code`).
        export_asked: seizures are to be exported; arg: ids, empty = all that have not left.
        import_asked: files are to be imported.
        read_asked: codes on another laptop are to be read.

    Attributes:
        above: what must be read before the list; beside: what others show of this device. Both are made anew with
            each body; None = nothing to show now.
    """

    name = "today"
    rail = "today"
    opened = Signal(str)
    new_asked = Signal()
    sought = Signal(str)
    more_wanted = Signal()
    step_asked = Signal(str, str)
    export_asked = Signal(object)
    import_asked = Signal()
    read_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._listed: tuple[Listed, ...] = ()
        self._status: Status | None = None
        self._today = ""
        self._now = 0
        self._needle = ""
        self._total = 0
        self._found: tuple[Listed, ...] | None = None
        self._role: Role = "field"
        self._person = ""
        self._model = Seizures()
        self._model.more_wanted.connect(self.more_wanted)
        self.above: list[Callable[[], QWidget | None]] = []
        self.beside: list[Callable[[], QWidget | None]] = []

    def show_list(
        self,
        listed: Sequence[Listed],
        status: Status | None,
        *,
        now: int,
        today: str,
        role: Role = "field",
        person: str = "",
        total: int = 0,
    ) -> None:
        """Show these seizures. now: ms UTC; today: the day as the head says it; person: whose next steps are shown.

        total: how many there are in all; scrolling to the end and searching ask for the others.
        """
        self._total = max(total, len(listed))
        self._listed, self._status, self._now, self._today = tuple(listed), status, now, today
        self._role, self._person = role, person
        self._filter()
        began = self.part("cards") is None
        self.renew()
        if began and self.isVisible():
            self.settle()  # the list came after the page was shown: work begins in it

    def forget(self) -> None:
        """Drop the list."""
        self._listed, self._status, self._needle, self._today = (), None, "", ""
        self._person = ""
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
        """Return New seizure where seizures are written up; elsewhere Import."""
        if self._role == "field":
            made = Button(_("New seizure"), "primary", name="new", icon="plus", key="N", height=PRIMARY)
            made.clicked.connect(self.new_asked)
            return made
        if self._role == "viewer":
            return None
        made = Button(_("Import"), "primary", name="import", icon="download", key="Ctrl+I", height=PRIMARY)
        made.clicked.connect(self.import_asked)
        return made

    def acts(self) -> tuple[Act, ...]:
        """Return the keys."""
        rows = [r for r in self._model.rows if r.listed]
        new = (Act("N", _("New seizure"), self.new_asked.emit),) if self._role == "field" else ()
        numbered = tuple(Act(r.key, button(r.step), partial(self._do, r), hidden=True) for r in rows if r.key)
        # After the numbered ones: its own key only shows that there are such.
        range_ = (Act("1 – 9", _("Open the button"), _nothing),) if rows else ()
        out = () if self._role == "viewer" else (Act("E", _("Export"), lambda: self.export_asked.emit(())),)
        return (
            *new,
            *numbered,
            *range_,
            Act("Enter", _("Open"), self._open_current),
            *out,
            Act("Ctrl+I", _("Import"), self.import_asked.emit),
            Act("F8", _("Read codes"), self.read_asked.emit, hidden=True),
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
        view = Rows("cards", _("Seizures"))
        view.setModel(self._model)
        delegate = SeizureRow(view)
        delegate.pressed.connect(self._do)
        view.setItemDelegate(delegate)
        view.opened.connect(self._open_index)
        left = column(gap=M)
        for made in [one() for one in self.above]:
            if made is not None:
                left.addWidget(made)
        left.addWidget(self._urgent())
        left.addWidget(self._search_box())
        left.addWidget(view, 1)
        side = self._device()
        box = row((left, 1), side, gap=L)

        def arrange(width: int) -> None:
            side.setVisible(not narrow(width))
            box.setContentsMargins(edge(width), XS, edge(width), 0)

        return Responsive(box, arrange)

    def _search_box(self) -> QWidget:
        search = Line("search", self._needle, _("Number, title or place"), icon="search")
        search.setAccessibleName(_("Search"))
        search.textChanged.connect(self._typed)
        return search

    def _nothing(self) -> QWidget:
        bring = Button(_("Import"), "tonal", name="import_first", icon="download", key="Ctrl+I")
        bring.clicked.connect(self.import_asked)
        return Empty(
            "clipboard-list",
            _("No seizure yet"),
            _("Nothing has been written up on this device. A bundle from another device can be imported."),
            bring,
        )

    def _urgent(self) -> QWidget:
        waiting = [x for x in self._listed if not x.ticks.received]
        more = self._counted()
        if not waiting:
            note = more or _("Their receipts are on this device.")
            words_ = column(
                Text(_("Every seizure is at headquarters."), "lead", wrapped=True),
                Text(note, "body", "muted", wrapped=True),
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
        note = more or _("Everything is safe on this device.")
        said = column(Text(title, "lead", wrapped=True), Text(note, "body", "muted", wrapped=True), gap=2)
        said_ = holder(said, "counts")
        parts: list[QWidget] = []
        if self._role != "viewer" and any(not x.ticks.left for x in self._listed):
            out = Button(_("Export"), "quiet", name="export", icon="upload", key="E", pad=M)
            out.clicked.connect(lambda: self.export_asked.emit(()))
            parts.append(out)
        return Card(row(Icon("upload", "accent", 28), (said_, 1), *parts, gap=L), "accent", pad=(L, M, L, M))

    def _counted(self) -> str:
        """Return what else waits, as sentences; empty when nothing does."""
        rows = [r for r in self._model.rows if r.listed]
        if self._needle:
            rows = [r for r in arranged(self._listed, self._role, self._person) if r.listed]
        counts = Counter(r.step.code for r in rows)
        lines_ = sum(r.step.count for r in rows if r.step.code == "sign")
        said = (
            _n("{n} offer waits for your answer.", "{n} offers wait for your answer.", counts["answer_offer"]),
            _n("{n} line waits for your signature.", "{n} lines wait for your signature.", lines_),
            _n("{n} was returned.", "{n} were returned.", counts["read"]),
            _n("{n} does not agree with itself.", "{n} do not agree with themselves.", counts["settle"]),
            _n("{n} is unfinished.", "{n} are unfinished.", counts["write"]),
        )
        many = (counts["answer_offer"], lines_, counts["read"], counts["settle"], counts["write"])
        return " ".join(sentence for sentence, n in zip(said, many, strict=True) if n)

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
        theirs = [made for make in self.beside if (made := make()) is not None]
        card = Card(column(Text(_("This device"), "h2"), *theirs, *shown, gap=M))
        side = holder(column(card, None, margins=(0, 0, 0, L)))
        side.setFixedWidth(style.eased(264))
        return side

    # --- what happens -------------------------------------------------------------------------------------------------
    def _typed(self, text: str) -> None:
        self._needle = text
        if self._total > len(self._listed) and text.strip():
            self.sought.emit(text)
            return
        self._found = None
        self._filter()
        self.refreshed.emit()

    def show_found(self, text: str, found: Sequence[Listed]) -> None:
        """Show what was found for *text*; dropped when something else was typed meanwhile."""
        if text == self._needle:
            self._found = tuple(found)
            self._filter()
            self.refreshed.emit()

    def _filter(self) -> None:
        if self._found is not None and self._needle.strip():
            self._model.put(self._found, self._role, self._person)
            return
        needle = fold(self._needle)
        if not needle:
            more = self._total > len(self._listed)
            self._model.put(self._listed, self._role, self._person, more=more)
            return
        chosen = [x for x in self._listed if needle in fold(f"{x.number} {x.title} {where(x)}")]
        self._model.put(chosen, self._role, self._person)

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
        if chosen.step.code == "export":
            self.export_asked.emit((chosen.listed.id,))
        elif chosen.step.code == "receipt":
            self.import_asked.emit()
        elif chosen.step.code == "open":
            self.opened.emit(chosen.listed.id)
        else:
            self.step_asked.emit(chosen.listed.id, chosen.step.code)


def _nothing() -> None:
    """Do nothing: the key is only shown."""


def _fact(icon: str, tint: str, title: str, note: str) -> QWidget:
    said = column(Text(title, "strong", wrapped=True), Text(note, "cap", "muted", wrapped=True), gap=2)
    return holder(row(column(Icon(icon, tint, 22), None), (said, 1), gap=M))
