"""The tables. Rows never leave this room: what goes out is frozen records of the domain.

Hashes, ids and logs are lower-case hex or uuid text, as in entries. `n` is an entry's number of arrival on this disk
and means nothing elsewhere. Times are milliseconds since 1970 UTC. `body` of a projection is canonical JSON.

docs/formats/vault.md says what each table is for to somebody who must read a home without this program.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, MetaData, Text
from sqlmodel import Field, SQLModel

metadata: Final = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)
INT = BigInteger().with_variant(Integer(), "sqlite")
STRICT: Final = {"sqlite_strict": True}
KEYED: Final = {"sqlite_strict": True, "sqlite_with_rowid": False}


class Row(SQLModel):
    """Base of every table."""

    metadata = metadata


class EntryRow(Row, table=True):
    """An entry that was admitted. Triggers refuse every change and removal."""

    __tablename__ = "entry"
    __table_args__ = (Index("ix_entry_log_seq", "log", "seq"), STRICT)
    n: int | None = Field(default=None, sa_column=Column(Integer, primary_key=True))
    hash: str = Field(sa_column=Column(Text, nullable=False, unique=True))
    log: str = Field(sa_type=Text)
    seq: int = Field(sa_type=INT)
    type: str = Field(sa_type=Text)
    raw: bytes = Field(sa_type=LargeBinary)
    sig: bytes = Field(sa_type=LargeBinary)


class TypeRow(Row, table=True):
    """Entries of logs, keys and headquarters by their type: they tell how others are to be read."""

    __tablename__ = "entry_type"
    __table_args__ = (Index("ix_entry_type_key", "key"), KEYED)
    type: str = Field(primary_key=True, sa_type=Text)
    n: int = Field(primary_key=True, sa_type=INT)
    key: str = Field(sa_type=Text)


class ScopeRow(Row, table=True):
    """Which seizures an entry belongs to."""

    __tablename__ = "entry_scope"
    __table_args__ = KEYED
    seizure: str = Field(primary_key=True, sa_type=Text)
    n: int = Field(primary_key=True, sa_type=INT)


class BlobRow(Row, table=True):
    """Which originals an entry brings in."""

    __tablename__ = "entry_blob"
    __table_args__ = (Index("ix_entry_blob_sealed_sha256", "sealed_sha256"), KEYED)
    sha256: str = Field(primary_key=True, sa_type=Text)
    n: int = Field(primary_key=True, sa_type=INT)
    sealed_sha256: str = Field(sa_type=Text)
    recipient: str = Field(sa_type=Text)
    size: int = Field(sa_type=INT)
    mime: str = Field(sa_type=Text)


class LogSeizureRow(Row, table=True):
    """Which seizures have entries in a log."""

    __tablename__ = "log_seizure"
    __table_args__ = (Index("ix_log_seizure_seizure", "seizure"), KEYED)
    log: str = Field(primary_key=True, sa_type=Text)
    seizure: str = Field(primary_key=True, sa_type=Text)


class LogKeyRow(Row, table=True):
    """Which keys signed entries in a log."""

    __tablename__ = "log_key"
    __table_args__ = KEYED
    key: str = Field(primary_key=True, sa_type=Text)
    log: str = Field(primary_key=True, sa_type=Text)


class OwnLogRow(Row, table=True):
    """The logs this home wrote, oldest first. The last one is written on unless `closed` says why not."""

    __tablename__ = "own_log"
    __table_args__ = STRICT
    position: int | None = Field(default=None, sa_column=Column(Integer, primary_key=True))
    log: str = Field(sa_column=Column(Text, nullable=False, unique=True))
    machine: str = Field(sa_type=Text)
    closed: str = Field(default="", sa_type=Text)
    closed_seq: int | None = Field(default=None, sa_type=INT)
    closed_head: str = Field(default="", sa_type=Text)


class LooseRow(Row, table=True):
    """Admitted entries whose place in their log is not proven: an entry before them is missing here."""

    __tablename__ = "loose"
    __table_args__ = (Index("ix_loose_log", "log"), KEYED)
    hash: str = Field(primary_key=True, sa_type=Text)
    log: str = Field(sa_type=Text)
    seq: int = Field(sa_type=INT)
    prev: str = Field(sa_type=Text)


class PendingRow(Row, table=True):
    """Authentic entries that wait beyond a gap or beyond the last signed head of their log."""

    __tablename__ = "pending_entry"
    __table_args__ = (
        Index("ix_pending_entry_log_seq", "log", "seq"),
        Index("ix_pending_entry_device", "device"),
        KEYED,
    )
    hash: str = Field(primary_key=True, sa_type=Text)
    log: str = Field(sa_type=Text)
    seq: int = Field(sa_type=INT)
    prev: str = Field(sa_type=Text)
    device: str = Field(sa_type=Text)
    raw: bytes = Field(sa_type=LargeBinary)
    sig: bytes = Field(sa_type=LargeBinary)
    wall: int = Field(sa_type=INT)


class HeadRow(Row, table=True):
    """Device-signed log heads. Two that differ at one place prove a fork."""

    __tablename__ = "signed_head"
    __table_args__ = KEYED
    log: str = Field(primary_key=True, sa_type=Text)
    seq: int = Field(primary_key=True, sa_type=INT)
    head: str = Field(primary_key=True, sa_type=Text)
    key: str = Field(primary_key=True, sa_type=Text)
    sig: str = Field(sa_type=Text)


class TwinRow(Row, table=True):
    """Entries that share their place in a log with another entry: evidence of a fork, all of them kept."""

    __tablename__ = "twin"
    __table_args__ = KEYED
    log: str = Field(primary_key=True, sa_type=Text)
    seq: int = Field(primary_key=True, sa_type=INT)
    hash: str = Field(primary_key=True, sa_type=Text)


class ReachRow(Row, table=True):
    """How far the receipt, bundle or anchor at `by_seq` of `by_log`, signed by `key`, reached into `log`.

    kind "seen": the entry is in `log` itself and tells that a receipt was read there. kind "quoted": `log` is that
    receipt's hash.
    """

    __tablename__ = "reach"
    __table_args__ = KEYED
    kind: str = Field(primary_key=True, sa_type=Text)
    log: str = Field(primary_key=True, sa_type=Text)
    by_log: str = Field(primary_key=True, sa_type=Text)
    by_seq: int = Field(primary_key=True, sa_type=INT)
    key: str = Field(sa_type=Text)
    upto: int = Field(sa_type=INT)


class ReceivedRow(Row, table=True):
    """Which originals a receipt names."""

    __tablename__ = "receipt_original"
    __table_args__ = KEYED
    sha256: str = Field(primary_key=True, sa_type=Text)
    n: int = Field(primary_key=True, sa_type=INT)


class ProvenRow(Row, table=True):
    """Hashes of entries and certificates whose place in HQ's tree was proven to this home."""

    __tablename__ = "proven"
    __table_args__ = KEYED
    hash: str = Field(primary_key=True, sa_type=Text)


