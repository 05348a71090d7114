from __future__ import annotations

import hashlib
import io
import random
import subprocess
import sys
import tarfile
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldkit.errors import KnownError
from fieldkit.sync import bag, building, tarform
from fieldkit.sync.building import Content, Payload, Stamp, small
from fieldkit.sync.bundle import (
    BrokenBundle,
    Head,
    NewerFormat,
    NotABundle,
    Reading,
    Stopped,
    TooLarge,
    TornBundle,
    UnknownSender,
    read,
)
from fieldkit.trust import signing
from fieldkit.trust.signing import SoftKey

from .conftest import KEY_FILE, LOG, counter, original

Admit = Callable[[Head], bytes]


def test_a_bundle_is_read_back_as_it_was_written(
    small_bundle: Path, content: Content, admit: Admit, tmp_path: Path
) -> None:
    with small_bundle.open("rb") as source:
        reading = read(source, staging=tmp_path, admit=admit)
    assert reading.whole
    wanted = {
        payload.path: payload.source
        for payload in (*content.certs, *content.entries, *content.keys, *(one for one, _ in content.originals))
    }
    assert {member.row.path: (tmp_path / member.row.path).read_bytes() for member in reading.members} == wanted
    assert reading.head.info.practice
    assert reading.head.info.heads[0].log == LOG


def test_tar_opens_it_and_any_bagit_tool_finds_the_bag_valid(small_bundle: Path, tmp_path: Path) -> None:
    subprocess.run(["tar", "xf", str(small_bundle), "-C", str(tmp_path)], check=True, capture_output=True)
    (folder,) = tmp_path.iterdir()
    tool = Path(sys.executable).with_name("bagit.py")
    done = subprocess.run([sys.executable, str(tool), "--validate", str(folder)], check=False, capture_output=True)
    assert done.returncode == 0, done.stderr


def test_openssl_alone_checks_the_signature(small_bundle: Path, device: SoftKey, tmp_path: Path) -> None:
    subprocess.run(["tar", "xf", str(small_bundle), "-C", str(tmp_path)], check=True, capture_output=True)
    (folder,) = tmp_path.iterdir()
    (tmp_path / "public.der").write_bytes(device.public)
    signed = b"fieldkit-bundle-v1\0" + (folder / "tagmanifest-sha256.txt").read_bytes()
    command = ["openssl", "dgst", "-sha256", "-verify", str(tmp_path / "public.der"), "-keyform", "DER"]
    done = subprocess.run(
        [*command, "-signature", str(folder / "bundle.sig")], input=signed, check=False, capture_output=True
    )
    assert done.returncode == 0, done.stderr


def test_pythons_tarfile_reads_the_same_names_and_bytes(small_bundle: Path, content: Content) -> None:
    with tarfile.open(small_bundle) as tar:
        files = {member.name.partition("/")[2]: tar.extractfile(member) for member in tar.getmembers()}
        photo, _ = content.originals[0]
        stored = files[f"data/{photo.path}"]
        assert stored is not None
        assert stored.read() == photo.source
        assert all(member.isreg() and member.mode == 0o644 and member.mtime == 0 for member in tar.getmembers())


@given(st.from_regex(r"[a-z0-9]{1,60}(/[a-z0-9.-]{1,90})?", fullmatch=True), st.integers(0, tarform.MAX_SIZE))
def test_a_header_says_what_tarfile_understands(path: str, size: int) -> None:
    info = tarfile.TarInfo.frombuf(tarform.header(path, size), "ascii", "strict")
    assert (info.name, info.size, info.isreg()) == (path, size, True)
    assert tarform.size_in(tarform.header(path, size), path) == size
    assert tarform.size_in(tarform.header(path, size), path + "x") is None


def test_one_flipped_bit_in_any_byte_is_seen_and_nothing_changed_is_kept(small_bundle: Path, admit: Admit) -> None:
    raw = small_bundle.read_bytes()
    _flips(raw, admit, ((place, place % 8) for place in range(len(raw))))


@pytest.mark.heavy
def test_every_flipped_bit_is_seen_and_nothing_changed_is_kept(small_bundle: Path, admit: Admit) -> None:
    raw = small_bundle.read_bytes()
    _flips(raw, admit, ((place, bit) for place in range(len(raw)) for bit in range(8)))


def test_every_truncation_and_every_appended_byte_is_seen(small_bundle: Path, admit: Admit) -> None:
    raw = small_bundle.read_bytes()
    true_hashes = {row.sha256 for row in _read(raw, admit).head.rows}
    for size in range(len(raw)):
        _refuses(raw[:size], admit, true_hashes)
    for more in range(1, 1200):
        _refuses(raw + bytes(more), admit, true_hashes)
    _refuses(raw + raw, admit, true_hashes)


def test_random_splices_are_refused(small_bundle: Path, admit: Admit) -> None:
    _splices(small_bundle.read_bytes(), admit, 2_000)


