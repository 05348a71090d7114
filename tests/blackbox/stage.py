"""A screen, a session bus and the real app for black-box runs, and the driver that works it from outside."""

from __future__ import annotations

import importlib.util
import json
import os
import select
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

ROOT: Final = Path(__file__).parents[2]
SYSTEM_PYTHON: Final = "/usr/bin/python3"
LAUNCHER: Final = "/usr/libexec/at-spi-bus-launcher"
ANSWER_S: Final = 180
"""A verb gives up by itself before; this only keeps a dead driver from hanging the run."""


def missing() -> str:
    """Return which of what a black-box run needs is not installed here; empty when all is."""
    for program in ("Xvfb", "dbus-daemon", "xdotool", LAUNCHER, SYSTEM_PYTHON):
        if shutil.which(program) is None:
            return f"{program} is not installed"
    looks = [SYSTEM_PYTHON, "-c", "import gi; gi.require_version('Atspi', '2.0'); from gi.repository import Atspi"]
    if subprocess.run(looks, capture_output=True, check=False).returncode:
        return "gir1.2-atspi-2.0 and python3-gi are not installed"
    return "" if importlib.util.find_spec("PySide6") else "PySide6 is not installed"


class Refused(AssertionError):
    """The driver could not do what was asked; the words say what it saw."""


class Night:
    """One run of the app. Verbs of `drive.py` are its methods: `night.press("practice")`."""

    def __init__(self, folder: Path, *, language: str = "en") -> None:
        self.folder = folder
        self._stack = ExitStack()
        self._env = _environment(folder)
        config = folder / "config" / "fieldkit"
        config.mkdir(parents=True, exist_ok=True)
        if not (config / "window.ini").exists():
            (config / "window.ini").write_text(f"[General]\nlanguage={language}\nlook=light\n", encoding="utf-8")
        self._app: subprocess.Popen[Any] | None = None
        self._driver: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        try:
            self._env["DISPLAY"] = self._stack.enter_context(_screen())
            self._env["DBUS_SESSION_BUS_ADDRESS"] = self._stack.enter_context(_bus(self._env))
            self._stack.enter_context(_running([LAUNCHER, "--launch-immediately"], self._env))
            self.open()
        except BaseException:
            self._stack.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def open(self) -> None:
        """Start the app and a driver for it."""
        log = self._stack.enter_context((self.folder / "app.log").open("ab"))
        app = [sys.executable, str(ROOT / "main.py")]
        self._app = self._stack.enter_context(_running(app, self._env, stderr=log))
        driver = [SYSTEM_PYTHON, str(Path(__file__).with_name("drive.py"))]
        self._driver = subprocess.Popen(
            driver, env=self._env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )
        self._stack.callback(_end, self._driver)
        self.do("start")

    def close(self) -> int:
        """Ask the app to end and return its exit code."""
        assert self._app is not None
        self._app.terminate()
        return self._app.wait(timeout=60)

    def do(self, verb: str, **told: str | int) -> Any:  # noqa: ANN401  (what JSON holds)
        """Send one command and return its answer. Raises Refused."""
        driver = self._driver
        assert driver is not None
        assert driver.stdin is not None
        assert driver.stdout is not None
        driver.stdin.write(json.dumps({"verb": verb, **told}) + "\n")
        driver.stdin.flush()
        ready, _, _ = select.select([driver.stdout], [], [], ANSWER_S)
        line = driver.stdout.readline() if ready else ""
        if not line:
            raise Refused(f"{verb}: the driver does not answer; {self.log()}")
        answer = json.loads(line)
        if "error" in answer:
            raise Refused(f"{answer['error']}\n{self.log()}")
        return answer["ok"]

    def log(self) -> str:
        """Return the end of what the app wrote to its error stream."""
        return (self.folder / "app.log").read_text(encoding="utf-8", errors="replace")[-2000:]

    def shot(self, name: str) -> None:
        """Keep a picture of the screen in the folder FIELDKIT_SHOTS, else beside the log; not without scrot."""
        if shutil.which("scrot"):
            path = Path(os.environ.get("FIELDKIT_SHOTS") or self.folder) / f"{name}.png"
            subprocess.run(["scrot", "--overwrite", str(path)], env=self._env, check=False)

    # --- verbs, so that a journey reads as one ------------------------------------------------------------------------
    def wait(self, name: str) -> str:
        """Wait until a widget shows."""
        return str(self.do("wait", id=name))

    def gone(self, name: str) -> None:
        """Wait until it shows no more."""
        self.do("gone", id=name)

    def press(self, name: str) -> None:
        """Press a button."""
        self.do("press", id=name)

    def type(self, name: str, text: str) -> None:
        """Type into a field."""
        self.do("type", id=name, text=text)

    def text(self, name: str) -> str:
        """Return what a widget says."""
        return str(self.do("text", id=name))

    def until_text(self, words: str) -> str:
        """Wait until words show."""
        return str(self.do("until_text", words=words))

    def key(self, chord: str) -> None:
        """Press a key of the keyboard."""
        self.do("key", chord=chord)

    def keys(self, text: str) -> None:
        """Type on the keyboard."""
        self.do("keys", text=text)

    def tab_to(self, name: str, key: str = "Tab") -> None:
        """Go to a widget by the keyboard."""
        self.do("tab_to", id=name, key=key)

    def pick(self, name: str, words: str) -> None:
        """Choose in a list."""
        self.do("pick", id=name, words=words)

    def passphrase(self, text: str) -> None:
        """Type a passphrase on the keyboard."""
        self.do("passphrase", text=text)

    def choose(self, path: Path | str) -> None:
        """Answer a file dialog."""
        self.do("choose", path=str(path))

    def counted(self) -> dict[str, Any]:
        """Return the counts of this run."""
        return dict(self.do("counted"))


