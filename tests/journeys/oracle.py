"""What must be true of a seizure's view, told a second time and in another way than the fold tells it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from fieldkit.domain.entry import Entry, Signed
from fieldkit.domain.view import ExhibitView, FactView, Register, SeizureView, Step

HAND_OVERS: Final = frozenset({"custody.offer", "custody.accept", "custody.refuse", "custody.withdraw"})
ANSWERS: Final = frozenset({"custody.accept", "custody.refuse", "custody.withdraw"})
CHANGED: Final[Mapping[str, frozenset[str]]] = {
    "custody.find": frozenset({"holder", "location", "package", "analysis", "disposition"}),
    **dict.fromkeys((*HAND_OVERS, "custody.external"), frozenset({"holder", "location"})),
    **dict.fromkeys(("custody.package", "custody.break", "custody.reseal", "label.supersede"), frozenset({"package"})),
    "custody.store": frozenset({"location"}),
    "lab.result": frozenset({"analysis"}),
    "custody.disposition": frozenset({"disposition"}),
}
"""Which axes each type changes, as DESIGN says it."""


def nothing_vanished(view: SeizureView, entries: Mapping[str, Signed]) -> None:
    """Every entry of the seizure is shown somewhere; what was replaced was named by what replaced it.

    Where values differed, only a `resolve` may have replaced them.
    """
    shown = {problem.act.entry for problem in view.problems}
    for register in _registers(view):
        told = {*register.base, *(head.act.entry for head in register.past)}
        shown |= told
        for head in register.past:
            after = [entries[name].entry for name in told if head.act.entry in entries[name].entry.base]
            assert after, "a value went and nothing names it"
            assert any(_may_replace(one, told, entries) for one in after), "one telling replaced differing ones"
    for exhibit in view.exhibits:
        shown |= {step.act.entry for step in exhibit.timeline}
        shown |= {attested.act.entry for step in exhibit.timeline for attested in step.attested}
    shown |= {review.act.entry for review in view.reviews}
    kinds = ("custody.", "weighing.", "original.add", "lab.", "label.", "lock", "review.", "amend", "correct")
    for name, signed in entries.items():
        kind = signed.entry.type
        if kind.endswith(".set") or kind.startswith(kinds):
            assert name in shown, f"{kind} is nowhere to be seen"


def _may_replace(one: Entry, told: set[str], entries: Mapping[str, Signed]) -> bool:
    values = [_value(entries[name].entry) for name in one.base if name in told]
    return one.type == "resolve" or all(value == values[0] for value in values)


def _value(entry: Entry) -> Any:  # noqa: ANN401  (a body of any type)
    body = entry.body
    if entry.type in {"correct", "resolve"}:
        body = body["body"] if entry.type == "correct" else body["value"]
    return {name: value for name, value in body.items() if name != "amend"}


def _registers(view: SeizureView) -> Iterator[Register[Any]]:
    groups = (view.head, view.team, view.times, view.place, view.ground, view.presence, view.route, view.narrative)
    yield from (group for group in groups if group is not None)
    yield from (person.register for person in view.persons)
    for exhibit in view.exhibits:
        facts: tuple[FactView[Any], ...] = (exhibit.find, *exhibit.weighings, *exhibit.counts, *exhibit.tests)
        yield from (fact.register for fact in facts)
    yield from (original.fact.register for original in view.originals)
    yield from (deviation.register for deviation in view.deviations)


def revoked_count_for_nothing(
    view: SeizureView, entries: Mapping[str, Signed], key: str, upto: Mapping[str, int]
) -> int:
    """What a revoked key signed beyond its limits is told as such, unless a reviewer endorsed it; return how much."""
    told = {problem.act.entry for problem in view.problems if problem.why == "revoked"}
    named = (one.entry.body["entries"] for one in entries.values() if one.entry.type == "endorse")
    endorsed = {name for names in named for name in names}
    beyond = {
        name for name, one in entries.items() if one.entry.by == key and one.entry.seq > upto.get(one.entry.log, -1)
    }
    assert beyond - endorsed <= told, beyond - endorsed - told
    return len(beyond)


def differences(one: Any, other: Any, where: str = "") -> Iterator[str]:  # noqa: ANN401  (views as plain values)
    """Yield where two views differ, and how."""
    if isinstance(one, dict) and isinstance(other, dict):
        for name in sorted(one.keys() | other.keys()):
            yield from differences(one.get(name), other.get(name), f"{where}.{name}")
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for place, (mine, yours) in enumerate(zip(one, other, strict=True)):
            yield from differences(mine, yours, f"{where}[{place}]")
    elif one != other:
        yield f"{where}: {one!r} and {other!r}"


# --- custody ----------------------------------------------------------------------------------------------------------


def disputes_are_flagged(exhibit: ExhibitView, entries: Mapping[str, Signed]) -> int:
    """Two claims on one state of one axis are flagged, and nothing else is; return how many claims that were."""
    moved = {step.act.entry: step for step in exhibit.timeline if not step.waiting}
    flagged: set[str] = set()
    for axis in ("holder", "location", "package", "analysis", "disposition"):
        named = _named(axis, moved, entries)
        takers: dict[str, list[str]] = {}
        for name, below in named.items():
            for state in below or {"the beginning"}:
                takers.setdefault(state, []).append(name)
        flagged |= {name for names in takers.values() if len(names) > 1 for name in names}
        taken = {
            state
            for name, below in named.items()
            if len(below) == 1 or entries[name].entry.type == "resolve"
            for state in below
        }
        claims = {claim.entry for claim in getattr(exhibit.axes, axis).claims}
        assert claims == named.keys() - taken, axis
    assert {name for name, step in moved.items() if step.disputed} == flagged
    return len(flagged)


def _named(axis: str, moved: Mapping[str, Step], entries: Mapping[str, Signed]) -> dict[str, set[str]]:
    """Return, for each entry that changed *axis*, the newest states of it that it names."""
    base = {
        name: _base(step, entries[name].entry)
        for name, step in moved.items()
        if axis in CHANGED.get(step.act.type, {str(step.body.get("axis"))})
    }
    named = {name: below & base.keys() for name, below in base.items()}
    return {name: {one for one in below if not _rested(one, below, named)} for name, below in named.items()}


def _rested(state: str, beside: set[str], named: Mapping[str, set[str]]) -> bool:
    """Tell whether another one of the states *beside* was made on top of *state*."""
    waiting = [below for other in beside - {state} for below in named[other]]
    seen: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name == state:
            return True
        if name not in seen:
            seen.add(name)
            waiting.extend(named[name])
    return False


def _base(step: Step, entry: Entry) -> set[str]:
    if entry.type in ANSWERS:
        return {str(entry.body["offer"])}
    if entry.type in {"custody.offer", "custody.external"}:
        return set(step.line["base"])
    return set() if entry.type == "custody.find" else set(entry.base)
