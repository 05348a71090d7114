"""Reading a bundle: once, from front to back, so strictly that nothing can hide in it (`docs/formats/bundle.md`).

The tag files and the device's signature come first. `read` knows who sent a bundle and for whom before it stores one
byte of payload; then every header is compared with the one we would have written and every file with its hash in the
signed manifest. What is whole is kept even when the rest is not: a torn stick still yields its whole files.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO, Final

import msgspec

from fieldkit.errors import N_, KnownError
from fieldkit.sync import bag
from fieldkit.sync.bag import BagInfo, Row
from fieldkit.sync.tarform import BLOCK, END, Source, padding, size_in
from fieldkit.trust import signing

PART_LIMIT: Final = 19 * 2**30 // 10
"""Bytes of one part: under FAT32's 4 GiB and under 2 GiB, where old programs stop."""
CHUNK: Final = 1 << 20
MEMBER_CAPS: Final = {
    "certs": 64 << 10,
    "entries": 12 << 20,
    "keys": 64 << 10,
    "originals": PART_LIMIT,
    "proofs": 1 << 20,
}
"""Largest file of each folder, in bytes as it travels."""

Progress = Callable[[int, int], None]
Cancelled = Callable[[], bool]

_BUNDLE_ID = re.compile(r"[0-9a-f]{32}")
_SAFE = N_("Nothing was taken from it and nothing here was changed.")


class NotABundle(KnownError):
    """The file does not begin like a bundle."""

    code = "not-a-bundle"
    message = N_("This file is not a Fieldkit bundle.")
    hint = _SAFE


class BrokenBundle(KnownError):
    """Something before the first payload byte is not as a writer would have written it."""

    code = "broken-bundle"
    message = N_("This bundle is damaged or was changed ({where}).")
    hint = N_("Nothing was taken from it. Copy it again from where it was made, or export once more.")


class TornBundle(KnownError):
    """The file ends before its sender could be checked."""

    code = "torn-bundle"
    message = N_("This bundle was cut off near its beginning ({where}).")
    hint = N_("Nothing was taken from it. Copy it again from where it was made, or export once more.")


class TooLarge(KnownError):
    """A part of the bundle is over its limit."""

    code = "bundle-too-large"
    message = N_("A part of this bundle is larger than allowed ({what}).")
    hint = _SAFE


class NewerFormat(KnownError):
    """Made by a version with another bundle format."""

    code = "bundle-newer-format"
    message = N_("This bundle has format {format}, which this version cannot read.")
    hint = N_("Nothing was taken from it. Bring Fieldkit up to date and import it again.")


class UnknownSender(KnownError):
    """No device that our headquarters certified signed it."""

    code = "unknown-sender"
    message = N_("Nobody known here signed this bundle ({why}).")
    hint = _SAFE


class NoRoomForBundle(KnownError):
    """The disk cannot hold what the bundle brings."""

    code = "no-room-for-bundle"
    message = N_("The disk has no room for this bundle: it needs {needed} MB.")
    hint = N_("Nothing was taken from it; it stays where it is. Free some space and import it again.")


class Stopped(KnownError):
    """A person asked to stop."""

    code = "stopped"
    message = N_("Stopped as asked.")
    hint = N_("Everything saved is safe. Start again at any time.")


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """What stands before the payload. sha256: of the tagmanifest, the bundle's identity. chain: DER, leaf first."""

    info: BagInfo
    rows: tuple[Row, ...]
    chain: tuple[bytes, ...]
    sha256: str


class Member(msgspec.Struct, frozen=True):
    """A payload file whose bytes are those of the signed manifest; `file` is None when nothing was to be stored."""

    row: Row
    size: int
    file: Path | None


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """The outcome: whole files, files that were damaged, and where it was torn off ("" = it was not)."""

    head: Head
    members: tuple[Member, ...]
    damaged: tuple[Row, ...] = ()
    torn: str = ""

    @property
    def whole(self) -> bool:
        """Tell whether this is every byte of what the sender wrote, and nothing else."""
        return not self.damaged and not self.torn

    def of(self, kind: str) -> tuple[Member, ...]:
        """Return the whole files of one folder, in order."""
        return tuple(member for member in self.members if member.row.kind == kind)


class _Torn(Exception):
    """The source gave fewer bytes than announced, or the stick was pulled."""


class _Crooked(Exception):
    """A block is not the one we would have written."""


