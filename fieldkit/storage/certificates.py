"""Certificates as they came, and what this home knows of each signing key."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from cryptography import x509
from sqlalchemy import Connection

from fieldkit.domain.entry import Signed
from fieldkit.domain.keys import KeyFacts
from fieldkit.domain.ledger_bodies import KeyOpen, LogOpen
from fieldkit.domain.types import body_of
from fieldkit.storage import marks
from fieldkit.storage.database import Database
from fieldkit.storage.reading import signed
from fieldkit.trust import certificates as trusted
from fieldkit.trust.entries import CARRIERS, carried_key
from fieldkit.trust.signing import key_id

_ROOT: Final = "root"
Authorities = Mapping[str, Sequence[tuple[bytes, ...]]]
"""Chains of those who may issue, by key identifier."""
_MAY_ISSUE: Final = (
    "SELECT der, subject FROM certificate WHERE issuer = ? AND subject IN (SELECT issuer FROM certificate) "
    "ORDER BY sha256"
)
_LATEST: Final = (
    "SELECT max((SELECT coalesce(max(n), 0) FROM entry_type WHERE type = 'key.open'), "
    "(SELECT coalesce(max(n), 0) FROM entry_type WHERE type = 'log.open')), "
    "(SELECT coalesce(max(rowid), 0) FROM certificate)"
)
_CARRIERS: Final = (
    "SELECT hash, raw, sig FROM entry_type t JOIN entry e ON e.n = t.n WHERE t.type = ? AND t.n > ? ORDER BY t.n"
)


class Certificates:
    """The certificates of one home and the pinned root."""

    def __init__(self, database: Database) -> None:
        """Stand on *database*."""
        self._database = database
        self._facts: dict[str, KeyFacts | None] = {}
        self._carried: dict[str, tuple[bytes, KeyFacts, str]] = {}
        self._authorities: Authorities = {}
        self._seen = (-1, -1, b"")
        self._lock = threading.RLock()

    # --- the root ----------------------------------------------------------------------------------------------------

    def root(self) -> bytes | None:
        """Return the pinned root certificate, DER, or None before enrolment."""
        with self._database.reading() as connection:
            return _root(connection)

    def pin_root(self, der: bytes) -> None:
        """Pin *der* as this home's root; what is known of every key is judged again."""
        with self._database.writing() as tx:
            tx.exec_driver_sql(
                "INSERT INTO setting VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                (_ROOT, der),
            )
            marks.mark_all(tx)

    # --- certificates ------------------------------------------------------------------------------------------------

    def add(self, untrusted: Iterable[bytes]) -> list[str]:
        """Keep certificates (DER), trusted or not: `facts` judges. Return the ids of those that are new here.

        Raises NotCertified for bytes that are no certificate of a P-256 key.
        """
        rows = [_row(der) for der in untrusted]
        with self._database.writing() as tx:
            root = _root(tx)
            before = _authorities(tx, root) if root else {}
            new = [row for row in rows if not _has(tx, row[0])]
            for row in new:
                tx.exec_driver_sql(
                    "INSERT OR IGNORE INTO certificate (sha256, key, issuer, subject, der) VALUES (?, ?, ?, ?, ?)", row
                )
                marks.mark_key(tx, row[1])
            if root and new and _authorities(tx, root) != before:
                marks.mark_all(tx)  # certificates that were here already may hold from now on
        return [row[0] for row in new]

    def holds(self, untrusted: bytes) -> bool:
        """Tell whether the certificate (DER) leads to the pinned root by way of those kept here.

        Raises NotCertified for bytes that are no certificate of a P-256 key.
        """
        issuer = _row(untrusted)[2]
        with self._database.reading() as connection:
            self._look(connection)
        root = self._seen[2]
        chains = [(untrusted, *above) for above in self._authorities.get(issuer, ())]
        return any(trusted.is_authority(chain, root=root) or _is_leaf(chain, root) for chain in chains)

    def by_id(self, sha256: str) -> bytes | None:
        """Return the certificate with that SHA-256, DER."""
        with self._database.reading() as connection:
            row = connection.exec_driver_sql("SELECT der FROM certificate WHERE sha256 = ?", (sha256,)).first()
        return bytes(row[0]) if row else None

    def all_ids(self) -> list[str]:
        """Return the ids of every certificate kept here, sorted."""
        with self._database.reading() as connection:
            return list(connection.exec_driver_sql("SELECT sha256 FROM certificate ORDER BY sha256").scalars())

    def chain_of(self, key: str) -> tuple[bytes, ...]:
        """Return the chain that certifies *key* under the pinned root, leaf first, root left out; or ()."""
        with self._lock, self._database.reading() as connection:
            self._look(connection)
            root = self._seen[2]
            found = _certified(connection, key, root, self._authorities) if root else None
        return found[0] if found else ()

    # --- keys --------------------------------------------------------------------------------------------------------

    def key_of(self, key: str) -> bytes | None:
        """Return the SubjectPublicKeyInfo of the key with that id, from what carried or certified it, or None."""
        with self._lock, self._database.reading() as connection:
            self._look(connection)
            if carried := self._carried.get(key):
                return carried[0]
            row = connection.exec_driver_sql("SELECT der FROM certificate WHERE key = ? LIMIT 1", (key,)).first()
        return trusted.leaf_key([row[0]]) if row else None

    def facts(self, key: str) -> KeyFacts | None:
        """Return what is known of *key*: by certificate, else by its own word (`certified` False), else None."""
        return self.facts_of_many([key]).get(key)

    def facts_of_many(self, keys: Iterable[str]) -> Mapping[str, KeyFacts]:
        """Return what is known of each of *keys*; unknown ones are left out."""
        with self._lock, self._database.reading() as connection:
            self._look(connection)
            root = self._seen[2]
            for key in keys:
                if key not in self._facts:
                    found = _certified(connection, key, root, self._authorities) if root else None
                    own_word = self._carried.get(key)
                    self._facts[key] = found[1] if found else own_word[1] if own_word else None
            return {key: facts for key in keys if (facts := self._facts[key]) is not None}

    def _look(self, connection: Connection) -> None:
        """Read what other windows or imports added since the last look."""
        last, certificates = connection.exec_driver_sql(_LATEST).one()
        now = (int(last), int(certificates), _root(connection) or b"")
        if now == self._seen:
            return
        if now[0] < self._seen[0]:  # what was read inside a transaction that came to nothing
            self._carried.clear()
        for one in _carriers(connection, after=self._seen[0] if now[0] >= self._seen[0] else -1):
            self._take(one)
        if now[1:] != self._seen[1:]:
            self._authorities = _authorities(connection, now[2]) if now[2] else {}
        self._facts.clear()
        self._seen = now

    def _take(self, one: Signed) -> None:
        public = carried_key(one.entry)
        body = body_of(one.entry)
        known = self._carried.get(one.entry.by)
        if public is None or (known and known[2] <= one.hash):
            return  # where a key tells of itself twice, the lowest hash is heard: the same one on every device
        if isinstance(body, KeyOpen):
            facts = KeyFacts(
                key=one.entry.by, kind="officer", person=body.person, name=body.name, rank=body.rank, unit=body.unit
            )
        elif isinstance(body, LogOpen):
            facts = KeyFacts(key=one.entry.by, kind="device", device=body.device, name=body.name)
        else:
            return
        self._carried[one.entry.by] = public, facts, one.hash


