"""The BagIt 1.0 tag files of a bundle: each has exactly one form, so reading is parsing and writing it again.

`bag-info.txt` says whose bundle this is, for whom, which part of how many, and how far the sender's logs reached.
`manifest-sha256.txt` names every payload file; `tagmanifest-sha256.txt` covers the other tag files and is what the
device signs. The tagmanifest's own SHA-256 names the whole bundle, because every payload byte hangs below it.
"""

from __future__ import annotations

import base64
import hashlib
import itertools
import re
from collections.abc import Iterable, Sequence
from typing import Final

import msgspec

from fieldkit.trust.heads import SignedHead

FORMAT = 1
SIGNED_TAG: Final = b"fieldkit-bundle-v1\0"
BAGIT: Final = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
TAGS: Final = ("bagit.txt", "bag-info.txt", "manifest-sha256.txt", "sender.pem")
TAGMANIFEST: Final = "tagmanifest-sha256.txt"
SIGNATURE: Final = "bundle.sig"
TAG_CAPS: Final = {
    "bagit.txt": len(BAGIT),
    "bag-info.txt": 1 << 20,
    "manifest-sha256.txt": 16 << 20,
    "sender.pem": 64 << 10,
    TAGMANIFEST: 1024,
    SIGNATURE: 72,
}
MAX_ADDRESSEES = 64
MAX_CHAIN = 8

_NUMBER = r"0|[1-9][0-9]{0,14}"
_UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_ROW = re.compile(
    r"(?P<hash>[0-9a-f]{64})  data/(?P<path>"
    r"certs/(?P<cert>[0-9a-f]{64})\.der"
    rf"|entries/(?P<log>[0-9a-f]{{32}})-(?P<first>{_NUMBER})-(?P<last>{_NUMBER})\.age"
    rf"|keys/{_UUID}-[0-9a-f]{{32}}\.age"
    r"|originals/(?P<original>[0-9a-f]{64})\.age"
    r"|proofs/(?P<proof>[0-9a-f]{64})\.json)\n"
)
_INFO = re.compile(
    r"External-Identifier: (?P<bundle>[0-9a-f]{32})\n"
    r"Bag-Group-Identifier: (?P<group>[0-9a-f]{32})\n"
    r"Bag-Count: (?P<part>[1-9][0-9]{0,3}) of (?P<parts>[1-9][0-9]{0,3})\n"
    rf"Payload-Oxum: (?P<octets>{_NUMBER})\.(?P<files>{_NUMBER})\n"
    r"Bagging-Date: (?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2})\n"
    r"Fieldkit-Format: (?P<format>[1-9][0-9]{0,3})\n"
    r"Fieldkit-Practice: (?P<practice>yes|no)\n"
    r"Fieldkit-Sender: (?P<sender>[0-9a-f]{64})\n"
    r"(?P<addressees>(?:Fieldkit-Addressee: age1[02-9ac-hj-np-z]{1,400}\n)+)"
    rf"(?P<heads>(?:Fieldkit-Head: [0-9a-f]{{32}} (?:{_NUMBER}) [0-9a-f]{{64}} [0-9a-f]{{64}} [0-9a-f]{{128}}\n)*)"
)
_PEM = re.compile(r"-----BEGIN CERTIFICATE-----\n([A-Za-z0-9+/=\n]+?)-----END CERTIFICATE-----\n")


class BagInfo(msgspec.Struct, frozen=True, kw_only=True):
    """`bag-info.txt`.

    bundle, group: 16 random bytes as hex; parts of one export share the group. octets, files: of the payload. date: the
    sender's calendar day, a claim. sender: key id of the signing device. addressees: age recipients, sorted. heads: how
    far each log reached when this was made, signed by the device whose log it is, sorted by log.
    """

    bundle: str
    group: str
    part: int
    parts: int
    octets: int
    files: int
    date: str
    practice: bool
    sender: str
    addressees: tuple[str, ...]
    heads: tuple[SignedHead, ...] = ()
    format: int = FORMAT


class Row(msgspec.Struct, frozen=True):
    """One line of the manifest: SHA-256 of the file as it travels, and its path below `data/`."""

    sha256: str
    path: str

    @property
    def kind(self) -> str:
        """Return the folder: certs, entries, keys, originals or proofs."""
        return self.path.partition("/")[0]


