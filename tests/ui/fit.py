"""What an eye forgets: text that is cut, widgets that overlap, controls without a name, text that is not translated."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QButtonGroup,
    QComboBox,
    QLabel,
    QLineEdit,
    QScrollArea,
    QToolButton,
    QWidget,
)

from fieldkit.text.breaks import ZERO_WIDTH_SPACE
from fieldkit.ui.widgets.text import Elided

IN_EVERY_SIZE = pytest.mark.parametrize(
    ("language", "size"),
    [
        pytest.param("km", (1024, 640), id="km-1024"),
        pytest.param("en", (1280, 800), id="en-1280", marks=pytest.mark.heavy),
        pytest.param("en", (1024, 640), id="en-1024", marks=pytest.mark.heavy),
        pytest.param("km", (1280, 800), id="km-1280", marks=pytest.mark.heavy),
    ],
)
"""Both languages in both sizes; the default run takes the one with least room, `make check` all four."""


def shown(root: QWidget, kind: type[QWidget]) -> Iterator[QWidget]:
    yield from (w for w in root.findChildren(kind) if w.isVisible())


def cut_text(root: QWidget) -> list[str]:
    """Return every visible text that has less room than it needs. Elided ones tell the rest in their tooltip."""
    return [*_cut_labels(root), *_cut_buttons(root), *_cut_fields(root)]


def _cut_labels(root: QWidget) -> Iterator[str]:
    for w in shown(root, QLabel):
        assert isinstance(w, QLabel)
        if not w.text() or isinstance(w, Elided):
            continue
        if w.wordWrap():
            parts = w.text().replace(ZERO_WIDTH_SPACE, " ").split()
            widest = max((w.fontMetrics().horizontalAdvance(part) for part in parts), default=0)
            if w.heightForWidth(w.width()) > w.height() + 1 or widest > w.width() + 1:
                yield f"wrapped {w.text()[:50]!r} has {w.width()}x{w.height()}, needs {w.heightForWidth(w.width())}"
        else:
            need = w.sizeHint()
            if need.width() > w.width() + 1 or need.height() > w.height() + 1:
                yield f"line {w.text()[:50]!r} has {w.width()}x{w.height()}, needs {need.width()}x{need.height()}"


def _cut_buttons(root: QWidget) -> Iterator[str]:
    for w in shown(root, QAbstractButton):
        assert isinstance(w, QAbstractButton)
        if not w.text():
            continue
        if isinstance(w, QToolButton):
            if w.fontMetrics().horizontalAdvance(w.text()) > w.width() - 2:
                yield f"rail {w.text()!r} needs {w.fontMetrics().horizontalAdvance(w.text())} of {w.width()}"
        elif w.sizeHint().width() > w.width() + 1:
            yield f"button {w.text()!r} has {w.width()}, needs {w.sizeHint().width()}"


def _cut_fields(root: QWidget) -> Iterator[str]:
    for w in shown(root, QLineEdit):
        assert isinstance(w, QLineEdit)
        text = w.text() or w.placeholderText()
        if w.echoMode() == QLineEdit.EchoMode.Normal and w.fontMetrics().horizontalAdvance(text) > w.width() - 24:
            yield f"field {text!r} has {w.width()}"
    for w in shown(root, QComboBox):
        assert isinstance(w, QComboBox)
        if w.fontMetrics().horizontalAdvance(w.currentText()) > w.width() - 48:
            yield f"pick {w.currentText()!r} has {w.width()}"


def overlaps(root: QWidget) -> list[str]:
    """Return siblings in a layout that lie on one another, and content wider than its scroll area."""
    found = []
    for parent in shown(root, QWidget):
        if parent.layout() is None:
            continue
        kids = [k for k in parent.children() if isinstance(k, QWidget) and k.isVisible() and not k.isWindow()]
        for n, a in enumerate(kids):
            for b in kids[n + 1 :]:
                both = a.geometry().intersected(b.geometry())
                if both.width() > 2 and both.height() > 2:
                    found.append(f"{_name(a)} and {_name(b)} overlap by {both.width()}x{both.height()}")
    for area in shown(root, QScrollArea):
        assert isinstance(area, QScrollArea)
        inner = area.widget()
        if inner is not None and inner.minimumSizeHint().width() > area.viewport().width() + 1:
            found.append(f"{_name(area)}: content {inner.minimumSizeHint().width()} in {area.viewport().width()}")
    return found


def outside(root: QWidget) -> list[str]:
    """Return buttons that reach over the window's edge (scroll areas excepted: they scroll)."""
    found = []
    for w in shown(root, QAbstractButton):
        if any(isinstance(p, QAbstractScrollArea) for p in _parents(w)):
            continue
        right = w.mapTo(root, w.rect().bottomRight())
        if right.x() > root.width() or right.y() > root.height():
            found.append(f"{_name(w)} ends at {right.x()},{right.y()}")
    return found


