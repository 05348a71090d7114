"""pyproject.toml and requirements/ say the same thing in every place they say it."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def pinned(name: str) -> dict[str, str]:
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z0-9-]+)==(\S+)", text, flags=re.MULTILINE))


def distribution(requirement: str) -> str:
    found = re.match(r"[A-Za-z0-9-]+", requirement)
    assert found
    return found[0].lower()


def test_the_test_extra_and_the_dev_group_are_one_list(project: dict[str, Any]) -> None:
    assert project["project"]["optional-dependencies"]["test"] == project["dependency-groups"]["dev"]


def test_every_dependency_is_pinned_for_those_who_run_it_and_those_who_test_it(project: dict[str, Any]) -> None:
    run, test = pinned("run.txt"), pinned("test.txt")
    assert {distribution(line) for line in project["project"]["dependencies"]} <= run.keys()
    assert {distribution(line) for line in project["dependency-groups"]["dev"]} <= test.keys()
    assert run.items() <= test.items()


def test_nobody_gets_a_gpl_codec_without_asking_for_it(project: dict[str, Any]) -> None:
    assert "pillow-heif" in {distribution(line) for line in project["project"]["optional-dependencies"]["heic"]}
    assert "pillow-heif" not in pinned("run.txt")


@pytest.mark.parametrize("name", ["run.txt", "test.txt"])
def test_a_pinned_list_names_versions_and_hashes_and_no_place_to_get_them_from(name: str) -> None:
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            assert re.fullmatch(r"[a-z0-9-]+==\S+( ; .+)? \\|    --hash=sha256:[0-9a-f]{64}( \\)?", line)
