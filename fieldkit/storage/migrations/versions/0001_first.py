"""The first schema: entries, what is computed from them, keys, originals, and what travels."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_INT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_IMMUTABLE = ("entry", "entry_type", "entry_scope", "entry_blob")


def upgrade() -> None:
    tables()
    if op.get_bind().dialect.name == "sqlite":
        refuse_changes()
        op.execute(
            "CREATE VIRTUAL TABLE search_index USING fts5(folded, tokenize='trigram', content='', contentless_delete=1)"
        )
        op.execute("CREATE VIRTUAL TABLE search_terms USING fts5vocab('search_index', 'row')")


def refuse_changes() -> None:
    for table in _IMMUTABLE:
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_refuses_{act.lower()} BEFORE {act} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table}: entries are never changed or removed'); END"
            )


def tables() -> None:
    op.create_table(
        "bundle_in",
        sa.Column("bundle", sa.Text(), nullable=False),
        sa.Column("part", _INT, nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("wall", _INT, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("receipts", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("bundle", "part", name=("pk_bundle_in")),
        sqlite_strict=True,
    )
    op.create_table(
        "bundle_out",
        sa.Column("bundle", sa.Text(), nullable=False),
        sa.Column("addressee", sa.Text(), nullable=False),
        sa.Column("wall", _INT, nullable=False),
        sa.Column("parts", _INT, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("bundle", name=("pk_bundle_out")),
        sqlite_strict=True,
    )
    op.create_index(("ix_bundle_out_addressee"), "bundle_out", ["addressee"], unique=False)
    op.create_table(
        "bundle_out_log",
        sa.Column("bundle", sa.Text(), nullable=False),
        sa.Column("log", sa.Text(), nullable=False),
        sa.Column("upto", _INT, nullable=False),
        sa.PrimaryKeyConstraint("bundle", "log", name=("pk_bundle_out_log")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "bundle_out_original",
        sa.Column("sealed_sha256", sa.Text(), nullable=False),
        sa.Column("bundle", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("sealed_sha256", "bundle", name=("pk_bundle_out_original")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "certificate",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("der", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=("pk_certificate")),
        sqlite_strict=True,
    )
    op.create_index(("ix_certificate_key"), "certificate", ["key"], unique=False)
    op.create_index(("ix_certificate_subject"), "certificate", ["subject"], unique=False)
    op.create_table(
        "dirty",
        sa.Column("seizure", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seizure", name=("pk_dirty")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "draft",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("wall", _INT, nullable=False),
        sa.PrimaryKeyConstraint("name", name=("pk_draft")),
        sqlite_strict=True,
    )
    op.create_table(
        "entry",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("log", sa.Text(), nullable=False),
        sa.Column("seq", _INT, nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.Column("sig", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("n", name=("pk_entry")),
        sa.UniqueConstraint("hash", name=("uq_entry_hash")),
        sqlite_strict=True,
    )
    op.create_index("ix_entry_log_seq", "entry", ["log", "seq"], unique=False)
    op.create_table(
        "entry_blob",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("n", _INT, nullable=False),
        sa.Column("sealed_sha256", sa.Text(), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("size", _INT, nullable=False),
        sa.Column("mime", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", "n", name=("pk_entry_blob")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("ix_entry_blob_sealed_sha256", "entry_blob", ["sealed_sha256"], unique=False)
    op.create_table(
        "entry_scope",
        sa.Column("seizure", sa.Text(), nullable=False),
        sa.Column("n", _INT, nullable=False),
        sa.PrimaryKeyConstraint("seizure", "n", name=("pk_entry_scope")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "entry_type",
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("n", _INT, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("type", "n", name=("pk_entry_type")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("ix_entry_type_key", "entry_type", ["key"], unique=False)
    op.create_table(
        "exhibit_list",
        sa.Column("exhibit", sa.Text(), nullable=False),
        sa.Column("seizure", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("location", sa.Text(), nullable=False),
        sa.Column("package_no", sa.Text(), nullable=False),
        sa.Column("disposition", sa.Text(), nullable=False),
        sa.Column("attention", _INT, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("exhibit", "seizure", name=("pk_exhibit_list")),
        sqlite_strict=True,
    )
    op.create_index("ix_exhibit_list_number", "exhibit_list", ["number"], unique=False)
    op.create_index("ix_exhibit_list_seizure", "exhibit_list", ["seizure"], unique=False)
    op.create_table(
        "log_key",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("log", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", "log", name=("pk_log_key")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "log_seizure",
        sa.Column("log", sa.Text(), nullable=False),
        sa.Column("seizure", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("log", "seizure", name=("pk_log_seizure")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("ix_log_seizure_seizure", "log_seizure", ["seizure"], unique=False)
    op.create_table(
        "loose",
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("log", sa.Text(), nullable=False),
        sa.Column("seq", _INT, nullable=False),
        sa.Column("prev", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("hash", name=("pk_loose")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("ix_loose_log", "loose", ["log"], unique=False)
    op.create_table(
        "own_log",
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("log", sa.Text(), nullable=False),
        sa.Column("machine", sa.Text(), nullable=False),
        sa.Column("closed", sa.Text(), nullable=False),
        sa.Column("closed_seq", _INT, nullable=True),
        sa.Column("closed_head", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("position", name=("pk_own_log")),
        sa.UniqueConstraint("log", name=("uq_own_log_log")),
        sqlite_strict=True,
    )
    op.create_table(
        "pending_entry",
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("log", sa.Text(), nullable=False),
        sa.Column("seq", _INT, nullable=False),
        sa.Column("prev", sa.Text(), nullable=False),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.Column("sig", sa.LargeBinary(), nullable=False),
        sa.Column("wall", _INT, nullable=False),
        sa.PrimaryKeyConstraint("hash", name=("pk_pending_entry")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("ix_pending_entry_device", "pending_entry", ["device"], unique=False)
    op.create_index("ix_pending_entry_log_seq", "pending_entry", ["log", "seq"], unique=False)
    op.create_table(
        "preview",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("edge", _INT, nullable=False),
        sa.Column("width", _INT, nullable=False),
        sa.Column("height", _INT, nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", "edge", name=("pk_preview")),
        sqlite_strict=True,
    )
    op.create_table(
        "proof",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("size", _INT, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=("pk_proof")),
        sqlite_strict=True,
    )
    op.create_index(("ix_proof_about"), "proof", ["about"], unique=False)
    op.create_table(
        "proven",
        sa.Column("hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("hash", name=("pk_proven")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "quarantine",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("bundle", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("size", _INT, nullable=False),
        sa.Column("wall", _INT, nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("sha256", name=("pk_quarantine")),
        sqlite_strict=True,
    )
    op.create_index("ix_quarantine_device", "quarantine", ["device"], unique=False)
    op.create_table(
        "reach",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("log", sa.Text(), nullable=False),
        sa.Column("by_log", sa.Text(), nullable=False),
        sa.Column("by_seq", _INT, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("upto", _INT, nullable=False),
        sa.PrimaryKeyConstraint("kind", "log", "by_log", "by_seq", name=("pk_reach")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "receipt_original",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("n", _INT, nullable=False),
        sa.PrimaryKeyConstraint("sha256", "n", name=("pk_receipt_original")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "search_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seizure", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=("pk_search_row")),
        sqlite_strict=True,
    )
    op.create_index("ix_search_row_seizure", "search_row", ["seizure"], unique=False)
    op.create_table(
        "secret",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=("pk_secret")),
        sqlite_strict=True,
    )
    op.create_table(
        "seizure_identity",
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("seizure", sa.Text(), nullable=False),
        sa.Column("log", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("readers", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("recipient", name=("pk_seizure_identity")),
        sqlite_strict=True,
    )
    op.create_index(("ix_seizure_identity_seizure"), "seizure_identity", ["seizure"], unique=False)
    op.create_table(
        "seizure_list",
        sa.Column("seizure", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("left", _INT, nullable=False),
        sa.Column("received", _INT, nullable=False),
        sa.Column("reviewed", _INT, nullable=False),
        sa.Column("attention", _INT, nullable=False),
        sa.Column("last_wall", _INT, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("seizure", name=("pk_seizure_list")),
        sqlite_strict=True,
    )
    op.create_index("ix_seizure_list_last_wall", "seizure_list", ["last_wall"], unique=False)
    op.create_table(
        "seizure_view",
        sa.Column("seizure", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("seizure", name=("pk_seizure_view")),
        sqlite_strict=True,
    )
    op.create_table(
        "setting",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=("pk_setting")),
        sqlite_strict=True,
    )
    op.create_table(
        "signed_head",
        sa.Column("log", sa.Text(), nullable=False),
        sa.Column("seq", _INT, nullable=False),
        sa.Column("head", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("sig", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("log", "seq", "head", "key", name=("pk_signed_head")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "tree_leaf",
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("position", _INT, nullable=False),
        sa.PrimaryKeyConstraint("hash", name=("pk_tree_leaf")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "tree_node",
        sa.Column("level", _INT, nullable=False),
        sa.Column("position", _INT, nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("level", "position", name=("pk_tree_node")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "twin",
        sa.Column("log", sa.Text(), nullable=False),
        sa.Column("seq", _INT, nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("log", "seq", "hash", name=("pk_twin")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
