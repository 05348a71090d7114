"""Is this document what headquarters, the officer and the clerk signed? One door, one verdict, no exceptions.

The order matters: bytes before parsing. The last signature must cover the whole file and its arithmetic must hold
before a PDF parser looks at the file at all. Then: only what we write, only signatures after the first one, exactly
the signers that the signed facts require. Certificate dates never judge: the clock of a laptop in the field is no
witness. Revocation is the caller's to know (the ledger): `identify` may refuse a certificate by raising a KnownError.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import msgspec
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.generic import parse_pdf_date
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko_certvalidator import ValidationContext

from fieldkit.errors import KnownError
from fieldkit.reports.containers import Container, open_container, spans
from fieldkit.reports.record import DEPTH, LIMIT
from fieldkit.reports.revisions import Document, check_revisions, check_size, read, record_of
from fieldkit.reports.verdict import Doubt, Identity, Reason, SignerSeen, Verdict
from fieldkit.trust import canonical

Identify = Callable[[bytes], Identity]
"""Reads a certificate (DER); raises a KnownError for one that names no officer or is revoked."""

_MAX_REQUIRED: Final = 8
_PERSON_KEY: Final = "officer"

# What pyHanko thinks of a hostile file is in our verdict; without this it would go to the terminal too.
for _name in ("pyhanko", "pyhanko_certvalidator"):
    logging.getLogger(_name).addHandler(logging.NullHandler())


class _Required(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One line of record.json's `signatures`: the officer by person id, the clerk by role."""

    field: str
    role: str
    person_id: str | None

    def fits(self, signer: SignerSeen) -> bool:
        """Whether *signer* is whom this line asks for."""
        return signer.person_id == self.person_id if self.person_id is not None else self.role in signer.roles


_USAGE: Final = KeyUsageConstraints(
    key_usage={"digital_signature", "non_repudiation"},
    match_all_key_usages=False,
    explicit_extd_key_usage_required=False,
)


def verify(
    untrusted_pdf: bytes, *, roots: Sequence[bytes], identify: Identify, expected_record: bytes | None = None
) -> Verdict:
    """Examine *untrusted_pdf* and say whether it is valid, and if not, why. Never raises.

    *roots* are the trusted headquarters' certificates in DER; without them no document is valid, but it can be intact.
    *expected_record*, if given, is canonical JSON that the document's facts must equal. Not inside an event loop.
    """
    try:
        return _examined(untrusted_pdf, roots, identify, expected_record)
    except Doubt as doubt:
        return Verdict(valid=False, intact=False, reasons=(doubt.reason,))
    except Exception as error:  # noqa: BLE001  (the outermost border: whatever a hostile file sets off is "not valid")
        reason = Reason("examined-in-vain", {"what": type(error).__name__})
        return Verdict(valid=False, intact=False, reasons=(reason,))


def _examined(
    untrusted_pdf: bytes, roots: Sequence[bytes], identify: Identify, expected_record: bytes | None
) -> Verdict:
    check_size(untrusted_pdf)
    _check_last_signature(untrusted_pdf)
    document = read(untrusted_pdf)
    if not document.signed:
        raise Doubt("unsigned")
    containers = _containers(untrusted_pdf, document)
    check_revisions(document)
    trusted = [x509.load_der_x509_certificate(root) for root in roots]
    seen = tuple(
        _seen(field.name, signature, container, trusted, identify)
        for (field, signature), container in zip(document.signed, containers, strict=True)
    )
    record_bytes = record_of(document)
    try:
        record, required = _read_record(record_bytes)
    except Doubt as doubt:
        return Verdict(valid=False, intact=True, reasons=(doubt.reason,), signers=seen)
    reasons = [*_missing(document, required), *_unfit(seen, required)]
    if expected_record is not None and expected_record != record_bytes:
        reasons.append(Reason("record-differs"))
    return Verdict(valid=not reasons, intact=True, reasons=tuple(reasons), signers=seen, record=record)


