"""Photos on the write-up: attached straight to the exhibit and view they belong to, and shown small."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QImage

from fieldkit.domain.writeup_bodies import Original
from fieldkit.text.catalogue import _
from fieldkit.ui import drops
from fieldkit.ui.errands.attached import tell
from fieldkit.ui.errands.thumbnails import image
from fieldkit.ui.models.photos import EDGE
from fieldkit.ui.ops import Job
from fieldkit.ui.pages.writeup import WriteUpPage

if TYPE_CHECKING:
    from fieldkit.actions.photos import Attached
    from fieldkit.ui.window import Window


class WriteUpPhotos:
    """Attaches photos from the write-up and brings its thumbnails."""

    def __init__(self, window: Window, page: WriteUpPage) -> None:
        self._window, self._page = window, page
        page.state.attach_asked.connect(self._attach)
        page.state.dropped.connect(self.attach)
        page.state.thumbnail_wanted.connect(self._thumbnail)

    def _attach(self, kind: str, exhibit: str) -> None:
        pictures, everything = _("Photos and scans"), _("All files")
        take = partial(self.attach, kind, exhibit)
        self._window.choose_files(_("Add photos"), f"{pictures} ({drops.SCANS});;{everything} (*)", take)

    def attach(self, kind: str, exhibit: str, paths: Sequence[Path]) -> None:
        """Attach files to the open seizure as photos of *exhibit* ("" = of none) that show it as *kind*."""
        window, desk, view = self._window, self._window.desk, self._page.state.view
        if desk is None or view is None or not paths:
            return
        seizure = view.id

        def work(job: Job) -> Attached:
            import msgspec

            from fieldkit.actions import photos

            said = msgspec.convert({"name": "", "view": kind, "exhibits": [exhibit] if exhibit else []}, Original)
            told = photos.attach(
                desk=desk,
                seizure=seizure,
                photos=[photos.Photo(path=path, said=said) for path in paths],
                progress=job.progress,
                cancelled=job.cancelled,
            )
            photos.make_previews(desk=desk, seizure=seizure, progress=job.progress, cancelled=job.cancelled)
            return told

        window.ops.long(work, kind="attach", subject=seizure, done=self._attached, initiator=window)

    def _attached(self, attached: Attached) -> None:
        if attached.refused or attached.left or attached.duplicates:
            tell(self._window, attached)

    def _thumbnail(self, original: str) -> None:
        desk, view = self._window.desk, self._page.state.view
        if desk is None or view is None:
            return
        sha256 = next((one.blob.sha256 for one in view.originals if one.id == original), "")

        def look() -> QImage | None:
            from fieldkit.actions import photos

            small = photos.thumbnail(desk=desk, sha256=sha256) if sha256 else None
            return image(small.data, EDGE) if small is not None else None

        self._window.ops.read(look, done=partial(self._page.thumbnail, original), owner=self._page)
