"""One order for entries that no clock decides: causes first, then claimed time, then hash."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Sequence
from itertools import pairwise

from fieldkit.domain.entry import Entry, Signed


def causal_order(entries: Sequence[Signed]) -> list[Signed]:
    """Return *entries*, each once, so that what an entry rests on comes before it, whatever order they arrived in.

    An entry rests on the entry before it in its log and on every entry it names. Among entries that do not rest on one
    another the claimed time decides, then the hash. A forked log can make entries rest on each other in a circle; then
    the earliest claim of the circle comes first.
    """
    known = {signed.hash: signed for signed in entries}
    followers: dict[str, list[str]] = {name: [] for name in known}
    open_causes = dict.fromkeys(known, 0)
    for cause, effect in _edges(known.values()):
        if cause in known and cause != effect:
            followers[cause].append(effect)
            open_causes[effect] += 1
    ready = [_key(known[name]) for name, count in open_causes.items() if count == 0]
    heapq.heapify(ready)
    done: dict[str, Signed] = {}
    while len(done) < len(known):
        if not ready:  # a circle
            ready = [min(_key(signed) for name, signed in known.items() if name not in done)]
        name = heapq.heappop(ready)[1]
        if name in done:
            continue
        done[name] = known[name]
        for effect in followers[name]:
            open_causes[effect] -= 1
            if open_causes[effect] == 0 and effect not in done:
                heapq.heappush(ready, _key(known[effect]))
    return list(done.values())


def _key(signed: Signed) -> tuple[int, str]:
    return signed.entry.t.wall, signed.hash


def _edges(entries: Iterable[Signed]) -> Iterable[tuple[str, str]]:
    logs: dict[str, list[tuple[int, str]]] = {}
    for signed in entries:
        logs.setdefault(signed.entry.log, []).append((signed.entry.seq, signed.hash))
        for cause in set(named(signed.entry)):
            yield cause, signed.hash
    for positions in logs.values():
        positions.sort()
        for (_, before), (_, after) in pairwise(positions):
            yield before, after


def named(entry: Entry) -> Iterable[str]:
    """Yield every string by which *entry* may name another entry: its base and the references in its body."""
    yield from entry.base
    for field in ("offer", "target", "receipt", "amend", "report"):
        value = entry.body.get(field)
        if isinstance(value, str):
            yield value
    listed = entry.body.get("entries")
    if isinstance(listed, list | tuple):
        yield from (item for item in listed if isinstance(item, str))
    lines = entry.body.get("lines")
    if isinstance(lines, list | tuple):
        for line in lines:
            base = line.get("base") if isinstance(line, dict) else None
            if isinstance(base, list | tuple):
                yield from (item for item in base if isinstance(item, str))
