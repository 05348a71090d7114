"""Alembic's entry point. The connection is handed over by `fieldkit.storage.schema`; there is no ini file."""

from __future__ import annotations

from alembic import context

from fieldkit.storage.home_tables import EVERY_TABLE

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=EVERY_TABLE,
    render_as_batch=True,
    transactional_ddl=True,
    version_table="schema_version",
)
with context.begin_transaction():
    context.run_migrations()
