"""Wrong passphrases: each costs more patience than the one before, nobody is ever locked out for good.

Argon2id makes each try cost about a second whoever tries; this delay only slows a hand at this keyboard down and tells
an officer in words what is happening. The count lies in a file of this computer, not in the home, so it outlives a
restart; whoever deletes it gains a minute.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import msgspec

from fieldkit.errors import N_, KnownError
from fieldkit.trust.passphrase import WrongPassphrase

FREE: Final = 2
"""Slips that cost nothing."""
LONGEST_S: Final = 60
_MOST_SHIFT: Final = 6
_LIMIT: Final = 1 << 16
_MOST: Final = 200
"""Officers that the file remembers."""


class TooSoon(KnownError):
    """Tried again before the pause was over."""

    code = "too-soon"
    message = N_("The passphrase was wrong {failures} times. Wait {seconds} s, then try again.")
    hint = N_("Nothing is locked for good. Another officer of this laptop can unlock now.")


class _Failed(msgspec.Struct, frozen=True):
    failures: int
    wall: int


class Attempts:
    """How often each officer's passphrase was wrong lately. Times: ms since 1970 UTC, handed in."""

    def __init__(self, file: Path) -> None:
        """Keep the count in *file*; what cannot be read there counts as nothing."""
        self._file = file

    def wait_s(self, home: Path, person: str, *, now: int) -> int:
        """Return the whole seconds this officer still waits at this home; 0 = may try.

        A clock that was set back makes nobody wait longer than the pause itself: it begins again when that is seen.
        """
        known = self._read()
        failed = known.get(_key(home, person))
        if failed is None:
            return 0
        if failed.wall > now:
            failed = _Failed(failed.failures, now)
            if not self._write({**known, _key(home, person): failed}):
                return 0
        pause = pause_s(failed.failures) * 1000
        return -(-max(0, failed.wall + pause - now) // 1000)

    def failures(self, home: Path, person: str) -> int:
        """Return how often it was wrong since it was right last."""
        failed = self._read().get(_key(home, person))
        return failed.failures if failed else 0

    def check(self, home: Path, person: str, *, now: int) -> None:
        """Raise TooSoon while the pause lasts."""
        if seconds := self.wait_s(home, person, now=now):
            raise TooSoon(failures=self.failures(home, person), seconds=seconds)

    def wrong(self, home: Path, person: str, *, now: int) -> int:
        """Count a wrong passphrase; return the seconds to wait from now."""
        count = self.failures(home, person) + 1
        self._write({**self._read(), _key(home, person): _Failed(count, now)})
        return pause_s(count)

    def right(self, home: Path, person: str) -> None:
        """Forget: it was right."""
        known = self._read()
        if known.pop(_key(home, person), None) is not None:
            self._write(known)

    @contextmanager
    def guard(self, home: Path, person: str, *, now: Callable[[], int]) -> Iterator[None]:
        """Let one try pass and count it. Raises TooSoon before it, TooSoon after one too many; else what it raised."""
        self.check(home, person, now=now())
        try:
            yield
        except WrongPassphrase:
            if seconds := self.wrong(home, person, now=now()):
                raise TooSoon(failures=self.failures(home, person), seconds=seconds) from None
            raise
        self.right(home, person)

    def _read(self) -> dict[str, _Failed]:
        try:
            with self._file.open("rb") as file:
                return msgspec.json.decode(file.read(_LIMIT), type=dict[str, _Failed])
        except (OSError, msgspec.DecodeError, RecursionError):
            return {}

    def _write(self, known: Mapping[str, _Failed]) -> bool:
        newest = sorted(known.items(), key=lambda pair: pair[1].wall)[-_MOST:]
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            self._file.write_bytes(msgspec.json.encode(dict(newest)))
        except OSError:
            return False  # a full disk must not keep an officer out; only the pause is lost
        return True


def pause_s(failures: int) -> int:
    """Return the seconds to wait after so many failures: 0 0 1 2 4 8 16 32 60 60 ..."""
    return min(LONGEST_S, 1 << min(failures - FREE - 1, _MOST_SHIFT)) if failures > FREE else 0


def _key(home: Path, person: str) -> str:
    """Name an officer of a home; whose it is does not stand in the file."""
    return hashlib.sha256(f"{home.absolute()}\0{person}".encode("utf-8", "surrogatepass")).hexdigest()[:32]
