"""Errands of officers and enrolment: add, remove, new passphrase, locked out, recovery; request and grant."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from fieldkit.errors import KnownError
from fieldkit.text.catalogue import _, sentence
from fieldkit.ui import lines
from fieldkit.ui.dialogs.ask import Ask, Asked, CodeShown, PassphraseOnce, Steps
from fieldkit.ui.dialogs.plain import Question
from fieldkit.ui.ops import Job
from fieldkit.ui.pages.laptop import LaptopPage

if TYPE_CHECKING:
    from fieldkit.actions.desk import Changes, OfficerCard
    from fieldkit.actions.enrol import Belonging, Written
    from fieldkit.actions.home import HomeCard
    from fieldkit.ui.window import Window


class OfficerErrands(QObject):
    """The page This laptop, for the window."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self._officers: tuple[OfficerCard, ...] = ()
        page = self.page = LaptopPage()
        window.add(page)
        page.add_asked.connect(self._ask_new)
        page.passphrase_asked.connect(self._ask_passphrase)
        page.remove_asked.connect(self._ask_remove)
        page.locked_out_asked.connect(self.ask_locked_out)
        page.request_asked.connect(self._choose_request)
        page.grant_asked.connect(self._choose_grant)
        page.back_asked.connect(lambda: window.go("settings"))
        window.officer_changed.connect(lambda _card: self.refresh())
        window.settings.laptop_asked.connect(self.show)

    def show(self) -> None:
        """Show the page."""
        self.refresh()
        self._window.go("laptop")

    def refresh(self) -> None:
        """Ask who has a key and where the laptop belongs."""
        desk = self._window.desk
        if desk is None:
            return

        def look() -> tuple[HomeCard, tuple[OfficerCard, ...], Belonging]:
            from fieldkit.actions import enrol, home

            return home.describe(path=desk.home), home.officers(desk=desk), enrol.belonging(desk=desk)

        def done(found: tuple[HomeCard, tuple[OfficerCard, ...], Belonging]) -> None:
            card, self._officers, where = found
            if self._window.card is not None:
                me, field = self._window.card.person, card.role == "field"
                self.page.show_laptop(
                    card.name, self._officers, me, at=where.at, requested=where.requested, field=field
                )

        self._window.ops.read(look, done=done, owner=self._window)

    def _named(self, person: str) -> OfficerCard | None:
        return next((one for one in self._officers if one.person == person), None)

    # --- a further officer --------------------------------------------------------------------------------------------
    def _ask_new(self) -> None:
        note = _("Their own six words are drawn and shown once. The key is provisional until headquarters grants it.")
        asked = (
            Asked("name", _("Name"), hint=_("family name, given name"), note=_("In Khmer, Latin, or both.")),
            Asked("rank", _("Rank"), needed=False),
            Asked("unit", _("Unit"), self._window.card.unit if self._window.card else "", needed=False),
        )
        act, icon = _("Add"), "user-plus"
        Ask(self._window, "add", _("Add an officer"), note, asked, act=act, icon=icon, run=self._add).open()

    def _add(self, dialog: Ask, typed: dict[str, str]) -> None:
        from fieldkit.actions.desk import OfficerCard

        dialog.accept()
        self._give_key(OfficerCard(person="", name=typed["name"], rank=typed["rank"], unit=typed["unit"]))

    def _give_key(self, officer: OfficerCard, out: str | None = None) -> None:
        """Show new words, then make *officer* a key with them. *out*: why the one with this person id is locked out.

        The key is made only when the words stand on paper: a lock or a crash before that leaves everything as it was.
        """
        from fieldkit.actions import home
        from fieldkit.actions.desk import Changes

        desk = self._window.desk
        if desk is None:
            return
        name, phrase = lines.line(officer.name, 80), home.draw_passphrase(practice=desk.practice)

        def work() -> Changes:
            changed = Changes(entries=1)
            if out is not None:
                changed |= home.lock_out(desk=desk, person=officer.person, reason=out)
            who = home.NewOfficer(
                name=officer.name, rank=officer.rank, unit=officer.unit, person=officer.person, passphrase=phrase
            )
            home.add_officer(desk=desk, officer=who)
            return changed

        def done(_changes: Changes) -> None:
            self.refresh()
            self._window.banner.say(
                "ok",
                _("{name} can unlock now.", name=name),
                _("Write a new request for headquarters when you can; until the grant the key is provisional."),
            )

        def written() -> None:
            self._window.ops.write(work, done=done, initiator=self._window)

        PassphraseOnce(self._window, name, phrase, home.same_passphrase, written, published=desk.practice).open()

    def _failed(self, dialog: Ask, error: BaseException) -> None:
        if isinstance(error, KnownError):
            dialog.complain(" ".join(sentence(error)))
        else:
            dialog.give_up()
            self._window.show_error(error)

    # --- the own passphrase -------------------------------------------------------------------------------------------
    def _ask_passphrase(self) -> None:
        asked = (Asked("old", _("The passphrase so far"), hint=_("six words"), secret=True),)
        note = _("Six new words are drawn and shown once. The old ones work until you have typed the new ones.")
        title, act = _("New passphrase"), _("Draw new words")
        Ask(self._window, "renew", title, note, asked, act=act, icon="key-round", run=self._change).open()

    def _change(self, dialog: Ask, typed: dict[str, str]) -> None:
        desk, card = self._window.desk, self._window.card
        if desk is None or card is None:
            return

        path, person, old, name = desk.home, card.person, typed["old"], lines.line(card.name, 80)

        def draw() -> str:
            from fieldkit.actions import home

            return home.draw_another(path=path, person=person, old=old)

        def drawn(phrase: str) -> None:
            from fieldkit.actions import home

            dialog.accept()
            written = partial(self._renew, path, person, old, phrase)
            PassphraseOnce(self._window, name, phrase, home.same_passphrase, written).open()

        self._window.ops.read(draw, done=drawn, failed=lambda e: self._failed(dialog, e), owner=dialog)

    def _renew(self, path: Path, person: str, old: str, new: str) -> None:
        def work() -> str:
            from fieldkit.actions import home

            return home.change_passphrase(path=path, person=person, old=old, new=new)

        def done(_phrase: str) -> None:
            self._window.banner.say("ok", _("The new words open this laptop from now on."))

        self._window.ops.write(work, done=done, initiator=self._window, own=True)

    # --- out ----------------------------------------------------------------------------------------------------------
    def _ask_remove(self, person: str) -> None:
        officer = self._named(person)
        if officer is None:
            return
        note = _(
            "{name} can no longer unlock this laptop, and the database gets a new key. What {name} signed stays. "
            "Everybody unlocks again afterwards.",
            name=lines.line(officer.name, 80),
        )
        Question(
            self._window,
            _("Remove {name}", name=lines.line(officer.name, 80)),
            note,
            act=_("Remove"),
            icon="x",
            run=lambda: self._remove(person),
        ).open()

    def _remove(self, person: str) -> None:
        window, desk = self._window, self._window.desk
        if desk is None:
            return
        window.about_to_lock.emit()
        ops = window.ops

        def work(_job: Job) -> None:
            from fieldkit.actions import home

            ops.written(10.0)
            home.remove_officer(desk=desk, person=person)

        # The home closes for it: nobody works on meanwhile.
        window.homes.leave()
        window.ops.long(
            work, kind="remove", done=lambda _none: self._removed(), failed=self._not_removed, initiator=window
        )

    def _removed(self) -> None:
        self._window.homes.describe()
        self._window.banner.say("ok", _("The officer was removed."), _("Unlock again to go on."))

    def _not_removed(self, error: BaseException) -> None:
        self._window.homes.describe()
        self._window.show_error(error)

    # --- locked out ---------------------------------------------------------------------------------------------------
    def ask_locked_out(self, person: str) -> None:
        """Ask the officer who sits here to name *person*, another one, as locked out."""
        officer = self._named(person)
        if officer is not None:
            self.named_locked_out(officer)

    def named_locked_out(self, officer: OfficerCard) -> None:
        """Ask for the reason, write it down, and give *officer* a new key."""
        name = lines.line(officer.name, 80)
        note = _(
            "It is written down that {name} cannot unlock and that you go on. Then new six words are drawn for {name}, "
            "who signs with a new key from now on and attests later to what was done meanwhile.",
            name=name,
        )
        asked = (Asked("reason", _("Reason"), _("Passphrase forgotten"), needed=False),)

        def run(dialog: Ask, typed: dict[str, str]) -> None:
            dialog.accept()
            self._give_key(officer, typed["reason"])

        title, act = _("{name} is locked out", name=name), _("Write it down")
        Ask(self._window, "locked_out", title, note, asked, act=act, icon="key-round", run=run).open()

    # --- headquarters -------------------------------------------------------------------------------------------------
    def _choose_request(self) -> None:
        self._window.choose_folder(_("Write the request"), self.write_request)

    def write_request(self, to: Path) -> None:
        """Write the request into the folder *to* and show its characters."""
        desk = self._window.desk
        if desk is None:
            return

        def work() -> Written:
            from fieldkit.actions import enrol

            return enrol.request(desk=desk, to=to)

        def done(made: Written) -> None:
            self.refresh()
            CodeShown(
                self._window,
                _("Request for headquarters"),
                _("Bring the file to headquarters. They read these characters to you, or you to them, by voice:"),
                code=made.code,
                file=made.file.name,
                after=_(
                    "They must be the same on both sides. Work goes on meanwhile; the grant can be taken in any day."
                ),
            ).open()

        self._window.ops.read(work, done=done, owner=self._window)

    def _choose_grant(self) -> None:
        pattern = f"{_('Grants')} (*.grant);;{_('All files')} (*)"
        self._window.choose_files(_("Take in the grant"), pattern, lambda paths: self.ask_grant(paths[0]))

    def ask_grant(self, file: Path) -> None:
        """Ask for the characters that headquarters reads out, then take the grant in."""
        note = _(
            "Ask headquarters by voice for the 16 characters of this grant and type them. They are not shown here."
        )
        asked = (Asked("code", _("16 characters from headquarters"), hint="XXXX-XXXX-XXXX-XXXX"),)

        def run(dialog: Ask, typed: dict[str, str]) -> None:
            self._accept(dialog, file, typed["code"])

        title, act = _("Take in the grant"), _("Compare and take in")
        Ask(self._window, "grant_code", title, note, asked, act=act, icon="shield-check", run=run).open()

    def _accept(self, dialog: Ask, file: Path, code: str) -> None:
        desk = self._window.desk
        if desk is None:
            return

        def act() -> Changes:
            from fieldkit.actions import enrol

            return enrol.accept(desk=desk, grant=file, code=code)

        def done(_changes: object) -> None:
            dialog.accept()
            self.refresh()
            window = self._window
            window.banner.say(
                "ok", _("The grant is in force."), _("Records can leave this laptop for headquarters now.")
            )

        self._window.ops.write(act, done=done, failed=lambda e: self._failed(dialog, e), initiator=dialog)


