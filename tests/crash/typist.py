"""Somebody who types into the real window until killed: `python -m tests.crash.typist HOME SEIZURE SEED`.

Each line that is printed is JSON: what happened, in which form, the text that stands there, and when on the clock that
all processes of the machine share. "offered": what the page showed of a draft when it opened; "typed": after each key;
"kept": the page called everything typed durable; "saved": the page called a form signed.
"""

from __future__ import annotations

import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget

from fieldkit.actions.home import PRACTICE_PASSPHRASE
from fieldkit.ui.look import style
from fieldkit.ui.pages.writeup_state import WriteUp
from fieldkit.ui.pages.writeup_typing import Key
from fieldkit.ui.preferences import Preferences
from fieldkit.ui.window import Window

FIELDS: Final = {"narrative": ("narrative", "text"), "called": ("called", "title")}
"""Form, by the section it is in, and the field that is typed into."""
LETTERS: Final = "abcdefghijklmnopqrstuvwxyz    "
PATIENCE_S: Final = 60.0


def tell(what: str, form: str = "", text: str = "") -> None:
    line = json.dumps({"what": what, "form": form, "text": text, "at": time.monotonic()})
    os.write(sys.stdout.fileno(), f"{line}\n".encode())


class Typist:
    """The window and whoever sits at it."""

    def __init__(self, home: Path, seizure: str, chance: random.Random) -> None:
        self.chance = chance
        self.window = Window(Preferences(Path(tempfile.mkdtemp()) / "window.ini"), home)
        self.window.show()
        self.window.activateWindow()
        self.window.homes.describe()
        self.until(lambda: self.window.unlock_page.part("passphrase") is not None)
        field = self.window.unlock_page.part("passphrase")
        assert isinstance(field, QLineEdit)
        field.setText(PRACTICE_PASSPHRASE)
        field.returnPressed.emit()
        self.until(lambda: self.window.desk is not None)
        self.window.open(seizure, "writeup")
        self.until(lambda: self.state.view is not None and not self.window.ops.busy)
        QTest.qWait(200)
        self.signing: dict[Key, str] = {}
        self.state.typing.moved.connect(self.listen)

    @property
    def state(self) -> WriteUp:
        return self.window.writeup_errands.page.state

    def until(self, true: Callable[[], bool]) -> None:
        end = time.monotonic() + PATIENCE_S
        while not true():
            QTest.qWait(10)
            assert time.monotonic() < end, self.window.banner.text

    def listen(self) -> None:
        """Tell what the page now says of what was typed: only what it calls kept, or signed, is told as such."""
        typing = self.state.typing
        for key, text in list(self.signing.items()):
            if typing.draft(key) is None:
                del self.signing[key]
                tell("saved", key.form, text)
        if typing.durable:
            for key in typing.keys:
                draft = typing.draft(key)
                if draft is not None and key.form in FIELDS:
                    tell("kept", key.form, str(draft.typed.get(FIELDS[key.form][1], "")))

    def field(self, section: str) -> QWidget:
        form, name = FIELDS[section]
        if self.state.section != section:
            self.state.go(section)
            QTest.qWait(20)
        found = self.window.writeup_errands.page.part(f"{form}_{self.state.record.id}_{name}")
        assert isinstance(found, QLineEdit | QPlainTextEdit)
        return found

    def offered(self) -> None:
        """Tell what the page offers of drafts from before."""
        for section, (form, _name) in FIELDS.items():
            draft = self.state.typing.draft(Key(form, self.state.record.id))
            if draft is not None and draft.before:
                tell("offered", form, text_of(self.field(section)))

    def work(self) -> None:
        """Type, now here, now there; sometimes save."""
        self.offered()
        tell("ready")
        while True:
            section = self.chance.choice(list(FIELDS))
            form = FIELDS[section][0]
            for _ in range(self.chance.randint(3, 40)):
                field = self.field(section)
                field.setFocus()
                QTest.keyClicks(field, self.chance.choice(LETTERS))
                tell("typed", form, text_of(field))
                QTest.qWait(self.chance.choice((0, 5, 20, 60, 350)))
            if self.chance.random() < 0.3:
                field = self.field(section)
                self.signing[Key(form, self.state.record.id)] = text_of(field)
                QTest.keyClick(field, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
                QTest.qWait(self.chance.choice((0, 50, 400)))


def text_of(field: QWidget) -> str:
    return field.toPlainText() if isinstance(field, QPlainTextEdit) else getattr(field, "text", str)()


def main() -> None:
    home, seizure, seed = sys.argv[1:]
    application = QApplication(sys.argv[:1])
    style.apply(application, "light", khmer=False)
    Typist(Path(home), seizure, random.Random(int(seed))).work()


if __name__ == "__main__":
    main()
