"""What the examiner says of good, broken, hostile and misnamed files."""

from __future__ import annotations

import io
import struct
import zlib
from typing import TYPE_CHECKING

import pytest
from PIL import ExifTags, Image

from fieldkit.domain.terms import UNSHOWN
from fieldkit.media.examine import Examiner, Limits
from fieldkit.media.kinds import sniff

if TYPE_CHECKING:
    from collections.abc import Iterator

SHA = "0" * 64


def photo(*, size: tuple[int, int] = (800, 600), camera: bool = True, orientation: int = 1) -> bytes:
    """Return a JPEG with the data a camera writes: left half red, right half blue."""
    picture = Image.new("RGB", size, (200, 30, 30))
    picture.paste((30, 30, 200), (size[0] // 2, 0, size[0], size[1]))
    exif = Image.Exif()
    if camera:
        exif[ExifTags.Base.Make] = "Practice"
        exif[ExifTags.Base.Model] = "Practice Cam 1"
        exif[ExifTags.Base.Orientation] = orientation
        exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = "2026:11:22 02:13:44"
        gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
        gps[ExifTags.GPS.GPSLatitudeRef], gps[ExifTags.GPS.GPSLatitude] = "N", (13.0, 39.0, 30.0)
        gps[ExifTags.GPS.GPSLongitudeRef], gps[ExifTags.GPS.GPSLongitude] = "E", (102.0, 33.0, 0.0)
    out = io.BytesIO()
    picture.save(out, "JPEG", exif=exif)
    return out.getvalue()


def png_header(width: int, height: int) -> bytes:
    """Return a PNG that claims a size and holds almost nothing: a pixel bomb."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    body = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + body + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")


@pytest.fixture
def examiner() -> Iterator[Examiner]:
    with Examiner() as one:
        yield one


def test_a_camera_photo_tells_time_place_and_camera(examiner: Examiner) -> None:
    found = examiner.examine(photo(), sha256=SHA, mime="image/jpeg")
    facts = found.facts
    assert facts.decoded
    assert (facts.taken, facts.camera) == ("2026-11-22 02:13:44", "Practice Cam 1")
    assert facts.point is not None
    assert (facts.point.lat, facts.point.lon) == (13_658_333, 102_550_000)
    assert not facts.likely_copy
    assert found.preview is not None
    assert Image.open(io.BytesIO(found.preview)).size == (512, 384)


def test_a_sideways_photo_is_shown_upright(examiner: Examiner) -> None:
    found = examiner.examine(photo(orientation=6), sha256=SHA, mime="image/jpeg")
    assert found.preview is not None
    shown = Image.open(io.BytesIO(found.preview))
    assert shown.size == (384, 512)
    top = shown.getpixel((190, 50))
    assert isinstance(top, tuple)
    assert top[0] > top[2], "orientation 6 turns the red left half to the top"


def test_a_photo_without_camera_data_is_pointed_out_as_a_copy(examiner: Examiner) -> None:
    assert examiner.examine(photo(camera=False), sha256=SHA, mime="image/jpeg").facts.likely_copy


@pytest.mark.parametrize(
    ("untrusted", "mime", "problem"),
    [
        (b"", "image/jpeg", "empty"),
        (photo()[:4000], "image/jpeg", "broken"),
        (b"\xff\xd8\xff" + bytes(500), "image/jpeg", "broken"),
        (png_header(20_000, 20_000), "image/png", "too-many-pixels"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "application/postscript", "no-decoder"),
        (b"%PDF-1.7\n", "application/pdf", "no-decoder"),
        (photo(), "image/png", "broken"),
    ],
)
def test_what_cannot_be_decoded_is_named_and_never_raises(
    examiner: Examiner, untrusted: bytes, mime: str, problem: str
) -> None:
    found = examiner.examine(untrusted, sha256=SHA, mime=mime)
    assert (found.facts.decoded, found.facts.problem, found.preview) == (False, problem, None)
    assert problem in UNSHOWN
    assert examiner.examine(photo(), sha256=SHA, mime="image/jpeg").facts.decoded, "the next photo is not harmed"


def test_a_picture_that_takes_too_long_is_given_up() -> None:
    with Examiner(Limits(seconds=0.01, pixels=10**9)) as hasty:
        found = hasty.examine(photo(size=(5000, 4000)), sha256=SHA, mime="image/jpeg")
    assert found.facts.problem == "too-slow"


def test_a_picture_that_wants_too_much_memory_is_given_up() -> None:
    out = io.BytesIO()
    Image.new("RGB", (9000, 9000)).save(out, "PNG")
    with Examiner(Limits(memory=180 << 20)) as poor:
        found = poor.examine(out.getvalue(), sha256=SHA, mime="image/png")
    assert found.facts.problem in ("too-much-memory", "broken", "crashed")
    assert found.preview is None


def test_the_child_is_renewed_after_its_share_of_files() -> None:
    with Examiner(Limits(answers=2)) as examiner:
        assert all(examiner.examine(photo(), sha256=SHA, mime="image/jpeg").facts.decoded for _ in range(5))


@pytest.mark.parametrize(
    ("head", "name", "mime", "misnamed"),
    [
        (b"\xff\xd8\xff\xe1", "a.jpg", "image/jpeg", False),
        (b"%PDF-1.4", "photo.JPG", "application/pdf", True),
        (b"%!PS-Adobe", "logo.eps", "application/postscript", False),
        (b"RIFF\0\0\0\0WEBPVP8 ", "x.webp", "image/webp", False),
        (b"\0\0\0\x18ftypheic", "IMG_1.HEIC", "image/heic", False),
        (b"", "empty.jpg", "application/octet-stream", True),
        (b"hello", "noname", "application/octet-stream", False),
    ],
)
def test_kind_comes_from_content(head: bytes, name: str, mime: str, misnamed: bool) -> None:  # noqa: FBT001
    kind = sniff(head, name)
    assert (kind.mime, kind.misnamed) == (mime, misnamed)
