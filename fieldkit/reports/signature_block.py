"""What a visible signature field shows: who signed, with what rank, when, and a code with the hash of the record.

The same facts stand on the page as content; the block only marks where the signature is.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from reportlab.platypus import Table, TableStyle

from fieldkit.reports.codes import Code
from fieldkit.reports.typography.canvas import PageShape, typeset
from fieldkit.reports.typography.fonts import printable
from fieldkit.reports.typography.paragraph import Paragraph, Strong, TextStyle

_PADDING: Final = 4.0
_SIZE: Final = 8.0
_SMALLEST: Final = 5.0


def signature_block(lines: Sequence[str], code: str, *, width: float, height: float) -> bytes:
    """Return a one-page PDF of *width* by *height* points: *lines* (the first bold) beside a QR code of *code*.

    The text is made smaller until it fits; what does not fit at the smallest size is left off from the end, for the
    page itself states all of it.
    """
    side = height - 2 * _PADDING
    column = width - side - 3 * _PADDING
    table = Table(
        [[_fitting(lines, column, side), Code(code, side)]],
        colWidths=[column + _PADDING, side],
        rowHeights=[side],
        style=TableStyle(
            [
                ("LEFTPADDING", (0, 0), (-1, -1), 0),
                ("RIGHTPADDING", (0, 0), (-1, -1), 0),
                ("TOPPADDING", (0, 0), (-1, -1), 0),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 0),
                ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
            ]
        ),
        hAlign="LEFT",
    )
    edges = {"left": _PADDING, "right": _PADDING, "top": _PADDING - 0.01, "bottom": _PADDING - 0.01}
    return typeset([table], shape=PageShape(width=width, height=height, **edges))


def _fitting(lines: Sequence[str], width: float, height: float) -> list[Paragraph]:
    kept = [printable(line) for line in lines]
    size = _SIZE
    while True:
        style = TextStyle(size=size)
        drawn = [Paragraph(Strong(line) if not index else line, style) for index, line in enumerate(kept)]
        if sum(paragraph.wrap(width, height)[1] for paragraph in drawn) <= height:
            return drawn
        if size > _SMALLEST:
            size -= 0.5
        else:
            kept.pop()
            size = _SIZE
