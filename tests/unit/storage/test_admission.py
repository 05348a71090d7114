from __future__ import annotations

import random
from collections.abc import Callable, Sequence

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from fieldkit.domain.entry import Draft, Signed
from fieldkit.storage import admission
from fieldkit.storage.check import check
from fieldkit.storage.store import Store
from fieldkit.trust.heads import SignedHead, sign_head
from fieldkit.trust.signing import SoftKey
from tests.unit.storage.practice_home import (
    Bench,
    forged_twin,
    heads_of,
    introduced,
    narrative,
    titled,
    uuid,
    whole_log,
)


class Sender:
    """A laptop whose log others receive: ten entries about two seizures, and its signed head."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        with bench.open() as store:
            self.write(store, introduced(bench.officer), titled(1, "Raid"), titled(2, "Stop"))
            for turn in range(6):
                self.write(store, narrative(1 + turn % 2, f"told {turn}"))
            self.log = whole_log(store)
            self.heads = heads_of(store, bench.device.signer)

    def write(self, store: Store, *drafts: Draft) -> None:
        store.ledger.append(drafts, signer=self.bench.officer, claimed=self.bench.clock())


@pytest.fixture
def sender(make_bench: Callable[[str], Bench]) -> Sender:
    return Sender(make_bench("sender"))


def test_a_whole_log_is_admitted_and_again_is_nothing_new(sender: Sender, store: Store) -> None:
    first = store.ledger.admit(sender.log, heads=sender.heads)
    assert list(first.new) == [one.hash for one in sender.log]
    before = store.projections.content_hash()
    again = store.ledger.admit(sender.log, heads=sender.heads)
    assert (again.new, again.pending) == ((), ())
    assert set(again.known) == {one.hash for one in sender.log}
    assert store.projections.content_hash() == before
    assert check(store).ok


def test_entries_beyond_a_gap_wait_and_are_admitted_when_it_closes(sender: Sender, store: Store) -> None:
    hole = sender.log[4]
    first = store.ledger.admit([one for one in sender.log if one != hole], heads=sender.heads, device="d1", wall=5)
    assert len(first.new) == 4
    assert list(first.pending) == [one.hash for one in sender.log[5:]]
    assert {(one.device, one.wall) for one in store.ledger.pending("d1")} == {("d1", 5)}
    assert store.ledger.heads()[hole.entry.log] == (3, sender.log[3].hash)
    second = store.ledger.admit([hole], heads=[])
    assert set(second.new) == {one.hash for one in sender.log[4:]}
    assert store.ledger.pending() == []
    assert check(store).ok


def test_entries_beyond_the_signed_head_wait_for_the_next_one(sender: Sender, store: Store) -> None:
    middle = sign_head(log=sender.log[5].entry.log, seq=5, head=sender.log[5].hash, signer=sender.bench.device.signer)
    assert len(store.ledger.admit(sender.log, heads=[middle]).new) == 6
    assert len(store.ledger.pending()) == len(sender.log) - 6
    assert len(store.ledger.admit([], heads=sender.heads).new) == len(sender.log) - 6


def test_a_head_signed_by_another_key_than_the_one_that_opened_the_log_lets_nothing_in(
    sender: Sender, store: Store
) -> None:
    log = sender.log[0].entry.log
    strange = sign_head(log=log, seq=len(sender.log) - 1, head=sender.log[-1].hash, signer=SoftKey.generate())
    assert store.ledger.admit(sender.log, heads=[strange]).new == ()


def test_a_loose_entry_counts_at_once_and_finds_its_place_later(sender: Sender, store: Store) -> None:
    introduction, scanned = sender.log[1], sender.log[6]
    assert store.ledger.admit([introduction, scanned], loose=True).new == (introduction.hash, scanned.hash)
    assert store.ledger.loose() == [introduction, scanned]
    view = store.projections.seizure(scanned.entry.scope[0])
    assert view is not None
    assert view.entries == 1
    assert store.ledger.heads() == {}
    assert check(store).ok
    store.ledger.admit(sender.log[:6], heads=sender.heads)
    assert store.ledger.loose() == []
    store.ledger.admit(sender.log, heads=sender.heads)
    assert check(store).ok


def test_two_entries_at_one_place_are_both_kept_and_named(
    sender: Sender, store: Store, make_bench: Callable[[str], Bench]
) -> None:
    twin = forged_twin(sender.log[5], sender.bench.officer, "another story")
    store.ledger.admit(sender.log, heads=sender.heads)
    admitted = store.ledger.admit([twin], heads=[])
    assert admitted.new == admitted.twins == (twin.hash,)
    assert store.ledger.forks() == {twin.entry.log: sorted([(5, twin.hash), (5, sender.log[5].hash)])}
    assert check(store).ok


def test_a_device_that_sends_too_much_that_waits_is_told_so(
    sender: Sender, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(admission, "PENDING_QUOTA", 2 * len(sender.log[2].raw))
    came = store.ledger.admit(sender.log[1:], heads=sender.heads, device="d1")
    assert came.new == ()
    assert came.refused
    assert len(came.pending) + len(came.refused) == len(sender.log) - 1
    assert {one.hash for one in store.ledger.pending()} == set(came.pending)


@pytest.fixture(scope="module")
def fleet(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Signed], list[SignedHead], str, frozenset[str]]:
    """Three laptops' entries on the same two seizures, one log forked; and what one home makes of them at once."""
    senders = [Sender(Bench(tmp_path_factory.mktemp("sender") / "home")) for _ in range(3)]
    entries = [one for sender in senders for one in sender.log]
    entries.append(forged_twin(senders[0].log[7], senders[0].bench.officer, "another story"))
    heads = [head for sender in senders for head in sender.heads]
    with Bench(tmp_path_factory.mktemp("all") / "home").open() as store:
        store.ledger.admit(entries, heads=heads)
        whole = frozenset(one.hash for one in store.ledger.in_scope(uuid(1)))
        return entries, heads, store.projections.content_hash(), whole


@settings(max_examples=6, phases=[Phase.generate], suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.randoms(use_true_random=False))
def test_any_order_any_pieces_and_any_repetition_end_in_the_same_rows(
    fleet: tuple[list[Signed], list[SignedHead], str, frozenset[str]],
    tmp_path_factory: pytest.TempPathFactory,
    chance: random.Random,
) -> None:
    entries, heads, expected, whole = fleet
    with Bench(tmp_path_factory.mktemp("any") / "home").open() as store:
        for piece in _pieces(entries, chance):
            store.ledger.admit(piece, heads=chance.sample(heads, chance.randrange(3)), loose=chance.random() < 0.2)
            if chance.random() < 0.3:
                store.projections.refresh()
        store.ledger.admit([], heads=heads)
        assert frozenset(one.hash for one in store.ledger.in_scope(uuid(1))) == whole
        assert store.projections.content_hash() == expected
        assert store.ledger.pending() == []
        assert store.ledger.loose() == []
        store.projections.rebuild()
        assert store.projections.content_hash() == expected


def _pieces(entries: Sequence[Signed], chance: random.Random) -> list[list[Signed]]:
    shuffled = [*entries, *chance.sample(list(entries), len(entries) // 3)]
    chance.shuffle(shuffled)
    cuts = sorted(chance.sample(range(len(shuffled)), 4))
    return [shuffled[a:b] for a, b in zip([0, *cuts], [*cuts, len(shuffled)], strict=True)]
