"""F1: the keys of the page that shows, and beside them what the guide says about it. Read offline, from files."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QImage, QKeyEvent, QResizeEvent, QTextCursor, QTextDocument
from PySide6.QtWidgets import QDialog, QFrame, QGridLayout, QTextBrowser, QWidget

from fieldkit.text.catalogue import _, language
from fieldkit.text.guide import PAGES, guide_file, guide_folder
from fieldkit.ui.look import style
from fieldkit.ui.look.tokens import L, M, S
from fieldkit.ui.page import Act
from fieldkit.ui.widgets.boxes import Scroll, column, row
from fieldkit.ui.widgets.button import Button
from fieldkit.ui.widgets.field import Pick
from fieldkit.ui.widgets.parts import Rule
from fieldkit.ui.widgets.text import KeyCap, Text, breakable


class Guide(QTextBrowser):
    """One page of the guide. Links lead to other pages of the guide and nowhere else."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.setObjectName("guide")
        self.setAccessibleName(_("Guide"))
        self.setOpenLinks(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)  # pictures fit a width that stays
        self.setSearchPaths([str(guide_folder() / language()), str(guide_folder() / "en")])
        self.anchorClicked.connect(self._follow)
        self.page = ""
        self.open(page)

    def open(self, page: str) -> None:
        """Show the page called *page*."""
        self.page = page
        document = self.document()
        document.setDefaultStyleSheet(f"a {{ color: {style.hexa('accent')}; }}")
        text = guide_file(page, language()).read_text(encoding="utf-8")
        # Line breaks are put into words; in the name of a picture they would part the mark from its file.
        self.setMarkdown("\n".join(one if one.startswith("![") else breakable(one) for one in text.split("\n")))
        self._air()
        self.setAccessibleDescription(self.toPlainText())

    def _air(self) -> None:
        """Set paragraphs apart: a page of Markdown comes without any room between them."""
        block = self.document().begin()
        while block.isValid():
            cursor = QTextCursor(block)
            shape = cursor.blockFormat()
            shape.setBottomMargin(style.scaled(S))
            cursor.setBlockFormat(shape)
            block = block.next()

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        """Return a picture no wider than the text, anything else as it is."""
        found = super().loadResource(kind, name)
        at = QUrl(name)
        if kind != QTextDocument.ResourceType.ImageResource.value or not at.isRelative():
            return found
        picture = QImage(str(guide_folder() / language() / at.path()))
        room = self.viewport().width() - 2 * int(self.document().documentMargin())
        wide = min(picture.width(), max(room, 1))
        return picture.scaledToWidth(wide, Qt.TransformationMode.SmoothTransformation) if wide else picture

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the pictures to the new width."""
        super().resizeEvent(event)
        if self.page and event.size().width() != event.oldSize().width():
            self.open(self.page)

    def _follow(self, link: QUrl) -> None:
        name = link.fileName().removesuffix(".md")
        if link.isRelative() and name in PAGES:
            self.open(name)


class Help(QDialog):
    """Every key of a page, and the guide opened at that page."""

    def __init__(self, parent: QWidget, title: str, acts: Sequence[Act], page: str) -> None:
        super().__init__(parent)
        self.setObjectName("keys")
        self.setWindowTitle(_("Help"))
        self.setAccessibleName(_("Help"))
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(min(parent.width() - 2 * L, 1080), min(parent.height() - 2 * L, 720))
        self.guide = Guide(page)
        self._pick = Pick("guide_page", [(name, _(words)) for name, words in PAGES.items()], page)
        self._pick.setAccessibleName(_("Page of the guide"))
        self._pick.currentIndexChanged.connect(lambda _n: self.guide.open(self._pick.value))
        self.guide.textChanged.connect(self._follow)
        close = Button(_("Close"), "primary", name="close_keys", icon="x", key="Esc")
        close.clicked.connect(self.reject)
        keys = Scroll(column(_grid(acts), None), (0, 0, S, 0))
        keys.setObjectName("keys_area")
        keys.setFixedWidth(style.eased(300))
        heading = Text(_("Keys on {page}", page=title), "h2", wrapped=True)
        heading.setFixedWidth(style.eased(300))
        self.setLayout(
            column(
                row(heading, (self._pick, 1), gap=L),
                Rule(),
                (row(keys, (self.guide, 1), gap=L), 1),
                row(None, close),
                gap=M,
                margins=(24, 20, 24, 20),
            )
        )
        self.guide.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close with F1 too: the key that opened it."""
        if event.key() == Qt.Key.Key_F1:
            self.reject()
        else:
            super().keyPressEvent(event)

    def _follow(self) -> None:
        """A link was followed: the list names the page that shows."""
        self._pick.blockSignals(True)
        self._pick.setCurrentIndex(self._pick.findData(self.guide.page))
        self._pick.blockSignals(False)


def _grid(acts: Sequence[Act]) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(L)
    grid.setVerticalSpacing(S)
    grid.setColumnStretch(1, 1)
    for n, act in enumerate(acts):
        grid.addLayout(row(KeyCap(act.key), None), n, 0)
        grid.addWidget(Text(act.text, wrapped=True), n, 1)
    return grid
