"""The demo night through the real window: two officers, eight exhibits, twelve photos, and what headquarters sees."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from fieldkit.actions import find, home
from fieldkit.domain.completeness import missing
from fieldkit.domain.entry import Signed
from fieldkit.domain.view import SeizureView
from fieldkit.domain.writeup_bodies import Document, Phone, Vehicle, Weapon
from fieldkit.text.catalogue import use_language
from fieldkit.ui.look import style
from fieldkit.ui.preferences import Preferences
from fieldkit.ui.window import Window
from tests.commands import Run
from tests.journeys.night import CONTROL, LONG, A, B, Person, Station, found, shots

MOST_SCREENS, MOST_PASSPHRASES = 20, 4
SEALS = ("A 004 512 884", "A 004 512 885", "A 004 512 886", "A 004 512 887")
CLONES = (("smaller pieces, yellowish", "in the wardrobe"), ("powder", "in the kitchen"))
BAGS = (("A 004 512 881", "512.4 g"), ("A 004 512 882", "1.2kg"), ("A 004 512 883", "85 g"))


@pytest.fixture
def station(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Station:
    monkeypatch.setenv("FIELDKIT_GUARD", str(tmp_path / "guard"))
    return found(tmp_path / "homes")


@pytest.fixture
def person(qtbot: QtBot, qapp: QApplication, station: Station, tmp_path: Path) -> Iterator[Person]:
    qapp.setStyle("Fusion")
    QCursor.setPos(5000, 5000)
    use_language("en")
    style.text_size(100)
    style.apply(qapp, "light", khmer=False)
    window = Window(Preferences(tmp_path / "window.ini"), station.field)
    qtbot.addWidget(window)
    window.resize(1280, 800)
    window.show()
    window.homes.describe()
    qtbot.waitUntil(lambda: window.unlock_page.part("passphrase") is not None, timeout=LONG)
    made = Person(qtbot, window)
    yield made
    made.close()


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


def test_the_demo_night_takes_at_most_twenty_screens_and_four_passphrases(
    person: Person, station: Station, tmp_path: Path, run: Run
) -> None:
    card, stick = shots(tmp_path / "card", 12), tmp_path / "stick"
    unlock(person)
    begin(person)
    when_and_where(person)
    ground(person)
    team(person)
    people(person)
    drugs(person)
    measured(person, card)
    others(person)
    photos(person, card)
    narrative(person)
    deviations(person)
    attest(person)
    hand_over(person)
    lock(person)
    export(person, stick)
    sys.stdout.write(person.counter.said() + "\n")
    assert len(person.counter.screens) <= MOST_SCREENS
    assert person.counter.passphrases <= MOST_PASSPHRASES
    seizure = person.view.id
    person.close()

    bundles = sorted(stick.glob("*.fkb"))
    for place, who in ((station.field, A), (station.hq, "")):
        if place == station.hq:
            assert run("--home", place, "import", *bundles).code == 0
        checked = run("--home", place, "--as", who, "--json", "check", "--deep")
        assert checked.code == 0, checked.out
        assert checked.json["problems"] == []
    verified = run("--home", station.field, "--as", A, "--json", "verify", *bundles)
    assert verified.code == 0, verified.out
    assert all(one["valid"] for one in verified.json)
    hq = station.unlocked(station.hq)
    arrived = as_typed(find.seizure(desk=hq, seizure=seizure), station)
    home.lock(desk=hq)
    assert arrived == TYPED


TYPED: dict[str, object] = {
    "state": "locked",
    "clock": "photo of the clock of the station",
    "minutes until the first find": 7,
    "commune": "011002",
    "address": "House behind the practice market",
    "ground": ("flagrante", "flagrante"),
    "members": True,
    "present": [
        ("Owner Practice", "owner", "signed", False),
        ("Witness Practice A", "civilian_witness", "thumbprint", True),
        ("Witness Practice B", "civilian_witness", "signed", True),
    ],
    "suspect": [("ជនសង្ស័យហាត់រៀន", "Suspect Practice", 31)],
    "kinds": ["Drug", "Drug", "Drug", "Cash", "Vehicle", "Weapon", "Phone", "Document"],
    "spots": [
        "under the bed",
        *(spot for _said, spot in CLONES),
        "in the drawer",
        "in the yard",
        "under the mattress",
        "on the table",
        "on the table",
    ],
    "descriptions": ["white crystalline pieces in a clear bag", *(said for said, _spot in CLONES)],
    "copied": [False, True, True, *[False] * 5],
    "seals": [*((seal,) for seal, _weight in BAGS), (SEALS[0],), (), (SEALS[1],), (SEALS[2],), (SEALS[3],)],
    "weights": [("512.4", "g"), ("1.2", "kg"), ("85", "g")],
    "weighed": {("gross_sealed", "Practice scale 1", "agrees")},
    "second": {True},
    "displays": True,
    "tested": ["positive"],
    "counted": 5 * 100_00 + 7 * 20_00,
    "disputed": (700_00, "USD"),
    "serial numbers": ["PRACTICE 1A-0000", "PRACTICE-77", "490154203237518", "48"],
    "photos": ["display"] * 3 + ["other"] * 2 + ["overall"] * 4 + ["seal"] * 3,
    "narrative": True,
    "missing": [],
    "holder": {True},
    "attested": {B},
}
"""What the night says: typed above, told here again in the record's own terms."""


