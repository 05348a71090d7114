from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldkit.errors import BugError, KnownError
from fieldkit.text.catalogue import LANGUAGES, _, _n, language, mark_translated, sentence, use_language


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    use_language("en")
    yield
    use_language("en")
    mark_translated(on=False)


class StickGone(KnownError):
    code = "stick-gone"
    message = "The stick “{name}” with {n} files is gone."
    hint = "Nothing on {where} was changed."


def test_a_sentence_is_itself_in_english_and_khmer_in_khmer() -> None:
    assert _("less than a second") == "less than a second"
    assert _("less than a second", lang="km") == "តិចជាងមួយវិនាទី"


def test_the_language_in_use_decides_and_can_be_overruled() -> None:
    use_language("km")
    assert language() == "km"
    assert _("less than a second") == "តិចជាងមួយវិនាទី"
    assert _("less than a second", lang="en") == "less than a second"
    assert [_n("{n} day", "{n} days", 4, lang=lang) for lang in LANGUAGES] == ["4 days", "4 ថ្ងៃ"]


def test_a_change_of_language_is_seen_by_every_thread() -> None:
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(_, "less than a second").result() == "less than a second"
        use_language("km")
        assert pool.submit(_, "less than a second").result() == "តិចជាងមួយវិនាទី"


def test_an_unknown_sentence_stays_english() -> None:
    assert _("Never translated {x}", lang="km", x=1) == "Never translated 1"


def test_the_empty_sentence_is_empty_and_not_the_catalogues_header() -> None:
    assert [_("", lang=lang) for lang in LANGUAGES] == ["", ""]


def test_counting_follows_the_language() -> None:
    assert [_n("{n} day", "{n} days", n) for n in (0, 1, 2)] == ["0 days", "1 day", "2 days"]
    assert _n("{n} day", "{n} days", 1234, n="1 234") == "1 234 days"


@pytest.mark.parametrize(
    ("message", "filled"),
    [
        ("{a} and {b}", "1 and {b}"),
        ("{b:>8}{b!r:}", "{b}{b}"),
        ("torn {", "torn {"),
        ("torn }", "torn }"),
        ("{} {0}", "{} {0}"),
        ("{a.nothing}", "{a.nothing}"),
        ("{a:%Y}", "{a:%Y}"),
        ("{{a}}", "{a}"),
    ],
)
def test_a_slip_in_a_sentence_never_raises(message: str, filled: str) -> None:
    assert _(message, a=1) == filled


@given(st.text(), st.dictionaries(st.text(min_size=1).filter(lambda name: name != "lang"), st.integers()))
def test_no_sentence_and_no_facts_ever_raise(message: str, facts: dict[str, int]) -> None:
    for lang in LANGUAGES:
        assert isinstance(_(message, lang=lang, **facts), str)


def test_facts_are_not_read_as_sentences() -> None:
    assert _("name {a}", a="{b}", b="wrong") == "name {b}"


def test_an_error_says_what_happened_and_what_to_do() -> None:
    error = StickGone(name="KINGSTON", n=3, where="this laptop")
    assert sentence(error) == ("The stick “KINGSTON” with 3 files is gone.", "Nothing on this laptop was changed.")


def test_an_error_with_a_missing_fact_still_speaks() -> None:
    assert sentence(StickGone(n=3))[1] == "Nothing on {where} was changed."


def test_a_strangers_words_in_an_error_cannot_steer_the_screen() -> None:
    said, _hint = sentence(StickGone(name="a\u202egnp.exe\x1b[2J" + "x" * 5000, n=1, where=""))
    assert "\u202e" not in said
    assert "\x1b" not in said
    assert len(said) < 400


def test_the_bug_error_speaks_khmer() -> None:
    said, hint = sentence(BugError(what="KeyError"), "km")
    assert "KeyError" in said
    assert said != sentence(BugError(what="KeyError"))[0]
    assert "Everything" not in hint


def test_marked_text_shows_what_came_out_of_the_catalogue() -> None:
    mark_translated(on=True)
    assert _("{n} photos", n=2) == "⟦2 photos⟧"
    assert _n("{n} day", "{n} days", 2) == "⟦2 days⟧"