@pytest.mark.heavy
def test_a_hundred_thousand_random_splices_are_refused(small_bundle: Path, admit: Admit) -> None:
    _splices(small_bundle.read_bytes(), admit, 100_000)


def test_a_torn_stick_yields_its_whole_files(small_bundle: Path, admit: Admit, tmp_path: Path) -> None:
    raw = small_bundle.read_bytes()
    whole = _read(raw, admit)
    cut = raw.index(b"photo one") + 5
    torn = read(io.BytesIO(raw[:cut]), staging=tmp_path, admit=admit)
    assert not torn.whole
    assert torn.torn.startswith("originals/")
    kept = [member.row.path for member in torn.members]
    assert kept == [member.row.path for member in whole.members][: len(kept)]
    assert [path.split("/")[0] for path in kept][:3] == ["certs", "entries", "keys"]
    assert not (tmp_path / torn.torn).exists()


def test_a_stick_that_fails_while_it_is_read_counts_as_torn(small_bundle: Path, admit: Admit) -> None:
    raw = small_bundle.read_bytes()

    class Pulled(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            if self.tell() > len(raw) - 2000:
                raise OSError(5, "Input/output error")
            return super().read(size)

    reading = read(Pulled(raw), staging=None, admit=admit)
    assert reading.torn


def test_one_bad_sector_costs_one_file(small_bundle: Path, admit: Admit, tmp_path: Path) -> None:
    raw = bytearray(small_bundle.read_bytes())
    raw[raw.index(b"sealed entries")] ^= 1
    reading = read(io.BytesIO(raw), staging=tmp_path, admit=admit)
    assert [row.kind for row in reading.damaged] == ["entries"]
    assert not (tmp_path / reading.damaged[0].path).exists()
    assert {member.row.kind for member in reading.members} == {"certs", "keys", "originals"}
    assert not reading.whole


def test_nothing_is_stored_before_the_sender_is_known(small_bundle: Path, tmp_path: Path) -> None:
    def nobody(_head: Head) -> bytes:
        raise UnknownSender(why="test")

    with small_bundle.open("rb") as source, pytest.raises(UnknownSender):
        read(source, staging=tmp_path / "staging", admit=nobody)
    assert not (tmp_path / "staging").exists()


def test_a_strangers_key_does_not_open_the_door(small_bundle: Path) -> None:
    with small_bundle.open("rb") as source, pytest.raises(UnknownSender):
        read(source, staging=None, admit=lambda _head: SoftKey.generate().public)


def test_a_signature_in_another_form_is_refused(small_bundle: Path, admit: Admit) -> None:
    order = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
    raw = small_bundle.read_bytes()
    at = raw.index(b"/bundle.sig") - 32
    size = int(raw[at + 124 : at + 135], 8)
    signature = signing.from_der(raw[at + 512 : at + 512 + size])
    twin = signature[:32] + (order - int.from_bytes(signature[32:], "big")).to_bytes(32, "big")
    der = signing.to_der(twin)
    path = raw[at : at + 43].decode()
    mutant = raw[:at] + tarform.header(path, len(der)) + der + bytes(tarform.padding(len(der))) + raw[at + 1024 :]
    with pytest.raises(BrokenBundle):
        _read(mutant, admit)


@pytest.mark.parametrize(
    ("data", "error"), [(b"", NotABundle), (b"PK\3\4" * 400, NotABundle), (bytes(2048), NotABundle)]
)
def test_other_files_are_no_bundles(data: bytes, error: type[KnownError], admit: Admit) -> None:
    with pytest.raises(error):
        _read(data, admit)


def test_a_file_cut_before_the_signature_is_torn(small_bundle: Path, admit: Admit) -> None:
    with pytest.raises(TornBundle):
        _read(small_bundle.read_bytes()[:1500], admit)


def test_a_newer_format_says_so(small_bundle: Path, admit: Admit) -> None:
    raw = small_bundle.read_bytes().replace(b"Fieldkit-Format: 1\n", b"Fieldkit-Format: 2\n")
    with pytest.raises(NewerFormat):
        _read(_signed_again(raw), admit)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"Bag-Count: 1 of 1\n", b"Bag-Count: 2 of 1\n"),
        (b"Bag-Count: 1 of 1\n", b"Bag-Count: 01of 1\n"),
        (b"Fieldkit-Practice: yes\n", b"Fieldkit-Practice: YES\n"),
        (b"Bagging-Date: 2026-", b"Bagging-Date: 2026 "),
        (b"data/keys/", b"data/../x/"),
        (b"data/originals/", b"data/originalsX"),
    ],
)
def test_tag_files_have_one_form(small_bundle: Path, admit: Admit, old: bytes, new: bytes) -> None:
    raw = small_bundle.read_bytes()
    assert old in raw
    with pytest.raises(BrokenBundle):
        _read(_signed_again(raw.replace(old, new, 1)), admit)