def _check_last_signature(untrusted_pdf: bytes) -> None:
    """Check, without parsing, that one signature holds for every byte of the file.

    Raises:
        Doubt: unsigned, not-whole-file, altered or container.
    """
    claimed = spans(untrusted_pdf)
    if not claimed:
        raise Doubt("unsigned")
    whole = [span for span in claimed if span.end == len(untrusted_pdf)]
    if len(whole) != 1:
        raise Doubt("not-whole-file")
    open_container(untrusted_pdf, whole[0], field=f"#{claimed.index(whole[0]) + 1}")  # its name is not known yet


def _containers(untrusted_pdf: bytes, document: Document) -> list[Container]:
    """Check each signature's bytes; its place in the file must be the one that its dictionary names."""
    found = {(0, span.hole, span.resume, span.end - span.resume): span for span in spans(untrusted_pdf)}
    if len(found) != len(document.signed):
        raise Doubt("structure", what="signatures")
    containers = []
    for field, signature in document.signed:
        start, hole, resume, length = signature.byte_range
        span = found.get((start, hole, resume, length))
        if span is None:
            raise Doubt("structure", what="signatures")
        containers.append(open_container(untrusted_pdf, span, field=field.name))
    return containers


def _seen(
    field: str,
    signature: EmbeddedPdfSignature,
    container: Container,
    roots: Sequence[x509.Certificate],
    identify: Identify,
) -> SignerSeen:
    """Let pyHanko judge the signature and its chain a second time, and read whom the certificate names."""
    context = ValidationContext(
        trust_roots=[asn1_x509.Certificate.load(root.public_bytes(Encoding.DER)) for root in roots],
        allow_fetching=False,
        revocation_mode="soft-fail",
        # A moment at which the whole chain was in force, so that no clock decides.
        moment=max(certificate.not_valid_before_utc for certificate in container.chain),
    )
    status = validate_pdf_signature(signature, context, key_usage_settings=_USAGE, skip_diff=True)
    if not (status.intact and status.valid):
        raise Doubt("altered", field=field)
    known = status.trusted and container.ends_in(roots)
    try:
        identity = identify(container.signer_der)
    except KnownError:
        identity, known = Identity("", frozenset(), "", ""), False
    return SignerSeen(
        field=field,
        name=identity.name,
        person_id=identity.person_id,
        roles=identity.roles,
        when_claimed=_when(signature),
        certificate=container.signer_der,
        known=known and identity.key_kind == _PERSON_KEY,
    )


def _when(signature: EmbeddedPdfSignature) -> datetime | None:
    claimed = signature.sig_object.get("/M")
    return parse_pdf_date(str(claimed)) if claimed is not None else None


def _read_record(untrusted_record: bytes) -> tuple[dict[str, Any], dict[str, _Required]]:
    """Return the facts and the signers they require, by field.

    Raises:
        Doubt: record-malformed.
    """
    try:
        record = canonical.decode(untrusted_record, limit=LIMIT, depth=DEPTH)
        required = msgspec.convert(record["signatures"], list[_Required], strict=True)
    except (canonical.NotCanonical, msgspec.ValidationError, KeyError, TypeError) as error:
        raise Doubt("record-malformed") from error
    by_field = {each.field: each for each in required}
    if not 1 <= len(required) <= _MAX_REQUIRED or len(by_field) != len(required):
        raise Doubt("record-malformed")
    if any(not each.role or each.person_id == "" for each in required):
        raise Doubt("record-malformed")
    return record, by_field


def _missing(document: Document, required: Mapping[str, _Required]) -> list[Reason]:
    """Compare the fields of the document with those that its facts require, and find the empty ones."""
    if {field.name for field in document.fields} != set(required):
        return [Reason("fields-differ")]
    return [Reason("unfinished", {"field": field.name}) for field in document.fields if field.signature is None]


def _unfit(seen: Sequence[SignerSeen], required: Mapping[str, _Required]) -> list[Reason]:
    """Find the signers who are unknown, not the ones required, or one person twice."""
    reasons = []
    people: dict[str, str] = {}
    for signer in seen:
        if not signer.known:
            reasons.append(Reason("signer-unknown", {"field": signer.field}))
            continue
        wanted = required.get(signer.field)
        if wanted is None or not wanted.fits(signer):
            reasons.append(Reason("wrong-signer", {"field": signer.field, "name": signer.name}))
        if people.setdefault(signer.person_id, signer.field) != signer.field:
            reasons.append(Reason("same-person", {"name": signer.name}))
    return reasons
