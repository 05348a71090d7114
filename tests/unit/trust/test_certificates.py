from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence

import msgspec
import pytest
from cryptography import x509
from cryptography.hazmat import asn1
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier
from cryptography.x509.verification import ExtensionPolicy, PolicyBuilder, Store

from fieldkit.domain.keys import KeyFacts
from fieldkit.errors import BugError
from fieldkit.trust import canonical
from fieldkit.trust.certificates import (
    DOCUMENT_SIGNING,
    FACTS_OID,
    LARGEST,
    Authority,
    NotCertified,
    certificate_id,
    claims_of,
    facts_of,
    found,
    from_pem,
    leaf_key,
    make_issuing,
    make_root,
    to_pem,
)
from fieldkit.trust.signing import NotAKey, SoftKey
from tests.unit.trust.practice_hq import AUTHORITY, DEVICE_ID, MADE, PERSON, ROOT, ROOT_KEY, hq_facts, officer_facts

KEY = SoftKey.generate()
FACTS = officer_facts(KEY)
CHAIN = AUTHORITY.certify(FACTS, KEY.public, made=MADE)


def refusal(chain: Sequence[bytes], root: bytes = ROOT) -> object:
    with pytest.raises(NotCertified) as refused:
        facts_of(chain, root=root)
    return refused.value.facts["what"]


@pytest.mark.parametrize(
    "facts",
    [
        FACTS,
        officer_facts(KEY, name="A" * 200, roles=("clerk", "officer", "supervisor")),
        officer_facts(KEY, name=""),
        KeyFacts(key=KEY.key_id, kind="device", device=DEVICE_ID, name="Laptop 7", roles=frozenset({"field"})),
        hq_facts(KEY, "receipt"),
    ],
)
def test_a_chain_says_of_a_key_what_headquarters_certified(facts: KeyFacts) -> None:
    chain = AUTHORITY.certify(facts, KEY.public, made=MADE)
    assert facts_of(chain, root=ROOT) == msgspec.structs.replace(facts, certified=True)
    assert facts_of([*chain, ROOT], root=ROOT) == facts_of(chain, root=ROOT)
    assert leaf_key(chain) == KEY.public
    assert all(len(der) < 1100 for der in chain)


def test_people_and_common_tools_read_the_same_facts() -> None:
    leaf = x509.load_der_x509_certificate(CHAIN[0])
    assert leaf.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value == "មន្ត្រី Practice"
    names = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.UniformResourceIdentifier) == [f"urn:uuid:{PERSON}", f"urn:uuid:{DEVICE_ID}"]
    usage = leaf.extensions.get_extension_for_class(x509.KeyUsage).value
    assert usage.digital_signature
    assert usage.content_commitment
    assert list(leaf.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value) == [DOCUMENT_SIGNING]
    assert certificate_id(CHAIN[0]) == hashlib.sha256(CHAIN[0]).hexdigest()


def test_another_verifier_agrees_on_the_path() -> None:
    store = Store([x509.load_der_x509_certificate(ROOT)])
    now = dt.datetime.fromtimestamp(MADE / 1000, dt.UTC)
    strict, lenient = ExtensionPolicy.webpki_defaults_ca(), ExtensionPolicy.permit_all()
    builder = PolicyBuilder().store(store).time(now).max_chain_depth(2)
    verifier = builder.extension_policies(ca_policy=strict, ee_policy=lenient).build_client_verifier()
    path = verifier.verify(
        x509.load_der_x509_certificate(CHAIN[0]), [x509.load_der_x509_certificate(der) for der in CHAIN[1:]]
    )
    assert len(path.chain) == 3


def test_dates_never_judge() -> None:
    for made in (0, 4_000_000_000_000):
        chain = AUTHORITY.certify(FACTS, KEY.public, made=made)
        assert facts_of(chain, root=ROOT).certified


def test_a_chain_of_another_headquarters_is_refused() -> None:
    other, _ = found(name="Practice headquarters", made=MADE)
    assert refusal(CHAIN, root=other.root) == "form"
    assert refusal([CHAIN[0], other.issuing], root=other.root) == "form"
    assert refusal([CHAIN[0]]) == "form"


def test_sizes_are_judged_before_anything_is_read() -> None:
    assert refusal([]) == "size"
    assert refusal([CHAIN[0]] * 5) == "size"
    assert refusal([b"\0" * (LARGEST + 1)]) == "size"
    assert refusal(CHAIN, root=b"\0" * (LARGEST + 1)) == "size"
    for chain in ([], [b"\0" * (LARGEST + 1)]):
        with pytest.raises(NotCertified):
            leaf_key(chain)


