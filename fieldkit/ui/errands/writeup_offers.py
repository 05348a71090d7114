"""Errands of what the write-up offers: the next seal, covering a wrong number, calling a thing a mistake, links."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from fieldkit.errors import KnownError
from fieldkit.text.catalogue import _, sentence
from fieldkit.ui import lines
from fieldkit.ui.dialogs.ask import Ask, Asked
from fieldkit.ui.pages.writeup import WriteUpPage
from fieldkit.ui.pages.writeup_state import SealOffer
from fieldkit.ui.pages.writeup_typing import Key

if TYPE_CHECKING:
    from fieldkit.actions.desk import Changes
    from fieldkit.domain.view import SeizureView
    from fieldkit.ui.window import Window


class WriteUpOffers:
    """Answers what the forms of the write-up ask of the laptop."""

    def __init__(self, window: Window, page: WriteUpPage) -> None:
        self._window, self._page = window, page
        state = page.state
        state.seal_wanted.connect(self._look_for_seal)
        state.mistake_asked.connect(self.ask_mistake)
        state.label_asked.connect(partial(window.custody_errands.ask, "label"))
        state.seizure_asked.connect(window.open)
        window.photos.mistake_asked.connect(self._ask_photo)

    def _look_for_seal(self, key: Key) -> None:
        """Find the next free seal, how many are left, and the packaging that this exhibit most likely gets."""
        desk, view = self._window.desk, self._page.state.view
        if desk is None or view is None:
            return

        def look() -> SealOffer:
            from fieldkit.actions import exhibits, seals

            stock = seals.stock(desk=desk)
            package_type = exhibits.package_type(view, key.subject) or _last_package_type(view)
            return SealOffer(key, seals.next_free(desk=desk), package_type, stock.remaining, stock.few)

        self._window.ops.read(look, done=self._page.show_seal, owner=self._page)

    def _ask_photo(self, originals: list[str]) -> None:
        """Ask why the photo that is looked at was attached by mistake."""
        view = self._window.view
        one = next((o for o in view.originals if o.id in originals), None) if view is not None else None
        if one is not None:
            self.ask_mistake(one.id, lines.line(one.fact.register.shown.name, 80))

    def ask_mistake(self, target: str, what: str) -> None:
        """Ask why *target* (an id, or the first entry of a fact) of the open seizure was entered by mistake."""
        note = _("It stays legible, struck through, with your name and the reason. Nothing is deleted.")
        asked = (Asked("reason", _("Why is it a mistake?"), hint=_("like: entered twice")),)
        title = _("Entered by mistake: {what}", what=what)
        run = partial(self._void, target)
        Ask(self._window, "mistake", title, note, asked, act=_("Strike it through"), icon="x", run=run).open()

    def _void(self, target: str, dialog: Ask, typed: dict[str, str]) -> None:
        window, desk, view = self._window, self._window.desk, self._window.view
        if desk is None or view is None:
            return
        seizure = view.id

        def act() -> Changes:
            from fieldkit.actions import writeup

            return writeup.void(desk=desk, seizure=seizure, target=target, reason=typed["reason"])

        def failed(error: BaseException) -> None:
            if isinstance(error, KnownError):
                dialog.complain(" ".join(sentence(error)))
            else:
                dialog.give_up()
                window.show_error(error)

        window.ops.write(act, done=lambda _changes: dialog.accept(), failed=failed, initiator=window)


def _last_package_type(view: SeizureView) -> str:
    """Return the packaging of the last exhibit that was sealed, or ""."""
    steps = [step for one in view.exhibits for step in one.timeline if step.act.type == "custody.package"]
    last = max(steps, key=lambda step: (step.act.wall, step.act.seq), default=None)
    return str((last.corrected or last.body).get("package_type") or "") if last is not None else ""
