from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from fieldkit.storage import schema
from fieldkit.storage.database import Database
from fieldkit.storage.home_tables import EVERY_TABLE
from tests.unit.storage.practice_home import Bench, narrative

KEY = bytes(range(32))


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = Database(tmp_path / "fieldkit.db", KEY)
    yield opened
    opened.close()


def test_the_migrations_make_exactly_the_tables_of_the_models(database: Database) -> None:
    schema.bring_up(database)
    with database.writing() as tx:
        options = {"include_object": _ours, "version_table": "schema_version", "compare_type": True}
        assert compare_metadata(MigrationContext.configure(tx, opts=options), EVERY_TABLE) == []


def _ours(_object: object, name: str | None, kind: str, _reflected: bool, _other: object) -> bool:  # noqa: FBT001
    return not (kind == "table" and str(name).startswith(("search_index", "search_terms")))


def test_every_table_is_strict(database: Database) -> None:
    schema.bring_up(database)
    with database.reading() as connection:
        rows = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'table'").all()
    lax = [
        name
        for name, sql in rows
        if "STRICT" not in sql and not re.match("schema_version|search_index|search_terms", name)
    ]
    assert lax == []


def test_bringing_up_twice_changes_nothing(database: Database) -> None:
    schema.bring_up(database)
    with database.reading() as connection:
        before = connection.exec_driver_sql("SELECT sql FROM sqlite_master ORDER BY name").all()
    schema.bring_up(database)
    with database.reading() as connection:
        assert connection.exec_driver_sql("SELECT sql FROM sqlite_master ORDER BY name").all() == before
        assert schema.version_of(connection) == schema.SCHEMA


def test_a_home_of_a_newer_program_is_refused_untouched(bench: Bench) -> None:
    with bench.open() as store, store.writing() as tx:
        tx.exec_driver_sql(f"PRAGMA user_version={(schema.SCHEMA_MAJOR + 1) * 1000}")
    with pytest.raises(schema.NewerHome):
        bench.open()


def test_a_home_of_a_newer_minor_program_still_works(bench: Bench) -> None:
    with bench.open() as store, store.writing() as tx:
        tx.exec_driver_sql(f"PRAGMA user_version={schema.SCHEMA + 1}")
    with bench.open() as store:
        store.ledger.append([narrative(1, "text")], signer=bench.officer, claimed=bench.clock())
        with store.database.reading() as connection:
            assert schema.version_of(connection) == schema.SCHEMA + 1


def test_a_migration_that_fails_leaves_the_database_as_it_was(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = schema.upgrade

    def failing(connection: object) -> None:
        whole(connection)  # type: ignore[arg-type]  # handed through as it came
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr(schema, "upgrade", failing)
        with pytest.raises(ZeroDivisionError):
            schema.bring_up(database)
    with database.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar() == 0
    schema.bring_up(database)
