"""Locked means the keys are gone from the process: its memory is read from outside and searched for every secret."""

from __future__ import annotations

import base64
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from fieldkit.actions import home
from fieldkit.actions.clock import SystemClock
from fieldkit.storage.home import Home
from fieldkit.storage.vault import Vault
from fieldkit.trust.signing import SoftKey
from fieldkit.trust.wiping import wipe

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc/<pid>/mem")
_RANGE = re.compile(r"([0-9a-f]+)-([0-9a-f]+) rw")


def scalar(key: SoftKey) -> bytes:
    return key.private.private_numbers().private_value.to_bytes(32, "big")


def secrets_of(path: Path, person: str, phrase: str) -> dict[str, bytes]:
    """Return every secret that an unlocked process holds, in each form it takes on the way."""
    unlocked = Vault(Home.open(path)).unlock(person, phrase)
    officer, device = unlocked.officer, unlocked.device
    return {
        "passphrase": phrase.encode(),
        "passphrase, as Qt holds it": phrase.encode("utf-16-le"),
        "passphrase, folded": phrase.replace(" ", "").encode(),
        "officer's key": scalar(officer.signer),
        "officer's key, little-endian": scalar(officer.signer)[::-1],
        "officer's key, base64": base64.b64encode(officer.signer.pkcs8())[56:100],
        "officer's identity": officer.identity.text.encode(),
        "device's key": scalar(device.signer),
        "device's key, little-endian": scalar(device.signer)[::-1],
        "device's key, base64": base64.b64encode(device.signer.pkcs8())[56:100],
        "device's identity": device.identity.text.encode(),
        "vault's identity": device.vault.text.encode(),
        "database key": device.database_key,
        "database key, hex": device.database_key.hex().encode(),
    }


def found(pid: int, wanted: dict[str, bytes]) -> set[str]:
    """Return which secrets lie in the writable memory of *pid*."""
    there: set[str] = set()
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
        for line in Path(f"/proc/{pid}/maps").read_text(encoding="ascii", errors="replace").splitlines():
            match = _RANGE.match(line)
            if match is None:
                continue
            start, end = int(match[1], 16), int(match[2], 16)
            try:
                memory.seek(start)
                data = memory.read(end - start) or b""
            except (OSError, ValueError, OverflowError):
                continue
            there |= {name for name, secret in wanted.items() if secret in data}
    return there


@contextmanager
def process(module: str, path: Path, person: str, phrase: str) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", f"tests.crash.{module}", str(path), person, str(path.parent)]
    child = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        assert child.stdin is not None
        child.stdin.write(phrase.encode())
        child.stdin.flush()
        yield child
    finally:
        child.kill()
        child.communicate()


def wait_for(child: subprocess.Popen[bytes], word: bytes) -> None:
    assert child.stdout is not None
    assert child.stdout.readline().strip() == word


def go_on(child: subprocess.Popen[bytes]) -> None:
    assert child.stdin is not None
    child.stdin.write(b"\n")
    child.stdin.flush()


@pytest.mark.heavy
@pytest.mark.parametrize("module", ["remember", "remember_window"])
def test_after_the_lock_no_secret_is_left_in_memory(tmp_path: Path, module: str) -> None:
    who = home.NewOfficer(name="Invented A")
    made = home.create(path=tmp_path / "home", role="field", practice=False, name="L", officer=who, clock=SystemClock())
    wanted = secrets_of(made.path, made.person, made.passphrase)
    with process(module, made.path, made.person, made.passphrase) as child:
        wait_for(child, b"open")
        try:
            still = found(child.pid, wanted)
        except PermissionError:
            pytest.skip("this system lets nobody look into another process")
        assert "database key" in still, "the search itself finds what is there"
        assert not {name for name in still if name.startswith("passphrase")}
        go_on(child)
        wait_for(child, b"locked")
        assert found(child.pid, wanted) == set()


def test_wiping_overwrites_what_was_there() -> None:
    data, text, short = os.urandom(32), os.urandom(16).hex(), "short"
    array = bytearray(b"secret secret secret")
    for secret in (data, text, array, short):
        wipe(secret)
    assert data == bytes(32)
    assert text == "\0" * 32
    assert array == bytes(20)
    assert short == "short"
