"""What goes to headquarters: everything it has not confirmed yet, from a laptop or a station.

For each log held here: the entries after headquarters' last receipt, and each original no receipt names, together with
the entry that names it. What was exported before but not confirmed goes again: importing twice changes nothing, and a
copy on a lost stick is no receipt.
"""

from __future__ import annotations

import heapq
import secrets
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import msgspec

from fieldkit.domain.entry import Blob, Claimed, Draft, Signed
from fieldkit.domain.ledger_bodies import BundleMade, LogOpen, Receipt
from fieldkit.domain.types import body_of, plain
from fieldkit.storage.store import Store
from fieldkit.storage.traffic import BundleOut
from fieldkit.sync import building
from fieldkit.sync.building import Part
from fieldkit.sync.bundle import PART_LIMIT, Cancelled, Progress
from fieldkit.sync.door import NotEnrolled
from fieldkit.sync.packing import Packing, head_of, staging_folder

LOSSES: Final = frozenset({"restore", "reinstall", "clone"})
"""Why a new log was opened, where that means that entries of the one before may be gone."""
_TRAFFIC: Final = frozenset({"bundle.made", "receipt.seen", "clock.jump"})


class Confirmed(msgspec.Struct, frozen=True):
    """What headquarters' receipts say it holds: logs up to a seq, originals by the hash of their plain bytes."""

    upto: dict[str, int]
    originals: frozenset[str]
    hq_logs: frozenset[str]


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """What to send of one log: seq first..last, and single entries (hashes) besides."""

    log: str
    first: int
    last: int
    head: str
    extra: tuple[str, ...] = ()


class Outgoing(msgspec.Struct, frozen=True, kw_only=True):
    """What an export would hold.

    originals: blob and the log whose entry names it. news: entries besides those that only tell of earlier bundles and
    receipts. bytes: about what it will take.
    """

    runs: tuple[Run, ...]
    originals: tuple[tuple[Blob, str], ...]
    seizures: frozenset[str]
    entries: int
    news: int
    bytes: int

    @property
    def empty(self) -> bool:
        """Tell whether headquarters has confirmed everything."""
        return not self.news and not self.originals


class Exported(msgspec.Struct, frozen=True, kw_only=True):
    """A finished export: group id, its parts where they lie, what they hold, and the entry that says so."""

    group: str
    parts: tuple[Part, ...]
    entries: int
    originals: int
    bytes: int
    made: Signed | None = None


def confirmed(store: Store) -> Confirmed:
    """Return what receipts that count say headquarters holds of what is held here.

    A receipt that headquarters itself lost, because it went back to a backup, says nothing of what it holds now.
    """
    claims: dict[str, dict[int, str]] = {}
    originals: set[str] = set()
    hq_logs: set[str] = set()
    lost = _lost_by_headquarters(store)
    words = [one for one in store.ledger.of_type("receipt") if one.entry.seq <= lost.get(one.entry.log, one.entry.seq)]
    known = store.certificates.facts_of_many({signed.entry.by for signed in words})
    for signed in words:
        body, facts = body_of(signed.entry), known.get(signed.entry.by)
        if not isinstance(body, Receipt) or facts is None or not (facts.certified and "receipt" in facts.roles):
            continue
        hq_logs.add(signed.entry.log)
        originals.update(body.originals)
        for state in body.logs:
            claims.setdefault(state.log, {})[state.upto] = state.head
    upto = {log: _agreed(store, log, told) for log, told in claims.items()}
    return Confirmed(upto, frozenset(originals), frozenset(hq_logs))


def plan(store: Store, *, seizures: Sequence[str] = (), everything: bool = False) -> Outgoing:
    """Return what headquarters lacks.

    seizures: whose originals to take; () = all. Entries always go all. everything: as if there were no receipts, for a
    headquarters that lost all it had.
    """
    done = confirmed(store)
    if everything:
        done = Confirmed({}, frozenset(), done.hq_logs)
    wanted = frozenset(seizures)
    runs: list[Run] = []
    originals: dict[str, tuple[Blob, str]] = {}
    touched: set[str] = set()
    count = news = size = 0
    loose = _loose(store, done)
    held = [signed for names in loose.values() for signed in store.ledger.by_hashes(names)]
    for signed in held:  # another laptop's, moved to this one: its originals may lie nowhere else
        originals.update(
            (blob.sealed_sha256, (blob, signed.entry.log)) for blob in _missing(store, signed, done, wanted)
        )
        touched.update(signed.entry.scope)
    for log, (last, head) in sorted(store.ledger.heads().items()):
        if log in done.hq_logs:
            continue
        first = done.upto.get(log, -1) + 1
        extra: list[str] = loose.pop(log, [])
        for signed in store.ledger.run(log, 0, last):
            missing = _missing(store, signed, done, wanted)
            originals.update((blob.sealed_sha256, (blob, log)) for blob in missing)
            if signed.entry.seq >= first or missing:
                count, size = count + 1, size + len(signed.raw)
                news += signed.entry.type not in _TRAFFIC
                touched.update(signed.entry.scope)
                if signed.entry.seq < first:
                    extra.append(signed.hash)
        if first <= last or extra:
            runs.append(Run(log=log, first=first, last=last, head=head, extra=tuple(extra)))
    for log, names in sorted(loose.items()):
        runs.append(Run(log=log, first=0, last=-1, head="", extra=tuple(names)))
        count, news = count + len(names), news + len(names)
    size += sum(blob.size for blob, _ in originals.values())
    return Outgoing(
        runs=tuple(runs),
        originals=tuple(originals[name] for name in sorted(originals)),
        seizures=frozenset(touched),
        entries=count,
        news=news,
        bytes=size,
    )


