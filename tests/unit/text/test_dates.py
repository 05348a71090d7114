from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldkit.text.dates import DateNotRead, date, duration, moment, parse_moment, time_of_day

WALL = 1_795_288_438_000  # 2026-11-22 02:13:58 in Phnom Penh
EAST = 7 * 60


def test_a_moment_reads_as_the_clock_on_the_wall_did() -> None:
    assert moment(WALL, EAST) == "2026-11-22 02:13 +07:00"
    assert moment(WALL, EAST, seconds=True) == "2026-11-22 02:13:58 +07:00"
    assert moment(WALL, 0) == "2026-11-21 19:13 +00:00"
    assert moment(WALL, -210) == "2026-11-21 15:43 -03:30"
    assert moment(WALL, EAST, khmer=True) == "២០២៦-១១-២២ ០២:១៣ +០៧:០០"
    assert date(WALL, EAST) == "2026-11-22"
    assert time_of_day(WALL, EAST) == "02:13"
    assert time_of_day(WALL, EAST, seconds=True) == "02:13:58"


@given(st.integers(-(2**53), 2**53), st.integers(-(2**53), 2**53))
def test_whatever_a_stranger_claims_as_a_time_can_be_shown(wall: int, offset: int) -> None:
    assert moment(wall, offset)
    assert date(wall, offset)
    assert time_of_day(wall, offset)


@pytest.mark.parametrize("before_christ", [-(2**53), -62_135_596_800_001])
def test_a_time_outside_the_calendar_shows_its_number(before_christ: int) -> None:
    assert moment(before_christ, 0) == f"{before_christ} ms +0 min"


@pytest.mark.parametrize(
    "typed",
    [
        "2026-11-22 02:13:58",
        "2026-11-22T02:13:58 +07:00",
        " 2026-11-22 02:13:58+0700 ",
        "2026-11-21 19:13:58Z",
        "២០២៦-១១-២២ ០២:១៣:៥៨",
        "2026-11-21 15:43:58 −03:30",
    ],
)
def test_a_typed_time_is_read(typed: str) -> None:
    wall, offset = parse_moment(typed, offset=EAST)
    assert wall == WALL
    assert offset == (0 if "Z" in typed else -210 if "−" in typed else EAST)


def test_a_time_may_be_typed_without_leading_zeros() -> None:
    assert parse_moment("2026-1-2 3:04", offset=EAST) == parse_moment("2026-01-02 03:04", offset=EAST)


@pytest.mark.parametrize(
    "typed",
    ["", "22/11/2026 02:13", "2026-02-30 02:13", "2026-11-22 24:00", "2026-11-22 02:60", "2026-11-22", "2026-11-22 2:3",
     "2026-11-22 02:13 +07:60", "2026-11-22 02:13 +15:00", "0000-01-01 00:00", "2026-11-22 02:13 PM", "9" * 5000],
)  # fmt: skip
def test_what_is_not_a_date_and_time_is_refused_by_name(typed: str) -> None:
    with pytest.raises(DateNotRead) as refused:
        parse_moment(typed, offset=EAST)
    assert refused.value.facts == {"typed": typed}


@given(st.integers(0, 253_402_300_799_000 - 86_400_000), st.integers(-14 * 60, 14 * 60))
def test_what_is_shown_can_be_typed_back(wall: int, offset: int) -> None:
    whole_second = wall - wall % 1000
    assert parse_moment(moment(whole_second, offset, seconds=True), offset=0) == (whole_second, offset)


@pytest.mark.parametrize(
    ("milliseconds", "said"),
    [
        (0, "less than a second"),
        (999, "less than a second"),
        (1_000, "1 second"),
        (59_999, "59 seconds"),
        (60_000, "1 minute"),
        (3_599_999, "59 minutes"),
        (7_200_000, "2 hours"),
        (86_399_999, "23 hours"),
        (4 * 86_400_000 + 5, "4 days"),
        (-86_400_000, "1 day"),
    ],
)
def test_a_duration_is_said_in_its_largest_whole_unit(milliseconds: int, said: str) -> None:
    assert duration(milliseconds, lang="en") == said


def test_a_duration_in_khmer_has_no_plural() -> None:
    assert duration(86_400_000, lang="km") == "1 ថ្ងៃ"
    assert duration(4 * 86_400_000, lang="km", khmer=True) == "៤ ថ្ងៃ"
