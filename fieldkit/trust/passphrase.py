"""Passphrases: six words that open an officer's vault, whichever keyboard layout is on.

Argon2id stretches the passphrase to a key; AES key wrap with padding (RFC 5649) puts the secret under it. The wrapped
file is canonical JSON {kdf: {m, name, p, salt, t}, kind, sum, v, wrapped}: m in KiB, salt hex, wrapped base64, sum =
SHA-256 over the rest of the file as canonical JSON, so that a damaged file is not taken for a wrong passphrase.
"""

from __future__ import annotations

import hashlib
import itertools
import re
import secrets
import unicodedata
from collections.abc import Sequence
from typing import Any, Final, Self

import msgspec
from argon2.low_level import Type, hash_secret_raw
from cryptography.hazmat.primitives.keywrap import (
    InvalidUnwrap,
    aes_key_unwrap_with_padding,
    aes_key_wrap_with_padding,
)

from fieldkit.errors import N_, BugError, KnownError
from fieldkit.trust import canonical
from fieldkit.trust.signed_file import WrongSignedFile, b64, unb64, unhex
from fieldkit.trust.wiping import overwrite_freed, wipe

WORDS: Final = 6
FEWEST_WORDS: Final = 1296
"""A list this long gives 62 bits in six words."""
KIND: Final = "fieldkit-wrapped-v1"

_MIB = 1024
_LEAST_M, _MOST_M = 64 * _MIB, 1024 * _MIB
_LEAST_T, _MOST_T = 3, 20
_MOST_P = 8
_SALT = 16
_LONGEST = 1024
_A_WORD = re.compile("[a-z]{3,6}")
_LETTER_KEYS = "qwertyuiopasdfghjklzxcvbnm1234567890"
_KHMER_PLAIN = "ឆឹេរតយុិោផាសដថងហ្កលឋខចវបនម១២៣៤៥៦៧៨៩០"
_KHMER_SHIFT = "ឈឺែឬទួូីៅភ-ៃឌធអះញគឡឍឃជ-ពណំ"  # A and V write two characters
KHMER_KEYS: dict[str, str] = {
    **dict(zip(_KHMER_PLAIN, _LETTER_KEYS, strict=True)),
    **{mark: key for mark, key in zip(_KHMER_SHIFT, _LETTER_KEYS, strict=False) if mark != "-"},
    "ាំ": "a",
    "េះ": "v",
}
"""Which key of a Latin keyboard writes what while the Khmer (NiDA) layout is on, plain or with Shift or Caps Lock."""
_KHMER = re.compile("|".join(sorted(KHMER_KEYS, key=len, reverse=True)))
_BLANKS = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u00a0\ufeff"), " ")
"""What the space bar and its neighbours write in the Khmer layout."""


class WrongPassphrase(KnownError):
    """The passphrase does not open this file."""

    code = "wrong-passphrase"
    message = N_("The passphrase is not right.")
    hint = N_("Try again; Khmer or English keyboard does not matter. Another officer of this laptop can unlock too.")


class DamagedKeyFile(KnownError):
    """A wrapped file that is not as it was written. `what` names the part."""

    code = "damaged-key-file"
    message = N_("A key file was damaged ({what}). The passphrase is not the cause.")
    hint = N_(
        "Nothing is lost while another officer of this laptop or headquarters can unlock. Restore it from a backup."
    )


