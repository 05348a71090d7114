"""Bodies of the write-up: field groups (registers) and facts of the moment.

A body named `*Set` is a whole field group: the newest undisputed entry of one (subject, type) is its value. The others
are facts: immutable once saved, corrected only by a `correct` entry.
"""

from __future__ import annotations

from typing import Literal

from fieldkit.domain.values import (
    Amount,
    Attitude,
    Count,
    Hash,
    Id,
    Line,
    Mark,
    Moment,
    Money,
    Party,
    Place,
    Point,
    Text,
    Value,
)


class Group(Value, frozen=True, kw_only=True):
    """Base of a field group. `amend` names the `amend` entry after a seizure was accepted."""

    amend: Hash | None = None


class SeizureSet(Group, frozen=True, kw_only=True):
    """What the seizure is called and whose it is. `number` is the temporary number, fixed for life."""

    number: Line
    unit: Line = ""
    title: Line = ""
    case_no: Line = ""
    operation: Line = ""
    linked: tuple[Id, ...] = ()
    restricted: bool = False


class TeamSet(Group, frozen=True, kw_only=True):
    """The lead officer and who took part; other agencies and a prosecutor on the scene."""

    lead: Party
    members: tuple[Party, ...] = ()
    agencies: tuple[Line, ...] = ()
    prosecutor: Party | None = None


class TimesSet(Group, frozen=True, kw_only=True):
    """When it began, was found, sealed and left; and what shows that the clock was right."""

    started: Moment | None = None
    found: Moment | None = None
    sealed: Moment | None = None
    left: Moment | None = None
    clock_evidence: Line = ""


class PlaceSet(Group, frozen=True, kw_only=True):
    """Where."""

    place: Place
    premises: Line = ""
    occupier: Line = ""
    border_point: Line = ""


Ground = Literal["warrant", "prosecutor", "flagrante", "consent", "other"]
NightException = Literal["", "drug_place", "flagrante", "consent", "call_for_help", "other"]


class GroundSet(Group, frozen=True, kw_only=True):
    """The legal ground. A prosecutor's authorisation may be verbal; its time is recorded all the same (CCP 91)."""

    ground: Ground
    authority: Line = ""
    verbal: bool = False
    at: Moment | None = None
    reference: Line = ""
    night_exception: NightException = ""
    note: Text = ""


class Present(Value, frozen=True, kw_only=True):
    """One person in front of whom the search was made."""

    party: Party
    role: Literal["owner", "representative", "civilian_witness", "interpreter", "authority", "other"]
    not_police: bool = False
    mark: Mark = "signed"
    reason: Line = ""


class PresenceSet(Group, frozen=True, kw_only=True):
    """Who was present, and who refused or was absent."""

    people: tuple[Present, ...] = ()


class RouteSet(Group, frozen=True, kw_only=True):
    """Origin, transit and destination (ISO 3166 codes and free places), transport and concealment."""

    origin: Line = ""
    departure: Line = ""
    transit: tuple[Line, ...] = ()
    destination: Line = ""
    direction: Literal["", "import", "export", "domestic", "transit"] = ""
    transport: Line = ""
    concealment: Line = ""


class NarrativeSet(Group, frozen=True, kw_only=True):
    """What happened, in the officer's words."""

    text: Text = ""
    language: Literal["km", "en"] = "km"


class PersonSet(Group, frozen=True, kw_only=True):
    """A suspect, owner, witness or other person of the seizure."""

    roles: tuple[Literal["suspect", "owner", "witness", "source", "other"], ...]
    status: Literal["", "arrested", "summoned", "at_large", "unidentified", "free"] = ""
    name_km: Line = ""
    name_latin: Line = ""
    aliases: tuple[Line, ...] = ()
    sex: Literal["", "female", "male", "other"] = ""
    birth: Line = ""
    age: Count | None = None
    nationality: Line = ""
    id_type: Line = ""
    id_no: Line = ""
    address: Line = ""
    offence_role: Literal["", "user", "possessor", "seller", "transporter", "producer", "organiser"] = ""
    arrested_at: Moment | None = None
    arrested_by: Line = ""
    minor: bool = False
    interpreter: Line = ""
    language: Line = ""
    health_referral: bool = False
    note: Text = ""


class Drug(Value, frozen=True, kw_only=True, tag="drug"):
    """A suspected drug. The lab's finding never overwrites the suspicion."""

    substance: Line
    form: Line = ""
    units: Count | None = None
    unit_mass: Amount | None = None
    volume_ul: int | None = None
    marks: Line = ""


class Precursor(Value, frozen=True, kw_only=True, tag="precursor"):
    """A precursor chemical or solvent."""

    substance: Line
    form: Line = ""
    containers: Count | None = None
    volume_ul: int | None = None
    marks: Line = ""


class Cash(Value, frozen=True, kw_only=True, tag="cash"):
    """Money; the counting is a `count.add` fact of its own."""

    mode: Literal["counted", "sealed_uncounted", "bank"] = "counted"


class Vehicle(Value, frozen=True, kw_only=True, tag="vehicle"):
    """A car, motorcycle, boat."""

    vehicle: Line
    make: Line = ""
    model: Line = ""
    colour: Line = ""
    plate: Line = ""
    plate_country: Line = ""
    frame_no: Line = ""
    engine_no: Line = ""
    odometer: Line = ""
    keys: Count | None = None


