"""A hand-over from screen to screen: its entries as numbered texts, each small enough for one QR code.

No network, no stick: the giver's laptop shows the parts, the taker's reads them by camera picture or by a scanner that
types them; the answer goes back the same way. All parts together are one *packet*: the entries of one hand-over, the
entries that carry their signers' keys, and the certificates. Nothing in it is secret from who stands in front of the
screen, and nothing is believed before its own signature holds. docs/formats/handover.md is the format in full.
"""

from __future__ import annotations

import hashlib
import itertools
import re
import zlib
from collections.abc import Iterable, Sequence
from typing import Final, Literal

import msgspec

from fieldkit.domain.entry import Signed
from fieldkit.domain.numbers import base32
from fieldkit.errors import N_, KnownError
from fieldkit.sync import base45
from fieldkit.trust.canonical import LIMIT
from fieldkit.trust.certificates import LARGEST
from fieldkit.trust.entries import CARRIERS
from fieldkit.trust.passphrase import KHMER_KEYS
from fieldkit.trust.signing import SIGNATURE_BYTES

TAG: Final = b"fieldkit-handover-v1\0"
MARK: Final = "FKH1"
"""How each text begins."""
PART_LETTERS: Final = 600
"""The longest text: as much as a QR code of version 15 holds at error correction M."""
MOST_PARTS: Final = 64
MOST_PACKETS: Final = 4
"""How many packets one collector begins."""
PACKET_CAP: Final = 128 << 10
"""Plain bytes of a packet."""
MOST_ENTRIES: Final = 16
MOST_CERTIFICATES: Final = 16

_ID_LETTERS: Final = 10
_CHECK_LETTERS: Final = 6
_HEAD: Final = len(MARK) + _ID_LETTERS + 4
_DATA_LETTERS: Final = (PART_LETTERS - _HEAD - _CHECK_LETTERS) // 3 * 3
_LONGEST_LINE: Final = 2 * PART_LETTERS
"""A scanned line may have something before the mark and, in the Khmer layout, two characters for one key."""
_HEADED: Final = re.compile(rf"{MARK}([0-9A-HJKMNP-TV-Z]{{{_ID_LETTERS}}})([0-9]{{2}})([0-9]{{2}})")
_SYMBOL_KEYS: Final = {
    "៛": "$",
    "៏": "*",
    "=": "+",
    "ឥ": "-",
    "។": ".",
    "៊": "/",
    "ោះ": ":",
    "\u200b": " ",
    "\u00a0": " ",
}
"""What the keys for base45's signs write while the Khmer (NiDA) layout is on; % is % in both."""
_KEYS: Final = {written: key.upper() for written, key in KHMER_KEYS.items()} | _SYMBOL_KEYS
_WRITTEN: Final = re.compile("|".join(re.escape(one) for one in sorted(_KEYS, key=len, reverse=True)))


class TooMuchToShow(KnownError):
    """More than a person would scan."""

    code = "too-much-to-show"
    message = N_("This hand-over does not fit into {most} codes.")
    hint = N_("Nothing is changed. Offer fewer exhibits at once, or carry a bundle on a stick.")


class NotAHandOver(KnownError):
    """A packet that is not in its one form, or holds what does not belong in it. `what` names the part."""

    code = "not-a-hand-over"
    message = N_("These codes do not hold a hand-over ({what}).")
    hint = N_("Nothing was taken in. Ask the other officer to show the codes again.")


class Packet(msgspec.Struct, frozen=True, kw_only=True):
    """What a packet holds, nothing of it verified: (entry bytes, signature) with those that carry keys first; DER."""

    practice: bool
    entries: tuple[tuple[bytes, bytes], ...]
    certificates: tuple[bytes, ...]


# --- showing ----------------------------------------------------------------------------------------------------------
def parts(entries: Iterable[Signed], chains: Iterable[bytes], *, practice: bool = False) -> tuple[str, ...]:
    """Return the texts to show for *entries* and the certificates (DER) that speak for their signers.

    The order of what is handed in makes no difference. Raises TooMuchToShow.
    """
    once = sorted({one.hash: one for one in entries}.values(), key=_order)
    pairs = tuple((one.raw, one.sig) for one in once)
    plain = encode_packet(Packet(practice=practice, entries=pairs, certificates=tuple(sorted(set(chains)))))
    if len(plain) > PACKET_CAP or len(pairs) > MOST_ENTRIES:
        raise TooMuchToShow(most=MOST_PARTS)
    name = packet_id(plain)
    data = base45.encode(zlib.compress(plain, 9))
    pieces = [data[at : at + _DATA_LETTERS] for at in range(0, len(data), _DATA_LETTERS)]
    if len(pieces) > MOST_PARTS:
        raise TooMuchToShow(most=MOST_PARTS)
    texts = (f"{MARK}{name}{at:02d}{len(pieces):02d}{piece}" for at, piece in enumerate(pieces, 1))
    return tuple(text + check_letters(text) for text in texts)


def _order(signed: Signed) -> tuple[bool, str, int, str]:
    return signed.entry.type not in CARRIERS, signed.entry.log, signed.entry.seq, signed.hash


def encode_packet(packet: Packet) -> bytes:
    """Return the one form of *packet*."""
    out = bytearray(TAG)
    out += bytes([packet.practice, len(packet.entries), len(packet.certificates)])
    for raw, sig in packet.entries:
        out += len(raw).to_bytes(4, "big") + raw + sig
    for der in packet.certificates:
        out += len(der).to_bytes(4, "big") + der
    return bytes(out)


