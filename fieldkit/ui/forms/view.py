"""A form on the screen."""

from __future__ import annotations

import copy
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from fieldkit.ui.forms.fields import Fields, bring_into_view
from fieldkit.ui.forms.spec import Form, Known, Typed, look_up, put_in


class FormView(Fields):
    """Draws *form* over *typed*; built again from `typed` it stands as before, also in another language.

    Signals:
        changed: something stands otherwise now (at every key).

    Attributes:
        enter_moves_on: Enter in a line goes to the next field; False leaves it to the page.
    """

    def __init__(self, form: Form, typed: Typed, known: Known, *, name: str) -> None:
        whole = copy.deepcopy(typed)
        for at, value in form.fixed:
            if look_up(whole, at) is None:
                put_in(whole, at, copy.deepcopy(value))
        super().__init__(form.fields, whole, known, f"{name}_")
        self.setObjectName(name)
        self.form = form
        self.enter_moves_on = True
        self._complained = False
        self.rearranged.connect(self._put_tabs_in_order)
        self._put_tabs_in_order()

    def complain(self, where: str, what: str) -> QWidget | None:
        """Show *what* under the field that *where* ("$.people[1].party") names, and go to the first one complained of.

        Returns the widget, or None where the form has no such field.
        """
        widget = super().complain(where.removeprefix("$").removeprefix("."), what)
        if widget is not None and not self._complained:
            self._complained = True
            bring_into_view(widget)
        return widget

    def hush(self) -> None:
        """Take all complaints back."""
        self._complained = False
        super().hush()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go on to the next field at Enter in a line; all else is the page's."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not (
            event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        )
        if enter and self.enter_moves_on and isinstance(self.focusWidget(), QLineEdit):
            self.focusNextChild()
            return
        super().keyPressEvent(event)

    def _put_tabs_in_order(self) -> None:
        for one, following in pairwise(self.stops()):
            QWidget.setTabOrder(one, following)
