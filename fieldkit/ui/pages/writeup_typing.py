"""What is typed and not signed: it reaches the disk within a second, and is let go only when an entry holds it.

A draft is one form of one subject, whole. Each change gives it a new version; what is written is told back with its
version, so that a key pressed meanwhile is never taken for kept.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from PySide6.QtCore import QObject, QTimer, Signal

if TYPE_CHECKING:
    from fieldkit.actions.drafting import Kept

PAUSE_MS: Final = 300
"""A pause in the typing after which it is kept."""
LATEST_MS: Final = 500
"""Whoever types without a pause is kept this often; with the time of writing it stays below a second."""
AGAIN_MS: Final = 3_000
"""After the disk refused, it is asked again."""


class Key(NamedTuple):
    """A form (`fieldkit.domain.typed`) of a subject: the seizure, a person, an exhibit, or the fact it corrects."""

    form: str
    subject: str


@dataclass(slots=True)
class Draft:
    """What stands in a form. version counts changes; asked and kept are the versions sent to and known on the disk.

    wall: when it was kept last, ms since 1970. before: it comes from before this session. person, name: who typed it
    last; no person where another laptop brought it.
    """

    typed: dict[str, Any]
    version: int = 1
    asked: int = 0
    kept: int = 0
    wall: int = 0
    before: bool = False
    person: str = ""
    name: str = ""


class Typing(QObject):
    """The drafts of one seizure.

    Attributes:
        person, name: who types now.
    Signals:
        keep_asked: a draft is to be written to the disk; args: form, subject, what is typed, version.
        drop_asked: a draft is to be dropped; args: form, subject.
        moved: what is kept has changed.
    """

    keep_asked = Signal(str, str, object, int)
    drop_asked = Signal(str, str)
    moved = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._drafts: dict[Key, Draft] = {}
        self.person = ""
        self.name = ""
        self.refused = False
        self._pause = self._timer(PAUSE_MS)
        self._latest = self._timer(LATEST_MS)
        self._again = self._timer(AGAIN_MS)

    def _timer(self, milliseconds: int) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(milliseconds)
        timer.timeout.connect(self.flush)
        return timer

    # --- what is there ------------------------------------------------------------------------------------------------
    def draft(self, key: Key) -> Draft | None:
        """Return the draft of a form, or None."""
        return self._drafts.get(key)

    @property
    def keys(self) -> tuple[Key, ...]:
        """Return the forms that hold something unsigned."""
        return tuple(self._drafts)

    def strange(self, key: Key) -> bool:
        """Tell whether what stands in a form was typed by somebody else than who sits here."""
        draft = self._drafts.get(key)
        return draft is not None and draft.person != self.person

    @property
    def before(self) -> int:
        """Return when the oldest draft from before this session was kept (ms since 1970), or 0."""
        return min((one.wall for one in self._drafts.values() if one.before), default=0)

    @property
    def durable(self) -> bool:
        """Tell whether everything typed is on the disk."""
        return all(one.kept == one.version for one in self._drafts.values())

    @property
    def wall(self) -> int:
        """Return when something was kept last, ms since 1970."""
        return max((one.wall for one in self._drafts.values()), default=0)

    # --- typing -------------------------------------------------------------------------------------------------------
    def sit_down(self, person: str, name: str) -> None:
        """Say who types from now on; what was typed stays the word of who typed it."""
        self.person, self.name = person, name

    def load(self, kept: Iterable[Kept]) -> None:
        """Begin with what the disk holds; what was typed while it was read is newer."""
        for one in kept:
            held = Draft(one.typed, 1, 1, 1, one.wall, before=True, person=one.person, name=one.name)
            self._drafts.setdefault(Key(one.form, one.subject), held)
        self.moved.emit()

    def type(self, key: Key, typed: dict[str, Any], saved: dict[str, Any]) -> None:
        """Take what stands in a form now; *saved* is what an entry says: typed back to it, there is no draft."""
        draft = self._drafts.get(key)
        if typed == saved:
            if draft is not None:
                self.discard(key)
            return
        if draft is None:
            self._drafts[key] = Draft(typed, person=self.person, name=self.name)
        elif draft.typed == typed:
            return
        else:
            draft.typed, draft.version, draft.before = typed, draft.version + 1, False
            draft.person, draft.name = self.person, self.name
        self._pause.start()
        if not self._latest.isActive():
            self._latest.start()
        self.moved.emit()

    def flush(self) -> None:
        """Ask now for everything that is not on the disk to be written."""
        for timer in (self._pause, self._latest, self._again):
            timer.stop()
        for key, draft in list(self._drafts.items()):
            if draft.asked != draft.version:
                draft.asked = draft.version
                self.keep_asked.emit(key.form, key.subject, draft.typed, draft.version)

    def discard(self, key: Key) -> None:
        """Drop a draft, here and on the disk."""
        if self._drafts.pop(key, None) is not None:
            self.drop_asked.emit(key.form, key.subject)
            self.moved.emit()

    def clear(self) -> None:
        """Forget everything here; the disk keeps what it has."""
        for timer in (self._pause, self._latest, self._again):
            timer.stop()
        self._drafts.clear()
        self.refused = False

    # --- what the disk says -------------------------------------------------------------------------------------------
    def kept(self, key: Key, version: int, wall: int) -> None:
        """The disk holds this version since *wall*."""
        draft = self._drafts.get(key)
        if draft is not None:
            draft.kept, draft.wall = max(draft.kept, version), wall
        self.refused = False
        self.moved.emit()

    def unkept(self, key: Key) -> None:
        """The disk refused; it is asked again soon."""
        draft = self._drafts.get(key)
        if draft is not None:
            draft.asked = draft.kept
        self.refused = True
        self._again.start()
        self.moved.emit()

    def signed(self, key: Key, version: int) -> None:
        """An entry holds this version (and its draft is dropped); what was typed since stays a draft."""
        draft = self._drafts.get(key)
        if draft is not None and draft.version <= version:
            del self._drafts[key]
        elif draft is not None:
            draft.asked = draft.kept = 0
            self.flush()
        self.moved.emit()
