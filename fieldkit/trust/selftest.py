"""Known answers: before anything is trusted, what judges is itself tested against published results.

A library that was swapped, built wrongly or broken by the processor shows here, not in a court. Run at every start.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from typing import Final

from argon2.low_level import Type, hash_secret_raw
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.keywrap import aes_key_unwrap_with_padding, aes_key_wrap_with_padding

from fieldkit.errors import BugError
from fieldkit.trust import canonical, tree
from fieldkit.trust.sealing import Identity, open_bytes
from fieldkit.trust.signing import SoftKey, verify

_RFC_6979_KEY = 0xC9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721
_RFC_6979_SIG = bytes.fromhex(
    "f1abb023518351cd71d881567b1ea663ed3efcf6c5132b354f28d3b0b7d38367"
    "019f4113742a2b14bd25926b49c649155f267e60d3814b4c0cc84250e46f0083"
)
_RFC_5649_KEK = bytes.fromhex("5840df6e29b02af1ab493b705bf16ea1ae8338f4dcc176a8")
_RFC_5649_DATA = bytes.fromhex("c37b7e6492584340bed12207808941155068f738")
_RFC_5649_WRAPPED = bytes.fromhex("138bdeaa9b8fa7fc61f97742e72248ee5ae6ae5360d1ae6a5f54f373fa543b6a")
# An identity made for this file; it has sealed nothing but the eight letters below.
_AGE_IDENTITY = "AGE-SECRET-KEY-1A5R0WAYGTVW60ETU7S8T3098TYCHZPJSTJLPXJUE4F94KM4KGPHSJ2LA9G"
_AGE_SEALED = base64.b64decode(
    "YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IFgyNTUxOSAwcXRkRmRKWkpHcFlFZ2k5S1RreXYxRzhlTTZ6cWI0bGZzcmlaZnpvWnlNCmJxVGk3bXBI"
    "dkJBeGszYTY4RHBjcTU0VmpBQnFWQ3p3YVBrL3hMV1ZyaHcKLT4gWUs1MSN2LWdyZWFzZQpLSVd5Tm52RXdpR2lrRVdGdnB1M05IQmJUYWFnQ1JP"
    "ZTV4TE9lbE5aZEhRawotLS0gSmh0ekN5c2Q4aTBJQ1RUSjMwUTJkdDhlVjBZRzlCZjBrVGdlbXRxYUNEZwqyO3roiM0dw6Jx56msaP9ehdrVbL+f"
    "WA5PpbQaKokBtPEu2GGXjzrZ"
)
_CT_ROOT_OF_THREE = "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"


def run() -> int:
    """Compare every primitive with its known answer and return how many agreed.

    Raises BugError at the first that does not.
    """
    for name, agrees in KNOWN_ANSWERS.items():
        if not agrees():
            raise BugError(what=f"the self-test of {name} failed on this machine")
    return len(KNOWN_ANSWERS)


def _sha256() -> bool:
    return hashlib.sha256(b"abc").hexdigest() == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def _canonical() -> bool:
    value = {"b": [True, None, -1], "a": 'ក\u2028"\\\n\x1f'}
    raw = b'{"a":"\xe1\x9e\x80\xe2\x80\xa8\\"\\\\\\n\\u001f","b":[true,null,-1]}'
    return canonical.encode(value) == raw and canonical.decode(raw) == value


def _signature() -> bool:
    key = SoftKey(ec.derive_private_key(_RFC_6979_KEY, ec.SECP256R1()))
    forged = _RFC_6979_SIG[:-1] + bytes([_RFC_6979_SIG[-1] ^ 1])
    return (
        key.sign(b"test") == _RFC_6979_SIG
        and verify(key.public, b"test", _RFC_6979_SIG)
        and not verify(key.public, b"test", forged)
    )


def _key_wrap() -> bool:
    return (
        aes_key_wrap_with_padding(_RFC_5649_KEK, _RFC_5649_DATA) == _RFC_5649_WRAPPED
        and aes_key_unwrap_with_padding(_RFC_5649_KEK, _RFC_5649_WRAPPED) == _RFC_5649_DATA
    )


def _argon2id() -> bool:
    # From the reference implementation's own tests: version 19, two passes, 256 KiB.
    made = hash_secret_raw(
        b"password", b"somesalt", time_cost=2, memory_cost=256, parallelism=2, hash_len=32, type=Type.ID
    )
    return made.hex() == "6d093c501fd5999645e0ea3bf620d7b8be7fd2db59c20d9fff9539da2bf57037"


def _age() -> bool:
    return open_bytes(_AGE_SEALED, [Identity.from_text(_AGE_IDENTITY)]) == b"fieldkit"


def _tree() -> bool:
    grown = {(n.level, n.index): n.hash for n in tree.append(0, [b"", b"\0", b"\x10"], lambda _level, _index: b"")}
    root = tree.root(3, lambda level, index: grown[level, index])
    path = tree.inclusion(0, 3, lambda level, index: grown[level, index])
    return root.hex() == _CT_ROOT_OF_THREE and tree.includes(b"", 0, 3, path, root)


KNOWN_ANSWERS: Final[dict[str, Callable[[], bool]]] = {
    "SHA-256": _sha256,
    "canonical JSON": _canonical,
    "P-256 signatures": _signature,
    "AES key wrap": _key_wrap,
    "Argon2id": _argon2id,
    "age": _age,
    "the RFC 6962 tree": _tree,
}
