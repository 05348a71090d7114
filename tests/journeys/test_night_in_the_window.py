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
from tests.journeys.night_steps import (
    BAGS,
    CLONES,
    SEALS,
    attest,
    begin,
    deviations,
    drug,
    drugs,
    export,
    ground,
    hand_over,
    lock,
    measured,
    narrative,
    others,
    people,
    photos,
    seal,
    team,
    unlock,
    weigh,
    when_and_where,
)

MOST_SCREENS, MOST_PASSPHRASES = 20, 4


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
