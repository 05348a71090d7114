"""Cyclic garbage is collected on the GUI thread only.

Python may start a collection on whichever thread allocates. When the garbage holds a Qt object, that thread destroys
it, which is undefined behaviour in Qt and ends in a segmentation fault. So automatic collection is off, and a timer of
the GUI thread does what the collector would have done by itself.

A full collection walks through everything that lives, a tenth of a second with all modules and pages. What is there
when the first one is due stays for the life of the app, so it is set aside, never to be walked through again; so is
what has grown since whenever a collection took too long.
"""

from __future__ import annotations

import gc
from time import perf_counter
from typing import Final

from PySide6.QtCore import QObject, QTimer, Slot

_EVERY_MS: Final = 1_000
_TOO_LONG_S: Final = 0.03


class Sweeper(QObject):
    """Switches automatic collection off while it lives and collects in its place, generation by generation."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thresholds = gc.get_threshold()
        self._aside = False
        gc.disable()
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self.sweep)
        self._timer.start()

    @Slot()
    def sweep(self) -> None:
        """Collect the oldest generation that is due, as the automatic collector would."""
        for generation in (2, 1, 0):
            if gc.get_count()[generation] > self._thresholds[generation]:
                self._collect(generation)
                return

    def _collect(self, generation: int) -> None:
        full = generation == len(self._thresholds) - 1
        start = perf_counter()
        if self._aside or not full:
            gc.collect(generation)
        if full and (not self._aside or perf_counter() - start > _TOO_LONG_S):
            gc.freeze()
            self._aside = True

    def stop(self) -> None:
        """Give collection back to Python; call when the last window is gone."""
        self._timer.stop()
        gc.unfreeze()
        gc.enable()
