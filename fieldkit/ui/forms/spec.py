"""How a form is declared: fields in reading order, each with its name, label and kind. No Qt here.

What a form holds is a plain dict, called *typed*, with the names of `domain.writeup_bodies` and the texts that
`domain.friendly` reads: times, masses and money as typed, people as a name or a record, ids as text.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from fieldkit.domain.values import Party

Typed = dict[str, Any]
Options = tuple[tuple[str, str], ...]
"""Value and its words (untranslated)."""
Suggestions = list[tuple[str, str]]
"""Value and its words (in the language in use)."""
Kind = Literal[
    "line",  # one line
    "text",  # a paragraph or more
    "pick",  # one of many, in a list
    "choice",  # one of a few, all visible; `several`: any of them, a list of values
    "ahead",  # a line that offers `options` while one types; anything else may be typed
    "country",  # the same for countries
    "substance",  # the same for substances
    "yes",  # true or absent
    "moment",  # a time
    "mass",
    "volume",
    "money",
    "count",  # a whole number
    "party",  # a name; one taken from the list keeps the record
    "somebody",  # the same with the number of a paper and a telephone number
    "person",  # the id of a person of the seizure
    "photo",  # the id of an original
    "exhibit",  # the id of an exhibit
    "place",  # one level of a place by its name ("place.village"), or with any other name a line that finds all levels
    "position",  # latitude and longitude
    "rows",  # a list: one small form per item
    "cash",  # how many of each note of the form's `currency`
]


@dataclass(frozen=True, slots=True)
class Add:
    """A button that adds a row, and what the row holds at first."""

    label: str
    row: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form. Label, hint, note, options and chips are untranslated.

    Attributes:
        name: where the value stands in *typed*; dotted inside records ("detail.substance"), empty for the whole.
        hint: an example, shown while the field is empty.
        note: what the field means, under it.
        wide: over both columns.
        rare: folded away under "More" while it is empty.
        big: the value that must be right; shown large.
        when: shown only if this is so of what the form holds. A field that holds something is always shown: nobody
            signs what cannot be seen, and nothing typed is lost.
        several: of a choice, photo or exhibit: any number of them, as a list.
        fields, adds: of rows: the form of one item (one field without a name if items are no records), and the buttons
            that add one.
        least: of rows: how many stand there at once, even empty.
        chips: words that a press puts into the line.
    """

    name: str
    label: str
    kind: Kind = "line"
    options: Options = ()
    hint: str = ""
    note: str = ""
    wide: bool = False
    rare: bool = False
    big: bool = False
    when: Callable[[Typed], bool] | None = None
    several: bool = False
    fields: tuple[Field, ...] = ()
    adds: tuple[Add, ...] = ()
    least: int = 0
    chips: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Form:
    """A form. fixed: what its *typed* holds where nothing else stands, by name: the kind of an exhibit."""

    name: str
    fields: tuple[Field, ...]
    fixed: tuple[tuple[str, Any], ...] = ()


def _nothing(_typed: str, _parent: str = "") -> Suggestions:
    return []


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a form may offer: people, photos and exhibits of this seizure, lists of names, and what the clock shows.

    Attributes:
        officers: whom a party may be; those with a `person` keep it when chosen.
        persons, originals, exhibits: ids and words.
        places: (typed, code of the place around it or "") -> codes and words.
        substances: typed -> codes and words.
        now: the local time, "2026-11-22 02:13".
    """

    officers: tuple[Party, ...] = ()
    persons: tuple[tuple[str, str], ...] = ()
    originals: tuple[tuple[str, str], ...] = ()
    exhibits: tuple[tuple[str, str], ...] = ()
    places: Callable[[str, str], Suggestions] = _nothing
    substances: Callable[[str], Suggestions] = _nothing
    now: Callable[[], str] = str


def look_up(typed: Mapping[str, Any], name: str) -> Any:  # noqa: ANN401  (JSON has any shape)
    """Return what stands in *typed* under a dotted name, or None."""
    at: Any = typed
    for part in name.split("."):
        if not isinstance(at, Mapping) or part not in at:
            return None
        at = at[part]
    return at


def put_in(typed: Typed, name: str, value: Any) -> None:  # noqa: ANN401  (JSON has any shape)
    """Put *value* into *typed* under a dotted name; None takes it out, and with it a record that is empty then."""
    first, _dot, rest = name.partition(".")
    if not rest:
        if value is None:
            typed.pop(first, None)
        else:
            typed[first] = value
        return
    inside = typed.get(first)
    if not isinstance(inside, dict):
        if value is None:
            return
        inside = typed[first] = {}
    before = len(inside)
    put_in(inside, rest, value)
    if before and not inside:
        del typed[first]
