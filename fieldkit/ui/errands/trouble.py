"""Errands when something went wrong: a sentence, a crash report, a file for support."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from fieldkit.errors import FieldkitError, KnownError
from fieldkit.text.catalogue import _, sentence
from fieldkit.ui.ops import Job
from fieldkit.ui.preferences import state_folder

if TYPE_CHECKING:
    from fieldkit.ui.window import Window


class TroubleErrands:
    """Shows errors for the window."""

    def __init__(self, window: Window) -> None:
        self._window = window
        self._before_crash = ""

    def show(self, error: BaseException) -> None:
        """Show an error: the world's as a sentence with what to do, ours as a crash report."""
        if isinstance(error, KnownError):
            self._window.banner.say("bad", *sentence(error))
        elif isinstance(error, PermissionError | FileNotFoundError | IsADirectoryError | NotADirectoryError):
            self._window.banner.say(
                "bad", _("A file or folder could not be read or written."), _("What was saved is safe.")
            )
        else:
            self.show_crash(error)

    def show_crash(self, error: BaseException) -> None:
        """Show our own mistake and where its report lies."""
        from fieldkit.ui import crash

        self._window.furnish()
        at = datetime.now(UTC)
        report = crash.write(error, state_folder() / "crash", at)
        what = crash.summary(error)
        if isinstance(error, FieldkitError):
            what = f"{error.code}, {what}"
        if self._window.current and self._window.current is not self._window.crash_page:
            self._before_crash = self._window.current.name
        self._window.crash_page.show_crash(what, report)
        self._window.go("crash")

    def ask_support_file(self) -> None:
        """Ask where the file for support shall lie."""
        self._window.choose_new_file(_("Save a file for support"), "fieldkit-support.zip", self.save_support_file)

    def save_support_file(self, path: Path) -> None:
        """Write the file for support and say where it is."""
        window = self._window
        home = window.desk.home if window.desk else window.preferences.home
        reports, at = state_folder() / "crash", datetime.now(UTC)

        def work(_job: Job) -> None:
            from fieldkit.ui import support  # reads what is installed: a third of the window's own modules

            try:
                support.write(path, reports=reports, home=home, at=at)
            except OSError as error:
                raise support.NotWritten(reason=error.strerror or type(error).__name__) from None

        def done(_none: None) -> None:
            window.banner.say("ok", _("The file for support is saved."), str(path))

        window.ops.long(work, kind="support", done=done, initiator=window)

    def leave(self) -> None:
        """Go back from the crash page."""
        self._window.go(self._before_crash or "unlock")
