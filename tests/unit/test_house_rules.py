"""The house rules find what they are for, and let the rest pass."""

from __future__ import annotations

import pytest

from scripts import house_rules

HOST = "files.python" + "hosted.org"


@pytest.mark.parametrize(
    "line",
    ["see /wor" + "k/x", "/ho" + "me/dara/fieldkit", "C:\\Us" + "ers\\dara", "--index" + "-url=x", f"https://{HOST}/x"],
)
def test_a_machine_path_or_a_registry_is_found(line: str) -> None:
    assert [finding.line for finding in house_rules.check_text("docs/a.md", f"fine\n{line}\n")] == [2]


@pytest.mark.parametrize("line", ["/home.json", "src/work/list", "https://docs.example/simple-words"])
def test_an_ordinary_path_is_not(line: str) -> None:
    assert not list(house_rules.check_text("docs/a.md", line))


def test_qt_and_sql_stay_in_their_rooms() -> None:
    code = "from PySide6.QtCore import QObject\nimport sqlmodel\n"
    assert [finding.line for finding in house_rules.check_python("fieldkit/actions/a.py", code)] == [1, 2]
    assert [finding.line for finding in house_rules.check_python("fieldkit/ui/a.py", code)] == [2]
    assert [finding.line for finding in house_rules.check_python("fieldkit/storage/a.py", code)] == [1]


def test_a_long_function_fails_and_a_long_contract_does_not() -> None:
    body = "    x = 1\n" * 61
    contract = '    """First.\n' + "    more\n" * 61 + '    """\n'
    assert [finding.fails for finding in house_rules.check_python("fieldkit/a.py", f"def f():\n{body}")] == [True]
    assert not list(house_rules.check_python("fieldkit/a.py", f"def f():\n{contract}"))


def test_a_long_table_does_not_fail() -> None:
    table = "    first = 1\n    return (\n" + "        1,\n" * 80 + "    )\n"
    assert not list(house_rules.check_python("fieldkit/a.py", f"def f():\n{table}"))


def test_a_file_that_says_nothing_by_its_name_is_refused() -> None:
    assert list(house_rules.check_names("fieldkit/storage/utils.py"))
    assert not list(house_rules.check_names("fieldkit/storage/commonwealth.py"))


def test_a_requirement_needs_a_version_and_a_hash() -> None:
    good = "babel==2.18.0 \\\n    --hash=sha256:" + "0" * 64 + "\n"
    assert not list(house_rules.check_requirements("requirements/run.txt", good))
    assert list(house_rules.check_requirements("requirements/run.txt", "babel>=2\n"))
    assert list(house_rules.check_requirements("requirements/run.txt", "babel @ https://somewhere.example/babel.whl\n"))
