from __future__ import annotations

import hashlib

import pytest
from argon2 import low_level

from fieldkit.errors import BugError
from fieldkit.trust import canonical, selftest, signing, tree


def test_this_machine_gives_the_known_answers() -> None:
    assert selftest.run() == 7


@pytest.mark.parametrize(
    ("target", "name", "broken"),
    [
        (hashlib, "sha256", lambda *_: hashlib.sha512()),
        (canonical, "encode", lambda _: b"{}"),
        (signing.SoftKey, "sign", lambda *_: b"\1" * 64),
        (selftest, "verify", lambda *_: True),
        (selftest, "aes_key_wrap_with_padding", lambda *_: b""),
        (selftest, "hash_secret_raw", lambda *_, **__: b""),
        (selftest, "open_bytes", lambda *_: b""),
        (tree, "node_hash", lambda *_: b"\0" * 32),
    ],
)
def test_a_primitive_that_answers_wrongly_is_found(
    monkeypatch: pytest.MonkeyPatch, target: object, name: str, broken: object
) -> None:
    monkeypatch.setattr(target, name, broken)
    with pytest.raises(BugError):
        selftest.run()


def test_the_argon2_answer_is_that_of_the_reference_tests() -> None:
    made = low_level.hash_secret_raw(b"password", b"somesalt", 2, 256, 1, 32, low_level.Type.ID)
    assert made.hex() == "9dfeb910e80bad0311fee20f9c0e2b12c17987b4cac90c2ef54d5b3021c68bfe"
