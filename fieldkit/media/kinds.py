"""Tell what a file is from its first bytes, never from its name."""

from __future__ import annotations

from typing import Final

import msgspec

SNIFF_BYTES: Final = 64
"""How many of a file's first bytes `sniff` wants."""

_MAGIC: Final[tuple[tuple[int, bytes, str], ...]] = (
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"GIF8", "image/gif"),
    (0, b"II*\0", "image/tiff"),
    (0, b"MM\0*", "image/tiff"),
    (0, b"BM", "image/bmp"),
    (8, b"WEBP", "image/webp"),
    (0, b"%PDF-", "application/pdf"),
    (0, b"%!PS", "application/postscript"),
    (0, b"\xc5\xd0\xd3\xc6", "application/postscript"),
    (4, b"ftypheic", "image/heic"),
    (4, b"ftypheix", "image/heic"),
    (4, b"ftypmif1", "image/heic"),
    (4, b"ftypavif", "image/avif"),
    (4, b"ftypqt", "video/quicktime"),
    (4, b"ftyp", "video/mp4"),
    (0, b"\x1aE\xdf\xa3", "video/webm"),
    (8, b"AVI ", "video/x-msvideo"),
    (8, b"WAVE", "audio/wav"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"OggS", "audio/ogg"),
    (0, b"PK\x03\x04", "application/zip"),
)

_NAMES: Final[dict[str, str]] = {
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "gif": "image/gif",
    "tif": "image/tiff",
    "tiff": "image/tiff",
    "bmp": "image/bmp",
    "webp": "image/webp",
    "heic": "image/heic",
    "heif": "image/heic",
    "avif": "image/avif",
    "pdf": "application/pdf",
    "eps": "application/postscript",
    "ps": "application/postscript",
    "mp4": "video/mp4",
    "m4v": "video/mp4",
    "mov": "video/quicktime",
    "webm": "video/webm",
    "avi": "video/x-msvideo",
    "wav": "audio/wav",
    "mp3": "audio/mpeg",
    "ogg": "audio/ogg",
    "zip": "application/zip",
}

DECODED: Final[dict[str, str]] = {
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "image/webp": "WEBP",
    "image/tiff": "TIFF",
    "image/gif": "GIF",
    "image/bmp": "BMP",
    "image/heic": "HEIF",
}
"""Picture kinds we try to decode, by their Pillow format name. HEIF needs the optional `heic` extra."""


class Kind(msgspec.Struct, frozen=True):
    """mime: by content. claimed: by the name's ending ("" when the name claims nothing known)."""

    mime: str
    claimed: str

    @property
    def picture(self) -> bool:
        """Tell whether the content, or at least the name, says picture: then a person expects to see it."""
        return self.mime.startswith("image/") or self.claimed.startswith("image/")

    @property
    def misnamed(self) -> bool:
        """Tell whether name and content say different things."""
        return bool(self.claimed) and self.mime != self.claimed


def sniff(untrusted_head: bytes, untrusted_name: str) -> Kind:
    """Return the kind of a file from its first `SNIFF_BYTES` bytes and its name."""
    mime = next(
        (m for at, magic, m in _MAGIC if untrusted_head[at : at + len(magic)] == magic),
        "application/octet-stream",
    )
    ending = untrusted_name.rpartition(".")[2].lower() if "." in untrusted_name else ""
    return Kind(mime=mime, claimed=_NAMES.get(ending, ""))
