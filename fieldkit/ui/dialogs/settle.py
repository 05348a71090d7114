"""Settle a dispute: every claim side by side with who made it, one of them chosen, and why."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QButtonGroup, QWidget

from fieldkit.text.catalogue import _
from fieldkit.ui.dialogs.stage import Stage
from fieldkit.ui.look.tokens import TOUCH_BIG, L, M, S
from fieldkit.ui.page import Mark
from fieldkit.ui.widgets.boxes import Scroll, column, holder, row
from fieldkit.ui.widgets.button import Button
from fieldkit.ui.widgets.field import Field, Line, Pick
from fieldkit.ui.widgets.parts import Card
from fieldkit.ui.widgets.text import Text


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim: the entry that makes it, what it says, who wrote it and when."""

    entry: str
    said: str
    by: str


@dataclass(frozen=True, slots=True)
class Case:
    """One dispute. key: what the errand knows it by."""

    key: str
    title: str
    claims: tuple[Claim, ...]


class Settle(Stage):
    """Shows one case at a time; *run* gets the case, the entry that holds, the reason, and this dialog."""

    def __init__(
        self, parent: QWidget, cases: Sequence[Case], number: str, run: Callable[[Case, str, str, Settle], None]
    ) -> None:
        note = _("Nothing is deleted. Every claim stays in the record; this says which one counts, and why.")
        super().__init__(
            parent,
            "settle",
            _("Settle the dispute of {number}", number=number),
            note,
            Mark(_("Disputed"), "bad", "split"),
        )
        self._cases, self._case, self._run = tuple(cases), cases[0], run
        self._holds = ""
        self._group = QButtonGroup(self)
        self._claims = holder(column())
        if len(cases) > 1:
            pick = Pick("case", [(case.key, case.title) for case in cases])
            pick.activated.connect(lambda n: self._turn(self._cases[n]))
            self.body.addWidget(Field(_("What is disputed"), pick))
        self._reason = Line("reason", "", _("like: the slip of the courier shows it"))
        self._reason.textChanged.connect(lambda _text: self._judge())
        self._why = Text("", "cap", "muted", wrapped=True)
        self._why.setObjectName("why_not")
        self._yes = Button(_("Settle dispute"), "primary", name="agree", icon="gavel", key="Ctrl+S", height=TOUCH_BIG)
        self._yes.setShortcut("Ctrl+S")
        self._yes.clicked.connect(self._agree)
        self._box = column((self._claims, 0), None)
        area = Scroll(self._box, (0, 0, S, 0))
        area.setObjectName("claims")
        self.body.addWidget(area, 1)
        self.body.addWidget(Field(_("Why this one counts"), self._reason))
        self.body.addLayout(row((self._why, 1), self._yes, gap=M))
        self._turn(self._case)

    def complain(self, sentence: str) -> None:
        """Say why it was not settled; what was chosen and typed stays."""
        self._judge()
        self._why.say(sentence)

    def _turn(self, case: Case) -> None:
        self._case, self._holds = case, ""
        cards: list[QWidget] = []
        for n, claim in enumerate(case.claims, 1):
            pick = Button(_("This one counts"), "seg", name=f"claim_{n}", checked=False, icon="check", pad=M)
            pick.setAccessibleName(_("This one counts: {claim}", claim=claim.said))
            pick.clicked.connect(lambda _on=False, entry=claim.entry: self._choose(entry))
            self._group.addButton(pick)
            said = column(Text(claim.said, "lead", wrapped=True), Text(claim.by, "cap", "muted", wrapped=True), gap=4)
            cards.append(Card(column(said, None, row(pick, None), gap=M), pad=L))
        new = holder(row(*[(card, 1) for card in cards], gap=M))
        self._box.replaceWidget(self._claims, new)
        self._claims.setParent(None)
        self._claims.deleteLater()
        self._claims = new
        self._judge()

    def _choose(self, entry: str) -> None:
        self._holds = entry
        self._judge()

    def _judge(self) -> None:
        missing = ""
        if not self._holds:
            missing = _("Choose the claim that counts.")
        elif not self._reason.text().strip():
            missing = _("Say why it counts.")
        self._yes.setEnabled(not missing)
        self._why.say(missing or _("You sign this as a supervisor. Both claims stay legible."))

    def _agree(self) -> None:
        self._yes.setEnabled(False)
        self._run(self._case, self._holds, self._reason.text().strip(), self)
