from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import msgspec
import pypdfium2
import pytest
import zxingcpp
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from fieldkit.domain.values import Party
from fieldkit.domain.view import AnchorView, SeizureView
from fieldkit.reports import pdfa, signing
from fieldkit.reports.pages.look import SHAPE
from fieldkit.reports.pages.things import Previews
from fieldkit.reports.preview import pages
from fieldkit.reports.proof_facts import head_code
from fieldkit.reports.record import Languages, Record, encode
from fieldkit.reports.seizure_report import build
from tests.make import digest
from tests.unit.reports.night import RAID, Night, Troubled, photo
from tests.unit.reports.reading import SENTENCES, Reader, read_with_pdfium

ALL: tuple[Languages, ...] = ("km", "en", "both")
FREE = frozenset(
    [
        "title",
        "unit",
        "case_no",
        "operation",
        "authority",
        "reference",
        "note",
        "name",
        "office",
        "address",
        "premises",
        "occupier",
        "text",
        "description",
        "spot",
        "condition",
        "caption",
        "reason",
        "what",
        "why",
        "mitigation",
        "pan",
        "marks",
        "location",
        "purpose",
        "transport",
        "rank",
        "clock_evidence",
        "quantity",
    ]
)
Json = dict[str, Any] | list[Any] | tuple[Any, ...] | str | int | None
LONG = frozenset({"text", "description", "what", "why", "note", "mitigation"})
KINDS = frozenset({"weight", "seal", "taker"})
BIDI = "\u202eabc\u2066\u05d0\u0627\u200f"
MONSTERS = (
    "A" * 10_000,
    "ក្រុ" * 2_500,
    "🚔" * 400 + " word " * 1_500,
    BIDI * 300,
    "\x07\x1b[31m\ufeff\u0085" * 1_000,
    "line\n" * 2_000,
    ("ស្ត្រី" * 60 + "/" + "x" * 200 + " ") * 15,
    "a" + "\u0301" * 2_000,
    "\u17d2" * 2_000,
)


@pytest.fixture(scope="module")
def night() -> Night:
    return Night()


@pytest.fixture(scope="module")
def troubled() -> Troubled:
    return Troubled()


def text_of(night: Night, lang: Languages = "en", **changes: object) -> str:
    return read_with_pdfium(build(night.record(lang, **changes), previews=night.previews).pdf)


def squeezed(text: str) -> str:
    return "".join(text.split())


def says(text: str, sentence: str) -> bool:
    """Tell whether *sentence* stands in *text*, whatever lines it was broken into."""
    return squeezed(sentence) in squeezed(text)


# --- what a court reads ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("lang", ALL)
def test_narrative_captions_and_names_are_read_back_exactly(night: Night, read_back: Reader, lang: Languages) -> None:
    text = read_back(build(night.record(lang), previews=night.previews).pdf)
    assert RAID.narrative is not None
    assert says(text, RAID.narrative.text)
    lines = [line.strip() for line in text.split("\n")]
    for number, one in enumerate(RAID.photos, start=1):
        assert f"{number}. {one.caption}" in lines
    for person in RAID.persons:
        assert f"{person.name_km} / {person.name_latin}" in text


@pytest.mark.parametrize("lang", ALL)
def test_every_photo_stands_with_its_hash_in_full(troubled: Troubled, lang: Languages) -> None:
    text = text_of(troubled, lang)
    originals = troubled.view().originals
    assert len(originals) == len(RAID.photos) + 2
    for original in originals:
        assert says(text, original.blob.sha256)
        assert original.fact.register.shown.name in text


