"""The frame of a large dialog: title, what it is about, Close, and a body that fits the window it stands in."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QWidget

from fieldkit.text.catalogue import _
from fieldkit.ui.look.tokens import XL, L, M, S
from fieldkit.ui.page import Mark
from fieldkit.ui.widgets.boxes import column, row
from fieldkit.ui.widgets.button import Button
from fieldkit.ui.widgets.parts import Badge, Rule
from fieldkit.ui.widgets.text import Text

_MARGIN = 48


class Stage(QDialog):
    """A dialog nearly as large as the window. Esc closes it; nothing happens by that."""

    def __init__(self, parent: QWidget, name: str, title: str, note: str, mark: Mark | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        room = parent.window().size()
        self.resize(min(1000, room.width() - _MARGIN), min(700, room.height() - _MARGIN))
        close = Button(_("Close"), "quiet", name="close", icon="x", key="Esc", pad=M)
        close.clicked.connect(self.reject)
        badges = [Badge(mark.text, mark.kind, mark.icon)] if mark else []
        heading = row((Text(title, "h2", wrapped=True), 1), *badges, close, gap=M)
        self.body = column(margins=(XL, L, XL, L))
        about = Text(note, "cap", "muted", wrapped=True)
        self.setLayout(
            column(
                column(heading, about, gap=2, margins=(XL, L, L, S)),
                Rule(),
                (self.body, 1),
                gap=0,
            )
        )
