"""Examine originals in a child process and make previews from the pixels it returns."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import threading
from typing import TYPE_CHECKING, Final, Literal, Self

import msgspec
from PIL import Image

from fieldkit.domain.values import Point
from fieldkit.domain.writeup_bodies import Examined
from fieldkit.media.child import CODE_LETTERS, LARGEST_SIDE, MOST_CODES, PREVIEW_SIDE, U32, Answer, Request

if TYPE_CHECKING:
    from types import TracebackType

_LARGEST_ANSWER: Final = {"preview": 4096, "codes": 4096 + 6 * MOST_CODES * CODE_LETTERS}
"""Bytes of an answer's JSON, in which a character takes six at most."""


class Limits(msgspec.Struct, frozen=True):
    """What a child may use: pixels of one picture, seconds for one answer, bytes of memory, files before renewal."""

    pixels: int = 120_000_000
    seconds: float = 20.0
    memory: int = 2 << 30
    answers: int = 500


class Examination(msgspec.Struct, frozen=True):
    """The facts for an `original.examined` entry; the preview (JPEG, longest side 512) and its size, if any."""

    facts: Examined
    preview: bytes | None
    size: tuple[int, int] = (0, 0)


class Codes(msgspec.Struct, frozen=True):
    """The texts of the QR codes in a picture; problem is a code of `terms.UNSHOWN` when it could not be looked into."""

    texts: tuple[str, ...]
    problem: str = ""


class Examiner:
    """Keeps one child process and renews it after a failure.

    One thread at a time uses it; make several for several cores.
    """

    def __init__(self, limits: Limits | None = None) -> None:
        """Start nothing yet; the child starts with the first file."""
        self.limits = limits or Limits()
        self._child: subprocess.Popen[bytes] | None = None
        self._answers = 0

    def __enter__(self) -> Self:
        """Return the examiner itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the child."""
        self.close()

    def close(self) -> None:
        """End the child process, if any."""
        child, self._child = self._child, None
        if child is not None:
            child.kill()
            child.wait()
            for pipe in (child.stdin, child.stdout):
                if pipe is not None:
                    pipe.close()

    def examine(self, untrusted: bytes, *, sha256: str, mime: str) -> Examination:
        """Look into one file. Never raises for what the file holds: a failure is a `problem` of the result."""
        answer, pixels = self._ask(untrusted, mime)
        preview = _jpeg(answer, pixels) if pixels else None
        camera = bool(answer.camera or answer.taken)
        return Examination(
            facts=Examined(
                original=sha256,
                decoded=preview is not None,
                width=answer.width or None,
                height=answer.height or None,
                taken=answer.taken,
                camera=answer.camera,
                orientation=answer.orientation or None,
                point=_point(answer),
                likely_copy=preview is not None and not camera and mime in ("image/jpeg", "image/webp"),
                problem=answer.problem,
            ),
            preview=preview,
            size=(answer.preview_width, answer.preview_height),
        )

    def large(self, untrusted: bytes, *, mime: str, side: int) -> tuple[bytes, tuple[int, int]] | None:
        """Return a picture of at most *side* pixels a side (JPEG) and its size; None when it cannot be shown."""
        answer, pixels = self._ask(untrusted, mime, side=min(side, LARGEST_SIDE))
        return (_jpeg(answer, pixels), (answer.preview_width, answer.preview_height)) if pixels else None

    def codes(self, untrusted: bytes, *, mime: str) -> Codes:
        """Return the QR codes in a picture. Never raises for what it holds: a failure is a `problem` of the result."""
        answer, _pixels = self._ask(untrusted, mime, "codes")
        return Codes(answer.codes, answer.problem)

    def _ask(
        self, untrusted: bytes, mime: str, want: Literal["preview", "codes"] = "preview", *, side: int = PREVIEW_SIDE
    ) -> tuple[Answer, bytes]:
        child = self._started()
        overdue = threading.Event()

        def stop() -> None:
            overdue.set()
            child.kill()

        alarm = threading.Timer(self.limits.seconds, stop)
        alarm.daemon = True
        alarm.start()
        try:
            return self._exchange(child, untrusted, mime, want, side)
        except (OSError, EOFError, msgspec.MsgspecError, RecursionError):
            self.close()
            return Answer(problem="too-slow" if overdue.is_set() else "crashed"), b""
        finally:
            alarm.cancel()

    def _exchange(
        self, child: subprocess.Popen[bytes], untrusted: bytes, mime: str, want: Literal["preview", "codes"], side: int
    ) -> tuple[Answer, bytes]:
        if child.stdin is None or child.stdout is None:
            raise EOFError
        bounds = self.limits
        cpu = max(1, int(bounds.seconds * bounds.answers))
        text = msgspec.json.encode(Request(len(untrusted), mime, bounds.pixels, bounds.memory, cpu, want, side))
        child.stdin.write(U32.pack(len(text)) + text)
        child.stdin.write(untrusted)
        child.stdin.flush()
        untrusted_size = U32.unpack(_exactly(child, U32.size))[0]
        if untrusted_size > _LARGEST_ANSWER[want]:
            raise EOFError
        answer = msgspec.json.decode(_exactly(child, untrusted_size), type=Answer)
        sides = (answer.preview_width, answer.preview_height)
        if not all(0 <= one <= side for one in sides):
            raise EOFError
        return answer, _exactly(child, sides[0] * sides[1] * 3)

    def _started(self) -> subprocess.Popen[bytes]:
        if self._child is not None and (self._child.poll() is not None or self._answers >= self.limits.answers):
            self.close()
        if self._child is None:
            self._answers = 0
            command = [sys.executable, "-I", "-m", "fieldkit.media.child"]
            needed = {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}
            self._child = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=needed,
                creationflags=getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0),
            )
        self._answers += 1
        return self._child


def _exactly(child: subprocess.Popen[bytes], size: int) -> bytes:
    if child.stdout is None:
        raise EOFError
    data = child.stdout.read(size)
    if len(data) != size:
        raise EOFError
    return data


def _jpeg(answer: Answer, pixels: bytes) -> bytes:
    picture = Image.frombytes("RGB", (answer.preview_width, answer.preview_height), pixels)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=82)
    return out.getvalue()


def _point(answer: Answer) -> Point | None:
    if answer.lat is None or answer.lon is None or abs(answer.lat) > 90_000_000 or abs(answer.lon) > 180_000_000:  # noqa: PLR2004
        return None
    return Point(lat=answer.lat, lon=answer.lon, source="photo")
