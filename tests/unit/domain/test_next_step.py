from __future__ import annotations

import msgspec
import pytest

from fieldkit.domain import review_bodies as rb
from fieldkit.domain import writeup_bodies as wb
from fieldkit.domain.covers import make
from fieldkit.domain.next_step import Code, NextStep, Role, next_step, waiting
from fieldkit.domain.values import Party
from fieldkit.domain.view import State, Ticks
from tests.make import CLERK, OFFICER, SECOND
from tests.unit.domain.raid import SEIZURE, Raid, X

ME, OTHER = "me", "other"
AWAY, THERE = Ticks(left=True), Ticks(left=True, received=True)


class Known(msgspec.Struct, frozen=True, kw_only=True):
    state: State = "draft"
    ticks: Ticks = Ticks()
    conflicts: int = 0
    offers: tuple[str, ...] = ()
    unsigned: dict[str, int] = {}
    anchored: bool = False


@pytest.mark.parametrize(
    ("known", "code"),
    [
        (Known(), "write"),
        (Known(unsigned={OTHER: 6}), "write"),
        (Known(unsigned={ME: 6}), "sign"),
        (Known(unsigned={ME: 6}, conflicts=2), "settle"),
        (Known(state="returned", conflicts=2, unsigned={ME: 6}), "read"),
        (Known(state="returned", offers=(OTHER, ME)), "answer_offer"),
        (Known(offers=(OTHER,)), "write"),
        (Known(state="locked"), "anchor"),
        (Known(state="locked", anchored=True), "export"),
        (Known(state="locked", ticks=AWAY, anchored=True), "receipt"),
        (Known(state="locked", ticks=THERE, anchored=True), "open"),
        (Known(state="accepted", ticks=THERE, conflicts=1), "settle"),
        (Known(state="draft", ticks=AWAY), "write"),
    ],
)
def test_the_most_pressing_thing_is_the_next_step(known: Known, code: Code) -> None:
    assert next_step(known, "field", ME).code == code


def test_the_step_counts_what_it_is_about() -> None:
    assert next_step(Known(unsigned={ME: 6}), "field", ME) == NextStep("sign", 6)
    assert next_step(Known(conflicts=2), "station", ME) == NextStep("settle", 2)


@pytest.mark.parametrize("role", ["viewer", "hq"])
def test_who_does_not_write_opens_and_looks(role: Role) -> None:
    for known in (Known(), Known(conflicts=3, unsigned={ME: 2}), Known(state="returned"), Known(state="locked")):
        assert next_step(known, role, ME) == NextStep("open")


def test_a_viewer_answers_no_offer_and_headquarters_does() -> None:
    assert next_step(Known(offers=(ME,)), "viewer", ME).code == "open"
    assert next_step(Known(offers=(ME,)), "hq", ME).code == "answer_offer"


def in_team(raid: Raid) -> Raid:
    lead = Party(name=OFFICER.name, person=OFFICER.person)
    member = Party(name=SECOND.name, person=SECOND.person)
    raid.laptop.write("team.set", wb.TeamSet(lead=lead, members=(member,)))
    return raid


def test_lines_wait_for_the_other_member_of_the_team() -> None:
    raid = in_team(Raid())
    raid.package(X, raid.found[X])
    assert SECOND.person
    assert waiting(raid.view()).unsigned == {SECOND.person: 3}


def test_a_signed_or_struck_line_waits_no_more() -> None:
    raid = in_team(Raid())
    found = list(raid.found.values())
    body = rb.Attest(entries=(found[0].hash,))
    raid.laptop.write("attest", body, by=SECOND)
    assert SECOND.person
    assert waiting(raid.view()).unsigned == {SECOND.person: 1}


def test_nothing_waits_for_a_signature_once_the_write_up_is_locked() -> None:
    raid = in_team(Raid())
    raid.laptop.write("lock", rb.Lock(covers=make(SEIZURE, raid.laptop.entries)))
    assert waiting(raid.view()).unsigned == {}


def test_an_offer_waits_for_its_taker_until_it_is_answered() -> None:
    raid = Raid()
    taker = Party(name=CLERK.name, person=CLERK.person)
    offer = raid.offer({X: [raid.found[X]]}, to=taker)
    assert waiting(raid.view()).offers == (CLERK.person,)
    raid.accept(offer)
    assert waiting(raid.view()).offers == ()


def test_an_offer_to_somebody_without_the_app_waits_for_nobody_here() -> None:
    raid = Raid()
    raid.offer({X: [raid.found[X]]}, to=Party(name="Practice Doctor"))
    assert waiting(raid.view()).offers == ()
