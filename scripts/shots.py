"""Draw every page of the window from a real practice home: both languages, by day and by night, in two sizes.

    QT_QPA_PLATFORM=offscreen python -m scripts.shots OUT

The practice night is made anew in a temporary folder with the actions the app uses, and opened with the real window.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtGui import QColor, QCursor, QPainter
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit

from fieldkit.actions.home import PRACTICE_PASSPHRASE
from fieldkit.actions.practice import demo
from fieldkit.domain.values import Party
from fieldkit.text.catalogue import Language
from fieldkit.ui.dialogs.ask import PassphraseOnce
from fieldkit.ui.dialogs.weighing import ConfirmWeighing
from fieldkit.ui.errands.officers import stuck
from fieldkit.ui.look import style
from fieldkit.ui.look.tokens import LookName
from fieldkit.ui.preferences import Preferences
from fieldkit.ui.window import Window
from scripts.shots_night import WEIGHING, HalfWritten, readings, write_half

SIZES = ((1280, 800), (1024, 640))
LANGUAGES: tuple[Language, ...] = ("en", "km")
DRAWN_LOOKS: tuple[LookName, ...] = ("light", "night")
PAGES = ("today", "seizure", "evidence", "photos", "documents", "exchange", "settings")
PATIENCE_S = 60.0


class Session:
    """A window on one home, driven without a person."""

    def __init__(self, folder: Path, home: Path | None) -> None:
        preferences = Preferences(folder / f"{home.name if home else 'first'}.ini")
        preferences.idle_minutes = 30  # drawing takes minutes in which nobody types
        self.window = Window(preferences, home)
        self.window.show()
        self.window.homes.describe()
        wanted = "passphrase" if home else "practice"
        self.until(lambda: self.window.unlock_page.part(wanted) is not None)

    def until(self, true: Callable[[], bool]) -> None:
        """Let the window work until *true*."""
        end = time.monotonic() + PATIENCE_S
        while not true():
            self.rest(30)
            if time.monotonic() > end:
                raise TimeoutError(self.window.banner.text)

    def rest(self, milliseconds: int) -> None:
        """Run the event loop for a while."""
        loop = QEventLoop()
        QTimer.singleShot(milliseconds, loop.quit)
        loop.exec()

    def unlock(self) -> None:
        """Type the published passphrase."""
        field = self.window.unlock_page.part("passphrase")
        if isinstance(field, QLineEdit):
            field.setText(PRACTICE_PASSPHRASE)
            field.returnPressed.emit()
        self.until(lambda: self.window.furnished and self.window.current is self.window.today)
        self.rest(500)

    def shoot(self, out: Path, name: str, pages: tuple[str, ...]) -> None:
        """Save every combination of look, language and size of these pages."""
        for language in LANGUAGES:
            for look in DRAWN_LOOKS:
                self.dress(look, language)
                for size in SIZES:
                    self.window.resize(*size)
                    for page in pages:
                        if self.window.desk is not None:
                            self.window.go("today")  # what a page has read in the other language is read again
                        self.window.go(page)
                        self.rest(400)
                        folder = out if size == SIZES[0] else out / str(size[0])
                        folder.mkdir(parents=True, exist_ok=True)
                        self.window.grab().save(str(folder / f"{name or page}-{look}-{language}.png"))

    def shoot_dialog(self, out: Path, name: str, ask: Callable[[], None]) -> None:
        """Save every combination of look, language and size of the dialog that *ask* opens, over the window."""
        for language in LANGUAGES:
            for look in DRAWN_LOOKS:
                self.dress(look, language)
                for size in SIZES:
                    self.window.resize(*size)
                    self.rest(200)
                    ask()
                    self.until(lambda: self._dialog() is not None)
                    self.rest(400)
                    dialog = self._dialog()
                    picture = self.window.grab()
                    if dialog is not None:
                        painter = QPainter(picture)
                        at = self.window.rect().center() - dialog.rect().center()
                        painter.fillRect(picture.rect(), QColor(0, 0, 0, 90))
                        painter.drawPixmap(at, dialog.grab())
                        painter.end()
                        dialog.hide()
                        dialog.done(0)
                        dialog.deleteLater()
                    folder = out if size == SIZES[0] else out / str(size[0])
                    folder.mkdir(parents=True, exist_ok=True)
                    picture.save(str(folder / f"{name}-{look}-{language}.png"))

    def _dialog(self) -> QDialog | None:
        return next((one for one in self.window.findChildren(QDialog) if one.isVisible()), None)

    def papers(self, out: Path) -> None:
        """Make a receipt and a flash report, then draw the documents and the dialogs of the papers."""
        errands = self.window.document_errands.papers
        errands.make_flash("Commander Practice", "km", names=False)
        self.until(lambda: bool(self.window.view and self.window.view.releases) and not self.window.ops.busy)
        errands.make_receipt(Party(name="Owner Practice", id_ref="000-PRACTICE-9"), "km")
        self.until(lambda: len(self.window.view.releases if self.window.view else ()) > 1 and not self.window.ops.busy)
        self.window.banner.clear()
        self.shoot(out, "papers", ("documents",))
        for name in ("receipt", "flash", "anchor", "blank", "transcribe"):
            self.shoot_dialog(out, f"dialog-{name}", partial(errands.ask, name))

    def dress(self, look: LookName, language: Language) -> None:
        """Put on a look and a language."""
        self.window.dress.speak(language)
        self.window.dress.wear(look)
        self.window.refresh()
        self.rest(100)

    def writeup(self, out: Path) -> None:
        """Begin a seizure and draw every section of its write-up."""
        errands = self.window.writeup_errands
        errands.start()
        self.until(lambda: self.window.current is errands.page and not self.window.ops.busy)
        for section in errands.page.state.sections():
            errands.page.state.go(section)
            self.shoot(out, f"writeup-{section}", ("writeup",))

    def night(self, out: Path, night: HalfWritten) -> None:
        """Draw a seizure half written up, the question before a weight is signed, the read-back and a hand-over."""
        window = self.window
        self.open(night.writing)
        state = window.writeup_errands.page.state
        state.go("exhibits", exhibit=state.exhibits[1].id)
        self.shoot(out, "half", ("writeup",))
        number, officers = state.exhibits[2].number, (Party(name="Officer Practice B"),)
        self.shoot_dialog(
            out,
            "dialog-weigh",
            lambda: ConfirmWeighing(
                window, number, WEIGHING, officers=officers, yes=lambda _typed: None, again=lambda: None
            ).open(),
        )
        self.shoot_dialog(out, "dialog-help", window.keys_asked.emit)
        self.shoot(out, "read-back", ("attest",))
        self.open(night.giving)
        page = window.handover_errands.page
        window.go("handover")
        self.until(lambda: page.offered is not None)
        for typed in readings(night):
            for name, text in typed.items():
                line = page.part(name)
                if isinstance(line, QLineEdit):
                    line.insert(text)
            next(act for act in page.acts() if act.key == "Enter").run()
            self.rest(600)
            self.until(lambda: not window.ops.busy)
        self.shoot(out, "taking", ("handover",))
        self.shoot_dialog(out, "dialog-codes", lambda: page.codes_asked.emit(night.offer))
        self.shoot_dialog(out, "dialog-read", page.read_asked.emit)

    def open(self, seizure: str) -> None:
        """Open a seizure."""
        self.window.open(seizure)
        self.until(lambda: bool(self.window.view and self.window.view.id == seizure) and not self.window.ops.busy)

    def officers(self, out: Path) -> None:
        """Draw This laptop and the dialogs of officers, enrolment and moving."""
        window = self.window
        errands = window.officer_errands
        errands.show()
        self.until(lambda: errands.page.part("add_officer") is not None)
        self.shoot(out, "", ("laptop",))
        card = window.card
        name, phrase = card.name if card else "", "acorn baker cabin daisy eagle fable"
        self.shoot_dialog(out, "dialog-switch", window.homes.switch_asked)
        self.shoot_dialog(out, "dialog-stuck", lambda: stuck(window, card.person if card else ""))
        self.shoot_dialog(out, "dialog-grant", lambda: errands.ask_grant(Path("practice.grant")))
        self.shoot_dialog(
            out,
            "dialog-passphrase",
            lambda: PassphraseOnce(window, name, phrase, str.__eq__, lambda: None).open(),
        )

    def first_run(self, out: Path) -> None:
        """Draw the two choices of a new computer, and the page that sets a laptop up."""
        self.shoot(out, "first", ("unlock",))
        self.window.unlock_page.setup_asked.emit()
        self.shoot(out, "", ("setup",))

    def close(self) -> None:
        """Lock and let the threads end."""
        self.window.homes.lock()
        self.window.ops.close()
        self.window.close()


def main() -> int:
    """Draw all pictures into the folder named on the command line."""
    out = Path(sys.argv[1] if len(sys.argv) > 1 else "shots")
    app = QApplication(sys.argv[:1])
    app.setStyle("Fusion")
    QCursor.setPos(5_000, 5_000)  # offscreen the pointer starts at 0,0 and hovers over the rail
    style.apply(app, "light", khmer=False)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        os.environ["FIELDKIT_GUARD"] = str(folder / "guard")
        new = Session(folder, None)
        new.first_run(out)
        new.close()
        told = demo.run(folder=folder / "night")
        night = write_half(told.homes.field)
        field = Session(folder, told.homes.field)
        field.shoot(out, "unlock", ("unlock",))
        field.unlock()
        done = next(one.id for one in field.window.today.listed if told.seizure in (one.id, one.number))
        field.open(done)
        field.window.exchange_errands.plan()
        field.shoot(out, "", PAGES)
        field.night(out, night)
        field.open(done)
        field.officers(out)
        field.papers(out)
        field.writeup(out)
        field.close()
        headquarters = Session(folder, told.homes.hq)
        headquarters.unlock()
        (folder / "night" / "stick" / "strange.fkb").write_bytes(b"not a bundle" * 4_096)
        headquarters.window.exchange_errands.take([folder / "night" / "stick"])
        headquarters.until(lambda: bool(headquarters.window.banner.text))
        headquarters.window.banner.clear()
        headquarters.shoot(out, "import", ("exchange",))
        headquarters.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