def read(
    source: Source,
    *,
    staging: Path | None,
    admit: Callable[[Head], bytes],
    begin: Callable[[Head], None] | None = None,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Reading:
    """Read the bundle in *source* once and store its whole payload files below *staging* (None: check only).

    *admit* is asked before any payload is stored: it raises when the bundle is not for us or its sender is not known,
    and returns the sender's SubjectPublicKeyInfo. *begin* is called once the signature holds,
    before payload is read; it may raise too. progress(bytes read, bytes in all) counts payload.

    Raises NotABundle, BrokenBundle, TornBundle, TooLarge, NewerFormat, UnknownSender, Stopped, and what the
    callables raise.
    OSError comes only from writing to *staging*; a source that fails counts as torn.
    """
    head = read_head(source, admit)
    if begin is not None:
        begin(head)
    whole: list[Member] = []
    damaged: list[Row] = []
    torn = ""
    done = 0
    for row in head.rows:
        file = None if staging is None else staging / row.path

        def count(read_so_far: int, before: int = done) -> None:
            if cancelled is not None and cancelled():
                raise Stopped
            if progress is not None:
                progress(before + read_so_far, head.info.octets)

        try:
            size = _announced(source, f"{head.info.bundle}/data/{row.path}")
            _within(size, min(MEMBER_CAPS[row.kind], head.info.octets - done))
            found, clean = _store(source, size, file, count)
        except (_Torn, _Crooked):
            torn = row.path
            break
        done += size
        if found == row.sha256:
            whole.append(Member(row, size, file))
        if found != row.sha256 or not clean:
            damaged.append(row)
            if found != row.sha256 and file is not None:
                file.unlink()
    return Reading(head=head, members=tuple(whole), damaged=tuple(damaged), torn=torn or _end(source, head, done))


def read_head(source: Source, admit: Callable[[Head], bytes]) -> Head:
    """Read up to the signature and check it. Raises as `read` does."""
    bundle = ""
    tags: dict[str, bytes] = {}
    for name, cap in bag.TAG_CAPS.items():
        try:
            if not bundle:
                first = _take(source, BLOCK)
                bundle = first[:32].decode("latin-1")
                size = size_in(first, f"{bundle}/{name}") if _BUNDLE_ID.fullmatch(bundle) else None
                if size is None:
                    raise NotABundle
            else:
                size = _announced(source, f"{bundle}/{name}")
            if size > cap:
                raise TooLarge(what=name)
            tags[name] = _take(source, size)
            _zeros(source, padding(size))
        except _Torn:
            raise TornBundle(where=name) if bundle else NotABundle from None
        except _Crooked:
            raise BrokenBundle(where=name) from None
    head = _parsed(bundle, tags)
    public = admit(head)
    if signing.key_id(public) != head.info.sender:
        raise UnknownSender(why=N_("the certificate belongs to another key"))
    signature = _raw_signature(tags[bag.SIGNATURE])
    if signature is None or not signing.verify(public, bag.SIGNED_TAG + tags[bag.TAGMANIFEST], signature):
        raise BrokenBundle(where=bag.SIGNATURE)
    return head


def _parsed(bundle: str, tags: dict[str, bytes]) -> Head:
    if tags["bagit.txt"] != bag.BAGIT:
        raise BrokenBundle(where="bagit.txt")
    if bag.render_tagmanifest(tags) != tags[bag.TAGMANIFEST]:
        raise BrokenBundle(where=bag.TAGMANIFEST)
    info = bag.parse_info(tags["bag-info.txt"])
    if info is None or info.bundle != bundle:
        raise BrokenBundle(where="bag-info.txt")
    if info.format != bag.FORMAT:
        raise NewerFormat(format=info.format)
    rows = bag.parse_manifest(tags["manifest-sha256.txt"])
    if rows is None or len(rows) != info.files:
        raise BrokenBundle(where="manifest-sha256.txt")
    if info.octets > PART_LIMIT:
        raise TooLarge(what="payload")
    chain = bag.parse_pem(tags["sender.pem"])
    if chain is None:
        raise BrokenBundle(where="sender.pem")
    return Head(info=info, rows=rows, chain=chain, sha256=hashlib.sha256(tags[bag.TAGMANIFEST]).hexdigest())


def _raw_signature(untrusted: bytes) -> bytes | None:
    """Return the 64 bytes inside a DER signature, or None unless it is the one DER form with low s."""
    try:
        raw = signing.from_der(untrusted)
    except (ValueError, OverflowError):
        return None
    return raw if signing.to_der(raw) == untrusted else None


def _take(source: Source, size: int) -> bytes:
    parts: list[bytes] = []
    left = size
    while left:
        try:
            got = source.read(min(left, CHUNK))
        except OSError:
            raise _Torn from None
        if not got:
            raise _Torn
        parts.append(got)
        left -= len(got)
    return b"".join(parts)


def _zeros(source: Source, size: int) -> None:
    if _take(source, size).strip(b"\0"):
        raise _Crooked


def _announced(source: Source, path: str) -> int:
    size = size_in(_take(source, BLOCK), path)
    if size is None:
        raise _Crooked
    return size


def _within(size: int, limit: int) -> None:
    if size > limit:
        raise _Crooked


def _store(source: Source, size: int, file: Path | None, count: Callable[[int], None]) -> tuple[str, bool]:
    """Copy *size* bytes to *file*; return their SHA-256 and whether the padding was zero. Torn: no file stays."""
    digest = hashlib.sha256()
    left = size
    with ExitStack() as undo:
        sink: BinaryIO | None = None
        if file is not None:
            file.parent.mkdir(parents=True, exist_ok=True)
            undo.callback(file.unlink, missing_ok=True)
            sink = undo.enter_context(file.open("wb"))
        while left:
            chunk = _take(source, min(left, CHUNK))
            digest.update(chunk)
            if sink is not None:
                sink.write(chunk)
            left -= len(chunk)
            count(size - left)
        clean = True
        try:
            _zeros(source, padding(size))
        except _Crooked:
            clean = False
        if sink is not None:
            sink.close()
        undo.pop_all()
    return digest.hexdigest(), clean


def _end(source: Source, head: Head, done: int) -> str:
    """Return what is wrong after the last member, or "" when the file ends as it must."""
    try:
        _zeros(source, len(END))
        more = source.read(1)
    except (_Torn, _Crooked, OSError):
        return "end"
    return "end" if more or done != head.info.octets else ""