def test_a_tag_file_over_its_limit_is_refused_unread(stamp: Stamp, admit: Admit) -> None:
    bundle = "0" * 32
    raw = tarform.header(f"{bundle}/bagit.txt", 10**9)
    with pytest.raises(TooLarge):
        _read(raw, admit)


def test_parts_stay_under_the_limit_and_each_stands_alone(stamp: Stamp, admit: Admit, tmp_path: Path) -> None:
    photos = tuple((original(bytes([number]) * 20_000), KEY_FILE) for number in range(10))
    content = Content(certs=(building.certificate(b"leaf"),), keys=(small(KEY_FILE, b"identity"),), originals=photos)
    parts = building.write(tmp_path, building.plan(content, stamp, limit=70_000), stamp, label="K7Q", new_id=counter())
    assert len(parts) > 3
    assert all(part.size <= 70_000 for part in parts)
    assert building.size_of(building.plan(content, stamp, limit=70_000), stamp) >= sum(part.size for part in parts)
    seen: set[str] = set()
    for number, part in enumerate(parts, 1):
        reading = _read(part.path.read_bytes(), admit)
        assert (reading.head.info.part, reading.head.info.parts) == (number, len(parts))
        assert reading.head.info.group == "9" * 32
        assert reading.head.sha256 == part.sha256
        assert reading.of("keys")
        assert reading.of("certs")
        seen |= {member.row.path for member in reading.of("originals")}
    assert seen == {photo.path for photo, _ in photos}


def test_a_file_that_fits_no_part_is_named(stamp: Stamp) -> None:
    content = Content(certs=(), originals=((original(b"x" * 9000), ""),))
    with pytest.raises(TooLarge) as error:
        building.plan(content, stamp, limit=8000)
    assert str(error.value.facts["what"]).startswith("originals/")


def test_reading_keeps_a_constant_memory(stamp: Stamp, admit: Admit, tmp_path: Path) -> None:
    source = tmp_path / "photo.age"
    with source.open("wb") as sink:
        sink.truncate(100 << 20)
    digest = hashlib.sha256()
    for _ in range(100):
        digest.update(bytes(1 << 20))
    photo = Payload(f"originals/{digest.hexdigest()}.age", digest.hexdigest(), 100 << 20, source)
    resource = pytest.importorskip("resource")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    content = Content(certs=(), originals=((photo, ""),))
    (part,) = building.write(tmp_path, building.plan(content, stamp), stamp, label="big", new_id=counter())
    with part.path.open("rb") as bundle:
        assert read(bundle, staging=None, admit=admit).whole
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 40_000


def test_a_person_can_stop_the_reading(small_bundle: Path, admit: Admit, tmp_path: Path) -> None:
    with small_bundle.open("rb") as source, pytest.raises(Stopped):
        read(source, staging=tmp_path, admit=admit, cancelled=lambda: True)


def _read(raw: bytes, admit: Admit) -> Reading:
    return read(io.BytesIO(raw), staging=None, admit=admit)


def _refuses(mutant: bytes, admit: Admit, true_hashes: set[str]) -> None:
    """Nothing but named errors; never taken for whole; whatever is kept is what the sender signed."""
    try:
        reading = _read(mutant, admit)
    except KnownError:
        return
    assert not reading.whole
    assert {member.row.sha256 for member in reading.members} <= true_hashes


def _flips(raw: bytes, admit: Admit, places: Iterable[tuple[int, int]]) -> None:
    true_hashes = {row.sha256 for row in _read(raw, admit).head.rows}
    for place, bit in places:
        mutant = bytearray(raw)
        mutant[place] ^= 1 << bit
        _refuses(bytes(mutant), admit, true_hashes)


def _splices(raw: bytes, admit: Admit, times: int) -> None:
    true_hashes = {row.sha256 for row in _read(raw, admit).head.rows}
    rng = random.Random(7)
    for _ in range(times):
        a, size, c = rng.randrange(len(raw)), rng.randrange(1, 700), rng.randrange(len(raw))
        mutant = raw[:a] + raw[c : c + size] + raw[a + rng.choice((0, size)) :]
        if mutant != raw:
            _refuses(mutant, admit, true_hashes)


def _signed_again(raw: bytes) -> bytes:
    """Return *raw* with a tagmanifest that fits its changed tag files (the signature still does not)."""
    bundle, at = raw[:32].decode(), 0
    tags: dict[str, bytes] = {}
    places: dict[str, int] = {}
    for name in (*bag.TAGS, bag.TAGMANIFEST):
        size = int(raw[at + 124 : at + 135], 8)
        places[name], tags[name] = at + 512, raw[at + 512 : at + 512 + size]
        at += tarform.room(size)
    assert raw[at : at + 32].decode() == bundle
    new = bag.render_tagmanifest(tags)
    start = places[bag.TAGMANIFEST]
    return raw[:start] + new + raw[start + len(new) :]
