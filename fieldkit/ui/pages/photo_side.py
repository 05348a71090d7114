"""The side of the photo page: one photo whole, its view type, what is said of it, what the camera says, its hash.

Made once and filled anew for each photo: building it for every key press would hold the window.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QVBoxLayout, QWidget

from fieldkit.domain import clocks, terms
from fieldkit.domain.view import OriginalView, SeizureView
from fieldkit.text.catalogue import _
from fieldkit.ui import lines, words
from fieldkit.ui.look.tokens import L, M, S
from fieldkit.ui.models.photos import attachment, flag
from fieldkit.ui.timeline import standing_marks
from fieldkit.ui.widgets.boxes import Flow, Scroll, column, holder, row
from fieldkit.ui.widgets.button import Button
from fieldkit.ui.widgets.facts import grid
from fieldkit.ui.widgets.field import Choice
from fieldkit.ui.widgets.parts import Badge, Card
from fieldkit.ui.widgets.picture import Picture
from fieldkit.ui.widgets.text import Elided, Text

BY_KEY = ("overall", "midrange", "close_up", "with_scale", "label", "seal", "display", "document")
"""The view types that have the keys 1 to 8."""


class PhotoSide(QWidget):
    """Shows one photo. picked: a view type was chosen; asked: "describe", "clock" or "link" was."""

    def __init__(self, picked: Callable[[str], None], asked: Callable[[str], None]) -> None:
        super().__init__()
        self.setObjectName("side")
        self._name = Elided("", "lead")
        self.picture = Picture("preview", "")
        options = [(view, lines.of(words.VIEWS, view), str(n)) for n, view in enumerate(BY_KEY, start=1)]
        self._views = Choice("views", _("View type"), options, "", picked, height=40)
        self._many = Text("", "label")
        self._many.setObjectName("view_label")
        describe = Button(_("Describe"), "plain", name="describe", icon="pencil", key="B", height=40, pad=M)
        describe.clicked.connect(lambda: asked("describe"))
        self._clock = Button(_("Set clock"), "plain", name="clock", icon="clock", key="T", height=40, pad=M)
        self._clock.clicked.connect(lambda: asked("clock"))
        self._link = Button(_("Link original"), "plain", name="link", icon="link", key="O", height=40, pad=M)
        self._link.clicked.connect(lambda: asked("link"))
        self._told = QWidget()
        self._place = QVBoxLayout()
        self._place.setContentsMargins(0, 0, 0, 0)
        self._place.addWidget(self._told)
        self._digest = Text("", "mono", wrapped=True, selectable=True)
        self._digest.setObjectName("digest")
        hash_ = column(Text("SHA-256", "cap", "muted"), self._digest, gap=2)
        void = Button(_("Entered by mistake"), "quiet", name="void_photo", icon="x", height=40, pad=S)
        void.clicked.connect(lambda: asked("void"))
        acts = holder(Flow(describe, self._clock, self._link, void, gap=S))
        below = Scroll(column(self._many, self._views, acts, self._place, hash_, None, gap=M), (0, 0, S, 0))
        below.setObjectName("facts")
        card = Card(column(self._name, (self.picture, 3), (below, 3), gap=S), pad=(L, M, L, M))
        self.setLayout(row((card, 1), margins=(0, 0, 0, L)))

    def show_original(self, view: SeizureView, one: OriginalView, replaced: Mapping[str, str], *, chosen: int) -> None:
        """Show *one* of *view*. replaced: copies and their originals; chosen: how many photos are selected."""
        shown = one.fact.register.shown
        name = lines.line(shown.name, 120)
        self._name.say(name)
        self.picture.setAccessibleName(name)
        for value, button in self._views.buttons.items():
            button.setChecked(value == shown.view)
        self._many.say(_("View type of {n} photos", n=chosen) if chosen > 1 else _("View type"))
        self._clock.setVisible(bool(one.examined and one.examined.camera and one.examined.taken))
        copy = bool(one.examined and one.examined.likely_copy)
        self._link.setVisible(copy and one.id not in replaced)
        told = column(
            holder(Flow(*_badges(one, replaced=one.id in replaced))),
            grid(_facts(view, one, replaced), label_width=96),
            gap=M,
        )
        new = holder(told)
        self._place.replaceWidget(self._told, new)
        self._told.setParent(None)
        self._told.deleteLater()
        self._told = new
        new.show()
        self._digest.say(spaced(one.blob.sha256))

    def put(self, image: QImage | None, one: OriginalView | None) -> None:
        """Show the picture of *one*, or why there is none."""
        broken = one is not None and one.examined is not None and not one.examined.decoded
        self.picture.put(image, _("This file cannot be shown. It is kept as it came.") if broken else "")


def _badges(one: OriginalView, *, replaced: bool) -> list[Badge]:
    odd = flag(one, replaced=replaced)
    kind = attachment(one)
    first = Badge(_("Original, whole"), "ok", "shield-check")
    if odd and odd[1] in {"bad", "warn", "ok"}:
        first = Badge(odd[2], "bad" if odd[1] == "bad" else "warn" if odd[1] == "warn" else "ok", odd[0])
    elif odd:
        first = Badge(odd[2], "plain", odd[0])
    made = [first, *[Badge(m.text, m.kind, m.icon) for m in standing_marks(one.fact.act)]]
    return [*made, Badge(_(kind[1]), "plain", kind[0])] if kind else made


def _facts(view: SeizureView, one: OriginalView, replaced: Mapping[str, str]) -> list[tuple[str, str]]:
    shown, seen, act = one.fact.register.shown, one.examined, one.fact.act
    names = {other.id: lines.line(other.fact.register.shown.name, 80) for other in view.originals}
    numbers = {x.id: words.short_number(x) for x in view.exhibits}
    exhibits = ", ".join(numbers.get(x, x[:8]) for x in shown.exhibits)
    other = "" if shown.view in BY_KEY else lines.of(words.VIEWS, shown.view)
    facts = [
        (_("Caption"), lines.line(shown.caption)),
        (_("Exhibit"), exhibits or _("None")),
        (_("View type"), other),
        (_("Taken by"), lines.line(shown.taken_by)),
        (_("Original"), names.get(replaced.get(one.id, ""), "")),
        (_("Its copy"), names.get(shown.original_of or "", "")),
        (_("Attached"), f"{words.signer(act)}, {words.when(act.wall, act.offset)}"),
        (_("Came from"), lines.of(terms.SOURCES, shown.source)),
        (_("Size"), lines.file_size(one.blob.size)),
    ]
    if seen is None:
        return [*facts, (_("Camera data"), _("Not read yet"))]
    seconds = clocks.off_by(view, one)
    true = clocks.corrected(seen.taken, seconds) if seconds is not None else ""
    pixels = f"{seen.width} × {seen.height}" if seen.width and seen.height else ""
    problem = lines.of(terms.UNSHOWN, seen.problem)
    return [
        *facts,
        (_("Corrected time"), f"{true} ({off(seconds)})" if true and seconds is not None else ""),
        (_("Camera clock"), lines.line(seen.taken)),
        (_("Camera"), lines.line(seen.camera)),
        (_("Position"), words.position(seen.point) if seen.point else ""),
        (_("Pixels"), pixels),
        (_("Problem"), problem),
    ]


def off(seconds: int) -> str:
    """Return how far a clock is off, as plus or minus hours, minutes and seconds."""
    sign = "+" if seconds >= 0 else "\u2212"
    hours, rest = divmod(abs(seconds), 3600)
    return f"{sign}{hours}:{rest // 60:02d}:{rest % 60:02d}" if hours else f"{sign}{rest // 60}:{rest % 60:02d}"


def spaced(digest: str) -> str:
    """Return a hash in groups of eight, as people compare it."""
    return " ".join(digest[n : n + 8] for n in range(0, len(digest), 8))
