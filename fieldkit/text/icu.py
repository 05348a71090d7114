"""ICU's line breaks through ctypes, from the copy that is already on the machine. Nothing is installed for it.

Searched in this order: Windows' own `icu.dll` (Windows 10 1903 and later), the libicu inside the PySide6 wheel (Linux;
found without importing PySide6), the system's libicu (a server without Qt).
"""

from __future__ import annotations

import ctypes
import re
import sys
import threading
import weakref
from collections.abc import Callable
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import cast

_LINE = 2  # UBRK_LINE
_DONE = -1
_SYSTEM32_ONLY = 0x0800  # LOAD_LIBRARY_SEARCH_SYSTEM32: never a DLL somebody left beside our program


class Icu:
    """One loaded ICU library. Instances are shared; iterators belong to one thread each."""

    def __init__(self, library: ctypes.CDLL, suffix: str) -> None:
        """*suffix* is what the build appends to each symbol, `_73` or nothing.

        Raises:
            AttributeError: the library has no break iterators.
        """
        self._mine = threading.local()
        status = ctypes.POINTER(ctypes.c_int)
        self._open = library[f"ubrk_open{suffix}"]
        self._open.restype = ctypes.c_void_p
        self._open.argtypes = [ctypes.c_int, ctypes.c_char_p, ctypes.c_void_p, ctypes.c_int32, status]
        self._set_text = library[f"ubrk_setText{suffix}"]
        self._set_text.restype = None
        self._set_text.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int32, status]
        self._next = library[f"ubrk_next{suffix}"]
        self._next.restype = ctypes.c_int32
        self._next.argtypes = [ctypes.c_void_p]
        self._close = library[f"ubrk_close{suffix}"]
        self._close.restype = None
        self._close.argtypes = [ctypes.c_void_p]

    def line_breaks(self, text: str, locale: str) -> list[int]:
        """Return where a line may end, as indexes into *text*, the end of the text last.

        Raises:
            OSError: ICU refused (its data file lacks the locale's rules).
        """
        units, index_of = _utf16(text)
        # ICU keeps a pointer into this buffer: it must outlive the walk, or breaks fall at random, without an error.
        buffer = ctypes.create_string_buffer(units, len(units) + 2)
        error = ctypes.c_int(0)
        iterator = self._iterator(locale)
        self._set_text(iterator, buffer, len(units) // 2, ctypes.byref(error))
        if error.value > 0:
            raise OSError(error.value, "ICU took no text")
        breaks = []
        while (unit := self._next(iterator)) != _DONE:
            breaks.append(index_of(unit))
        self._set_text(iterator, None, 0, ctypes.byref(error))  # let go of the buffer before it goes
        return breaks

    def _iterator(self, locale: str) -> int:
        """Return this thread's iterator; ICU's iterators are not safe to share."""
        mine: dict[str, _Iterator] = self._mine.__dict__
        if locale not in mine:
            error = ctypes.c_int(0)
            pointer = self._open(_LINE, locale.encode("ascii"), None, 0, ctypes.byref(error))
            if error.value > 0 or not pointer:
                raise OSError(error.value, "ICU opened no break iterator")
            mine[locale] = _Iterator(pointer, self._close)
        return mine[locale].pointer


class _Iterator:
    """Closes the C object when its thread ends."""

    def __init__(self, pointer: int, close: Callable[[int], None]) -> None:
        self.pointer = pointer
        weakref.finalize(self, close, pointer).atexit = False


def _utf16(text: str) -> tuple[bytes, Callable[[int], int]]:
    """Return *text* in UTF-16 and a way back from code units to indexes of *text*.

    A lone surrogate goes in as U+FFFD: two of them side by side would otherwise count as one character.
    """
    if max(text, default="") < "\ud800":
        return text.encode("utf-16-le"), int
    whole = re.sub("[\ud800-\udfff]", "\ufffd", text)
    index_of_unit: list[int] = []
    for index, character in enumerate(whole):
        index_of_unit += [index] * (2 if character > "\uffff" else 1)
    return whole.encode("utf-16-le"), [*index_of_unit, len(text)].__getitem__


@lru_cache(maxsize=1)
def load() -> Icu | None:
    """Return the machine's ICU, or None where there is none that works."""
    for opener in (_windows,) if sys.platform == "win32" else (_beside_qt, _system):
        try:
            icu = opener()
            if icu and icu.line_breaks("ក ក", "km") == [2, 3]:
                return icu
        except (OSError, AttributeError):
            continue
    return None


def _windows() -> Icu | None:
    return Icu(ctypes.CDLL("icu.dll", winmode=_SYSTEM32_ONLY), "")


def _beside_qt() -> Icu | None:
    spec = find_spec("PySide6")
    for folder in (spec and spec.submodule_search_locations) or ():
        for path in sorted(Path(folder, "Qt", "lib").glob("libicuuc.so.*"), reverse=True):
            version = path.name.rpartition(".")[2]
            # The rules sit in the data library; loading it first by path spares a search path.
            ctypes.CDLL(str(path.with_name(f"libicudata.so.{version}")), mode=ctypes.RTLD_GLOBAL)
            return Icu(ctypes.CDLL(str(path)), f"_{version}")
    return None


def _system() -> Icu | None:
    import ctypes.util  # noqa: PLC0415  (imports subprocess: a part of the start; beside Qt nobody comes here)

    name = ctypes.util.find_library("icuuc")
    version = re.search(r"so\.(\d+)", name or "")
    return Icu(ctypes.CDLL(cast("str", name)), f"_{version[1]}") if version else None
