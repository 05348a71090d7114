from __future__ import annotations

import io
import unicodedata

import pikepdf
import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from reportlab.platypus import Flowable, Table

from fieldkit.errors import BugError
from fieldkit.reports.typography.canvas import Furniture, PageShape, typeset
from fieldkit.reports.typography.fonts import MissingGlyph, printable
from fieldkit.reports.typography.paragraph import Align, Paragraph, Role, Strong, TextStyle
from tests.unit.reports.reading import SENTENCES, Reader, read_with_pdfium

WIDE = PageShape(width=1200, height=800)


def squeezed(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("size", [9, 14])
def test_every_khmer_sentence_is_read_back_exactly(read_back: Reader, size: float) -> None:
    story = [Paragraph(sentence, TextStyle(size=size)) for sentence in SENTENCES]
    lines = [line.strip() for line in read_back(typeset(story, shape=WIDE)).split("\n")]
    assert [line for line in lines if line] == list(SENTENCES)


def test_a_bold_part_inside_a_khmer_word_is_read_back_exactly(read_back: Reader) -> None:
    story = [Paragraph(["សមត្ថ", Strong("កិច្ច"), "បានឃាត់ខ្លួន ", Strong("2.5 kg"), " (ICE)"])]
    assert read_back(typeset(story, shape=WIDE)).strip() == "សមត្ថកិច្ចបានឃាត់ខ្លួន 2.5 kg (ICE)"


def test_a_bold_part_that_starts_with_a_sign_keeps_the_syllable_whole() -> None:
    whole = typeset([Paragraph("ក្រុម")])
    assert typeset([Paragraph(["ក", Strong("្រុ"), "ម"])]) == whole


def test_sentences_in_table_cells_are_read_back_exactly(read_back: Reader) -> None:
    rows: list[list[Flowable]] = [[Paragraph(sentence)] for sentence in SENTENCES]
    text = read_back(typeset([Table(rows, colWidths=[600])], shape=WIDE))
    assert [line.strip() for line in text.split("\n") if line.strip()] == list(SENTENCES)


def test_a_paragraph_split_over_pages_loses_nothing(read_back: Reader) -> None:
    text = " ".join(SENTENCES * 6)
    pdf = typeset([Paragraph(text, TextStyle(size=12))], shape=PageShape(height=300))
    assert len(pypdfium2.PdfDocument(pdf)) > 3
    assert squeezed(read_back(pdf)) == squeezed(text)


def test_a_zero_width_space_is_a_break_and_never_a_space(read_back: Reader) -> None:
    pdf = typeset([Paragraph("ជាតិ\u200bសាសនា\u200bព្រះមហាក្សត្រ")])
    assert read_back(pdf).strip() == "ជាតិសាសនាព្រះមហាក្សត្រ"
    assert Paragraph("seal\u200bed").natural_width() == pytest.approx(Paragraph("sealed").natural_width())


def test_line_ends_in_the_text_end_lines_on_the_page(read_back: Reader) -> None:
    pdf = typeset([Paragraph("one\n\nទីពីរ\nthree")])
    assert read_back(pdf).split() == ["one", "ទីពីរ", "three"]
    assert Paragraph("one\n\nthree", TextStyle(leading=10)).wrap(400, 400)[1] == 30


def test_a_word_wider_than_its_column_is_cut_between_letters_and_stays_inside() -> None:
    word = "ស្ត្រី" * 40 + "A" * 90
    shape = PageShape(width=200, left=50, right=50)
    pdf = typeset([Paragraph(word, TextStyle(size=12))], shape=shape)
    assert squeezed(read_with_pdfium(pdf)) == word
    page = pypdfium2.PdfDocument(pdf)[0].get_textpage()
    rights = [page.get_charbox(index, loose=False)[2] for index in range(page.count_chars())]
    assert max(rights) <= 150.5


def test_alignment_places_the_line() -> None:
    def left_of(align: Align) -> float:
        page = pypdfium2.PdfDocument(typeset([Paragraph("ខេត្ត", TextStyle(align=align))]))[0].get_textpage()
        return float(page.get_charbox(0)[0])

    assert left_of(Align.LEFT) < left_of(Align.CENTRE) < left_of(Align.RIGHT)


def test_khmer_lines_are_taller_than_latin_lines() -> None:
    style = TextStyle(size=10)
    assert Paragraph("ខេត្ត", style).wrap(300, 300)[1] > Paragraph("province", style).wrap(300, 300)[1]


def test_a_character_that_no_typeface_draws_is_an_error_with_its_number() -> None:
    with pytest.raises(MissingGlyph) as caught:
        Paragraph("seal \U0001f600")
    assert caught.value.facts == {"character": "[U+1F600]"}


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("plain", "plain"),
        ("ព្រះ", "ព្រះ"),
        ("a\u200bb", "a\u200bb"),
        ("Sok 😀", "Sok [U+1F600]"),
        ("毒品", "[U+6BD2][U+54C1]"),
        ("KH\u202e1000", "KH[U+202E]1000"),
        ("\u2067x\u2069", "[U+2067]x[U+2069]"),
        ("אב", "[U+05D0][U+05D1]"),
        ("a\x07b\x00", "a[U+0007]b[U+0000]"),
        ("a\tb\r\nc\rd", "a b\nc\nd"),
        ("Jose\u0301", "Jos\u00e9"),
        ("a\u3000b", "a b"),
        ("\ufeffname", "[U+FEFF]name"),
        ("x\u2028y", "x[U+2028]y"),
        ("\ue000", "[U+E000]"),
        ("q" + "\u0301" * 6, "q" + "[U+0301]" * 6),
        ("ក" + "្ក" * 9, "ក" + "[U+17D2][U+1780]" * 9),
    ],
)
def test_what_cannot_be_printed_becomes_a_visible_mark(typed: str, shown: str) -> None:
    assert printable(typed) == shown


