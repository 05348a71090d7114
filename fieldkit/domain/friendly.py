"""JSON as people write it: times, masses, money and names as plain texts instead of records.

    Moment  "2026-11-22 02:10"            offset +07:00; any other is written out: "2026-11-22 02:10 +08:00"
    Amount  "512.4 g"                     as typed
    Money   "12.50 USD"
    Party   "Dara Practice"               or the whole record, when there is more than a name
    *_ul    "1500 mL"                     volumes
    *_ug    "0.1 g"                       masses that nobody typed, such as a scale's division
    lines   {"100": 5, "50": 2}           of a cash count: face value and number of notes

Everything else is written as the records have it. Unknown fields are refused, since a misspelt one would be lost.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta, timezone
from functools import cache
from typing import Any, Final, TypeVar

import msgspec
from msgspec import inspect

from fieldkit.domain.money import format_money, format_sum, parse_money, parse_sum
from fieldkit.domain.quantity import format_mass, format_volume, parse_mass, parse_volume
from fieldkit.domain.values import Amount, Moment, Money, Party
from fieldkit.domain.writeup_bodies import CashCount
from fieldkit.errors import N_, KnownError

T = TypeVar("T", bound=msgspec.Struct)
_TIME: Final = re.compile(
    r"(?P<day>\d{4}-\d\d-\d\d)[ T](?P<time>\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?)(?: ?(?P<offset>Z|[+-]\d\d:\d\d))?"
)
_HOME_OFFSET: Final = 420
LIMIT: Final = 4 << 20
"""Bytes of the largest text read."""


class NotAWriteUp(KnownError):
    """The JSON does not have the shape that is asked for."""

    code = "not-a-write-up"
    message = N_("At {where}: {what}.")
    hint = N_("Nothing is recorded. Correct the file; `fieldkit record --schema` prints its shape.")


# -- out --------------------------------------------------------------------------------------------------------------
def written(value: Any) -> Any:  # noqa: ANN401, PLR0911  (JSON has any shape)
    """Return *value* as plain JSON data for people; fields with their default are left out."""
    match value:
        case Moment():
            return write_moment(value)
        case Amount():
            return f"{value.value} {value.unit}"
        case Money():
            return format_money(value)
        case Party() if value == Party(name=value.name):
            return value.name
        case msgspec.Struct():
            return _written_struct(value)
        case list() | tuple():
            return [written(item) for item in value]
    return msgspec.to_builtins(value)


def _written_struct(value: msgspec.Struct) -> dict[str, Any]:
    config = value.__struct_config__
    found: dict[str, Any] = {}
    if config.tag is not None and config.tag_field is not None:
        found[config.tag_field] = config.tag
    for field in msgspec.structs.fields(value):
        item = getattr(value, field.name)
        default = field.default if field.default_factory is msgspec.NODEFAULT else field.default_factory()
        if item == default:
            continue
        if isinstance(value, CashCount) and field.name == "lines":
            found["lines"] = {format_sum(line.face, value.currency): line.count for line in value.lines}
        elif isinstance(item, int) and field.name.endswith("_ul"):
            found[field.name] = format_volume(item)
        elif isinstance(item, int) and field.name.endswith("_ug"):
            found[field.name] = format_mass(item)
        else:
            found[field.name] = written(item)
    return found


def write_moment(moment: Moment) -> str:
    """Write a time in the offset it was said in, to the minute, or as exact as it is."""
    zone = timezone(timedelta(minutes=moment.offset))
    told = datetime.fromtimestamp(moment.wall // 1000, UTC).astimezone(zone).replace(microsecond=0)
    text = told.strftime("%Y-%m-%d %H:%M")
    thousandths = moment.wall % 1000
    if told.second or thousandths:
        text += told.strftime(":%S") + (f".{thousandths:03d}" if thousandths else "")
    if moment.offset != _HOME_OFFSET:
        sign = "-" if moment.offset < 0 else "+"
        text += f" {sign}{abs(moment.offset) // 60:02d}:{abs(moment.offset) % 60:02d}"
    return text


# -- in ---------------------------------------------------------------------------------------------------------------
def read_moment(typed: str) -> Moment:
    """Return the time a person wrote, as `write_moment` writes it. Raises ValueError."""
    found = _TIME.fullmatch(typed.strip())
    if found is None:
        raise ValueError(typed)
    offset = found["offset"]
    minutes = _HOME_OFFSET
    if offset == "Z":
        minutes = 0
    elif offset:
        minutes = int(offset[1:3]) * 60 + int(offset[4:])
        minutes = -minutes if offset[0] == "-" else minutes
    told = datetime.fromisoformat(f"{found['day']} {_padded(found['time'])}").replace(tzinfo=UTC)
    since = told - datetime(1970, 1, 1, tzinfo=UTC)
    return Moment(wall=since // timedelta(milliseconds=1) - minutes * 60_000, offset=minutes)


def _padded(time: str) -> str:
    whole, point, fraction = time.partition(".")
    return f"{whole}.{fraction.ljust(3, '0')}" if point else whole


def read(untrusted: bytes, kind: type[T]) -> T:
    """Return the record of *kind* that a person wrote as JSON. Raises NotAWriteUp, which says where and what."""
    if len(untrusted) > LIMIT:
        raise NotAWriteUp(where="$", what=f"more than {LIMIT} bytes")
    try:
        data = json.loads(untrusted, object_pairs_hook=_each_once)
    except (ValueError, RecursionError) as error:
        raise NotAWriteUp(where="$", what=str(error)) from error
    return convert(data, kind)


def _each_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Refuse a field that is given twice: nobody could say which one was meant."""
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(name for name in found if sum(name == other for other, _ in pairs) > 1)
        raise ValueError(f"“{twice}” is given twice")
    return found


