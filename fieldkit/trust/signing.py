"""Signatures: P-256 over SHA-256, 64 bytes r||s, low-s only, the same bytes for the same message (RFC 6979).

A signature (r, s) has a twin (r, n-s) that verifies as well. Only the one with s <= n/2 is made and accepted, so nobody
can change a stored signature without the key.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import Final, Protocol, Self

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed, decode_dss_signature, encode_dss_signature

from fieldkit.errors import N_, KnownError

SIGNATURE_BYTES: Final = 64
SPKI_BYTES: Final = 91
_SPKI_HEAD: Final = bytes.fromhex("3059301306072a8648ce3d020106082a8648ce3d03010703420004")
"""DER of a SubjectPublicKeyInfo for an uncompressed P-256 point, up to the point's coordinates."""
_ORDER: Final = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_HALF: Final = _ORDER // 2
_SIGN = ec.ECDSA(hashes.SHA256(), deterministic_signing=True)
_VERIFY = ec.ECDSA(Prehashed(hashes.SHA256()))


class NotAKey(KnownError):
    """Bytes that are no P-256 key in the one form we accept."""

    code = "not-a-key"
    message = N_("This is not a signing key that Fieldkit can use.")
    hint = N_("Nothing was changed. Ask for the file again, or make a new key on this device.")


class Signer(Protocol):
    """Something that signs: a key in memory today, a smart card later.

    key_id: SHA-256 of the SubjectPublicKeyInfo, hex; public: that SubjectPublicKeyInfo, DER.
    """

    @property
    def key_id(self) -> str:
        """Return the name of the key."""
        ...

    @property
    def public(self) -> bytes:
        """Return the public key."""
        ...

    def sign(self, data: bytes) -> bytes:
        """Return the 64-byte signature r||s (low s) of SHA-256 over *data*."""
        ...


class SoftKey:
    """A P-256 private key in memory."""

    __slots__ = ("_private", "key_id", "public")

    def __init__(self, private: ec.EllipticCurvePrivateKey) -> None:
        """Take *private*. Raises NotAKey unless its curve is P-256."""
        if not isinstance(private.curve, ec.SECP256R1):
            raise NotAKey
        self._private = private
        self.public = private.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        self.key_id = key_id(self.public)

    @classmethod
    def generate(cls) -> Self:
        """Return a new key from the system's random source."""
        return cls(ec.generate_private_key(ec.SECP256R1()))

    @classmethod
    def from_pkcs8(cls, der: bytes) -> Self:
        """Return the key in *der* (unencrypted PKCS#8). Raises NotAKey."""
        try:
            private = serialization.load_der_private_key(der, password=None)
        except (ValueError, TypeError, UnsupportedAlgorithm):
            raise NotAKey from None
        if not isinstance(private, ec.EllipticCurvePrivateKey):
            raise NotAKey
        return cls(private)

    def pkcs8(self) -> bytes:
        """Return the private key as unencrypted PKCS#8 DER, to be wrapped at once (`fieldkit.trust.passphrase`)."""
        return self._private.private_bytes(
            serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )

    @property
    def private(self) -> ec.EllipticCurvePrivateKey:
        """Return the key for the formats that must sign by themselves: X.509 and PDF. Entries use `sign`."""
        return self._private

    def sign(self, data: bytes) -> bytes:
        """Return the 64-byte signature of *data*."""
        return from_der(self._private.sign(data, _SIGN))

    def __repr__(self) -> str:
        return f"SoftKey({self.key_id[:12]})"


def key_id(spki: bytes) -> str:
    """Return the name of a key: SHA-256 of its SubjectPublicKeyInfo, hex."""
    return hashlib.sha256(spki).hexdigest()


@lru_cache(maxsize=4096)
def public_key(untrusted_spki: bytes) -> ec.EllipticCurvePublicKey:
    """Return the public key in *untrusted_spki*: P-256, uncompressed, on the curve, DER. Raises NotAKey."""
    if len(untrusted_spki) != SPKI_BYTES or not untrusted_spki.startswith(_SPKI_HEAD):
        raise NotAKey
    try:
        return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), untrusted_spki[len(_SPKI_HEAD) - 1 :])
    except ValueError:
        raise NotAKey from None


def verify(public: bytes, data: bytes, untrusted_sig: bytes) -> bool:
    """Tell whether *untrusted_sig* is the low-s signature of *data* by the key *public* (SubjectPublicKeyInfo)."""
    try:
        key = public_key(public)
    except NotAKey:
        return False
    return verify_digest(key, hashlib.sha256(data).digest(), untrusted_sig)


def verify_digest(key: ec.EllipticCurvePublicKey, digest: bytes, untrusted_sig: bytes) -> bool:
    """Tell whether *untrusted_sig* signs the 32-byte SHA-256 *digest*. Frees the interpreter lock while it computes."""
    if len(untrusted_sig) != SIGNATURE_BYTES:
        return False
    r = int.from_bytes(untrusted_sig[:32], "big")
    s = int.from_bytes(untrusted_sig[32:], "big")
    if not (0 < r < _ORDER and 0 < s <= _HALF):
        return False
    try:
        key.verify(encode_dss_signature(r, s), digest, _VERIFY)
    except InvalidSignature:
        return False
    return True


def to_der(sig: bytes) -> bytes:
    """Return the 64-byte *sig* as the DER SEQUENCE that X.509, PDF and openssl use."""
    return encode_dss_signature(int.from_bytes(sig[:32], "big"), int.from_bytes(sig[32:], "big"))


def from_der(der: bytes) -> bytes:
    """Return a DER signature we made ourselves as 64 bytes with low s."""
    r, s = decode_dss_signature(der)
    return r.to_bytes(32, "big") + min(s, _ORDER - s).to_bytes(32, "big")
