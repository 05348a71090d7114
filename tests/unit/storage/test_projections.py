from __future__ import annotations

import random
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from fieldkit.domain.entry import Signed
from fieldkit.storage import projections
from fieldkit.storage.check import check
from fieldkit.storage.store import Store
from fieldkit.storage.tree_store import Proof
from fieldkit.trust.certificates import leaf_key
from fieldkit.trust.heads import SignedHead
from fieldkit.trust.signing import key_id
from tests.unit.storage.practice_home import Bench, introduced, narrative, titled, uuid
from tests.unit.storage.practice_nation import Nation


@pytest.fixture(scope="module")
def nation(tmp_path_factory: pytest.TempPathFactory) -> Nation:
    return Nation(tmp_path_factory.mktemp("nation"))


def take_all(store: Store, nation: Nation) -> None:
    store.certificates.pin_root(nation.root)
    store.certificates.add(nation.certificates)
    store.ledger.admit(nation.entries, heads=nation.heads)


@pytest.fixture(scope="module")
def expected(nation: Nation, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the content hash of a home that received everything at once."""
    with Bench(tmp_path_factory.mktemp("whole") / "home").open() as store:
        take_all(store, nation)
        return store.projections.content_hash()


def test_receipts_revocations_and_reviews_show_in_what_is_read(nation: Nation, store: Store) -> None:
    take_all(store, nation)
    assert check(store).ok
    first, third = store.projections.seizure(uuid(1)), store.projections.seizure(uuid(3))
    assert first is not None
    assert third is not None
    assert first.narrative is not None
    heads = {head.value.text: head for head in first.narrative.heads}
    assert heads.keys() == {"second telling", "told again"}
    assert {problem.why for problem in third.problems} >= {"revoked"}
    assert first.receipts[0].receipt.number == "R-1"
    assert first.first_anchor is not None
    assert heads["told again"].act.not_before is not None
    assert heads["second telling"].act.not_after is not None


@settings(max_examples=6, phases=[Phase.generate], suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.randoms(use_true_random=False))
def test_reading_at_any_moment_shows_what_folding_everything_anew_would(
    nation: Nation, expected: str, tmp_path_factory: pytest.TempPathFactory, chance: random.Random
) -> None:
    arrivals: list[Callable[[Store], object]] = [lambda store: store.certificates.pin_root(nation.root)]
    arrivals += [partial(_add, der=der) for der in nation.certificates]
    arrivals += [
        partial(_admit, one=one, heads=chance.sample(nation.heads, chance.randrange(4)), loose=chance.random() < 0.3)
        for one in nation.entries
    ]
    chance.shuffle(arrivals)
    with Bench(tmp_path_factory.mktemp("any") / "home").open() as store:
        for arrival in arrivals:
            arrival(store)
            if chance.random() < 0.15:
                before = store.projections.content_hash()
                store.projections.rebuild()
                assert store.projections.content_hash() == before
        store.ledger.admit([], heads=nation.heads)
        assert store.projections.content_hash() == expected
        store.projections.rebuild()
        assert store.projections.content_hash() == expected


def _add(store: Store, *, der: bytes) -> None:
    store.certificates.add([der])


def _admit(store: Store, *, one: Signed, heads: list[SignedHead], loose: bool) -> None:
    store.ledger.admit([one], heads=heads, loose=loose)


def test_an_authority_that_comes_after_those_it_certified_changes_what_they_wrote(
    nation: Nation, expected: str, store: Store
) -> None:
    store.certificates.pin_root(nation.root)
    store.ledger.admit(nation.entries, heads=nation.heads)
    store.certificates.add([der for der in nation.certificates if der != nation.authority.issuing])
    assert store.projections.content_hash() != expected
    store.certificates.add([nation.authority.issuing])
    assert store.projections.content_hash() == expected


def test_an_anchor_counts_in_the_log_it_names_once_its_signer_is_known(nation: Nation, store: Store) -> None:
    store.certificates.pin_root(nation.root)
    anchors = [one for one in nation.entries if one.entry.type == "anchor.add"]
    about = {anchor.entry.body["log"] for anchor in anchors}
    (other,) = about - {anchors[0].entry.log}
    told = [one for one in nation.entries if one.entry.type == "narrative.set" and one.entry.log == other]
    signer = [der for der in nation.certificates if key_id(leaf_key([der])) == anchors[0].entry.by]
    store.certificates.add(der for der in nation.certificates if der not in signer)
    store.ledger.admit([*anchors, *told], loose=True)
    before = store.projections.content_hash()
    store.certificates.add(signer)
    after = store.projections.content_hash()
    store.projections.rebuild()
    assert before != after == store.projections.content_hash()


def test_only_what_an_entry_touches_is_folded_again(bench: Bench, store: Store) -> None:
    drafts = [introduced(bench.officer), titled(1, "A"), titled(2, "B"), narrative(2, "text")]
    store.ledger.append(drafts, signer=bench.officer, claimed=bench.clock())
    assert store.projections.refresh() == {uuid(1), uuid(2)}
    assert store.projections.refresh() == frozenset()
    store.ledger.append([narrative(2, "more")], signer=bench.officer, claimed=bench.clock())
    assert store.projections.dirty() == [uuid(2)]


def test_a_dirty_mark_survives_until_its_seizure_was_folded(bench: Bench) -> None:
    with bench.open() as store:
        store.ledger.append([titled(1, "A")], signer=bench.officer, claimed=bench.clock())
    with bench.open() as store:
        assert store.projections.dirty() == [uuid(1)]
        assert [line.number for line in store.projections.seizures()] == [uuid(1)[:8]]
        assert store.projections.dirty() == []


def test_a_rebuild_that_is_interrupted_goes_on_later(bench: Bench, store: Store) -> None:
    drafts = [introduced(bench.officer), *(titled(number, f"Case {number}") for number in range(1, 80))]
    store.ledger.append(drafts, signer=bench.officer, claimed=bench.clock())
    expected = store.projections.content_hash()
    told: list[tuple[int, int]] = []

    def stop(done: int, total: int) -> None:
        told.append((done, total))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        store.projections.rebuild(stop)
    assert 0 < told[0][0] < told[0][1] == 79
    assert store.projections.content_hash() == expected


def test_lists_filter_sort_and_page(bench: Bench, store: Store) -> None:
    for number in (1, 2, 3):
        drafts = [*([introduced(bench.officer)] if number == 1 else []), titled(number, f"Case {number}")]
        store.ledger.append(drafts, signer=bench.officer, claimed=bench.clock())
    titles = [line.title for line in store.projections.seizures()]
    assert titles == ["Case 3", "Case 2", "Case 1"]
    assert [line.title for line in store.projections.seizures(limit=1, offset=1)] == ["Case 2"]
    assert store.projections.seizures(states=["locked"]) == []
    assert len(store.projections.seizures(states=["draft", "locked"], received=False, attention=False)) == 3
    assert store.projections.seizure(uuid(4)) is None


def test_a_proof_of_headquarters_changes_what_is_unproven(nation: Nation, store: Store, tmp_path: Path) -> None:
    take_all(store, nation)
    entry = next(one for one in nation.entries if one.entry.type == "seizure.set" and uuid(1) in one.entry.scope)
    before = store.projections.seizure(uuid(1))
    store.proofs.keep(Proof("f" * 64, "inclusion", entry.hash, 1, b"{}"), proven=[entry.hash])
    after = store.projections.seizure(uuid(1))
    assert before is not None
    assert after is not None
    assert before.head is not None
    assert after.head is not None
    assert (before.head.heads[0].act.unproven, after.head.heads[0].act.unproven) == (True, False)


def test_a_home_folded_by_another_program_is_folded_anew(bench: Bench) -> None:
    with bench.open() as store:
        store.ledger.append([introduced(bench.officer), titled(1, "A")], signer=bench.officer, claimed=bench.clock())
        expected = store.projections.content_hash()
        with store.writing() as tx:
            tx.exec_driver_sql("UPDATE seizure_view SET body = CAST('[]' AS BLOB)")
            tx.exec_driver_sql("UPDATE seizure_list SET body = CAST('{}' AS BLOB)")
        assert not check(store).ok
        with store.writing() as tx:
            tx.exec_driver_sql(
                "UPDATE setting SET value = CAST('another program' AS BLOB) WHERE name = 'projections.made_by'"
            )
    with bench.open() as store:
        assert [line.title for line in store.projections.seizures()] == ["A"]
        assert check(store).ok
        assert store.projections.content_hash() == expected
        assert store.projections.refresh() == frozenset()
    with bench.open() as store:
        assert store.projections.refresh() == frozenset()


def test_the_fingerprint_changes_with_the_fold_and_stays_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    before = projections.fingerprint()
    projections.fingerprint.cache_clear()
    assert projections.fingerprint() == before
    monkeypatch.setattr(projections, "FOLD", projections.FOLD + 1)
    projections.fingerprint.cache_clear()
    assert projections.fingerprint() != before
    projections.fingerprint.cache_clear()
