"""The guide against the window: each button and key it names is there, and both languages tell the same.

In a page **bold** is the label of a button, a page or a section; bold that ends in punctuation is a heading within the
text. A key in `back quotes` right after a label is that button's key.
"""

from __future__ import annotations

import ast
import gettext
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QSizeF
from PySide6.QtGui import QFont, QImage, QTextDocument
from PySide6.QtWidgets import QApplication

from fieldkit.text.catalogue import Language
from fieldkit.text.guide import PAGES, guide_file, page_for
from fieldkit.text.resources import resource
from fieldkit.ui.pages.evidence_acts import ACTS
from fieldkit.ui.pages.writeup_exhibits import KINDS
from fieldkit.ui.pages.writeup_plan import SECTIONS

ROOT = Path(__file__).parents[2]
SHOTS = ROOT / "docs" / "guide" / "shots"
BOLD = re.compile(r"\*\*(.+?)\*\*(?: `([^`]+)`)?", re.DOTALL)
PICTURE = re.compile(r"!\[[^\]]+\]\(\.\./shots/([^)]+)\.png\)")
CODE = re.compile(r"`([^`]+)`")
MOST_BYTES = 3_000_000
LANGUAGES: tuple[Language, ...] = ("en", "km")


def page(name: str, language: Language) -> str:
    return guide_file(name, language).read_text(encoding="utf-8")


def labels(text: str) -> list[tuple[str, str]]:
    """Return the labels of a page with the key beside each, or ""."""
    found = [(" ".join(words.split()), key) for words, key in BOLD.findall(text)]
    return [(words, key) for words, key in found if words[-1] not in ".:?។៖"]


def said(node: ast.expr) -> Iterator[str]:
    """Yield the texts that an expression such as `_("Print") if done else _("Sign")` can say."""
    for part in ast.walk(node):
        if isinstance(part, ast.Call) and isinstance(part.func, ast.Name) and part.func.id in {"_", "N_"}:
            yield from (str(one.value) for one in part.args[:1] if isinstance(one, ast.Constant))


def named_first(function: ast.FunctionDef) -> Iterator[tuple[str, str]]:
    """Yield label and key of buttons whose label was given a name just before."""
    given = {
        target.id: tuple(said(node.value))
        for node in ast.walk(function)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Name):
            key = next((k.value for k in node.keywords if k.arg == "key"), None)
            if isinstance(key, ast.Constant):
                yield from ((text, str(key.value)) for text in given.get(node.args[0].id, ()))


def keys() -> set[tuple[str, str]]:
    """Return label and key of every act and button of the window."""
    found = {(text, f"Alt+{n}") for n, (_name, text) in enumerate(SECTIONS)}
    found |= {(text, key) for _code, text, _icon, key in (*ACTS, *KINDS)}
    for path in (ROOT / "fieldkit" / "ui").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                found |= set(named_first(node))
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            if node.func.id == "Act" and isinstance(node.args[0], ast.Constant):
                found |= {(text, str(node.args[0].value)) for text in said(node.args[1])}
            for given in node.keywords:
                if given.arg == "key" and isinstance(given.value, ast.Constant) and node.args:
                    found |= {(text, str(given.value.value)) for text in said(node.args[0])}
    return found


@pytest.fixture(scope="module")
def khmer() -> gettext.NullTranslations:
    with resource("locale", "km", "LC_MESSAGES", "fieldkit.mo").open("rb") as file:
        return gettext.GNUTranslations(file)


@pytest.mark.parametrize("name", PAGES)
def test_each_button_and_key_that_the_guide_names_is_in_the_window(name: str, khmer: gettext.NullTranslations) -> None:
    known = keys()
    for label, key in labels(page(name, "en")):
        begun = [text for text, _key in known if text.startswith(f"{label}, ")]  # "Yes" stands for "Yes, save 512.4 g"
        assert begun or khmer.gettext(label) != label, label
        assert not key or (label, key) in known, (label, key)
    every = {key for _text, key in known} | {"Ctrl+U", "Enter", "Esc", "fieldkit verify", "fieldkit check"}
    every |= {str(n) for n in range(1, 10)}
    assert set(CODE.findall(page(name, "en"))) <= every


@pytest.mark.parametrize("name", PAGES)
def test_the_khmer_page_names_the_same_buttons_in_khmer(name: str, khmer: gettext.NullTranslations) -> None:
    english = [(khmer.gettext(label), key) for label, key in labels(page(name, "en"))]
    assert labels(page(name, "km")) == english


@pytest.mark.parametrize("name", PAGES)
def test_both_languages_have_the_same_shape_keys_and_pictures(name: str) -> None:
    shapes = []
    for language in LANGUAGES:
        text = page(name, language)
        lines = text.splitlines()
        starts = [re.match(r"#+ |\d+\. |- |\|", line) for line in lines]
        pictures = [shot.removesuffix(f"-{language}") for shot in PICTURE.findall(text)]
        shapes.append((Counter(found.group() for found in starts if found), Counter(CODE.findall(text)), pictures))
    assert shapes[0] == shapes[1]


def test_every_picture_is_drawn_small_and_none_lies_unused() -> None:
    named = {
        f"{shot}.png" for language in LANGUAGES for name in PAGES for shot in PICTURE.findall(page(name, language))
    }
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    named |= set(re.findall(r"docs/guide/shots/([a-z0-9_-]+\.png)", readme))
    assert {path.name for path in SHOTS.glob("*.png")} == named
    assert sum(path.stat().st_size for path in SHOTS.glob("*.png")) < MOST_BYTES
    for path in SHOTS.glob("*.png"):
        with Image.open(path) as picture:
            assert picture.width <= 960


def test_every_page_of_the_window_has_its_page_of_the_guide() -> None:
    named = {
        str(node.value.value)
        for path in (ROOT / "fieldkit" / "ui" / "pages").glob("*.py")
        for kind in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(kind, ast.ClassDef) and any(isinstance(b, ast.Name) and b.id == "Page" for b in kind.bases)
        for node in kind.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        if any(isinstance(target, ast.Name) and target.id == "name" for target in node.targets)
    }
    assert {"today", "writeup", "handover", "attest", "laptop", "setup", "unlock"} <= named
    assert {name for name in named if page_for(name) == "night-card"} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_night_card_fits_one_printed_page(qapp: QApplication, language: Language) -> None:
    """A4 in points with 15 mm of margin, text of 11, the picture 9 cm wide."""
    card = QTextDocument()
    font = QFont("Inter")
    font.setPixelSize(11)  # a pixel of this page is a point
    card.setDefaultFont(font)
    path = guide_file("night-card", language)
    for shot in PICTURE.findall(page("night-card", language)):
        picture = QImage(str(SHOTS / f"{shot}.png")).scaledToWidth(255)
        assert not picture.isNull()
        card.addResource(QTextDocument.ResourceType.ImageResource.value, f"../shots/{shot}.png", picture)
    card.setMarkdown(path.read_text(encoding="utf-8"))
    card.setPageSize(QSizeF(595 - 84, 842 - 84))
    assert card.pageCount() == 1