def export(
    store: Store,
    outgoing: Outgoing,
    folder: Path,
    *,
    to: Sequence[str],
    claimed: Claimed,
    limit: int = PART_LIMIT,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Exported:
    """Write *outgoing* into *folder* (a stick), sealed to the recipients *to*, and note in the log that it left.

    When this returns it is safe to pull the stick. progress(bytes done, bytes in all). limit: bytes of one part. Raises
    NotEnrolled before enrolment; StickFull, StickFailed, StickLied, SourceDamaged, Stopped: then nothing stays in
    *folder* and nothing is noted.
    """
    chain = store.certificates.chain_of(store.device.signer.key_id)
    if not chain or not to:
        raise NotEnrolled
    group = secrets.token_hex(16)
    with staging_folder(store) as staging:
        packing = Packing(store, staging, to)
        entries = packing.add_entries(signed for run in outgoing.runs for signed in _entries(store, run))
        for blob, log in outgoing.originals:
            packing.add_original(blob, log)
        packing.add_chain(chain)
        heads = [head_of(store, run.log, (run.last, run.head)) for run in outgoing.runs]
        stamp = packing.stamp(
            group=group,
            signer=store.device.signer,
            chain=chain,
            heads=[head for head in heads if head is not None],
            claimed=claimed,
        )
        parts = building.write(
            folder,
            building.plan(packing.content(), stamp, limit=limit),
            stamp,
            label=store.home.name,
            new_id=lambda: secrets.token_hex(16),
            progress=progress,
            cancelled=cancelled,
        )
    done = Exported(
        group=group,
        parts=parts,
        entries=entries,
        originals=len(outgoing.originals),
        bytes=sum(part.size for part in parts),
    )
    return msgspec.structs.replace(done, made=_note(store, outgoing, done, to=to, claimed=claimed))


def _note(store: Store, outgoing: Outgoing, done: Exported, *, to: Sequence[str], claimed: Claimed) -> Signed | None:
    """Write `bundle.made` for the own log that is written on now, and remember what went."""
    upto = {run.log: run.last for run in outgoing.runs if run.last >= 0}
    addressee = min(to)
    made = BundleOut(
        bundle=done.group, addressee=addressee, wall=claimed.wall, parts=len(done.parts), state="made", upto=upto
    )
    stands = store.ledger.own_head()
    own = next((run for run in outgoing.runs if stands is not None and run.log == stands.log), None)
    with store.writing():
        store.outbox.record(made, [blob.sealed_sha256 for blob, _ in outgoing.originals])
        if own is None:
            return None
        body = BundleMade(
            bundle=done.group,
            parts=len(done.parts),
            to=tuple(sorted(to)),
            upto=own.last,
            head=own.head,
            originals=done.originals,
        )
        draft = Draft(type="bundle.made", subj=store.home.device, body=plain(body))
        return store.ledger.append([draft], signer=store.device.signer, claimed=claimed)[0]


def _entries(store: Store, run: Run) -> Iterator[Signed]:
    """Yield the entries of *run* in order, each once."""
    extra = sorted(store.ledger.by_hashes(run.extra), key=_order)
    before = ""
    for signed in heapq.merge(extra, store.ledger.run(run.log, run.first, run.last), key=_order):
        if signed.hash != before:
            yield signed
        before = signed.hash


def _order(signed: Signed) -> tuple[str, int, str]:
    return signed.entry.log, signed.entry.seq, signed.hash


def _missing(store: Store, signed: Signed, done: Confirmed, wanted: frozenset[str]) -> list[Blob]:
    """Return the originals of *signed* that are here and that no receipt names."""
    if wanted and wanted.isdisjoint(signed.entry.scope):
        return []
    return [blob for blob in signed.entry.blobs if blob.sha256 not in done.originals and store.originals.has(blob)]


def _lost_by_headquarters(store: Store) -> dict[str, int]:
    """Return the place in each of headquarters' logs after which it lost its own entries, as its next log says."""
    lost: dict[str, int] = {}
    for signed in store.ledger.of_type("log.open"):
        body, facts = body_of(signed.entry), store.certificates.facts(signed.entry.by)
        if not isinstance(body, LogOpen) or facts is None or not (facts.certified and "hq" in facts.roles):
            continue
        before = body.continues
        if before is not None and before.why in LOSSES:
            lost[before.log] = min(before.seq, lost.get(before.log, before.seq))
    return lost


def _agreed(store: Store, log: str, told: dict[int, str]) -> int:
    """Return the furthest seq at which receipts and our own copy of *log* name the same entry, or -1."""
    for upto in sorted(told, reverse=True):
        if any(signed.hash == told[upto] for signed in store.ledger.run(log, upto, upto)):
            return upto
    return -1


def _loose(store: Store, done: Confirmed) -> dict[str, list[str]]:
    """Return, by log, foreign entries held by their own signature only, unless headquarters showed that it has them."""
    held = [signed for signed in store.ledger.loose() if signed.entry.log not in done.hq_logs]
    proven = store.proofs.proven([signed.hash for signed in held])
    found: dict[str, list[str]] = {}
    for signed in held:
        if signed.hash not in proven:
            found.setdefault(signed.entry.log, []).append(signed.hash)
    return found
