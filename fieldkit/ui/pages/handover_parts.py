"""What the hand-over page holds, and the small parts it is built from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal

from PySide6.QtWidgets import QWidget

from fieldkit.domain.values import Mark, Party
from fieldkit.text.catalogue import _
from fieldkit.text.dates import time_of_day
from fieldkit.ui import lines, words
from fieldkit.ui.clock import offset_at
from fieldkit.ui.look.tokens import L, M, S
from fieldkit.ui.widgets.boxes import Flow, column, holder, row
from fieldkit.ui.widgets.parts import Badge, Card, CardKind
from fieldkit.ui.widgets.text import Face, Icon, Text, Tone

if TYPE_CHECKING:
    from fieldkit.actions.desk import OfficerCard
    from fieldkit.actions.handover import Compared, Offered, OfferedLine

To = Literal["here", "other", "outside"]
_READING: Final = 90
"""Characters of an earlier reading: three of them and a reason fit into a note."""
Answer = Literal["", "accept", "refuse"]


@dataclass(frozen=True, slots=True)
class Held:
    """An exhibit as the giver chooses it: number and what it is, never its seal. why: why it cannot be given now."""

    id: str
    number: str
    thing: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Situation:
    """What is so before anybody types: read by the errand, shown by the page.

    me: person id of who is unlocked. offered: the offer that shows, None = one is to be made.
    offers: the offers of this seizure that wait, by hash, in plain words.
    """

    seizure: str
    number: str
    me: str
    held: tuple[Held, ...]
    officers: tuple[OfficerCard, ...]
    offered: Offered | None = None
    offers: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class Giving:
    """What the giver has typed."""

    chosen: set[str] = field(default_factory=set)
    to: To = "here"
    person: str = ""
    name: str = ""
    office: str = ""
    purpose: str = ""
    transport: str = ""
    mark: Mark = "signed"
    mail_no: str = ""
    paper: str = ""
    """Path of the scan of the signed slip, as text."""


@dataclass(slots=True)
class Bag:
    """What the taker has typed of one line, and what came of comparing it. Nothing of the offer is in it before."""

    seal: str = ""
    gross: str = ""
    no_seal: bool = False
    no_weight: bool = False
    whole: bool = True
    opened: bool = False
    told: Compared | None = None
    answer: Answer = ""
    reason: str = ""
    faults: dict[str, str] = field(default_factory=dict)
    photos: int = 0
    before: list[str] = field(default_factory=list)
    """What was read before, when the bag was read again after comparing."""

    @property
    def settled(self) -> bool:
        """Tell whether it was compared and answered; a refusal has a reason."""
        return self.told is not None and (self.answer == "accept" or (self.answer == "refuse" and bool(self.reason)))

    @property
    def seals(self) -> tuple[str, ...]:
        """Return the seal numbers that were typed, commas between them."""
        return tuple(part.strip() for part in self.seal.replace(";", ",").split(",") if part.strip())

    @property
    def read(self) -> str:
        """Return seals and weight as typed, in one short line."""
        return lines.line(" · ".join(filter(None, (", ".join(self.seals), self.gross.strip()))), _READING)

    @property
    def note(self) -> str:
        """Return what the taker signs beside the reading: what was read first, if this is not it, and the reason."""
        first = ""
        if self.before:
            first = _(
                "Read again after the offered numbers were seen. Read before: {before}.", before="; ".join(self.before)
            )
        return " ".join(filter(None, (first, self.reason)))

    def read_again(self) -> None:
        """Keep this reading among the earlier ones and open the bag for another."""
        self.before.append(self.read or _("No seal, not weighed"))
        self.told, self.answer = None, ""
        self.seal = self.gross = ""
        self.no_seal = self.no_weight = False


@dataclass(slots=True)
class Signing:
    """What the taker has typed to sign with, and why it was refused."""

    location: str = ""
    passphrase: str = ""
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """The offer that the giver signs, or the receipt of somebody without the app (mark not None)."""

    exhibits: tuple[str, ...]
    to: Party
    purpose: str
    transport: str
    mark: Mark | None = None
    mail_no: str = ""
    paper: str = ""


@dataclass(frozen=True, slots=True)
class Answered:
    """What the taker signs. person, passphrase: the taker's, where somebody else is unlocked."""

    offer: str
    bags: tuple[tuple[str, Bag], ...]
    location: str
    person: str
    passphrase: str


def clock_here(wall: int) -> str:
    """Return the clock time of *wall* (ms UTC) by this computer's clock."""
    return time_of_day(wall, offset_at(wall))


def steps(at: int) -> QWidget:
    """Return the three steps, the one at *at* (from 1) marked."""
    made: list[QWidget] = []
    for n, name in enumerate((_("Offer"), _("Check each bag"), _("Sign")), 1):
        if n < at:
            mark: QWidget = Icon("circle-check", "ok", 18)
        else:
            mark = Text(str(n), "strong", "accent" if n == at else "muted")
        made.append(
            holder(row(mark, Text(name, "strong" if n == at else "body", "accent" if n == at else "muted"), gap=6))
        )
    return holder(Flow(*made, gap=L))


def person_card(name: str, role: str, mark: Badge) -> QWidget:
    """Return a person with what they do here."""
    said = column(Text(name, "strong", wrapped=True), holder(Flow(Text(role, "cap", "muted"), mark, gap=S)), gap=4)
    return Card(row(column(Face(name, 40), None), (said, 1), gap=M), "sunken", pad=M)


def label(line: OfferedLine) -> str:
    """Return the number of a bag without its seizure's."""
    return lines.line(line.label.rpartition("/")[2], 40)


def compared(title: str, offered: str, read: str, *, same: bool) -> QWidget:
    """Return what was offered and what was read, one above the other."""
    kind: CardKind = "sunken" if same else "bad"
    tone: Tone = "" if same else "bad"
    mark = Icon("check" if same else "x", "ok" if same else "bad", 16)
    none = _("none")
    return Card(
        column(
            Text(title, "cap", "muted"),
            row(Text(_("Offered"), "cap", "muted"), None, Text(offered or none, "strong"), 20),
            row(Text(_("You read"), "cap", "muted"), None, Text(read or none, "strong", tone), mark, gap=4),
            gap=2,
        ),
        kind,
        pad=M,
    )


def verdict(told: Compared) -> Badge:
    """Return in one badge how a bag compares."""
    if told.agrees:
        return Badge(_("Same"), "ok", "circle-check")
    if told.seals == "differs":
        return Badge(_("Seal differs"), "bad", "triangle-alert")
    if told.weight == "differs":
        return Badge(_("Weight differs"), "bad", "triangle-alert")
    return Badge(_("Not everything was read"), "warn", "triangle-alert")


def offered_words(told: Compared) -> tuple[str, str]:
    """Return the offered seals and weight; only after comparing."""
    seals = ", ".join(lines.line(seal, 40) for seal in told.offered_seals)
    return seals, words.amount(told.offered_gross) if told.offered_gross else ""
