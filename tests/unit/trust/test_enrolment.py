from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import msgspec
import pytest

from fieldkit.domain.keys import KeyFacts
from fieldkit.trust import canonical
from fieldkit.trust.certificates import found
from fieldkit.trust.directory import Recipients, Station, open_directory, sign_directory
from fieldkit.trust.enrolment import (
    OtherRequest,
    OtherRoot,
    Request,
    certify_request,
    claim_officer,
    grant_code,
    make_grant,
    make_request,
    open_grant,
    open_request,
    request_code,
)
from fieldkit.trust.sealing import Identity
from fieldkit.trust.signed_file import LIMIT, WrongSignedFile, b64, pack, unb64, unhex, unpack
from fieldkit.trust.signing import SoftKey
from tests.unit.trust.practice_hq import (
    AUTHORITY,
    DEVICE_ID,
    HQ,
    ISSUER,
    ISSUER_CHAIN,
    MADE,
    PERSON,
    RECOVERY,
    ROOT,
    hq_facts,
    officer_facts,
)

DEVICE, OFFICER, SECOND, STRANGER = (SoftKey.generate() for _ in range(4))
OWN, OFFICERS = Identity.generate(), Identity.generate()
OTHER_PERSON = PERSON.replace("a", "b")
OTHER_DEVICE = DEVICE_ID.replace("d", "e")

CLAIM = claim_officer(
    OFFICER,
    person=PERSON,
    name="Practice Cafe\u0301",
    rank="Captain",
    unit="Practice unit 1",
    recipient=OFFICERS.recipient,
    device_key=DEVICE.key_id,
)
SECOND_CLAIM = claim_officer(
    SECOND, person=OTHER_PERSON, name="Practice Second", recipient=OFFICERS.recipient, device_key=DEVICE.key_id
)
ASKED = Request(
    device=DEVICE_ID,
    name="Practice laptop",
    role="field",
    log="ab" * 16,
    key=b64(DEVICE.public),
    recipient=OWN.recipient,
    practice=True,
    officers=(CLAIM, SECOND_CLAIM),
)
REQUEST = make_request(ASKED, signer=DEVICE)
RECIPIENTS = Recipients(
    version=3,
    name="Practice headquarters",
    hq=HQ.recipient,
    recovery=RECOVERY.recipient,
    stations=(Station(device=OTHER_DEVICE, name="Practice station", recipient=OWN.recipient),),
    practice=True,
)
DIRECTORY = sign_directory(RECIPIENTS, signer=ISSUER, chain=ISSUER_CHAIN)
CHAINS = certify_request(ASKED, roles={PERSON: frozenset({"officer", "supervisor"})}, authority=AUTHORITY, made=MADE)
GRANT = make_grant(REQUEST, root=ROOT, chains=[*CHAINS, ISSUER_CHAIN], directory=DIRECTORY, signer=ISSUER)


def resigned(raw: bytes, signer: SoftKey, change: Callable[[dict[str, Any]], object]) -> bytes:
    """The file with something in its body changed and signed anew."""
    outer = json.loads(raw)
    change(outer["body"])
    data = outer["kind"].encode() + b"\0" + canonical.encode(outer["body"], limit=LIMIT)
    return canonical.encode({**outer, "sig": signer.sign(data).hex()}, limit=LIMIT)


def one(**fields: object) -> Callable[[dict[str, Any]], object]:
    return lambda body: body.update(fields)


def refusal(call: Callable[[], object]) -> object:
    with pytest.raises(WrongSignedFile) as refused:
        call()
    return refused.value.facts["what"]


# --- request -----------------------------------------------------------------------------------------------------
def test_a_request_opens_at_headquarters_as_it_was_made() -> None:
    assert open_request(REQUEST) == ASKED
    assert CLAIM.name == "Practice Café"


def test_no_private_part_leaves_the_device() -> None:
    assert OWN.text.encode() not in REQUEST
    assert OFFICERS.text.encode() not in REQUEST


