"""The child process that looks into strangers' pictures. It holds no key and talks to its pipes only.

Run as `python -m fieldkit.media.child`. Protocol (integers are big-endian u32): request = length of JSON | JSON
`Request` | bytes of the file; answer = length of JSON | JSON `Answer` | width * height * 3 bytes of RGB.
Pixels, not a picture file, so that nothing a hostile file produced is ever decoded again outside the child.
A request for `codes` is answered by the texts of the QR codes in the picture, without pixels.
"""

from __future__ import annotations

import io
import os
import struct
import sys
import warnings
from typing import TYPE_CHECKING, BinaryIO, Final, Literal

import msgspec
from PIL import ExifTags, Image, ImageOps

from fieldkit.media.kinds import DECODED

if TYPE_CHECKING:
    from collections.abc import Mapping

PREVIEW_SIDE: Final = 512
LARGEST_SIDE: Final = 2048
"""Pixels of the longest side of a preview: what is made for every picture, and the most anybody may ask for."""
CODES_SIDE: Final = 4096
"""Codes are looked for in at most this many pixels a side."""
MOST_CODES: Final = 64
CODE_LETTERS: Final = 1200
"""Codes with longer texts, and beyond the most, are left out."""
U32: Final = struct.Struct(">I")


class Request(msgspec.Struct, frozen=True):
    """size: bytes that follow.

    pixels: refuse to decode more. memory: bytes of address space; cpu: seconds, both per child. want: what is asked.
    side: longest side of the preview in pixels.
    """

    size: int
    mime: str
    pixels: int
    memory: int
    cpu: int
    want: Literal["preview", "codes"] = "preview"
    side: int = PREVIEW_SIDE


class Answer(msgspec.Struct, frozen=True, omit_defaults=True):
    """What was found; problem is a code of `fieldkit.domain.terms.UNSHOWN`, empty when decoded."""

    problem: str = ""
    width: int = 0
    height: int = 0
    taken: str = ""
    camera: str = ""
    orientation: int = 0
    lat: int | None = None
    lon: int | None = None
    preview_width: int = 0
    preview_height: int = 0
    codes: tuple[str, ...] = ()


def limit(memory: int, cpu: int) -> None:
    """Bind this process. Windows has no such call: there the parent's clock and the pixel limit stand alone."""
    try:
        import resource  # noqa: PLC0415  (does not exist on Windows)
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (16, 16))


def _text(value: object) -> str:
    return str(value).replace("\0", " ").strip()[:120] if isinstance(value, str) else ""


def _microdegrees(parts: object, ref: object, positive: str) -> int | None:
    if not isinstance(parts, tuple) or len(parts) != 3:  # noqa: PLR2004  (degrees, minutes, seconds)
        return None
    try:
        degrees, minutes, seconds = (float(p) for p in parts)
    except (TypeError, ValueError, ZeroDivisionError):
        return None
    total = degrees + minutes / 60 + seconds / 3600
    if not 0 <= total <= 180:  # noqa: PLR2004  (degrees; also refuses NaN)
        return None
    return round(total * 1_000_000) * (1 if _text(ref).upper() == positive else -1)


def camera_data(exif: Image.Exif) -> dict[str, str | int | None]:
    """Return time, camera, orientation and position as the camera wrote them; empty where absent or nonsense."""
    detail: Mapping[int, object] = exif.get_ifd(ExifTags.IFD.Exif)
    gps: Mapping[int, object] = exif.get_ifd(ExifTags.IFD.GPSInfo)
    taken = _text(detail.get(ExifTags.Base.DateTimeOriginal)) or _text(exif.get(ExifTags.Base.DateTime))
    day, _, clock = taken.partition(" ")
    maker, model = _text(exif.get(ExifTags.Base.Make)), _text(exif.get(ExifTags.Base.Model))
    turned = exif.get(ExifTags.Base.Orientation)
    lat = _microdegrees(gps.get(ExifTags.GPS.GPSLatitude), gps.get(ExifTags.GPS.GPSLatitudeRef), "N")
    lon = _microdegrees(gps.get(ExifTags.GPS.GPSLongitude), gps.get(ExifTags.GPS.GPSLongitudeRef), "E")
    return {
        "taken": f"{day.replace(':', '-')} {clock}".strip(),
        "camera": model if model.startswith(maker) else f"{maker} {model}".strip(),
        "orientation": turned if isinstance(turned, int) and 1 <= turned <= 8 else 0,  # noqa: PLR2004  (EXIF 2.3)
        "lat": lat if lon is not None else None,
        "lon": lon if lat is not None else None,
    }


