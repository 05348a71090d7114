"""Errands of how it looks: language, look, text size, and the system's own light and dark."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication

from fieldkit.text.catalogue import Language, _, language, use_language
from fieldkit.ui.look import style
from fieldkit.ui.page import Mark
from fieldkit.ui.preferences import look_for, look_in_force, wear

if TYPE_CHECKING:
    from fieldkit.ui.window import Window


class DressErrands(QObject):
    """Dresses the window as its person wishes, and remembers it."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._scheme_changed)

    def speak(self, chosen: str) -> None:
        """Switch to the language *chosen*, at once and on every page."""
        use_language(cast("Language", chosen))
        self._window.preferences.language = cast("Language", chosen)
        if self._window.desk is not None:
            self._window.marks = (Mark(_("Practice"), "warn", "info"),) if self._window.desk.practice else ()
            self._window.refresh()
        self._window.restyle(look_in_force(self._window.preferences.look), khmer=chosen == "km")

    def wear(self, chosen: str) -> None:
        """Put on the look *chosen* (`preferences.LOOK_CHOICES`)."""
        self._window.preferences.look = chosen
        self._dress()

    def size_text(self, percent: int) -> None:
        """Write everything *percent* as large as designed."""
        self._window.preferences.text_size = percent
        self._dress()

    def _dress(self) -> None:
        """Put on what the preferences say."""
        wear(self._window.preferences)
        if self._window.furnished:
            self._window.settings.show_settings(self._window.preferences, self._window.desk, self._window.card, None)
        self._window.restyle(look_in_force(self._window.preferences.look), khmer=language() == "km")
        self._window.refresh()

    def _scheme_changed(self, scheme: Qt.ColorScheme) -> None:
        """The system went dark or light."""
        if self._window.preferences.look == "system" and look_for(scheme) != style.look():
            self._window.restyle(look_for(scheme), khmer=language() == "km")