# --- projections: computed from entries, dropped and rebuilt at will -------------------------------------------------


class DirtyRow(Row, table=True):
    """Seizures whose projections are older than their entries."""

    __tablename__ = "dirty"
    __table_args__ = KEYED
    seizure: str = Field(primary_key=True, sa_type=Text)


class ViewRow(Row, table=True):
    """A whole seizure as folded, `domain.view.SeizureView` as canonical JSON."""

    __tablename__ = "seizure_view"
    __table_args__ = STRICT
    seizure: str = Field(primary_key=True, sa_type=Text)
    body: bytes = Field(sa_type=LargeBinary)


class ListRow(Row, table=True):
    """One line of the list of seizures: what it is found and sorted by; `body` is the whole line as canonical JSON."""

    __tablename__ = "seizure_list"
    __table_args__ = (Index("ix_seizure_list_last_wall", "last_wall"), STRICT)
    seizure: str = Field(primary_key=True, sa_type=Text)
    number: str = Field(sa_type=Text)
    state: str = Field(sa_type=Text)
    left: int = Field(sa_type=INT)
    received: int = Field(sa_type=INT)
    reviewed: int = Field(sa_type=INT)
    attention: int = Field(sa_type=INT)
    last_wall: int = Field(sa_type=INT)
    body: bytes = Field(sa_type=LargeBinary)


class ExhibitRow(Row, table=True):
    """One line of the list of exhibits: what it is found by; `body` is the whole line as canonical JSON."""

    __tablename__ = "exhibit_list"
    __table_args__ = (Index("ix_exhibit_list_seizure", "seizure"), Index("ix_exhibit_list_number", "number"), STRICT)
    exhibit: str = Field(primary_key=True, sa_type=Text)
    seizure: str = Field(primary_key=True, sa_type=Text)
    number: str = Field(sa_type=Text)
    kind: str = Field(sa_type=Text)
    holder: str = Field(sa_type=Text)
    location: str = Field(sa_type=Text)
    package_no: str = Field(sa_type=Text)
    disposition: str = Field(sa_type=Text)
    attention: int = Field(sa_type=INT)
    body: bytes = Field(sa_type=LargeBinary)


class SearchRow(Row, table=True):
    """One thing that can be found: its folded words, and what to show for it."""

    __tablename__ = "search_row"
    __table_args__ = (Index("ix_search_row_seizure", "seizure"), STRICT)
    id: int | None = Field(default=None, sa_column=Column(Integer, primary_key=True))
    seizure: str = Field(sa_type=Text)
    kind: str = Field(sa_type=Text)
    ref: str = Field(sa_type=Text)
    label: str = Field(sa_type=Text)
    folded: str = Field(sa_type=Text)
