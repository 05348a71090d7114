"""The tables. Rows never leave this room: what goes out is frozen records of the domain.

Hashes, ids and logs are lower-case hex or uuid text, as in entries. `n` is an entry's number of arrival on this disk
and means nothing elsewhere. Times are milliseconds since 1970 UTC. `body` of a projection is canonical JSON.

docs/formats/vault.md says what each table is for to somebody who must read a home without this program.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, MetaData, Table, Text
from sqlmodel import Field, SQLModel

metadata: Final = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)
_INT = BigInteger().with_variant(Integer(), "sqlite")
_STRICT: Final = {"sqlite_strict": True}
_KEYED: Final = {"sqlite_strict": True, "sqlite_with_rowid": False}


class Row(SQLModel):
    """Base of every table."""

    metadata = metadata


class EntryRow(Row, table=True):
    """An entry that was admitted. Triggers refuse every change and removal."""

    __tablename__ = "entry"
    __table_args__ = (Index("ix_entry_log_seq", "log", "seq"), _STRICT)
    n: int | None = Field(default=None, sa_column=Column(Integer, primary_key=True))
    hash: str = Field(sa_column=Column(Text, nullable=False, unique=True))
    log: str = Field(sa_type=Text)
    seq: int = Field(sa_type=_INT)
    type: str = Field(sa_type=Text)
    raw: bytes = Field(sa_type=LargeBinary)
    sig: bytes = Field(sa_type=LargeBinary)


class TypeRow(Row, table=True):
    """Entries of logs, keys and headquarters by their type: they tell how others are to be read."""

    __tablename__ = "entry_type"
    __table_args__ = (Index("ix_entry_type_key", "key"), _KEYED)
    type: str = Field(primary_key=True, sa_type=Text)
    n: int = Field(primary_key=True, sa_type=_INT)
    key: str = Field(sa_type=Text)


class ScopeRow(Row, table=True):
    """Which seizures an entry belongs to."""

    __tablename__ = "entry_scope"
    __table_args__ = _KEYED
    seizure: str = Field(primary_key=True, sa_type=Text)
    n: int = Field(primary_key=True, sa_type=_INT)


class BlobRow(Row, table=True):
    """Which originals an entry brings in."""

    __tablename__ = "entry_blob"
    __table_args__ = (Index("ix_entry_blob_sealed_sha256", "sealed_sha256"), _KEYED)
    sha256: str = Field(primary_key=True, sa_type=Text)
    n: int = Field(primary_key=True, sa_type=_INT)
    sealed_sha256: str = Field(sa_type=Text)
    recipient: str = Field(sa_type=Text)
    size: int = Field(sa_type=_INT)
    mime: str = Field(sa_type=Text)


class LogSeizureRow(Row, table=True):
    """Which seizures have entries in a log."""

    __tablename__ = "log_seizure"
    __table_args__ = (Index("ix_log_seizure_seizure", "seizure"), _KEYED)
    log: str = Field(primary_key=True, sa_type=Text)
    seizure: str = Field(primary_key=True, sa_type=Text)


class LogKeyRow(Row, table=True):
    """Which keys signed entries in a log."""

    __tablename__ = "log_key"
    __table_args__ = _KEYED
    key: str = Field(primary_key=True, sa_type=Text)
    log: str = Field(primary_key=True, sa_type=Text)


class OwnLogRow(Row, table=True):
    """The logs this home wrote, oldest first. The last one is written on unless `closed` says why not."""

    __tablename__ = "own_log"
    __table_args__ = _STRICT
    position: int | None = Field(default=None, sa_column=Column(Integer, primary_key=True))
    log: str = Field(sa_column=Column(Text, nullable=False, unique=True))
    machine: str = Field(sa_type=Text)
    closed: str = Field(default="", sa_type=Text)
    closed_seq: int | None = Field(default=None, sa_type=_INT)
    closed_head: str = Field(default="", sa_type=Text)


class LooseRow(Row, table=True):
    """Admitted entries whose place in their log is not proven: an entry before them is missing here."""

    __tablename__ = "loose"
    __table_args__ = (Index("ix_loose_log", "log"), _KEYED)
    hash: str = Field(primary_key=True, sa_type=Text)
    log: str = Field(sa_type=Text)
    seq: int = Field(sa_type=_INT)
    prev: str = Field(sa_type=Text)


class PendingRow(Row, table=True):
    """Authentic entries that wait beyond a gap or beyond the last signed head of their log."""

    __tablename__ = "pending_entry"
    __table_args__ = (
        Index("ix_pending_entry_log_seq", "log", "seq"),
        Index("ix_pending_entry_device", "device"),
        _KEYED,
    )
    hash: str = Field(primary_key=True, sa_type=Text)
    log: str = Field(sa_type=Text)
    seq: int = Field(sa_type=_INT)
    device: str = Field(sa_type=Text)
    raw: bytes = Field(sa_type=LargeBinary)
    sig: bytes = Field(sa_type=LargeBinary)
    wall: int = Field(sa_type=_INT)


class HeadRow(Row, table=True):
    """Device-signed log heads. Two that differ at one place prove a fork."""

    __tablename__ = "signed_head"
    __table_args__ = _KEYED
    log: str = Field(primary_key=True, sa_type=Text)
    seq: int = Field(primary_key=True, sa_type=_INT)
    head: str = Field(primary_key=True, sa_type=Text)
    key: str = Field(primary_key=True, sa_type=Text)
    sig: str = Field(sa_type=Text)


class TwinRow(Row, table=True):
    """Entries that share their place in a log with another entry: evidence of a fork, all of them kept."""

    __tablename__ = "twin"
    __table_args__ = _KEYED
    log: str = Field(primary_key=True, sa_type=Text)
    seq: int = Field(primary_key=True, sa_type=_INT)
    hash: str = Field(primary_key=True, sa_type=Text)


class ReachRow(Row, table=True):
    """How far the receipt, bundle or anchor at `by_seq` of `by_log`, signed by `key`, reached into `log`.

    kind "seen": the entry is in `log` itself and tells that a receipt was read there. kind "quoted": `log` is that
    receipt's hash.
    """

    __tablename__ = "reach"
    __table_args__ = _KEYED
    kind: str = Field(primary_key=True, sa_type=Text)
    log: str = Field(primary_key=True, sa_type=Text)
    by_log: str = Field(primary_key=True, sa_type=Text)
    by_seq: int = Field(primary_key=True, sa_type=_INT)
    key: str = Field(sa_type=Text)
    upto: int = Field(sa_type=_INT)


class ReceivedRow(Row, table=True):
    """Which originals a receipt names."""

    __tablename__ = "receipt_original"
    __table_args__ = _KEYED
    sha256: str = Field(primary_key=True, sa_type=Text)
    n: int = Field(primary_key=True, sa_type=_INT)


class ProvenRow(Row, table=True):
    """Hashes of entries and certificates whose place in HQ's tree was proven to this home."""

    __tablename__ = "proven"
    __table_args__ = _KEYED
    hash: str = Field(primary_key=True, sa_type=Text)


