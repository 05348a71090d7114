"""What window tests share: a styled application in each look and language, and widgets freed on the GUI thread."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QApplication

from fieldkit.text.catalogue import Language, mark_translated, use_language
from fieldkit.ui.look import style
from fieldkit.ui.look.tokens import LookName

Dress = Callable[[LookName, Language], None]


@pytest.fixture
def dress(qapp: QApplication) -> Iterator[Dress]:
    """Return a function that puts on a look and a language; afterwards the app is as it was."""
    qapp.setStyle("Fusion")
    QCursor.setPos(5000, 5000)  # offscreen the pointer starts at 0,0 and hovers over the rail

    def put_on(look: LookName, language: Language) -> None:
        use_language(language)
        style.apply(qapp, look, khmer=language == "km")

    put_on("light", "en")
    yield put_on
    mark_translated(on=False)
    use_language("en")
