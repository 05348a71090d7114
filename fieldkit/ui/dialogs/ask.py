"""A few lines to type, and a passphrase or code that is shown once: the dialogs of officers and enrolment."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QGridLayout, QWidget

from fieldkit.text.catalogue import _
from fieldkit.ui.look.tokens import XL, L, M, S
from fieldkit.ui.widgets.boxes import column, row
from fieldkit.ui.widgets.button import Button
from fieldkit.ui.widgets.field import Field, Line
from fieldkit.ui.widgets.parts import Card
from fieldkit.ui.widgets.text import Text

_WIDTH = 480
_WIDE = 620


@dataclass(frozen=True, slots=True)
class Asked:
    """A line to be typed. needed: it may not stay empty."""

    name: str
    label: str
    text: str = ""
    hint: str = ""
    note: str = ""
    secret: bool = False
    needed: bool = True


class Sheet(QDialog):
    """The frame of these dialogs: title, sentence, body, buttons. Esc cancels."""

    def __init__(self, parent: QWidget, name: str, title: str, note: str, *, width: int = _WIDTH) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFixedWidth(width)
        self.parts = column(Text(title, "h2", wrapped=True), gap=M, margins=(XL, L + 4, XL, L + 4))
        if note:
            self.parts.addWidget(Text(note, "body", wrapped=True))
        self.setLayout(self.parts)

    def showEvent(self, event: QShowEvent) -> None:
        """Take the height that the wrapped words need."""
        super().showEvent(event)
        self.settle_height()

    def settle_height(self) -> None:
        """Grow or shrink to what the layout needs at this width: Qt asks wrapped labels at their narrowest."""
        settle_height(self)


def settle_height(dialog: QDialog) -> None:
    """Give *dialog* the height its layout needs at its width, and more width where its buttons need it."""
    layout = dialog.layout()
    if layout is None:
        return
    layout.activate()
    if layout.minimumSize().width() > dialog.width():
        dialog.setFixedWidth(layout.minimumSize().width())
    needed = max(layout.heightForWidth(dialog.width()), layout.minimumSize().height())
    dialog.resize(dialog.width(), needed)


class Ask(Sheet):
    """Lines to type, then one act. *run* gets the lines by name; the dialog stays until it is closed by `accept`.

    While the act is under way neither Esc nor Cancel closes it: what comes back must be seen.
    """

    def __init__(
        self,
        parent: QWidget,
        name: str,
        title: str,
        note: str,
        lines: Sequence[Asked],
        *,
        act: str,
        icon: str,
        run: Callable[[Ask, dict[str, str]], None],
        body: QWidget | None = None,
    ) -> None:
        super().__init__(parent, name, title, note)
        self._run, self._act, self._lines = run, act, {one.name: one for one in lines}
        self._fields: dict[str, tuple[Field, Line]] = {}
        if body is not None:
            self.parts.addWidget(body)
        for one in lines:
            line = Line(one.name, one.text, one.hint, secret=one.secret)
            field = Field(one.label, line, one.note)
            line.returnPressed.connect(self._next)
            self._fields[one.name] = (field, line)
            self.parts.addWidget(field)
        self.agree = Button(act, "primary", name="agree", icon=icon, key="Enter")
        self.agree.clicked.connect(self._agree)
        no = Button(_("Cancel"), "plain", name="decline", icon="x", key="Esc")
        no.clicked.connect(self.reject)
        self.parts.addLayout(row(None, no, self.agree, gap=M))
        first = next(iter(self._fields.values()), None)
        if first:
            first[1].setFocus()
        else:
            self.agree.setFocus()

    def complain(self, sentence: str, at: str = "") -> None:
        """Say what was wrong, at the line called *at* or the last one; nothing typed is lost."""
        self.agree.setEnabled(True)
        field, line = self._fields.get(at) or list(self._fields.values())[-1]
        line.setEnabled(True)
        for _field, each in self._fields.values():
            each.setEnabled(True)
        field.complain(sentence)
        line.mark(fault=True)
        line.selectAll()
        line.setFocus()
        self.settle_height()

    def give_up(self) -> None:
        """Close, whatever is under way: the error is told elsewhere."""
        self.done(QDialog.DialogCode.Rejected)

    def reject(self) -> None:
        """Close as long as nothing is under way."""
        if self.agree.isEnabled():
            super().reject()

    def _next(self) -> None:
        """Enter goes to the next empty line, and acts when there is none."""
        for _field, line in self._fields.values():
            one = self._lines[line.objectName()]
            if one.needed and not line.text().strip():
                line.setFocus()
                return
        self._agree()

    def _agree(self) -> None:
        if not self.agree.isEnabled():
            return
        for name, (field, line) in self._fields.items():
            field.complain("")
            line.mark(fault=False)
            if self._lines[name].needed and not line.text().strip():
                self.complain(_("This must be filled in."), name)
                return
        self.agree.setEnabled(False)
        for _field, line in self._fields.values():
            line.setEnabled(False)
        self._run(self, {name: line.text().strip() for name, (_f, line) in self._fields.items()})

    def done(self, result: int) -> None:
        """Close, and leave no secret in a field."""
        for _field, line in self._fields.values():
            line.clear()
        super().done(result)


class PassphraseOnce(Sheet):
    """A new passphrase, large, shown now and never again; closes when it was typed once as it stands there."""

    def __init__(
        self,
        parent: QWidget,
        name: str,
        phrase: str,
        same: Callable[[str, str], bool],
        written: Callable[[], None],
        *,
        published: bool = False,
    ) -> None:
        note = _(
            "Write the six words down now and keep the paper on you. Nobody can show them again, not even headquarters."
        )
        if published:
            note = _("This is practice: the passphrase is the same for everybody.")
        super().__init__(parent, "passphrase_once", _("Passphrase of {name}", name=name), note, width=_WIDE)
        self._phrase, self._same, self._written, self._asked = phrase, same, written, False
        self._words = _words(phrase)
        self.parts.addWidget(self._words)
        self._line = Line("typed_once", "", "", secret=False)
        self._line.returnPressed.connect(self._check)
        self._field = Field(
            _("Type it once from the paper"), self._line, _("English or Khmer layout, Caps Lock or not: all open.")
        )
        self.parts.addWidget(self._field)
        done = Button(_("It is written down"), "primary", name="written", icon="check", key="Enter")
        done.clicked.connect(self._check)
        self.parts.addLayout(row(None, done, gap=M))
        self._line.setFocus()

    def _check(self) -> None:
        if self._same(self._line.text(), self._phrase):
            self._asked = True
            self.accept()
            self._written()
        elif self._line.text().strip():
            self._field.complain(_("That is not the same. Look at the words above and type them again."))
            self._line.mark(fault=True)
            self._line.selectAll()
            self.settle_height()
        else:
            self._line.setFocus()

    def reject(self) -> None:
        """Esc does not throw a passphrase away that nobody can show again."""
        if not self._asked:
            self._field.complain(_("These words are shown only now. Type them once, then this closes."))
            self.settle_height()

    def done(self, result: int) -> None:
        """Close, and leave nothing of it on the screen."""
        self._phrase = ""
        self._line.clear()
        for label in self._words.findChildren(Text):
            label.say("")
        super().done(result)


def _words(phrase: str) -> QWidget:
    """Return the six words, numbered, three in a row, to be read from an arm's length."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(L)
    grid.setVerticalSpacing(S)
    for n, word in enumerate(phrase.split()):
        number = Text(str(n + 1), "cap", "muted")
        said = Text(word, "num")
        said.setObjectName(f"word_{n + 1}")
        grid.addLayout(row(number, said, None, gap=S), n // 3, n % 3)
    return Card(grid, "accent", pad=L)


class CodeShown(Sheet):
    """Sixteen characters, large, to be read out by voice, and the file they belong to."""

    def __init__(self, parent: QWidget, title: str, note: str, *, code: str, file: str, after: str) -> None:
        super().__init__(parent, "code_shown", title, note, width=_WIDE)
        shown = Text(code, "big", selectable=True)
        shown.setObjectName("code")
        shown.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.parts.addWidget(Card(column(shown), "accent", pad=L))
        self.parts.addWidget(Text(_("File: {name}", name=file), "strong", wrapped=True))
        self.parts.addWidget(Text(after, "body", "muted", wrapped=True))
        close = Button(_("Close"), "primary", name="close", icon="check", key="Enter")
        close.clicked.connect(self.accept)
        close.setDefault(True)
        self.parts.addLayout(row(None, close))
        close.setFocus()


class Steps(Sheet):
    """What to do, step by step, with the acts that can be done from here. acts: (name, words, icon, run)."""

    def __init__(
        self,
        parent: QWidget,
        title: str,
        note: str,
        steps: Sequence[tuple[str, str]],
        acts: Sequence[tuple[str, str, str, Callable[[], None]]],
    ) -> None:
        super().__init__(parent, "steps", title, note, width=_WIDE)
        for n, (head, text) in enumerate(steps, 1):
            said = column(Text(head, "strong", wrapped=True), Text(text, "body", "muted", wrapped=True), gap=2)
            self.parts.addLayout(row(Text(str(n), "num", "accent"), (said, 1), gap=M))
        for name, words, icon, run in acts:
            button = Button(words, "tonal", name=name, icon=icon)
            button.clicked.connect(lambda _on=False, act=run: self._go(act))
            self.parts.addWidget(button)
        close = Button(_("Close"), "plain", name="close", icon="x", key="Esc")
        close.clicked.connect(self.reject)
        self.parts.addLayout(row(None, close))
        close.setFocus()

    def _go(self, act: Callable[[], None]) -> None:
        self.accept()
        act()