def nameless(root: QWidget) -> list[str]:
    """Return controls without an accessible name or without an objectName."""
    found = []
    for kind in (QAbstractButton, QLineEdit, QComboBox, QAbstractItemView):
        for w in shown(root, kind):
            inside = any(isinstance(p, QComboBox | QAbstractItemView | QLineEdit) for p in _parents(w))
            if inside or w.objectName().startswith("qt_"):
                continue
            if not w.accessibleName() or not w.objectName():
                found.append(f"{type(w).__name__} {w.objectName()!r} named {w.accessibleName()!r}")
    return found


def words(root: QWidget) -> list[str]:
    """Return every visible word on labels, buttons and fields' placeholders."""
    texts = [w.text() for w in shown(root, QLabel) if isinstance(w, QLabel)]
    texts += [w.text() for w in shown(root, QAbstractButton) if isinstance(w, QAbstractButton)]
    texts += [w.placeholderText() for w in shown(root, QLineEdit) if isinstance(w, QLineEdit)]
    return [text for text in texts if text]


def reached_by_tab(root: QWidget) -> set[str]:
    """Return the objectNames that Tab visits, starting anywhere, once round."""
    first: QWidget = root
    names: set[str] = set()
    at: QWidget | None = first.nextInFocusChain()
    while at is not None and at is not first:
        if at.isVisible() and at.isEnabled() and at.focusPolicy() & Qt.FocusPolicy.TabFocus and root.isAncestorOf(at):
            names.add(at.objectName())
            names |= _by_arrows(at)
        at = at.nextInFocusChain()
    return names


def _by_arrows(widget: QWidget) -> set[str]:
    """Return the siblings of an exclusive button: Tab goes to the checked one, arrows to the others."""
    if not isinstance(widget, QAbstractButton):
        return set()
    group: QButtonGroup | None = widget.group()
    if group is not None and group.exclusive():
        return {b.objectName() for b in group.buttons()}
    parent = widget.parentWidget()
    if widget.autoExclusive() and parent is not None:
        return {b.objectName() for b in parent.findChildren(QAbstractButton) if b.autoExclusive()}
    return set()


def controls(root: QWidget) -> set[str]:
    """Return the objectNames of everything that can be pressed or typed into."""
    found = set()
    for kind in (QAbstractButton, QLineEdit, QComboBox, QAbstractItemView):
        for w in shown(root, kind):
            inside = any(isinstance(p, QComboBox | QAbstractItemView | QLineEdit) for p in _parents(w))
            if w.isEnabled() and not inside and not w.objectName().startswith("qt_"):
                found.add(w.objectName())
    return found


def _parents(widget: QWidget) -> Iterator[QWidget]:
    at = widget.parentWidget()
    while at is not None:
        yield at
        at = at.parentWidget()


def _name(widget: QWidget) -> str:
    return widget.objectName() or type(widget).__name__
