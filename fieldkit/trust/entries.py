"""The only doors through which an entry becomes `Signed`: `seal` for our own, `open_entry` for everybody's.

Signed bytes = `ENTRY_TAG` + canonical JSON. The hash covers the same bytes without the signature. Exact bytes are kept;
fields that this version does not know survive in them untouched. docs/formats/entry.md is the format in full.
"""

from __future__ import annotations

import binascii
import hashlib
import itertools
import os
import re
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Final, TypeAlias

import msgspec
from cryptography.hazmat.primitives.asymmetric import ec

from fieldkit.domain.entry import ENTRY_FORMAT, FIRST_PREV, Blob, Entry, Signed
from fieldkit.errors import N_, BugError, KnownError
from fieldkit.trust import canonical
from fieldkit.trust.canonical import DEPTH, GREATEST, NotCanonical
from fieldkit.trust.signing import NotAKey, Signer, key_id, public_key, verify_digest

ENTRY_TAG: Final = b"fieldkit-entry-v1\0"
CARRIERS: Final = frozenset({"log.open", "key.open"})
"""Types whose body carries the key that signs them."""

KeyOf: TypeAlias = Callable[[str], bytes | None]
"""Finds the SubjectPublicKeyInfo of a key id, or None."""

_CHUNK = 128
_HEX64 = "[0-9a-f]{64}"
_UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_FACE = re.compile(
    rf"[0-9a-f]{{32}} {_HEX64} {_HEX64} {_UUID} [0-9a-f]{{32}} [a-z][a-z0-9_]{{0,31}}(?:\.[a-z0-9_]{{1,32}})?"
)
_UUIDS = re.compile(rf"(?:{_UUID} )*")
_HASHES = re.compile(rf"(?:{_HEX64} )*")
_BLOB = re.compile(
    rf"{_HEX64} {_HEX64} age1[02-9ac-hj-np-z]{{58}} [a-z0-9][a-z0-9.+-]{{0,62}}/[a-z0-9][a-z0-9.+-]{{0,62}}"
)
_DAY = 24 * 60
_parse = msgspec.json.Decoder(Entry).decode


class NotAnEntry(KnownError):
    """Bytes that are canonical but no entry. `what` names the field at fault."""

    code = "not-an-entry"
    message = N_("This is not an entry of a Fieldkit log ({what}).")
    hint = N_("It was not taken in and nothing else was touched. Keep the file and tell headquarters.")


class WrongSignature(KnownError):
    """The signature does not belong to these bytes and this key."""

    code = "wrong-signature"
    message = N_("Entry {hash} is not signed by the key it names.")
    hint = N_("It does not count and was not taken in. Keep the file and tell headquarters.")


class UnknownKey(KnownError):
    """The entry names a key that nobody has shown yet."""

    code = "unknown-key"
    message = N_("Entry {hash} is signed by a key that is not known here ({key}).")
    hint = N_("It waits until the key arrives, usually in another bundle of the same device.")


EntryError: TypeAlias = NotCanonical | NotAnEntry | WrongSignature | UnknownKey


def seal(entry: Entry, signer: Signer) -> Signed:
    """Sign *entry* and return it as every reader will see it: texts in NFC, lists as JSON lists.

    Raises NotCanonical or NotAnEntry when a reader would refuse it, BugError when *signer* is not the key in `by`.
    """
    if entry.by != signer.key_id:
        raise BugError(what="an entry was given to another key to sign")
    raw = canonical.encode(canonical.normalised(msgspec.to_builtins(entry)))
    read = _read(raw)
    if (carried := carried_key(read)) is not None and carried != signer.public:
        raise BugError(what="an entry carries another key than the one that signs it")
    return Signed(read, hash_of(raw), raw, signer.sign(ENTRY_TAG + raw))


def hash_of(raw: bytes) -> str:
    """Return the hash of an entry's bytes: SHA-256 of `ENTRY_TAG` + *raw*, hex."""
    return hashlib.sha256(ENTRY_TAG + raw).hexdigest()


def open_entry(untrusted_raw: bytes, untrusted_sig: bytes, *, key_of: KeyOf) -> Signed:
    """Return the entry in *untrusted_raw* when *untrusted_sig* is its signature.

    An entry of `CARRIERS` is verified by the key it carries, which must be the one it names in `by`; any other by the
    key that *key_of* finds. Says nothing of whether the key may sign this: that is standing. Raises NotCanonical,
    NotAnEntry, WrongSignature or UnknownKey.
    """
    entry = _read(untrusted_raw)
    digest = hashlib.sha256(ENTRY_TAG + untrusted_raw).digest()
    key = _key_for(entry, digest, key_of)
    if not verify_digest(key, digest, untrusted_sig):
        raise WrongSignature(hash=digest.hex())
    return Signed(entry, digest.hex(), untrusted_raw, untrusted_sig)


def open_many(
    untrusted_items: Iterable[tuple[bytes, bytes]], *, key_of: KeyOf, threads: int | None = None
) -> list[Signed | EntryError]:
    """Open (raw, signature) pairs; each answer is the entry or the error that `open_entry` would have raised.

    Answers stand in the order asked. A key that an earlier item of the same call carries is known to the later ones.
    *key_of* is called from the calling thread only. *threads*: as many processors by default.
    """
    seen: dict[str, bytes] = {}

    def known(key: str) -> bytes | None:
        return seen.get(key) or key_of(key)

    items = iter(untrusted_items)
    jobs: list[Future[list[Signed | EntryError]]] = []
    with ThreadPoolExecutor(max_workers=threads or os.cpu_count() or 1) as pool:
        while chunk := list(itertools.islice(items, _CHUNK)):
            ready = [_prepared(raw, sig, known, seen) for raw, sig in chunk]
            jobs.append(pool.submit(_verified, ready))
        return [answer for job in jobs for answer in job.result()]


