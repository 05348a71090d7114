from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from fieldkit.errors import KnownError
from fieldkit.reports.pdfa import finish
from fieldkit.reports.signing import FieldBox, prepare, sign
from fieldkit.reports.verdict import MESSAGES, Identity
from fieldkit.reports.verifying import verify
from tests.unit.reports.authority import Authority, Signer
from tests.unit.reports.documents import (
    CLERK,
    OFFICER,
    REQUIRED,
    WHEN,
    World,
    identify,
    pages,
    record_for,
    sign_as_clerk,
    sign_as_officer,
    unsigned,
)
from tests.unit.reports.judging import codes, judged


def test_a_document_signed_by_all_whom_its_facts_require_is_valid(world: World) -> None:
    verdict = judged(world.finished, world)
    assert verdict.valid
    assert [(signer.field, signer.person_id, signer.known) for signer in verdict.signers] == [
        ("officer", "person-1", True),
        ("clerk", "person-2", True),
    ]
    assert verdict.signers[0].when_claimed == WHEN
    assert verdict.record is not None
    assert verdict.record["title"] == "ខេត្ត"


def test_a_required_signature_that_is_missing_makes_the_document_unfinished(world: World) -> None:
    verdict = judged(world.certified, world)
    assert (verdict.valid, verdict.intact) == (False, True)
    assert [(reason.code, dict(reason.facts)) for reason in verdict.reasons] == [("unfinished", {"field": "clerk"})]


def test_a_finished_document_cut_back_to_the_first_signature_is_unfinished(world: World) -> None:
    assert codes(judged(world.finished[: len(world.certified)], world)) == {"unfinished"}


def test_a_document_without_signatures_is_a_draft(world: World) -> None:
    assert codes(judged(world.prepared, world)) == {"unsigned"}
    assert not judged(world.prepared, world).intact


def test_without_a_root_a_document_is_intact_but_its_signers_are_unknown(world: World) -> None:
    verdict = judged(world.finished, world, roots=[])
    assert (verdict.valid, verdict.intact, codes(verdict)) == (False, True, {"signer-unknown"})


def test_the_root_of_another_headquarters_with_the_same_name_does_not_help(world: World) -> None:
    assert codes(judged(world.finished, world, roots=Authority().roots)) == {"signer-unknown"}


def test_one_good_root_among_others_is_enough(world: World) -> None:
    assert judged(world.finished, world, roots=[*Authority("Other").roots, *world.authority.roots]).valid


def test_the_facts_can_be_compared_with_those_on_this_computer(world: World) -> None:
    assert judged(world.finished, world, expected_record=record_for()).valid
    assert codes(judged(world.finished, world, expected_record=record_for(title="x"))) == {"record-differs"}


def test_a_certificate_that_the_caller_refuses_is_unknown(world: World) -> None:
    def refuse(der: bytes) -> Identity:
        raise KnownError

    assert codes(judged(world.finished, world, identify=refuse)) == {"signer-unknown"}


def test_the_key_of_a_device_signs_no_document(world: World) -> None:
    def device(der: bytes) -> Identity:
        return replace(identify(der), key_kind="device")

    assert codes(judged(world.finished, world, identify=device)) == {"signer-unknown"}


def test_a_mistake_of_the_caller_never_escapes_as_an_exception(world: World) -> None:
    def broken(der: bytes) -> Identity:
        raise ZeroDivisionError

    assert codes(judged(world.finished, world, identify=broken)) == {"examined-in-vain"}
    assert codes(judged(world.finished, world, roots=[b"not a certificate"])) == {"examined-in-vain"}


def test_a_clock_years_off_does_not_make_a_good_document_invalid(world: World) -> None:
    early = WHEN.replace(year=2016)
    certified = sign(world.prepared, field="officer", signer=world.officer, certify=True, when=early)
    finished = sign(certified, field="clerk", signer=world.clerk, certify=False, when=WHEN.replace(year=2046))
    assert judged(finished, world).valid


# ---- who signed


def test_the_officer_is_asked_for_by_person_not_by_role(world: World) -> None:
    other = world.authority.person("Another Officer", "officer", "person-9")
    verdict = judged(sign_as_clerk(sign_as_officer(world.prepared, other), world.clerk), world)
    assert codes(verdict) == {"wrong-signer"}


def test_the_clerk_is_asked_for_by_role(world: World) -> None:
    other = world.authority.person("Another Clerk", "clerk", "person-8")
    assert judged(sign_as_clerk(world.certified, other), world).valid
    officer = world.authority.person("Another Officer", "officer", "person-9")
    assert codes(judged(sign_as_clerk(world.certified, officer), world)) == {"wrong-signer"}


def test_one_person_cannot_sign_in_two_places(world: World) -> None:
    twin = world.authority.person("Practice Officer", "clerk", "person-1")
    assert codes(judged(sign_as_clerk(world.certified, twin), world)) == {"same-person"}


