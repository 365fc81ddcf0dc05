"""Updates signed by a desk's own key: recorded and made-up prices take the same way as real ones, through the same verification.

Invariant: the row that trusts such a key holds on one local network only [PYTH-5]; nothing here can sign for another set.
"""

from typing import Final

from coincurve import PrivateKey

from quantdesk.model.pyth_update import (
    MAGIC,
    MAJOR,
    MERKLE_MAGIC,
    PriceMessage,
    keccak256,
    leaf_hash,
    node_hash,
    price_write,
)
from quantdesk.model.pyth_verify import ADDRESS_BYTES, Trust

LOCAL_SET_INDEX: Final = 0xFFFF_FF00
LOCAL_EMITTER: Final = (26, b"quantdesk local price test feed.")
LOCAL_NAME: Final = "local"
FILLER: Final = keccak256(b"\2")[:ADDRESS_BYTES]
RING_SIZE: Final = 10_000


def address_of(key: bytes) -> bytes:
    """Address of a secp256k1 private key of 32 bytes."""
    return keccak256(PrivateKey(key).public_key.format(compressed=False)[1:])[-ADDRESS_BYTES:]


def local_trust(key: bytes, genesis: bytes, version: int) -> Trust:
    """The row that trusts a desk's own key on its own network."""
    return Trust(version, LOCAL_NAME, LOCAL_SET_INDEX, (address_of(key),), 1, (LOCAL_EMITTER,), 0, 0, genesis)


def update_sign(prices: list[PriceMessage], keys: dict[int, bytes], at: tuple[int, int, int], trust: Trust) -> bytes:
    """An update of these prices, signed with keys by signer index. at: VAA time in unix seconds, sequence, slot."""
    timestamp, sequence, slot = at
    messages = [price_write(price) for price in prices]
    levels = _tree([leaf_hash(message) for message in messages])
    chain, emitter = trust.emitters[0]
    payload = MERKLE_MAGIC + b"\0" + slot.to_bytes(8, "big") + RING_SIZE.to_bytes(4, "big") + levels[-1][0]
    body = b"".join(
        (
            timestamp.to_bytes(4, "big"),
            bytes(4),
            chain.to_bytes(2, "big"),
            emitter,
            sequence.to_bytes(8, "big"),
            b"\1",
            payload,
        )
    )
    digest = keccak256(keccak256(body))
    signatures = [
        bytes([index]) + PrivateKey(key).sign_recoverable(digest, hasher=None) for index, key in sorted(keys.items())
    ]
    vaa = b"\1" + trust.set_index.to_bytes(4, "big") + bytes([len(signatures)]) + b"".join(signatures) + body
    parts = [MAGIC, bytes((MAJOR, 0, 0, 0)), len(vaa).to_bytes(2, "big"), vaa, bytes([len(messages)])]
    for number, message in enumerate(messages):
        path = _path(levels, number)
        parts += [len(message).to_bytes(2, "big"), message, bytes([len(path)]), *path]
    return b"".join(parts)


def _tree(leaves: list[bytes]) -> list[list[bytes]]:
    """Levels of the tree from the leaves, filled up to a power of two, to the root."""
    width = 1 << max(0, len(leaves) - 1).bit_length()
    levels = [leaves + [FILLER] * (width - len(leaves))]
    while len(levels[-1]) > 1:
        below = levels[-1]
        levels.append([node_hash(below[at], below[at + 1]) for at in range(0, len(below), 2)])
    return levels


def _path(levels: list[list[bytes]], number: int) -> list[bytes]:
    return [level[(number >> depth) ^ 1] for depth, level in enumerate(levels[:-1])]
