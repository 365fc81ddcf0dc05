"""The tree over a day of the journal, against the definition of RFC 9162."""

import hashlib
import random

import pytest

from quantdesk.model.journal_tree import JournalTree, leaf_of


def sha256(data):
    return hashlib.sha256(data).digest()


def defined(leaves):
    """2.1.1: hash of nothing, a leaf, or the node above the largest power of two below the size and the rest."""
    if not leaves:
        return sha256(b"")
    if len(leaves) == 1:
        return leaves[0]
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return sha256(b"\1" + defined(leaves[:half]) + defined(leaves[half:]))


def root_of(leaves):
    tree = JournalTree()
    for leaf in leaves:
        tree.add(leaf)
    assert tree.size == len(leaves)
    return tree.root()


@pytest.mark.parametrize("size", [*range(34), 63, 64, 65, 255, 1_000])
def test_root_is_the_one_that_the_standard_defines(size):
    """CUST-20."""
    leaves = [sha256(size.to_bytes(4, "big") + place.to_bytes(4, "big")) for place in range(size)]
    assert root_of(leaves) == defined(leaves)


def test_every_byte_of_every_batch_and_their_order_are_in_the_root():
    """CUST-20: one bit of a command or of an event, two batches in another order, or one that is left out give another root."""
    chance = random.Random(20)
    day = [(chance.randbytes(40), chance.randbytes(chance.randrange(60))) for _ in range(21)]
    roots = {root_of([leaf_of(*batch) for batch in day])}
    told = [day[:at] + day[at + 1 :] for at in range(21)]
    told += [[*day[:at], day[at + 1], day[at], *day[at + 2 :]] for at in range(20)]
    for at, (commands, events) in enumerate(day):
        place, bit = chance.randrange(40), 1 << chance.randrange(8)
        other = commands[:place] + bytes([commands[place] ^ bit]) + commands[place + 1 :]
        told.append([*day[:at], (other, events), *day[at + 1 :]])
        told.append([*day[:at], (commands + events[:1], events[1:]), *day[at + 1 :]] if events else day[:at])
    roots |= {root_of([leaf_of(*batch) for batch in other]) for other in told}
    assert len(roots) == len(told) + 1
