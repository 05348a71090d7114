"""Whatever people do on their devices, and however records travel: the same entries tell one story everywhere.

Laptops, a station and headquarters do what people do and suffer what devices suffer, in an order that Hypothesis picks.
In the end they exchange everything, and then all screens must say the same, nothing may have vanished, every double
hand-over must be flagged, and every home must pass its check.
"""

from __future__ import annotations

import os
import random
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import msgspec
import pytest
from hypothesis import HealthCheck, Phase, event, settings
from hypothesis import strategies as st
from hypothesis.stateful import rule, run_state_machine_as_test

from fieldkit.actions import custody, exchange, upkeep
from fieldkit.domain import custody_bodies as cb
from fieldkit.domain import ledger_bodies as lb
from fieldkit.domain.entry import Draft
from fieldkit.domain.types import plain
from fieldkit.domain.view import Ticks
from fieldkit.storage import authority
from fieldkit.storage.check import check
from fieldkit.storage.projections import rows_of
from tests.journeys import oracle
from tests.journeys.handing import Handing, move_on
from tests.journeys.nation import HQ, STATION, Device, Template, may_refuse, pour, prepare, settle, show
from tests.journeys.writing import pick

WAITS: Final = {"unnamed", "no-identity"}
"""Why an original may wait in quarantine until a later stick."""
YEAR_MS: Final = 365 * 86_400_000
MOST_DEVICES: Final = 6


