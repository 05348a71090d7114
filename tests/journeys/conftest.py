"""One practice night for all journeys that only look at it, and a way to run commands."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from typer.testing import CliRunner

from fieldkit.actions import home
from fieldkit.actions.clock import PracticeClock
from fieldkit.actions.desk import Desk
from fieldkit.actions.practice import demo
from fieldkit.cli.program import app
from fieldkit.storage.home import HomeRole
from tests.commands import Ran, Run


@pytest.fixture
def run() -> Run:
    def command(*words: object, env: dict[str, str] | None = None) -> Ran:
        done = CliRunner().invoke(app, [str(word) for word in words], env=env)
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        return Ran(done.exit_code, done.stdout, done.stderr)

    return command


@pytest.fixture(scope="session")
def night(tmp_path_factory: pytest.TempPathFactory) -> demo.Told:
    """The practice demo, run once; nobody writes into its homes."""
    return demo.run(folder=tmp_path_factory.mktemp("demo") / "night")


@pytest.fixture
def make_home(tmp_path: Path) -> Callable[..., Desk]:
    """Make a practice home and unlock it."""

    def make(name: str = "field", role: str = "field", **facts: str) -> Desk:
        clock = PracticeClock(1_795_286_220_000)
        officer = home.NewOfficer(name=facts.get("officer", "Officer Practice A"), unit="Practice unit")
        made = home.create(
            path=tmp_path / name,
            role=msgspec.convert(role, HomeRole),
            practice=True,
            name=name,
            officer=officer,
            clock=clock,
        )
        return home.unlock(path=made.path, person=made.person, passphrase=made.passphrase, clock=clock)

    return make
