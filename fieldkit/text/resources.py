"""Where the data files are: `resources/` of a checkout, `fieldkit/resources` of a wheel, the folder of a frozen app."""

from __future__ import annotations

import sys
from functools import lru_cache
from pathlib import Path

from fieldkit.errors import N_, BugError


class ResourceMissing(BugError):
    """A data file that ships with the app is not there: a broken installation."""

    code = "resource-missing"
    message = N_("A file of the program is missing: {name}")
    hint = N_("Everything saved is safe. Install Fieldkit again; the records stay where they are.")


def resource(*parts: str) -> Path:
    """Return the path of a data file or folder, for example `resource("fonts", "ui")`.

    Raises:
        ResourceMissing: nothing is there.
    """
    path = _root().joinpath(*parts)
    if not path.exists():
        raise ResourceMissing(name="/".join(parts))
    return path


def read_resource(*parts: str) -> str:
    """Return a data file's text (UTF-8). Raises `ResourceMissing`."""
    return resource(*parts).read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def _root() -> Path:
    frozen = getattr(sys, "_MEIPASS", None)  # PyInstaller unpacks data beside the code, under its own root
    package = Path(__file__).resolve().parents[1]
    places = [package / "resources", package.parent / "resources"]
    if frozen:
        places.insert(0, Path(frozen) / "resources")
    for place in places:
        if (place / "SOURCES.md").is_file():
            return place
    raise ResourceMissing(name="resources")
