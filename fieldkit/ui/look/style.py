"""Applies a look to the whole application, and answers which colours and sizes are in force.

A process has one QApplication and so one look; it lives here as module state, changed only by `apply`. Whoever paints
asks `colour()` at paint time; whoever bakes a pixmap is rebuilt when the look changes (`Shell.restyle`).
"""

from __future__ import annotations

from string import Template
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

from fieldkit.text.resources import read_resource, resource
from fieldkit.ui.look import tokens
from fieldkit.ui.look.tokens import LookName

FAMILIES: Final = ("Inter", "Noto Sans Khmer")
_ROLES: Final = (
    (QPalette.ColorRole.Window, "bg"),
    (QPalette.ColorRole.Base, "surface"),
    (QPalette.ColorRole.AlternateBase, "surface"),
    (QPalette.ColorRole.Text, "fg"),
    (QPalette.ColorRole.WindowText, "fg"),
    (QPalette.ColorRole.Button, "surface"),
    (QPalette.ColorRole.ButtonText, "fg"),
    (QPalette.ColorRole.ToolTipBase, "surface"),
    (QPalette.ColorRole.ToolTipText, "fg"),
    (QPalette.ColorRole.Highlight, "accent"),
    (QPalette.ColorRole.HighlightedText, "accent_fg"),
    (QPalette.ColorRole.PlaceholderText, "muted"),
    (QPalette.ColorRole.Accent, "accent"),
)


class _InForce:
    """What `apply` set last."""

    look: LookName = "light"
    colours: dict[str, str] = tokens.colours("light")
    sizes: dict[str, int] = tokens.sizes(khmer=False)
    text_percent = 100
    follow = False
    fonts_loaded = False


def text_size(percent: int) -> None:
    """Set the size of text for the next `apply`, in percent of the designed size."""
    _InForce.text_percent = percent


def follow_system(*, on: bool) -> None:
    """Let title bars and native dialogs follow the system's own scheme from the next `apply` on, or not."""
    _InForce.follow = on


def scaled(px: int) -> int:
    """Return a designed measure that has to grow with the text."""
    return px * max(100, _InForce.text_percent) // 100


def eased(px: int) -> int:
    """Return the width of a side column: it grows by half as much as the text, the middle needs room too."""
    return px * (200 + max(0, _InForce.text_percent - 100)) // 200


def apply(app: QApplication, look: LookName, *, khmer: bool) -> None:
    """Dress *app*: fonts, palette, style sheet, and the colour scheme that title bars and native dialogs follow."""
    if not _InForce.fonts_loaded:
        _load_fonts()
    _InForce.look, _InForce.colours = look, tokens.colours(look)
    _InForce.sizes = tokens.sizes(khmer=khmer, text_percent=_InForce.text_percent)
    font = QFont()
    font.setFamilies(list(FAMILIES))
    font.setPixelSize(size("body"))
    app.setFont(font)
    if _InForce.follow:
        app.styleHints().unsetColorScheme()
    else:
        app.styleHints().setColorScheme(Qt.ColorScheme.Dark if look == "night" else Qt.ColorScheme.Light)
    palette = QPalette()
    for role, name in _ROLES:
        palette.setColor(role, colour(name))
    palette.setColor(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text, colour("muted"))
    app.setPalette(palette)
    app.setStyleSheet(_sheet())


def look() -> LookName:
    """Return the name of the look in force."""
    return _InForce.look


def is_night() -> bool:
    """Tell whether the night-raid look is in force."""
    return _InForce.look == "night"


def colour(name: str) -> QColor:
    """Return the colour called *name* in the look in force."""
    return QColor(_InForce.colours[name])


def hexa(name: str) -> str:
    """Return the colour called *name* as `#rrggbb`."""
    return _InForce.colours[name]


def size(step: str) -> int:
    """Return a type step's size in pixels, for the language in force."""
    return _InForce.sizes[step]


def font(step: str = "body", weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """Return the app's font at a type step; painters use it, widgets get theirs from the style sheet."""
    made = QFont()
    made.setFamilies(list(FAMILIES))
    made.setPixelSize(size(step))
    made.setWeight(weight)
    return made


def tabular(made: QFont) -> QFont:
    """Return *made* with figures of one width. Only for texts without letters or hyphens: Inter widens those too."""
    made.setFeature(QFont.Tag("tnum"), 1)
    return made


def _load_fonts() -> None:
    for file in sorted(resource("fonts", "ui").glob("*.ttf")):
        QFontDatabase.addApplicationFont(str(file))
    _InForce.fonts_loaded = True


def _sheet() -> str:
    template = Template(read_resource("look", "style.qss"))
    steps = {f"{name}_px": f"{px}px" for name, px in _InForce.sizes.items()}
    return template.substitute(_InForce.colours, r=f"{tokens.RADIUS_SMALL}px", R=f"{tokens.RADIUS}px", **steps)
