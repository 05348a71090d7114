"""Certificates: headquarters' small X.509 authority and what a chain says of a key.

root -> issuing -> {officer, device, HQ key}. A leaf carries its facts twice: for people and common tools as subject
and `urn:uuid` names, and exactly as canonical JSON in an extension of our own. Dates are written for PDF readers; they
never judge here (revocation goes by log position). docs/formats/certificates.md is the format in full.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import hashlib
import re
import warnings
from collections.abc import Sequence
from typing import Final, get_args

import msgspec
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat import asn1
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.utils import CryptographyDeprecationWarning
from cryptography.x509.oid import NameOID, ObjectIdentifier, SignatureAlgorithmOID

from fieldkit.domain.keys import KeyFacts, KeyKind, Role
from fieldkit.errors import N_, BugError, KnownError
from fieldkit.trust import canonical
from fieldkit.trust.signing import NotAKey, SoftKey, key_id, public_key

FACTS_OID: Final = ObjectIdentifier("2.25.206120971126101147404478129834048557712")
"""Our extension: a DER UTF8String of canonical JSON. The arc is the uuid 9b11747d-e191-4716-9046-cf7b77ab1290."""
DOCUMENT_SIGNING: Final = ObjectIdentifier("1.3.6.1.5.5.7.3.36")
LARGEST: Final = 8_192
LONGEST: Final = 4
ROOT_YEARS: Final = 30
ISSUING_YEARS: Final = 20
LEAF_YEARS: Final = 10

_COMMON_NAME_LETTERS = 64
_UUID = re.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_ROLES: frozenset[str] = frozenset(get_args(Role))
_START = re.compile(
    rb"\x30\x82..\x30\x82..\xa0\x03\x02\x01\x02\x02(?:\x01[\x01-\x7f]|[\x02-\x14][\x00-\x7f])", re.DOTALL
)
"""How every version 3 certificate with a positive serial number begins; the library only warns of the others."""
_ECDSA_SHA256 = bytes.fromhex("300a06082a8648ce3d040302")
_PEM_BEGIN, _PEM_END = b"-----BEGIN CERTIFICATE-----", b"-----END CERTIFICATE-----"
_UNDERSTOOD = frozenset({x509.BasicConstraints.oid, x509.KeyUsage.oid})
"""Extensions that may be marked critical: the ones that are checked here."""
_BROKEN = (
    ValueError,  # also: JSON that has not the facts' shape
    TypeError,
    InvalidSignature,
    UnsupportedAlgorithm,
    x509.DuplicateExtension,
    x509.ExtensionNotFound,
    x509.InvalidVersion,
    x509.UnsupportedGeneralNameType,
    NotAKey,
    canonical.NotCanonical,
)
"""Whatever a malformed certificate can make the library, and us, raise while it is read."""


class NotCertified(KnownError):
    """A chain that does not lead from a key to the root. `what` names the rule."""

    code = "not-certified"
    message = N_("A certificate does not come from this headquarters ({what}).")
    hint = N_("The key it belongs to counts as uncertified; nothing was lost. Ask headquarters for a new grant file.")


class _Facts(msgspec.Struct, frozen=True, kw_only=True):
    """The extension's JSON. Roles of later versions are read and left out."""

    v: int
    kind: KeyKind
    name: str
    rank: str
    unit: str
    roles: tuple[str, ...]
    person: str | None
    device: str | None


class Authority(msgspec.Struct, frozen=True):
    """What HQ needs to certify: the root certificate, the issuing certificate and the issuing key."""

    root: bytes
    issuing: bytes
    key: SoftKey

    def certify(self, facts: KeyFacts, public: bytes, *, made: int) -> tuple[bytes, ...]:
        """Return the chain (leaf first, root left out) that gives *facts* to the key *public*.

        made: HQ's clock, ms since 1970 UTC. Raises NotAKey.
        """
        return (_issue(facts, public, made=made, issuer=self.issuing, issuer_key=self.key), self.issuing)


