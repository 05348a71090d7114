"""A hand-over by codes with commands alone: two practice laptops, pictures one way, a typing scanner the other."""

from __future__ import annotations

import json
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from typer.testing import CliRunner

from fieldkit.cli.program import app
from tests.commands import Run

THING = {
    "detail": {"type": "drug", "substance": "meth-crystal"},
    "description": "White pieces (practice)",
    "found_by": "Practice A",
    "collected_by": "Practice A",
    "weighings": [{"kind": "gross_sealed", "value": "100.0 g", "operator": "Practice A"}],
    "package": {"package_no": "P-1", "seals": ["S-1"], "sealed_by": "Practice A"},
}


class Pair:
    """Two practice laptops; the first holds one sealed exhibit and has offered it."""

    def __init__(self, folder: Path, run: Run) -> None:
        self.run = run
        self.first, self.second = folder / "first", folder / "second"
        for home, officer in ((self.first, "Practice A"), (self.second, "Practice B")):
            words = ("--role", "field", "--practice", "--name", home.name, "--officer", officer)
            assert run("--home", home, "new-home", *words).code == 0
        file = folder / "night.json"
        file.write_text(json.dumps({"exhibits": [THING]}), encoding="utf-8")
        assert run("--home", self.first, "record", file).code == 0
        (seizure,) = run("--home", self.first, "--json", "show").json
        self.seizure, self.id = seizure["number"], seizure["id"]
        (exhibit,) = run("--home", self.first, "--json", "custody", "list", self.seizure).json
        self.exhibit = exhibit["exhibit"]
        offer = ("custody", "offer", self.seizure, self.exhibit, "--to", "Practice B")
        self.offer = run("--home", self.first, "--json", *offer).json["offer"]


@pytest.fixture
def pair(tmp_path: Path, run: Run) -> Pair:
    return Pair(tmp_path, run)


def test_an_offer_goes_by_pictures_and_the_answer_by_scanned_lines(pair: Pair, tmp_path: Path) -> None:
    shown = pair.run("--home", pair.first, "--json", "handover", "show", pair.seizure, pair.offer, "--png", tmp_path)
    files = shown.json["files"]
    assert len(files) == len(shown.json["parts"])

    missing = pair.run("--home", pair.second, "--json", "handover", "take", *files[1:])
    assert (missing.code, missing.json["error"]) == (1, "parts-missing")
    taken = pair.run("--home", pair.second, "handover", "take", *files)
    assert taken.code == 0
    assert "Headquarters has not certified it" in taken.out, "a practice key is nobody's word but its own"
    assert pair.exhibit in taken.out
    assert "S-1" not in taken.out
    assert "100.0" not in taken.out

    read = ("--line", f"{pair.exhibit}=S-1=100.0 g", "--location", "Safe 1")
    letters = shown.json["letters"]
    assert pair.run("--home", pair.second, "custody", "accept", pair.id, pair.offer, *read).code == 0
    answer = pair.run("--home", pair.second, "handover", "show", pair.id, letters).out
    typed = CliRunner().invoke(app, ["--home", str(pair.first), "--json", "handover", "take", "-"], input=answer)
    assert typed.exit_code == 0
    assert [line["answer"] for line in json.loads(typed.stdout)["lines"]] == ["accepted"]
    (after,) = pair.run("--home", pair.first, "--json", "custody", "list", pair.seizure).json
    assert (after["holder"], after["place"]) == ("Practice B", "Safe 1")


def test_a_report_on_an_exhibit_known_from_a_hand_over_says_so(pair: Pair, tmp_path: Path) -> None:
    texts = tmp_path / "scanned.txt"
    texts.write_text(pair.run("--home", pair.first, "handover", "show", pair.seizure, pair.offer).out, "utf-8")
    assert pair.run("--home", pair.second, "handover", "take", texts).code == 0
    out = tmp_path / "out"
    made = pair.run("--home", pair.second, "report", pair.id, "--to", out, "--language", "en")
    assert made.code == 1, "the key is not certified, so it is an unsigned draft"
    (pdf,) = out.glob("*.pdf")
    with pdfium.PdfDocument(pdf) as document:
        pages = " ".join(page.get_textpage().get_text_range() for page in document)
    words = " ".join(pages.split())
    assert "Known here from a hand-over only" in words
    assert pair.exhibit.rpartition("/")[2] in words


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"\x89PNG\r\n\x1a\nbroken", b"FKH1 no code\n"])
def test_a_file_without_codes_is_refused_in_words(pair: Pair, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "picture.png"
    file.write_bytes(content)
    refused = pair.run("--home", pair.second, "--json", "handover", "take", file)
    assert (refused.code, refused.json["error"]) == (
        1,
        "picture-not-read" if content.startswith(b"\x89") else "no-codes",
    )


def test_a_file_that_is_not_there_is_refused_in_words(pair: Pair, tmp_path: Path) -> None:
    refused = pair.run("--home", pair.second, "--json", "handover", "take", tmp_path / "nothing.png")
    assert (refused.code, refused.json["error"]) == (1, "picture-not-read")
