from __future__ import annotations

import msgspec
import pytest

from fieldkit.domain import custody_bodies as cb
from fieldkit.domain import ledger_bodies as lb
from fieldkit.domain import review_bodies as rb
from fieldkit.domain import writeup_bodies as wb
from fieldkit.domain.entry import Signed
from fieldkit.domain.fold import fold_seizure
from fieldkit.domain.keys import KeyFacts, Revocation
from fieldkit.domain.standing import MAY, may_sign, revocations, standing
from fieldkit.domain.types import TYPES
from fieldkit.domain.values import Place
from fieldkit.domain.view import SeizureView
from tests.make import (
    CLERK,
    DEVICE,
    HQ_ISSUE,
    HQ_RECEIPT,
    KEYS,
    NEWCOMER,
    OFFICER,
    REVIEWER,
    SECOND,
    STRANGER,
    VIEWER,
    Book,
    amount,
    context,
    digest,
    key,
    log_id,
    party,
    uid,
)

SEIZURE = uid("seizure")
COVERS = rb.Covers(ranges=(), hash=digest("covers"))
RECEIPT = lb.Receipt(
    number="R-1",
    bundle="b",
    bundle_sha256=digest("bundle"),
    device=digest("device"),
    logs=(),
    tree=lb.Tree(size=1, root=digest("root")),
)
BODIES: dict[str, msgspec.Struct] = {
    "narrative.set": wb.NarrativeSet(text="a"),
    "weighing.add": wb.Weighing(kind="net", value=amount(1), operator=party("x")),
    "custody.store": cb.Store(location="safe"),
    "lock": rb.Lock(covers=COVERS),
    "attest": rb.Attest(entries=(digest("x"),)),
    "review.return": rb.ReviewReturn(reason="a"),
    "review.accept": rb.ReviewAccept(covers=COVERS),
    "amend": rb.Amend(reason="a", version=2),
    "resolve": rb.Resolve(register="x"),
    "endorse": rb.Endorse(entries=()),
    "receipt": RECEIPT,
    "revoke": lb.Revoke(key=digest("x"), reason="lost"),
    "granted": lb.Granted(key=digest("x"), certificate=digest("c")),
    "rules": lb.RulePack(version="1", rules={}),
    "receipt.seen": lb.ReceiptSeen(receipt=digest("x"), number="R"),
    "viewed": rb.Viewed(what="seizure"),
}


def one(type_name: str, by: KeyFacts, *, seq: int | None = None, wall: int | None = None) -> Signed:
    return Book().write(type_name, BODIES[type_name], by=by, seq=seq, wall=wall)


def fold(*books: Book, **changes: object) -> SeizureView:
    return fold_seizure(SEIZURE, [signed for book in books for signed in book.entries], context(**changes))


GOOD = {
    "narrative.set": [OFFICER, REVIEWER],
    "weighing.add": [OFFICER, CLERK, REVIEWER],
    "custody.store": [OFFICER, CLERK, REVIEWER],
    "lock": [OFFICER, REVIEWER],
    "attest": [OFFICER, CLERK, REVIEWER],
    "review.return": [REVIEWER],
    "review.accept": [REVIEWER],
    "amend": [OFFICER, CLERK, REVIEWER],
    "resolve": [OFFICER, REVIEWER, HQ_ISSUE],
    "endorse": [REVIEWER],
    "receipt": [HQ_RECEIPT],
    "revoke": [HQ_ISSUE],
    "granted": [HQ_ISSUE],
    "rules": [HQ_ISSUE],
    "receipt.seen": [OFFICER, DEVICE, CLERK, VIEWER, REVIEWER],
    "viewed": [OFFICER, DEVICE, CLERK, VIEWER, REVIEWER],
}


@pytest.mark.parametrize("type_name", GOOD)
@pytest.mark.parametrize("by", [OFFICER, CLERK, REVIEWER, VIEWER, DEVICE, HQ_RECEIPT, HQ_ISSUE], ids=lambda k: k.name)
def test_a_certified_key_counts_only_for_what_its_role_may_sign(type_name: str, by: KeyFacts) -> None:
    wanted = "good" if by in GOOD[type_name] else "unauthorised"
    assert standing(one(type_name, by), context()) == wanted
    assert may_sign(by, type_name) == (wanted == "good")


