"""What hostile hands and a hostile night do to a laptop: one clear sentence each, and nothing that was saved is lost.

A stick pulled out mid-export stands in `test_stick`, photos deleted from the card mid-import in `test_photos`.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from itertools import permutations
from pathlib import Path
from typing import Any, Final

import pytest

from fieldkit.actions import custody, find, home, photos, review, writeup
from fieldkit.actions.clock import PracticeClock
from fieldkit.actions.desk import Desk
from fieldkit.domain import custody_bodies as cb
from fieldkit.domain.types import DoesNotFit
from fieldkit.domain.values import Party
from fieldkit.errors import KnownError
from fieldkit.storage.check import check
from fieldkit.storage.failures import StoreBusy
from fieldkit.text.catalogue import sentence
from tests.journeys.test_bad_input import bomb

LONG: Final = "ក្រុមអ្នកនាំ " * 800
"""More than 10,000 characters, as somebody holds a paste key down."""
MOUNTS = pytest.mark.skipif(sys.platform != "linux", reason="mounts a disk, which needs root on Linux")


@pytest.fixture
def desk(make_home: Callable[..., Desk]) -> Iterator[Desk]:
    made = make_home()
    yield made
    report = check(made.store, deep=True)
    assert report.ok, report.problems
    home.lock(desk=made)


@pytest.fixture
def seizure(desk: Desk) -> str:
    return writeup.start(desk=desk, title="Practice")


def exhibit(desk: Desk, seizure: str, **more: Any) -> str:  # noqa: ANN401  (as typed)
    person = {"name": desk.party.name, "person": desk.party.person}
    typed = {
        "detail": {"type": "drug", "substance": "meth-crystal"},
        "description": "white",
        "found_by": person,
        "collected_by": person,
        **more,
    }
    _changes, made = find_exhibit(desk, seizure, typed)
    return made


def find_exhibit(desk: Desk, seizure: str, typed: dict[str, Any]) -> tuple[object, str]:
    from fieldkit.actions import exhibits  # noqa: PLC0415  (the name is a fixture's elsewhere)

    return exhibits.add_exhibit(desk=desk, seizure=seizure, typed=typed)


def refused(desk: Desk, act: Callable[[], object], kind: type[KnownError] = KnownError) -> str:
    """Check that *act* writes nothing and says why in whole sentences; return them."""
    before = desk.store.ledger.count()
    with pytest.raises(kind) as caught:
        act()
    told = " ".join(sentence(caught.value))
    assert "{" not in told
    assert len(told) < 2_000, "the text itself is not thrown back whole"
    assert desk.store.ledger.count() == before
    return told


# -- names far too long -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("form", "typed"),
    [
        ("called", {"title": LONG}),
        ("times", {"clock_evidence": LONG}),
        ("place", {"place": {"address": LONG}}),
        ("ground", {"ground": "prosecutor", "authority": LONG}),
        ("team", {"lead": {"name": LONG}}),
        ("narrative", {"text": LONG * 2}),
        ("deviation", {"rule": LONG, "what": "x", "why": "y"}),
    ],
)
def test_a_name_of_ten_thousand_characters_is_refused_at_its_field(
    desk: Desk, seizure: str, form: str, typed: dict[str, Any]
) -> None:
    def save() -> object:
        return writeup.save(desk=desk, seizure=seizure, form=form, subject=seizure, typed=typed)

    assert "$" in refused(desk, save)


def test_no_act_of_custody_or_review_signs_what_nobody_could_read_afterwards(desk: Desk, seizure: str) -> None:
    bag = exhibit(desk, seizure)
    somebody = Party(name=LONG)
    acts: list[Callable[[], object]] = [
        lambda: custody.offer(desk=desk, seizure=seizure, exhibits=[bag], to=somebody),
        lambda: custody.external(desk=desk, seizure=seizure, exhibits=[bag], to=somebody, mark="signed"),
        lambda: custody.store(desk=desk, seizure=seizure, exhibit=bag, location=LONG),
        lambda: custody.break_seal(desk=desk, seizure=seizure, exhibit=bag, order="1", reason=LONG),
        lambda: custody.reseal(desk=desk, seizure=seizure, exhibit=bag, package_no="1", seals=[LONG]),
        lambda: custody.supersede_label(desk=desk, seizure=seizure, exhibit=bag, old="1", new=LONG, reason="x"),
        lambda: custody.lab_result(
            desk=desk, seizure=seizure, exhibit=bag, result=cb.LabResult(lab=LONG, report_no="1", substances=())
        ),
        lambda: custody.disposition(
            desk=desk, seizure=seizure, exhibit=bag, decided=cb.Disposition(state="ordered", order=LONG)
        ),
    ]
    for act in acts:
        assert "400" in refused(desk, act, DoesNotFit)
    assert refused(desk, lambda: review.lock(desk=desk, seizure=seizure, reason=LONG * 2), DoesNotFit)
    assert len(desk.seizure(seizure).exhibits[0].timeline) == 1


# -- weights and dates ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "weight", ["-5 g", "1e9 kg", "\u0665 g", "1.2.3", "1.2.3 g", "NaN", "nan g", "inf kg", "9" * 30 + " kg"]
)
def test_a_weight_that_is_none_is_refused_in_the_words_that_were_typed(desk: Desk, seizure: str, weight: str) -> None:
    bag = exhibit(desk, seizure)
    typed = {"kind": "net", "value": weight, "operator": desk.party.name}
    told = refused(desk, lambda: writeup.save(desk=desk, seizure=seizure, form="weighing", subject=bag, typed=typed))
    assert weight.partition(" ")[0] in told


@pytest.mark.parametrize(("weight", "ug"), [("0 g", 0), ("5,3 g", 5_300_000), ("១២ g", 12_000_000)])
def test_an_odd_weight_is_asked_about_and_kept_as_typed(desk: Desk, seizure: str, weight: str, ug: int) -> None:
    bag = exhibit(desk, seizure)
    typed = {"kind": "net", "value": weight, "operator": desk.party.name}
    odd = writeup.warnings(desk=desk, seizure=seizure, form="weighing", subject=bag, typed=typed)
    assert bool(odd) == (ug == 0)
    writeup.save(desk=desk, seizure=seizure, form="weighing", subject=bag, typed=typed)
    value = desk.seizure(seizure).exhibits[0].weighings[0].register.shown.value
    assert (value.ug, value.value) == (ug, weight.partition(" ")[0])


@pytest.mark.parametrize(("when", "code"), [("1970-01-02 00:00", "long-ago"), ("2099-12-31 23:59", "in-the-future")])
def test_a_date_far_off_is_asked_about_and_kept(desk: Desk, seizure: str, when: str, code: str) -> None:
    typed = {"started": when}
    odd = writeup.warnings(desk=desk, seizure=seizure, form="times", subject=seizure, typed=typed)
    assert [one.code for one in odd] == [code]
    writeup.save(desk=desk, seizure=seizure, form="times", subject=seizure, typed=typed)
    times = desk.seizure(seizure).times
    assert times is not None
    assert times.shown.started is not None
    refused(
        desk,
        lambda: writeup.save(
            desk=desk, seizure=seizure, form="times", subject=seizure, typed={"started": "10000-01-01 00:00"}
        ),
    )


# -- Khmer in every order ---------------------------------------------------------------------------------------------
def test_a_khmer_name_is_found_in_whatever_order_its_letters_were_typed(desk: Desk) -> None:
    """Two subscripts, a vowel in two halves, a register sign, and break marks between the words."""
    right = "ផ្ទះ" + "សាស្ត្រា" + "ព្រៃវែង" + "ម៉ែ"
    writeup.start(desk=desk, title=right)
    marks = ["្ត", "្រ", "ា"]
    spellings = {"សាស" + "".join(order) for order in permutations(marks)}
    spellings |= {"ស\u200bាស្ត្រា", "សាស្ត្រា\u200b", "ផ្ទះ\u200bសាស្ត្រា", "ព្រៃវែង", "មែ៉", "ម៉ែ"}
    for spelling in spellings:
        assert find.search(desk=desk, text=spelling), [hex(ord(one)) for one in spelling]


# -- photos and disks -------------------------------------------------------------------------------------------------
def test_a_picture_of_fifty_thousand_pixels_square_is_kept_and_never_drawn(
    desk: Desk, seizure: str, tmp_path: Path
) -> None:
    (tmp_path / "bomb.png").write_bytes(bomb(50_000, 50_000))
    told = photos.attach(desk=desk, seizure=seizure, photos=[photos.Photo(path=tmp_path / "bomb.png")])
    assert len(told.kept) == 1
    assert not told.refused
    assert desk.seizure(seizure).originals[0].fact.register.shown.name == "bomb.png"


def test_two_windows_on_one_home_wait_for_each_other_and_then_say_so(desk: Desk, seizure: str) -> None:
    officer = home.describe(path=desk.home).officers[0].person
    clock = PracticeClock(1_795_286_220_000)
    other = home.unlock(path=desk.home, person=officer, passphrase=home.PRACTICE_PASSPHRASE, clock=clock)
    typed = {"title": "Second window"}
    with other.store.writing():
        with pytest.raises(StoreBusy) as caught:
            writeup.save(desk=desk, seizure=seizure, form="called", subject=seizure, typed=typed)
        assert "Another Fieldkit window" in sentence(caught.value)[0]
    writeup.save(desk=desk, seizure=seizure, form="called", subject=seizure, typed=typed)
    head = other.seizure(seizure).head
    assert head is not None
    assert head.shown.title == "Second window"
    home.lock(desk=other)


@MOUNTS
def test_a_home_that_became_read_only_opens_or_says_so_and_is_whole_afterwards(desk: Desk, tmp_path: Path) -> None:
    seizure = writeup.start(desk=desk, title="Before")
    path, officer = desk.home, home.describe(path=desk.home).officers[0].person
    sealed = tmp_path / "sealed"
    sealed.mkdir()
    if subprocess.run(["mount", "--bind", str(path), str(sealed)], check=False, capture_output=True).returncode:
        pytest.skip("mounts a disk, which needs root on Linux")
    try:
        subprocess.run(["mount", "-o", "remount,ro,bind", str(sealed)], check=True)
        clock = PracticeClock(1_795_286_220_000)

        def write() -> None:
            late = home.unlock(path=sealed, person=officer, passphrase=home.PRACTICE_PASSPHRASE, clock=clock)
            writeup.save(desk=late, seizure=seizure, form="called", subject=seizure, typed={"title": "After"})

        with pytest.raises(KnownError) as caught:
            write()
        assert "{" not in " ".join(sentence(caught.value))
    finally:
        subprocess.run(["umount", "-l", str(sealed)], check=True)
    head = desk.seizure(seizure).head
    assert head is not None
    assert head.shown.title == "Before"
