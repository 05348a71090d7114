"""Signed but hostile, rolled back, copied, stolen or forged: each has its named outcome."""

from __future__ import annotations

import hashlib
import io
import secrets
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec
import pytest

from fieldkit.domain.entry import FIRST_PREV, Claimed, Draft, Entry, Signed
from fieldkit.domain.ledger_bodies import Held
from fieldkit.storage import admission, traffic
from fieldkit.sync import building, downlink, outbox, records
from fieldkit.sync.arrivals import Alarm
from fieldkit.sync.building import Content, Payload, Stamp
from fieldkit.sync.bundle import BrokenBundle, UnknownSender
from fieldkit.sync.door import BundleChanged, PracticeBundle, RealBundle
from fieldkit.sync.downlink import UnknownDevice
from fieldkit.sync.packing import day_of
from fieldkit.trust import sealing
from fieldkit.trust.entries import seal
from fieldkit.trust.heads import SignedHead, sign_head
from fieldkit.trust.proofs import Inclusion, encode_proof, sign_tree_head
from fieldkit.trust.sealing import Identity, seal_bytes
from fieldkit.trust.signing import SoftKey
from tests.world import Machine, World

OFFICER = "Practice Officer"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path / "world")
    yield made
    made.close()


@pytest.fixture
def laptop(world: World) -> Machine:
    return world.laptop()


class Forge:
    """Makes bundles by hand with a device's real key: everything is signed, nothing needs to be true."""

    def __init__(self, world: World, device: Machine) -> None:
        self.world = world
        self.device = device
        self.to = [world.hq.device.identity.recipient]

    def log(self, *, length: int, boot: str = "aa" * 16) -> list[Signed]:
        """Return a log of its own, signed by the device key."""
        log = secrets.token_hex(16)
        made: list[Signed] = []
        for seq in range(length):
            made.append(self.entry(log, seq, made[-1].hash if made else FIRST_PREV, boot=boot))
        return made

    def entry(self, log: str, seq: int, prev: str, *, boot: str = "aa" * 16, draft: Draft | None = None) -> Signed:
        """Return one entry of *log*, signed by the device."""
        opening = self.device.store.ledger.of_type("log.open")[0].entry
        body = opening.body if seq == 0 else (draft.body if draft else {"wall_delta_ms": seq, "mono_delta_ms": 0})
        entry = Entry(
            v=1,
            log=log,
            seq=seq,
            prev=prev,
            type="log.open" if seq == 0 else (draft.type if draft else "clock.jump"),
            tv=1,
            subj=self.device.home.device,
            scope=draft.scope if draft else (),
            base=(),
            t=Claimed(wall=1, offset=0, mono_us=seq, boot=boot),
            by=self.device.device.signer.key_id,
            body=body,
            blobs=draft.blobs if draft else (),
        )
        return seal(entry, self.device.device.signer)

    def head(self, entry: Signed) -> SignedHead:
        place = entry.entry
        return sign_head(log=place.log, seq=place.seq, head=entry.hash, signer=self.device.device.signer)

    def entries(self, made: Sequence[Signed]) -> tuple[Payload, ...]:
        return tuple(building.small(packed.path, seal_bytes(packed.data, self.to)) for packed in records.pack(made))

    def send(self, content: Content, heads: Sequence[SignedHead] = (), *, bundle: str = "") -> Path:
        """Write the bundle onto a stick and return its file."""
        stamp = Stamp(
            group=secrets.token_hex(16),
            signer=self.device.device.signer,
            chain=self.device.store.certificates.chain_of(self.device.device.signer.key_id),
            practice=self.device.home.practice,
            addressees=tuple(self.to),
            heads=tuple(heads),
            date="2026-11-22",
        )
        parts = building.plan(content, stamp)
        name = bundle or secrets.token_hex(16)
        (part,) = building.write(self.world.stick(), parts, stamp, label="forged", new_id=lambda: name)
        return part.path

    def certs(self) -> tuple[Payload, ...]:
        chain = self.device.store.certificates.chain_of(self.device.device.signer.key_id)
        return tuple(sorted((building.certificate(der) for der in chain), key=lambda one: one.path))


@pytest.fixture
def forge(world: World, laptop: Machine) -> Forge:
    return Forge(world, laptop)


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


