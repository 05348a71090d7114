from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldkit.errors import BugError
from fieldkit.text.resources import read_resource
from fieldkit.trust import canonical
from fieldkit.trust.passphrase import (
    FEWEST_WORDS,
    DamagedKeyFile,
    Kdf,
    WrongPassphrase,
    normalise_typed,
    six_words,
    unwrap,
    word_list,
    wrap,
)
from fieldkit.trust.passphrase import _sum as sum_of

WORDS = word_list(read_resource("words.txt"))
PHRASE = "anchor bamboo candle drum engine falcon"
WRAPPED = wrap(b"secret", PHRASE, Kdf.for_practice())


def typed_in_khmer(phrase: str) -> str:
    """What the NiDA layout of X11 writes for these keys (letters and space only)."""
    keys = dict(zip("qwertyuiopasdfghjklzxcvbnm", "ឆឹេរតយុិោផាសដថងហ្កលឋខចវបនម", strict=True))
    return "".join(keys.get(letter, "\u200b") for letter in phrase)


def typed_with_caps_lock(phrase: str) -> str:
    shifted = ["ឈ", "ឺ", "ែ", "ឬ", "ទ", "ួ", "ូ", "ី", "ៅ", "ភ", "ាំ", "ៃ", "ឌ", "ធ", "អ", "ះ", "ញ", "គ", "ឡ", "ឍ", "ឃ"]
    keys = dict(zip("qwertyuiopasdfghjklzxcvbnm", [*shifted, "ជ", "េះ", "ព", "ណ", "ំ"], strict=True))
    return "".join(keys.get(letter, " ") for letter in phrase)


def test_a_passphrase_opens_what_it_closed() -> None:
    assert unwrap(WRAPPED, PHRASE) == b"secret"
    assert b"secret" not in WRAPPED


def test_the_keyboard_layout_does_not_matter() -> None:
    assert typed_in_khmer(PHRASE) != PHRASE
    assert unwrap(WRAPPED, typed_in_khmer(PHRASE)) == b"secret"
    closed_in_khmer = wrap(b"secret", typed_in_khmer(PHRASE), Kdf.for_practice())
    assert unwrap(closed_in_khmer, PHRASE.upper()) == b"secret"


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=6))
def test_every_word_is_the_same_in_both_layouts_with_caps_lock_and_without_spaces(words: list[str]) -> None:
    phrase = " ".join(words)
    for typed in (
        phrase.upper(),
        typed_in_khmer(phrase),
        typed_with_caps_lock(phrase),
        f"  {'  '.join(words)}\n",
        phrase.replace(" ", "\u00a0"),
        "".join(words),
    ):
        assert normalise_typed(typed) == "".join(words)


def test_khmer_digits_are_the_keys_they_stand_on() -> None:
    assert normalise_typed("១២៣៤៥៦៧៨៩០") == "1234567890"


@pytest.mark.parametrize("wrong", ["", "   ", "anchor", PHRASE + "x", "x" * 2000])
def test_another_passphrase_does_not_open(wrong: str) -> None:
    with pytest.raises(WrongPassphrase):
        unwrap(WRAPPED, wrong)


def test_the_same_secret_wraps_differently_each_time_and_never_when_empty() -> None:
    assert Kdf.for_practice().salt != Kdf.for_practice().salt
    with pytest.raises(BugError):
        wrap(b"", PHRASE, Kdf.for_practice())


def changed(**fields: object) -> bytes:
    """The file with fields changed and its sum made right again."""
    plain = {**json.loads(WRAPPED), **fields}
    del plain["sum"]
    return canonical.encode({**plain, "sum": sum_of(plain)})


SETTING = json.loads(WRAPPED)["kdf"]


@pytest.mark.parametrize(
    ("raw", "what"),
    [
        (b"", "form"),
        (b"{}", "form"),
        (WRAPPED + b"\n", "form"),
        (changed(more=1), "form"),
        (changed(wrapped="*"), "form"),
        (changed(kdf={**SETTING, "salt": "zz"}), "form"),
        (changed(v=2), "kind"),
        (changed(kind="other"), "kind"),
        (changed(kdf={**SETTING, "name": "scrypt"}), "kind"),
        (WRAPPED.replace(b'"t":3', b'"t":4'), "sum"),
        (changed(kdf={**SETTING, "m": 65_535}), "kdf"),
        (changed(kdf={**SETTING, "m": 1_048_577}), "kdf"),
        (changed(kdf={**SETTING, "t": 2}), "kdf"),
        (changed(kdf={**SETTING, "t": 21}), "kdf"),
        (changed(kdf={**SETTING, "p": 0}), "kdf"),
        (changed(kdf={**SETTING, "p": 9}), "kdf"),
        (changed(kdf={**SETTING, "salt": "00"}), "kdf"),
    ],
)
def test_a_damaged_or_hostile_file_is_refused_before_any_work(raw: bytes, what: str) -> None:
    with pytest.raises(DamagedKeyFile) as refused:
        unwrap(raw, PHRASE)
    assert refused.value.facts == {"what": what}


def test_a_wrapped_secret_of_impossible_length_opens_for_nobody() -> None:
    with pytest.raises(WrongPassphrase):
        unwrap(changed(wrapped="YQ=="), PHRASE)


def test_every_changed_letter_is_found_to_be_damage_and_not_a_wrong_passphrase() -> None:
    for place in range(len(WRAPPED)):
        bad = WRAPPED[:place] + (b"0" if WRAPPED[place : place + 1] != b"0" else b"1") + WRAPPED[place + 1 :]
        with pytest.raises(DamagedKeyFile):
            unwrap(bad, PHRASE)


def test_real_homes_are_protected_better_than_practice_ones() -> None:
    real = Kdf.for_officers()
    assert (real.m, real.t, real.p) == (131_072, 6, 2)
    assert real.m > Kdf.for_practice().m


def test_the_word_list_is_long_short_and_unambiguous() -> None:
    assert len(WORDS) >= FEWEST_WORDS
    assert len(set(WORDS)) == len({word[:4] for word in WORDS}) == len(WORDS)


def test_six_words_are_drawn_from_the_list() -> None:
    phrase = six_words(WORDS)
    assert re.fullmatch(r"[a-z]+(?: [a-z]+){5}", phrase)
    assert set(phrase.split()) <= set(WORDS)
    assert phrase != six_words(WORDS)


@pytest.mark.parametrize("text", ["car carpet", "Anchor", "abcdefg", "car car", "naïve"])
def test_a_list_whose_words_can_be_confused_is_refused(text: str) -> None:
    with pytest.raises(BugError):
        word_list(text)
    with pytest.raises(BugError):
        six_words(WORDS[: FEWEST_WORDS - 1])
