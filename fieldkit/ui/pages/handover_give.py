"""The giver's half of the hand-over page: what, to whom, for what; one signature."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from fieldkit.text.catalogue import _, _n
from fieldkit.ui import lines, words
from fieldkit.ui.look.tokens import TOUCH_BIG, L, M, S
from fieldkit.ui.pages.handover_parts import Giving, Held, Situation, steps
from fieldkit.ui.widgets.boxes import Scroll, column, holder, row
from fieldkit.ui.widgets.button import Button
from fieldkit.ui.widgets.field import Choice, Field, Line, Pick
from fieldkit.ui.widgets.parts import Card, Rule
from fieldkit.ui.widgets.text import Icon, Text


class GiveSide:
    """Builds the giver's half from what the page holds. The page hands in what a press does."""

    def __init__(
        self, at: Situation, giving: Giving, *, again: Callable[[], None], changed: Callable[[], None]
    ) -> None:
        self._at, self._giving = at, giving
        self._again, self._changed = again, changed
        self.sign: Button | None = None
        self.why: Text | None = None

    # --- what is given ------------------------------------------------------------------------------------------------
    def left(self) -> QWidget:
        """Return the exhibits to choose from."""
        box = column(steps(1), gap=M)
        free = [one for one in self._at.held if not one.why]
        if free:
            box.addWidget(
                Text(
                    _("Every exhibit you hold is chosen. Take out what stays with you."), "body", "muted", wrapped=True
                )
            )
        for one in self._at.held:
            box.addWidget(self._held(one))
        if not self._at.held:
            box.addWidget(Text(_("This seizure has no exhibit yet."), "body", "muted", wrapped=True))
        box.addStretch(1)
        area = Scroll(box, (0, 0, S, L))
        area.setObjectName("choose")
        return area

    def _held(self, one: Held) -> QWidget:
        said = column(Text(one.thing, wrapped=True), gap=2)
        if one.why:
            said.addWidget(Text(one.why, "cap", "muted", wrapped=True))
            first: QWidget = Text(one.number, "strong", "muted")
            return Card(row(Icon("minus", "muted", 18), first, (said, 1), gap=M), "sunken", pad=(L, M, L, M))
        on = one.id in self._giving.chosen
        button = Button(
            one.number, "seg", name=f"give_{one.id}", icon="circle-check" if on else "circle", checked=on, pad=M
        )
        button.setAccessibleName(_("Hand over {number}, {thing}", number=one.number, thing=one.thing))
        button.clicked.connect(partial(self._toggle, one.id))
        return Card(row(button, (said, 1), gap=M), pad=(S, S, L, S))

    def _toggle(self, exhibit: str) -> None:
        self._giving.chosen ^= {exhibit}
        self._again()

    # --- to whom ------------------------------------------------------------------------------------------------------
    def right(self, sign: Callable[[], None], paper: Callable[[], None], slip: Callable[[], None]) -> QWidget:
        """Return to whom, for what, and the signature."""
        giving = self._giving
        kinds = (
            ("here", _("Officer on this laptop"), ""),
            ("other", _("Officer elsewhere"), ""),
            ("outside", _("Without the app"), ""),
        )
        to = Choice("to", _("To whom"), kinds, giving.to, self._to)
        box = column(Text(_("To whom"), "h2"), to, gap=M)
        if giving.to == "here":
            box.addWidget(self._officer())
        else:
            box.addWidget(self._line("name", _("Name"), _("as on the identity card")))
            box.addWidget(self._line("office", _("Office"), _("like the national laboratory")))
        box.addWidget(self._line("purpose", _("Purpose"), _("like storage, laboratory, court")))
        box.addWidget(self._line("transport", _("Transport"), _("like patrol car 2")))
        if giving.to == "outside":
            for part in self._paper(paper, slip):
                box.addWidget(part)
        box.addWidget(Rule())
        text = _("Record the receipt") if giving.to == "outside" else _("Sign the offer")
        icon = "file-pen" if giving.to == "outside" else "signature"
        self.sign = Button(text, "primary", name="sign_offer", icon=icon, key="Ctrl+S", height=TOUCH_BIG)
        self.sign.clicked.connect(sign)
        self.why = Text("", "cap", "muted", wrapped=True)
        self.why.setObjectName("why_not")
        box.addWidget(self.sign)
        box.addWidget(self.why)
        self.judge()
        area = Scroll(column(Card(box), None), (0, 0, S, L))
        area.setObjectName("giving")
        return area

    def judge(self) -> None:
        """Say why it cannot be signed yet, or what signing does."""
        missing = lacking(self._at, self._giving)
        if self.sign is not None and self.why is not None:
            self.sign.setEnabled(not missing)
            chosen = len(self._giving.chosen)
            done = _n(
                "{n} exhibit. It stays yours until the taker signs.",
                "{n} exhibits. They stay yours until the taker signs.",
                chosen,
            )
            if self._giving.to == "outside":
                done = _n(
                    "{n} exhibit leaves the app’s chain by this.", "{n} exhibits leave the app’s chain by this.", chosen
                )
            self.why.say(missing or done)

    def _to(self, value: str) -> None:
        self._giving.to = "here" if value == "here" else "other" if value == "other" else "outside"
        self._again()

    def _officer(self) -> QWidget:
        others = [one for one in self._at.officers if one.person != self._at.me]
        if not others:
            alone = _("Nobody else has a key on this laptop. Choose an officer elsewhere.")
            return Text(alone, "body", "warn", wrapped=True)
        if self._giving.person not in {one.person for one in others}:
            self._giving.person = others[0].person
        named = [(one.person, lines.ranked(one.rank, one.name)) for one in others]
        pick = Pick("person", named, self._giving.person)
        pick.activated.connect(lambda _n: setattr(self._giving, "person", pick.value))
        return Field(_("Officer"), pick)

    def _line(self, name: str, title: str, hint: str) -> QWidget:
        line = Line(name, getattr(self._giving, name), hint)

        def typed(text: str) -> None:
            setattr(self._giving, name, text.strip())
            self._changed()

        line.textChanged.connect(typed)
        return Field(title, line)

    def _paper(self, paper: Callable[[], None], slip: Callable[[], None]) -> list[QWidget]:
        marks = [(value, _(words.MARKS[value]), "") for value in ("signed", "thumbprint", "refused", "absent")]
        mark = Choice(
            "mark", _("On the paper"), marks, self._giving.mark, lambda value: setattr(self._giving, "mark", value)
        )
        print_ = Button(_("Slip to sign"), "tonal", name="slip", icon="printer", key="Ctrl+P", pad=M)
        print_.clicked.connect(slip)
        scan = Button(_("Photo of the signed slip"), "tonal", name="paper", icon="camera", pad=M)
        scan.clicked.connect(paper)
        parts: list[QWidget] = [
            Field(_("On the paper"), mark),
            self._line("mail_no", _("Number in the mail register"), ""),
            holder(column(print_, scan, gap=S)),
        ]
        if self._giving.paper:
            kept = _("Attached with it: {name}", name=lines.line(Path(self._giving.paper).name, 80))
            parts.append(Text(kept, "cap", "ok", wrapped=True))
        return parts


def lacking(at: Situation, giving: Giving) -> str:
    """Return in words why the offer cannot be signed yet; empty when it can."""
    if not giving.chosen:
        return _("Choose what is handed over.")
    if giving.to == "here" and all(one.person == at.me for one in at.officers):
        return _("Choose to whom.")
    if giving.to != "here" and not giving.name:
        return _("Type who takes it.")
    return ""
