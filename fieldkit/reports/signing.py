"""PAdES signatures (ETSI EN 319 142, baseline B-B, ECDSA P-256 with SHA-256) by keys that stay where they are.

`prepare` creates every field that the document will ever need: a field added after the certifying signature would
break it. `sign` appends one revision and changes nothing before it. The first signature certifies the document and
allows nothing but filling the fields that are there.
"""

from __future__ import annotations

import asyncio
import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Protocol

from asn1crypto import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.x509 import load_der_x509_certificate
from pyhanko.pdf_utils import content, generic, layout
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator.registry import SimpleCertificateStore

from fieldkit.errors import N_, BugError, KnownError

BYTES_RESERVED: Final = 24_576
"""Hexadecimal digits of room for the signature container (about 1.3 kB), and for a timestamp put in later."""

_RAW_SIZE: Final = 64  # r and s, 32 bytes each
_DER_SIZE: Final = 72  # the longest DER form of them
_P256_ORDER: Final = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_PDF_1_7: Final = (1, 7)
_BLOCK_NAME: Final = "/Block"


class FieldMissing(KnownError):
    """The document has no signature field of that name: it was not made by `prepare` for this signer."""

    code = "signature-field-missing"
    message = N_("The document has no place for the signature {field}.")
    hint = N_("The document is unchanged. Make a new version of the report to sign it.")


class FieldSigned(KnownError):
    """The field holds a signature already; signatures are never replaced."""

    code = "signature-field-signed"
    message = N_("The document is already signed in the place {field}.")
    hint = N_("The signature there stays. Make a new version of the report to sign again.")


class RawSigner(Protocol):
    """A private key that may live in a smart card, and the certificates that belong to it."""

    @property
    def chain(self) -> Sequence[bytes]:
        """The certificates in DER: the signer's first, each followed by its issuer, without the root."""

    def sign(self, data: bytes) -> bytes:
        """Return the ECDSA signature over SHA-256 of *data*, as DER or as 64 bytes r | s."""


@dataclass(frozen=True, slots=True)
class FieldBox:
    """Where a signature field stands: page counted from 0 (or from the end, -1), box in points from lower left."""

    name: str
    page: int = -1
    box: tuple[int, int, int, int] | None = None
    """x1, y1, x2, y2; None for a field that is not shown."""


class _Appender(IncrementalPdfFileWriter):
    """Appends what it is told and no more: no metadata, no clock, no chance, no change of the PDF version."""

    output_version = _PDF_1_7

    def ensure_output_version(self, version: tuple[int, int]) -> None:
        """Stay at PDF 1.7, as PDF/A-3 demands."""
        super().ensure_output_version(min(version, _PDF_1_7))  # type: ignore[no-untyped-call]  # unannotated in pyHanko

    @classmethod
    def _handle_id(cls, prev: PdfFileReader) -> generic.ArrayObject:
        """Name the new revision after the bytes it continues."""
        prev.stream.seek(0)
        digest = hashlib.sha256(prev.stream.read()).digest()[:16]
        first = prev.trailer["/ID"][0]
        return generic.ArrayObject([generic.ByteStringObject(first.original_bytes), generic.ByteStringObject(digest)])

    def _update_meta(self) -> None:
        """Leave title, dates and producer as the certified document has them."""


class _OutsideSigner(signers.Signer):
    """Lets pyHanko build the container while the key does only the arithmetic."""

    def __init__(self, signer: RawSigner) -> None:
        leaf, *issuers = (x509.Certificate.load(bytes(der)) for der in signer.chain)
        store = SimpleCertificateStore()  # type: ignore[no-untyped-call]  # unannotated in pyHanko
        store.register_multiple(issuers)
        super().__init__(signing_cert=leaf, cert_registry=store, embed_roots=False)
        self._signer = signer

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:  # noqa: FBT001, FBT002  (pyHanko's hook)
        """Sign *data*, or give as many bytes as a signature may take."""
        if dry_run:
            return bytes(_DER_SIZE)
        if digest_algorithm != "sha256":
            raise BugError(what=f"a signature was asked for over {digest_algorithm}")
        return _checked_signature(self._signer, data)


class _PdfSigner(signers.PdfSigner):
    def register_extensions(self, pdf_out: BasePdfFileWriter, *, md_algorithm: str) -> None:
        """Declare nothing in the catalogue: the certified catalogue must not change."""


class _Block(content.PdfContent):
    """The first page of a small PDF, as what the signature field shows."""

    def __init__(self, pdf: bytes) -> None:
        super().__init__()
        self._pdf = pdf

    def render(self) -> bytes:
        """Bring the page into the document and return the operator that paints it."""
        writer = self.writer
        if writer is None:
            raise BugError(what="a signature block was drawn outside a document")
        drawn = writer.import_page_as_xobject(PdfFileReader(io.BytesIO(self._pdf)))
        self.resources.xobject[generic.pdf_name(_BLOCK_NAME)] = drawn
        left, bottom, right, top = drawn.get_object()["/BBox"]
        self.box = layout.BoxConstraints(width=abs(right - left), height=abs(top - bottom))
        return f"{_BLOCK_NAME} Do".encode("ascii")


