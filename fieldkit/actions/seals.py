"""The stock of numbered seals that was issued to this laptop."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Final

import msgspec

from fieldkit.actions.desk import Desk
from fieldkit.domain.seals import SealRange, Stock, key, overlapping, seal_range
from fieldkit.errors import N_, KnownError

_SETTING: Final = "seals"
_TRIES: Final = 200
_LONGEST: Final = 60


class SealsIssuedTwice(KnownError):
    """A range that overlaps one this laptop has."""

    code = "seals-issued-twice"
    message = N_("Some of the seals from {first} to {last} are in the stock already.")
    hint = N_("Nothing was changed. Compare with the numbers on the box.")


class Issued(msgspec.Struct, frozen=True, kw_only=True):
    """A range as it was entered: by whom (person id, name) and when (ms UTC)."""

    seals: SealRange
    wall: int
    person: str
    name: str


def ranges(*, desk: Desk) -> tuple[Issued, ...]:
    """Return the ranges of this laptop, the oldest first."""
    return desk.store.settings.get(_SETTING, tuple[Issued, ...]) or ()


def issue(*, desk: Desk, first: str, last: str) -> Stock:
    """Add the seals from *first* to *last* to the stock of this laptop; return the stock.

    Raises NotASealRange, SealsIssuedTwice.
    """
    new, had = seal_range(first, last), ranges(desk=desk)
    if overlapping((one.seals for one in had), new):
        raise SealsIssuedTwice(first=new.first, last=new.last)
    entered = Issued(seals=new, wall=desk.clock.now().wall, person=desk.keys.person, name=desk.keys.name)
    desk.store.settings.put(_SETTING, (*had, entered))
    return stock(desk=desk)


def withdraw(*, desk: Desk, first: str) -> Stock:
    """Take the range that begins with *first* out of the stock: entered wrongly, or given to another team."""
    kept = tuple(one for one in ranges(desk=desk) if key(one.seals.first) != key(first))
    desk.store.settings.put(_SETTING, kept)
    return stock(desk=desk)


def stock(*, desk: Desk, typed: Iterable[str] = ()) -> Stock:
    """Return the seals of this laptop, and the seals that exhibits known here carry.

    typed: seals to look up besides, whether any exhibit ever carried them; opened packages keep their old numbers.
    """
    used = {key(seal): one.number for one in desk.store.projections.exhibits() for seal in one.seals}
    held = tuple(one.seals for one in ranges(desk=desk))
    known = Stock(ranges=held, used=used)
    return msgspec.structs.replace(known, used=used | _looked_up(desk, [*typed, known.next_free()]))


def next_free(*, desk: Desk, beside: Collection[str] = ()) -> str:
    """Return the seal to suggest next, or "" without a stock; *beside* are typed already."""
    known = stock(desk=desk)
    for _try in range(_TRIES):
        seal = known.next_free(beside)
        found = _looked_up(desk, [seal])
        if not found:
            return seal
        known = msgspec.structs.replace(known, used=known.used | found)
    return ""


def _looked_up(desk: Desk, seals: Iterable[str]) -> dict[str, str]:
    """Return those of *seals* that stand anywhere in the chain of an exhibit, with its number."""
    found: dict[str, str] = {}
    for seal in filter(None, (seal.strip() for seal in seals)):
        for hit in desk.store.projections.find(seal[:_LONGEST], kinds=("seal",)):
            label, _, number = hit.label.rpartition(" · ")
            if key(label) == key(seal):
                found.setdefault(key(seal), number)
    return found
