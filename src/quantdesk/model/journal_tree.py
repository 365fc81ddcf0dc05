"""The Merkle tree over a day of the journal: one leaf a batch, in order [CUST-20].

Invariant: the root commits to every byte of every batch and to their order; it is that of RFC 9162 (Certificate Transparency 2.0,
section 2.1.1), so that a batch is proven to be in it by about twenty hashes. Kept are the roots of whole subtrees alone.
"""

import hashlib
from typing import Final

LEAF: Final = b"\0"
NODE: Final = b"\1"


def leaf_of(commands: bytes, events: bytes) -> bytes:
    """The hash of one batch; commands begin with the head that numbers and dates them."""
    both = hashlib.sha256(commands).digest() + hashlib.sha256(events).digest()
    return hashlib.sha256(LEAF + both).digest()


def node_of(left: bytes, right: bytes) -> bytes:
    """The hash above two others."""
    return hashlib.sha256(NODE + left + right).digest()


class JournalTree:
    """The tree of the leaves that were added so far."""

    def __init__(self) -> None:
        self.size = 0
        self._whole: list[bytes] = []

    def add(self, leaf: bytes) -> None:
        """One leaf more, behind the others."""
        below = self.size
        self.size += 1
        while below & 1:
            leaf = node_of(self._whole.pop(), leaf)
            below >>= 1
        self._whole.append(leaf)

    def root(self) -> bytes:
        """The root; that of no leaf at all is the hash of nothing."""
        if not self._whole:
            return hashlib.sha256(b"").digest()
        root = self._whole[-1]
        for left in reversed(self._whole[:-1]):
            root = node_of(left, root)
        return root
