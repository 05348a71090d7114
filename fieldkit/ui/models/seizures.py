"""The seizures of a home in the order of what they need: whoever is waited for, unfinished, not yet at HQ, the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QFontMetrics, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from fieldkit.domain.next_step import Code, NextStep, Role, next_step
from fieldkit.domain.values import Place
from fieldkit.errors import N_
from fieldkit.text.catalogue import _, _n
from fieldkit.ui import lines, words
from fieldkit.ui.look import icons, style
from fieldkit.ui.look.tokens import RADIUS, RADIUS_SMALL, TOUCH, L, M, S
from fieldkit.ui.page import Mark
from fieldkit.ui.widgets.button import Face
from fieldkit.ui.widgets.parts import TICK_HEIGHT, TICK_STEP, paint_ticks, ticks_said

if TYPE_CHECKING:
    from fieldkit.actions.find import Listed

Index = QModelIndex | QPersistentModelIndex
SECTIONS: Final[tuple[tuple[str, str], ...]] = (
    ("waits", N_("Waiting for you")),
    ("returned", N_("Returned")),
    ("unfinished", N_("Unfinished")),
    ("on_the_way", N_("Not yet at HQ")),
    ("there", N_("At HQ")),
)
_SECTION_OF: Final[dict[Code, str]] = {
    "answer_offer": "waits",
    "sign": "waits",
    "settle": "waits",
    "read": "returned",
    "write": "unfinished",
}
"""The steps that name their section; the others stand where the ticks say."""
BUTTONS: Final[dict[Code, tuple[str, str]]] = {
    "answer_offer": (N_("Answer the offer"), "handshake"),
    "read": (N_("Read the reply"), "undo-2"),
    "settle": (N_("Settle the conflict"), "git-merge"),
    "sign": (N_("Sign"), "signature"),
    "write": (N_("Go on writing"), "pencil"),
    "anchor": (N_("Anchor now"), "link"),
    "export": (N_("Export"), "upload"),
    "receipt": (N_("Import receipt"), "download"),
    "open": (N_("Open"), "arrow-right"),
}
KEYS: Final = 9
"""The first nine rows have a key of their own."""


_OPEN: Final = NextStep("open")


@dataclass(frozen=True, slots=True)
class Row:
    """A heading with its count, or a seizure with its next step and the key for it."""

    heading: str = ""
    count: int = 0
    listed: Listed | None = None
    step: NextStep = _OPEN
    key: str = ""


def button(step: NextStep) -> str:
    """Return the words on the button of *step*."""
    if step.code == "sign":
        return _n("Sign {n} line", "Sign {n} lines", step.count)
    return _(BUTTONS[step.code][0])


def arranged(listed: Sequence[Listed], role: Role = "field", person: str = "") -> list[Row]:
    """Return rows under their headings, with the steps of *person*; inside a section the order stays as handed in."""
    rows: list[Row] = []
    keys = iter(range(1, KEYS + 1))
    steps = [(one, next_step(one, role, person)) for one in listed]
    for section, heading in SECTIONS:
        chosen = [(one, step) for one, step in steps if _section(one, step) == section]
        if chosen:
            rows.append(Row(heading=heading, count=len(chosen)))
            rows += [Row(listed=one, step=step, key=str(next(keys, ""))) for one, step in chosen]
    return rows


def _section(listed: Listed, step: NextStep) -> str:
    return _SECTION_OF.get(step.code) or ("there" if listed.ticks.received else "on_the_way")


def note(listed: Listed) -> str:
    """Return the line under a title: what holds this seizure up, or when it was last worked on."""
    if listed.state == "returned" and listed.return_reason:
        return _("{name}: “{reason}”", name=lines.line(listed.returned_by, 60), reason=lines.line(listed.return_reason))
    if listed.unsigned and listed.state == "draft":
        return _n(
            "{n} line has no second signature.", "{n} lines have no second signature.", max(listed.unsigned.values())
        )
    if listed.ticks.left and not listed.ticks.received and listed.state != "draft":
        return _("Left this device. No receipt yet.")
    if listed.ticks.received:
        return _("Receipt {number}", number=lines.line(listed.ticks.receipt_no, 40))
    photos = _n("{n} photo", "{n} photos", listed.originals)
    return f"{words.local(listed.last_wall)} · {photos} · {lines.file_size(listed.original_bytes)}"


def where(listed: Listed) -> str:
    """Return the place of a seizure in words."""
    place = Place(
        province=listed.province,
        district=listed.district,
        commune=listed.commune,
        village=listed.village,
        address=listed.address,
    )
    return words.place(place)


def marks(listed: Listed) -> list[Mark]:
    """Return the badges of a row."""
    made = []
    if listed.ticks.left and not listed.ticks.received and listed.state == "locked":
        made.append(Mark(_("Waiting"), "plain", "clock"))
    else:
        text, kind, icon = words.STATES[listed.state]
        made.append(Mark(_(text), kind, icon))
    if listed.conflicts:
        made.append(Mark(_n("{n} conflict", "{n} conflicts", listed.conflicts), "bad", "split"))
    if alarming := listed.discrepancies + listed.problems:
        made.append(Mark(_n("{n} to look at", "{n} to look at", alarming), "bad", "triangle-alert"))
    return made


class Seizures(QAbstractListModel):
    """Rows of the Today page.

    Signals:
        more_wanted: somebody has scrolled to the end and there are more seizures than were handed in.
    """

    more_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[Row] = []
        self._more = False

    def put(self, listed: Sequence[Listed], role: Role = "field", person: str = "", *, more: bool = False) -> None:
        """Show these seizures with the steps of *person*; *more*: there are others behind them."""
        new = arranged(listed, role, person)
        if new == self.rows and more == self._more:
            return
        self._more = more
        if [_who(row) for row in new[: len(self.rows)]] == [_who(row) for row in self.rows] and self.rows:
            self._grow(new)
            return
        self.beginResetModel()
        self.rows = new
        self.endResetModel()

    def _grow(self, new: list[Row]) -> None:
        """Take rows of which only some differ or are added at the end: the list stays where it was scrolled to."""
        before = len(self.rows)
        if len(new) > before:
            self.beginInsertRows(QModelIndex(), before, len(new) - 1)
        self.rows = new
        if len(new) > before:
            self.endInsertRows()
        self.dataChanged.emit(self.index(0), self.index(before - 1))

    def canFetchMore(self, parent: Index) -> bool:
        """Tell whether there are seizures behind the last row."""
        return self._more and not parent.isValid()

    def fetchMore(self, _parent: Index) -> None:
        """Ask for them; they come when they have been read."""
        if self._more:
            self._more = False
            self.more_wanted.emit()

    def rowCount(self, parent: Index | None = None) -> int:
        """Return how many rows there are; a list has no children."""
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401  (Qt's own signature)
        """Return the row's words for screen readers and search, or the row itself."""
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.UserRole:
            return row
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return said(row)
        if role == Qt.ItemDataRole.ToolTipRole and row.listed:
            return f"{lines.line(row.listed.title)}\n{note(row.listed)}"
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Headings cannot be chosen."""
        if self.rows[index.row()].listed is None:
            return Qt.ItemFlag.ItemIsEnabled
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def index_of(self, seizure: str) -> QModelIndex:
        """Return where *seizure* stands, or an invalid index."""
        for n, row in enumerate(self.rows):
            if row.listed and row.listed.id == seizure:
                return self.index(n)
        return QModelIndex()


def _who(row: Row) -> str:
    return row.listed.id if row.listed else row.heading


def said(row: Row) -> str:
    """Return a row as one sentence."""
    if row.listed is None:
        return f"{_(row.heading)} {row.count}"
    listed = row.listed
    badges = ", ".join(mark.text for mark in marks(listed))
    ticks = ticks_said(listed.ticks, listed.state)
    return f"{lines.line(listed.number, 40)}. {lines.line(listed.title)}. {badges}. {ticks}. {button(row.step)}"


_CARD, _HEADING, _GAP = 94, 36, 8


class SeizureRow(QStyledItemDelegate):
    """Draws a seizure as a card with its four ticks and its next button.

    Signals:
        pressed: the next button of a row was clicked; arg: the row.
    """

    pressed = Signal(object)

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return a heading's or a card's height."""
        row: Row = index.data(Qt.ItemDataRole.UserRole)
        grown = style.size("body") - 14
        return QSize(400, (_CARD + 4 * grown if row.listed else _HEADING) + _GAP)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one row."""
        row: Row = index.data(Qt.ItemDataRole.UserRole)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area: QRect = option.rect
        if row.listed is None:
            _paint_heading(painter, area, row)
        else:
            state: QStyle.StateFlag = option.state
            chosen = bool(state & QStyle.StateFlag.State_Selected) and bool(state & QStyle.StateFlag.State_HasFocus)
            self._paint_card(painter, _card(area), row, row.listed, chosen=chosen)
        painter.restore()

    def editorEvent(self, event: QEvent, model: QAbstractItemModel, option: QStyleOptionViewItem, index: Index) -> bool:
        """Press the painted button."""
        if event.type() == QEvent.Type.MouseButtonRelease and isinstance(event, QMouseEvent):
            row: Row = index.data(Qt.ItemDataRole.UserRole)
            area: QRect = option.rect
            if row.listed and _button_area(_card(area)).contains(event.position().toPoint()):
                self.pressed.emit(row)
                return True
        return super().editorEvent(event, model, option, index)

    def _paint_card(self, painter: QPainter, card: QRect, row: Row, listed: Listed, *, chosen: bool) -> None:
        painter.setPen(QPen(style.colour("accent" if chosen else "line"), 2 if chosen else 1))
        painter.setBrush(style.colour("surface"))
        painter.drawRoundedRect(card, RADIUS, RADIUS)
        place = _button_area(card)
        step = _step(card)
        ticks = QRect(place.left() - L - 4 * step, card.top() + 14, 4 * step, TICK_HEIGHT)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(style.colour("accent_soft"))
        painter.drawRoundedRect(place, RADIUS_SMALL, RADIUS_SMALL)
        Face(button(row.step), "tonal", BUTTONS[row.step.code][1], row.key, pad=S).paint(painter, place)
        paint_ticks(painter, ticks, listed.ticks, listed.state, step)
        _paint_words(painter, card.adjusted(L, M, -(card.right() - ticks.left()) - S, -M), listed)


def _card(area: QRect) -> QRect:
    return area.adjusted(1, 1, -2, -_GAP)


def _button_area(card: QRect) -> QRect:
    width = style.eased(212 if card.width() > 800 else 184)  # noqa: PLR2004  (a narrow window keeps room for the words)
    return QRect(card.right() - L - width, card.center().y() - TOUCH // 2, width, TOUCH)


def _step(card: QRect) -> int:
    return TICK_STEP if card.width() > 800 else 74  # noqa: PLR2004  (as above)


def _paint_heading(painter: QPainter, area: QRect, row: Row) -> None:
    painter.setFont(style.font("h2", QFont.Weight.DemiBold))
    painter.setPen(style.colour("fg"))
    box = area.adjusted(4, 4, 0, 0)
    text = _(row.heading)
    low = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
    painter.drawText(box, low, text)
    painter.setPen(style.colour("muted"))
    painter.drawText(box.adjusted(painter.fontMetrics().horizontalAdvance(text) + 10, 0, 0, 0), low, str(row.count))


def _paint_words(painter: QPainter, area: QRect, listed: Listed) -> None:
    """Number and badges, title, note: three lines, each cut with an ellipsis when short of room."""
    line = area.height() // 3
    first = QRect(area.left(), area.top(), area.width(), line)
    x = first.left() + _paint_line(painter, first, lines.line(listed.number, 40), "lead", "fg", bold=True) + M
    for mark in marks(listed):
        x = _paint_badge(painter, x, first, mark)
    second = first.translated(0, line)
    _paint_line(painter, second, lines.line(listed.title) or where(listed), "body", "fg", bold=True)
    _paint_line(painter, second.translated(0, line), note(listed), "cap", "muted")


def _paint_line(painter: QPainter, area: QRect, text: str, step: str, tint: str, *, bold: bool = False) -> int:
    """Draw *text* and return how wide it came out."""
    painter.setFont(style.font(step, QFont.Weight.DemiBold if bold else QFont.Weight.Normal))
    painter.setPen(style.colour(tint))
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, area.width())
    painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
    return painter.fontMetrics().horizontalAdvance(shown)


def _paint_badge(painter: QPainter, x: int, line: QRect, mark: Mark) -> int:
    """Draw a badge at *x* when it fits, and return where the next may stand."""
    font = style.font("cap", QFont.Weight.DemiBold)
    width = QFontMetrics(font).horizontalAdvance(mark.text) + 14 + 6 + 2 * S
    if x + width > line.right():
        return x
    tint = "muted" if mark.kind == "plain" else mark.kind
    height = QFontMetrics(font).height() + 6
    box = QRect(x, line.center().y() - height // 2, width, height)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(style.colour("sunken" if mark.kind == "plain" else f"{mark.kind}_soft"))
    painter.drawRoundedRect(box, S, S)
    painter.drawPixmap(box.left() + S, box.center().y() - 6, icons.pixmap(mark.icon, tint, 14))
    painter.setFont(font)
    painter.setPen(style.colour("fg" if mark.kind == "plain" else mark.kind))
    words_box = box.adjusted(S + 14 + 5, 0, 0, 0)
    painter.drawText(words_box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, mark.text)
    return x + width + 6
