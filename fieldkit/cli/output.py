"""What a command prints: a sentence for people or one JSON value for programs; progress; errors and exit codes.

Exit codes: 0 done, 1 not valid or refused, 2 wrong usage (typer's own). With `--json` standard output holds exactly one
JSON value, an error included: {"error": code, "message", "hint"}. Progress goes to standard error, on a terminal only.
"""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, NoReturn

import msgspec
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from fieldkit.errors import FieldkitError
from fieldkit.text.catalogue import plain, sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

OK: Final = 0
REFUSED: Final = 1
LINE: Final = 400
"""Characters of one printed value; longer ones are cut with an ellipsis."""


class Printer:
    """Prints results in the form the person asked for."""

    def __init__(self, *, as_json: bool) -> None:
        """Print JSON, or sentences."""
        self.as_json = as_json

    def result(self, value: object, *lines: str) -> None:
        """Print *value* as JSON, or the *lines*; strangers' control characters never reach the terminal."""
        if self.as_json:
            sys.stdout.write(_json(value))
        else:
            sys.stdout.writelines(plain(line, LINE) + "\n" for line in lines)
        sys.stdout.flush()

    def refuse(self, error: FieldkitError) -> NoReturn:
        """Print the error and end with exit code 1."""
        message, hint = sentence(error)
        if self.as_json:
            sys.stdout.write(_json({"error": error.code, "message": message, "hint": hint}))
        else:
            sys.stderr.write(f"{plain(message, LINE)}\n{plain(hint, LINE)}\n")
        raise SystemExit(REFUSED)

    @contextmanager
    def progress(self, what: str) -> Iterator[Callable[[int, int, str], None]]:
        """Show a bar with the time that remains while the block runs; yields `progress(done, total, doing)`."""
        console = Console(stderr=True)
        columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:>3.0f}%"))
        with Progress(*columns, TimeRemainingColumn(), console=console, transient=True, disable=self._quiet()) as bar:
            task = bar.add_task(what, total=None)

            def show(done: int, total: int, doing: str) -> None:
                bar.update(task, completed=done, total=total, description=plain(doing or what, 60))

            yield show

    def _quiet(self) -> bool:
        return self.as_json or not sys.stderr.isatty()


def _json(value: object) -> str:
    plain_value: Any = msgspec.to_builtins(value, enc_hook=str)
    return msgspec.json.format(msgspec.json.encode(plain_value), indent=2).decode() + "\n"
