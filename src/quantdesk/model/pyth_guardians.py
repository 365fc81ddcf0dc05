"""Upgrades of a guardian set: how one set of signers names the next, so that a chain of trust can be followed.

Invariant: an upgrade holds only when the governance emitter said it, a quorum of two thirds and one of the old set signed it, and it
names the very next index. Source: [PYTH-6].
"""

from collections.abc import Sequence
from typing import Final

import msgspec

from quantdesk.model.pyth_update import UpdateReason, UpdateRefused, vaa_read
from quantdesk.model.pyth_verify import ADDRESS_BYTES, Trust, signatures_verify

GOVERNANCE: Final = (1, bytes(31) + b"\4")
MODULE: Final = b"Core".rjust(32, b"\0")
ACTION_UPGRADE: Final = 2
HEAD_BYTES: Final = 32 + 1 + 2 + 4 + 1
OVERLAP_S: Final = 86_400
"""So long an old set still speaks beside its successor, as in the bridge's own contracts."""


class GuardianSet(msgspec.Struct, frozen=True):
    """Signers by index."""

    index: int
    signers: tuple[bytes, ...]

    @property
    def quorum(self) -> int:
        """Two thirds and one."""
        return len(self.signers) * 2 // 3 + 1


def upgrade_verify(data: bytes, old: GuardianSet) -> GuardianSet:
    """The set that a signed upgrade names. Errors: UpdateRefused."""
    vaa = vaa_read(data)
    if vaa.set_index != old.index:
        raise UpdateRefused(UpdateReason.SET_UNKNOWN, f"expected signatures of set {old.index}, found {vaa.set_index}")
    if (vaa.emitter_chain, vaa.emitter) != GOVERNANCE:
        raise UpdateRefused(UpdateReason.EMITTER, f"expected the governance emitter, found {vaa.emitter.hex()}")
    signatures_verify(vaa, old.signers, old.quorum)
    payload = vaa.payload
    if len(payload) < HEAD_BYTES or payload[:32] != MODULE or payload[32] != ACTION_UPGRADE:
        raise UpdateRefused(UpdateReason.PAYLOAD, "expected an upgrade of the module Core")
    chain, index, count = (
        int.from_bytes(payload[33:35], "big"),
        int.from_bytes(payload[35:39], "big"),
        payload[39],
    )
    if chain or index != old.index + 1 or len(payload) != HEAD_BYTES + count * ADDRESS_BYTES or not count:
        raise UpdateRefused(
            UpdateReason.PAYLOAD, f"expected set {old.index + 1} for all chains, found {index} for {chain}"
        )
    signers = tuple([payload[at : at + ADDRESS_BYTES] for at in range(HEAD_BYTES, len(payload), ADDRESS_BYTES)])
    return GuardianSet(index, signers)


def successor_trust(data: bytes, trusts: Sequence[Trust], at: int) -> tuple[Trust, Trust]:
    """The rows of trust that a signed upgrade adds to those that are there, of the next versions: the successor's, and the signing
    set's own with its end; at: unix seconds.

    The successor speaks for the emitters of the set that signed, from the time of the signature on, without an end [PYTH-10]. Only the
    newest row of that set counts, and only while it holds; rows of one network, and of another quorum than guardians have, name nobody.
    Errors: UpdateRefused.
    """
    vaa = vaa_read(data)
    everywhere = [row for row in trusts if not row.genesis and row.quorum == GuardianSet(0, row.signers).quorum]
    old = max([row for row in everywhere if row.set_index == vaa.set_index], key=_version, default=None)
    if old is None:
        raise UpdateRefused(UpdateReason.SET_UNKNOWN, f"no trusted set of guardians has index {vaa.set_index}")
    if not old.valid_from <= at or (old.valid_to and at >= old.valid_to):
        raise UpdateRefused(UpdateReason.SET_EXPIRED, f"version {old.version} of set {vaa.set_index} does not hold now")
    new = upgrade_verify(data, GuardianSet(old.set_index, old.signers))
    if known := [row for row in everywhere if row.set_index == new.index]:
        raise UpdateRefused(UpdateReason.SET_KNOWN, f"set {new.index} is version {known[-1].version} already")
    version, since = max(row.version for row in trusts) + 1, vaa.timestamp
    name = f"guardians-{new.index}"
    successor = Trust(version, name, new.index, new.signers, new.quorum, old.emitters, since, 0, b"")
    ended = msgspec.structs.replace(old, version=version + 1, valid_from=since, valid_to=_end(old, since))
    return successor, ended


def _end(old: Trust, since: int) -> int:
    """The old set's end: a day later, and no later than it was before."""
    return min(since + OVERLAP_S, old.valid_to or since + OVERLAP_S)


def _version(row: Trust) -> int:
    return row.version
