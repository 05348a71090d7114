"""Somebody with a certified device and an own key tries to see, speak or be believed beyond their part."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from fieldkit.domain.entry import Blob, Draft
from fieldkit.domain.keys import KeyFacts
from fieldkit.domain.ledger_bodies import LogState, Receipt, Tree
from fieldkit.domain.types import plain
from fieldkit.storage.check import check
from fieldkit.sync import building
from fieldkit.sync.arrivals import Alarm
from fieldkit.sync.building import Content
from fieldkit.sync.bundle import read_head
from fieldkit.trust.entries import seal
from fieldkit.trust.sealing import Identity
from fieldkit.trust.signing import SoftKey
from tests.unit.sync.forge import Forge
from tests.world import WALL, Machine, World

OFFICER = "Practice Officer"
STRANGER = "Practice Stranger"
PICTURE = b"the display of the scale " * 100


@pytest.fixture
def stranger(world: World) -> Machine:
    """A certified laptop whose officer is certified for another unit."""
    made = world.laptop("stranger", STRANGER)
    key = SoftKey.generate()
    facts = KeyFacts(
        key=key.key_id,
        kind="officer",
        person=made.persons[STRANGER],
        device=made.home.device,
        name=STRANGER,
        unit="Far unit",
        roles=frozenset({"officer"}),
    )
    made.officers[STRANGER] = key
    for machine in (made, world.hq):
        machine.store.certificates.add(world.authority.certify(facts, key.public, made=WALL))
    return made


def entries_only(world: World, machine: Machine, *to: Machine) -> Content:
    """Return all entries of *machine* without any original."""
    forge = Forge(world, machine)
    forge.to = [target.device.identity.recipient for target in to]
    made = [one for log in machine.store.ledger.own_logs() for one in machine.store.ledger.run(log, 0, 999)]
    return Content(certs=forge.certs(), entries=forge.entries(made))


def send_entries_only(world: World, machine: Machine, *to: Machine) -> None:
    """Carry all entries of *machine* to each of *to* without any original."""
    forge = Forge(world, machine)
    forge.to = [target.device.identity.recipient for target in to]
    last = [*machine.store.ledger.run(machine.store.ledger.own_logs()[-1], 0, 999)][-1]
    file = forge.send(entries_only(world, machine, *to), [forge.head(last)])
    for target in to:
        target.take(file)


# --- reading ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("by", "kind", "body"),
    [
        ("", "clock.jump", {"wall_delta_ms": 1, "mono_delta_ms": 1}),
        ("", "original.examined", {"original": "0" * 64, "decoded": False}),
        (STRANGER, "attest", {"entries": ["0" * 64]}),
        ("Practice Ghost", "narrative.set", {"text": "Let me in.", "language": "en"}),
        ("Practice Ghost", "seizure.set", {"number": "T-2026-AAA-001", "title": "Mine"}),
    ],
)
def test_no_entry_of_a_stranger_brings_a_seizure_to_their_laptop(
    world: World, laptop: Machine, stranger: Machine, *, by: str, kind: str, body: dict[str, object]
) -> None:
    seizure = laptop.seize(OFFICER)
    laptop.narrate(OFFICER, seizure, "What the informer said.")
    world.carry(laptop, world.hq)
    stranger.officer("Practice Ghost", certify=False)
    stranger.write(by, Draft(type=kind, subj=seizure, scope=(seizure,), body=body))
    world.carry(stranger, world.hq)
    world.carry(world.hq, stranger)
    there = {one.entry.log for one in stranger.store.ledger.in_scope(seizure)}
    assert there == set(stranger.store.ledger.own_logs())


# --- writing ---------------------------------------------------------------------------------------------------------
def test_a_second_key_without_certificate_does_not_let_its_owner_into_a_team(
    world: World, laptop: Machine, stranger: Machine
) -> None:
    seizure = laptop.seize(OFFICER)
    told = laptop.narrate(OFFICER, seizure, "As it was.")
    world.carry(laptop, world.hq)
    stranger.officer("Practice Ghost", person=laptop.persons[OFFICER], certify=False)
    lead = {"lead": {"name": STRANGER, "person": stranger.persons[STRANGER]}}
    stranger.write("Practice Ghost", stranger.group(seizure, "team.set", lead))
    text = {"text": "As the stranger wants it.", "language": "en"}
    for who in ("Practice Ghost", STRANGER):
        stranger.write(who, stranger.group(seizure, "narrative.set", text, base=(told.hash,)))
    world.carry(stranger, world.hq)
    view = world.hq.store.projections.seizure(seizure)
    assert view is not None
    assert view.narrative is not None
    assert [head.value.text for head in view.narrative.heads] == ["As it was."]
    assert sorted(problem.why for problem in view.problems) == ["unauthorised"] * 3


def test_a_newcomer_on_the_teams_laptop_counts_as_provisional(world: World, laptop: Machine) -> None:
    seizure = laptop.seize(OFFICER)
    laptop.officer("Practice Newcomer", certify=False)
    laptop.narrate("Practice Newcomer", seizure, "What I saw.")
    world.carry(laptop, world.hq)
    view = world.hq.store.projections.seizure(seizure)
    assert view is not None
    assert view.narrative is not None
    assert [head.act.standing for head in view.narrative.heads] == ["provisional"]


def test_an_entry_put_at_an_old_place_gets_no_old_receipt(world: World, laptop: Machine, forge: Forge) -> None:
    seizure = laptop.seize(OFFICER)
    other = laptop.narrate(OFFICER, laptop.seize(OFFICER), "Another matter.")
    last = laptop.narrate(OFFICER, seizure, "As it was.")
    world.carry(laptop, world.hq)
    body = {"text": "As it should have been.", "language": "en"}
    entry = msgspec.structs.replace(other.entry, subj=seizure, scope=(seizure,), base=(last.hash,), body=body)
    forged = seal(entry, laptop.officers[OFFICER])
    file = forge.send(Content(certs=forge.certs(), entries=forge.entries([forged])), [forge.head(last)])
    (came,) = world.hq.take(file)
    assert Alarm("log-forked", last.entry.log) in came.alarms
    view = world.hq.store.projections.seizure(seizure)
    assert view is not None
    assert view.narrative is not None
    acts = {head.value.text: head.act for head in (*view.narrative.heads, *view.narrative.past)}
    assert acts["As it was."].not_after is not None
    assert acts["As it should have been."].not_after is None
    assert [(problem.act.entry, problem.why) for problem in view.problems] == [(forged.hash, "beside-receipts")]
    assert check(world.hq.store).problems == ()


# --- speaking for others ---------------------------------------------------------------------------------------------
def test_a_receipt_that_a_sender_wrote_beforehand_is_not_headquarters_answer(
    world: World, laptop: Machine, forge: Forge
) -> None:
    made = forge.log(length=3)
    file = forge.send(Content(certs=forge.certs(), entries=forge.entries(made)), [forge.head(made[2])])
    with file.open("rb") as source:
        head = read_head(source, lambda _head: laptop.device.signer.public)
    body = Receipt(
        number="R-AAA-999999",
        bundle=head.info.bundle,
        bundle_sha256=head.sha256,
        device=laptop.device.signer.key_id,
        logs=(LogState(log=made[2].entry.log, upto=2, head=made[2].hash),),
        originals=(),
        tree=Tree(size=1, root="0" * 64),
    )
    laptop.write(OFFICER, Draft(type="receipt", subj=laptop.home.device, body=plain(body)))
    world.carry(laptop, world.hq)
    (came,) = world.hq.take(file)
    written = [world.hq.store.ledger.by_hash(name) for name in came.receipts]
    assert [one.entry.by for one in written if one] == [world.keys.receipt.key_id]
    assert came.receipt_no != "R-AAA-999999"


def test_who_only_says_to_have_a_photo_does_not_hold_back_the_receipt_of_who_has_it(
    world: World, laptop: Machine, stranger: Machine
) -> None:
    seizure = laptop.seize(OFFICER)
    blob = laptop.photo(OFFICER, seizure, PICTURE)
    claim = Blob(
        sha256=blob.sha256,
        size=blob.size,
        mime=blob.mime,
        sealed_sha256="ab" * 32,
        recipient=Identity.generate().recipient,
    )
    stranger.name_blob(STRANGER, stranger.seize(STRANGER), claim)
    send_entries_only(world, stranger, world.hq)
    (came,) = world.carry(laptop, world.hq)
    (receipt,) = (world.hq.store.ledger.by_hash(name) for name in came.receipts)
    assert receipt is not None
    assert receipt.entry.body["originals"] == [blob.sha256]
    assert check(world.hq.store, deep=True).problems == ()


def test_a_false_claim_on_a_sealed_file_does_not_spoil_the_true_one(
    world: World, laptop: Machine, stranger: Machine
) -> None:
    station = world.station()
    seizure = laptop.seize(OFFICER)
    blob = laptop.photo(OFFICER, seizure, PICTURE)
    others = [stranger, *(world.laptop(f"other {n}", f"Practice Other {n}") for n in range(3))]
    for n, machine in enumerate(others):  # whichever way the logs are sorted, some come before the true one
        officer = next(iter(machine.officers))
        machine.name_blob(officer, machine.seize(officer), msgspec.structs.replace(blob, sha256=f"{n:064x}"))
        send_entries_only(world, machine, station, world.hq)
    world.carry(laptop, station)
    (came,) = world.carry(station, world.hq)
    assert (came.originals, came.quarantined) == (1, ())
    assert world.hq.store.originals.open(blob) == PICTURE
    assert check(world.hq.store, deep=True).problems == ()


# --- wasting time ----------------------------------------------------------------------------------------------------
def made_up_certificates(count: int, *, authority: bytes, victim: bytes) -> list[bytes]:
    """Return certificates that claim to be *authority* and to be issued by it, and one of that kind for *victim*."""
    key = ec.generate_private_key(ec.SECP256R1())
    issuing = x509.load_der_x509_certificate(authority)
    name = issuing.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    issuer = x509.AuthorityKeyIdentifier(name.digest, None, None)
    for_whom = serialization.load_der_public_key(victim)
    assert isinstance(for_whom, ec.EllipticCurvePublicKey)
    made = []
    for number in range(count + 1):
        leaf = number == count
        builder = x509.CertificateBuilder(issuer_name=issuing.subject, subject_name=issuing.subject)
        builder = builder.public_key(for_whom if leaf else key.public_key()).serial_number(number + 1)
        year = 2039 if leaf else 2020  # of several, the one made last is looked at first
        builder = builder.not_valid_before(dt.datetime(year, 1, 1, tzinfo=dt.UTC))
        builder = builder.not_valid_after(dt.datetime(2040, 1, 1, tzinfo=dt.UTC))
        builder = builder.add_extension(x509.SubjectKeyIdentifier(b"leaf") if leaf else name, critical=False)
        signed = builder.add_extension(issuer, critical=False).sign(key, hashes.SHA256())
        made.append(signed.public_bytes(serialization.Encoding.DER))
    return made


def test_certificates_that_name_each_other_do_not_keep_anybody_busy(
    world: World, laptop: Machine, forge: Forge
) -> None:
    seizure = laptop.seize(OFFICER)
    victim = laptop.officers[OFFICER]
    invented = made_up_certificates(100, authority=world.authority.issuing, victim=victim.public)
    files = sorted((building.certificate(der) for der in invented), key=lambda one: one.path)
    (came,) = world.hq.take(forge.send(Content(certs=tuple(files))))
    assert {held.reason for held in came.quarantined} == {"not-certified"}
    world.carry(laptop, world.hq)
    facts = world.hq.store.certificates.facts(victim.key_id)
    assert facts is not None
    assert facts.certified
    world.hq.store.certificates.add(invented)  # even if they had got in
    assert world.hq.store.certificates.facts(victim.key_id) == facts
    assert world.hq.store.projections.seizure(seizure) is not None
