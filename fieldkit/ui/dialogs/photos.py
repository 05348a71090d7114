"""Dialogs of the photo page: describe, set a camera's clock, explain a gap, link an original, watch a card, look."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from fieldkit.domain import clocks
from fieldkit.domain.sequences import Gap
from fieldkit.domain.view import ExhibitView, OriginalView
from fieldkit.text.catalogue import _, _n
from fieldkit.ui import lines, words
from fieldkit.ui.dialogs.plain import Question
from fieldkit.ui.dialogs.stage import Stage
from fieldkit.ui.drives import Drive
from fieldkit.ui.look.tokens import M, S
from fieldkit.ui.pages.photo_side import off
from fieldkit.ui.widgets.boxes import Flow, column, holder
from fieldkit.ui.widgets.button import Button
from fieldkit.ui.widgets.field import Choice, Field, Line, Pick
from fieldkit.ui.widgets.picture import Picture
from fieldkit.ui.widgets.text import Text

_FORMS = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M")
_CLOCK_FORMS = ("%H:%M:%S", "%H:%M")


class Describe(Question):
    """Caption, who took them and exhibits of one photo or many. Only what was changed is said."""

    def __init__(
        self,
        parent: QWidget,
        chosen: Sequence[OriginalView],
        exhibits: Sequence[ExhibitView],
        run: Callable[[dict[str, Any]], None],
    ) -> None:
        told = [one.fact.register.shown for one in chosen]
        self._before = {
            "caption": _same([one.caption for one in told]),
            "taken_by": _same([one.taken_by for one in told]),
        }
        self._exhibits_before = [x.id for x in exhibits if all(x.id in one.exhibits for one in told)]
        self._caption = Line("caption", self._before["caption"])
        self._taken_by = Line("taken_by", self._before["taken_by"])
        self._toggles: dict[str, Button] = {}
        for exhibit in exhibits:
            number = words.short_number(exhibit)
            on = exhibit.id in self._exhibits_before
            self._toggles[exhibit.id] = Button(number, "seg", name=f"exhibit_{number}", checked=on, pad=M, height=40)
        flow = holder(Flow(*self._toggles.values(), gap=S), "exhibits")
        parts: list[QWidget] = [Field(_("Caption"), self._caption), Field(_("Taken by"), self._taken_by)]
        if self._toggles:
            parts.append(Field(_("Exhibits in the photo"), flow))
        super().__init__(
            parent,
            _n("Describe {n} photo", "Describe {n} photos", len(chosen)),
            _("The photo itself never changes. What is said of it is signed, and what was said before stays readable."),
            act=_("Save"),
            icon="check",
            run=lambda: run(self.said),
            body=holder(column(*parts, gap=M)),
        )
        self._caption.setFocus()

    @property
    def said(self) -> dict[str, Any]:
        """Return what was changed."""
        now = {"caption": self._caption.text().strip(), "taken_by": self._taken_by.text().strip()}
        changed: dict[str, Any] = {name: text for name, text in now.items() if text != self._before[name]}
        exhibits = [one for one, button in self._toggles.items() if button.isChecked()]
        if exhibits != self._exhibits_before:
            changed["exhibits"] = exhibits
        return changed


class SetClock(Question):
    """What a clock in a photo reads; how far the camera is off shows while one types."""

    def __init__(self, parent: QWidget, photo: OriginalView, run: Callable[[datetime], None]) -> None:
        seen = photo.examined
        self._taken = seen.taken if seen else ""
        camera = lines.line(seen.camera, 60) if seen else ""
        self._line = Line("reads", self._taken, "2026-11-22 02:13:44")
        self._field = Field(_("The clock in the photo reads"), self._line, " ")
        self._off = Text("", "big")
        self._off.setObjectName("off")
        super().__init__(
            parent,
            _("Set the clock of {camera}", camera=camera),
            _("The camera wrote {time}. Every photo of this camera is then shown with both times.", time=self._taken),
            act=_("Save"),
            icon="clock",
            run=self._save,
            body=holder(column(self._field, self._off, gap=S)),
        )
        self._run_at = run
        self._line.textChanged.connect(lambda _text: self._show())
        self._line.setFocus()
        self._line.selectAll()
        self._show()

    @property
    def reads(self) -> datetime | None:
        """Return what was typed, with or without the day; None when it is no time."""
        return parsed(self._line.text(), self._taken)

    def accept(self) -> None:
        """Close only with a time."""
        if self.reads is None:
            self._field.complain(_("A time such as 02:13:44, with the date if it differs."))
        else:
            super().accept()

    def _agree(self) -> None:
        self.accept()
        if self.reads is not None:
            self._save()

    def _save(self) -> None:
        reads = self.reads
        if reads is not None:
            self._run_at(reads)

    def _show(self) -> None:
        reads, camera = self.reads, clocks.written(self._taken)
        told = off(round((reads - camera).total_seconds())) if reads is not None and camera is not None else "–"
        self._off.say(told)
        if reads is not None:
            self._field.complain("")


class Explain(Question):
    """Why photos are missing on a card."""

    def __init__(self, parent: QWidget, gap: Gap, run: Callable[[str], None]) -> None:
        self._why = QPlainTextEdit()
        self._why.setObjectName("why")
        self._why.setTabChangesFocus(True)
        self._why.setMinimumHeight(96)
        self._field = Field(_("Why they are not here"), self._why, " ")
        super().__init__(
            parent,
            _("Missing on the card: {names}", names=lines.line(gap.named, 80)),
            _("This is signed as a deviation, and the report prints it. If a photo turns up, add it: the gap closes."),
            act=_("Save"),
            icon="pen-line",
            run=lambda: run(self._why.toPlainText().strip()),
            body=self._field,
        )
        self._why.setFocus()

    def _agree(self) -> None:
        if self._why.toPlainText().strip():
            super()._agree()
        else:
            self._field.complain(_("Say why: deleted, out of focus, of something else."))
            self._why.setFocus()


class LinkOriginal(Question):
    """Which photo is the original of a copy that a messenger sent."""

    def __init__(
        self, parent: QWidget, copy: OriginalView, candidates: Sequence[OriginalView], run: Callable[[str], None]
    ) -> None:
        options = [(one.id, _named(one)) for one in candidates]
        pick = Pick("original", options, "")
        name = lines.line(copy.fact.register.shown.name, 60)
        super().__init__(
            parent,
            _("The original of {name}", name=name),
            _("Both stay, linked. Photos of the same form with camera data are offered; look at both first."),
            act=_("Link"),
            icon="link",
            run=lambda: run(pick.value),
            body=Field(_("Original"), pick),
        )
        pick.setFocus()


class Watch(Question):
    """Which card, cable or folder to watch, what it is, and whether what is there already is wanted too."""

    def __init__(
        self,
        parent: QWidget,
        found: Sequence[Drive],
        choose: Callable[[Callable[[Path], None]], None],
        run: Callable[[Path, str, bool], None],
    ) -> None:
        self._place: Path | None = None
        self._source = "card"
        self._run_watch = run
        self._drives = [
            Button(_drive_name(drive), "seg", name=f"drive_{n}", icon="usb", checked=False, pad=M, left=True)
            for n, drive in enumerate(found)
            if drive.removable
        ]
        for button, drive in zip(self._drives, (d for d in found if d.removable), strict=True):
            button.clicked.connect(partial(self._chosen, drive.root))
        folder = Button(_("Choose a folder"), "plain", name="choose_folder", icon="folder-open", pad=M)
        folder.clicked.connect(lambda: choose(self._chosen))
        self._where = Text(_("Nothing chosen yet"), "strong", wrapped=True)
        kinds = [("card", _("Memory card"), ""), ("phone_cable", _("Phone by cable"), ""), ("file", _("Folder"), "")]
        kind = Choice("source", _("What it is"), kinds, self._source, self._kind, height=40)
        self._all = Button(_("Also take what is there now"), "seg", name="take_all", checked=False, pad=M, height=40)
        places = holder(column(*self._drives, folder, gap=S))
        what = Field(_("What it is"), kind)
        self._field = Field(_("Where photos come from"), places, " ")
        super().__init__(
            parent,
            _("Watch a card, phone or folder"),
            _("New photos are added as they come, when they are written to the end. Nothing is deleted there."),
            act=_("Watch"),
            icon="eye",
            run=self._begin,
            body=holder(column(self._field, self._where, what, self._all, gap=M)),
        )
        (self._drives[0] if self._drives else folder).setFocus()

    def _chosen(self, place: Path, _checked: object = None) -> None:
        self._place = place
        self._where.say(lines.line(str(place), 200))
        self._field.complain("")

    def _kind(self, value: str) -> None:
        self._source = value

    def _agree(self) -> None:
        if self._place is None:
            self._field.complain(_("Choose a card, phone or folder first."))
        else:
            super()._agree()

    def _begin(self) -> None:
        if self._place is not None:
            self._run_watch(self._place, self._source, self._all.isChecked())


class Whole(Stage):
    """One photo as large as the window."""

    def __init__(self, parent: QWidget, photo: OriginalView, image: QImage | None) -> None:
        shown = photo.fact.register.shown
        super().__init__(parent, "whole", lines.line(shown.name, 80), lines.line(shown.caption, 200))
        self.original = photo.id
        self._picture = Picture("whole_picture", lines.line(shown.name, 80))
        self._picture.put(image)
        self.body.addWidget(self._picture, 1)

    def put(self, image: QImage | None) -> None:
        """Show the picture when it has come."""
        if image is not None:
            self._picture.put(image)


def parsed(text: str, taken: str) -> datetime | None:
    """Return a typed time; without a day, of the day nearest to *taken*, what the camera wrote."""
    typed = text.strip()
    for form in _FORMS:
        try:
            return datetime.strptime(typed, form)  # noqa: DTZ007  (a clock on a wall knows no zone)
        except ValueError:
            continue
    camera = clocks.written(taken)
    for form in _CLOCK_FORMS:
        try:
            clock = datetime.strptime(typed, form)  # noqa: DTZ007  (as above)
        except ValueError:
            continue
        if camera is None:
            return None
        same = camera.replace(hour=clock.hour, minute=clock.minute, second=clock.second)
        days = (same + timedelta(days=day) for day in (-1, 0, 1))
        return min(days, key=lambda day: abs((day - camera).total_seconds()))
    return None


def _same(texts: Sequence[str]) -> str:
    return texts[0] if texts and len(set(texts)) == 1 else ""


def _named(one: OriginalView) -> str:
    seen = one.examined
    return "  ".join(
        filter(None, (lines.line(one.fact.register.shown.name, 60), lines.line(seen.taken, 20) if seen else ""))
    )


def _drive_name(drive: Drive) -> str:
    return _("{name}, {size} free", name=lines.line(drive.name, 30), size=lines.file_size(drive.free))
