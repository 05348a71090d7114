"""What `docs/formats/bundle.md` promises to somebody without Fieldkit: tar, a BagIt tool, openssl, age and a key."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from tests.world import World

pytestmark = pytest.mark.skipif(
    any(shutil.which(tool) is None for tool in ("tar", "openssl", "sha256sum", "age")),
    reason="needs tar, openssl, sha256sum and age",
)


def _run(*command: str, cwd: Path, stdin: bytes | None = None) -> bytes:
    done = subprocess.run(command, cwd=cwd, input=stdin, check=False, capture_output=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_stranger_with_headquarters_key_opens_everything(tmp_path: Path) -> None:
    world = World(tmp_path / "world")
    laptop = world.laptop()
    seizure = laptop.seize("Practice Officer")
    blob = laptop.photo("Practice Officer", seizure, b"a photo " * 9000)
    (part,) = laptop.export(world.stick()).parts
    key = tmp_path / "K"
    key.write_text(world.hq.device.identity.text)
    (tmp_path / "root.pem").write_bytes(x509.load_der_x509_certificate(world.authority.root).public_bytes(Encoding.PEM))
    entry = laptop.store.ledger.in_scope(seizure)[-1]
    log = entry.entry.log
    world.close()

    _run("tar", "xf", str(part.path), cwd=tmp_path)
    bag = tmp_path / part.bundle
    _run("sha256sum", "--check", "--strict", "tagmanifest-sha256.txt", "manifest-sha256.txt", cwd=bag)
    _run(
        "openssl",
        "verify",
        "-no_check_time",
        "-CAfile",
        "../root.pem",
        "-untrusted",
        "sender.pem",
        "sender.pem",
        cwd=bag,
    )
    (tmp_path / "sender.pub").write_bytes(_run("openssl", "x509", "-in", "sender.pem", "-noout", "-pubkey", cwd=bag))
    signed = b"fieldkit-bundle-v1\0" + (bag / "tagmanifest-sha256.txt").read_bytes()
    _run("openssl", "dgst", "-sha256", "-verify", "../sender.pub", "-signature", "bundle.sig", cwd=bag, stdin=signed)

    identity = _run("age", "-d", "-i", str(key), f"data/keys/{seizure}-{log}.age", cwd=bag)
    (tmp_path / "seizure.key").write_bytes(identity)
    photo = _run("age", "-d", "-i", "../seizure.key", f"data/originals/{blob.sealed_sha256}.age", cwd=bag)
    assert hashlib.sha256(photo).hexdigest() == blob.sha256

    (sealed,) = (bag / "data" / "entries").iterdir()
    records = _run("age", "-d", "-i", str(key), str(sealed.relative_to(bag)), cwd=bag)
    raws = []
    while records:
        size = int.from_bytes(records[:4], "big")
        raws.append(records[4 : 4 + size])
        records = records[4 + size + 64 :]
    assert hashlib.sha256(b"fieldkit-entry-v1\0" + raws[-1]).hexdigest() == entry.hash
    assert blob.sha256.encode() in raws[-1]
