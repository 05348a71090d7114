"""The window: the shell with its pages, who is unlocked, and what every page has in common.

Actions are imported inside the background work, not at the top of a module: storage and signing cost more than a second
to import, and the window must show before (tests check that they are absent until then).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent

from fieldkit.text.catalogue import _, language
from fieldkit.text.dates import date, time_of_day
from fieldkit.ui.choosing import Choosing
from fieldkit.ui.clock import now
from fieldkit.ui.errands.dress import DressErrands
from fieldkit.ui.errands.home import HomeErrands
from fieldkit.ui.errands.trouble import TroubleErrands
from fieldkit.ui.look import style
from fieldkit.ui.ops import Ops
from fieldkit.ui.page import Act, Mark
from fieldkit.ui.pages.unlock import UnlockPage
from fieldkit.ui.preferences import Preferences
from fieldkit.ui.viewer import hide_acts, readable

if TYPE_CHECKING:
    from fieldkit.actions.desk import Changes, Desk, OfficerCard
    from fieldkit.actions.find import Recent
    from fieldkit.actions.home import Status
    from fieldkit.domain.next_step import Role
    from fieldkit.domain.view import SeizureView
    from fieldkit.ui.errands.coach import CoachErrands
    from fieldkit.ui.errands.custody import CustodyErrands
    from fieldkit.ui.errands.documents import DocumentErrands
    from fieldkit.ui.errands.exchange import ExchangeErrands
    from fieldkit.ui.errands.handover import HandoverErrands
    from fieldkit.ui.errands.move import MoveErrands
    from fieldkit.ui.errands.notices import NoticeErrands
    from fieldkit.ui.errands.officers import OfficerErrands
    from fieldkit.ui.errands.photos import PhotoErrands
    from fieldkit.ui.errands.review import ReviewErrands
    from fieldkit.ui.errands.safety import SafetyErrands
    from fieldkit.ui.errands.search import SeizureSearch
    from fieldkit.ui.errands.writeup import WriteUpErrands
    from fieldkit.ui.pages.crash import CrashPage
    from fieldkit.ui.pages.documents import DocumentsPage
    from fieldkit.ui.pages.evidence import EvidencePage
    from fieldkit.ui.pages.exchange import ExchangePage
    from fieldkit.ui.pages.photos import PhotosPage
    from fieldkit.ui.pages.seizure import SeizurePage
    from fieldkit.ui.pages.settings import SettingsPage
    from fieldkit.ui.pages.today import TodayPage


_STEP_PAGES: Final[dict[str, tuple[str, ...]]] = {
    "answer_offer": ("handover", "evidence"),
    "sign": ("attest", "seizure"),
    "read": ("writeup", "seizure"),
    "settle": ("conflicts", "seizure"),
    "write": ("writeup", "seizure"),
    "anchor": ("documents",),
}
"""Where each step is done: the page made for it, else where the seizure can be read."""

ONE_SEIZURE: Final = frozenset({"seizure", "writeup", "evidence", "photos", "documents"})
"""Pages of the rail that show one seizure."""


class Window(Choosing):
    """The app's one window. Only the first page is made at once; `furnish` makes the others while somebody unlocks.

    Signals:
        about_to_lock: keys are about to go, or another officer sits down: what was typed must be asked to the disk now
            (`ops.write`); the keys wait for it, some seconds at most.
        locked: the keys are gone.
        officer_changed: another officer sits here; arg: OfficerCard.
    """

    today: TodayPage
    seizure: SeizurePage
    evidence: EvidencePage
    photos: PhotosPage
    documents: DocumentsPage
    exchange: ExchangePage
    settings: SettingsPage
    crash_page: CrashPage
    coach: CoachErrands
    notices: NoticeErrands
    safety: SafetyErrands
    seizure_search: SeizureSearch
    about_to_lock = Signal()
    locked = Signal()
    officer_changed = Signal(object)
    photo_errands: PhotoErrands
    writeup_errands: WriteUpErrands
    exchange_errands: ExchangeErrands
    document_errands: DocumentErrands
    handover_errands: HandoverErrands
    review_errands: ReviewErrands
    custody_errands: CustodyErrands
    officer_errands: OfficerErrands
    move_errands: MoveErrands

    def __init__(self, preferences: Preferences, home: Path | None = None) -> None:
        super().__init__()
        self.preferences = preferences
        self.setWindowTitle("Fieldkit")
        self.ops = Ops(self)
        self.desk: Desk | None = None
        self.card: OfficerCard | None = None
        self.view: SeizureView | None = None
        self._left = False
        self._first_page = preferences.page
        self.furnished = False
        self.unlock_page = UnlockPage()
        self.add(self.unlock_page)
        self.homes = HomeErrands(self, home)
        self.dress, self.trouble = DressErrands(self), TroubleErrands(self)
        self.chosen.connect(self._chosen)
        self.switched.connect(self._switched)
        self.keys_asked.connect(self._show_keys)
        self.ops.changed.connect(self._changed)
        self.ops.failed.connect(self.show_error)
        self.ops.jobs_changed.connect(self._jobs_changed)
        self.go("unlock")

    def furnish(self) -> None:
        """Make the pages that show records, once. Their modules cost as much time as the first page altogether."""
        if self.furnished:
            return
        self.furnished = True
        from fieldkit.ui.errands.coach import CoachErrands
        from fieldkit.ui.errands.custody import CustodyErrands
        from fieldkit.ui.errands.documents import DocumentErrands
        from fieldkit.ui.errands.exchange import ExchangeErrands
        from fieldkit.ui.errands.handover import HandoverErrands
        from fieldkit.ui.errands.move import MoveErrands
        from fieldkit.ui.errands.notices import NoticeErrands
        from fieldkit.ui.errands.officers import OfficerErrands
        from fieldkit.ui.errands.photos import PhotoErrands
        from fieldkit.ui.errands.review import ReviewErrands
        from fieldkit.ui.errands.safety import SafetyErrands
        from fieldkit.ui.errands.search import SeizureSearch
        from fieldkit.ui.errands.writeup import WriteUpErrands
        from fieldkit.ui.pages.crash import CrashPage
        from fieldkit.ui.pages.documents import DocumentsPage
        from fieldkit.ui.pages.evidence import EvidencePage
        from fieldkit.ui.pages.exchange import ExchangePage
        from fieldkit.ui.pages.photos import PhotosPage
        from fieldkit.ui.pages.seizure import SeizurePage
        from fieldkit.ui.pages.settings import SettingsPage
        from fieldkit.ui.pages.today import TodayPage

        self.today, self.seizure, self.evidence = TodayPage(), SeizurePage(), EvidencePage()
        self.photos, self.documents, self.exchange = PhotosPage(), DocumentsPage(), ExchangePage()
        self.settings, self.crash_page = SettingsPage(), CrashPage()
        pages = (self.today, self.seizure, self.evidence, self.photos, self.documents, self.exchange)
        for page in (*pages, self.settings, self.crash_page):
            self.add(page)
        self.photo_errands = PhotoErrands(self)
        self.seizure_search = SeizureSearch(self)
        self.exchange_errands = ExchangeErrands(self)
        self.document_errands = DocumentErrands(self)
        self.handover_errands = HandoverErrands(self)
        self.review_errands = ReviewErrands(self)
        self.custody_errands = CustodyErrands(self)
        self.officer_errands = OfficerErrands(self)
        self.move_errands = MoveErrands(self)
        self.safety = SafetyErrands(self)
        self.writeup_errands = WriteUpErrands(self)
        self.coach = CoachErrands(self)
        self.notices = NoticeErrands(self)
        self._wire()

    def _wire(self) -> None:
        self.today.opened.connect(self.open)
        self.today.import_asked.connect(partial(self.go, "exchange"))
        self.today.step_asked.connect(self.move_on)
        self.seizure.evidence_asked.connect(self._open_evidence)
        self.seizure.photos_asked.connect(partial(self._chosen, "photos"))
        self.seizure.documents_asked.connect(partial(self._chosen, "documents"))
        self.settings.language_chosen.connect(self.dress.speak)
        self.settings.look_chosen.connect(self.dress.wear)
        self.settings.text_size_chosen.connect(self.dress.size_text)
        self.crash_page.back_asked.connect(self.trouble.leave)
        self.crash_page.support_asked.connect(self.trouble.ask_support_file)

    # --- opening and refreshing ---------------------------------------------------------------------------------------
    def sit_down(self, desk: Desk, card: OfficerCard) -> None:
        """An officer has unlocked: show Today."""
        self.furnish()
        self.desk, self.card = desk, card
        self.ops.reads_only = card.reads_only
        self.unlocked = True
        self.officer = " ".join(filter(None, (card.rank, card.name)))
        self.marks = (Mark(_("Practice"), "warn", "info"),) if desk.practice else ()
        self.preferences.home = desk.home
        self.saved = Mark(_("All saved"), "ok", "circle-check")
        self.safety.begin()
        self.notices.look()
        self.refresh()
        self._chosen(self._first_page)
        self._first_page = "today"

    def frame(self) -> None:
        """Bring the frame in line with the page, and offer a viewer nothing that writes."""
        super().frame()
        if self.ops.reads_only:
            hide_acts(self)

    def acts(self) -> tuple[Act, ...]:
        """Return what keys do here; for a viewer none that writes."""
        acts = super().acts()
        return readable(self.current.name, acts) if self.ops.reads_only and self.current else acts

    def change_officer(self, desk: Desk, card: OfficerCard) -> None:
        """Another officer has sat down at the open home: the page and what is typed on it stay."""
        self.desk, self.card = desk, card
        self.officer = " ".join(filter(None, (card.rank, card.name)))
        if self.ops.reads_only != card.reads_only:
            self.ops.reads_only = card.reads_only
            for page in self.pages.values():  # what one may do and the other not is on no page by its own word
                page.stale = True
            if self.current:
                self.current.rebuild()
        self.frame()
        self.refresh()
        self.officer_changed.emit(card)
        self.banner.say("ok", _("{name} signs from now on.", name=self.officer))

    def refresh(self) -> None:
        """Ask for the list and this device's state, and show them on Today."""
        desk = self.desk
        if desk is None:
            return

        limit = self.seizure_search.reach

        def look() -> tuple[Recent, Status]:
            from fieldkit.actions import find, home

            return find.recent(desk=desk, limit=limit), home.status(desk=desk)

        self.ops.read(look, done=self._listed, owner=self)

    def open(self, seizure: str, then: str = "seizure", after: Callable[[], None] | None = None) -> None:
        """Show a seizure on the page called *then* ("" = whichever shows by then), and do *after* when it shows."""
        desk = self.desk
        if desk is None:
            return
        again = self.view is not None and self.view.id == seizure

        def look() -> SeizureView:
            from fieldkit.actions import find

            # Whoever looks again at what is open has not opened it anew (restricted records log each opening).
            return (find.seizure if again else find.opened)(desk=desk, seizure=seizure)

        def done(view: SeizureView) -> None:
            self._opened(view, then)
            if after is not None:
                after()

        self.ops.read(look, done=done, owner=self)

    def move_on(self, seizure: str, step: str) -> None:
        """Open *seizure* where *step* (`domain.next_step.Code`) is done: the first page named for it that exists."""
        page = next(name for name in _STEP_PAGES.get(step, ("seizure",)) if name in self.pages)
        self.open(seizure, page, self.document_errands.papers.ask_anchor if step == "anchor" else None)

    def _listed(self, found: tuple[Recent, Status]) -> None:
        recent, status = found
        if self.desk is None:
            return
        at = now()
        person = self.card.person if self.card else ""
        day = date(at.wall, at.offset)
        role: Role = "viewer" if self.ops.reads_only else self.desk.role
        self.today.show_list(
            recent.listed, status, now=at.wall, today=day, role=role, person=person, total=recent.total
        )
        self.settings.show_settings(self.preferences, self.desk, self.card, status)
        if status.last_saved_wall is not None:
            clock = time_of_day(status.last_saved_wall, status.last_saved_offset, seconds=True)
            self.saved = Mark(_("All saved {time}", time=clock), "ok", "circle-check")
            self.frame()

    def _opened(self, view: SeizureView, then: str) -> None:
        if self.desk is None:
            return
        again = self.view is not None and self.view.id == view.id
        if not then and not again:
            return  # something changed in a seizure that was left meanwhile
        self.view, self.open_seizure = view, True
        self.show_view()
        name = then or (self.current.name if self.current else "today")
        page = self.pages[self._shown_as(name)]
        if not again or page is not self.current or page.stale:  # else the page has told the frame what changed
            self.go(name)

    def show_view(self) -> None:
        """Show the open seizure on every page that shows one."""
        view = self.view
        if view is None:
            return
        self.coach.show(view)
        self.seizure.show_view(view, self.card.person if self.card else "")
        self.writeup_errands.show(view)
        self.evidence.show_view(view)
        self.photos.show_view(view, self.ops.job("attach", view.id))
        self.documents.show_view(view, self.ops.document_job(view.id))

    def _changed(self, changes: Changes, _initiator: object) -> None:
        self.refresh()
        view = self.view
        if view is not None and self.current and (changes.everything or view.id in changes.seizures):
            self.open(view.id, "")  # not back to where somebody has just left
        if self.furnished:
            self.exchange_errands.plan()

    def _jobs_changed(self) -> None:
        view = self.view
        if view is not None:
            self.photos.show_view(view, self.ops.job("attach", view.id))
            self.documents.show_view(view, self.ops.document_job(view.id))
        elif self.furnished:
            self.documents.show_job(self.ops.document_job(""))

    # --- where to go --------------------------------------------------------------------------------------------------
    def go(self, name: str) -> None:
        """Show the page called *name*; a seizure that this officer may write shows as its write-up."""
        super().go(self._shown_as(name))

    def _shown_as(self, name: str) -> str:
        return self.writeup_errands.page_for(name) if "writeup" in self.pages else name

    def _chosen(self, name: str) -> None:
        if name == "exchange":
            self.exchange_errands.plan()
        if name in ONE_SEIZURE and self.view is None:
            self._open_newest(name)
            return
        self.go(name)

    def _open_newest(self, name: str) -> None:
        """The rail asks for a page of one seizure and none is open: open the newest, or say what to do."""
        if self.today.listed:
            self.open(self.today.listed[0].id, name)
        elif name == "documents":
            self.go(name)  # blank forms and typing one in need no seizure
        else:
            self.frame()  # the rail's button must not stay lit
            self.banner.say("warn", _("There is no seizure on this device yet."), _("Start one, or import a bundle."))

    def _open_evidence(self, exhibit: str) -> None:
        if self.view is not None:
            self.evidence.show_view(self.view, exhibit)
            self.go("evidence")

    def _switched(self, what: str) -> None:
        if what == "language":
            self.dress.speak("en" if language() == "km" else "km")
        elif what == "look":
            self.dress.wear("light" if style.is_night() else "night")
        elif what == "settings":
            self.go("settings")
        elif what == "lock":
            self.homes.lock()

    # --- dialogs ------------------------------------------------------------------------------------------------------
    def _show_keys(self) -> None:
        from fieldkit.text.guide import page_for
        from fieldkit.ui.dialogs.help import Help

        if self.current:
            every = (*self.acts(), Act("F1", _("All keys"), self.keys_asked.emit))
            Help(self, self.current.head().title, every, page_for(self.current.name)).open()

    def show_error(self, error: BaseException) -> None:
        """Show an error: the world's as a sentence with what to do, ours as a crash report."""
        self.trouble.show(error)

    # --- closing ------------------------------------------------------------------------------------------------------
    def closeEvent(self, event: QCloseEvent) -> None:
        """Close at once when nothing is under way; otherwise ask, and stop long work at a safe place."""
        if self._left or not self.ops.busy:
            self._leave()
            event.accept()
            return
        event.ignore()
        from fieldkit.ui.dialogs.plain import Question

        Question(
            self,
            _("Work is under way"),
            _("Closing stops it at the next safe place. What is done stays done, nothing is lost."),
            act=_("Stop and close"),
            icon="log-out",
            run=self._stop_and_close,
        ).open()

    def _stop_and_close(self) -> None:
        self._leave()
        self.close()

    def _leave(self) -> None:
        """Let the threads end and drop every key, once; remember where the window was."""
        if self._left:
            return  # what the threads answered last is not delivered any more, and nothing new can be asked
        self.about_to_lock.emit()
        self._left = True
        self.preferences.geometry = self.saveGeometry()
        if self.desk is not None and self.current:
            self.preferences.page = self.current.name
        self.preferences.sync()
        self.ops.drop_reads()
        self.ops.close()
        if self.desk is not None:
            from fieldkit.actions import home

            home.lock(desk=self.desk)
            self.desk = None
