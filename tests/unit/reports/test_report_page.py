from __future__ import annotations

from pathlib import Path

import msgspec

from fieldkit.reports.pdfa import RECORD_NAME
from fieldkit.reports.proof_facts import head_code
from fieldkit.reports.record import DEPTH, FORMAT, LIMIT, Record, fields_to_sign
from fieldkit.reports.revisions import MAX_BYTES
from tests.make import digest

PAGES = Path(__file__).parents[3] / "docs" / "formats"
REPORT = (PAGES / "report.md").read_text(encoding="utf-8")


def test_the_page_names_what_the_code_uses() -> None:
    for value in (FORMAT, RECORD_NAME, f"{LIMIT:,} bytes", f"{DEPTH} levels", f"{MAX_BYTES:,} bytes"):
        assert value in REPORT
    rows = [line.split("|")[1] for line in REPORT.splitlines() if line.startswith("| `")]
    named = {name for row in rows for name in row.split("`")[1::2]}
    assert named == {field.name for field in msgspec.structs.fields(Record)}
    for need in fields_to_sign(digest("officer")):
        assert f"`{need.field}`" in REPORT


def test_the_page_of_the_entry_names_the_text_of_a_head() -> None:
    form = head_code("<log>", 0, "<hash>").replace(":0:", ":<seq>:")
    assert form in (PAGES / "entry.md").read_text(encoding="utf-8")
