from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from fieldkit.domain.sequences import MOST, gaps, unexplained


def names(*numbers: int, free: str = "IMG_", ending: str = ".JPG", camera: str = "") -> list[tuple[str, str]]:
    return [(camera, f"{free}{n:04d}{ending}") for n in numbers]


def missing(*files: tuple[str, str]) -> list[str]:
    return [gap.named for gap in gaps(files)]


def test_a_number_left_out_is_a_gap_with_its_neighbours() -> None:
    (gap,) = gaps(names(41, 43, 44))
    assert (gap.before, gap.after, gap.missing) == ("IMG_0041.JPG", "IMG_0043.JPG", ("IMG_0042.JPG",))


def test_a_longer_gap_is_named_by_its_first_and_last() -> None:
    assert missing(*names(7, 12)) == ["IMG_0008.JPG – IMG_0011.JPG"]


def test_a_raw_file_and_its_jpeg_have_one_number() -> None:
    assert missing(*names(1, 2), *names(3, ending=".CR2"), *names(4)) == []


def test_two_cameras_with_the_same_names_are_two_series() -> None:
    assert missing(*names(1, 2, camera="A"), *names(4, 5, camera="B")) == []


def test_names_that_no_camera_of_the_standard_gives_are_of_no_series() -> None:
    assert (
        missing(("", "20261122.JPG"), ("", "20261125.JPG"), ("", "IMG-20261122-WA0007.jpg"), ("", "scan 1.pdf")) == []
    )


def test_numbers_far_apart_are_two_series_and_no_gap() -> None:
    assert missing(*names(1, MOST + 2)) == [f"IMG_0002.JPG – IMG_{MOST + 1:04d}.JPG"]
    assert missing(*names(1, MOST + 3)) == []


def test_a_camera_goes_on_with_one_after_9999() -> None:
    assert missing(*names(9998, 9999, 1, 2)) == []
    assert missing(*names(9997, 9999, 3)) == ["IMG_9998.JPG", "IMG_0001.JPG – IMG_0002.JPG"]


def test_a_gap_is_explained_when_every_number_of_it_is_named() -> None:
    found = gaps(names(1, 3, 8))
    assert unexplained(found, []) == found
    assert [gap.named for gap in unexplained(found, ["Not on the card: IMG_0002.JPG"])] == [
        "IMG_0004.JPG – IMG_0007.JPG"
    ]
    assert unexplained(found, ["IMG_0002.JPG", "img_0004.jpg – img_0007.jpg was blurred"]) == ()


def test_an_explanation_still_holds_when_a_photo_of_the_gap_turns_up() -> None:
    assert unexplained(gaps(names(4, 6, 8)), ["IMG_0005.JPG – IMG_0007.JPG"]) == ()
    assert unexplained(gaps(names(3, 8)), ["IMG_0005.JPG – IMG_0007.JPG"])


@given(st.sets(st.integers(1, 9999), max_size=40), st.randoms())
def test_every_expected_name_is_new_and_lies_between_and_order_does_not_matter(numbers: set[int], luck: object) -> None:
    files = names(*numbers)
    shuffled = list(files)
    luck.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis gives a Random
    found = gaps(files)
    assert gaps(shuffled) == found
    given_names = {name for _camera, name in files}
    for gap in found:
        assert not given_names & set(gap.missing)
        assert {gap.before, gap.after} <= given_names
        assert len(gap.missing) <= MOST
    assert unexplained(found, [gap.named for gap in found]) == ()
