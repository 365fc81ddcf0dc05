"""Verification of Pyth updates against trusted sets of signers, ours from the first byte to the last.

Invariant: a price comes out of here only when a quorum of distinct signers of one set, valid now and allowed on this network, has
signed the root that its message lies under. The set is chosen by its index and the emitter, never by trying. Source: [PYTH-2 to 5].
"""

from collections.abc import Iterable
from typing import Final

import msgspec
from coincurve import PublicKey

from quantdesk.model.pyth_update import (
    Message,
    PriceMessage,
    TwapMessage,
    UpdateReason,
    UpdateRefused,
    Vaa,
    keccak256,
    message_read,
    path_holds,
    root_read,
    update_read,
)

ADDRESS_BYTES: Final = 20
CURVE_ORDER: Final = 0xFFFFFFFF_FFFFFFFF_FFFFFFFF_FFFFFFFE_BAAEDCE6_AF48A03B_BFD25E8C_D0364141
HALF_ORDER: Final = CURVE_ORDER // 2
RECOVERY_MAX: Final = 1


class Trust(msgspec.Struct, frozen=True):
    """A version of who may sign prices. signers: addresses of 20 bytes by index; emitters: (chain, address of 32 bytes).

    Valid from valid_from to valid_to, unix seconds, half open; valid_to 0: no end yet. genesis: hash of the only network on which it
    holds, empty: everywhere.
    """

    version: int
    name: str
    set_index: int
    signers: tuple[bytes, ...]
    quorum: int
    emitters: tuple[tuple[int, bytes], ...]
    valid_from: int
    valid_to: int = 0
    genesis: bytes = b""


class Judge(msgspec.Struct, frozen=True):
    """The moment (unix seconds) and the network (genesis hash, 32 bytes) at which an update is judged."""

    at: int
    genesis: bytes


class Verified(msgspec.Struct, frozen=True):
    """What an update says, proven. signers: indices in the set; trust_version: the row that they are of."""

    messages: tuple[Message, ...]
    slot: int
    ring_size: int
    root: bytes
    trust_version: int
    set_index: int
    signers: tuple[int, ...]
    digest: bytes
    timestamp: int
    emitter_chain: int
    emitter: bytes
    sequence: int

    @property
    def prices(self) -> tuple[PriceMessage, ...]:
        """The price messages."""
        return tuple([message for message in self.messages if isinstance(message, PriceMessage)])


def update_verify(data: bytes, trusts: Iterable[Trust], judge: Judge) -> Verified:
    """Proves an update. Errors: UpdateRefused with the first look that it fails."""
    update = update_read(data)
    vaa = update.vaa
    trust = trust_choose(vaa, trusts, judge)
    signers = signatures_verify(vaa, trust.signers, trust.quorum)
    root = root_read(vaa.payload)
    for number, leaf in enumerate(update.leaves):
        if not path_holds(leaf, root.root):
            raise UpdateRefused(UpdateReason.MERKLE, f"message {number} does not lie under the signed root")
    messages = tuple([message_read(leaf.message) for leaf in update.leaves])
    return Verified(
        messages,
        root.slot,
        root.ring_size,
        root.root,
        trust.version,
        vaa.set_index,
        signers,
        vaa.digest,
        vaa.timestamp,
        vaa.emitter_chain,
        vaa.emitter,
        vaa.sequence,
    )


def trust_choose(vaa: Vaa, trusts: Iterable[Trust], judge: Judge) -> Trust:
    """The newest row of the VAA's set index and emitter that has begun at the judge's moment, if it has not ended. Errors: UpdateRefused.

    An older row without an end does not outlive a newer one that has ended: that is how a set is taken out of use.
    """
    of_index = [trust for trust in trusts if trust.set_index == vaa.set_index]
    if not of_index:
        raise UpdateRefused(UpdateReason.SET_UNKNOWN, f"no trusted set has index {vaa.set_index}")
    source = (vaa.emitter_chain, vaa.emitter)
    of_emitter = [trust for trust in of_index if source in trust.emitters]
    if not of_emitter:
        found = f"{vaa.emitter_chain}:{vaa.emitter.hex()}"
        raise UpdateRefused(UpdateReason.EMITTER, f"set {vaa.set_index} does not speak for emitter {found}")
    of_network = [trust for trust in of_emitter if trust.genesis in (b"", judge.genesis)]
    if not of_network:
        raise UpdateRefused(UpdateReason.NETWORK, f"set {vaa.set_index} holds on another network only")
    begun = [trust for trust in of_network if trust.valid_from <= judge.at]
    newest = max(begun, key=lambda trust: trust.version, default=None)
    if newest is None or (newest.valid_to and judge.at >= newest.valid_to):
        raise UpdateRefused(UpdateReason.SET_EXPIRED, f"set {vaa.set_index} does not hold at {judge.at}")
    return newest


def signatures_verify(vaa: Vaa, addresses: tuple[bytes, ...], quorum: int) -> tuple[int, ...]:
    """Indices of the signers, at least quorum of them, each with a signature that holds. Errors: UpdateRefused."""
    last = -1
    for signature in vaa.signatures:
        if signature.index <= last:
            raise UpdateRefused(UpdateReason.SIGNERS_ORDER, f"signer {signature.index} comes after {last}")
        last = signature.index
    if last >= len(addresses):
        raise UpdateRefused(UpdateReason.SIGNER_INDEX, f"expected a signer below {len(addresses)}, found {last}")
    if len(vaa.signatures) < max(quorum, 1):
        raise UpdateRefused(UpdateReason.QUORUM, f"expected {quorum} signatures, found {len(vaa.signatures)}")
    for signature in vaa.signatures:
        if address_recover(vaa.digest, signature.rsv) != addresses[signature.index]:
            raise UpdateRefused(UpdateReason.SIGNATURE, f"signature of signer {signature.index} is not his")
    return tuple([signature.index for signature in vaa.signatures])


def address_recover(digest: bytes, rsv: bytes) -> bytes | None:
    """Address of the key that signed a digest, 20 bytes; None when the 65 bytes are no signature in its only form (low s)."""
    if rsv[64] > RECOVERY_MAX or int.from_bytes(rsv[32:64], "big") > HALF_ORDER:
        return None
    try:
        key = PublicKey.from_signature_and_message(rsv, digest, hasher=None)
    except (ValueError, Exception):  # noqa: BLE001 - the library raises plain Exception for what recovers no key
        return None
    return keccak256(key.format(compressed=False)[1:])[-ADDRESS_BYTES:]


def twap_price(start: TwapMessage, end: TwapMessage) -> int:
    """Mean price between two messages of a feed in 10^expo USD, rounded down. Errors: UpdateRefused when they do not follow."""
    slots = end.publish_slot - start.publish_slot
    if start.feed_id != end.feed_id or start.expo != end.expo or slots <= 0:
        raise UpdateRefused(UpdateReason.MESSAGE, "expected two messages of one feed, the second of a later slot")
    return (end.cumulative_price - start.cumulative_price) // slots
