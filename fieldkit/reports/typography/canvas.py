"""The page itself: reportlab's canvas with every way to draw unshaped text closed, and the running head and foot.

What comes out is the same bytes for the same story: no clock, no chance, no file names.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, NoReturn

from reportlab import rl_config
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate
from reportlab.platypus.doctemplate import LayoutError

from fieldkit.errors import BugError
from fieldkit.reports.typography.embedding import EmbeddedFont
from fieldkit.reports.typography.fonts import Typeface

# ASCII85 on top of Flate adds a quarter to the size and was the second most costly step. reportlab has no setting per
# document, and nothing else in the program uses it.
rl_config.useA85 = 0

MILLIMETRE: Final = 72 / 25.4
_PDF_VERSION: Final = (1, 7)
_ARTIFACT: Final = "Artifact"


@dataclass(frozen=True, slots=True)
class PageShape:
    """Size and margins of every page, in points. The head and the foot are drawn inside the margins."""

    width: float = 210 * MILLIMETRE
    height: float = 297 * MILLIMETRE
    left: float = 20 * MILLIMETRE
    right: float = 20 * MILLIMETRE
    top: float = 25 * MILLIMETRE
    bottom: float = 22 * MILLIMETRE
    edge: float = 10 * MILLIMETRE
    """Distance of the head from the upper and of the foot from the lower edge of the paper."""

    @property
    def column(self) -> float:
        """Width of the text column."""
        return self.width - self.left - self.right


@dataclass(frozen=True, slots=True)
class Furniture:
    """What stands on a page beside the story: flowables at the head, at the foot and (turned) across the middle."""

    head: Sequence[Flowable] = ()
    foot: Sequence[Flowable] = ()
    watermark: Flowable | None = None


FurnitureOf = Callable[[int, int], Furniture]
"""Gives the furniture of page x of y."""


def _bare(_page: int, _pages: int) -> Furniture:
    return Furniture()


class ReportCanvas(Canvas):
    """A canvas whose only text comes from shaped paragraphs, with fonts embedded as subsets.

    Pages are held back until the last one is known, so that "page x of y" can be drawn.
    """

    # reportlab's own state, which its stubs leave out
    _doc: Any
    _code: list[str]
    _startPage: Callable[[], None]  # noqa: N815  (its name)

    def __init__(self, target: Any, *, furniture: FurnitureOf, shape: PageShape, **options: Any) -> None:  # noqa: ANN401  (reportlab's own arguments)
        """Write to *target*, a binary stream; *options* are reportlab's."""
        self._furniture = furniture
        self._shape = shape
        self._held: list[dict[str, Any]] = []
        self._embedded: dict[str, EmbeddedFont] = {}
        self._mcid = 0
        super().__init__(target, **options)

    # ---- what Paragraph draws with

    def write(self, operators: str) -> None:
        """Append content stream *operators*."""
        self._code.append(operators)

    def open_content(self, role: str) -> str:
        """Return the operator that opens marked content of *role*, numbered within the page."""
        if role == _ARTIFACT:
            return "/Artifact BMC"
        self._mcid += 1
        return f"/{role} <</MCID {self._mcid - 1}>> BDC"

    def font_resource(self, face: Typeface, used: frozenset[int]) -> str:
        """Return the resource name of *face*, noting that the glyphs *used* are drawn."""
        font = self._embedded.get(face.name)
        if font is None:
            font = self._embedded[face.name] = EmbeddedFont(face, f"F{len(self._embedded) + 1}")
            self._doc.fontMapping[face.name] = f"/{font.resource}"
            self._doc.delayedFonts.append(font)
        font.used |= used
        return font.resource

    # ---- what reportlab does otherwise

    def _make_preamble(self) -> None:
        """Start a page without naming Helvetica, which would not be embedded."""
        self._preamble = "1 0 0 1 0 0 cm"

    def setFont(self, psfontname: str, size: float, leading: float | None = None) -> None:  # noqa: N802
        """Only remember the font: tables set one for every cell, and it would name Helvetica."""
        self._fontname = psfontname
        self._fontsize = size
        self._leading = size * 1.2 if leading is None else leading

    def _refuse(self, *_arguments: object, **_options: object) -> NoReturn:
        raise BugError(what="text reached a page without being shaped")

    drawString = drawRightString = drawCentredString = drawAlignedString = beginText = _refuse  # noqa: N815

    def showPage(self) -> None:  # noqa: N802
        """Hold the page back and start the next."""
        self._held.append(dict(self.__dict__))
        self._startPage()
        self._mcid = 0

    def save(self) -> None:
        """Draw the furniture of every page, now that their number is known, and write the document."""
        if not self._held or self._code:
            self.showPage()
        pages = len(self._held)
        for number, state in enumerate(self._held, start=1):
            self.__dict__.update(state)
            self._furnish(self._furniture(number, pages))
            super().showPage()
        super().save()

    def _furnish(self, furniture: Furniture) -> None:
        shape = self._shape
        top = shape.height - shape.edge
        for flowable in furniture.head:
            _, height = flowable.wrapOn(self, shape.column, shape.top)
            top -= height
            flowable.drawOn(self, shape.left, top)
        bottom = shape.edge
        for flowable in reversed(furniture.foot):
            _, height = flowable.wrapOn(self, shape.column, shape.bottom)
            flowable.drawOn(self, shape.left, bottom)
            bottom += height
        if furniture.watermark is not None:
            story, self._code = self._code, []
            self.saveState()
            self.translate(shape.width / 2, shape.height / 2)
            self.rotate(45)
            _, height = furniture.watermark.wrapOn(self, shape.width, shape.height)
            furniture.watermark.drawOn(self, -shape.width / 2, -height / 2)
            self.restoreState()
            self._code += story


def typeset(
    story: Sequence[Flowable],
    *,
    shape: PageShape | None = None,
    furniture: FurnitureOf = _bare,
    title: str = "",
) -> bytes:
    """Lay *story* out on pages of *shape* and return the PDF. The flowables are used up.

    Raises:
        BugError: a flowable fits no page, or text was drawn in another way than by our paragraph.
    """
    shape = shape or PageShape()
    target = io.BytesIO()

    def canvas(stream: Any, **options: Any) -> ReportCanvas:  # noqa: ANN401  (reportlab's own arguments)
        return ReportCanvas(stream, furniture=furniture, shape=shape, **{**options, "pdfVersion": _PDF_VERSION})

    frame = Frame(
        shape.left,
        shape.bottom,
        shape.column,
        shape.height - shape.top - shape.bottom,
        leftPadding=0,
        rightPadding=0,
        topPadding=0,
        bottomPadding=0,
    )
    document = BaseDocTemplate(
        target,
        pagesize=(shape.width, shape.height),
        pageTemplates=[PageTemplate(frames=[frame])],
        title=title,
        invariant=1,
        pageCompression=1,
    )
    try:
        document.build(list(story), canvasmaker=canvas)
    except LayoutError as error:
        raise BugError(what=f"a part of the document fits no page ({error})") from error
    return target.getvalue()
