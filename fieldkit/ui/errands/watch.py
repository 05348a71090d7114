"""Watching a card, a cable or a folder: look every two seconds, and attach what is new and written to its end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer

from fieldkit.text.catalogue import _
from fieldkit.ui import drives, lines
from fieldkit.ui.ops import Job

if TYPE_CHECKING:
    from fieldkit.actions.watching import Watched
    from fieldkit.ui.window import Window

EVERY_MS: Final = 2000


class Watcher(QObject):
    """Watches one place for the open seizure. attach: takes files and their source, and returns the job."""

    def __init__(self, window: Window, attach: Callable[[Sequence[Path], str], Job | None]) -> None:
        super().__init__(window)
        self._window = window
        self._attach = attach
        self._place: Path | None = None
        self._source = "card"
        self._seizure = ""
        self._state: Watched | None = None
        self._asking = False
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self.look)

    @property
    def place(self) -> Path | None:
        """Return what is watched."""
        return self._place

    def ask(self) -> None:
        """Ask what to watch; while something is watched, stop."""
        if self._place is not None:
            self.stop()
            return
        if self._window.view is not None:
            self._window.ops.read(drives.drives, done=self._offer, owner=self._window)

    def _offer(self, found: Sequence[drives.Drive]) -> None:
        from fieldkit.ui.dialogs.photos import Watch

        choose = partial(self._window.choose_folder, _("Choose a folder"))
        Watch(self._window, found, choose, self.begin).open()

    def begin(self, place: Path, source: str, all_of_it: bool) -> None:  # noqa: FBT001  (what a check box says)
        """Watch *place*; source: what `Original.source` says of it."""
        view = self._window.view
        if view is None:
            return
        self._place, self._source, self._seizure, self._state = place, source, view.id, None
        self._window.photos.show_watching(lines.line(place.name or str(place), 60))

        def look() -> Watched:
            from fieldkit.actions import watching

            return watching.begin(folder=place, all_of_it=all_of_it)

        self._read(look)
        self._timer.start()

    def stop(self) -> None:
        """Watch nothing."""
        self._timer.stop()
        if self._place is not None:
            self._place, self._state = None, None
            self._window.photos.show_watching("")

    def look(self) -> None:
        """Look for new files, unless the last look or the last attaching is still under way."""
        window, place, before = self._window, self._place, self._state
        if place is None or before is None or self._asking or window.ops.job("attach"):
            return
        if window.view is None or window.view.id != self._seizure:
            self.stop()  # new photos belong to the seizure that was open when watching began
            return

        def look() -> Watched:
            from fieldkit.actions import watching

            return watching.look(folder=place, before=before)

        self._read(look)

    def _read(self, look: Callable[[], Watched]) -> None:
        self._asking = True
        self._window.ops.read(look, done=self._seen, failed=self._failed, owner=self._window)

    def _failed(self, error: BaseException) -> None:
        self._asking = False
        self.stop()
        self._window.show_error(error)

    def _seen(self, found: Watched) -> None:
        self._asking = False
        if self._place is None:
            return
        self._state = found
        if found.gone:
            self.stop()
            note = _("What was added is safe. Put it in again and watch it anew to go on.")
            self._window.banner.say("warn", _("The card or folder that was watched is gone."), note)
        elif found.ready:
            self._attach(found.ready, self._source)
