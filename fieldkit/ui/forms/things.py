"""The forms of people, exhibits and what is done with them; one find form for each kind of exhibit."""

from __future__ import annotations

from typing import Final

from fieldkit.domain import terms
from fieldkit.domain.completeness import RULES
from fieldkit.domain.money import DENOMINATIONS
from fieldkit.errors import N_
from fieldkit.ui import words
from fieldkit.ui.forms.spec import Add, Field, Form, Options, Typed, look_up

SAW: Final[Options] = (
    ("agrees", N_("Agrees")),
    ("disputes", N_("Disputes it")),
    ("refused", N_("Refused")),
    ("absent", N_("Absent")),
    ("not_asked", N_("Not asked")),
)
"""What a suspect did when shown a reading or a seal."""
_STATES: Final[Options] = tuple((value, said) for value, (said, _kind) in words.PERSON_STATES.items())
_RESULTS: Final[Options] = tuple((value, said) for value, (said, _kind) in words.RESULTS.items())
_SEVERAL: Final = N_("A comma between several.")

PERSON: Final = Form(
    "person",
    (
        Field("name_km", N_("Name in Khmer")),
        Field("name_latin", N_("Name in Latin letters")),
        Field("roles", N_("Role"), "choice", tuple(words.PERSON_ROLES.items()), several=True, wide=True),
        Field("status", N_("Status"), "pick", _STATES),
        Field("offence_role", N_("Part in the offence"), "pick", tuple(words.OFFENCES.items())),
        Field("sex", N_("Sex"), "choice", tuple(words.SEXES.items()), wide=True),
        Field("birth", N_("Date of birth"), hint="1992-03-21"),
        Field("age", N_("Age"), "count"),
        Field("nationality", N_("Nationality"), "country"),
        Field("address", N_("Address")),
        Field("id_type", N_("ID paper"), hint=N_("National ID, passport")),
        Field("id_no", N_("ID number")),
        Field("arrested_at", N_("Arrested at"), "moment", hint="02:13"),
        Field("arrested_by", N_("Arrested by")),
        Field("minor", N_("Minor"), "yes"),
        Field("aliases", N_("Other names"), note=_SEVERAL, wide=True, rare=True),
        Field("language", N_("Language spoken"), rare=True),
        Field("interpreter", N_("Interpreter"), rare=True),
        Field("health_referral", N_("Referred to health care"), "yes", rare=True),
        Field("note", N_("Note"), "text", wide=True, rare=True),
    ),
)
DEVIATION: Final = Form(
    "deviation",
    (
        Field(
            "rule",
            N_("What is missing"),
            "ahead",
            tuple((name, rule.text) for name, rule in RULES.items()),
            wide=True,
        ),
        Field("exhibit", N_("Exhibit"), "exhibit"),
        Field("decided_by", N_("Decided by"), "party"),
        Field("what", N_("What was not done"), "text", wide=True),
        Field("why", N_("Why"), "text", wide=True),
        Field("mitigation", N_("What was done instead"), "text", wide=True, rare=True),
    ),
)

# --- finds -----------------------------------------------------------------------------------------------------------
_FOUND: Final = (
    Field(
        "description",
        N_("Description"),
        "text",
        note=N_("What anybody can see, no supposition: “white crystalline pieces”."),
        wide=True,
    ),
    Field("spot", N_("Exactly where"), wide=True, hint=N_("Under the seat of the motorcycle")),
    Field("found_at", N_("Found at"), "moment", hint="02:13"),
    Field("from_person", N_("Taken from"), "person"),
    Field("found_by", N_("Found by"), "party"),
    Field("collected_by", N_("Collected by"), "party"),
    Field("quantity", N_("Quantity"), hint=N_("3 bags, about 200 tablets"), rare=True),
    Field("condition", N_("Condition"), rare=True),
    Field(
        "hazards",
        N_("Hazards"),
        chips=terms.HAZARDS,
        wide=True,
        rare=True,
    ),
)


def _find(kind: str, *fields: Field) -> Form:
    return Form("find", (*fields, *_FOUND), fixed=(("detail.type", kind),))


