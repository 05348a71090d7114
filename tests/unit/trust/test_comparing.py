from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldkit.trust.comparing import same_code, sixteen


def test_sixteen_characters_are_the_first_eighty_bits_of_the_hash() -> None:
    # SHA-256 of nothing begins e3b0c442 98fc1c14 9afb.
    assert sixteen(b"") == "WERC-8GMR-ZGE1-96QV"


@given(st.binary())
def test_they_read_well_aloud(data: bytes) -> None:
    assert re.fullmatch(r"(?:[0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}", sixteen(data))


@pytest.mark.parametrize(
    "typed", ["WERC-8GMR-ZGE1-96QV", "werc8gmrzge196qv", " werc 8gmr  zgeI 96qv\n", "WERC-8GMR-ZGEL-96QV"]
)
def test_a_person_may_type_them_as_people_do(typed: str) -> None:
    assert same_code(typed, "WERC-8GMR-ZGE1-96QV")


@pytest.mark.parametrize("typed", ["", "WERC-8GMR-ZGE1-96Q", "WERC-8GMR-ZGE1-96QW", "WERC8GMRZGE196QVV"])
def test_anything_else_is_not_the_code(typed: str) -> None:
    assert not same_code(typed, "WERC-8GMR-ZGE1-96QV")