def look(untrusted: bytes, request: Request) -> tuple[Answer, bytes]:
    """Decode one file; every failure of a decoder is an answer, not a crash."""
    if not untrusted:
        return Answer(problem="empty"), b""
    kind = DECODED.get(request.mime)
    if kind is None or (kind == "HEIF" and not _heif()):
        return Answer(problem="no-decoder"), b""
    Image.MAX_IMAGE_PIXELS = None
    found: dict[str, str | int | tuple[str, ...] | None] = {}
    width = height = 0
    try:
        with Image.open(io.BytesIO(untrusted), formats=(kind,)) as picture:
            width, height = picture.size
            if width * height > request.pixels:
                return Answer(problem="too-many-pixels", width=width, height=height), b""
            if request.want == "codes":
                found, upright = {"codes": codes(picture)}, Image.new("RGB", (0, 0))
            else:
                found.update(camera_data(picture.getexif()))
                picture.thumbnail((request.side, request.side), Image.Resampling.BICUBIC, reducing_gap=1.0)
                upright = ImageOps.exif_transpose(picture).convert("RGB")
    except MemoryError:
        return Answer(problem="too-much-memory", width=width, height=height), b""
    except Exception:  # noqa: BLE001  (decoders of hostile bytes raise anything; the kind of failure is not evidence)
        return msgspec.convert({"problem": "broken", "width": width, "height": height, **found}, Answer), b""
    size = {"width": width, "height": height, "preview_width": upright.width, "preview_height": upright.height}
    return msgspec.convert({**found, **size}, Answer), upright.tobytes()


def codes(picture: Image.Image) -> tuple[str, ...]:
    """Return the texts of the QR codes in *picture*, each once, whichever way they are turned."""
    import zxingcpp  # noqa: PLC0415  (previews, which are most of the work, start without it)

    picture.draft("L", (CODES_SIDE, CODES_SIDE))
    picture.thumbnail((CODES_SIDE, CODES_SIDE), Image.Resampling.BICUBIC, reducing_gap=1.0)
    kinds = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    read = zxingcpp.read_barcodes(picture.convert("L"), formats=kinds, text_mode=zxingcpp.TextMode.Plain)
    texts = dict.fromkeys(one.text for one in read if 0 < len(one.text) <= CODE_LETTERS)
    return tuple(texts)[:MOST_CODES]


def _heif() -> bool:
    try:
        import pillow_heif  # type: ignore[import-not-found,unused-ignore]  # noqa: PLC0415  (optional extra)
    except ImportError:
        return False
    pillow_heif.register_heif_opener()
    return True


def serve(source: BinaryIO, sink: BinaryIO) -> None:
    """Answer requests until the parent closes the pipe."""
    limited = False
    while len(head := source.read(U32.size)) == U32.size:
        request = msgspec.json.decode(source.read(U32.unpack(head)[0]), type=Request)
        if not limited:
            limit(request.memory, request.cpu)
            limited = True
        answer, pixels = look(source.read(request.size), request)
        text = msgspec.json.encode(answer)
        sink.write(U32.pack(len(text)) + text + pixels)
        sink.flush()


def give_way() -> None:
    """Let the window have the processor first. On Windows the parent starts this process with less priority."""
    if hasattr(os, "nice"):
        os.nice(5)


if __name__ == "__main__":
    give_way()
    warnings.simplefilter("ignore")
    serve(sys.stdin.buffer, sys.stdout.buffer)
