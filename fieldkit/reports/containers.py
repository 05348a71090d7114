"""One signature by its bytes alone: where it stands in the file, what it covers, who signed it.

Strict on purpose. The hole in the file is the only part no signature covers, so it must hold exactly the bytes that we
would have written for the same chain, attributes and signature value: anything else could be changed unseen.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from asn1crypto import algos, cms, core, parser
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding

from fieldkit.reports.verdict import Doubt

_BYTE_RANGE: Final = re.compile(rb"/ByteRange \[0 ([1-9][0-9]{0,11}) ([1-9][0-9]{0,11}) ([1-9][0-9]{0,11})\]")
_MAX_CERTIFICATES: Final = 5
_MAX_CONTAINER: Final = 65_536
_ECDSA_WITH_SHA256: Final = bytes.fromhex("300a06082a8648ce3d040302")
_SEQUENCE: Final = (1, 16)  # constructed; tag number
_BIT_STRING: Final = (0, 3)
_HALF_ORDER: Final = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551 // 2


@dataclass(frozen=True, slots=True)
class Span:
    """The bytes a signature covers: [0, `hole`) and [`resume`, `end`); between them stands `<` hex `>`."""

    hole: int
    resume: int
    end: int


@dataclass(frozen=True, slots=True)
class Container:
    """A signature container whose arithmetic holds. `chain`: signer first, each followed by its issuer."""

    chain: tuple[x509.Certificate, ...]

    @property
    def signer_der(self) -> bytes:
        """The signer's certificate in DER."""
        return _der(self.chain[0])

    def ends_in(self, roots: Sequence[x509.Certificate]) -> bool:
        """Whether one of *roots* issued the last certificate of the chain (or is it)."""
        top = self.chain[-1]
        return any(_der(root) == _der(top) or _issued(top, root) for root in roots)


def spans(untrusted_pdf: bytes) -> list[Span]:
    """Return every span that a signature of the file claims to cover, in the order of the file."""
    found = []
    for match in _BYTE_RANGE.finditer(untrusted_pdf):
        hole, resume, length = (int(number) for number in match.groups())
        found.append(Span(hole, resume, resume + length))
    return found


def open_container(untrusted_pdf: bytes, span: Span, *, field: str = "") -> Container:
    """Check the signature that fills *span*'s hole: its form, its digest, its arithmetic and its chain.

    Raises:
        Doubt: altered or container.
    """
    der = _hole(untrusted_pdf, span, field)
    try:
        container = cms.ContentInfo.load(der, strict=True)
        signed = container["content"]
        [info] = signed["signer_infos"]
        attributes = info["signed_attrs"]
        digests = [attribute["values"] for attribute in attributes if attribute["type"].native == "message_digest"]
        [[claimed]] = digests
        untrusted_chain = [each.chosen.dump() for each in signed["certificates"]]
    except (ValueError, TypeError, KeyError) as error:
        raise Doubt("container", field=field) from error
    digest = hashlib.sha256(untrusted_pdf[: span.hole])
    digest.update(untrusted_pdf[span.resume : span.end])
    if claimed.native != digest.digest():
        raise Doubt("altered", field=field)
    signature = info["signature"].native
    chain = _chain(untrusted_chain, info["sid"].dump(), field)
    _check_arithmetic(chain[0], attributes, signature, field)
    if _rebuilt(chain[0], untrusted_chain, attributes, signature) != der:
        raise Doubt("container", field=field)
    return Container(chain)


def _hole(untrusted_pdf: bytes, span: Span, field: str) -> bytes:
    """Return the DER in the hole; the rest of the hole must be zeros and the digits upper case."""
    text = untrusted_pdf[span.hole : span.resume]
    if len(text) > 2 * _MAX_CONTAINER or text[:1] != b"<" or text[-1:] != b">":
        raise Doubt("container", field=field)
    try:
        filled = bytes.fromhex(text[1:-1].decode("ascii"))
        length = parser.peek(filled)
    except ValueError as error:
        raise Doubt("container", field=field) from error
    if filled.hex().upper().encode("ascii") != text[1:-1] or filled[length:].strip(b"\0"):
        raise Doubt("container", field=field)
    return filled[:length]


