"""A second key for an officer on the laptop they work on: headquarters hears of it by name, and the old one ends."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from fieldkit.actions import enrol, exchange, home, writeup
from fieldkit.actions.clock import PracticeClock
from fieldkit.actions.desk import Desk
from fieldkit.actions.enrol import AlreadyCertified
from fieldkit.actions.rekeyed import NewKeyNotSeen, NotRenewed, SecondKey
from fieldkit.domain.keys import Role
from tests.commands import Run

Make = Callable[..., Desk]
OFFICER: frozenset[Role] = frozenset({"officer"})
NAME = "Officer Practice B"


@pytest.fixture
def pair(make_home: Make, tmp_path: Path) -> tuple[Desk, Desk, str]:
    """Headquarters, a laptop with two certified officers, and the second one's person id."""
    hq, desk = make_home("hq", "hq", officer="Reviewer Practice"), make_home("laptop")
    second, _phrase = home.add_officer(desk=desk, officer=home.NewOfficer(name=NAME, unit="Practice unit"))
    asked = enrol.request(desk=desk, to=tmp_path)
    roles = {desk.keys.person: OFFICER, second: OFFICER}
    granted = enrol.grant(desk=hq, request=asked.file, code=asked.code, roles=roles, to=tmp_path)
    enrol.accept(desk=desk, grant=granted.file, code=granted.code)
    return hq, desk, second


def ask(desk: Desk, folder: Path) -> enrol.Written:
    folder.mkdir()
    return enrol.request(desk=desk, to=folder)


def send(desk: Desk, hq: Desk, folder: Path) -> None:
    folder.mkdir()
    made = exchange.export(desk=desk, to=folder)
    exchange.import_bundles(desk=hq, files=made.files)


def test_a_second_key_is_certified_only_by_name_and_ends_the_first_where_it_begins(
    pair: tuple[Desk, Desk, str], tmp_path: Path
) -> None:
    hq, desk, second = pair
    old = next(one.entry.by for one in desk.store.ledger.of_type("key.open") if one.entry.subj == second)
    writeup.start(desk=desk)
    home.add_officer(desk=desk, officer=home.NewOfficer(name=NAME, unit="Practice unit", person=second))
    new = next(
        one.entry for one in desk.store.ledger.of_type("key.open") if one.entry.by != old and one.entry.subj == second
    )
    asked = ask(desk, tmp_path / "ask")
    roles = {desk.keys.person: OFFICER, second: OFFICER}

    def grant(**more: dict[str, str]) -> enrol.Written:
        return enrol.grant(desk=hq, request=asked.file, code=asked.code, roles=roles, to=tmp_path / "ask", **more)

    before = hq.store.ledger.own_head()
    with pytest.raises(SecondKey):
        grant()
    with pytest.raises(NewKeyNotSeen):
        grant(renewed={second: "passphrase lost"})
    with pytest.raises(NotRenewed):
        grant(renewed={desk.keys.person: "passphrase lost"})
    assert hq.store.ledger.own_head() == before
    send(desk, hq, tmp_path / "stick")
    with pytest.raises(SecondKey):
        grant()
    granted = grant(renewed={second: "passphrase lost"})
    (said,) = hq.store.ledger.of_type("revoke")
    assert (said.entry.body["key"], said.entry.body["reason"]) == (old, "passphrase lost")
    assert said.entry.body["logs"] == [{"log": new.log, "upto": new.seq}]
    enrol.accept(desk=desk, grant=granted.file, code=granted.code)
    facts = desk.store.certificates.facts(new.by)
    assert facts
    assert facts.certified
    assert enrol.grant(desk=hq, request=asked.file, code=asked.code, roles=roles, to=tmp_path).file.exists()
    for one in (desk, hq):
        home.lock(desk=one)


def test_a_known_officer_gets_no_other_name_on_the_own_laptop(pair: tuple[Desk, Desk, str], tmp_path: Path) -> None:
    hq, desk, second = pair
    home.add_officer(desk=desk, officer=home.NewOfficer(name="Somebody Else", person=second))
    asked = ask(desk, tmp_path / "ask")
    with pytest.raises(AlreadyCertified):
        enrol.grant(
            desk=hq, request=asked.file, code=asked.code, roles={second: OFFICER}, to=tmp_path, renewed={second: "lost"}
        )
    for one in (desk, hq):
        home.lock(desk=one)


def test_the_command_names_the_renewed_officer_with_a_reason(
    pair: tuple[Desk, Desk, str], tmp_path: Path, run: Run
) -> None:
    hq, desk, second = pair
    home.add_officer(desk=desk, officer=home.NewOfficer(name=NAME, unit="Practice unit", person=second))
    writeup.start(desk=desk)
    send(desk, hq, tmp_path / "stick")
    asked = ask(desk, tmp_path / "ask")
    for one in (desk, hq):
        home.lock(desk=one)
    words = ("--home", hq.home, "--as", "Reviewer Practice", "enrol", "grant", asked.file, "--code", asked.code)
    rest = ("--to", tmp_path)
    for more in ((), ("--renew", NAME), ("--renew", f"{NAME}="), ("--renew", "Nobody=lost")):
        assert run(*words, *rest, *more).code == 1
    done = run(*words, *rest, "--renew", f"{NAME}=passphrase lost")
    assert done.code == 0, done


def test_the_log_says_that_headquarters_safe_replaced_a_key_file(pair: tuple[Desk, Desk, str], tmp_path: Path) -> None:
    hq, desk, second = pair
    for one in (desk, hq):
        home.lock(desk=one)
    safe, clock = next(hq.home.rglob("safe.key")), PracticeClock(1_795_300_000_000)
    who = home.NewOfficer(name=NAME, person=second)
    home.recover(path=desk.home, safe=safe, safe_passphrase=home.PRACTICE_PASSPHRASE, officer=who, clock=clock)
    newcomer = home.NewOfficer(name="Newcomer Practice")
    person, phrase = home.recover(
        path=desk.home, safe=safe, safe_passphrase=home.PRACTICE_PASSPHRASE, officer=newcomer, clock=clock
    )
    again = home.unlock(path=desk.home, person=person, passphrase=phrase, clock=clock)
    (said,) = again.store.ledger.of_type("officer.locked_out")
    assert (said.entry.subj, said.entry.by) == (second, again.store.device.signer.key_id)
    assert said.entry.body["reason"] == home.OPENED_BY_SAFE
    after = [one.entry.seq for one in again.store.ledger.of_type("key.open") if one.entry.subj == second]
    assert max(after) > said.entry.seq, "said before the key was made"
    home.lock(desk=again)