def found(*, name: str, made: int) -> tuple[Authority, SoftKey]:
    """Make a new headquarters called *name*: its authority, and the root key, which belongs offline."""
    root_key, issuing_key = SoftKey.generate(), SoftKey.generate()
    root = make_root(root_key, name=name, made=made)
    issuing = make_issuing(issuing_key.public, name=name, made=made, root=root, root_key=root_key)
    return Authority(root, issuing, issuing_key), root_key


def make_root(key: SoftKey, *, name: str, made: int) -> bytes:
    """Return the self-signed root certificate of *key*, DER."""
    subject = _name(f"{name} root", "")
    return _ca(key.public, subject, issuer=subject, signer=key, below=1, span=(made, ROOT_YEARS))


def make_issuing(public: bytes, *, name: str, made: int, root: bytes, root_key: SoftKey) -> bytes:
    """Return the certificate by which the root lets the key *public* issue leaves, DER."""
    issuer = x509.load_der_x509_certificate(root).subject
    return _ca(
        public, _name(f"{name} issuing", ""), issuer=issuer, signer=root_key, below=0, span=(made, ISSUING_YEARS)
    )


def facts_of(untrusted_chain: Sequence[bytes], *, root: bytes) -> KeyFacts:
    """Return what the chain (leaf first, DER; the root may be left out) says of the leaf's key under *root*.

    Checks sizes, signatures, CA rights, path lengths, key types and usages, and that name and extension agree; judges
    no date and no revocation. Raises NotCertified.
    """
    try:
        return _facts(_verified(untrusted_chain, root, below=0))
    except _BROKEN as broken:
        raise NotCertified(what="form") from broken


def is_authority(untrusted_chain: Sequence[bytes], *, root: bytes) -> bool:
    """Tell whether the first certificate of the chain may issue leaves under *root*."""
    try:
        _check_ca(_verified(untrusted_chain, root, below=1), 0)
    except (NotCertified, *_BROKEN):
        return False
    return True


def _verified(untrusted_chain: Sequence[bytes], root: bytes, *, below: int) -> x509.Certificate:
    """Return the chain's first certificate once all signatures up to *root* hold; *below*: certificates under it."""
    if not 1 <= len(untrusted_chain) <= LONGEST or max(map(len, (*untrusted_chain, root))) > LARGEST:
        raise NotCertified(what="size")
    path = [_load(der) for der in untrusted_chain if der != root]
    path.append(_load(root))
    issuer = path[-1]
    for at in range(len(path) - 1, 0, -1):  # from the root down: nothing unsigned is looked into
        path[at].verify_directly_issued_by(issuer)
        issuer = path[at]
        _check_ca(issuer, at - 1 + below)
    path[0].verify_directly_issued_by(issuer)
    return path[0]


def claims_of(untrusted_leaf: bytes) -> KeyFacts:
    """Return what a certificate says of its key, believed by nobody yet (`certified` False). Raises NotCertified."""
    if len(untrusted_leaf) > LARGEST:
        raise NotCertified(what="size")
    try:
        with warnings.catch_warnings():  # unlike `facts_of` this looks into what nobody vouched for
            warnings.simplefilter("ignore", CryptographyDeprecationWarning)
            return msgspec.structs.replace(_facts(_load(untrusted_leaf)), certified=False)
    except _BROKEN as broken:
        raise NotCertified(what="form") from broken


def leaf_key(untrusted_chain: Sequence[bytes]) -> bytes:
    """Return the SubjectPublicKeyInfo of the chain's first certificate; `facts_of` says what it counts for."""
    if not untrusted_chain or len(untrusted_chain[0]) > LARGEST:
        raise NotCertified(what="size")
    try:
        return _spki(_load(untrusted_chain[0]))
    except _BROKEN as broken:
        raise NotCertified(what="form") from broken


def certificate_id(der: bytes) -> str:
    """Return the name of a certificate: SHA-256 of its DER, hex."""
    return hashlib.sha256(der).hexdigest()


def to_pem(chain: Sequence[bytes]) -> bytes:
    """Return *chain* as PEM, the form of `sender.pem` in a bundle."""
    lines: list[bytes] = []
    for der in chain:
        text = base64.b64encode(der)
        lines += [_PEM_BEGIN, *(text[at : at + 64] for at in range(0, len(text), 64)), _PEM_END]
    return b"".join(line + b"\n" for line in lines)


