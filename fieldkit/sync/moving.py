"""From one laptop to another of the same headquarters: what goes along, and the unsigned drafts in a file of their own.

Entries and originals travel as a bundle like any other, addressed to that one device; it holds them by their own
signatures (*unproven*) and carries them on to headquarters, as this laptop does too: importing twice changes nothing.
Drafts are no entries and have no place in a bundle. docs/formats/moving.md.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import Annotated, Final

import msgspec

from fieldkit.domain.entry import Blob, Signed
from fieldkit.errors import N_, KnownError
from fieldkit.storage.settings import KeptDraft
from fieldkit.storage.store import Store
from fieldkit.sync import outbox
from fieldkit.sync.door import NotEnrolled, revoked_keys
from fieldkit.sync.outbox import Outgoing, Run
from fieldkit.trust.certificates import NotCertified, facts_of, leaf_key
from fieldkit.trust.device_card import DeviceCard, make_card, open_card
from fieldkit.trust.sealing import open_bytes, seal_bytes
from fieldkit.trust.signed_file import WrongSignedFile, b64, pack, unb64, unpack

KIND: Final = "fieldkit-drafts-v1"
LARGEST: Final = 16 << 20
"""Plain bytes of the largest drafts file."""
MOST: Final = 2_000
"""Drafts in one file."""


class NotThisLaptop(KnownError):
    """A card or file of this very device, of another kind of home, or of a revoked one."""

    code = "not-this-laptop"
    message = N_("The records cannot move to or from “{name}”.")
    hint = N_("Nothing was changed. It must be another laptop of your headquarters, real or practice as this one is.")


class NotDrafts(KnownError):
    """No drafts file of a device of this headquarters. `what` names the part at fault."""

    code = "not-drafts"
    message = N_("This is not a file of drafts from a laptop of your headquarters ({what}).")
    hint = N_("Nothing was taken from it. Make it again on the other laptop.")


class _Head(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    chain: tuple[str, ...]
    practice: bool
    sha256: str


class _Draft(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    name: Annotated[str, msgspec.Meta(min_length=1, max_length=300, pattern=r"\A[^\x00-\x1f\x7f]+\Z")]
    body: Annotated[str, msgspec.Meta(max_length=256 << 10)]
    wall: Annotated[int, msgspec.Meta(ge=0, lt=1 << 53)]


_Drafts = Annotated[list[_Draft], msgspec.Meta(max_length=MOST)]


def card(store: Store) -> bytes:
    """Return this device's own card. Raises NotEnrolled before the grant."""
    signer = store.device.signer
    chain = store.certificates.chain_of(signer.key_id)
    if not chain:
        raise NotEnrolled
    recipient = store.device.identity.recipient
    return make_card(chain=tuple(chain), recipient=recipient, practice=store.home.practice, signer=signer)


def addressee(store: Store, untrusted_card: bytes) -> DeviceCard:
    """Return the device to move to. Raises NotEnrolled, NotADeviceCard, NotThisLaptop."""
    root = store.certificates.root()
    if root is None:
        raise NotEnrolled
    found = open_card(untrusted_card, root=root)
    strange = found.facts.device == store.home.device or found.practice != store.home.practice
    if strange or found.facts.key in revoked_keys(store) or "field" not in found.facts.roles:
        raise NotThisLaptop(name=found.facts.name)
    return found