def as_typed(view: SeizureView, station: Station) -> dict[str, object]:
    """Return what the record says, in the words in which it was typed."""
    assert view.times
    began, first_find = view.times.shown.started, view.times.shown.found
    assert began
    assert first_find
    assert view.place
    assert view.ground
    assert view.team
    assert view.presence
    assert view.narrative
    finds = [one.find.register.shown for one in view.exhibits]
    count = view.exhibits[3].counts[0].register.shown
    vehicle, weapon, phone, document = (one.detail for one in finds[4:])
    assert isinstance(vehicle, Vehicle)
    assert isinstance(weapon, Weapon)
    assert isinstance(phone, Phone)
    assert isinstance(document, Document)
    weighings = [w.register.shown for one in view.exhibits for w in one.weighings]
    holders = [one.axes.holder.now for one in view.exhibits]
    return {
        "state": view.state,
        "clock": view.times.shown.clock_evidence,
        "minutes until the first find": (first_find.wall - began.wall) // 60_000,
        "commune": view.place.shown.place.commune,
        "address": view.place.shown.place.address,
        "ground": (view.ground.shown.ground, view.ground.shown.night_exception),
        "members": [one.person for one in view.team.shown.members] == [station.people[B]],
        "present": [(one.party.name, one.role, one.mark, one.not_police) for one in view.presence.shown.people],
        "suspect": [
            (p.register.shown.name_km, p.register.shown.name_latin, p.register.shown.age) for p in view.persons
        ],
        "kinds": [type(one.detail).__name__ for one in finds],
        "spots": [one.spot for one in finds],
        "descriptions": [one.description for one in finds[:3]],
        "copied": [one.copied_from == view.exhibits[0].id for one in finds],
        "seals": [one.axes.package.now.seals if one.axes.package.now else () for one in view.exhibits],
        "weights": [(one.value.value, one.value.unit) for one in weighings],
        "weighed": {(one.kind, one.scale.name, one.suspect) for one in weighings},
        "second": {one.second is not None and one.second.person == station.people[B] for one in weighings},
        "displays": all(one.display for one in weighings),
        "tested": [t.register.shown.result for one in view.exhibits for t in one.tests],
        "counted": sum(line.face * line.count for line in count.lines),
        "disputed": count.disputed and (count.disputed.minor, count.disputed.currency),
        "serial numbers": [vehicle.plate, weapon.serial, phone.imei, str(document.pages)],
        "photos": sorted(o.fact.register.shown.view for o in view.originals),
        "narrative": view.narrative.shown.text.endswith("The team left at once."),
        "missing": [one.rule for one in missing(view) if not one.answered_by],
        "holder": {one.party.person == station.people[B] for one in holders if one and one.party},
        "attested": {a.act.name for one in view.exhibits for a in one.find.attested},
    }


def written(person: Person) -> list[Signed]:
    """Return every entry of the laptop in the order in which it was signed."""
    assert person.window.desk is not None
    ledger = person.window.desk.store.ledger
    return [one for log, (last, _hash) in sorted(ledger.heads().items()) for one in ledger.run(log, 0, last)]


def key_of(person: Person) -> str:
    """Return the key of who sits here."""
    assert person.window.desk is not None
    return person.window.desk.keys.signer.key_id


def by_people(entries: list[Signed]) -> set[str]:
    """Return whose keys signed, the laptop's own key left out."""
    return {one.entry.by for one in entries if not one.entry.type.startswith(("log.", "original.examined"))}


def test_two_officers_one_laptop(person: Person, station: Station) -> None:
    unlock(person)
    began = len(written(person))
    begin(person)
    person.enter("02:13")
    person.save()
    drug(person)
    seal(person, SEALS[0], "Tamper-evident bag", "Practice B")
    first, done = key_of(person), len(written(person))

    person.key(Qt.Key.Key_U, CONTROL)
    person.passphrase("switch_passphrase", "six words that open nothing at all")
    person.until(lambda: person.named("switch_passphrase") is not None and person.named("switch_unlock") is not None)
    assert key_of(person) == first, "refused: A sits there still"
    assert len(written(person)) == done
    person.passphrase("switch_passphrase")
    person.until(lambda: person.top() is person.window and key_of(person) != first)
    person.settled()
    second = key_of(person)
    assert person.place == "writeup", "the page stays"

    weigh(person, "512.4 g", first=True, other=A)
    theirs = written(person)[done:]
    assert by_people(theirs) == {second}
    assert "weighing.add" in {one.entry.type for one in theirs}
    assert by_people(written(person)[began:done]) == {first}

    person.section("lock")
    person.key(Qt.Key.Key_H)
    person.until(lambda: person.place == "handover")
    person.settled()
    (bag,) = person.view.exhibits
    assert person.named(f"give_{bag.id}") is None, "A holds it: B cannot give it away"
    done = len(written(person))
    person.save()
    assert len(written(person)) == done

    person.press("rail_seizure")
    person.section("lock")
    person.key(Qt.Key.Key_S)
    person.until(lambda: person.place == "attest" and person.named("sign") is not None)
    person.save()
    person.until(lambda: person.window.banner.text.startswith("Signed"))
    person.settled()
    assert by_people(written(person)[done:]) == {second}
    done = len(written(person))
    person.choose("whose", f"Lt (practice) {A}")
    person.passphrase("passphrase", "six words that open nothing at all")
    person.settled()
    assert len(written(person)) == done, "B's hands do not make A's signature"
    person.passphrase()
    person.until(lambda: len(written(person)) > done)
    person.settled()
    assert by_people(written(person)[done:]) == {first}
    assert key_of(person) == second, "who sits here does not change by a signature beside"
