"""What the write-up page holds and asks for: the record, what is typed, which section and form are open.

Sections are built from this and can be built again at any time; nothing typed lives in a widget alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from fieldkit.domain.completeness import Missing
from fieldkit.domain.values import Party
from fieldkit.domain.view import ExhibitView, SeizureView
from fieldkit.text.catalogue import _
from fieldkit.ui.forms.spec import Form
from fieldkit.ui.forms.view import FormView
from fieldkit.ui.lines import line
from fieldkit.ui.pages import writeup_forms as forms
from fieldkit.ui.pages.writeup_plan import FACTS, GROUPS, SECTIONS, section_of_draft
from fieldkit.ui.pages.writeup_slots import Pictures
from fieldkit.ui.pages.writeup_typing import Key, Typing


class Signing(NamedTuple):
    """One form to be signed as one entry. aloud: a person pressed the button, so a complaint takes them there."""

    key: Key
    typed: dict[str, Any]
    version: int
    aloud: bool


class Correction(NamedTuple):
    """A fact's whole new body and why."""

    key: Key
    target: str
    typed: dict[str, Any]
    version: int
    reason: str
    mistyped: bool


class Settling(NamedTuple):
    """Which of several values counts. subject and form name a field group, fact a fact; value: the one chosen."""

    form: str
    subject: str
    fact: str
    value: Any
    reason: str


class SealOffer(NamedTuple):
    """What the laptop offers for the package *key*. left: seals in the stock; few: it is time to ask for more."""

    key: Key
    seal: str = ""
    package_type: str = ""
    left: int = 0
    few: bool = False


@dataclass(slots=True)
class Opened:
    """The one fact form that is open. target: the fact that it corrects; exhibit: the card it hangs under."""

    key: Key
    typed: dict[str, Any] = field(default_factory=dict)
    target: str = ""
    exhibit: str = ""
    kind: str = ""


