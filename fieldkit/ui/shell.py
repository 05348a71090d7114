"""The window around every page: rail, head, banner, page stack, and the hint bar with what is safe."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QButtonGroup,
    QComboBox,
    QFrame,
    QLineEdit,
    QPlainTextEdit,
    QStackedWidget,
    QToolButton,
    QWidget,
)

from fieldkit.errors import N_
from fieldkit.text.catalogue import _
from fieldkit.ui import lines
from fieldkit.ui.keys import chord
from fieldkit.ui.look import icons, style
from fieldkit.ui.look.tokens import HINTS, NARROW, RAIL, XL, L, LookName, M, S
from fieldkit.ui.page import Act, Mark, Page
from fieldkit.ui.widgets.boxes import column, row
from fieldkit.ui.widgets.button import Button
from fieldkit.ui.widgets.face import FaceButton
from fieldkit.ui.widgets.parts import Badge, BadgeKind, Card, CardKind
from fieldkit.ui.widgets.text import Elided, Icon, KeyCap, Text

_RAIL_BUTTON: Final = (78, 56)


@dataclass(frozen=True, slots=True)
class RailItem:
    """One place the rail leads to."""

    name: str
    icon: str
    label: str


RAIL_PAGES: Final = (
    RailItem("today", "home", N_("Today")),
    RailItem("seizure", "clipboard-list", N_("Seizure")),
    RailItem("evidence", "package", N_("Evidence")),
    RailItem("photos", "images", N_("Photos")),
    RailItem("documents", "file-text", N_("Documents")),
    RailItem("exchange", "arrow-left-right", N_("Exchange")),
)


class RailButton(QToolButton):
    """A button of the rail. by_hand: its state changes by a press, of which `clicked` tells."""

    by_hand = False

    def nextCheckState(self) -> None:
        """A press."""
        self.by_hand = True
        super().nextCheckState()
        self.by_hand = False


class Rail(QFrame):
    """Where one can go, and the switches that work everywhere.

    Signals:
        chosen: a page's name.
        switched: "look", "language", "settings" or "lock".
    """

    chosen = Signal(str)
    switched = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("rail")
        self.setFixedWidth(style.scaled(RAIL))
        self._group = QButtonGroup(self)
        self.buttons: dict[str, RailButton] = {}
        self._lighting = False
        box = column(gap=1, margins=(7, S, 7, S))
        for item in RAIL_PAGES:
            button = self._button(item.name, _(item.label), item.icon)
            button.setCheckable(True)
            button.toggled.connect(lambda on, name=item.name: self._turned(name, on=on))
            button.clicked.connect(lambda _on=False, name=item.name: self.chosen.emit(name))
            self._group.addButton(button)
            box.addWidget(button)
        box.addStretch(1)
        other = "en" if lines.LANGUAGES["km"] == _language_name() else "km"
        switches = (
            ("settings", _("Settings"), "settings"),
            ("look", _("Day") if style.is_night() else _("Night"), "sun" if style.is_night() else "moon"),
            ("language", lines.LANGUAGES[other], "languages"),
            ("lock", _("Lock"), "lock"),
        )
        for name, text, icon in switches:
            button = self._button(name, text, icon)
            button.clicked.connect(lambda _on=False, what=name: self.switched.emit(what))
            box.addWidget(button)
        self.setLayout(box)

    def _button(self, name: str, text: str, icon: str) -> RailButton:
        button = RailButton()
        button.setObjectName(f"rail_{name}")
        button.setText(text)
        button.setAccessibleName(text)
        button.setToolTip(text)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        button.setIcon(icons.icon(icon, "rail_fg", 24))
        button.setIconSize(QSize(24, 24))
        button.setFixedSize(style.scaled(_RAIL_BUTTON[0]), _RAIL_BUTTON[1])
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.buttons[name] = button
        return button

    def _turned(self, name: str, *, on: bool) -> None:
        """Go where a screen reader turns a button: its first action there is Toggle, which is no click."""
        if on and not self._lighting and not self.buttons[name].by_hand:
            self.chosen.emit(name)

    def light(self, current: str, *, unlocked: bool) -> None:
        """Show which page is current. Before somebody has unlocked, no page can be reached."""
        self._lighting = True
        self._group.setExclusive(False)  # an exclusive group never lets go of its last checked button
        for item in RAIL_PAGES:
            button = self.buttons[item.name]
            button.setVisible(unlocked)
            button.setIcon(icons.icon(item.icon, "rail_on" if item.name == current else "rail_fg", 24))
            button.setChecked(item.name == current)
        self._group.setExclusive(True)
        self._lighting = False
        for name in ("settings", "lock"):
            self.buttons[name].setVisible(unlocked)


def _language_name() -> str:
    from fieldkit.text.catalogue import language

    return lines.LANGUAGES[language()]


def _dress() -> tuple[bool, int]:
    """Return look and type size: what was made in another dress must be made again."""
    return style.is_night(), style.size("body")


class Hints(QFrame):
    """What the keys do here, and at the right end what is safe."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("hints")
        self.setFixedHeight(style.scaled(HINTS))
        self._pairs: list[QWidget] = []
        self._shown: object = None
        self._safe_shown = Mark("")
        self._safe = Badge("")
        self._box = row(None, self._safe, gap=L, margins=(L, 0, L, 0))
        self.setLayout(self._box)

    def put(self, acts: tuple[Act, ...], safe: Mark) -> None:
        """Show *acts* that fit and *safe*; what shows already is not made again, which takes longer than a blink."""
        new = (_dress(), [(act.key, act.text) for act in acts if not act.hidden])
        if new == self._shown:
            self._say(safe)
            return
        self._shown = new
        while item := self._box.takeAt(0):
            if widget := item.widget():
                widget.hide()  # a layout shows what it took in a moment later: without a parent that were a window
                widget.setParent(None)
                widget.deleteLater()
        self._pairs = []
        for act in acts:
            if act.hidden:
                continue
            pair = QWidget()
            pair.setLayout(row(KeyCap(act.key), Text(act.text, "cap", "muted"), gap=6))
            self._pairs.append(pair)
            self._box.addWidget(pair)
        self._box.addStretch(1)
        self._safe = Badge(safe.text, safe.kind, safe.icon)
        self._safe_shown = safe
        self._safe.setObjectName("safe")
        self._box.addWidget(self._safe)
        self._safe.show()
        self._fit()

    def _say(self, safe: Mark) -> None:
        """Change only what is safe."""
        if safe == self._safe_shown:
            return
        old, self._safe, self._safe_shown = self._safe, Badge(safe.text, safe.kind, safe.icon), safe
        self._safe.setObjectName("safe")
        self._box.replaceWidget(old, self._safe)
        self._safe.show()
        old.hide()
        old.setParent(None)
        old.deleteLater()
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Drop the hints that have no room."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """The last hints give way first, but never the very last (F1: all keys)."""
        room = self.width() - self._safe.sizeHint().width() - 3 * L
        for pair in self._pairs[-1:] + self._pairs[:-1]:
            room -= pair.sizeHint().width() + L
            pair.setVisible(room > 0)


class Banner(QWidget):
    """One sentence about what just happened, what is safe and what to do; stays until closed or replaced."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("banner")
        self._box = column(margins=(XL, 0, XL, S))
        self.setLayout(self._box)
        self.text = ""
        self.hide()

    def say(
        self, kind: BadgeKind, title: str, note: str = "", act: tuple[str, Callable[[], None]] | None = None
    ) -> None:
        """Show the sentence; *kind* bad = something was not done, ok = done, warn = look at it.

        act: words and deed of a button that does what the sentence advises.
        """
        self.clear()
        self.text = f"{title} {note}".strip()
        icon = {"bad": "circle-alert", "warn": "triangle-alert", "ok": "circle-check"}.get(kind, "info")
        card: CardKind = kind if kind != "plain" else "sunken"
        spoken = [Text(title, "strong", wrapped=True)]
        if note:
            spoken.append(Text(note, "body", wrapped=True))
        close = Button(_("Close"), "quiet", name="banner_close", icon="x", pad=M, height=40)
        close.clicked.connect(self.clear)
        buttons = [close]
        if act is not None:
            advised = Button(act[0], "tonal", name="banner_act", icon="arrow-right", pad=M, height=40)
            advised.clicked.connect(lambda _on=False, run=act[1]: run())
            buttons = [advised, close]
        inside = row((column(*spoken, gap=2), 1), *buttons, gap=M)
        mark = Icon(icon, kind if kind != "plain" else "muted", 24)
        holder = Card(row(mark, (inside, 1), gap=M), card, pad=(L, S, S, S))
        holder.setAccessibleName(self.text)
        self._box.addWidget(holder)
        self.show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the page's side margin."""
        side = L if event.size().width() < NARROW - RAIL else XL
        self._box.setContentsMargins(side, 0, side, S)
        super().resizeEvent(event)

    def clear(self) -> None:
        """Take the sentence away."""
        self.text = ""
        while item := self._box.takeAt(0):
            if widget := item.widget():
                widget.hide()
                widget.setParent(None)
                widget.deleteLater()
        self.hide()


