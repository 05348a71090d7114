from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldkit.sync.base45 import ALPHABET, NotBase45, decode, encode


@pytest.mark.parametrize(
    ("plain", "text"),
    [(b"AB", "BB8"), (b"Hello!!", "%69 VD92EX0"), (b"base-45", "UJCLQE7W581"), (b"ietf!", "QED8WEX0"), (b"", "")],
)
def test_the_examples_of_the_standard_hold(plain: bytes, text: str) -> None:
    assert (encode(plain), decode(text)) == (text, plain)


@given(st.binary(max_size=400))
def test_what_was_encoded_is_decoded(plain: bytes) -> None:
    text = encode(plain)
    assert set(text) <= set(ALPHABET)
    assert decode(text) == plain


@given(st.text(alphabet=ALPHABET + "a\u1780", max_size=12))
def test_a_text_decodes_only_when_it_is_what_its_bytes_encode_to(text: str) -> None:
    try:
        plain = decode(text)
    except NotBase45:
        return
    assert encode(plain) == text


@pytest.mark.parametrize("text", ["A", "GGW", "::", "BB8:", "bb8", "BB8\n"])
def test_what_no_bytes_encode_to_is_refused(text: str) -> None:
    with pytest.raises(NotBase45):
        decode(text)
