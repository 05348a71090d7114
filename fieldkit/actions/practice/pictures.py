"""Draw the photos of the practice raid, with the data a camera would write into them.

The pictures are plainly drawn and carry the word PRACTICE, so nobody can take one for a photo of a real scene.
"""

from __future__ import annotations

import io
import random
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final, Literal

import msgspec
from PIL import ExifTags, Image, ImageDraw, ImageFilter, ImageFont

from fieldkit.text.resources import resource

if TYPE_CHECKING:
    from pathlib import Path

    from fieldkit.domain.values import Point

Subject = Literal["room", "bag", "scale", "tablets", "cash", "pistol", "motorcycle", "phone", "sealed", "clock"]
SIZE: Final = (1600, 1200)
_READING_Y: Final[dict[str, int]] = {"scale": 725, "clock": 530}
CAMERA: Final = ("Practice Optical", "PO-1 (practice)")
Colour = tuple[int, int, int]
Box = tuple[int, int, int, int]


class Shot(msgspec.Struct, frozen=True, kw_only=True):
    """One photo to draw. label: what stands on the tag; reading: on a display; at: claimed time, ms UTC."""

    name: str
    subject: Subject
    label: str
    reading: str = ""
    at: int
    offset: int
    seed: int


def draw(shot: Shot, *, point: Point | None) -> bytes:
    """Return the JPEG of one shot; the same shot gives the same bytes."""
    noise = random.Random(shot.seed)  # noqa: S311  (a drawing, not a key)
    picture = _background(noise)
    pen = ImageDraw.Draw(picture)
    _SUBJECTS[shot.subject](pen, noise)
    if shot.reading:
        pen.text((800, _READING_Y[shot.subject]), shot.reading, font=_font(130), fill=(20, 60, 24), anchor="mm")
    _tag(pen, shot.label)
    _watermark(pen)
    picture = Image.blend(picture, _grain(noise), 0.06).filter(ImageFilter.GaussianBlur(0.6))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=88, exif=_exif(shot, point))
    return out.getvalue()