# --- I cannot unlock --------------------------------------------------------------------------------------------------
def stuck(window: Window, person: str) -> None:
    """Say what can be done when *person* cannot unlock, and offer what can be done from here."""
    card = window.homes.card
    officer = next((one for one in card.officers if one.person == person), None) if card else None
    name = lines.line(officer.name, 80) if officer else _("the officer")
    steps = [
        (
            _("Another officer of this laptop unlocks and goes on."),
            _("The work goes on at once; each act is signed by who does it."),
        ),
        (
            _("Settings, This laptop: Locked out, beside {name}.", name=name),
            _("It is written down, new six words are drawn, and {name} attests later.", name=name),
        ),
        (
            _("Nobody can unlock: headquarters' safe."),
            _(
                "Bring the laptop to headquarters, or their file safe.key here, with its passphrase. It opens the "
                "records only to give an officer a new key; it never signs."
            ),
        ),
    ]
    acts = []
    if window.desk is not None and window.card is not None and window.card.person != person and officer is not None:
        acts.append(
            (
                "name_locked_out",
                _("{name} is locked out", name=name),
                "key-round",
                lambda: window.officer_errands.named_locked_out(officer),
            )
        )
    elif window.desk is None and officer is not None:
        acts.append(
            ("recover", _("Recover with headquarters' safe"), "shield-alert", lambda: _choose_safe(window, officer))
        )
    Steps(window, _("I cannot unlock"), _("Nothing is lost: the records are whole and encrypted."), steps, acts).open()


