from __future__ import annotations

import json

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from fieldkit.trust.canonical import (
    DEPTH,
    GREATEST,
    LIMIT,
    Json,
    NotCanonical,
    check_part,
    decode,
    encode,
    guard,
    normalised,
)

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
LEAVES = st.none() | st.booleans() | st.integers(-GREATEST, GREATEST) | TEXT
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.from_regex(r"\A[a-z0-9_]+\Z"), inner, max_size=4),
    max_leaves=20,
)


def nested(levels: int) -> Json:
    value: Json = 1
    for _ in range(levels):
        value = [value]
    return value


def depth_of(value: Json) -> int:
    if isinstance(value, dict):
        return 1 + max(map(depth_of, value.values()), default=0)
    return 1 + max(map(depth_of, value), default=0) if isinstance(value, list) else 0


@given(VALUES)
def test_inside_the_profile_our_bytes_are_those_of_rfc_8785(value: Json) -> None:
    if depth_of(value) > DEPTH:
        with pytest.raises(NotCanonical):
            encode(value)
        return
    raw = encode(value)
    assert raw == rfc8785.dumps(value)
    assert decode(raw) == value


@given(
    VALUES.filter(lambda value: depth_of(value) <= DEPTH),
    st.sampled_from([(None, None), (1, None), (None, (", ", ": "))]),
)
def test_any_other_spelling_of_the_same_value_is_refused(
    value: Json, style: tuple[int | None, tuple[str, str] | None]
) -> None:
    other = json.dumps(value, indent=style[0], separators=style[1]).encode()
    if other != encode(value):
        with pytest.raises(NotCanonical):
            decode(other)


@given(st.binary(max_size=200) | TEXT.map(str.encode))
def test_whatever_the_bytes_they_are_refused_by_name_or_written_back_the_same(untrusted: bytes) -> None:
    try:
        value = decode(untrusted)
    except NotCanonical:
        return
    assert encode(value) == untrusted


@pytest.mark.parametrize(
    ("untrusted", "what"),
    [
        (b"", "json"),
        (b'{"a":1,"a":1}', "form"),
        (b'{"b":1,"a":1}', "form"),
        (b'{"a": 1}', "form"),
        (b'{"a":1}\n', "form"),
        (b"\xef\xbb\xbf1", "json"),
        (b'"\\u00e9"', "form"),
        (b'"\\/"', "form"),
        (b'"\\u000A"', "form"),
        (b"-0", "form"),
        (b"1.5", "kind"),
        (b"1.0", "kind"),
        (b"1e2", "kind"),
        (b"NaN", "json"),
        (b"9007199254740992", "number"),
        (b"-9007199254740992", "number"),
        (b"1" + b"0" * 40, "number"),
        (b'"\\u0000"', "nul"),
        (b'"\\ud800"', "json"),
        (b'"\xed\xa0\x80"', "json"),
        (b'"\xff"', "json"),
        (b'{"A":1}', "key"),
        (b'{"":1}', "key"),
        (b'{"a.b":1}', "key"),
        ('{"é":1}'.encode(), "key"),
        (b'{"a\\n":1}', "key"),
        (b"[" * 9 + b"]" * 9, "depth"),
        (b'{"a":' * 9 + b"1" + b"}" * 9, "depth"),
        (b"[" * 60_000, "depth"),
        (b'{"a":' * 10_000, "depth"),
        (b'["\\"[",' * 100, "depth"),
        (b'"' + b"a" * LIMIT + b'"', "size"),
    ],
)
def test_every_rule_of_the_profile_has_its_refusal(untrusted: bytes, what: str) -> None:
    with pytest.raises(NotCanonical) as refused:
        decode(untrusted)
    assert refused.value.facts == {"what": what}


@pytest.mark.parametrize(
    ("value", "what"),
    [
        (1.0, "kind"),
        (b"bytes", "kind"),
        ({1, 2}, "kind"),
        ({1: 2}, "key"),
        ({"Key": 1}, "key"),
        ({"": 1}, "key"),
        (GREATEST + 1, "number"),
        ("a\0b", "nul"),
        ("\ud800", "surrogate"),
        (nested(9), "depth"),
        ("a" * LIMIT, "size"),
    ],
)
def test_a_writer_cannot_leave_the_profile_either(value: Json, what: str) -> None:
    with pytest.raises(NotCanonical) as refused:
        encode(value)
    assert refused.value.facts == {"what": what}


def test_brackets_inside_texts_are_not_depth() -> None:
    value = {"a": '[[[[{{{{"]}\\' * 40, "b": [[] for _ in range(80)]}
    assert decode(encode(value)) == value


def test_the_deepest_and_greatest_that_are_allowed_pass() -> None:
    for value in (nested(DEPTH), GREATEST, -GREATEST, "a" * (LIMIT - 2), {"a": ()}):
        assert json.loads(encode(value)) == json.loads(json.dumps(value))


def test_a_larger_limit_can_be_given_for_files_that_hold_certificates() -> None:
    raw = b'"' + b"a" * LIMIT + b'"'
    assert decode(raw, limit=2 * LIMIT) == "a" * LIMIT
    guard(raw, limit=2 * LIMIT)


def test_a_part_is_judged_by_the_levels_left_for_it() -> None:
    check_part(nested(3), depth=3)
    with pytest.raises(NotCanonical):
        check_part(nested(4), depth=3)


def test_writers_bring_texts_to_nfc_and_leave_the_rest() -> None:
    assert normalised({"a": "e\u0301", "b": ("e\u0301", 1, None)}) == {"a": "é", "b": ["é", 1, None]}
