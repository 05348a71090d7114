"""Pages as pictures, with what signature fields show; for the preview on screen and for tests."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import pypdfium2

from fieldkit.errors import N_, KnownError

_POINTS_PER_INCH: Final = 72
_LARGEST_SIDE: Final = 12_000  # pixels; a hostile page size must not fill the memory


class NotRenderable(KnownError):
    """The file is no PDF, is damaged, or asks for a page larger than any paper."""

    code = "preview-failed"
    message = N_("The document cannot be shown.")
    hint = N_("The file is unchanged. Verify it, or open it with another program.")


@dataclass(frozen=True, slots=True)
class PageImage:
    """One page: PNG bytes and size in pixels."""

    number: int
    of: int
    width: int
    height: int
    png: bytes


def pages(pdf: bytes, dpi: float = 96.0) -> Iterator[PageImage]:
    """Yield the pages of *pdf* one by one, rendered only when asked for.

    Raises:
        NotRenderable: see there.
    """
    try:
        document = pypdfium2.PdfDocument(pdf)
    except pypdfium2.PdfiumError as error:
        raise NotRenderable from error
    try:
        document.init_forms()
        total = len(document)
        for index in range(total):
            yield _rendered(document, index, total, dpi / _POINTS_PER_INCH)
    finally:
        document.close()


def _rendered(document: pypdfium2.PdfDocument, index: int, total: int, scale: float) -> PageImage:
    try:
        page = document[index]
        if max(page.get_size()) * scale > _LARGEST_SIDE:
            raise NotRenderable
        image = page.render(scale=scale, may_draw_forms=True).to_pil()
        page.close()
    except pypdfium2.PdfiumError as error:
        raise NotRenderable from error
    target = io.BytesIO()
    image.save(target, "PNG", compress_level=1)
    return PageImage(index + 1, total, image.width, image.height, target.getvalue())