def test_flipped_bits_of_a_leaf_are_refused() -> None:
    for bit in range(0, len(CHAIN[0]) * 8, 3):  # three and eight share nothing: every place of a byte is met
        bad = bytearray(CHAIN[0])
        bad[bit // 8] ^= 1 << bit % 8
        with pytest.raises(NotCertified):
            facts_of([bytes(bad), CHAIN[1]], root=ROOT)


def test_what_an_unproven_certificate_claims_is_read_but_believed_by_nobody() -> None:
    other, _ = found(name="Somebody", made=MADE)
    leaf = other.certify(FACTS, KEY.public, made=MADE)[0]
    assert claims_of(leaf) == FACTS
    for bit in range(0, len(leaf) * 8, 3):
        bad = bytearray(leaf)
        bad[bit // 8] ^= 1 << bit % 8
        try:
            assert not claims_of(bytes(bad)).certified
        except NotCertified:
            continue
    for garbage in (b"", b"\0" * (LARGEST + 1)):
        with pytest.raises(NotCertified):
            claims_of(garbage)


def test_stray_bits_after_the_signature_make_no_second_certificate() -> None:
    # The library reads over them when the bits they cut off are zero, which is so for every other certificate.
    leaf = CHAIN[0]
    while leaf[-1] & 1:
        leaf = AUTHORITY.certify(FACTS, KEY.public, made=MADE)[0]
    at = leaf.rindex(b"\x00\x30")
    stray = leaf[:at] + b"\x01" + leaf[at + 1 :]
    assert x509.load_der_x509_certificate(stray).signature == x509.load_der_x509_certificate(leaf).signature
    assert refusal([stray, CHAIN[1]]) == "form"


def test_garbage_is_refused_by_name() -> None:
    for garbage in (b"", b"0", CHAIN[0][:-1], CHAIN[0] + b"\0", b"\x30\x80\0\0"):
        assert refusal([garbage, CHAIN[1]]) == "form"
        with pytest.raises(NotCertified):
            leaf_key([garbage])


def test_an_officer_cannot_issue_nor_an_issuing_key_act() -> None:
    minion = SoftKey.generate()
    own = Authority(ROOT, CHAIN[0], KEY).certify(officer_facts(minion), minion.public, made=MADE)
    assert refusal([*own, CHAIN[1]]) == "authority"
    assert refusal([AUTHORITY.issuing]) == "usage"
    assert refusal([ROOT]) == "usage"


def test_an_issuing_certificate_makes_no_further_issuers() -> None:
    second = SoftKey.generate()
    deeper = make_issuing(second.public, name="Deeper", made=MADE, root=AUTHORITY.issuing, root_key=AUTHORITY.key)
    leaf = Authority(ROOT, deeper, second).certify(FACTS, KEY.public, made=MADE)
    assert refusal([*leaf, AUTHORITY.issuing]) == "authority"


def test_a_key_is_certified_only_under_its_own_name() -> None:
    with pytest.raises(BugError):
        AUTHORITY.certify(officer_facts(SoftKey.generate()), KEY.public, made=MADE)
    bad = b"no key"
    with pytest.raises(NotAKey):
        AUTHORITY.certify(KeyFacts(key=hashlib.sha256(bad).hexdigest(), kind="device"), bad, made=MADE)


EXTENSION = canonical.encode(
    {
        "device": DEVICE_ID,
        "kind": "officer",
        "name": FACTS.name,
        "person": PERSON,
        "rank": "Captain",
        "roles": ["officer"],
        "unit": "Practice unit 1",
        "v": 1,
    }
).decode()


class Forge:
    """Issues a leaf by the rules with one thing bent."""

    def __init__(self) -> None:
        self.usage = {"digital_signature": True, "content_commitment": True}
        self.extended: list[ObjectIdentifier] | None = [DOCUMENT_SIGNING]
        self.text = EXTENSION
        self.cn = FACTS.name
        self.names = [f"urn:uuid:{PERSON}", f"urn:uuid:{DEVICE_ID}"]
        self.ca = False
        self.public: ec.EllipticCurvePublicKey = KEY.private.public_key()
        self.hash: hashes.SHA256 | hashes.SHA384 = hashes.SHA256()
        self.more: list[tuple[x509.ExtensionType, bool]] = []

    def chain(self) -> list[bytes]:
        unit = x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, "Practice unit 1")
        issuer = x509.load_der_x509_certificate(AUTHORITY.issuing)
        all_uses = dict.fromkeys(
            ("key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign", "crl_sign"), False
        )
        usage = x509.KeyUsage(**{**all_uses, **self.usage}, encipher_only=False, decipher_only=False)
        builder = (
            x509.CertificateBuilder()
            .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, self.cn), unit]))
            .issuer_name(issuer.subject)
            .public_key(self.public)
            .serial_number(7)
            .not_valid_before(dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
            .not_valid_after(dt.datetime(2036, 1, 1, tzinfo=dt.UTC))
            .add_extension(x509.BasicConstraints(ca=self.ca, path_length=None), critical=True)
            .add_extension(usage, critical=True)
        )
        if self.text:
            value = x509.UnrecognizedExtension(FACTS_OID, asn1.encode_der(self.text))
            builder = builder.add_extension(value, critical=False)
        if self.extended:
            builder = builder.add_extension(x509.ExtendedKeyUsage(self.extended), critical=False)
        if self.names:
            names = [x509.UniformResourceIdentifier(name) for name in self.names]
            builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
        for extension, critical in self.more:
            builder = builder.add_extension(extension, critical=critical)
        leaf = builder.sign(AUTHORITY.key.private, self.hash)
        return [leaf.public_bytes(serialization.Encoding.DER), AUTHORITY.issuing]


