"""Beside the write-up: what a court will miss, where it is mended, or the deviation that answers it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Final

from PySide6.QtWidgets import QWidget

from fieldkit.domain.completeness import Missing
from fieldkit.domain.rules import LABELS
from fieldkit.text.catalogue import _, _n
from fieldkit.ui import words
from fieldkit.ui.look.tokens import TOUCH_LEAST, L, M, S
from fieldkit.ui.pages.writeup_plan import SECTIONS, section_of
from fieldkit.ui.pages.writeup_state import Opened, WriteUp
from fieldkit.ui.pages.writeup_typing import Key
from fieldkit.ui.widgets.boxes import Flow, Scroll, column, holder, row
from fieldkit.ui.widgets.button import Button
from fieldkit.ui.widgets.parts import Badge, BadgeKind, Bar, Card, Rule
from fieldkit.ui.widgets.text import Icon, Text

LOOKS: dict[str, tuple[BadgeKind, str]] = {
    "law": ("bad", "gavel"),
    "order": ("warn", "stamp"),
    "default": ("plain", "settings"),
}
"""Where a rule comes from: kind and icon of its badge."""
_MOST: Final = 6
"""Exhibits that one block names; the next come up as these are met. Sixty of them lack hundreds of things at first."""


def panel(state: WriteUp) -> QWidget:
    """Return the panel: a title with the number of open things, how far it is, and one block for each."""
    wanting = by_rule([one for one in state.missing if not one.answered_by])
    answered = by_rule([one for one in state.missing if one.answered_by])
    title = _n("A court will miss {n} thing", "A court will miss {n} things", len(wanting))
    if not wanting:
        title = _("Nothing is missing")
    parts: list[QWidget] = [
        Text(title, "lead", wrapped=True),
        Bar(state.met, state.total, "met"),
        Text(_("{met} of {total} met", met=state.met, total=state.total), "cap", "muted"),
    ]
    for n, group in enumerate(wanting):
        parts += [Rule(), _block(state, group, n)]
    for group in answered:
        parts += [Rule(), _answered(state, group)]
    inner = Scroll(column(*parts, None, gap=10), (L, L, M, L))
    inner.setObjectName("panel_area")
    return Card(column((inner, 1), gap=0), pad=0, name="panel")


def says(state: WriteUp) -> object:
    """Return all that the panel shows: while it is equal, the panel that stands there will do."""
    numbers = tuple(words.short_number(one) for one in state.exhibits)
    return state.missing, state.met, state.total, numbers


def by_rule(missing: Sequence[Missing]) -> list[list[Missing]]:
    """Return what is missing rule by rule, in the order in which each rule comes first."""
    groups: dict[str, list[Missing]] = {}
    for one in missing:
        groups.setdefault(one.rule, []).append(one)
    return list(groups.values())


def place_of(state: WriteUp, one: Missing) -> str:
    """Return where a missing thing is mended: an exhibit's number or a section's name."""
    for exhibit in state.exhibits:
        if exhibit.id == one.exhibit:
            return words.short_number(exhibit)
    return _(dict(SECTIONS)[section_of(one)])


def _block(state: WriteUp, group: Sequence[Missing], n: int) -> QWidget:
    one = group[0]
    kind, icon = LOOKS[one.label]
    jumps = [_jump(state, each, f"jump_{n}" if at == 0 else f"jump_{n}_{at}") for at, each in enumerate(group[:_MOST])]
    more = len(group) - _MOST
    rest = [Text(_n("and {n} more", "and {n} more", more), "cap", "muted")] if more > 0 else []
    deviate = Button(_("Record deviation"), "plain", name=f"deviate_{n}", height=TOUCH_LEAST, pad=M)
    deviate.setAccessibleName(_("Record deviation: {what}", what=one.said()))
    deviate.clicked.connect(partial(deviation, state, group))
    head = Flow(Badge(_(LABELS[one.label]), kind, icon), *jumps, *rest, gap=S)
    return holder(column(holder(head), Text(one.said(), "strong", wrapped=True), deviate, gap=6))


def _jump(state: WriteUp, one: Missing, name: str) -> Button:
    where = place_of(state, one)
    jump = Button(where, "quiet", name=name, icon="arrow-right", height=TOUCH_LEAST, pad=6)
    jump.setAccessibleName(_("Go to {where}", where=where))
    jump.clicked.connect(partial(state.go, section_of(one), one.form, one.exhibit or ""))
    return jump


def _answered(state: WriteUp, group: Sequence[Missing]) -> QWidget:
    places = ", ".join(place_of(state, one) for one in group[:_MOST])
    said = _("{where}: {what}", where=places, what=group[0].said())
    text = Text(said, "cap", "muted", wrapped=True)
    text.setToolTip(_("Answered by a deviation"))
    return holder(row(column(Icon("check", "ok", 16), None), (text, 1), gap=S))


def deviation(state: WriteUp, group: Sequence[Missing]) -> None:
    """Open the form of a deviation with what is known of it; one that names no exhibit answers for all of them."""
    one = group[0]
    exhibit = one.exhibit if len(group) == 1 else None
    key = Key("deviation", exhibit or state.record.id)
    typed = {"rule": one.rule, "what": one.said(), "decided_by": state.person(state.me)}
    if exhibit:
        typed["exhibit"] = exhibit
    held = state.typing.draft(key)
    if held is not None and held.typed.get("rule") != one.rule:
        state.typing.discard(key)
    state.go("deviations")
    state.open(Opened(key, typed))
