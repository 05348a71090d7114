from __future__ import annotations

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from reportlab.platypus import Flowable

from fieldkit.errors import BugError
from fieldkit.reports.pages.grid import Grid, Line, Setting, Slot
from fieldkit.reports.pages.look import COLUMN, SHAPE
from fieldkit.reports.typography.canvas import PageShape, typeset
from fieldkit.reports.typography.paragraph import Paragraph, TextStyle
from tests.unit.reports.reading import SENTENCES, read_with_pdfium

TWO = Setting((COLUMN / 2, COLUMN / 2))


def pages_of(*story: Flowable) -> list[str]:
    document = pypdfium2.PdfDocument(typeset(list(story), shape=SHAPE))
    return [page.get_textpage().get_text_bounded() for page in document]


def squeezed(text: str) -> str:
    return "".join(text.split())


def cell(text: str, size: float = 10) -> Slot:
    return Slot([Paragraph(text, TextStyle(size=size))])


def head() -> Line:
    return Line([cell("Number"), cell("What")])


def test_the_head_is_repeated_on_every_page() -> None:
    rows = [Line([cell(f"row {n}."), cell("thing")]) for n in range(150)]
    said = pages_of(Grid(rows, TWO, head=head()))
    assert len(said) > 3
    assert all(page.startswith("Number") for page in said)
    assert "".join(squeezed(page.replace("Number", "").replace("What", "")) for page in said) == "".join(
        f"row{n}.thing" for n in range(150)
    )


def test_a_title_never_stays_behind_alone() -> None:
    filler = [Line([cell("filler", 20)]) for _ in range(20)]
    for room in range(1, 60, 3):
        above = Grid([*filler, Line([cell("x", room)])], Setting((COLUMN,), space_after=0))
        said = pages_of(above, Grid([Line([cell("first"), cell("row")])], TWO, title=[Paragraph("Title")], head=head()))
        assert any("Title" in page and "first" in page for page in said)


def test_a_note_never_stands_alone_under_a_repeated_head() -> None:
    for count in range(30, 60):
        rows = [Line([cell("row"), cell("thing")]) for _ in range(count)]
        said = pages_of(Grid(rows, TWO, head=head(), foot=[Paragraph("the note")]))
        assert "thing" in said[-1]
        assert "the note" in said[-1]


@pytest.mark.parametrize("times", [30, 90])
def test_a_row_taller_than_a_page_continues_and_loses_nothing(times: int) -> None:
    long = " ".join(SENTENCES * times)
    said = pages_of(Grid([Line([cell("short"), cell(long)])], TWO, head=head()))
    assert len(said) > 1
    told = "".join(squeezed(page).removeprefix("NumberWhat") for page in said)
    assert told.replace("short", "", 1) == squeezed(long)


def test_what_stands_under_a_tall_row_follows_it() -> None:
    long = " ".join(SENTENCES * 30)
    under = [Paragraph(long), Paragraph("the end")]
    said = pages_of(Grid([Line([cell("left"), cell(long)], under=under), Line([cell("next"), cell("row")])], TWO))
    assert squeezed("".join(said)) == squeezed(f"left {long} {long} the end next row")


def test_a_tall_title_and_a_tall_note_become_rows() -> None:
    long = " ".join(SENTENCES * 25)
    said = pages_of(Grid([Line([cell("one"), cell("row")])], TWO, title=[Paragraph(long)], foot=[Paragraph(long)]))
    assert squeezed("".join(said)) == squeezed(f"{long} one row {long}")


@given(st.lists(st.integers(1, 40), min_size=1, max_size=25))
def test_rows_of_any_height_stand_once_and_in_order(lengths: list[int]) -> None:
    rows = [Line([cell(f"<{n}>"), cell(" ".join([f"word{n}"] * length))]) for n, length in enumerate(lengths)]
    said = squeezed("".join(pages_of(Grid(rows, TWO))))
    assert said == "".join(f"<{n}>" + f"word{n}" * length for n, length in enumerate(lengths))


def test_first_lines_of_a_row_share_a_baseline() -> None:
    pdf = typeset([Grid([Line([cell("small", 7), cell("large", 18)])], TWO)], shape=SHAPE)
    text = pypdfium2.PdfDocument(pdf)[0].get_textpage()
    letters = {text.get_text_range(index, 1): text.get_charbox(index) for index in range(text.count_chars())}
    assert letters["m"][1] == pytest.approx(letters["r"][1], abs=0.4)


def test_a_grid_that_cannot_fit_says_so() -> None:
    with pytest.raises(BugError):
        typeset([Grid([Line([cell("x", 400)])], Setting((COLUMN,)))], shape=PageShape(height=300))


def test_reading_back_is_exact_in_cells() -> None:
    text = read_with_pdfium(typeset([Grid([Line([cell(one, 7), cell("")]) for one in SENTENCES], TWO)], shape=SHAPE))
    assert [line.strip() for line in text.split("\n") if line.strip()] == list(SENTENCES)
