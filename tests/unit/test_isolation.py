"""The suite stays on this machine and out of the folders of whoever runs it."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import platformdirs
import pytest


def test_user_folders_and_the_guard_are_inside_the_temporary_folder(tmp_path: Path) -> None:
    temporary = tmp_path.parent
    for folder in (Path.home(), Path(os.environ["FIELDKIT_GUARD"]), platformdirs.user_data_path("fieldkit")):
        assert folder.is_relative_to(temporary)


def test_a_call_to_another_machine_is_refused() -> None:
    with socket.socket() as caller, pytest.raises(AssertionError, match=r"192\.0\.2\.1"):
        caller.connect(("192.0.2.1", 80))
    with pytest.raises(AssertionError, match="example"):
        socket.getaddrinfo("registry.example", 443)


def test_a_call_to_this_machine_goes_through() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener, socket.create_connection(listener.getsockname()) as caller:
        assert caller.getpeername() == listener.getsockname()
