"""How fast entries from outside are verified, against OpenSSL's own P-256 verification on as many cores."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator

from benchmarks.measuring import Row, fastest
from fieldkit.domain.entry import Claimed, Entry, Signed
from fieldkit.trust.entries import open_many, seal
from fieldkit.trust.signing import SoftKey

COUNT = 10_000


def rows() -> Iterator[Row]:
    """Verify one log of `COUNT` weighings, all signed by one key; nothing when OpenSSL's command is not here."""
    openssl = shutil.which("openssl")
    if openssl is None:
        return
    signer = SoftKey.generate()
    items = [(signed.raw, signed.sig) for signed in log_of(COUNT, signer)]

    def verify() -> None:
        opened = open_many(items, key_of={signer.key_id: signer.public}.get)
        assert all(isinstance(answer, Signed) for answer in opened)

    cores = os.cpu_count() or 1
    ours = COUNT / fastest(verify, runs=3)
    peer = openssl_verifies_a_second(openssl, cores)
    detail = f"{ours:,.0f}/s against {peer:,.0f}/s on {cores} cores"
    yield Row("verify entries", "openssl speed, P-256 verify", ours / peer, "at least", 0.6, detail)


def log_of(count: int, signer: SoftKey) -> Iterator[Signed]:
    """Make *count* entries of one log about one practice seizure; the first stands after the opening ones."""
    seizure, previous = "01900000-0000-7000-8000-000000000001", "ef" * 32
    for seq in range(1, count + 1):
        entry = Entry(
            v=1,
            log="ab" * 16,
            seq=seq,
            prev=previous,
            type="weighing",
            tv=1,
            subj=seizure,
            scope=(seizure,),
            base=(),
            t=Claimed(wall=1_790_000_000_000 + seq, offset=420, mono_us=seq, boot="cd" * 16),
            by=signer.key_id,
            body={"gross_ug": 1_250_000_000 + seq, "typed": "1.25", "unit": "kg", "pan": "ថង់ប្លាស្ទិក"},
        )
        signed = seal(entry, signer)
        previous = signed.hash
        yield signed


def openssl_verifies_a_second(openssl: str, cores: int) -> float:
    """Ask OpenSSL's own benchmark, run in as many processes as there are cores."""
    command = [openssl, "speed", "-seconds", "3", "-multi", str(cores), "-mr", "ecdsap256"]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found = re.findall(r"^\+F4:.*:([\d.]+)$", printed, flags=re.MULTILINE)
    return float(found[-1])