def test_the_forge_is_right_when_nothing_is_bent() -> None:
    assert facts_of(Forge().chain(), root=ROOT) == msgspec.structs.replace(FACTS, certified=True)


def test_roles_of_a_later_version_are_left_out_and_the_rest_counts() -> None:
    forge = Forge()
    forge.text = EXTENSION.replace('["officer"]', '["future","officer"]')
    assert facts_of(forge.chain(), root=ROOT).roles == {"officer"}


@pytest.mark.parametrize(
    ("bend", "what"),
    [
        ({"usage": {"digital_signature": False, "content_commitment": True}}, "usage"),
        ({"usage": {"digital_signature": True, "content_commitment": False}}, "usage"),
        ({"ca": True}, "usage"),
        ({"extended": None}, "form"),
        ({"extended": [ExtendedKeyUsageOID.CODE_SIGNING]}, "usage"),
        ({"extended": [DOCUMENT_SIGNING, ExtendedKeyUsageOID.CODE_SIGNING]}, "usage"),
        ({"text": ""}, "form"),
        ({"text": "{}"}, "form"),
        ({"text": EXTENSION + " "}, "form"),
        ({"text": EXTENSION.replace('"v":1', '"v":2')}, "facts"),
        ({"text": EXTENSION.replace(PERSON, PERSON.upper())}, "facts"),
        ({"text": EXTENSION.replace(f'"{PERSON}"', "null")}, "facts"),
        ({"text": EXTENSION.replace(f'"{DEVICE_ID}"', "null").replace('"officer","n', '"device","n')}, "facts"),
        ({"text": EXTENSION.replace("Captain", "Captain\u200b")}, ""),
        ({"text": EXTENSION.replace("Practice unit 1", "Practice unit 2")}, "names"),
        ({"cn": "Somebody else"}, "names"),
        ({"names": []}, "names"),
        ({"names": [f"urn:uuid:{PERSON}"]}, "names"),
        ({"names": [f"urn:uuid:{DEVICE_ID}", f"urn:uuid:{PERSON}"]}, "names"),
        ({"public": ec.generate_private_key(ec.SECP384R1()).public_key()}, "form"),
        ({"hash": hashes.SHA384()}, "algorithm"),
        ({"more": [(x509.UnrecognizedExtension(ObjectIdentifier("1.2.3.4"), b"\x05\0"), True)]}, "extension"),
        ({"more": [(x509.UnrecognizedExtension(ObjectIdentifier("1.2.3.4"), b"\x05\0"), False)]}, ""),
    ],
)
def test_each_bent_rule_has_its_refusal(bend: dict[str, object], what: str) -> None:
    forge = Forge()
    for name, value in bend.items():
        assert hasattr(forge, name)
        setattr(forge, name, value)
    if what:
        assert refusal(forge.chain()) == what
    else:
        assert facts_of(forge.chain(), root=ROOT).certified


def test_the_root_key_makes_the_same_root_name_again() -> None:
    again = x509.load_der_x509_certificate(make_root(ROOT_KEY, name="Practice headquarters", made=MADE))
    assert again.subject == x509.load_der_x509_certificate(ROOT).subject
    again.verify_directly_issued_by(again)


def test_a_chain_survives_pem_in_exactly_one_form() -> None:
    pem = to_pem(CHAIN)
    assert from_pem(pem) == CHAIN
    short = b"-----BEGIN CERTIFICATE-----\nA\n-----END CERTIFICATE-----\n"
    for bad in (b"", short, b"\n" + pem, pem + b"\n", pem.replace(b"\n", b"\r\n"), pem[:-40], b"A" * (1 << 17)):
        with pytest.raises(NotCertified):
            from_pem(bad)
