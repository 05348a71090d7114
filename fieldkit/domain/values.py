"""Small values that records share. Quantities are integers in a base unit, kept beside what a person typed."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

Id = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$(?!\n)")]
Hash = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}$(?!\n)")]
Line = Annotated[str, msgspec.Meta(max_length=400)]
"""One line of text a person typed."""
Text = Annotated[str, msgspec.Meta(max_length=12_000)]
"""A paragraph or more."""
Count = Annotated[int, msgspec.Meta(ge=0, le=10**9)]


class Value(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Base of every part of a body: immutable, named fields, unknown fields tolerated when read."""


class Moment(Value, frozen=True, kw_only=True):
    """A time as people state it: ms since 1970 UTC, before 9999, and the offset in minutes it was said in."""

    wall: Annotated[int, msgspec.Meta(ge=0, le=253_370_764_800_000)]
    offset: Annotated[int, msgspec.Meta(ge=-840, le=840)] = 420


class Amount(Value, frozen=True, kw_only=True):
    """A mass: micrograms for comparing, value and unit exactly as typed for reading."""

    ug: int
    value: Line
    unit: Line


class Money(Value, frozen=True, kw_only=True):
    """An amount of money in the smallest unit in use of an ISO 4217 currency (riel has no smaller one: 0 decimals)."""

    currency: Annotated[str, msgspec.Meta(pattern=r"^[A-Z]{3}$(?!\n)")]
    minor: int


class Party(Value, frozen=True, kw_only=True):
    """Somebody who takes part. `person` is an officer's or person's id where known; most parties do not use the app."""

    name: Line
    person: Id | None = None
    rank: Line = ""
    office: Line = ""
    id_ref: Line = ""
    phone: Line = ""


class Point(Value, frozen=True, kw_only=True):
    """A position in microdegrees (WGS 84), its accuracy in metres and where it came from."""

    lat: Annotated[int, msgspec.Meta(ge=-90_000_000, le=90_000_000)]
    lon: Annotated[int, msgspec.Meta(ge=-180_000_000, le=180_000_000)]
    accuracy_m: Count | None = None
    source: Literal["typed", "photo", "device"] = "typed"


class Place(Value, frozen=True, kw_only=True):
    """Administrative codes of the gazetteer (province 2, district 4, commune 6, village 8 digits) and free text."""

    province: Line = ""
    district: Line = ""
    commune: Line = ""
    village: Line = ""
    address: Line = ""
    point: Point | None = None


Attitude = Literal["agrees", "disputes", "refused", "absent", "not_asked"]
"""What a suspect or owner did when shown a reading or a seal."""
Mark = Literal["signed", "thumbprint", "refused", "absent"]
"""How a person confirmed a paper."""
