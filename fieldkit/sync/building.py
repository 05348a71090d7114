"""Writing a bundle: planning its parts, and putting each on a stick (`docs/formats/bundle.md`).

Originals lie sealed in the store and their hash is known since they were sealed, so building a bundle is a copy. Every
part is read back from the stick with the same reader that will read it at its addressee.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import BinaryIO, Final

import msgspec

from fieldkit.errors import N_, KnownError
from fieldkit.sync import bag, carry
from fieldkit.sync.bag import BagInfo, Row
from fieldkit.sync.bundle import CHUNK, PART_LIMIT, Cancelled, Progress, Stopped, TooLarge, read
from fieldkit.sync.tarform import END, header, padding, room
from fieldkit.trust import signing
from fieldkit.trust.heads import SignedHead
from fieldkit.trust.signing import Signer

MAX_PARTS: Final = 999
_SHARE: Final = 16
"""Entries that take at most this share of a part go into every part."""
_TAG_SLACK: Final = 64
"""What the numbers in `bag-info.txt` may add while parts are planned with zeros in their place."""


class SourceDamaged(KnownError):
    """A sealed file on this disk is no longer what it was when it was sealed."""

    code = "source-damaged"
    message = N_("A stored file is damaged on this device ({path}).")
    hint = N_("No bundle was made. Run the check of this device; the other files are not affected.")


class Payload(msgspec.Struct, frozen=True):
    """A file to pack: path below `data/`, SHA-256 and size of its bytes, and the bytes or where they lie."""

    path: str
    sha256: str
    size: int
    source: bytes | Path


class Content(msgspec.Struct, frozen=True, kw_only=True):
    """What an export holds. originals: each with the path of the key file that opens it ("" = the addressee has it)."""

    certs: tuple[Payload, ...]
    entries: tuple[Payload, ...] = ()
    keys: tuple[Payload, ...] = ()
    proofs: tuple[Payload, ...] = ()
    originals: tuple[tuple[Payload, str], ...] = ()


class Stamp(msgspec.Struct, frozen=True, kw_only=True):
    """Who sends it, to whom, and how far the logs reach. date: the sender's calendar day. chain: DER, leaf first."""

    group: str
    signer: Signer
    chain: tuple[bytes, ...]
    practice: bool
    addressees: tuple[str, ...]
    heads: tuple[SignedHead, ...]
    date: str


class Part(msgspec.Struct, frozen=True):
    """A finished part: where it lies, its bundle id, its identity (hash of the tagmanifest) and size in bytes."""

    path: Path
    bundle: str
    sha256: str
    size: int


def small(path: str, data: bytes) -> Payload:
    """Return *data* as a payload at *path*."""
    return Payload(path, hashlib.sha256(data).hexdigest(), len(data), data)


def certificate(der: bytes) -> Payload:
    """Return a certificate under the name its hash gives it."""
    return small(f"certs/{hashlib.sha256(der).hexdigest()}.der", der)


def plan(content: Content, stamp: Stamp, *, limit: int = PART_LIMIT) -> tuple[tuple[Payload, ...], ...]:
    """Divide *content* into parts of at most *limit* bytes, each sorted by path and complete in itself.

    Every part brings the certificates and the keys its originals need and, where they are small beside the limit, all
    entries: so each part can be judged when it arrives alone. The first brings all keys and proofs. Raises TooLarge
    when a single file does not fit, or the export would need more than `MAX_PARTS`.
    """
    light = sum(_cost(entries) for entries in content.entries) <= limit // _SHARE
    always = (*content.certs, *(content.entries if light else ()))
    keys = {key.path: key for key in content.keys}
    wanted: list[tuple[Payload, tuple[Payload, ...]]] = [
        *((payload, ()) for payload in (*content.keys, *content.proofs, *(() if light else content.entries))),
        *((payload, (keys[key],) if key else ()) for payload, key in content.originals),
    ]
    empty = _overhead(stamp) + sum(_cost(payload) for payload in always)
    parts: list[dict[str, Payload]] = []
    used = limit
    for payload, needs in wanted:
        missing = [one for one in (payload, *needs) if not parts or one.path not in parts[-1]]
        cost = sum(_cost(one) for one in missing)
        if used + cost > limit:
            parts.append({payload.path: payload for payload in always})
            missing = [payload, *needs]
            used, cost = empty, sum(_cost(one) for one in missing)
            if used + cost > limit:
                raise TooLarge(what=payload.path)
        parts[-1].update((one.path, one) for one in missing)
        used += cost
    if len(parts) > MAX_PARTS:
        raise TooLarge(what=N_("number of parts"))
    parts = parts or [{payload.path: payload for payload in always}]
    return tuple(tuple(part[path] for path in sorted(part)) for part in parts)


def size_of(parts: Iterable[Sequence[Payload]], stamp: Stamp) -> int:
    """Return how many bytes the files of these parts take, never too few."""
    return sum(_overhead(stamp) + sum(_cost(payload) for payload in part) for part in parts)


