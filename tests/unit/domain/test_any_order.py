"""Whatever set of entries arrives, honest or hostile, in whatever order: one view, and nothing is hidden."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from fieldkit.domain import custody_bodies as cb
from fieldkit.domain import ledger_bodies as lb
from fieldkit.domain import review_bodies as rb
from fieldkit.domain import writeup_bodies as wb
from fieldkit.domain.entry import Signed
from fieldkit.domain.fold import fold_seizure
from fieldkit.domain.keys import Revocation
from fieldkit.domain.order import causal_order
from fieldkit.domain.types import TYPES, plain
from fieldkit.domain.view import PROBLEMS, SeizureView
from tests.make import KEYS, START, Book, amount, blob, context, digest, make_signed, party, uid

SEIZURE = uid("seizure")
EXHIBITS = [uid("x"), uid("y")]
SIGNERS = sorted(KEYS.values(), key=lambda facts: facts.name)
NAMES = ["Dara Practice", "Sok Practice", "Bopha Practice"]


class Chaos:
    """Draws entries that refer to earlier ones, well and badly."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.books = [Book(name) for name in ("laptop", "station", "hq")]
        self.made: list[Signed] = []

    def pick(self, options: Any) -> Any:  # noqa: ANN401  (whatever the options are)
        return self.draw(st.sampled_from(options))

    def hashes(self, type_name: str = "") -> list[str]:
        found = [signed.hash for signed in self.made if signed.entry.type.startswith(type_name)]
        return found or [digest("unknown")]

    def bases(self) -> list[str]:
        options = [signed.hash for signed in self.made[-6:]] + [digest("not here")]
        return self.draw(st.lists(st.sampled_from(options), max_size=3, unique=True))

    def body(self, type_name: str) -> dict[str, Any]:
        found: msgspec.Struct = _BODIES[type_name](self)
        return plain(found)

    def line(self) -> cb.OfferLine:
        gross = amount(self.pick([5, 500]))
        return cb.OfferLine(exhibit=self.pick(EXHIBITS), seals=("S1",), gross=gross, base=tuple(self.bases()))

    def covers(self) -> rb.Covers:
        ranges = tuple(rb.Range(log=book.log, runs=((0, len(book.entries)),)) for book in self.books)
        return rb.Covers(ranges=ranges, hash=digest("c"))

    def value(self) -> dict[str, Any]:
        values: list[dict[str, Any]] = [plain(wb.NarrativeSet(text="r")), plain(self.weighing()), {"bad": 1}]
        return values[int(self.pick([0, 1, 2]))]

    def offer(self) -> str:
        return str(self.pick(self.hashes("custody.offer")))

    def find(self) -> wb.Find:
        who = party(self.pick(NAMES))
        number = self.pick("12")
        return wb.Find(number=number, detail=wb.OtherThing(), description="d", found_by=who, collected_by=who)

    def told(self) -> wb.NarrativeSet:
        return wb.NarrativeSet(text=self.pick("abc"), amend=self.pick([None, *self.hashes("amend")]))

    def weighing(self) -> wb.Weighing:
        return wb.Weighing(kind="gross_sealed", value=amount(self.pick([5, 500])), operator=party("Dara Practice"))

    def resolve(self) -> rb.Resolve:
        if self.draw(st.booleans()):
            axis = self.pick(["holder", "location", "package", "nonsense"])
            return rb.Resolve(axis=axis, exhibit=self.pick(EXHIBITS), holds=self.pick(self.hashes()))
        registers = [f"{SEIZURE}:narrative.set", f"fact:{self.pick(self.hashes())}", "nonsense"]
        return rb.Resolve(register=self.pick(registers), value=self.value())

    def receipt(self) -> lb.Receipt:
        book = self.pick(self.books)
        last = book.entries[-1] if book.entries else None
        head = self.pick([last.hash if last else digest("h"), digest("other branch")])
        state = lb.LogState(log=book.log, upto=last.entry.seq if last else 0, head=head)
        return lb.Receipt(
            number="R",
            bundle="b",
            bundle_sha256=digest("b"),
            device=digest("d"),
            logs=(state,),
            originals=(blob("a").sha256,),
            tree=lb.Tree(size=1, root=digest("t")),
        )

    def write(self) -> None:
        type_name = self.pick(_TYPES)
        subjects = {"person.set": uid("p"), "original.add": uid("o")}
        exhibit = type_name in ("custody.find", "custody.package", "custody.store", "weighing.add")
        subj = self.pick(EXHIBITS) if exhibit else subjects.get(type_name, SEIZURE)
        book: Book = self.pick(self.books)
        signed = book.write(
            type_name,
            self.body(type_name),
            subj=subj,
            base=self.bases(),
            by=self.pick(SIGNERS),
            blobs=[blob("a")] if type_name == "original.add" else (),
            seq=self.pick([None, None, None, 1]),  # now and then a fork
            wall=self.pick([START, START + 5, 0, None]),
        )
        self.made.append(signed)


