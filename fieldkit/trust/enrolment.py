"""Enrolment: a request file out, a grant file back.

A person compares 16 characters of the request at HQ before anything is certified, and 16 over request and root on the
device before the root is pinned: nothing else protects the first meeting. Format: docs/formats/certificates.md.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from typing import Final, Literal

import msgspec

from fieldkit.domain.keys import KeyFacts, Role
from fieldkit.domain.values import Hash, Id, Line
from fieldkit.errors import N_, KnownError
from fieldkit.trust import canonical
from fieldkit.trust.certificates import Authority, NotCertified, facts_of
from fieldkit.trust.comparing import sixteen
from fieldkit.trust.directory import Directory, open_directory
from fieldkit.trust.sealing import is_recipient
from fieldkit.trust.signed_file import WrongSignedFile, b64, pack, tagged, unb64, unhex, unpack
from fieldkit.trust.signing import Signer, key_id, verify

REQUEST: Final = "fieldkit-request-v1"
GRANT: Final = "fieldkit-grant-v1"
OFFICER: Final = "fieldkit-officer-v1"
_LOG = re.compile("[0-9a-f]{32}")


class OtherRequest(KnownError):
    """A grant that answers another request."""

    code = "other-request"
    message = N_("This grant answers another request, perhaps of another laptop or an older one.")
    hint = N_("Nothing was changed. Ask headquarters for the grant to the newest request of this laptop.")


class OtherRoot(KnownError):
    """A grant under another root than the one this home has pinned."""

    code = "other-root"
    message = N_("This grant comes from another headquarters than the one this home belongs to.")
    hint = N_("Nothing was changed. Keep the file and ask your headquarters about it.")


class OfficerClaim(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An officer's word on the own key on one device; `sig` by that key. key = SubjectPublicKeyInfo, base64."""

    person: Id
    name: Line
    rank: Line = ""
    unit: Line = ""
    key: str
    recipient: str
    device_key: Hash
    sig: str = ""


