"""Rolled back, copied, stolen or forged logs and entries: each has its named outcome."""

from __future__ import annotations

import io

import msgspec
import pytest

from fieldkit.domain.entry import Draft, Signed
from fieldkit.storage import admission
from fieldkit.sync import building, outbox
from fieldkit.sync.arrivals import Alarm
from fieldkit.sync.building import Content, Payload
from fieldkit.trust import sealing
from fieldkit.trust.entries import seal
from fieldkit.trust.heads import sign_head
from fieldkit.trust.signing import SoftKey
from tests.unit.sync.forge import Forge
from tests.world import Machine, World

OFFICER = "Practice Officer"


# --- logs ------------------------------------------------------------------------------------------------------------
def test_a_copied_disk_that_writes_on_is_a_fork_and_both_branches_are_kept(world: World, laptop: Machine) -> None:
    seizure = laptop.seize(OFFICER)
    twin = laptop.clone("twin", guard=True)
    mine = laptop.narrate(OFFICER, seizure, "As the first laptop tells it.")
    theirs = twin.narrate(OFFICER, seizure, "As the copy tells it.")
    assert (mine.entry.log, mine.entry.seq) == (theirs.entry.log, theirs.entry.seq)
    world.carry(laptop, world.hq)
    (came,) = world.carry(twin, world.hq)
    assert Alarm("log-forked", mine.entry.log) in came.alarms
    assert world.hq.store.ledger.known([mine.hash, theirs.hash]) == {mine.hash, theirs.hash}
    assert world.hq.store.ledger.forks()
    view = world.hq.store.projections.seizure(seizure)
    assert view is not None
    assert view.narrative is not None
    assert view.narrative.disputed


def test_a_copied_home_on_another_machine_writes_its_own_log(world: World, laptop: Machine) -> None:
    seizure = laptop.seize(OFFICER)
    twin = laptop.clone("twin")
    laptop.narrate(OFFICER, seizure, "As the first laptop tells it.")
    twin.narrate(OFFICER, seizure, "As the copy tells it.")
    came = [*world.carry(laptop, world.hq), *world.carry(twin, world.hq)]
    assert [one.alarms for one in came] == [(), ()]
    assert [one.outcome for one in came] == ["stored", "stored"]


def test_a_rolled_back_laptop_learns_it_and_gets_its_lost_entries_home(world: World, laptop: Machine) -> None:
    seizure = laptop.seize(OFFICER)
    image = laptop.save()
    lost = laptop.narrate(OFFICER, seizure, "Written after the backup.")
    world.carry(laptop, world.hq)
    laptop.restore(image, guard=True)
    assert laptop.store.ledger.by_hash(lost.hash) is None
    (back,) = world.carry(world.hq, laptop)
    assert Alarm("rolled-back", lost.entry.log) in back.alarms
    again = laptop.narrate(OFFICER, seizure, "Written after the restore.")
    assert again.entry.log != lost.entry.log
    (came,) = world.carry(laptop, world.hq)
    assert came.alarms == ()
    (back,) = world.carry(world.hq, laptop)
    assert laptop.store.ledger.by_hash(lost.hash) is not None
    view = laptop.store.projections.seizure(seizure)
    assert view is not None
    assert view.narrative is not None
    assert view.narrative.disputed  # neither of the two knew of the other


def test_a_restored_laptop_opens_a_new_log_and_its_lost_entries_come_home(world: World, laptop: Machine) -> None:
    seizure = laptop.seize(OFFICER)
    image = laptop.save()
    lost = laptop.narrate(OFFICER, seizure, "Written after the backup.")
    world.carry(laptop, world.hq)
    laptop.restore(image)
    fresh = laptop.seize(OFFICER, "After the restore")
    (came,) = world.carry(laptop, world.hq)
    assert (came.alarms, came.seizures) == ((), tuple(sorted({seizure, fresh})))
    (back,) = world.carry(world.hq, laptop)
    assert laptop.store.ledger.by_hash(lost.hash) is not None
    assert Alarm("rolled-back", lost.entry.log) in back.alarms


