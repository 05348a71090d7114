"""Errands of the photo page: attach files, bring thumbnails and previews, say what photos show."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from math import inf
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QBuffer, QIODevice, QObject
from PySide6.QtGui import QGuiApplication, QImage

from fieldkit.domain import copies
from fieldkit.domain.view import OriginalView, SeizureView
from fieldkit.text.catalogue import _
from fieldkit.ui import drops
from fieldkit.ui.errands.attached import tell
from fieldkit.ui.errands.thumbnails import Thumbnails, image
from fieldkit.ui.errands.watch import Watcher
from fieldkit.ui.ops import Job

if TYPE_CHECKING:
    from fieldkit.actions.desk import Changes, Desk
    from fieldkit.actions.photos import Attached, Photo, Viewer
    from fieldkit.domain.sequences import Gap
    from fieldkit.ui.dialogs.photos import Whole
    from fieldkit.ui.window import Window

_LARGE: Final = 1600
"""Pixels of the longest side of a photo that is shown whole."""
_GLANCE_S: Final = 1.0
"""While files come in, the grid looks this often for those that are kept already."""


class PhotoErrands(QObject):
    """Attaches and shows originals for the window."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self._viewer: Viewer | None = None
        self._allowed = True
        self._owed: set[str] = set()
        self._whole: Whole | None = None
        self._glanced = 0.0
        self._thumbnails = Thumbnails(window)
        self.watcher = Watcher(window, self._attach_from)
        page = window.photos
        for asking in (page, window.seizure):
            asking.attach_asked.connect(self._choose)
        page.dropped.connect(self.attach)
        page.paste_asked.connect(self.paste)
        page.watch_asked.connect(self.watcher.ask)
        page.preview_wanted.connect(self._preview)
        page.viewed.connect(lambda ids, view: self.describe(ids, {"view": view}))
        page.describe_asked.connect(self._ask_description)
        page.clock_asked.connect(self._ask_clock)
        page.link_asked.connect(self._ask_link)
        page.explain_asked.connect(self._ask_explanation)
        page.whole_asked.connect(self._show_whole)
        window.about_to_lock.connect(self.close)

    # --- bringing them in ---------------------------------------------------------------------------------------------
    def attach_to(self, exhibit: str, view: str = "other") -> None:
        """Choose files for *exhibit* (its id, "" = none): they are attached with that exhibit and view type."""
        self._window.photos.aim(exhibit, view)
        self._choose()

    def _choose(self) -> None:
        if self._window.view is not None:
            pictures = _("Photos and scans")
            everything = _("All files")
            self._window.choose_files(_("Add photos"), f"{pictures} ({drops.ORIGINALS});;{everything} (*)", self.attach)

    def attach(self, paths: Sequence[Path]) -> None:
        """Attach files and folders to the open seizure, where the photo page aims, then make their previews."""
        self._attach_from(paths, "file")

    def _attach_from(self, paths: Sequence[Path], source: str) -> Job | None:
        exhibit, shown = self._window.photos.target

        def wanted() -> list[Photo]:
            from fieldkit.actions import photos

            return [photos.Photo(path=path, said=photos.said(source, exhibit, shown)) for path in paths]

        return self._long(wanted) if paths else None

    def paste(self) -> None:
        """Attach what is in the clipboard: files as they are; a picture without a file is kept as PNG, marked so."""
        mime = QGuiApplication.clipboard().mimeData()
        paths = drops.dropped(mime)
        if paths:
            self.attach(paths)
            return
        picture = QImage(mime.imageData()) if mime.hasImage() else QImage()
        if picture.isNull():
            self._window.banner.say(
                "warn", _("There is no photo in the clipboard."), _("Copy one and press Ctrl+V again.")
            )
            return
        exhibit, shown = self._window.photos.target
        name = Path(f"paste-{datetime.now().astimezone():%Y%m%d-%H%M%S}.png")

        def wanted() -> list[Photo]:
            from fieldkit.actions import photos

            return [photos.Photo(path=name, said=photos.said("paste", exhibit, shown), data=_png(picture))]

        self._long(wanted)

    def _long(self, wanted: Callable[[], list[Photo]]) -> Job | None:
        window, desk, view = self._window, self._window.desk, self._window.view
        if desk is None or view is None:
            return None

        def work(job: Job) -> Attached:
            from fieldkit.actions import photos

            return photos.attach(
                desk=desk, seizure=view.id, photos=wanted(), progress=job.progress, cancelled=job.cancelled
            )

        done = partial(self._attached, view.id)
        job = window.ops.long(work, kind="attach", subject=view.id, done=done, initiator=window)
        self._glanced = monotonic()
        job.progressed.connect(partial(self._glance, view.id))
        if window.current is not window.photos:
            window.go("photos")
        return job

    def _glance(self, seizure: str) -> None:
        """Let the grid show what is kept so far; the other pages hear of it when all are in."""
        window, desk = self._window, self._window.desk
        if desk is None or window.current is not window.photos or monotonic() - self._glanced < _GLANCE_S:
            return
        self._glanced = inf  # one look at a time

        def look() -> SeizureView:
            from fieldkit.actions import find

            return find.seizure(desk=desk, seizure=seizure)

        def seen(view: SeizureView) -> None:
            self._glanced = monotonic()
            known = window.view
            if known is not None and known.id == seizure and len(known.originals) < len(view.originals):
                window.view = view
                window.photos.show_view(view, window.ops.job("attach", seizure))

        window.ops.read(look, done=seen, owner=window)

    def _attached(self, seizure: str, attached: Attached) -> None:
        tell(self._window, attached)
        self._owed.add(seizure)
        self._make_previews()

    # --- previews -----------------------------------------------------------------------------------------------------
    @property
    def previews_allowed(self) -> bool:
        """Tell whether previews are made; on a low battery they wait."""
        return self._allowed

    @previews_allowed.setter
    def previews_allowed(self, allowed: bool) -> None:
        """Let previews be made, or stop them at the next photo until they are allowed again."""
        self._allowed = allowed
        job = self._window.ops.job("previews")
        if allowed:
            self._make_previews()
        elif job is not None:
            self._owed.add(job.subject)
            job.cancel()

    def _make_previews(self) -> None:
        window, desk = self._window, self._window.desk
        while self._allowed and desk is not None and self._owed:
            seizure = self._owed.pop()
            work = partial(_previews, desk, seizure)
            window.ops.long(work, kind="previews", subject=seizure, done=self._seen, initiator=window)

    def _seen(self, _seen: _Seen) -> None:
        """New previews may be there: ask again for what could not be drawn."""
        self._window.photos.refetch()

    def _original(self, original: str) -> OriginalView | None:
        view = self._window.view
        return next((one for one in view.originals if one.id == original), None) if view is not None else None

    def _preview(self, original: str) -> None:
        desk, one = self._window.desk, self._original(original)
        if desk is None or one is None:
            return

        def look(edge: int) -> QImage | None:
            found = self._viewer_of(desk).look(one, edge=edge)
            return image(found.data, edge) if found else None

        def sharp(picture: QImage | None) -> None:
            self._large(original, picture)

        def first(picture: QImage | None) -> None:
            self._large(original, picture)
            if picture is not None and self._allowed and self._window.photos.part("side") is not None:
                self._window.ops.read(partial(look, _LARGE), done=sharp, owner=self._window)

        self._window.ops.read(partial(look, 0), done=first, owner=self._window)

    def _large(self, original: str, picture: QImage | None) -> None:
        self._window.photos.preview(original, picture)
        if self._whole is not None and self._whole.original == original:
            self._whole.put(picture)

    def _viewer_of(self, desk: Desk) -> Viewer:
        """Return the child that decodes for *desk*; runs in a reader's thread."""
        from fieldkit.actions import photos

        viewer = self._viewer
        if viewer is None or viewer.desk is not desk:
            if viewer is not None:
                viewer.close()
            viewer = self._viewer = photos.Viewer(desk)
        return viewer

    def close(self) -> None:
        """The keys are about to go: stop watching, end the child, forget pictures that are on their way."""
        self.watcher.stop()
        self._thumbnails.forget()
        self._owed.clear()
        viewer, self._viewer = self._viewer, None
        if viewer is not None:
            viewer.close()

    # --- saying what they show ----------------------------------------------------------------------------------------
    def describe(self, originals: Sequence[str], said: dict[str, Any]) -> None:
        """Say *said* of these photos, in one signed act."""
        desk, view = self._window.desk, self._window.view
        if desk is None or view is None or not said:
            return

        def work() -> Changes:
            from fieldkit.actions import photo_notes

            return photo_notes.describe(desk=desk, seizure=view.id, originals=list(originals), said=said)

        self._window.ops.write(work, initiator=self._window)

    def _ask_description(self, originals: Sequence[str]) -> None:
        from fieldkit.ui.dialogs.photos import Describe

        chosen = [one for one in map(self._original, originals) if one is not None]
        view = self._window.view
        if chosen and view is not None:
            Describe(self._window, chosen, view.exhibits, partial(self.describe, originals)).open()

    def _ask_clock(self, originals: Sequence[str]) -> None:
        from fieldkit.ui.dialogs.photos import SetClock

        one = self._original(originals[0])
        if one is None or one.examined is None or not one.examined.taken or not one.examined.camera:
            note = _("Choose a photo of a clock as the camera wrote it, not a copy sent by a messenger.")
            self._window.banner.say("warn", _("This photo holds no camera name and time."), note)
            return
        SetClock(self._window, one, partial(self.set_clock, one.id)).open()

    def set_clock(self, original: str, reads: datetime) -> None:
        """Say what the clock in a photo reads, in the local time of the place."""
        desk, view = self._window.desk, self._window.view
        if desk is None or view is None:
            return
        local = reads.astimezone()  # as this laptop's zone has it

        def work() -> Changes:
            from fieldkit.actions import photo_notes

            return photo_notes.set_camera_clock(
                desk=desk, seizure=view.id, original=original, reads=photo_notes.moment(local)
            )

        self._window.ops.write(work, initiator=self._window)

    def _ask_link(self, originals: Sequence[str]) -> None:
        from fieldkit.ui.dialogs.photos import LinkOriginal

        copy, view = self._original(originals[0]), self._window.view
        if copy is None or view is None:
            return
        candidates = copies.originals_for(view, copy)
        if not candidates:
            note = _("Add the original first: the file as the camera wrote it, from the card or by cable.")
            self._window.banner.say("warn", _("No photo here can be the original of this copy."), note)
            return
        LinkOriginal(
            self._window, copy, candidates, lambda whole: self.describe([whole], {"original_of": copy.id})
        ).open()

    def _ask_explanation(self, gap: Gap) -> None:
        from fieldkit.ui.dialogs.photos import Explain

        Explain(self._window, gap, partial(self.explain, gap.named)).open()

    def explain(self, named: str, why: str) -> None:
        """Write down why photos are missing."""
        desk, view = self._window.desk, self._window.view
        if desk is None or view is None:
            return

        def work() -> Changes:
            from fieldkit.actions import photo_notes

            return photo_notes.explain_gap(desk=desk, seizure=view.id, named=named, why=why)

        self._window.ops.write(work, initiator=self._window)

    def _show_whole(self, original: str) -> None:
        from fieldkit.ui.dialogs.photos import Whole

        one = self._original(original)
        if one is None:
            return
        self._whole = Whole(self._window, one, self._window.photos.large(original))
        self._whole.finished.connect(lambda _code: setattr(self, "_whole", None))
        self._whole.open()


def _png(picture: QImage) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture.save(buffer, "PNG")  # type: ignore[call-overload]  # the stubs miss the overload that takes a device
    return bytes(buffer.data().data())


def _previews(desk: Desk, seizure: str, job: Job) -> _Seen:
    from fieldkit.actions import photos

    return _Seen(photos.make_previews(desk=desk, seizure=seizure, progress=job.progress, cancelled=job.cancelled))


class _Seen:
    """What `make_previews` changed, in the shape the ops announce."""

    def __init__(self, changes: object) -> None:
        self.changes = changes
