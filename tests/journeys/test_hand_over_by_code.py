"""A hand-over at night between two laptops that share neither network nor stick, and what headquarters makes of it."""

from __future__ import annotations

import io
import itertools
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from PIL import Image

from fieldkit.actions import custody, handover
from fieldkit.actions.desk import Desk
from fieldkit.domain import custody_bodies as cb
from fieldkit.domain import writeup_bodies as wb
from fieldkit.domain.entry import Claimed, Draft
from fieldkit.domain.guards import OfferAnswered, UnknownOffer
from fieldkit.domain.quantity import parse_mass
from fieldkit.domain.types import plain
from fieldkit.domain.values import Party
from fieldkit.domain.view import ExhibitView, SeizureView
from fieldkit.storage.keys import OfficerKeys
from fieldkit.sync.handover import NotAHandOver, parts
from fieldkit.sync.outbox import confirmed, plan
from fieldkit.trust.entries import WrongSignature
from fieldkit.trust.sealing import Identity
from tests.world import Machine, World

GIVER, TAKER = "Practice Giver", "Practice Taker"
SEALS, GRAMS = {"X": "KH-004411", "Y": "KH-004412"}, {"X": "512.4", "Y": "88.0"}


class Seat:
    """Somebody at a machine."""

    def __init__(self, machine: Machine, name: str) -> None:
        self.machine = machine
        self.name = name

    @property
    def desk(self) -> Desk:
        keys = OfficerKeys(
            person=self.machine.persons[self.name],
            name=self.name,
            unit="Practice unit",
            signer=self.machine.officers[self.name],
            identity=Identity.generate(),
        )
        return Desk(self.machine.store, keys, _Clock(self.machine.world))

    def view(self, seizure: str) -> SeizureView:
        return self.desk.seizure(seizure)


class _Clock:
    def __init__(self, world: World) -> None:
        self._world = world

    def now(self) -> Claimed:
        return self._world.clock()


