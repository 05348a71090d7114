"""What a report draws besides text: headings with a rule, pictures, crossed space, boxes for ink, signature fields."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path
from typing import Any, Final

from PIL import Image
from reportlab.pdfbase import pdfdoc
from reportlab.platypus import Flowable

from fieldkit.errors import BugError
from fieldkit.reports.pages.look import BLUE, FAINT, GREY, RULE
from fieldkit.reports.signing import FieldBox
from fieldkit.reports.typography.canvas import ReportCanvas
from fieldkit.reports.typography.paragraph import Colour, Paragraph, TextStyle
from fieldkit.reports.voice import Said

_QUALITY: Final = 85
_LARGEST: Final = 4096 * 4096  # pixels of a preview; ours have 512 at most on the longer side
_BITS: Final = 8
_SPACES: Final = {"L": "DeviceGray", "RGB": "DeviceRGB"}
_APART: Final = 12.0


class NotDrawable(ValueError):
    """A preview is no picture that can be drawn; the page shows a named blank frame instead."""


def _canvas(flowable: Flowable) -> ReportCanvas:
    canvas = flowable.canv
    if not isinstance(canvas, ReportCanvas):
        raise BugError(what="a report was drawn on a foreign canvas")
    return canvas


def _rgb(colour: Colour) -> str:
    return "{:.3f} {:.3f} {:.3f}".format(*colour)


class Heading(Flowable):
    """A heading over a rule; the second language at the right where there is room, else beneath."""

    def __init__(self, said: Said, style: TextStyle, beside: TextStyle, *, rule: Colour | None = BLUE) -> None:
        """Set *said* in *style*."""
        super().__init__()
        self._first = Paragraph(said.main, style)
        self._second = Paragraph(said.also, beside) if said.also else None
        self._rule = rule
        self._gap = 3.0 if rule else 1.0

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """Return the size."""
        self.width = available_width
        _, self.height = self._first.wrap(available_width, available_height)
        self._beneath = 0.0
        if self._second is not None:
            together = self._first.natural_width() + self._second.natural_width() + _APART
            _, height = self._second.wrap(available_width, available_height)
            self._beneath = height if together > available_width else 0.0
        self.height += self._beneath + self._gap
        return self.width, self.height

    def draw(self) -> None:
        """Draw the words and the rule."""
        canvas = _canvas(self)
        y = self._gap + self._beneath
        self._first.drawOn(canvas, 0, y)
        if self._second is not None:
            base = self._first.leading * 0.3 - self._second.leading * 0.3
            self._second.drawOn(canvas, 0, self._gap if self._beneath else y + base)
        if self._rule is not None:
            canvas.write(f"/Artifact BMC q {_rgb(self._rule)} RG 0.9 w 0 1 m {self.width:.2f} 1 l S Q EMC")


class Space(Flowable):
    """Nothing, *height* points high."""

    def __init__(self, height: float) -> None:
        """Leave *height* points."""
        super().__init__()
        self._height = height

    def wrap(self, available_width: float, _available_height: float) -> tuple[float, float]:
        """Return the size."""
        return available_width, self._height

    def draw(self) -> None:
        """Draw nothing."""


class Crossed(Flowable):
    """The unused space under a list, crossed out: the rest of the page, but at most *height* points."""

    def __init__(self, height: float) -> None:
        """Cross at most *height* points."""
        super().__init__()
        self._most = height

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """Return the size; there is always some of it."""
        self.width, self.height = available_width, max(min(self._most, available_height), _APART)
        return self.width, self.height

    def draw(self) -> None:
        """Draw one slanting line between two level ones."""
        width, height = self.width, self.height
        canvas = _canvas(self)
        canvas.write(
            f"/Artifact BMC q {_rgb(GREY)} RG 0.7 w 0 {height - 2:.2f} m {width:.2f} {height - 2:.2f} l "
            f"0 2 l {width:.2f} 2 l S Q EMC"
        )


class Picture(Flowable):
    """A preview in a frame of its own size, as large as fits *width* by *height* points; JPEG bytes go in as they are.

    Raises:
        NotDrawable: the bytes are no picture.
    """

    def __init__(self, preview: bytes | Path, width: float, height: float) -> None:
        """Read the preview's head; its pixels are not decoded unless it is no plain JPEG."""
        super().__init__()
        data = preview if isinstance(preview, bytes) else preview.read_bytes()
        self._data, self._pixels, self._space = _jpeg(data)
        self._box = (width, height)

    def wrap(self, available_width: float, _available_height: float) -> tuple[float, float]:
        """Return the size of the frame."""
        return available_width, self._box[1]

    def draw(self) -> None:
        """Draw the picture in the middle of its frame."""
        canvas = _canvas(self)
        across, down = self._pixels
        scale = min(self._box[0] / across, self._box[1] / down)
        width, height = across * scale, down * scale
        x, y = (self._box[0] - width) / 2, (self._box[1] - height) / 2
        name = self._registered(canvas)
        canvas.write(
            f"/Artifact BMC q {_rgb(FAINT)} rg 0 0 {self._box[0]:.2f} {self._box[1]:.2f} re f Q EMC "
            f"{canvas.open_content('Figure')} q {width:.3f} 0 0 {height:.3f} {x:.3f} {y:.3f} cm /{name} Do Q EMC"
        )

    def _registered(self, canvas: ReportCanvas) -> str:
        """Put the picture into the document once; return its name there."""
        document: Any = canvas._doc  # noqa: SLF001  (reportlab's hook for objects of one's own)
        name = hashlib.sha256(self._data).hexdigest()[:24]
        registered: str = document.getXObjectName(name)
        if registered not in document.idToObject:
            document.Reference(_Image(self._data, self._pixels, self._space), registered)
        used: Any = canvas
        used._formsinuse.append(name)  # noqa: SLF001  (what puts it among the page's resources)
        return registered


