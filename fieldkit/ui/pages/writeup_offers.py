"""One-press suggestions under a form: what the record or the laptop knows already and nobody should type again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final, NamedTuple

from PySide6.QtWidgets import QWidget

from fieldkit.domain import clocks
from fieldkit.domain.positions import format_degrees
from fieldkit.domain.view import OriginalView, SeizureView
from fieldkit.text.catalogue import _, _n
from fieldkit.ui import lines
from fieldkit.ui.forms.fields import RowsControl
from fieldkit.ui.look.tokens import TOUCH_LEAST, M, S
from fieldkit.ui.pages.writeup_state import WriteUp
from fieldkit.ui.pages.writeup_typing import Key
from fieldkit.ui.widgets.boxes import Flow, column, holder
from fieldkit.ui.widgets.button import Button
from fieldkit.ui.widgets.text import Text

_MOST: Final = 4
"""Suggestions of one kind; whoever has more photos of a clock looks at the photos."""


class Offer(NamedTuple):
    """Words of a suggestion, and the value it puts into the field called *field*."""

    name: str
    words: str
    icon: str
    field: str
    value: Any


def offers(state: WriteUp, key: Key) -> list[QWidget]:
    """Return what is offered under the form *key*; an empty list where nothing is known."""
    if key.form == "package":
        return [sealing(state, key)]
    make = _OFFERS.get(key.form)
    found = list(make(state)) if make else []
    return [_shown(state, key, found)] if found else []


def _shown(state: WriteUp, key: Key, found: Sequence[Offer]) -> QWidget:
    return holder(Flow(*(_button(state, key, one) for one in found), gap=S), f"offers_{key.form}")


def _button(state: WriteUp, key: Key, one: Offer) -> Button:
    button = Button(one.words, "tonal", name=f"offer_{key.form}_{one.name}", icon=one.icon, height=TOUCH_LEAST, pad=M)

    def take() -> None:
        fill(state, key, one.field, one.value)
        button.hide()

    button.clicked.connect(take)
    return button


def fill(state: WriteUp, key: Key, name: str, value: Any) -> None:  # noqa: ANN401  (what a form holds is JSON)
    """Put *value* into a field of an open form as if it had been typed; into a list as one more row."""
    shown = state.forms.get(key)
    cell = next((one for one in shown.cells if one.field.name == name), None) if shown is not None else None
    if cell is None:
        return
    control = cell.control
    if not isinstance(control, RowsControl):
        control.put(value)
        return
    free = next((one for one in control.rows if not any(one.typed.values())), None)
    if free is not None:
        free.cells[0].control.put(value)
    else:
        control.add(value)


# --- what is known ----------------------------------------------------------------------------------------------------
def photo_number(view: SeizureView, original: str) -> int:
    """Return which photo of the seizure this is, counted in the order in which they came."""
    return next((n for n, one in enumerate(view.originals, 1) if one.id == original), 0)


def _positions(state: WriteUp) -> list[Offer]:
    """Offer the position that the phone wrote into a photo; each place once."""
    now = state.record.place.shown.place.point if state.record.place else None
    seen = {(now.lat, now.lon)} if now else set()
    found: list[Offer] = []
    for one in _originals(state):
        point = one.examined.point if one.examined else None
        if point is None or (point.lat, point.lon) in seen:
            continue
        seen.add((point.lat, point.lon))
        words = _("Take the position from photo {n}", n=photo_number(state.record, one.id))
        text = f"{format_degrees(point.lat)}, {format_degrees(point.lon)}"
        found.append(Offer(one.id, words, "map-pin", "place.point", text))
    return found[:_MOST]


def _clocks(state: WriteUp) -> list[Offer]:
    """Offer each photo of a clock as what shows that the clock is right."""
    said = state.record.times.shown.clock_evidence if state.record.times else ""
    found = []
    for one in _originals(state):
        time = clock_time(state.record, one)
        if one.fact.register.shown.view != "clock" or not time:
            continue
        words = _("Photo of a clock {time}", time=time)
        if words not in said:
            found.append(Offer(one.id, words, "clock", "clock_evidence", words))
    return found[:_MOST]


def clock_time(view: SeizureView, one: OriginalView) -> str:
    """Return the time that the clock in a photo shows, else the camera's own, as HH:MM; empty when nobody knows."""
    for fact in reversed(view.clocks):
        told = fact.register.shown
        if told.shown == one.id and told.reads is not None and not fact.voided:
            at = datetime.fromtimestamp(told.reads.wall / 1000, UTC) + timedelta(minutes=told.reads.offset)
            return f"{at:%H:%M}"
    taken = clocks.written(one.examined.taken) if one.examined else None
    return f"{taken:%H:%M}" if taken else ""


def _members(state: WriteUp) -> list[Offer]:
    """Offer the officers of this laptop who are not of the team yet."""
    shown = state.forms.get(Key("team", state.record.id))
    typed = shown.typed if shown is not None else {}
    named = {_name(one) for one in (typed.get("lead"), *typed.get("members", ()))}
    everybody = [one for one in (state.me, *state.officers) if one.name and one.name not in named]
    return [
        Offer(str(n), lines.line(f"{one.rank} {one.name}".strip(), 60), "user-plus", "members", state.person(one))
        for n, one in enumerate(everybody)
    ]


def _name(party: object) -> str:
    return str(party.get("name", "")) if isinstance(party, dict) else str(party or "")


def _originals(state: WriteUp) -> list[OriginalView]:
    return [one for one in state.record.originals if not one.fact.voided]


_OFFERS: Final[dict[str, Callable[[WriteUp], list[Offer]]]] = {
    "place": _positions,
    "times": _clocks,
    "team": _members,
}


# --- sealing ----------------------------------------------------------------------------------------------------------
def sealing(state: WriteUp, key: Key) -> QWidget:
    """Return the next free seal and the packaging of the last one; the laptop is asked when this form is new."""
    known = state.seal if state.seal is not None and state.seal.key == key else None
    if known is None:
        state.seal_wanted.emit(key)
        return holder(column(), "offers_package")
    found = []
    if known.seal:
        words = _("Next seal: {number}", number=lines.line(known.seal, 40))
        found.append(Offer("seal", words, "tag", "seals", known.seal))
    if known.package_type:
        words = lines.line(known.package_type, 60)
        found.append(Offer("type", words, "package", "package_type", known.package_type))
    parts: list[QWidget] = [_shown(state, key, found)] if found else []
    if known.few and known.left is not None:
        said = _n("{n} seal is left in the stock.", "{n} seals are left in the stock.", known.left)
        parts.append(Text(said, "cap", "warn", wrapped=True))
    return holder(column(*parts, gap=S), "offers_package")
