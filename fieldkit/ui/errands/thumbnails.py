"""Brings thumbnails to the grid of photos, a few at a time.

The grid asks while it paints, once for each cell; a question of its own for each would hold the window, since every
one hands the interpreter to another thread. They are gathered, asked for in one read, and handed back in small lots.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QImage

from fieldkit.ui.models.photos import EDGE

if TYPE_CHECKING:
    from fieldkit.actions.desk import Desk
    from fieldkit.ui.window import Window

_AT_ONCE: Final = 4
"""Thumbnails that enter the grid in one turn of the event loop: each costs a few milliseconds of drawing."""
_ASKED_AT_ONCE: Final = 12
_TURN_MS: Final = 15


class Thumbnails(QObject):
    """Answers the photo page's wishes for thumbnails."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self._wanted: list[str] = []
        self._small: list[tuple[str, QImage | None]] = []
        self._asking = 0
        self._turn = QTimer(self)
        self._turn.setInterval(_TURN_MS)
        self._turn.timeout.connect(self._step)
        window.photos.thumbnail_wanted.connect(self._want)

    def forget(self) -> None:
        """Drop what is asked for and what is on its way."""
        self._wanted.clear()
        self._small.clear()

    def _want(self, original: str) -> None:
        self._wanted.append(original)
        if not self._turn.isActive():
            self._turn.start()

    def _step(self) -> None:
        """Hand a few to the grid, or ask for the next lot."""
        if self._small:
            for original, image in self._small[:_AT_ONCE]:
                self._window.photos.thumbnail(original, image)
            del self._small[:_AT_ONCE]
        elif self._wanted and not self._asking:
            self._ask()
        elif not self._wanted:
            self._turn.stop()

    def _ask(self) -> None:
        desk, view = self._window.desk, self._window.view
        lot, self._wanted = self._wanted[:_ASKED_AT_ONCE], self._wanted[_ASKED_AT_ONCE:]
        if desk is None or view is None:
            self.forget()
            return
        hashes = {one.id: one.blob.sha256 for one in view.originals}
        self._asking += 1
        look = partial(_look, desk, [(one, hashes[one]) for one in lot if one in hashes])
        self._window.ops.read(look, done=self._came, failed=self._failed, owner=self._window)

    def _came(self, found: list[tuple[str, QImage | None]]) -> None:
        self._asking = 0
        self._small += found
        if not self._turn.isActive():
            self._turn.start()

    def _failed(self, error: BaseException) -> None:
        self._asking = 0
        self._window.ops.failed.emit(error)


def image(data: bytes, edge: int) -> QImage | None:
    """Return a picture as the screen wants it: decoding and converting are done in the reader's thread."""
    made = QImage.fromData(data)
    if made.isNull():
        return None
    if edge and max(made.width(), made.height()) > edge:
        made = made.scaled(edge, edge, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)
    return made.convertToFormat(QImage.Format.Format_RGB32)


def _look(desk: Desk, asked: list[tuple[str, str]]) -> list[tuple[str, QImage | None]]:
    from fieldkit.actions import photos

    found = []
    for original, sha256 in asked:
        small = photos.thumbnail(desk=desk, sha256=sha256)
        found.append((original, image(small.data, EDGE) if small else None))
    return found
