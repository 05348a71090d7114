"""What every control of a form is: a widget that holds one value as typed, and gives it back unharmed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from fieldkit.domain.typed import clean as composed
from fieldkit.text.breaks import ZERO_WIDTH_SPACE
from fieldkit.ui.forms.spec import Field, Known, Typed
from fieldkit.ui.widgets.text import Tone


@dataclass(frozen=True, slots=True)
class Seat:
    """Where a control sits: its field, objectName, label (in the language in use, with the row's number), offers."""

    field: Field
    name: str
    label: str
    known: Known


class Control(QWidget):
    """Holds one value of *typed*. Until a person touches it, the value is what was handed in, whatever that was.

    Signals:
        changed: what stands here is another value now.
        advised: words to show under the field, and their tone; empty words take them back.
        fills: values for other fields of the same form, by their names.
        rearranged: places where Tab stops came or went.
    """

    changed = Signal()
    advised = Signal(str, str)
    fills = Signal(dict)
    rearranged = Signal()

    def __init__(self, seat: Seat, given: Any) -> None:  # noqa: ANN401  (JSON has any shape)
        super().__init__()
        self.seat = seat
        self._given = given
        self._touched = False

    @property
    def value(self) -> Any:  # noqa: ANN401  (JSON has any shape)
        """Return what stands here as JSON data; None = nothing."""
        return self.read() if self._touched else self._given

    def read(self) -> Any:  # noqa: ANN401  (JSON has any shape)
        """Return the value from the widgets; None = nothing."""
        raise NotImplementedError

    def put(self, value: Any) -> None:  # noqa: ANN401  (JSON has any shape)
        """Show and keep *value*, as if a person had given it."""
        raise NotImplementedError

    def follow(self, typed: Typed) -> None:
        """Take note of what the whole form holds now."""

    def stops(self) -> list[QWidget]:
        """Return where Tab stops, in reading order."""
        raise NotImplementedError

    def target(self, _rest: str) -> QWidget:
        """Return the widget that a complaint about the part *rest* of the value is about; by default the first."""
        return self.stops()[0]

    def advise(self) -> None:
        """Say under the field what the value is read as, or what is odd about it."""

    def touch(self) -> None:
        """A person changed something."""
        self._touched = True
        self.changed.emit()

    def say(self, text: str, tone: Tone = "muted") -> None:
        """Show *text* under the field."""
        self.advised.emit(text, tone)


def clean(typed: str) -> str:
    """Return typed text as it is kept: composed, without break marks, what no entry can hold, and spaces around it."""
    kept: str = composed(typed.replace(ZERO_WIDTH_SPACE, ""))
    return kept.strip()