def plan(store: Store, seizures: Sequence[str]) -> Outgoing:
    """Return what goes along: all that headquarters has not confirmed, and everything known of *seizures*.

    Whole logs as far as they are unconfirmed, so that the other laptop can bring them to headquarters without a gap.
    """
    going = outbox.plan(store, seizures=seizures)
    runs = {run.log: run for run in going.runs}
    there = {log: set(run.extra) for log, run in runs.items()}
    extra: dict[str, set[str]] = {}
    known = [signed for seizure in seizures for signed in store.ledger.in_scope(seizure)]
    for signed in _with_keys(store, known):
        run = runs.get(signed.entry.log)
        within = run is not None and run.first <= signed.entry.seq <= run.last
        if not within and signed.hash not in there.get(signed.entry.log, ()):
            extra.setdefault(signed.entry.log, set()).add(signed.hash)
    reach = store.ledger.heads()
    for log, names in extra.items():
        last, head = reach.get(log, (-1, ""))
        run = runs.get(log) or Run(log=log, first=last + 1, last=last, head=head)
        runs[log] = msgspec.structs.replace(run, extra=(*run.extra, *sorted(names)))
    count = going.entries + sum(map(len, extra.values()))
    originals = _originals(store, going, known)
    return msgspec.structs.replace(
        going,
        runs=tuple(runs[log] for log in sorted(runs)),
        originals=originals,
        seizures=going.seizures | frozenset(seizures),
        entries=count,
        bytes=going.bytes + sum(blob.size for blob, _ in originals) - sum(blob.size for blob, _ in going.originals),
    )


def _with_keys(store: Store, known: Sequence[Signed]) -> Iterable[Signed]:
    """Yield *known* and the entries that carry the keys they were signed with."""
    signers = {signed.entry.by for signed in known}
    logs = {signed.entry.log for signed in known}
    yield from known
    for signed in store.ledger.of_type("log.open", "key.open"):
        if signed.entry.by in signers or signed.entry.log in logs:
            yield signed


def _originals(store: Store, going: Outgoing, known: Sequence[Signed]) -> tuple[tuple[Blob, str], ...]:
    found = {blob.sealed_sha256: (blob, log) for blob, log in going.originals}
    for signed in known:
        for blob in signed.entry.blobs:
            if blob.sealed_sha256 not in found and store.originals.has(blob):
                found[blob.sealed_sha256] = (blob, signed.entry.log)
    return tuple(found[name] for name in sorted(found))


# --- drafts -----------------------------------------------------------------------------------------------------------
def seal_drafts(store: Store, drafts: Sequence[KeptDraft], to: DeviceCard) -> bytes:
    """Return *drafts* sealed to the device *to*, signed by this one. Raises NotEnrolled, NotDrafts when too large."""
    signer = store.device.signer
    chain = store.certificates.chain_of(signer.key_id)
    if not chain:
        raise NotEnrolled
    rows = [_Draft(name=one.name, body=one.body.decode(), wall=one.wall) for one in drafts]
    body = msgspec.json.encode(rows)
    if len(body) > LARGEST - (1 << 16) or len(rows) > MOST:
        raise NotDrafts(what="size")
    digest = hashlib.sha256(body).hexdigest()
    head = _Head(chain=tuple(map(b64, chain)), practice=store.home.practice, sha256=digest)
    return seal_bytes(pack(KIND, head, signer) + b"\n" + body, [to.recipient])


def open_drafts(store: Store, untrusted: bytes) -> tuple[str, tuple[KeptDraft, ...]]:
    """Return the name of the device that sent *untrusted*, and its drafts.

    Raises NotEnrolled, NotOurs, SealBroken, OverLimit, NotDrafts, NotThisLaptop.
    """
    root = store.certificates.root()
    if root is None:
        raise NotEnrolled
    signed, _, body = open_bytes(untrusted, [store.device.identity], limit=LARGEST).partition(b"\n")
    try:
        file = unpack(KIND, signed, _Head)
        chain = tuple(unb64(der) for der in file.body.chain)
        facts = facts_of(chain, root=root)
        file.check(leaf_key(chain))
        rows = msgspec.json.decode(body, type=_Drafts)
    except WrongSignedFile as refused:
        raise NotDrafts(what=refused.facts["what"]) from refused
    except NotCertified as refused:
        raise NotDrafts(what="certificate") from refused
    except (msgspec.DecodeError, RecursionError) as refused:
        raise NotDrafts(what="form") from refused
    if facts.kind != "device" or file.body.sha256 != hashlib.sha256(body).hexdigest():
        raise NotDrafts(what="signature")
    if file.body.practice != store.home.practice or facts.key in revoked_keys(store):
        raise NotThisLaptop(name=facts.name)
    return facts.name, tuple(KeptDraft(row.name, row.body.encode(), row.wall) for row in rows)
