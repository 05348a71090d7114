"""What an officer may do to another's key, and what a viewer may do at all, by the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import msgspec
import pytest

from fieldkit.actions import enrol, home, writeup
from fieldkit.actions.clock import PracticeClock
from fieldkit.actions.desk import Desk
from fieldkit.actions.practice import raid
from fieldkit.domain.entry import Signed
from fieldkit.domain.guards import SamePerson
from fieldkit.domain.keys import Role
from fieldkit.domain.values import Party
from fieldkit.domain.writeup_bodies import SeizureSet
from tests.commands import Ran, Run

Make = Callable[..., Desk]
VIEWER = "Viewer Practice V"
FREE = {"viewed", "seizure.key"}
"""That it was looked at, and the device's own key for pictures, say nothing of a case."""


@dataclass
class Laptop:
    """A laptop of one officer and one viewer, with one restricted seizure."""

    path: Path
    officer: str
    seizure: str
    run: Run

    def desk(self) -> Desk:
        clock = PracticeClock(1_795_300_000_000)
        return home.unlock(path=self.path, person=self.officer, passphrase=home.PRACTICE_PASSPHRASE, clock=clock)

    def entries(self, *types: str) -> list[Signed]:
        """Return the entries of the seizure, of some types or all."""
        desk = self.desk()
        try:
            return [one for one in desk.store.ledger.in_scope(self.seizure) if not types or one.entry.type in types]
        finally:
            home.lock(desk=desk)

    def as_viewer(self, *words: object) -> Ran:
        return self.run("--home", self.path, "--as", VIEWER, *words)


@pytest.fixture
def laptop(make_home: Make, tmp_path: Path, run: Run) -> Laptop:
    hq, desk = make_home("hq", "hq", officer="Reviewer Practice"), make_home("laptop")
    viewer, _phrase = home.add_officer(desk=desk, officer=home.NewOfficer(name=VIEWER))
    asked = enrol.request(desk=desk, to=tmp_path)
    roles: dict[str, frozenset[Role]] = {desk.keys.person: frozenset({"officer"}), viewer: frozenset({"viewer"})}
    granted = enrol.grant(desk=hq, request=asked.file, code=asked.code, roles=roles, to=tmp_path)
    enrol.accept(desk=desk, grant=granted.file, code=granted.code)
    seizure = writeup.start(desk=desk)
    said = desk.seizure(seizure).head
    assert said
    value = SeizureSet(number=said.shown.number, title="Kept close", restricted=True)
    writeup.save_group(desk=desk, seizure=seizure, subject=seizure, group="seizure.set", value=value)
    for one in (desk, hq):
        home.lock(desk=one)
    return Laptop(desk.home, desk.keys.person, seizure, run)


def test_a_viewer_writes_nothing_by_any_command(laptop: Laptop, tmp_path: Path) -> None:
    told = raid.document(first=Party(name=VIEWER), second=Party(name="Officer Practice B"))
    raid.photos(told, tmp_path)
    (tmp_path / "told.json").write_bytes(msgspec.json.encode(json.loads(laptop.as_viewer("show", laptop.seizure).out)))
    card = tmp_path / "photo.jpg"
    card.write_bytes(next(tmp_path.rglob("*.[jJ][pP]*")).read_bytes())
    before = {one.hash for one in laptop.entries() if one.entry.type not in FREE}
    sealed = set(laptop.path.rglob("*.age"))
    for words in (
        ("record", tmp_path / "told.json"),
        ("attach", laptop.seizure, card),
        ("lock", laptop.seizure, "--reason", "because"),
        ("paper", "flash", laptop.seizure, "--to", tmp_path / "out", "--commander", "Somebody invented"),
        ("anchor", laptop.seizure, "--to", "Desk invented"),
        ("officer", "add", "--name", "Another"),
        ("officer", "remove", laptop.officer),
    ):
        ran = laptop.as_viewer(*words)
        assert ran.code == 1, (words, ran)
    assert {one.hash for one in laptop.entries() if one.entry.type not in FREE} == before
    assert not laptop.entries("seizure.key"), "no key for files that are refused"
    assert set(laptop.path.rglob("*.age")) == sealed, "no file sealed that nobody names"
    assert laptop.run("--home", laptop.path, "--as", VIEWER, "check").code == 0


def test_every_showing_of_a_restricted_record_is_written_down(laptop: Laptop) -> None:
    for count, words in enumerate((("show", laptop.seizure), ("show", laptop.seizure, "--view")), 1):
        assert laptop.as_viewer(*words).code == 0
        assert len(laptop.entries("viewed")) == count


def test_nobody_takes_a_key_away_without_a_word_in_the_log(laptop: Laptop) -> None:
    desk = laptop.desk()
    viewer = next(one.person for one in home.officers(desk=desk) if one.name == VIEWER)
    with pytest.raises(SamePerson):
        home.add_officer(desk=desk, officer=home.NewOfficer(name="Officer Practice A", person=desk.keys.person))
    home.add_officer(desk=desk, officer=home.NewOfficer(name=VIEWER, person=viewer))
    (said,) = desk.store.ledger.of_type("officer.locked_out")
    assert (said.entry.subj, said.entry.by) == (viewer, desk.keys.signer.key_id)
    home.lock_out(desk=desk, person=viewer, reason="Forgotten")
    home.add_officer(desk=desk, officer=home.NewOfficer(name=VIEWER, person=viewer))
    assert len(desk.store.ledger.of_type("officer.locked_out")) == 2, "one word for each new key"
    home.lock(desk=desk)
