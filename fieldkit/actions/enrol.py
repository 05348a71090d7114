"""Belong to a headquarters: a request file out, a grant file back, sixteen characters compared on both sides."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Final

import msgspec

from fieldkit.actions import rekeyed
from fieldkit.actions.desk import Changes, Desk, NotThisRole
from fieldkit.domain.entry import Draft
from fieldkit.domain.keys import KeyFacts, Role
from fieldkit.domain.ledger_bodies import Granted
from fieldkit.domain.types import plain
from fieldkit.errors import N_, BugError, KnownError
from fieldkit.storage import authority, durable
from fieldkit.storage.failures import disk_errors
from fieldkit.storage.keys import OfficerKeys
from fieldkit.storage.store import Store
from fieldkit.storage.vault import Vault
from fieldkit.sync import recipients
from fieldkit.sync.door import revoked_keys
from fieldkit.trust.certificates import certificate_id, leaf_key
from fieldkit.trust.comparing import same_code
from fieldkit.trust.directory import Recipients, Station, sign_directory
from fieldkit.trust.enrolment import (
    OfficerClaim,
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
from fieldkit.trust.signed_file import b64, unb64
from fieldkit.trust.signing import key_id

LARGEST: Final = 1 << 20
"""Bytes of the largest enrolment file read."""
_REQUEST: Final = "request"
_CLAIMS: Final = "claims"


class CodesDiffer(KnownError):
    """The sixteen characters are not the same on both sides."""

    code = "codes-differ"
    message = N_("The sixteen characters do not agree with this file.")
    hint = N_("Nothing was changed. Compare them again by voice; if they still differ, somebody changed the file.")


class NoSuchRole(KnownError):
    """A role or officer that does not exist."""

    code = "no-such-role"
    message = N_("“{text}” names no officer of this request, or no role.")
    hint = N_("Nothing was changed. Write NAME=officer, or clerk, reviewer, supervisor, viewer; several by commas.")


class NoRequest(KnownError):
    """A grant came, but this home never asked."""

    code = "no-request"
    message = N_("This home has not asked to be enrolled.")
    hint = N_("Nothing was changed. Make a request first: `fieldkit enrol request`.")


class EnrolmentFileUnreadable(KnownError):
    """The file cannot be read."""

    code = "enrolment-file-unreadable"
    message = N_("The file {name} cannot be read.")
    hint = N_("Nothing was changed. Check the stick and choose the file again.")


class AlreadyCertified(KnownError):
    """A request speaks for a device or person that headquarters certified before."""

    code = "already-certified"
    message = N_("This request speaks for “{name}”, whom headquarters has certified with another key or name.")
    hint = N_(
        "Nothing was changed. If that device is lost or was set up anew, revoke its old key first; else somebody uses "
        "an id that is not theirs: keep the file and ask who made it."
    )


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """An enrolment file and the sixteen characters to compare by voice."""

    file: Path
    code: str


def keep_claim(store: Store, officer: OfficerKeys) -> None:
    """Keep the officer's own word for their key, to be sent with the next request; made while the key is at hand."""
    claim = claim_officer(
        officer.signer,
        person=officer.person,
        name=officer.name,
        rank=officer.rank,
        unit=officer.unit,
        recipient=officer.identity.recipient,
        device_key=store.device.signer.key_id,
    )
    others = [one for one in _claims(store) if one.person != officer.person]
    store.secrets.put(_CLAIMS, msgspec.json.encode([*others, claim]))


def request(*, desk: Desk, to: Path) -> Written:
    """Write what HQ needs to certify this device and its officers into *to* (a folder)."""
    store = desk.store
    if desk.role == "hq":
        raise NotThisRole(role=desk.role, needed="field / station")
    asked = Request(
        device=store.home.device,
        name=store.home.name,
        role=desk.role,
        log=desk.log(),
        key=b64(store.device.signer.public),
        recipient=store.device.identity.recipient,
        practice=desk.practice,
        officers=tuple(_claims(store)),
    )
    raw = make_request(asked, signer=store.device.signer)
    store.secrets.put(_REQUEST, raw)
    file = to / f"{store.home.device[:8]}.request"
    with disk_errors():
        durable.write_new(file, raw)
    return Written(file=file, code=request_code(raw))


class Belonging(msgspec.Struct, frozen=True, kw_only=True):
    """Where a home belongs. at: headquarters' name, empty before the grant; requested: a request was written."""

    at: str = ""
    requested: bool = False


