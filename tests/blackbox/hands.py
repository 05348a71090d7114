"""Two ways to work the window: through the accessibility tree as a screen reader does, and by the keyboard alone."""

from __future__ import annotations

from pathlib import Path
from typing import Final, Protocol

from tests.blackbox.stage import Night

SECTIONS: Final = (
    "called", "where", "ground", "team", "people", "exhibits", "photos", "narrative", "deviations", "lock",
)  # fmt: skip
"""In the order of the keys Alt+0 to Alt+9."""


class Hand(Protocol):
    """What a person does to a window. Names are those of widgets; a star stands for what changes from run to run."""

    night: Night

    def section(self, name: str) -> None:
        """Open a section of the write-up."""

    def exhibit(self, place: int, key: str) -> None:
        """Make the exhibit at a *place* active; *key* leads there from the one that is."""

    def press(self, name: str, key: str = "") -> None:
        """Press a button; *key* is its key, where it has one."""

    def option(self, name: str) -> None:
        """Choose one of several that exclude one another."""

    def fill(self, name: str, text: str) -> None:
        """Write into an empty field."""

    def take(self, name: str, text: str, *, marked: bool = False) -> None:
        """Write into a field that offers things, and take the first that is offered; *marked*: it is marked already."""

    def pick(self, name: str, words: str) -> None:
        """Choose in a list what begins with *words*."""

    def secret(self, name: str, text: str) -> None:
        """Write a passphrase."""

    def choose(self, path: Path | str) -> None:
        """Answer the file dialog."""


class ByTree:
    """Presses what the tree offers, and writes into fields. No pointer; keys only where a list has to open."""

    def __init__(self, night: Night) -> None:
        self.night = night

    def section(self, name: str) -> None:
        """Press the section's button."""
        self.night.press(f"section_{name}")

    def exhibit(self, place: int, key: str) -> None:
        """Press its number."""
        self.night.do("press", id="exhibit_#", nth=place)

    def press(self, name: str, key: str = "") -> None:
        """Do the button's action."""
        self.night.press(name)

    def option(self, name: str) -> None:
        """Do its action."""
        self.night.press(name)

    def fill(self, name: str, text: str) -> None:
        """Set the field's text."""
        self.night.type(name, text)

    def take(self, name: str, text: str, *, marked: bool = False) -> None:
        """Give the field the keyboard and type: a list opens under fingers only."""
        self.night.do("grab", id=name)
        self.night.keys(text)
        self.night.wait(f"{name}_offers")
        if not marked:
            self.night.key("Down")
        self.night.key("Return")
        self.night.gone(f"{name}_offers")

    def pick(self, name: str, words: str) -> None:
        """Give the list the keyboard and type the beginning."""
        self.night.do("grab", id=name)
        self.night.keys(words)

    def secret(self, name: str, text: str) -> None:
        """Set the field's text."""
        self.night.type(name, text)

    def choose(self, path: Path | str) -> None:
        """Write the path and press Enter."""
        self.night.choose(path)


class ByKeys:
    """Keys of a keyboard and nothing else: no action of the tree, no pointer."""

    def __init__(self, night: Night) -> None:
        self.night = night

    def section(self, name: str) -> None:
        """Press Alt and a digit."""
        self.night.key(f"alt+{SECTIONS.index(name)}")
        self.night.do("checked", id=f"section_{name}")

    def exhibit(self, place: int, key: str) -> None:
        """Press the key."""
        self.night.key(key)

    def press(self, name: str, key: str = "") -> None:
        """Press its key once it can be pressed; without one go there by Tab and press Space."""
        self.night.do("ready", id=name)
        if key:
            self.night.key(key)
        else:
            self.night.tab_to(name)
            self.night.key("space")

    def option(self, name: str) -> None:
        """Go to one of them by Tab and on by arrows."""
        self.night.do("ready", id=name)
        self.night.do("reach", id=name)

    def fill(self, name: str, text: str) -> None:
        """Go there by Tab and type."""
        self.night.wait(name)
        self.night.tab_to(name)
        self.night.keys(text)

    def take(self, name: str, text: str, *, marked: bool = False) -> None:
        """Go there by Tab, type, and take the first row by Enter."""
        self.fill(name, text)
        self.night.wait(f"{name}_offers")
        if not marked:
            self.night.key("Down")
        self.night.key("Return")
        self.night.gone(f"{name}_offers")

    def pick(self, name: str, words: str) -> None:
        """Go there by Tab and type the beginning."""
        self.fill(name, words)

    def secret(self, name: str, text: str) -> None:
        """Go there by Tab and type."""
        self.night.wait(name)
        self.night.tab_to(name)
        self.night.passphrase(text)

    def choose(self, path: Path | str) -> None:
        """The line of the name has the keyboard at once."""
        self.night.wait("fileNameEdit")
        self.night.tab_to("fileNameEdit")
        self.night.keys(str(path))
        self.night.key("Return")
        self.night.gone("fileNameEdit")
