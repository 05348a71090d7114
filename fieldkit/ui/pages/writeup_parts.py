"""Parts that several sections of the write-up share: an open form with its buttons, history, and a conflict."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Protocol

from PySide6.QtWidgets import QLayout, QWidget

from fieldkit.domain.view import Act, Head, Register
from fieldkit.text.catalogue import _
from fieldkit.ui import lines, words
from fieldkit.ui.forms.all_forms import form_for
from fieldkit.ui.look.tokens import TOUCH, TOUCH_LEAST, L, M, S
from fieldkit.ui.pages.writeup_offers import offers
from fieldkit.ui.pages.writeup_plan import TITLES
from fieldkit.ui.pages.writeup_state import Opened, Settling, WriteUp
from fieldkit.ui.pages.writeup_typing import Key
from fieldkit.ui.widgets.boxes import Flow, column, holder, row
from fieldkit.ui.widgets.button import Button
from fieldkit.ui.widgets.facts import grid
from fieldkit.ui.widgets.field import Field, Line
from fieldkit.ui.widgets.parts import Badge, Card, Rule
from fieldkit.ui.widgets.text import Icon, Text


def small(text: str, name: str, icon: str, run: Callable[[], object], *, said: str = "") -> Button:
    """Return a quiet button of a card."""
    button = Button(text, "quiet", name=name, icon=icon, height=TOUCH_LEAST, pad=S)
    button.setAccessibleName(said or text)
    button.clicked.connect(lambda _on=False: run())
    return button


def section_head(title: str, *buttons: QWidget, count: str = "") -> QWidget:
    """Return what stands above a section: its name and what can be done, on as many lines as that needs."""
    number = [Text(count, "h2", "muted")] if count else []
    name = holder(row(Text(title, "h2"), *number, gap=S))
    name.setMinimumHeight(TOUCH)
    return holder(Flow(name, *buttons, gap=M))


def opened_form(state: WriteUp, opened: Opened) -> QWidget:
    """Return the form of a fact with Save and Close; a correction asks why."""
    key = opened.key
    spec = form_for(key.form, opened.typed | (draft.typed if (draft := state.typing.draft(key)) else {}))
    shown = state.form(key, spec, opened.typed)
    title = _("Correct: {what}", what=_(TITLES[key.form])) if opened.target else _(TITLES[key.form])
    close = Button(_("Close"), "plain", name="form_close", icon="x", key="Esc")
    close.clicked.connect(partial(state.open, None))
    head = row(Text(title, "lead", wrapped=True), None)
    if state.typing.draft(key) is not None:
        head.addWidget(Badge(_("Not signed yet"), "warn", "pen-line"))
    if opened.target:
        below: QWidget | QLayout = _why(state, close)
    else:
        words_ = _("Check the weight") if key.form == "weighing" else _("Save and sign")
        save = Button(words_, "tonal", name="form_save", icon="check", key="Ctrl+S")
        save.clicked.connect(state.sign_fact)
        below = holder(Flow(close, save, gap=M))
    return Card(column(head, shown, *offers(state, key), below, gap=M), "sunken", name="opened", pad=(L, M, L, M))


def _why(state: WriteUp, close: Button) -> QLayout:
    reason = Line("correct_reason", state.reasons.get("correct", ""))
    reason.textChanged.connect(lambda text: state.reasons.update(correct=text))
    field = Field(_("Why is it corrected?"), reason)

    def correct() -> None:
        why = reason.text().strip() or (_("Completed") if state.completes else "")
        if why:
            state.correct(why, mistyped=False)
        else:
            field.complain(_("A reason is needed, or press “Mistyped”."))

    mistyped = Button(_("Mistyped"), "plain", name="mistyped", icon="pencil", key="Ctrl+M")
    mistyped.clicked.connect(state.mistyped)
    save = Button(_("Save the correction"), "tonal", name="form_save", icon="check", key="Ctrl+S")
    save.clicked.connect(correct)
    state.save_correction = correct
    return column(field, holder(Flow(close, mistyped, save, gap=M)), gap=M)


def said_by(act: Act) -> str:
    """Return who, when, and on which device."""
    made = words.when(act.wall, act.offset)
    return _("{name}, {time}, device {device}", name=words.signer(act), time=made, device=act.log[:8])


class Folds(Protocol):
    """A page that folds things out. folds: the names of those that are open."""

    folds: set[str]

    def fold(self, name: str) -> None:
        """Open or close a fold."""


def history(state: Folds, name: str, register: Register[Any], facts: Callable[[Any], Any]) -> list[QWidget]:
    """Return the button that folds out what stood here before, and the fold."""
    if not register.past:
        return []
    label = _("History")
    button = small(label, f"history_{name}", "history", partial(state.fold, f"history_{name}"))
    button.setAccessibleName(_("History of {what}", what=name))
    parts: list[QWidget] = [holder(row(button, None))]
    if f"history_{name}" in state.folds:
        parts += [_telling(head, facts) for head in reversed((*register.past, *register.heads))]
    return parts


def _telling(head: Head[Any], facts: Callable[[Any], Any]) -> QWidget:
    said = said_by(head.act)
    why = _("mistyped") if head.mistyped else lines.line(head.reason, 400)
    first = row(column(Icon("history", "muted", 16), None), (Text(said, "cap", "muted", wrapped=True), 1), gap=6)
    parts: list[Any] = [first]
    if why:
        parts.append(Text(why, "cap", wrapped=True))
    return Card(column(*parts, grid(facts(head.value)), gap=S), "sunken", pad=(M, S, M, S))


def conflict(
    state: WriteUp, key: Key, fact: str, register: Register[Any], facts: Callable[[Any], Any]
) -> Sequence[QWidget]:
    """Return the values that stand side by side, each with the button that makes it count, and the reason asked for."""
    name = fact or "_".join(key)
    reason = Line(f"settle_{name}", state.reasons.get(name, ""))
    reason.textChanged.connect(lambda text: state.reasons.update({name: text}))
    field = Field(_("Why does this one count?"), reason)

    def settle(value: object) -> None:
        if reason.text().strip():
            state.settle_asked.emit(Settling(key.form, key.subject, fact, value, reason.text().strip()))
        else:
            field.complain(_("A reason is needed before one value counts."))

    parts: list[QWidget] = [Badge(_("Conflict: {n} values", n=len(register.heads)), "bad", "split")]
    for n, head in enumerate(register.heads):
        button = Button(_("This one counts"), "tonal", name=f"counts_{name}_{n}", icon="check", pad=M)
        button.clicked.connect(partial(lambda value, _on=False: settle(value), head.value))
        said = Text(said_by(head.act), "cap", "muted", wrapped=True)
        parts.append(Card(column(said, grid(facts(head.value)), row(None, button), gap=S), pad=(M, S, M, S)))
    note = _("Nothing was overwritten. Somebody says which one counts and why.")
    return [*parts, field, Text(note, "cap", "muted", wrapped=True), Rule()]