def belonging(*, desk: Desk) -> Belonging:
    """Return where this home belongs."""
    directory = recipients.held(desk.store)
    requested = desk.store.secrets.get(_REQUEST) is not None
    return Belonging(at=directory.name if directory else "", requested=requested)


def grant(
    *,
    desk: Desk,
    request: Path,
    code: str,
    roles: Mapping[str, frozenset[Role]],
    to: Path,
    renewed: Mapping[str, str] = MappingProxyType({}),
) -> Written:
    """Certify a device and those of its officers whom *roles* names by person id; write the grant into *to*.

    code: the sixteen characters the other side read out. renewed: by person id, why an officer who has a certified key
    on that device gets another one; the old one is revoked in the same act. Raises CodesDiffer, AlreadyCertified,
    SecondKey, NewKeyNotSeen, NotRenewed, WrongSignedFile, NotThisRole.
    """
    desk.needs("hq")
    keys = authority.load(desk.store)
    raw = _read(request)
    asked = open_request(raw)
    if not same_code(code, request_code(raw)):
        raise CodesDiffer
    if asked.practice != desk.practice:
        raise NotThisRole(
            role="practice" if asked.practice else "real", needed="real" if asked.practice else "practice"
        )
    _check_new(desk.store, asked, roles)
    ended = rekeyed.ended(desk.store, asked, persons=roles, renewed=renewed)
    chains = certify_request(asked, roles=roles, authority=keys.authority, made=desk.clock.now().wall)
    _keep_granted(desk, keys, chains, ended)
    directory = _directory_with(desk, keys, asked)
    granted = make_grant(
        raw,
        root=keys.root,
        chains=[*chains, keys.issue_chain, keys.receipt_chain],
        directory=directory,
        signer=keys.issue,
    )
    file = to / f"{asked.device[:8]}.grant"
    with disk_errors():
        durable.write_new(file, granted)
    return Written(file=file, code=grant_code(raw, keys.root))


def _check_new(store: Store, asked: Request, persons: Collection[str]) -> None:
    """Raise AlreadyCertified when *asked* names somebody else's device or person.

    What headquarters sends to a device goes to every key certified for its id, and two hands are told apart by person
    id: so a device has one key until that is revoked, and a person one name wherever they work, on this device too.
    """
    key, gone = key_id(unb64(asked.key)), revoked_keys(store)
    claimed = {claim.person: claim.name for claim in asked.officers if claim.person in persons}
    if asked.device == store.home.device:
        raise AlreadyCertified(name=store.home.name)
    own = {claim.person: claim.name for claim in _claims(store)}
    given = [str(one.entry.body.get("key")) for one in store.ledger.of_type("granted")]
    for facts in store.certificates.facts_of_many(given).values():
        if not facts.certified or facts.key in gone:
            continue
        if facts.kind == "device" and facts.device == asked.device and facts.key != key:
            raise AlreadyCertified(name=facts.name)
        if facts.kind == "officer" and facts.person is not None:
            own[facts.person] = facts.name
    for person, name in claimed.items():
        if own.get(person, name) != name:
            raise AlreadyCertified(name=own[person])


def renewals_for(*, request: Path, given: Sequence[str]) -> dict[str, str]:
    """Return why officers of a request get another key: `PERSON=reason` each, by id or name. Raises NotRenewed."""
    return rekeyed.persons_for(asked=open_request(_read(request)), given=given)


def roles_for(*, request: Path, given: Sequence[str]) -> dict[str, frozenset[Role]]:
    """Return the roles of a request's officers: `PERSON=role,role` each, by id or name; nothing given = all officers.

    Raises NoSuchRole, WrongSignedFile.
    """
    asked = open_request(_read(request))
    if not given:
        return {claim.person: frozenset({"officer"}) for claim in asked.officers}
    roles: dict[str, frozenset[Role]] = {}
    for text in given:
        who, _, what = text.partition("=")
        person = next((claim.person for claim in asked.officers if who in (claim.person, claim.name)), None)
        try:
            wanted = msgspec.convert(what.split(","), list[Role])
        except msgspec.ValidationError:
            wanted = []
        if person is None or not wanted:
            raise NoSuchRole(text=text)
        roles[person] = frozenset(wanted)
    return roles


