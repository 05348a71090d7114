"""Keys by where they are on the keyboard, not by what the layout types there.

A Khmer layout has no "N": the key that types it in English types another letter. Shortcuts are written as on an English
keyboard ("N", "Ctrl+O") and recognised by the key's place.
"""

from __future__ import annotations

import sys
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

_ROWS: Final = {2: "1234567890", 16: "QWERTYUIOP", 30: "ASDFGHJKL", 44: "ZXCVBNM"}
"""First code of each row: Linux's own key codes, which equal Windows' scan codes for these rows."""
_LETTER_AT: Final = {first + n: letter for first, letters in _ROWS.items() for n, letter in enumerate(letters)}
_X11_SHIFT: Final = 8
"""X11 and Wayland add this to Linux's codes."""
_NAMED: Final = {
    Qt.Key.Key_Return: "Enter",
    Qt.Key.Key_Enter: "Enter",
    Qt.Key.Key_Escape: "Esc",
    Qt.Key.Key_Slash: "/",
    Qt.Key.Key_F1: "F1",
    Qt.Key.Key_F5: "F5",
    Qt.Key.Key_F8: "F8",
    Qt.Key.Key_Left: "Left",
    Qt.Key.Key_Right: "Right",
    Qt.Key.Key_Up: "Up",
    Qt.Key.Key_Down: "Down",
    Qt.Key.Key_PageUp: "PgUp",
    Qt.Key.Key_PageDown: "PgDn",
}


def chord(event: QKeyEvent) -> str:
    """Return the key event as written in hints: "N", "Ctrl+O", "Alt+3", "Enter"; empty for anything else."""
    letter = _NAMED.get(Qt.Key(event.key())) or _letter(event)
    if not letter:
        return ""
    modifiers = event.modifiers()
    parts = []
    if modifiers & Qt.KeyboardModifier.ControlModifier:
        parts.append("Ctrl")
    if modifiers & Qt.KeyboardModifier.AltModifier:
        parts.append("Alt")
    return "+".join([*parts, letter])


def belongs_to_page(event: QKeyEvent) -> bool:
    """Tell whether a field has to let a key go: a letter or digit with Alt alone. AltGr, which types, is none."""
    return event.modifiers() == Qt.KeyboardModifier.AltModifier and bool(_letter(event))


def _letter(event: QKeyEvent) -> str:
    key = event.key()
    if Qt.Key.Key_0 <= key <= Qt.Key.Key_9 or Qt.Key.Key_A <= key <= Qt.Key.Key_Z:
        return chr(key)
    scan = event.nativeScanCode()
    return _LETTER_AT.get(scan if sys.platform == "win32" else scan - _X11_SHIFT, "")
