"""The queue of an import: one row for each bundle, with what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from fieldkit.errors import N_
from fieldkit.text.catalogue import _
from fieldkit.ui import lines, words
from fieldkit.ui.look import icons, style
from fieldkit.ui.look.tokens import S

if TYPE_CHECKING:
    from fieldkit.actions.exchange import Imported

Index = QModelIndex | QPersistentModelIndex
OUTCOMES: dict[str, tuple[str, str, str]] = {
    "stored": (N_("Stored"), "ok", "circle-check"),
    "already": (N_("Already here"), "muted", "check"),
    "partial": (N_("Partly stored"), "warn", "circle-alert"),
    "quarantined": (N_("Kept apart"), "bad", "shield-alert"),
    "refused": (N_("Not taken in"), "bad", "circle-x"),
    "stopped": (N_("Stopped"), "warn", "minus"),
    "elsewhere": (N_("For somebody else"), "muted", "arrow-right"),
    "waits": (N_("Waits"), "muted", "clock"),
    "checks": (N_("Checking"), "accent", "shield-check"),
    "left": (N_("Not reached"), "muted", "minus"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A file of the queue."""

    path: Path
    size: int
    outcome: str = "waits"
    imported: Imported | None = None


class Bundles(QAbstractTableModel):
    """Rows in the order they are imported."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[Row] = []
        self._at: dict[Path, int] = {}

    def put(self, files: Sequence[tuple[Path, int]]) -> None:
        """Queue *files* with their sizes; the first is checked at once."""
        self.beginResetModel()
        self.rows = [Row(path, size) for path, size in files]
        self._at = {row.path: n for n, row in enumerate(self.rows)}
        if self.rows:
            self.rows[0] = replace(self.rows[0], outcome="checks")
        self.endResetModel()

    def done(self, imported: Imported) -> None:
        """Note what became of a file; the next one is being checked."""
        at = self._at.get(imported.path)
        if at is None:
            return
        outcome = "elsewhere" if imported.elsewhere else imported.outcome
        self.rows[at] = replace(self.rows[at], outcome=outcome, imported=imported)
        if at + 1 < len(self.rows) and self.rows[at + 1].outcome == "waits":
            self.rows[at + 1] = replace(self.rows[at + 1], outcome="checks")
        self.dataChanged.emit(self.index(at, 0), self.index(min(at + 1, len(self.rows) - 1), 2))

    def end(self) -> None:
        """The import has ended: what was not reached says so."""
        self.rows = [replace(r, outcome="left") if r.outcome in {"waits", "checks"} else r for r in self.rows]
        if self.rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.rows) - 1, 2))

    def count(self, *outcomes: str) -> int:
        """Count rows with one of *outcomes*."""
        return sum(1 for row in self.rows if row.outcome in outcomes)

    def rowCount(self, parent: Index | None = None) -> int:
        """Return how many files there are."""
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def columnCount(self, _parent: Index | None = None) -> int:
        """Return three: file, content, state."""
        return 3

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401  (Qt's own signature)
        """Return the columns' names."""
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return (_("Bundle"), _("Content"), _("State"))[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401  (Qt's own signature)
        """Return a cell's words, or its row."""
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.UserRole:
            return row
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return (said_file(row), said_content(row), said_state(row))[index.column()]
        if role == Qt.ItemDataRole.ToolTipRole:
            return str(row.path)
        return None


def said_file(row: Row) -> str:
    """Return the file's name without its ending."""
    return lines.line(row.path.stem, 120)


def said_content(row: Row) -> str:
    """Return entries, originals and size, on two lines once something was read."""
    size = lines.file_size(row.size)
    if row.imported is None or not row.imported.bundle:
        return size
    held = words.contents(row.imported.accepted + row.imported.known, row.imported.originals)
    return f"{held}\n{size}"


def said_state(row: Row) -> str:
    """Return what became of it."""
    if row.outcome == "stored" and row.imported and row.imported.receipt_no:
        return _("Receipt {number}", number=lines.line(row.imported.receipt_no, 40))
    return _(OUTCOMES[row.outcome][0])


class BundleRow(QStyledItemDelegate):
    """Draws a cell: file and sender on two lines, state with its icon."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one cell."""
        row: Row = index.data(Qt.ItemDataRole.UserRole)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, style.colour("accent_soft"))
        painter.setPen(style.colour("line"))
        painter.drawLine(option.rect.bottomLeft(), option.rect.bottomRight())
        area = option.rect.adjusted(S, 0, -S, 0)
        if index.column() == 0:
            sender = lines.line(row.imported.sender, 80) if row.imported else ""
            _two_lines(painter, area, said_file(row), sender, bold=True)
        elif index.column() == 1:
            first, _nl, second = index.data().partition("\n")
            _two_lines(painter, area, first, second)
        else:
            _text, tint, icon = OUTCOMES[row.outcome]
            painter.drawPixmap(area.left(), area.center().y() - 8, icons.pixmap(icon, tint, 16))
            _line(painter, area.adjusted(24, 0, 0, 0), index.data(), tint, bold=True)
        painter.restore()


def _two_lines(painter: QPainter, area: QRect, first: str, second: str, *, bold: bool = False) -> None:
    """Draw *first* above a small *second*, or alone in the middle."""
    half = area.height() // 2 if second else area.height()
    top = QRect(area.left(), area.top() + (3 if second else 0), area.width(), half)
    _line(painter, top, first, "fg", bold=bold)
    if second:
        _line(painter, QRect(area.left(), area.top() + half - 3, area.width(), half), second, "muted", step="cap")


def _line(painter: QPainter, area: QRect, text: str, tint: str, *, bold: bool = False, step: str = "body") -> None:
    painter.setFont(style.font(step, QFont.Weight.DemiBold if bold else QFont.Weight.Normal))
    painter.setPen(style.colour(tint))
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideMiddle, area.width())
    painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
