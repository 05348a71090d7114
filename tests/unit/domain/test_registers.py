from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from fieldkit.domain import review_bodies as rb
from fieldkit.domain import writeup_bodies as wb
from fieldkit.domain.fold import fold_seizure
from fieldkit.domain.registers import Telling, build, fact_key, group_key
from fieldkit.domain.types import plain
from fieldkit.domain.view import Act, Register
from tests.make import NEWCOMER, OFFICER, REVIEWER, SECOND, VIEWER, Book, amount, context, party, uid

SEIZURE = uid("seizure")


def narrative(*books: Book) -> Register[wb.NarrativeSet]:
    view = fold_seizure(SEIZURE, [signed for book in books for signed in book.entries], context())
    assert view.narrative is not None
    return view.narrative


def said(text: str) -> wb.NarrativeSet:
    return wb.NarrativeSet(text=text)


def texts(register: Register[wb.NarrativeSet]) -> list[str]:
    return [head.value.text for head in register.heads]


def test_a_later_telling_replaces_what_it_was_made_on_top_of() -> None:
    book = Book()
    a = book.write("narrative.set", said("a"))
    b = book.write("narrative.set", said("b"), base=[a])
    register = narrative(book)
    assert texts(register) == ["b"]
    assert [past.value.text for past in register.past] == ["a"]
    assert register.base == (b.hash,)


def test_two_who_did_not_know_of_each_other_are_a_conflict() -> None:
    book, other = Book(), Book("other")
    a = book.write("narrative.set", said("a"))
    b = book.write("narrative.set", said("b"), base=[a])
    c = other.write("narrative.set", said("c"), base=[a], by=SECOND)
    register = narrative(book, other)
    assert register.disputed
    assert register.value is None
    assert sorted(texts(register)) == ["b", "c"]
    assert register.base == tuple(sorted([b.hash, c.hash]))


def test_equal_values_are_no_conflict_and_the_next_telling_names_both() -> None:
    book, other = Book(), Book("other")
    a = book.write("narrative.set", said("same"))
    b = other.write("narrative.set", said("same"), by=SECOND)
    register = narrative(book, other)
    assert texts(register) == ["same"]
    assert register.base == tuple(sorted([a.hash, b.hash]))
    book.write("narrative.set", said("next"), base=register.base)
    assert texts(narrative(book, other)) == ["next"]


def test_only_a_resolve_may_name_differing_heads() -> None:
    book, other = Book(), Book("other")
    a = book.write("narrative.set", said("a"))
    b = other.write("narrative.set", said("b"), by=SECOND)
    book.write("narrative.set", said("c"), base=[a, b])
    assert sorted(texts(narrative(book, other))) == ["a", "b", "c"]


def test_a_resolve_settles_what_it_names_and_leaves_open_what_it_did_not_know() -> None:
    book, other, third = Book(), Book("other"), Book("third")
    a = book.write("narrative.set", said("a"))
    b = other.write("narrative.set", said("b"), by=SECOND)
    resolve = rb.Resolve(register=group_key(SEIZURE, "narrative.set"), value={"text": "a and b"}, reason="asked both")
    resolved = book.write("resolve", resolve, base=[a, b], by=REVIEWER)
    register = narrative(book, other)
    assert texts(register) == ["a and b"]
    assert register.heads[0].reason == "asked both"
    third.write("narrative.set", said("c"), by=SECOND)
    assert sorted(texts(narrative(book, other, third))) == ["a and b", "c"]
    book.write("narrative.set", said("later"), base=[resolved])
    assert sorted(texts(narrative(book, other, third))) == ["c", "later"]


def test_what_does_not_count_replaces_nothing() -> None:
    book = Book()
    a = book.write("narrative.set", said("a"))
    book.write("narrative.set", said("hidden"), base=[a], by=VIEWER)
    assert texts(narrative(book)) == ["a"]


def test_a_provisional_telling_replaces() -> None:
    book = Book()
    a = book.write("narrative.set", said("a"))
    book.write("narrative.set", said("b"), base=[a], by=NEWCOMER)
    assert texts(narrative(book)) == ["b"]


def test_groups_of_other_subjects_and_types_never_mix() -> None:
    book = Book()
    a = book.write("narrative.set", said("a"))
    p = book.write("person.set", wb.PersonSet(roles=("suspect",), name_latin="X"), subj=uid("p"), base=[a])
    book.write("person.set", wb.PersonSet(roles=("suspect",), name_latin="Y"), subj=uid("q"), base=[p])
    view = fold_seizure(SEIZURE, book.entries, context())
    assert texts(narrative(book)) == ["a"]
    assert [person.register.shown.name_latin for person in view.persons] == ["X", "Y"]