def write(
    folder: Path,
    parts: Sequence[Sequence[Payload]],
    stamp: Stamp,
    *,
    label: str,
    new_id: Callable[[], str],
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> tuple[Part, ...]:
    """Write *parts* into *folder* and return them when all are safe there; otherwise nothing of them stays.

    label: a word for the file names. new_id: makes 16 random bytes as hex. progress counts bytes written and read back.
    Raises StickFull, StickFailed, StickLied, SourceDamaged, Stopped.
    """
    total = size_of(parts, stamp)
    carry.sweep(folder)
    carry.check_room(folder, total)
    done: list[Part] = []
    moved = 0

    def count(size: int) -> None:
        nonlocal moved
        if cancelled is not None and cancelled():
            raise Stopped
        moved = min(moved + size, 2 * total)
        if progress is not None:
            progress(moved, 2 * total)

    try:
        for number, payloads in enumerate(parts, 1):
            bundle = new_id()
            tags = _tags(bundle, number, len(parts), payloads, stamp)
            target = folder / carry.name_for(label, stamp.date, stamp.group, number, len(parts))
            _write_part(target, (bundle, tags), payloads, stamp, count)
            identity = hashlib.sha256(tags[bag.TAGMANIFEST]).hexdigest()
            done.append(Part(target, bundle, identity, target.stat().st_size))
    except BaseException:
        carry.take_back(part.path for part in done)
        raise
    if progress is not None:
        progress(2 * total, 2 * total)
    return tuple(done)


def _write_part(
    target: Path,
    tagged: tuple[str, dict[str, bytes]],
    payloads: Sequence[Payload],
    stamp: Stamp,
    count: Callable[[int], None],
) -> None:
    bundle, tags = tagged

    def fill(sink: BinaryIO) -> None:
        for name, data in tags.items():
            _member(sink, f"{bundle}/{name}", small(name, data), count)
        for payload in payloads:
            _member(sink, f"{bundle}/data/{payload.path}", payload, count)
        sink.write(END)

    def check(source: BinaryIO) -> str:
        before = 0

        def read_back(now: int, _all: int) -> None:
            nonlocal before
            count(now - before)
            before = now

        try:
            reading = read(source, staging=None, admit=lambda _head: stamp.signer.public, progress=read_back)
        except Stopped:
            raise
        except KnownError as error:
            return error.code
        if reading.damaged:
            _blame(reading.damaged, payloads)
        return reading.torn or (reading.damaged[0].path if reading.damaged else "")

    carry.place(target, size=size_of([payloads], stamp), fill=fill, check=check)


def _member(sink: BinaryIO, path: str, payload: Payload, count: Callable[[int], None]) -> None:
    sink.write(header(path, payload.size))
    if isinstance(payload.source, bytes):
        sink.write(payload.source)
        count(payload.size)
    else:
        _copy(payload.source, sink, payload, count)
    sink.write(bytes(padding(payload.size)))


def _copy(file: Path, sink: BinaryIO, payload: Payload, count: Callable[[int], None]) -> None:
    left = payload.size
    try:
        source = file.open("rb", buffering=0)
    except OSError as error:
        raise SourceDamaged(path=payload.path) from error
    with source:
        while left:
            try:
                chunk = source.read(min(left, CHUNK))
            except OSError as error:
                raise SourceDamaged(path=payload.path) from error
            if not chunk:
                raise SourceDamaged(path=payload.path)
            sink.write(chunk)
            left -= len(chunk)
            count(len(chunk))


def _blame(damaged: Sequence[Row], payloads: Sequence[Payload]) -> None:
    """Raise SourceDamaged when it is our own disk, not the stick, that holds other bytes than were sealed."""
    by_path = {payload.path: payload for payload in payloads}
    for row in damaged:
        source = by_path[row.path].source
        if isinstance(source, Path):
            with source.open("rb") as file:
                if hashlib.file_digest(file, "sha256").hexdigest() != row.sha256:
                    raise SourceDamaged(path=row.path)


def _tags(bundle: str, number: int, parts: int, payloads: Sequence[Payload], stamp: Stamp) -> dict[str, bytes]:
    info = BagInfo(
        bundle=bundle,
        group=stamp.group,
        part=number,
        parts=parts,
        octets=sum(payload.size for payload in payloads),
        files=len(payloads),
        date=stamp.date,
        practice=stamp.practice,
        sender=stamp.signer.key_id,
        addressees=tuple(sorted(stamp.addressees)),
        heads=tuple(sorted(stamp.heads, key=lambda head: head.log)),
    )
    tags = {
        "bagit.txt": bag.BAGIT,
        "bag-info.txt": bag.render_info(info),
        "manifest-sha256.txt": bag.render_manifest(Row(payload.sha256, payload.path) for payload in payloads),
        "sender.pem": bag.render_pem(stamp.chain),
    }
    tagmanifest = bag.render_tagmanifest(tags)
    signature = signing.to_der(stamp.signer.sign(bag.SIGNED_TAG + tagmanifest))
    return {**tags, bag.TAGMANIFEST: tagmanifest, bag.SIGNATURE: signature}


def _cost(payload: Payload) -> int:
    return room(payload.size) + len(bag.render_manifest([Row(payload.sha256, payload.path)]))


def _overhead(stamp: Stamp) -> int:
    tags = _tags("0" * 32, MAX_PARTS, MAX_PARTS, (), stamp)
    tags[bag.SIGNATURE] = bytes(bag.TAG_CAPS[bag.SIGNATURE])
    tags["bag-info.txt"] += bytes(_TAG_SLACK)
    return sum(room(len(data)) for data in tags.values()) + len(END) + 512
