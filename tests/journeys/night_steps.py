"""What a team does in one night, step by step, with keys and clicks alone."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt

from tests.journeys.night import CONTROL, B, Person

SEALS = ("A 004 512 884", "A 004 512 885", "A 004 512 886", "A 004 512 887")
CLONES = (("smaller pieces, yellowish", "in the wardrobe"), ("powder", "in the kitchen"))
BAGS = (("A 004 512 881", "512.4 g"), ("A 004 512 882", "1.2kg"), ("A 004 512 883", "85 g"))


def unlock(person: Person) -> None:
    person.passphrase()
    person.until(lambda: person.place == "today")
    person.settled()


def begin(person: Person) -> None:
    person.key(Qt.Key.Key_N)
    person.until(lambda: person.place == "writeup")
    person.settled()


def when_and_where(person: Person) -> None:
    person.enter("02:13")
    person.type("times", "found", "02:20")
    person.type("times", "clock_evidence", "photo of the clock of the station")
    person.take("place", "place.find", "Poipet")
    person.type("place", "place.address", "House behind the practice market")
    person.save()


def ground(person: Person) -> None:
    person.section("ground")
    person.press("ground_", "_ground_flagrante")
    person.press("ground_", "_night_exception_flagrante")


def team(person: Person) -> None:
    person.section("team")
    person.press("team_", "_members_add0")
    person.enter("Practice B")
    person.key(Qt.Key.Key_Down)
    person.key(Qt.Key.Key_Return)
    for n, (add, name) in enumerate(
        (("0", "Owner Practice"), ("1", "Witness Practice A"), ("1", "Witness Practice B"))
    ):
        person.press("presence_", f"_people_add{add}")
        person.enter(name)
        if add == "1":
            person.press("presence_", f"people[{n}].not_police")
        person.press("presence_", f"people[{n}].mark_{'thumbprint' if n == 1 else 'signed'}")
    person.save()


def people(person: Person) -> None:
    person.section("people")
    person.key(Qt.Key.Key_A)
    person.enter("ជនសង្ស័យហាត់រៀន")
    person.type("person", "name_latin", "Suspect Practice")
    person.press("person_", "_roles_suspect")
    person.type("person", "age", "31")
    person.save()


def add(person: Person, kind: str) -> None:
    """A, then the number of the kind."""
    person.key(Qt.Key.Key_A)
    person.key(Qt.Key(Qt.Key.Key_0 + int(kind)))


def save_exhibit(person: Person) -> None:
    """Sign the new exhibit and wait for its card."""
    before = len(person.view.exhibits)
    person.save()
    person.until(lambda: len(person.view.exhibits) == before + 1)
    person.settled()


def seal(person: Person, number: str, package: str = "", witness: str = "") -> None:
    """Close the active exhibit's package; kind of package and witness carry over."""
    person.key(Qt.Key.Key_S)
    person.enter(number)
    if package:
        person.type("package", "package_type", package)
        person.take("package", "witness", witness)
    person.press("package_", "_suspect_agrees")
    person.save()
    person.until(lambda: person.named("opened") is None)


def weigh(person: Person, weight: str, *, first: bool = False, other: str = B) -> None:
    """Weigh the active exhibit; the value shows large for a yes."""
    person.key(Qt.Key.Key_W)
    person.enter(weight)
    if first:
        person.press("weighing_", "_pan_chip0")
        person.type("weighing", "scale.name", "Practice scale 1")
        person.type("weighing", "scale.division_ug", "0.1 g")
        person.press("weighing_", "_scale.zero_checked")
        person.type("weighing", "scale.serial", "PS-0001")
    person.save()
    if first:
        person.choose("second_person", other)
    person.press("suspect_agrees")
    person.key(Qt.Key.Key_Return)
    person.until(lambda: person.top() is person.window and person.named("opened") is None)


def chosen(person: Person, number: int) -> None:
    """Make the card of an exhibit active."""
    person.press(f"exhibit_{person.view.exhibits[number].id}")


def drug(person: Person) -> None:
    person.section("exhibits")
    add(person, "1")
    person.enter("ice")
    person.key(Qt.Key.Key_Down)
    person.key(Qt.Key.Key_Return)
    person.type("find", "detail.marks", "white, no logo")
    person.type("find", "description", "white crystalline pieces in a clear bag")
    person.type("find", "spot", "under the bed")
    save_exhibit(person)


def drugs(person: Person) -> None:
    drug(person)
    person.key(Qt.Key.Key_D, CONTROL)
    person.key(Qt.Key.Key_2)
    person.until(lambda: len(person.view.exhibits) == 3)
    person.settled()
    for n, (description, spot) in enumerate(CLONES, 1):
        chosen(person, n)
        person.key(Qt.Key.Key_E)
        person.type("find", "description", description)
        person.type("find", "spot", spot)
        person.save()
        person.until(lambda: person.named("opened") is None)


