"""Look things up: the list of seizures, one seizure, a search."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec

from fieldkit.actions.desk import Desk
from fieldkit.domain.entry import Draft
from fieldkit.domain.review_bodies import Viewed
from fieldkit.domain.types import plain
from fieldkit.domain.view import SeizureView
from fieldkit.storage.listing import Listed
from fieldkit.storage.search import Hit

__all__ = ["MOST", "Hit", "Listed", "lines", "missing", "opened", "recent", "search", "seizure", "seizures"]

MOST: Final = 200
"""Search results that are shown."""
PAGE: Final = 300
"""Lines of the list that are shown at first; scrolling to the end brings as many more."""


def seizures(*, desk: Desk, text: str = "") -> tuple[Listed, ...]:
    """Return the lines of the list, newest first; with *text* only seizures in which every word of it stands.

    Of a search that finds very many the best are returned (`MOST` hits): another word makes it narrower.
    """
    if not text.strip():
        return tuple(desk.store.projections.seizures())
    wanted = dict.fromkeys(hit.seizure for hit in search(desk=desk, text=text))
    return tuple(desk.store.projections.lines(list(wanted)))


class Recent(msgspec.Struct, frozen=True, kw_only=True):
    """The beginning of the list, newest first, and how many seizures there are in all."""

    listed: tuple[Listed, ...]
    total: int


def recent(*, desk: Desk, limit: int = PAGE) -> Recent:
    """Return about *limit* lines: what headquarters has not confirmed or has returned comes before what is done."""
    projections = desk.store.projections
    open_ = projections.seizures(received=False, limit=limit)
    back = projections.seizures(states=["returned"], limit=limit)
    done = projections.seizures(received=True, limit=max(0, limit - len(open_)))
    listed = {one.id: one for one in (*open_, *back, *done)}
    ordered = sorted(listed.values(), key=lambda one: (-one.last_wall, one.id))
    return Recent(listed=tuple(ordered), total=projections.count())


def missing(*, desk: Desk, limit: int = 6) -> tuple[tuple[Listed, ...], int]:
    """Return the newest seizures that headquarters has not confirmed, and how many of them there are in all."""
    projections = desk.store.projections
    return tuple(projections.seizures(received=False, limit=limit)), projections.count(received=False)


def lines(*, desk: Desk, seizures: Sequence[str]) -> tuple[Listed, ...]:
    """Return the lines of those of these seizures that are known here."""
    return tuple(desk.store.projections.lines(list(seizures)))


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
