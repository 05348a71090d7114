"""The practice night's own reports, attacked: whatever is changed, `verify` does not call it valid, and never fails.

The attacks are those of `tests/unit/reports/attacks.py`, which names each; there they meet a small document, here the
real thing with Khmer fonts, photos and record, through the door that a court's clerk uses.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import pikepdf
import pytest

from fieldkit.actions import verify
from fieldkit.actions.practice import demo
from tests.unit.reports import attacks

SHARES = 4
_END = re.compile(rb"%%EOF\n?")
_HIDDEN = re.compile(rb"stream\r?\n.*?endstream|<[0-9A-Fa-f]{200,}>", re.DOTALL)
"""What is no structure: packed contents, and the container of a signature."""


class Report(NamedTuple):
    """A signed report: its bytes, where each revision ends, and a file to change it in."""

    raw: bytes
    ends: tuple[int, ...]
    file: Path
    roots: tuple[bytes, ...]

    def verdict(self, pdf: bytes) -> verify.Verdict:
        """Return what `verify` says of *pdf*."""
        self.file.write_bytes(pdf)
        return verify.verify(path=self.file, roots=self.roots)

    def refuse(self, mutants: Iterable[bytes]) -> int:
        """Let `verify` judge each mutant: none is valid, none escapes. Return how many there were."""
        count = 0
        for mutant in mutants:
            verdict = self.verdict(mutant)
            assert not verdict.valid
            assert verdict.reasons
            count += 1
        return count

    def flipped(self, bits: Iterable[int]) -> Iterator[bytes]:
        """Yield the report with one of *bits* flipped at a time."""
        for bit in bits:
            mutant = bytearray(self.raw)
            mutant[bit // 8] ^= 1 << (bit % 8)
            yield bytes(mutant)

    def structures(self) -> list[int]:
        """Return every bit of the last revision's objects, tables and trailer."""
        start = self.ends[-2]
        hidden = {
            at for found in _HIDDEN.finditer(self.raw, start) for at in range(found.start() + 8, found.end() - 10)
        }
        return [at * 8 + bit for at in range(start, len(self.raw)) if at not in hidden for bit in range(8)]


def load(night: demo.Told, path: Path, folder: Path) -> Report:
    """Read the report in *path*."""
    raw = path.read_bytes()
    ends = tuple(found.end() for found in _END.finditer(raw))
    return Report(raw, ends, folder / "changed.pdf", verify.roots(files=[night.root], home=None))


@pytest.fixture(scope="module")
def report(night: demo.Told, in_memory: Path) -> Report:
    return load(night, night.report.km, in_memory)


@pytest.fixture(scope="module")
def english(night: demo.Told, in_memory: Path) -> Report:
    return load(night, night.report.en, in_memory)


def test_the_report_as_it_was_signed_is_valid(report: Report) -> None:
    assert report.verdict(report.raw).valid


def test_each_earlier_revision_is_unfinished(report: Report) -> None:
    assert report.ends[-1] == len(report.raw)
    assert report.refuse(report.raw[:end] for end in report.ends[:-1]) == len(report.ends) - 1


@pytest.mark.parametrize("attack", [*attacks.ATTACKS, *attacks.CRUDE], ids=lambda attack: attack.__name__)
def test_a_change_after_the_signatures_is_noticed(report: Report, attack: attacks.Attack) -> None:
    changed = attacks.forged(report.raw, attack)
    assert changed != report.raw
    assert not report.verdict(changed).valid


@pytest.mark.parametrize("attack", attacks.ATTACKS, ids=lambda attack: attack.__name__)
def test_a_change_between_the_signatures_is_noticed(report: Report, attack: attacks.Attack) -> None:
    officers, clerks = report.raw[: report.ends[-2]], report.raw[report.ends[-2] :]
    changed = attacks.forged(officers, attack)
    assert not report.verdict(changed).valid
    assert not report.verdict(changed + clerks).valid


def test_a_report_saved_again_by_another_program_is_not_valid(report: Report, tmp_path: Path) -> None:
    again = tmp_path / "again.pdf"
    report.file.write_bytes(report.raw)
    with pikepdf.open(report.file) as pdf:
        pdf.save(again)
    assert not report.verdict(again.read_bytes()).valid


def test_the_pages_of_one_report_under_the_signatures_of_the_other_are_noticed(report: Report, english: Report) -> None:
    for one, other in ((report, english), (english, report)):
        assert one.refuse(one.raw[: one.ends[at]] + other.raw[other.ends[at] :] for at in range(3)) == 3


def test_no_flipped_bit_leaves_the_report_valid(report: Report) -> None:
    chance = random.Random(1)
    anywhere = [chance.randrange(len(report.raw) * 8) for _ in range(40)]
    structures = chance.sample(report.structures(), 60)
    assert report.refuse(report.flipped([*anywhere, *structures])) == 100


def test_no_cut_and_no_addition_leaves_the_report_valid(report: Report) -> None:
    chance = random.Random(2)
    cuts = [*(chance.randrange(len(report.raw)) for _ in range(15)), len(report.raw) - 1]
    assert report.refuse(report.raw[:size] for size in cuts) == 16
    more: list[bytes] = [b"\0", b"\n", b"%", b"%%EOF\n", report.raw[report.ends[-2] :], report.raw]
    assert report.refuse(report.raw + junk for junk in more) == len(more)
    assert report.refuse(junk + report.raw for junk in (b"\n", b"%PDF-1.7\n")) == 2


@pytest.mark.heavy
@pytest.mark.parametrize("share", range(SHARES))
def test_no_bit_of_the_last_revisions_structures_can_be_flipped(report: Report, share: int) -> None:
    bits = report.structures()[share::SHARES]
    assert report.refuse(report.flipped(bits)) == len(bits)


@pytest.mark.heavy
@pytest.mark.parametrize("share", range(SHARES))
def test_thousands_of_mutants_of_both_reports_are_refused(report: Report, english: Report, share: int) -> None:
    chance = random.Random()
    for one, other in ((report, english), (english, report)):
        assert one.refuse(one.flipped(chance.randrange(len(one.raw) * 8) for _ in range(500))) == 500
        assert one.refuse(one.raw[: chance.randrange(len(one.raw))] for _ in range(200)) == 200
        assert one.refuse(_spliced(one.raw, other.raw, chance) for _ in range(500)) == 500
    assert share < SHARES


def _spliced(raw: bytes, other: bytes, chance: random.Random) -> bytes:
    while True:
        at, to, start = (chance.randrange(len(raw)) for _ in range(3))
        size = chance.choice([0, 1, 16, 500, 20_000])
        mutant = raw[: min(at, to)] + chance.choice([raw, other])[start : start + size] + raw[max(at, to) :]
        if mutant not in (raw, other):
            return bytes(mutant)
