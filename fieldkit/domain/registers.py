"""Registers: the current value of a field group, or of a fact and its corrections; and when values stand side by side.

A register's key is `group_key(subject, type)` for a field group and `fact_key(hash)` for a fact. The heads are the
tellings that no counting telling of the same register names in its base. Two tellings of equal value are one head. A
telling other than a resolve that names several differing tellings replaces none of them: only a signed `resolve` may
decide between people.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, TypeVar

import msgspec

from fieldkit.domain.view import Act, Head, Register
from fieldkit.domain.writeup_bodies import Group

T = TypeVar("T")


def group_key(subject: str, type_name: str) -> str:
    """Return the key of a field group's register, as `resolve.register` carries it."""
    return f"{subject}:{type_name}"


def fact_key(first: str) -> str:
    """Return the key of the register of the fact first told by the entry with hash *first*."""
    return f"fact:{first}"


class Telling(msgspec.Struct, Generic[T], frozen=True, kw_only=True):
    """One counting entry of a register: which, what it was made on top of, what it says."""

    hash: str
    base: tuple[str, ...]
    value: T
    act: Act
    reason: str = ""
    mistyped: bool = False
    resolves: bool = False


def build(tellings: Sequence[Telling[T]]) -> Register[T]:
    """Return the register of *tellings*, which stand in causal order. There must be one at least."""
    keys = {one.hash: _same(one.value) for one in tellings}
    replaced: set[str] = set()
    for one in tellings:
        below = [name for name in one.base if name in keys and name != one.hash]
        if one.resolves or len({keys[name] for name in below}) <= 1:
            replaced.update(below)
    current = [one for one in tellings if one.hash not in replaced] or list(tellings[-1:])
    heads: dict[bytes, Telling[T]] = {}
    for one in current:
        heads.setdefault(keys[one.hash], one)
    return Register(
        heads=tuple(_head(one) for one in heads.values()),
        past=tuple(_head(one) for one in tellings if one.hash in replaced and one not in current),
        base=tuple(sorted(one.hash for one in current)),
    )


def equal(one: object, other: object) -> bool:
    """Tell whether two values of a register say the same."""
    return _same(one) == _same(other)


def _head(one: Telling[T]) -> Head[T]:
    return Head(value=one.value, act=one.act, reason=one.reason, mistyped=one.mistyped)


def _same(value: object) -> bytes:
    """Return bytes that are equal exactly for equal values; which amendment a value came in with is no difference."""
    if isinstance(value, Group) and value.amend is not None:
        value = msgspec.structs.replace(value, amend=None)
    return msgspec.json.encode(value, order="sorted")
