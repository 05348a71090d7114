"""Drives the app from outside, over the accessibility tree, as a person with a screen reader would.

Runs under the system's Python, which has `gi` and Atspi. Reads one JSON command a line, answers each with one line
{"ok": value} or {"error": words}, and ends with its input. Every verb waits until it can be done, up to a deadline.
An id is the name of a widget; a star in it stands for anything ("times_*_started"), # for an id ("exhibit_#").
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402  (gi wants its version first)

PATIENCE_S = float(os.environ.get("FIELDKIT_PATIENCE_S", "60"))
PAUSE_S = 0.05
FOCUS_S = 0.7
PRESS_S = 0.12
"""A button that is pressed by its action stays down for a tenth of a second; a second press meanwhile is lost."""
Node = Any


class NotFound(Exception):
    """What was looked for did not come in time."""


class Driver:
    """The app's tree, and what was done to it."""

    def __init__(self) -> None:
        Atspi.init()
        Atspi.set_timeout(int(PATIENCE_S * 1000), int(PATIENCE_S * 1000))  # its own 0.8 s is short on a busy machine
        self.app: Node = None
        self.screens: list[str] = []
        self.dialogs: list[str] = []
        self._open: list[str] = []
        self.passphrases = 0
        self.keystrokes = 0
        self.pressed = 0
        self.began = time.monotonic()
        self._known: dict[str, Node] = {}
        self._focus = ""
        self._listener = Atspi.EventListener.new(self._focus_moved)
        self._listener.register("object:state-changed:focused")

    # --- verbs --------------------------------------------------------------------------------------------------------
    def start(self, name: str = "fieldkit") -> str:
        """Wait for the app."""
        self.app = self._until(lambda: self._application(name), f"application {name}")
        self.wait("title")
        self._focus_window()
        return str(self.app.get_name())

    def wait(self, id: str) -> str:  # noqa: A002  (the word of the accessibility tree)
        """Wait until the widget called *id* shows; return its accessible name."""
        return str(self._shown(id).get_name())

    def gone(self, id: str) -> bool:  # noqa: A002
        """Wait until nothing called *id* shows."""
        return bool(self._until(lambda: self._find(id) is None, f"{id} to go"))

    def press(self, id: str, nth: int = 0) -> str:  # noqa: A002
        """Press the button called *id* once it can be pressed; of several the *nth*."""
        node = self._until(lambda: self._pressable(id, nth), f"{id} to press")
        name = str(node.get_name())
        self.pressed += 1
        names = [node.get_action_name(n) for n in range(node.get_n_actions())]
        lit = node.get_state_set().contains(Atspi.StateType.CHECKED) and "Press" in names
        node.do_action(names.index("Press") if lit else 0)  # Toggle does nothing to the one of several that is chosen
        time.sleep(PRESS_S)
        self._settle()
        return name

    def type(self, id: str, text: str) -> str:  # noqa: A002
        """Put *text* into the field called *id*, and count its keystrokes. Works for Khmer too."""
        node = self._until(lambda: self._enabled(id), f"{id} to type into")
        if not Atspi.EditableText.set_text_contents(node, text):
            raise NotFound(f"{id} takes no text")
        self.keystrokes += len(text)
        self.passphrases += id.startswith("passphrase")
        self._settle()
        return text

    def text(self, id: str) -> str:  # noqa: A002
        """Return what stands in the widget called *id*."""
        node = self._shown(id)
        try:
            return str(Atspi.Text.get_text(node, 0, -1))
        except GLib.Error:
            return str(node.get_name())

    def texts(self) -> list[str]:
        """Return every name that shows in the app, top to bottom."""
        return [str(node.get_name()) for node in self._walk(self.app) if node.get_name()]

    def until_text(self, words: str) -> str:
        """Wait until a name with *words* shows."""
        return str(self._until(lambda: next((t for t in self.texts() if words in t), None), f"the words {words!r}"))

    def ids(self) -> list[str]:
        """Return the ids of what shows: for writing a journey, and for the message when one fails."""
        return sorted({_short(node) for node in self._walk(self.app) if _short(node)})

    def key(self, chord: str) -> str:
        """Press keys as a keyboard does: "Return", "ctrl+s", "F1"."""
        self._xdotool("key", "--clearmodifiers", chord)
        self.keystrokes += 1
        return chord

    def keys(self, text: str) -> str:
        """Type Latin *text* as a keyboard does."""
        self._xdotool("type", "--delay", "15", text)
        self.keystrokes += len(text)
        return text

    def passphrase(self, text: str) -> str:
        """Type a passphrase as a keyboard does, and count it as one."""
        self.passphrases += 1
        return self.keys(text)

    def focused(self) -> str:
        """Return the id of the widget that has the keyboard."""
        states = Atspi.StateType
        found = next((n for n in self._walk(self.app) if n.get_state_set().contains(states.FOCUSED)), None)
        return _last(found) if found else ""

    def tab_to(self, id: str, key: str = "Tab", most: int = 80, also: str = "") -> int:  # noqa: A002
        """Press Tab (or another key) until the widget called *id* has the keyboard; return how often that took."""
        wanted = _pattern(id)
        passed: list[str] = []
        for pressed in range(most + 1):
            at = self._settled_focus(passed[-1] if passed else None)
            if wanted.fullmatch(at) or (also and re.fullmatch(also, at)):
                return pressed
            passed.append(at)
            self.key(key)
        raise NotFound(f"{key} does not lead to {id}; it passed {passed}")

    def reach(self, id: str) -> str:  # noqa: A002
        """Go by Tab to the button called *id*; of several that exclude one another Tab knows one, arrows the others."""
        wanted, group = _pattern(id), _pattern(f"{id.rpartition('_')[0]}_*")
        self.tab_to(id, also=group.pattern)
        for arrow in ("Left", "Right", "Up", "Down"):
            before = None
            while not wanted.fullmatch(at := self._settled_focus(before)) and at != before and group.fullmatch(at):
                before = at
                self.key(arrow)
            if wanted.fullmatch(at):
                chosen = self._find(id).get_state_set().contains(Atspi.StateType.CHECKED)
                if not chosen:
                    self.key("space")
                return at
        raise NotFound(f"no key leads to {id}")

    def ready(self, id: str, nth: int = 0) -> str:  # noqa: A002
        """Wait until the button called *id*, of several the *nth*, can be pressed; press nothing."""
        return str(self._until(lambda: self._pressable(id, nth), f"{id} to be ready").get_name())

    def checked(self, id: str) -> str:  # noqa: A002
        """Wait until the button called *id* is the one that is chosen."""
        chosen = Atspi.StateType.CHECKED

        def found() -> Node:
            node = self._find(id)
            return node if node is not None and node.get_state_set().contains(chosen) else None

        return str(self._until(found, f"{id} to be chosen").get_name())

    def grab(self, id: str) -> str:  # noqa: A002
        """Give the keyboard to the widget called *id*, as a screen reader can."""
        Atspi.Component.grab_focus(self._shown(id))
        return id

    def pick(self, id: str, words: str) -> str:  # noqa: A002
        """Choose in the list called *id*, by the keyboard, what begins with *words*."""
        self.grab(id)
        self.keys(words)
        return words

    def choose(self, path: str) -> str:
        """Answer the file dialog (Qt's own) with *path*."""
        self.wait("fileNameEdit")
        self.type("fileNameEdit", path)
        self._until(lambda: self._enabled("fileNameEdit"), "the file dialog")
        Atspi.Component.grab_focus(self._shown("fileNameEdit"))
        self.key("Return")
        self.gone("fileNameEdit")
        return path

    def counted(self) -> dict[str, Any]:
        """Return what was counted: screens and dialogs in the order they came, passphrases, keystrokes, seconds."""
        self._settle()
        return {
            "screens": self.screens,
            "dialogs": self.dialogs,
            "passphrases": self.passphrases,
            "keystrokes": self.keystrokes,
            "pressed": self.pressed,
            "seconds": round(time.monotonic() - self.began, 1),
        }

    # --- the tree -----------------------------------------------------------------------------------------------------
    def _application(self, name: str) -> Node:
        desktop = Atspi.get_desktop(0)
        for n in range(desktop.get_child_count()):
            child = desktop.get_child_at_index(n)
            if child is not None and child.get_name() == name:
                return child
        return None

    def _walk(self, node: Node) -> Iterator[Node]:
        """Yield what shows below *node*; a node that vanishes meanwhile is left out."""
        try:
            count = node.get_child_count()
            children = [node.get_child_at_index(n) for n in range(count)]
        except GLib.Error:
            return
        for child in children:
            try:
                if child is None or not child.get_state_set().contains(Atspi.StateType.SHOWING):
                    continue
            except GLib.Error:
                continue
            yield child
            yield from self._walk(child)

    def _find(self, wanted: str) -> Node:
        """Return the node called *wanted*; first it is looked for where it was the last time."""
        name = _pattern(wanted)
        known = self._known.get(wanted)
        if known is not None and self._shows(known) and name.fullmatch(_short(known)):
            return known
        found = next((node for node in self._walk(self.app) if name.fullmatch(_short(node))), None)
        self._known[wanted] = found
        return found

    def _shown(self, wanted: str) -> Node:
        return self._until(lambda: self._find(wanted), wanted)

    def _enabled(self, wanted: str) -> Node:
        node = self._find(wanted)
        return node if node is not None and node.get_state_set().contains(Atspi.StateType.ENABLED) else None

    def _pressable(self, wanted: str, nth: int = 0) -> Node:
        """Return the button called *wanted*; a page may have the same name."""
        name, kept = _pattern(wanted), f"button {wanted} {nth}"
        known = self._known.get(kept)
        if known is None or not (self._shows(known) and name.fullmatch(_short(known))):
            nodes = (node for node in self._walk(self.app) if name.fullmatch(_short(node)) and node.get_n_actions())
            known = self._known[kept] = next(islice(nodes, nth, None), None)
        usable = known is not None and known.get_state_set().contains(Atspi.StateType.ENABLED)
        return known if usable else None

    @staticmethod
    def _shows(node: Node) -> bool:
        try:
            return bool(node.get_state_set().contains(Atspi.StateType.SHOWING))
        except GLib.Error:
            return False

    def _focus_moved(self, event: Node) -> None:
        if event.detail1:
            self._focus = _short(event.source)

    def _settled_focus(self, before: str | None) -> str:
        """Return what has the keyboard, once it is no more what had it *before*; not long, a key may do nothing."""
        end = time.monotonic() + FOCUS_S
        while True:
            while GLib.MainContext.default().iteration(False):  # noqa: FBT003  (do not block; GLib takes it so)
                pass
            if self._focus != before or time.monotonic() > end:
                return self._focus or self.focused()
            time.sleep(0.01)

    def _until(self, found: Callable[[], Node], what: str) -> Node:
        end = time.monotonic() + PATIENCE_S
        while True:
            try:
                value = found()
            except GLib.Error:  # the tree changed under our feet: look again
                value = None
            if value:
                self._settle()
                return value
            if time.monotonic() > end:
                raise NotFound(f"waited {PATIENCE_S:.0f} s for {what}; there are: {', '.join(self.ids())}")
            time.sleep(PAUSE_S)

    def _settle(self) -> None:
        """Note which screen shows, and which dialogs are open, if they changed."""
        if self.app is None:
            return
        try:
            tops = [self.app.get_child_at_index(n) for n in range(self.app.get_child_count())]
            now = [_last(top) for top in tops if top is not None and top.get_role() == Atspi.Role.DIALOG]
            screen = self._screen()
        except GLib.Error:
            return
        if screen and (not self.screens or self.screens[-1] != screen):
            self.screens.append(screen)
        for name in now:
            if name not in self._open:
                self.dialogs.append(name)
        closed, self._open = bool(self._open) and not now, now
        if closed:  # without a window manager nobody gives the keyboard back
            self._focus_window()

    def _screen(self) -> str:
        """Return the page that shows: of the children of the page stack."""
        stack = self._find("stack")
        pages = [stack.get_child_at_index(n) for n in range(stack.get_child_count())] if stack is not None else []
        return next((_last(page) for page in pages if page is not None and self._shows(page)), "")

    def _focus_window(self) -> None:
        """Give the app's window the keyboard: without a window manager nobody does."""
        self._xdotool("search", "--sync", "--onlyvisible", "--name", "Fieldkit", "windowfocus", "--sync")

    def _xdotool(self, *words: str) -> None:
        subprocess.run(["xdotool", *words], check=True, timeout=PATIENCE_S)
        time.sleep(PAUSE_S)
        self._settle()


