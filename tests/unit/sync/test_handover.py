"""The packet of a hand-over, its texts, and gathering them again from a screen."""

from __future__ import annotations

import hashlib
import random
import tracemalloc
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldkit.domain.entry import FIRST_PREV, Claimed, Entry, Signed
from fieldkit.sync import base45, handover
from fieldkit.sync.handover import Collector, NotAHandOver, TooMuchToShow, as_typed, open_packet, parts
from fieldkit.trust.entries import open_many, seal
from fieldkit.trust.signing import SoftKey

KEY = SoftKey.generate()
LATIN = "QWERTYUIOPASDFGHJKLZXCVBNM1234567890 $%*+-./:"
KHMER = [*"ឈឺែឬទួូីៅភ", "ាំ", *"ៃឌធអះញគឡឍឃជ", "េះ", *"ពណំ១២៣៤៥៦៧៨៩០", "\u200b", *"៛%៏=ឥ។៊", "ោះ"]
"""What the Khmer (NiDA) layout writes when a scanner presses the keys of LATIN, Shift with each capital letter."""


def entry(seq: int, note: str = "", *, size: int = 0) -> Signed:
    return seal(
        Entry(
            v=1,
            log="ab" * 16,
            seq=seq,
            prev="cd" * 32 if seq else FIRST_PREV,
            type="custody.offer",
            tv=1,
            subj="0190a1b2-0000-7000-8000-000000000001",
            scope=("0190a1b2-0000-7000-8000-000000000002",),
            base=(),
            t=Claimed(wall=1, offset=420, mono_us=1, boot="00" * 16),
            by=KEY.key_id,
            body={"note": note + random.Random(seq).randbytes(size).hex()},
        ),
        KEY,
    )


OFFER, ANSWER = entry(7, size=400), entry(9)
CHAIN = (b"a leaf certificate " * 30, b"an issuing certificate " * 20)
TEXTS = parts([OFFER, ANSWER], CHAIN)


def gather(texts: list[str] | tuple[str, ...]) -> Collector:
    collector = Collector()
    for text in texts:
        collector.add(text)
    return collector


def typed_in_khmer(text: str) -> str:
    return "".join(KHMER[LATIN.index(letter)] for letter in text)


# --- showing ----------------------------------------------------------------------------------------------------------
def test_every_text_is_short_and_of_the_letters_a_qr_code_packs_densest() -> None:
    assert len(TEXTS) > 1
    assert all(len(text) <= 600 for text in TEXTS)
    assert set("".join(TEXTS)) <= set(base45.ALPHABET)
    assert all(text == text.strip() for text in TEXTS), "a blank at an end would be lost on the way"


def test_the_order_of_what_is_shown_makes_no_difference() -> None:
    assert parts([ANSWER, OFFER, ANSWER], CHAIN[::-1] * 2) == TEXTS


def test_what_nobody_would_scan_is_refused() -> None:
    with pytest.raises(TooMuchToShow):
        parts([entry(1, size=30_000)], CHAIN)
    with pytest.raises(TooMuchToShow):
        parts([entry(seq) for seq in range(1, 30)], CHAIN)


# --- gathering --------------------------------------------------------------------------------------------------------
@settings(max_examples=50)
@given(st.data())
def test_any_order_with_repeats_and_garbage_between_gives_the_packet(data: st.DataObject) -> None:
    noise = st.one_of(st.text(max_size=60), st.sampled_from([text[:-1] for text in TEXTS]), st.just("FKH1"))
    repeats = data.draw(st.lists(st.sampled_from(TEXTS), max_size=6))
    scanned = data.draw(st.permutations([*TEXTS, *repeats, *data.draw(st.lists(noise, max_size=6))]))
    (packet,) = gather(scanned).whole()
    assert open_packet(packet).entries == ((OFFER.raw, OFFER.sig), (ANSWER.raw, ANSWER.sig))


def test_it_tells_what_is_missing() -> None:
    (told,) = gather([TEXTS[1]]).gathered()
    assert told.of == len(TEXTS)
    assert told.missing == tuple(at for at in range(1, len(TEXTS) + 1) if at != 2)
    assert not gather(TEXTS[:-1]).whole()


