from __future__ import annotations

import io
import random
import re
from collections.abc import Callable, Iterator

import pikepdf
import pytest
from asn1crypto import cms
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from hypothesis import given
from hypothesis import strategies as st

from fieldkit.reports.pdfa import finish
from fieldkit.reports.signing import prepare
from fieldkit.reports.verifying import verify
from tests.unit.reports import attacks
from tests.unit.reports.authority import Signer
from tests.unit.reports.documents import (
    CLERK,
    OFFICER,
    World,
    identify,
    make_world,
    pages,
    record_for,
    sign_as_clerk,
    sign_as_officer,
    unsigned,
)
from tests.unit.reports.judging import codes, judged

P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551

Change = Callable[[pikepdf.Pdf], None]


@pytest.mark.parametrize("attack", [*attacks.ATTACKS, *attacks.CRUDE], ids=lambda attack: attack.__name__)
def test_a_change_after_the_last_signature_is_noticed(world: World, attack: attacks.Attack) -> None:
    verdict = judged(attacks.forged(world.finished, attack), world)
    assert (verdict.valid, verdict.intact, codes(verdict)) == (False, False, {"not-whole-file"})


@pytest.mark.parametrize("attack", attacks.ATTACKS, ids=lambda attack: attack.__name__)
def test_a_change_between_two_signatures_is_noticed_even_if_the_second_signer_was_fooled(
    world: World, attack: attacks.Attack
) -> None:
    verdict = judged(sign_as_clerk(attacks.forged(world.certified, attack), world.clerk), world)
    assert (verdict.valid, verdict.intact) == (False, False)


@pytest.mark.parametrize("attack", attacks.ATTACKS, ids=lambda attack: attack.__name__)
def test_a_change_in_the_same_revision_as_a_signature_is_noticed(world: World, attack: attacks.Attack) -> None:
    verdict = judged(attacks.sign_and_change(world.certified, attack, "clerk", world.clerk), world)
    assert not verdict.valid
    assert codes(verdict) <= {"changed-after-signing", "structure", "not-certified"}


def test_a_revision_that_only_signs_is_allowed_whoever_wrote_it(world: World) -> None:
    assert judged(attacks.sign_and_change(world.certified, attacks.nothing, "clerk", world.clerk), world).valid


def _open_action(document: pikepdf.Pdf) -> None:
    document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))


def _optional_content(document: pikepdf.Pdf) -> None:
    document.Root.OCProperties = pikepdf.Dictionary(OCGs=pikepdf.Array(), D=pikepdf.Dictionary())


def _second_file(document: pikepdf.Pdf) -> None:
    document.attachments["second.json"] = b"{}"


def _note(document: pikepdf.Pdf) -> None:
    note = document.make_indirect(
        pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.FreeText, Rect=[0, 0, 9, 9])
    )
    document.pages[0].obj.Annots = pikepdf.Array([note])


def _no_record(document: pikepdf.Pdf) -> None:
    del document.attachments["record.json"]


def _other_name(document: pikepdf.Pdf) -> None:
    document.Root.AF[0].UF = pikepdf.String("notes.json")


def _page_action(document: pikepdf.Pdf) -> None:
    document.pages[0].obj.AA = pikepdf.Dictionary()


@pytest.mark.parametrize(
    "change", [_open_action, _optional_content, _second_file, _note, _no_record, _other_name, _page_action]
)
def test_what_we_do_not_write_is_refused_even_under_good_signatures(world: World, change: Change) -> None:
    with pikepdf.open(io.BytesIO(finish(pages(), record_for(), title="t", lang="km", author="a"))) as document:
        change(document)
        target = io.BytesIO()
        document.save(target, force_version="1.7")
    pdf = sign_as_clerk(sign_as_officer(prepare(target.getvalue(), [OFFICER, CLERK]), world.officer), world.clerk)
    verdict = judged(pdf, world)
    assert not verdict.valid
    assert codes(verdict) <= {"structure", "record-missing", "examined-in-vain"}