_BODIES: dict[str, Callable[[Chaos], msgspec.Struct]] = {
    "seizure.set": lambda c: wb.SeizureSet(number=c.pick("12")),
    "team.set": lambda c: wb.TeamSet(lead=party(c.pick(NAMES))),
    "narrative.set": Chaos.told,
    "person.set": lambda c: wb.PersonSet(roles=("suspect",), name_latin=c.pick("ab")),
    "custody.find": Chaos.find,
    "weighing.add": Chaos.weighing,
    "original.add": lambda c: wb.Original(name="a", exhibits=(c.pick(EXHIBITS),)),
    "custody.package": lambda c: cb.Package(package_no="P", seals=(c.pick("ST"),), sealed_by=party(c.pick(NAMES))),
    "custody.store": lambda _: cb.Store(location="safe"),
    "custody.offer": lambda c: cb.Offer(giver=party("x"), to=party(c.pick(NAMES)), lines=(c.line(), c.line())),
    "custody.accept": lambda c: cb.Accept(
        offer=c.offer(), taker=party(c.pick(NAMES)), lines=(cb.AcceptLine(exhibit=c.pick(EXHIBITS)),)
    ),
    "custody.refuse": lambda c: cb.Refuse(
        offer=c.offer(), taker=party("x"), lines=(cb.RefuseLine(exhibit=c.pick(EXHIBITS), reason="r"),)
    ),
    "custody.withdraw": lambda c: cb.Withdraw(offer=c.offer(), exhibits=(c.pick(EXHIBITS),)),
    "attest": lambda c: rb.Attest(entries=tuple(c.bases())),
    "correct": lambda c: rb.Correct(target=c.pick(c.hashes()), reason="r", body=c.value()),
    "void": lambda c: rb.Void(target=c.pick(c.hashes()), reason="r"),
    "lock": lambda c: rb.Lock(covers=c.covers()),
    "review.return": lambda _: rb.ReviewReturn(reason="r"),
    "review.accept": lambda c: rb.ReviewAccept(covers=c.covers()),
    "amend": lambda _: rb.Amend(reason="r", version=2),
    "resolve": Chaos.resolve,
    "endorse": lambda c: rb.Endorse(entries=tuple(c.bases())),
    "receipt": Chaos.receipt,
    "receipt.seen": lambda c: lb.ReceiptSeen(receipt=c.pick(c.hashes("receipt")), number="R"),
    "bundle.made": lambda c: lb.BundleMade(
        bundle="b", parts=1, to=(), upto=c.pick([0, 3]), head=digest("h"), originals=1
    ),
}
_TYPES = [*_BODIES, "custody.find", "custody.offer", "custody.accept", "resolve"]


@st.composite
def ledgers(draw: st.DrawFn) -> list[Signed]:
    chaos = Chaos(draw)
    for _ in range(draw(st.integers(1, 16))):
        chaos.write()
    return chaos.made