def _short(node: Node) -> str:
    """Return the name of the node's widget. Names of fields have dots of their own: "place_*_place.find"."""
    try:
        whole = str(node.get_accessible_id() or "")
        if not whole:
            return ""
        parent = node.get_parent()
        above = str(parent.get_accessible_id() or "") if parent is not None else ""
    except GLib.Error:
        return ""
    return whole.removeprefix(f"{above}.") if above else whole.rsplit(".", 1)[-1]


def _last(node: Node) -> str:
    """Return the last part of a node's id, for widgets without dots in their names."""
    try:
        return str(node.get_accessible_id() or "").rsplit(".", 1)[-1]
    except GLib.Error:
        return ""


def _pattern(wanted: str) -> re.Pattern[str]:
    return re.compile(re.escape(wanted).replace(re.escape("*"), ".*").replace(re.escape("#"), "[0-9a-f-]{12,64}"))


VERBS = (
    "start", "wait", "gone", "press", "type", "text", "texts", "until_text", "ids", "key", "keys", "passphrase",
    "focused", "tab_to", "reach", "ready", "checked", "grab", "pick", "choose", "counted",
)  # fmt: skip


def main() -> None:
    """Answer commands until the input ends."""
    driver = Driver()
    for line in sys.stdin:
        command = json.loads(line)
        verb = command.pop("verb")
        try:
            answer = {"ok": getattr(driver, verb)(**command)} if verb in VERBS else {"error": f"no verb {verb}"}
        except (NotFound, GLib.Error, subprocess.SubprocessError) as error:
            answer = {"error": f"{verb} {command}: {error}"}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
