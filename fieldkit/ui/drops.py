"""Files that a person drops on a page."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData


def dropped(mime: QMimeData) -> list[Path]:
    """Return the local files and folders in *mime*; anything else dropped is none of ours."""
    return [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
