"""Long work as a person sees it: how far, how long still, and Cancel with what it keeps."""

from __future__ import annotations

from collections.abc import Callable

from fieldkit.text.catalogue import _
from fieldkit.ui import lines
from fieldkit.ui.look.tokens import L
from fieldkit.ui.ops import Job
from fieldkit.ui.widgets.boxes import column, row
from fieldkit.ui.widgets.button import Button
from fieldkit.ui.widgets.parts import Bar, Card
from fieldkit.ui.widgets.text import Text


class Progress(Card):
    """Follows a job. said(job): the sentence above the bar; kept: what Cancel leaves in place, "" = no Cancel."""

    def __init__(self, job: Job, said: Callable[[Job], str], kept: str) -> None:
        self._job, self._said, self._kept = job, said, kept
        self._line = Text("", "lead", wrapped=True)
        self._bar = Bar(job.done, job.total, "progress")
        self._note = Text(kept, "cap", "muted", wrapped=True)
        self._cancel = Button(_("Cancel"), "plain", name="cancel", icon="x", key="Esc")
        self._cancel.clicked.connect(job.cancel)
        self._note.setVisible(bool(kept))
        self._cancel.setVisible(bool(kept))
        super().__init__(row((column(self._line, self._bar, self._note, gap=6), 1), self._cancel, gap=L), name="job")
        job.progressed.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        job = self._job
        left = lines.time_left(job.seconds_left)
        self._line.say(", ".join(filter(None, (self._said(job), left))))
        self._bar.put(job.done, job.total)
        if job.cancelling:
            self._note.say(_("Stopping at the next safe place."))
            self._cancel.setEnabled(False)
