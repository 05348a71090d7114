from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, replace

import pytest
import zxingcpp
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from PIL import Image
from pyhanko.pdf_utils.reader import PdfFileReader

from fieldkit.errors import BugError
from fieldkit.reports.codes import modules
from fieldkit.reports.preview import pages as previews
from fieldkit.reports.signature_block import signature_block
from fieldkit.reports.signing import FieldMissing, FieldSigned, prepare, sign
from fieldkit.reports.verifying import verify
from tests.unit.reports.authority import Signer
from tests.unit.reports.documents import CLERK, OFFICER, WHEN, World, identify, pages
from tests.unit.reports.reading import read_with_pdfium

_HIGHEST_LOW_S = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551 // 2


@dataclass(frozen=True)
class RawBytesSigner:
    """A key that answers with 64 bytes r | s, as our key file and smart cards do."""

    inner: Signer

    @property
    def chain(self) -> Sequence[bytes]:
        return self.inner.chain

    def sign(self, data: bytes) -> bytes:
        r, s = decode_dss_signature(self.inner.sign(data))
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def test_a_signature_only_appends(world: World) -> None:
    assert world.certified.startswith(world.prepared)
    assert world.finished.startswith(world.certified)


def test_the_file_stays_pdf_1_7_and_its_catalogue_says_nothing_else(world: World) -> None:
    reader = PdfFileReader(io.BytesIO(world.finished))
    assert world.finished.startswith(b"%PDF-1.7")
    assert "/Version" not in reader.root
    assert "/Extensions" not in reader.root


def test_preparing_twice_gives_the_same_bytes(world: World) -> None:
    assert prepare(pages(), [OFFICER, CLERK]) == prepare(pages(), [OFFICER, CLERK])


def test_signatures_are_pades_with_low_s_and_the_claimed_time_outside_the_signed_attributes(world: World) -> None:
    for signature in PdfFileReader(io.BytesIO(world.finished)).embedded_signatures:
        assert signature.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
        assert signature.sig_object["/M"] == "D:20261122070000+07'00'"
        info = signature.signer_info
        names = [attribute["type"].native for attribute in info["signed_attrs"]]
        assert names == ["content_type", "message_digest", "signing_certificate_v2"]
        assert decode_dss_signature(info["signature"].native)[1] <= _HIGHEST_LOW_S


def test_a_key_may_answer_with_raw_r_and_s(world: World) -> None:
    pdf = sign(world.certified, field="clerk", signer=RawBytesSigner(world.clerk), certify=False, when=WHEN)
    assert verify(pdf, roots=world.authority.roots, identify=identify).valid


def test_a_field_that_is_not_there_cannot_be_signed(world: World) -> None:
    with pytest.raises(FieldMissing):
        sign(world.certified, field="judge", signer=world.clerk, certify=False, when=WHEN)


def test_a_signed_field_cannot_be_signed_again(world: World) -> None:
    with pytest.raises(FieldSigned):
        sign(world.certified, field="officer", signer=world.officer, certify=False, when=WHEN)


def test_a_second_certifying_signature_is_our_mistake(world: World) -> None:
    with pytest.raises(BugError):
        sign(world.certified, field="clerk", signer=world.clerk, certify=True, when=WHEN)


def test_a_key_that_does_not_belong_to_its_certificate_is_noticed_before_anything_is_written(world: World) -> None:
    crossed = replace(world.officer, key=world.clerk.key)
    with pytest.raises(BugError):
        sign(world.prepared, field="officer", signer=crossed, certify=True, when=WHEN)


def test_a_time_without_its_offset_is_refused(world: World) -> None:
    with pytest.raises(BugError):
        sign(world.prepared, field="officer", signer=world.officer, certify=True, when=WHEN.replace(tzinfo=None))


def test_fields_need_names_of_their_own() -> None:
    with pytest.raises(BugError):
        prepare(pages(), [OFFICER, OFFICER])


def test_a_signature_block_shows_its_lines_and_a_code_that_scans() -> None:
    content = "https://example.invalid/v/" + "9f86d081884c7d65" * 4
    block = signature_block(["អនុសេនីយ៍ឯក សុខ ដារ៉ា", "07:00 +07:00"], content, width=200, height=60)
    assert read_with_pdfium(block).split("\n")[:2] == ["អនុសេនីយ៍ឯក សុខ ដារ៉ា", "07:00 +07:00"]
    [page] = previews(block, dpi=300)
    assert [each.text for each in zxingcpp.read_barcodes(Image.open(io.BytesIO(page.png)))] == [content]


def test_a_signature_block_with_far_too_much_text_still_fits_one_page() -> None:
    block = signature_block(["ឈ្មោះ 😀 " * 50] * 9, "x", width=200, height=60)
    assert len(list(previews(block))) == 1


def test_codes_are_made_without_their_quiet_zone() -> None:
    rows = modules("KH-0001")
    assert any(row[0] for row in rows)
    assert any(rows[-1])
