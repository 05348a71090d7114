"""A real bundle, bent in every way: nobody calls it valid, and no home takes anything from it that was not signed.

`tests/unit/sync/test_bundle.py` bends a small bundle under the reader alone; here it is a laptop's own, judged by the
doors that people use: `verify`, and the import of a station and of headquarters.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from fieldkit.actions import exchange, photos
from fieldkit.actions.verify import verify
from fieldkit.errors import KnownError
from fieldkit.storage import authority
from fieldkit.storage.check import check
from fieldkit.sync.intake import take_in
from fieldkit.sync.tarform import BLOCK
from tests.journeys.nation import HQ, STATION, Device, prepare, settle

PHOTO = b"\xff\xd8\xff\xe0" + b"practice photo " * 20
SHARES = 8


class Bent:
    """A real bundle of a laptop, those who may open it, and a file to bend it in."""

    def __init__(self, folder: Path) -> None:
        template = prepare(folder / "template")
        self.devices = settle(template, folder)
        self.folder = folder
        laptop = self.devices["laptop-b"]
        self.seizure = template.seizures[1]
        self.raw = self.exported(laptop)
        self.other = self.exported(laptop)
        root = laptop.store.certificates.root()
        assert root is not None
        self.roots = [root]
        self.entries = {one.hash for one in laptop.entries().values()}
        self.originals = {blob.sealed_sha256 for blob in laptop.store.originals.named()}
        self.file = folder / "bent.fkb"

    def exported(self, laptop: Device) -> bytes:
        """Return what *laptop* exports after one more photo; the later bundle holds the earlier photo too."""
        card = self.folder / "card.jpg"
        card.write_bytes(PHOTO)
        photos.attach(desk=laptop.desk(), seizure=self.seizure, photos=[photos.Photo(path=card)])
        (file,) = exchange.export(desk=laptop.desk(), to=self.folder).files
        return file.read_bytes()

    def judge(self, mutants: Iterable[bytes]) -> int:
        """Let `verify` judge each mutant: none is valid, none escapes. Return how many there were."""
        count = 0
        for mutant in mutants:
            self.file.write_bytes(mutant)
            verdict = verify(path=self.file, roots=self.roots)
            assert not verdict.valid
            assert verdict.reasons
            count += 1
        return count

    def take(self, name: str, mutants: Iterable[bytes]) -> int:
        """Import each mutant: refused, or partly taken with what is wrong named; then the home holds only the true."""
        device = self.devices[name]
        before = set(device.entries())
        receipt = authority.load(device.store).receipt if name == HQ else None
        count = 0
        for mutant in mutants:
            self.file.write_bytes(mutant)
            count += 1
            try:
                told = take_in(device.store, self.file, claimed=device.clock.now(), receipt=receipt)
            except KnownError:
                continue
            assert told.outcome == "partial"
            assert told.torn or told.damaged
        own = set(device.store.ledger.own_logs())
        fresh = {one.hash for one in device.entries().values() if one.entry.log not in own} - before
        assert fresh <= self.entries
        there = {blob.sealed_sha256 for blob in device.store.originals.named() if device.store.originals.has(blob)}
        assert there <= self.originals
        found = check(device.store, deep=True)
        assert found.ok, found.problems
        assert not list(device.store.home.staging.iterdir())
        return count


@pytest.fixture(scope="module")
def bent(in_memory: Path) -> Iterator[Bent]:
    made = Bent(in_memory / "bent")
    yield made
    for device in made.devices.values():
        device.store.close()


def flipped(raw: bytes, bits: Iterable[int]) -> Iterator[bytes]:
    """Yield *raw* with one of *bits* flipped at a time."""
    for bit in bits:
        mutant = bytearray(raw)
        mutant[bit // 8] ^= 1 << (bit % 8)
        yield bytes(mutant)


def spliced(raw: bytes, other: bytes, count: int, chance: random.Random) -> Iterator[bytes]:
    """Yield mixtures of two true bundles: pieces moved, left out, doubled or taken from the other, often by blocks."""
    while count:
        unit = chance.choice([1, BLOCK, BLOCK])
        at, to, start = (chance.randrange(len(raw) // unit) * unit for _ in range(3))
        size = chance.choice([0, 1, 2, 8, 30]) * unit
        source = chance.choice([raw, other])
        mutant = raw[: min(at, to)] + source[start : start + size] + raw[max(at, to) :]
        if mutant not in (raw, other):
            count -= 1
            yield mutant


def members(raw: bytes) -> list[int]:
    """Return where each member of the tar begins."""
    return [at for at in range(0, len(raw), BLOCK) if raw.startswith(b"ustar", at + 257)]


def test_a_bundle_with_a_flipped_bit_is_never_valid(bent: Bent) -> None:
    assert verify_true(bent)
    assert bent.judge(flipped(bent.raw, range(3, len(bent.raw) * 8, 8 * 53))) > 200


def verify_true(bent: Bent) -> bool:
    """Tell whether the bundle as it was made is valid, so that the rest means something."""
    bent.file.write_bytes(bent.raw)
    return verify(path=bent.file, roots=bent.roots).valid


def test_a_bundle_that_was_cut_is_never_valid(bent: Bent) -> None:
    edges = {at + by for at in members(bent.raw) for by in (-1, 0, 1)} | {len(bent.raw) - 1, len(bent.raw) - 1024}
    assert bent.judge(bent.raw[:size] for size in sorted(edges) if size >= 0) > 25


def test_a_mixture_of_two_true_bundles_is_never_valid(bent: Bent) -> None:
    assert bent.judge(spliced(bent.raw, bent.other, 150, random.Random(1))) == 150


@pytest.mark.parametrize("name", [STATION, HQ])
def test_what_is_taken_from_a_bent_bundle_is_only_what_was_signed(bent: Bent, name: str) -> None:
    chance = random.Random(2)
    mutants = [
        *flipped(bent.raw, chance.sample(range(len(bent.raw) * 8), 25)),
        *(bent.raw[: at + 1] for at in members(bent.raw)),
        *spliced(bent.raw, bent.other, 15, chance),
    ]
    assert bent.take(name, mutants) == len(mutants)


@pytest.mark.heavy
@pytest.mark.parametrize("share", range(SHARES))
def test_no_bit_of_a_bundle_can_be_flipped(bent: Bent, share: int) -> None:
    bits = range(share, len(bent.raw) * 8, SHARES)
    assert bent.judge(flipped(bent.raw, bits)) == len(bits)


@pytest.mark.heavy
def test_a_bundle_cannot_be_cut_anywhere_or_made_longer(bent: Bent) -> None:
    assert bent.judge(bent.raw[:size] for size in range(len(bent.raw))) == len(bent.raw)
    assert bent.judge(bent.raw + bytes(more) for more in range(1, 1200)) == 1199
    assert bent.judge([bent.raw + bent.raw, bent.raw + bent.other]) == 2


@pytest.mark.heavy
@pytest.mark.parametrize("share", range(SHARES))
def test_no_mixture_of_two_true_bundles_among_a_hundred_thousand_is_valid(bent: Bent, share: int) -> None:
    chance = random.Random()
    assert bent.judge(spliced(bent.raw, bent.other, 100_000 // SHARES, chance)) == 100_000 // SHARES


@pytest.mark.heavy
@pytest.mark.parametrize("name", [STATION, HQ])
def test_what_is_taken_from_thousands_of_bent_bundles_is_only_what_was_signed(bent: Bent, name: str) -> None:
    chance = random.Random()
    mutants = [
        *flipped(bent.raw, chance.sample(range(len(bent.raw) * 8), 1_500)),
        *(bent.raw[:size] for size in range(0, len(bent.raw), 64)),
        *spliced(bent.raw, bent.other, 500, chance),
    ]
    assert bent.take(name, mutants) == len(mutants)
