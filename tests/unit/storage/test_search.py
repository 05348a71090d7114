from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fieldkit.domain.entry import Draft
from fieldkit.storage.store import Store
from fieldkit.text.fold import fold
from tests.unit.storage.practice_home import Bench, introduced, narrative, titled, uuid

OFFICER = {"name": "Practice Officer", "person": uuid(900)}


def found(exhibit: int, number: str, detail: dict[str, Any], description: str) -> Draft:
    body = {
        "number": number,
        "detail": detail,
        "description": description,
        "found_by": OFFICER,
        "collected_by": OFFICER,
    }
    return Draft(type="custody.find", subj=uuid(exhibit), scope=(uuid(1),), body=body)


@pytest.fixture
def own(bench: Bench, store: Store) -> Store:
    """Return a filled store that a test may change."""
    return fill(bench, store)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Give a filled store to look into only."""
    bench = Bench(tmp_path_factory.mktemp("filled") / "home")
    with bench.open() as store:
        yield fill(bench, store)


def fill(bench: Bench, store: Store) -> Store:
    package = {"package_no": "PKG-0042", "seals": ["KH-778123"], "sealed_by": OFFICER}
    person = {"roles": ["suspect"], "name_km": "សុខ ចាន់", "name_latin": "Nguyễn Practice", "id_no": "010203040"}
    vehicle = {"type": "vehicle", "vehicle": "motorcycle", "make": "Honda", "plate": "2AB-4711"}
    store.ledger.append(
        [
            introduced(bench.officer),
            titled(1, "ស្ត្រីម្នាក់ at the ferry"),
            narrative(1, "Two bags under the seat 100%_sure"),
            Draft(type="person.set", subj=uuid(50), scope=(uuid(1),), body=person),
            found(60, "T-2026-K7Q-001/K7Q-01", {"type": "drug", "substance": "methamphetamine"}, "white crystals"),
            found(61, "T-2026-K7Q-001/K7Q-02", vehicle, "black, dented"),
            titled(2, "Night stop"),
        ],
        signer=bench.officer,
        claimed=bench.clock(),
    )
    find = store.ledger.in_scope(uuid(1))[3]
    store.ledger.append(
        [Draft(type="custody.package", subj=uuid(60), scope=(uuid(1),), base=(find.hash,), body=package)],
        signer=bench.officer,
        claimed=bench.clock(),
    )
    return store


def kinds(store: Store, text: str) -> list[tuple[str, str]]:
    return [(hit.kind, hit.ref) for hit in store.projections.find(text)]


@pytest.mark.parametrize(
    ("typed", "kind", "ref"),
    [
        ("ferry", "seizure", 1),
        ("T-2026-K7Q-001", "seizure", 1),
        ("ស្រ្តី", "seizure", 1),
        ("ត្រីម្ន", "seizure", 1),
        ("ខ ច", "person", 50),
        ("nguyen", "person", 50),
        ("NGUYỄN", "person", 50),
        ("0203", "person", 50),
        ("amphet", "exhibit", 60),
        ("crystal white", "exhibit", 60),
        ("K7Q-02", "exhibit", 61),
        ("4711", "plate", 61),
        ("778123", "seal", 60),
        ("PKG-0042", "seal", 60),
        ("bags seat", "narrative", 1),
        ("100%_", "narrative", 1),
    ],
)
def test_things_are_found_by_any_part_of_a_word_in_either_language(
    filled: Store, typed: str, kind: str, ref: int
) -> None:
    assert kinds(filled, typed)[0] == (kind, uuid(ref))


@pytest.mark.parametrize("typed", ["", "  ", "\u200b", "zebra", "ferry zebra", "%%", '"', '" OR "', "K7Q-03", "x'y"])
def test_what_is_not_there_is_not_found_and_nothing_is_a_syntax_error(filled: Store, typed: str) -> None:
    assert kinds(filled, typed) == []


def test_one_and_two_letters_are_found_too(filled: Store) -> None:
    assert ("seizure", uuid(2)) in kinds(filled, "st")
    assert ("exhibit", uuid(61)) in kinds(filled, "b")


def test_a_whole_field_comes_before_a_part_of_one(bench: Bench, own: Store) -> None:
    drafts = [titled(3, "ferry"), titled(4, "ferryman and others")]
    own.ledger.append(drafts, signer=bench.officer, claimed=bench.clock())
    assert [ref for _, ref in kinds(own, "ferry")] == [uuid(3), uuid(4), uuid(1)]


def test_what_was_superseded_is_no_longer_found(bench: Bench, own: Store) -> None:
    (head,) = [one for one in own.ledger.in_scope(uuid(2)) if one.entry.type == "seizure.set"]
    own.ledger.append([titled(2, "Day stop", base=(head.hash,))], signer=bench.officer, claimed=bench.clock())
    assert kinds(own, "night") == []
    assert kinds(own, "day stop") == [("seizure", uuid(2))]


def test_kinds_narrow_a_search(filled: Store) -> None:
    assert {hit.kind for hit in filled.projections.find("K7Q", kinds=["exhibit"])} == {"exhibit"}


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_every_piece_of_what_was_written_finds_it(filled: Store, data: st.DataObject) -> None:
    text = fold("ស្ត្រីម្នាក់ at the ferry")
    start = data.draw(st.integers(0, len(text) - 3))
    piece = text[start : data.draw(st.integers(start + 3, len(text)))]
    assert ("seizure", uuid(1)) in kinds(filled, piece)
