"""Searching and scrolling the list of seizures: asked off the GUI thread, one question at a time, the newest wins."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from fieldkit.actions.find import Listed
    from fieldkit.ui.window import Window

STEP: Final = 300
"""Lines that scrolling to the end adds."""


class SeizureSearch(QObject):
    """Answers the search box and the end of the list on Today."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self.reach = STEP
        self._asking = ""
        self._next = ""
        window.today.sought.connect(self.seek)
        window.today.more_wanted.connect(self._more)

    def seek(self, text: str) -> None:
        """Look for *text*; what is typed while a question is under way replaces what was typed before."""
        self._next = text
        if not self._asking:
            self._ask()

    def _more(self) -> None:
        self.reach += STEP
        self._window.refresh()

    def _ask(self) -> None:
        desk, text = self._window.desk, self._next
        if desk is None or not text:
            return
        self._asking, self._next = text, ""

        def look() -> tuple[Listed, ...]:
            from fieldkit.actions import find

            return find.seizures(desk=desk, text=text)

        self._window.ops.read(look, done=partial(self._found, text), failed=self._failed, owner=self._window)

    def _found(self, text: str, found: tuple[Listed, ...]) -> None:
        self._asking = ""
        self._window.today.show_found(text, found)
        self._ask()

    def _failed(self, error: BaseException) -> None:
        self._asking = ""
        self._window.show_error(error)
