"""What the small values refuse."""

from __future__ import annotations

import msgspec
import pytest

from fieldkit.domain.values import Hash, Id, Money


@pytest.mark.parametrize(
    ("kind", "good"),
    [(Id, "01900000-0000-7000-8000-000000000001"), (Hash, "ab" * 32)],
)
def test_an_id_or_hash_ends_where_it_ends(kind: type[str], good: str) -> None:
    assert msgspec.convert(good, kind) == good
    for bad in (good + "\n", " " + good, good.upper() + "x", good[:-1]):
        with pytest.raises(msgspec.ValidationError):
            msgspec.convert(bad, kind)


def test_a_currency_is_three_capital_letters() -> None:
    assert msgspec.convert({"currency": "KHR", "minor": 1}, Money).currency == "KHR"
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"currency": "KHR\n", "minor": 1}, Money)
