from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from fieldkit.storage import rekeying
from fieldkit.storage.database import KeysChanged
from fieldkit.storage.durable import write_new
from fieldkit.storage.failures import StoreBusy, WrongDatabaseKey
from fieldkit.storage.home import Home
from fieldkit.storage.keys import DeviceKeys, Unlocked
from fieldkit.storage.store import Store
from fieldkit.storage.vault import LastOfficer, NoSuchOfficer, NotAdmitted, Vault, VaultDamaged
from fieldkit.trust.passphrase import Kdf, WrongPassphrase
from fieldkit.trust.sealing import Identity
from tests.unit.storage.practice_home import WALL, Clock, narrative, uuid

FIRST, SECOND = uuid(901), uuid(902)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home.create(tmp_path / "home", role="field", practice=True, name="Practice laptop", wall=WALL)


def found(home: Home) -> Unlocked:
    return Vault(home).found(person=FIRST, name="Officer One", unit="U1", passphrase="one", kdf=Kdf.for_practice())


def add_second(home: Home, device: DeviceKeys) -> None:
    Vault(home).add_officer(device, person=SECOND, name="Officer Two", passphrase="two", kdf=Kdf.for_practice())


def test_an_officer_unlocks_with_the_passphrase_and_gets_the_same_keys(home: Home) -> None:
    made = found(home)
    again = Vault(Home.open(home.path)).unlock(FIRST, "one")
    assert again.officer.signer.key_id == made.officer.signer.key_id
    assert again.officer.identity.text == made.officer.identity.text
    assert (again.officer.name, again.officer.unit) == ("Officer One", "U1")
    assert again.device.database_key == made.device.database_key
    assert again.device.signer.key_id == made.device.signer.key_id
    assert [(one.person, one.name) for one in Vault(home).officers()] == [(FIRST, "Officer One")]


def test_a_wrong_passphrase_and_a_stranger_are_refused(home: Home) -> None:
    found(home)
    with pytest.raises(WrongPassphrase):
        Vault(home).unlock(FIRST, "two")
    with pytest.raises(NoSuchOfficer):
        Vault(home).unlock(SECOND, "one")


def test_no_secret_shows_in_the_repr_of_keys(home: Home) -> None:
    made = found(home)
    shown = repr(made)
    for secret in (made.device.database_key.hex(), made.device.identity.text, made.officer.identity.text):
        assert secret not in shown


def test_each_officer_opens_the_same_device_with_an_own_passphrase(home: Home) -> None:
    first = found(home)
    add_second(home, first.device)
    second = Vault(home).unlock(SECOND, "two")
    assert second.device.database_key == first.device.database_key
    assert second.officer.signer.key_id != first.officer.signer.key_id
    assert Vault(home).unlock(FIRST, "one").device.identity.text == first.device.identity.text


def test_an_officer_who_forgot_the_passphrase_gets_new_keys_from_another(home: Home) -> None:
    first = found(home)
    add_second(home, first.device)
    before = Vault(home).unlock(SECOND, "two").officer.signer.key_id
    Vault(home).add_officer(first.device, person=SECOND, name="Officer Two", passphrase="three", kdf=Kdf.for_practice())
    again = Vault(home).unlock(SECOND, "three")
    assert again.officer.signer.key_id != before
    with pytest.raises(WrongPassphrase):
        Vault(home).unlock(SECOND, "two")


def test_a_passphrase_can_be_changed(home: Home) -> None:
    made = found(home)
    Vault(home).change_passphrase(FIRST, "one", "new", Kdf.for_practice())
    assert Vault(home).unlock(FIRST, "new").officer.signer.key_id == made.officer.signer.key_id


def test_headquarters_recovery_key_opens_the_device_but_no_officer(home: Home) -> None:
    recovery, stranger = Identity.generate(), Identity.generate()
    made = found(home)
    Vault(home).set_recovery(made.device, [recovery.recipient])
    assert Vault(home).recover(recovery).database_key == made.device.database_key
    with pytest.raises(NotAdmitted):
        Vault(home).recover(stranger)


def test_a_name_planted_in_an_officers_file_opens_nothing(home: Home) -> None:
    first = found(home)
    add_second(home, first.device)
    stranger = Identity.generate()
    path = home.vault / f"{SECOND}.key"
    planted = msgspec.json.decode(path.read_bytes())
    planted["recipient"] = stranger.recipient
    write_new(path, msgspec.json.encode(planted))
    Vault(home).set_recovery(first.device, [Identity.generate().recipient])
    with pytest.raises(NotAdmitted):
        Vault(home).recover(stranger)


@pytest.mark.parametrize("damaged", [b"{", b'{"a":' * 3000, b""])
def test_a_damaged_key_file_is_named_and_hides_nobody_else(home: Home, damaged: bytes) -> None:
    first = found(home)
    add_second(home, first.device)
    file = home.vault / f"{SECOND}.key"
    # a file that names another person is damaged too: it would be looked for where that name points
    named = file.read_bytes().replace(SECOND.encode(), b"../../somewhere")
    file.write_bytes(damaged or named)
    assert [one.person for one in Vault(home).officers()] == [FIRST]
    with pytest.raises(VaultDamaged):
        Vault(home).unlock(SECOND, "two")


