from __future__ import annotations

import csv
import io
import string
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from fontTools.ttLib import TTFont

from fieldkit.text.resources import ResourceMissing, read_resource, resource

KHMER_LETTERS = [*range(0x1780, 0x17A3), *range(0x17A5, 0x17B4), *range(0x17B6, 0x17D3), *range(0x17E0, 0x17EA)]
FORMS = (
    "ampoule any block blotter capsule chocolate crystal drink drop food fungus gum herb leaf liquid oil paste patch "
    "plant powder resin rock sachet solid swallowed sweet syrup tablet vape"
)
UNITS = {"mg", "g", "kg", "mL", "L", "tablet", "piece", "plant", "sachet", "ampoule"}
CONTROLS = {"61", "61-I", "61-II", "61-IV", "61-III", "71-I", "71-II", "71-III", "71-IV", "T1", "T2", ""}


def _substances() -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(read_resource("substances.csv"))))


def test_every_shipped_folder_has_its_origin_and_licence_written_down() -> None:
    sources = read_resource("SOURCES.md")
    files = [path for path in resource().rglob("*") if path.is_file()]
    fonts = {path.name.split("-")[0] for path in files if path.suffix == ".ttf"}
    assert fonts == {"Inter", "NotoSansKhmer", "Battambang", "NotoSans"}
    for font in fonts:
        assert f"{font}-" in sources
        assert "SIL OPEN FONT LICENSE" in resource("LICENSES", f"OFL-{font}.txt").read_text().upper()
    assert "ISC License" in resource("LICENSES", "ISC-Lucide.txt").read_text()


@pytest.mark.parametrize(
    "name", ["ui/NotoSansKhmer-400", "ui/NotoSansKhmer-700", "pdf/Battambang-400", "pdf/Battambang-700"]
)
def test_a_khmer_font_draws_every_khmer_letter_and_shapes_it(name: str) -> None:
    folder, file = name.split("/")
    font = TTFont(resource("fonts", folder, f"{file}.ttf"))
    assert [hex(code) for code in KHMER_LETTERS if code not in font.getBestCmap()] == []
    assert "GSUB" in font


@pytest.mark.parametrize("family", ["ui/Inter", "pdf/NotoSans"])
@pytest.mark.parametrize("weight", [400, 700])
def test_a_latin_font_draws_our_sentences_and_vietnamese_names(family: str, weight: int) -> None:
    drawn = TTFont(resource("fonts", f"{family}-{weight}.ttf")).getBestCmap()
    needed = string.printable.strip() + "\u00a0–—…’“”«»±×÷°µ²³½−NguyễnVănĐức₫€£¥àéîõüßøłşğ•"
    assert [letter for letter in needed if ord(letter) not in drawn] == []


def test_the_screen_font_also_draws_arrows_and_comparisons() -> None:
    drawn = TTFont(resource("fonts", "ui", "Inter-400.ttf")).getBestCmap()
    assert [letter for letter in "→←↔≤≥≈" if ord(letter) not in drawn] == []


def test_every_icon_is_a_24_pixel_outline_that_takes_its_colour_from_us() -> None:
    icons = sorted(resource("icons").glob("*.svg"))
    assert len(icons) > 60
    for icon in icons:
        root = ET.fromstring(icon.read_text())  # noqa: S314  (our own files)
        assert (root.get("viewBox"), root.get("stroke")) == ("0 0 24 24", "currentColor"), icon.name


def test_each_substance_has_a_code_of_its_own_and_known_words_only() -> None:
    rows = _substances()
    assert len(rows) == 61
    assert len({row["code"] for row in rows}) == 61
    for row in rows:
        assert row["name_en"], row
        assert set(row["forms"].split(";")) <= set(FORMS.split()), row
        assert set(row["unit"].split(";")) <= UNITS, row
        assert set(row["control"].split(";")) <= CONTROLS, row


def test_no_substance_claims_a_national_table_or_a_law() -> None:
    for row in _substances():
        assert row["national_table"] == ""
        assert row["status_source"] == "professional knowledge, to be confirmed by HQ reference pack"


def test_a_doubtful_khmer_name_says_so() -> None:
    assert {row["code"] for row in _substances() if row["km_check"] == "yes"} == {"ketamine", "heroin"}


@pytest.mark.parametrize("layout", ["checkout", "wheel", "frozen"])
def test_the_files_are_found_wherever_the_program_lives(tmp_path: Path, layout: str) -> None:
    code = Path(__file__).resolve().parents[3] / "fieldkit"
    for name in ("__init__.py", "errors.py", "text/__init__.py", "text/resources.py"):
        (tmp_path / "fieldkit" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "fieldkit" / name).write_text((code / name).read_text())
    home = {"checkout": tmp_path, "wheel": tmp_path / "fieldkit", "frozen": tmp_path / "unpacked"}[layout] / "resources"
    home.mkdir(parents=True)
    (home / "SOURCES.md").write_text("here")
    freeze = f"import sys; sys._MEIPASS = {str(home.parent)!r}; " if layout == "frozen" else ""
    program = freeze + "from fieldkit.text.resources import resource; print(resource('SOURCES.md'))"
    done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == str(home / "SOURCES.md")


def test_a_missing_file_is_a_broken_installation_with_a_name() -> None:
    with pytest.raises(ResourceMissing) as missing:
        resource("icons", "no-such.svg")
    assert missing.value.facts == {"name": "icons/no-such.svg"}