@pytest.mark.parametrize(
    ("change", "signer", "what"),
    [
        (one(name="Other"), STRANGER, "signature"),
        (one(key=b64(STRANGER.public)), DEVICE, "signature"),
        (one(key=b64(STRANGER.public)), STRANGER, "officer"),
        (one(log="xy"), DEVICE, "device"),
        (one(recipient="age1"), DEVICE, "device"),
        (one(role="hq"), DEVICE, "form"),
        (one(more=1), DEVICE, "form"),
        (one(device="1"), DEVICE, "form"),
        (lambda body: body["officers"][0].update(name="Other"), DEVICE, "officer"),
        (lambda body: body["officers"][0].update(person=OTHER_PERSON), DEVICE, "officer"),
        (lambda body: body["officers"][0].update(recipient="age1"), DEVICE, "officer"),
        (lambda body: body["officers"][0].update(sig="zz"), DEVICE, "hex"),
        (lambda body: body["officers"][0].update(sig="AB"), DEVICE, "hex"),
        (lambda body: body["officers"][0].update(key="*"), DEVICE, "base64"),
        (lambda body: body["officers"].append(body["officers"][0]), DEVICE, "officer"),
    ],
)
def test_each_fault_of_a_request_is_refused(
    change: Callable[[dict[str, Any]], object], signer: SoftKey, what: str
) -> None:
    assert refusal(lambda: open_request(resigned(REQUEST, signer, change))) == what


def test_one_key_cannot_stand_for_two_people_nor_the_device_for_an_officer() -> None:
    twice = claim_officer(OFFICER, person=OTHER_PERSON, name="X", recipient=OWN.recipient, device_key=DEVICE.key_id)
    device = claim_officer(DEVICE, person=OTHER_PERSON, name="X", recipient=OWN.recipient, device_key=DEVICE.key_id)
    for claim in (twice, device):
        wrong = msgspec.structs.replace(ASKED, officers=(CLAIM, claim))
        assert refusal(partial(make_request, wrong, signer=DEVICE)) == "officer"


def test_the_code_changes_with_every_byte_of_the_request() -> None:
    assert request_code(REQUEST) != request_code(REQUEST + b"\n")
    assert grant_code(REQUEST, ROOT) != grant_code(REQUEST, ROOT + b"\0")
    assert grant_code(REQUEST, ROOT) != grant_code(REQUEST + b"\0", ROOT)


# --- directory ---------------------------------------------------------------------------------------------------
def test_a_directory_opens_under_its_root() -> None:
    directory = open_directory(DIRECTORY, root=ROOT)
    assert (directory.version, directory.hq, directory.recovery) == (3, HQ.recipient, RECOVERY.recipient)
    assert directory.stations == RECIPIENTS.stations
    assert (directory.signed, directory.chain) == (DIRECTORY, ISSUER_CHAIN)


def test_a_directory_of_another_root_or_by_another_key_is_refused() -> None:
    other, _ = found(name="Practice headquarters", made=MADE)
    assert refusal(lambda: open_directory(DIRECTORY, root=other.root)) == "issuer"
    receipts = SoftKey.generate()
    chain = AUTHORITY.certify(hq_facts(receipts, "receipt"), receipts.public, made=MADE)
    by_receipts = sign_directory(RECIPIENTS, signer=receipts, chain=chain)
    assert refusal(lambda: open_directory(by_receipts, root=ROOT)) == "issuer"
    boss = AUTHORITY.certify(officer_facts(OFFICER, roles=("issue",)), OFFICER.public, made=MADE)
    by_officer = sign_directory(RECIPIENTS, signer=OFFICER, chain=boss)
    assert refusal(lambda: open_directory(by_officer, root=ROOT)) == "issuer"
    assert refusal(
        lambda: open_directory(sign_directory(RECIPIENTS, signer=OFFICER, chain=ISSUER_CHAIN), root=ROOT)
    ) == ("signature")


@pytest.mark.parametrize(
    "change", [one(version=0), one(hq="age1"), one(recovery=""), one(stations=[{}]), one(chain=["*"])]
)
def test_each_fault_of_a_directory_is_refused(change: Callable[[dict[str, Any]], object]) -> None:
    assert refusal(lambda: open_directory(resigned(DIRECTORY, ISSUER, change), root=ROOT))


# --- grant -------------------------------------------------------------------------------------------------------
def test_a_grant_certifies_the_device_and_the_officers_headquarters_chose() -> None:
    grant = open_grant(GRANT, request=REQUEST, pinned=None)
    facts = {known.key: known for known in grant.facts}
    assert grant.root == ROOT
    assert facts.keys() == grant.chains.keys() == {DEVICE.key_id, OFFICER.key_id, ISSUER.key_id}
    assert facts[OFFICER.key_id].person == PERSON
    assert facts[OFFICER.key_id].roles == {"officer", "supervisor"}
    assert facts[DEVICE.key_id].device == DEVICE_ID
    assert facts[DEVICE.key_id].roles == {"field"}
    assert grant.directory == open_directory(DIRECTORY, root=ROOT)


