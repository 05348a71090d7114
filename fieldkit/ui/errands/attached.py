"""What to say when files were attached: what is kept, what was here already, and above all what was not taken in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from fieldkit.text.catalogue import _, _n

if TYPE_CHECKING:
    from fieldkit.actions.photos import Attached, AttachedFile
    from fieldkit.ui.window import Window


def tell(window: Window, attached: Attached) -> None:
    """Say in the banner what became of the files."""
    kept = _n("{n} original kept.", "{n} originals kept.", len(attached.kept))
    twice = len(attached.duplicates)
    again = _n("{n} file was here already.", "{n} files were here already.", twice) if twice else ""
    if attached.refused:
        title, note = refused_words(attached.refused)
        window.banner.say("warn", title, " ".join(filter(None, (note, kept, again))))
    elif attached.left:
        left = _n(
            "{n} file was not reached and stays where it is.",
            "{n} files were not reached and stay where they are.",
            attached.left,
        )
        window.banner.say("warn", _("Cancelled."), " ".join(filter(None, (kept, left, again))))
    elif twice:
        same = _("The same photo is kept only once in a seizure.")
        window.banner.say("ok" if attached.kept else "warn", f"{kept} {again}", same)
    else:
        window.banner.say("ok", kept, _("The files you chose were copied, not moved."))


def refused_words(refused: Sequence[AttachedFile]) -> tuple[str, str]:
    """Return what to say of files that were not taken in; a card that is gone is called so."""
    first, count = refused[0], len(refused)
    if first.reason == "source-unreadable" and not first.path.parent.exists():
        title = _n(
            "The card or folder is gone: {n} file was not taken in.",
            "The card or folder is gone: {n} files were not taken in.",
            count,
        )
        return title, _("Put it in again and add the folder once more; what is here already is not taken twice.")
    title = _n(
        "{n} file was not taken in: {name}.",
        "{n} files were not taken in, the first is {name}.",
        count,
        name=first.path.name,
    )
    return title, f"{first.message} {first.hint}"
