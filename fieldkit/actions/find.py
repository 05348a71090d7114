"""Look things up: the list of seizures, one seizure, a search."""

from __future__ import annotations

from typing import Final

from fieldkit.actions.desk import Desk
from fieldkit.domain.entry import Draft
from fieldkit.domain.review_bodies import Viewed
from fieldkit.domain.types import plain
from fieldkit.domain.view import SeizureView
from fieldkit.storage.listing import Listed
from fieldkit.storage.search import Hit

__all__ = ["MOST", "Hit", "Listed", "opened", "search", "seizure", "seizures"]

MOST: Final = 200
"""Search results that are shown."""


def seizures(*, desk: Desk, text: str = "") -> tuple[Listed, ...]:
    """Return the lines of the list, newest first; with *text* only seizures in which every word of it stands."""
    everything = desk.store.projections.seizures()
    if not text.strip():
        return tuple(everything)
    wanted = {hit.seizure for hit in search(desk=desk, text=text)}
    return tuple(one for one in everything if one.id in wanted)


def seizure(*, desk: Desk, seizure: str) -> SeizureView:
    """Return one seizure by id or number. Raises NoSuchSeizure."""
    return desk.seizure(seizure)


def opened(*, desk: Desk, seizure: str) -> SeizureView:
    """Return one seizure for somebody who opens it: of a restricted one, that it was viewed is written down first.

    Once for each opening; whoever only looks again at what is open asks `seizure`. Raises NoSuchSeizure, DiskFull,
    DiskFailed: a view that cannot be written down is not given.
    """
    view = desk.seizure(seizure)
    if view.head is None or not any(one.value.restricted for one in view.head.heads):
        return view
    body = Viewed(what=view.number)
    desk.write(Draft(type="viewed", subj=view.id, scope=(view.id,), body=plain(body)))
    return desk.seizure(view.id)


def search(*, desk: Desk, text: str) -> tuple[Hit, ...]:
    """Return seizures, exhibits and persons in which every word of *text* stands, Khmer in any spelling order."""
    return tuple(desk.store.projections.find(text, limit=MOST))
