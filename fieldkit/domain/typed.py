"""What a form holds while somebody types, and the body it becomes.

A form is plain JSON data (`dict[str, Any]`): times, masses, money, names and positions as people write them
(`fieldkit.domain.friendly`), everything else as the records have it, empty fields absent. Beyond that page a form
understands more, always with what was typed kept exactly where the record keeps it:

    Moment    "02:13" is the nearest such time to *now*; "22/11 02:13"; Khmer digits
    Point     {"lat": "11.5564", "lon": "104.9282"}, or one text: "11.5564, 104.9282", "N 11 33.384, E 104 55.69"
    numbers   "200" and "២០០" where a whole number is asked for
    lists     "S-1, S-2" where several lines are asked for
    names     a dotted name ("detail.substance") for a field inside another

`read(form, typed(form, body)) == body` for every body of the form. What the person cannot type (numbers, links between
records, amendments) is taken from the record that is being changed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import msgspec
from msgspec import inspect

from fieldkit.domain import writeup_bodies as wb
from fieldkit.domain.friendly import NotAWriteUp, Reading, in_words, read_moment, written
from fieldkit.domain.positions import format_degrees, parse_degrees, parse_point
from fieldkit.domain.types import TYPES
from fieldkit.domain.values import Line, Moment, Party, Place, Point
from fieldkit.errors import N_, BugError, KnownError
from fieldkit.text.numerals import digits

FORMS: Final[dict[str, str]] = {
    "called": "seizure.set",
    "times": "times.set",
    "place": "place.set",
    "ground": "ground.set",
    "team": "team.set",
    "presence": "presence.set",
    "route": "route.set",
    "narrative": "narrative.set",
    "person": "person.set",
    "deviation": "deviation.add",
    "find": "custody.find",
    "weighing": "weighing.add",
    "count": "count.add",
    "test": "test.add",
    "package": "custody.package",
    "photo": "original.add",
}
"""The entry type each form becomes."""
_KEPT: Final[dict[str, tuple[str, ...]]] = {
    "called": ("number", "linked"),
    "find": ("number", "copied_from"),
    "photo": ("name", "original_of"),
    "package": ("gross",),
}
"""Fields nobody types: they come from the record that is changed, or from the action that makes one."""
_NEAR: Final = re.compile(r"(?P<hour>\d{1,2})(?:[:.h]|(?<=\d\d))(?P<minute>\d\d)")
_DAY_FIRST: Final = re.compile(
    r"(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})(?:[/.-](?P<year>\d{4}))?[ T,]+(?P<hour>\d{1,2})[:.h](?P<minute>\d\d)"
)
_BETWEEN: Final = re.compile(r"[,;\n]+")
_WHOLE: Final = re.compile(r"\d{1,3}(?:[ \u00a0,]\d{3})+|\d+")
_LONGEST: Final = 60


class NotUnderstood(NotAWriteUp):
    """A field of a form holds something that cannot be read."""

    code = "not-understood"
    hint = N_("What you typed is kept. Correct the marked field and save again.")


class NotANumber(KnownError):
    """No whole number."""

    code = "not-a-number"
    message = N_("“{typed}” is not a whole number.")
    hint = N_("Nothing is changed. Type digits only.")


class NotATime(KnownError):
    """No time."""

    code = "not-a-time"
    message = N_("“{typed}” is not a time like 02:13 or 2026-11-22 02:13.")
    hint = N_("Nothing is changed. Type hours and minutes, with the date if it was not tonight.")


def kind_of(form: str) -> type[msgspec.Struct]:
    """Return the record a form becomes. Raises BugError for a form that does not exist."""
    if form not in FORMS:
        raise BugError(what=f"there is no form {form}")
    return TYPES[FORMS[form]].body


def is_group(form: str) -> bool:
    """Tell whether a form is a field group; the others are facts of the moment."""
    return TYPES[FORMS[form]].kind == "group"


def typed(form: str, body: msgspec.Struct) -> dict[str, Any]:
    """Return *body* as *form* holds it. An amendment it came in with is left out: the next save names its own."""
    if not isinstance(body, kind_of(form)):
        raise BugError(what=f"{type(body).__name__} is no body of the form {form}")
    if isinstance(body, wb.Group):
        body = msgspec.structs.replace(body, amend=None)
    data: dict[str, Any] = written(body)
    if isinstance(body, wb.PlaceSet) and body.place.point is not None:
        point = body.place.point
        data["place"]["point"] |= {"lat": format_degrees(point.lat), "lon": format_degrees(point.lon)}
    return data


def read(
    form: str, typed: Mapping[str, Any], *, now: Moment | None = None, of: msgspec.Struct | None = None
) -> msgspec.Struct:
    """Return the body that *typed* means. *now*: what "02:13" is near to; *of*: the record that is being changed.

    Empty fields count as absent, and a required text that is absent as empty. Raises NotUnderstood, a NotAWriteUp:
    where = path of the field ("$.place.village"), what = the complaint in the language in use.
    """
    kind = kind_of(form)
    data = _nested(typed)
    if of is not None:
        kept = {name: getattr(of, name) for name in _KEPT.get(form, ())}
        data = {name: value for name, value in data.items() if name not in kept}
        data |= {name: msgspec.to_builtins(value) for name, value in kept.items() if value not in (None, ())}
    return _FormReading(now).convert(data, kind)


def clean(value: Any) -> Any:  # noqa: ANN401  (JSON has any shape)
    """Return what was typed as it can be kept and signed: composed (NFC), without NUL and halves of characters."""
    match value:
        case str():
            return unicodedata.normalize("NFC", value.replace("\0", "").encode("utf-8", "replace").decode("utf-8"))
        case Mapping():
            return {clean(name): clean(item) for name, item in value.items()}
        case list() | tuple():
            return [clean(item) for item in value]
    return value


def line(typed: str, where: str) -> str:
    """Return one line beside a form (a reason), cleaned. Raises NotUnderstood when it is longer than a line can be."""
    try:
        return msgspec.convert(clean(typed), Line)
    except msgspec.ValidationError as error:
        raise NotUnderstood(where=where, what=in_words(error)[1]) from error


def _nested(typed: Mapping[str, Any]) -> dict[str, Any]:
    """Return *typed* with dotted names as fields inside fields."""
    data: dict[str, Any] = {}
    for name, value in typed.items():
        *outer, last = str(name).split(".")
        inner = data
        for step in outer:
            below = inner.get(step)
            inner[step] = inner = dict(below) if isinstance(below, Mapping) else {}
        if isinstance(value, Mapping) and isinstance(inner.get(last), dict):
            inner[last] |= value
        else:
            inner[last] = value
    return data


class _FormReading(Reading):
    """Reads a form as the page above says."""

    fault = NotUnderstood

    def __init__(self, now: Moment | None) -> None:
        self._now = now

    def reads(self, cls: type) -> bool:
        return cls is Point or super().reads(cls)

    def text(self, typed: str, cls: type) -> dict[str, Any]:
        if cls is Point:
            return _fields(parse_point(typed))
        if cls is Moment:
            return _fields(moment_near(typed, self._now))
        return super().text(typed, cls)

    def value(self, data: Any, kind: inspect.Type, where: str) -> Any:  # noqa: ANN401  (JSON has any shape)
        if isinstance(data, str):
            try:
                data = _plain_value(data, kind)
            except KnownError as error:
                raise self.complaint(error, where) from error
        return super().value(data, kind, where)

    def struct(self, data: dict[str, Any], kind: inspect.StructType, where: str) -> dict[str, Any]:
        told = {name: value for name, value in data.items() if not _empty(value)}
        for field in kind.fields:
            if field.required and field.encode_name not in told:
                told |= _without(field)
        return super().struct(told, kind, where)

    def field(self, data: dict[str, Any], kind: inspect.StructType, name: str, value: Any) -> Any:  # noqa: ANN401
        if isinstance(value, str) and kind.cls is Point and name == "lat":
            return parse_degrees(value, "lat")
        if isinstance(value, str) and kind.cls is Point and name == "lon":
            return parse_degrees(value, "lon")
        return super().field(data, kind, name, value)


def _empty(value: object) -> bool:
    return value is None or value in ("", [], {})


def _without(field: inspect.Field) -> dict[str, Any]:
    """Return what a required field that nobody filled in comes to: an empty text, list, name or place; else nothing."""
    kind = field.type
    if isinstance(kind, inspect.StructType) and kind.cls in (Party, Place):
        return {field.encode_name: {}}
    if isinstance(kind, inspect.StrType) and kind.pattern is None:
        return {field.encode_name: ""}
    return {field.encode_name: []} if isinstance(kind, inspect.VarTupleType) else {}


def _plain_value(typed: str, kind: inspect.Type) -> Any:  # noqa: ANN401  (a number, a list or the text itself)
    kinds = kind.types if isinstance(kind, inspect.UnionType) else (kind,)
    if any(isinstance(one, inspect.StrType | inspect.StructType) for one in kinds):
        return typed
    if any(isinstance(one, inspect.IntType) for one in kinds):
        return whole(typed)
    lists = [one for one in kinds if isinstance(one, inspect.VarTupleType)]
    if lists and isinstance(lists[0].item_type, inspect.StrType):
        return [part.strip() for part in _BETWEEN.split(typed) if part.strip()]
    return typed


def whole(typed: str) -> int:
    """Return the whole number a person typed: `200`, `1 200`, Khmer digits. Raises NotANumber."""
    found = digits(typed[: _LONGEST + 1], khmer=False).strip()
    if len(typed) > _LONGEST or _WHOLE.fullmatch(found) is None or not found.isascii():
        raise NotANumber(typed=typed[:_LONGEST])
    return int(re.sub(r"\D", "", found))


def moment_near(typed: str, now: Moment | None) -> Moment:
    """Return the time a person typed; without a day the one nearest to *now*, the earlier of two. Raises NotATime."""
    text = digits(typed[: _LONGEST + 1], khmer=False).strip()
    try:
        if now is not None and (found := _NEAR.fullmatch(text)):
            return _nearest(int(found["hour"]) * 60 + int(found["minute"]), found, now)
        if found := _DAY_FIRST.fullmatch(text):
            return _day_first(found, now)
        return read_moment(text)
    except (ValueError, OverflowError):  # a clock near the end of the calendar
        raise NotATime(typed=typed[:_LONGEST]) from None


def _nearest(minute: int, found: re.Match[str], now: Moment) -> Moment:
    if int(found["hour"]) >= 24 or int(found["minute"]) >= 60:  # noqa: PLR2004  (hours, minutes)
        raise ValueError(found[0])
    day = (now.wall + now.offset * 60_000) // 86_400_000
    walls = [((day + step) * 1_440 + minute - now.offset) * 60_000 for step in (-1, 0, 1)]
    return Moment(wall=min((w for w in walls if w >= 0), key=lambda w: abs(w - now.wall)), offset=now.offset)


def _day_first(found: re.Match[str], now: Moment | None) -> Moment:
    if found["year"] is None and now is None:
        raise ValueError(found[0])
    offset = now.offset if now is not None else read_moment("2026-01-01 00:00").offset
    today = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=now.wall, minutes=now.offset) if now else None
    year = int(found["year"]) if found["year"] else (today.year if today else 0)
    month, day, hour, minute = (int(found[name]) for name in ("month", "day", "hour", "minute"))
    told = datetime(year, month, day, hour, minute, tzinfo=UTC)
    wall = (told - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1) - offset * 60_000
    if wall < 0:
        raise ValueError(found[0])
    return Moment(wall=wall, offset=offset)


def _fields(value: msgspec.Struct) -> dict[str, Any]:
    return msgspec.structs.asdict(value)