def _environment(folder: Path) -> dict[str, str]:
    kept = {
        name: os.environ[name]
        for name in ("PATH", "LANG", "LD_LIBRARY_PATH", "FIELDKIT_PATIENCE_S")
        if name in os.environ
    }
    run = folder / "run"
    run.mkdir(mode=0o700, parents=True, exist_ok=True)
    return kept | {
        "HOME": str(folder),
        "XDG_CONFIG_HOME": str(folder / "config"),
        "XDG_DATA_HOME": str(folder / "data"),
        "XDG_CACHE_HOME": str(folder / "cache"),
        "XDG_RUNTIME_DIR": str(run),
        "FIELDKIT_GUARD": str(folder / "guard"),
        "FIELDKIT_TEST": "1",
        "QT_QPA_PLATFORM": "xcb",
        "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
        "PYTHONFAULTHANDLER": "1",
    }


@contextmanager
def _running(command: list[str], env: dict[str, str], **more: Any) -> Iterator[subprocess.Popen[Any]]:  # noqa: ANN401  (Popen's own)
    process: subprocess.Popen[Any] = subprocess.Popen(
        command, env=env, stdout=subprocess.DEVNULL, **({"stderr": subprocess.DEVNULL} | more)
    )
    try:
        yield process
    finally:
        _end(process)


@contextmanager
def _screen() -> Iterator[str]:
    """Start a screen and return its display."""
    told, tells = os.pipe()
    command = ["Xvfb", "-displayfd", str(tells), "-screen", "0", "1400x900x24", "-nolisten", "tcp"]
    process = subprocess.Popen(command, pass_fds=(tells,), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.close(tells)
    try:
        with os.fdopen(told) as reading:
            yield f":{reading.readline().strip()}"
    finally:
        _end(process)


@contextmanager
def _bus(env: dict[str, str]) -> Iterator[str]:
    """Start a session bus and return its address."""
    command = ["dbus-daemon", "--session", "--nofork", "--print-address"]
    process = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
    finally:
        _end(process)


def _end(process: subprocess.Popen[Any]) -> None:
    """End *process* and close its pipes."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()
