"""Killed while somebody types, the program has lost at most the last second of it, and offers the rest when it starts.

The real window types in a process of its own and says what the page called kept and saved; it dies by SIGKILL.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import pytest

from fieldkit.actions import drafting, home, upkeep
from fieldkit.actions.clock import SystemClock
from fieldkit.actions.desk import Desk
from fieldkit.domain.view import SeizureView
from fieldkit.storage.guard import ENVIRONMENT
from tests.crash.typist import FIELDS
from tests.ui import practice

pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="kills a process; Windows has no SIGKILL")
LOST_AT_MOST_S = 1.0
PATIENCE_S = 120.0


@dataclass
class Told:
    """What one typist said before it died, and when that was."""

    lines: list[dict[str, Any]] = field(default_factory=list)
    died: float = 0.0

    def listen(self, typist: IO[str], ready: threading.Event) -> None:
        """Take down every whole line, all the time: a typist whose words nobody takes would stop typing."""
        for line in typist:
            if line.endswith("\n"):
                self.lines.append(json.loads(line))
                if self.lines[-1]["what"] == "ready":
                    ready.set()

    def texts(self, what: str, form: str) -> list[tuple[float, str]]:
        """Return when and what; a form holds a text without the blanks around it."""
        return [(x["at"], x["text"].strip()) for x in self.lines if x["what"] == what and x["form"] == form]


class Desks:
    """One practice home on which typists die, one after the other."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.world = practice.make(folder)
        self.chance = random.Random(seed)
        self.saved: dict[str, set[str]] = {"narrative": set(), "called": set()}
        self.lost = 0

    def kill_one(self) -> Told:
        """Let somebody type for a while and kill the program."""
        command = [sys.executable, "-m", "tests.crash.typist", str(self.world.field), self.world.seizure]
        with subprocess.Popen(
            [*command, str(self.chance.randrange(10**6))],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            cwd=Path(__file__).parents[2],
            env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
        ) as typist:
            assert typist.stdout
            told, listening = Told(), threading.Event()
            reader = threading.Thread(target=told.listen, args=(typist.stdout, listening))
            reader.start()
            assert listening.wait(PATIENCE_S), "the window did not open"
            time.sleep(self.chance.uniform(0.1, 4))  # not waiting for anything: it picks the moment of death
            told.died = time.monotonic()
            typist.kill()
            reader.join()
        return told

    def check(self, told: Told) -> dict[str, str]:
        """Open the home again and compare it with what was said; return the drafts that must be offered next."""
        offered = {}
        desk = home.unlock(
            path=self.world.field, person=self.world.officer, passphrase=practice.PASSPHRASE, clock=SystemClock()
        )
        try:
            kept = {one.form: one for one in drafting.kept(desk=desk, seizure=self.world.seizure)}
            view = desk.seizure(self.world.seizure)
            for form, name in FIELDS.values():
                text = str(kept[form].typed.get(name, "")) if form in kept else signed(view, form)[-1]
                self._holds(told, form, text, signed(view, form))
                if form in kept:
                    offered[form] = text
            self._sound(desk)
        finally:
            home.lock(desk=desk)
        return offered

    def _holds(self, told: Told, form: str, text: str, signed_texts: list[str]) -> None:
        self.saved[form] |= {one for _, one in told.texts("saved", form)}
        assert self.saved[form] <= set(signed_texts), "a saved text is lost"
        typed = told.texts("typed", form)
        if not typed:
            return
        versions = [one for _, one in typed]
        sure = [at for at, (when, _) in enumerate(typed) if when < told.died - LOST_AT_MOST_S]
        sure += [versions.index(one) for _, one in told.texts("kept", form) if one in versions]
        if sure:
            assert text in versions, (form, text, versions[-1])
            assert last(versions, text) >= max(sure), (form, text, versions[max(sure)])
        self.lost += len(versions) - 1 - last(versions, text) if text in versions else len(versions)

    def _sound(self, desk: Desk) -> None:
        found = upkeep.check(desk=desk, deep=False)
        assert found.ok, found.problems


def last(versions: list[str], text: str) -> int:
    """Return where *text* stood last: a blank typed behind it is no other text."""
    return len(versions) - 1 - versions[::-1].index(text)


def signed(view: SeizureView, form: str) -> list[str]:
    """Return every text of a form that is signed, the one in force last."""
    register: Any = view.narrative if form == "narrative" else view.head
    return [getattr(head.value, FIELDS[form][1]) for head in (*register.past, *register.heads)]


def type_and_die(folder: Path, rounds: int, monkeypatch: pytest.MonkeyPatch) -> Desks:
    monkeypatch.setenv(ENVIRONMENT, str(folder / "guard"))
    desks = Desks(folder, seed=rounds)
    offered: dict[str, str] = {}
    for _ in range(rounds):
        told = desks.kill_one()
        shown = {x["form"]: x["text"].strip() for x in told.lines if x["what"] == "offered"}
        assert shown == offered, "the next start offers what was kept"
        offered = desks.check(told)
    return desks


def test_at_most_the_last_second_of_typing_is_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    type_and_die(tmp_path, 3, monkeypatch)


@pytest.mark.heavy
def test_at_most_the_last_second_of_typing_is_lost_in_a_hundred_kills(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desks = type_and_die(tmp_path, 100, monkeypatch)
    assert desks.lost, "nobody was killed between a key and the disk: the test proves nothing"
    assert any(desks.saved.values())
