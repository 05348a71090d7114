"""What this computer remembers between starts: language, look, the last home. Nothing of any record."""

from __future__ import annotations

from pathlib import Path
from typing import Final, cast, get_args

from PySide6.QtCore import QSettings, QStandardPaths, Qt
from PySide6.QtWidgets import QApplication

from fieldkit.text.catalogue import LANGUAGES, Language
from fieldkit.ui.look.tokens import LookName

LOOK_CHOICES: Final = ("light", "night", "system")


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
        if hints.colorScheme() == Qt.ColorScheme.Dark:
            return "night"
    return "light"