def from_pem(untrusted: bytes) -> tuple[bytes, ...]:
    """Return the chain in *untrusted*, which must be exactly what `to_pem` writes; `facts_of` says what it counts for.

    Raises NotCertified.
    """
    if len(untrusted) > 2 * LONGEST * LARGEST:
        raise NotCertified(what="size")
    texts = [part.partition(_PEM_END)[0] for part in untrusted.split(_PEM_BEGIN)[1:]]
    try:
        chain = tuple(binascii.a2b_base64(text) for text in texts)
    except binascii.Error as broken:
        raise NotCertified(what="form") from broken
    if not chain or to_pem(chain) != untrusted:
        raise NotCertified(what="form")
    return chain


# --- making ----------------------------------------------------------------------------------------------------------
def _issue(facts: KeyFacts, public: bytes, *, made: int, issuer: bytes, issuer_key: SoftKey) -> bytes:
    if facts.key != key_id(public):
        raise BugError(what="a certificate was asked for facts of another key")
    officer = facts.kind == "officer"
    builder = _builder(public, _name(facts.name, facts.unit), x509.load_der_x509_certificate(issuer).subject)
    builder = _dated(builder, made, LEAF_YEARS)
    builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    builder = builder.add_extension(_usage(sign=True, commit=officer, certify=False), critical=True)
    builder = builder.add_extension(_authority(issuer_key.public), critical=False)
    builder = builder.add_extension(x509.UnrecognizedExtension(FACTS_OID, _encode_facts(facts)), critical=False)
    if officer:
        builder = builder.add_extension(x509.ExtendedKeyUsage([DOCUMENT_SIGNING]), critical=False)
    if names := _urns(facts.person, facts.device):
        builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
    return _signed(builder, issuer_key)


def _ca(
    public: bytes, subject: x509.Name, *, issuer: x509.Name, signer: SoftKey, below: int, span: tuple[int, int]
) -> bytes:
    builder = _dated(_builder(public, subject, issuer), *span)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=below), critical=True)
    builder = builder.add_extension(_usage(sign=False, commit=False, certify=True), critical=True)
    builder = builder.add_extension(_authority(signer.public), critical=False)
    return _signed(builder, signer)


def _builder(public: bytes, subject: x509.Name, issuer: x509.Name) -> x509.CertificateBuilder:
    key = public_key(public)
    builder = x509.CertificateBuilder(issuer_name=issuer, subject_name=subject, public_key=key)
    builder = builder.serial_number(x509.random_serial_number())
    return builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)