def saved_text(store: Store) -> str:
    view = store.projections.seizure(uuid(1))
    assert view is not None
    assert view.entries == 1
    kinds = [hit.kind for hit in store.projections.find("river")]
    return f"{store.ledger.in_scope(uuid(1))[0].entry.body['text']} {kinds}"


def with_an_entry(home: Home, unlocked: Unlocked) -> str:
    with Store(home, unlocked.device) as store:
        store.ledger.append([narrative(1, "by the river")], signer=unlocked.officer.signer, claimed=Clock()())
        return saved_text(store) + store.projections.content_hash()


def content(home: Home, device: DeviceKeys) -> str:
    with Store(home, device) as store:
        return saved_text(store) + store.projections.content_hash()


def test_removing_an_officer_gives_the_database_a_new_key_and_keeps_everything(home: Home) -> None:
    first = found(home)
    add_second(home, first.device)
    removed = Vault(home).unlock(SECOND, "two")
    kept_files = {path.name: path.read_bytes() for path in home.vault.iterdir()}
    before = with_an_entry(home, first)
    after = Vault(home).remove_officer(first.device, SECOND)
    assert after.database_key != first.device.database_key
    assert content(home, after) == before
    assert content(home, Vault(home).unlock(FIRST, "one").device) == before
    with pytest.raises(WrongDatabaseKey):
        Store(home, removed.device)
    with pytest.raises(NoSuchOfficer):
        Vault(home).unlock(SECOND, "two")
    (home.vault / f"{SECOND}.key").write_bytes(kept_files[f"{SECOND}.key"])
    with pytest.raises(NotAdmitted):
        Vault(home).unlock(SECOND, "two")
    with pytest.raises(NotAdmitted):
        Vault(home).recover(removed.device.vault)


def test_the_last_officer_stays(home: Home) -> None:
    first = found(home)
    Store(home, first.device).close()
    with pytest.raises(LastOfficer):
        Vault(home).remove_officer(first.device, FIRST)


def test_an_officer_is_not_removed_while_a_window_has_the_home_open(home: Home) -> None:
    first = found(home)
    add_second(home, first.device)
    with Store(home, first.device) as store:
        with pytest.raises(StoreBusy):
            Vault(home).remove_officer(first.device, SECOND)
        store.ledger.append([narrative(1, "by the river")], signer=first.officer.signer, claimed=Clock()())
    assert Vault(home).unlock(SECOND, "two").device.database_key == first.device.database_key


class PowerCutError(Exception):
    pass


@pytest.mark.parametrize("step", ["before the copy takes its place", "after the copy took its place"])
def test_a_key_change_that_was_cut_short_always_opens_and_is_finished(
    home: Home, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = found(home)
    add_second(home, first.device)
    before = with_an_entry(home, first)
    whole: Callable[[rekeying.Copy], None] = rekeying.Copy.take_place

    def cut(copy: rekeying.Copy) -> None:
        if step.startswith("after"):
            whole(copy)
        raise PowerCutError

    with monkeypatch.context() as patch:
        patch.setattr(rekeying.Copy, "take_place", cut)
        with pytest.raises(PowerCutError):
            Vault(home).remove_officer(first.device, SECOND)
    device = Vault(home).unlock(FIRST, "one").device
    assert device.database_key != first.device.database_key
    assert content(home, device) == before
    with pytest.raises(NotAdmitted):
        Vault(home).unlock(SECOND, "two")
    assert Vault(home).unlock(FIRST, "one").device.database_key == device.database_key


def test_a_key_change_that_cannot_be_finished_now_opens_with_the_old_key(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = found(home)
    add_second(home, first.device)
    before = with_an_entry(home, first)

    def cut(_copy: rekeying.Copy) -> None:
        raise PowerCutError

    with monkeypatch.context() as patch:
        patch.setattr(rekeying.Copy, "take_place", cut)
        with pytest.raises(PowerCutError):
            Vault(home).remove_officer(first.device, SECOND)
    with Store(home, first.device):
        device = Vault(home).unlock(FIRST, "one").device
        assert device.database_key == first.device.database_key
        assert content(home, device) == before


def test_a_window_whose_database_was_replaced_writes_nothing_into_the_old_file(home: Home, tmp_path: Path) -> None:
    first = found(home)
    with Store(home, first.device) as store:
        store.ledger.append([narrative(1, "by the river")], signer=first.officer.signer, claimed=Clock()())
        store.database.copy_to(tmp_path / "other.db")
        (tmp_path / "other.db").replace(home.database)
        with pytest.raises(KeysChanged):
            store.ledger.append([narrative(1, "lost")], signer=first.officer.signer, claimed=Clock()())