# --- projections: computed from entries, dropped and rebuilt at will -------------------------------------------------


class DirtyRow(Row, table=True):
    """Seizures whose projections are older than their entries."""

    __tablename__ = "dirty"
    __table_args__ = _KEYED
    seizure: str = Field(primary_key=True, sa_type=Text)


class ViewRow(Row, table=True):
    """A whole seizure as folded, `domain.view.SeizureView` as canonical JSON."""

    __tablename__ = "seizure_view"
    __table_args__ = _STRICT
    seizure: str = Field(primary_key=True, sa_type=Text)
    body: bytes = Field(sa_type=LargeBinary)


class ListRow(Row, table=True):
    """One line of the list of seizures: what it is found and sorted by; `body` is the whole line as canonical JSON."""

    __tablename__ = "seizure_list"
    __table_args__ = (Index("ix_seizure_list_last_wall", "last_wall"), _STRICT)
    seizure: str = Field(primary_key=True, sa_type=Text)
    number: str = Field(sa_type=Text)
    state: str = Field(sa_type=Text)
    left: int = Field(sa_type=_INT)
    received: int = Field(sa_type=_INT)
    reviewed: int = Field(sa_type=_INT)
    attention: int = Field(sa_type=_INT)
    last_wall: int = Field(sa_type=_INT)
    body: bytes = Field(sa_type=LargeBinary)


