"""Two laptops, a reviewer and a headquarters, all invented: what a home may receive from them, in any order."""

from __future__ import annotations

from pathlib import Path

from fieldkit.domain.entry import Draft, Signed
from fieldkit.domain.keys import KeyFacts, KeyKind, Role
from fieldkit.storage.store import Store
from fieldkit.trust.certificates import found
from fieldkit.trust.heads import SignedHead
from fieldkit.trust.signing import SoftKey
from tests.unit.storage.practice_home import (
    WALL,
    Bench,
    heads_of,
    introduced,
    narrative,
    titled,
    uuid,
    whole_log,
)

NO_COVERS = {"ranges": [], "hash": "0" * 64}


class Nation:
    """Everything that was written: `entries`, signed `heads`, `certificates` and the `root`."""

    def __init__(self, folder: Path) -> None:
        self.authority, _ = found(name="Practice HQ", made=WALL)
        self.root = self.authority.root
        self.certificates: list[bytes] = []
        self.entries: list[Signed] = []
        self.heads: list[SignedHead] = []
        self.receipt_key, self.issue_key = SoftKey.generate(), SoftKey.generate()
        self.certify(self.receipt_key, "hq", ("receipt",), person=None)
        self.certify(self.issue_key, "hq", ("issue",), person=None)
        benches = [Bench(folder / name) for name in ("first", "second", "hq")]
        stores = [bench.open() for bench in benches]
        self._write(benches, stores)
        for bench, store in zip(benches, stores, strict=True):
            self.entries += whole_log(store)
            self.heads += heads_of(store, bench.device.signer)
            store.close()

    def certify(self, key: SoftKey, kind: KeyKind, roles: tuple[Role, ...], *, person: int | None) -> None:
        facts = KeyFacts(
            key=key.key_id,
            kind=kind,
            name="Practice Officer",
            unit="Practice unit",
            roles=frozenset(roles),
            person=uuid(person) if person else None,
        )
        for der in self.authority.certify(facts, key.public, made=WALL):
            if der not in self.certificates:
                self.certificates.append(der)

    def _write(self, benches: list[Bench], stores: list[Store]) -> None:
        first, second, hq = stores
        one, two, three = benches
        self.certify(one.officer, "officer", ("officer",), person=901)
        self.certify(two.officer, "officer", ("officer",), person=902)
        self.certify(three.officer, "officer", ("reviewer",), person=903)
        for bench in benches:
            self.certify(bench.device.signer, "device", ("field",), person=None)

        def say(store: Store, bench: Bench, *drafts: Draft, key: SoftKey | None = None) -> list[Signed]:
            return store.ledger.append(drafts, signer=key or bench.officer, claimed=bench.clock())

        say(first, one, introduced(one.officer, person=901), titled(1, "Raid"), titled(2, "Stop"))
        say(second, two, introduced(two.officer, person=902))
        (told,) = say(first, one, narrative(1, "first telling"))
        say(second, two, narrative(1, "second telling"), titled(3, "Own case"))
        say(first, one, _bundle(first), key=one.device.signer)
        say(second, two, _bundle(second), key=two.device.signer)
        (got,) = say(hq, three, _receipt(first, 1), key=self.receipt_key)
        say(hq, three, _receipt(second, 2), key=self.receipt_key)
        seen = {"receipt": got.hash, "number": "R-1"}
        say(first, one, Draft(type="receipt.seen", subj=uuid(1), body=seen), key=one.device.signer)
        say(first, one, narrative(1, "told again", base=(told.hash,)), narrative(2, "after the receipt"))
        say(first, one, _anchor(first), _anchor(second))
        say(first, one, _bundle(first), key=one.device.signer)
        say(hq, three, introduced(three.officer, person=903), _review(3))
        say(hq, three, _receipt(first, 3), key=self.receipt_key)
        limits = [{"log": _log(second), "upto": 2}]
        lost = {"key": two.officer.key_id, "logs": limits, "reason": "laptop lost"}
        say(hq, three, Draft(type="revoke", subj=uuid(9), body=lost), key=self.issue_key)


def _log(store: Store) -> str:
    return store.ledger.own_logs()[-1]


def _bundle(store: Store) -> Draft:
    mark = store.ledger.own_head()
    assert mark
    body = {"bundle": "b", "parts": 1, "to": ["hq"], "upto": mark.seq, "head": mark.head, "originals": 0}
    return Draft(type="bundle.made", subj=uuid(8), body=body)


def _receipt(store: Store, number: int) -> Draft:
    mark = store.ledger.own_head()
    assert mark
    body = {
        "number": f"R-{number}",
        "bundle": "b",
        "bundle_sha256": "b" * 64,
        "device": "d" * 64,
        "logs": [{"log": mark.log, "upto": mark.seq, "head": mark.head}],
        "originals": ["a" * 64],
        "tree": {"size": 1, "root": "c" * 64},
    }
    return Draft(type="receipt", subj=uuid(8), body=body)


def _anchor(store: Store) -> Draft:
    mark = store.ledger.own_head()
    assert mark
    to = {"name": "Practice duty desk"}
    body = {"kind": "duty_desk", "to": to, "log": mark.log, "seq": mark.seq, "head": mark.head}
    return Draft(type="anchor.add", subj=uuid(1), body=body)


def _review(seizure: int) -> Draft:
    body = {"covers": NO_COVERS, "official_no": "2026/001"}
    return Draft(type="review.accept", subj=uuid(seizure), scope=(uuid(seizure),), body=body)
