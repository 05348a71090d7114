from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldkit.domain import writeup_bodies as wb
from fieldkit.domain.completeness import missing, progress
from fieldkit.domain.fold import fold_seizure
from fieldkit.domain.ledger_bodies import RulePack
from fieldkit.domain.rules import DEFAULTS, RULES, newest, pack_of
from tests.make import OFFICER, STRANGER, Book, context, digest, key, log_id, party, uid

SEIZURE = uid("seizure")
HQ = key("headquarters", "issue", kind="hq")
OTHER_HQ = key("second headquarters", "issue", kind="hq")
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


def pack(**rules: Any) -> Any:  # noqa: ANN401
    return pack_of(RulePack(version="7", rules=rules))


def a_seizure(*people: wb.Present) -> Any:  # noqa: ANN401
    book = Book()
    book.write("seizure.set", wb.SeizureSet(number="1"))
    if people:
        book.write("presence.set", wb.PresenceSet(people=people))
    return fold_seizure(SEIZURE, book.entries, context())


WITNESS = wb.Present(party=party("Witness"), role="civilian_witness", not_police=True)


def test_without_a_pack_our_own_rules_hold() -> None:
    assert pack_of(None) is DEFAULTS
    assert DEFAULTS.rules == RULES


def test_a_pack_gives_a_rule_its_label_its_source_and_its_words() -> None:
    told = pack(
        place={"label": "order", "source": "Order 1 (practice)", "text": {"en": "No place.", "km": "គ្មានទីកន្លែង"}}
    )
    (place,) = [one for one in missing(a_seizure(), told) if one.rule == "place"]
    assert (place.label, place.source) == ("order", "Order 1 (practice)")
    assert (place.said("en"), place.said("km")) == ("No place.", "គ្មានទីកន្លែង")


def test_a_pack_switches_a_rule_off_and_progress_no_longer_asks_for_it() -> None:
    view, told = a_seizure(), pack(place={"off": True})
    assert "place" in {one.rule for one in missing(view)}
    assert "place" not in {one.rule for one in missing(view, told)}
    assert progress(view, told)[1] == progress(view)[1] - 1


@pytest.mark.parametrize("label", [["law"], {"law": 1}, 7, True, "law of nature"])
def test_a_label_in_no_shape_of_ours_leaves_the_label(label: object) -> None:
    assert pack(place={"label": label}).rules["place"].label == RULES["place"].label


def test_the_words_of_a_pack_only_show() -> None:
    rule = pack(place={"source": "Order\n\u202e12", "text": {"en": "one\x00\u202etwo\n" * 400}}).rules["place"]
    assert rule.source == "Order \ufffd12"
    assert len(rule.texts["en"]) <= 600
    assert not set(rule.texts["en"]) & {"\n", "\x00", "\u202e"}


def test_a_rule_that_changes_its_label_loses_the_source_it_had() -> None:
    changed = pack(presence={"label": "default"}).rules["presence"]
    assert (changed.label, changed.source) == ("default", "")


def test_a_pack_says_how_many_witnesses_stand_for_the_owner_and_when_weights_disagree() -> None:
    view = a_seizure(WITNESS)
    assert {"second-witness"} == {one.rule for one in missing(view) if one.section == "team"} - {"team"}
    assert not {one.rule for one in missing(view, pack(presence={"witnesses": 1})) if one.form == "presence"}
    told = pack(weight={"share_ppm": 5_000, "division_ug": 10})
    assert (told.weight.share_ppm, told.weight.division_ug) == (5_000, 10)


@pytest.mark.parametrize("number", [-1, 10**9, "2", 2.5, True, None, []])
def test_a_number_that_makes_no_sense_leaves_ours(number: object) -> None:
    told = pack(presence={"witnesses": number}, weight={"share_ppm": number if number != 10**9 else -5})
    assert told.witnesses == DEFAULTS.witnesses
    assert told.weight == DEFAULTS.weight


@given(rules=st.dictionaries(st.sampled_from([*RULES, "weight", "unheard-of"]), JSON, max_size=6))
def test_whatever_stands_in_a_pack_no_default_becomes_law_by_itself(rules: dict[str, Any]) -> None:
    told = pack_of(RulePack(version="x", rules=rules))
    for name, rule in told.rules.items():
        asked = rules.get(name)
        if not (isinstance(asked, dict) and asked.get("label") == "law"):
            assert rule.label != "law" or RULES[name].label == "law"
    assert missing(a_seizure(), told) is not None


def issued(*, by: Any = HQ, log: str = "hq", version: str = "1", seq: int = 0, base: Any = (), wall: int = 0) -> Any:  # noqa: ANN401
    book = Book()
    entry = book.write("rules", RulePack(version=version, rules={}), by=by)
    changed = msgspec.structs.replace(
        entry.entry,
        log=log_id(log),
        seq=seq,
        base=tuple(one.hash for one in base),
        t=msgspec.structs.replace(entry.entry.t, wall=wall),
    )
    return msgspec.structs.replace(entry, entry=changed, hash=digest(f"{log} {version} {seq} {wall}"))


def version_of(*entries: Any) -> str:  # noqa: ANN401
    facts = {one.key: one for one in (HQ, OTHER_HQ, OFFICER, STRANGER)}
    found = newest(entries, msgspec.structs.replace(context(), keys=facts))
    return found.version if found else ""


def test_the_newest_pack_of_headquarters_holds_and_nobody_elses() -> None:
    first, second = issued(version="1", seq=3), issued(version="2", seq=9)
    assert version_of(second, first) == version_of(first, second) == "2"
    assert version_of(first, issued(by=OFFICER, version="mine", seq=50, wall=10**15)) == "1"
    assert not version_of(issued(by=STRANGER))


def test_of_two_logs_of_headquarters_the_pack_that_names_the_other_holds_else_the_later() -> None:
    old = issued(log="old", version="1", seq=5, wall=2_000)
    new = issued(log="new", by=OTHER_HQ, version="2", wall=1_000)
    assert version_of(old, new) == "1"
    named = issued(log="new", by=OTHER_HQ, version="3", wall=1_000, base=[old])
    assert version_of(old, named) == "3"