def _chain(untrusted_ders: Sequence[bytes], sid: bytes, field: str) -> tuple[x509.Certificate, ...]:
    """Order the certificates from the signer up; every one must be used, with P-256 and SHA-256 throughout."""
    if not 1 <= len(untrusted_ders) <= _MAX_CERTIFICATES:
        raise Doubt("container", field=field)
    try:
        rest = [x509.load_der_x509_certificate(der) for der in untrusted_ders]
    except ValueError as error:
        raise Doubt("container", field=field) from error
    chain = [each for each in rest if _identifier(each).dump() == sid]
    if len(chain) != 1:
        raise Doubt("container", field=field)
    rest.remove(chain[0])
    while rest:
        issuers = [each for each in rest if _issued(chain[-1], each)]
        if len(issuers) != 1:
            raise Doubt("container", field=field)
        chain.append(issuers[0])
        rest.remove(issuers[0])
    if not all(_is_ours(each) for each in chain) or {_rebuilt_certificate(each) for each in chain} != set(
        untrusted_ders
    ):
        raise Doubt("container", field=field)
    return tuple(chain)


def _rebuilt_certificate(certificate: x509.Certificate) -> bytes:
    """Return the one DER form of *certificate*; parsers overlook, for one, padding bits of its signature."""
    signature = encode_dss_signature(*decode_dss_signature(certificate.signature))
    parts = (certificate.tbs_certificate_bytes, _ECDSA_WITH_SHA256, _tlv(_BIT_STRING, b"\0" + signature))
    return _tlv(_SEQUENCE, b"".join(parts))


def _tlv(kind: tuple[int, int], content: bytes) -> bytes:
    constructed, tag = kind
    return bytes(parser.emit(0, constructed, tag, content))


def _check_arithmetic(signer: x509.Certificate, attributes: cms.CMSAttributes, signature: bytes, field: str) -> None:
    key = signer.public_key()
    try:
        r, s = decode_dss_signature(signature)
    except ValueError as error:
        raise Doubt("container", field=field) from error
    if not isinstance(key, ec.EllipticCurvePublicKey) or s > _HALF_ORDER or encode_dss_signature(r, s) != signature:
        raise Doubt("container", field=field)
    try:
        key.verify(signature, attributes.untag().dump(), ec.ECDSA(hashes.SHA256()))
    except InvalidSignature as error:
        raise Doubt("altered", field=field) from error


def _rebuilt(
    signer: x509.Certificate, chain: Sequence[bytes], attributes: cms.CMSAttributes, signature: bytes
) -> bytes:
    """Return the container that we write for these parts."""
    sha256 = {"algorithm": "sha256", "parameters": core.Null()}
    signed = cms.SignedData(
        {
            "version": "v1",
            "digest_algorithms": cms.DigestAlgorithms([algos.DigestAlgorithm(sha256)]),
            "encap_content_info": {"content_type": "data"},
            "certificates": [asn1_x509.Certificate.load(der) for der in chain],
            "signer_infos": [
                cms.SignerInfo(
                    {
                        "version": "v1",
                        "sid": cms.SignerIdentifier({"issuer_and_serial_number": _issuer_and_serial(signer)}),
                        "digest_algorithm": algos.DigestAlgorithm(sha256),
                        "signed_attrs": attributes.untag(),
                        "signature_algorithm": algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"}),
                        "signature": signature,
                    }
                )
            ],
        }
    )
    return bytes(cms.ContentInfo({"content_type": "signed_data", "content": signed}).dump())


def _issuer_and_serial(certificate: x509.Certificate) -> cms.IssuerAndSerialNumber:
    parsed = asn1_x509.Certificate.load(_der(certificate))
    return cms.IssuerAndSerialNumber({"issuer": parsed.issuer, "serial_number": parsed.serial_number})


def _identifier(certificate: x509.Certificate) -> cms.SignerIdentifier:
    return cms.SignerIdentifier({"issuer_and_serial_number": _issuer_and_serial(certificate)})


def _issued(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def _is_ours(certificate: x509.Certificate) -> bool:
    key = certificate.public_key()
    return (
        isinstance(key, ec.EllipticCurvePublicKey)
        and isinstance(key.curve, ec.SECP256R1)
        and isinstance(certificate.signature_hash_algorithm, hashes.SHA256)
    )


def _der(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(Encoding.DER)
