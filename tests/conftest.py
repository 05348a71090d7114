"""What holds for every test: no screen, no network, no folder of the person who runs it, Qt's objects freed safely."""

from __future__ import annotations

import gc
import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

os.environ["QT_QPA_PLATFORM"] = "offscreen"

# The default run gives the same answer every time; `make check` searches further, with new examples each time.
settings.register_profile("default", max_examples=60, deadline=None, derandomize=True, database=None)
settings.register_profile("heavy", max_examples=3_000, deadline=None, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))

_XDG = {
    "XDG_CACHE_HOME": "cache",
    "XDG_CONFIG_HOME": "config",
    "XDG_DATA_HOME": "data",
    "XDG_STATE_HOME": "state",
    "XDG_DOCUMENTS_DIR": "documents",
}


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name a case of bytes by its number: drawn keys differ between the processes which share the tests out."""
    return argname if isinstance(val, bytes) else None


class NetworkUsedError(AssertionError):
    """A test tried to leave this machine."""


def _isolate(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    for name in [name for name in os.environ if name.startswith("FIELDKIT_")]:
        monkeypatch.delenv(name)
    for name, leaf in _XDG.items():
        monkeypatch.setenv(name, str(folder / leaf))
    for name in ("HOME", "USERPROFILE", "LOCALAPPDATA", "APPDATA", "PROGRAMDATA"):
        monkeypatch.setenv(name, str(folder))
    monkeypatch.setenv("FIELDKIT_GUARD", str(folder / "guard"))


@pytest.fixture(scope="session", autouse=True)
def _away_from_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep fixtures of a wider scope than one test out of the real folders."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        _isolate(monkeypatch, tmp_path_factory.mktemp("session"))
        yield


@pytest.fixture(autouse=True)
def _own_folders(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Give each test user folders and a guard of its own."""
    _isolate(monkeypatch, tmp_path_factory.mktemp("person"))


@pytest.fixture(scope="session", autouse=True)
def _no_network() -> Iterator[None]:
    """Let sockets reach this machine only."""

    def guarded(method: Callable[..., object]) -> Callable[..., object]:
        def call(self: socket.socket, *args: object) -> object:
            address = args[-1]
            if self.family in {socket.AF_INET, socket.AF_INET6} and isinstance(address, tuple):
                _refuse_strangers(address[0])
            return method(self, *args)

        return call

    def look_up(host: bytes | str | None, *args: object, **options: object) -> object:
        _refuse_strangers(host)
        return plain_look_up(host, *args, **options)  # type: ignore[arg-type]  # handed through as it came

    plain_look_up = socket.getaddrinfo
    with pytest.MonkeyPatch.context() as monkeypatch:
        for name in ("connect", "connect_ex", "sendto"):
            monkeypatch.setattr(socket.socket, name, guarded(getattr(socket.socket, name)))
        monkeypatch.setattr(socket, "getaddrinfo", look_up)
        yield


def _refuse_strangers(host: object) -> None:
    name = host.decode() if isinstance(host, bytes) else host
    if name not in {None, "", "localhost", "::1", "0.0.0.0"} and not str(name).startswith("127."):  # noqa: S104
        message = f"tests stay on this machine; this one called {name!r}"
        raise NetworkUsedError(message)


@pytest.fixture(autouse=True)
def _collect_on_the_gui_thread(request: pytest.FixtureRequest) -> Iterator[None]:
    """Keep Python's garbage collector off worker threads while Qt objects live.

    A cycle that holds a QTimer and is collected by a worker crashes the process: measured, 24 of 24 runs.
    """
    if "qapp" not in request.fixturenames:
        yield
        return
    gc.disable()
    yield
    gc.collect()
    gc.enable()
