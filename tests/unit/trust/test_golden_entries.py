from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from fieldkit.domain.entry import Signed
from fieldkit.trust import canonical
from fieldkit.trust.chain import unbroken
from fieldkit.trust.entries import carried_key, hash_of, open_entry, open_many
from fieldkit.trust.signing import key_id

ROOT = Path(__file__).parents[3]
GOLDEN = ROOT / "tests" / "golden" / "entry"
NAMES = sorted(path.stem for path in GOLDEN.glob("*.json"))
KEYS = {key_id(der): der for der in (path.read_bytes() for path in GOLDEN.glob("*.der"))}


def opened(name: str) -> Signed:
    raw, sig = ((GOLDEN / f"{name}.{kind}").read_bytes() for kind in ("json", "sig"))
    return open_entry(raw, sig, key_of=KEYS.get)


@pytest.mark.parametrize("name", NAMES)
def test_entries_written_by_the_first_version_open_for_ever(name: str) -> None:
    signed = opened(name)
    assert signed.hash == (GOLDEN / f"{name}.hash").read_text(encoding="ascii").strip()
    assert hash_of(signed.raw) == signed.hash
    assert canonical.encode(canonical.decode(signed.raw)) == signed.raw


def test_together_they_are_one_unbroken_log() -> None:
    entries = [opened(name) for name in NAMES]
    assert [signed.entry.type for signed in entries] == ["log.open", "key.open", "narrative.set", "original.add"]
    assert unbroken(entries)
    assert open_many([(signed.raw, signed.sig) for signed in entries], key_of=lambda _: None) == entries


def documented_steps() -> str:
    page = (ROOT / "docs" / "formats" / "entry.md").read_text(encoding="utf-8")
    found = re.findall(r"```sh\n(.*?)```", page, re.DOTALL)
    assert len(found) == 1
    return str(found[0])


@pytest.mark.skipif(not (shutil.which("openssl") and shutil.which("sh")), reason="needs openssl and a POSIX shell")
@pytest.mark.parametrize("name", NAMES)
def test_the_printed_steps_verify_an_entry_with_openssl_alone(tmp_path: Path, name: str) -> None:
    signed = opened(name)
    carrier = next(s for s in map(opened, NAMES) if s.entry.by == signed.entry.by and carried_key(s.entry))

    def steps(sig: bytes) -> subprocess.CompletedProcess[str]:
        (tmp_path / "entry.json").write_bytes(signed.raw)
        (tmp_path / "entry.sig").write_bytes(sig)
        (tmp_path / "key.b64").write_text(carrier.entry.body["key"], encoding="ascii")
        return subprocess.run(
            ["sh", "-eu", "-c", documented_steps()], cwd=tmp_path, capture_output=True, text=True, check=False
        )

    done = steps(signed.sig)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert [line.split()[0] for line in lines[:2]] == [signed.hash, signed.entry.by]
    assert lines[-1] == "Verified OK"
    assert steps(signed.sig[:-1] + bytes([signed.sig[-1] ^ 1])).returncode != 0
