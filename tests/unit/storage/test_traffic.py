from __future__ import annotations

import hashlib

import pytest

from fieldkit.storage import traffic
from fieldkit.storage.previews import Preview
from fieldkit.storage.store import Store
from fieldkit.storage.traffic import BundleIn, BundleOut, Kept, QuarantineFull
from fieldkit.trust import tree
from tests.unit.storage.practice_home import WALL, Bench


def made(bundle: str, addressee: str, wall: int, **upto: int) -> BundleOut:
    return BundleOut(bundle=bundle, addressee=addressee, wall=wall, parts=1, state="made", upto=upto)


def kept(name: bytes, device: str = "d1", size: int | None = None) -> Kept:
    sha256 = hashlib.sha256(name).hexdigest()
    real = len(name) if size is None else size
    return Kept(sha256=sha256, device=device, bundle="b", kind="entry", reason="wrong-signature", size=real, wall=WALL)


def test_the_outbox_knows_how_far_each_log_went_to_whom(store: Store) -> None:
    store.outbox.record(made("b1", "hq", 1, a=5, b=2), ["x", "y"])
    store.outbox.record(made("b2", "hq", 2, a=9), ["z"])
    store.outbox.record(made("b3", "station", 3, a=7), [])
    store.outbox.record(made("b2", "hq", 2, a=9), ["z"])
    assert store.outbox.sent_upto("hq") == {"a": 9, "b": 2}
    assert store.outbox.sent_originals("hq") == {"x", "y", "z"}
    assert store.outbox.sent_originals("station") == set()
    assert [one.bundle for one in store.outbox.bundles()] == ["b3", "b2", "b1"]
    store.outbox.set_state("b1", "carried")
    assert [(one.state, one.upto) for one in store.outbox.bundles("hq")] == [
        ("made", {"a": 9}),
        ("carried", {"a": 5, "b": 2}),
    ]


def test_a_bundle_that_came_is_remembered_with_its_receipts(bench: Bench) -> None:
    came = BundleIn(bundle="b", part=2, sha256="s", device="d", wall=1, state="stored", receipts=("r1", "r2"))
    with bench.open() as store:
        store.bundles.record(BundleIn(bundle="b", part=1, sha256="s", device="d", wall=0, state="reading"))
        store.bundles.record(came)
    with bench.open() as store:
        assert store.bundles.get("b", 2) == came
        assert store.bundles.get("b", 3) is None
        assert [one.part for one in store.bundles.parts("b")] == [1, 2]
        assert [one.part for one in store.bundles.newest()] == [2, 1]


def test_what_is_not_authentic_is_kept_and_given_back(store: Store) -> None:
    staged = store.home.staging / "bad"
    staged.write_bytes(b"a damaged file")
    store.quarantine.keep(kept(b"a damaged file"), staged)
    store.quarantine.keep(kept(b"a damaged entry"), b"a damaged entry")
    assert not staged.exists()
    assert len(store.quarantine.all()) == 2
    path = store.quarantine.read(kept(b"a damaged file").sha256)
    assert path == next(iter(store.home.quarantine.iterdir()))
    assert store.quarantine.read(kept(b"a damaged entry").sha256) == b"a damaged entry"
    assert store.quarantine.read("0" * 64) is None


def test_no_device_can_fill_the_disk_with_rubbish(store: Store) -> None:
    store.quarantine.keep(kept(b"1", size=traffic.QUARANTINE_QUOTA - 1), b"1")
    with pytest.raises(QuarantineFull):
        store.quarantine.keep(kept(b"22"), b"22")
    store.quarantine.keep(kept(b"22", device="d2"), b"22")
    assert store.quarantine.used("d2") == 2


def test_the_tree_grows_by_new_hashes_only_and_proves_each(bench: Bench) -> None:
    names = [hashlib.sha256(bytes([number])).hexdigest() for number in range(21)]
    with bench.open() as store:
        assert store.tree.append(names[:4]) == 4
        assert store.tree.append([*names[2:9], names[5]]) == 9
    with bench.open() as store:
        old = store.tree.root()
        assert store.tree.append(names) == store.tree.size() == 21
        whole = store.tree.root()
        assert store.tree.root(9) == old
        for position, name in enumerate(names):
            assert store.tree.position(name) == position
            path = store.tree.inclusion(position, 21)
            assert tree.includes(bytes.fromhex(name), position, 21, path, whole)
        assert tree.extends(9, old, 21, whole, store.tree.consistency(9, 21))
        assert store.tree.position("0" * 64) is None


def test_small_things_of_the_device_survive_closing(bench: Bench) -> None:
    with bench.open() as store:
        store.settings.put("language", "km")
        store.settings.put("window", {"width": 3})
        store.secrets.put("authority", b"\x00secret")
        store.drafts.put("1/narrative", b"half a sen", wall=1)
        store.drafts.put("1/narrative", b"half a sentence", wall=2)
        store.drafts.put("2/narrative", b"other", wall=3)
        store.previews.put("a" * 64, 320, Preview(b"jpeg", 320, 200))
    with bench.open() as store:
        assert store.settings.get("language", str) == "km"
        assert store.settings.get("window", str) is None
        assert store.settings.get("nothing", str) is None
        assert store.secrets.get("authority") == b"\x00secret"
        draft = store.drafts.get("1/narrative")
        assert draft is not None
        assert (draft.body, draft.wall) == (b"half a sentence", 2)
        assert [one.name for one in store.drafts.all("1/")] == ["1/narrative"]
        store.drafts.drop("1/narrative")
        assert store.drafts.get("1/narrative") is None
        assert store.previews.get("a" * 64, 320) == Preview(b"jpeg", 320, 200)
        assert store.previews.lacking(["a" * 64, "b" * 64], 320) == ["b" * 64]
