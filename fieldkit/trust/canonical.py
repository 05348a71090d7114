"""Canonical JSON: one value, one sequence of bytes, so that a signature means the same to everybody.

The profile is RFC 8785 made smaller: no floats, integers below 2^53, keys of `a-z 0-9 _`, no U+0000, no lone
surrogates, at most `DEPTH` levels and `LIMIT` bytes. Inside it msgspec's sorted encoder and RFC 8785 agree byte for
byte (tests/unit/trust/test_canonical.py compares them). Text is written in NFC (`normalised`); readers do not test it,
because Unicode versions differ.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Any, Final, TypeAlias

import msgspec

from fieldkit.errors import N_, KnownError

LIMIT: Final = 65_536
DEPTH: Final = 8
GREATEST: Final = 2**53 - 1

Json: TypeAlias = Any
"""A JSON value, looked at by `_walk` before anybody relies on it."""

_KEY_LETTERS = re.compile(r"[a-z0-9_]*")
_STRING_OR_BRACKET = re.compile(rb'"(?:[^"\\]|\\.)*"?|[\[{\]}]', re.DOTALL)
_FEW_BRACKETS = 64
"""As deep as this the parser's own recursion is harmless, so counting is enough; `_walk` finds the true depth."""


class NotCanonical(KnownError):
    """The bytes or the value are outside the canonical profile. `what` is a short code of the rule that was broken."""

    code = "not-canonical"
    message = N_("This data is not in the exact form that Fieldkit signs ({what}).")
    hint = N_("Nothing was taken in. Ask for the file again; if it comes back the same, keep it and tell headquarters.")


def encode(value: Json, *, limit: int = LIMIT, depth: int = DEPTH) -> bytes:
    """Return the canonical bytes of *value*: dict, list, tuple, str, int, bool or None. Raises NotCanonical."""
    _walk(value, depth)
    try:
        raw = msgspec.json.encode(value, order="sorted")
    except UnicodeEncodeError:
        raise NotCanonical(what="surrogate") from None
    if len(raw) > limit:
        raise NotCanonical(what="size")
    return raw


def decode(untrusted: bytes, *, limit: int = LIMIT, depth: int = DEPTH) -> Json:
    """Return the value of *untrusted*, which must be its one canonical form. Raises NotCanonical."""
    guard(untrusted, limit=limit, depth=depth)
    try:
        value = msgspec.json.decode(untrusted)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise NotCanonical(what="json") from None
    _walk(value, depth)
    if msgspec.json.encode(value, order="sorted") != untrusted:
        raise NotCanonical(what="form")
    return value


def guard(untrusted: bytes, *, limit: int = LIMIT, depth: int = DEPTH) -> None:
    """Refuse bytes that are too many or nested so deep that a parser could suffer. Raises NotCanonical."""
    if len(untrusted) > limit:
        raise NotCanonical(what="size")
    if untrusted.count(b"[") + untrusted.count(b"{") <= _FEW_BRACKETS:
        return
    open_now = 0
    for token in _STRING_OR_BRACKET.finditer(untrusted):
        mark = token[0]
        if mark in b"[{":
            open_now += 1
            if open_now > depth:
                raise NotCanonical(what="depth")
        elif mark in b"]}":
            open_now -= 1


def check_part(value: Json, *, depth: int) -> None:
    """Refuse *value* unless it may stand in canonical data *depth* levels from the bottom. Raises NotCanonical."""
    _walk(value, depth)


def normalised(value: Json) -> Json:
    """Return *value* with every text in NFC. Keys are left alone: outside the profile they are refused anyway."""
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, dict):
        return {key: normalised(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [normalised(inner) for inner in value]
    return value


def _walk(value: Json, depth: int) -> None:
    kind = type(value)  # exact types: a subclass may encode as something else, and this is the hot loop
    if kind is str:
        if "\0" in value:
            raise NotCanonical(what="nul")
    elif kind is int:
        if not -GREATEST <= value <= GREATEST:
            raise NotCanonical(what="number")
    elif kind is dict:
        _check_keys(value)
        _walk_into(value.values(), depth)
    elif kind is list or kind is tuple:
        _walk_into(value, depth)
    elif kind is not bool and value is not None:
        raise NotCanonical(what="kind")


def _walk_into(values: Iterable[Json], depth: int) -> None:
    if depth <= 0:
        raise NotCanonical(what="depth")
    for value in values:
        _walk(value, depth - 1)


def _check_keys(keys: dict[Any, Any]) -> None:
    try:
        plain = "" not in keys and _KEY_LETTERS.fullmatch("".join(keys))
    except TypeError:
        plain = None
    if not plain:
        raise NotCanonical(what="key")