def prepare(pdf: bytes, fields_wanted: Sequence[FieldBox]) -> bytes:
    """Append a revision to *pdf* with one empty signature field for each of *fields_wanted*."""
    names = [field.name for field in fields_wanted]
    if len(set(names)) != len(names) or not names:
        raise BugError(what="signature fields need names of their own")
    writer = _Appender(io.BytesIO(pdf))
    for field in fields_wanted:
        fields.append_signature_field(writer, SigFieldSpec(field.name, on_page=field.page, box=field.box))
    target = io.BytesIO()
    writer.write(target)  # type: ignore[no-untyped-call]  # unannotated in pyHanko
    return target.getvalue()


def empty_fields(pdf: bytes) -> dict[str, tuple[float, float]]:
    """Return the width and height in points of each signature field nobody has filled yet, in the document's order."""
    found = {}
    for name, value, reference in fields.enumerate_sig_fields(PdfFileReader(io.BytesIO(pdf))):
        if value is None:
            x1, y1, x2, y2 = (float(edge) for edge in reference.get_object()["/Rect"])
            found[str(name)] = (abs(x2 - x1), abs(y2 - y1))
    return found


def sign(
    pdf: bytes,
    *,
    field: str,
    signer: RawSigner,
    certify: bool,
    when: datetime,
    reason: str = "",
    location: str = "",
    appearance: bytes | None = None,
) -> bytes:
    """Append *signer*'s signature in the empty field *field* and return the longer document.

    *when* is the time the signer claims, with its offset; *appearance* a one-page PDF of the size of the field.
    *certify* makes it the certifying signature, which must be the first. Do not call inside an event loop.

    Raises:
        FieldMissing: the document has no field of that name.
        FieldSigned: the field is not empty.
        BugError: the document permits no such signature, or the key and the certificate do not fit.
    """
    if when.tzinfo is None:
        raise BugError(what="a signature time needs its offset")
    metadata = signers.PdfSignatureMetadata(
        field_name=field,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        certify=certify,
        docmdp_permissions=MDPPerm.FILL_FORMS,
        reason=reason or None,
        location=location or None,
    )
    style = None
    if appearance is not None:
        style = StaticStampStyle(
            background=_Block(appearance),
            border_width=0,
            background_layout=layout.SimpleBoxLayoutRule(
                x_align=layout.AxisAlignment.ALIGN_MID,
                y_align=layout.AxisAlignment.ALIGN_MID,
                margins=layout.Margins(0, 0, 0, 0),
            ),
        )
    writer = _Appender(io.BytesIO(pdf))
    _check_empty(writer.prev, field)
    pdf_signer = _PdfSigner(metadata, _OutsideSigner(signer), stamp_style=style)
    try:
        return asyncio.run(_sign(pdf_signer, writer, when))
    except SigningError as error:
        raise BugError(what=f"a signature was not possible ({error})") from error


def _check_empty(document: PdfFileReader, field: str) -> None:
    states = {name: value is not None for name, value, _ in fields.enumerate_sig_fields(document)}
    if field not in states:
        raise FieldMissing(field=field)
    if states[field]:
        raise FieldSigned(field=field)


async def _sign(pdf_signer: signers.PdfSigner, writer: IncrementalPdfFileWriter, when: datetime) -> bytes:
    session = pdf_signer.init_signing_session(writer, existing_fields_only=True)
    session.system_time = when
    document = session.prepare_tbs_document(validation_info=None, bytes_reserved=BYTES_RESERVED)
    target: Any = io.BytesIO()
    digest, target = document.digest_tbs_document(output=target)
    # No signing time among the signed attributes: PAdES puts it into the signature dictionary (/M).
    await document.perform_signature(digest.document_digest, pdf_cms_signed_attrs=PdfCMSSignedAttributes())
    return bytes(target.getvalue())


def _checked_signature(signer: RawSigner, data: bytes) -> bytes:
    """Let *signer* sign *data*; return DER with the low s of the two that are valid.

    Raises:
        BugError: the signature does not belong to the certificate, or the key is not P-256.
    """
    key = load_der_x509_certificate(bytes(signer.chain[0])).public_key()
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        raise BugError(what="the signing certificate is not for a P-256 key")
    raw = signer.sign(data)
    if len(raw) == _RAW_SIZE:
        r, s = int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big")
    else:
        r, s = decode_dss_signature(raw)
    signature = encode_dss_signature(r, min(s, _P256_ORDER - s))
    try:
        key.verify(signature, data, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature as error:
        raise BugError(what="the signature does not belong to the certificate") from error
    return signature
