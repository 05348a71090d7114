"""Hand a stored file to a printer, unmodified. Run on Linux (CUPS); the Windows way is written and was not run."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import sys
from pathlib import Path

import msgspec

from fieldkit.errors import N_, KnownError
from fieldkit.storage import durable
from fieldkit.storage.failures import disk_errors


class PrinterFailed(KnownError):
    """The print system refused."""

    code = "printer-failed"
    message = N_("The report could not be printed ({why}).")
    hint = N_("The stored report is unchanged. Check the printer, or save a copy and print it elsewhere.")


class PrinterCard(msgspec.Struct, frozen=True, kw_only=True):
    """A printer of this computer; the name "" is the default one."""

    name: str
    default: bool = False


def printers() -> tuple[PrinterCard, ...]:
    """Return the printers of this computer, as far as its print system tells."""
    if sys.platform == "win32":
        return (PrinterCard(name="", default=True),)
    program = shutil.which("lpstat")
    if program is None:
        return ()
    try:
        told = subprocess.run([program, "-e"], capture_output=True, text=True, timeout=10, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ()
    return tuple(PrinterCard(name=line.strip()) for line in told.stdout.splitlines() if line.strip())


def send(pdf: bytes, *, printer: str, staging: Path) -> None:
    """Print *pdf*. Through a pipe where the print system takes one, so that no plain copy lies on the disk.

    Raises PrinterFailed.
    """
    if sys.platform == "win32":
        _send_on_windows(pdf, staging)
        return
    program = shutil.which("lp")
    if program is None:
        raise PrinterFailed(why="lp")
    command = [program, *(["-d", printer] if printer else []), "-t", "Fieldkit", "-"]
    try:
        done = subprocess.run(command, input=pdf, capture_output=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise PrinterFailed(why=type(error).__name__) from None
    if done.returncode:
        raise PrinterFailed(why=done.stderr.decode(errors="replace").strip()[:200])


def _send_on_windows(pdf: bytes, staging: Path) -> None:
    """Let the registered PDF program print it; its copy in *staging* is swept away at the next start."""
    copy = staging / f"print-{secrets.token_hex(8)}.pdf"
    with disk_errors():
        durable.write_new(copy, pdf)
    start = getattr(os, "startfile", None)
    if start is None:
        raise PrinterFailed(why="startfile")
    try:
        start(copy, "print")
    except OSError as error:
        raise PrinterFailed(why=str(error)) from None
