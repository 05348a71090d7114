"""Receipts, slips, flash reports and blank forms as pages: what they say, on how many, and that codes read back."""

from __future__ import annotations

import msgspec
import pypdfium2
import pytest
import zxingcpp
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fieldkit.domain.numbers import grouped, head_letters
from fieldkit.domain.values import Moment, Party
from fieldkit.reports import pdfa, words
from fieldkit.reports.papers.blank_forms import PAGES, blank_forms, form_code, read_form_code
from fieldkit.reports.papers.custody_form import custody_form
from fieldkit.reports.papers.flash import Flash, flash, flash_lines, flash_text
from fieldkit.reports.papers.frame import Options
from fieldkit.reports.papers.owner_receipt import Receipt, owner_receipt
from fieldkit.reports.papers.slip import HandOver, read_slip_code, slip, slip_code
from fieldkit.reports.proof_facts import head_code
from fieldkit.reports.record import Languages, LogHead
from fieldkit.reports.typography.fonts import MissingGlyph
from fieldkit.reports.voice import Said
from tests.unit.reports.night import DARA, Night
from tests.unit.reports.reading import Reader, read_with_pdfium

ALL: tuple[Languages, ...] = ("km", "en", "both")
OWNER = Party(name="ម្ចាស់ ហាត់រៀន (Owner Practice)", id_ref="000-PRACTICE-9", phone="000 000 009")
CLERK = Party(name="Court clerk Practice", office="Practice court")
MADE = Moment(wall=1_795_300_000_000)
CODE = "K7QT09ABXZ"


@pytest.fixture(scope="module")
def night() -> Night:
    return Night()


def receipt(night: Night, *, some: int = 8, to: Party = OWNER) -> Receipt:
    last = night.field.entries[-1]
    view = night.view()
    head = LogHead(log=last.entry.log, seq=last.entry.seq, head=last.hash)
    chosen = tuple(one.id for one in view.exhibits[:some])
    return Receipt(view=view, head=head, made=MADE, to=to, giver=DARA, exhibits=chosen)


def handed(night: Night, *, to: Party = CLERK, purpose: str = "trial") -> HandOver:
    view = night.view()
    return HandOver(view, tuple(one.id for one in view.exhibits[:3]), DARA, to, purpose, MADE, CODE)


def count(pdf: bytes) -> int:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return len(document)
    finally:
        document.close()


def codes(pdf: bytes, page: int = 0) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [code.text for code in zxingcpp.read_barcodes(document[page].render(scale=200 / 72).to_pil())]
    finally:
        document.close()


