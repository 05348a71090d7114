"""Errands nobody asks for: lock when nobody is here, drop the keys before sleep, watch the battery."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from fieldkit.text.catalogue import _
from fieldkit.ui.battery import Battery, Charge
from fieldkit.ui.keys import chord
from fieldkit.ui.page import Mark
from fieldkit.ui.watch import IdleWatch, SleepWatch

if TYPE_CHECKING:
    from fieldkit.ui.window import Window


class SafetyErrands(QObject):
    """Watches over an unlocked window.

    Attributes:
        previews: whether previews may be made; off while the battery is low.
    """

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self.previews = True
        self._warned = False
        app = QApplication.instance()
        if not isinstance(app, QApplication):
            raise TypeError(type(app))
        self.idle = IdleWatch(app, self)
        self.idle.warned.connect(self._warn)
        self.idle.calmed.connect(self._calm)
        self.idle.expired.connect(window.homes.lock)
        self.sleep = SleepWatch(self)
        self.sleep.sleeping.connect(self._sleep)
        window.locked.connect(self.sleep.ready)
        self.battery = Battery(self)
        self.battery.changed.connect(self._charge)
        self._listens = False
        window.settings.idle_chosen.connect(self._set_idle)

    def begin(self) -> None:
        """Somebody has unlocked."""
        self.idle.start(self._window.preferences.idle_minutes * 60)
        self._window.windowHandle().installEventFilter(self)  # a second time changes nothing
        self.battery.start()
        if not self._listens:
            self._listens = True
            self.sleep.listen(QApplication.instance() or QApplication([]))

    def end(self) -> None:
        """It is locked: nothing is left to watch."""
        self.idle.stop()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Ctrl+U changes the officer from everywhere: in a text field the system would clear the line.

        A key reaches the window of the system before the field with the keyboard, and still with its place on the
        keyboard, which a QShortcut does not look at; a field takes Ctrl+U before any QShortcut gets it.
        """
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent) or self._window.desk is None:
            return False
        if chord(event) != "Ctrl+U":
            return False
        self._window.homes.switch_asked()
        return True

    def _set_idle(self, minutes: int) -> None:
        self._window.preferences.idle_minutes = minutes
        self.idle.start(minutes * 60)

    # --- nobody here --------------------------------------------------------------------------------------------------
    def _warn(self, seconds: int) -> None:
        self._window.notice = Mark(_("Locks in {n} s. Any key keeps it open.", n=seconds), "warn", "lock")
        self._window.frame()

    def _calm(self) -> None:
        self._window.notice = None
        self._window.frame()

    def _sleep(self) -> None:
        if self._window.desk is None:
            self.sleep.ready()
        else:
            self._window.homes.lock()

    # --- the battery --------------------------------------------------------------------------------------------------
    def _charge(self, charge: Charge | None) -> None:
        window = self._window
        low = charge is not None and charge.low
        if self.previews == low:
            self.previews = not low
            window.photo_errands.previews_allowed = self.previews
        if charge is None or not charge.shown:
            window.power = ()
        else:
            words = _("Battery {n} %", n=charge.percent)
            window.power = (Mark(words, "bad" if low else "warn", "battery-warning" if low else "battery-low"),)
        if window.desk is not None:
            window.frame()
        if low and charge is not None and not self._warned:
            self._warned = True
            window.banner.say(
                "warn",
                _("Battery {n} %: previews are paused, photos are still kept.", n=charge.percent),
                _("If it will not last, take the work to another laptop now."),
                (_("Move to another laptop"), window.move_errands.ask) if window.desk is not None else None,
            )
        if not low:
            self._warned = False