def convert(untrusted_data: object, kind: type[T]) -> T:
    """Return the record of *kind* from plain JSON data as people write it. Raises NotAWriteUp."""
    plain = _read_as(untrusted_data, _type_info(kind), "$")
    try:
        return msgspec.convert(plain, kind)
    except msgspec.ValidationError as error:
        what, _, where = str(error).partition(" - at `")
        raise NotAWriteUp(where=where.removesuffix("`") or "$", what=what) from error


@cache
def _type_info(kind: type[msgspec.Struct]) -> inspect.Type:
    return inspect.type_info(kind)


def _read_as(data: Any, kind: inspect.Type, where: str) -> Any:  # noqa: ANN401  (JSON has any shape)
    """Return *data* with the texts people write replaced by the records *kind* asks for."""
    if isinstance(kind, inspect.UnionType):
        chosen = _chosen(data, kind.types)
        return data if chosen is None else _read_as(data, chosen, where)
    if isinstance(kind, inspect.VarTupleType | inspect.ListType) and isinstance(data, list):
        return [_read_as(item, kind.item_type, f"{where}[{place}]") for place, item in enumerate(data)]
    if isinstance(kind, inspect.StructType):
        if isinstance(data, str) and kind.cls in _READERS:
            return _read_text(data, kind.cls, where)
        if isinstance(data, dict):
            return _read_struct(data, kind, where)
    return data


def _chosen(data: object, kinds: Iterable[inspect.Type]) -> inspect.Type | None:
    structs = [kind for kind in kinds if isinstance(kind, inspect.StructType)]
    if isinstance(data, dict):
        tagged = [kind for kind in structs if kind.tag is not None and data.get(kind.tag_field) == kind.tag]
        return next(iter(tagged or [kind for kind in structs if kind.tag is None]), None)
    if isinstance(data, str):
        return next((kind for kind in structs if kind.cls in _READERS), None)
    return next((kind for kind in kinds if isinstance(kind, inspect.VarTupleType | inspect.ListType)), None)


