"""What people do on their devices, as rules that Hypothesis picks from: writing up and reviewing."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

import msgspec
from hypothesis import event
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from fieldkit.actions import photos, review, writeup
from fieldkit.actions.desk import Desk
from fieldkit.domain import ledger_bodies as lb
from fieldkit.domain.entry import Draft
from fieldkit.domain.types import plain
from fieldkit.domain.values import Amount
from fieldkit.domain.view import ExhibitView, SeizureView
from fieldkit.domain.writeup_bodies import NarrativeSet, RouteSet, Weighing
from fieldkit.storage.guard import Mark
from tests.journeys.nation import Device, Template, may_refuse, settle

pick: Final = st.integers(0, 11)
"""Which of some things, counted round."""
words: Final = st.sampled_from(["one", "two", "three"])


class Place(NamedTuple):
    """Somebody at a device, before a seizure and one of its exhibits."""

    device: Device
    desk: Desk
    view: SeizureView
    exhibit: ExhibitView | None


class Work(RuleBasedStateMachine):
    """Writing up, signing together, reviewing. Set `template` and `folder` first."""

    template: Template
    folder: Path

    def __init__(self) -> None:
        super().__init__()
        self.place = Path(tempfile.mkdtemp(dir=self.folder))
        self.devices = list(settle(self.template, self.place).values())
        self.sticks: list[tuple[str, Path]] = []
        """Files that were carried away, and whom headquarters made them for."""
        self.backups: dict[str, tuple[Path, set[str]]] = {}
        self.promised: dict[Mark, str] = {}
        self.lost: set[str] = set()
        self.serial = 0
        self.revoked: lb.Revoke | None = None
        self.restored: set[str] = set()

    # --- who and where ------------------------------------------------------------------------------------------------

    def new_folder(self, name: str) -> Path:
        self.serial += 1
        return self.place / f"{name}-{self.serial}"

    def device(self, number: int) -> Device:
        return self.devices[number % len(self.devices)]

    def at(self, device: int, who: int, seizure: int, exhibit: int = 0) -> Place:
        found = self.device(device)
        desk = found.desk(who)
        known = [view for name in self.template.seizures if (view := found.store.projections.seizure(name)) is not None]
        view = known[seizure % len(known)]
        things = view.exhibits
        return Place(found, desk, view, things[exhibit % len(things)] if things else None)

    def act(self, place: Place, work: Callable[[], object]) -> None:
        """Let somebody do *work*, or be told why not; what was saved is a promise."""
        with may_refuse():
            work()
            event(f"done {work.__name__}")
            mark = place.device.store.ledger.own_head()
            assert mark is not None
            self.promised[mark] = place.device.name

    # --- writing up ---------------------------------------------------------------------------------------------------

    @rule(device=pick, who=pick, seizure=pick, text=words, route=st.booleans(), amend=st.booleans())
    def edit(self, *, device: int, who: int, seizure: int, text: str, route: bool, amend: bool) -> None:
        place = self.at(device, who, seizure)
        amends = [one.act.entry for one in place.view.reviews if one.kind == "amend"] if amend else []
        named = amends[-1] if amends else None
        value = RouteSet(departure=text, amend=named) if route else NarrativeSet(text=text, language="en", amend=named)
        group = "route.set" if route else "narrative.set"

        def edit() -> None:
            writeup.save_group(desk=place.desk, seizure=place.view.id, subject=place.view.id, group=group, value=value)

        self.act(place, edit)

    @rule(device=pick, who=pick, seizure=pick, content=st.sampled_from([b"photo a", b"photo b" * 900]))
    def attach(self, *, device: int, who: int, seizure: int, content: bytes) -> None:
        place = self.at(device, who, seizure)
        card = self.new_folder("card").with_suffix(".jpg")
        card.write_bytes(content)

        def attach() -> None:
            told = photos.attach(desk=place.desk, seizure=place.view.id, photos=[photos.Photo(path=card)])
            assert not told.refused
            after = place.device.store.projections.seizure(place.view.id)
            assert after is not None
            place.device.kept |= {one.blob.sealed_sha256 for one in after.originals if one.id in told.kept}

        self.act(place, attach)

    @rule(device=pick, who=pick, seizure=pick, exhibit=pick, grams=st.integers(500, 520))
    def weigh(self, *, device: int, who: int, seizure: int, exhibit: int, grams: int) -> None:
        place = self.at(device, who, seizure, exhibit)
        value = Amount(ug=grams * 10**6, value=str(grams), unit="g")
        body = plain(Weighing(kind="gross_sealed", value=value, operator=place.desk.party))
        thing, scope = place.exhibit, (place.view.id,)
        if thing is None:
            return

        def weigh() -> None:
            place.desk.write(Draft(type="weighing.add", subj=thing.id, scope=scope, body=body))

        self.act(place, weigh)

    @rule(device=pick, who=pick, seizure=pick, exhibit=pick, which=pick, grams=st.integers(500, 520))
    def correct(self, *, device: int, who: int, seizure: int, exhibit: int, which: int, grams: int) -> None:
        place = self.at(device, who, seizure, exhibit)
        facts = place.exhibit.weighings if place.exhibit else ()
        if not facts:
            return
        fact = facts[which % len(facts)]
        value = Amount(ug=grams * 10**6, value=str(grams), unit="g")
        body = msgspec.structs.replace(fact.register.shown, value=value)

        def correct() -> None:
            review.correct(
                desk=place.desk, seizure=place.view.id, target=fact.id, body=body, reason="mistyped", mistyped=True
            )

        self.act(place, correct)

    @rule(device=pick, who=pick, seizure=pick, which=pick, head=pick)
    def resolve(self, *, device: int, who: int, seizure: int, which: int, head: int) -> None:
        place = self.at(device, who, seizure)
        disputes = list(_disputes(place))
        if disputes:
            disputes[which % len(disputes)](self, place, head)

    @rule(device=pick, who=pick, seizure=pick)
    def attest(self, *, device: int, who: int, seizure: int) -> None:
        place = self.at(device, who, seizure)

        def attest() -> None:
            review.attest(desk=place.desk, seizure=place.view.id)

        self.act(place, attest)

    @rule(device=pick, who=pick, seizure=pick, what=st.sampled_from(["lock", "accept", "return", "amend", "endorse"]))
    def review(self, *, device: int, who: int, seizure: int, what: str) -> None:
        place = self.at(device, who, seizure)
        desk, view = place.desk, place.view
        strange = tuple(one.act.entry for one in view.problems if one.why == "unauthorised")

        def reviewed() -> None:
            if what == "lock":
                review.lock(desk=desk, seizure=view.id)
            elif what == "accept":
                review.accept(desk=desk, seizure=view.id)
            elif what == "return":
                review.send_back(desk=desk, seizure=view.id, reason="incomplete")
            elif what == "amend" and view.state == "accepted":
                review.amend(desk=desk, seizure=view.id, reason="new facts")
            elif what == "endorse" and strange:
                review.endorse(desk=desk, seizure=view.id, entries=strange, reason="seen on paper")

        self.act(place, reviewed)


def _disputes(place: Place) -> Iterator[Callable[[Work, Place, int], None]]:
    view = place.view
    for group, register in (("narrative.set", view.narrative), ("route.set", view.route)):
        if register is not None and register.disputed:
            yield _settling(view.id, register.heads, group=group)
    for exhibit in view.exhibits:
        for fact in exhibit.weighings:
            if fact.register.disputed:
                yield _settling(exhibit.id, fact.register.heads, fact=fact.id)
        for axis in ("holder", "location", "package", "analysis", "disposition"):
            claims = [claim.entry for claim in getattr(exhibit.axes, axis).claims]
            if len(claims) > 1:
                yield _settling_custody(exhibit.id, axis, claims)


def _settling(subject: str, heads: Any, **of: str) -> Callable[[Work, Place, int], None]:  # noqa: ANN401
    def settle_it(work: Work, place: Place, head: int) -> None:
        value = msgspec.structs.replace(heads[head % len(heads)].value)

        def resolve() -> None:
            review.resolve(
                desk=place.desk, seizure=place.view.id, subject=subject, value=value, reason="asked both", **of
            )

        work.act(place, resolve)

    return settle_it


def _settling_custody(exhibit: str, axis: str, claims: list[str]) -> Callable[[Work, Place, int], None]:
    def settle_it(work: Work, place: Place, head: int) -> None:
        holds = claims[head % len(claims)]

        def resolve_custody() -> None:
            review.resolve_custody(
                desk=place.desk,
                seizure=place.view.id,
                exhibit=exhibit,
                axis=axis,
                claims=claims,
                holds=holds,
                reason="seen in the store",
            )

        work.act(place, resolve_custody)

    return settle_it
