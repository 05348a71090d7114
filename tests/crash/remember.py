"""A process that unlocks a home, works, locks it and waits: another process looks what is left in its memory.

    python -m tests.crash.remember HOME PERSON     the passphrase comes on standard input

Prints "open" while it is unlocked and "locked" afterwards; each waits for a line on standard input.
"""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path

from fieldkit.actions import find, home, writeup
from fieldkit.actions.clock import SystemClock
from fieldkit.trust.wiping import wipe


def main() -> None:
    path, person = Path(sys.argv[1]), sys.argv[2]
    typed = os.read(0, 1000)
    phrase = typed.decode().strip()
    desk = home.unlock(path=path, person=person, passphrase=phrase, clock=SystemClock())
    wipe(typed)
    wipe(phrase)
    writeup.start(desk=desk)
    find.seizures(desk=desk)
    del typed, phrase
    say("open")
    home.lock(desk=desk)
    del desk
    gc.collect()
    say("locked")


def say(word: str) -> None:
    os.write(1, f"{word}\n".encode())
    os.read(0, 1)


if __name__ == "__main__":
    main()
