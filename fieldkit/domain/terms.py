"""Words for values that both a screen and a paper name, as message ids of the catalogue: one table for each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from fieldkit.errors import N_

ANCHORS: Final[dict[str, str]] = {
    "owner_receipt": N_("on the owner’s receipt"),
    "duty_desk": N_("read out to the duty desk"),
    "paper": N_("copied to a numbered pad"),
    "photo": N_("photographed by the owner"),
    "bundle": N_("in a bundle"),
    "hand_over": N_("with a hand-over to another device"),
    "receipt": N_("by headquarters’ receipt"),
}
"""How a log head left the team's hands."""
CLAIMED: Final[frozenset[str]] = frozenset(ANCHORS) - {"receipt"}
"""Anchors whose time is the word of the team's device."""
PAPERS: Final[dict[str, str]] = {
    "seizure": N_("Seizure report"),
    "owner_receipt": N_("Owner’s receipt"),
    "flash": N_("Flash report"),
    "slip": N_("Hand-over slip"),
    "form": N_("Custody form"),
}
"""Kinds of documents, in the order in which a page lists them."""
STATES: Final[dict[str, str]] = {
    "draft": N_("Draft"),
    "locked": N_("Locked"),
    "returned": N_("Returned"),
    "accepted": N_("Accepted"),
}
VIEWS: Final[dict[str, str]] = {
    "overall": N_("As found"),
    "midrange": N_("Middle"),
    "close_up": N_("Close-up"),
    "with_scale": N_("With scale"),
    "label": N_("Label"),
    "seal": N_("Seal"),
    "display": N_("Display"),
    "document": N_("Document"),
    "person": N_("Person"),
    "clock": N_("Clock"),
    "other": N_("No type yet"),
}
WEIGHINGS: Final[dict[str, str]] = {
    "gross_unsealed": N_("Gross, not sealed"),
    "gross_sealed": N_("Gross, sealed"),
    "tare": N_("Tare"),
    "net": N_("Net"),
    "remainder": N_("Remainder"),
    "sample": N_("Sample"),
    "ash": N_("Ash"),
}
ATTITUDES: Final[dict[str, str]] = {
    "agrees": N_("The suspect agrees"),
    "disputes": N_("The suspect disputes it"),
    "refused": N_("The suspect refused to look"),
    "absent": N_("The suspect was absent"),
    "not_asked": N_("The suspect was not asked"),
}
GROUNDS: Final[dict[str, str]] = {
    "warrant": N_("Warrant"),
    "prosecutor": N_("Prosecutor’s authorisation"),
    "flagrante": N_("Caught in the act"),
    "consent": N_("Written consent"),
    "other": N_("Other ground"),
}
NIGHT: Final[dict[str, str]] = {
    "drug_place": N_("Place of drug dealing or use"),
    "flagrante": N_("Caught in the act"),
    "consent": N_("Consent of the occupier"),
    "call_for_help": N_("Call for help from inside"),
    "other": N_("Other reason"),
}
PRESENCE: Final[dict[str, str]] = {
    "owner": N_("Owner"),
    "representative": N_("Representative"),
    "civilian_witness": N_("Civilian witness"),
    "interpreter": N_("Interpreter"),
    "authority": N_("Local authority"),
    "other": N_("Other person"),
}
MARKS: Final[dict[str, str]] = {
    "signed": N_("Signed"),
    "thumbprint": N_("Thumbprint"),
    "refused": N_("Refused"),
    "absent": N_("Absent"),
}
PERSON_ROLES: Final[dict[str, str]] = {
    "suspect": N_("Suspect"),
    "owner": N_("Owner"),
    "witness": N_("Witness"),
    "source": N_("Source"),
    "other": N_("Other person"),
}
PERSON_STATES: Final[dict[str, str]] = {
    "arrested": N_("Arrested"),
    "summoned": N_("Summoned"),
    "at_large": N_("At large"),
    "unidentified": N_("Not identified"),
    "free": N_("Free"),
}
SEXES: Final[dict[str, str]] = {"female": N_("Female"), "male": N_("Male"), "other": N_("Other sex")}
OFFENCES: Final[dict[str, str]] = {
    "user": N_("User"),
    "possessor": N_("Possessor"),
    "seller": N_("Seller"),
    "transporter": N_("Transporter"),
    "producer": N_("Producer"),
    "organiser": N_("Organiser"),
}
DIRECTIONS: Final[dict[str, str]] = {
    "import": N_("Into the country"),
    "export": N_("Out of the country"),
    "domestic": N_("Inside the country"),
    "transit": N_("In transit"),
}
FORMS: Final[dict[str, str]] = {
    "crystal": N_("crystals"),
    "powder": N_("powder"),
    "tablet": N_("tablets"),
    "capsule": N_("capsules"),
    "liquid": N_("liquid"),
    "resin": N_("resin"),
    "block": N_("block"),
    "herb": N_("herb"),
    "plant": N_("plants"),
}
RESULTS: Final[dict[str, str]] = {
    "positive": N_("Positive"),
    "negative": N_("Negative"),
    "inconclusive": N_("Inconclusive"),
}
CASH: Final[dict[str, str]] = {
    "counted": N_("Cash, counted"),
    "sealed_uncounted": N_("Cash, sealed uncounted"),
    "bank": N_("Cash, to be counted at a bank"),
}
WEAPONS: Final[dict[str, str]] = {"pistol": N_("Pistol"), "rifle": N_("Rifle"), "knife": N_("Knife")}
VEHICLES: Final[dict[str, str]] = {
    "motorcycle": N_("Motorcycle"),
    "car": N_("Car"),
    "pickup": N_("Pickup"),
    "truck": N_("Truck"),
    "boat": N_("Boat"),
}
POWER: Final[dict[str, str]] = {"on": N_("switched on"), "off": N_("switched off")}
LOCKED: Final[dict[str, str]] = {
    "locked": N_("screen locked"),
    "unlocked": N_("screen not locked"),
    "unknown": N_("not known whether the screen is locked"),
}
SOURCES: Final[dict[str, str]] = {
    "card": N_("from a memory card"),
    "phone_cable": N_("from a phone by cable"),
    "phone_wireless": N_("from a phone by radio"),
    "messenger": N_("from a messenger"),
    "scanner": N_("from a scanner"),
    "file": N_("from a file"),
    "paste": N_("pasted from the clipboard"),
    "unknown": N_("of unknown origin"),
}
"""How a photo or file came here."""
UNSHOWN: Final[dict[str, str]] = {
    "no-decoder": N_("This kind of file cannot be shown here. It is kept as it came."),
    "empty": N_("The file is empty. It is kept as it came."),
    "broken": N_("The picture is damaged or cut short. It is kept as it came."),
    "too-many-pixels": N_("The picture is too large to show. It is kept as it came."),
    "too-much-memory": N_("The picture needs too much memory to show. It is kept as it came."),
    "too-slow": N_("The picture took too long to open. It is kept as it came."),
    "crashed": N_("The picture made the decoder fail. It is kept as it came."),
}
"""Why an original has no preview, by the code of `Examined.problem`."""

PREMISES: Final = (N_("House"), N_("Rented room"), N_("Shop"), N_("Vehicle"), N_("Road"))
TRANSPORTS: Final = (N_("Motorcycle"), N_("Car"), N_("Truck"), N_("Boat"), N_("On foot"), N_("Post"))
HAZARDS: Final = (N_("Sharp"), N_("Flammable"), N_("Blood"), N_("Fentanyl-like"))
ISOLATIONS: Final = (N_("Flight mode"), N_("Shielding bag"), N_("Switched off"))
PANS: Final = (N_("Sealed bag"), N_("Inner wrap"), N_("Label"), N_("Tin or box"), N_("Tray"))
OFFERED: Final = frozenset((*PREMISES, *TRANSPORTS, *HAZARDS, *ISOLATIONS, *PANS))
"""Words a press puts into a line. The record holds them in English, so that a press is one value in any language."""


def offered(text: str, say: Callable[[str], str]) -> str:
    """Return a line with each of the OFFERED between its commas as *say* says it; what was typed stays as it is."""
    parts = [part.strip() for part in text.split(",")]
    said = [say(part) if part in OFFERED else part for part in parts]
    return text if said == parts else ", ".join(said)