def test_the_facts_of_the_night_are_there(night: Night) -> None:
    text = text_of(night)
    for sentence in (
        "Prosecutor’s authorisation, given verbally",
        "2026-11-22 00:52 +07:00",
        "Place of drug dealing or use",
        "Refused: Says the bags are not his",
        "Methamphetamine, crystal (suspected)",
        "Laboratory Practice laboratory, report PL-2026-88: Methamphetamine, crystal, purity 81.25 %, net 495.2 g",
        "1 510 000 KHR",
        "1 340 USD",
        "10 400 THB",
        "both unlocked and signed on one device, 60 seconds apart",
        "Stated by the giver and typed blind by the taker alike: A 004 512 881, 512.4 g",
        "Sealed container received, contents not inventoried",
        "LAST ITEM",
        "Receipt R-PRACTICE-0007",
        "proven not after 2026-11-23 08:01 +07:00",
        "Tolerance: a default of this program, no law.",
        "No photo of bag 3 before it was moved",
        "2026-11-22 03:03 +07:00",
    ):
        assert says(text, sentence), sentence


def test_weights_stand_as_typed_and_in_grams(night: Night) -> None:
    text = text_of(night)
    assert says(text, "1.2 kg 1 200 g")
    assert says(text, "512.4 g 512.4 g 0 g (± 0.5124 g)")


def test_nothing_is_proven_before_headquarters_has_spoken(night: Night) -> None:
    early = Night()
    early.hq.entries.clear()
    text = text_of(early)
    assert says(text, "time not proven")
    assert says(text, "No receipt yet")
    assert not says(text, "proven not after")


def test_a_seizure_that_never_left_the_team_has_no_anchor(night: Night) -> None:
    record = night.record("en", view=msgspec.structs.replace(night.view(), first_anchor=None))
    assert says(read_with_pdfium(build(record, previews={}).pdf), "None: nothing about this seizure had left")


# --- what a report must not hide -------------------------------------------------------------------------------------
def test_versions_that_disagree_stand_side_by_side(troubled: Troubled) -> None:
    text = text_of(troubled)
    assert says(text, "DISPUTED: 2 versions stand side by side; none is taken for the fact")
    assert says(text, "Prosecutor’s authorisation, given verbally Caught in the act")
    assert says(text, "They came in by the back door.")
    assert RAID.narrative is not None
    assert says(text, RAID.narrative.text)


def test_discrepancies_corrections_and_struck_lines_are_said(troubled: Troubled) -> None:
    text = text_of(troubled)
    for sentence in (
        "DISCREPANCY of −38.9 g against 508.9 g, tolerance 0.5089 g, with the same seal",
        "DISCREPANCY: the seal is not the one that was recorded before",
        "DISCREPANCY: taken over by somebody else than it was offered to",
        "The taker found the seal not intact",
        "Stated by the giver: A 004 512 884, 21.6 g. Typed blind by the taker: A 004 512 999, 21.5 g",
        "DISPUTED: 2 claims stand side by side",
        "Corrected by Dara Practice",
        "misread the display",
        "Before: 512.4 g",
        "attested before correction",
        "Not signed by Bopha Practice: I did not see the scale",
        "Struck: I did not see the scale",
        "Entered by mistake: belongs to an officer",
        "Written after the lock; counts only when a later lock covers it",
        "Added after the lock.",
        "Weight of bag 1: 512.4 g is now 513.4 g",
        "Probably a copy sent by a messenger",
        "The picture is damaged or cut short. It is kept as it came.",
    ):
        assert says(text, sentence), sentence


def test_the_time_of_a_corrected_weighing_stays_the_time_it_was_read(troubled: Troubled) -> None:
    exhibit = troubled.view().exhibits[0]
    weighing = exhibit.weighings[-1]
    assert weighing.register.shown.value.value == "513.4"
    assert says(text_of(troubled), "2026-11-22 02:13 +07:00 MES/12 Weighing · Gross, sealed 513.4 g")


# --- the paper -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("lang", ALL)
def test_practice_stands_on_every_page_and_only_in_practice(night: Night, lang: Languages) -> None:
    practice = pypdfium2.PdfDocument(build(night.record(lang), previews=night.previews).pdf)
    for page in practice:
        said = page.get_textpage().get_text_bounded()
        assert "PRACTICE" in said
        assert "ហាត់រៀន" in said
    earnest = night.record(lang, view=night.view(practice=False))
    assert "ហាត់រៀន · PRACTICE" not in read_with_pdfium(build(earnest, previews={}).pdf)