def test_a_signer_certified_by_an_unknown_headquarters_is_unknown(world: World) -> None:
    stranger = Authority().person("Practice Clerk", "clerk", "person-2")
    verdict = judged(sign_as_clerk(world.certified, stranger), world)
    assert (verdict.intact, codes(verdict)) == (True, {"signer-unknown"})


def test_an_officers_certificate_cannot_certify_others(world: World) -> None:
    inner = Authority()
    inner.issuing_key, inner.issuing = world.officer.key, world.officer.certificates[0]
    leaf = inner.person("Practice Clerk", "clerk", "person-2")
    forged = Signer(leaf.key, (leaf.certificates[0], *world.officer.certificates))
    assert codes(judged(sign_as_clerk(world.certified, forged), world)) == {"signer-unknown"}


def test_a_certificate_that_the_chain_does_not_need_is_refused(world: World) -> None:
    crowded = replace(world.clerk, certificates=(*world.clerk.certificates, Authority().issuing))
    assert codes(judged(sign_as_clerk(world.certified, crowded), world)) == {"container"}


def test_a_certificate_issued_before_its_issuer_still_counts(world: World) -> None:
    clerk = world.authority.person("Clerk", "clerk", "person-2", start=datetime(2026, 11, 20, tzinfo=UTC))
    assert judged(sign_as_clerk(world.certified, clerk), world).valid


# ---- what the facts require


@pytest.mark.parametrize(
    "required",
    [
        (),
        ({"field": "officer", "role": "officer"},),
        ({"field": "officer", "role": "officer", "person_id": "person-1", "note": "x"},),
        ({"field": "officer", "role": "officer", "person_id": ""},),
        ({"field": "officer", "role": "", "person_id": None},),
        (REQUIRED[0], REQUIRED[0]),
    ],
)
def test_facts_that_require_nobody_or_say_it_badly_make_no_valid_document(
    world: World, required: tuple[Mapping[str, Any], ...]
) -> None:
    pdf = sign_as_clerk(sign_as_officer(unsigned(record_for(required)), world.officer), world.clerk)
    verdict = judged(pdf, world)
    assert (verdict.intact, codes(verdict)) == (True, {"record-malformed"})


@pytest.mark.parametrize(
    "record", [b"", b"{}", b"[]", b'{"signatures": []}', b'{"signatures":[],"signatures":[]}', b"\xff"]
)
def test_facts_that_are_not_canonical_make_no_valid_document(world: World, record: bytes) -> None:
    archive = finish(pages(), record, title="t", lang="km", author="a")
    pdf = sign_as_officer(prepare(archive, [OFFICER, CLERK]), world.officer)
    assert not judged(pdf, world).valid


def test_a_place_for_a_signature_that_the_facts_do_not_require_is_noticed(world: World) -> None:
    pdf = unsigned(fields=(OFFICER, CLERK, FieldBox("judge")))
    assert codes(judged(sign_as_clerk(sign_as_officer(pdf, world.officer), world.clerk), world)) == {"fields-differ"}
    pdf = unsigned(fields=(OFFICER,))
    assert codes(judged(sign_as_officer(pdf, world.officer), world)) == {"fields-differ"}


def test_the_first_signature_must_certify(world: World) -> None:
    first = sign(world.prepared, field="officer", signer=world.officer, certify=False, when=WHEN)
    assert codes(judged(sign_as_clerk(first, world.clerk), world)) == {"not-certified"}


def test_every_reason_has_a_sentence() -> None:
    assert all(message.endswith(".") for message in MESSAGES.values())


# ---- what others say


@pytest.mark.heavy
@pytest.mark.parametrize("program", [["qpdf", "--check"], ["pdfsig", "-nocert"]], ids=["qpdf", "pdfsig"])
def test_other_programs_agree_that_the_document_is_sound(world: World, tmp_path: Path, program: list[str]) -> None:
    if shutil.which(program[0]) is None:
        pytest.skip(f"{program[0]} is not installed")
    path = tmp_path / "report.pdf"
    path.write_bytes(world.finished)
    ran = subprocess.run([*program, path], capture_output=True, text=True, check=True)
    if program[0] == "pdfsig":
        assert ran.stdout.count("Signature is Valid.") == 2


def test_certificates_that_have_run_out_do_not_judge(world: World) -> None:
    old = Authority(start=datetime(2001, 1, 1, tzinfo=UTC))
    assert old.root.not_valid_after_utc < datetime.now(UTC) - timedelta(days=1)
    officer = old.person("Practice Officer", "officer", "person-1")
    clerk = old.person("Practice Clerk", "clerk", "person-2")
    pdf = sign_as_clerk(sign_as_officer(world.prepared, officer), clerk)
    assert verify(pdf, roots=old.roots, identify=identify).valid