class Nation(Handing):
    """What people do, and how records travel, and what devices suffer."""

    # --- travel -------------------------------------------------------------------------------------------------------

    @rule(device=pick)
    def export(self, *, device: int) -> None:
        self.sticks += self.exported(self.device(device))

    def exported(self, device: Device) -> list[tuple[str, Path]]:
        """Let *device* export onto a new stick; return the files, each with whom it is for."""
        folder = self.new_folder("stick")
        folder.mkdir()
        found: list[tuple[str, Path]] = []
        others = {one.store.home.device: one.name for one in reversed(self.devices) if one.name != HQ}
        for target, name in others.items() if device.name == HQ else [("", "")]:
            with may_refuse():
                made = exchange.export(desk=device.desk(), to=folder, device=target)
                found += [(name, file) for file in made.files]
                event("done export")
        return found

    @rule(device=pick, twice=st.booleans(), torn=pick, strange=pick, chance=st.randoms(use_true_random=False))
    def carry(self, *, device: int, twice: bool, torn: int, strange: int, chance: random.Random) -> None:
        """Import some of the sticks, in any order; sometimes a torn one, or one for others; and all of them again."""
        target = self.device(device)
        here = {device.name for device in self.devices if device.store.home.device == target.store.home.device}
        mine = [
            file
            for name, file in self.sticks
            if strange == 0 or name in here or (not name and target.name in {HQ, STATION})
        ]
        chosen = chance.sample(mine, chance.randint(min(1, len(mine)), min(4, len(mine))))
        if torn < 2 and chosen:
            cut = self.new_folder("torn").with_suffix(".fkb")
            whole = chosen[0].read_bytes()
            cut.write_bytes(whole[: chance.randrange(len(whole))])
            exchange.import_bundles(desk=target.desk(), files=[cut])
        first = self.import_all(target, chosen)
        if twice:
            before = target.store.ledger.count()
            for one in self.import_all(target, chance.sample(chosen, len(chosen))):
                assert (one.outcome, one.accepted) in {("already", 0), ("refused", 0)}, (one, first)
            assert target.store.ledger.count() == before

    def import_all(self, device: Device, files: list[Path]) -> tuple[exchange.Imported, ...]:
        told = exchange.import_bundles(desk=device.desk(), files=files)
        for one in told.imported:
            assert not one.refused or one.exceptions[0].code == "bundle-for-somebody-else", one
            assert {held.reason for held in one.quarantined} <= WAITS, one
            event(f"import {one.outcome}")
        return told.imported

    @rule(source=pick, reader=pick, seizure=pick, chance=st.randoms(use_true_random=False))
    def scan(self, *, source: int, reader: int, seizure: int, chance: random.Random) -> None:
        """Read some of a seizure from another device's screen."""
        name = self.template.seizures[seizure % len(self.template.seizures)]
        if self.device(source).store.projections.seizure(name) is not None:
            show(self.device(source).store, self.device(reader).store, name, keep=chance)

    # --- accidents ----------------------------------------------------------------------------------------------------

    @rule(device=pick, years=st.sampled_from([-10, -1, 0, 1, 10]))
    def set_clock(self, *, device: int, years: int) -> None:
        self.device(device).clock.skew = years * YEAR_MS

    @rule(device=pick)
    def back_up(self, *, device: int) -> None:
        one = self.device(device)
        made = upkeep.backup(desk=one.desk(), to=self.new_folder("backup"))
        self.backups[one.name] = made, set(one.kept)

    @rule(device=pick)
    def restore(self, *, device: int) -> None:
        one = self.device(device)
        if one.name not in self.backups:
            return
        made, kept = self.backups[one.name]
        before = one.entries().keys()
        one.move(upkeep.restore(source=made, to=self.new_folder(one.name)))
        self.lost |= before - one.entries().keys()
        one.kept = kept
        self.restored.add(one.name)
        event("done restore")

    @rule(device=pick, with_guard=st.booleans())
    def clone(self, *, device: int, with_guard: bool) -> None:
        one = self.device(device)
        if one.name == HQ or len(self.devices) >= MOST_DEVICES:
            return
        self.serial += 1
        name = f"{one.name}-twin-{self.serial}"
        self.devices.append(one.clone(name, self.new_folder(name), with_guard=with_guard))

    @rule(which=pick, who=pick, back=st.integers(0, 9))
    def revoke(self, *, which: int, who: int, back: int) -> None:
        """Headquarters revokes an officer's key, as of a place it knows; seldom, or nothing would count any more."""
        if self.revoked is not None or back < 3:
            return
        hq = next(one for one in self.devices if one.name == HQ)
        others = [one for one in self.devices if one.name != HQ]
        key = others[which % len(others)].desk(who).keys.signer.key_id
        known = {log: seq for log, (seq, _) in hq.store.ledger.heads().items() if seq > 0}
        limits = tuple(lb.LogLimit(log=log, upto=max(0, seq - back)) for log, seq in sorted(known.items()))
        self.revoked = lb.Revoke(key=key, logs=limits, reason="practice")
        keys = authority.load(hq.store)
        draft = Draft(type="revoke", subj=hq.desk().new_id(), body=plain(self.revoked))
        hq.store.ledger.append([draft], signer=keys.issue, claimed=hq.clock.now())

    # --- the end ------------------------------------------------------------------------------------------------------

    def teardown(self) -> None:
        try:
            if sys.exc_info()[0] is None:  # what went wrong on the way is told, not what followed from it
                self.exchange_by_sticks()
                if HQ not in self.restored:
                    self.ticks_are_true()
                self.all_say_the_same()
        finally:
            for device in self.devices:
                device.store.close()
            shutil.rmtree(self.place)

    def exchange_by_sticks(self) -> None:
        """Everybody brings a stick to headquarters and takes one home."""
        hq = next(one for one in self.devices if one.name == HQ)
        for device in self.devices:
            if device is not hq:
                self.import_all(hq, [file for _, file in self.exported(device)])
        for name, file in self.exported(hq):
            recipient = next(one.store.home.device for one in self.devices if one.name == name)
            for device in self.devices:
                if device.store.home.device == recipient:
                    self.import_all(device, [file])

    def all_say_the_same(self) -> None:
        chance = random.Random(len(self.promised))
        union = pour(self.devices, chance)
        there = {(one.entry.log, one.entry.seq, name) for name, one in union.items()}
        for mark in self.promised:
            assert (mark.log, mark.seq, mark.head) in there or mark.head in self.lost, "a saved entry is gone"
        first = self.devices[0]
        for seizure in self.template.seizures:
            told = [self.told(device, seizure) for device in self.devices]
            for device, view in zip(self.devices, told, strict=True):
                assert list(oracle.differences(told[0], view)) == [], (first.name, device.name)
        for seizure in self.template.seizures:
            view = self.devices[0].store.projections.seizure(seizure)
            assert view is not None
            ours = {name: one for name, one in union.items() if seizure in one.entry.scope}
            oracle.nothing_vanished(view, ours)
            heard = any(one.entry.type == "revoke" for one in union.values())  # not lost with headquarters' disk
            if heard and self.revoked is not None:
                upto = {limit.log: limit.upto for limit in self.revoked.logs}
                beyond = oracle.revoked_count_for_nothing(view, ours, self.revoked.key, upto)
                event(f"revoked {min(beyond, 3)}")
            event(f"conflicts {min(view.conflicts, 3)}")
            for exhibit in view.exhibits:
                flagged = oracle.disputes_are_flagged(exhibit, ours)
                event(f"rival claims {min(flagged, 3)}")
        for device in self.devices:
            self.is_whole(device)

    @staticmethod
    def told(device: Device, seizure: str) -> Any:  # noqa: ANN401  (rows as plain values)
        """Return every stored row about *seizure*, but for the ticks: these tell of this device's own part."""
        view = device.store.projections.seizure(seizure)
        assert view is not None
        return msgspec.to_builtins(rows_of(msgspec.structs.replace(view, ticks=Ticks())))

    def ticks_are_true(self) -> None:
        """No device calls received what headquarters does not hold."""
        hq = next(one for one in self.devices if one.name == HQ)
        there = hq.entries()
        for device in self.devices:
            for seizure in self.template.seizures:
                view = device.store.projections.seizure(seizure)
                if view is None or not view.ticks.received:
                    continue
                event("done receive")
                here = {one.hash: one for one in device.store.ledger.in_scope(seizure)}
                assert here.keys() <= there.keys(), (device.name, here.keys() - there.keys())
                own = [one for one in here.values() if one.entry.log in device.store.ledger.own_logs()]
                assert all(hq.store.originals.has(blob) for one in own for blob in one.entry.blobs), device.name

    @staticmethod
    def is_whole(device: Device) -> None:
        """The home passes its check; only what this very disk never had may be missing from it."""
        store = device.store
        for blob in store.originals.named():
            if blob.sealed_sha256 in device.kept:
                assert len(store.originals.open(blob)) == blob.size
        found = check(store, deep=True)
        assert {problem.code for problem in found.problems} <= {"original-missing"}, found.problems
        assert found.entries == store.ledger.count()


