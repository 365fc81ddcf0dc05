"""Versions of the program that admins have announced, as the chain has them [CUST-45].

Invariant: a version is its hash; whichever buffer of the program's own holds those bytes is as good as another.
"""

import hashlib

import msgspec

from quantdesk.chain import loader
from quantdesk.chain.changes import Kind, changes_pending
from quantdesk.chain.network import CLOCK, upgrade_address
from quantdesk.chain.program_gen import PendingChange
from quantdesk.chain.rpc import Rpc
from quantdesk.chain.view import clock_time


class Version(msgspec.Struct, frozen=True):
    """An announced version: the address of its change, the change, and the buffer that holds its bytes, if one does."""

    address: bytes
    change: PendingChange
    buffer: bytes | None
    elf: bytes


async def versions_announced(rpc: Rpc, digest: bytes | None = None) -> list[Version]:
    """Announced versions, oldest first; those of this hash, or all."""
    pending = await changes_pending(rpc, commitment="confirmed")
    named = [one for one in pending.items() if one[1].kind == Kind.UPGRADE and digest in (None, one[1].key)]
    _, buffers = await rpc.owned(
        loader.LOADER, None, upgrade_address(), commitment="confirmed", at=loader.BUFFER_AUTHORITY_AT
    )
    bodies = {
        address: data[loader.BUFFER_HEAD_BYTES :]
        for address, data in buffers.items()
        if loader.buffer_authority(data) == upgrade_address()
    }
    held = {hashlib.sha256(body).digest(): (address, body) for address, body in bodies.items()}
    return [Version(*one, *held.get(one[1].key, (None, b""))) for one in named]


async def chain_unix_s(rpc: Rpc) -> int:
    """The chain's clock."""
    clock = (await rpc.accounts([CLOCK], "confirmed")).accounts[0]
    assert clock is not None, "every chain has it"  # noqa: S101 - an invariant
    return clock_time(clock.data)
