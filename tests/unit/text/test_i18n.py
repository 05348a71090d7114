from __future__ import annotations

import subprocess
import sys
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path

import pytest

from fieldkit.text.resources import resource
from scripts import i18n

CODE = """
from fieldkit.text.catalogue import _, _n, N_
def show(name, many, error):
    a = _("Weigh {name}", name=name)
    b = f"{_('Nested in an f-string')}"
    c = _n("{n} bag", "{n} bags", many)
    d = _("Long sentence "
          "over two lines.")
    e = _("Yes" if many else "No")
    return _(error.message, **error.facts), N_("Kept for later, {who}.")
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    (tmp_path / "fieldkit").mkdir()
    (tmp_path / "docs").mkdir()
    (tmp_path / "fieldkit" / "page.py").write_text(CODE, encoding="utf-8")
    (tmp_path / "docs" / "khmer-terms.md").write_text("| weigh | ថ្លឹង | is it? |\n| bag | កញ្ចប់ | |\n", encoding="utf-8")
    return tmp_path


def _translate(checkout: Path, english: str, khmer: str, comment: str = "") -> None:
    po = checkout / i18n.PO
    before = po.read_text(encoding="utf-8")
    string = "msgstr[0]" if f'msgid "{english}"\nmsgid_plural' in before else "msgstr"
    head, found, tail = before.partition(f'msgid "{english}"\n')
    assert found
    tail = tail.replace(f'{string} ""', f'{string} "{khmer}"', 1)
    po.write_text(head + (f"# {comment}\n" if comment else "") + found + tail, encoding="utf-8")


def _run(checkout: Path, *arguments: str, capture: pytest.CaptureFixture[str]) -> tuple[int, str]:
    code = i18n.main(["--root", str(checkout), *arguments])
    return code, capture.readouterr().out


def test_every_kind_of_call_is_found(checkout: Path) -> None:
    assert i18n.gather(checkout).messages == {
        "Weigh {name}": None,
        "Nested in an f-string": None,
        "{n} bag": "{n} bags",
        "Long sentence over two lines.": None,
        "Yes": None,
        "No": None,
        "Kept for later, {who}.": None,
    }
    assert i18n.gather(checkout).slips == []


@pytest.mark.parametrize(
    "slip",
    [
        '_(f"Weigh {x}")',
        '_("Weigh " + x)',
        "N_(x)",
        "_n(x, y, 3)",
        '_("Weigh {x}")',
        '_n("{n} of {all}", "{n} of {all}", 3)',
        '(_("{n} bag", n=1), _n("{n} bag", "{n} bags", 1))',
    ],
)  # fmt: skip
def test_a_call_that_would_stay_english_on_screen_is_reported(checkout: Path, slip: str) -> None:
    (checkout / "fieldkit" / "slip.py").write_text(slip, encoding="utf-8")
    assert len(i18n.gather(checkout).slips) == 1


def test_an_update_keeps_khmer_drops_the_unused_and_names_the_missing(
    checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _run(checkout, capture=capsys)
    _translate(checkout, "Yes", "បាទ/ចាស", "check: too polite?")
    _translate(checkout, "No", "ទេ")
    (checkout / "fieldkit" / "page.py").write_text('_("Yes"), _("New")', encoding="utf-8")
    code, said = _run(checkout, capture=capsys)
    assert (code, said) == (0, "missing: 'New' (fieldkit/page.py:1)\n2 sentences, 1 to mend\n")
    po = (checkout / i18n.PO).read_text(encoding="utf-8")
    assert '# check: too polite?\nmsgid "Yes"\nmsgstr "បាទ/ចាស"\n' in po
    assert "ទេ" not in po
    assert "| Yes | បាទ/ចាស | too polite? |" in (checkout / i18n.REVIEW).read_text(encoding="utf-8")


def test_a_second_run_changes_no_byte(checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _run(checkout, capture=capsys)
    _translate(checkout, "{n} bag", "{n} កញ្ចប់")
    _run(checkout, capture=capsys)
    before = [(checkout / path).read_bytes() for path in (i18n.PO, i18n.MO, i18n.REVIEW)]
    _run(checkout, capture=capsys)
    assert [(checkout / path).read_bytes() for path in (i18n.PO, i18n.MO, i18n.REVIEW)] == before


def test_gettext_reads_what_was_compiled(checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _run(checkout, capture=capsys)
    _translate(checkout, "{n} bag", "{n} កញ្ចប់")
    _translate(checkout, "Weigh {name}", "ថ្លឹង {name}")
    _run(checkout, capture=capsys)
    compiled = GNUTranslations(BytesIO((checkout / i18n.MO).read_bytes()))
    assert compiled.gettext("Weigh {name}") == "ថ្លឹង {name}"
    assert compiled.ngettext("{n} bag", "{n} bags", 5) == "{n} កញ្ចប់"
    assert compiled.gettext("No") == "No"


def test_a_translation_that_is_only_a_guess_is_reported_and_not_spoken(
    checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _run(checkout, capture=capsys)
    _translate(checkout, "Yes", "បាទ/ចាស")
    po = checkout / i18n.PO
    po.write_text(po.read_text(encoding="utf-8").replace('msgid "Yes"', '#, fuzzy\nmsgid "Yes"'), encoding="utf-8")
    assert "fuzzy: 'Yes'" in _run(checkout, capture=capsys)[1]
    assert GNUTranslations(BytesIO((checkout / i18n.MO).read_bytes())).gettext("Yes") == "Yes"


@pytest.mark.parametrize(
    ("english", "khmer", "fault"),
    [
        ("Weigh {name}", "ថ្លឹង {who}", "placeholders differ"),
        ("Weigh {name}", "ថ្លឹង {name", "placeholders differ"),
        ("Yes", "Yes", "no Khmer letter"),
        ("Yes", "បាទ\u200bចាស", "an invisible character"),
        ("Yes", "ចំា", "spelt out of order"),
        ("No", "", "missing"),
    ],
)
def test_a_bad_translation_fails_the_check(
    checkout: Path, capsys: pytest.CaptureFixture[str], english: str, khmer: str, fault: str
) -> None:
    _run(checkout, capture=capsys)
    if khmer:
        _translate(checkout, english, khmer)
    code, said = _run(checkout, "--check", capture=capsys)
    assert code == 1
    assert any(fault in line and repr(english) in line for line in said.splitlines())


def test_a_complete_catalogue_passes_and_a_stale_one_does_not(
    checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (checkout / "fieldkit" / "page.py").write_text('_("Yes"), _("{n} kg, SHA-256", n=1)', encoding="utf-8")
    _run(checkout, capture=capsys)
    _translate(checkout, "Yes", "បាទ/ចាស")
    _translate(checkout, "{n} kg, SHA-256", "{n} kg, SHA-256")
    assert _run(checkout, "--check", capture=capsys)[0] == 1  # not compiled yet
    _run(checkout, capture=capsys)
    assert _run(checkout, "--check", capture=capsys) == (0, "2 sentences, 0 to mend\n")
    (checkout / i18n.MO).write_bytes(b"")
    assert _run(checkout, "--check", capture=capsys)[0] == 1


def test_the_review_page_counts_sentences_with_a_doubtful_word(
    checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _run(checkout, capture=capsys)
    _translate(checkout, "Weigh {name}", "ថ្លឹង {name}")
    _run(checkout, capture=capsys)
    page = (checkout / i18n.REVIEW).read_text(encoding="utf-8")
    assert "| ថ្លឹង | weigh: is it? | 1 |" in page
    assert "| កញ្ចប់ |" not in page


def test_the_shipped_catalogue_is_compiled_from_the_shipped_sentences() -> None:
    """A checkout runs without a build step, so the .mo is committed beside its .po."""
    folder = resource("locale", "km", "LC_MESSAGES")
    catalogue = i18n.read_catalogue(folder / "fieldkit.po")
    assert i18n.mo_bytes(catalogue) == (folder / "fieldkit.mo").read_bytes()


def test_no_shipped_translation_is_malformed() -> None:
    """Sentences still missing are the business of `make i18n`; what is there must be right."""
    catalogue = i18n.read_catalogue(resource("locale", "km", "LC_MESSAGES", "fieldkit.po"))
    assert [fault for fault in i18n.faults(catalogue, {}) if not fault.startswith("missing")] == []


def test_the_script_runs_by_itself() -> None:
    done = subprocess.run([sys.executable, i18n.__file__ or "", "--help"], capture_output=True, text=True, check=True)
    assert "--check" in done.stdout
