from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldkit.text.breaks import clusters
from fieldkit.text.plain import plain


@pytest.mark.parametrize(
    ("untrusted", "shown"),
    [
        ("0412-B2", "0412-B2"),
        ("សុខ\u200b ដារ៉ា", "សុខ ដារ៉ា"),
        (" two\r\n\tlines ", "two lines"),
        ("exe.\u202egpj", "exe.\ufffdgpj"),
        ("\x1b[31mred", "\ufffd[31mred"),
        ("nul\x00 del\x7f c1\x9b", "nul\ufffd del\ufffd c1\ufffd"),
        ("a\u2066b\u2069", "a\ufffdb\ufffd"),
        ("ad\u200dmin\ufeff", "admin"),
        ("\ud83d", "\ufffd"),
        ("\ue000", "\ufffd"),
        ("line\u2028sep", "line sep"),
        ("", ""),
    ],
)
def test_what_would_act_is_shown_or_gone(untrusted: str, shown: str) -> None:
    assert plain(untrusted, 40) == shown


def test_a_long_text_ends_in_an_ellipsis_within_the_limit() -> None:
    assert plain("abcdef", 6) == "abcdef"
    assert plain("abcdefg", 6) == "abcde…"
    assert plain("ab cdefg", 4) == "ab…"


def test_a_khmer_letter_is_never_cut_in_two() -> None:
    assert plain("កស្ត្រីកក", 5) == "ក…"


def test_a_flood_is_cut_before_it_is_read() -> None:
    assert plain("\u200b" * 10_000_000 + "x", 20) == "…"


@given(st.text(), st.integers(1, 40))
def test_nothing_that_acts_gets_through_and_the_limit_holds(untrusted: str, limit: int) -> None:
    shown = plain(untrusted, limit)
    assert len(shown) <= limit
    assert all(unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"} for character in shown)
    assert plain(shown, limit) == shown


@given(st.text(st.characters(min_codepoint=0x1780, max_codepoint=0x17FF), max_size=30), st.integers(2, 12))
def test_a_cut_falls_between_letters(untrusted: str, limit: int) -> None:
    whole, cut = clusters(plain(untrusted, 100)), plain(untrusted, limit)
    if cut.endswith("…"):
        kept = clusters(cut[:-1])
        assert kept == whole[: len(kept)] or cut == "…"