class Kdf(msgspec.Struct, frozen=True):
    """How a passphrase is stretched: Argon2id with m KiB, t passes, p lanes. Bounds: 64 MiB..1 GiB, 3..20, 1..8."""

    m: int
    t: int
    p: int
    salt: bytes

    def __post_init__(self) -> None:
        """Refuse parameters that are too weak to protect or too heavy to bear. Raises DamagedKeyFile."""
        bearable = _LEAST_M <= self.m <= _MOST_M and _LEAST_T <= self.t <= _MOST_T and 1 <= self.p <= _MOST_P
        if not bearable or len(self.salt) != _SALT:
            raise DamagedKeyFile(what="kdf")

    @classmethod
    def for_officers(cls) -> Self:
        """Return the setting of real homes (about a second on an old laptop), with a new salt."""
        return cls(128 * _MIB, 6, 2, secrets.token_bytes(_SALT))

    @classmethod
    def for_practice(cls) -> Self:
        """Return the lightest setting allowed, for practice homes, whose passphrase is published anyway."""
        return cls(_LEAST_M, _LEAST_T, 2, secrets.token_bytes(_SALT))

    def stretch(self, passphrase: str) -> bytes:
        """Return the 32-byte key for *passphrase*, typed in either layout. Raises WrongPassphrase when it is empty."""
        typed = normalise_typed(passphrase)
        if not 0 < len(typed) <= _LONGEST:
            raise WrongPassphrase
        secret = typed.encode("utf-8", "surrogatepass")
        try:
            return hash_secret_raw(
                secret,
                self.salt,
                time_cost=self.t,
                memory_cost=self.m,
                parallelism=self.p,
                hash_len=32,
                type=Type.ID,
            )
        finally:
            wipe(secret)


class _Setting(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    name: str
    m: int
    t: int
    p: int
    salt: str


class _Wrapped(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    kdf: _Setting
    kind: str
    sum: str
    v: int
    wrapped: str


def wrap(secret: bytes, passphrase: str, kdf: Kdf) -> bytes:
    """Return the file that holds *secret* (at least one byte) under *passphrase*."""
    if not secret:
        raise BugError(what="an empty secret was to be wrapped")
    plain: dict[str, Any] = {
        "kdf": {"m": kdf.m, "name": "argon2id", "p": kdf.p, "salt": kdf.salt.hex(), "t": kdf.t},
        "kind": KIND,
        "v": 1,
        "wrapped": b64(aes_key_wrap_with_padding(kdf.stretch(passphrase), secret)),
    }
    return canonical.encode({**plain, "sum": _sum(plain)})


def unwrap(untrusted: bytes, passphrase: str) -> bytes:
    """Return the secret in *untrusted*. Raises WrongPassphrase, DamagedKeyFile."""
    try:
        plain = canonical.decode(untrusted, depth=2)
        file = msgspec.convert(plain, _Wrapped)
        wrapped = unb64(file.wrapped)
        salt = unhex(file.kdf.salt)
    except (canonical.NotCanonical, WrongSignedFile, msgspec.ValidationError) as broken:
        raise DamagedKeyFile(what="form") from broken
    if (file.kind, file.v, file.kdf.name) != (KIND, 1, "argon2id"):
        raise DamagedKeyFile(what="kind")
    del plain["sum"]
    if file.sum != _sum(plain):
        raise DamagedKeyFile(what="sum")
    key = Kdf(file.kdf.m, file.kdf.t, file.kdf.p, salt).stretch(passphrase)
    try:
        return aes_key_unwrap_with_padding(key, wrapped)
    except InvalidUnwrap:
        raise WrongPassphrase from None
    finally:
        wipe(key)
        overwrite_freed(len(wrapped))  # the library's own copy


def six_words(words: Sequence[str]) -> str:
    """Return a new passphrase drawn from *words* by the system's random source."""
    if len(set(words)) < FEWEST_WORDS:
        raise BugError(what="the word list is too short")
    return " ".join(secrets.choice(words) for _ in range(WORDS))


def word_list(text: str) -> tuple[str, ...]:
    """Return the words of resources/words.txt: one a line, 3 to 6 letters a-z, none the beginning of another.

    Without such beginnings the spaces carry nothing, so a passphrase opens with or without them.
    """
    words = tuple(text.split())
    ordered = sorted(words)
    clash = any(b.startswith(a) for a, b in itertools.pairwise(ordered))
    if clash or not all(_A_WORD.fullmatch(word) for word in words):
        raise BugError(what="the word list is not as it should be")
    return words


def normalise_typed(text: str) -> str:
    """Return *text* by the keys that were pressed: Khmer (NiDA) layout, Shift, Caps Lock and spaces do not matter."""
    folded = unicodedata.normalize("NFC", text).translate(_BLANKS).casefold()
    return "".join(_KHMER.sub(lambda found: KHMER_KEYS[found[0]], folded).split())


def _sum(plain: dict[str, Any]) -> str:
    return hashlib.sha256(canonical.encode(plain)).hexdigest()