def write(shots: list[Shot], folder: Path, *, point: Point | None) -> list[Path]:
    """Write the shots as files into *folder*, as a camera card would hold them."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for shot in shots:
        path = folder / shot.name
        path.write_bytes(draw(shot, point=point))
        paths.append(path)
    return paths


def _exif(shot: Shot, point: Point | None) -> Image.Exif:
    local = datetime.fromtimestamp(shot.at / 1000, UTC) + timedelta(minutes=shot.offset)
    stamp = local.strftime("%Y:%m:%d %H:%M:%S")
    exif = Image.Exif()
    exif[ExifTags.Base.Make], exif[ExifTags.Base.Model] = CAMERA
    exif[ExifTags.Base.Orientation] = 1
    exif[ExifTags.Base.DateTime] = stamp
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = stamp
    if point is not None:
        gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
        gps[ExifTags.GPS.GPSLatitudeRef] = "N" if point.lat >= 0 else "S"
        gps[ExifTags.GPS.GPSLatitude] = _sexagesimal(abs(point.lat))
        gps[ExifTags.GPS.GPSLongitudeRef] = "E" if point.lon >= 0 else "W"
        gps[ExifTags.GPS.GPSLongitude] = _sexagesimal(abs(point.lon))
    return exif


def _sexagesimal(microdegrees: int) -> tuple[float, float, float]:
    degrees, rest = divmod(microdegrees, 1_000_000)
    minutes, rest = divmod(rest * 60, 1_000_000)
    return float(degrees), float(minutes), round(rest * 60 / 1_000_000, 3)


def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(resource("fonts", "ui", "Inter-700.ttf"), size)


def _background(noise: random.Random) -> Image.Image:
    base = noise.randrange(34, 58)
    small = Image.new("RGB", (32, 24))
    for x in range(32):
        for y in range(24):
            light = base + 90 - int(5 * abs(x - 16) + 4 * abs(y - 13)) + noise.randrange(-3, 4)
            small.putpixel((x, y), (max(light, 12), max(light - 8, 10), max(light - 22, 8)))
    return small.resize(SIZE, Image.Resampling.BICUBIC)


def _grain(noise: random.Random) -> Image.Image:
    tile = Image.frombytes("L", (400, 300), noise.randbytes(400 * 300))
    return tile.resize(SIZE, Image.Resampling.NEAREST).convert("RGB")


def _tag(pen: ImageDraw.ImageDraw, label: str) -> None:
    pen.rounded_rectangle((60, 980, 1540, 1130), 20, fill=(236, 232, 214), outline=(90, 84, 60), width=4)
    pen.text((100, 1008), label, font=_font(64), fill=(30, 30, 40))
    for i in range(0, 1200, 40):
        tall = 28 if i % 200 else 52
        pen.line((200 + i, 940, 200 + i, 940 - tall), fill=(240, 240, 240), width=4)
    pen.line((200, 940, 1400, 940), fill=(240, 240, 240), width=6)


def _watermark(pen: ImageDraw.ImageDraw) -> None:
    pen.text((1030, 40), "PRACTICE", font=_font(96), fill=(220, 160, 90))


def _crystals(pen: ImageDraw.ImageDraw, noise: random.Random, box: Box) -> None:
    left, top, right, bottom = box
    for _ in range(420):
        x, y = noise.randrange(left, right), noise.randrange(top, bottom)
        size, shade = noise.randrange(8, 34), noise.randrange(180, 250)
        corners = [(x + noise.randrange(-size, size + 1), y + noise.randrange(-size, size + 1)) for _ in range(4)]
        pen.polygon(corners, fill=(shade, shade, min(255, shade + 8)))


def _bag(pen: ImageDraw.ImageDraw, noise: random.Random) -> None:
    pen.rounded_rectangle((420, 200, 1180, 880), 60, fill=(150, 158, 168), outline=(210, 214, 220), width=10)
    _crystals(pen, noise, (480, 380, 1120, 830))
    pen.rectangle((420, 240, 1180, 300), fill=(60, 110, 190))


def _scale(pen: ImageDraw.ImageDraw, noise: random.Random) -> None:
    pen.rounded_rectangle((360, 520, 1240, 900), 40, fill=(70, 74, 82), outline=(120, 126, 138), width=8)
    pen.ellipse((430, 380, 1170, 560), fill=(190, 194, 200), outline=(120, 120, 120), width=6)
    pen.rounded_rectangle((560, 180, 1040, 470), 50, fill=(158, 164, 172), outline=(214, 216, 220), width=8)
    _crystals(pen, noise, (600, 280, 1000, 440))
    pen.rounded_rectangle((520, 630, 1080, 820), 16, fill=(176, 204, 160))


def _tablets(pen: ImageDraw.ImageDraw, noise: random.Random) -> None:
    for row in range(8):
        for column in range(14):
            x, y = 260 + column * 80 + noise.randrange(-6, 7), 230 + row * 84 + noise.randrange(-6, 7)
            pen.ellipse((x, y, x + 62, y + 62), fill=(206, 92, 52), outline=(120, 44, 24), width=4)
            pen.text((x + 13, y + 16), "WY", font=_font(22), fill=(120, 40, 20))


def _cash(pen: ImageDraw.ImageDraw, noise: random.Random) -> None:
    colours: list[Colour] = [(96, 140, 110), (150, 110, 150), (170, 140, 90), (90, 130, 160)]
    for i in range(18):
        x, y = 180 + (i % 3) * 420 + noise.randrange(-20, 21), 200 + (i // 3) * 118
        pen.rectangle((x, y, x + 380, y + 150), fill=colours[i % 4], outline=(235, 235, 225), width=4)
        pen.ellipse((x + 140, y + 30, x + 240, y + 120), outline=(235, 235, 225), width=5)


def _pistol(pen: ImageDraw.ImageDraw, noise: random.Random) -> None:
    del noise
    pen.rounded_rectangle((380, 380, 1240, 530), 20, fill=(40, 42, 48), outline=(110, 112, 118), width=6)
    pen.polygon([(980, 530), (1180, 530), (1260, 880), (1070, 900)], fill=(52, 46, 42), outline=(110, 104, 98))
    pen.arc((860, 500, 1010, 650), 0, 180, fill=(40, 42, 48), width=18)


def _motorcycle(pen: ImageDraw.ImageDraw, noise: random.Random) -> None:
    del noise
    for x in (330, 950):
        pen.ellipse((x, 520, x + 340, 860), outline=(24, 24, 26), width=44)
        pen.ellipse((x + 120, 640, x + 220, 740), fill=(130, 132, 136))
    pen.polygon([(500, 690), (640, 440), (1010, 430), (1120, 690), (800, 720)], fill=(150, 30, 36))
    pen.line((1010, 430, 1080, 290), fill=(170, 172, 176), width=26)
    pen.rounded_rectangle((560, 400, 900, 460), 24, fill=(26, 26, 28))


def _phone(pen: ImageDraw.ImageDraw, noise: random.Random) -> None:
    del noise
    pen.rounded_rectangle((620, 180, 980, 900), 50, fill=(18, 18, 22), outline=(140, 142, 150), width=8)
    pen.rounded_rectangle((650, 240, 950, 840), 10, fill=(34, 40, 60))


def _sealed(pen: ImageDraw.ImageDraw, noise: random.Random) -> None:
    _bag(pen, noise)
    pen.rectangle((380, 300, 1220, 400), fill=(200, 40, 40))
    pen.text((470, 316), "SEALED  PRACTICE", font=_font(60), fill=(255, 244, 230))


def _room(pen: ImageDraw.ImageDraw, noise: random.Random) -> None:
    del noise
    pen.polygon([(0, 760), (1600, 700), (1600, 1200), (0, 1200)], fill=(92, 70, 50))
    pen.rectangle((180, 300, 620, 780), fill=(74, 58, 46), outline=(40, 32, 26), width=10)
    pen.rounded_rectangle((820, 560, 1340, 800), 30, fill=(60, 74, 88))
    pen.rectangle((900, 120, 1240, 400), fill=(14, 20, 34), outline=(110, 96, 80), width=14)


def _clock(pen: ImageDraw.ImageDraw, noise: random.Random) -> None:
    del noise
    pen.rounded_rectangle((430, 300, 1170, 760), 40, fill=(20, 20, 24), outline=(120, 122, 130), width=10)
    pen.rounded_rectangle((500, 370, 1100, 690), 16, fill=(176, 204, 160))


_SUBJECTS: Final = {
    "room": _room,
    "bag": _bag,
    "scale": _scale,
    "tablets": _tablets,
    "cash": _cash,
    "pistol": _pistol,
    "motorcycle": _motorcycle,
    "phone": _phone,
    "sealed": _sealed,
    "clock": _clock,
}
