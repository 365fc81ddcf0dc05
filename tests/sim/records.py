"""Builders of command records and batches, as a door would send them.

Invariant: an order id is the first 16 bytes of SHA-256 of the message (SIG-7); a batch head counts exactly the
records behind it.
"""

import hashlib
import struct
from dataclasses import dataclass

from tests.sim.judge.message import ORDER_MESSAGE, TRANSFER_MESSAGE, Message, message_write
from tests.sim.judge.schema import COMMANDS

DOMAIN = b"\xffsimdesk"
NO_SIGNATURE = bytes(64)
HEAD = struct.Struct("<IIQQQ")
MAGIC = 0x31444251


@dataclass(frozen=True)
class Batch:
    """Commands of one moment."""

    ts_us: int
    records: tuple[bytes, ...]

    def bytes_from(self, seq: int) -> bytes:
        """The batch as it stands in the journal, its first command numbered `seq`."""
        return HEAD.pack(MAGIC, len(self.records), seq, self.ts_us, 0) + b"".join(self.records)


def record(name: str, *values: int | bytes) -> bytes:
    """A command of its field values."""
    return COMMANDS[name].pack(*values)


def set_index(market: int, index: int, published: int, wide: tuple[int, int] = (0, 0)) -> bytes:
    """SetIndex of a price; wide: its confidence in mticks and the venues' doubt in ppm."""
    conf, doubt = wide
    return record("SetIndex", market, index, published, conf, doubt, hashlib.sha256(b"%d" % published).digest())


def message_id(message: bytes) -> bytes:
    """SIG-7."""
    return hashlib.sha256(message).digest()[:16]


def place(message: bytes, signer: bytes, kind: int) -> bytes:
    """PlaceOrder of a message."""
    return record("PlaceOrder", message_id(message), message, NO_SIGNATURE, signer, kind)


def algo(
    message: bytes, signer: bytes, kind: int, *terms: int | bytes, display: int = 0, offset: int = 0, slices: int = 0
) -> bytes:
    """PlaceAlgo of a message; terms: source, distance, in millionths, activation, link, the order named."""
    beside = (*terms, display, offset, slices)
    return record("PlaceAlgo", message_id(message), message, NO_SIGNATURE, signer, kind, *beside)


def replace(old_id: bytes, message: bytes, signer: bytes, kind: int) -> bytes:
    """ReplaceOrder of a message."""
    return record("ReplaceOrder", old_id, message_id(message), message, NO_SIGNATURE, signer, kind)


def transfer(message: bytes, signer: bytes) -> bytes:
    """Transfer of a message."""
    return record("Transfer", message_id(message), message, NO_SIGNATURE, signer)


def order_message(message: Message, domain: bytes = DOMAIN) -> bytes:
    """The 64 bytes of an order."""
    return message_write(domain, message, ORDER_MESSAGE)


def transfer_message(account: int, nonce: int, expiry: int, receiver: int, amount: int) -> bytes:
    """The 64 bytes of a transfer."""
    message = Message(account, nonce, expiry, receiver, 0, 0, 0, 0, False, 0, False, 0, 0, amount)
    return message_write(DOMAIN, message, TRANSFER_MESSAGE)


def batch_of(account: int, items: list[bytes], whole: int = 0) -> bytes:
    """A Batch command with its items behind it; whole: all of them or none."""
    return record("Batch", account, len(items), whole) + b"".join(items)
