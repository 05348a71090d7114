"""From stored things to a bundle's payload: sealed entries, identities, certificates, sealed originals.

Sealed entries go to a staging folder as they are made, so memory does not grow with the bundle.
"""

from __future__ import annotations

import hashlib
import io
import secrets
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from fieldkit.domain.entry import Blob, Claimed, Signed
from fieldkit.storage.failures import disk_errors
from fieldkit.storage.originals import OriginalMissing
from fieldkit.storage.store import Store
from fieldkit.sync import building, records
from fieldkit.sync.building import Content, Payload, Stamp
from fieldkit.trust.heads import SignedHead, sign_head
from fieldkit.trust.sealing import seal_file
from fieldkit.trust.signing import Signer

_FIRST_DAY: Final = datetime(1970, 1, 1, tzinfo=UTC)
_DAYS: Final = 2_900_000
"""Days from 1970 to somewhere before the year 9999."""
_DAY_MS: Final = 86_400_000


class Packing:
    """Collects the payload of one export."""

    def __init__(self, store: Store, folder: Path, addressees: Sequence[str]) -> None:
        """Seal to *addressees* (age recipients); *folder* in staging holds what is sealed on the way."""
        self._store = store
        self._folder = folder
        self._to = tuple(sorted(set(addressees)))
        self._entries: list[Payload] = []
        self._keys: dict[str, Payload] = {}
        self._originals: dict[str, tuple[Payload, str]] = {}
        self._proofs: dict[str, Payload] = {}
        self._certificates: dict[bytes, Payload] = {}
        self._signers: set[str] = set()

    def add_entries(self, entries: Iterable[Signed]) -> int:
        """Seal *entries*, sorted by (log, seq, hash), and return how many there were."""
        count = 0

        def counted() -> Iterable[Signed]:
            nonlocal count
            for signed in entries:
                count += 1
                self._signers.add(signed.entry.by)
                yield signed

        for packed in records.pack(counted()):
            file = self._folder / f"{len(self._entries)}.age"
            with disk_errors():
                with file.open("xb", buffering=0) as sink:
                    seal_file(io.BytesIO(packed.data), sink, self._to)
                with file.open("rb") as sealed:
                    digest = hashlib.file_digest(sealed, "sha256").hexdigest()
                self._entries.append(Payload(packed.path, digest, file.stat().st_size, file))
        return count

    def add_original(self, blob: Blob, log: str) -> None:
        """Add the sealed file of *blob*, named by an entry of *log*, and the identity that opens it.

        The identity travels under the log it was made for: entries of other logs may name the same file.
        Raises OriginalMissing, NoIdentity.
        """
        originals = self._store.originals
        path, seizure = originals.path(blob), originals.identities.seizure_of(blob.recipient)
        if path is None or seizure is None:
            raise OriginalMissing(sha256=blob.sha256)
        made_for = (one.log for one in originals.identities.of(seizure) if one.recipient == blob.recipient)
        name = f"keys/{seizure}-{next(made_for, log)}.age"
        if name not in self._keys:
            self._keys[name] = building.small(name, originals.identities.sealed_for(blob.recipient, self._to))
        sealed = blob.sealed_sha256
        payload = Payload(f"originals/{sealed}.age", sealed, path.stat().st_size, path)
        self._originals[sealed] = (payload, name)

    def add_proof(self, body: bytes) -> None:
        """Add a proof or directory file."""
        name = f"proofs/{hashlib.sha256(body).hexdigest()}.json"
        self._proofs[name] = building.small(name, body)

    def add_chain(self, chain: Iterable[bytes]) -> None:
        """Add certificates."""
        for der in chain:
            self._certificates.setdefault(der, building.certificate(der))

    def content(self) -> Content:
        """Return all of it, with the certificates of everybody who signed an entry in it."""
        for key in sorted(self._signers):
            self.add_chain(self._store.certificates.chain_of(key))
        return Content(
            certs=tuple(sorted(self._certificates.values(), key=_path)),
            entries=tuple(self._entries),
            keys=tuple(sorted(self._keys.values(), key=_path)),
            proofs=tuple(sorted(self._proofs.values(), key=_path)),
            originals=tuple(self._originals.values()),
        )

    def stamp(
        self, *, group: str, signer: Signer, chain: Sequence[bytes], heads: Iterable[SignedHead], claimed: Claimed
    ) -> Stamp:
        """Return who sends it: *signer* with its *chain*, at the day *claimed* names."""
        return Stamp(
            group=group,
            signer=signer,
            chain=tuple(chain),
            practice=self._store.home.practice,
            addressees=self._to,
            heads=tuple(heads),
            date=day_of(claimed),
        )


@contextmanager
def staging_folder(store: Store) -> Iterator[Path]:
    """Give a folder for one export's work in progress; it is gone afterwards."""
    folder = store.home.staging / f"out-{secrets.token_hex(8)}"
    try:
        with disk_errors():
            folder.mkdir()
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def day_of(claimed: Claimed) -> str:
    """Return the calendar day that *claimed* names, as 2026-11-22; days nobody can write become the nearest one."""
    days = (claimed.wall + claimed.offset * 60_000) // _DAY_MS
    return (_FIRST_DAY + timedelta(days=min(max(days, 0), _DAYS))).strftime("%Y-%m-%d")


def head_of(store: Store, log: str, reach: tuple[int, str]) -> SignedHead | None:
    """Return the device-signed end of *log*, which is held up to *reach*: our own word, or what its device said."""
    if log in store.ledger.own_logs():
        return sign_head(log=log, seq=reach[0], head=reach[1], signer=store.device.signer)
    said = store.ledger.signed_heads(log)
    return said[-1] if said else None


def _path(payload: Payload) -> str:
    return payload.path
