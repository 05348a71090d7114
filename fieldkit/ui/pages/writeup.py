"""Write-up: one seizure written section by section; typing is kept as it comes, saving signs it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage
from PySide6.QtWidgets import QApplication, QGridLayout, QLineEdit, QWidget
from shiboken6 import isValid

from fieldkit.domain import typed as typed_forms
from fieldkit.domain.completeness import Missing
from fieldkit.domain.friendly import NotAWriteUp
from fieldkit.domain.values import Party
from fieldkit.domain.view import SeizureView
from fieldkit.text.catalogue import _, _n
from fieldkit.text.dates import time_of_day
from fieldkit.ui import lines, words
from fieldkit.ui.drops import dropped
from fieldkit.ui.forms.fields import bring_into_view
from fieldkit.ui.look import style
from fieldkit.ui.look.tokens import PRIMARY, XS, L, M, S
from fieldkit.ui.page import Act, Head, Mark, Page, edge, narrow
from fieldkit.ui.pages import writeup_ends as ends
from fieldkit.ui.pages import writeup_exhibits as things
from fieldkit.ui.pages import writeup_frame as frame
from fieldkit.ui.pages import writeup_groups as groups
from fieldkit.ui.pages import writeup_keys as keys
from fieldkit.ui.pages.writeup_focus import Place, bring_to_top, first
from fieldkit.ui.pages.writeup_links import Linked
from fieldkit.ui.pages.writeup_offers import sealing
from fieldkit.ui.pages.writeup_panel import panel, says
from fieldkit.ui.pages.writeup_plan import section_of_draft
from fieldkit.ui.pages.writeup_state import Opened, SealOffer, Signing, WriteUp
from fieldkit.ui.pages.writeup_typing import Key
from fieldkit.ui.widgets.boxes import Responsive, Scroll, column, holder
from fieldkit.ui.widgets.button import Button
from fieldkit.ui.widgets.parts import Empty

if TYPE_CHECKING:
    from fieldkit.actions.drafting import Kept

_MAKERS: dict[str, Callable[[WriteUp], list[QWidget]]] = {
    "people": groups.people,
    "exhibits": things.exhibits,
    "photos": ends.photos,
    "deviations": ends.deviations,
    "lock": ends.closing,
}


class WriteUpPage(Page):
    """The write-up of one seizure. `state` holds what is shown and says what a person wants."""

    name = "writeup"
    rail = "seizure"

    def __init__(self) -> None:
        super().__init__()
        self.setAcceptDrops(True)
        self.state = WriteUp(self)
        self.state.section_changed.connect(self._section_changed)
        self.state.typing.moved.connect(self._moved)
        self.offset = 0
        self._framed = ""
        self._at: tuple[str, Opened | None] = ("", None)
        self._panel_says: object = None
        self.state.confirm.connect(self._confirm)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._focus_moved)

    # --- what it is given ---------------------------------------------------------------------------------------------
    def show_view(
        self,
        view: SeizureView,
        missing: Sequence[Missing],
        progress: tuple[int, int],
        *,
        mine: bool,
        others: Sequence[tuple[str, str]],
    ) -> None:
        """Show *view* as it is now.

        progress: of the things a court asks for, how many are met, and how many there are; mine: this officer wrote or
        leads it; others: seizures that it may be linked with, id and words.
        """
        state = self.state
        fresh = state.view is None or state.view.id != view.id
        if fresh:
            state.forget()
            state.pictures.forget()
        state.view, state.missing, state.mine = view, tuple(missing), mine
        state.met, state.total = progress
        state.others = tuple(others)
        if fresh or not self.isVisible() or self.part("section") is None:
            self.renew()
            return
        self._around()
        if not self._busy():
            self._refill()

    def show_people(self, officers: Sequence[Party], me: Party) -> None:
        """Say who may be named, and who writes."""
        changed = me.person != self.state.me.person
        self.state.officers, self.state.me = tuple(officers), me
        self.state.typing.sit_down(me.person or "", me.name)
        if changed and self.state.view is not None:
            self.renew()

    def show_kept(self, kept: Sequence[Kept]) -> None:
        """Show drafts that the disk holds from before."""
        self.state.typing.load(kept)
        self.state.reopen()
        self.renew()

    def begin(self, section: str) -> None:
        """Open a section, whatever was open before."""
        self.state.section, self.state.opened = section, None
        self.renew()

    def show_linked(self, linked: Linked) -> None:
        """Show which seizures are of the same scene."""
        if tuple(linked) != self.state.linked:
            self.state.linked = tuple(linked)
            if self.state.section == "lock" and self.isVisible():
                self._refill()

    def show_seal(self, offer: SealOffer) -> None:
        """Show what the laptop offers for a package that is being sealed."""
        self.state.seal = offer
        if offer.key in self.state.forms:
            self.swap("offers_package", sealing(self.state, offer.key))

    def thumbnail(self, original: str, image: QImage | None) -> None:
        """Take a thumbnail that was wanted."""
        self.state.pictures.take(original, image)

    def complain(self, key: Key, where: str, what: str, *, aloud: bool) -> None:
        """Show what cannot be read where it was typed. aloud: take the person there."""
        state = self.state
        state.locking = None
        if state.view is None:
            return
        section = section_of_draft(key)
        if aloud and section != state.section:
            state.section = section
            self._section_changed()
        shown = state.forms.get(key)
        if shown is not None and not shown.complain(where, what) and aloud:
            shown.setFocus()

    def narrative_text(self) -> str:
        """Return the narrative as it stands in its form."""
        shown = self.state.forms.get(Key("narrative", self.state.record.id))
        return str(shown.typed.get("text", "")) if shown is not None else ""

    def put(self, key: Key, typed: dict[str, Any]) -> None:
        """Write *typed* into a form, as if a person had typed it."""
        self.state.typing.type(key, typed, {"": None})
        self.rebuild()

    def forget(self) -> None:
        """Drop the seizure; the disk keeps the drafts."""
        self.state.forget()
        self.state.pictures.forget()
        super().forget()

    def _busy(self) -> bool:
        """Tell whether somebody is typing into a form of this section: it must not be built anew under their hands."""
        focus = QApplication.focusWidget()
        return any(
            focus is not None and shown.isAncestorOf(focus) and self.state.typing.draft(key) is not None
            for key, shown in self.state.forms.items()
        )

    # --- what the shell asks ------------------------------------------------------------------------------------------
    def head(self) -> Head:
        """Return number, title and state."""
        view = self.state.view
        if view is None:
            return Head(_("Seizure"))
        text, kind, icon = words.STATES[view.state]
        marks = [Mark(_(text), kind, icon)]
        if view.conflicts:
            marks.append(Mark(_n("{n} conflict", "{n} conflicts", view.conflicts), "bad", "split"))
        if view.transcribed:
            marks.append(Mark(_("Typed in from paper"), "plain", "file-pen"))
        title = lines.line(view.head.shown.title) if view.head else ""
        return Head(lines.line(view.number, 40), title or self._where(view), tuple(marks))

    def _where(self, view: SeizureView) -> str:
        place = words.place(view.place.shown.place) if view.place else ""
        return ", ".join(filter(None, (place, words.stated(view.times.shown.started) if view.times else "")))

    def primary(self) -> Button | None:
        """Return Save and sign; in the last section Lock."""
        if self.state.view is None:
            return None
        if self.state.section == "lock" and self.state.view.state != "accepted":
            button = Button(_("Lock"), "primary", name="lock_now", icon="lock", key="Ctrl+L", height=PRIMARY)
            button.clicked.connect(partial(ends.lock, self.state))
            return button
        button = Button(_("Save and sign"), "primary", name="save", icon="pen-line", key="Ctrl+S", height=PRIMARY)
        button.clicked.connect(partial(self.state.save, aloud=True))
        return button

    def safe(self) -> Mark | None:
        """Say what is on the disk; only what is true."""
        typing = self.state.typing
        if not typing.keys:
            return None
        if typing.refused:
            return Mark(_("Not kept yet: the disk refuses"), "bad", "circle-alert")
        if not typing.durable:
            return Mark(_("Keeping what you type"), "plain", "save")
        return Mark(
            _("Draft kept {time}", time=time_of_day(typing.wall, self.offset, seconds=True)), "ok", "circle-check"
        )

    def acts(self) -> tuple[Act, ...]:
        """Return the keys of the section that is open."""
        return keys.acts(self.state) if self.state.view is not None else ()

    # --- the body -----------------------------------------------------------------------------------------------------
    def build(self) -> QWidget:
        """Return the list of sections, the section that is open, and what a court will miss."""
        state = self.state
        state.forms.clear()
        if state.view is None:
            return holder(column((Empty("clipboard-list", _("No seizure is open"), _("Open one from Today.")), 1)))
        nav, main, side = frame.nav(self.state), self._section(), panel(state)
        self._panel_says = says(state)
        side.setObjectName("panel")
        box = QGridLayout()
        box.setSpacing(M)
        box.setColumnStretch(1, 1)
        box.addWidget(main, 0, 1, 2, 1)

        def arrange(width: int) -> None:
            """Three columns; where large text leaves no room for them, the panel stands under the sections."""
            stacked = narrow(width) and style.scaled(M) > M
            for name, wide, slim, at in (
                ("nav", 216, 282 if stacked else 208, (0, 0, 1, 1) if stacked else (0, 0, 2, 1)),
                ("panel", 308, 282, (1, 0, 1, 1) if stacked else (0, 2, 2, 1)),
            ):
                # Of the body that is being arranged: the one it replaces still stands on the page.
                part = body.findChild(QWidget, name)
                if part is not None:
                    part.setFixedWidth(style.eased(slim if narrow(width) else wide))
                    box.removeWidget(part)
                    box.addWidget(part, *at)
            box.setContentsMargins(edge(width), XS, edge(width) - S, L)

        for part, column_ in ((nav, 0), (side, 2)):
            box.addWidget(part, 0, column_, 2, 1)
        nav.setFixedWidth(style.eased(216))
        side.setFixedWidth(style.eased(308))
        body = Responsive(box, arrange)
        return body

    def _section(self) -> QWidget:
        state = self.state
        make = _MAKERS.get(state.section, groups.groups)
        content = column(*frame.above(self.state, self.offset, self._discard), *make(state), None, gap=M)
        main = Scroll(content, (2, 0, S, L))
        main.setObjectName("section")
        return main

    def settle(self) -> None:
        """Give the keyboard to the first empty field of the section, else to where work begins."""
        # At the lock somebody presses a key first: in the line for the reason it would be a letter.
        begin = self.part("second_signature") or first(self.part("section"))
        begin = begin or self.part("add_exhibit") or self.part(f"section_{self.state.section}")
        (begin or self).setFocus()

    # --- what happens -------------------------------------------------------------------------------------------------
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Accept files."""
        if self.state.view is not None and dropped(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Attach what was dropped beside every slot: it belongs to no exhibit yet."""
        paths = dropped(event.mimeData())
        if paths and self.state.view is not None:
            event.acceptProposedAction()
            self.state.dropped.emit("other", "", paths)

    def rebuild(self) -> None:
        """Build anew; the cursor stays where it was."""
        self.state.typing.flush()
        place = Place(self)
        super().rebuild()
        if not place.back():
            QTimer.singleShot(0, self, self.settle)  # what had the keyboard is gone: another seizure, or a saved form

    def _refill(self) -> None:
        """Build the section anew, where it changed behind nobody's back."""
        self.state.typing.flush()
        place = Place(self)
        self.state.forms.clear()
        self.swap("section", self._section())
        if not place.back():
            QTimer.singleShot(0, self, self.settle)

    def _section_changed(self) -> None:
        if not self.isVisible():
            self.stale = True
            return
        had = self.state.section, self.state.opened
        moved = had != self._at
        self._at = had
        self.state.forms.clear()
        self.swap("section", self._section())
        chosen = self.part(f"section_{self.state.section}")
        if isinstance(chosen, Button):
            chosen.setChecked(True)
        self.refreshed.emit()
        complained = self.part(self.state.complained) if self.state.complained else None
        fresh = self.state.forms.get(self.state.fresh) if self.state.fresh else None
        self.state.complained, self.state.fresh = "", None
        if complained is not None:
            self._ask_for_reason(complained)
        elif fresh is not None:
            bring_into_view(fresh.stops()[0])
        elif moved:
            QTimer.singleShot(0, self, self._to_the_form)

    def _ask_for_reason(self, line: QWidget) -> None:
        from fieldkit.ui.widgets.field import Field

        field = line.parentWidget()
        if isinstance(field, Field):
            field.complain(_("Say why it is locked while something is missing."))
        line.setFocus()

    def _to_the_form(self) -> None:
        """Put the keyboard where work goes on, and show it."""
        opened = self.part("opened") or self.part("kinds") or self.part("clones")
        self.settle()
        if opened is not None:
            field = first(opened)
            if field is not None:
                field.setFocus()
            bring_to_top(self.part("section"), opened)

    def _around(self) -> None:
        """Bring list and panel in line with what is held; the section stays as it is."""
        if self.state.view is None:
            return
        self.swap("nav", frame.nav(self.state))
        told = says(self.state)
        if told != self._panel_says:
            self._panel_says = told
            self.swap("panel", panel(self.state))
        self.refreshed.emit()

    def _moved(self) -> None:
        """What is kept has changed: tell it at the bottom; the marks of the sections only when one begins or ends."""
        keys = repr(sorted(self.state.typing.keys))
        if keys != self._framed and self.isVisible() and self.state.view is not None:
            self._framed = keys
            self.swap("nav", frame.nav(self.state))
        self.refreshed.emit()

    def _discard(self) -> None:
        from fieldkit.ui.dialogs.plain import Question

        Question(
            self.window(),
            _("Discard what was typed?"),
            _("What is signed stays. Only the typing that was never signed goes, and cannot be brought back."),
            act=_("Discard"),
            icon="x",
            run=self._discard_all,
        ).open()

    def _discard_all(self) -> None:
        for key in self.state.typing.keys:
            self.state.typing.discard(key)
        self.state.opened = None
        self.rebuild()

    def _confirm(self, signing: Signing) -> None:
        """Show a weighing large before it is signed; what cannot be read is complained about first."""
        from fieldkit.ui.dialogs.weighing import ConfirmWeighing

        try:
            typed_forms.read("weighing", signing.typed)
        except NotAWriteUp as error:
            self.complain(signing.key, str(error.facts["where"]), str(error.facts["what"]), aloud=True)
            return
        one = next((x for x in self.state.exhibits if x.id == signing.key.subject), None)
        number = words.short_number(one) if one else ""

        def yes(typed: dict[str, Any]) -> None:
            self.state.sign_asked.emit(signing._replace(typed=typed))

        ConfirmWeighing(
            self.window(), number, signing.typed, officers=self.state.officers, yes=yes, again=self._type_again
        ).open()

    def _type_again(self) -> None:
        """Go back to the weight, all of it marked, so that the next key replaces it."""
        opened = self.part("opened")
        lines_ = opened.findChildren(QLineEdit) if opened else []
        line = next((w for w in lines_ if w.objectName().endswith("value")), None)
        if line is not None:
            line.setFocus()
            line.selectAll()

    def _focus_moved(self, old: QWidget | None, _new: QWidget | None) -> None:
        """Keep what was typed when a field loses the keyboard."""
        if old is not None and isValid(old) and isValid(self) and self.isAncestorOf(old):
            self.state.typing.flush()
