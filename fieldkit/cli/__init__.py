"""The command line: the same actions as the window, without one."""

from __future__ import annotations

from fieldkit.cli.program import main

__all__ = ["main"]