def fold(entries: list[Signed]) -> SeizureView:
    word = Revocation(key=KEYS[SIGNERS[0].key].key, upto={Book("laptop").log: 3}, reason="lost", entry=digest("r"))
    own = frozenset({Book("laptop").log})
    return fold_seizure(SEIZURE, entries, context(revocations=(word,), own_logs=own))


def shown(view: SeizureView) -> set[str]:
    """Return every entry the view mentions anywhere."""
    found: set[str] = set()
    waiting: list[object] = [view]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            found.add(value)
        elif isinstance(value, dict):
            waiting.extend(value.values())
        elif isinstance(value, list | tuple):
            waiting.extend(value)
        elif hasattr(value, "__struct_fields__"):
            waiting.extend(getattr(value, name) for name in value.__struct_fields__)
    return found


@given(ledgers(), st.randoms(use_true_random=False))
def test_any_order_and_any_repetition_give_one_view(entries: list[Signed], chance: random.Random) -> None:
    wanted = fold(entries)
    again = [*entries, *chance.sample(entries, len(entries) // 2)]
    chance.shuffle(again)
    assert fold(again) == wanted


@given(ledgers())
def test_no_entry_of_the_seizure_is_hidden(entries: list[Signed]) -> None:
    view = fold(entries)
    quiet = {"endorse", "resolve", "correct", "void", "attest"}  # told by what they changed
    ours = {signed.hash for signed in entries if SEIZURE in signed.entry.scope and signed.entry.type not in quiet}
    assert ours - shown(view) - _equal_twins(view) == set()


def _equal_twins(view: SeizureView) -> set[str]:
    groups = [view.head, view.team, view.narrative, *(person.register for person in view.persons)]
    return {name for group in groups if group is not None for name in group.base}


@given(ledgers(), ledgers())
def test_a_view_of_everything_does_not_depend_on_how_it_came_together(one: list[Signed], two: list[Signed]) -> None:
    assert fold([*one, *two]) == fold([*two, *one])


@given(ledgers())
def test_a_problem_has_a_code_that_is_known(entries: list[Signed]) -> None:
    assert {problem.why for problem in fold(entries).problems} <= PROBLEMS


@given(ledgers())
def test_causes_come_before_effects(entries: list[Signed]) -> None:
    places = {signed.hash: place for place, signed in enumerate(causal_order(entries))}
    forked = len({(signed.entry.log, signed.entry.seq) for signed in entries}) != len(entries)
    assert len(places) == len({signed.hash for signed in entries})
    for signed in entries:
        for cause in signed.entry.base:
            assert forked or cause not in places or places[cause] < places[signed.hash]


def test_a_circle_of_forked_entries_still_has_one_order() -> None:
    book = Book()
    one = book.write("narrative.set", wb.NarrativeSet(text="1"))
    two = book.write("narrative.set", wb.NarrativeSet(text="2"))
    three = book.write("narrative.set", wb.NarrativeSet(text="3"))
    twins = [book.write("narrative.set", wb.NarrativeSet(text=str(n)), base=[three], seq=1) for n in range(4, 9)]
    entries = [one, two, three, *twins]
    assert causal_order(entries) == causal_order(entries[::-1])
    assert len(causal_order(entries)) == len(entries)


def test_nothing_that_can_be_signed_breaks_the_fold() -> None:
    """Every type with an empty body, a strange body, and a body of another type."""
    book = Book()
    for name in (*TYPES, "unknown.type"):
        for body in ({}, {"lines": 3, "entries": {"a": 1}, "offer": None}, {"lines": [5, {"base": "x"}]}):
            book.write(name, body, scope=(SEIZURE,))
    signed = book.entries[0]
    strange = make_signed(signed.entry)
    view = fold([*book.entries, strange])
    assert view.entries == len(book.entries)
