from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldkit.text import icu as icu_library
from fieldkit.text.breaks import clusters, segments, strip_marks, wrap_marks

SENTENCE = "បានឃាត់នៅប៉ុស្តិ៍ត្រួតពិនិត្យលើផ្លូវជាតិលេខ៥។ រកឃើញកញ្ចប់ចំនួនដប់ពីរ"
KHMER = st.text(
    st.sampled_from(
        [chr(c) for c in range(0x1780, 0x17EA)] + list("\u17d2\u17d2\u17b6\u200b\u200c\u200d\u25cc a1.\n😀")
    ),
    max_size=40,
)
WITH_AND_WITHOUT_ICU = pytest.mark.parametrize("icu", [True, False], ids=["icu", "no-icu"])

needs_icu = pytest.mark.skipif(icu_library.load() is None, reason="this machine has no ICU")


def test_the_machine_that_builds_us_has_icu() -> None:
    """Linux finds it in the PySide6 wheel; without this the tests below would prove the fallback only."""
    assert sys.platform != "linux" or icu_library.load() is not None


@WITH_AND_WITHOUT_ICU
@given(text=st.text(max_size=40))
def test_the_segments_of_any_text_are_that_text(text: str, icu: bool) -> None:  # noqa: FBT001
    assert "".join(segments(text, icu=icu)) == text


@WITH_AND_WITHOUT_ICU
@given(text=KHMER)
def test_no_khmer_letter_is_ever_cut(text: str, icu: bool) -> None:  # noqa: FBT001
    parts = segments(text, icu=icu)
    assert "".join(parts) == text
    assert set(accumulate(map(len, parts))) <= set(accumulate(map(len, clusters(text))))
    assert all(not part.startswith("\u17d2") for part in parts[1:])


@WITH_AND_WITHOUT_ICU
def test_broken_and_rare_characters_shift_no_border(icu: bool) -> None:  # noqa: FBT001
    text = "\ud83d\ude00 😀😀 \udc00 ខ្មែរ 😀 ខ្មែរ"
    assert "".join(segments(text, icu=icu)) == text
    assert segments(text, icu=icu)[-2:] == segments("😀 ខ្មែរ", icu=icu)[-2:]
    assert segments(text, icu=icu)[-1] in {"ខ្មែរ", "រ"}


@given(text=st.one_of(KHMER, st.text(max_size=40)))
def test_the_clusters_of_any_text_are_that_text(text: str) -> None:
    assert "".join(clusters(text)) == text


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("ស្ត្រី", ["ស្ត្រី"]),
        ("ខ្មែរ", ["ខ្មែ", "រ"]),
        ("ប៉ុស្តិ៍", ["ប៉ុ", "ស្តិ៍"]),
        ("Việt", ["V", "i", "ệ", "t"]),
        ("e\u0301a", ["e\u0301", "a"]),
        ("a\r\nb", ["a", "\r\n", "b"]),
    ],
)
def test_a_cluster_is_what_a_reader_sees_as_one_letter(text: str, letters: list[str]) -> None:
    assert clusters(text) == letters


@needs_icu
def test_a_sentence_is_cut_between_its_words() -> None:
    words = "បាន|ឃាត់|នៅ|ប៉ុស្តិ៍|ត្រួតពិនិត្យ|លើ|ផ្លូវជាតិ|លេខ៥។ |រក|ឃើញ|កញ្ចប់|ចំនួន|ដប់ពីរ"
    assert segments(SENTENCE) == words.split("|")


def test_without_icu_a_sentence_is_cut_between_letters_but_not_before_its_full_stop() -> None:
    parts = segments(SENTENCE, icu=False)
    assert parts[:6] == ["បា", "ន", "ឃា", "ត់", "នៅ", "ប៉ុ"]
    assert "ខ៥។ " in parts


@WITH_AND_WITHOUT_ICU
def test_a_glossary_word_stays_whole(icu: bool) -> None:  # noqa: FBT001
    assert "មេតំហ្វេតាមីន" in segments("រឹបអូសមេតំហ្វេតាមីនចំនួន", icu=icu)


@WITH_AND_WITHOUT_ICU
@pytest.mark.parametrize("pair", ["512.4 g", "១២ កញ្ចប់", "3 kg", "100 %", "4 000 ៛"])
def test_a_number_stays_with_its_unit(pair: str, icu: bool) -> None:  # noqa: FBT001
    assert any(pair.split(" ", 1)[1] in part and part[0].isdigit() for part in segments(f"មាន {pair} ហើយ", icu=icu))
    assert pair.rsplit(" ", 1)[0] + "\u00a0" in wrap_marks(f"weighs {pair} now", icu=icu)


def test_a_number_before_a_plain_word_may_be_left_behind() -> None:
    assert segments("5 men left", "en") == ["5 ", "men ", "left"]


@WITH_AND_WITHOUT_ICU
@given(text=st.one_of(KHMER, st.text(max_size=40)))
def test_marks_come_off_as_they_went_on(text: str, icu: bool) -> None:  # noqa: FBT001
    plain = strip_marks(text)
    assert strip_marks(wrap_marks(text, icu=icu)) == plain
    assert wrap_marks(wrap_marks(plain, icu=icu), icu=icu) == wrap_marks(plain, icu=icu)


@needs_icu
def test_marks_stand_between_words_and_not_beside_spaces() -> None:
    assert wrap_marks("រកឃើញ ជនសង្ស័យ") == "រក\u200bឃើញ ជនសង្ស័យ"


@needs_icu
def test_many_threads_get_the_same_breaks_at_once() -> None:
    texts = [SENTENCE[start:] + " ខ្មែរ" * start for start in range(40)]
    alone = [segments(text) for text in texts]
    with ThreadPoolExecutor(8) as pool:
        for _ in range(20):
            assert list(pool.map(segments, texts)) == alone


def test_finding_icu_does_not_import_qt() -> None:
    program = "import sys; from fieldkit.text.breaks import segments; segments('ខ្មែរ'); print('PySide6' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