def test_a_grant_for_another_request_is_refused() -> None:
    newer = make_request(msgspec.structs.replace(ASKED, log="cd" * 16), signer=DEVICE)
    with pytest.raises(OtherRequest):
        open_grant(GRANT, request=newer, pinned=None)


def test_a_pinned_root_stays() -> None:
    assert open_grant(GRANT, request=REQUEST, pinned=ROOT).root == ROOT
    other, _ = found(name="Practice headquarters", made=MADE)
    with pytest.raises(OtherRoot):
        open_grant(GRANT, request=REQUEST, pinned=other.root)


def granted(chains: Sequence[Sequence[bytes]], signer: SoftKey = ISSUER, directory: bytes = DIRECTORY) -> bytes:
    return make_grant(REQUEST, root=ROOT, chains=chains, directory=directory, signer=signer)


def certified(key: SoftKey, **changes: object) -> tuple[bytes, ...]:
    facts = msgspec.structs.replace(officer_facts(key), **changes)
    return AUTHORITY.certify(facts, key.public, made=MADE)


def test_a_grant_must_say_what_was_asked_and_nothing_of_strangers() -> None:
    as_device = KeyFacts(key=OFFICER.key_id, kind="device", device=DEVICE_ID)
    for chain in (
        certified(STRANGER),
        certified(OFFICER, person=OTHER_PERSON),
        certified(OFFICER, device=OTHER_DEVICE),
        certified(DEVICE),
        AUTHORITY.certify(as_device, OFFICER.public, made=MADE),
        found(name="Practice headquarters", made=MADE)[0].certify(officer_facts(OFFICER), OFFICER.public, made=MADE),
        (),
    ):
        raw = granted([CHAINS[0], chain])
        assert refusal(partial(open_grant, raw, request=REQUEST, pinned=None)) == "certificate"


def test_a_grant_without_the_device_or_for_real_use_of_a_practice_home_is_refused() -> None:
    assert refusal(lambda: open_grant(granted(CHAINS[1:]), request=REQUEST, pinned=None)) == "device"
    real = sign_directory(msgspec.structs.replace(RECIPIENTS, practice=False), signer=ISSUER, chain=ISSUER_CHAIN)
    assert refusal(lambda: open_grant(granted(CHAINS, directory=real), request=REQUEST, pinned=None)) == "device"


def test_a_grant_must_be_signed_by_the_key_of_its_directory() -> None:
    assert refusal(lambda: open_grant(granted(CHAINS, signer=STRANGER), request=REQUEST, pinned=None)) == "signature"


@pytest.mark.parametrize("opener", [open_request, lambda raw: open_directory(raw, root=ROOT)])
@pytest.mark.parametrize("raw", [b"", b"{}", b"[]", GRANT, GRANT[:-1], b'{"body":{},"kind":"x","sig":"","v":1}'])
def test_files_of_another_kind_are_refused(opener: Callable[[bytes], object], raw: bytes) -> None:
    assert refusal(lambda: opener(raw)) == "form"


class _Empty(msgspec.Struct):
    pass


def test_kind_version_and_spelling_are_part_of_the_form() -> None:
    raw = pack("fieldkit-test-v1", _Empty(), DEVICE)
    unpack("fieldkit-test-v1", raw, _Empty).check(DEVICE.public)
    assert refusal(lambda: unpack("fieldkit-test-v1", raw, _Empty).check(OFFICER.public)) == "signature"
    assert refusal(lambda: unpack("fieldkit-other-v1", raw, _Empty)) == "kind"
    assert refusal(lambda: unpack("fieldkit-test-v1", raw.replace(b'"v":1', b'"v":2'), _Empty)) == "kind"
    assert refusal(lambda: unb64("YR==")) == "base64"
    assert refusal(lambda: unb64("é")) == "base64"
    assert unb64("YQ==") == b"a"
    assert unhex("0a") == b"\n"


def test_every_changed_letter_of_a_grant_is_refused() -> None:
    for place in range(0, len(GRANT), 7):
        bad = GRANT[:place] + (b"0" if GRANT[place : place + 1] != b"0" else b"1") + GRANT[place + 1 :]
        with pytest.raises((WrongSignedFile, OtherRequest)):
            open_grant(bad, request=REQUEST, pinned=None)
