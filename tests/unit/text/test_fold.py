from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldkit.text.fold import fold

KHMER = st.text(st.sampled_from([chr(c) for c in range(0x1780, 0x17EA)] + list("\u200b\u200c\u25cc a1")), max_size=24)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ស្ត្រី", "ស្រ្តី"),
        ("ជេីង", "ជើង"),
        ("កេាះ", "កោះ"),
        ("កា្រម", "ក្រាម"),
        ("ស៊ី", "សី៊"),
        ("មន្ត្រី\u200bនគរបាល", "មន្ត្រីនគរបាល"),
        ("កណ្ដាល", "កណ្តាល"),
        ("១២៣", "123"),
        ("ចំា", "ចាំ"),
        ("ឲ្យ", "ឱ្យ"),
        ("Nguyễn Văn Đức", "nguyen van duc"),
        ("KETAMINE", "ketamine"),
        ("\uff30oipet\u00a0 crossing ", "poipet crossing"),
        ("STRASSE", "straße"),
        ("ad\u202emin", "admin"),
    ],
)
def test_spellings_a_reader_takes_for_the_same_fold_to_the_same(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"), [("កា", "គា"), ("ដី", "តី"), ("កី", "កិ"), ("ក្រ", "ករ"), ("0412", "0421"), ("ថៃ", "ថ")]
)
def test_different_words_stay_different(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@given(KHMER)
def test_folding_khmer_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(max_size=30))
def test_folding_any_text_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(KHMER)
def test_the_order_in_which_marks_were_typed_does_not_matter(text: str) -> None:
    """Vowel and sign behind one letter may come either way round."""
    assert fold(text + "ក\u17b6\u17c6") == fold(text + "ក\u17c6\u17b6")


def test_a_word_is_found_inside_a_folded_sentence() -> None:
    assert fold("គ្រឿងញៀន") in fold("រឹបអូស\u200bគ្រឿង\u200bញៀន ១២ កញ្ចប់")