@pytest.mark.parametrize("junk", [b"\n", b"%junk", b"\0" * 100, b"\nstartxref\n0\n%%EOF\n"])
def test_junk_around_the_file_is_noticed(world: World, junk: bytes) -> None:
    assert codes(judged(world.finished + junk, world)) == {"not-whole-file"}
    assert not judged(junk + world.finished, world).valid


def test_a_file_that_was_cut_anywhere_is_not_valid(world: World) -> None:
    for length in range(0, len(world.finished), 997):
        assert not judged(world.finished[:length], world).valid
    assert not judged(world.finished[:-1], world).valid


def test_the_pages_of_one_document_under_the_signatures_of_another_are_noticed(world: World) -> None:
    other = sign_as_officer(unsigned(record_for(title="other")), world.officer)
    cut = other.index(b"/ByteRange")
    assert not judged(other[:cut] + world.certified[world.certified.index(b"/ByteRange") :], world).intact


def _holes(pdf: bytes) -> Iterator[tuple[int, int]]:
    for match in re.finditer(rb"/ByteRange \[0 (\d+) (\d+) \d+\]", pdf):
        yield int(match[1]), int(match[2])


def test_the_hole_that_no_signature_covers_can_hold_one_text_only(world: World) -> None:
    start, end = list(_holes(world.finished))[-1]
    text = world.finished[start:end]
    lower = world.finished[:start] + text.lower() + world.finished[end:]
    padded = world.finished[: end - 3] + b"1F>" + world.finished[end:]
    for pdf in (lower, padded):
        assert codes(judged(pdf, world)) == {"container"}


def test_the_twin_of_a_signature_value_is_refused(world: World) -> None:
    """(r, n - s) verifies like (r, s): without a rule, anybody could make a second file that is as good."""
    start, end = list(_holes(world.finished))[-1]
    container = cms.ContentInfo.load(bytes.fromhex(world.finished[start + 1 : end - 1].decode()))
    info = container["content"]["signer_infos"][0]
    r, s = decode_dss_signature(info["signature"].native)
    info["signature"] = encode_dss_signature(r, P256_ORDER - s)
    text = container.dump(force=True).hex().upper().encode().ljust(end - start - 2, b"0")
    twin = world.finished[: start + 1] + text + world.finished[end - 1 :]
    assert codes(judged(twin, world)) == {"container"}


def test_padding_bits_in_a_certificate_are_refused() -> None:
    """A bit string may say that its last bit is padding; parsers do not mind, and the file would be another."""
    while True:
        world = make_world()
        at = world.finished.rindex(world.clerk.chain[1].hex().upper().encode())
        issuing = world.clerk.certificates[1]
        if issuing.signature[-1] % 2 == 0:
            break
    mark = f"{len(issuing.signature) + 1:02X}00".encode() + issuing.signature.hex().upper().encode()
    spot = world.finished.index(mark, at)
    padded = world.finished[: spot + 3] + b"1" + world.finished[spot + 4 :]
    assert codes(judged(padded, world)) == {"container"}


def _flipped(pdf: bytes, bit: int) -> bytes:
    changed = bytearray(pdf)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


def _key_spots(pdf: bytes) -> Iterator[int]:
    """Yield the bits of the last revision where a change could hide: range, claims, edges of the hole, last lines."""
    start, end = list(_holes(pdf))[-1]
    after = pdf.index(b"/ByteRange", end)
    for first, last in ((start - 4, start + 8), (end - 8, end + 4), (after, after + 120), (len(pdf) - 40, len(pdf))):
        yield from range(first * 8, min(last, len(pdf)) * 8)


def test_no_flipped_bit_leaves_the_document_valid(world: World) -> None:
    draw = random.Random(20261122)
    start, _ = list(_holes(world.finished))[-1]
    sampled = [draw.randrange(len(world.finished) * 8) for _ in range(300)]
    container = [draw.randrange(start * 8, (start + 2600) * 8) for _ in range(300)]
    for bit in {*sampled, *container, *_key_spots(world.finished)}:
        assert not judged(_flipped(world.finished, bit), world).valid, bit


