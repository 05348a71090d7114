"""The guide: `docs/guide` of a checkout, `resources/guide` of an installed app. Markdown, one page a screen."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

from fieldkit.errors import N_
from fieldkit.text.catalogue import Language
from fieldkit.text.resources import ResourceMissing, resource

PAGES: Final[dict[str, str]] = {
    "night-card": N_("Night card"),
    "today": N_("Today"),
    "write-up": N_("Write-up"),
    "exhibits-and-weighing": N_("Exhibits and weighing"),
    "photos": N_("Photos"),
    "sign-and-hand-over": N_("Sign and hand over"),
    "paper": N_("Paper"),
    "documents": N_("Documents"),
    "exchange": N_("Exchange"),
    "unlock-and-officers": N_("Unlock and officers"),
    "when-something-goes-wrong": N_("When something goes wrong"),
}
"""Pages of the guide in reading order, by file name, with their titles."""
_OF_SCREEN: Final[dict[str, str]] = {
    "today": "today",
    "writeup": "write-up",
    "seizure": "write-up",
    "evidence": "exhibits-and-weighing",
    "photos": "photos",
    "attest": "sign-and-hand-over",
    "handover": "sign-and-hand-over",
    "documents": "documents",
    "paper": "paper",
    "transcribe": "paper",
    "exchange": "exchange",
    "unlock": "unlock-and-officers",
    "setup": "unlock-and-officers",
    "laptop": "unlock-and-officers",
    "settings": "unlock-and-officers",
    "crash": "when-something-goes-wrong",
    "conflicts": "when-something-goes-wrong",
}


def page_for(screen: str) -> str:
    """Return the guide page that explains the window's page called *screen*; the night card for any other."""
    return _OF_SCREEN.get(screen, "night-card")


def guide_file(page: str, language: Language) -> Path:
    """Return the file of a page, in English where *language* has none. Raises ResourceMissing."""
    for code in (language, "en"):
        path = guide_folder() / code / f"{page}.md"
        if path.is_file():
            return path
    raise ResourceMissing(name=f"guide/{page}.md")


@cache
def guide_folder() -> Path:
    """Return the folder that holds `en`, `km` and `shots`. Raises ResourceMissing."""
    try:
        return resource("guide")
    except ResourceMissing:
        checkout = resource("SOURCES.md").parents[1] / "docs" / "guide"
        if checkout.is_dir():
            return checkout
        raise
