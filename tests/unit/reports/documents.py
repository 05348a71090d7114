"""Signed practice documents, small enough to attack thousands of times."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

from cryptography import x509
from cryptography.x509.oid import NameOID

from fieldkit.reports.pdfa import finish
from fieldkit.reports.signature_block import signature_block
from fieldkit.reports.signing import FieldBox, prepare, sign
from fieldkit.reports.typography.canvas import typeset
from fieldkit.reports.typography.paragraph import Paragraph, Role, TextStyle
from fieldkit.reports.verdict import Identity
from fieldkit.trust import canonical
from tests.unit.reports.authority import Authority, Signer

WHEN = datetime(2026, 11, 22, 7, 0, tzinfo=timezone(timedelta(hours=7)))
OFFICER = FieldBox("officer", -1, (60, 60, 260, 120))
CLERK = FieldBox("clerk", -1, (330, 60, 530, 120))
REQUIRED = (
    {"field": "officer", "role": "officer", "person_id": "person-1"},
    {"field": "clerk", "role": "clerk", "person_id": None},
)


def record_for(required: Sequence[Mapping[str, Any]] = REQUIRED, **facts: str) -> bytes:
    return canonical.encode({"signatures": [dict(each) for each in required], "title": "ខេត្ត", **facts})


def pages(text: str = "កំណត់ហេតុ 2.5 kg (ICE)") -> bytes:
    return typeset([Paragraph(text, TextStyle(size=16, role=Role.TITLE)), Paragraph("Seal KH-0001 intact.")])


def unsigned(record: bytes | None = None, fields: Sequence[FieldBox] = (OFFICER, CLERK)) -> bytes:
    archive = finish(pages(), record or record_for(), title="ខេត្ត", lang="km", author="Practice")
    return prepare(archive, fields)


def identify(der: bytes) -> Identity:
    subject = x509.load_der_x509_certificate(der).subject

    def part(oid: x509.ObjectIdentifier) -> str:
        return str(subject.get_attributes_for_oid(oid)[0].value)

    return Identity(
        person_id=part(NameOID.SERIAL_NUMBER),
        roles=frozenset({part(NameOID.TITLE)}),
        name=part(NameOID.COMMON_NAME),
        key_kind="officer",
    )


@dataclass(frozen=True)
class World:
    """One practice headquarters with its people and a document at each stage of signing."""

    authority: Authority
    officer: Signer
    clerk: Signer
    prepared: bytes
    certified: bytes
    finished: bytes


def sign_as_officer(pdf: bytes, signer: Signer) -> bytes:
    block = signature_block(["អនុ.ឯក សុខ (practice)", "07:00"], "a" * 64, width=200, height=60)
    return sign(pdf, field="officer", signer=signer, certify=True, when=WHEN, appearance=block, reason="Report")


def sign_as_clerk(pdf: bytes, signer: Signer) -> bytes:
    block = signature_block(["Evidence clerk", "07:10"], "a" * 64, width=200, height=60)
    return sign(pdf, field="clerk", signer=signer, certify=False, when=WHEN, appearance=block)


def make_world() -> World:
    authority = Authority()
    officer = authority.person("Practice Officer", "officer", "person-1")
    clerk = authority.person("Practice Clerk", "clerk", "person-2")
    prepared = unsigned()
    certified = sign_as_officer(prepared, officer)
    return World(authority, officer, clerk, prepared, certified, sign_as_clerk(certified, clerk))
