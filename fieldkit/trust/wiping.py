"""Secrets overwritten in memory once they have done their work.

Python frees memory without clearing it, so a passphrase or key that passed through `bytes` or `str` would lie in the
process until something else takes its place. `wipe` overwrites the object itself. Use it only on an object made here
for one use, of which nobody keeps a reference that is still read: never on a constant, an argument's default, a
dictionary key or anything interned. On another interpreter than CPython it does nothing.
"""

from __future__ import annotations

import ctypes
import sys

_SHORTEST = 16
"""Shorter strings may be shared by the interpreter and are no key anyway."""
_BLOCKS = 8
_BYTES_HEAD = bytes.__basicsize__ - 1
_ASCII_HEAD = sys.getsizeof("") - 1


def wipe(secret: bytes | bytearray | str) -> None:
    """Overwrite *secret* with zeros where it lies. Of texts only those of plain ASCII are (others hold no key)."""
    if isinstance(secret, bytearray):
        secret[:] = bytes(len(secret))
    elif sys.implementation.name != "cpython" or len(secret) < _SHORTEST:
        return
    elif isinstance(secret, bytes):
        ctypes.memset(id(secret) + _BYTES_HEAD, 0, len(secret))
    elif secret.isascii():
        ctypes.memset(id(secret) + _ASCII_HEAD, 0, len(secret))


def overwrite_freed(size: int) -> None:
    """Overwrite what a library has just freed without clearing it: a buffer of about *size* bytes, in this thread.

    Allocators hand out first what was freed last, so a few blocks of that size, cleared and freed again, lie where the
    buffer lay. No promise: tests/crash/test_locked_memory.py looks whether it holds.
    """
    if sys.implementation.name != "cpython":
        return
    take, give = ctypes.pythonapi.PyMem_RawMalloc, ctypes.pythonapi.PyMem_RawFree
    take.restype, take.argtypes, give.restype, give.argtypes = (
        ctypes.c_void_p,
        [ctypes.c_size_t],
        None,
        [ctypes.c_void_p],
    )
    blocks = []
    for near in (size, size + 8, size + 16):
        for _each in range(_BLOCKS):
            if block := take(near):
                ctypes.memset(block, 0, near)
                blocks.append(block)
    for block in blocks:
        give(block)
