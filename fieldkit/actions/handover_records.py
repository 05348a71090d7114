"""What the actions of a hand-over by codes return: frozen records for screens and the command line."""

from __future__ import annotations

from typing import Literal

import msgspec

from fieldkit.actions.desk import Changes
from fieldkit.domain.values import Amount, Party
from fieldkit.domain.view import COUNTS, Standing

Agreement = Literal["agrees", "differs", "not_read", "not_offered"]


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """What a screen shows.

    parts: one text for each code. modules: the same as rows of a QR code, dark ones True, without the white around
    (4 modules). letters: the 10 letters by which the offer is found once it was taken in.
    """

    offer: str
    parts: tuple[str, ...]
    modules: tuple[tuple[tuple[bool, ...], ...], ...]
    letters: str


class OfferedLine(msgspec.Struct, frozen=True, kw_only=True):
    """One exhibit of an offer, without what the taker must read from the package. label: its number, to find it by.

    answer: "", "accepted", "refused" or "withdrawn". disputed: somebody else claims the same exhibit.
    """

    exhibit: str
    label: str
    note: str = ""
    answer: str = ""
    disputed: bool = False


class Offered(msgspec.Struct, frozen=True, kw_only=True):
    """An offer as the taker may see it before typing: no seals, no weights.

    signer, rank, unit: whose key signed, by certificate if `certified`, else by that key's own word; giver: whom the
    offer names. standing: what it counts for; an offer that does not count cannot be answered. unproven: headquarters
    has not shown yet that it holds it. forked: its log was written twice, by a copy of that device.
    to_me: this officer may answer it.
    """

    changes: Changes
    offer: str
    letters: str
    seizure: str
    number: str
    giver: Party
    signer: str
    rank: str
    unit: str
    certified: bool
    standing: Standing
    unproven: bool
    forked: bool
    to: Party
    to_me: bool
    purpose: str
    transport: str
    wall: int
    lines: tuple[OfferedLine, ...]

    @property
    def counts(self) -> bool:
        """Tell whether the offer counts."""
        return self.standing in COUNTS

    @property
    def open(self) -> bool:
        """Tell whether a line still waits for an answer."""
        return self.counts and any(not line.answer for line in self.lines)


class Compared(msgspec.Struct, frozen=True, kw_only=True):
    """One line as read by the taker beside what was offered; shown after the blind typing, never before.

    delta_ug = read - offered; both within tolerance_ug agree. not_read: it was offered and the taker left it empty.
    """

    exhibit: str
    label: str
    seals: Agreement
    weight: Agreement
    offered_seals: tuple[str, ...] = ()
    offered_gross: Amount | None = None
    delta_ug: int = 0
    tolerance_ug: int = 0

    @property
    def agrees(self) -> bool:
        """Tell whether nothing differs and nothing that was offered was left unread."""
        return {self.seals, self.weight} <= {"agrees", "not_offered"}
