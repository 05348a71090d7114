"""The one step that moves a seizure on, for whoever is looking at it.

Somebody else's waiting comes before one's own work: an offered exhibit is in nobody's hands, and a reviewer's question
holds up a court. Then what contradicts itself, then what lacks a second signature, then the write-up, then its way out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Literal, Protocol

import msgspec

from fieldkit.domain.values import Party
from fieldkit.domain.view import ExhibitView, SeizureView, State, Step, Ticks

Code = Literal["answer_offer", "read", "settle", "sign", "write", "anchor", "export", "receipt", "open"]
Role = Literal["field", "station", "hq", "viewer"]
"""What the home is for; "viewer" for an officer who may only read, whatever the home."""
_WRITE_UP_STATES: Final[frozenset[State]] = frozenset({"draft", "returned"})


class NextStep(msgspec.Struct, frozen=True):
    """What to do, and of how many things (lines to sign, conflicts to settle); 0 where nothing is counted."""

    code: Code
    count: int = 0


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """Who is waited for in a seizure, by person id: whose answer to offers, whose signature under how many lines."""

    offers: tuple[str, ...] = ()
    unsigned: dict[str, int] = {}


class Known(Protocol):
    """What a line of the list of seizures tells. anchored: part of its log has left the hands of those who wrote it."""

    @property
    def state(self) -> State:
        """Return where the write-up stands."""

    @property
    def ticks(self) -> Ticks:
        """Return the four ticks."""

    @property
    def conflicts(self) -> int:
        """Return in how many places values stand side by side."""

    @property
    def offers(self) -> tuple[str, ...]:
        """Return the person ids who have an offer to answer."""

    @property
    def unsigned(self) -> dict[str, int]:
        """Return how many lines wait for the signature of each person id."""

    @property
    def anchored(self) -> bool:
        """Return whether an anchor was made."""


def next_step(known: Known, role: Role, person: str) -> NextStep:
    """Return the one step for *person* (an id). A headquarters and a viewer open the seizure and look."""
    if role == "viewer":
        return NextStep("open")
    if person in known.offers:
        return NextStep("answer_offer")
    return NextStep("open") if role == "hq" else _of_the_write_up(known, person)


def _of_the_write_up(known: Known, person: str) -> NextStep:
    if known.state == "returned":
        return NextStep("read")
    if known.conflicts:
        return NextStep("settle", known.conflicts)
    if lines := known.unsigned.get(person, 0):
        return NextStep("sign", lines)
    return NextStep("write") if known.state == "draft" else _way_out(known)


def _way_out(known: Known) -> NextStep:
    """Return the step of a seizure whose write-up is closed."""
    if known.ticks.received:
        return NextStep("open")
    if known.ticks.left:
        return NextStep("receipt")
    return NextStep("export" if known.anchored else "anchor")


def waiting(view: SeizureView) -> Waiting:
    """Return who is waited for in *view*.

    A line waits for a team member while the write-up is open, somebody else wrote it, and nobody but its author has
    signed or struck it.
    """
    offers = {party.person: None for exhibit in view.exhibits for party in _offered_to(exhibit) if party.person}
    unsigned: dict[str, int] = {}
    if view.state in _WRITE_UP_STATES:
        alone = [author for author in _written_alone(view) if author is not None]
        for member in _team(view):
            if lines := sum(author != member for author in alone):
                unsigned[member] = lines
    return Waiting(offers=tuple(offers), unsigned=unsigned)


def lines_to_sign(view: SeizureView, person: str) -> int:
    """Count the lines that only their author stands for and that *person* (an id) of the team could sign for.

    Also after the write-up is locked: a second signature is never late.
    """
    if person not in _team(view):
        return 0
    return sum(author is not None and author != person for author in _written_alone(view))


def _offered_to(exhibit: ExhibitView) -> Iterator[Party]:
    """Yield who was offered *exhibit* and has not answered."""
    for claim in exhibit.axes.holder.claims:
        if claim.to is not None and any(_open_offer(step, claim.entry) for step in exhibit.timeline):
            yield claim.to


def _open_offer(step: Step, entry: str) -> bool:
    return step.act.entry == entry and step.act.type == "custody.offer" and not step.answer


def _team(view: SeizureView) -> list[str]:
    """Return the person ids of the team, each once."""
    people: dict[str, None] = {}
    for head in view.team.heads if view.team else ():
        people |= {one.person: None for one in (head.value.lead, *head.value.members) if one.person}
    return list(people)


def _written_alone(view: SeizureView) -> Iterator[str | None]:
    """Yield the author of each line that only its author stands for."""
    for exhibit in view.exhibits:
        if exhibit.find.voided or exhibit.partial:
            continue
        for facts in ((exhibit.find,), exhibit.weighings, exhibit.counts, exhibit.tests):
            yield from (fact.act.person for fact in facts if not fact.attested and not fact.voided)
        sealings = (step for step in exhibit.timeline if step.act.type in {"custody.package", "custody.reseal"})
        yield from (step.act.person for step in sealings if not step.attested and not step.waiting)
