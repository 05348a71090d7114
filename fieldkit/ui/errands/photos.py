"""Errands of the photo page: attach files, bring thumbnails and previews."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QImage

from fieldkit.text.catalogue import _, _n
from fieldkit.ui.models.photos import EDGE
from fieldkit.ui.ops import Job

if TYPE_CHECKING:
    from fieldkit.actions.photos import Attached
    from fieldkit.ui.window import Window

_LARGE = 1600


class PhotoErrands:
    """Attaches and shows originals for the window."""

    def __init__(self, window: Window) -> None:
        self._window = window
        for page in (window.photos, window.seizure):
            page.attach_asked.connect(self._choose)
        window.photos.dropped.connect(self.attach)
        window.photos.thumbnail_wanted.connect(partial(self._picture, edge=EDGE))
        window.photos.preview_wanted.connect(partial(self._picture, edge=_LARGE))

    def _choose(self) -> None:
        if self._window.view is not None:
            pictures = _("Photos and scans")
            everything = _("All files")
            endings = "*.jpg *.jpeg *.png *.heic *.tif *.tiff *.webp *.pdf"
            self._window.choose_files(_("Add photos"), f"{pictures} ({endings});;{everything} (*)", self.attach)

    def attach(self, paths: Sequence[Path]) -> None:
        """Attach files and folders to the open seizure, then make their previews."""
        window, desk, view = self._window, self._window.desk, self._window.view
        if desk is None or view is None or not paths:
            return

        def work(job: Job) -> Attached:
            from fieldkit.actions import photos

            return photos.attach(
                desk=desk,
                seizure=view.id,
                photos=[photos.Photo(path=path) for path in paths],
                progress=job.progress,
                cancelled=job.cancelled,
            )

        done = partial(self._attached, view.id)
        window.ops.long(work, kind="attach", subject=view.id, done=done, initiator=window)
        window.go("photos")

    def _attached(self, seizure: str, attached: Attached) -> None:
        window, desk = self._window, self._window.desk
        if desk is None:
            return
        refused = attached.refused
        kept = _n("{n} original kept.", "{n} originals kept.", len(attached.kept))
        if refused:
            first = refused[0]
            title = _n(
                "{n} file was not taken in: {name}.",
                "{n} files were not taken in, the first is {name}.",
                len(refused),
                name=first.path.name,
            )
            window.banner.say("warn", title, f"{first.message} {first.hint} {kept}")
        elif attached.left:
            left = _n(
                "{n} file was not reached and stays where it is.",
                "{n} files were not reached and stay where they are.",
                attached.left,
            )
            window.banner.say("warn", _("Cancelled."), f"{kept} {left}")
        else:
            window.banner.say("ok", kept, _("The files you chose were copied, not moved."))

        def work(job: Job) -> _Seen:
            from fieldkit.actions import photos

            return _Seen(
                photos.make_previews(desk=desk, seizure=seizure, progress=job.progress, cancelled=job.cancelled)
            )

        window.ops.long(work, kind="previews", subject=seizure, done=self._seen, initiator=window)

    def _seen(self, _seen: _Seen) -> None:
        """New previews may be there: ask again for what could not be drawn."""
        self._window.photos.refetch()

    def _picture(self, original: str, *, edge: int) -> None:
        window, desk, view = self._window, self._window.desk, self._window.view
        if desk is None or view is None:
            return

        def look() -> QImage | None:
            from fieldkit.actions import photos

            found = photos.preview(desk=desk, seizure=view.id, original=original, edge=edge)
            if found is None:
                return None
            image = QImage.fromData(found.data)
            return None if image.isNull() else image

        take = window.photos.thumbnail if edge == EDGE else window.photos.preview
        window.ops.read(look, done=partial(take, original), owner=window)


class _Seen:
    """What `make_previews` changed, in the shape the ops announce."""

    def __init__(self, changes: object) -> None:
        self.changes = changes