# --- originals -------------------------------------------------------------------------------------------------------
def test_a_swapped_photo_is_put_aside_and_reported_missing(world: World, laptop: Machine) -> None:
    seizure = laptop.seize(OFFICER)
    blob = laptop.photo(OFFICER, seizure, b"the true photo " * 99)
    log = laptop.store.ledger.own_logs()[0]
    sealed = io.BytesIO()
    sealing.seal_file(io.BytesIO(b"another photo! " * 99), sealed, [blob.recipient])
    name = hashlib.sha256(sealed.getvalue()).hexdigest()
    swapped = msgspec.structs.replace(blob, sha256="ab" * 32, sealed_sha256=name)
    laptop.name_blob(OFFICER, seizure, swapped)
    (folder,) = {path.parent for _, path in laptop.store.originals.stored()}
    (folder / f"{name}.age").write_bytes(sealed.getvalue())
    (came,) = world.carry(laptop, world.hq)
    assert [(held.what, held.reason) for held in came.quarantined] == [(name, "plain-differs")]
    assert came.originals == 1
    assert world.hq.store.originals.has(blob)
    assert not world.hq.store.originals.has(swapped)
    assert log in world.hq.store.ledger.heads()


def test_an_original_nobody_names_waits_for_its_entry(world: World, laptop: Machine, forge: Forge) -> None:
    seizure = laptop.seize(OFFICER)
    blob = laptop.photo(OFFICER, seizure, b"a photo " * 99)
    path = laptop.store.originals.path(blob)
    assert path is not None
    stray = Payload(f"originals/{blob.sealed_sha256}.age", blob.sealed_sha256, path.stat().st_size, path)
    (came,) = world.hq.take(forge.send(Content(certs=forge.certs(), originals=((stray, ""),))))
    assert came.quarantined == (Held(what=blob.sealed_sha256, reason="unnamed"),)
    assert came.originals == 0
    path.rename(path.with_suffix(".away"))
    (came,) = world.carry(laptop, world.hq)
    assert (came.accepted, came.originals) == (4, 0)  # the identity did not come along
    path.with_suffix(".away").rename(path)
    (came,) = world.carry(laptop, world.hq)
    assert came.originals == 1
    assert world.hq.store.originals.open(blob) == b"a photo " * 99
    assert not world.hq.store.quarantine.all()


def test_an_original_that_waited_is_taken_out_when_its_key_comes(world: World, laptop: Machine, forge: Forge) -> None:
    seizure = laptop.seize(OFFICER)
    blob = laptop.photo(OFFICER, seizure, b"a photo " * 99)
    log = laptop.store.ledger.own_logs()[0]
    path = laptop.store.originals.path(blob)
    assert path is not None
    photo = Payload(f"originals/{blob.sealed_sha256}.age", blob.sealed_sha256, path.stat().st_size, path)
    entries = list(laptop.store.ledger.run(log, 0, 99))
    content = Content(certs=forge.certs(), entries=forge.entries(entries), originals=((photo, ""),))
    (came,) = world.hq.take(forge.send(content, [forge.head(entries[-1])]))
    assert came.quarantined == (Held(what=blob.sealed_sha256, reason="no-identity"),)
    name = f"keys/{seizure}-{log}.age"
    key = building.small(name, laptop.store.originals.identities.sealed_for(blob.recipient, forge.to))
    content = Content(certs=forge.certs(), entries=forge.entries(entries), keys=(key,))
    (came,) = world.hq.take(forge.send(content))
    assert (came.originals, came.outcome) == (1, "stored")
    assert world.hq.store.originals.has(blob)
    assert not world.hq.store.quarantine.all()


def test_an_identity_that_is_not_the_named_one_opens_nothing(world: World, laptop: Machine, forge: Forge) -> None:
    seizure = laptop.seize(OFFICER)
    blob = laptop.photo(OFFICER, seizure, b"a photo " * 99)
    log = laptop.store.ledger.own_logs()[0]
    path = laptop.store.originals.path(blob)
    assert path is not None
    wrong = building.small(f"keys/{seizure}-{log}.age", seal_bytes(Identity.generate().text.encode(), forge.to))
    photo = Payload(f"originals/{blob.sealed_sha256}.age", blob.sealed_sha256, path.stat().st_size, path)
    entries = list(laptop.store.ledger.run(log, 0, 99))
    content = Content(
        certs=forge.certs(), entries=forge.entries(entries), keys=(wrong,), originals=((photo, wrong.path),)
    )
    (came,) = world.hq.take(forge.send(content, [forge.head(entries[-1])]))
    assert {held.reason for held in came.quarantined} == {"no-identity"}
    (came,) = world.carry(laptop, world.hq)
    assert came.originals == 1