def packet_id(plain: bytes) -> str:
    """Return the letters that keep the parts of one packet together: the first 50 bits of its hash."""
    return base32(int.from_bytes(hashlib.sha256(plain).digest()[:7], "big") >> 6, _ID_LETTERS)


def check_letters(text: str) -> str:
    """Return the letters that end a text: they find a slip of the scanner, not a forger."""
    return base32(int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big") >> 2, _CHECK_LETTERS)


# --- reading ----------------------------------------------------------------------------------------------------------
class Scanned(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one scanned text.

    outcome: new; again = was here; damaged = begins as ours and is not whole; foreign = something else; full = one
    packet too many, finish the others first. part i of n of a packet where known.
    """

    outcome: Literal["new", "again", "damaged", "foreign", "full"]
    packet: str = ""
    part: int = 0
    of: int = 0


class Gathered(msgspec.Struct, frozen=True, kw_only=True):
    """How far a packet has come: its id, how many parts it has, and the numbers of those not seen yet."""

    packet: str
    of: int
    missing: tuple[int, ...]


class Collector:
    """Gathers scanned texts, in any order, several times, with anything between, until packets are whole."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._found: dict[tuple[str, int], dict[int, str]] = {}

    def add(self, untrusted: str) -> Scanned:
        """Take one scanned text, or one line of a scanner that types into a Khmer or English keyboard."""
        if len(untrusted) > _LONGEST_LINE:
            return Scanned(outcome="foreign")
        typed = as_typed(untrusted)
        head = _HEADED.search(typed)
        if head is None:
            return Scanned(outcome="damaged" if MARK in typed else "foreign")
        text = typed[head.start() :]
        name, part, of = head[1], int(head[2]), int(head[3])
        body, check = text[:-_CHECK_LETTERS], text[-_CHECK_LETTERS:]
        if (
            len(text) > PART_LETTERS
            or len(body) <= _HEAD
            or check_letters(body) != check
            or not 1 <= part <= of <= MOST_PARTS
        ):
            return Scanned(outcome="damaged")
        told = Scanned(outcome="new", packet=name, part=part, of=of)
        if (name, of) not in self._found and len(self._found) >= MOST_PACKETS:
            return msgspec.structs.replace(told, outcome="full")
        have = self._found.setdefault((name, of), {})
        if part in have:
            return msgspec.structs.replace(told, outcome="again")
        have[part] = body[_HEAD:]
        return told

    def gathered(self) -> tuple[Gathered, ...]:
        """Return how far each packet has come, in the order they began."""
        return tuple(
            Gathered(packet=name, of=of, missing=tuple(at for at in range(1, of + 1) if at not in have))
            for (name, of), have in self._found.items()
        )

    def whole(self) -> tuple[bytes, ...]:
        """Return the plain bytes of the packets that are whole, in the order they began.

        A packet whose parts are all there and do not make up what its id names is forgotten, so that it can be scanned
        again.
        """
        packets: list[bytes] = []
        for (name, of), have in list(self._found.items()):
            if len(have) < of:
                continue
            plain = _inflated("".join(have[at] for at in range(1, of + 1)))
            if plain is None or packet_id(plain) != name:
                del self._found[name, of]
            else:
                packets.append(plain)
        return tuple(packets)


def as_typed(untrusted: str) -> str:
    """Return *untrusted* by the keys that a scanner pressed, whichever of the two keyboard layouts was on.

    A scanner presses Shift for each capital letter; so "ាំ" is the key A and never a plain A and an M.
    """
    return _WRITTEN.sub(lambda found: _KEYS[found[0]], untrusted).upper().strip()


def _inflated(data: str) -> bytes | None:
    try:
        packed = base45.decode(data)
        stream = zlib.decompressobj()
        plain = stream.decompress(packed, PACKET_CAP + 1)
    except (base45.NotBase45, zlib.error):
        return None
    return plain if stream.eof and not stream.unused_data and len(plain) <= PACKET_CAP else None


def open_packet(untrusted: bytes) -> Packet:
    """Return what lies in *untrusted*, which must be its one form. Nothing in it is verified yet.

    Raises NotAHandOver.
    """
    at = len(TAG)
    counts = untrusted[at : at + 3]
    if not untrusted.startswith(TAG) or len(counts) < 3 or counts[0] > 1:  # noqa: PLR2004  (practice, and two counts)
        raise NotAHandOver(what="form")
    if counts[1] > MOST_ENTRIES or counts[2] > MOST_CERTIFICATES:
        raise NotAHandOver(what="size")
    rest = _Rest(untrusted, at + 3)
    entries = tuple((rest.counted(LIMIT), rest.take(SIGNATURE_BYTES)) for _ in range(counts[1]))
    certificates = tuple(rest.counted(LARGEST) for _ in range(counts[2]))
    packet = Packet(practice=bool(counts[0]), entries=entries, certificates=certificates)
    if encode_packet(packet) != untrusted or not _ascending(certificates) or len(set(entries)) != len(entries):
        raise NotAHandOver(what="form")
    return packet


def _ascending(names: Sequence[bytes]) -> bool:
    return all(a < b for a, b in itertools.pairwise(names))


class _Rest:
    """The bytes of a packet that are not read yet."""

    def __init__(self, untrusted: bytes, at: int) -> None:
        self._data = untrusted
        self._at = at

    def take(self, size: int) -> bytes:
        found = self._data[self._at : self._at + size]
        if len(found) != size:
            raise NotAHandOver(what="form")
        self._at += size
        return found

    def counted(self, most: int) -> bytes:
        size = int.from_bytes(self.take(4), "big")
        if not 0 < size <= most:
            raise NotAHandOver(what="size")
        return self.take(size)
