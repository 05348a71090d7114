"""Drafts that rest on one another: a package on its find, before either has a hash.

A draft with a label can be named by later ones as `named(label)`, in `base` and as a whole text of the body. They are
written in stages: everything a stage names was written, and has its hash, before it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import msgspec

from fieldkit.domain.entry import Draft
from fieldkit.errors import BugError

_MARK: Final = "@draft:"


def named(label: str) -> str:
    """Return the text that stands for the hash of the draft labelled *label*."""
    return _MARK + label


def stages(drafts: Sequence[Draft]) -> tuple[tuple[Draft, ...], ...]:
    """Return *drafts* in their order, cut wherever one names another of the same stage.

    Raises BugError when a draft names one that does not stand before it.
    """
    found: list[list[Draft]] = []
    written: set[str] = set()
    current: set[str] = set()
    labels = {draft.label for draft in drafts if draft.label}
    for draft in drafts:
        needs = {label for label in _needs(draft) if label in labels}
        if needs - written - current:
            raise BugError(what=f"{draft.type} rests on a draft that comes later")
        if not found or needs & current:
            found.append([])
            written |= current
            current = set()
        found[-1].append(draft)
        current.add(draft.label)
    return tuple(tuple(stage) for stage in found)


def settle(draft: Draft, hashes: Mapping[str, str]) -> Draft:
    """Return *draft* with every named label replaced by the hash that *hashes* has for it."""
    return msgspec.structs.replace(
        draft,
        base=tuple(sorted(_settled(name, hashes) for name in draft.base)),
        body={key: _settled(value, hashes) for key, value in draft.body.items()},
    )


def _settled(value: Any, hashes: Mapping[str, str]) -> Any:  # noqa: ANN401  (JSON has any shape)
    if isinstance(value, str):
        return hashes.get(value.removeprefix(_MARK), value) if value.startswith(_MARK) else value
    if isinstance(value, dict):
        return {key: _settled(item, hashes) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_settled(item, hashes) for item in value]
    return value


def _needs(draft: Draft) -> Iterator[str]:
    waiting: list[Any] = [*draft.base, draft.body]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str) and value.startswith(_MARK):
            yield value.removeprefix(_MARK)
        elif isinstance(value, dict):
            waiting.extend(value.values())
        elif isinstance(value, list | tuple):
            waiting.extend(value)