def test_rubbish_has_a_quota_and_the_refusal_is_signed(
    world: World, forge: Forge, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(traffic, "QUARANTINE_QUOTA", 10_000)
    photos = []
    for number in range(3):
        data = bytes([number]) * 4_000
        photos.append((building.small(f"originals/{hashlib.sha256(data).hexdigest()}.age", data), ""))
    (came,) = world.hq.take(forge.send(Content(certs=forge.certs(), originals=tuple(photos))))
    assert (len(came.quarantined), len(came.refused)) == (2, 1)
    assert came.refused[0].reason == "quarantine-full"


# --- bundles ---------------------------------------------------------------------------------------------------------
def test_another_bundle_under_a_known_name_is_an_alarm(world: World, forge: Forge) -> None:
    name = secrets.token_hex(16)
    world.hq.take(forge.send(Content(certs=forge.certs()), bundle=name))
    made = forge.log(length=1)
    with pytest.raises(BundleChanged):
        world.hq.take(forge.send(Content(certs=forge.certs(), entries=forge.entries(made)), bundle=name))
    assert not world.hq.store.ledger.pending()


def test_a_device_of_another_headquarters_is_unknown(world: World, tmp_path: Path) -> None:
    other = World(tmp_path / "other")
    stranger = Forge(other, other.laptop())
    stranger.to = [world.hq.device.identity.recipient]
    file = stranger.send(Content(certs=stranger.certs()))
    with pytest.raises(UnknownSender):
        world.hq.take(file)
    other.close()


def test_an_officers_certificate_sends_no_bundles(world: World, laptop: Machine) -> None:
    key = laptop.officers[OFFICER]
    chain = laptop.store.certificates.chain_of(key.key_id)
    stamp = Stamp(
        group="0" * 32,
        signer=key,
        chain=chain,
        practice=True,
        addressees=(world.hq.device.identity.recipient,),
        heads=(),
        date=day_of(world.clock()),
    )
    content = Content(certs=(building.certificate(chain[0]),))
    (part,) = building.write(
        world.stick(), building.plan(content, stamp), stamp, label="x", new_id=lambda: secrets.token_hex(16)
    )
    with pytest.raises(UnknownSender):
        world.hq.take(part.path)


def test_practice_and_real_never_mix(world: World, laptop: Machine, tmp_path: Path) -> None:
    real = World(tmp_path / "real", practice=False)
    field = real.laptop()
    laptop.seize(OFFICER)
    field.seize(OFFICER)
    practice_stick, real_stick = world.stick(), real.stick()
    laptop.export(practice_stick)
    field.export(real_stick)
    with pytest.raises(PracticeBundle):
        real.hq.take(practice_stick)
    with pytest.raises(RealBundle):
        world.hq.take(real_stick)
    real.close()


def test_a_bundle_changed_on_its_way_is_refused(world: World, laptop: Machine) -> None:
    laptop.seize(OFFICER)
    (part,) = laptop.export(world.stick()).parts
    world.tamper(part.path, b"Fieldkit-Practice: yes", b"Fieldkit-Practice: no ")
    with pytest.raises(BrokenBundle):
        world.hq.take(part.path)


def test_certificates_and_proofs_that_are_rubbish_are_put_aside(world: World, laptop: Machine, forge: Forge) -> None:
    rubbish = b"no certificate"
    name = hashlib.sha256(rubbish).hexdigest()
    content = Content(
        certs=(*forge.certs(), building.small(f"certs/{name}.der", rubbish)),
        proofs=(building.small(f"proofs/{name}.json", rubbish),),
    )
    (came,) = world.hq.take(forge.send(content))
    assert came.quarantined == (Held(what=name, reason="not-certified"),)  # proofs count from headquarters only


# --- downlinks ------------------------------------------------------------------------------------------------------
def test_naming_a_strange_seizure_does_not_bring_it_home(world: World, laptop: Machine) -> None:
    seizure = laptop.seize(OFFICER)
    laptop.narrate(OFFICER, seizure, "Nobody else's business.")
    world.carry(laptop, world.hq)
    nosy = world.laptop("nosy", "Practice Onlooker")
    nosy.write("Practice Onlooker", Draft(type="viewed", subj=seizure, scope=(seizure,), body={"what": "seizure"}))
    forged = Draft(type="review.return", subj=seizure, scope=(seizure,), body={"reason": "let me see"})
    nosy.write("Practice Onlooker", forged)
    world.carry(nosy, world.hq)
    world.carry(world.hq, nosy)
    assert {one.entry.log for one in nosy.store.ledger.in_scope(seizure)} == set(nosy.store.ledger.own_logs())


def test_a_revoked_device_is_told_nothing_more(world: World, laptop: Machine) -> None:
    laptop.seize(OFFICER)
    world.carry(laptop, world.hq)
    world.revoke(laptop.device.signer.key_id, {})
    with pytest.raises(UnknownDevice):
        world.hq.export(world.stick(), to=laptop)


@pytest.mark.parametrize("change", ["root", "path", "leaf"])
def test_a_forged_proof_proves_nothing(world: World, laptop: Machine, change: str) -> None:
    seizure = laptop.seize(OFFICER)
    world.carry(laptop, world.hq)
    reviewer = world.reviewer()
    body = {"reason": "Say more."}
    returned = world.hq.write(reviewer, Machine.group(seizure, "review.return", body))[0]
    chosen = downlink.device(world.hq.store, laptop.home.device)
    stick = world.stick()
    world.hq.export(stick, to=laptop)
    proofs = _proofs_about(world, returned.hash, change)
    stamp = Stamp(
        group="0" * 32,
        signer=world.keys.receipt,
        chain=world.keys.receipt_chain,
        practice=True,
        addressees=chosen.recipients,
        heads=(),
        date="2026-11-22",
    )
    content = Content(certs=(building.certificate(world.keys.receipt_chain[0]),), proofs=proofs)
    (part,) = building.write(
        world.stick(), building.plan(content, stamp), stamp, label="x", new_id=lambda: secrets.token_hex(16)
    )
    (came,) = laptop.take(part.path)
    assert [alarm.code for alarm in came.alarms] == ["proof-wrong"]
    assert [held.reason for held in came.quarantined] == ["not-proven"]
    assert not laptop.store.proofs.proven([returned.hash])


# --- headquarters ----------------------------------------------------------------------------------------------------
def test_headquarters_that_dropped_entries_is_found_out(world: World, laptop: Machine) -> None:
    laptop.seize(OFFICER)
    world.carry(laptop, world.hq)
    image = world.hq.save()
    laptop.seize(OFFICER, "Dropped")
    world.carry(laptop, world.hq)
    world.carry(world.hq, laptop)
    world.hq.restore(image, guard=True)
    other = world.laptop("other")
    for _ in range(4):
        other.seize(OFFICER)
    world.carry(other, world.hq)
    (back,) = world.carry(world.hq, laptop)
    codes = {alarm.code for alarm in back.alarms}
    assert codes & {"tree-forked", "tree-not-linked", "tree-shrunk"}
    assert back.quarantined  # the proof is kept as evidence


def test_headquarters_restored_from_a_backup_is_noticed_and_refilled(world: World, laptop: Machine) -> None:
    laptop.seize(OFFICER)
    world.carry(laptop, world.hq)
    image = world.hq.save()
    seizure = laptop.seize(OFFICER, "Confirmed after the backup")
    blob = laptop.photo(OFFICER, seizure, b"a photo " * 99)
    world.carry(laptop, world.hq)
    world.carry(world.hq, laptop)
    world.hq.restore(image)
    assert world.hq.store.ledger.in_scope(seizure) == []
    laptop.seize(OFFICER, "Next night")
    (came,) = world.carry(laptop, world.hq)
    assert (came.accepted, came.outcome) == (0, "partial")  # a gap: headquarters lacks what it had confirmed
    (back,) = world.carry(world.hq, laptop)
    assert back.alarms
    (came,) = world.carry(laptop, world.hq)
    assert len(world.hq.store.ledger.in_scope(seizure)) == 2
    assert world.hq.store.originals.has(blob)
    assert not world.hq.store.ledger.pending()


def test_a_headquarters_that_lost_all_is_refilled_by_sending_everything(world: World, laptop: Machine) -> None:
    empty = world.hq.save()
    seizure = laptop.seize(OFFICER)
    world.carry(laptop, world.hq)
    world.carry(world.hq, laptop)
    world.hq.restore(empty)
    stick = world.stick()
    laptop.export(stick, everything=True)
    (came,) = world.hq.take(stick)
    assert came.outcome == "stored"
    assert len(world.hq.store.ledger.in_scope(seizure)) == 1


def _proofs_about(world: World, leaf: str, change: str) -> tuple[Payload, ...]:
    """Return an inclusion proof of *leaf* with one thing forged in it."""
    tree = world.hq.store.tree
    size = tree.append([leaf])
    head = sign_tree_head(size=size, root=tree.root(size), at=1, signer=world.keys.receipt)
    position = tree.position(leaf)
    assert position is not None
    path = tuple(step.hex() for step in tree.inclusion(position, size))
    if change == "root":
        head = msgspec.structs.replace(head, root="00" * 32)
    elif change == "path":
        path = ("00" * 32, *path[1:])
    else:
        leaf = "00" * 32
    body = encode_proof(Inclusion(leaf=leaf, index=position, path=path, head=head))
    return (building.small(f"proofs/{hashlib.sha256(body).hexdigest()}.json", body),)


def _sealed(forge: Forge, plain: bytes) -> Payload:
    sealed = io.BytesIO()
    sealing.seal_file(io.BytesIO(plain), sealed, forge.to)
    return building.small(f"entries/{'ab' * 16}-0-1.age", sealed.getvalue())
