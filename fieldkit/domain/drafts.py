"""Drafts that rest on one another: a package on its find, before either has a hash.

A draft with a label can be named by later ones: `rests` lists labels whose hashes join the base, `fills` says which
field of the body takes the hash of which label. They are written in stages: everything a stage names was written, and
has its hash, before it. No text that a person typed can be taken for such a name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from fieldkit.domain.entry import Draft
from fieldkit.errors import BugError


def stages(drafts: Sequence[Draft]) -> tuple[tuple[Draft, ...], ...]:
    """Return *drafts* in their order, cut wherever one names another of the same stage.

    Raises BugError when a draft names one that does not stand before it.
    """
    found: list[list[Draft]] = []
    written: set[str] = set()
    current: set[str] = set()
    for draft in drafts:
        needs = {*draft.rests, *draft.fills.values()}
        if needs - written - current:
            raise BugError(what=f"{draft.type} rests on a draft that does not stand before it")
        if not found or needs & current:
            found.append([])
            written |= current
            current = set()
        found[-1].append(draft)
        if draft.label:
            current.add(draft.label)
    return tuple(tuple(stage) for stage in found)


def settle(draft: Draft, hashes: Mapping[str, str]) -> Draft:
    """Return *draft* with the hash that *hashes* has for each label it names. Raises BugError for a missing one."""
    missing = {*draft.rests, *draft.fills.values()} - hashes.keys()
    if missing:
        raise BugError(what=f"{draft.type} rests on a draft that was not written")
    return msgspec.structs.replace(
        draft,
        base=tuple(sorted({*draft.base, *(hashes[label] for label in draft.rests)})),
        body=draft.body | {field: hashes[label] for field, label in draft.fills.items()},
        rests=(),
        fills={},
    )