class Request(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a device asks HQ to certify: its own key and its officers'. key = SubjectPublicKeyInfo, base64."""

    device: Id
    name: Line
    role: Literal["field", "station"]
    log: str
    key: str
    recipient: str
    practice: bool
    officers: tuple[OfficerClaim, ...]


class Grant(msgspec.Struct, frozen=True, kw_only=True):
    """A verified grant: the root to pin, the chain of each certified key (by key id) and the directory."""

    root: bytes
    chains: dict[str, tuple[bytes, ...]]
    facts: tuple[KeyFacts, ...]
    directory: Directory


class _GrantBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    request: Hash
    root: str
    chains: tuple[tuple[str, ...], ...]
    directory: str


# --- the request -----------------------------------------------------------------------------------------------------
def claim_officer(
    signer: Signer, *, person: str, name: str, rank: str = "", unit: str = "", recipient: str, device_key: str
) -> OfficerClaim:
    """Return the officer's claim to *signer*'s key on the device whose key id is *device_key*."""
    texts = [canonical.normalised(text) for text in (name, rank, unit)]
    claim = OfficerClaim(
        person=person,
        name=texts[0],
        rank=texts[1],
        unit=texts[2],
        key=b64(signer.public),
        recipient=recipient,
        device_key=device_key,
    )
    return msgspec.structs.replace(claim, sig=signer.sign(_claim_bytes(claim)).hex())


def make_request(request: Request, *, signer: Signer) -> bytes:
    """Return the request file, signed by the device key *signer*.

    Raises WrongSignedFile when HQ would refuse it, NotCanonical when it is too large.
    """
    raw = pack(REQUEST, request, signer)
    open_request(raw)
    return raw


def open_request(untrusted: bytes) -> Request:
    """Return the request in *untrusted*: signed by the device key it names, each claim by the officer's own key.

    Says nothing of who made it: compare `request_code` by voice before certifying. Raises WrongSignedFile.
    """
    file = unpack(REQUEST, untrusted, Request)
    request = file.body
    device_key = unb64(request.key)
    file.check(device_key)
    if not (_LOG.fullmatch(request.log) and is_recipient(request.recipient)):
        raise WrongSignedFile(what="device")
    for claim in request.officers:
        if claim.device_key != key_id(device_key) or not is_recipient(claim.recipient):
            raise WrongSignedFile(what="officer")
        if not verify(unb64(claim.key), _claim_bytes(claim), unhex(claim.sig)):
            raise WrongSignedFile(what="officer")
    people = {claim.person for claim in request.officers}
    keys = {request.key} | {claim.key for claim in request.officers}
    if len(people) != len(request.officers) or len(keys) != len(request.officers) + 1:
        raise WrongSignedFile(what="officer")
    return request


def request_code(request: bytes) -> str:
    """Return the 16 characters to compare before HQ certifies what this request file asks."""
    return sixteen(b"fieldkit-request-code-v1\0" + request)


def grant_code(request: bytes, root: bytes) -> str:
    """Return the 16 characters to compare before a device pins *root* (DER) in answer to *request*."""
    parts = hashlib.sha256(request).digest() + hashlib.sha256(root).digest()
    return sixteen(b"fieldkit-grant-code-v1\0" + parts)


# --- the grant -------------------------------------------------------------------------------------------------------
def certify_request(
    request: Request, *, roles: Mapping[str, frozenset[Role]], authority: Authority, made: int
) -> list[tuple[bytes, ...]]:
    """Return a chain for the device and for each officer whose person id *roles* names, with those roles.

    made: HQ's clock, ms since 1970 UTC. Raises NotAKey.
    """
    key = unb64(request.key)
    device = KeyFacts(
        key=key_id(key),
        kind="device",
        device=request.device,
        name=request.name,
        roles=frozenset({request.role}),
    )
    chains = [authority.certify(device, key, made=made)]
    for claim in request.officers:
        if claim.person in roles:
            key = unb64(claim.key)
            officer = KeyFacts(
                key=key_id(key),
                kind="officer",
                person=claim.person,
                device=request.device,
                name=claim.name,
                rank=claim.rank,
                unit=claim.unit,
                roles=roles[claim.person],
            )
            chains.append(authority.certify(officer, key, made=made))
    return chains


def make_grant(
    request: bytes, *, root: bytes, chains: Sequence[Sequence[bytes]], directory: bytes, signer: Signer
) -> bytes:
    """Return the grant file that answers *request*; *signer* = the HQ key that signed *directory*.

    chains: of the device, of its officers, and of the HQ keys whose receipts the device should know.
    """
    body = _GrantBody(
        request=hashlib.sha256(request).hexdigest(),
        root=b64(root),
        chains=tuple(tuple(map(b64, chain)) for chain in chains),
        directory=b64(directory),
    )
    return pack(GRANT, body, signer)


def open_grant(untrusted: bytes, *, request: bytes, pinned: bytes | None) -> Grant:
    """Return the grant in *untrusted* when it answers *request* and everything in it holds under its root.

    pinned: the root (DER) this home holds already, or None at the first grant: then a person must compare `grant_code`
    before it is used. Raises WrongSignedFile, OtherRequest, OtherRoot.
    """
    file = unpack(GRANT, untrusted, _GrantBody)
    if file.body.request != hashlib.sha256(request).hexdigest():
        raise OtherRequest
    root = unb64(file.body.root)
    if pinned is not None and pinned != root:
        raise OtherRoot
    directory = open_directory(unb64(file.body.directory), root=root)
    file.check_issuer(directory.chain, root)
    asked = open_request(request)
    chains: dict[str, tuple[bytes, ...]] = {}
    facts: list[KeyFacts] = []
    for texts in file.body.chains:
        chain = tuple(map(unb64, texts))
        known = _certified(chain, root)
        _check_asked(known, asked)
        chains[known.key] = chain
        facts.append(known)
    if key_id(unb64(asked.key)) not in chains or asked.practice != directory.practice:
        raise WrongSignedFile(what="device")
    return Grant(root=root, chains=chains, facts=tuple(facts), directory=directory)


def _certified(chain: Sequence[bytes], root: bytes) -> KeyFacts:
    try:
        return facts_of(chain, root=root)
    except NotCertified as refused:
        raise WrongSignedFile(what="certificate") from refused


def _check_asked(facts: KeyFacts, asked: Request) -> None:
    """Refuse a certificate for a key of *asked* that says something else than was asked, or for a stranger's key."""
    if facts.kind == "hq":
        return
    people: dict[str, tuple[str, str | None]] = {
        key_id(unb64(claim.key)): ("officer", claim.person) for claim in asked.officers
    }
    people[key_id(unb64(asked.key))] = ("device", None)
    if people.get(facts.key) != (facts.kind, facts.person) or facts.device != asked.device:
        raise WrongSignedFile(what="certificate")


def _claim_bytes(claim: OfficerClaim) -> bytes:
    plain = msgspec.to_builtins(claim)
    del plain["sig"]
    return tagged(OFFICER, plain)
