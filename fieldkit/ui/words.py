"""Words for what records hold: names of states, kinds and values, in the language in use.

Strangers' text passes `plain` here, so that a manipulated name looks manipulated on every page.
"""

from __future__ import annotations

from fieldkit.domain import terms
from fieldkit.domain.money import digits
from fieldkit.domain.values import Amount, Moment, Money, Party, Place, Point
from fieldkit.domain.view import Act, ExhibitView, State, WeightPoint
from fieldkit.domain.writeup_bodies import (
    Asset,
    Cash,
    CashCount,
    Detail,
    Document,
    Drug,
    OtherThing,
    Phone,
    Precursor,
    Vehicle,
    Weapon,
)
from fieldkit.errors import N_
from fieldkit.text.catalogue import _, _n
from fieldkit.text.dates import date, moment, time_of_day
from fieldkit.text.numerals import number
from fieldkit.ui.clock import offset_at
from fieldkit.ui.lines import line, of, ranked
from fieldkit.ui.widgets.parts import BadgeKind

STATES: dict[State, tuple[str, BadgeKind, str]] = {
    "draft": (terms.STATES["draft"], "warn", "pen-line"),
    "locked": (terms.STATES["locked"], "plain", "lock"),
    "returned": (terms.STATES["returned"], "bad", "undo-2"),
    "accepted": (terms.STATES["accepted"], "ok", "circle-check"),
}
VIEWS = terms.VIEWS
WEIGHINGS = terms.WEIGHINGS
ATTITUDES = terms.ATTITUDES
GROUNDS = terms.GROUNDS
NIGHT = terms.NIGHT
PRESENCE = terms.PRESENCE
MARKS = terms.MARKS
PERSON_ROLES = terms.PERSON_ROLES
PERSON_STATES: dict[str, tuple[str, BadgeKind]] = {
    "arrested": (terms.PERSON_STATES["arrested"], "bad"),
    "summoned": (terms.PERSON_STATES["summoned"], "warn"),
    "at_large": (terms.PERSON_STATES["at_large"], "warn"),
    "unidentified": (terms.PERSON_STATES["unidentified"], "warn"),
    "free": (terms.PERSON_STATES["free"], "plain"),
}
OFFENCES = terms.OFFENCES
DIRECTIONS = terms.DIRECTIONS
RESULTS: dict[str, tuple[str, BadgeKind]] = {
    "positive": (terms.RESULTS["positive"], "warn"),
    "negative": (terms.RESULTS["negative"], "plain"),
    "inconclusive": (terms.RESULTS["inconclusive"], "plain"),
}
SEXES = terms.SEXES
FORMS = terms.FORMS
POWER = terms.POWER
LOCKED = terms.LOCKED
SOURCES = terms.SOURCES
CASH = terms.CASH
WEAPONS = terms.WEAPONS
VEHICLES = terms.VEHICLES
STANDINGS: dict[str, tuple[str, BadgeKind]] = {
    "good": (N_("Counts"), "ok"),
    "provisional": (N_("Provisional key"), "warn"),
    "endorsed": (N_("Endorsed"), "ok"),
    "unauthorised": (N_("Not authorised"), "bad"),
    "revoked": (N_("Key revoked"), "bad"),
    "unreadable": (N_("Cannot be read here"), "bad"),
}


# --- times -----------------------------------------------------------------------------------------------------------
def when(wall: int, offset: int) -> str:
    """Return day and clock time with its offset."""
    return moment(wall, offset)


def local(wall: int) -> str:
    """Return a moment as this computer's clock would show it, for times whose own offset is not known."""
    return moment(wall, offset_at(wall))


def stated(at: Moment | None) -> str:
    """Return a moment as people stated it; empty when not stated."""
    return moment(at.wall, at.offset) if at else ""


def clock(act: Act) -> str:
    """Return the clock time an entry claims."""
    return time_of_day(act.wall, act.offset)


def day(act: Act) -> str:
    """Return the day an entry claims."""
    return date(act.wall, act.offset)


# --- quantities ------------------------------------------------------------------------------------------------------
def amount(value: Amount) -> str:
    """Return a weight exactly as typed."""
    return f"{line(value.value, 40)}\u00a0{line(value.unit, 12)}"


def grams(ug: int, *, signed: bool = False) -> str:
    """Return a computed weight in grams."""
    text = number(ug, scale=6)
    return f"{'+' if signed and ug > 0 else ''}{text}\u00a0g"