class Night:
    """Two exhibits in sealed bags on the giver's laptop; the taker's laptop has never heard of them."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.giver = Seat(world.laptop("giver", GIVER), GIVER)
        self.taker = Seat(world.laptop("taker", TAKER), TAKER)
        self.seizure = self.giver.machine.seize(GIVER)
        self.ids = {name: self._bag(name) for name in SEALS}

    def _bag(self, name: str) -> str:
        desk, exhibit = self.giver.desk, self.world.new_id()
        scope = (self.seizure,)
        number = f"{self.giver.view(self.seizure).number}/{name}"
        find = wb.Find(
            number=number,
            detail=wb.Drug(substance="methamphetamine"),
            description="crystals",
            found_by=desk.party,
            collected_by=desk.party,
        )
        (found,) = desk.write(Draft(type="custody.find", subj=exhibit, scope=scope, body=plain(find)))
        package = cb.Package(package_no=f"P-{name}", seals=(SEALS[name],), sealed_by=desk.party)
        weighing = wb.Weighing(
            kind="gross_sealed", value=parse_mass(f"{GRAMS[name]} g"), seal=SEALS[name], operator=desk.party
        )
        desk.write(
            Draft(type="custody.package", subj=exhibit, scope=scope, base=(found.hash,), body=plain(package)),
            Draft(type="weighing.add", subj=exhibit, scope=scope, body=plain(weighing)),
        )
        return exhibit

    def offer(self, *, by: Seat | None = None, to: Party | None = None, only: str = "") -> str:
        seat = by or self.giver
        exhibits = [self.ids[only]] if only else list(self.ids.values())
        made = custody.offer(
            desk=seat.desk, seizure=self.seizure, exhibits=exhibits, to=to or self.taker.desk.party, purpose="store"
        )
        return made.offer

    def texts(self, seat: Seat, offer: str) -> tuple[str, ...]:
        return handover.show(desk=seat.desk, seizure=self.seizure, offer=offer).parts

    def hand(self, offer: str, source: Seat, target: Seat) -> handover.Offered:
        """Let *target* read what *source* shows."""
        return handover.take(desk=target.desk, texts=self.texts(source, offer))

    def read(self, name: str, *, seal: str = "") -> cb.AcceptLine:
        """Return what the taker reads from the bag *name*."""
        return cb.AcceptLine(exhibit=self.ids[name], seals=(seal or SEALS[name],), gross=parse_mass(f"{GRAMS[name]} g"))

    def accept(self, offer: str, *names: str, by: Seat | None = None) -> None:
        lines = [self.read(name) for name in names or SEALS]
        custody.accept(
            desk=(by or self.taker).desk, seizure=self.seizure, offer=offer, lines=lines, location="Practice safe"
        )

    def exhibit(self, seat: Seat | Machine, name: str = "X") -> ExhibitView:
        if isinstance(seat, Seat):
            view = seat.view(self.seizure)
        else:
            found = seat.store.projections.seizure(self.seizure)
            assert found is not None
            view = found
        return next(one for one in view.exhibits if one.id == self.ids[name])


@pytest.fixture
def night(tmp_path: Path) -> Iterator[Night]:
    world = World(tmp_path / "world")
    yield Night(world)
    world.close()


def held_by(exhibit: ExhibitView) -> tuple[str, str]:
    now = exhibit.axes.holder.now
    assert now is not None
    return now.state, now.party.name if now.party else ""


def photo_of(pictures: list[bytes]) -> bytes:
    """Return one photo, two codes in each row, a little turned and compressed."""
    codes = [Image.open(io.BytesIO(one)).convert("L") for one in pictures]
    side = max(code.width for code in codes) + 40
    rows = -(-len(codes) // 2)
    table = Image.new("L", (2 * side, rows * side), 120)
    for place, code in enumerate(codes):
        table.paste(code, (side * (place % 2) + 20, side * (place // 2) + 20))
    out = io.BytesIO()
    table.rotate(3, expand=True, fillcolor=120, resample=Image.Resampling.BICUBIC).save(out, "JPEG", quality=60)
    return out.getvalue()


# --- the whole night --------------------------------------------------------------------------------------------------
def test_a_whole_night_from_the_offer_to_one_chain_at_headquarters(night: Night) -> None:
    offer = night.offer()
    shown = handover.show(desk=night.giver.desk, seizure=night.seizure, offer=offer)
    photo = photo_of(list(handover.pictures(shown)))
    told = handover.take(desk=night.taker.desk, texts=handover.texts_in(photo))
    assert (told.signer, told.certified, told.standing, told.unproven) == (GIVER, True, "good", True)
    assert (told.to_me, told.open, told.letters) == (True, True, shown.letters)
    assert [line.exhibit for line in told.lines] == list(night.ids.values())
    assert all(line.label.startswith("T-2026-") for line in told.lines)
    told_all = msgspec.json.encode(told).decode()
    assert not any(secret in told_all for secret in (*SEALS.values(), *GRAMS.values())), "the taker types blind"

    found = handover.find(desk=night.taker.desk, letters=f"{shown.letters[:5]} {shown.letters[5:].lower()}")
    assert found.offer == offer
    slip = handover.compare(
        desk=night.taker.desk, offer=offer, lines=[night.read("X", seal="KH-004471"), night.read("Y")]
    )
    assert [(one.seals, one.weight, one.agrees) for one in slip] == [
        ("differs", "agrees", False),
        ("agrees", "agrees", True),
    ]
    again = handover.compare(desk=night.taker.desk, offer=offer, lines=[night.read("X")])
    assert again[0].agrees
    night.accept(offer)
    assert held_by(night.exhibit(night.taker)) == ("held", TAKER)
    assert night.exhibit(night.taker).partial

    closed = night.hand(offer, night.taker, night.giver)
    assert [line.answer for line in closed.lines] == ["accepted", "accepted"]
    assert not closed.open
    assert held_by(night.exhibit(night.giver)) == ("held", TAKER)
    with pytest.raises(OfferAnswered):
        custody.withdraw(desk=night.giver.desk, seizure=night.seizure, offer=offer, exhibits=[night.ids["X"]])

    for seat in (night.taker, night.giver):
        night.world.carry(seat.machine, night.world.hq)
    for name in SEALS:
        exhibit = night.exhibit(night.world.hq, name)
        assert held_by(exhibit) == ("held", TAKER)
        assert (exhibit.partial, exhibit.disputed, exhibit.discrepancies) == (False, False, ())
        assert not any(step.waiting or step.act.unproven for step in exhibit.timeline)
    view = night.world.hq.store.projections.seizure(night.seizure)
    assert view is not None
    assert not view.problems


@pytest.mark.parametrize("answer", ["answered", "unanswered"])
@pytest.mark.parametrize("order", list(itertools.permutations(["giver", "taker", "giver again"])))
def test_either_half_may_reach_headquarters_first(night: Night, order: tuple[str, ...], answer: str) -> None:
    offer = night.offer()
    early = night.world.stick()
    night.giver.machine.export(early)
    night.hand(offer, night.giver, night.taker)
    night.accept(offer)
    if answer == "answered":
        night.hand(offer, night.taker, night.giver)
    sticks = {"giver": early, "taker": night.world.stick(), "giver again": night.world.stick()}
    night.taker.machine.export(sticks["taker"])
    night.giver.machine.export(sticks["giver again"])
    for name in order:
        night.world.hq.take(sticks[name])
    exhibit = night.exhibit(night.world.hq)
    assert held_by(exhibit) == ("held", TAKER)
    assert [step.act.type for step in exhibit.timeline] == [
        "custody.find",
        "custody.package",
        "custody.offer",
        "custody.accept",
    ]
    assert (exhibit.partial, exhibit.disputed, exhibit.discrepancies) == (False, False, ())
    assert not exhibit.axes.holder.waiting


def test_the_takers_half_alone_is_received_while_the_givers_still_waits(night: Night) -> None:
    offer = night.offer()
    night.hand(offer, night.giver, night.taker)
    night.accept(offer)
    night.world.carry(night.taker.machine, night.world.hq)
    night.world.carry(night.world.hq, night.taker.machine)
    ledger = night.taker.machine.store.ledger
    own = ledger.own_logs()[-1]
    upto = confirmed(night.taker.machine.store).upto
    assert {signed.entry.type for signed in ledger.run(own, 0, upto[own])} >= {"key.open", "custody.accept"}
    going = plan(night.taker.machine.store)
    assert going.entries == going.news + 2, "only what headquarters cannot place yet goes again, with its own traffic"
    assert going.news == 2
    for source, target in (
        (night.giver.machine, night.world.hq),
        (night.world.hq, night.taker.machine),
        (night.taker.machine, night.world.hq),
        (night.world.hq, night.taker.machine),
    ):
        night.world.carry(source, target)
    assert plan(night.taker.machine.store).empty


def test_proofs_of_headquarters_take_the_mark_unproven_away(night: Night) -> None:
    offer = night.offer()
    night.hand(offer, night.giver, night.taker)
    night.accept(offer)
    for source, target in (
        (night.giver.machine, night.world.hq),
        (night.taker.machine, night.world.hq),
        (night.world.hq, night.taker.machine),
    ):
        night.world.carry(source, target)
    told = handover.find(desk=night.taker.desk, letters=offer)
    assert not told.unproven
    exhibit = night.exhibit(night.taker)
    assert not exhibit.partial, "the rest of its record came home with the answer"
    assert held_by(exhibit) == ("held", TAKER)


def test_what_was_taken_over_by_code_can_be_handed_on_by_code(night: Night) -> None:
    third = Seat(night.world.laptop("third", "Practice Third"), "Practice Third")
    first = night.offer()
    night.hand(first, night.giver, night.taker)
    night.accept(first)
    second = night.offer(by=night.taker, to=third.desk.party, only="X")
    told = night.hand(second, night.taker, third)
    assert told.lines[0].label == night.exhibit(night.giver).number
    (read,) = handover.compare(desk=third.desk, offer=second, lines=[night.read("X")])
    assert (read.seals, read.weight) == ("agrees", "agrees"), "the offer names what the taker before had read"
    night.accept(second, "X", by=third)
    for seat in (third, night.taker, night.giver):
        night.world.carry(seat.machine, night.world.hq)
    assert held_by(night.exhibit(night.world.hq)) == ("held", "Practice Third")
    assert held_by(night.exhibit(night.world.hq, "Y")) == ("held", TAKER)


def test_lines_are_accepted_and_refused_each_by_itself_and_travel_together(night: Night) -> None:
    offer = night.offer()
    night.hand(offer, night.giver, night.taker)
    night.accept(offer, "X")
    custody.refuse(desk=night.taker.desk, seizure=night.seizure, offer=offer, reasons={night.ids["Y"]: "seal is torn"})
    closed = night.hand(offer, night.taker, night.giver)
    assert [line.answer for line in closed.lines] == ["accepted", "refused"]
    assert held_by(night.exhibit(night.giver, "Y")) == ("held", GIVER)


def test_a_withdrawn_offer_is_shown_as_such(night: Night) -> None:
    offer = night.offer(only="X")
    custody.withdraw(desk=night.giver.desk, seizure=night.seizure, offer=offer, exhibits=[night.ids["X"]])
    told = night.hand(offer, night.giver, night.taker)
    assert [line.answer for line in told.lines] == ["withdrawn"]
    assert not told.open


def test_taking_the_same_codes_again_changes_nothing(night: Night) -> None:
    offer = night.offer()
    assert night.hand(offer, night.giver, night.taker).changes.entries == 2
    before = night.taker.machine.store.projections.content_hash()
    assert not night.hand(offer, night.giver, night.taker).changes
    assert night.taker.machine.store.projections.content_hash() == before


# --- who signed -------------------------------------------------------------------------------------------------------
def test_an_offer_by_a_key_without_certificate_is_shown_as_such(night: Night) -> None:
    night.giver.machine.officer("Practice Newcomer", certify=False)
    newcomer = Seat(night.giver.machine, "Practice Newcomer")
    given = custody.offer(
        desk=night.giver.desk,
        seizure=night.seizure,
        exhibits=[night.ids["X"]],
        to=newcomer.desk.party,
    )
    custody.accept(desk=newcomer.desk, seizure=night.seizure, offer=given.offer, lines=[night.read("X")])
    told = night.hand(night.offer(by=newcomer, only="X"), newcomer, night.taker)
    assert (told.signer, told.certified, told.standing) == ("Practice Newcomer", False, "provisional")


def test_an_offer_by_a_stranger_who_borrows_a_name_is_shown_as_uncertified(night: Night, tmp_path: Path) -> None:
    elsewhere = World(tmp_path / "elsewhere")
    forged = Night(elsewhere)
    offer = forged.offer(to=night.taker.desk.party)
    told = handover.take(desk=night.taker.desk, texts=forged.texts(forged.giver, offer))
    assert (told.signer, told.certified, told.standing) == (GIVER, False, "provisional")
    elsewhere.close()


def test_an_offer_by_a_revoked_key_is_shown_and_cannot_be_accepted(night: Night) -> None:
    offer = night.offer()
    night.world.carry(night.taker.machine, night.world.hq)
    night.world.revoke(night.giver.machine.officers[GIVER].key_id, {})
    night.world.carry(night.world.hq, night.taker.machine)
    told = night.hand(offer, night.giver, night.taker)
    assert (told.certified, told.standing, told.counts, told.open) == (True, "revoked", False, False)
    with pytest.raises(UnknownOffer):
        night.accept(offer)


def test_a_signature_that_does_not_hold_takes_nothing_in(night: Night) -> None:
    offer = night.offer()
    (signed,) = [one for one in night.giver.machine.store.ledger.in_scope(night.seizure) if one.hash == offer]
    keys = night.giver.machine.store.ledger.of_type("key.open")
    wrong = msgspec.structs.replace(signed, raw=signed.raw.replace(b'"store"', b'"storE"'))
    before = night.taker.machine.store.ledger.count()
    with pytest.raises(WrongSignature):
        handover.take(desk=night.taker.desk, texts=parts([wrong, *keys], [], practice=True))
    assert night.taker.machine.store.ledger.count() == before


# --- copies of a laptop -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("copied", ["home", "home and guard"])
def test_a_cloned_laptop_that_offers_the_same_bag_again_is_a_dispute(night: Night, copied: str) -> None:
    unaware = copied == "home and guard"
    twin = Seat(night.giver.machine.clone("twin", guard=unaware), GIVER)
    first, second = night.offer(only="X"), night.offer(by=twin, only="X")
    night.hand(first, night.giver, night.taker)
    told = night.hand(second, twin, night.taker)
    assert told.lines[0].disputed
    assert told.forked is unaware, "the guard's copy knows no difference, so both write on in one log"
    assert night.exhibit(night.taker).axes.holder.disputed


def test_a_laptop_does_not_take_in_what_its_own_copy_wrote(night: Night) -> None:
    twin = Seat(night.giver.machine.clone("twin", guard=True), GIVER)
    offer = night.offer(by=twin, only="X")
    with pytest.raises(handover.OwnLogShown):
        handover.take(desk=night.giver.desk, texts=night.texts(twin, offer))


# --- what goes wrong at the screen ------------------------------------------------------------------------------------
def test_missing_codes_are_named(night: Night) -> None:
    texts = night.texts(night.giver, night.offer())
    with pytest.raises(handover.PartsMissing) as caught:
        handover.take(desk=night.taker.desk, texts=[text for at, text in enumerate(texts, 1) if at not in (2, 4)])
    assert caught.value.facts == {"n": len(texts), "missing": "2, 4"}


def test_without_any_code_nothing_is_found(night: Night) -> None:
    with pytest.raises(handover.NoCodes):
        handover.take(desk=night.taker.desk, texts=["", "5449000000996"])


def test_two_hand_overs_are_taken_one_after_the_other(night: Night) -> None:
    texts = [*night.texts(night.giver, night.offer(only="X")), *night.texts(night.giver, night.offer(only="Y"))]
    with pytest.raises(handover.SeveralHandOvers):
        handover.take(desk=night.taker.desk, texts=texts)


def test_an_answer_to_an_offer_nobody_here_knows_is_refused(night: Night) -> None:
    third = Seat(night.world.laptop("third", "Practice Third"), "Practice Third")
    offer = night.offer()
    night.hand(offer, night.giver, night.taker)
    night.accept(offer)
    with pytest.raises(UnknownOffer):
        night.hand(offer, night.taker, third)
    assert third.machine.store.projections.seizure(night.seizure) is None


def test_an_unanswered_offer_of_another_device_is_not_shown_on(night: Night) -> None:
    offer = night.offer()
    night.hand(offer, night.giver, night.taker)
    with pytest.raises(handover.NothingToShow):
        night.texts(night.taker, offer)


def test_practice_and_earnest_do_not_mix(night: Night, tmp_path: Path) -> None:
    earnest = World(tmp_path / "earnest", practice=False)
    taker = Seat(earnest.laptop("taker", TAKER), TAKER)
    with pytest.raises(handover.PracticeHandOver):
        night.hand(night.offer(), night.giver, taker)
    earnest.close()


def test_only_a_hand_over_comes_in_by_code(night: Night) -> None:
    ledger = night.giver.machine.store.ledger
    keys, (found, *_rest) = ledger.of_type("key.open"), ledger.in_scope(night.seizure)
    (offered,) = ledger.by_hashes([night.offer()])
    night.giver.machine.officer("Practice Bystander")
    (bystander,) = (one for one in ledger.of_type("key.open") if one.entry.body["name"] == "Practice Bystander")
    for wrong in ([found, *keys], [offered, found, *keys], [offered, bystander, *keys], keys):
        with pytest.raises(NotAHandOver):
            handover.take(desk=night.taker.desk, texts=parts(wrong, [], practice=True))
    assert night.taker.machine.store.projections.seizure(night.seizure) is None


@pytest.mark.parametrize("letters", ["", "K7Q", "0000000000", "UUUUUUUUUU", "K7QT09ABCDE"])
def test_letters_of_no_offer_find_nothing(night: Night, letters: str) -> None:
    night.hand(night.offer(), night.giver, night.taker)
    with pytest.raises(UnknownOffer):
        handover.find(desk=night.taker.desk, letters=letters)
