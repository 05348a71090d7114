from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from fieldkit.domain.entry import Blob, Draft
from fieldkit.storage.check import HINTS, MESSAGES, Report, check
from fieldkit.storage.failures import StoreDamaged
from fieldkit.storage.store import Store
from tests.unit.storage.practice_home import Bench, attach, heads_of, introduced, narrative, titled, uuid


@pytest.fixture
def blob(bench: Bench, store: Store, tmp_path: Path) -> Blob:
    """Fill the home with two seizures, one photo and a signed head; return the photo."""
    store.ledger.append(
        [introduced(bench.officer), titled(1, "Raid"), narrative(1, "By the river"), titled(2, "Stop")],
        signer=bench.officer,
        claimed=bench.clock(),
    )
    made = attach(bench, store, 1, tmp_path / "IMG_0001.JPG", b"\xff\xd8 practice photo " * 5000)
    store.ledger.admit([], heads=heads_of(store, bench.device.signer))
    store.projections.refresh()
    return made


def codes(report: Report) -> set[str]:
    assert report.ok == (not report.problems)
    return {problem.code for problem in report.problems}


def alter(store: Store, *statements: str) -> None:
    """Change the database as somebody would who has the key and knows SQL."""
    with store.writing() as tx:
        for table in ("entry", "entry_scope", "entry_blob", "entry_type"):
            for act in ("update", "delete"):
                tx.exec_driver_sql(f"DROP TRIGGER IF EXISTS {table}_refuses_{act}")
        for statement in statements:
            tx.exec_driver_sql(statement)


def test_a_whole_home_passes_and_everything_is_counted(store: Store, blob: Blob) -> None:
    report = check(store, deep=True)
    assert report == Report(ok=True, entries=6, seizures=2, originals=1, awaited=0, unnamed=0, deep=True)


def test_every_code_has_a_sentence() -> None:
    assert set(HINTS) - {""} <= set(MESSAGES)


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        (
            "UPDATE entry SET raw = CAST(replace(CAST(raw AS TEXT), 'river', 'shore') AS BLOB) WHERE seq = 3",
            "entry-changed",
        ),
        ("UPDATE entry SET sig = (SELECT sig FROM entry WHERE seq = 2) WHERE seq = 3", "entry-changed"),
        ("UPDATE entry SET hash = replace(hash, substr(hash, 1, 4), '0000') WHERE seq = 3", "entry-changed"),
        ("UPDATE entry SET seq = 9 WHERE seq = 5", "entry-misfiled"),
        ("DELETE FROM entry_scope WHERE n = 4", "entry-misfiled"),
        ("INSERT INTO entry_scope VALUES ('01990000-0000-7000-8000-000000000002', 4)", "entry-misfiled"),
        ("DELETE FROM entry_blob", "entry-misfiled"),
        ("UPDATE entry_blob SET size = size + 1", "entry-misfiled"),
        ("UPDATE entry_blob SET sha256 = replace(sha256, substr(sha256, 1, 4), '0000')", "entry-misfiled"),
        ("DELETE FROM entry_type WHERE type = 'key.open'", "entry-misfiled"),
        ("DELETE FROM entry WHERE seq = 3", "chain-broken"),
        ("DELETE FROM entry WHERE seq = 0", "chain-broken"),
        ("UPDATE signed_head SET sig = replace(sig, substr(sig, 1, 4), '0000')", "head-changed"),
        ("UPDATE signed_head SET seq = 3", "head-differs"),
        ("UPDATE seizure_list SET number = 'T-2026-K7Q-999'", "projections-differ"),
        (
            "UPDATE seizure_view SET body = CAST(replace(CAST(body AS TEXT), 'river', 'shore') AS BLOB)",
            "projections-differ",
        ),
        ("DELETE FROM search_row WHERE kind = 'narrative'", "projections-differ"),
        ("DELETE FROM search_index", "projections-differ"),
    ],
)
def test_whatever_is_changed_in_the_database_is_found(store: Store, blob: Blob, statement: str, code: str) -> None:
    alter(store, statement)
    assert code in codes(check(store))


def test_projections_that_differ_are_mended_by_rebuilding(store: Store, blob: Blob) -> None:
    before = store.projections.content_hash()
    alter(store, "UPDATE seizure_list SET number = 'X'", "DELETE FROM search_index", "DELETE FROM exhibit_list")
    assert codes(check(store)) == {"projections-differ"}
    assert store.projections.rebuild() == 2
    assert codes(check(store)) == set()
    assert store.projections.content_hash() == before


def test_a_missing_original_is_found(store: Store, blob: Blob) -> None:
    path = store.originals.path(blob)
    assert path is not None
    path.unlink()
    assert [(one.code, one.what) for one in check(store).problems] == [("original-missing", blob.sha256)]


@pytest.mark.parametrize("damage", ["one bit", "cut short", "longer"])
def test_a_damaged_original_is_found(store: Store, blob: Blob, damage: str) -> None:
    path = store.originals.path(blob)
    assert path is not None
    sealed = bytearray(path.read_bytes())
    if damage == "one bit":
        sealed[len(sealed) // 2] ^= 1
    path.write_bytes(
        {"one bit": bytes(sealed), "cut short": bytes(sealed[:-9]), "longer": bytes(sealed) + b"x"}[damage]
    )
    assert [(one.code, one.what) for one in check(store).problems] == [("original-damaged", blob.sha256)]


def test_only_a_deep_check_finds_a_plain_hash_that_was_never_right(bench: Bench, store: Store, blob: Blob) -> None:
    lie = Blob(
        sha256="0" * 64, size=blob.size, mime=blob.mime, sealed_sha256=blob.sealed_sha256, recipient=blob.recipient
    )
    draft = Draft(type="original.add", subj=uuid(7), scope=(uuid(2),), body={"name": "lie"}, blobs=(lie,))
    store.ledger.append([draft], signer=bench.officer, claimed=bench.clock())
    assert check(store).ok
    assert [(one.code, one.what) for one in check(store, deep=True).problems] == [("original-damaged", lie.sha256)]


def test_an_original_whose_identity_was_destroyed_is_said_to_be_locked(store: Store, blob: Blob) -> None:
    store.originals.identities.destroy(uuid(1))
    assert check(store).ok
    assert codes(check(store, deep=True)) == {"original-locked"}


def test_a_file_no_entry_names_is_counted_and_kept(bench: Bench, store: Store, blob: Blob) -> None:
    path = store.originals.path(blob)
    assert path is not None
    stray = path.with_name("f" * 64 + ".age")
    shutil.copyfile(path, stray)
    assert check(store).unnamed == 1
    assert stray.exists()


def test_a_page_changed_behind_the_databases_back_is_found(bench: Bench) -> None:
    with bench.open() as store:
        texts = [narrative(1, "x" * 9000) for _ in range(60)]
        store.ledger.append(texts, signer=bench.officer, claimed=bench.clock())
    pages = bytearray(bench.home.database.read_bytes())
    pages[-2000] ^= 1
    bench.home.database.write_bytes(pages)
    with bench.open() as store, pytest.raises(StoreDamaged):
        store.database.verify_pages()