def test_entries_beyond_the_signed_head_wait(world: World, forge: Forge) -> None:
    made = forge.log(length=5)
    file = forge.send(Content(certs=forge.certs(), entries=forge.entries(made)), [forge.head(made[2])])
    (came,) = world.hq.take(file)
    assert (came.accepted, came.pending, came.outcome) == (3, 2, "partial")
    file = forge.send(Content(certs=forge.certs()), [forge.head(made[4])])
    (came,) = world.hq.take(file)
    assert (came.accepted, came.outcome) == (2, "stored")


def test_a_head_without_a_true_signature_reaches_nothing(world: World, forge: Forge) -> None:
    made = forge.log(length=2)
    head = forge.head(made[1])
    forged = msgspec.structs.replace(head, sig=head.sig[:-2] + ("00" if head.sig[-2:] != "00" else "01"))
    (came,) = world.hq.take(forge.send(Content(certs=forge.certs(), entries=forge.entries(made)), [forged]))
    assert (came.accepted, came.pending) == (0, 2)
    assert [held.reason for held in came.quarantined] == ["wrong-head"]


def test_another_officers_word_on_where_a_log_ends_counts_for_nothing(world: World, forge: Forge) -> None:
    made = forge.log(length=2)
    other = world.laptop("other")
    head = sign_head(log=made[1].entry.log, seq=1, head=made[1].hash, signer=other.device.signer)
    file = forge.send(Content(certs=forge.certs(), entries=forge.entries(made)), [head])
    (came,) = world.hq.take(file)
    assert (came.accepted, came.pending) == (0, 2)


def test_two_signed_heads_that_differ_are_an_alarm(world: World, forge: Forge) -> None:
    made = forge.log(length=3)
    other = forge.entry(made[0].entry.log, 2, made[1].hash, boot="bb" * 16)
    world.hq.take(forge.send(Content(certs=forge.certs(), entries=forge.entries(made)), [forge.head(made[2])]))
    (came,) = world.hq.take(forge.send(Content(certs=forge.certs()), [forge.head(other)]))
    assert Alarm("log-forked", made[0].entry.log) in came.alarms


