"""The look: contrast of every pair that occurs, both looks complete, all icons there, Khmer larger."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QApplication

from fieldkit.text.resources import read_resource, resource
from fieldkit.ui.look import icons, style, tokens
from fieldkit.ui.look.tokens import LOOKS, LookName
from tests.ui.conftest import Dress

SOURCES = sorted(Path("fieldkit/ui").rglob("*.py"))


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize(("ink", "ground", "least"), tokens.pairs())
def test_contrast_is_enough(look: LookName, ink: str, ground: str, least: float) -> None:
    colours = tokens.colours(look)
    assert tokens.contrast(colours[ink], colours[ground]) >= least


def test_text_pairs_ask_for_4_5_and_borders_for_3() -> None:
    asked = {least for _ink, _ground, least in tokens.pairs()}
    assert asked == {4.5, 3.0}
    assert ("edge", "surface", 3.0) in tokens.pairs()


def test_contrast_is_that_of_wcag() -> None:
    assert tokens.contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert tokens.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_both_looks_name_the_same_colours() -> None:
    light, night = tokens.colours("light"), tokens.colours("night")
    assert light.keys() == night.keys()
    assert all(re.fullmatch("#[0-9a-f]{6}", value) for value in (*light.values(), *night.values()))


def test_the_style_sheet_names_no_colour_of_its_own() -> None:
    assert re.findall("#[0-9a-fA-F]{6}", read_resource("look", "style.qss")) == []


def test_khmer_is_larger_but_digits_are_not() -> None:
    latin, khmer = tokens.sizes(khmer=False), tokens.sizes(khmer=True)
    assert khmer["body"] > latin["body"]
    assert khmer["huge"] == latin["huge"]


def test_every_icon_that_is_named_is_there() -> None:
    known = {path.stem for path in resource("icons").glob("*.svg")}
    named = set()
    for path in SOURCES:
        text = path.read_text(encoding="utf-8")
        named |= set(re.findall(r'icon="([a-z0-9-]+)"', text))
        named |= set(re.findall(r'(?:Icon|Empty|pixmap|icon)\(\s*"([a-z0-9-]+)"', text))
        named |= set(re.findall(r'"([a-z0-9-]+)(?::(?:ok|bad|warn|muted))"', text))
    assert named - known == set()
    assert len(named) > 30


def test_an_icon_takes_the_colour_of_the_look(dress: Dress) -> None:
    dress("light", "en")
    day = icons.pixmap("check", "fg", 16).toImage()
    dress("night", "en")
    assert icons.pixmap("check", "fg", 16).toImage() != day


def test_our_fonts_are_loaded(dress: Dress, qapp: QApplication) -> None:
    dress("light", "km")
    assert {"Inter", "Noto Sans Khmer"} <= set(QFontDatabase.families())
    assert qapp.font().families() == ["Inter", "Noto Sans Khmer"]
    assert style.size("body") == 15
