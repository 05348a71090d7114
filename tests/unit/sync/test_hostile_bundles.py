"""Signed but hostile bundles, swapped originals, forged proofs: each has its named outcome."""

from __future__ import annotations

import hashlib
import io
import secrets
from pathlib import Path

import msgspec
import pytest

from fieldkit.domain.entry import Draft
from fieldkit.domain.ledger_bodies import Held
from fieldkit.storage import traffic
from fieldkit.sync import building, downlink
from fieldkit.sync.building import Content, Payload, Stamp
from fieldkit.sync.bundle import BrokenBundle, UnknownSender
from fieldkit.sync.door import BundleChanged, PracticeBundle, RealBundle
from fieldkit.sync.downlink import UnknownDevice
from fieldkit.sync.packing import day_of
from fieldkit.trust import sealing
from fieldkit.trust.proofs import Inclusion, encode_proof, sign_tree_head
from fieldkit.trust.sealing import Identity, seal_bytes
from tests.unit.sync.forge import Forge
from tests.world import Machine, World

OFFICER = "Practice Officer"


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
