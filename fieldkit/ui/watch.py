"""Nobody is here any more: idle time, and a computer that goes to sleep.

Idle: what a hand does reaches a window of the system before it reaches any widget, so a filter on the windows notes
when a key, button, wheel, touch or pointer moved last. (A filter on the app would run for each event of each widget.)
Only what an input method has composed, as for Khmer, goes past the window, straight to the field with the keyboard:
that one field is heard too. One single-shot timer looks when the next thing is due, so nothing is polled. Time asleep
does not run on the steady clock: the wall clock is asked too, and the computer says by itself that it goes to sleep
(logind on Linux, WM_POWERBROADCAST on Windows).
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import SLOT, QAbstractNativeEventFilter, QByteArray, QEvent, QObject, QTimer, Signal, Slot
from shiboken6 import isValid

if TYPE_CHECKING:
    from PySide6.QtCore import QCoreApplication
    from PySide6.QtDBus import QDBusConnection, QDBusPendingCallWatcher
    from PySide6.QtGui import QGuiApplication

WARN_S: Final = 30
"""Seconds before locking that the hint bar says so."""
_LIFE: Final = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TouchUpdate,
        QEvent.Type.TabletMove,
        QEvent.Type.TabletPress,
        QEvent.Type.InputMethod,
        QEvent.Type.Drop,
    }
)


class IdleWatch(QObject):
    """Tells when nobody has touched keyboard or pointer for *limit_s* seconds. Stopped until `start`.

    Attributes:
        now: steady seconds and wall seconds, replaced in tests.
    Signals:
        warned: it locks in `WARN_S` seconds (or half of a shorter limit) unless somebody moves.
        calmed: somebody moved after the warning.
        expired: the time is over.
    """

    warned = Signal(int)
    calmed = Signal()
    expired = Signal()

    def __init__(self, app: QGuiApplication, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._field: QObject | None = None
        self._app = app
        app.focusWindowChanged.connect(self._hear_window)
        app.focusObjectChanged.connect(self._hear_field)
        self._limit = 300.0
        self._last = (0.0, 0.0)
        self._warning = False
        self.running = False
        self.now: Callable[[], tuple[float, float]] = lambda: (time.monotonic(), time.time())
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.look)

    def start(self, limit_s: float) -> None:
        """Begin to watch, or go on with another limit."""
        self._limit = limit_s
        self.running = True
        for shown in self._app.topLevelWindows():
            self._hear_window(shown)
        self._hear_field(self._app.focusObject())
        self.touch()
        self.look()

    def stop(self) -> None:
        """Watch no more."""
        self._timer.stop()
        for shown in self._app.topLevelWindows():
            shown.removeEventFilter(self)
        self._hear_field(None)
        self.running, self._warning = False, False

    def _hear_window(self, shown: QObject | None) -> None:
        if shown is not None and self.running:
            shown.installEventFilter(self)  # a second time changes nothing

    def _hear_field(self, field: QObject | None) -> None:
        if self._field is not None and isValid(self._field):
            self._field.removeEventFilter(self)
        self._field = field if self.running else None
        if self._field is not None:
            self._field.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Note that somebody is there; take nothing away from anybody."""
        if event.type() in _LIFE:
            self.touch()
        return False

    def touch(self) -> None:
        """Somebody is there."""
        self._last = self.now()
        if self._warning:
            self._warning = False
            self.calmed.emit()
            self.look()

    @Slot()
    def look(self) -> None:
        """See how long nobody moved: warn, expire, or look again when the next of them is due."""
        if not self.running:
            return
        steady, wall = self.now()
        idle = max(steady - self._last[0], wall - self._last[1])
        notice = min(float(WARN_S), self._limit / 2)
        if idle >= self._limit:
            self.stop()
            self.expired.emit()
        elif idle >= self._limit - notice:
            if not self._warning:
                self._warning = True
                self.warned.emit(round(notice))
            self._wake_in(self._limit - idle)
        else:
            self._wake_in(self._limit - notice - idle)

    def _wake_in(self, seconds: float) -> None:
        self._timer.start(max(1, round(seconds * 1000)))


class SleepWatch(QObject):
    """Tells that the computer is about to sleep (lid, power button, menu).

    Signals:
        sleeping: now; whoever drops keys calls `ready` when it is done. Linux waits for that, some seconds at most.
    """

    sleeping = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._brake: Any = None
        self._asked: QDBusPendingCallWatcher | None = None
        self._filter: _PowerFilter | None = None

    def listen(self, app: QCoreApplication) -> bool:
        """Listen to this computer; tell whether it can be heard."""
        heard = False
        if sys.platform == "win32":
            self._filter = _PowerFilter(self.sleeping.emit)
            app.installNativeEventFilter(self._filter)
            heard = True
        elif sys.platform == "linux":
            from PySide6.QtDBus import QDBusConnection  # a library of its own: not before the first page shows

            heard = self.listen_to(QDBusConnection.systemBus())
        return heard

    def listen_to(self, bus: QDBusConnection) -> bool:
        """Listen to logind on *bus*; tell whether the bus is there."""
        if not bus.isConnected():
            return False
        self._bus = bus
        slot: Any = SLOT("asleep(bool)")  # the stubs say bytes; only this text is taken
        heard = bus.connect(
            "", "/org/freedesktop/login1", "org.freedesktop.login1.Manager", "PrepareForSleep", self, slot
        )
        self._hold()
        return bool(heard)

    @Slot(bool)
    def asleep(self, begins: bool) -> None:  # noqa: FBT001  (logind's own signature)
        """Logind says: sleep begins, or is over."""
        if begins:
            self.sleeping.emit()
        else:
            self._hold()

    def ready(self) -> None:
        """The keys are gone: sleep may come."""
        self._brake = None

    def _hold(self) -> None:
        """Ask logind to wait for `ready`: a file descriptor that is closed when its object goes. Refused = no wait."""
        from PySide6.QtDBus import QDBusMessage, QDBusPendingCallWatcher

        call = QDBusMessage.createMethodCall(
            "org.freedesktop.login1", "/org/freedesktop/login1", "org.freedesktop.login1.Manager", "Inhibit"
        )
        call.setArguments(["sleep", "Fieldkit", "drops its keys", "delay"])
        # Asked and not waited for: a logind that hangs must not hold the window.
        asked = self._asked = QDBusPendingCallWatcher(self._bus.asyncCall(call), self)
        asked.finished.connect(self._held)

    def _held(self, asked: QDBusPendingCallWatcher) -> None:
        from PySide6.QtDBus import QDBusMessage

        answer = asked.reply()
        given = answer.arguments()
        self._brake = given[0] if answer.type() == QDBusMessage.MessageType.ReplyMessage and given else None
        asked.deleteLater()


class _PowerFilter(QAbstractNativeEventFilter):
    """WM_POWERBROADCAST on Windows. Not run yet: docs/windows.md."""

    _POWER: Final = 0x0218
    _SUSPEND: Final = 4

    def __init__(self, sleeping: Callable[[], None]) -> None:
        super().__init__()
        self._sleeping = sleeping

    def nativeEventFilter(self, kind: QByteArray | bytes | bytearray | memoryview, message: int) -> object:
        """Look at one message of the system."""
        if sys.platform == "win32" and bytes(kind) == b"windows_generic_MSG":
            from ctypes import wintypes

            told = wintypes.MSG.from_address(int(message))
            if told.message == self._POWER and told.wParam == self._SUSPEND:
                self._sleeping()
        return False, 0
