"""Design tokens of `resources/look/tokens.json`: colours by name for each look, type steps, pairs that must contrast.

Gaps and heights are constants here because layouts need them as numbers: a 4-px grid, touch targets of 44 px.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Final, Literal, cast

from fieldkit.text.resources import read_resource

LookName = Literal["light", "night", "contrast"]
LOOKS: Final[tuple[LookName, ...]] = ("light", "night", "contrast")

XS, S, M, L, XL = 4, 8, 12, 16, 24
TOUCH, TOUCH_BIG, TOUCH_LEAST, PRIMARY = 44, 56, 40, 48
RADIUS, RADIUS_SMALL = 14, 10
RAIL, HINTS = 92, 40
NARROW: Final = 1100
"""Below this window width side columns and margins shrink."""


@cache
def _table() -> dict[str, object]:
    return cast("dict[str, object]", json.loads(read_resource("look", "tokens.json")))


def colours(look: LookName) -> dict[str, str]:
    """Return every colour of *look* as `#rrggbb` by its name."""
    return cast("dict[str, dict[str, str]]", _table()["looks"])[look]


def sizes(*, khmer: bool, text_percent: int = 100) -> dict[str, int]:
    """Return the type steps in pixels at a text size of *text_percent*.

    Khmer looks small beside Latin, so its steps grow; the large digits stay as they are, they are read from afar.
    """
    table = _table()
    percent = (cast("int", table["khmer_scale_percent"]) if khmer else 100) * text_percent
    steps = cast("dict[str, int]", table["type"])
    digits = cast("dict[str, int]", table["digits"])
    return {name: (px * percent + 5_000) // 10_000 for name, px in steps.items()} | digits


def pairs() -> list[tuple[str, str, float]]:
    """Return every pair that occurs on a screen: foreground, background, least contrast ratio (WCAG 2)."""
    rows = cast("list[tuple[str, str, float]]", _table()["pairs"])
    return [(fg, bg, float(least)) for fg, bg, least in rows]


def contrast(one: str, other: str) -> float:
    """Return the WCAG contrast ratio of two `#rrggbb` colours, 1 to 21."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


_LINEAR_BELOW = 0.04045


def _luminance(colour: str) -> float:
    """Relative luminance; the constants are those of WCAG 2.1's definition of sRGB."""
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (v / 12.92 if v <= _LINEAR_BELOW else ((v + 0.055) / 1.055) ** 2.4 for v in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
