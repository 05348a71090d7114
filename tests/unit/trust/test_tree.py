from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldkit.trust import tree

# The reference tree of the Certificate Transparency implementations (RFC 6962 test data): eight leaves and the roots
# of its first 1 to 8 leaves.
LEAVES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
MOST = 70


def grown(contents: list[bytes]) -> dict[tuple[int, int], bytes]:
    """A store that was filled one leaf at a time; a node written twice would be a mistake."""
    store: dict[tuple[int, int], bytes] = {}
    for size, content in enumerate(contents):
        for node in tree.append(size, [content], lambda level, index: store[level, index]):
            assert (node.level, node.index) not in store
            store[node.level, node.index] = node.hash
    return store


def plain_root(contents: list[bytes]) -> bytes:
    """RFC 6962 2.1, word for word."""
    if not contents:
        return hashlib.sha256(b"").digest()
    if len(contents) == 1:
        return hashlib.sha256(b"\0" + contents[0]).digest()
    k = 1
    while k * 2 < len(contents):
        k *= 2
    return hashlib.sha256(b"\1" + plain_root(contents[:k]) + plain_root(contents[k:])).digest()


CONTENTS = [hashlib.sha256(bytes([n])).digest() for n in range(MOST)]
STORE = grown(CONTENTS)


def nodes(level: int, index: int) -> bytes:
    return STORE[level, index]


def test_roots_are_those_of_the_reference_tree() -> None:
    store = grown(LEAVES)
    roots = [tree.root(n, lambda level, index: store[level, index]).hex() for n in range(1, 9)]
    assert roots == ROOTS
    assert tree.root(0, nodes).hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_paths_are_those_of_the_reference_tree() -> None:
    store = grown(LEAVES)
    # Paths published with the reference tree: leaf 0 of 8, leaf 5 of 8, leaf 2 of 3, leaf 1 of 5.
    published = {
        (0, 8): [
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ],
        (5, 8): [
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ],
        (2, 3): ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
        (1, 5): [
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        ],
    }
    for (index, size), path in published.items():
        made = tree.inclusion(index, size, lambda level, place: store[level, place])
        assert [step.hex() for step in made] == path
    assert tree.consistency(1, 1, nodes) == []
    made = tree.consistency(6, 8, lambda level, place: store[level, place])
    assert [step.hex() for step in made] == [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]


def test_every_root_up_to_seventy_leaves_is_the_plain_one() -> None:
    for size in range(MOST + 1):
        assert tree.root(size, nodes) == plain_root(CONTENTS[:size])


def test_every_leaf_of_every_tree_is_proven_and_in_no_other_place() -> None:
    for size in range(1, MOST + 1):
        root = tree.root(size, nodes)
        for index in range(size):
            path = tree.inclusion(index, size, nodes)
            assert tree.includes(CONTENTS[index], index, size, path, root)
            assert not tree.includes(CONTENTS[index - 1] + b"x", index, size, path, root)
            assert not tree.includes(CONTENTS[index], index ^ 1, size, path, root)
            assert not tree.includes(CONTENTS[index], index, size, [*path, root], root)
            if path:
                assert not tree.includes(CONTENTS[index], index, size, path[:-1], root)


def test_every_tree_is_proven_to_begin_with_every_smaller_one_and_with_no_other() -> None:
    roots = [tree.root(size, nodes) for size in range(MOST + 1)]
    wrong = hashlib.sha256(b"wrong").digest()
    for new in range(MOST + 1):
        for old in range(new + 1):
            path = tree.consistency(old, new, nodes)
            assert tree.extends(old, roots[old], new, roots[new], path)
            assert not tree.extends(old, wrong, new, roots[new], path)
            assert not tree.extends(old, roots[old], new, roots[new], [*path, wrong])
            if path:
                assert not tree.extends(old, roots[old], new, wrong, path)
                assert not tree.extends(old, roots[old], new, roots[new], path[:-1])
                assert not tree.extends(old, roots[old], new, roots[new], [wrong, *path[1:]])


@given(st.integers(-2, 9), st.integers(-2, 9), st.lists(st.sampled_from(CONTENTS[:3]), max_size=5))
def test_an_invented_path_proves_nothing(index: int, size: int, path: list[bytes]) -> None:
    assert not tree.includes(b"never added", index, size, path, tree.root(8, nodes))
    if index not in {0, size}:
        assert not tree.extends(index, CONTENTS[0], size, CONTENTS[1], path)


def test_a_path_must_be_exactly_as_long_as_its_tree_is_high() -> None:
    one, two = CONTENTS[:2]
    top = tree.leaf_hash(one)
    assert not tree.includes(one, 0, 1, [two], tree.node_hash(two, top))
    assert not tree.includes(one, 0, 2, [], top)
    assert not tree.extends(1, top, 2, top, [])


def test_a_path_longer_than_any_tree_is_refused_at_once() -> None:
    long = [CONTENTS[0]] * 65
    assert not tree.includes(CONTENTS[0], 0, 2**70, long, CONTENTS[1])
    assert not tree.extends(1, CONTENTS[0], 2**70, CONTENTS[1], long)


@pytest.mark.parametrize("cut", [0, 1, 2, 31, 64, 69, 70])
def test_many_leaves_at_once_make_the_same_nodes_as_one_by_one(cut: int) -> None:
    store = {(n.level, n.index): n.hash for n in tree.append(0, CONTENTS[:cut], nodes)}
    store |= {(n.level, n.index): n.hash for n in tree.append(cut, CONTENTS[cut:], lambda lv, i: store[lv, i])}
    assert store == STORE
