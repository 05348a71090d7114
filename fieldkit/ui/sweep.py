"""Cyclic garbage is collected on the GUI thread only.

Python may start a collection on whichever thread allocates. When the garbage holds a Qt object, that thread destroys
it, which is undefined behaviour in Qt and ends in a segmentation fault. So automatic collection is off, and a timer of
the GUI thread does what the collector would have done by itself.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer, Slot

_EVERY_MS = 1_000


class Sweeper(QObject):
    """Switches automatic collection off while it lives and collects in its place, generation by generation."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thresholds = gc.get_threshold()
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
                gc.collect(generation)
                return

    def stop(self) -> None:
        """Give collection back to Python; call when the last window is gone."""
        self._timer.stop()
        gc.enable()