def test_pending_entries_have_a_quota_and_the_refusal_is_signed(
    world: World, forge: Forge, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = forge.log(length=8)
    size = len(made[3].raw) + len(made[3].sig)
    monkeypatch.setattr(admission, "PENDING_QUOTA", 3 * size + size // 2)
    file = forge.send(Content(certs=forge.certs(), entries=forge.entries(made[2:])), [forge.head(made[7])])
    (came,) = world.hq.take(file)
    assert (came.accepted, came.pending, len(came.refused)) == (0, 3, 3)
    assert {held.reason for held in came.refused} == {"quota"}
    receipt = world.hq.store.ledger.by_hash(came.receipts[0])
    assert receipt is not None
    assert len(receipt.entry.body["refused"]) == 3


# --- entries ---------------------------------------------------------------------------------------------------------
def test_one_changed_entry_is_put_aside_and_the_rest_is_taken(world: World, forge: Forge) -> None:
    made = forge.log(length=3)
    broken = Signed(made[2].entry, made[2].hash, made[2].raw.replace(b'"mono_us":2', b'"mono_us":3'), made[2].sig)
    file = forge.send(Content(certs=forge.certs(), entries=forge.entries([*made[:2], broken])), [forge.head(made[2])])
    (came,) = world.hq.take(file)
    assert (came.accepted, came.pending) == (2, 0)
    assert [held.reason for held in came.quarantined] == ["wrong-signature"]


@pytest.mark.parametrize("raw", [b"{}", b'{"v": 1}', b"[" * 900, b"\xff\xfe", b'{"a":1,"a":2}'])
def test_what_is_no_entry_is_put_aside(world: World, forge: Forge, raw: bytes) -> None:
    record = len(raw).to_bytes(4, "big") + raw + bytes(64)
    file = forge.send(Content(certs=forge.certs(), entries=(_sealed(forge, record),)))
    (came,) = world.hq.take(file)
    assert came.accepted == 0
    assert came.quarantined[0].reason in {"not-canonical", "not-an-entry"}


@pytest.mark.parametrize("plain", [b"\0\0\0\x05abc", b"\xff\xff\xff\xff", bytes(4) + bytes(64), bytes(9 << 20)])
def test_lengths_that_lie_cost_one_file(world: World, forge: Forge, plain: bytes) -> None:
    file = forge.send(Content(certs=forge.certs(), entries=(_sealed(forge, plain),)))
    (came,) = world.hq.take(file)
    assert came.quarantined[0].reason in {"broken-records", "sealed-too-large"}
    assert len(world.hq.store.quarantine.all()) == 1


def test_an_entry_by_a_key_nobody_showed_is_put_aside(world: World, forge: Forge) -> None:
    made = forge.log(length=1)
    stranger = SoftKey.generate()
    entry = msgspec.structs.replace(
        made[0].entry, seq=1, prev=made[0].hash, type="clock.jump", by=stranger.key_id, body={}
    )
    file = forge.send(Content(certs=forge.certs(), entries=forge.entries([*made, seal(entry, stranger)])))
    (came,) = world.hq.take(file)
    assert [held.reason for held in came.quarantined] == ["unknown-key"]


def test_a_revoked_key_counts_up_to_its_limit_and_nowhere_else(world: World, laptop: Machine) -> None:
    seizure = laptop.seize(OFFICER)
    before = laptop.narrate(OFFICER, seizure, "Before the laptop was lost.")
    world.carry(laptop, world.hq)
    world.revoke(laptop.officers[OFFICER].key_id, {before.entry.log: before.entry.seq})
    after = laptop.narrate(OFFICER, seizure, "By whoever found the laptop.")
    (came,) = world.carry(laptop, world.hq)
    assert came.outcome == "stored"
    thief = world.laptop("thief", "Somebody Else")
    thief.officers[OFFICER] = laptop.officers[OFFICER]
    world.carry(world.hq, laptop)
    elsewhere = thief.write(OFFICER, Machine.group(seizure, "narrative.set", {"text": "x"}, base=(before.hash,)))[0]
    world.carry(thief, world.hq)
    assert world.hq.store.ledger.known([after.hash, elsewhere.hash]) == {after.hash, elsewhere.hash}
    view = world.hq.store.projections.seizure(seizure)
    assert view is not None
    assert view.narrative is not None
    assert [head.act.entry for head in view.narrative.heads] == [before.hash]
    assert {problem.act.standing for problem in view.problems} == {"revoked"}


def test_a_bundle_of_a_revoked_device_sounds_the_alarm_and_is_kept(world: World, laptop: Machine) -> None:
    laptop.seize(OFFICER)
    world.carry(laptop, world.hq)
    key = laptop.device.signer.key_id
    world.revoke(key, {})
    laptop.seize(OFFICER)
    (came,) = world.carry(laptop, world.hq)
    assert Alarm("device-revoked", key) in came.alarms
    assert came.accepted > 0


def test_a_revocation_by_anybody_but_headquarters_is_nothing(world: World, laptop: Machine) -> None:
    other = world.laptop("other")
    seizure = laptop.seize(OFFICER)
    key = laptop.officers[OFFICER].key_id
    other.write(OFFICER, Draft(type="revoke", subj=world.new_id(), body={"key": key, "logs": [], "reason": "malice"}))
    world.carry(laptop, world.hq)
    world.carry(other, world.hq)
    view = world.hq.store.projections.seizure(seizure)
    assert view is not None
    assert view.head is not None
    assert not view.problems


def test_a_receipt_that_a_laptop_writes_itself_ticks_nothing(world: World, laptop: Machine) -> None:
    seizure = laptop.seize(OFFICER)
    mark = laptop.store.ledger.own_head()
    assert mark is not None
    body = {
        "number": "R-AAA-000001",
        "bundle": "0" * 32,
        "bundle_sha256": "0" * 64,
        "device": laptop.device.signer.key_id,
        "logs": [{"log": mark.log, "upto": mark.seq, "head": mark.head}],
        "tree": {"size": 1, "root": "0" * 64},
    }
    for signer in (OFFICER, ""):
        laptop.write(signer, Draft(type="receipt", subj=world.new_id(), body=body))
    view = laptop.store.projections.seizure(seizure)
    assert view is not None
    assert not view.ticks.received
    assert outbox.plan(laptop.store).entries == laptop.store.ledger.count()


def _sealed(forge: Forge, plain: bytes) -> Payload:
    sealed = io.BytesIO()
    sealing.seal_file(io.BytesIO(plain), sealed, forge.to)
    return building.small(f"entries/{'ab' * 16}-0-1.age", sealed.getvalue())
