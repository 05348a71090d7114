"""One whole night, as the hands of a person do it: what is written, weighed, sealed, signed, handed over."""

from __future__ import annotations

from pathlib import Path
from typing import Final, NamedTuple

from PIL import Image

from fieldkit.actions.home import PRACTICE_PASSPHRASE
from tests.blackbox.hands import Hand

PARTNER: Final = "practice b"
"""Part of a name, as one types it."""


class Thing(NamedTuple):
    """An exhibit: its kind with its key, its own fields, where it was, its seal, what it weighs sealed."""

    kind: str
    key: str
    fields: tuple[tuple[str, str], ...]
    spot: str
    seal: str
    gross: str = ""


ICE: Final = (("detail.substance", "methamphetamine"), ("description", "White crystals in a clear bag"))
WY: Final = (("detail.units", "200"), ("description", "Round orange tablets in a blue bag"))
THINGS: Final = (
    Thing("drug", "1", ICE, "Under the seat", "K0001", "512.4 g"),
    Thing("drug", "1", (), "In the tank", "K0002", "508.9 g"),
    Thing("drug", "1", (), "In the spare wheel", "K0003", "1.2 kg"),
    Thing("drug", "1", WY, "Left pocket", "K0004", "21.3 g"),
    Thing("cash", "3", (("description", "Notes in a tin"),), "Kitchen shelf", "K0005"),
    Thing("vehicle", "4", (("detail.plate", "1A-0000"),), "Yard", ""),
    Thing("weapon", "5", (("detail.made_safe_by", "Officer Practice A"),), "Drawer", "K0006"),
    Thing("phone", "6", (("detail.make", "Practice"), ("detail.isolation", "Flight mode")), "Table", "K0007"),
)
"""Three bags of ice, of which two are cloned, tablets, money, a motorcycle, a pistol, a telephone."""


