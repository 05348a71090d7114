"""Small dialogs: one question with its answer, and the list of keys."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QWidget

from fieldkit.text.catalogue import _
from fieldkit.ui.look.tokens import L, M
from fieldkit.ui.widgets.boxes import column, row
from fieldkit.ui.widgets.button import Button
from fieldkit.ui.widgets.field import Field, Pick
from fieldkit.ui.widgets.text import Text


class Question(QDialog):
    """One thing to agree to. The words say what will happen; nothing happens on Esc."""

    def __init__(
        self,
        parent: QWidget,
        title: str,
        note: str,
        *,
        act: str,
        icon: str,
        run: Callable[[], None],
        body: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("question")
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(440)
        self._run = run
        yes = Button(act, "primary", name="agree", icon=icon, key="Enter")
        yes.setDefault(True)
        yes.clicked.connect(self._agree)
        no = Button(_("Cancel"), "plain", name="decline", icon="x", key="Esc")
        no.clicked.connect(self.reject)
        parts = [body] if body else []
        said = Text(note, "body", wrapped=True)
        self.setLayout(
            column(
                Text(title, "h2", wrapped=True),
                said,
                *parts,
                row(None, no, yes, gap=M),
                gap=L,
                margins=(24, 20, 24, 20),
            )
        )
        yes.setFocus()

    def _agree(self) -> None:
        self.accept()
        self._run()


class PrintQuestion(Question):
    """Choose a printer for a stored document."""

    def __init__(
        self, parent: QWidget, printers: Sequence[tuple[str, str]], chosen: str, run: Callable[[str], None]
    ) -> None:
        pick = Pick("printer", printers, chosen)
        super().__init__(
            parent,
            _("Print the stored file"),
            _("It goes to the printer unchanged. That it was printed, when and by whom is written down."),
            act=_("Print"),
            icon="printer",
            run=lambda: run(pick.value),
            body=Field(_("Printer"), pick),
        )