def test_a_long_history_does_not_exhaust_the_stack() -> None:
    book = Book()
    last = book.write("narrative.set", said("0"))
    for turn in range(3_000):
        last = book.write("narrative.set", said(str(turn)), base=[last])
    assert texts(narrative(book)) == ["2999"]


# -- corrections ------------------------------------------------------------------------------------------------------
def weighed(book: Book, grams: float) -> wb.Weighing:
    return wb.Weighing(kind="gross_sealed", value=amount(grams), operator=party(OFFICER.name))


def with_exhibit() -> tuple[Book, str]:
    book, exhibit = Book(), uid("x")
    find = wb.Find(
        number="1", detail=wb.OtherThing(), description="a", found_by=party("a"), collected_by=party(OFFICER.name)
    )
    book.write("custody.find", find, subj=exhibit)
    return book, exhibit


def test_a_correction_carries_the_whole_new_body_and_the_old_stays() -> None:
    book, exhibit = with_exhibit()
    first = book.write("weighing.add", weighed(book, 512.4), subj=exhibit)
    right = weighed(book, 521.4)
    book.write(
        "correct", rb.Correct(target=first.hash, reason="digits", body=plain(right), mistyped=True), base=[first]
    )
    (fact,) = fold_seizure(SEIZURE, book.entries, context()).exhibits[0].weighings
    assert fact.id == first.hash
    assert fact.register.value == right
    assert fact.register.heads[0].mistyped
    assert fact.register.past[0].value.value.value == "512.4"


def test_two_differing_corrections_are_a_conflict_until_resolved() -> None:
    book, exhibit = with_exhibit()
    first = book.write("weighing.add", weighed(book, 1), subj=exhibit)
    a = book.write("correct", rb.Correct(target=first.hash, reason="a", body=plain(weighed(book, 2))), base=[first])
    b = book.write("correct", rb.Correct(target=first.hash, reason="b", body=plain(weighed(book, 3))), base=[first])
    view = fold_seizure(SEIZURE, book.entries, context())
    assert view.exhibits[0].weighings[0].register.disputed
    assert view.conflicts == 1
    resolve = rb.Resolve(register=fact_key(first.hash), value=plain(weighed(book, 3)))
    book.write("resolve", resolve, base=[a, b], by=REVIEWER)
    settled = fold_seizure(SEIZURE, book.entries, context())
    assert settled.conflicts == 0
    assert settled.exhibits[0].weighings[0].register.shown.value.value == "3"


def test_a_correction_of_nothing_or_into_nonsense_is_shown_as_a_problem() -> None:
    book, exhibit = with_exhibit()
    first = book.write("weighing.add", weighed(book, 1), subj=exhibit)
    book.write("correct", rb.Correct(target="0" * 64, reason="r", body={}))
    book.write("correct", rb.Correct(target=first.hash, reason="r", body={"kind": "wrong"}), base=[first])
    view = fold_seizure(SEIZURE, book.entries, context())
    assert [problem.why for problem in view.problems] == ["unknown-target", "unreadable"]
    assert not view.exhibits[0].weighings[0].register.disputed


# -- any shape of history ---------------------------------------------------------------------------------------------
@st.composite
def histories(draw: st.DrawFn) -> list[Telling[str]]:
    tellings: list[Telling[str]] = []
    for place in range(draw(st.integers(1, 9))):
        names = [one.hash for one in tellings]
        tellings.append(
            Telling(
                hash=f"h{place}",
                base=tuple(draw(st.lists(st.sampled_from(names), unique=True, max_size=3)) if names else ()),
                value=draw(st.sampled_from("abc")),
                act=Act(entry=f"h{place}", type="t", log="l", seq=place, key="k", wall=place, offset=0),
                resolves=draw(st.booleans()),
            )
        )
    return tellings


@given(histories())
def test_every_telling_is_current_or_past_and_no_value_is_lost(history: list[Telling[str]]) -> None:
    register = build(history)
    current = {one.hash: one.value for one in history if one.hash in register.base}
    past = {head.act.entry for head in register.past}
    assert set(current) | past == {one.hash for one in history}
    assert not set(current) & past
    assert {head.value for head in register.heads} == set(current.values())
    assert len(register.heads) == len(set(current.values()))


@given(histories())
def test_what_nobody_named_is_always_current(history: list[Telling[str]]) -> None:
    named = {name for one in history for name in one.base}
    assert {one.hash for one in history} - named <= set(build(history).base)
