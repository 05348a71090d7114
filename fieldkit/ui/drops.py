"""Files that a person drops on a page or chooses for one."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtCore import QMimeData

PICTURES: Final = "*.jpg *.jpeg *.png *.heic *.tif *.tiff *.webp"
"""What a dialog offers where a code or a bag is to be seen, as endings of names."""
SCANS: Final = f"{PICTURES} *.pdf"
"""What it offers for a paper."""
ORIGINALS: Final = f"{SCANS} *.mp4 *.mov *.mp3 *.wav"
"""What it offers for evidence; every other file can be chosen too."""


def dropped(mime: QMimeData) -> list[Path]:
    """Return the local files and folders in *mime*; anything else dropped is none of ours."""
    return [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
