"""What a viewer is not offered: headquarters certified them to read and nothing else.

Their entries would count for nothing anyway (`domain.standing`); this keeps the window from promising otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from PySide6.QtWidgets import QAbstractButton, QWidget

from fieldkit.ui.page import Act

ACTS: Final = frozenset(
    {
        "new", "attach", "attach_first", "add_photos", "lock_now", "hand_over", "new_offer", "sign", "sign_offer",
        "withdraw", "settle", "save", "form_save", "add_person", "add_exhibit", "add_deviation", "discard", "mistyped",
        "second_signature", "make", "make_km", "make_en", "print", "print_first", "slip", "link", "export", "import",
        "take", "add_seals", "amend",
        "move", "card", "request", "grant", "add_officer", "clone", "drop", "from_facts", "from_before", "describe",
        "import_first",
    }
)  # fmt: skip
"""objectNames of buttons that write, sign, send or take in."""
KINDS: Final = (
    "act_", "make_", "clone_", "deviate_", "give_", "offer_", "strike_", "locked_out_", "remove_", "void_", "label_",
    "seals_out_",
)  # fmt: skip
"""How names of such buttons begin where there is one for each row."""
_READ: Final = frozenset({"F1", "Esc", "Enter", "/", "Up", "Down", "J", "K", "PgUp", "PgDn", "Ctrl+A"})
_READ_HERE: Final[dict[str, frozenset[str]]] = {
    "today": frozenset("123456789") | {"1 – 9"},
    "seizure": frozenset("XPD"),
    "crash": frozenset("S"),
}
"""Keys that only show, everywhere and by page. What a later page adds is closed to a viewer until it stands here."""


def readable(page: str, acts: Iterable[Act]) -> tuple[Act, ...]:
    """Return those of a page's keys that write, sign, send and take in nothing."""
    here = _READ_HERE.get(page, frozenset())
    return tuple(one for one in acts if one.key in _READ | here or one.key.startswith("Alt+"))


def hide_acts(root: QWidget) -> None:
    """Take every button off *root* that a viewer has no use for."""
    for button in root.findChildren(QAbstractButton):
        name = button.objectName()
        if name in ACTS or name.startswith(KINDS):
            button.hide()