class Weapon(Value, frozen=True, kw_only=True, tag="weapon"):
    """A firearm or other weapon, and who made it safe."""

    weapon: Line
    make: Line = ""
    model: Line = ""
    calibre: Line = ""
    serial: Line = ""
    made_safe_by: Line = ""
    made_safe_at: Moment | None = None
    rounds: Count | None = None
    magazine: Line = ""


class Phone(Value, frozen=True, kw_only=True, tag="phone"):
    """A phone or other digital device; nobody browses it."""

    make: Line = ""
    model: Line = ""
    imei: Line = ""
    serial: Line = ""
    power: Literal["", "on", "off"] = ""
    locked: Literal["", "locked", "unlocked", "unknown"] = ""
    isolation: Line = ""
    sim: Line = ""
    touched_by: Line = ""


class Document(Value, frozen=True, kw_only=True, tag="document"):
    """A paper."""

    document: Line
    reference: Line = ""
    pages: Count | None = None


class Asset(Value, frozen=True, kw_only=True, tag="asset"):
    """An account, house, land or other fixed asset."""

    asset: Line
    holder: Line = ""
    institution: Line = ""
    reference: Line = ""
    estimate: Money | None = None


class OtherThing(Value, frozen=True, kw_only=True, tag="other"):
    """Anything else: equipment, paraphernalia, valuables."""

    what: Line = ""


Detail = Drug | Precursor | Cash | Vehicle | Weapon | Phone | Document | Asset | OtherThing


class Find(Value, frozen=True, kw_only=True):
    """`custody.find`: found and collected. The first link of an exhibit's chain.

    description: permanent features only, no supposition. spot: exactly where.
    """

    number: Line
    detail: Detail
    description: Text
    spot: Line = ""
    found_by: Party
    collected_by: Party
    found_at: Moment | None = None
    from_person: Id | None = None
    condition: Line = ""
    hazards: tuple[Line, ...] = ()
    quantity: Line = ""
    copied_from: Id | None = None


class Scale(Value, frozen=True, kw_only=True):
    """The balance: what it is, its division in micrograms, when it was calibrated, whether it showed zero."""

    name: Line = ""
    serial: Line = ""
    division_ug: int | None = None
    calibrated: Line = ""
    zero_checked: bool = False


WeighingKind = Literal["gross_unsealed", "gross_sealed", "tare", "net", "remainder", "sample", "ash"]


class Weighing(Value, frozen=True, kw_only=True):
    """`weighing.add`: one reading of one scale. Like is compared with like only."""

    kind: WeighingKind
    value: Amount
    pan: Line = ""
    scale: Scale = Scale()
    seal: Line = ""
    operator: Party
    second: Party | None = None
    suspect: Attitude = "not_asked"
    display: Id | None = None
    at: Moment | None = None


class Denomination(Value, frozen=True, kw_only=True):
    """So many notes or coins of one face value (minor units)."""

    face: int
    count: Count


class CashCount(Value, frozen=True, kw_only=True):
    """`count.add`: money counted on the scene or at a bank; per currency, never exchanged."""

    currency: str
    lines: tuple[Denomination, ...]
    counted_by: Party
    witness: Party | None = None
    suspect: Attitude = "not_asked"
    disputed: Money | None = None
    suspect_counterfeit: bool = False
    at: Moment | None = None


class FieldTest(Value, frozen=True, kw_only=True):
    """`test.add`: a presumptive test. What it used up enters the mass balance."""

    kit: Line
    lot: Line = ""
    expiry: Line = ""
    reagent: Line = ""
    colour: Line = ""
    result: Literal["positive", "negative", "inconclusive"]
    used: Amount | None = None
    operator: Party
    witness: Party | None = None
    photo: Id | None = None
    at: Moment | None = None


View = Literal[
    "overall", "midrange", "close_up", "with_scale", "label", "seal", "display", "document", "person", "clock", "other"
]


Source = Literal["card", "phone_cable", "phone_wireless", "messenger", "scanner", "file", "paste", "unknown"]


class Original(Value, frozen=True, kw_only=True):
    """`original.add`: a photo or file exactly as it came. Its hash is in the entry's one blob.

    original_of: the re-sent copy that this is the original of.
    """

    name: Line
    source: Source = "file"
    taken_by: Line = ""
    exhibits: tuple[Id, ...] = ()
    view: View = "other"
    caption: Line = ""
    original_of: Id | None = None


class Examined(Value, frozen=True, kw_only=True):
    """`original.examined`: what the device read from an original in its child process. Signed by the device key.

    taken: camera's own clock as it stands in the file ("2026-11-22 02:13:44"); likely_copy: no camera data, so probably
    re-sent by a messenger; problem: why it could not be decoded.
    """

    original: Hash
    decoded: bool
    width: Count | None = None
    height: Count | None = None
    taken: Line = ""
    camera: Line = ""
    orientation: Count | None = None
    point: Point | None = None
    likely_copy: bool = False
    problem: Line = ""


class CameraClock(Value, frozen=True, kw_only=True):
    """`camera.clock`: how far a camera's clock was off: true time = camera's time + offset_s, in seconds.

    camera: maker and model as `Examined` has them. shown: the photo of a clock it was read from. reads: what the clock
    in it showed.
    """

    camera: Line
    offset_s: int
    shown: Id | None = None
    reads: Moment | None = None


class Deviation(Value, frozen=True, kw_only=True):
    """`deviation.add`: what could not be done, why, and who decided."""

    rule: Line
    what: Text
    why: Text
    decided_by: Party
    mitigation: Text = ""
    exhibit: Id | None = None
