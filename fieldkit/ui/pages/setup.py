"""First run on a laptop for real work: its name and its first officer. Nothing else has to be known here."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from fieldkit.text.catalogue import _
from fieldkit.ui.look import style
from fieldkit.ui.look.tokens import TOUCH_BIG, L, M, S
from fieldkit.ui.page import Act, Head, Mark, Page
from fieldkit.ui.widgets.boxes import Scroll, column, holder, row
from fieldkit.ui.widgets.button import Button
from fieldkit.ui.widgets.field import Field, Line
from fieldkit.ui.widgets.parts import Card
from fieldkit.ui.widgets.text import Text

_WIDTH = 560
_NEEDED = ("laptop", "officer")


class SetupPage(Page):
    """Four lines and one button.

    Signals:
        made_asked: dict of laptop, officer, rank, unit.
        back_asked: not now.
    """

    name = "setup"
    made_asked = Signal(object)
    back_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._typed: dict[str, str] = {}
        self._wrong = ""
        self._busy = False

    def busy(self, *, on: bool) -> None:
        """The home is being made, or that has failed."""
        self._busy = on
        self.renew()

    def clear(self) -> None:
        """Forget what was typed."""
        self._typed, self._wrong, self._busy = {}, "", False
        self.stale = True

    def head(self) -> Head:
        """Return what this is."""
        return Head(_("Set up this laptop"), _("For real work. Everything can begin before headquarters answers."))

    def safe(self) -> Mark:
        """Nothing is made yet."""
        return Mark(_("Nothing is made yet"), "plain", "info")

    def acts(self) -> tuple[Act, ...]:
        """Esc goes back."""
        return (Act("Esc", _("Back"), self.back_asked.emit),)

    def first_focus(self) -> str:
        """Start at the laptop's name."""
        return "setup_laptop"

    def build(self) -> QWidget:
        """Return the form."""
        fields = [
            self._line("laptop", _("Name of this laptop"), _("Poipet 2"), ""),
            self._line("officer", _("First officer"), _("family name, given name"), _("In Khmer, Latin, or both.")),
            self._line("rank", _("Rank"), _("Lt."), ""),
            self._line("unit", _("Unit"), _("Banteay Meanchey anti-drug office"), ""),
        ]
        make = Button(
            _("Making") if self._busy else _("Make it"),
            "primary",
            name="make",
            icon="laptop",
            key="" if self._busy else "Enter",
            height=TOUCH_BIG,
        )
        make.setEnabled(not self._busy)
        make.clicked.connect(self._make)
        back = Button(_("Back"), "quiet", name="back", icon="chevron-left", key="Esc", pad=S)
        back.clicked.connect(self.back_asked)
        after = Text(_("A passphrase of six words follows: have pen and paper ready."), "body", "muted", wrapped=True)
        pair = holder(row((fields[2], 1), (fields[3], 2), gap=M))
        card = Card(
            column(fields[0], fields[1], pair, after, make, holder(row(None, back)), gap=M), pad=(24, 20, 24, 12)
        )
        card.setFixedWidth(style.eased(_WIDTH))
        area = Scroll(column(None, row(None, card, None), None), (L, S, L, L))
        area.setObjectName("setup_area")
        return area

    def _line(self, name: str, label: str, hint: str, note: str) -> QWidget:
        line = Line(f"setup_{name}", self._typed.get(name, ""), hint)
        line.setMaxLength(200)
        line.setEnabled(not self._busy)
        line.textChanged.connect(lambda text: self._typed.__setitem__(name, text))
        line.returnPressed.connect(self._make)
        field = Field(label, line, note)
        if self._wrong == name:
            field.complain(_("This must be filled in."))
            line.mark(fault=True)
        return field

    def _make(self) -> None:
        if self._busy:
            return
        self._wrong = next((name for name in _NEEDED if not self._typed.get(name, "").strip()), "")
        if self._wrong:
            self.renew()
            field = self.part(f"setup_{self._wrong}")
            if field is not None:
                field.setFocus()
            return
        self.made_asked.emit(
            {name: self._typed.get(name, "").strip() for name in ("laptop", "officer", "rank", "unit")}
        )
