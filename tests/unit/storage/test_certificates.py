from __future__ import annotations

import pytest

from fieldkit.domain.keys import KeyFacts
from fieldkit.storage.store import Store
from fieldkit.trust.certificates import NotCertified, certificate_id, found
from fieldkit.trust.signing import SoftKey
from tests.unit.storage.practice_home import WALL, Bench, introduced, titled, uuid

AUTHORITY, _ROOT_KEY = found(name="Practice HQ", made=WALL)
STRANGER, _STRANGE_KEY = found(name="Somebody else", made=WALL)


def facts(key: SoftKey, name: str) -> KeyFacts:
    return KeyFacts(key=key.key_id, kind="officer", person=uuid(900), name=name, roles=frozenset({"officer"}))


def test_a_key_counts_as_certified_once_root_and_chain_are_here_in_any_order(bench: Bench, store: Store) -> None:
    leaf, issuing = AUTHORITY.certify(facts(bench.officer, "By certificate"), bench.officer.public, made=WALL)
    assert store.certificates.facts(bench.officer.key_id) is None
    store.certificates.add([leaf])
    assert store.certificates.facts(bench.officer.key_id) is None
    assert store.certificates.key_of(bench.officer.key_id) == bench.officer.public
    store.certificates.pin_root(AUTHORITY.root)
    assert store.certificates.facts(bench.officer.key_id) is None
    assert store.certificates.add([issuing, leaf]) == [certificate_id(issuing)]
    known = store.certificates.facts(bench.officer.key_id)
    assert known is not None
    assert (known.name, known.certified) == ("By certificate", True)
    assert store.certificates.chain_of(bench.officer.key_id) == (leaf, issuing)
    assert store.certificates.by_id(certificate_id(leaf)) == leaf


def test_a_certificate_of_another_headquarters_says_nothing(bench: Bench, store: Store) -> None:
    store.certificates.pin_root(AUTHORITY.root)
    store.certificates.add(STRANGER.certify(facts(bench.officer, "Stranger"), bench.officer.public, made=WALL))
    store.ledger.append([introduced(bench.officer, "Own word")], signer=bench.officer, claimed=bench.clock())
    known = store.certificates.facts(bench.officer.key_id)
    assert known is not None
    assert (known.name, known.certified) == ("Own word", False)
    assert store.certificates.chain_of(bench.officer.key_id) == ()


def test_of_two_certificates_the_later_one_speaks_whichever_came_first(store: Store, bench: Bench) -> None:
    key = bench.officer
    store.certificates.pin_root(AUTHORITY.root)
    store.certificates.add(AUTHORITY.certify(facts(key, "later"), key.public, made=WALL + 10**9))
    store.certificates.add(AUTHORITY.certify(facts(key, "earlier"), key.public, made=WALL))
    known = store.certificates.facts(key.key_id)
    assert known is not None
    assert known.name == "later"


def test_a_new_certificate_folds_again_what_its_key_signed(bench: Bench, store: Store) -> None:
    drafts = [introduced(bench.officer), titled(1, "Raid")]
    store.ledger.append(drafts, signer=bench.officer, claimed=bench.clock())
    store.certificates.pin_root(AUTHORITY.root)
    before = store.projections.seizure(uuid(1))
    store.certificates.add(AUTHORITY.certify(facts(bench.officer, "Certified"), bench.officer.public, made=WALL))
    after = store.projections.seizure(uuid(1))
    assert before is not None
    assert after is not None
    assert before.head is not None
    assert after.head is not None
    assert (before.head.heads[0].act.standing, after.head.heads[0].act.standing) == ("provisional", "good")


def test_what_another_window_added_is_seen(bench: Bench, store: Store) -> None:
    assert store.certificates.facts(bench.officer.key_id) is None
    with bench.open() as other:
        other.ledger.append([introduced(bench.officer, "There")], signer=bench.officer, claimed=bench.clock())
    known = store.certificates.facts(bench.officer.key_id)
    assert known is not None
    assert known.name == "There"


@pytest.mark.parametrize("rubbish", [b"", b"\x30\x82", b"x" * 10_000])
def test_what_is_no_certificate_is_not_kept(store: Store, rubbish: bytes) -> None:
    with pytest.raises(NotCertified):
        store.certificates.add([rubbish])
    assert store.certificates.all_ids() == []
