"""QR codes in photos and screenshots, read in the child process."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
from PIL import Image, ImageFilter

from fieldkit.media.child import MOST_CODES
from fieldkit.media.codes import PictureNotRead, is_picture, png, texts_in
from fieldkit.media.examine import Examiner, Limits
from fieldkit.reports.codes import modules

TEXTS = [f"FKH1{n}" + "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:" * 13 for n in range(4)]


def code(text: str) -> Image.Image:
    return Image.open(io.BytesIO(png(modules(text)))).convert("L")


def table(*pictures: Image.Image) -> Image.Image:
    """Return *pictures* side by side on a grey table."""
    height = max(one.height for one in pictures)
    whole = Image.new("L", (sum(one.width + 60 for one in pictures), height + 120), 150)
    left = 30
    for one in pictures:
        whole.paste(one, (left, 60))
        left += one.width + 60
    return whole


def file(picture: Image.Image, kind: str = "PNG", **how: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **how)
    return out.getvalue()


@pytest.fixture(scope="module")
def examiner() -> Iterator[Examiner]:
    with Examiner() as one:
        yield one


def test_a_code_on_the_screen_is_read(examiner: Examiner) -> None:
    assert texts_in(file(code(TEXTS[0])), examiner=examiner) == [TEXTS[0]]


def test_several_codes_in_one_picture_are_all_read(examiner: Examiner) -> None:
    picture = table(*(code(text) for text in TEXTS))
    assert sorted(texts_in(file(picture), examiner=examiner)) == TEXTS


@pytest.mark.parametrize("degrees", [7, 45, 90, 180, 263])
def test_a_turned_picture_is_read(examiner: Examiner, degrees: int) -> None:
    picture = code(TEXTS[0]).rotate(degrees, expand=True, fillcolor=150, resample=Image.Resampling.BICUBIC)
    assert texts_in(file(picture), examiner=examiner) == [TEXTS[0]]


def test_a_compressed_and_slightly_blurred_photo_is_read(examiner: Examiner) -> None:
    picture = table(*(code(text) for text in TEXTS[:2])).filter(ImageFilter.GaussianBlur(1.5))
    assert sorted(texts_in(file(picture, "JPEG", quality=35), examiner=examiner)) == TEXTS[:2]


def test_a_photo_larger_than_needed_is_read(examiner: Examiner) -> None:
    picture = table(code(TEXTS[0])).resize((6000, 6000 * 9 // 10))
    assert texts_in(file(picture, "JPEG"), examiner=examiner) == [TEXTS[0]]


def test_a_picture_without_codes_has_none(examiner: Examiner) -> None:
    assert texts_in(file(Image.new("L", (300, 200), 90)), examiner=examiner) == []


@pytest.mark.parametrize(
    ("untrusted", "why"), [(b"", "empty"), (b"%PDF-1.7 no picture", "no-decoder"), (file(code("x"))[:200], "broken")]
)
def test_what_is_no_whole_picture_is_said_to_be_none(examiner: Examiner, untrusted: bytes, why: str) -> None:
    with pytest.raises(PictureNotRead) as caught:
        texts_in(untrusted, examiner=examiner)
    assert caught.value.facts["why"] == why


def test_a_picture_of_too_many_pixels_is_left_alone() -> None:
    with Examiner(Limits(pixels=1000)) as strict, pytest.raises(PictureNotRead) as caught:
        texts_in(file(code("x")), examiner=strict)
    assert caught.value.facts["why"] == "too-many-pixels"


def test_previews_and_codes_come_from_one_child(examiner: Examiner) -> None:
    picture = file(code(TEXTS[0]))
    assert examiner.codes(picture, mime="image/png").texts == (TEXTS[0],)
    assert examiner.examine(picture, sha256="0" * 64, mime="image/png").preview is not None
    assert examiner.codes(picture, mime="image/png").texts == (TEXTS[0],)


def test_no_more_codes_are_told_than_the_limit(examiner: Examiner) -> None:
    many = [code(f"{n}") for n in range(MOST_CODES + 8)]
    rows = [table(*many[at : at + 9]) for at in range(0, len(many), 9)]
    whole = Image.new("L", (rows[0].width, sum(row.height for row in rows)), 150)
    for place, row in enumerate(rows):
        whole.paste(row, (0, place * row.height))
    assert len(texts_in(file(whole), examiner=examiner)) == MOST_CODES


def test_a_longer_code_than_any_of_ours_is_left_out(examiner: Examiner) -> None:
    assert texts_in(file(code("A" * 1300)), examiner=examiner) == []


def test_a_picture_is_told_from_typed_lines() -> None:
    assert is_picture(file(code("x")))
    assert not is_picture(b"FKH10000000000\n")
