"""The tables of what a home holds besides entries: keys, originals, what travels, and its own small things.

See `tables.py` for what holds for all of them.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Index, LargeBinary, Text
from sqlmodel import Field

from fieldkit.storage.tables import INT, KEYED, STRICT, Row

# --- keys, originals, certificates -----------------------------------------------------------------------------------


class IdentityRow(Row, table=True):
    """The age identity to which one log seals one seizure's originals, itself sealed to all who may open them."""

    __tablename__ = "seizure_identity"
    __table_args__ = STRICT
    recipient: str = Field(primary_key=True, sa_type=Text)
    seizure: str = Field(sa_type=Text, index=True)
    log: str = Field(sa_type=Text)
    sealed: bytes = Field(sa_type=LargeBinary)
    readers: str = Field(sa_type=Text)


class PreviewRow(Row, table=True):
    """A small picture of an original, by the hash of the plain bytes and its longer edge in pixels."""

    __tablename__ = "preview"
    __table_args__ = STRICT
    sha256: str = Field(primary_key=True, sa_type=Text)
    edge: int = Field(primary_key=True, sa_type=INT)
    width: int = Field(sa_type=INT)
    height: int = Field(sa_type=INT)
    data: bytes = Field(sa_type=LargeBinary)


class CertificateRow(Row, table=True):
    """A certificate as it came; `key` is the key id it is for, `subject` and `issuer` are X.509 key identifiers."""

    __tablename__ = "certificate"
    __table_args__ = STRICT
    sha256: str = Field(primary_key=True, sa_type=Text)
    key: str = Field(sa_type=Text, index=True)
    issuer: str = Field(sa_type=Text)
    subject: str = Field(sa_type=Text, index=True)
    der: bytes = Field(sa_type=LargeBinary)


class TreeRow(Row, table=True):
    """HQ's RFC 6962 tree: the roots of complete subtrees, level 0 = leaves."""

    __tablename__ = "tree_node"
    __table_args__ = KEYED
    level: int = Field(primary_key=True, sa_type=INT)
    position: int = Field(primary_key=True, sa_type=INT)
    hash: bytes = Field(sa_type=LargeBinary)


class LeafRow(Row, table=True):
    """Where an entry or certificate stands in HQ's tree."""

    __tablename__ = "tree_leaf"
    __table_args__ = KEYED
    hash: str = Field(primary_key=True, sa_type=Text)
    position: int = Field(sa_type=INT)


class ProofRow(Row, table=True):
    """A proof or signed tree head as a file: kind, what it is about, tree size, exact bytes."""

    __tablename__ = "proof"
    __table_args__ = STRICT
    sha256: str = Field(primary_key=True, sa_type=Text)
    kind: str = Field(sa_type=Text)
    about: str = Field(sa_type=Text, index=True)
    size: int = Field(sa_type=INT)
    body: bytes = Field(sa_type=LargeBinary)


# --- what travels ----------------------------------------------------------------------------------------------------


class BundleOutRow(Row, table=True):
    """A bundle this device made."""

    __tablename__ = "bundle_out"
    __table_args__ = STRICT
    bundle: str = Field(primary_key=True, sa_type=Text)
    addressee: str = Field(sa_type=Text, index=True)
    wall: int = Field(sa_type=INT)
    parts: int = Field(sa_type=INT)
    state: str = Field(sa_type=Text)


class OutReachRow(Row, table=True):
    """How far into each log a bundle reached."""

    __tablename__ = "bundle_out_log"
    __table_args__ = KEYED
    bundle: str = Field(primary_key=True, sa_type=Text)
    log: str = Field(primary_key=True, sa_type=Text)
    upto: int = Field(sa_type=INT)


class OutOriginalRow(Row, table=True):
    """Which originals a bundle carried, by the hash of the sealed file."""

    __tablename__ = "bundle_out_original"
    __table_args__ = KEYED
    sealed_sha256: str = Field(primary_key=True, sa_type=Text)
    bundle: str = Field(primary_key=True, sa_type=Text)


class BundleInRow(Row, table=True):
    """A bundle part that was read here, and the receipt (JSON list of entry hashes) it was answered with."""

    __tablename__ = "bundle_in"
    __table_args__ = STRICT
    bundle: str = Field(primary_key=True, sa_type=Text)
    part: int = Field(primary_key=True, sa_type=INT)
    sha256: str = Field(sa_type=Text)
    device: str = Field(sa_type=Text)
    wall: int = Field(sa_type=INT)
    state: str = Field(sa_type=Text)
    receipts: str = Field(sa_type=Text)


class QuarantineRow(Row, table=True):
    """What is not authentic, kept as evidence: small things in `data`, files by name under `quarantine/`."""

    __tablename__ = "quarantine"
    __table_args__ = (Index("ix_quarantine_device", "device"), STRICT)
    sha256: str = Field(primary_key=True, sa_type=Text)
    device: str = Field(sa_type=Text)
    bundle: str = Field(sa_type=Text)
    kind: str = Field(sa_type=Text)
    reason: str = Field(sa_type=Text)
    size: int = Field(sa_type=INT)
    wall: int = Field(sa_type=INT)
    data: bytes | None = Field(sa_type=LargeBinary)


# --- this device only ------------------------------------------------------------------------------------------------


class SettingRow(Row, table=True):
    """A named value of this home, JSON."""

    __tablename__ = "setting"
    __table_args__ = STRICT
    name: str = Field(primary_key=True, sa_type=Text)
    value: bytes = Field(sa_type=LargeBinary)


class SecretRow(Row, table=True):
    """A named secret of this home beside the vault's: headquarters' keys."""

    __tablename__ = "secret"
    __table_args__ = STRICT
    name: str = Field(primary_key=True, sa_type=Text)
    value: bytes = Field(sa_type=LargeBinary)


class DraftRow(Row, table=True):
    """What was typed and not saved yet: unsigned, never leaves this device."""

    __tablename__ = "draft"
    __table_args__ = STRICT
    name: str = Field(primary_key=True, sa_type=Text)
    body: bytes = Field(sa_type=LargeBinary)
    wall: int = Field(sa_type=INT)


EVERY_TABLE: Final = Row.metadata
"""What the migrations must make, with the tables of `tables.py`."""