def test_each_scan_is_answered() -> None:
    collector = Collector()
    assert collector.add(TEXTS[0]).outcome == "new"
    assert collector.add(TEXTS[0]).outcome == "again"
    assert collector.add("5449000000996").outcome == "foreign"
    assert collector.add(TEXTS[1][:-9]).outcome == "damaged"
    assert collector.add("x" * 5000).outcome == "foreign"


def test_one_wrong_letter_anywhere_is_noticed() -> None:
    text = TEXTS[0]
    for at in range(4, len(text)):
        other = "A" if text[at] != "A" else "B"
        assert Collector().add(text[:at] + other + text[at + 1 :]).outcome == "damaged"


def test_two_packets_do_not_mix() -> None:
    other = parts([entry(11)], CHAIN)
    assert len(gather([*TEXTS, *other]).whole()) == 2
    collector = gather([TEXTS[0], *other])
    assert len(collector.whole()) == 1
    assert [bool(told.missing) for told in collector.gathered()] == [True, False]


def test_a_collector_begins_no_more_packets_than_its_limit() -> None:
    several = [parts([entry(seq)], CHAIN) for seq in range(1, 6)]
    outcomes = [gather([]).add(one[0]).outcome for one in several]
    assert set(outcomes) == {"new"}
    collector = Collector()
    assert [collector.add(one[0]).outcome for one in several][-1] == "full"


@given(st.text(alphabet=LATIN, max_size=100))
def test_the_khmer_keyboard_layout_changes_nothing(text: str) -> None:
    assert as_typed(typed_in_khmer(text)) == text.strip()


def test_a_scanner_that_types_into_the_khmer_layout_is_understood() -> None:
    lines = [f"]Q1{typed_in_khmer(text)}\r" for text in TEXTS]
    assert len(gather(lines).whole()) == 1


# --- what a stranger may show -----------------------------------------------------------------------------------------
def shown(plain: bytes, *, packed: bytes | None = None) -> list[str]:
    """Return *plain* as texts, made as ours are, whatever it holds."""
    data = base45.encode(packed if packed is not None else zlib.compress(plain, 9))
    pieces = [data[at : at + 570] for at in range(0, len(data), 570)]
    name = handover.packet_id(plain)
    texts = [f"FKH1{name}{at:02d}{len(pieces):02d}{piece}" for at, piece in enumerate(pieces, 1)]
    return [text + handover.check_letters(text) for text in texts]


def test_a_packet_that_swells_beyond_the_limit_is_forgotten() -> None:
    collector = gather(shown(b"\0" * (16 << 20)))
    assert collector.gathered()
    tracemalloc.start()
    assert not collector.whole()
    assert tracemalloc.get_traced_memory()[1] < 2 << 20
    tracemalloc.stop()
    assert not collector.gathered(), "and can be scanned again"


def test_parts_that_do_not_make_up_what_their_id_names_are_forgotten() -> None:
    other = parts([entry(11)], CHAIN)
    assert not gather(shown(b"one thing", packed=zlib.compress(b"another"))).whole()
    assert len(gather([*shown(b"one", packed=b"no zlib"), *other]).whole()) == 1


def _plain() -> bytes:
    (packet,) = gather(TEXTS).whole()
    return packet


@settings(max_examples=300)
@given(st.data())
def test_a_packet_has_one_form_only(data: st.DataObject) -> None:
    plain = bytearray(_plain())
    at = data.draw(st.integers(0, len(plain) - 1))
    plain[at] ^= data.draw(st.integers(1, 255))
    try:
        packet = open_packet(bytes(plain[: data.draw(st.integers(0, len(plain)))]))
    except NotAHandOver:
        return
    assert handover.encode_packet(packet) == bytes(plain), "and then a signature or a certificate is what differs"
    answers = open_many(packet.entries, key_of=lambda _key: KEY.public)
    good = [one for one in answers if isinstance(one, Signed)]
    assert len(good) < 2 or packet.certificates != tuple(sorted(CHAIN)) or packet.practice


def test_more_behind_the_end_and_things_twice_are_refused() -> None:
    plain = _plain()
    twice = handover.encode_packet(handover.Packet(practice=False, entries=((b"x", b"y" * 64),) * 2, certificates=()))
    unsorted = handover.encode_packet(handover.Packet(practice=False, entries=(), certificates=(b"b", b"a")))
    for wrong in (plain + b"\0", plain[:-1], b"", handover.TAG, twice, unsorted, hashlib.sha256(plain).digest()):
        with pytest.raises(NotAHandOver):
            open_packet(wrong)
