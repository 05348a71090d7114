"""Evidence: one exhibit's custody. Where it is now, every hop with its signatures, its weight as one series."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fieldkit.domain.context import WeightRule
from fieldkit.domain.view import Axis, AxisClaim, ExhibitView, SeizureView
from fieldkit.domain.weights import tolerance_ug
from fieldkit.errors import N_
from fieldkit.text.catalogue import _, _n
from fieldkit.text.dates import time_of_day
from fieldkit.ui import lines, words
from fieldkit.ui.look import style
from fieldkit.ui.look.tokens import XS, L, M, S
from fieldkit.ui.models.exhibits import ExhibitRow, Exhibits
from fieldkit.ui.page import Act, Head, Mark, Page, edge, narrow
from fieldkit.ui.pages import evidence_acts
from fieldkit.ui.timeline import DISPOSITIONS, Hop, hops
from fieldkit.ui.widgets.boxes import Flow, Responsive, Scroll, column, holder, row
from fieldkit.ui.widgets.button import Button
from fieldkit.ui.widgets.lists import Rows
from fieldkit.ui.widgets.parts import Badge, Card, Empty
from fieldkit.ui.widgets.series import Reading, Series, Spine
from fieldkit.ui.widgets.text import Icon, Text, Tone

AXIS_STATES: dict[str, str] = {
    "held": N_("Held"),
    "in_transit": N_("On the way"),
    "external": N_("Outside this app"),
    "at_scene": N_("At the place of seizure"),
    "at": N_("With its holder"),
    "stored": N_("In the store"),
    "unknown": N_("Not known"),
    "open": N_("Not sealed"),
    "sealed": N_("Sealed"),
    "broken": N_("Seal opened"),
    "none": N_("No laboratory result"),
    "reported": N_("Laboratory has reported"),
    "seized": N_("Seized, no decision yet"),
} | DISPOSITIONS


class EvidencePage(Page):
    """Custody of the exhibits of one seizure.

    Signals:
        act_asked: something is to be done; args: its code (`evidence_acts.ACTS`, or "settle"), the exhibit's id.
        scanned: a label, package or seal number was read.
    """

    name = "evidence"
    rail = "evidence"
    act_asked = Signal(str, str)
    scanned = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._view: SeizureView | None = None
        self._chosen = ""

    def show_view(self, view: SeizureView, exhibit: str = "") -> None:
        """Show *view*, and of it *exhibit*, or the one shown before."""
        self._view = view
        self._chosen = exhibit or self._chosen
        if view.exhibits and all(x.id != self._chosen for x in view.exhibits):
            self._chosen = view.exhibits[0].id
        self.renew()

    def forget(self) -> None:
        """Drop the exhibits."""
        self._view, self._chosen = None, ""
        super().forget()

    @property
    def exhibit(self) -> ExhibitView | None:
        """Return the exhibit that shows."""
        return next((x for x in self._view.exhibits if x.id == self._chosen), None) if self._view else None

    # --- what the shell asks ------------------------------------------------------------------------------------------
    def head(self) -> Head:
        """Return the exhibit's number and what it is."""
        exhibit = self.exhibit
        if self._view is None or exhibit is None:
            return Head(_("Evidence"), self._view.number if self._view else "")
        thing = words.thing(exhibit.find.register.shown.detail)
        marks = []
        if exhibit.axes.holder.disputed:
            marks.append(Mark(_("Disputed: who holds it"), "bad", "split"))
        elif exhibit.axes.disputed:
            marks.append(Mark(_("Disputed"), "bad", "split"))
        if exhibit.discrepancies:
            marks.append(Mark(_n("{n} discrepancy", "{n} discrepancies", len(exhibit.discrepancies)), "bad", "scale"))
        subtitle = _("{thing}, from {number}", thing=thing, number=lines.line(self._view.number, 40))
        return Head(words.short_number(exhibit), subtitle, tuple(marks))

    def primary(self) -> Button | None:
        """Return Settle dispute where there is one, else Hand over."""
        return evidence_acts.primary(self.exhibit, self._ask) if self.exhibit else None

    def acts(self) -> tuple[Act, ...]:
        """Return the keys."""
        return (
            *(evidence_acts.keys(self.exhibit, self._ask) if self.exhibit else ()),
            Act("/", _("Scan"), self._scan, hidden=True),
            Act("J", _("Next exhibit"), lambda: self._step(1)),
            Act("K", _("Previous exhibit"), lambda: self._step(-1)),
        )

    def first_focus(self) -> str:
        """Start in the list of exhibits."""
        return "exhibits"

    # --- the body -----------------------------------------------------------------------------------------------------
    def build(self) -> QWidget:
        """Return list, timeline, and the present state beside it."""
        exhibit = self.exhibit
        if self._view is None or exhibit is None:
            empty = Empty("package", _("No exhibit yet"), _("What the team seizes gets a number and appears here."))
            return holder(column((empty, 1)))
        listed = Rows("exhibits", _("Exhibits"))
        listed.setModel(Exhibits(self._view.exhibits))
        listed.setItemDelegate(ExhibitRow(listed))
        at = [x.id for x in self._view.exhibits].index(exhibit.id)
        listed.setCurrentIndex(listed.model().index(at, 0))
        listed.moved.connect(self._moved)
        timeline = Scroll(_timeline(exhibit), (0, 0, S, L))
        timeline.setObjectName("timeline")
        acts = evidence_acts.card(self._ask)
        side = Scroll(column(_now(exhibit), acts, *_measures(exhibit), None, gap=M), (0, 0, S, L))
        side.setObjectName("now")
        scan = evidence_acts.scan_box(self.scanned.emit)
        box = row(listed, (column(scan, (timeline, 1), gap=M), 1), side, gap=M)

        def arrange(width: int) -> None:
            listed.setFixedWidth(style.eased(148 if narrow(width) else 172))
            side.setFixedWidth(style.eased(288 if narrow(width) else 372))
            box.setContentsMargins(edge(width), XS, edge(width) - S, 0)

        return Responsive(box, arrange)

    # --- what happens -------------------------------------------------------------------------------------------------
    def _moved(self, index: QModelIndex) -> None:
        exhibit: ExhibitView = index.data(Qt.ItemDataRole.UserRole)
        # Later, not now: the list that sends this is still handling the key and would be replaced under it.
        QTimer.singleShot(0, self, partial(self._choose, exhibit.id))

    def _choose(self, exhibit: str) -> None:
        if exhibit != self._chosen:
            self._chosen = exhibit
            self.renew()

    def _ask(self, act: str) -> None:
        self.act_asked.emit(act, self._chosen)

    def _scan(self) -> None:
        field = self.part("find_exhibit")
        if field is not None:
            field.setFocus()

    def _step(self, by: int) -> None:
        if self._view and self._view.exhibits:
            ids = [x.id for x in self._view.exhibits]
            self._chosen = ids[(ids.index(self._chosen) + by) % len(ids)]
            self.renew()