class _Image(pdfdoc.PDFObject):
    """An image XObject of JPEG bytes."""

    def __init__(self, data: bytes, pixels: tuple[int, int], space: str) -> None:
        self._data, self._pixels, self._space = data, pixels, space

    def format(self, document: Any) -> bytes:  # noqa: ANN401  (reportlab's hook: its untyped document)
        """Return the object's bytes."""
        stream = pdfdoc.PDFStream(content=self._data)
        stream.dictionary.dict.update(
            {
                "Type": pdfdoc.PDFName("XObject"),
                "Subtype": pdfdoc.PDFName("Image"),
                "Width": self._pixels[0],
                "Height": self._pixels[1],
                "ColorSpace": pdfdoc.PDFName(self._space),
                "BitsPerComponent": _BITS,
                "Filter": pdfdoc.PDFName("DCTDecode"),
                "Length": len(self._data),
            }
        )
        formatted: bytes = stream.format(document)
        return formatted


def _jpeg(data: bytes) -> tuple[bytes, tuple[int, int], str]:
    """Return JPEG bytes of a picture, its size and colour space."""
    try:
        with Image.open(io.BytesIO(data)) as image:
            if image.width * image.height > _LARGEST:
                raise NotDrawable("a preview is too large")
            if image.format == "JPEG" and image.mode in _SPACES:
                return data, image.size, _SPACES[image.mode]
            target = io.BytesIO()
            image.convert("RGB").save(target, "JPEG", quality=_QUALITY)
            return target.getvalue(), image.size, _SPACES["RGB"]
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise NotDrawable("a preview is no picture") from error


class BlankFrame(Flowable):
    """The frame of an original that cannot be shown, with its name and why."""

    def __init__(self, words: list[Paragraph], width: float, height: float) -> None:
        """Write *words* in the frame."""
        super().__init__()
        self._words, self._box = words, (width, height)

    def wrap(self, available_width: float, _available_height: float) -> tuple[float, float]:
        """Return the size: as high as asked, or as the words need."""
        needed = sum(word.wrap(self._box[0] - _APART, 1e6)[1] for word in self._words) + _APART
        self._high = max(self._box[1], needed)
        return available_width, self._high

    def draw(self) -> None:
        """Draw the frame, a cross of two faint lines, and the words in the middle."""
        canvas = _canvas(self)
        width, height = self._box[0], self._high
        canvas.write(
            f"/Artifact BMC q {_rgb(FAINT)} RG 0.6 w 0 0 m {width:.2f} {height:.2f} l S "
            f"0 {height:.2f} m {width:.2f} 0 l S {_rgb(RULE)} RG 0 0 {width:.2f} {height:.2f} re S Q EMC"
        )
        heights = [word.wrap(width - _APART, 1e6)[1] for word in self._words]
        y = (height + sum(heights)) / 2
        for word, tall in zip(self._words, heights, strict=True):
            y -= tall
            word.drawOn(canvas, _APART / 2, y)


class InkSpace(Flowable):
    """Room for a signature in ink with its line, and a square for a thumbprint at the right."""

    def __init__(self, signature: Paragraph, thumbprint: Paragraph | None, height: float) -> None:
        """Take the small words under the line and under the square."""
        super().__init__()
        self._signature, self._thumbprint, self._tall = signature, thumbprint, height

    def wrap(self, available_width: float, _available_height: float) -> tuple[float, float]:
        """Return the size."""
        self.width = available_width
        return available_width, self._tall

    def draw(self) -> None:
        """Draw the line, the square, and their words."""
        canvas = _canvas(self)
        foot = self._signature.wrap(self.width, 1e6)[1]
        side = min(self._tall - foot - 2, self.width * 0.42)
        line = self.width - (side + 6 if self._thumbprint is not None else 0)
        out = [f"/Artifact BMC q {_rgb(GREY)} RG 0.5 w 0 {foot:.2f} m {line:.2f} {foot:.2f} l S"]
        if self._thumbprint is not None:
            out.append(f"[2 2] 0 d {self.width - side:.2f} {foot:.2f} {side:.2f} {side:.2f} re S")
        canvas.write(" ".join([*out, "Q EMC"]))
        self._signature.wrap(line, 1e6)
        self._signature.drawOn(canvas, 0, foot - self._signature.height)
        if self._thumbprint is not None:
            self._thumbprint.wrap(side, 1e6)
            self._thumbprint.drawOn(canvas, self.width - side, foot - self._thumbprint.height)


class SignatureSpace(Flowable):
    """The frame in which an electronic signature will show; it notes where on which page it was drawn."""

    def __init__(self, name: str, height: float, placed: list[FieldBox]) -> None:
        """Stand for the field *name*; append its place to *placed* when drawn."""
        super().__init__()
        self._name, self._tall, self._placed = name, height, placed

    def wrap(self, available_width: float, _available_height: float) -> tuple[float, float]:
        """Return the size."""
        self.width = available_width
        return available_width, self._tall

    def draw(self) -> None:
        """Draw the frame and note its place."""
        canvas = _canvas(self)
        canvas.write(
            f"/Artifact BMC q {_rgb(RULE)} RG 0.6 w [3 2] 0 d 0 0 {self.width:.2f} {self._tall:.2f} re S Q EMC"
        )
        left, bottom = canvas.absolutePosition(0, 0)
        box = (round(left) + 1, round(bottom) + 1, round(left + self.width) - 1, round(bottom + self._tall) - 1)
        self._placed.append(FieldBox(self._name, page=canvas.getPageNumber() - 1, box=box))