@pytest.fixture(scope="module")
def in_memory() -> Iterator[Path]:
    """A folder in memory where there is one: these journeys ask for order, not for what a disk keeps."""
    memory = Path("/dev/shm")  # noqa: S108
    folder = Path(tempfile.mkdtemp(dir=memory if os.access(memory, os.W_OK) else None))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def template(in_memory: Path) -> Template:
    return prepare(in_memory / "template")


def run(template: Template, folder: Path, *, examples: int, steps: int) -> None:
    machine = type("ThisNation", (Nation,), {"template": template, "folder": folder})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.explicit, Phase.reuse, Phase.generate],  # shrinking such journeys takes longer than reading
        ),
    )


@pytest.fixture
def nation(template: Template, in_memory: Path) -> Iterator[dict[str, Device]]:
    folder = Path(tempfile.mkdtemp(dir=in_memory))
    devices = settle(template, folder)
    yield devices
    for device in devices.values():
        device.store.close()
    shutil.rmtree(folder)


def test_an_exhibit_that_a_copied_laptop_hands_over_twice_is_disputed(
    nation: dict[str, Device], template: Template, tmp_path: Path
) -> None:
    seizure = template.seizures[0]
    laptop, station = nation["laptop-a"], nation[STATION]
    twin = laptop.clone("twin", tmp_path / "twin", with_guard=True)
    for giver, taker in ((laptop, station), (twin, nation["laptop-b"])):
        exhibit = giver.desk().seizure(seizure).exhibits[0]
        made = custody.offer(desk=giver.desk(), seizure=seizure, exhibits=[exhibit.id], to=taker.desk().party)
        show(giver.store, taker.store, seizure)
        line = cb.AcceptLine(exhibit=exhibit.id, seals=("S0",))
        custody.accept(desk=taker.desk(), seizure=seizure, offer=made.offer, lines=[line])
    everybody = [*nation.values(), twin]
    entries = pour(everybody, random.Random(1))
    for device in everybody:
        first, second = device.desk().seizure(seizure).exhibits
        assert first.axes.holder.disputed
        assert first.axes.location.disputed
        assert oracle.disputes_are_flagged(first, entries) == 2
        assert not second.axes.disputed
    twin.store.close()


def test_a_result_from_the_laboratory_and_a_move_to_another_shelf_are_no_dispute(
    nation: dict[str, Device], template: Template
) -> None:
    seizure = template.seizures[0]
    show(nation["laptop-a"].store, nation[STATION].store, seizure)
    for name, how in ((STATION, "s"), (HQ, "l")):
        desk = nation[name].desk()
        move_on(desk, seizure, desk.seizure(seizure).exhibits[0].id, how, 1)
    entries = pour(list(nation.values()), random.Random(1))
    for device in nation.values():
        exhibit = device.desk().seizure(seizure).exhibits[0]
        assert [exhibit.axes.location.now and exhibit.axes.location.now.state, exhibit.axes.disputed] == [
            "stored",
            False,
        ]
        assert oracle.disputes_are_flagged(exhibit, entries) == 0


def test_the_same_entries_tell_one_story_on_every_device(template: Template, in_memory: Path) -> None:
    run(template, in_memory, examples=12, steps=40)


@pytest.mark.heavy
@pytest.mark.parametrize("share", range(8))
def test_the_same_entries_tell_one_story_after_long_journeys(template: Template, in_memory: Path, share: int) -> None:
    run(template, in_memory, examples=40, steps=60)
