"""What this computer remembers between starts: language, look, the last home. Nothing of any record."""

from __future__ import annotations

from pathlib import Path
from typing import Final, cast, get_args

from PySide6.QtCore import QByteArray, QSettings, QStandardPaths, Qt
from PySide6.QtWidgets import QApplication

from fieldkit.text.catalogue import LANGUAGES, Language
from fieldkit.ui.look import style
from fieldkit.ui.look.tokens import LookName

USUAL_IDLE: Final = 5
LONGEST_IDLE: Final = 30
IDLE_CHOICES: Final = (1, 2, 5, 10, 15, 30)
LOOK_CHOICES: Final = ("light", "night", "contrast", "system")
TEXT_SIZES: Final = (90, 100, 110, 125, 150)
"""Sizes of text to choose from, in percent."""
KEPT_PAGES: Final = frozenset({"today", "exchange", "settings"})
"""Pages that may open first: those that show no one record, so that the file never says what somebody worked on."""


def config_folder() -> Path:
    """Return the folder of the person's own settings."""
    place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.GenericConfigLocation)
    return Path(place) / "fieldkit"


def state_folder() -> Path:
    """Return the folder for crash reports."""
    place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.GenericDataLocation)
    return Path(place) / "fieldkit"


class Preferences:
    """The settings file. A value that is not understood counts as not set."""

    def __init__(self, file: Path | None = None) -> None:
        self._settings = QSettings(str(file or config_folder() / "window.ini"), QSettings.Format.IniFormat)

    @property
    def language(self) -> Language | None:
        """Return the language chosen last."""
        value = self._text("language")
        return next((code for code in LANGUAGES if code == value), None)

    @language.setter
    def language(self, value: Language) -> None:
        self._settings.setValue("language", value)

    @property
    def look(self) -> str:
        """Return "light", "night" or "system"."""
        value = self._text("look")
        return value if value in LOOK_CHOICES else "system"

    @look.setter
    def look(self, value: str) -> None:
        self._settings.setValue("look", value)

    @property
    def home(self) -> Path | None:
        """Return the home opened last."""
        value = self._text("home")
        return Path(value) if value else None

    @home.setter
    def home(self, value: Path) -> None:
        self._settings.setValue("home", str(value))

    @property
    def text_size(self) -> int:
        """Return the size of text in percent, one of `TEXT_SIZES`."""
        value = self._text("text_size")
        return int(value) if value in map(str, TEXT_SIZES) else 100

    @text_size.setter
    def text_size(self, value: int) -> None:
        self._settings.setValue("text_size", str(value))

    @property
    def page(self) -> str:
        """Return the page to show first after unlocking."""
        value = self._text("page")
        return value if value in KEPT_PAGES else "today"

    @page.setter
    def page(self, value: str) -> None:
        self._settings.setValue("page", value if value in KEPT_PAGES else "today")

    @property
    def geometry(self) -> QByteArray:
        """Return where the window was, as Qt writes it; empty when never kept."""
        value = self._settings.value("geometry")
        return value if isinstance(value, QByteArray) else QByteArray()

    @geometry.setter
    def geometry(self, value: QByteArray) -> None:
        self._settings.setValue("geometry", value)

    @property
    def idle_minutes(self) -> int:
        """Return after how many idle minutes the app locks, 1 to 30."""
        try:
            return min(max(int(self._text("idle_minutes")), 1), LONGEST_IDLE)
        except ValueError:
            return USUAL_IDLE

    @idle_minutes.setter
    def idle_minutes(self, value: int) -> None:
        self._settings.setValue("idle_minutes", str(value))

    @property
    def folder(self) -> Path:
        """Return the folder the settings lie in."""
        return Path(self._settings.fileName()).parent

    def sync(self) -> None:
        """Write to the disk what was set."""
        self._settings.sync()

    def _text(self, name: str) -> str:
        value = self._settings.value(name, "")
        return value if isinstance(value, str) else ""


def look_in_force(chosen: str) -> LookName:
    """Return the look for a choice; "system" follows the desktop's dark or light setting."""
    if chosen in get_args(LookName):
        return cast("LookName", chosen)
    app = QApplication.instance()
    if isinstance(app, QApplication):
        hints = app.styleHints()
        hints.unsetColorScheme()
        return look_for(hints.colorScheme())
    return "light"


def look_for(scheme: Qt.ColorScheme) -> LookName:
    """Return the look that goes with the system's scheme."""
    return "night" if scheme == Qt.ColorScheme.Dark else "light"


def wear(preferences: Preferences) -> None:
    """Set text size and whether the system's scheme is followed, for the next time a look is put on."""
    style.text_size(preferences.text_size)
    style.follow_system(on=preferences.look == "system")
