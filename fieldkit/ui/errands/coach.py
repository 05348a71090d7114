"""The guided first raid: a card under the page that names the next step until the record shows that it is done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from fieldkit.domain.coach import STEPS, CoachStep, current
from fieldkit.text.catalogue import _
from fieldkit.ui.look.tokens import TOUCH_LEAST, XL, L, M, S
from fieldkit.ui.widgets.boxes import column, row
from fieldkit.ui.widgets.button import Button
from fieldkit.ui.widgets.parts import Card
from fieldkit.ui.widgets.text import Icon, Text

if TYPE_CHECKING:
    from fieldkit.domain.view import SeizureView
    from fieldkit.ui.window import Window


class CoachCard(Card):
    """The step to do now: its number, what to do, and where."""

    def __init__(self, at: int, coach: CoachErrands) -> None:
        done = at >= len(STEPS)
        title = _("Well done. That was a whole raid.") if done else _(STEPS[at].title)
        note = _("Start another. For real work: lock, then set up this laptop.") if done else _(STEPS[at].note)
        where = _("Step {n} of {all}", n=min(at + 1, len(STEPS)), all=len(STEPS))
        said = column(
            row(Text(where, "cap", "accent"), Text(title, "strong"), None, gap=M),
            Text(note, "body", wrapped=True),
            gap=2,
        )
        away = Button(_("Hide"), "quiet", name="coach_hide", icon="x", pad=M, height=TOUCH_LEAST)
        away.clicked.connect(coach.hide)
        parts: list[Button] = []
        if not done:
            show = Button(_("Show me"), "tonal", name="coach_show", icon="arrow-right", pad=M, height=TOUCH_LEAST)
            show.clicked.connect(coach.lead)
            parts.append(show)
        mark = Icon("circle-check" if done else "circle-dot", "ok" if done else "accent", 24)
        super().__init__(row(mark, (said, 1), *parts, away, gap=M), "ok" if done else "accent", pad=(L, S, S, S))
        self.setObjectName("coach")
        self.setAccessibleName(f"{where}. {title}. {note}")


class CoachErrands(QObject):
    """Shows the card in practice homes while a first raid is under way; remembers that it was hidden."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self._seizure = ""
        self._view: SeizureView | None = None
        self.running = False
        window.today.beside.append(self.offer)

    def offer(self) -> Button | None:
        """Return the button on Today that begins or goes on, in practice while the card is away."""
        desk = self._window.desk
        if desk is None or not desk.practice or self.running:
            return None
        words = _("Go on with the first raid") if self._seizure else _("Guided first raid")
        button = Button(words, "tonal", name="coach_begin", icon="play", pad=M)
        button.clicked.connect(self.begin)
        return button

    @property
    def step(self) -> CoachStep | None:
        """Return the step to do now; None when not running or all is done."""
        at = current(self._view)
        return STEPS[at] if self.running and at < len(STEPS) else None

    def begin(self) -> None:
        """Start, or go on where one stopped."""
        self.running = True
        self._draw()

    def hide(self) -> None:
        """Put the card away; `begin` brings it back at the same step."""
        self.running = False
        self._draw()

    def forget(self) -> None:
        """The app was locked: hold nothing of the record."""
        self._view = None
        self.running = False
        self._draw()

    def show(self, view: SeizureView) -> None:
        """The open seizure is now *view*. The first one opened after `begin` is the one that is followed."""
        if not view.practice:
            return
        if self.running and not self._seizure and view.state == "draft":
            self._seizure = view.id
        if view.id == self._seizure:
            self._view = view
            self._draw()

    def lead(self) -> None:
        """Go to the page of the step."""
        step, window = self.step, self._window
        if step is None:
            return
        if self._seizure and step.page not in {"today", "exchange"}:
            window.open(self._seizure, step.page)
        else:
            window.go(step.page)

    def _draw(self) -> None:
        foot = self._window.foot
        while item := foot.takeAt(0):
            if widget := item.widget():
                widget.setParent(None)
                widget.deleteLater()
        if self.running:
            foot.setContentsMargins(XL, 0, XL, S)
            card = CoachCard(current(self._view), self)
            foot.addWidget(card)
            card.show()
        else:
            foot.setContentsMargins(0, 0, 0, 0)
        self._window.today.renew()
