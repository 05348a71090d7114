"""Headquarters' proofs on their way in: its tree may only grow, and everybody remembers the largest one they have seen.

A tree head is believed when it continues the one remembered. Then inclusion proofs under it make foreign entries
*proven*. A head that does not continue it means that headquarters shows two histories, or lost part of its own: that is
an alarm, the file is kept, and the remembered head stays.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import msgspec

from fieldkit.domain.ledger_bodies import Receipt
from fieldkit.domain.types import body_of
from fieldkit.storage.store import Store
from fieldkit.storage.tree_store import Proof as KeptProof
from fieldkit.sync import recipients
from fieldkit.sync.arrivals import Arrivals
from fieldkit.sync.bundle import Member
from fieldkit.trust.directory import DIRECTORY
from fieldkit.trust.proofs import Consistency, Inclusion, NotProven, Proof, SignedTreeHead, open_proof
from fieldkit.trust.signed_file import WrongSignedFile

HEAD: Final = "head"
"""Kind of the remembered tree heads among the kept proofs."""


class ProofIntake:
    """Takes the proofs and the directory of one bundle from headquarters."""

    def __init__(self, store: Store, arrivals: Arrivals) -> None:
        """Judge for the home of *store*."""
        self._store = store
        self._arrivals = arrivals

    def take(self, members: Iterable[Member]) -> None:
        """Check every file of *members* and keep what holds."""
        opened: list[tuple[str, Proof, bytes]] = []
        for member in members:
            if member.file is None:
                continue
            untrusted = member.file.read_bytes()
            if self._take_directory(untrusted):
                continue
            try:
                opened.append((member.row.sha256, open_proof(untrusted, key_of=self._key_of), untrusted))
            except NotProven as refused:
                self._refuse(member.row.sha256, refused.code, untrusted)
                self._arrivals.alarm("proof-wrong", member.row.sha256)
        head = max((proof.head for _, proof, _ in opened), key=lambda one: one.size, default=None)
        if head is not None and self._continues(head, opened):
            self._keep(head, opened)

    def _continues(self, head: SignedTreeHead, opened: list[tuple[str, Proof, bytes]]) -> bool:
        """Tell whether *head* continues the remembered head; if not, sound the alarm and keep what shows it."""
        last = remembered(self._store)
        if last is None or (last.size, last.root) == (head.size, head.root):
            return True
        links = [(name, proof, raw) for name, proof, raw in opened if isinstance(proof, Consistency)]
        links = [link for link in links if link[1].size == last.size and link[1].head == head]
        if any(proof.root == last.root for _, proof, _ in links):
            return True
        if head.size < last.size and head.at < last.at:
            return False  # an older stick that arrived later
        if head.size <= last.size:
            self._arrivals.alarm("tree-forked" if head.size == last.size else "tree-shrunk", str(head.size))
        elif links:
            self._arrivals.alarm("tree-forked", str(last.size))
        else:
            self._arrivals.alarm("tree-not-linked", str(head.size))
        evidence = links or opened[:1]
        for name, _, raw in evidence:
            self._refuse(name, "tree-forked", raw)
        return False

    def _keep(self, head: SignedTreeHead, opened: list[tuple[str, Proof, bytes]]) -> None:
        body = msgspec.json.encode(head, order="sorted")
        name = f"{head.size}-{head.root}"
        with self._store.writing():
            self._store.proofs.keep(KeptProof(name, HEAD, head.key, head.size, body))
            for sha256, proof, raw in opened:
                if isinstance(proof, Inclusion) and proof.head == head:
                    kept = KeptProof(sha256, "inclusion", proof.leaf, head.size, raw)
                    self._store.proofs.keep(kept, proven=[proof.leaf])

    def _take_directory(self, untrusted: bytes) -> bool:
        """Keep *untrusted* if it is a directory newer than ours; tell whether it is a directory at all."""
        if self._store.certificates.root() is None or f'"kind":"{DIRECTORY}"'.encode() not in untrusted:
            return False
        try:
            recipients.keep(self._store, untrusted)
        except WrongSignedFile as refused:
            self._refuse(f"directory {len(untrusted)}", refused.code, untrusted)
        return True

    def _refuse(self, name: str, reason: str, untrusted: bytes) -> None:
        self._arrivals.put_aside(name, "other", reason, untrusted)

    def _key_of(self, key: str) -> bytes | None:
        facts = self._store.certificates.facts(key)
        if facts is None or not facts.certified or facts.kind != "hq" or "receipt" not in facts.roles:
            return None
        return self._store.certificates.key_of(key)


def remembered(store: Store) -> SignedTreeHead | None:
    """Return the largest tree head that this home has seen and believed."""
    heads = store.proofs.of_kind(HEAD)
    return msgspec.json.decode(heads[0].body, type=SignedTreeHead) if heads else None


def read_receipts(store: Store, arrivals: Arrivals) -> list[tuple[str, str]]:
    """Compare headquarters' receipts with what is held here; return (hash, number) of new ones for this device.

    A receipt that reaches further than the own log proves that this home was rolled back; one that names another entry
    at a place proves a fork; one whose tree differs from the remembered one of that size proves two histories.
    """
    ledger = store.ledger
    own, last, reach = set(ledger.own_logs()), remembered(store), ledger.heads()
    seen = {one.entry.body.get("receipt") for one in ledger.of_type("receipt.seen") if one.entry.log in own}
    new: list[tuple[str, str]] = []
    for signed in ledger.of_type("receipt"):
        body = body_of(signed.entry)
        facts = store.certificates.facts(signed.entry.by)
        counts = facts is not None and facts.certified and facts.kind == "hq" and "receipt" in facts.roles
        if not isinstance(body, Receipt) or signed.hash in seen or not counts:
            continue
        if last is not None and body.tree.size == last.size and body.tree.root != last.root:
            arrivals.alarm("tree-forked", str(last.size))
        for state in body.logs:
            if state.log not in own or state.upto < 0:
                continue
            there = {one.hash for one in ledger.run(state.log, state.upto, state.upto)}
            if there and state.head not in there:
                arrivals.alarm("log-forked", state.log)
            if state.upto > reach.get(state.log, (-1, ""))[0]:
                arrivals.alarm("rolled-back", state.log)
        if body.device == store.device.signer.key_id:
            new.append((signed.hash, body.number))
    return new