class Raid:
    """A night in its order. Pictures of the screen are kept at its stages."""

    def __init__(self, hand: Hand) -> None:
        self.hand, self.night, self.shot = hand, hand.night, hand.night.shot

    def begin(self) -> None:
        """Practice, unlock, a new seizure."""
        self.hand.press("practice")
        self.hand.secret("passphrase", PRACTICE_PASSPHRASE)
        self.shot("01-unlock")
        self.hand.press("unlock", "Return")
        self.night.wait("cards")
        self.shot("02-today")
        self.hand.press("new", "n")
        self.night.wait("times_*_started")

    def scene(self) -> None:
        """Say when, where, on what ground, who was there."""
        hand = self.hand
        for field, text in (("started", "02:13"), ("found", "02:20"), ("clock_evidence", "Clock of the station")):
            hand.fill(f"times_*_{field}", text)
        hand.take("place_*_place.find", "Poipet", marked=True)
        hand.fill("place_*_place.address", "House by the market (practice)")
        self.shot("03-where")
        hand.section("ground")
        hand.option("ground_*_ground_prosecutor")
        hand.fill("ground_*_authority", "Prosecutor Practice")
        hand.fill("ground_*_at", "00:52")
        hand.option("ground_*_night_exception_drug_place")
        hand.section("team")
        hand.press("offer_team_0")
        for place, (add, name) in enumerate(
            ((0, "Owner Practice"), (1, "Witness Practice A"), (1, "Witness Practice B"))
        ):
            hand.press(f"presence_*_people_add{add}")
            hand.fill(f"presence_*_people[{place}].party", name)
            hand.press(f"presence_*_people[{place}].not_police")
            hand.option(f"presence_*_people[{place}].mark_signed")
        self.shot("04-team")
        hand.section("people")
        hand.press("add_person", "a")
        hand.fill("person_*_name_latin", "Suspect Practice")
        hand.press("person_*_roles_suspect")
        hand.press("save", "ctrl+s")

    # --- exhibits -----------------------------------------------------------------------------------------------------
    def exhibits(self) -> None:
        """Find, seal, weigh and count eight things."""
        self.hand.section("exhibits")
        for place, thing in enumerate(THINGS):
            if thing.fields:
                self.find(thing)
            if place == 0:
                self.clone()
            else:
                self.complete(thing)
            self.seal(thing)
            self.measure(thing)

    def find(self, thing: Thing) -> None:
        """Write one exhibit down."""
        hand = self.hand
        hand.press("add_exhibit", "a")
        hand.press(f"kind_{thing.kind}", thing.key)
        for field, text in thing.fields:
            hand.fill(f"find_*_{field}", text)
        if thing.kind == "cash":
            hand.option("find_*_detail.mode_counted")
        hand.fill("find_*_spot", thing.spot)
        self.save()

    def clone(self) -> None:
        """Two more of the same; the first of them is active then."""
        self.hand.press("clone", "ctrl+d")
        self.hand.press("clone_2", "2")
        self.night.do("ready", id="exhibit_#", nth=2)
        self.hand.exhibit(0, "Prior")

    def complete(self, thing: Thing) -> None:
        """Go on to the next clone and say where it was: that is never copied."""
        self.hand.exhibit(THINGS.index(thing), "Next")
        self.hand.press("find_#", "e")
        self.hand.fill("find_*_spot", thing.spot)
        self.hand.press("mistyped", "ctrl+m")
        self.night.gone("mistyped")

    def seal(self, thing: Thing) -> None:
        """Seal the active exhibit."""
        if not thing.seal:
            return
        self.hand.press("package_#", "s")
        self.hand.fill("package_*_seals[0]", thing.seal)
        if thing is THINGS[0]:  # the witness carries over to the next
            self.hand.take("package_*_witness", PARTNER)
        self.hand.option("package_*_suspect_agrees")
        self.save()

    def measure(self, thing: Thing) -> None:
        """Weigh the active exhibit, which is read back large, or count it."""
        hand = self.hand
        if thing.gross:
            hand.press("weighing_#", "w")
            hand.fill("weighing_*_value", thing.gross)
            if thing is THINGS[0]:  # as the second person does
                hand.take("weighing_*_second", PARTNER)
            hand.option("weighing_*_suspect_agrees")
            hand.press("form_save", "ctrl+s")
            self.night.wait("yes")
            self.shot("05-weighing")
            hand.press("yes", "Return")
            self.night.gone("form_save")
        if thing.kind == "cash":
            hand.press("count_#", "c")
            hand.option("count_*_currency_USD")
            hand.fill("count_*_lines.100", "12")
            hand.fill("count_*_lines.20", "3")
            hand.take("count_*_witness", PARTNER)
            hand.option("count_*_suspect_agrees")
            self.save()

    def save(self) -> None:
        """Sign the form that is open."""
        self.hand.press("form_save", "ctrl+s")
        self.night.gone("form_save")

    # --- the rest of the write-up -------------------------------------------------------------------------------------
    def photos(self, card: Path) -> None:
        """Attach a card of twelve photos at once, and say of some what they show."""
        pictures = draw(card)
        self.hand.section("photos")
        self.hand.press("add_photos", "ctrl+o")
        self.hand.choose(" ".join(f'"{one}"' for one in pictures))
        self.night.until_text("12 photos")
        self.shot("06-photos")

    def story(self) -> None:
        """Take the sentences built from the facts as the narrative, and answer what is missing by a deviation."""
        self.hand.section("narrative")
        self.hand.press("from_facts")
        self.hand.press("save", "ctrl+s")
        self.night.until_text("Narrative, complete")
        self.hand.press("deviate_0")
        self.shot("07-deviation")
        self.hand.fill("deviation_*_why", "It was cut off (practice)")
        self.save()

    def second(self) -> None:
        """The second officer reads the list and signs it with the own passphrase."""
        self.hand.section("lock")
        self.hand.press("second_signature", "s")
        self.hand.secret("passphrase", PRACTICE_PASSPHRASE)
        self.shot("08-second-signature")
        self.hand.press("sign", "ctrl+s")
        self.night.until_text("Nothing waits for this signature")

    def hand_over(self) -> None:
        """Give all to the second officer, who reads every bag blind."""
        hand = self.hand
        hand.option("rail_seizure")
        hand.section("lock")
        hand.press("hand_over", "h")
        hand.fill("purpose", "storage")
        hand.press("sign_offer", "ctrl+s")
        self.night.wait("gross")
        self.shot("09-hand-over")
        for thing in THINGS:
            self.check(thing)
        hand.secret("passphrase", PRACTICE_PASSPHRASE)
        hand.press("sign", "ctrl+s")
        self.night.until_text("Custody has moved")

    def check(self, thing: Thing) -> None:
        """Type what stands on one bag."""
        hand = self.hand
        if thing.seal:
            hand.fill("seal", thing.seal)
        else:
            hand.press("no_seal")
        if thing.gross:
            hand.fill("gross", thing.gross)
        else:
            hand.press("no_weight")
        hand.press("compare")

    def close(self) -> None:
        """Lock the write-up although something is missing, and say why."""
        hand = self.hand
        hand.option("rail_seizure")
        hand.section("lock")
        self.night.wait("lock_reason")
        self.shot("10-lock")
        hand.fill("lock_reason", "Photos are sorted at the office")
        hand.press("lock", "ctrl+l")
        self.night.until_text("Locked.")

    def export(self, stick: Path) -> None:
        """Take it away on a stick."""
        stick.mkdir()
        self.hand.press("rail_exchange", "e")
        self.hand.press("export", "e")
        self.hand.choose(stick)
        self.night.until_text("It is safe to remove the stick")


def draw(card: Path) -> list[Path]:
    """Return twelve small photos in the folder *card*, no two alike."""
    card.mkdir()
    made = [card / f"IMG_{n:04}.jpg" for n in range(1, 13)]
    for n, path in enumerate(made):
        Image.new("RGB", (160, 120), (20 * n, 90, 200 - 10 * n)).save(path, "JPEG")
    return made