class HeadBar(QWidget):
    """Title, marks, who is unlocked, and the page's main action.

    Signals:
        officer_asked: the face was pressed: somebody else wants to sit down.
    """

    officer_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("head")
        self._shown: object = None
        self._button: QWidget | None = None
        self._inner = QWidget()
        self._box = row((self._inner, 1))
        self.setLayout(self._box)

    def put(self, page: Page, *, marks: tuple[Mark, ...], officer: str) -> None:
        """Show the head of *page*; when only its main action may have changed, only that is made anew."""
        head = page.head()
        new = (_dress(), head, marks, officer)
        if new == self._shown:
            self._act(page.primary())
            return
        self._shown = new
        title = Text(head.title, "h1")
        title.setObjectName("title")
        badges = [Badge(m.text, m.kind, m.icon) for m in head.marks]
        state = [Badge(m.text, m.kind, m.icon) for m in marks]
        face = [FaceButton(officer, self.officer_asked.emit)] if officer else []
        button = page.primary()
        act = [button] if button else []
        self._button = button
        subtitle = Elided(head.subtitle, "body", "muted")
        inner = QWidget()
        usual = style.scaled(M) == M  # larger text needs the whole line for the title
        heading = column(row(title, *(badges if usual else []), None, gap=M), gap=2)
        heading.addLayout(row(*([] if usual else badges), (subtitle, 1), gap=M))
        inner.setLayout(row((heading, 1), *state, *face, *act, gap=M if usual else S))
        self._box.replaceWidget(self._inner, inner)
        inner.show()
        self._inner.hide()
        self._inner.setParent(None)
        self._inner.deleteLater()
        self._inner = inner

    def _act(self, button: QWidget | None) -> None:
        """Put a new main action in the place of the old one."""
        old, self._button, layout = self._button, button, self._inner.layout()
        if layout is None:
            return
        if button is not None and old is not None:
            layout.replaceWidget(old, button)
        elif button is not None:
            layout.addWidget(button)
        if button is not None:
            button.show()
        if old is not None:
            old.hide()
            old.setParent(None)
            old.deleteLater()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the page's side margin."""
        side = L if event.size().width() < NARROW - RAIL else XL
        self._box.setContentsMargins(side, L, side, M)
        super().resizeEvent(event)