def _is_liquid(typed: Typed) -> bool:
    return bool(look_up(typed, "detail.form") == "liquid")


_SUBSTANCE: Final = Field(
    "detail.substance", N_("Suspected substance"), "substance", wide=True, hint=N_("ice, WY, heroin")
)
_FORM: Final = Field("detail.form", N_("Form"), "ahead", tuple(words.FORMS.items()))
_VOLUME: Final = Field("detail.volume_ul", N_("Volume"), "volume", hint="1.5 L", when=_is_liquid)
_MARKS: Final = Field("detail.marks", N_("Marks, logo, colour"), wide=True)
_MAKE: Final = (Field("detail.make", N_("Make")), Field("detail.model", N_("Model")))

FINDS: Final[dict[str, Form]] = {
    "drug": _find(
        "drug",
        _SUBSTANCE,
        _FORM,
        Field("detail.units", N_("Units"), "count", hint="200"),
        _VOLUME,
        _MARKS,
        Field("detail.unit_mass", N_("Weight of one piece"), "mass", hint="92 mg", rare=True),
    ),
    "precursor": _find(
        "precursor", _SUBSTANCE, _FORM, Field("detail.containers", N_("Containers"), "count"), _VOLUME, _MARKS
    ),
    "cash": _find("cash", Field("detail.mode", N_("Money"), "choice", tuple(words.CASH.items()), wide=True)),
    "vehicle": _find(
        "vehicle",
        Field("detail.vehicle", N_("Kind of vehicle"), "ahead", tuple(words.VEHICLES.items())),
        Field("detail.colour", N_("Colour")),
        *_MAKE,
        Field("detail.plate", N_("Plate")),
        Field("detail.plate_country", N_("Country of the plate"), "country"),
        Field("detail.frame_no", N_("Frame number")),
        Field("detail.engine_no", N_("Engine number")),
        Field("detail.odometer", N_("Odometer")),
        Field("detail.keys", N_("Keys"), "count"),
    ),
    "weapon": _find(
        "weapon",
        Field("detail.weapon", N_("Kind of weapon"), "ahead", tuple(words.WEAPONS.items())),
        Field("detail.calibre", N_("Calibre"), hint="9×19 mm"),
        *_MAKE,
        Field("detail.serial", N_("Serial number"), hint=N_("or: obliterated")),
        Field("detail.rounds", N_("Rounds"), "count"),
        Field("detail.made_safe_by", N_("Made safe by")),
        Field("detail.made_safe_at", N_("Made safe at"), "moment", hint="02:13"),
        Field("detail.magazine", N_("Magazine"), rare=True),
    ),
    "phone": _find(
        "phone",
        *_MAKE,
        Field("detail.imei", N_("IMEI")),
        Field("detail.serial", N_("Serial number")),
        Field("detail.power", N_("When found"), "choice", tuple(words.POWER.items())),
        Field("detail.locked", N_("Screen"), "pick", tuple(words.LOCKED.items())),
        Field(
            "detail.isolation",
            N_("Cut off from networks by"),
            chips=terms.ISOLATIONS,
            wide=True,
        ),
        Field("detail.sim", N_("SIM"), rare=True),
        Field("detail.touched_by", N_("Touched by"), rare=True),
    ),
    "document": _find(
        "document",
        Field("detail.document", N_("Kind of document"), hint=N_("Ledger, passport, receipt")),
        Field("detail.reference", N_("Reference")),
        Field("detail.pages", N_("Pages"), "count"),
    ),
    "asset": _find(
        "asset",
        Field("detail.asset", N_("Kind of asset"), hint=N_("Bank account, house, land")),
        Field("detail.holder", N_("Holder on paper")),
        Field("detail.institution", N_("Institution")),
        Field("detail.reference", N_("Reference")),
        Field("detail.estimate", N_("Value, estimated by the team"), "money", hint="12500 USD"),
    ),
    "other": _find("other", Field("detail.what", N_("What it is"), wide=True, hint=N_("Scale, pipe, plastic bags"))),
}
"""The form for a find of each kind."""

