"""Deployment of the committed program through the upgradeable loader, and its upgrade when the committed bytes have changed.

Invariant: it may be interrupted anywhere and run again: the buffer's key follows from the authority and the bytes, what is in
it already is not written again, and a program that holds the committed bytes is left alone.
"""

import asyncio
import hashlib
from collections.abc import Callable
from typing import Final

from quantdesk.chain import loader
from quantdesk.chain.instruction import Instruction
from quantdesk.chain.network import PROGRAM
from quantdesk.chain.rpc import AccountData, Rpc
from quantdesk.chain.transaction import Blockhash, KeySigner, SignedTransaction, Signer, transaction_sign, units_limit
from quantdesk.desk.paths import ROOT
from quantdesk.desk.told import Told
from quantdesk.model.base58 import encode_base58
from quantdesk.runtime.clock import monotonic_s

ELF_PATH: Final = ROOT / "crates" / "program" / "artifacts" / "quantdesk_program.so"
BUFFER_NAME: Final = b"quantdesk program buffer"
# Room for later versions.
GROWTH: Final = 2
WRITES_AT_ONCE: Final = 8
UNITS_MAX: Final = 1_400_000
POLL_S: Final = 0.05
TIMEOUT_S: Final = 90.0
SEND_AGAIN_S: Final = 5.0

Seen = Callable[[list[AccountData | None]], bool]


async def program_deploy(rpc: Rpc, authority: KeySigner, seed: bytes, elf: bytes | None = None) -> str:
    """Brings the committed program onto the chain; returns what was done: deployed, upgraded or unchanged.

    authority pays and stays the upgrade authority; seed: its secret, from which the buffer's key follows.
    Errors: Told when somebody else holds the program, or it does not fit any more; the adapter's own.
    """
    elf = ELF_PATH.read_bytes() if elf is None else elf
    program, data = (await rpc.accounts([PROGRAM, loader.data_address(PROGRAM)], "confirmed")).accounts
    if program is None or program.owner != loader.LOADER:
        raise Told(
            f"program {encode_base58(PROGRAM)}: expected an account of the upgradeable loader on this chain, found none; "
            "on the local chain the genesis makes it, elsewhere whoever holds its key"
        )
    fresh = not loader.program_is_deployed(program.data)
    if not fresh and data is not None:
        _authority_check(data.data, authority)
        if loader.program_bytes(data.data, len(elf)) == elf:
            return "unchanged"
        _room_check(data.data, elf)
    buffer = KeySigner(hashlib.sha256(BUFFER_NAME + seed + elf).digest())
    await _buffer_fill(rpc, authority, buffer, elf)
    if fresh:
        last = loader.deploy(PROGRAM, buffer.public, authority.public, len(elf) * GROWTH)
    else:
        last = loader.upgrade(PROGRAM, buffer.public, authority.public)
    await send_seen(
        rpc,
        (units_limit(UNITS_MAX), last),
        (authority,),
        [loader.data_address(PROGRAM)],
        lambda found: found[0] is not None and loader.program_bytes(found[0].data, len(elf)) == elf,
    )
    return "deployed" if fresh else "upgraded"


async def send_seen(
    rpc: Rpc, instructions: tuple[Instruction, ...], signers: tuple[Signer, ...], keys: list[bytes], seen: Seen
) -> None:
    """Sends until confirmed accounts of these keys show the effect; at once when they do already.

    Errors: TransactionFailed when the chain refuses it, Told when it takes too long.
    """
    deadline_s, sent_s = monotonic_s() + TIMEOUT_S, 0.0
    while True:
        found = await rpc.accounts(keys, "confirmed")
        if seen(list(found.accounts)):
            return
        if monotonic_s() > deadline_s:
            raise Told(f"a transaction of the deployment did not land within {TIMEOUT_S:.0f} s: ./desk logs localnet")
        if monotonic_s() - sent_s > SEND_AGAIN_S:
            await rpc.send(transaction_sign(instructions, signers, await rpc.blockhash()).raw)
            sent_s = monotonic_s()
        await asyncio.sleep(POLL_S)


