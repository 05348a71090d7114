"""What keys do on the write-up: everywhere on it, and in the section that is open."""

from __future__ import annotations

from functools import partial

from fieldkit.text.catalogue import _
from fieldkit.ui.page import Act
from fieldkit.ui.pages import writeup_ends as ends
from fieldkit.ui.pages import writeup_exhibits as things
from fieldkit.ui.pages import writeup_groups as groups
from fieldkit.ui.pages.writeup_plan import SECTIONS
from fieldkit.ui.pages.writeup_state import WriteUp


def acts(state: WriteUp) -> tuple[Act, ...]:
    """Return the keys, most important first."""
    jumps = tuple(
        Act(f"Alt+{n}", _(text), partial(state.go, name), hidden=True) for n, (name, text) in enumerate(SECTIONS)
    )
    return (
        Act("Alt+1 – 9", _("Section"), _nothing),
        *jumps,
        *_here(state),
        Act("Ctrl+S", _("Save and sign"), partial(state.save, aloud=True), hidden=True),
        Act("P", _("Photos"), state.photos_asked.emit),
        Act("F", _("Flash report"), state.flash_asked.emit, hidden=True),
        Act("Ctrl+O", _("Add photos"), partial(state.attach_asked.emit, "other", ""), hidden=True),
        Act("Ctrl+L", _("Lock"), partial(ends.lock, state), hidden=state.section != "lock"),
        Act("Esc", _("Close the form"), partial(state.open, None), hidden=True),
    )


def _here(state: WriteUp) -> tuple[Act, ...]:
    if state.section == "people":
        return (Act("A", _("Add person"), partial(groups.add_person, state)),)
    if state.section == "deviations":
        return (Act("A", _("Record deviation"), partial(ends.start_deviation, state)),)
    if state.section == "lock":
        second = Act("S", _("Second signature"), state.second_asked.emit)
        return (second, Act("H", _("Hand over"), state.hand_over_asked.emit))
    return _exhibits(state) if state.section == "exhibits" else ()


def _exhibits(state: WriteUp) -> tuple[Act, ...]:
    if state.picking:
        return tuple(Act(key, _(text), partial(things.pick, state, kind)) for kind, text, _i, key in things.KINDS)
    if state.cloning:
        return tuple(Act(str(n), str(n), partial(things.cloned, state, n), hidden=True) for n in range(1, 10))
    return (
        Act("A", _("Add exhibit"), partial(things.start_adding, state)),
        Act("Ctrl+D", _("Clone"), partial(things.start_cloning, state)),
        Act("W", _("Weigh"), partial(things.start, state, "weighing")),
        Act("T", _("Test"), partial(things.start, state, "test")),
        Act("C", _("Count cash"), partial(things.start, state, "count")),
        Act("S", _("Seal"), partial(things.start, state, "package")),
        Act("E", _("Change"), partial(things.change, state), hidden=True),
        Act("Ctrl+M", _("Mistyped"), state.mistyped, hidden=True),
        Act("PgDn", _("Next exhibit"), partial(things.choose, state, 1), hidden=True),
        Act("PgUp", _("Exhibit before"), partial(things.choose, state, -1), hidden=True),
    )


def _nothing() -> None:
    """Stand for several keys in the hint bar."""