def _carriers(connection: Connection, *, after: int) -> list[Signed]:
    rows: list[Sequence[object]] = []
    for kind in sorted(CARRIERS):
        rows += connection.exec_driver_sql(
            _CARRIERS,
            (kind, after),
        ).all()
    return signed(rows)


def _certified(
    connection: Connection, key: str, root: bytes, authorities: Authorities
) -> tuple[tuple[bytes, ...], KeyFacts] | None:
    """Return the chain and facts of *key* that hold under *root*; of several, those that were made last."""
    leaves = connection.exec_driver_sql("SELECT der, issuer FROM certificate WHERE key = ?", (key,)).all()
    for der, issuer in sorted(leaves, key=lambda row: _made(row[0]), reverse=True):
        for above in authorities.get(issuer, ()):
            try:
                chain = (bytes(der), *above)
                return chain, trusted.facts_of(chain, root=root)
            except trusted.NotCertified:
                continue
    return None


def _is_leaf(chain: tuple[bytes, ...], root: bytes) -> bool:
    try:
        trusted.facts_of(chain, root=root)
    except trusted.NotCertified:
        return False
    return True


def _made(der: bytes) -> tuple[dt.datetime, bytes]:
    return x509.load_der_x509_certificate(der).not_valid_before_utc, der


def _authorities(connection: Connection, root: bytes) -> Authorities:
    """Return the chains (lowest first, *root* left out) of all who may issue under *root*, by their key identifier.

    From the root down, each certificate at most once a level: whatever made-up ones say of their issuers, they cost one
    signature check each. From the leaf up, a few dozen that name each other would be millions of chains.
    """
    try:
        name = _row(root)[3]
    except trusted.NotCertified:
        return {}  # a root that is none vouches for nobody
    level: list[tuple[str, tuple[bytes, ...]]] = [(name, ())]
    found: dict[str, list[tuple[bytes, ...]]] = {name: [()]}
    for _ in range(trusted.LONGEST - 1):
        below: list[tuple[str, tuple[bytes, ...]]] = []
        for issuer, above in level:
            rows = connection.exec_driver_sql(_MAY_ISSUE, (issuer,)).all()
            chains = [(str(subject), (bytes(der), *above)) for der, subject in rows if der != root]
            below += [one for one in chains if trusted.is_authority(one[1], root=root)]
        for subject, chain in below:
            found.setdefault(subject, []).append(chain)
        level = below
    return found


def _row(untrusted: bytes) -> tuple[str, str, str, str, bytes]:
    key = key_id(trusted.leaf_key([untrusted]))
    certificate = x509.load_der_x509_certificate(untrusted)
    try:
        extensions = certificate.extensions
        subject = extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest.hex()
        issuer = (extensions.get_extension_for_class(x509.AuthorityKeyIdentifier).value.key_identifier or b"").hex()
    except (x509.ExtensionNotFound, x509.DuplicateExtension, ValueError):
        subject = issuer = ""
    return trusted.certificate_id(untrusted), key, issuer, subject, untrusted


def _has(tx: Connection, sha256: str) -> bool:
    return tx.exec_driver_sql("SELECT 1 FROM certificate WHERE sha256 = ?", (sha256,)).first() is not None


def _root(connection: Connection) -> bytes | None:
    row = connection.exec_driver_sql("SELECT value FROM setting WHERE name = ?", (_ROOT,)).first()
    return bytes(row[0]) if row else None
