"""Errands of the write-up: begin one, keep what is typed, sign it, and bring what the page shows."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from shiboken6 import isValid

from fieldkit.domain import cautions, completeness
from fieldkit.domain.friendly import NotAWriteUp
from fieldkit.domain.numbers import uuid7
from fieldkit.domain.rules import DEFAULTS
from fieldkit.domain.values import Party
from fieldkit.text.catalogue import _, language
from fieldkit.text.dates import moment
from fieldkit.ui import clock
from fieldkit.ui.errands.amend import AmendErrands
from fieldkit.ui.errands.seals import SealErrands
from fieldkit.ui.errands.writeup_offers import WriteUpOffers
from fieldkit.ui.errands.writeup_photos import WriteUpPhotos
from fieldkit.ui.pages import writeup_forms as forms
from fieldkit.ui.pages.writeup import WriteUpPage
from fieldkit.ui.pages.writeup_plan import TYPES, writable
from fieldkit.ui.pages.writeup_state import Correction, Settling, Signing
from fieldkit.ui.pages.writeup_typing import Key

if TYPE_CHECKING:
    from fieldkit.actions.desk import Changes, Desk
    from fieldkit.actions.drafting import Kept
    from fieldkit.domain.rules import Pack
    from fieldkit.domain.view import SeizureView
    from fieldkit.ui.window import Window


class WriteUpErrands:
    """Writes seizures up for the window."""

    def __init__(self, window: Window) -> None:
        self._window = window
        self._pack = DEFAULTS
        self.page = WriteUpPage()
        window.add(self.page)
        state = self.page.state
        state.now, state.new_id, state.warn = _now, _new_id, self._warn
        window.today.new_asked.connect(self.start)
        state.typing.keep_asked.connect(self._keep)
        state.typing.drop_asked.connect(self._drop)
        state.sign_asked.connect(self._sign)
        state.correct_asked.connect(self._correct)
        state.settle_asked.connect(self._settle)
        state.clone_asked.connect(self._clone)
        state.lock_asked.connect(self._lock)
        state.narrative_asked.connect(self._narrative)
        self.photos = WriteUpPhotos(window, self.page)
        self.offers = WriteUpOffers(window, self.page)
        self.seals = SealErrands(window)
        self.amends = AmendErrands(window, self.page)
        state.photos_asked.connect(partial(window.go, "photos"))
        state.flash_asked.connect(window.document_errands.papers.ask_flash)
        state.second_asked.connect(window.review_errands.open)
        state.hand_over_asked.connect(window.handover_errands.open)
        window.about_to_lock.connect(self.flush)
        window.officer_changed.connect(lambda _card: self.page.show_people(*self._people()))

    # --- which page, and what it shows --------------------------------------------------------------------------------
    def page_for(self, name: str) -> str:
        """Return the page that shows the open seizure: the write-up while this officer may write it."""
        if name not in {"seizure", "writeup"}:
            return name
        view, desk = self._window.view, self._window.desk
        here = desk is not None and desk.role == "field" and not self._window.ops.reads_only
        may = here and view is not None and (writable(view) or self.amends.may_write(view))
        return "writeup" if may else "seizure"

    def start(self) -> None:
        """Begin a new seizure and open it where one begins to write."""
        desk = self._window.desk
        if desk is None:
            return
        made: list[str] = []

        def act() -> Changes:
            from fieldkit.actions import writeup
            from fieldkit.actions.desk import Changes

            made.append(writeup.start(desk=desk))
            return Changes(seizures=frozenset(made), entries=2)

        def done(_changes: Changes) -> None:
            self._window.open(made[0], "writeup")

        self._window.ops.write(act, done=done, failed=self._window.show_error)

    def show(self, view: SeizureView) -> None:
        """Show the open seizure on the write-up, and, when it was not shown before, the drafts that were kept of it."""
        self.amends.show(view)
        if self.page_for("writeup") != "writeup":
            if self.page.state.view is not None:
                self.page.forget()
            return
        window = self._window
        known = self.page.state.view
        fresh = known is None or known.id != view.id
        if fresh:
            self.flush()
        missing = completeness.missing(view, self._pack)
        self.page.offset = clock.now().offset
        self.page.show_people(*self._people())
        others = [(one.id, f"{one.number} {one.title}".strip()) for one in window.today.listed if one.id != view.id]
        progress = completeness.progress(view, self._pack)
        self.page.show_view(view, missing, progress, mine=self._mine(view), others=others)
        if fresh:
            self._bring_kept(view.id)

    def _people(self) -> tuple[tuple[Party, ...], Party]:
        card = self._window.card
        me = Party(name=card.name, person=card.person, rank=card.rank, office=card.unit) if card else Party(name="")
        home = self._window.homes.card
        others = home.officers if home else ()
        known = [Party(name=o.name, person=o.person, rank=o.rank, office=o.unit) for o in others]
        return (tuple(p for p in known if p.person != me.person), me)

    def _mine(self, view: SeizureView) -> bool:
        """Tell whether the officer who sits here wrote or leads this, and so may lock it without a word."""
        card = self._window.card
        authors = {told.act.person for told in (*view.head.past, *view.head.heads)} if view.head else set()
        leads = {told.value.lead.person for told in view.team.heads} if view.team else set()
        return card is not None and card.person in authors | leads

    def _bring_kept(self, seizure: str) -> None:
        desk = self._window.desk
        if desk is None:
            return

        def look() -> tuple[tuple[Kept, ...], Pack]:
            from fieldkit.actions import drafting, writeup

            return drafting.kept(desk=desk, seizure=seizure), writeup.rules(desk=desk)

        def take(found: tuple[tuple[Kept, ...], Pack]) -> None:
            kept, pack = found
            view = self.page.state.view
            if view is None or view.id != seizure:
                return
            if pack != self._pack:
                self._pack = pack
                self.show(view)
            if kept:
                self.page.show_kept(kept)

        self._window.ops.read(look, done=take, owner=self.page)

    # --- drafts -------------------------------------------------------------------------------------------------------
    def flush(self) -> None:
        """Ask for everything typed to be written now; later writes, and the lock, come after it."""
        self.page.state.typing.flush()

    def _keep(self, form: str, subject: str, typed: object, version: int) -> None:
        desk, view = self._window.desk, self.page.state.view
        if desk is None or view is None or not isinstance(typed, dict):
            return
        walls: list[int] = []

        def act() -> Changes:
            from fieldkit.actions import drafting
            from fieldkit.actions.desk import Changes

            walls.append(drafting.keep(desk=desk, seizure=view.id, form=form, subject=subject, typed=typed))
            return Changes()

        def done(_none: Changes) -> None:
            self.page.state.typing.kept(Key(form, subject), version, walls[0])
            if form == "package":
                self._look_up_seals(Key(form, subject), typed)

        def failed(error: BaseException) -> None:
            self.page.state.typing.unkept(Key(form, subject))
            self._window.show_error(error)

        self._window.ops.write(act, done=done, failed=failed)

    def _warn(self, key: Key, typed: dict[str, Any]) -> list[tuple[str, str]]:
        """Return what looks odd in a form, as it is typed; it stops nobody."""
        view = self.page.state.view
        if view is None:
            return []
        found = cautions.warnings(key.form, typed, view, clock.now(), subject=key.subject)
        return [(one.where, one.said()) for one in found]

    def _look_up_seals(self, key: Key, typed: dict[str, Any]) -> None:
        """Compare the seals that are typed with the stock and with those used: the disk knows them."""
        desk, view = self._window.desk, self.page.state.view
        if desk is None or view is None:
            return

        def look() -> list[tuple[str, str]]:
            from fieldkit.actions import writeup

            found = writeup.warnings(desk=desk, seizure=view.id, form=key.form, typed=typed, subject=key.subject)
            return [(one.where, one.said()) for one in found]

        def show(found: list[tuple[str, str]]) -> None:
            shown = self.page.state.forms.get(key)
            if shown is None or not isValid(shown):
                return
            for where, what in found:
                forms.warn(shown, where, what)

        self._window.ops.read(look, done=show, owner=self.page)

    def _drop(self, form: str, subject: str) -> None:
        desk, view = self._window.desk, self.page.state.view
        if desk is None or view is None:
            return

        def act() -> Changes:
            from fieldkit.actions import drafting
            from fieldkit.actions.desk import Changes

            drafting.drop(desk=desk, seizure=view.id, form=form, subject=subject)
            return Changes()

        self._window.ops.write(act, failed=self._window.show_error)

    # --- signing ------------------------------------------------------------------------------------------------------
    def _sign(self, signing: Signing) -> None:
        found: list[str] = []

        def act(desk: Desk, seizure: str) -> Changes:
            from fieldkit.actions import exhibits, writeup

            form, subject = signing.key
            if form == "find" and subject == seizure:
                changes, exhibit = exhibits.add_exhibit(desk=desk, seizure=seizure, typed=signing.typed, draft=subject)
                found.append(exhibit)
                return changes
            return writeup.save(desk=desk, seizure=seizure, form=form, subject=subject, typed=signing.typed)

        def done(_changes: Changes) -> None:
            if found:
                self.page.state.chosen = found[0]
            self.page.state.signed(signing.key, signing.version)

        self._write(act, done, partial(self._refused, signing.key, aloud=signing.aloud))

    def _correct(self, asked: Correction) -> None:
        def act(desk: Desk, seizure: str) -> Changes:
            from fieldkit.actions import writeup

            form, subject = asked.key
            return writeup.save(
                desk=desk,
                seizure=seizure,
                form=form,
                subject=subject,
                typed=asked.typed,
                target=asked.target,
                reason=asked.reason,
                mistyped=asked.mistyped,
            )

        def done(_changes: Changes) -> None:
            self.page.state.reasons.pop("correct", None)
            self.page.state.signed(asked.key, asked.version)

        self._write(act, done, partial(self._refused, asked.key, aloud=True))

    def _refused(self, key: Key, error: BaseException, *, aloud: bool) -> None:
        """Say at the field what cannot be read; nothing that was typed goes."""
        if isinstance(error, NotAWriteUp):
            self.page.complain(key, str(error.facts.get("where", "")), str(error.facts.get("what", "")), aloud=aloud)
        else:
            self.page.state.locking = None
            self._window.show_error(error)

    def _settle(self, asked: Settling) -> None:
        def act(desk: Desk, seizure: str) -> Changes:
            from fieldkit.actions import review

            group = "" if asked.fact else TYPES[asked.form]
            return review.resolve(
                desk=desk,
                seizure=seizure,
                subject=asked.subject,
                group=group,
                fact=asked.fact,
                value=asked.value,
                reason=asked.reason,
            )

        self._write(act)

    def _clone(self, exhibit: str, times: int) -> None:
        found: list[str] = []

        def act(desk: Desk, seizure: str) -> Changes:
            from fieldkit.actions import exhibits
            from fieldkit.actions.desk import Changes

            changes = Changes()
            for typed in exhibits.clone(desk=desk, seizure=seizure, exhibit=exhibit, times=times):
                made, one = exhibits.add_exhibit(desk=desk, seizure=seizure, typed=typed)
                changes |= made
                found.append(one)
            return changes

        def done(_changes: Changes) -> None:
            if found:
                self.page.state.chosen = found[0]

        self._write(act, done)

    def _lock(self, reason: str, absent: bool) -> None:  # noqa: FBT001  (the argument of a signal)
        def act(desk: Desk, seizure: str) -> Changes:
            from fieldkit.actions import review

            return review.lock(desk=desk, seizure=seizure, reason=reason, absent_author=absent)

        def done(_changes: Changes) -> None:
            self._window.banner.say("ok", _("Locked."), _("It can be read and handed over. A reviewer can return it."))

        self._write(act, done)

    def _write(
        self,
        act: Callable[[Desk, str], Changes],
        done: Callable[[Changes], None] | None = None,
        failed: Callable[[BaseException], None] | None = None,
    ) -> None:
        """Do *act* on the open seizure after everything asked before."""
        desk, view = self._window.desk, self.page.state.view
        if desk is not None and view is not None:
            seizure = view.id
            refused = failed or self._window.show_error
            self._window.ops.write(lambda: act(desk, seizure), done=done, failed=refused)

    # --- narrative ----------------------------------------------------------------------------------------------------
    def _narrative(self) -> None:
        """Fill the narrative with sentences built from the facts; typed words are not replaced without asking."""
        from fieldkit.domain import narrative
        from fieldkit.ui.dialogs.plain import Question

        view = self.page.state.view
        if view is None:
            return
        spoken = language()
        text = narrative.narrative_from_facts(view, spoken)
        typed = {"text": text, "language": spoken}
        if not self.page.narrative_text():
            self.page.put(Key("narrative", view.id), typed)
            return
        Question(
            self._window,
            _("Replace the text?"),
            _("Sentences from the facts take the place of the text. What is signed stays in the history."),
            act=_("Replace"),
            icon="file-pen",
            run=partial(self.page.put, Key("narrative", view.id), typed),
        ).open()


def _now() -> str:
    at = clock.now()
    return moment(at.wall, at.offset)[:16]


def _new_id() -> str:
    return uuid7(clock.now().wall, secrets.token_bytes(10))