async def wait_seen(rpc: Rpc, keys: list[bytes], seen: Seen) -> None:
    """Waits until confirmed accounts show what somebody else's transaction does. Errors: Told when it takes too long."""
    deadline_s = monotonic_s() + TIMEOUT_S
    while not seen(list((await rpc.accounts(keys, "confirmed")).accounts)):
        if monotonic_s() > deadline_s:
            raise Told(f"the local chain shows no effect within {TIMEOUT_S:.0f} s: ./desk logs localnet")
        await asyncio.sleep(POLL_S)


def _authority_check(data: bytes, authority: KeySigner) -> None:
    holder = loader.data_authority(data)
    if holder != authority.public:
        name = "nobody" if holder is None else encode_base58(holder)
        raise Told(
            f"program {encode_base58(PROGRAM)}: expected upgrade authority {encode_base58(authority.public)}, found {name}; "
            "./desk up --fresh begins a new local chain"
        )


def _room_check(data: bytes, elf: bytes) -> None:
    if len(elf) > len(data) - loader.DATA_HEAD_BYTES:
        raise Told(
            f"program: expected at most {len(data) - loader.DATA_HEAD_BYTES} bytes, the room that the deployment reserved, "
            f"found {len(elf)}; ./desk up --fresh begins a new local chain"
        )


async def _buffer_fill(rpc: Rpc, authority: KeySigner, buffer: KeySigner, elf: bytes) -> None:
    """The buffer holds the program when this returns."""
    size = loader.BUFFER_HEAD_BYTES + len(elf)
    lamports = await rpc.ask("getMinimumBalanceForRentExemption", [size], int)
    await send_seen(
        rpc,
        (
            loader.account_create(authority.public, buffer.public, loader.LOADER, size, lamports),
            loader.buffer_begin(buffer.public, authority.public),
        ),
        (authority, buffer),
        [buffer.public],
        lambda found: found[0] is not None,
    )
    deadline_s = monotonic_s() + TIMEOUT_S
    while True:
        found = (await rpc.accounts([buffer.public], "confirmed")).accounts[0]
        held = b"" if found is None else found.data[loader.BUFFER_HEAD_BYTES :]
        starts = [at for at in range(0, len(elf), loader.CHUNK_BYTES) if not _holds(held, elf, at)]
        if not starts:
            return
        if monotonic_s() > deadline_s:
            raise Told(f"the program's bytes did not land within {TIMEOUT_S:.0f} s: ./desk logs localnet")
        await _write(rpc, authority, buffer, elf, starts)
        await _slot_pass(rpc)


def _holds(held: bytes, elf: bytes, at: int) -> bool:
    return held[at : at + loader.CHUNK_BYTES] == elf[at : at + loader.CHUNK_BYTES]


async def _write(rpc: Rpc, authority: KeySigner, buffer: KeySigner, elf: bytes, starts: list[int]) -> None:
    blockhash: Blockhash = await rpc.blockhash()

    def signed(at: int) -> SignedTransaction:
        chunk = elf[at : at + loader.CHUNK_BYTES]
        write = loader.buffer_write(buffer.public, authority.public, at, chunk)
        return transaction_sign((write,), (authority,), blockhash)

    for group in range(0, len(starts), WRITES_AT_ONCE):
        part = starts[group : group + WRITES_AT_ONCE]
        await asyncio.gather(*(rpc.send(signed(at).raw) for at in part))


async def _slot_pass(rpc: Rpc) -> None:
    """What is processed now is confirmed when this returns."""
    now = await rpc.slot("processed")
    while await rpc.slot("confirmed") < now:  # noqa: ASYNC110 - the chain is asked, it does not tell
        await asyncio.sleep(POLL_S)