@pytest.mark.parametrize("type_name", ["narrative.set", "weighing.add", "custody.store", "lock", "attest", "viewed"])
def test_a_key_without_certificate_counts_as_provisional(type_name: str) -> None:
    assert standing(one(type_name, NEWCOMER), context()) == "provisional"


@pytest.mark.parametrize(
    "type_name",
    ["review.return", "review.accept", "amend", "resolve", "endorse", "receipt", "revoke", "granted", "rules"],
)
def test_nobody_reviews_or_issues_without_a_certificate(type_name: str) -> None:
    for kind in ("officer", "device", "hq"):
        pretender = key("pretender", "reviewer", "issue", "receipt", kind=kind, certified=False)
        ctx = context(keys={**KEYS, pretender.key: pretender})
        assert standing(one(type_name, pretender), ctx) == "unauthorised"


@pytest.mark.parametrize("type_name", ["attest", "custody.accept", "narrative.set"])
def test_a_key_that_gives_a_certified_person_another_name_is_nobodys_second_hand(type_name: str) -> None:
    liar = msgspec.structs.replace(NEWCOMER, key=digest("liar"), person=OFFICER.person)
    locked_out = msgspec.structs.replace(liar, key=digest("locked out"), name=OFFICER.name)
    known = context(keys={**KEYS, liar.key: liar, locked_out.key: locked_out})
    body = BODIES.get(type_name, cb.Accept(offer=digest("offer"), taker=party("x"), lines=()))
    signed = [Book().write(type_name, body, by=by) for by in (liar, locked_out)]
    writes = "provisional" if type_name == "narrative.set" else "unauthorised"
    assert [standing(one, known) for one in signed] == [writes, "provisional"]


def test_an_officers_certificate_never_stands_in_for_headquarters() -> None:
    bold = key("bold", "issue", "receipt", "hq")
    ctx = context(keys={**KEYS, bold.key: bold})
    assert {standing(one(name, bold), ctx) for name in ("receipt", "revoke", "granted", "rules")} == {"unauthorised"}


def test_an_unknown_key_counts_for_nothing() -> None:
    assert standing(one("narrative.set", key("nobody we know")), context()) == "unauthorised"


def test_an_unknown_type_or_version_is_unreadable_and_kept() -> None:
    book = Book()
    book.write("seizure.set", wb.SeizureSet(number="1"))
    book.write("drone.flight", {"height": 3}, by=OFFICER)
    book.write("narrative.set", {"text": 5})
    view = fold(book)
    assert [problem.why for problem in view.problems] == ["unreadable", "unreadable"]
    assert view.problems[0].body == {"height": 3}
    assert view.entries == 3


def test_every_type_has_somebody_who_may_sign_it() -> None:
    assert set(MAY) == set(TYPES)


# -- revocation -------------------------------------------------------------------------------------------------------
def test_a_revoked_key_counts_up_to_its_place_and_in_no_other_log() -> None:
    word = Revocation(key=OFFICER.key, upto={log_id("laptop"): 4}, reason="lost", entry=digest("r"))
    ctx = context(revocations=(word,))
    assert standing(one("narrative.set", OFFICER, seq=4), ctx) == "good"
    assert standing(one("narrative.set", OFFICER, seq=5), ctx) == "revoked"
    elsewhere = Book("another").write("narrative.set", BODIES["narrative.set"])
    assert standing(elsewhere, ctx) == "revoked"
    assert standing(one("narrative.set", SECOND, seq=9), ctx) == "good"


def test_the_clock_has_no_say_in_a_revocation() -> None:
    word = Revocation(key=OFFICER.key, upto={log_id("laptop"): 4}, reason="lost", entry=digest("r"))
    back_dated = one("narrative.set", OFFICER, seq=5, wall=0)
    assert standing(back_dated, context(revocations=(word,))) == "revoked"


def test_only_headquarters_issuing_keys_revoke() -> None:
    body = lb.Revoke(key=OFFICER.key, logs=(lb.LogLimit(log="a", upto=3), lb.LogLimit(log="a", upto=2)), reason="lost")
    book = Book("hq")
    by_hq = book.write("revoke", body, by=HQ_ISSUE)
    for stranger in (OFFICER, REVIEWER, HQ_RECEIPT, DEVICE, NEWCOMER):
        book.write("revoke", body, by=stranger)
    (word,) = revocations(book.entries, KEYS)
    assert word.entry == by_hq.hash
    assert word.upto == {"a": 2}


