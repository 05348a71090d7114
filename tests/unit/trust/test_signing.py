from __future__ import annotations

import hashlib

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from hypothesis import given
from hypothesis import strategies as st

from fieldkit.trust.signing import NotAKey, SoftKey, from_der, key_id, public_key, to_der, verify

ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
KEY = SoftKey.generate()


def pkcs8(private: ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey) -> bytes:
    return private.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def test_signatures_are_those_of_rfc_6979_with_low_s() -> None:
    # RFC 6979 A.2.5, P-256 with SHA-256. Its s for "sample" is above n/2, so ours is the twin.
    number = 0xC9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721
    key = SoftKey(ec.derive_private_key(number, ec.SECP256R1()))
    r = 0xEFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716
    s = 0xF7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8
    assert key.sign(b"sample") == r.to_bytes(32, "big") + (ORDER - s).to_bytes(32, "big")
    r = 0xF1ABB023518351CD71D881567B1EA663ED3EFCF6C5132B354F28D3B0B7D38367
    s = 0x019F4113742A2B14BD25926B49C649155F267E60D3814B4C0CC84250E46F0083
    assert key.sign(b"test") == r.to_bytes(32, "big") + s.to_bytes(32, "big")


@given(st.binary(max_size=300))
def test_what_a_key_signs_it_verifies_and_the_twin_is_refused(data: bytes) -> None:
    sig = KEY.sign(data)
    assert len(sig) == 64
    assert KEY.sign(data) == sig
    assert verify(KEY.public, data, sig)
    assert not verify(KEY.public, data + b"x", sig)
    twin = sig[:32] + (ORDER - int.from_bytes(sig[32:], "big")).to_bytes(32, "big")
    assert not verify(KEY.public, data, twin)
    assert from_der(to_der(twin)) == sig


def test_every_flipped_bit_of_a_signature_is_refused() -> None:
    sig = KEY.sign(b"entry")
    for bit in range(512):
        bad = bytearray(sig)
        bad[bit // 8] ^= 1 << bit % 8
        assert not verify(KEY.public, b"entry", bytes(bad))


@pytest.mark.parametrize("sig", [b"", b"\0" * 64, b"\xff" * 64, b"\1" * 63, b"\1" * 65, b"\0" * 63 + b"\1"])
def test_a_signature_out_of_range_is_refused_without_an_error(sig: bytes) -> None:
    assert not verify(KEY.public, b"entry", sig)


def test_only_an_uncompressed_p256_point_on_the_curve_is_a_key() -> None:
    other = ec.generate_private_key(ec.SECP256K1()).public_key()
    point = public_key(KEY.public)
    spki = serialization.PublicFormat.SubjectPublicKeyInfo
    for bad in (
        b"",
        KEY.public[:-1],
        KEY.public + b"\0",
        KEY.public[:-1] + bytes([KEY.public[-1] ^ 1]),
        other.public_bytes(serialization.Encoding.DER, spki),
        point.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.CompressedPoint),
    ):
        with pytest.raises(NotAKey):
            public_key(bad)
        assert not verify(bad, b"entry", KEY.sign(b"entry"))


def test_a_key_survives_pkcs8_and_is_named_by_its_public_bytes() -> None:
    again = SoftKey.from_pkcs8(KEY.pkcs8())
    assert (again.public, again.key_id) == (KEY.public, KEY.key_id)
    assert KEY.key_id == key_id(KEY.public) == hashlib.sha256(KEY.public).hexdigest()
    assert KEY.private.key_size == 256
    assert repr(KEY) == f"SoftKey({KEY.key_id[:12]})"


@pytest.mark.parametrize(
    "der",
    [
        b"",
        b"0",
        pkcs8(ed25519.Ed25519PrivateKey.generate()),
        pkcs8(ec.generate_private_key(ec.SECP384R1())),
    ],
)
def test_another_kind_of_private_key_is_refused(der: bytes) -> None:
    with pytest.raises(NotAKey):
        SoftKey.from_pkcs8(der)


def test_the_der_form_is_what_other_tools_verify() -> None:
    sig = KEY.sign(b"entry")
    public_key(KEY.public).verify(to_der(sig), b"entry", ec.ECDSA(hashes.SHA256()))