def _read_text(typed: str, cls: type[msgspec.Struct], where: str) -> dict[str, Any]:
    try:
        return _READERS[cls](typed)
    except KnownError as error:
        raise NotAWriteUp(where=where, what=_sentence(error)) from error
    except ValueError as error:
        raise NotAWriteUp(where=where, what=f"“{typed[:60]}” is not a time like 2026-11-22 02:10") from error


def _sentence(error: KnownError) -> str:
    return error.message.format_map(error.facts).rstrip(".")


def _plain(value: msgspec.Struct) -> dict[str, Any]:
    return {field: getattr(value, field) for field in value.__struct_fields__}


_READERS: Final[Mapping[type, Callable[[str], dict[str, Any]]]] = {
    Moment: lambda typed: _plain(read_moment(typed)),
    Amount: lambda typed: _plain(parse_mass(typed)),
    Money: lambda typed: _plain(parse_money(typed)),
    Party: lambda typed: {"name": typed},
}


def _read_struct(data: dict[str, Any], kind: inspect.StructType, where: str) -> dict[str, Any]:
    fields = {field.encode_name: field.type for field in kind.fields}
    found: dict[str, Any] = {}
    for name, value in data.items():
        inside = f"{where}.{name}"
        if name in fields:
            found[name] = _read_as(_read_field(data, kind, name, value, inside), fields[name], inside)
        elif name == kind.tag_field:
            found[name] = value
        else:
            raise NotAWriteUp(where=where, what=f"there is no field “{name[:60]}”")
    return found


def _read_field(data: dict[str, Any], kind: inspect.StructType, name: str, value: Any, where: str) -> Any:  # noqa: ANN401
    """Return a field's value with the texts that only its name explains read: volumes, divisions, counted notes."""
    try:
        if isinstance(value, str) and name.endswith("_ul"):
            return parse_volume(value)
        if isinstance(value, str) and name.endswith("_ug"):
            return parse_mass(value).ug
        if isinstance(value, dict) and name == "lines" and issubclass(kind.cls, CashCount):
            currency = str(data.get("currency", ""))
            return [{"face": parse_sum(str(face), currency), "count": count} for face, count in value.items()]
    except KnownError as error:
        raise NotAWriteUp(where=where, what=_sentence(error)) from error
    return value


# -- the shape --------------------------------------------------------------------------------------------------------
def schema(kind: type[msgspec.Struct]) -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of what `read` accepts for *kind*."""
    found = msgspec.json.schema(kind)
    definitions = found["$defs"]
    for name, text in _TEXTS.items():
        if name in definitions:
            whole = definitions[name]
            definitions[name] = text | {"title": name} if name != "Party" else {"anyOf": [text, whole], "title": name}
    for definition in definitions.values():
        _name_texts(definition)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **found}


_TEXTS: Final[dict[str, dict[str, Any]]] = {
    "Moment": {
        "type": "string",
        "description": "Local time; +07:00 unless an offset follows.",
        "pattern": _TIME.pattern.replace("?P<", "?<"),
    },
    "Amount": {"type": "string", "description": "A mass with its unit, as typed.", "examples": ["512.4 g", "1.2 kg"]},
    "Money": {"type": "string", "description": "Sum and ISO 4217 code.", "examples": ["12.50 USD", "50000 KHR"]},
    "Party": {"type": "string", "description": "A name."},
}


def _name_texts(definition: dict[str, Any]) -> None:
    properties: dict[str, Any] = definition.get("properties", {})
    if definition.get("type") == "object":
        definition["additionalProperties"] = False
    properties.pop("amend", None)
    for name in properties:
        if name.endswith("_ul"):
            properties[name] = {"type": "string", "examples": ["1500 mL", "1.5 L"]}
        elif name.endswith("_ug"):
            properties[name] = {"type": "string", "examples": ["0.1 g"]}
        elif name == "lines":
            properties[name] = {
                "type": "object",
                "description": "Face value and how many of it.",
                "additionalProperties": {"type": "integer", "minimum": 0},
            }