class Shell(QWidget):
    """Rail, head, banner, pages, hints; dispatches keys to the page that shows.

    Attributes:
        notice: stands at the bottom right in place of what is safe, while it must be read (it locks soon).
        power: badges of the battery, before the other marks.
    Signals:
        chosen: the rail asks for a page, by name.
        switched: a rail switch was pressed: "look", "language", "settings", "lock".
        keys_asked: F1.
        officer_asked: Ctrl+U or the face in the head.
    """

    chosen = Signal(str)
    switched = Signal(str)
    keys_asked = Signal()
    officer_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("shell")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setMinimumSize(1000, 600)
        self.pages: dict[str, Page] = {}
        self.current: Page | None = None
        self.unlocked = False
        self.open_seizure = False
        self.marks: tuple[Mark, ...] = ()
        self.officer = ""
        self.saved = Mark("", "ok", "circle-check")
        self.notice: Mark | None = None
        self.power: tuple[Mark, ...] = ()
        self.rail = Rail()
        self.head = HeadBar()
        self.banner = Banner()
        self.stack = QStackedWidget()
        self.stack.setObjectName("stack")
        self.foot = column(gap=0)
        """What stands under every page, above the hints: the guided first raid."""
        self.hints = Hints()
        main = column(self.head, self.banner, (self.stack, 1), self.foot, self.hints, gap=0)
        self._box = row(self.rail, (main, 1), gap=0)
        self.setLayout(self._box)
        self._wire_rail()
        self.head.officer_asked.connect(self.officer_asked)

    def add(self, page: Page) -> None:
        """Add a page; it is built when it is first shown."""
        self.pages[page.name] = page
        self.stack.addWidget(page)
        page.refreshed.connect(lambda p=page: self._refreshed(p))

    def go(self, name: str) -> None:
        """Show the page called *name*."""
        page = self.pages[name]
        fresh = page is not self.current
        self.current = page
        if page.stale:
            page.rebuild()
        self.stack.setCurrentWidget(page)
        self.frame()
        if fresh:
            page.settle()

    def frame(self) -> None:
        """Bring rail, head and hints in line with the page that shows."""
        page = self.current
        if page is None:
            return
        self.rail.light(page.rail, unlocked=self.unlocked)
        self.head.put(page, marks=(*self.power, *self.marks), officer=self.officer)
        every = (*self.acts(), Act("F1", _("All keys"), self.keys_asked.emit))
        self.hints.put(every, self.notice or page.safe() or self.saved)

    def acts(self) -> tuple[Act, ...]:
        """Return what keys do on the page that shows."""
        return self.current.acts() if self.current else ()

    def restyle(self, look: LookName, *, khmer: bool) -> None:
        """Put on another look or language at once, on every page; nothing typed is lost."""
        app = QApplication.instance()
        if isinstance(app, QApplication):
            style.apply(app, look, khmer=khmer)
        self.hints.setFixedHeight(style.scaled(HINTS))
        old, self.rail = self.rail, Rail()
        self._wire_rail()
        self._box.replaceWidget(old, self.rail)
        self.rail.show()
        old.hide()
        old.setParent(None)
        old.deleteLater()
        self.banner.clear()
        for page in self.pages.values():
            page.stale = True
        if self.current:
            self.current.rebuild()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Give a key that no widget wanted to the page. Single letters are dead while a text field has the focus."""
        pressed = chord(event)
        typing = isinstance(QApplication.focusWidget(), QLineEdit | QPlainTextEdit | QComboBox | QAbstractSpinBox)
        if pressed == "F1":
            self.keys_asked.emit()
            return
        if pressed == "Esc" and self.banner.text:
            self.banner.clear()
            return
        if pressed and self.current and not (typing and len(pressed) == 1):
            for act in self.acts():
                if pressed in act.key.split(" ") or pressed == act.key:
                    act.run()
                    return
        super().keyPressEvent(event)

    def _refreshed(self, page: Page) -> None:
        if page is self.current:
            self.frame()

    def _wire_rail(self) -> None:
        self.rail.chosen.connect(self.chosen)
        self.rail.switched.connect(self.switched)