def _choose_safe(window: Window, officer: OfficerCard) -> None:
    pattern = f"{_('Safe of headquarters')} (*.key);;{_('All files')} (*)"
    window.choose_files(
        _("Recover with headquarters' safe"), pattern, lambda paths: ask_recover(window, officer, paths[0])
    )


def ask_recover(window: Window, officer: OfficerCard, safe: Path) -> None:
    """Ask for the passphrase of the safe, then give *officer* a new key."""
    name = lines.line(officer.name, 80)
    note = _("The file {file} opens this laptop once, to give {name} a new key.", file=safe.name, name=name)
    asked = (Asked("safe", _("Passphrase of the safe"), hint=_("six words"), secret=True),)

    def run(dialog: Ask, typed: dict[str, str]) -> None:
        _recover(window, officer, safe, dialog, typed["safe"])

    title, act = _("Recover with headquarters' safe"), _("Open and give a new key")
    Ask(window, "recover_safe", title, note, asked, act=act, icon="shield-alert", run=run).open()


def _recover(window: Window, officer: OfficerCard, safe: Path, dialog: Ask, passphrase: str) -> None:
    path, card = window.homes.path, window.homes.card
    if path is None or card is None:
        return
    who = (officer.person, officer.name, officer.rank, officer.unit)

    def work() -> str:
        from fieldkit.actions import home
        from fieldkit.actions.clock import SystemClock

        new = home.NewOfficer(person=who[0], name=who[1], rank=who[2], unit=who[3])
        return home.recover(path=path, safe=safe, safe_passphrase=passphrase, officer=new, clock=SystemClock())[1]

    def done(phrase: str) -> None:
        from fieldkit.actions import home

        dialog.accept()
        name, practice = lines.line(officer.name, 80), card.practice
        PassphraseOnce(window, name, phrase, home.same_passphrase, window.homes.describe, published=practice).open()

    def failed(error: BaseException) -> None:
        if isinstance(error, KnownError):
            dialog.complain(" ".join(sentence(error)))
        else:
            dialog.give_up()
            window.show_error(error)

    window.ops.read(work, done=done, failed=failed, owner=window)  # the key is made: its words must be shown