# --- the parts -------------------------------------------------------------------------------------------------------
def _timeline(exhibit: ExhibitView) -> QVBoxLayout:
    made = hops(exhibit)
    box = column(gap=0)
    if exhibit.axes.holder.disputed:
        box.addLayout(_dispute(exhibit.axes.holder))
    for n, hop in enumerate(made):
        before = made[n - 1].day if n else ""
        box.addLayout(_hop(hop, dated=hop.day != before, last=n == len(made) - 1))
    box.addStretch(1)
    return box


def _dispute(axis: Axis) -> QHBoxLayout:
    """Both claims side by side: nothing is decided by the machine."""
    claims = row(*[(_claim(c), 1) for c in axis.claims], gap=M)
    said = column(
        Text(_("Two claims stand side by side"), "lead", "bad", wrapped=True),
        claims,
        Text(_("Both entries stay. A supervisor names the one that counts and says why."), "cap", wrapped=True),
        gap=S,
    )
    card = Card(said, "bad", pad=(L, M, L, M))
    return row(Spine("split", bad=True, last=False), (holder(column(card, margins=(0, 0, 0, M))), 1), gap=S)


def _claim(claim: AxisClaim) -> QWidget:
    name = words.person(claim.party) or lines.of(AXIS_STATES, claim.state)
    office = lines.line(claim.party.office) if claim.party else ""
    return Card(column(Text(name, "strong", wrapped=True), Text(office, "cap", "muted", wrapped=True), gap=2), pad=M)


def _hop(hop: Hop, *, dated: bool, last: bool) -> QHBoxLayout:
    title = Text(hop.title, "lead", "bad" if hop.bad else "", wrapped=True)
    clock = column(Text(hop.time, "lead", "muted"), None, gap=0)
    first = row(clock, (column(title, None, gap=0), 1), gap=M)
    if hop.weight:
        right = column(row(None, Text(hop.weight, "h2"), gap=S), None, gap=2)
        if hop.delta:
            right.insertLayout(1, row(None, Badge(hop.delta.text, hop.delta.kind, hop.delta.icon)))
        first.addLayout(right)
    inside = column(first, gap=6)
    below = " · ".join(filter(None, (hop.day if dated else "", hop.note)))
    if below:
        inside.addWidget(Text(below, "cap", "muted", wrapped=True))
    inside.addLayout(Flow(*[Badge(m.text, m.kind, m.icon) for m in hop.marks], gap=6))
    card = Card(inside, "bad" if hop.bad else "plain", pad=(L, M, L, M))
    return row(Spine(hop.icon, bad=hop.bad, last=last), (holder(column(card, margins=(0, 0, 0, M))), 1), gap=S)


