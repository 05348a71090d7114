"""Read back and sign: a second officer's list for the night, each line struck or signed, one signature for all."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QFont, QShowEvent
from PySide6.QtWidgets import QWidget

from fieldkit.text.catalogue import _, _n
from fieldkit.ui import lines
from fieldkit.ui.look import style
from fieldkit.ui.look.tokens import TOUCH_BIG, XS, L, M, S
from fieldkit.ui.page import Act, Head, Mark, Page, edge, narrow
from fieldkit.ui.pages.handover_parts import person_card
from fieldkit.ui.readback import ReadLine
from fieldkit.ui.widgets.boxes import Responsive, Scroll, column, holder, row
from fieldkit.ui.widgets.button import Button
from fieldkit.ui.widgets.field import Field, Line, Pick
from fieldkit.ui.widgets.parts import Badge, Card, Empty
from fieldkit.ui.widgets.text import Icon, Text

if TYPE_CHECKING:
    from fieldkit.actions.desk import OfficerCard


@dataclass(frozen=True, slots=True)
class ReadBack:
    """Whose list it is and what stands in it. me: person id of who is unlocked."""

    seizure: str
    number: str
    me: str
    person: str
    officers: tuple[OfficerCard, ...]
    lines: tuple[ReadLine, ...]


@dataclass(frozen=True, slots=True)
class Signing:
    """What is signed: entries struck, with reasons. passphrase: of *person*, where somebody else is unlocked."""

    person: str
    struck: dict[str, str]
    passphrase: str


class AttestPage(Page):
    """The list that waits for one officer's signature.

    Signals:
        came: the page has come to the front and wants its list.
        turned: the list of another officer of this laptop; arg: person id.
        sign_asked: arg: Signing.
    """

    name = "attest"
    rail = "seizure"
    came = Signal()
    turned = Signal(str)
    sign_asked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._told: ReadBack | None = None
        self._clear()

    def _clear(self) -> None:
        self._struck: dict[str, str] = {}
        self._passphrase = self._fault = ""
        self._sign: Button | None = None
        self._why: Text | None = None

    def show_list(self, told: ReadBack) -> None:
        """Show the list; what was struck and typed stays while it is the same person's of the same seizure."""
        before = self._told
        if before is None or (before.seizure, before.person, before.me) != (told.seizure, told.person, told.me):
            self._clear()
        self._told = told
        here = {line.entry for line in told.lines}
        self._struck = {entry: why for entry, why in self._struck.items() if entry in here}
        self.renew()

    def refused(self, sentence: str) -> None:
        """The passphrase did not fit, or signing failed; what was struck stays."""
        self._fault = sentence
        self.renew()
        field = self.part("passphrase")
        if isinstance(field, Line):
            field.selectAll()
            field.setFocus()

    def signed(self) -> None:
        """The list is signed."""
        self._clear()

    def forget(self) -> None:
        """Drop the list."""
        self._told = None
        self._clear()
        super().forget()

    def showEvent(self, event: QShowEvent) -> None:
        """Ask for the list whenever somebody comes here."""
        super().showEvent(event)
        self.came.emit()

    # --- what the shell asks ------------------------------------------------------------------------------------------
    def head(self) -> Head:
        """Return the question and whose list it is."""
        told = self._told
        if told is None:
            return Head(_("Did you see this?"))
        count = _n("{n} line", "{n} lines", len(told.lines))
        subtitle = _(
            "The night of {number}, read back to {name}",
            number=lines.line(told.number, 40),
            name=self._name(told.person),
        )
        return Head(_("Did you see this?"), subtitle, (Mark(count, "plain", "list"),))

    def acts(self) -> tuple[Act, ...]:
        """Return the keys."""
        return (
            Act("Down", _("Next line"), partial(self._step, 1)),
            Act("Up", _("Previous line"), partial(self._step, -1), hidden=True),
            Act("X", _("Strike"), self._strike_current),
            Act("Ctrl+S", _("Sign"), self._sign_now),
        )

    def first_focus(self) -> str:
        """Start at the first line."""
        return f"strike_{self._told.lines[0].entry[:12]}" if self._told and self._told.lines else ""

    # --- the body -----------------------------------------------------------------------------------------------------
    def build(self) -> QWidget:
        """Return the lines on the left, the person and the signature on the right."""
        self._sign = self._why = None
        told = self._told
        if told is None:
            return holder(column((Empty("user-check", _("No seizure is open"), _("Open one from Today.")), 1)))
        box = column(gap=S)
        if not told.lines:
            none = _("Everything here is signed by {name}, or it is their own.", name=self._name(told.person))
            box.addWidget(Empty("user-check", _("Nothing waits for this signature"), none))
        for line in told.lines:
            box.addWidget(self._line(line))
        box.addStretch(1)
        left = Scroll(box, (0, 0, S, L))
        left.setObjectName("read_back")
        right = Scroll(column(self._side(told), None), (0, 0, S, L))
        right.setObjectName("signature")
        body = row((left, 1), right, gap=M)

        def arrange(width: int) -> None:
            right.setFixedWidth(style.eased(300 if narrow(width) else 344))
            body.setContentsMargins(edge(width), XS, edge(width) - S, 0)

        return Responsive(body, arrange)

    def _line(self, line: ReadLine) -> QWidget:
        struck = line.entry in self._struck
        subject = Text(line.subject, "lead", "muted" if struck else "", wrapped=True)
        marks: list[QWidget] = [subject]
        if struck:
            font = QFont(subject.font())
            font.setStrikeOut(True)
            subject.setFont(font)
            marks.append(Badge(_("Struck"), "bad", "ban"))
        said = column(row(*marks, None, gap=S), Text(line.said, "body", wrapped=True), gap=2)
        first = row(
            column(Text(line.time, "lead", "muted"), None),
            column(Icon(line.icon, "muted", 20), None),
            (said, 1),
            column(Text(line.value, "lead"), None),
            self._strike_button(line, struck=struck),
            gap=M,
        )
        inside = column(first, gap=S)
        if struck:
            reason = Line(f"why_{line.entry[:12]}", self._struck[line.entry], _("like: I stood at the gate"))
            reason.textChanged.connect(partial(self._typed_reason, line.entry))
            inside.addWidget(Field(_("Why you do not sign this"), reason))
        return Card(inside, "sunken" if struck else "plain", pad=(L, M, M, M))

    def _strike_button(self, line: ReadLine, *, struck: bool) -> Button:
        text = _("Take back") if struck else _("Strike")
        icon, kind = ("undo-2", "quiet") if struck else ("ban", "plain")
        button = Button(
            text, "quiet" if kind == "quiet" else "plain", name=f"strike_{line.entry[:12]}", icon=icon, pad=M
        )
        button.setAccessibleName(f"{text}: {line.subject}, {line.said} {line.value}".strip())
        button.clicked.connect(partial(self._toggle, line.entry))
        return button

    def _side(self, told: ReadBack) -> QWidget:
        signed = len(told.lines) - len(self._struck)
        name = self._name(told.person)
        box = column(person_card(name, _("Second officer"), Badge(_("Signs now"), "accent", "key-round")), gap=M)
        if len(told.officers) > 1:
            named = [(one.person, self._name(one.person)) for one in told.officers]
            pick = Pick("whose", named, told.person)
            pick.activated.connect(lambda _n: self.turned.emit(pick.value))
            box.addWidget(Field(_("Whose list"), pick))
        box.addWidget(_count(signed, _n("line will carry your signature", "lines will carry your signature", signed)))
        if self._struck:
            stays = _n(
                "struck: it stays in the record without your name",
                "struck: they stay in the record without your name",
                len(self._struck),
            )
            box.addWidget(_count(len(self._struck), stays, bad=True))
        if told.person != told.me:
            box.addWidget(self._secret(name))
        elif self._fault:
            box.addWidget(Text(self._fault, "body", "bad", wrapped=True))
        text = _n("Sign {n} line", "Sign {n} lines", signed)
        self._sign = Button(text, "primary", name="sign", icon="pen-line", key="Ctrl+S", height=TOUCH_BIG)
        self._sign.clicked.connect(self._sign_now)
        self._why = Text("", "cap", "muted", wrapped=True)
        self._why.setObjectName("why_not")
        box.addWidget(self._sign)
        box.addWidget(self._why)
        self._judge()
        return Card(box, "sunken")

    def _secret(self, name: str) -> QWidget:
        secret = Line("passphrase", self._passphrase, _("six words"), secret=True)
        secret.textChanged.connect(self._typed_passphrase)
        secret.returnPressed.connect(self._sign_now)
        field = Field(_("Passphrase of {name}", name=name), secret)
        if self._fault:
            field.complain(self._fault)
            secret.mark(fault=True)
        return field

    # --- what happens -------------------------------------------------------------------------------------------------
    def _name(self, person: str) -> str:
        officers = self._told.officers if self._told else ()
        card = next((one for one in officers if one.person == person), None)
        return lines.ranked(card.rank, card.name) if card else ""

    def _judge(self) -> None:
        if self._sign is None or self._why is None or self._told is None:
            return
        why = self._why_not()
        self._sign.setEnabled(not why)
        only = _("One signature for the whole list. Only {name} can give it.", name=self._name(self._told.person))
        self._why.say(why or only)

    def _why_not(self) -> str:
        told = self._told
        if told is None or not told.lines:
            return _("There is nothing to sign.")
        if any(not why for why in self._struck.values()):
            return _("Say why each struck line is struck.")
        if told.person != told.me and not self._passphrase:
            return _("The passphrase is missing.")
        return ""

    def _toggle(self, entry: str) -> None:
        if entry in self._struck:
            del self._struck[entry]
        else:
            self._struck[entry] = ""
        self.renew()
        field = self.part(f"why_{entry[:12]}")
        if field is not None:
            field.setFocus()

    def _current(self) -> int:
        """Return the place of the line that has the keyboard, -1 for none."""
        focus = self.window().focusWidget()
        entries = [line.entry[:12] for line in self._told.lines] if self._told else []
        return next((n for n, entry in enumerate(entries) if self.part(f"strike_{entry}") is focus), -1)

    def _step(self, by: int) -> None:
        if self._told is None or not self._told.lines:
            return
        at = (self._current() + by) % len(self._told.lines)
        button = self.part(f"strike_{self._told.lines[at].entry[:12]}")
        area = self.part("read_back")
        if button is not None:
            button.setFocus()
            if isinstance(area, Scroll):
                area.ensureWidgetVisible(button)

    def _strike_current(self) -> None:
        at = self._current()
        if self._told is not None and at >= 0:
            self._toggle(self._told.lines[at].entry)

    def _typed_reason(self, entry: str, text: str) -> None:
        self._struck[entry] = text.strip()
        self._judge()

    def _typed_passphrase(self, text: str) -> None:
        self._passphrase, self._fault = text, ""
        self._judge()

    def _sign_now(self) -> None:
        told = self._told
        if told is not None and not self._why_not():
            self.sign_asked.emit(Signing(told.person, dict(self._struck), self._passphrase))


def _count(n: int, said: str, *, bad: bool = False) -> QWidget:
    """Return a large number with its words."""
    words_ = Text(said, "body", "muted" if bad else "", wrapped=True)
    return holder(row(Text(str(n), "num", "bad" if bad else ""), (words_, 1), gap=M))
