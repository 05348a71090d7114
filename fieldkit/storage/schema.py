"""Bringing a database to the schema of this program, or refusing one of a newer program.

The tables themselves (`tables.py`) are imported by the migrations only: SQLModel costs a second at every start.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from sqlalchemy import Connection

from fieldkit.errors import N_, KnownError
from fieldkit.storage.database import Database

SCHEMA_MAJOR: Final = 1
SCHEMA_MINOR: Final = 0
SCHEMA: Final = SCHEMA_MAJOR * 1000 + SCHEMA_MINOR
"""`PRAGMA user_version`. A program opens any minor of its own major, brings older majors up, and refuses newer ones."""

_MIGRATIONS: Final = Path(__file__).parent / "migrations"


class NewerHome(KnownError):
    """The database was written by a newer program whose schema this one does not know."""

    code = "newer-home"
    message = N_("This home was last used by a newer Fieldkit (format {found}; this one knows {known}).")
    hint = N_("Nothing was changed. Use the newer Fieldkit, or update this one.")


def bring_up(database: Database) -> None:
    """Create or upgrade the schema in one transaction. Raises NewerHome; a failure leaves the database as it was."""
    with database.reading() as connection:
        found = version_of(connection)
    if found // 1000 > SCHEMA_MAJOR:
        raise NewerHome(found=found, known=SCHEMA)
    if found >= SCHEMA:
        return
    with database.writing() as connection:
        if version_of(connection) < SCHEMA:  # another process may have been faster
            upgrade(connection)
            connection.exec_driver_sql(f"PRAGMA user_version={SCHEMA}")


def version_of(connection: Connection) -> int:
    """Return the schema version stamped into the file, 0 for an empty one."""
    return int(connection.exec_driver_sql("PRAGMA user_version").scalar() or 0)


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Run the migrations up to *revision* on *connection*, inside its transaction."""
    from alembic import command  # noqa: PLC0415  (a third of a second that only new and old homes need)
    from alembic.config import Config  # noqa: PLC0415

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    command.upgrade(config, revision)
