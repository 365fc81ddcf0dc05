"""A Pyth update (PNAU) as bytes: a signed VAA with a Merkle root, and messages with their paths to it.

Invariant: a reader takes every byte of its input or refuses it by name; nothing is believed here, only read. All numbers are
big-endian. Times are unix seconds, prices whole numbers of 10^expo USD. Source: [PYTH-1].
"""

import struct
from enum import Enum
from typing import Final

import msgspec
from Crypto.Hash import keccak

MAGIC: Final = b"PNAU"
MAJOR: Final = 1
MERKLE_MAGIC: Final = b"AUWV"
NODE_BYTES: Final = 20
SIGNATURE_BYTES: Final = 66
SIGNATURES_MAX: Final = 64
BODY_BYTES: Final = 51
VAA_VERSION: Final = 1
PRICE_TYPE: Final = 0
TWAP_TYPE: Final = 1

_price = struct.Struct(">B32sqQiqqqQ")
_twap = struct.Struct(">B32s16s16sQiqqQ")
_body = struct.Struct(">IIH32sQB")
_payload = struct.Struct(">4sBQI20s")


class UpdateReason(Enum):
    """Why an update is refused, in the order in which it is looked at."""

    MALFORMED = "malformed"
    TRAILING = "trailing_bytes"
    VERSION = "version_unknown"
    SET_UNKNOWN = "set_unknown"
    SET_EXPIRED = "set_expired"
    NETWORK = "set_of_another_network"
    SIGNERS_ORDER = "signers_not_increasing"
    SIGNER_INDEX = "signer_index_unknown"
    QUORUM = "quorum_missing"
    SIGNATURE = "signature_invalid"
    EMITTER = "emitter_unknown"
    PAYLOAD = "payload_unknown"
    MERKLE = "merkle_path_invalid"
    MESSAGE = "message_unknown"
    PRICE = "price_not_positive"
    SET_KNOWN = "set_known"
    REPLAYED = "publish_time_not_newer"


class UpdateRefused(ValueError):
    """Bytes that are no update of a trusted source; `reason` says which look they failed."""

    def __init__(self, reason: UpdateReason, detail: str) -> None:
        super().__init__(f"{reason.value}: {detail}")
        self.reason = reason


class PriceMessage(msgspec.Struct, frozen=True, gc=False):
    """A price of a feed; price, conf and ema in 10^expo USD."""

    feed_id: bytes
    price: int
    conf: int
    expo: int
    publish_time: int
    prev_publish_time: int
    ema_price: int
    ema_conf: int


class TwapMessage(msgspec.Struct, frozen=True, gc=False):
    """Sums of price and confidence over slots; two of them give a mean."""

    feed_id: bytes
    cumulative_price: int
    cumulative_conf: int
    num_down_slots: int
    expo: int
    publish_time: int
    prev_publish_time: int
    publish_slot: int


Message = PriceMessage | TwapMessage


class Signature(msgspec.Struct, frozen=True, gc=False):
    """Place of the signer in its set, and r, s, v of secp256k1 in 65 bytes."""

    index: int
    rsv: bytes


class Vaa(msgspec.Struct, frozen=True, gc=False):
    """A signed statement of an emitter. digest: what is signed."""

    set_index: int
    signatures: tuple[Signature, ...]
    timestamp: int
    nonce: int
    emitter_chain: int
    emitter: bytes
    sequence: int
    consistency: int
    payload: bytes
    digest: bytes


class Leaf(msgspec.Struct, frozen=True, gc=False):
    """A message and the nodes beside its path to the root."""

    message: bytes
    path: tuple[bytes, ...]


class Update(msgspec.Struct, frozen=True, gc=False):
    """An update as read."""

    vaa: Vaa
    leaves: tuple[Leaf, ...]


class Root(msgspec.Struct, frozen=True, gc=False):
    """The payload of a VAA of prices."""

    slot: int
    ring_size: int
    root: bytes


class _Reader:
    """Takes bytes from the front; refuses when they end early."""

    __slots__ = ("_at", "_data")

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def take(self, count: int, what: str) -> bytes:
        end = self._at + count
        if end > len(self._data):
            raise UpdateRefused(
                UpdateReason.MALFORMED,
                f"expected {count} bytes of {what} at {self._at}, found {len(self._data) - self._at}",
            )
        found = self._data[self._at : end]
        self._at = end
        return found

    def number(self, count: int, what: str) -> int:
        return int.from_bytes(self.take(count, what), "big")

    def rest(self) -> bytes:
        return self._data[self._at :]

    def end(self, what: str) -> None:
        left = len(self._data) - self._at
        if left:
            raise UpdateRefused(
                UpdateReason.TRAILING, f"expected the end of {what} at {self._at}, found {left} bytes more"
            )


def keccak256(data: bytes) -> bytes:
    """Keccak-256, which is not SHA3-256: the padding differs."""
    return keccak.new(digest_bits=256, data=data).digest()


