"""Words for what records hold: states, kinds and values, as message ids of the catalogue."""

from __future__ import annotations

from typing import Final

from fieldkit.domain import terms
from fieldkit.errors import N_

NATIONAL: Final = ("ព្រះរាជាណាចក្រកម្ពុជា", "ជាតិ សាសនា ព្រះមហាក្សត្រ")
PRACTICE: Final = "ហាត់រៀន · PRACTICE"
LAST_ITEM: Final = ("ចប់បញ្ជី", "LAST ITEM")
"""In both languages whatever the document speaks: these must be read by everybody."""
STATES = terms.STATES
VIEWS = terms.VIEWS
SOURCES = terms.SOURCES
WEIGHINGS = terms.WEIGHINGS
READ_AT: Final[dict[str, str]] = {
    "weighing": N_("Weighing"),
    "offer": N_("Handed over"),
    "accept": N_("Taken over, typed blind"),
    "external": N_("Given out on paper"),
}
ATTITUDES = terms.ATTITUDES
GROUNDS = terms.GROUNDS
NIGHT = terms.NIGHT
PRESENCE = terms.PRESENCE
MARKS = terms.MARKS
PERSON_ROLES = terms.PERSON_ROLES
PERSON_STATES = terms.PERSON_STATES
SEXES = terms.SEXES
OFFENCES = terms.OFFENCES
DIRECTIONS = terms.DIRECTIONS
FORMS = terms.FORMS
RESULTS = terms.RESULTS
CASH = terms.CASH
WEAPONS = terms.WEAPONS
VEHICLES = terms.VEHICLES
POWER = terms.POWER
LOCKED = terms.LOCKED
HOLDER: Final[dict[str, str]] = {
    "held": N_("Held by {party}"),
    "in_transit": N_("Offered by {party} to {to}"),
    "external": N_("Received on paper by {party}"),
}
LOCATION: Final[dict[str, str]] = {
    "at_scene": N_("At the place of seizure"),
    "in_transit": N_("On the way"),
    "at": N_("At {place}"),
    "stored": N_("Stored at {place}"),
    "external": N_("With {place}"),
    "unknown": N_("Place not known"),
}
PACKAGE: Final[dict[str, str]] = {
    "open": N_("Not packed"),
    "sealed": N_("Sealed in {package}, seal {seals}"),
    "broken": N_("Seal opened"),
}
ANALYSIS: Final[dict[str, str]] = {"none": N_("No laboratory result"), "reported": N_("Reported by {place}")}
DISPOSITION: Final[dict[str, str]] = {
    "seized": N_("Seized"),
    "ordered": N_("Destruction or release ordered"),
    "destroyed": N_("Destroyed"),
    "returned": N_("Given back"),
    "confiscated": N_("Confiscated"),
    "transferred": N_("Transferred"),
}
AXES: Final[dict[str, str]] = {
    "holder": N_("Holder"),
    "location": N_("Where it is"),
    "package": N_("Package and seal"),
    "analysis": N_("Analysis"),
    "disposition": N_("What was decided"),
}
REVIEWS: Final[dict[str, str]] = {
    "lock": N_("Locked by the team"),
    "return": N_("Returned for correction"),
    "accept": N_("Accepted"),
    "amend": N_("Opened for amendment"),
}
SIGNERS: Final[dict[str, str]] = {"officer": N_("Officer"), "clerk": N_("Clerk")}
TYPES: Final[dict[str, str]] = {
    "seizure.set": N_("Seizure"),
    "team.set": N_("Team"),
    "times.set": N_("Times"),
    "place.set": N_("Place"),
    "ground.set": N_("Legal ground"),
    "presence.set": N_("Presence"),
    "route.set": N_("Route"),
    "narrative.set": N_("Narrative"),
    "person.set": N_("Person"),
    "weighing.add": N_("Weighing"),
    "count.add": N_("Count of money"),
    "test.add": N_("Field test"),
    "original.add": N_("Photo or file"),
    "original.examined": N_("Reading of a photo"),
    "deviation.add": N_("Deviation"),
    "custody.find": N_("Find"),
    "custody.package": N_("Sealing"),
    "custody.offer": N_("Offer"),
    "custody.accept": N_("Taking over"),
    "custody.refuse": N_("Refusal"),
    "custody.withdraw": N_("Withdrawal"),
    "custody.external": N_("Hand-over on paper"),
    "custody.store": N_("Storing"),
    "custody.break": N_("Opening of a seal"),
    "custody.reseal": N_("New seal"),
    "custody.disposition": N_("Decision"),
    "label.supersede": N_("New label"),
    "lab.result": N_("Laboratory result"),
    "attest": N_("Second signature"),
    "correct": N_("Correction"),
    "lock": N_("Lock"),
    "review.return": N_("Return"),
    "review.accept": N_("Acceptance"),
    "amend": N_("Amendment"),
    "resolve": N_("Decision of a dispute"),
    "endorse": N_("Endorsement"),
    "void": N_("Entered by mistake"),
    "report.add": N_("Report"),
    "receipt": N_("Receipt"),
}
PROBLEMS: Final[dict[str, str]] = {
    "late": N_("Written after the lock; counts only when a later lock covers it"),
    "needs-amendment": N_("Written after acceptance without an amendment; does not count"),
    "unauthorised": N_("Its signer may not sign this; does not count"),
    "revoked": N_("Signed with a key that headquarters had revoked; does not count"),
    "unreadable": N_("Cannot be read by this version; kept as it came"),
    "receipt-of-another-branch": N_("A receipt about another branch of this log"),
    "beside-receipts": N_("Put beside the entries that headquarters received from this log"),
    "no-original": N_("Names no file"),
    "covers-unknown": N_("Stands on entries that are not here"),
    "covers-differ": N_("The entries it stands on are not those it names"),
    "second-find": N_("A second find of the same exhibit; moves nothing"),
    "unknown-exhibit": N_("About an exhibit that nobody found"),
    "number-used-twice": N_("Another exhibit has the same number"),
    "attests-unknown": N_("Signs for an entry that is not here"),
    "attests-own": N_("Signs for an entry of the same person; does not count"),
    "disputed-correction": N_("Corrected in different ways"),
    "unknown-target": N_("About an entry that is not here"),
    "target-does-not-count": N_("About an entry that does not count"),
    "resolves-nothing": N_("Decides a dispute that is not there"),
    "not-holder": N_("Offered by somebody who does not hold it; moves nothing"),
    "not-an-offer": N_("Answers something that is no offer; moves nothing"),
    "not-giver": N_("Withdrawn by somebody who did not offer it; moves nothing"),
    "giver-answers-own-offer": N_("The giver answered the own offer; moves nothing"),
    "not-signed-by-taker": N_("Not signed by the person who takes over; moves nothing"),
}