def test_every_page_says_which_it_is_and_of_which_record(night: Night) -> None:
    record = night.record("en")
    document = pypdfium2.PdfDocument(build(record, previews=night.previews).pdf)
    for number, page in enumerate(document, start=1):
        said = page.get_textpage().get_text_bounded()
        assert f"Page {number} of {len(document)}" in said
        assert night.number in said


@pytest.mark.parametrize("lang", ALL)
def test_the_head_of_the_log_can_be_scanned_and_read(night: Night, lang: Languages) -> None:
    record = night.record(lang)
    *_, last = pages(build(record, previews=night.previews).pdf, dpi=150)
    codes = zxingcpp.read_barcodes(Image.open(io.BytesIO(last.png)))
    head = record.head
    assert [code.text for code in codes] == [head_code(head.log, head.seq, head.head)]


@pytest.mark.parametrize("lang", ALL)
def test_signature_fields_stand_apart_on_the_last_page(troubled: Troubled, lang: Languages) -> None:
    report = build(troubled.record(lang), previews=troubled.previews)
    last = len(pypdfium2.PdfDocument(report.pdf)) - 1
    officer, clerk = report.fields
    assert (officer.name, clerk.name) == ("Officer", "Clerk")
    assert (officer.page, clerk.page) == (last, last)
    assert officer.box is not None
    assert clerk.box is not None
    assert officer.box[2] < clerk.box[0]
    for left, bottom, right, top in (officer.box, clerk.box):
        assert SHAPE.left <= left < right <= SHAPE.width - SHAPE.right
        assert SHAPE.bottom <= bottom < top <= SHAPE.height - SHAPE.top


def test_the_pages_become_an_archive_file_with_fields_to_sign(troubled: Troubled) -> None:
    record = troubled.record("both")
    report = build(record, previews=troubled.previews)
    finished = pdfa.finish(report.pdf, encode(record), title=report.title, lang="km", author="Dara Practice")
    assert len(signing.prepare(finished, report.fields)) > len(finished)


def test_a_report_that_nobody_can_sign_is_a_draft_without_fields(night: Night) -> None:
    report = build(night.record("en", signatures=()), previews=night.previews)
    assert report.fields == ()
    assert says(read_with_pdfium(report.pdf), "UNSIGNED DRAFT")


def test_the_same_record_gives_the_same_bytes(troubled: Troubled) -> None:
    record = troubled.record("both")
    assert build(record, previews=troubled.previews).pdf == build(record, previews=troubled.previews).pdf


def test_the_language_asked_for_wins_over_the_records(night: Night) -> None:
    assert "List of exhibits" in text_of(night, "en")
    pdf = build(night.record("en"), previews={}, lang="both").pdf
    assert "Each exhibit" in read_with_pdfium(pdf)
    assert "ព្រះរាជាណាចក្រកម្ពុជា" in read_with_pdfium(pdf)
    assert "ព្រះរាជាណាចក្រកម្ពុជា" not in text_of(night, "en")


# --- previews --------------------------------------------------------------------------------------------------------
def test_previews_come_as_bytes_files_or_other_pictures(night: Night, tmp_path: Path) -> None:
    name = RAID.photos[0].file
    jpeg = photo(name)
    file = tmp_path / "preview.jpg"
    file.write_bytes(jpeg)
    from_bytes = build(night.record("en"), previews={digest(name): jpeg}).pdf
    assert build(night.record("en"), previews={digest(name): file}).pdf == from_bytes
    assert jpeg in from_bytes
    grey = io.BytesIO()
    Image.open(io.BytesIO(jpeg)).convert("LA").save(grey, "PNG")
    assert b"/DCTDecode" in build(night.record("en"), previews={digest(name): grey.getvalue()}).pdf


@pytest.mark.parametrize("broken", [b"", b"no picture", b"\xff\xd8\xff\xe0", b"<svg xmlns='x'/>"])
def test_a_preview_that_is_no_picture_leaves_a_named_blank_frame(night: Night, broken: bytes) -> None:
    name = RAID.photos[0].file
    text = read_with_pdfium(build(night.record("en"), previews={digest(name): broken}).pdf)
    assert text.count(name) == 2
    assert says(text, "No preview was made on this device. The original is known by its hash.")


