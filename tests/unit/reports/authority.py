"""A practice headquarters made at run time: root, issuing CA, officers and clerks with P-256 keys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

START = datetime(2026, 11, 1, tzinfo=UTC)
YEARS = timedelta(days=3 * 365)


def _name(text: str, role: str = "", person: str = "") -> x509.Name:
    parts = [x509.NameAttribute(NameOID.COMMON_NAME, text)]
    if role:
        parts.append(x509.NameAttribute(NameOID.TITLE, role))
    if person:
        parts.append(x509.NameAttribute(NameOID.SERIAL_NUMBER, person))
    return x509.Name(parts)


@dataclass(frozen=True)
class Signer:
    """A person's key with its chain; signs as DER, or raw where a card would."""

    key: ec.EllipticCurvePrivateKey
    certificates: tuple[x509.Certificate, ...]
    raw: bool = False

    @property
    def chain(self) -> Sequence[bytes]:
        return [each.public_bytes(serialization.Encoding.DER) for each in self.certificates]

    def sign(self, data: bytes) -> bytes:
        return self.key.sign(data, ec.ECDSA(hashes.SHA256()))


@dataclass
class Authority:
    """Issues certificates below one root. Serial numbers count up, so names stay readable in failures."""

    label: str = "Practice"
    start: datetime = START
    keys: list[ec.EllipticCurvePrivateKey] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.root_key = ec.generate_private_key(ec.SECP256R1())
        self.issuing_key = ec.generate_private_key(ec.SECP256R1())
        root_name = _name(f"{self.label} Root")
        self.root = self._certificate(root_name, self.root_key, root_name, self.root_key, path_length=1)
        self.issuing = self._certificate(
            _name(f"{self.label} Issuing"), self.issuing_key, root_name, self.root_key, path_length=0
        )

    @property
    def roots(self) -> list[bytes]:
        return [self.root.public_bytes(serialization.Encoding.DER)]

    def person(self, name: str, role: str, person_id: str, *, start: datetime | None = None) -> Signer:
        key = ec.generate_private_key(ec.SECP256R1())
        leaf = self._certificate(
            _name(name, role, person_id), key, self.issuing.subject, self.issuing_key, path_length=None, start=start
        )
        return Signer(key, (leaf, self.issuing))

    def _certificate(
        self,
        subject: x509.Name,
        key: ec.EllipticCurvePrivateKey,
        issuer: x509.Name,
        issuer_key: ec.EllipticCurvePrivateKey,
        *,
        path_length: int | None,
        start: datetime | None = None,
    ) -> x509.Certificate:
        authority = path_length is not None
        begin = start or self.start
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(issuer)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(begin)
            .not_valid_after(begin + YEARS)
            .add_extension(x509.BasicConstraints(ca=authority, path_length=path_length), critical=True)
            .add_extension(
                x509.KeyUsage(
                    digital_signature=not authority,
                    content_commitment=not authority,
                    key_encipherment=False,
                    data_encipherment=False,
                    key_agreement=False,
                    key_cert_sign=authority,
                    crl_sign=authority,
                    encipher_only=False,
                    decipher_only=False,
                ),
                critical=True,
            )
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False)
            .sign(issuer_key, hashes.SHA256())
        )