def render_info(info: BagInfo) -> bytes:
    """Return *info* as it is written."""
    lines = [
        f"External-Identifier: {info.bundle}",
        f"Bag-Group-Identifier: {info.group}",
        f"Bag-Count: {info.part} of {info.parts}",
        f"Payload-Oxum: {info.octets}.{info.files}",
        f"Bagging-Date: {info.date}",
        f"Fieldkit-Format: {info.format}",
        f"Fieldkit-Practice: {'yes' if info.practice else 'no'}",
        f"Fieldkit-Sender: {info.sender}",
        *(f"Fieldkit-Addressee: {recipient}" for recipient in info.addressees),
        *(f"Fieldkit-Head: {h.log} {h.seq} {h.head} {h.key} {h.sig}" for h in info.heads),
    ]
    return ("\n".join(lines) + "\n").encode("ascii")


def parse_info(untrusted: bytes) -> BagInfo | None:
    """Return what `bag-info.txt` says, or None when it is not exactly what `render_info` would write."""
    found = _INFO.fullmatch(untrusted.decode("latin-1"))
    if found is None:
        return None
    addressees = tuple(line.partition(": ")[2] for line in found["addressees"].splitlines())
    heads = tuple(_head(line) for line in found["heads"].splitlines())
    info = BagInfo(
        bundle=found["bundle"],
        group=found["group"],
        part=int(found["part"]),
        parts=int(found["parts"]),
        octets=int(found["octets"]),
        files=int(found["files"]),
        date=found["date"],
        practice=found["practice"] == "yes",
        sender=found["sender"],
        addressees=addressees,
        heads=heads,
        format=int(found["format"]),
    )
    orderly = info.part <= info.parts and len(addressees) <= MAX_ADDRESSEES and _ascending(addressees)
    return info if orderly and _ascending([head.log for head in heads]) else None


def render_manifest(rows: Iterable[Row]) -> bytes:
    """Return the manifest of *rows*, which must be sorted by path."""
    return "".join(f"{row.sha256}  data/{row.path}\n" for row in rows).encode("ascii")


def parse_manifest(untrusted: bytes) -> tuple[Row, ...] | None:
    """Return the rows, or None unless every line is well-formed, names are known ones, sorted and not repeated."""
    text = untrusted.decode("latin-1")
    rows: list[Row] = []
    end, last = 0, ""
    for found in _ROW.finditer(text):
        named = found["cert"] or found["original"] or found["proof"] or found["hash"]
        fits = found["log"] is None or int(found["first"]) <= int(found["last"])
        if found.start() != end or found["path"] <= last or named != found["hash"] or not fits:
            return None
        end, last = found.end(), found["path"]
        rows.append(Row(found["hash"], last))
    return tuple(rows) if rows and end == len(text) else None


def render_pem(chain: Sequence[bytes]) -> bytes:
    """Return certificates (DER, leaf first) as PEM: 64 characters a line, nothing between."""
    out = []
    for der in chain:
        text = base64.b64encode(der).decode("ascii")
        body = "".join(f"{text[i : i + 64]}\n" for i in range(0, len(text), 64))
        out.append(f"-----BEGIN CERTIFICATE-----\n{body}-----END CERTIFICATE-----\n")
    return "".join(out).encode("ascii")


def parse_pem(untrusted: bytes) -> tuple[bytes, ...] | None:
    """Return the certificates as DER, or None when they are not written exactly as we write them."""
    bodies = _PEM.findall(untrusted.decode("latin-1"))
    try:
        chain = tuple(base64.b64decode(body.replace("\n", ""), validate=True) for body in bodies)
    except ValueError:
        return None
    return chain if 0 < len(chain) <= MAX_CHAIN and render_pem(chain) == untrusted else None


def render_tagmanifest(tags: dict[str, bytes]) -> bytes:
    """Return the tagmanifest over the four other tag files, in their order in the bundle."""
    return "".join(f"{hashlib.sha256(tags[name]).hexdigest()}  {name}\n" for name in TAGS).encode("ascii")


def _head(line: str) -> SignedHead:
    log, seq, head, key, sig = line.partition(": ")[2].split(" ")
    return SignedHead(log=log, seq=int(seq), head=head, key=key, sig=sig)


def _ascending(values: Sequence[str]) -> bool:
    return all(a < b for a, b in itertools.pairwise(values))