def measured(person: Person, card: list[Path]) -> None:
    """Seal and weigh the three bags, each with the photos of its display and its seal."""
    for n, (number, weight) in enumerate(BAGS):
        chosen(person, n)
        seal(person, number, *(("Tamper-evident bag", "Practice B") if n == 0 else ()))
        bag = person.view.exhibits[n].id
        person.drop([card[2 * n]], f"slot_display_{bag}")
        person.drop([card[2 * n + 1]], f"slot_seal_{bag}")
        weigh(person, weight, first=n == 0)
    person.key(Qt.Key.Key_T)
    person.press("test_", "_result_positive")
    person.type("test", "kit", "Practice kit")
    person.save()
    person.until(lambda: person.named("opened") is None)


def others(person: Person) -> None:
    add(person, "3")
    person.press("find_", "_detail.mode_counted")
    person.type("find", "spot", "in the drawer")
    save_exhibit(person)
    person.key(Qt.Key.Key_C)
    person.press("count_", "_currency_USD")
    person.type("count", "lines.100", "5")
    person.type("count", "lines.20", "7")
    person.take("count", "witness", "Practice B")
    person.press("count_", "_suspect_disputes")
    person.type("count", "disputed", "700 USD")
    person.save()
    person.until(lambda: person.named("opened") is None)
    seal(person, SEALS[0])
    add(person, "4")
    person.enter("motorcycle")
    person.type("find", "detail.plate", "PRACTICE 1A-0000")
    person.type("find", "spot", "in the yard")
    save_exhibit(person)
    add(person, "5")
    person.enter("pistol")
    person.type("find", "detail.serial", "PRACTICE-77")
    person.type("find", "detail.rounds", "6")
    person.type("find", "detail.made_safe_by", B)
    person.type("find", "spot", "under the mattress")
    save_exhibit(person)
    seal(person, SEALS[1])
    add(person, "6")
    person.enter("Practicephone")
    person.type("find", "detail.imei", "490154203237518")
    person.press("find_", "_detail.power_on")
    person.press("find_", "_detail.isolation_chip0")
    person.type("find", "spot", "on the table")
    save_exhibit(person)
    seal(person, SEALS[2])
    add(person, "7")
    person.enter("ledger")
    person.type("find", "detail.pages", "48")
    person.type("find", "spot", "on the table")
    save_exhibit(person)
    seal(person, SEALS[3])


def photos(person: Person, card: list[Path]) -> None:
    """Twelve in all: six are at the bags already, four go to slots, two show the scene."""
    for n, path in enumerate(card[6:10], 4):
        person.drop([path], f"slot_overall_{person.view.exhibits[n - 1].id}")
    person.section("photos")
    person.drop(card[10:], "section")


def narrative(person: Person) -> None:
    person.section("narrative")
    person.press("from_facts")
    person.type("narrative", "text", " The team left at once.")
    person.save()


def deviations(person: Person) -> None:
    """Answer everything that is still open; a step that no exhibit saw is answered once for all of them."""
    while person.named("deviate_0") is not None:
        before = len(person.view.deviations)
        person.press("deviate_0")
        person.choose("deviation_", "–", "_exhibit")
        person.type("deviation", "why", "The light failed; the bag was closed at once.")
        person.save()
        person.until(lambda n=before: len(person.view.deviations) == n + 1)  # type: ignore[misc]  # bound at once
        person.settled()


def attest(person: Person) -> None:
    """The second officer signs the list with an own passphrase; the first stays unlocked."""
    person.section("lock")
    person.key(Qt.Key.Key_S)
    person.until(lambda: person.place == "attest")
    person.passphrase()
    person.until(lambda: person.window.banner.text.startswith("Signed"))
    person.settled()


def hand_over(person: Person) -> None:
    """A offers all; B reads each bag blind and signs with an own passphrase."""
    bags = person.view.exhibits
    person.key(Qt.Key.Key_Escape)
    person.press("rail_seizure")
    person.section("lock")
    person.key(Qt.Key.Key_H)
    person.until(lambda: person.place == "handover")
    person.write("purpose", "store")
    person.save()
    for bag in bags:
        person.until(lambda: person.named("active_bag") is not None)
        seals = bag.axes.package.now.seals if bag.axes.package.now else ()
        if seals:
            person.enter(seals[0])
            person.key(Qt.Key.Key_Return)
        else:
            person.press("no_seal")
        if bag.weighings:
            read = bag.weighings[-1].register.shown.value
            person.write("gross", f"{read.value} {read.unit}")
            person.key(Qt.Key.Key_Return)
        else:
            person.press("no_weight")
            person.press("compare")
    person.write("location", "Practice store, shelf 4")
    person.passphrase()
    person.until(lambda: person.window.banner.text.startswith("Signed. Custody"))
    person.settled()


def lock(person: Person) -> None:
    person.press("rail_seizure")
    person.section("lock")
    person.key(Qt.Key.Key_L, CONTROL)
    person.until(lambda: person.view.state == "locked")
    person.settled()


def export(person: Person, stick: Path) -> None:
    stick.mkdir()
    person.press("rail_exchange")
    person.key(Qt.Key.Key_E)
    person.folder(stick)
    person.until(lambda: bool(list(stick.glob("*.fkb"))))
    person.settled()
