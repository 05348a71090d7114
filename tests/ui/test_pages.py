"""Every page in both languages, looks and sizes: nothing cut, nothing overlapping, all reached by keyboard."""

from __future__ import annotations

import re

import msgspec
import pytest
from PySide6.QtWidgets import QScrollArea
from pytestqt.qtbot import QtBot

from fieldkit.text.breaks import ZERO_WIDTH_SPACE
from fieldkit.text.catalogue import Language, mark_translated, use_language
from fieldkit.ui.look.tokens import LookName
from fieldkit.ui.widgets.text import initials
from tests.ui import fit, sample, staged
from tests.ui.conftest import Dress
from tests.ui.staged import PAGES, stage

SIZES = [(1280, 800), (1024, 640)]
MARKED = re.compile("⟦[^⟦⟧]*⟧")
# What is no sentence of ours: keys, units, codes, names of languages and countries, files, types of mistakes.
CODES = re.compile(
    r"""\b(?:Ctrl|Alt|Esc|Enter|PgUp|PgDn|F1|English|Fieldkit|SHA-256|USD|KHR|GB|MB|kB|g|mm|JPG|Thailand|Cambodia)\b
    | ខ្មែរ | \b[A-Z]\b | \b[0-9a-f]{8,}\b | K7Q-\d+ | IMG_\d+\.JPG | \b[A-Z]-\d+
    | fieldkit/\S* | \w+Error | ^practice$""",
    re.VERBOSE,
)


def hard_coded(text: str, data: list[str]) -> str:
    """Return what is left of *text* without what came out of the catalogue, data and codes."""
    left = text
    while MARKED.search(left):
        left = MARKED.sub("", left)
    left = CODES.sub("", left.replace(ZERO_WIDTH_SPACE, ""))
    for known in data:
        left = left.replace(known, "")
    return re.sub(r"[\W\d_]+", " ", left).strip()


def words_of_sample() -> list[str]:
    """Return every string of the sample: it is data, and data is never translated."""
    found: set[str] = set()

    def walk(value: object) -> None:
        if isinstance(value, str):
            found.add(value)
            found.update(value.split("\n\n"))
        elif isinstance(value, dict):
            for part in value.values():
                walk(part)
        elif isinstance(value, list | tuple):
            for part in value:
                walk(part)

    walk(msgspec.to_builtins(sample.seizure()))
    for thing in (*staged.LIST, staged.HOME, *staged.HOME.officers, staged.PLAN):
        walk(vars(thing))
    found |= {drive.name for drive in staged.DRIVES}
    found |= {initials(name) for name in found if name}
    return sorted((text for text in found if len(text) > 1), key=len, reverse=True)


@fit.IN_EVERY_SIZE
@pytest.mark.parametrize("name", PAGES)
def test_no_text_is_cut_and_nothing_overlaps(
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


@pytest.mark.parametrize("look", ["light", "night"])
@pytest.mark.parametrize("name", PAGES)
def test_every_page_renders_and_every_control_has_a_name(qtbot: QtBot, dress: Dress, name: str, look: LookName) -> None:
    dress(look, "en")
    shell = stage(name)
    qtbot.addWidget(shell)
    qtbot.wait(30)
    assert not shell.grab().toImage().isNull()
    assert fit.nameless(shell) == []


@pytest.mark.parametrize("name", PAGES)
def test_tab_reaches_everything_that_can_be_pressed(qtbot: QtBot, dress: Dress, name: str) -> None:
    dress("light", "en")
    shell = stage(name)
    qtbot.addWidget(shell)
    qtbot.wait(30)
    assert fit.controls(shell) - fit.reached_by_tab(shell) == set()


@pytest.mark.parametrize("name", PAGES)
def test_every_word_comes_out_of_the_catalogue(qtbot: QtBot, dress: Dress, name: str) -> None:
    dress("light", "en")
    data = words_of_sample()
    mark_translated(on=True)
    shell = stage(name)
    qtbot.addWidget(shell)
    qtbot.wait(30)
    left = {text: rest for text in fit.words(shell) if (rest := hard_coded(text, data))}
    assert left == {}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_can_be_rebuilt_in_the_other_language_and_look(qtbot: QtBot, dress: Dress, name: str) -> None:
    dress("light", "en")
    shell = stage(name)
    qtbot.addWidget(shell)
    use_language("km")
    shell.restyle("night", khmer=True)
    qtbot.wait(30)
    assert any("\u1780" <= c <= "\u17ff" for text in fit.words(shell) for c in text)
    assert fit.nameless(shell) == []


def test_scroll_areas_never_scroll_sideways(qtbot: QtBot, dress: Dress) -> None:
    dress("light", "km")
    for name in PAGES:
        shell = stage(name, (1024, 640))
        qtbot.addWidget(shell)
        qtbot.wait(10)
        for area in shell.findChildren(QScrollArea):
            assert area.horizontalScrollBar().maximum() == 0, (name, area.objectName())