def squeezed(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("languages", ALL)
def test_the_receipt_says_what_was_taken_from_whom_with_seals_and_weights_as_typed(
    night: Night, languages: Languages, read_back: Reader
) -> None:
    told = receipt(night)
    text = squeezed(read_back(owner_receipt(told, languages).pdf))
    for one in told.view.exhibits:
        find = one.find.register.shown
        assert squeezed(find.description) in text
        assert one.number.rpartition("/")[2] in text
        assert one.axes.package.now is not None
        assert all(squeezed(seal) in text for seal in one.axes.package.now.seals)
        assert all(squeezed(point.typed) in text for point in one.series[-1:])
    assert squeezed(OWNER.name) in text
    assert squeezed(grouped(head_letters(told.head.head))) in text
    assert all(squeezed(word) in text for word in words.LAST_ITEM)
    assert squeezed(words.PRACTICE) in text


@pytest.mark.parametrize("languages", ["km", "en"])
def test_eight_exhibits_fit_one_page(night: Night, languages: Languages) -> None:
    assert count(owner_receipt(receipt(night), languages).pdf) == 1


def test_one_exhibit_fits_half_a_sheet(night: Night) -> None:
    document = pypdfium2.PdfDocument(owner_receipt(receipt(night, some=1), "en").pdf)
    assert len(document) == 1
    assert document[0].get_width() < 430  # points: A5 is 420 wide, A4 595
    document.close()


@pytest.mark.parametrize("languages", ALL)
def test_the_code_on_the_receipt_reads_back_as_the_head_of_the_log(night: Night, languages: Languages) -> None:
    told = receipt(night, some=2)
    assert codes(owner_receipt(told, languages).pdf) == [head_code(told.head.log, told.head.seq, told.head.head)]


def test_a_receipt_for_some_exhibits_names_no_others(night: Night) -> None:
    told = receipt(night, some=1)
    text = read_with_pdfium(owner_receipt(told, "en").pdf)
    assert told.view.exhibits[0].number.rpartition("/")[2] in text
    assert told.view.exhibits[3].number.rpartition("/")[2] not in text


@pytest.mark.parametrize("languages", ALL)
def test_the_slip_is_one_page_and_its_code_reads_back(night: Night, languages: Languages) -> None:
    told = handed(night)
    pdf = slip(told, languages).pdf
    assert count(pdf) == 1
    (found,) = codes(pdf)
    assert read_slip_code(found) == (told.view.id, CODE)
    text = squeezed(read_with_pdfium(pdf))
    assert squeezed(grouped(CODE, 5)) in text
    assert squeezed(CLERK.name) in text


def test_codes_of_slips_and_forms_are_told_apart_from_others() -> None:
    assert read_slip_code(form_code("P-K7Q-0001")) is None
    assert read_form_code(slip_code("seizure", CODE)) == ""
    assert read_form_code(form_code("P-K7Q-0001")) == "P-K7Q-0001"
    assert read_slip_code("fieldkit-slip:a:b:c") is None


def test_the_flash_report_counts_people_and_sums_weights_without_naming_anybody(night: Night) -> None:
    view = night.view()
    said = [one.main for one in flash_lines(Flash(view, MADE, DARA, CLERK), "en")]
    assert len(said) == 6
    together = "\n".join(said)
    assert "2\u00a0221.3 g (Gross, sealed)".replace("\u00a0", " ") in together.replace("\u00a0", " ")
    assert "Arrested 2" in together
    for one in view.persons:
        value = one.register.shown
        assert not [name for name in (value.name_km, value.name_latin) if name and name in together]
    assert all(seal not in together for one in view.exhibits for seal in (one.axes.package.now or one).seals)  # type: ignore[union-attr]  # all are packed


@pytest.mark.parametrize("languages", ALL)
def test_the_flash_page_holds_the_six_lines_and_is_marked(night: Night, languages: Languages) -> None:
    told = Flash(night.view(), MADE, DARA, CLERK)
    pdf = flash(told, languages).pdf
    text = squeezed(read_with_pdfium(pdf))
    assert count(pdf) == 1
    assert all(squeezed(one) in text for one in flash_text(told, languages).split("\n"))
    assert squeezed(words.PRACTICE) in text


def test_a_flash_report_on_next_to_nothing_still_has_six_lines(night: Night) -> None:
    empty = msgspec.structs.replace(
        night.view(), head=None, team=None, times=None, place=None, persons=(), exhibits=(), practice=False
    )
    assert len(flash_text(Flash(empty, MADE, DARA, CLERK), "en").split("\n")) == 6


@pytest.mark.parametrize("languages", ALL)
def test_each_blank_form_has_its_pages_and_its_number_on_every_one(languages: Languages) -> None:
    numbers = ["P-K7Q-0041", "P-K7Q-0042"]
    pdf = blank_forms(numbers, languages, practice=True).pdf
    assert count(pdf) == PAGES * 2
    for page in range(PAGES * 2):
        assert codes(pdf, page) == [form_code(numbers[page // PAGES])]


@pytest.mark.parametrize("languages", ALL)
def test_the_custody_form_tells_the_chain(night: Night, languages: Languages) -> None:
    view = night.view()
    text = squeezed(read_with_pdfium(custody_form(view, view.exhibits[0], MADE, languages).pdf))
    assert squeezed(view.exhibits[0].number) in text
    assert squeezed("Practice safe 2, shelf 4") in text


def test_papers_become_archive_files_with_their_facts_inside(night: Night) -> None:
    for paper in (owner_receipt(receipt(night), "km"), slip(handed(night), "km")):
        pdf = pdfa.finish(paper.pdf, b'{"kind":"slip"}', title=paper.title, lang="km", author="Practice")
        assert pdfa.record_of(pdf) == b'{"kind":"slip"}'


def test_a_letter_of_ours_that_no_typeface_draws_is_a_loud_error() -> None:
    with pytest.raises(MissingGlyph):
        Options([Said("\u25a1 box")])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=12)
@given(name=st.text(max_size=300), purpose=st.text(max_size=300))
def test_any_name_and_purpose_prints(night: Night, name: str, purpose: str) -> None:
    to = Party(name=name, office=purpose)
    assert count(slip(handed(night, to=to, purpose=purpose), "both").pdf) >= 1
    assert count(owner_receipt(receipt(night, to=to, some=1), "both").pdf) >= 1
    assert count(flash(Flash(night.view(), MADE, DARA, to), "both").pdf) >= 1