class ExhibitRow(Row, table=True):
    """One line of the list of exhibits: what it is found by; `body` is the whole line as canonical JSON."""

    __tablename__ = "exhibit_list"
    __table_args__ = (Index("ix_exhibit_list_seizure", "seizure"), Index("ix_exhibit_list_number", "number"), _STRICT)
    exhibit: str = Field(primary_key=True, sa_type=Text)
    seizure: str = Field(primary_key=True, sa_type=Text)
    number: str = Field(sa_type=Text)
    kind: str = Field(sa_type=Text)
    holder: str = Field(sa_type=Text)
    location: str = Field(sa_type=Text)
    package_no: str = Field(sa_type=Text)
    disposition: str = Field(sa_type=Text)
    attention: int = Field(sa_type=_INT)
    body: bytes = Field(sa_type=LargeBinary)


class SearchRow(Row, table=True):
    """One thing that can be found: its folded words, and what to show for it."""

    __tablename__ = "search_row"
    __table_args__ = (Index("ix_search_row_seizure", "seizure"), _STRICT)
    id: int | None = Field(default=None, sa_column=Column(Integer, primary_key=True))
    seizure: str = Field(sa_type=Text)
    kind: str = Field(sa_type=Text)
    ref: str = Field(sa_type=Text)
    label: str = Field(sa_type=Text)
    folded: str = Field(sa_type=Text)


# --- keys, originals, certificates -----------------------------------------------------------------------------------


class IdentityRow(Row, table=True):
    """The age identity to which one log seals one seizure's originals, itself sealed to all who may open them."""

    __tablename__ = "seizure_identity"
    __table_args__ = _STRICT
    recipient: str = Field(primary_key=True, sa_type=Text)
    seizure: str = Field(sa_type=Text, index=True)
    log: str = Field(sa_type=Text)
    sealed: bytes = Field(sa_type=LargeBinary)
    readers: str = Field(sa_type=Text)


class PreviewRow(Row, table=True):
    """A small picture of an original, by the hash of the plain bytes and its longer edge in pixels."""

    __tablename__ = "preview"
    __table_args__ = _STRICT
    sha256: str = Field(primary_key=True, sa_type=Text)
    edge: int = Field(primary_key=True, sa_type=_INT)
    width: int = Field(sa_type=_INT)
    height: int = Field(sa_type=_INT)
    data: bytes = Field(sa_type=LargeBinary)


class CertificateRow(Row, table=True):
    """A certificate as it came; `key` is the key id it is for, `subject` and `issuer` are X.509 key identifiers."""

    __tablename__ = "certificate"
    __table_args__ = _STRICT
    sha256: str = Field(primary_key=True, sa_type=Text)
    key: str = Field(sa_type=Text, index=True)
    issuer: str = Field(sa_type=Text)
    subject: str = Field(sa_type=Text, index=True)
    der: bytes = Field(sa_type=LargeBinary)


class TreeRow(Row, table=True):
    """HQ's RFC 6962 tree: the roots of complete subtrees, level 0 = leaves."""

    __tablename__ = "tree_node"
    __table_args__ = _KEYED
    level: int = Field(primary_key=True, sa_type=_INT)
    position: int = Field(primary_key=True, sa_type=_INT)
    hash: bytes = Field(sa_type=LargeBinary)


class LeafRow(Row, table=True):
    """Where an entry or certificate stands in HQ's tree."""

    __tablename__ = "tree_leaf"
    __table_args__ = _KEYED
    hash: str = Field(primary_key=True, sa_type=Text)
    position: int = Field(sa_type=_INT)


