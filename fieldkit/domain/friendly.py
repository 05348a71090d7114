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
from fieldkit.domain.quantity import LARGEST, NotAQuantity, format_mass, format_volume, parse_mass, parse_volume
from fieldkit.domain.values import Amount, Moment, Money, Party
from fieldkit.domain.writeup_bodies import CashCount
from fieldkit.errors import N_, KnownError
from fieldkit.text.catalogue import _, plain, sentence

T = TypeVar("T", bound=msgspec.Struct)
_TIME: Final = re.compile(
    r"(?P<day>\d{4}-\d\d-\d\d)[ T](?P<time>\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?)(?: ?(?P<offset>Z|[+-]\d\d:\d\d))?"
)
_HOME_OFFSET: Final = 420
_SHOWN: Final = 60
"""Characters of a stranger's text that a complaint repeats."""
_COUNTED: Final = re.compile(r"[0-9០-៩.,\s]*(?P<of>[^0-9០-៩.,\s]+)")
_THINGS: Final = frozenset(
    {
        *("tablet", "tab", "pill", "capsule", "piece", "pc", "bag", "sachet", "pack", "packet", "package", "block"),
        *("bottle", "plant", "unit", "item", "box", "boxe", "bundle", "brick", "wrap", "straw", "tube"),
        *("គ្រាប់", "កញ្ចប់", "ថង់", "ដុំ", "ដប", "ដើម", "បំពង់", "ប្រអប់", "សន្លឹក"),
    }
)
"""What is counted, as people write it, the plural s left off."""
_REQUIRED: Final = re.compile(r"missing required field `([^`]*)`")
_TOO_LONG: Final = re.compile(r"of length <= (\d+)")
_NO_CHOICE: Final = re.compile(r"Invalid (?:enum )?value '(.*)'", re.DOTALL)
_OUT_OF_RANGE: Final = re.compile(r"(?:Expected `int` [<>]=|Integer value out of range)")
_PATTERN: Final = re.compile(r"matching regex")
LIMIT: Final = 4 << 20
"""Bytes of the largest text read."""


class NotAWriteUp(KnownError):
    """The JSON does not have the shape that is asked for."""

    code = "not-a-write-up"
    message = N_("At {where}: {what}.")
    hint = N_("Nothing is recorded. Correct the file; `fieldkit record --schema` prints its shape.")


class CountNotMass(KnownError):
    """A number of things typed where a weight belongs."""

    code = "count-not-mass"
    message = N_("“{typed}” is a number of things. Write it as their number, and here what the scale shows.")
    hint = N_("Nothing is changed. Weigh them and type the weight with its unit, for example 18.4 g.")


# -- out --------------------------------------------------------------------------------------------------------------
def written(value: Any) -> Any:  # noqa: ANN401, PLR0911  (JSON has any shape)
    """Return *value* as plain JSON data for people; fields with their default are left out."""
    match value:
        case Moment():
            return write_moment(value)
        case Amount():
            return _if_read_back(value, f"{value.value} {value.unit}")
        case Money():
            return _if_read_back(value, format_money(value))
        case Party() if value.name and value == Party(name=value.name):
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
        if isinstance(value, CashCount) and field.name == "lines" and _each_face_once(value):
            found["lines"] = {format_sum(line.face, value.currency): line.count for line in value.lines}
        elif isinstance(item, int) and field.name.endswith("_ul") and 0 <= item <= LARGEST:
            found[field.name] = format_volume(item)
        elif isinstance(item, int) and field.name.endswith("_ug") and 0 <= item <= LARGEST:
            found[field.name] = format_mass(item)
        else:
            found[field.name] = written(item)
    return found


def _if_read_back(value: msgspec.Struct, text: str) -> str | dict[str, Any]:
    """Return *text* if reading it gives *value* again; a stranger's record may hold what nobody could have typed."""
    try:
        return text if _READERS[type(value)](text) == _fields(value) else _fields(value)
    except KnownError:
        return _fields(value)


def _each_face_once(count: CashCount) -> bool:
    faces = {line.face for line in count.lines}
    return len(faces) == len(count.lines) and all(0 <= face <= LARGEST for face in faces)


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
        raise NotAWriteUp(where="$", what=_("this is more than {n} bytes", n=LIMIT))
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
        raise ValueError(_("“{name}” is given twice", name=plain(twice, _SHOWN)))
    return found


def convert(untrusted_data: object, kind: type[T]) -> T:
    """Return the record of *kind* from plain JSON data as people write it. Raises NotAWriteUp."""
    return Reading().convert(untrusted_data, kind)


@cache
def _type_info(kind: type[msgspec.Struct]) -> inspect.Type:
    return inspect.type_info(kind)


