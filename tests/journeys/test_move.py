"""The battery dies: the night moves to another laptop, goes on there, and reaches headquarters from either."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

from fieldkit.actions import drafting, enrol, exchange, find, home, move, writeup
from fieldkit.actions.clock import PracticeClock
from fieldkit.actions.desk import Desk
from fieldkit.actions.practice import raid
from fieldkit.domain.keys import Role
from fieldkit.domain.values import Party
from fieldkit.errors import KnownError
from fieldkit.sync import moving
from fieldkit.trust.device_card import NotADeviceCard
from fieldkit.trust.sealing import NotOurs, seal_bytes
from fieldkit.trust.signed_file import b64, pack

Make = Callable[..., Desk]


class Head(msgspec.Struct):
    chain: tuple[str, ...]
    practice: bool
    sha256: str


@pytest.fixture
def opening(make_home: Make) -> Iterator[Make]:
    """Make and unlock practice homes; all are locked afterwards."""
    opened: list[Desk] = []

    def make(*words: str, **facts: str) -> Desk:
        opened.append(make_home(*words, **facts))
        return opened[-1]

    yield make
    for desk in opened:
        home.lock(desk=desk)


@pytest.fixture
def laptops(opening: Make, tmp_path: Path) -> tuple[Desk, Desk, Desk]:
    """Headquarters and two laptops enrolled at it; on the first the night is written up, with a draft."""
    hq = opening("hq", "hq", officer="Reviewer Practice")
    first, second = opening("first", officer="Officer Practice A"), opening("second", officer="Officer Practice B")
    for desk in (first, second):
        enrol_at(hq, desk, tmp_path)
    told = raid.document(first=first.party, second=Party(name="Officer Practice B"))
    card = tmp_path / "card"
    raid.photos(told, card)
    recorded = writeup.record(desk=first, document=told, photos=card)
    draft = msgspec.json.encode({"text": "Half a sentence (practice)"})
    first.store.drafts.put(f"{recorded.seizure}/narrative/{recorded.seizure}", draft, wall=first.clock.now().wall)
    first.store.drafts.put("another/narrative/another", b"{}", wall=1)
    return hq, first, second


def enrol_at(hq: Desk, desk: Desk, folder: Path) -> None:
    asked = enrol.request(desk=desk, to=folder)
    roles: dict[str, frozenset[Role]] = {desk.keys.person: frozenset({"officer"})}
    granted = enrol.grant(desk=hq, request=asked.file, code=asked.code, roles=roles, to=folder)
    enrol.accept(desk=desk, grant=granted.file, code=granted.code)


def moved(first: Desk, second: Desk, stick: Path) -> tuple[move.Moved, move.Taken]:
    stick.mkdir(exist_ok=True)
    seizure = find.seizures(desk=first)[0].id
    card = move.write_card(desk=second, to=stick)
    made = move.make(desk=first, card=card, seizures=[seizure], to=stick)
    return made, move.take(desk=second, files=[stick])


def test_entries_originals_and_drafts_go_on_at_the_other_laptop(
    laptops: tuple[Desk, Desk, Desk], tmp_path: Path
) -> None:
    _hq, first, second = laptops
    made, taken = moved(first, second, tmp_path / "stick")
    here, there = find.seizures(desk=first)[0], find.seizures(desk=second)[0]
    assert (there.number, there.exhibits, there.originals) == (here.number, here.exhibits, here.originals)
    assert made.originals == here.originals > 0
    assert (made.drafts, taken.drafts, taken.kept_apart) == (1, 1, 0)
    assert [one.name for one in second.store.drafts.all()] == [f"{here.id}/narrative/{here.id}"]
    assert taken.sender == "first"
    original = find.seizure(desk=second, seizure=there.id).originals[0].fact.register.shown
    assert original.name
    again = move.take(desk=second, files=[tmp_path / "stick"])
    assert not again.changes.seizures
    assert (again.drafts, again.kept_apart) == (1, 0)


def test_headquarters_gets_it_all_from_the_second_laptop_though_the_first_is_lost(
    laptops: tuple[Desk, Desk, Desk], tmp_path: Path
) -> None:
    hq, first, second = laptops
    moved(first, second, tmp_path / "stick")
    up = tmp_path / "up"
    up.mkdir()
    sent = exchange.export(desk=second, to=up)
    summary = exchange.import_bundles(desk=hq, files=sent.files)
    assert not summary.quarantined
    here, there = find.seizures(desk=first)[0], find.seizures(desk=hq)[0]
    assert (there.number, there.exhibits, there.originals) == (here.number, here.exhibits, here.originals)
    late = exchange.export(desk=first, to=tmp_path / "stick")
    after = exchange.import_bundles(desk=hq, files=late.files)
    assert not after.quarantined
    assert find.seizures(desk=hq)[0].problems == 0


def test_nobody_else_opens_the_drafts_and_no_strange_laptop_gets_any(
    laptops: tuple[Desk, Desk, Desk], opening: Make, tmp_path: Path
) -> None:
    hq, first, second = laptops
    made, _taken = moved(first, second, tmp_path / "stick")
    with pytest.raises(NotOurs):
        move.take(desk=first, files=[made.files[-1]])
    seizure = find.seizures(desk=first)[0].id
    for strange in (_alien(opening, tmp_path), move.write_card(desk=first, to=tmp_path), _bent(tmp_path / "stick")):
        with pytest.raises(KnownError) as refused:
            move.plan(desk=first, card=strange, seizures=[seizure])
        assert refused.value.code in {"not-a-device-card", "not-this-laptop"}
    with pytest.raises(KnownError):
        move.write_card(desk=hq, to=tmp_path)


def _alien(opening: Make, folder: Path) -> Path:
    """Return the card of a laptop of another headquarters."""
    other, alien = opening("other-hq", "hq", officer="Reviewer Elsewhere"), opening("alien")
    enrol_at(other, alien, folder)
    return move.write_card(desk=alien, to=folder)


def _bent(stick: Path) -> Path:
    card = next(stick.glob("*.laptop"))
    bent = card.with_name("bent.laptop")
    bent.write_bytes(card.read_bytes().replace(b'"practice":true', b'"practice":false'))
    return bent


def test_a_newer_draft_of_the_other_laptop_stays(laptops: tuple[Desk, Desk, Desk], tmp_path: Path) -> None:
    _hq, first, second = laptops
    seizure = find.seizures(desk=first)[0].id
    name = f"{seizure}/narrative/{seizure}"
    second.store.drafts.put(name, b'{"text": "newer"}', wall=2**42)
    _made, taken = moved(first, second, tmp_path / "stick")
    assert (taken.drafts, taken.kept_apart) == (0, 1)
    kept = second.store.drafts.get(name)
    assert kept is not None
    assert kept.body == b'{"text": "newer"}'


def test_a_card_from_nowhere_is_refused(laptops: tuple[Desk, Desk, Desk], tmp_path: Path) -> None:
    _hq, first, _second = laptops
    (tmp_path / "x.laptop").write_bytes(b"{}")
    with pytest.raises(NotADeviceCard):
        move.plan(desk=first, card=tmp_path / "x.laptop", seizures=[])


def test_an_unenrolled_laptop_has_no_card(tmp_path: Path) -> None:
    clock = PracticeClock(1_795_286_220_000)
    who = home.NewOfficer(name="Officer Practice A")
    made = home.create(path=tmp_path / "new", role="field", practice=True, name="new", officer=who, clock=clock)
    desk = home.unlock(path=made.path, person=made.person, passphrase=made.passphrase, clock=clock)
    with pytest.raises(KnownError) as refused:
        move.write_card(desk=desk, to=tmp_path)
    assert refused.value.code == "not-enrolled"
    home.lock(desk=desk)


def said(sender: Desk, to: Desk, folder: Path, rows: bytes) -> Path:
    """Return a drafts file that *sender* signed around any bytes."""
    device = sender.store.device.signer
    chain = tuple(b64(der) for der in sender.store.certificates.chain_of(device.key_id))
    signed = pack(moving.KIND, Head(chain=chain, practice=True, sha256=hashlib.sha256(rows).hexdigest()), device)
    file = folder / "said.fkd"
    file.write_bytes(seal_bytes(signed + b"\n" + rows, [to.store.device.identity.recipient]))
    return file


def test_what_was_typed_here_stays_whatever_time_another_laptop_claims(
    laptops: tuple[Desk, Desk, Desk], tmp_path: Path
) -> None:
    _hq, first, second = laptops
    seizure = find.seizures(desk=first)[0].id
    drafting.keep(desk=second, seizure=seizure, form="narrative", subject=seizure, typed={"text": "Typed here"})
    (mine,) = second.store.drafts.all()
    rows = [{"name": mine.name, "body": mine.body.decode().replace("here", "there"), "wall": 2**53 - 1}]
    taken = move.take(desk=second, files=[said(first, second, tmp_path, msgspec.json.encode(rows))])
    assert (taken.drafts, taken.kept_apart) == (0, 1)
    assert second.store.drafts.all() == [mine]
    drafting.drop(desk=second, seizure=seizure, form="narrative", subject=seizure)
    for word, wall in (("once", 5), ("again", 6), ("before", 4)):
        rows[0] |= {"body": mine.body.decode().replace("here", word), "wall": wall}
        move.take(desk=second, files=[said(first, second, tmp_path, msgspec.json.encode(rows))])
    (held,) = drafting.kept(desk=second, seizure=seizure)
    assert held.typed == {"text": "Typed again"}
    assert (held.person, held.name) == ("", second.keys.name), "nobody here typed it, whatever it claims"


BEYOND = (
    b'[{"name":"a","body":"{}","wall":9223372036854775808}]',
    b'[{"name":"a","body":"{}","wall":-1}]',
    b'[{"name":"\\u0000","body":"{}","wall":1}]',
    b'[{"name":"' + b"n" * 301 + b'","body":"{}","wall":1}]',
    b'[{"name":"a","body":"' + b"x" * (1 << 19) + b'","wall":1}]',
    b"[" + b",".join(b'{"name":"m%d","body":"","wall":1}' % n for n in range(2_001)) + b"]",
    b"[" * 200_000,
)


def test_drafts_beyond_what_a_laptop_writes_are_refused_whole(laptops: tuple[Desk, Desk, Desk], tmp_path: Path) -> None:
    _hq, first, second = laptops
    for rows in BEYOND:
        with pytest.raises(moving.NotDrafts):
            move.take(desk=second, files=[said(first, second, tmp_path, rows)])
    assert second.store.drafts.all() == []


def test_a_draft_nobody_could_have_typed_does_not_keep_the_others_from_being_read(
    laptops: tuple[Desk, Desk, Desk], tmp_path: Path
) -> None:
    _hq, first, second = laptops
    seizure = find.seizures(desk=first)[0].id
    drafting.keep(desk=second, seizure=seizure, form="called", subject=seizure, typed={"title": "Mine"})
    rows = [{"name": f"writeup/{seizure}/x/y/", "body": '{"typed":' + "[" * 100_000, "wall": 1}]
    strange = {"seizure": seizure, "form": "no-form", "subject": "s", "typed": {}, "person": "", "name": ""}
    rows.append({"name": f"writeup/{seizure}/no-form/s/", "body": msgspec.json.encode(strange).decode(), "wall": 1})
    move.take(desk=second, files=[said(first, second, tmp_path, msgspec.json.encode(rows))])
    assert [one.form for one in drafting.kept(desk=second, seizure=seizure)] == ["called"]
