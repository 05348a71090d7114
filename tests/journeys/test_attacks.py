"""What officers, clerks, thieves and strangers try on real homes, by the doors that people use."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pikepdf
import pytest

from fieldkit.actions import enrol, home, photos, reports, writeup
from fieldkit.actions.clock import PracticeClock
from fieldkit.actions.desk import Desk
from fieldkit.actions.enrol import AlreadyCertified
from fieldkit.actions.photos import Photo
from fieldkit.actions.practice import demo
from fieldkit.domain.entry import Draft
from fieldkit.domain.ledger_bodies import KeyOpen
from fieldkit.domain.review_bodies import Attest
from fieldkit.domain.types import plain
from fieldkit.domain.writeup import WriteUp
from fieldkit.storage.check import check
from fieldkit.trust.enrolment import OfficerClaim, Request, claim_officer, make_request, request_code
from fieldkit.trust.sealing import Identity
from fieldkit.trust.signed_file import b64
from fieldkit.trust.signing import SoftKey
from tests.commands import Run

PARTNER = "Officer Practice B"


@pytest.fixture
def field(night: demo.Told, tmp_path: Path) -> Iterator[Desk]:
    """The laptop of the practice night, in the hands of its first officer."""
    shutil.copytree(night.homes.field, tmp_path / "field")
    (first,) = (one for one in home.describe(path=tmp_path / "field").officers if one.name != PARTNER)
    clock = PracticeClock(1_796_000_000_000)
    desk = home.unlock(path=tmp_path / "field", person=first.person, passphrase=home.PRACTICE_PASSPHRASE, clock=clock)
    yield desk
    desk.store.close()


# --- an officer with the laptop unlocked ---------------------------------------------------------------------------
def test_a_key_that_says_it_is_the_partner_is_printed_as_not_certified(field: Desk, night: demo.Told) -> None:
    partner = next(one for one in home.describe(path=field.home).officers if one.name == PARTNER)
    view = field.seizure(night.seizure)
    fake = SoftKey.generate()
    word = KeyOpen(
        key=b64(fake.public), recipient=Identity.generate().recipient, person=partner.person, name=PARTNER, unit="x"
    )
    weighed = view.exhibits[0].weighings[0].id
    field.store.ledger.append(
        [
            Draft(type="key.open", subj=partner.person, body=plain(word)),
            Draft(type="attest", subj=view.id, scope=(view.id,), body=plain(Attest(entries=(weighed,)))),
        ],
        signer=fake,
        claimed=field.clock.now(),
    )
    said = field.seizure(night.seizure).exhibits[0].weighings[0].attested
    assert "provisional" in {one.act.standing for one in said if one.act.name == PARTNER}
    made = reports.make(desk=field, seizure=view.id, language="en")
    stored = next(one for one in field.seizure(view.id).reports if one.entry == made.entry)
    text = text_of(field.store.originals.open(stored.blob))
    assert f"{PARTNER} (key not certified)" in text
    assert "Keys not certified by headquarters yet" in text


def text_of(pdf: bytes) -> str:
    import pypdfium2  # noqa: PLC0415  (loads a library that only this test needs)

    document = pypdfium2.PdfDocument(pdf)
    try:
        return " ".join(" ".join(page.get_textpage().get_text_bounded() for page in document).split())
    finally:
        document.close()


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("UPDATE entry SET sig = zeroblob(64) WHERE n = 9", "entry-changed"),
        ("DELETE FROM entry WHERE n = 20", "chain-broken"),
        ("UPDATE entry SET seq = seq + 500 WHERE n = 20", "entry-misfiled"),
        ("UPDATE entry_blob SET size = 1", "entry-misfiled"),
        (
            "UPDATE seizure_view SET body = CAST(replace(CAST(body AS TEXT), 'Practice', 'Pretence') AS BLOB)",
            "projections-differ",
        ),
    ],
)
def test_whoever_holds_the_database_key_and_changes_it_is_found(field: Desk, statement: str, code: str) -> None:
    with field.store.database.writing() as tx:
        names = tx.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").scalars().all()
        for name in names:
            tx.exec_driver_sql(f"DROP TRIGGER {name}")
        tx.exec_driver_sql(statement)
    assert code in {problem.code for problem in check(field.store).problems}


# --- somebody who wants to be enrolled as somebody else --------------------------------------------------------------
def forged_request(real: Desk, tmp_path: Path, *, device: str, person: str, name: str) -> tuple[Path, str]:
    """Write a request by new keys for the ids *device* and *person*."""
    key, officer = SoftKey.generate(), SoftKey.generate()
    claim: OfficerClaim = claim_officer(
        officer, person=person, name=name, recipient=Identity.generate().recipient, device_key=key.key_id
    )
    asked = Request(
        device=device,
        name="Practice laptop",
        role="field",
        log="ab" * 16,
        key=b64(key.public),
        recipient=Identity.generate().recipient,
        practice=real.practice,
        officers=(claim,),
    )
    raw = make_request(asked, signer=key)
    (tmp_path / "forged.request").write_bytes(raw)
    return tmp_path / "forged.request", request_code(raw)


def test_headquarters_certifies_no_second_key_for_a_device_and_no_second_name_for_a_person(
    field: Desk, night: demo.Told, tmp_path: Path
) -> None:
    shutil.copytree(night.homes.hq, tmp_path / "hq")
    reviewer = home.describe(path=tmp_path / "hq").officers[0].person
    clock = PracticeClock(1_796_000_000_000)
    hq = home.unlock(path=tmp_path / "hq", person=reviewer, passphrase=home.PRACTICE_PASSPHRASE, clock=clock)
    own, other = field.store.home.device, field.new_id()
    partner = next(one.person for one in home.describe(path=field.home).officers if one.name == PARTNER)
    cases = [(own, field.new_id(), "Anybody"), (other, partner, "Somebody Else"), (hq.store.home.device, other, "X")]
    cases.append((field.new_id(), reviewer, "Not the reviewer"))
    for device, person, name in cases:
        file, code = forged_request(field, tmp_path, device=device, person=person, name=name)
        before = hq.store.ledger.own_head()
        with pytest.raises(AlreadyCertified):
            enrol.grant(desk=hq, request=file, code=code, roles={person: frozenset({"officer"})}, to=tmp_path)
        assert hq.store.ledger.own_head() == before
    file, code = forged_request(field, tmp_path, device=field.new_id(), person=field.new_id(), name="Practice Newcomer")
    assert enrol.grant(desk=hq, request=file, code=code, roles={}, to=tmp_path).file.exists()
    hq.store.close()


# --- a stranger's memory card ----------------------------------------------------------------------------------------
@pytest.mark.skipif(sys.platform == "win32", reason="Windows makes no links or pipes without rights")
def test_a_card_with_links_and_pipes_gives_only_its_own_files(make_home: Callable[..., Desk], tmp_path: Path) -> None:
    desk = make_home()
    seizure = writeup.record(desk=desk, document=WriteUp(), photos=desk.home).seizure
    (tmp_path / "private.jpg").write_bytes(b"a picture of this computer's own")
    card = tmp_path / "card"
    card.mkdir()
    (card / "own.jpg").write_bytes(b"a picture")
    (card / "link.jpg").symlink_to(tmp_path / "private.jpg")
    (card / "up").symlink_to(tmp_path)
    os.mkfifo(card / "pipe.jpg")
    made = photos.attach(desk=desk, seizure=seizure, photos=[Photo(path=card)])
    assert [file.path.name for file in made.files] == ["own.jpg"]
    made = photos.attach(desk=desk, seizure=seizure, photos=[Photo(path=card / "pipe.jpg")])
    assert [file.reason for file in made.files] == ["source-unreadable"]
    desk.store.close()


# --- a report that was touched ---------------------------------------------------------------------------------------
def test_a_report_whose_facts_were_changed_is_not_valid(night: demo.Told, run: Run, tmp_path: Path) -> None:
    report = tmp_path / "report.pdf"
    with pikepdf.open(night.report.en) as pdf:
        (name,) = pdf.attachments
        stream = pdf.attachments[name].obj["/EF"]["/F"]
        facts = stream.read_bytes()
        assert b"Practice" in facts
        stream.write(facts.replace(b"Practice", b"Pretence"))
        pdf.save(report)
    ran = run("--json", "verify", report, "--root", night.root)
    assert ran.code == 1
    assert not ran.json[0]["valid"]


# --- somebody who looks over the shoulder ----------------------------------------------------------------------------
def test_no_secret_stands_in_what_a_failing_command_prints(field: Desk) -> None:
    secret = "never to be printed 7319"
    (field.home / "home.json").write_bytes(b'{"a":' * 3000)
    done = subprocess.run(
        [sys.executable, "-c", "from fieldkit.cli import main; main()", "--home", str(field.home), "show"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "FIELDKIT_PASSPHRASE": secret},
    )
    assert done.returncode == 1
    assert secret not in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
