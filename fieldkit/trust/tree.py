"""The tree of RFC 6962 over everything headquarters admitted, and its two kinds of proof.

Only complete subtrees are kept: node (level, index) covers the 2^level leaves from index * 2^level on. They never
change, so each is written once. A leaf's content is the 32-byte hash of an entry or certificate.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from typing import Final, TypeAlias

import msgspec

EMPTY: Final = hashlib.sha256().digest()
"""Root of a tree without leaves."""
_LONGEST = 64
"""No tree has more than 2^64 leaves, so no proof is longer."""

Nodes: TypeAlias = Callable[[int, int], bytes]
"""Finds the hash of the complete subtree (level, index)."""


class Node(msgspec.Struct, frozen=True):
    """The hash of a complete subtree, to be stored."""

    level: int
    index: int
    hash: bytes


def leaf_hash(content: bytes) -> bytes:
    """Return the hash of a leaf that holds *content*."""
    return hashlib.sha256(b"\0" + content).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of the node above *left* and *right*."""
    return hashlib.sha256(b"\1" + left + right).digest()


def append(size: int, contents: Sequence[bytes], nodes: Nodes) -> list[Node]:
    """Return the nodes that complete when leaves with *contents* are added to a tree of *size* leaves."""
    made: dict[tuple[int, int], bytes] = {}

    def at(level: int, index: int) -> bytes:
        return made[level, index] if (level, index) in made else nodes(level, index)

    for index, content in enumerate(contents, size):
        level, place, top = 0, index, leaf_hash(content)
        made[level, place] = top
        while place & 1:
            top = node_hash(at(level, place - 1), top)
            level, place = level + 1, place >> 1
            made[level, place] = top
    return [Node(level, index, top) for (level, index), top in made.items()]


def root(size: int, nodes: Nodes) -> bytes:
    """Return the root of the tree of the first *size* leaves."""
    return _root_of(0, size, nodes) if size else EMPTY


def inclusion(index: int, size: int, nodes: Nodes) -> list[bytes]:
    """Return the path that proves leaf *index* in the tree of *size* leaves (RFC 6962 2.1.1). Needs index < size."""
    path: list[bytes] = []
    low, high = 0, size
    while high - low > 1:
        middle = low + _split(high - low)
        if index < middle:
            path.append(_root_of(middle, high, nodes))
            high = middle
        else:
            path.append(_root_of(low, middle, nodes))
            low = middle
    return path[::-1]


def includes(content: bytes, index: int, size: int, path: Sequence[bytes], root_hash: bytes) -> bool:
    """Tell whether *path* proves that leaf *index* of the tree (*size*, *root_hash*) holds *content*.

    The way of RFC 9162 2.1.3.2.
    """
    if not 0 <= index < size or len(path) > _LONGEST:
        return False
    place, last, top = index, size - 1, leaf_hash(content)
    for step in path:
        if last == 0:
            return False
        if place & 1 or place == last:
            top = node_hash(step, top)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            top = node_hash(top, step)
        place, last = place >> 1, last >> 1
    return last == 0 and top == root_hash


def consistency(old: int, new: int, nodes: Nodes) -> list[bytes]:
    """Return the path that proves the tree of *old* leaves a beginning of that of *new* (RFC 6962 2.1.2).

    Empty when *old* is 0 or equals *new*. Needs 0 <= old <= new.
    """
    if old in {0, new}:
        return []
    path: list[bytes] = []
    low, high, whole = 0, new, True
    while low + old != high:
        half = _split(high - low)
        if old <= half:
            path.append(_root_of(low + half, high, nodes))
            high = low + half
        else:
            path.append(_root_of(low, low + half, nodes))
            low, old, whole = low + half, old - half, False
    if not whole:
        path.append(_root_of(low, high, nodes))
    return path[::-1]


def extends(old: int, old_root: bytes, new: int, new_root: bytes, path: Sequence[bytes]) -> bool:
    """Tell whether *path* proves that the tree (*new*, *new_root*) begins with (*old*, *old_root*).

    The way of RFC 9162 2.1.4.2; a tree of no leaves begins every tree and has `EMPTY` as its root.
    """
    if not 0 <= old <= new or len(path) > _LONGEST:
        return False
    if old in {0, new}:
        return not path and old_root == (new_root if old == new else EMPTY)
    steps = [old_root, *path] if old & (old - 1) == 0 else list(path)
    if not steps:
        return False
    place, last = old - 1, new - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    before = after = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            before, after = node_hash(step, before), node_hash(step, after)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            after = node_hash(after, step)
        place, last = place >> 1, last >> 1
    return last == 0 and before == old_root and after == new_root


def _split(size: int) -> int:
    """Return the greatest power of two below *size* (which is at least 2)."""
    return 1 << (size - 1).bit_length() - 1


def _root_of(low: int, high: int, nodes: Nodes) -> bytes:
    """Return the hash over the leaves *low* to *high* (exclusive); *low* is where a split put it."""
    size = high - low
    if size & (size - 1) == 0:
        level = size.bit_length() - 1
        return nodes(level, low >> level)
    half = _split(size)
    return node_hash(nodes(half.bit_length() - 1, low // half), _root_of(low + half, high, nodes))
