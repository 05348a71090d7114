"""What a command answered, for tests that run the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import msgspec


class Ran(msgspec.Struct, frozen=True):
    """What a command did: exit code and everything it printed."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:  # noqa: ANN401  (JSON has any shape)
        """Return the one JSON value on standard output."""
        return json.loads(self.out)


Run = Callable[..., Ran]
