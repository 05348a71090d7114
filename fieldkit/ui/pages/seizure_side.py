"""Beside a seizure: what waits for who looks at it, where it stands, and what is kept but does not count."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from fieldkit.domain.next_step import lines_to_sign
from fieldkit.domain.view import Problem, SeizureView
from fieldkit.text.catalogue import _, _n
from fieldkit.ui import lines, sections, words
from fieldkit.ui.look.tokens import L, M, S
from fieldkit.ui.widgets.boxes import column, holder, row
from fieldkit.ui.widgets.button import Button
from fieldkit.ui.widgets.parts import Card, Rule, TicksWidget
from fieldkit.ui.widgets.text import Icon, Text


def to_sign(view: SeizureView, me: str, sign: Callable[[], None]) -> list[QWidget]:
    """Return a card where lines wait for the signature of *me* (a person id)."""
    waiting = lines_to_sign(view, me)
    if not waiting:
        return []
    told = _n("{n} line waits for your signature.", "{n} lines wait for your signature.", waiting)
    button = Button(_("Second signature"), "tonal", name="sign_mine", icon="user-check", key="S", pad=M)
    button.clicked.connect(sign)
    return [Card(column(Text(told, "h2", wrapped=True), button, gap=M), "active", name="card_to_sign")]


def contradicts(view: SeizureView) -> bool:
    """Tell whether a field group, a person or a deviation is told in several ways; exhibits have an own page."""
    groups = (view.head, view.times, view.place, view.ground, view.team, view.presence, view.route, view.narrative)
    registers = [*groups, *(one.register for one in view.persons), *(one.register for one in view.deviations)]
    return any(one is not None and one.disputed for one in registers)


def standing(view: SeizureView) -> QWidget:
    """Return the four ticks, the first anchor and the receipts."""
    anchor = _("No anchor yet: nothing has left the team’s hands.")
    if view.first_anchor is not None:
        offset = view.head.heads[0].act.offset if view.head else 0
        anchor = _("First anchored {time}", time=words.when(view.first_anchor, offset))
    shown = [_small("link", anchor), _small("hash", _n("{n} signed entry", "{n} signed entries", view.entries))]
    if view.ticks.missing_originals:
        missing = len(view.ticks.missing_originals)
        text = _n("{n} original is not at HQ yet", "{n} originals are not at HQ yet", missing)
        shown.append(_small("image", text))
    shown += [_small("receipt", _("Receipt {number}", number=lines.line(r.receipt.number, 40))) for r in view.receipts]
    ticks = row(None, TicksWidget(view.ticks, view.state, step=58), None)
    return Card(column(Text(_("Where it stands"), "h2"), ticks, *shown, gap=M), pad=(M, M, M, L))


def _small(icon: str, text: str) -> QWidget:
    return holder(row(column(Icon(icon, "muted", 18), None), (Text(text, "cap", wrapped=True), 1), gap=S))


def attention(view: SeizureView) -> list[QWidget]:
    """Return a card for entries that are kept but do not count."""
    if not view.problems:
        return []
    title = _n("{n} entry does not count", "{n} entries do not count", len(view.problems))
    parts: list[QWidget] = []
    for problem in view.problems:
        parts += [Rule(), _problem(problem)]
    return [Card(column(Text(title, "h2", wrapped=True), *parts, gap=M), "warn")]


def _problem(problem: Problem) -> QWidget:
    said = _(
        "{what}, {name}, {time}",
        what=lines.line(problem.act.type, 40),
        name=words.signer(problem.act),
        time=words.clock(problem.act),
    )
    return holder(column(Text(sections.why(problem.why), "body", wrapped=True), Text(said, "cap", wrapped=True), gap=2))
