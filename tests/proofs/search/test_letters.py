"""Words: which member acts next, so that every history is tried and none twice."""

from itertools import product

import pytest

from neverfalls.proofs.search.letters import Letter, Word, letters, used_members
from neverfalls.spec.schemes.loader import load_scheme

SHOP = load_scheme("wine-shop")
ROSTER = ("alice", "bob", "carol")


def tried(length: int) -> list[Word]:
    """Return the words of a length, each letter after those that may come before it."""
    words: list[Word] = [()]
    for _ in range(length):
        words = [
            (*word, letter)
            for word in words
            for letter in letters(SHOP, ROSTER, used_members(word, ROSTER))
        ]
    return words


def called_in_turn(word: Word) -> Word:
    """Return the word with its members called alice, bob and carol in the order they act."""
    acting = dict.fromkeys(who for letter in word for who in letter.members)
    names = dict(zip(acting, ROSTER, strict=False))
    return tuple(Letter(rule, tuple(names[who] for who in members)) for rule, members in word)


@pytest.mark.parametrize("length", [1, 2])
def test_each_word_is_tried_once_whatever_members_are_called(length: int) -> None:
    """Of all words of three members, one is tried of those that differ in their names only."""
    every = product(letters(SHOP, ROSTER, len(ROSTER)), repeat=length)
    assert sorted(tried(length)) == sorted({called_in_turn(word) for word in every})


def test_members_are_used_as_far_as_a_word_names_them() -> None:
    """None by a word without members; up to the last in the roster, whoever acts last."""
    spend = Letter("spend", ("carol", "alice"))
    words: list[Word] = [(), (Letter("close_day", ()),), (Letter("purchase", ("bob",)),), (spend,)]
    assert [used_members(word, ROSTER) for word in words] == [0, 0, 2, 3]