class Reading:
    """Reads plain JSON data as records, with the texts this page lists. A form's reading understands more."""

    fault: type[NotAWriteUp] = NotAWriteUp
    """What is raised."""

    def convert(self, untrusted_data: object, kind: type[T]) -> T:
        """Return the record of *kind*. Raises `fault`, which says where and what."""
        shaped = self.value(untrusted_data, _type_info(kind), "$")
        try:
            return msgspec.convert(shaped, kind)
        except msgspec.ValidationError as error:
            where, what = in_words(error)
            raise self.fault(where=where, what=what) from error

    def value(self, data: Any, kind: inspect.Type, where: str) -> Any:  # noqa: ANN401  (JSON has any shape)
        """Return *data* with the texts people write replaced by the records *kind* asks for."""
        if isinstance(kind, inspect.UnionType):
            chosen = self._chosen(data, kind.types)
            return data if chosen is None else self.value(data, chosen, where)
        if isinstance(kind, inspect.VarTupleType | inspect.ListType) and isinstance(data, list):
            return [self.value(item, kind.item_type, f"{where}[{place}]") for place, item in enumerate(data)]
        if isinstance(kind, inspect.StructType):
            if isinstance(data, str) and self.reads(kind.cls):
                return self._text(data, kind.cls, where)
            if isinstance(data, dict):
                return self.struct(data, kind, where)
        return data

    def complaint(self, error: KnownError, where: str) -> NotAWriteUp:
        """Return *error* as the fault of the field at *where*: its sentence, without the full stop."""
        return self.fault(where=where, what=sentence(error)[0].rstrip(".។ "))

    def reads(self, cls: type) -> bool:
        """Tell whether a record of *cls* may be written as text."""
        return cls in _READERS

    def text(self, typed: str, cls: type) -> dict[str, Any]:
        """Return the fields of the *cls* a person wrote as text. Raises KnownError, and ValueError for a time."""
        return _READERS[cls](typed)

    def _text(self, typed: str, cls: type[msgspec.Struct], where: str) -> dict[str, Any]:
        try:
            return self.text(typed, cls)
        except KnownError as error:
            raise self.complaint(error, where) from error
        except ValueError as error:
            what = _("“{typed}” is not a time like 2026-11-22 02:10", typed=plain(typed, _SHOWN))
            raise self.fault(where=where, what=what) from error

    def _chosen(self, data: object, kinds: Iterable[inspect.Type]) -> inspect.Type | None:
        structs = [kind for kind in kinds if isinstance(kind, inspect.StructType)]
        if isinstance(data, dict):
            tagged = [kind for kind in structs if kind.tag is not None and data.get(kind.tag_field) == kind.tag]
            return next(iter(tagged or [kind for kind in structs if kind.tag is None]), None)
        if isinstance(data, str):
            found = next((kind for kind in structs if self.reads(kind.cls)), None)
            return found or next((kind for kind in kinds if isinstance(kind, inspect.IntType)), None)
        return next((kind for kind in kinds if isinstance(kind, inspect.VarTupleType | inspect.ListType)), None)

    def struct(self, data: dict[str, Any], kind: inspect.StructType, where: str) -> dict[str, Any]:
        """Return *data* with each field read as *kind* has it. Raises `fault` for a field that *kind* has not."""
        fields = {field.encode_name: field.type for field in kind.fields}
        found: dict[str, Any] = {}
        for name, value in data.items():
            inside = f"{where}.{name}"
            if name in fields:
                try:
                    told = self.field(data, kind, name, value)
                except KnownError as error:
                    raise self.complaint(error, inside) from error
                found[name] = self.value(told, fields[name], inside)
            elif name == kind.tag_field:
                found[name] = value
            else:
                raise self.fault(where=where, what=_("there is no field “{name}”", name=plain(name, _SHOWN)))
        return found

    def field(self, data: dict[str, Any], kind: inspect.StructType, name: str, value: Any) -> Any:  # noqa: ANN401
        """Return a field's value with the texts that only its name explains read: volumes, divisions, counted notes."""
        if isinstance(value, str) and name.endswith("_ul"):
            return parse_volume(value)
        if isinstance(value, str) and name.endswith("_ug"):
            return parse_mass(value).ug
        if isinstance(value, dict) and name == "lines" and issubclass(kind.cls, CashCount):
            currency = str(data.get("currency", ""))
            return [{"face": parse_sum(str(face), currency), "count": count} for face, count in value.items()]
        return value


def _fields(value: msgspec.Struct) -> dict[str, Any]:
    return {field: getattr(value, field) for field in value.__struct_fields__}


def weighed(typed: str) -> Amount:
    """Return the mass a person typed. Raises CountNotMass where it counts things, else as `parse_mass`."""
    try:
        return parse_mass(typed)
    except NotAQuantity:
        found = _COUNTED.fullmatch(typed.strip())
        if found and found["of"].casefold().rstrip("s") in _THINGS:
            raise CountNotMass(typed=typed) from None
        raise


_READERS: Final[Mapping[type, Callable[[str], dict[str, Any]]]] = {
    Moment: lambda typed: _fields(read_moment(typed)),
    Amount: lambda typed: _fields(weighed(typed)),
    Money: lambda typed: _fields(parse_money(typed)),
    Party: lambda typed: {"name": typed},
}


# -- in words ---------------------------------------------------------------------------------------------------------
def in_words(error: msgspec.ValidationError) -> tuple[str, str]:
    """Return where the data does not fit its record, and what is wrong, in the language in use."""
    told, _at, place = str(error).partition(" - at `")
    where = place.removesuffix("`") or "$"
    if found := _REQUIRED.search(told):
        return f"{where}.{found[1]}", _("this must be filled in")
    if found := _TOO_LONG.search(told):
        return where, _("this is too long: at most {n} characters can be kept", n=int(found[1]))
    if found := _NO_CHOICE.search(told):
        return where, _("“{value}” is not one of the choices", value=plain(found[1], _SHOWN))
    if _OUT_OF_RANGE.search(told):
        return where, _("this number is out of range")
    if _PATTERN.search(told):
        return where, _("this is not spelt as it must be")
    return where, _("this cannot be read ({told})", told=told)


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
