"""The sections of a write-up: what is said once of a seizure."""

from __future__ import annotations

from typing import Final

from fieldkit.domain import terms
from fieldkit.errors import N_
from fieldkit.ui import words
from fieldkit.ui.forms.spec import Add, Field, Form, Typed
from fieldkit.ui.lines import LANGUAGES

CALLED: Final = Form(
    "called",
    (
        Field("title", N_("What it is called"), wide=True, hint=N_("House near the market")),
        Field("unit", N_("Unit")),
        Field("operation", N_("Operation")),
        Field("case_no", N_("Case number")),
        Field("restricted", N_("Restricted: every look at it is logged"), "yes", rare=True),
    ),
)
TIMES: Final = Form(
    "times",
    (
        Field("started", N_("Search began"), "moment", hint="02:13"),
        Field("found", N_("First find"), "moment", hint="02:13"),
        Field("sealed", N_("Last seal closed"), "moment", hint="02:13"),
        Field("left", N_("Team left"), "moment", hint="02:13"),
        Field(
            "clock_evidence",
            N_("What shows that the clock is right"),
            wide=True,
            hint=N_("Photo of the station’s clock"),
        ),
    ),
)
PLACE: Final = Form(
    "place",
    (
        Field(
            "place.find",
            N_("Find the place"),
            "place",
            wide=True,
            hint=N_("Any part of its name, Khmer or Latin"),
        ),
        Field("place.province", N_("Province"), "place"),
        Field("place.district", N_("District"), "place"),
        Field("place.commune", N_("Commune"), "place"),
        Field("place.village", N_("Village"), "place"),
        Field("place.address", N_("Address"), wide=True, hint=N_("House, street, what it is near")),
        Field("place.point", N_("Position"), "position", hint="13.65833, 102.55"),
        Field("occupier", N_("Occupier")),
        Field(
            "premises",
            N_("Kind of premises"),
            chips=terms.PREMISES,
            wide=True,
        ),
        Field("border_point", N_("Border point"), rare=True),
    ),
)


def _by_prosecutor(typed: Typed) -> bool:
    return typed.get("ground") in {"prosecutor", "warrant"}


GROUND: Final = Form(
    "ground",
    (
        Field("ground", N_("Legal ground"), "choice", tuple(words.GROUNDS.items()), wide=True),
        Field("authority", N_("Who gave it"), when=_by_prosecutor),
        Field("at", N_("Given at"), "moment", when=_by_prosecutor, hint="00:52"),
        Field("verbal", N_("By word of mouth"), "yes", when=_by_prosecutor),
        Field("reference", N_("Reference"), when=_by_prosecutor),
        Field(
            "night_exception",
            N_("Why at night"),
            "choice",
            tuple(words.NIGHT.items()),
            note=N_("Only for a search between 18:00 and 06:00."),
            wide=True,
        ),
        Field("note", N_("Note"), "text", wide=True, rare=True),
    ),
)
TEAM: Final = Form(
    "team",
    (
        Field("lead", N_("Lead officer"), "party", wide=True),
        Field(
            "members",
            N_("Team members"),
            "rows",
            fields=(Field("", N_("Team member"), "party"),),
            adds=(Add(N_("Add a member")),),
            wide=True,
        ),
        Field("prosecutor", N_("Prosecutor on the scene"), "party", rare=True),
        Field("agencies", N_("Other agencies"), note=N_("A comma between several."), wide=True, rare=True),
    ),
)


def _gives_reason(typed: Typed) -> bool:
    return typed.get("mark") in {"refused", "absent"}


PRESENCE: Final = Form(
    "presence",
    (
        Field(
            "people",
            "",
            "rows",
            fields=(
                Field("party", N_("Name"), "somebody", wide=True),
                Field("role", N_("Present as"), "pick", tuple(words.PRESENCE.items())),
                Field("not_police", N_("Declares: not police, not gendarme"), "yes"),
                Field("mark", N_("How confirmed"), "choice", tuple(words.MARKS.items()), wide=True),
                Field("reason", N_("Reason"), when=_gives_reason, wide=True),
            ),
            adds=(
                Add(N_("Owner"), {"role": "owner"}),
                Add(N_("Civilian witness"), {"role": "civilian_witness"}),
                Add(N_("Other person"), {"role": "other"}),
            ),
            wide=True,
        ),
    ),
)
ROUTE: Final = Form(
    "route",
    (
        Field("origin", N_("Origin"), "country"),
        Field("departure", N_("Left from")),
        Field("destination", N_("Destination"), "country"),
        Field("direction", N_("Direction"), "pick", tuple(words.DIRECTIONS.items())),
        Field(
            "transit",
            N_("Transit"),
            "rows",
            fields=(Field("", N_("Country of transit"), "country"),),
            adds=(Add(N_("Add a country")),),
            wide=True,
        ),
        Field(
            "transport",
            N_("Transport"),
            chips=terms.TRANSPORTS,
            wide=True,
        ),
        Field("concealment", N_("Concealment"), wide=True, hint=N_("Inside the spare wheel")),
    ),
)
NARRATIVE: Final = Form(
    "narrative",
    (
        Field("language", N_("Written in"), "choice", tuple(LANGUAGES.items()), wide=True),
        Field("text", N_("What happened"), "text", wide=True, big=True),
    ),
)