def _dated(builder: x509.CertificateBuilder, made: int, years: int) -> x509.CertificateBuilder:
    """Write dates from a day before *made* on: the reader's clock may be behind HQ's."""
    start = dt.datetime.fromtimestamp(made // 1000, dt.UTC) - dt.timedelta(days=1)
    end = start + dt.timedelta(days=365 * years)
    return builder.not_valid_before(start).not_valid_after(end)


def _signed(builder: x509.CertificateBuilder, key: SoftKey) -> bytes:
    certificate = builder.sign(key.private, hashes.SHA256(), ecdsa_deterministic=True)
    return certificate.public_bytes(serialization.Encoding.DER)


def _name(name: str, unit: str) -> x509.Name:
    parts = [(NameOID.COMMON_NAME, name or "-"), (NameOID.ORGANIZATIONAL_UNIT_NAME, unit)]
    return x509.Name([x509.NameAttribute(oid, text[:_COMMON_NAME_LETTERS]) for oid, text in parts if text])


def _usage(*, sign: bool, commit: bool, certify: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=sign,
        content_commitment=commit,
        key_cert_sign=certify,
        crl_sign=certify,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _authority(issuer_public: bytes) -> x509.AuthorityKeyIdentifier:
    return x509.AuthorityKeyIdentifier.from_issuer_public_key(public_key(issuer_public))


def _urns(person: str | None, device: str | None) -> list[x509.GeneralName]:
    return [x509.UniformResourceIdentifier(f"urn:uuid:{name}") for name in (person, device) if name]


def _encode_facts(facts: KeyFacts) -> bytes:
    plain = {name: getattr(facts, name) for name in ("kind", "name", "rank", "unit", "person", "device")}
    return asn1.encode_der(canonical.encode({**plain, "roles": sorted(facts.roles), "v": 1}).decode())


# --- reading ---------------------------------------------------------------------------------------------------------
def _load(untrusted_der: bytes) -> x509.Certificate:
    if not _START.match(untrusted_der):
        raise NotCertified(what="form")
    certificate = x509.load_der_x509_certificate(untrusted_der)
    if certificate.signature_algorithm_oid != SignatureAlgorithmOID.ECDSA_WITH_SHA256:
        raise NotCertified(what="algorithm")
    sig = certificate.signature
    rest = _ECDSA_SHA256 + bytes([3, len(sig) + 1, 0]) + sig
    if untrusted_der[4:] != certificate.tbs_certificate_bytes + rest:  # the library reads over stray bits here
        raise NotCertified(what="form")
    _spki(certificate)
    return certificate


def _spki(certificate: x509.Certificate) -> bytes:
    """Return the certificate's key in the one form we accept. Raises NotAKey."""
    spki = certificate.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    public_key(spki)
    return spki


def _extensions(certificate: x509.Certificate) -> x509.Extensions:
    """Return the extensions of a certificate whose signature was verified; the library warns of malformed ones."""
    if any(extension.critical and extension.oid not in _UNDERSTOOD for extension in certificate.extensions):
        raise NotCertified(what="extension")
    return certificate.extensions


def _check_ca(certificate: x509.Certificate, below: int) -> None:
    """Refuse *certificate* as an issuer with *below* further authorities under it."""
    extensions = _extensions(certificate)
    constraints = extensions.get_extension_for_class(x509.BasicConstraints).value
    usage = extensions.get_extension_for_class(x509.KeyUsage).value
    allowed = constraints.path_length if constraints.path_length is not None else LONGEST
    if not (constraints.ca and usage.key_cert_sign and below <= allowed):
        raise NotCertified(what="authority")


def _facts(leaf: x509.Certificate) -> KeyFacts:
    extensions = _extensions(leaf)
    usage = extensions.get_extension_for_class(x509.KeyUsage).value
    if extensions.get_extension_for_class(x509.BasicConstraints).value.ca or not usage.digital_signature:
        raise NotCertified(what="usage")
    facts = _decode_facts(extensions)
    if facts.kind == "officer":
        extended = extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
        if not usage.content_commitment or list(extended) != [DOCUMENT_SIGNING]:
            raise NotCertified(what="usage")
    if (facts.kind == "officer" and not facts.person) or (facts.kind == "device" and not facts.device):
        raise NotCertified(what="facts")
    if leaf.subject != _name(facts.name, facts.unit) or _names_in(extensions) != _urns(facts.person, facts.device):
        raise NotCertified(what="names")
    return KeyFacts(
        key=key_id(_spki(leaf)),
        kind=facts.kind,
        person=facts.person,
        device=facts.device,
        name=facts.name,
        rank=facts.rank,
        unit=facts.unit,
        roles=msgspec.convert([role for role in facts.roles if role in _ROLES], frozenset[Role]),
        certified=True,
    )


def _decode_facts(extensions: x509.Extensions) -> _Facts:
    value = extensions.get_extension_for_oid(FACTS_OID).value
    text = asn1.decode_der(str, value.public_bytes())
    facts = msgspec.convert(canonical.decode(text.encode(), limit=LARGEST), _Facts)
    if facts.v != 1 or not all(_UUID.fullmatch(name) for name in (facts.person, facts.device) if name is not None):
        raise NotCertified(what="facts")
    return facts


def _names_in(extensions: x509.Extensions) -> list[x509.GeneralName]:
    try:
        return list(extensions.get_extension_for_class(x509.SubjectAlternativeName).value)
    except x509.ExtensionNotFound:
        return []
