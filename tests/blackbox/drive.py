"""Drives the app from outside, over the accessibility tree, as a person with a screen reader would.

Runs under the system's Python, which has `gi` and Atspi. Reads one JSON command a line, answers each with one line
{"ok": value} or {"error": words}, and ends with its input. Every verb waits until it can be done, up to a deadline.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402  (gi wants its version first)

PATIENCE_S = float(os.environ.get("FIELDKIT_PATIENCE_S", "60"))
PAUSE_S = 0.05
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

    # --- verbs --------------------------------------------------------------------------------------------------------
    def start(self, name: str = "fieldkit") -> str:
        """Wait for the app."""
        self.app = self._until(lambda: self._application(name), f"application {name}")
        self.wait("title")
        # Without a window manager nobody gives the window the keyboard.
        self._xdotool("search", "--sync", "--onlyvisible", "--name", "Fieldkit", "windowfocus", "--sync")
        return str(self.app.get_name())

    def wait(self, id: str) -> str:  # noqa: A002  (the word of the accessibility tree)
        """Wait until the widget called *id* shows; return its accessible name."""
        return str(self._shown(id).get_name())

    def gone(self, id: str) -> bool:  # noqa: A002
        """Wait until nothing called *id* shows."""
        return bool(self._until(lambda: self._find(id) is None, f"{id} to go"))

    def press(self, id: str) -> str:  # noqa: A002
        """Press the button called *id* once it can be pressed."""
        node = self._until(lambda: self._pressable(id), f"{id} to press")
        name = str(node.get_name())
        self.pressed += 1
        names = [node.get_action_name(n) for n in range(node.get_n_actions())]
        node.do_action(names.index("Press") if "Press" in names else 0)  # the first may only toggle, without a click
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
        """Wait until a name or text with *words* shows."""
        return str(self._until(lambda: next((t for t in self.texts() if words in t), None), f"the words {words!r}"))

    def ids(self) -> list[str]:
        """Return the ids of what shows: for writing a journey, and for the message when one fails."""
        return sorted({_last(node) for node in self._walk(self.app) if _last(node)})

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
        return next((node for node in self._walk(self.app) if _last(node) == wanted), None)

    def _shown(self, wanted: str) -> Node:
        return self._until(lambda: self._find(wanted), wanted)

    def _enabled(self, wanted: str) -> Node:
        node = self._find(wanted)
        return node if node is not None and node.get_state_set().contains(Atspi.StateType.ENABLED) else None

    def _pressable(self, wanted: str) -> Node:
        """Return the button called *wanted*; a page may have the same name."""
        nodes = (node for node in self._walk(self.app) if _last(node) == wanted and node.get_n_actions())
        return next((node for node in nodes if node.get_state_set().contains(Atspi.StateType.ENABLED)), None)

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
        title = self._find("title")
        page = next((node for node in self._walk(self.app) if _is_page(node)), None)
        screen = _last(page) if page is not None else (str(title.get_name()) if title is not None else "")
        if screen and (not self.screens or self.screens[-1] != screen):
            self.screens.append(screen)
        try:
            tops = [self.app.get_child_at_index(n) for n in range(self.app.get_child_count())]
            now = [_last(top) for top in tops if top is not None and top.get_role() == Atspi.Role.DIALOG]
        except GLib.Error:
            return
        for name in now:
            if name not in self._open:
                self.dialogs.append(name)
        self._open = now

    def _xdotool(self, *words: str) -> None:
        subprocess.run(["xdotool", *words], check=True, timeout=PATIENCE_S)
        time.sleep(PAUSE_S)
        self._settle()


def _last(node: Node) -> str:
    """Return the last part of a node's id, which is the widget's objectName."""
    try:
        return str(node.get_accessible_id() or "").rsplit(".", 1)[-1]
    except GLib.Error:
        return ""


def _is_page(node: Node) -> bool:
    """Tell whether *node* is a page: a child of the page stack."""
    try:
        parts = str(node.get_accessible_id() or "").split(".")
    except GLib.Error:
        return False
    return len(parts) > 1 and parts[-2] == "stack"


VERBS = (
    "start", "wait", "gone", "press", "type", "text", "texts", "until_text", "ids", "key", "keys", "passphrase",
    "focused", "choose", "counted",
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