class WriteUp(QObject):
    """The state of the page.

    Signals, to the page: section_changed: what the section shows is older than what is held; confirm: a weighing
    is to be shown large before it is signed (arg: Signing).
    Signals, to the errands: what a person wants; the arguments are the records above or ids.
    """

    section_changed = Signal()
    confirm = Signal(object)
    sign_asked = Signal(object)
    correct_asked = Signal(object)
    settle_asked = Signal(object)
    clone_asked = Signal(str, int)
    attach_asked = Signal(str, str)
    dropped = Signal(str, str, object)
    mistake_asked = Signal(str, str)
    label_asked = Signal(str)
    seal_wanted = Signal(object)
    seizure_asked = Signal(str)
    link_asked = Signal(str)
    lock_asked = Signal(str, bool)
    narrative_asked = Signal()
    photos_asked = Signal()
    flash_asked = Signal()
    second_asked = Signal()
    hand_over_asked = Signal()
    thumbnail_wanted = Signal(str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.typing = Typing(self)
        self.view: SeizureView | None = None
        self.missing: tuple[Missing, ...] = ()
        self.met = self.total = 0
        self.officers: tuple[Party, ...] = ()
        self.others: tuple[tuple[str, str], ...] = ()
        self.linked: tuple[tuple[str, str, str], ...] = ()
        self.me: Party = Party(name="")
        self.now: Callable[[], str] = str
        self.save_correction: Callable[[], None] = lambda: None
        self.new_id: Callable[[], str] = str
        self.pictures = Pictures(self.thumbnail_wanted.emit)
        self.warn: Callable[[Key, dict[str, Any]], Sequence[tuple[str, str]]] = lambda _key, _typed: ()
        self.forget()

    def forget(self) -> None:
        """Drop everything of the seizure."""
        self.typing.clear()
        self.view, self.missing = None, ()
        self.section = "where"
        self.chosen = ""
        self.opened: Opened | None = None
        self.picking = self.cloning = False
        self.mine = True
        self.complained = ""
        self.fresh: Key | None = None
        self.seal: SealOffer | None = None
        self.linked = ()
        self.locking: str | None = None
        self.folds: set[str] = set()
        self.forms: dict[Key, FormView] = {}
        self.reasons: dict[str, str] = {}
        self.cards: dict[str, tuple[object, QWidget]] = {}
        self._bases: dict[Key, dict[str, Any] | None] = {}

    @property
    def record(self) -> SeizureView:
        """Return the seizure that is open."""
        assert self.view is not None  # noqa: S101  (sections are built only while one is open)
        return self.view

    @property
    def exhibits(self) -> tuple[ExhibitView, ...]:
        """Return the exhibits that were not entered by mistake."""
        return tuple(x for x in self.record.exhibits if not x.find.voided)

    @property
    def exhibit(self) -> ExhibitView | None:
        """Return the exhibit whose card is active."""
        mine = self.exhibits
        return next((x for x in mine if x.id == self.chosen), mine[-1] if mine else None)

    def person(self, party: Party) -> Any:  # noqa: ANN401  (a name, or a record)
        """Return a party as forms hold it."""
        return forms.party(party)

    # --- forms --------------------------------------------------------------------------------------------------------
    def form(self, key: Key, spec: Form, saved: dict[str, Any]) -> FormView:
        """Return a new form that shows the draft, else *saved*; what is typed in it is kept."""
        draft = self.typing.draft(key)
        known = forms.known(self.record, self.officers, self.now)
        shown = FormView(spec, draft.typed if draft else saved, known, name="_".join(key))
        self.forms[key] = shown
        self._bases[key] = None if draft else shown.typed
        self._warn(key)
        shown.changed.connect(lambda: self._typed(key))
        return shown

    def _typed(self, key: Key) -> None:
        shown = self.forms.get(key)
        if shown is None:
            return
        base = self._bases.get(key)
        self.typing.type(key, shown.typed, base if base is not None else {"": None})
        shown.hush()
        self._warn(key)

    def _warn(self, key: Key) -> None:
        shown = self.forms[key]
        for cell in shown.cells:
            cell.caution("")
        for where, what in self.warn(key, shown.typed):
            forms.warn(shown, where, what)

    # --- signing ------------------------------------------------------------------------------------------------------
    def save(self, *, aloud: bool) -> None:
        """Sign every changed group of the section, and with *aloud* the fact whose form is open in it.

        Without *aloud* nobody signs what somebody else typed: it stays a draft.
        """
        self.typing.flush()
        for key in self.typing.keys:
            draft = self.typing.draft(key)
            if not aloud and self.typing.strange(key):
                continue
            if draft and key.form not in FACTS and section_of_draft(key) == self.section:
                self.sign_asked.emit(Signing(key, draft.typed, draft.version, aloud))
        if aloud and self.opened is not None and self.opened.key in self.forms:
            (self.save_correction if self.opened.target else self.sign_fact)()

    def strangers(self) -> str:
        """Return the names of others whose unsigned typing stands in the forms of this section."""
        keys = [key for key in self.typing.keys if self.typing.strange(key) and section_of_draft(key) == self.section]
        named = {draft.name for key in keys if (draft := self.typing.draft(key)) is not None}
        return ", ".join(line(name, 80) or _("Somebody") for name in sorted(named))

    def lock(self, reason: str) -> None:
        """Ask for the lock; what is typed in field groups anywhere is signed first.

        What somebody else typed is shown instead: whoever locks signs it there, or discards it.
        """
        unread = next((key for key in self.typing.keys if key.form not in FACTS and self.typing.strange(key)), None)
        if unread is not None:
            self.go(section_of_draft(unread), unread.form)
            return
        self.locking = reason
        self.typing.flush()
        for key in self.typing.keys:
            draft = self.typing.draft(key)
            if draft and key.form not in FACTS:
                self.sign_asked.emit(Signing(key, draft.typed, draft.version, aloud=True))
        self._lock_if_signed()

    def _lock_if_signed(self) -> None:
        if self.locking is not None and all(key.form in FACTS for key in self.typing.keys):
            reason, self.locking = self.locking, None
            self.lock_asked.emit(reason, not self.mine)

    def sign_fact(self) -> None:
        """Sign the fact whose form is open; a weighing is shown large first."""
        opened = self.opened
        if opened is None or opened.key not in self.forms:
            return
        self.typing.flush()
        draft = self.typing.draft(opened.key)
        signing = Signing(opened.key, self.forms[opened.key].typed, draft.version if draft else 0, aloud=True)
        (self.confirm if opened.key.form == "weighing" else self.sign_asked).emit(signing)

    def correct(self, reason: str, *, mistyped: bool) -> None:
        """Sign the correction whose form is open."""
        opened = self.opened
        if opened is None or opened.key not in self.forms:
            return
        self.typing.flush()
        draft = self.typing.draft(opened.key)
        shown = self.forms[opened.key].typed
        version = draft.version if draft else 0
        self.correct_asked.emit(Correction(opened.key, opened.target, shown, version, reason, mistyped))

    @property
    def completes(self) -> bool:
        """Tell whether the correction whose form is open only fills what was empty: that needs no reason."""
        opened = self.opened
        shown = self.forms.get(opened.key) if opened is not None else None
        return opened is not None and shown is not None and forms.only_adds(opened.typed, shown.typed)

    def mistyped(self) -> None:
        """Sign the correction whose form is open as a slip of the finger."""
        if self.opened is not None and self.opened.target:
            self.correct(_("Mistyped"), mistyped=True)

    def signed(self, key: Key, version: int) -> None:
        """An entry holds what was typed: the form of a fact closes."""
        self.typing.signed(key, version)
        if self.opened is not None and self.opened.key == key and self.typing.draft(key) is None:
            self.opened = None
            self.section_changed.emit()
        elif key in self.forms and self.typing.draft(key) is None:
            self._bases[key] = self.forms[key].typed
        self._lock_if_signed()

    # --- going about --------------------------------------------------------------------------------------------------
    def go(self, section: str, form: str = "", exhibit: str = "") -> None:
        """Open a section; what the one before holds is signed where it can be read, else its draft is kept."""
        if self.view is not None and section != self.section:
            self.save(aloud=False)
            if self.opened is not None and self.opened.target:
                self.opened = None
        self.section = section
        if exhibit:
            self.chosen = exhibit
        self.reopen()
        self.section_changed.emit()
        shown = self.forms.get(Key(form, self.record.id)) if form else None
        if shown is not None:
            shown.setFocus()

    def open(self, opened: Opened | None) -> None:
        """Open one form of a fact, or close it; what was typed in it stays a draft."""
        self.opened, self.picking, self.cloning = opened, False, False
        if opened is not None and opened.exhibit:
            self.chosen = opened.exhibit
        self.section_changed.emit()

    def reopen(self) -> None:
        """Open the form of a fact of this section that has a draft, so that nobody overlooks it."""
        if self.opened is not None and self.opened.key in self.typing.keys:
            return
        self.opened = None
        for key in self.typing.keys:
            if key.form in FACTS and section_of_draft(key) == self.section:
                exhibit = key.subject if any(x.id == key.subject for x in self.exhibits) else ""
                target = "" if exhibit or key.subject == self.record.id else key.subject
                self.opened = Opened(key, {}, target if len(target) == forms.HASH else "", exhibit)
                self.chosen = exhibit or self.chosen
                return

    def sections(self) -> tuple[str, ...]:
        """Return the names of the sections in their order."""
        return tuple(name for name, _text in SECTIONS)

    def groups(self) -> tuple[str, ...]:
        """Return the field groups of the section that is open."""
        return GROUPS.get(self.section, ())

    def fold(self, name: str, form: Key | None = None) -> None:
        """Open or close a fold; *form*: the form in it, where typing goes on."""
        self.folds ^= {name}
        self.fresh = form if name in self.folds else None
        self.section_changed.emit()