def test_a_revoked_issuing_key_revokes_nobody_afterwards() -> None:
    other = key("other issue", "issue", kind="hq")
    book = Book("hq")
    body = lb.Revoke(key=OFFICER.key, reason="x")
    before = book.write("revoke", body, by=HQ_ISSUE)
    book.write("revoke", body, by=HQ_ISSUE)
    limit = lb.LogLimit(log=book.log, upto=0)
    book.write("revoke", lb.Revoke(key=HQ_ISSUE.key, logs=(limit,), reason="stolen"), by=other)
    found = revocations(book.entries, {**KEYS, other.key: other})
    assert {word.entry for word in found} == {before.hash, book.entries[2].hash}


# -- unit rule --------------------------------------------------------------------------------------------------------
def opened(by: KeyFacts = OFFICER) -> Book:
    book = Book()
    book.write("seizure.set", wb.SeizureSet(number="1"), by=by)
    return book


def test_an_officer_of_another_unit_does_not_write_on_this_seizure() -> None:
    book = opened()
    book.write("narrative.set", wb.NarrativeSet(text="ours"))
    Book.write(book, "place.set", wb.PlaceSet(place=Place(province="12")), by=STRANGER)
    view = fold(book)
    assert view.place is None
    assert [(problem.why, problem.act.name) for problem in view.problems] == [("unauthorised", STRANGER.name)]


def test_whom_the_team_names_may_write() -> None:
    book = opened()
    book.write("team.set", wb.TeamSet(lead=party(OFFICER.name), members=(party(STRANGER.name),)))
    book.write("place.set", wb.PlaceSet(place=Place(province="12")), by=STRANGER)
    assert fold(book).problems == ()


def test_a_stranger_cannot_name_himself_into_the_team() -> None:
    book = opened()
    book.write("team.set", wb.TeamSet(lead=party(STRANGER.name)), by=STRANGER)
    book.write("place.set", wb.PlaceSet(place=Place(province="12")), by=STRANGER)
    view = fold(book)
    assert (view.team, view.place) == (None, None)


def test_who_was_removed_from_the_team_keeps_what_they_wrote() -> None:
    book = opened()
    first = book.write("team.set", wb.TeamSet(lead=party(OFFICER.name), members=(party(STRANGER.name),)))
    book.write("place.set", wb.PlaceSet(place=Place(province="12")), by=STRANGER)
    book.write("team.set", wb.TeamSet(lead=party(OFFICER.name)), base=[first])
    assert fold(book).place is not None


def test_reviewers_and_newcomers_are_not_held_to_a_unit() -> None:
    book = opened()
    book.write("place.set", wb.PlaceSet(place=Place(province="12")), by=REVIEWER)
    book.write("narrative.set", wb.NarrativeSet(text="b"), by=NEWCOMER)
    view = fold(book)
    assert view.place is not None
    assert view.narrative is not None
    assert view.narrative.heads[0].act.standing == "provisional"


def test_a_newcomers_seizure_is_open_to_its_certified_colleagues() -> None:
    newcomer = msgspec.structs.replace(NEWCOMER, unit="the unit as a newcomer typed it")
    book = opened(by=newcomer)
    book.write("place.set", wb.PlaceSet(place=Place(province="12")), by=OFFICER)
    assert fold(book, keys={**KEYS, newcomer.key: newcomer}).problems == ()


def test_a_second_opening_by_a_stranger_loses_once_headquarters_received_the_first() -> None:
    book, thief, hq = opened(), Book("thief"), Book("hq")
    mine = book.write("narrative.set", wb.NarrativeSet(text="ours"))
    thief.write("seizure.set", wb.SeizureSet(number="2"), by=STRANGER, wall=0)
    thief.write("narrative.set", wb.NarrativeSet(text="theirs"), by=STRANGER, base=[mine])
    assert fold(book, thief).head is not None
    assert len(fold(book, thief).head.heads) == 2  # type: ignore[union-attr]
    state = lb.LogState(log=book.log, upto=1, head=mine.hash)
    hq.write("receipt", msgspec.structs.replace(RECEIPT, logs=(state,)), by=HQ_RECEIPT)
    view = fold(book, thief, hq)
    assert view.number == "1"
    assert view.narrative is not None
    assert view.narrative.value == wb.NarrativeSet(text="ours")
    assert [problem.why for problem in view.problems] == ["unauthorised", "unauthorised"]


