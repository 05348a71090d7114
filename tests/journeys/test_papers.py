"""The papers of the night on a real practice home: written down before they are handed out, and found again."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp

from fieldkit.actions import anchors, home, papers, reports, slips, transcribe, writeup
from fieldkit.actions.clock import PracticeClock
from fieldkit.actions.desk import Desk
from fieldkit.domain.digest import sha256
from fieldkit.domain.entry import Signed
from fieldkit.domain.ledger_bodies import AnchorAdd
from fieldkit.domain.numbers import grouped, head_letters, is_head, log_code
from fieldkit.domain.review_bodies import Released
from fieldkit.domain.types import body_of
from fieldkit.domain.values import Moment, Party
from fieldkit.media import codes
from fieldkit.reports.codes import modules
from fieldkit.reports.preview import pages
from tests.ui import practice
from tests.unit.reports.reading import read_with_pdfium

OWNER = Party(name="Owner Practice", id_ref="000-PRACTICE-9")
CLERK = Party(name="Court clerk Practice", office="Practice court")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[practice.Practice, Desk]]:
    folder = tmp_path_factory.mktemp("papers")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FIELDKIT_GUARD", str(folder / "guard"))
        made = practice.make(folder)
        clock = PracticeClock(1_795_300_000_000)
        opened = home.unlock(path=made.field, person=made.officer, passphrase=practice.PASSPHRASE, clock=clock)
        yield made, opened
        home.lock(desk=opened)


@pytest.fixture
def desk(world: tuple[practice.Practice, Desk], monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setenv("FIELDKIT_GUARD", str(world[0].field.parent / "guard"))
    return world[1]


@pytest.fixture
def seizure(world: tuple[practice.Practice, Desk]) -> str:
    return world[0].seizure


def newest(desk: Desk, seizure: str) -> tuple[Signed, Signed]:
    """Return the newest anchor and the newest release."""
    released = [one for one in desk.store.ledger.in_scope(seizure) if one.entry.type == "released"]
    anchored = desk.store.ledger.of_type("anchor.add")
    return max(anchored, key=lambda one: one.entry.seq), max(released, key=lambda one: one.entry.seq)


def codes_on(pdf: bytes) -> set[str]:
    found = set()
    for picture in pages(pdf, 200):
        document = pypdfium2.PdfDocument(pdf)
        image = document[picture.number - 1].render(scale=3).to_pil()
        found |= {code.text for code in zxingcpp.read_barcodes(image)}
        document.close()
    return found


def photographed(pdf: bytes, to: Path) -> Path:
    document = pypdfium2.PdfDocument(pdf)
    image = document[0].render(scale=2.5).to_pil().rotate(2, expand=True, fillcolor="grey")
    document.close()
    image.convert("RGB").save(to, "JPEG", quality=70)
    return to


def test_the_receipt_is_anchored_and_written_down_before_it_is_handed_out(desk: Desk, seizure: str) -> None:
    handed = papers.owner_receipt(desk=desk, seizure=seizure, to=OWNER, language="en")
    anchor, released = newest(desk, seizure)
    told, said = body_of(anchor.entry), body_of(released.entry)
    assert isinstance(told, AnchorAdd)
    assert isinstance(said, Released)
    assert (told.kind, told.to) == ("owner_receipt", OWNER)
    assert told.seq < anchor.entry.seq < released.entry.seq
    assert said.sha256 == sha256(handed.pdf).hex()
    assert papers.stored(desk=desk, seizure=seizure, paper=handed.entry) == handed.pdf
    text = read_with_pdfium(handed.pdf)
    assert grouped(head_letters(told.head)) in text
    assert codes_on(handed.pdf) == {f"fieldkit-head:{told.log}:{told.seq}:{told.head}"}
    view = desk.seizure(seizure)
    assert "owner_receipt" in [one.kind for one in view.anchors]
    assert handed.entry in [head.act.entry for head in view.releases]


def test_letters_on_the_receipt_are_those_of_the_entry_they_name(desk: Desk, seizure: str) -> None:
    handed = papers.owner_receipt(desk=desk, seizure=seizure, to=OWNER)
    anchor, _released = newest(desk, seizure)
    log, seq = anchor.entry.body["log"], anchor.entry.body["seq"]
    assert isinstance(seq, int)
    held = [one for one in desk.store.ledger.in_scope(seizure) if (one.entry.log, one.entry.seq) == (log, seq)]
    named = held[0].hash if held else anchor.entry.prev  # the head is the entry right before the anchor
    assert is_head(handed.letters, named)


def test_a_call_to_the_duty_desk_anchors_and_stands_as_the_word_of_the_team(desk: Desk, seizure: str) -> None:
    told = anchors.head(desk=desk, seizure=seizure)
    assert is_head(told.letters, told.head)
    at = Moment(wall=1_795_200_000_000)
    changes = anchors.anchor_now(desk=desk, told=told, to=Party(name="Duty desk Practice"), at=at)
    assert changes.seizures == {seizure}
    view = desk.seizure(seizure)
    assert (view.anchors[0].kind, view.first_anchor) == ("duty_desk", at.wall)
    made = reports.make(desk=desk, seizure=seizure, language="en")
    report = next(one for one in desk.seizure(seizure).reports if one.entry == made.entry)
    text = "".join(read_with_pdfium(desk.store.originals.open(report.blob, limit=reports.LARGEST)).split())
    assert "readouttothedutydesk,toDutydeskPractice" in text
    assert "headquartershasnotconfirmedit" in text


def test_the_flash_report_is_six_lines_without_names_and_its_release_is_written_down(desk: Desk, seizure: str) -> None:
    handed = papers.flash(desk=desk, seizure=seizure, to=CLERK, language="en")
    view = desk.seizure(seizure)
    assert len(handed.text.split("\n")) == 6
    names = [part for one in view.persons for part in (one.register.shown.name_km, one.register.shown.name_latin)]
    text = read_with_pdfium(handed.pdf)
    assert names
    assert not [name for name in names if name and (name in handed.text or name in text)]
    squeezed = "".join(text.split())
    assert all("".join(part.split()) in squeezed for part in handed.text.split("\n"))
    released = next(head.value for head in view.releases if head.act.entry == handed.entry)
    assert (released.kind, released.to, released.redacted) == ("flash", CLERK, True)
    assert released.sha256 == sha256(handed.pdf).hex()


def test_names_stand_in_the_flash_report_only_when_they_are_asked_for(desk: Desk, seizure: str) -> None:
    handed = papers.flash(desk=desk, seizure=seizure, to=CLERK, language="km", names=True)
    view = desk.seizure(seizure)
    suspects = [one.register.shown for one in view.persons if "suspect" in one.register.shown.roles]
    assert suspects[0].name_km in handed.text
    assert not next(head.value for head in view.releases if head.act.entry == handed.entry).redacted


def test_looking_at_the_six_lines_writes_nothing(desk: Desk, seizure: str) -> None:
    before = desk.store.ledger.own_head()
    assert papers.flash_preview(desk=desk, seizure=seizure, to=CLERK).count("\n") == 5
    assert desk.store.ledger.own_head() == before


def test_a_photo_of_the_signed_slip_finds_its_hand_over(desk: Desk, seizure: str, tmp_path: Path) -> None:
    exhibits = [one.id for one in desk.seizure(seizure).exhibits[:2]]
    made = slips.hand_over_slip(
        desk=desk, seizure=seizure, exhibits=exhibits, to=CLERK, purpose="trial", language="both"
    )
    found = slips.match(desk=desk, picture=photographed(made.pdf, tmp_path / "signed.jpg"))
    assert (found.seizure, found.exhibits, found.code) == (seizure, tuple(exhibits), made.code)
    assert (found.to, found.purpose, found.entry) == (CLERK, "trial", made.entry)
    assert slips.by_letters(desk=desk, letters=grouped(made.code, 5).lower()) == found


def test_a_picture_without_a_slip_or_with_a_strange_one_is_named(desk: Desk, seizure: str, tmp_path: Path) -> None:
    receipt = papers.owner_receipt(desk=desk, seizure=seizure, to=OWNER)
    with pytest.raises(slips.NoSlipCode):
        slips.match(desk=desk, picture=photographed(receipt.pdf, tmp_path / "receipt.jpg"))
    strange = tmp_path / "strange.png"
    strange.write_bytes(codes.png(modules(f"fieldkit-slip:{seizure}:0123456789")))
    with pytest.raises(slips.UnknownSlip):
        slips.match(desk=desk, picture=strange)
    with pytest.raises(slips.UnknownSlip):
        slips.by_letters(desk=desk, letters="01234 56789")


def test_no_number_of_a_blank_form_is_given_twice(desk: Desk) -> None:
    first = papers.blank_forms(desk=desk, copies=2, language="km")
    second = papers.blank_forms(desk=desk, copies=1, language="en")
    code = log_code(desk.log())
    assert (first.first, first.last, second.first) == (f"P-{code}-0001", f"P-{code}-0002", f"P-{code}-0003")
    assert codes_on(second.pdf) == {f"fieldkit-form:{second.first}"}
    with pytest.raises(papers.NotSoManyForms):
        papers.blank_forms(desk=desk, copies=0)


def test_a_cancelled_pile_leaves_a_gap_and_no_double(desk: Desk) -> None:
    with pytest.raises(reports.StoppedByHand):
        papers.blank_forms(desk=desk, copies=5, cancelled=lambda: True)
    after = papers.blank_forms(desk=desk, copies=1)
    again = papers.blank_forms(desk=desk, copies=1)
    assert int(again.first[-4:]) == int(after.first[-4:]) + 1


def test_a_paper_form_is_typed_in_with_author_typist_and_scan(desk: Desk, tmp_path: Path) -> None:
    scan = tmp_path / "scan.png"
    picture = io.BytesIO()
    pypdfium2.PdfDocument(papers.blank_forms(desk=desk, copies=1).pdf)[0].render(scale=1).to_pil().save(picture, "PNG")
    scan.write_bytes(picture.getvalue())
    author, at = Party(name="Paper Writer Practice", rank="Sergeant"), Moment(wall=1_795_290_000_000)
    begun = transcribe.begin(desk=desk, form_no="P-K7Q-0007", author=author, written_at=at, scans=[scan])
    assert [file.status for file in begun.files] == ["attached"]
    with pytest.raises(transcribe.NothingTyped):
        transcribe.finish(desk=desk, seizure=begun.seizure, form_no="P-K7Q-0007")
    typed = {"text": "What the paper says.", "language": "en"}
    writeup.save(desk=desk, seizure=begun.seizure, form="narrative", subject=begun.seizure, typed=typed)
    transcribe.finish(desk=desk, seizure=begun.seizure, form_no="P-K7Q-0007")
    view = desk.seizure(begun.seizure)
    told = view.transcribed[-1].value
    assert (told.author, told.written_at, len(told.scans)) == (author, at, 1)
    assert view.narrative is not None
    assert told.entries == (view.narrative.heads[0].act.entry,)
    made = reports.make(desk=desk, seizure=begun.seizure, language="en")
    report = next(one for one in desk.seizure(begun.seizure).reports if one.entry == made.entry)
    text = "".join(read_with_pdfium(desk.store.originals.open(report.blob, limit=reports.LARGEST)).split())
    assert "FormP-K7Q-0007,writtenbySergeantPaperWriterPractice" in text
    assert "TypedbyLt(practice)OfficerPracticeA" in text


@pytest.mark.parametrize("missing", ["number", "author"])
def test_a_form_without_number_or_author_is_refused_and_nothing_is_begun(desk: Desk, missing: str) -> None:
    before = len(desk.store.projections.seizures())
    author = Party(name="" if missing == "author" else "Somebody Practice")
    with pytest.raises((transcribe.NoFormNumber, transcribe.NoPaperAuthor)):
        transcribe.begin(desk=desk, form_no=" " if missing == "number" else "P-1", author=author)
    assert len(desk.store.projections.seizures()) == before


def test_the_custody_form_shows_the_chain_and_is_kept(desk: Desk, seizure: str, tmp_path: Path) -> None:
    exhibit = desk.seizure(seizure).exhibits[0]
    handed = papers.custody_form(desk=desk, seizure=seizure, exhibit=exhibit.number, language="en")
    text = read_with_pdfium(handed.pdf)
    assert exhibit.number in text
    assert "Found and collected by" in " ".join(text.split())
    saved = papers.save_copy(desk=desk, seizure=seizure, paper=handed.entry, to=tmp_path)
    assert saved.read_bytes() == handed.pdf
    with pytest.raises(papers.UnknownPaper):
        papers.stored(desk=desk, seizure=seizure, paper="0" * 64)


def test_a_cancelled_report_is_not_kept(desk: Desk, seizure: str) -> None:
    before = desk.store.ledger.own_head()
    stages: list[str] = []

    def tell(_done: int, _total: int, doing: str) -> None:
        stages.append(doing)

    with pytest.raises(reports.StoppedByHand):
        reports.make(desk=desk, seizure=seizure, language="en", progress=tell, cancelled=lambda: len(stages) > 1)
    assert len(stages) == 2
    assert desk.store.ledger.own_head() == before