def carried_key(entry: Entry) -> bytes | None:
    """Return the SubjectPublicKeyInfo that *entry* carries, or None when it is of no type that carries one.

    Raises NotAnEntry when it should and does not, or carries a key other than the one in `by`.
    """
    if entry.type not in CARRIERS:
        return None
    text = entry.body.get("key")
    if not isinstance(text, str):
        raise NotAnEntry(what="body.key")
    try:
        key = binascii.a2b_base64(text.encode(), strict_mode=True)
    except binascii.Error:
        raise NotAnEntry(what="body.key") from None
    if key_id(key) != entry.by:
        raise NotAnEntry(what="by")
    return key


class _Ready(msgspec.Struct, frozen=True):
    """An entry whose form is right and whose key is known; only the signature is still to be verified."""

    entry: Entry
    digest: bytes
    raw: bytes
    sig: bytes
    key: ec.EllipticCurvePublicKey


def _prepared(raw: bytes, sig: bytes, known: KeyOf, seen: dict[str, bytes]) -> _Ready | EntryError:
    try:
        entry = _read(raw)
        digest = hashlib.sha256(ENTRY_TAG + raw).digest()
        ready = _Ready(entry, digest, raw, sig, _key_for(entry, digest, known))
    except (NotCanonical, NotAnEntry, UnknownKey) as refused:
        return refused
    # The key's own hash is its name, so a carried key needs no signature before others may be verified by it.
    if (carried := carried_key(entry)) is not None:
        seen[entry.by] = carried
    return ready


def _verified(ready: Sequence[_Ready | EntryError]) -> list[Signed | EntryError]:
    answers: list[Signed | EntryError] = []
    for one in ready:
        if not isinstance(one, _Ready):
            answers.append(one)
        elif verify_digest(one.key, one.digest, one.sig):
            answers.append(Signed(one.entry, one.digest.hex(), one.raw, one.sig))
        else:
            answers.append(WrongSignature(hash=one.digest.hex()))
    return answers


def _key_for(entry: Entry, digest: bytes, key_of: KeyOf) -> ec.EllipticCurvePublicKey:
    spki = carried_key(entry)
    if spki is None:
        spki = key_of(entry.by)
        if spki is None:
            raise UnknownKey(hash=digest.hex(), key=entry.by)
    try:
        return public_key(spki)
    except NotAKey:
        raise NotAnEntry(what="key") from None


def _read(untrusted_raw: bytes) -> Entry:
    """Return the entry in *untrusted_raw*, canonical and well-formed; its signature is not looked at."""
    canonical.guard(untrusted_raw)
    try:
        entry = _parse(untrusted_raw)
    except msgspec.ValidationError:
        canonical.decode(untrusted_raw)  # not canonical at all is the better reason, where it is true
        raise NotAnEntry(what="fields") from None
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise NotCanonical(what="json") from None
    _check_fields(entry)
    canonical.check_part(entry.body, depth=DEPTH - 1)
    if msgspec.json.encode(entry, order="sorted") == untrusted_raw:
        return entry
    # Canonical all the same, but with fields of a later version; only `blobs`, having a default, could also be missing.
    if "blobs" not in canonical.decode(untrusted_raw):
        raise NotAnEntry(what="blobs")
    return entry


def _check_fields(entry: Entry) -> None:
    t = entry.t
    if entry.v != ENTRY_FORMAT:
        raise NotAnEntry(what="v")
    if not _FACE.fullmatch(f"{entry.log} {entry.prev} {entry.by} {entry.subj} {t.boot} {entry.type}"):
        raise NotAnEntry(what="names")
    if not (0 <= entry.seq <= GREATEST and 1 <= entry.tv <= GREATEST):
        raise NotAnEntry(what="seq")
    if (entry.seq == 0) != (entry.prev == FIRST_PREV):
        raise NotAnEntry(what="prev")
    if (entry.seq == 0) != (entry.type == "log.open"):
        raise NotAnEntry(what="type")
    if not (-GREATEST <= t.wall <= GREATEST and -_DAY <= t.offset <= _DAY and 0 <= t.mono_us <= GREATEST):
        raise NotAnEntry(what="t")
    if entry.scope and not _are_names(entry.scope, _UUIDS, 36):
        raise NotAnEntry(what="scope")
    if entry.base and not _are_names(entry.base, _HASHES, 64):
        raise NotAnEntry(what="base")
    if entry.blobs and not _blobs_are_right(entry.blobs):
        raise NotAnEntry(what="blobs")


def _are_names(names: Sequence[str], shape: re.Pattern[str], width: int) -> bool:
    """Tell whether each of *names* is one name of *width* characters, ascending, none twice.

    The total length proves that the only spaces in the joined text are those that joined it.
    """
    joined = " ".join(names) + " "
    return (
        len(joined) == (width + 1) * len(names)
        and shape.fullmatch(joined) is not None
        and all(a < b for a, b in itertools.pairwise(names))
    )


def _blobs_are_right(blobs: Sequence[Blob]) -> bool:
    return len({blob.sha256 for blob in blobs}) == len(blobs) and all(
        0 <= blob.size <= GREATEST
        and _BLOB.fullmatch(f"{blob.sha256} {blob.sealed_sha256} {blob.recipient} {blob.mime}")
        for blob in blobs
    )
