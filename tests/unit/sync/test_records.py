from __future__ import annotations

from collections.abc import Sequence

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldkit.domain.entry import FIRST_PREV, Claimed, Entry, Signed
from fieldkit.sync.records import BrokenRecords, pack, unpack

NOW = Claimed(wall=0, offset=420, mono_us=0, boot="0" * 32)


def _signed(log: str, seq: int, size: int = 1) -> Signed:
    entry = Entry(
        v=1, log=log, seq=seq, prev=FIRST_PREV, type="x", tv=1, subj="", scope=(), base=(), t=NOW, by="", body={}
    )
    return Signed(entry, f"{seq:064x}", msgspec.json.encode(seq) + b" " * size, bytes([seq % 256]) * 64)


def _packed(entries: Sequence[Signed], size: int) -> list[tuple[str, int, int, int]]:
    return [(file.log, file.first, file.last, len(unpack(file.data))) for file in pack(entries, size=size)]


@given(st.lists(st.integers(0, 40), max_size=30), st.integers(1, 400))
def test_what_was_packed_is_unpacked(numbers: list[int], size: int) -> None:
    entries = [_signed("a", number) for number in sorted(numbers)]
    pairs = [pair for file in pack(entries, size=size) for pair in unpack(file.data)]
    assert pairs == [(one.raw, one.sig) for one in entries]


def test_a_file_holds_one_log_and_is_named_by_its_ends() -> None:
    entries = [_signed("a", 0), _signed("a", 4), _signed("b", 2)]
    assert _packed(entries, 10_000) == [("a", 0, 4, 2), ("b", 2, 2, 1)]
    assert [file.path for file in pack(entries)] == ["entries/a-0-4.age", "entries/b-2-2.age"]


def test_two_entries_of_one_place_stay_together() -> None:
    assert _packed([_signed("a", 0), _signed("a", 1), _signed("a", 1), _signed("a", 2)], 100) == [
        ("a", 0, 1, 3),
        ("a", 2, 2, 1),
    ]


@given(st.binary(min_size=1, max_size=300))
def test_lengths_that_lie_are_refused(data: bytes) -> None:
    try:
        pairs = unpack(data)
    except BrokenRecords:
        return
    assert sum(4 + len(raw) + 64 for raw, _ in pairs) == len(data)


@pytest.mark.parametrize("cut", [1, 4, 5, 30, 70])
def test_a_cut_file_is_refused(cut: int) -> None:
    (file,) = pack([_signed("a", 0)])
    with pytest.raises(BrokenRecords):
        unpack(file.data[:-cut] if cut < len(file.data) else b"\0")
