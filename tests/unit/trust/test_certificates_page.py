from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from fieldkit.trust.certificates import FACTS_OID, LARGEST, LONGEST, to_pem
from fieldkit.trust.directory import DIRECTORY
from fieldkit.trust.enrolment import GRANT, OFFICER, REQUEST
from fieldkit.trust.signed_file import LIMIT
from fieldkit.trust.signing import SoftKey
from tests.unit.trust.practice_hq import AUTHORITY, MADE, ROOT, officer_facts

PAGE = (Path(__file__).parents[3] / "docs" / "formats" / "certificates.md").read_text(encoding="utf-8")


def test_the_page_names_what_the_code_uses() -> None:
    for value in (FACTS_OID.dotted_string, REQUEST, GRANT, OFFICER, DIRECTORY, f"{LARGEST:,}", f"{LIMIT:,}"):
        assert value in PAGE
    assert f"1 to {LONGEST} certificates" in PAGE


@pytest.mark.skipif(not shutil.which("openssl"), reason="needs openssl")
def test_openssl_verifies_the_chain_and_prints_the_facts(tmp_path: Path) -> None:
    key = SoftKey.generate()
    leaf, issuing = AUTHORITY.certify(officer_facts(key), key.public, made=MADE)
    for name, der in (("leaf", leaf), ("issuing", issuing), ("root", ROOT)):
        (tmp_path / f"{name}.pem").write_bytes(to_pem([der]))

    def openssl(*words: str) -> str:
        done = subprocess.run(["openssl", *words], cwd=tmp_path, capture_output=True, text=True, check=True)
        return done.stdout

    verified = openssl(
        "verify", "-x509_strict", "-no_check_time", "-CAfile", "root.pem", "-untrusted", "issuing.pem", "leaf.pem"
    )
    assert verified == "leaf.pem: OK\n"
    printed = openssl("x509", "-in", "leaf.pem", "-noout", "-text")
    assert "Digital Signature, Non Repudiation" in printed
    assert '"person":"01900000-0000-7000-8000-00000000000a"' in printed
