from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldkit.domain.entry import Signed
from fieldkit.errors import BugError
from fieldkit.trust.chain import START, Position, forks, settle, unbroken
from fieldkit.trust.entries import seal
from fieldkit.trust.heads import SignedHead, sign_head
from tests.unit.trust.practice_log import DEVICE, OFFICER, SEIZURE, entry, run

LOG = run(8)


def branch(after: Signed, count: int) -> list[Signed]:
    made: list[Signed] = []
    for n in range(count):
        draft = entry("narrative.set", {"text": f"Other {n}"}, after=made[-1] if made else after, scope=[SEIZURE])
        made.append(seal(draft, OFFICER))
    return made


OTHER = branch(LOG[4], 3)
"""A second history from place 5 on, as a restored laptop would write it."""


def head_of(signed: Signed) -> SignedHead:
    return sign_head(log=signed.entry.log, seq=signed.entry.seq, head=signed.hash, signer=DEVICE)


def at(n: int) -> Position:
    return Position(n, LOG[n].hash)


@given(st.permutations(LOG))
def test_order_of_arrival_cannot_matter(order: list[Signed]) -> None:
    settled = settle(START, order, head_of(LOG[7]))
    assert settled.linked == tuple(LOG)
    assert (settled.pending, settled.astray, settled.forked) == ((), (), False)
    assert settled.at == at(7)


@given(st.sets(st.integers(0, 7)), st.integers(-1, 7))
def test_the_longest_run_without_a_gap_is_linked_and_the_rest_waits(which: set[int], end: int) -> None:
    here = [LOG[n] for n in which]
    run_length = next((n for n in range(8) if n not in which), 8)
    settled = settle(START, here, head_of(LOG[end]) if end >= 0 else None)
    linked = run_length if end < 0 else min(run_length, end + 1)
    assert settled.linked == tuple(LOG[:linked])
    assert settled.pending == tuple(LOG[n] for n in sorted(which) if n >= linked)
    assert settled.astray == ()


def test_a_gap_fills_from_what_is_held() -> None:
    settled = settle(at(2), LOG[3:6], head_of(LOG[7]))
    assert (settled.linked, settled.at) == (tuple(LOG[3:6]), at(5))


def test_of_two_histories_the_one_the_device_signed_is_linked_and_the_other_kept() -> None:
    settled = settle(START, [*LOG, *OTHER], head_of(OTHER[2]))
    assert settled.linked == (*LOG[:5], *OTHER)
    assert settled.astray == tuple(LOG[5:])
    settled = settle(START, [*LOG, *OTHER], head_of(LOG[7]))
    assert (settled.linked, settled.astray) == (tuple(LOG), tuple(OTHER))


def test_without_a_way_to_tell_both_histories_wait() -> None:
    settled = settle(START, [*LOG[:6], *OTHER[:1]])
    assert settled.linked == tuple(LOG[:5])
    assert {signed.hash for signed in settled.pending} == {LOG[5].hash, OTHER[0].hash}
    far = sign_head(log=LOG[0].entry.log, seq=20, head="e" * 64, signer=DEVICE)
    assert settle(START, [*LOG[:6], *OTHER[:1]], far).linked == tuple(LOG[:5])


def test_a_lone_entry_that_contradicts_the_head_is_not_linked() -> None:
    settled = settle(at(4), [LOG[5]], head_of(OTHER[0]))
    assert (settled.linked, settled.pending) == ((), (LOG[5],))


def test_a_head_that_leads_to_another_entry_than_the_one_held_is_a_fork() -> None:
    assert settle(at(5), OTHER, head_of(OTHER[2])).forked
    assert settle(at(5), [], head_of(OTHER[0])).forked
    assert not settle(at(5), OTHER[2:], head_of(OTHER[2])).forked  # the way back is not known yet
    assert not settle(at(5), LOG[6:], head_of(LOG[7])).forked


def test_entries_whose_place_is_taken_are_astray() -> None:
    settled = settle(at(6), OTHER, head_of(LOG[7]))
    assert settled.astray == tuple(OTHER[:2])
    assert settled.pending == tuple(OTHER[2:])


def test_a_claimed_place_that_does_not_fit_the_entry_before_is_never_linked() -> None:
    jump = seal(msgspec.structs.replace(LOG[5].entry, seq=7), OFFICER)
    settled = settle(at(4), [jump])
    assert (settled.linked, settled.pending) == ((), (jump,))
    wrong_place = sign_head(log=LOG[0].entry.log, seq=6, head=jump.hash, signer=DEVICE)
    assert settle(at(4), [jump], wrong_place).linked == ()
    assert not settle(at(5), [jump], wrong_place).forked  # what it calls its past proves nothing


def test_two_heads_and_the_way_between_them_prove_a_fork() -> None:
    assert forks(head_of(LOG[5]), head_of(OTHER[2]), OTHER)
    assert not forks(head_of(LOG[5]), head_of(OTHER[2]), OTHER[2:])
    assert not forks(head_of(LOG[4]), head_of(OTHER[2]), OTHER)
    assert not forks(head_of(LOG[5]), head_of(LOG[7]), LOG)
    stranger = sign_head(log=LOG[5].entry.log, seq=5, head=LOG[5].hash, signer=OFFICER)
    assert not forks(stranger, head_of(OTHER[2]), OTHER)


def test_entries_of_two_logs_are_never_settled_together() -> None:
    with pytest.raises(BugError):
        settle(START, [LOG[0], *run(1, log="cd" * 16)])
    with pytest.raises(BugError):
        settle(START, run(1, log="cd" * 16), head_of(LOG[0]))


def test_an_unbroken_run_is_recognised() -> None:
    assert unbroken(LOG)
    assert unbroken(LOG[3:], at(2))
    assert unbroken([])
    assert not unbroken(LOG[1:])
    assert not unbroken([*LOG[:5], *OTHER[1:]])
    assert not unbroken([LOG[0], LOG[2]])
