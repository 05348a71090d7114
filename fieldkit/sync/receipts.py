"""Receipts: headquarters' signed word on what it has stored and read again. They are entries of its own log.

One import makes one receipt, in as many entries as it needs to stay small; all carry its number. The tree's state in it
covers everything that the receipt names.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, TypeVar

from fieldkit.domain.entry import Claimed, Draft, Signed
from fieldkit.domain.ledger_bodies import LogState, Receipt, Tree
from fieldkit.domain.numbers import log_code
from fieldkit.domain.types import body_of, plain
from fieldkit.errors import BugError
from fieldkit.storage.store import Store
from fieldkit.sync.arrivals import Arrivals
from fieldkit.sync.bundle import Head
from fieldkit.trust.signing import Signer

_LOGS: Final = 100
_ORIGINALS: Final = 400
_HELD: Final = 100
"""How many of each one entry names: together well under 64 KiB."""

T = TypeVar("T")


def issue(store: Store, arrivals: Arrivals, head: Head, *, signer: Signer, claimed: Claimed) -> list[Signed]:
    """Write the receipt for what *arrivals* counted of the bundle *head*; *signer* = HQ's receipt key.

    An import that was interrupted after its receipt was written gets that receipt, if it still says the truth.
    """
    with store.writing():
        store.ledger.append([], signer=signer, claimed=claimed)  # opens the log that the number is taken from
        bodies = list(_bodies(store, arrivals, head))
        written = _written(store, bodies, signer.key_id)
        if written:
            return written
        drafts = [Draft(type="receipt", subj=store.home.device, body=plain(body)) for body in bodies]
        return store.ledger.append(drafts, signer=signer, claimed=claimed)


def _bodies(store: Store, arrivals: Arrivals, head: Head) -> Iterator[Receipt]:
    states = list(_states(store, arrivals))
    logs = _in_pieces(states, _LOGS)
    originals = _in_pieces(sorted(arrivals.originals), _ORIGINALS)
    held, refused = _in_pieces(arrivals.held, _HELD), _in_pieces(arrivals.refused, _HELD)
    parts = max(1, len(logs), len(originals), len(held), len(refused))
    size = store.tree.size()
    tree = Tree(size=size, root=store.tree.root(size).hex())
    number = _number(store)
    for at in range(parts):
        yield Receipt(
            number=number,
            bundle=head.info.bundle,
            bundle_sha256=head.sha256,
            device=arrivals.device,
            logs=_piece(logs, at),
            originals=_piece(originals, at),
            quarantined=_piece(held, at),
            refused=_piece(refused, at),
            tree=tree,
            part=at + 1,
            parts=parts,
        )


def _states(store: Store, arrivals: Arrivals) -> Iterator[LogState]:
    reached = store.ledger.heads()
    waiting: dict[str, int] = {}
    for one in store.ledger.pending():
        waiting[one.log] = waiting.get(one.log, 0) + 1
    for log in sorted(arrivals.logs):
        if log in reached or log in waiting:
            upto, held = reached.get(log, (-1, ""))
            yield LogState(log=log, upto=upto, head=held, pending=waiting.get(log, 0))


def _written(store: Store, bodies: Sequence[Receipt], key: str) -> list[Signed]:
    """Return the receipt that *key* already wrote with this very content (its number and tree aside), or [].

    Senders may write what they like into their logs, entries of this type too.
    """
    wanted = [_essence(body) for body in bodies]
    found: dict[str, list[tuple[Signed, Receipt]]] = {}
    for signed in store.ledger.of_type("receipt"):
        if signed.entry.by != key or signed.entry.body.get("bundle") != bodies[0].bundle:
            continue
        body = body_of(signed.entry)
        if isinstance(body, Receipt):
            found.setdefault(body.number, []).append((signed, body))
    for parts in found.values():
        parts.sort(key=lambda pair: pair[1].part)
        if [_essence(body) for _, body in parts] == wanted:
            return [signed for signed, _ in parts]
    return []


def _essence(body: Receipt) -> tuple[object, ...]:
    return body.part, body.parts, body.bundle_sha256, body.logs, body.originals, body.quarantined, body.refused


def _number(store: Store) -> str:
    """Return a number nobody else gives out: the log's code and the place of the receipt in it."""
    stands = store.ledger.own_head()
    if stands is None:
        raise BugError(what="headquarters has no log to write a receipt into")
    return f"R-{log_code(stands.log)}-{stands.seq + 1:06d}"


def _in_pieces(things: Sequence[T], size: int) -> list[tuple[T, ...]]:
    return [tuple(things[at : at + size]) for at in range(0, len(things), size)]


def _piece(pieces: Sequence[tuple[T, ...]], at: int) -> tuple[T, ...]:
    return pieces[at] if at < len(pieces) else ()
