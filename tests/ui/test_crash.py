"""A crash report holds the kind of mistake and its place, and nothing of any case."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from fieldkit.ui import crash

AT = datetime(2026, 11, 22, 2, 13, 58, tzinfo=UTC)
SECRET = "suspect Yim Sarath, seal A 004 512 882"


def look_up(plate: str) -> str:
    return {"other": ""}[plate]


def mistake() -> BaseException:
    try:
        try:
            look_up(SECRET)
        except KeyError as inner:
            raise ValueError(SECRET) from inner
    except ValueError as error:
        return error
    raise AssertionError


def test_the_report_names_types_and_places_but_no_content() -> None:
    text = crash.report(mistake(), AT)
    assert "ValueError" in text
    assert "KeyError" in text
    assert "tests/ui/test_crash.py" in text
    for word in ("Yim", "Sarath", "004", "seal", "plate"):
        assert word not in text


def test_the_report_names_no_folder_of_a_person() -> None:
    assert str(Path.cwd()) not in crash.report(mistake(), AT)
    assert str(Path.home()) not in crash.report(mistake(), AT)


def test_the_report_is_written_where_it_is_said(tmp_path: Path) -> None:
    path = crash.write(mistake(), tmp_path / "crash", AT)
    assert path is not None
    assert path.read_text(encoding="utf-8").startswith("Fieldkit crash report")


def test_a_disk_that_takes_nothing_is_no_second_mistake(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("", encoding="utf-8")
    assert crash.write(mistake(), blocked / "crash", AT) is None


@pytest.mark.parametrize("error", [ValueError("x"), mistake()])
def test_the_summary_is_one_line_without_content(error: BaseException) -> None:
    said = crash.summary(error)
    assert "\n" not in said
    assert "Yim" not in said