def money(value: Money) -> str:
    """Return a sum of money."""
    from fieldkit.text.numerals import money as written

    return written(value.minor, value.currency, exponent=digits(value.currency))


def counted(count: CashCount) -> Money:
    """Return the sum of a count."""
    return Money(currency=count.currency, minor=sum(part.face * part.count for part in count.lines))


def contents(entries: int, originals: int) -> str:
    """Say how many entries and originals a bundle holds."""
    return f"{_n('{n} entry', '{n} entries', entries)}, {_n('{n} original', '{n} originals', originals)}"


# --- people and things -----------------------------------------------------------------------------------------------
def person(party: Party | None) -> str:
    """Return rank and name."""
    return ranked(party.rank, party.name) if party else ""


def signer(act: Act) -> str:
    """Return the name of who signed an entry; a device signs without a name."""
    return line(act.name, 80) or _("This device")


def place(value: Place) -> str:
    """Return address and names of the administrative units."""
    from fieldkit.text.names import place_line

    units = place_line((value.province, value.district, value.commune, value.village))
    return ", ".join(filter(None, (line(value.address), line(units))))


def position(point: Point) -> str:
    """Return degrees with five decimals (about a metre)."""
    return f"{number(point.lat // 10, scale=5)}, {number(point.lon // 10, scale=5)}"


def country(untrusted: str) -> str:
    """Return the name of a country code; anything else stands as it was typed."""
    from fieldkit.text.names import country_name

    return line(country_name(untrusted)) if untrusted else ""


def thing(detail: Detail) -> str:
    """Return in a few words what an exhibit is."""
    from fieldkit.text.names import substance_name

    match detail:
        case Drug():
            text = _("{substance} (suspected)", substance=line(substance_name(detail.substance), 80))
        case Precursor():
            text = line(substance_name(detail.substance), 80)
        case Cash():
            text = of(CASH, detail.mode)
        case Vehicle():
            text = _joined(of(VEHICLES, detail.vehicle), detail.make, detail.model)
        case Weapon():
            text = _joined(of(WEAPONS, detail.weapon), detail.make, detail.calibre)
        case Phone():
            text = _joined(_("Phone"), detail.make, detail.model)
        case Document():
            text = line(detail.document, 80)
        case Asset():
            text = line(detail.asset, 80)
        case _:
            text = line(detail.what, 80) or _("Other thing")
    return text


def _joined(kind: str, *untrusted: str) -> str:
    return " ".join(filter(None, (kind, *(line(part, 40) for part in untrusted))))


_THING_ICONS: dict[type, str] = {
    Drug: "flask-conical",
    Precursor: "flask-conical",
    Cash: "banknote",
    Vehicle: "car",
    Weapon: "crosshair",
    Phone: "smartphone",
    Document: "file-text",
    Asset: "landmark",
    OtherThing: "package",
}


def thing_icon(detail: Detail) -> str:
    """Return the icon of an exhibit's kind."""
    if isinstance(detail, Drug) and detail.form == "tablet":
        return "pill"
    if isinstance(detail, Vehicle) and detail.vehicle == "motorcycle":
        return "bike"
    return _THING_ICONS[type(detail)]


def short_number(exhibit: ExhibitView) -> str:
    """Return an exhibit's number without its seizure's."""
    return line(exhibit.number.rpartition("/")[2], 40)


def measure(exhibit: ExhibitView) -> tuple[str, str]:
    """Return the number that must be right and what it is: the newest like weight, money, or the typed quantity."""
    if exhibit.series:
        last: WeightPoint = exhibit.series[-1]
        return line(last.typed, 40), of(WEIGHINGS, last.kind)
    if exhibit.weighings:
        newest = exhibit.weighings[-1].register.shown
        return amount(newest.value), of(WEIGHINGS, newest.kind)
    if exhibit.counts:
        sums = [money(counted(c.register.shown)) for c in exhibit.counts]
        return sums[0], _("counted") if len(sums) == 1 else _n("and {n} more", "and {n} more", len(sums) - 1)
    return line(exhibit.find.register.shown.quantity, 40), ""


def seal_now(exhibit: ExhibitView) -> str:
    """Return the seal in force, or empty."""
    now = exhibit.axes.package.now
    return ", ".join(line(seal, 40) for seal in now.seals) if now else ""