def update_read(data: bytes) -> Update:
    """Reads a whole update. Errors: UpdateRefused."""
    vaa, leaves = update_parts(data)
    return Update(vaa_read(vaa), leaves)


def update_parts(data: bytes) -> tuple[bytes, tuple[Leaf, ...]]:
    """The bytes of the signed statement, and the messages under its root. Errors: UpdateRefused."""
    reader = _Reader(data)
    if reader.take(4, "magic") != MAGIC:
        raise UpdateRefused(UpdateReason.MALFORMED, f"expected {MAGIC!r}, found {data[:4]!r}")
    version = (reader.number(1, "major version"), reader.number(1, "minor version"))
    if version != (MAJOR, 0):
        raise UpdateRefused(UpdateReason.VERSION, f"expected version 1.0, found {version[0]}.{version[1]}")
    reader.take(reader.number(1, "length of the header"), "header")
    proof_type = reader.number(1, "kind of proof")
    if proof_type:
        raise UpdateRefused(UpdateReason.VERSION, f"expected proof of kind 0, found {proof_type}")
    vaa = reader.take(reader.number(2, "length of the VAA"), "VAA")
    leaves = []
    for _ in range(reader.number(1, "number of messages")):
        message = reader.take(reader.number(2, "length of a message"), "message")
        count = reader.number(1, "length of a path")
        leaves.append(Leaf(message, tuple([reader.take(NODE_BYTES, "path") for _ in range(count)])))
    reader.end("the update")
    if not leaves:
        raise UpdateRefused(UpdateReason.MALFORMED, "expected a message, found none")
    return vaa, tuple(leaves)


def vaa_read(data: bytes) -> Vaa:
    """Reads a VAA. Errors: UpdateRefused."""
    reader = _Reader(data)
    version = reader.number(1, "VAA version")
    if version != VAA_VERSION:
        raise UpdateRefused(UpdateReason.VERSION, f"expected a VAA of version 1, found {version}")
    set_index = reader.number(4, "set index")
    count = reader.number(1, "number of signatures")
    if count > SIGNATURES_MAX:
        raise UpdateRefused(UpdateReason.MALFORMED, f"expected at most {SIGNATURES_MAX} signatures, found {count}")
    signatures = [
        Signature(reader.number(1, "signer index"), reader.take(SIGNATURE_BYTES - 1, "signature")) for _ in range(count)
    ]
    body = reader.rest()
    if len(body) < BODY_BYTES:
        raise UpdateRefused(UpdateReason.MALFORMED, f"expected a body of {BODY_BYTES} bytes, found {len(body)}")
    timestamp, nonce, chain, emitter, sequence, consistency = _body.unpack_from(body)
    digest = keccak256(keccak256(body))
    return Vaa(
        set_index,
        tuple(signatures),
        timestamp,
        nonce,
        chain,
        emitter,
        sequence,
        consistency,
        body[BODY_BYTES:],
        digest,
    )


def root_read(payload: bytes) -> Root:
    """Reads the payload of a VAA of prices; what a later version appends is passed over. Errors: UpdateRefused."""
    if len(payload) < _payload.size:
        raise UpdateRefused(UpdateReason.PAYLOAD, f"expected {_payload.size} bytes, found {len(payload)}")
    magic, kind, slot, ring_size, root = _payload.unpack_from(payload)
    if magic != MERKLE_MAGIC or kind:
        raise UpdateRefused(
            UpdateReason.PAYLOAD, f"expected {MERKLE_MAGIC!r} of kind 0, found {magic!r} of kind {kind}"
        )
    return Root(slot, ring_size, root)


def message_read(message: bytes) -> Message:
    """Reads a message; what a later version appends is passed over. Errors: UpdateRefused."""
    kind = message[0] if message else -1
    if kind == PRICE_TYPE and len(message) >= _price.size:
        return PriceMessage(*_price.unpack_from(message)[1:])
    if kind == TWAP_TYPE and len(message) >= _twap.size:
        _, feed, price, conf, down, *rest = _twap.unpack_from(message)
        return TwapMessage(feed, int.from_bytes(price, "big", signed=True), int.from_bytes(conf, "big"), down, *rest)
    raise UpdateRefused(
        UpdateReason.MESSAGE, f"expected a whole price or TWAP, found {len(message)} bytes of kind {kind}"
    )


def price_write(price: PriceMessage) -> bytes:
    """The bytes of a price message."""
    return _price.pack(PRICE_TYPE, *msgspec.structs.astuple(price))


def leaf_hash(message: bytes) -> bytes:
    """Hash of a leaf of the tree."""
    return keccak256(b"\0" + message)[:NODE_BYTES]


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash of two nodes, whichever came first."""
    low, high = (left, right) if left <= right else (right, left)
    return keccak256(b"\1" + low + high)[:NODE_BYTES]


def path_holds(leaf: Leaf, root: bytes) -> bool:
    """Whether the message is under the root."""
    node = leaf_hash(leaf.message)
    for beside in leaf.path:
        node = node_hash(node, beside)
    return node == root
