"""The two kinds of error a person can meet.

`KnownError`: the world's doing (a full disk, a wrong passphrase, a stranger's bundle). It is shown as a sentence:
what happened, then what is safe and what to do next.
`BugError`: our own doing. It becomes a crash report that says the write-up is safe.

Each room declares its errors as subclasses beside the code that raises them. `code` is stable and unique (tests and
scripts rely on it); `message` and `hint` are message ids of the text catalogue, filled with `facts` when shown.
"""

from __future__ import annotations

from typing import ClassVar

Fact = str | int


def N_(message: str) -> str:  # noqa: N802  (the marker's name is gettext's own)
    """Mark *message* for the text catalogue without translating it yet."""
    return message


class FieldkitError(Exception):
    """Base of every error raised on purpose."""

    code: ClassVar[str] = "error"
    message: ClassVar[str] = ""
    hint: ClassVar[str] = ""

    def __init__(self, **facts: Fact) -> None:
        """Keep the *facts* which fill the placeholders of `message` and `hint`."""
        super().__init__(self.code, *facts.values())
        self.facts = facts

    def __str__(self) -> str:
        """Return the untranslated sentence, for logs and tracebacks."""
        return f"{self.code}: {self.message.format_map(_Lenient(self.facts))}"


class KnownError(FieldkitError):
    """The environment's doing; the person is told what happened and what to do."""


class BugError(FieldkitError):
    """Our own doing; nothing the screen called saved is affected."""

    code = "bug"
    message = N_("Fieldkit made a mistake: {what}")
    hint = N_("Everything saved is safe. Send the crash report to support.")


class _Lenient(dict[str, Fact]):
    """A missing fact never hides an error behind a second one."""

    def __missing__(self, key: str) -> str:
        return "{" + key + "}"
