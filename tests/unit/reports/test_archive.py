from __future__ import annotations

import io
from datetime import UTC, datetime

import pikepdf
import pytest
from pikepdf import pdfa
from reportlab.pdfgen.canvas import Canvas

from fieldkit.reports.pdfa import RECORD_NAME, NotArchivable, finish
from fieldkit.reports.preview import NotRenderable
from fieldkit.reports.preview import pages as previews
from tests.unit.reports.documents import World, pages, record_for


def finished(record: bytes = b"{}") -> bytes:
    return finish(
        pages(), record, title="ខេត្តស្ទឹងត្រែង", lang="km", author="Practice", created=datetime(2026, 11, 22, tzinfo=UTC)
    )


def test_a_finished_document_passes_pdf_a_3b() -> None:
    with pikepdf.open(io.BytesIO(finished())) as document:
        assert pdfa.check(document, "3b").verdict == "pass"


def test_the_record_is_attached_as_the_source_of_the_document() -> None:
    record = record_for()
    with pikepdf.open(io.BytesIO(finished(record))) as document:
        assert list(document.attachments) == [RECORD_NAME]
        assert document.attachments[RECORD_NAME].get_file().read_bytes() == record
        assert document.attachments[RECORD_NAME].relationship == pikepdf.Name.Source


def test_a_finished_document_is_tagged_and_names_its_language_and_title() -> None:
    with pikepdf.open(io.BytesIO(finished())) as document:
        body = document.Root.StructTreeRoot.K
        assert [str(element.S) for element in body.K] == ["/H1", "/P"]
        assert document.Root.MarkInfo.Marked
        assert str(document.Root.Lang) == "km"
        assert str(document.docinfo["/Title"]) == "ខេត្តស្ទឹងត្រែង"


def test_finishing_twice_gives_the_same_bytes() -> None:
    assert finished() == finished()


def test_a_page_with_a_font_that_is_not_embedded_is_refused() -> None:
    target = io.BytesIO()
    canvas = Canvas(target)
    canvas.drawString(100, 100, "Helvetica is not in the file")
    canvas.save()
    with pytest.raises(NotArchivable):
        finish(target.getvalue(), b"{}", title="t", lang="en", author="a")


def test_signing_breaks_no_rule_of_pdf_a(world: World) -> None:
    report = pdfa.check(pikepdf.open(io.BytesIO(world.finished)), "3b")
    assert list(report.violations) == []


def test_a_preview_shows_the_visible_signatures(world: World) -> None:
    [before] = previews(world.prepared, dpi=50)
    [after] = previews(world.finished, dpi=50)
    assert (before.number, before.of, before.width, before.height) == (1, 1, after.width, after.height)
    assert before.png != after.png


@pytest.mark.parametrize("junk", [b"", b"not a pdf", b"%PDF-1.7\n%%EOF"])
def test_what_is_no_pdf_is_not_rendered(junk: bytes) -> None:
    with pytest.raises(NotRenderable):
        list(previews(junk))