def test_a_preview_that_is_gone_leaves_a_blank_frame(night: Night, tmp_path: Path) -> None:
    previews: Previews = {digest(RAID.photos[0].file): tmp_path / "gone.jpg"}
    assert build(night.record("en"), previews=previews).pdf


# --- strangers' text -------------------------------------------------------------------------------------------------
def poisoned(record: Record, monster: str) -> Record:
    """Return a part of *record* with *monster* in every place where people type freely."""

    def walk(value: Json, name: str = "") -> Json:
        if isinstance(value, dict):
            return {key: walk(item, key) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return [walk(item, name) for item in value]
        if isinstance(value, str) and name in FREE and value not in KINDS:
            return (
                monster[:12_000]
                if name in ("text", "description", "what", "why", "note", "mitigation")
                else monster[:400]
            )
        return value

    view = record.view
    few = msgspec.structs.replace(
        view, exhibits=view.exhibits[:1], originals=view.originals[-2:], persons=view.persons[:1], receipts=()
    )
    view = msgspec.convert(walk(msgspec.to_builtins(few)), SeizureView)
    return msgspec.structs.replace(record, view=view)


def outside(pdf: bytes) -> list[str]:
    """Return the characters that are drawn outside the margins of their page."""
    found = []
    for page in pypdfium2.PdfDocument(pdf):
        text = page.get_textpage()
        for index in range(text.count_rects()):
            left, bottom, right, top = text.get_rect(index)
            inside = SHAPE.left - 2 <= left and right <= SHAPE.width - SHAPE.right + 2
            if not inside or bottom < 0 or top > SHAPE.height:
                found.append(text.get_text_bounded(left, bottom, right, top))
    return found


@pytest.mark.parametrize("monster", MONSTERS, ids=range(len(MONSTERS)))
def test_hostile_text_never_stops_a_report_or_leaves_its_margins(troubled: Troubled, monster: str) -> None:
    record = poisoned(troubled.record("en", view=troubled.view(practice=False)), monster)
    report = build(record, previews={})
    assert outside(report.pdf) == []
    assert len(report.fields) == 2


def test_ordinary_pages_keep_their_margins(night: Night) -> None:
    for lang in ALL:
        earnest = night.record(lang, view=night.view(practice=False))
        assert outside(build(earnest, previews=night.previews).pdf) == []


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=300), st.sampled_from(SENTENCES))
def test_whatever_people_type_is_printed(night: Night, typed: str, sentence: str) -> None:
    record = poisoned(night.record("en", view=night.view(practice=False)), f"{typed} {sentence}"[:400])
    assert build(record, previews={}).pdf


def test_markup_in_a_name_is_only_text(night: Night) -> None:
    record = poisoned(night.record("en"), "<b>bold</b> & <para> {who}")
    assert "<b>bold</b> & <para> {who}" in read_with_pdfium(build(record, previews={}).pdf)


def test_a_call_to_the_duty_desk_is_printed_as_the_word_of_the_team(night: Night) -> None:
    desk = Party(name="Duty desk Practice", office="Practice headquarters")
    call = AnchorView(kind="duty_desk", wall=night.field.wall, to=desk, entry="0" * 64)
    view = msgspec.structs.replace(night.view(), first_anchor=call.wall, anchors=(call, *night.view().anchors))
    said = text_of(night, "en", view=view)
    assert says(said, "read out to the duty desk, to Duty desk Practice, Practice headquarters")
    assert says(said, "(the team says so; headquarters has not confirmed it)")


def test_an_anchor_by_a_receipt_is_no_mere_word_of_the_team(night: Night) -> None:
    receipt = next(one for one in night.view().anchors if one.kind == "receipt")
    view = msgspec.structs.replace(night.view(), first_anchor=receipt.wall, anchors=(receipt,))
    said = text_of(night, "en", view=view)
    assert says(said, "by headquarters’ receipt")
    assert not says(said, "the team says so")