def _now(exhibit: ExhibitView) -> QWidget:
    axes = exhibit.axes
    package = words.seal_now(exhibit)
    shown = [
        _axis("users", _("Holder"), axes.holder, _holder(axes.holder)),
        _axis("map-pin", _("Place"), axes.location, _location(axes.location)),
        _axis("tag", _("Seal"), axes.package, package or _state(axes.package)),
        _axis("flask-conical", _("Laboratory"), axes.analysis, _state(axes.analysis)),
        _axis("gavel", _("Court decision"), axes.disposition, _state(axes.disposition)),
    ]
    return Card(column(Text(_("Now"), "h2"), *shown, gap=M))


def _axis(icon: str, name: str, axis: Axis, said: str) -> QWidget:
    tone: Tone = "bad" if axis.disputed else ""
    shown = _("Disputed") if axis.disputed else said or _("Not known")
    box = column(Text(name, "cap", "muted"), Text(shown, "strong", tone, wrapped=True), gap=0)
    if axis.waiting:
        waiting = _n("{n} entry waits for one before it", "{n} entries wait for one before them", len(axis.waiting))
        box.addWidget(Text(waiting, "cap", "warn", wrapped=True))
    return holder(row(column(Icon(icon, tone or "muted", 20), None), (box, 1), gap=M))


def _holder(axis: Axis) -> str:
    now = axis.now
    if now is None:
        return ""
    if now.to is not None:
        return _("On the way from {giver} to {taker}", giver=words.person(now.party), taker=words.person(now.to))
    return words.person(now.party) or lines.of(AXIS_STATES, now.state)


def _location(axis: Axis) -> str:
    return (lines.line(axis.now.place) or lines.of(AXIS_STATES, axis.now.state)) if axis.now else ""


def _state(axis: Axis) -> str:
    return lines.of(AXIS_STATES, axis.now.state) if axis.now else ""


def _measures(exhibit: ExhibitView) -> list[QWidget]:
    """Return the cards of weights, counts and tests."""
    made: list[QWidget] = []
    if exhibit.series:
        made.append(_weights(exhibit))
    for count in exhibit.counts:
        sum_ = words.money(words.counted(count.register.shown))
        shown = lines.of(words.ATTITUDES, count.register.shown.suspect)
        head = row(Text(_("Counted"), "h2"), None, Text(sum_, "h2"))
        by = _("Counted by {name}", name=words.person(count.register.shown.counted_by))
        made.append(
            Card(
                column(head, Text(by, "cap", "muted", wrapped=True), Text(shown, "cap", "muted", wrapped=True), gap=XS)
            )
        )
    for test in exhibit.tests:
        shown_test = test.register.shown
        text, kind = words.RESULTS[shown_test.result]
        kit = _(
            "{kit}, {reagent}: {colour}",
            kit=lines.line(shown_test.kit, 60),
            reagent=lines.line(shown_test.reagent, 60),
            colour=lines.line(shown_test.colour, 60),
        )
        head = row(Text(_("Field test"), "h2"), None, Badge(_(text), kind))
        only = Text(_("A field test is a presumption. The laboratory decides."), "cap", "muted", wrapped=True)
        made.append(Card(column(head, Text(kit, "body", wrapped=True), only, gap=XS)))
    return made


def _weights(exhibit: ExhibitView) -> QWidget:
    last = exhibit.series[-1]
    like = [p for p in exhibit.series if p.kind == last.kind]
    outside = {d.later for d in exhibit.discrepancies}
    readings = [Reading(p.ug, lines.line(p.typed, 24), time_of_day(p.wall, p.offset), p.entry in outside) for p in like]
    band = _band(exhibit, like[0].ug)
    head = row(Text(lines.of(words.WEIGHINGS, last.kind), "h2"), None, Text(lines.line(last.typed, 24), "h2"))
    parts: list[QWidget] = [Series(readings, band)]
    for d in exhibit.discrepancies:
        text = _(
            "{change} is outside the tolerance of ±{band}.",
            change=words.grams(d.delta_ug, signed=True),
            band=words.grams(d.tolerance_ug),
        )
        if d.what == "seal":
            text = _("The seal is not the one that was recorded before.")
        parts.append(
            holder(row(column(Icon("triangle-alert", "bad", 18), None), (Text(text, "body", "bad", wrapped=True), 1)))
        )
    said = _n("{n} weighing of the same kind.", "{n} weighings of the same kind.", len(like))
    if band:
        said = f"{_('Band: our default of ±{band} on these scales.', band=words.grams(band // 10_000 * 10_000))} {said}"
    parts.append(Text(said, "cap", "muted", wrapped=True))
    return Card(column(head, *parts, gap=S))


def _band(exhibit: ExhibitView, first_ug: int) -> int:
    """Return how far like readings may lie apart: as judged where one was judged, else by our default rule.

    Only sealed gross weights are compared, and so only they have a band.
    """
    judged = max((d.tolerance_ug for d in exhibit.discrepancies if d.what == "weight"), default=0)
    if judged or exhibit.series[-1].kind != "gross_sealed":
        return judged
    divisions = [w.register.shown.scale.division_ug for w in exhibit.weighings]
    first = divisions[0] if divisions else None
    return tolerance_ug(first_ug, first, first, WeightRule())
