from __future__ import annotations

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldkit.domain.numbers import (
    ALPHABET,
    exhibit_number,
    grouped,
    head_letters,
    is_head,
    log_code,
    normalised,
    offer_digits,
    offer_letters,
    seizure_number,
    uuid7,
)
from tests.make import START, digest, log_id


def test_numbers_carry_the_code_of_the_log_that_gives_them() -> None:
    log = log_id("laptop")
    code = log_code(log)
    assert len(code) == 3
    assert set(code) <= set(ALPHABET)
    assert seizure_number(2026, log, 1) == f"T-2026-{code}-001"
    assert seizure_number(2026, log, 1234) == f"T-2026-{code}-1234"
    assert (
        exhibit_number(f"T-2026-{code}-001", log_id("other"), 3) == f"T-2026-{code}-001/{log_code(log_id('other'))}-03"
    )


def test_the_code_of_a_log_never_changes() -> None:
    assert [log_code("00" * 16), log_code("ab" * 16)] == ["GKG", "TBW"]


def test_a_head_has_26_letters_that_survive_being_read_aloud() -> None:
    head = digest("head")
    letters = head_letters(head)
    assert len(letters) == 26
    assert is_head(grouped(letters).lower().replace("1", "l").replace("0", "o"), head)
    assert not is_head(letters, digest("another"))
    assert head_letters("f" * 64) == "7" + "Z" * 25
    assert head_letters("0" * 64) == "0" * 26


@given(st.binary(min_size=32, max_size=32))
def test_the_letters_of_a_head_are_its_first_128_bits(head: bytes) -> None:
    value = 0
    for letter in head_letters(head.hex()):
        value = value * 32 + ALPHABET.index(letter)
    assert value == int.from_bytes(head[:16], "big")
    offer = 0
    for letter in offer_letters(head.hex()):
        offer = offer * 32 + ALPHABET.index(letter)
    assert offer == int.from_bytes(head, "big") >> 206


def test_letters_are_read_in_one_spelling() -> None:
    assert normalised("k7q-o1l i") == "K7Q0111"


@given(st.integers(0, 2**48 - 1), st.binary(min_size=10, max_size=10))
def test_ids_are_version_7_uuids_in_order_of_time(milliseconds: int, random: bytes) -> None:
    made = uuid7(milliseconds, random)
    parsed = uuid.UUID(made)
    assert str(parsed) == made
    assert (parsed.version, parsed.variant) == (7, uuid.RFC_4122)
    assert parsed.int >> 80 == milliseconds


def test_the_example_of_rfc_9562_comes_out() -> None:
    random = bytes.fromhex("0cc3" + "18c4dc0c0c07398f")
    assert uuid7(0x017F22E279B0, random) == "017f22e2-79b0-7cc3-98c4-dc0c0c07398f"
    assert uuid7(START, bytes(10)) < uuid7(START + 1, bytes(10))


@given(st.binary(min_size=32, max_size=32))
def test_the_letters_of_an_offer_lead_back_to_how_its_hash_begins(raw: bytes) -> None:
    digits = offer_digits(offer_letters(raw.hex()).lower())
    assert len(digits) == 12
    assert raw.hex().startswith(digits)


@pytest.mark.parametrize("typed", ["", "K7QT09ABC", "K7QT09ABCDE", "K7QT09ABCU", "K7QT09ABC!"])
def test_what_are_no_letters_of_an_offer_lead_nowhere(typed: str) -> None:
    assert not offer_digits(typed)