def accept(*, desk: Desk, grant: Path, code: str) -> Changes:
    """Take HQ's answer in: pin its root, keep the certificates, seal what is here to HQ as well.

    code: the sixteen characters HQ read out. Raises NoRequest, CodesDiffer, OtherRequest, OtherRoot, WrongSignedFile.
    """
    store = desk.store
    asked = store.secrets.get(_REQUEST)
    if asked is None:
        raise NoRequest
    granted = open_grant(_read(grant), request=asked, pinned=store.certificates.root())
    if not same_code(code, grant_code(asked, granted.root)):
        raise CodesDiffer
    store.certificates.add(der for chain in granted.chains.values() for der in chain)
    store.certificates.pin_root(granted.root)
    recipients.keep(store, granted.directory.signed)
    recipients.seal_to_readers(store)
    Vault(store.home).set_recovery(store.device, [granted.directory.recovery])
    return Changes(everything=True)


def certify_own(store: Store, keys: authority.HqKeys, *, made: int, roles: Mapping[str, frozenset[Role]]) -> None:
    """Let a new headquarters certify its own device and officers, and sign its first directory."""
    public = store.device.signer.public
    device = KeyFacts(
        key=key_id(public), kind="device", device=store.home.device, name=store.home.name, roles=frozenset({"hq"})
    )
    chains = [keys.authority.certify(device, public, made=made), keys.issue_chain, keys.receipt_chain]
    for person, given in roles.items():
        chains.append(_officer_chain(store, keys, person, given, made))
    store.certificates.add(der for chain in chains for der in chain)
    store.certificates.pin_root(keys.root)
    first = Recipients(
        version=1,
        name=store.home.name,
        hq=store.device.identity.recipient,
        recovery=keys.recovery,
        stations=(),
        practice=store.home.practice,
    )
    recipients.keep(store, sign_directory(first, signer=keys.issue, chain=keys.issue_chain))


def _officer_chain(
    store: Store, keys: authority.HqKeys, person: str, roles: frozenset[Role], made: int
) -> tuple[bytes, ...]:
    claim = next(one for one in _claims(store) if one.person == person)
    public = unb64(claim.key)
    facts = KeyFacts(
        key=key_id(public),
        kind="officer",
        person=person,
        device=store.home.device,
        name=claim.name,
        rank=claim.rank,
        unit=claim.unit,
        roles=roles,
    )
    return keys.authority.certify(facts, public, made=made)


def _keep_granted(desk: Desk, keys: authority.HqKeys, chains: list[tuple[bytes, ...]], ended: Sequence[Draft]) -> None:
    """Keep the new certificates and say in HQ's log that they were given, and which keys *ended* with them."""
    store = desk.store
    store.certificates.add(der for chain in chains for der in chain)
    drafts = [*ended]
    for chain in chains:
        key = key_id(leaf_key(chain))
        facts = store.certificates.facts(key)
        body = Granted(
            key=key,
            certificate=certificate_id(chain[0]),
            person=facts.person if facts else None,
            role=", ".join(sorted(facts.roles)) if facts else "",
            unit=facts.unit if facts else "",
        )
        drafts.append(Draft(type="granted", subj=desk.new_id(), body=plain(body)))
    store.ledger.append(drafts, signer=keys.issue, claimed=desk.clock.now())


def _directory_with(desk: Desk, keys: authority.HqKeys, asked: Request) -> bytes:
    """Return the directory, renewed where a new station asked to be in it."""
    held = recipients.held(desk.store)
    if held is None:
        raise BugError(what="a headquarters without a directory")
    others = tuple(station for station in held.stations if station.device != asked.device)
    if asked.role != "station":
        return held.signed
    station = Station(device=asked.device, name=asked.name, recipient=asked.recipient)
    wider = Recipients(
        version=held.version + 1,
        name=held.name,
        hq=held.hq,
        recovery=held.recovery,
        stations=(*others, station),
        practice=held.practice,
    )
    signed = sign_directory(wider, signer=keys.issue, chain=keys.issue_chain)
    recipients.keep(desk.store, signed)
    return signed


def _claims(store: Store) -> list[OfficerClaim]:
    raw = store.secrets.get(_CLAIMS)
    return msgspec.json.decode(raw, type=list[OfficerClaim]) if raw else []


def _read(path: Path) -> bytes:
    try:
        if not path.is_file():  # a pipe or a device would never end
            raise EnrolmentFileUnreadable(name=path.name)
        with path.open("rb") as file:
            return file.read(LARGEST)
    except OSError:
        raise EnrolmentFileUnreadable(name=path.name) from None