# -- endorsement ------------------------------------------------------------------------------------------------------
def test_a_reviewer_raises_what_would_not_count() -> None:
    book = opened()
    late = book.write("place.set", wb.PlaceSet(place=Place(province="12")), by=STRANGER)
    book.write("endorse", rb.Endorse(entries=(late.hash,), reason="joint raid"), by=REVIEWER)
    view = fold(book)
    assert view.place is not None
    assert view.place.heads[0].act.standing == "endorsed"


@pytest.mark.parametrize("by", [OFFICER, SECOND, CLERK, NEWCOMER, DEVICE, HQ_ISSUE], ids=lambda k: k.name)
def test_nobody_else_endorses(by: KeyFacts) -> None:
    book = opened()
    late = book.write("place.set", wb.PlaceSet(place=Place(province="12")), by=STRANGER)
    book.write("endorse", rb.Endorse(entries=(late.hash,)), by=by)
    assert fold(book).place is None


def test_nobody_endorses_their_own() -> None:
    twin = key(REVIEWER.name, "viewer", unit="other")
    twin = msgspec.structs.replace(twin, key=digest("second key of the reviewer"))
    book = opened()
    mine = book.write("place.set", wb.PlaceSet(place=Place(province="12")), by=twin)
    book.write("endorse", rb.Endorse(entries=(mine.hash,)), by=REVIEWER)
    assert fold(book, keys={**KEYS, twin.key: twin}).place is None


def test_what_belongs_to_headquarters_and_reviewers_cannot_be_endorsed() -> None:
    book = opened()
    forged = [
        book.write("review.accept", BODIES["review.accept"], by=OFFICER),
        book.write("receipt", RECEIPT, by=OFFICER),
        book.write("endorse", rb.Endorse(entries=()), by=OFFICER),
    ]
    book.write("endorse", rb.Endorse(entries=tuple(sorted(one.hash for one in forged))), by=REVIEWER)
    view = fold(book)
    assert view.state == "draft"
    assert view.receipts == ()
    assert [problem.why for problem in view.problems] == ["unauthorised"] * 3


# -- correcting and resolving -----------------------------------------------------------------------------------------
def test_a_correction_needs_the_role_for_what_it_corrects() -> None:
    book = opened()
    find = wb.Find(
        number="1",
        detail=wb.OtherThing(what="bag"),
        description="a",
        found_by=party("a"),
        collected_by=party("a"),
    )
    found = book.write("custody.find", find, subj=uid("x"))
    body = msgspec.to_builtins(msgspec.structs.replace(find, description="b"))
    book.write("correct", rb.Correct(target=found.hash, reason="r", body=body), base=[found], by=CLERK)
    view = fold(book)
    assert view.exhibits[0].find.register.shown.description == "a"
    assert [problem.why for problem in view.problems] == ["unauthorised"]


@pytest.mark.parametrize(
    ("by", "counts"),
    [(OFFICER, True), (SECOND, False), (REVIEWER, True), (CLERK, False), (HQ_ISSUE, True), (HQ_RECEIPT, False)],
    ids=lambda value: getattr(value, "name", str(value)),
)
def test_who_resolves_a_conflict_of_the_write_up(by: KeyFacts, counts: bool) -> None:  # noqa: FBT001  (a table)
    book, other = opened(), Book("other")
    a = book.write("narrative.set", wb.NarrativeSet(text="a"))
    b = other.write("narrative.set", wb.NarrativeSet(text="b"), by=SECOND)
    register = f"{SEIZURE}:narrative.set"
    resolve = rb.Resolve(register=register, value={"text": "both"}, reason="read both")
    book.write("resolve", resolve, base=[a, b], by=by)
    narrative = fold(book, other).narrative
    assert narrative is not None
    assert narrative.disputed == (not counts)


def test_an_officer_does_not_resolve_against_a_reviewer() -> None:
    book = opened()
    a = book.write("narrative.set", wb.NarrativeSet(text="a"))
    b = book.write("narrative.set", wb.NarrativeSet(text="b"), by=REVIEWER)
    resolve = rb.Resolve(register=f"{SEIZURE}:narrative.set", value={"text": "a"})
    book.write("resolve", resolve, base=[a, b])
    narrative = fold(book).narrative
    assert narrative is not None
    assert narrative.disputed
