"""The cross-reference tables of a document of ours, checked by their bytes before a PDF parser follows them.

A parser believes what these tables say about sizes: one that announces two thousand million entries of no width costs
all the memory of the machine. So they are read strictly first: plain tables only, in the two spellings that our
writers use, few and small, each at the end of its revision and pointing back to an earlier one, freeing nothing.
"""

from __future__ import annotations

import re
from typing import Final

from fieldkit.reports.verdict import Doubt

MAX_OBJECTS: Final = 100_000
MAX_REVISIONS: Final = 12

_ENTRY: Final = 20  # bytes
_LAST: Final = re.compile(rb"startxref\n([1-9][0-9]{0,9})\n%%EOF\n\Z")
_SUBSECTION: Final = re.compile(rb"(0|[1-9][0-9]{0,6}) ([1-9][0-9]{0,6})\n")
_ENTRIES: Final = re.compile(rb"(?:[0-9]{10} 00000 n \n)*")
_HEAD_OF_FREE: Final = b"0000000000 65535 f \n"
_TRAILER: Final = re.compile(
    rb"trailer[ \n]<<[ \n]"
    rb"/Info (?P<info>[1-9][0-9]{0,6}) 0 R[ \n]"
    rb"/Root (?P<root>[1-9][0-9]{0,6}) 0 R[ \n]"
    rb"/Size (?P<size>[1-9][0-9]{0,6})[ \n]"
    rb"/ID \[ ?(?P<id><[0-9a-f]{32}>) ?<[0-9a-f]{32}> ?\][ \n]"
    rb"(?:/Prev (?P<prev>[1-9][0-9]{0,9})\n)?"
    rb">>\nstartxref\n(?P<here>[1-9][0-9]{0,9})\n%%EOF\n"
)


def check_cross_references(untrusted_pdf: bytes) -> None:
    """Follow the tables from the last to the first.

    Raises:
        Doubt: structure, or too-large.
    """
    last = _LAST.search(untrusted_pdf, max(0, len(untrusted_pdf) - 64))
    if last is None:
        raise _broken()
    place = int(last[1])
    same: set[tuple[bytes, bytes, bytes]] = set()  # information, catalogue and identifier never change
    for _ in range(MAX_REVISIONS):
        trailer = _check_table(untrusted_pdf, place)
        same.add((trailer["info"], trailer["root"], trailer["id"]))
        if len(same) > 1:
            raise _broken()
        if trailer["prev"] is None:
            return
        previous = int(trailer["prev"])
        if previous >= place:
            raise _broken()
        place = previous
    raise Doubt("too-large")


def _check_table(untrusted_pdf: bytes, place: int) -> re.Match[bytes]:
    """Check the table at *place* and the trailer after it; return the trailer."""
    if untrusted_pdf[place : place + 5] != b"xref\n":
        raise _broken()
    at = place + 5
    total = highest = 0
    while subsection := _SUBSECTION.match(untrusted_pdf, at):
        start, count = int(subsection[1]), int(subsection[2])
        total, highest = total + count, start + count
        if total > MAX_OBJECTS:
            raise Doubt("too-large")
        at = _check_entries(untrusted_pdf, subsection.end(), start, count)
    trailer = _TRAILER.match(untrusted_pdf, at)
    if trailer is None or int(trailer["here"]) != place:
        raise _broken()
    if not highest <= int(trailer["size"]) <= MAX_OBJECTS:
        raise _broken()
    return trailer


def _check_entries(untrusted_pdf: bytes, at: int, start: int, count: int) -> int:
    """Check *count* entries from *at*, all in use but object 0; return where they end."""
    end = at + count * _ENTRY
    if start == 0:
        if untrusted_pdf[at : at + _ENTRY] != _HEAD_OF_FREE:
            raise _broken()
        at += _ENTRY
    if _ENTRIES.fullmatch(untrusted_pdf, at, end) is None or end > len(untrusted_pdf):
        raise _broken()
    return end


def _broken() -> Doubt:
    return Doubt("structure", what="cross-references")