class ProofRow(Row, table=True):
    """A proof or signed tree head as a file: kind, what it is about, tree size, exact bytes."""

    __tablename__ = "proof"
    __table_args__ = _STRICT
    sha256: str = Field(primary_key=True, sa_type=Text)
    kind: str = Field(sa_type=Text)
    about: str = Field(sa_type=Text, index=True)
    size: int = Field(sa_type=_INT)
    body: bytes = Field(sa_type=LargeBinary)


# --- what travels ----------------------------------------------------------------------------------------------------


class BundleOutRow(Row, table=True):
    """A bundle this device made."""

    __tablename__ = "bundle_out"
    __table_args__ = _STRICT
    bundle: str = Field(primary_key=True, sa_type=Text)
    addressee: str = Field(sa_type=Text, index=True)
    wall: int = Field(sa_type=_INT)
    parts: int = Field(sa_type=_INT)
    state: str = Field(sa_type=Text)


class OutReachRow(Row, table=True):
    """How far into each log a bundle reached."""

    __tablename__ = "bundle_out_log"
    __table_args__ = _KEYED
    bundle: str = Field(primary_key=True, sa_type=Text)
    log: str = Field(primary_key=True, sa_type=Text)
    upto: int = Field(sa_type=_INT)


class OutOriginalRow(Row, table=True):
    """Which originals a bundle carried, by the hash of the sealed file."""

    __tablename__ = "bundle_out_original"
    __table_args__ = _KEYED
    sealed_sha256: str = Field(primary_key=True, sa_type=Text)
    bundle: str = Field(primary_key=True, sa_type=Text)


class BundleInRow(Row, table=True):
    """A bundle part that was read here, and the receipt (JSON list of entry hashes) it was answered with."""

    __tablename__ = "bundle_in"
    __table_args__ = _STRICT
    bundle: str = Field(primary_key=True, sa_type=Text)
    part: int = Field(primary_key=True, sa_type=_INT)
    sha256: str = Field(sa_type=Text)
    device: str = Field(sa_type=Text)
    wall: int = Field(sa_type=_INT)
    state: str = Field(sa_type=Text)
    receipts: str = Field(sa_type=Text)


class QuarantineRow(Row, table=True):
    """What is not authentic, kept as evidence: small things in `data`, files by name under `quarantine/`."""

    __tablename__ = "quarantine"
    __table_args__ = (Index("ix_quarantine_device", "device"), _STRICT)
    sha256: str = Field(primary_key=True, sa_type=Text)
    device: str = Field(sa_type=Text)
    bundle: str = Field(sa_type=Text)
    kind: str = Field(sa_type=Text)
    reason: str = Field(sa_type=Text)
    size: int = Field(sa_type=_INT)
    wall: int = Field(sa_type=_INT)
    data: bytes | None = Field(sa_type=LargeBinary)


# --- this device only ------------------------------------------------------------------------------------------------


class SettingRow(Row, table=True):
    """A named value of this home, JSON."""

    __tablename__ = "setting"
    __table_args__ = _STRICT
    name: str = Field(primary_key=True, sa_type=Text)
    value: bytes = Field(sa_type=LargeBinary)


class SecretRow(Row, table=True):
    """A named secret of this home beside the vault's: headquarters' keys."""

    __tablename__ = "secret"
    __table_args__ = _STRICT
    name: str = Field(primary_key=True, sa_type=Text)
    value: bytes = Field(sa_type=LargeBinary)


class DraftRow(Row, table=True):
    """What was typed and not saved yet: unsigned, never leaves this device."""

    __tablename__ = "draft"
    __table_args__ = _STRICT
    name: str = Field(primary_key=True, sa_type=Text)
    body: bytes = Field(sa_type=LargeBinary)
    wall: int = Field(sa_type=_INT)


PROJECTIONS: Final[tuple[type[SQLModel], ...]] = (ViewRow, ListRow, ExhibitRow, SearchRow)


def table_of(row: type[SQLModel]) -> Table:
    """Return the Core table of *row*, for statements that move many rows."""
    return metadata.tables[str(row.__tablename__)]
