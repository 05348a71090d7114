"""Whom headquarters certified to read and nothing else."""

from __future__ import annotations

from fieldkit.errors import N_, KnownError


class ReadsOnly(KnownError):
    """A viewer tried to write."""

    code = "reads-only"
    message = N_("You are certified as a viewer: you read, you do not write.")
    hint = N_("Nothing was changed. Another officer of this laptop can sit down with Ctrl+U.")