@pytest.mark.heavy
@pytest.mark.parametrize("share", range(8))
def test_no_bit_of_the_last_signature_container_can_be_flipped(world: World, share: int) -> None:
    """Everything else in the file is under that signature; here only strictness helps."""
    start, end = list(_holes(world.finished))[-1]
    filled = start + len(world.finished[start:end].rstrip(b"0>")) + 8
    for bit in [*range(start * 8, filled * 8), *range(filled * 8, end * 8, 29)][share::8]:
        assert not judged(_flipped(world.finished, bit), world).valid, bit


@pytest.mark.heavy
def test_no_flipped_bit_anywhere_leaves_the_document_valid(world: World) -> None:
    draw = random.Random()
    for _ in range(10_000):
        bit = draw.randrange(len(world.finished) * 8)
        assert not judged(_flipped(world.finished, bit), world).valid, bit


def _spliced(pdf: bytes, draw: random.Random) -> bytes:
    """Move, repeat, drop or overwrite random stretches of *pdf*."""
    for _ in range(draw.randint(1, 4)):
        first, second = sorted(draw.randrange(len(pdf) + 1) for _ in range(2))
        second = min(second, first + draw.choice([1, 9, 90, 900, 20_000]))
        at = draw.randrange(len(pdf) + 1)
        piece = pdf[first:second]
        pdf = draw.choice(
            [pdf[:first] + pdf[second:], pdf[:at] + piece + pdf[at:], pdf[:at] + piece + pdf[at + len(piece) :]]
        )
    return pdf


def _splices_are_noticed(world: World, draw: random.Random, count: int) -> None:
    for _ in range(count):
        changed = _spliced(world.finished, draw)
        assert changed == world.finished or not judged(changed, world).valid


def test_no_splice_leaves_the_document_valid(world: World) -> None:
    _splices_are_noticed(world, random.Random(7), 150)


@pytest.mark.heavy
def test_no_splice_leaves_the_document_valid_at_length(world: World) -> None:
    _splices_are_noticed(world, random.Random(), 3_000)


def _resealed(pdf: bytes, signer: Signer) -> bytes | None:
    try:
        return sign_as_clerk(pdf, signer)
    except Exception:  # noqa: BLE001  (pyHanko's reader on damaged files: anything)
        return None


@pytest.mark.heavy
def test_damage_under_a_good_last_signature_is_noticed_and_never_escapes(world: World) -> None:
    draw = random.Random()
    for _ in range(600):
        pdf = _resealed(_spliced(world.certified, draw), world.clerk)
        if pdf is not None and not pdf.startswith(world.certified):
            assert not judged(pdf, world).valid


@pytest.mark.parametrize("hostile", attacks.HOSTILE.values(), ids=attacks.HOSTILE)
def test_a_hostile_file_under_a_good_signature_is_judged_and_not_valid(world: World, hostile: attacks.Hostile) -> None:
    assert not judged(hostile(world.officer), world).valid


@pytest.mark.heavy
@pytest.mark.parametrize("swamp", attacks.SWAMPS.values(), ids=attacks.SWAMPS)
def test_an_enormous_file_under_a_good_signature_ends_at_the_limits(world: World, swamp: attacks.Hostile) -> None:
    assert not judged(swamp(world.officer), world).valid


@given(st.binary(max_size=400))
def test_any_bytes_at_all_are_judged_and_not_valid(junk: bytes) -> None:
    for pdf in (junk, b"%PDF-1.7\n" + junk, b"%PDF-1.7\n/ByteRange [0 1 2 3]" + junk):
        assert not verify(pdf, roots=[], identify=identify).valid


def test_a_file_larger_than_any_of_ours_is_not_examined(world: World) -> None:
    many = b"%PDF-1.7\n" + b"1 0 obj\n" * 200_000
    assert codes(judged(many, world)) == {"too-large"}
    revisions = world.finished + b"startxref" * 50
    assert codes(judged(revisions, world)) == {"too-large"}
