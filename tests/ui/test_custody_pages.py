"""Signing and handing over, in both languages and sizes: nothing cut, nothing overlapping, all reached by keyboard."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from fieldkit.text.catalogue import Language, mark_translated
from tests.ui import fit
from tests.ui.conftest import Dress
from tests.ui.staged_custody import DIALOGS, LETTERS, PAGES, stage, staged_dialog
from tests.ui.test_pages import hard_coded, words_of_sample

DATA = ["F8", "Down", LETTERS, LETTERS[:5], LETTERS[5:], "slip.jpg", "I stood at the gate", "Bag shows ...832."]


@fit.IN_EVERY_SIZE
@pytest.mark.parametrize("name", PAGES)
def test_no_page_cuts_text_or_lets_parts_overlap(
    qtbot: QtBot, dress: Dress, name: str, language: Language, size: tuple[int, int]
) -> None:
    dress("light", language)
    shell = stage(name, size)
    qtbot.addWidget(shell)
    qtbot.wait(30)
    assert (shell.width(), shell.height()) == size, "the content forces the window to grow"
    assert fit.cut_text(shell) == []
    assert fit.overlaps(shell) == []
    assert fit.outside(shell) == []
    assert fit.nameless(shell) == []
    assert fit.controls(shell) - fit.reached_by_tab(shell) == set()


@fit.IN_EVERY_SIZE
@pytest.mark.parametrize("name", DIALOGS)
def test_no_dialog_cuts_text_or_grows_over_the_window(
    qtbot: QtBot, dress: Dress, name: str, language: Language, size: tuple[int, int]
) -> None:
    dress("night", language)
    shell, dialog = staged_dialog(name, size)
    qtbot.addWidget(shell)
    qtbot.wait(30)
    assert dialog.width() <= size[0]
    assert dialog.height() <= size[1]
    assert fit.cut_text(dialog) == []
    assert fit.overlaps(dialog) == []
    assert fit.outside(dialog) == []
    assert fit.nameless(dialog) == []
    assert fit.controls(dialog) - fit.reached_by_tab(dialog) == set()


@pytest.mark.parametrize("name", [*PAGES, *DIALOGS])
def test_every_word_comes_out_of_the_catalogue(qtbot: QtBot, dress: Dress, name: str) -> None:
    dress("light", "en")
    data = sorted([*words_of_sample(), *DATA], key=len, reverse=True)
    mark_translated(on=True)
    if name in PAGES:
        root = shell = stage(name)
    else:
        shell, root = staged_dialog(name)  # type: ignore[assignment]  # either is a widget
    qtbot.addWidget(shell)
    qtbot.wait(30)
    left = {text: rest for text in fit.words(root) if (rest := hard_coded(text, data))}
    assert left == {}