@given(st.text(max_size=60))
def test_no_name_a_stranger_types_can_stop_a_page_or_turn_its_direction(name: str) -> None:
    shown = printable(name)
    assert printable(shown) == shown
    assert not {unicodedata.bidirectional(char) for char in shown} & {"R", "AL", "RLO", "RLE", "RLI", "LRO"}
    typeset([Paragraph([shown, " ", Strong(shown)])])


def test_the_same_story_gives_the_same_bytes() -> None:
    def build() -> bytes:
        def furniture(page: int, pages: int) -> Furniture:
            return Furniture(foot=[Paragraph(f"{page} / {pages}", TextStyle(role=Role.ARTIFACT))])

        return typeset([Paragraph(" ".join(SENTENCES)) for _ in range(20)], furniture=furniture, title="t")

    first = build()
    typeset([Paragraph("something else between")])
    assert build() == first


def test_the_foot_knows_the_number_of_pages() -> None:
    def furniture(page: int, pages: int) -> Furniture:
        return Furniture(
            head=[Paragraph("ក្បាលទំព័រ", TextStyle(role=Role.ARTIFACT))],
            foot=[Paragraph(f"page {page} of {pages}", TextStyle(role=Role.ARTIFACT))],
            watermark=Paragraph("PRACTICE", TextStyle(size=80, align=Align.CENTRE, role=Role.ARTIFACT)),
        )

    document = pypdfium2.PdfDocument(typeset([Paragraph(" ".join(SENTENCES * 9))], furniture=furniture))
    texts = [page.get_textpage().get_text_bounded() for page in document]
    assert len(texts) > 1
    for number, text in enumerate(texts, start=1):
        assert f"page {number} of {len(texts)}" in text
        assert "ក្បាលទំព័រ" in text
        assert "PRACTICE" in text


def test_every_font_is_ours_embedded_and_maps_to_unicode() -> None:
    pdf = typeset([Paragraph(["ខេត្ត ", Strong("bold"), " — é"]), Table([[Paragraph("cell")]])])
    with pikepdf.open(io.BytesIO(pdf)) as document:
        fonts = [font for page in document.pages for font in page.Resources.Font.values()]
        names = [str(font.BaseFont) for font in fonts]
        assert len(set(names)) == 3
        assert all("+Battambang-" in name or "+NotoSans-" in name for name in names)
        assert all("/FontFile2" in font.DescendantFonts[0].FontDescriptor for font in fonts)
        assert all("/ToUnicode" in font for font in fonts)
    assert b"Helvetica" not in pdf


def test_text_that_was_not_shaped_is_refused() -> None:
    with pytest.raises(BugError):
        typeset([Table([["a plain string would be drawn by reportlab itself"]])])


def test_a_part_that_fits_no_page_is_our_error() -> None:
    with pytest.raises(BugError):
        typeset([Table([[Paragraph("\n" * 500)]])])


def test_letters_do_not_reach_into_the_lines_beside_them() -> None:
    """Ink of a line with tall and deep Khmer stacks stays within its leading."""
    text = "ស្ត្រីខ្លឹងញ៉ុំព្រឹត្តិ"
    size = 20.0
    paragraph = Paragraph(text, TextStyle(size=size))
    pdf = typeset([paragraph], shape=PageShape(width=600, height=200, top=50, bottom=50))
    bitmap = pypdfium2.PdfDocument(pdf)[0].render(scale=4).to_pil().convert("L")
    box = bitmap.point(lambda value: 255 if value < 128 else 0).getbbox()
    assert box is not None
    assert box[1] / 4 >= 50 - size * 0.15
    assert box[3] / 4 <= 50 + paragraph.leading + size * 0.15
