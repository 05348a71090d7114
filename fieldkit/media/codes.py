"""QR codes as pictures: drawn for a screen, and read from a photo or screenshot in the child process."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PIL import Image

from fieldkit.errors import N_, KnownError
from fieldkit.media.examine import Examiner
from fieldkit.media.kinds import SNIFF_BYTES, sniff

if TYPE_CHECKING:
    from collections.abc import Sequence

QUIET: Final = 4
"""Modules of white around a code, as ISO/IEC 18004 asks for."""
LARGEST: Final = 64 << 20
"""Bytes of the largest file that is looked into."""
_MODULE: Final = 8  # pixels: sharp on any screen, and a camera at arm's length still sees each module


class PictureNotRead(KnownError):
    """A picture that could not be looked into. `why` is the code of the reason."""

    code = "picture-not-read"
    message = N_("This picture cannot be read ({why}).")
    hint = N_("Nothing was taken in. Photograph the code again, straight and close, as a JPEG or PNG file.")


def contents(path: Path) -> bytes:
    """Return what a file to scan holds. Raises PictureNotRead, also for a pipe or a device, which would never end."""
    try:
        if not path.is_file():
            raise PictureNotRead(why=path.name)
        if path.stat().st_size > LARGEST:
            raise PictureNotRead(why="too-large")
        with path.open("rb") as file:
            return file.read(LARGEST)
    except OSError as error:
        raise PictureNotRead(why=error.strerror or path.name) from error


def is_picture(untrusted: bytes) -> bool:
    """Tell whether the first bytes are those of a picture."""
    return _mime(untrusted).startswith("image/")


def texts_in(untrusted: bytes, *, examiner: Examiner | None = None) -> list[str]:
    """Return the text of each QR code in a picture file, each once; none when it shows none.

    *examiner*: one that is running, for several pictures. Raises PictureNotRead.
    """
    if examiner is None:
        with Examiner() as own:
            return texts_in(untrusted, examiner=own)
    found = examiner.codes(untrusted, mime=_mime(untrusted))
    if found.problem:
        raise PictureNotRead(why=found.problem)
    return list(found.texts)


def _mime(untrusted: bytes) -> str:
    return sniff(untrusted[:SNIFF_BYTES], "").mime


def png(modules: Sequence[Sequence[bool]]) -> bytes:
    """Return a code as a PNG file, its quiet zone included; *modules*: rows, dark ones True."""
    size = (len(modules[0]) + 2 * QUIET, len(modules) + 2 * QUIET)
    picture = Image.new("1", size, 1)
    for y, row in enumerate(modules):
        for x, dark in enumerate(row):
            if dark:
                picture.putpixel((x + QUIET, y + QUIET), 0)
    out = io.BytesIO()
    picture.resize((size[0] * _MODULE, size[1] * _MODULE), Image.Resampling.NEAREST).save(out, "PNG")
    return out.getvalue()