# --- what is done with an exhibit ------------------------------------------------------------------------------------
WEIGHING: Final = Form(
    "weighing",
    (
        Field("kind", N_("What is weighed"), "choice", tuple(words.WEIGHINGS.items()), wide=True),
        Field(
            "pan",
            N_("On the pan"),
            chips=terms.PANS,
            wide=True,
        ),
        Field(
            "value", N_("Weight as the display shows it, with unit"), "mass", hint=N_("like 850 g"), wide=True, big=True
        ),
        Field("second", N_("Second person who read the display"), "party"),
        Field("display", N_("Photo of the display"), "photo"),
        Field("suspect", N_("The suspect saw the display"), "choice", SAW, wide=True),
        Field("scale.name", N_("Scale")),
        Field("scale.serial", N_("Serial number of the scale")),
        Field("scale.division_ug", N_("Smallest step of the scale"), "mass", hint="0.1 g"),
        Field("scale.zero_checked", N_("Showed zero when empty"), "yes"),
        Field("scale.calibrated", N_("Calibrated"), hint="2026-09-03", rare=True),
        Field("seal", N_("Seal at the weighing"), rare=True),
        Field("operator", N_("Weighed by"), "party", rare=True),
        Field("at", N_("Weighed at"), "moment", hint="02:13", rare=True),
    ),
)


def _disputes(typed: Typed) -> bool:
    return bool(typed.get("suspect") == "disputes")


COUNT: Final = Form(
    "count",
    (
        Field("currency", N_("Currency"), "choice", tuple((one, one) for one in DENOMINATIONS), wide=True),
        Field("lines", N_("How many of each"), "cash", wide=True),
        Field("counted_by", N_("Counted by"), "party"),
        Field("witness", N_("Witness"), "party"),
        Field("suspect", N_("The suspect saw the counting"), "choice", SAW, wide=True),
        Field("disputed", N_("What the suspect says it was"), "money", hint="1500 USD", when=_disputes),
        Field("suspect_counterfeit", N_("Some may be counterfeit"), "yes", rare=True),
        Field("at", N_("Counted at"), "moment", hint="02:13", rare=True),
    ),
)
TEST: Final = Form(
    "test",
    (
        Field("result", N_("Result"), "choice", _RESULTS, wide=True),
        Field("kit", N_("Test kit")),
        Field("colour", N_("Colour seen")),
        Field("used", N_("Used up"), "mass", hint="50 mg", note=N_("Enters the balance of weights.")),
        Field("photo", N_("Photo"), "photo"),
        Field("operator", N_("Tested by"), "party"),
        Field("witness", N_("Witness"), "party"),
        Field("reagent", N_("Reagent"), rare=True),
        Field("lot", N_("Lot"), rare=True),
        Field("expiry", N_("Use before"), rare=True),
        Field("at", N_("Tested at"), "moment", hint="02:13", rare=True),
    ),
)
PACKAGE: Final = Form(
    "package",
    (
        Field("package_no", N_("Package number")),
        Field(
            "package_type",
            N_("Kind of package"),
            hint=N_("Tamper-evident bag"),
        ),
        Field(
            "seals",
            N_("Seals"),
            "rows",
            fields=(Field("", N_("Seal number")),),
            adds=(Add(N_("Add a seal")),),
            least=1,
            wide=True,
        ),
        Field("sealed_by", N_("Sealed by"), "party"),
        Field("witness", N_("Witness"), "party"),
        Field("suspect", N_("The suspect saw the sealing"), "choice", SAW, wide=True),
        Field("at", N_("Sealed at"), "moment", hint="02:13"),
        Field("photos", N_("Photos"), "photo", several=True, wide=True, rare=True),
    ),
)
PHOTO: Final = Form(
    "photo",
    (
        Field("view", N_("What it shows"), "choice", tuple(words.VIEWS.items()), wide=True),
        Field("exhibits", N_("Exhibits"), "exhibit", several=True, wide=True),
        Field("caption", N_("Caption"), wide=True),
        Field("taken_by", N_("Taken by")),
        Field("source", N_("Came by"), "pick", tuple(words.SOURCES.items())),
    ),
)
