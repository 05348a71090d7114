"""Every entry type: its body, version, and what kind of thing it is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final, Literal, TypeVar, cast

import msgspec

from fieldkit.domain import custody_bodies as cb
from fieldkit.domain import ledger_bodies as lb
from fieldkit.domain import review_bodies as rb
from fieldkit.domain import writeup_bodies as wb
from fieldkit.domain.entry import Entry
from fieldkit.errors import N_, KnownError
from fieldkit.text.catalogue import _

T = TypeVar("T", bound=msgspec.Struct)
_TOO_LONG: Final = re.compile(r"length <= (?P<limit>[0-9]+)")
_WHERE: Final = re.compile(r"- at `\$\.(?P<name>[^`]+)`")
Kind = Literal["group", "fact", "custody", "review", "log", "hq"]


class DoesNotFit(KnownError):
    """A text too long, or a number outside its bounds, for the field of a record."""

    code = "does-not-fit"
    message = N_("What was typed for “{where}” does not fit: {what}.")
    hint = N_("Nothing is signed, and what was typed stays. Shorten or correct it.")


class EntryType(msgspec.Struct, frozen=True):
    """A type's name, body record, kind and current body version."""

    name: str
    body: type[msgspec.Struct]
    kind: Kind
    tv: int = 1


def _types() -> dict[str, EntryType]:
    rows: list[tuple[Kind, dict[str, type[msgspec.Struct]]]] = [
        (
            "group",
            {
                "seizure.set": wb.SeizureSet,
                "team.set": wb.TeamSet,
                "times.set": wb.TimesSet,
                "place.set": wb.PlaceSet,
                "ground.set": wb.GroundSet,
                "presence.set": wb.PresenceSet,
                "route.set": wb.RouteSet,
                "narrative.set": wb.NarrativeSet,
                "person.set": wb.PersonSet,
            },
        ),
        (
            "fact",
            {
                "weighing.add": wb.Weighing,
                "count.add": wb.CashCount,
                "test.add": wb.FieldTest,
                "original.add": wb.Original,
                "original.examined": wb.Examined,
                "deviation.add": wb.Deviation,
                "camera.clock": wb.CameraClock,
            },
        ),
        (
            "custody",
            {
                "custody.find": wb.Find,
                "custody.package": cb.Package,
                "custody.offer": cb.Offer,
                "custody.accept": cb.Accept,
                "custody.refuse": cb.Refuse,
                "custody.withdraw": cb.Withdraw,
                "custody.external": cb.ExternalReceipt,
                "custody.store": cb.Store,
                "custody.break": cb.SealBreak,
                "custody.reseal": cb.Reseal,
                "custody.disposition": cb.Disposition,
                "label.supersede": cb.LabelSupersede,
                "lab.result": cb.LabResult,
            },
        ),
        (
            "review",
            {
                "attest": rb.Attest,
                "correct": rb.Correct,
                "lock": rb.Lock,
                "review.return": rb.ReviewReturn,
                "review.accept": rb.ReviewAccept,
                "amend": rb.Amend,
                "resolve": rb.Resolve,
                "endorse": rb.Endorse,
                "void": rb.Void,
                "report.add": rb.ReportMade,
                "report.printed": rb.Printed,
                "viewed": rb.Viewed,
                "released": rb.Released,
                "transcribed": rb.Transcribed,
            },
        ),
        (
            "log",
            {
                "log.open": lb.LogOpen,
                "key.open": lb.KeyOpen,
                "clock.jump": lb.ClockJump,
                "seizure.key": lb.SeizureKey,
                "bundle.made": lb.BundleMade,
                "anchor.add": lb.AnchorAdd,
                "receipt.seen": lb.ReceiptSeen,
                "officer.locked_out": lb.LockedOut,
            },
        ),
        (
            "hq",
            {
                "receipt": lb.Receipt,
                "revoke": lb.Revoke,
                "granted": lb.Granted,
                "rules": lb.RulePack,
            },
        ),
    ]
    return {name: EntryType(name, body, kind) for kind, names in rows for name, body in names.items()}


TYPES: Final[dict[str, EntryType]] = _types()


def body_of(entry: Entry) -> msgspec.Struct | None:
    """Return the typed body of *entry*, or None when its type, version or shape is unknown here (kept, shown raw)."""
    kind = TYPES.get(entry.type)
    if kind is None or entry.tv != kind.tv:
        return None
    try:
        return msgspec.convert(entry.body, kind.body)
    except msgspec.ValidationError:
        return None


def plain(body: msgspec.Struct) -> dict[str, Any]:
    """Return *body* as the plain dictionary that goes into an entry; default values are left out.

    Raises DoesNotFit for what no reader would take: nobody signs what cannot be read afterwards.
    """
    made = cast("dict[str, Any]", msgspec.to_builtins(body))
    fit(made, type(body))
    return made


def fit(body: Mapping[str, Any], kind: type[T]) -> T:
    """Return *body* as a record of *kind*. Raises DoesNotFit."""
    try:
        return msgspec.convert(body, kind)
    except msgspec.ValidationError as error:
        found = _TOO_LONG.search(str(error))
        what = _("{limit} characters fit there", limit=found["limit"]) if found else str(error).partition(" - at ")[0]
        where = _WHERE.search(str(error))
        raise DoesNotFit(where=where["name"] if where else "$", what=what) from error
