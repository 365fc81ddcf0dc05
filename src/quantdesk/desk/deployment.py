"""Deployment of a program through the upgradeable loader, and its upgrade when its bytes have changed.

Invariant: it may be interrupted anywhere and run again: the buffer's key follows from the authority, the address and the bytes, what
is in it already is not written again, and a program that holds the bytes is left alone.
"""

import asyncio
import hashlib
from collections.abc import Callable
from typing import Final, Literal

import msgspec

from quantdesk.chain import loader
from quantdesk.chain.errors import ChainUnavailable, TransactionFailed
from quantdesk.chain.instruction import Instruction
from quantdesk.chain.network import PROGRAM
from quantdesk.chain.rpc import AccountData, Rpc
from quantdesk.chain.transaction import (
    Blockhash,
    KeySigner,
    SignedTransaction,
    Signer,
    transaction_sign,
    units_limit,
    units_price,
)
from quantdesk.desk.deployment_plan import GROWTH, SIGNATURE_LAMPORTS
from quantdesk.desk.landing import TIMEOUT_S, send_seen, slot_pass
from quantdesk.desk.told import Told
from quantdesk.model.base58 import encode_base58
from quantdesk.runtime.clock import monotonic_s

BUFFER_NAME: Final = b"quantdesk program buffer"
WRITES_AT_ONCE: Final = 8
UNITS_MAX: Final = 1_400_000
WRITE_UNITS: Final = 10_000

Progress = Callable[[int, int], None]
Action = Literal["deploy", "upgrade", "unchanged"]


class Deployment(msgspec.Struct, frozen=True, kw_only=True):
    """What goes where. authority: pays and writes; holder: who may upgrade; buffer: the account of the bytes on their way; program_key:
    signs for an address without an account; room: bytes that a fresh program gets; unit_price: millionths of a lamport a compute unit.
    """

    elf: bytes
    authority: KeySigner
    holder: bytes
    buffer: KeySigner
    program: bytes
    program_key: KeySigner | None
    room: int
    unit_price: int

    @property
    def starts(self) -> range:
        """Where the chunks begin."""
        return range(0, len(self.elf), loader.CHUNK_BYTES)


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """How a chain stands to a deployment. missing: starts of chunks that the buffer does not hold; more: bytes that the program's room
    is short of; lamports: what the authority has; needed: what it must have at once to go on.
    """

    action: Action
    fresh_address: bool
    fresh_buffer: bool
    missing: list[int]
    more: int
    lamports: int
    needed: int


def deployment_make(
    elf: bytes,
    seed: bytes,
    *,
    program_key: KeySigner | None = None,
    room: int = 0,
    unit_price: int = 0,
    holder: bytes | None = None,
) -> Deployment:
    """A deployment of these bytes. seed: the authority's secret, from which the buffer's key follows; room 0: GROWTH times the size;
    holder: who may upgrade, if not the authority.
    """
    program = PROGRAM if program_key is None else program_key.public
    authority = KeySigner(seed)
    return Deployment(
        elf=elf,
        authority=authority,
        holder=holder or authority.public,
        buffer=KeySigner(hashlib.sha256(BUFFER_NAME + seed + program + elf).digest()),
        program=program,
        program_key=program_key,
        room=room or len(elf) * GROWTH,
        unit_price=unit_price,
    )


async def standing(rpc: Rpc, one: Deployment) -> Standing:
    """How the chain stands to it, as confirmed. Errors: Told when it cannot be done; the adapter's own."""
    keys = [one.program, loader.data_address(one.program), one.buffer.public, one.authority.public]
    program, data, buffer, payer = (await rpc.accounts(keys, "confirmed")).accounts
    lamports = 0 if payer is None else payer.lamports
    action = _action(one, program, data)
    if action == "unchanged":
        return Standing(
            action=action, fresh_address=False, fresh_buffer=False, missing=[], more=0, lamports=lamports, needed=0
        )
    held = _buffer_held(one, buffer)
    missing = [at for at in one.starts if not _holds(held, one.elf, at)]
    room = one.room if data is None else len(data.data) - loader.DATA_HEAD_BYTES
    short = len(one.elf) - room
    more = max(short, loader.EXTEND_BYTES_MIN) if short > 0 else 0
    buffer_rent = await _rent(rpc, loader.BUFFER_HEAD_BYTES + len(one.elf))
    write_fee = SIGNATURE_LAMPORTS + -(-WRITE_UNITS * one.unit_price // 1_000_000)
    needed = len(missing) * write_fee + 10 * SIGNATURE_LAMPORTS + -(-2 * UNITS_MAX * one.unit_price // 1_000_000)
    needed += buffer_rent if buffer is None else 0
    if action == "deploy":
        # The loader empties the buffer into the payer before it makes the program's data.
        data_rent = await _rent(rpc, loader.DATA_HEAD_BYTES + one.room)
        needed += max(0, data_rent - buffer_rent)
        needed += await _rent(rpc, loader.PROGRAM_BYTES) if program is None else 0
    elif more and data is not None:
        needed += max(0, await _rent(rpc, len(data.data) + more) - data.lamports)
    return Standing(
        action=action, fresh_address=program is None, fresh_buffer=buffer is None, missing=missing, more=more,
        lamports=lamports, needed=needed,
    )  # fmt: skip


async def program_deploy(rpc: Rpc, one: Deployment, progress: Progress = lambda _held, _all: None) -> Standing:
    """Brings a program onto the chain, confirmed; returns how the chain stood to it before. progress: chunks held, of how many.

    Errors: Told when somebody else holds the program, or the authority has too little; TransactionFailed; the adapter's own.
    """
    stand = await standing(rpc, one)
    if stand.action == "unchanged":
        return stand
    await buffer_ready(rpc, one, stand, progress)
    data = loader.data_address(one.program)
    last, signers = await _last(rpc, one, stand)
    await send_seen(
        rpc,
        (*_price(one, UNITS_MAX), *last),
        signers,
        [data],
        lambda found: found[0] is not None and loader.program_bytes(found[0].data, len(one.elf)) == one.elf,
    )
    return stand


async def buffer_ready(rpc: Rpc, one: Deployment, stand: Standing, progress: Progress) -> None:
    """The buffer holds the program, and the program's data has room for it, when this returns.

    Errors: Told when the authority has too little; as program_deploy.
    """
    if stand.lamports < stand.needed:
        raise Told(
            f"payer {encode_base58(one.authority.public)}: expected {stand.needed / 10**9:.6f} SOL, "
            f"found {stand.lamports / 10**9:.6f}"
        )
    await _buffer_fill(rpc, one, stand, progress)
    if stand.more:
        wanted = loader.DATA_HEAD_BYTES + len(one.elf)
        await send_seen(
            rpc,
            (*_price(one, UNITS_MAX), loader.extend(one.program, one.authority.public, stand.more)),
            (one.authority,),
            [loader.data_address(one.program)],
            lambda found: found[0] is not None and len(found[0].data) >= wanted,
        )
        # A program is not changed twice in one slot.
        await slot_pass(rpc)


def _action(one: Deployment, program: AccountData | None, data: AccountData | None) -> Action:
    """What there is to do. Errors: Told when it cannot be done."""
    name = f"program {encode_base58(one.program)}"
    if program is None:
        if one.program_key is None:
            raise Told(
                f"{name}: expected an account of the upgradeable loader on this chain, found none; whoever holds the "
                "address's key names its file in QUANTDESK_PROGRAM_KEY_FILE"
            )
        return "deploy"
    if program.owner != loader.LOADER:
        raise Told(
            f"{name}: expected an account of the upgradeable loader, found one of {encode_base58(program.owner)}"
        )
    if not loader.program_is_deployed(program.data):
        return "deploy"
    if data is None:
        raise Told(f"{name}: expected its bytes on this chain, found it closed; an address is never used again")
    holder = loader.data_authority(data.data)
    if holder != one.holder:
        found = "nobody" if holder is None else encode_base58(holder)
        raise Told(
            f"{name}: expected upgrade authority {encode_base58(one.holder)}, found {found}; "
            "on the local chain ./desk up --fresh begins a new one"
        )
    return "unchanged" if loader.program_bytes(data.data, len(one.elf)) == one.elf else "upgrade"


def _buffer_held(one: Deployment, buffer: AccountData | None) -> bytes:
    """The bytes that the buffer holds already. Errors: Told when it is not ours to write."""
    if buffer is None:
        return b""
    size = loader.BUFFER_HEAD_BYTES + len(one.elf)
    ours = buffer.owner == loader.LOADER and loader.buffer_authority(buffer.data) == one.authority.public
    if not ours or len(buffer.data) != size:
        raise Told(
            f"buffer {encode_base58(one.buffer.public)}: expected {size} bytes that {encode_base58(one.authority.public)} "
            f"may write, found {len(buffer.data)} of {encode_base58(buffer.owner)}"
        )
    return buffer.data[loader.BUFFER_HEAD_BYTES :]


async def _last(rpc: Rpc, one: Deployment, stand: Standing) -> tuple[tuple[Instruction, ...], tuple[Signer, ...]]:
    """The instructions that make the buffer the program, and who signs them."""
    authority = one.authority.public
    if stand.action == "upgrade":
        return (loader.upgrade(one.program, one.buffer.public, authority),), (one.authority,)
    deploy = loader.deploy(one.program, one.buffer.public, authority, one.room)
    if not stand.fresh_address or one.program_key is None:
        return (deploy,), (one.authority,)
    lamports = await _rent(rpc, loader.PROGRAM_BYTES)
    create = loader.account_create(authority, one.program, loader.LOADER, loader.PROGRAM_BYTES, lamports)
    return (create, deploy), (one.authority, one.program_key)


async def _buffer_fill(rpc: Rpc, one: Deployment, stand: Standing, progress: Progress) -> None:
    """The buffer holds the program when this returns. Errors: Told or the chain's own when it stands still."""
    if stand.fresh_buffer:
        size = loader.BUFFER_HEAD_BYTES + len(one.elf)
        lamports = await _rent(rpc, size)
        await send_seen(
            rpc,
            (
                *_price(one, UNITS_MAX),
                loader.account_create(one.authority.public, one.buffer.public, loader.LOADER, size, lamports),
                loader.buffer_begin(one.buffer.public, one.authority.public),
            ),
            (one.authority, one.buffer),
            [one.buffer.public],
            lambda found: found[0] is not None,
        )
    missing, deadline_s = stand.missing, monotonic_s() + TIMEOUT_S
    while missing:
        progress(len(one.starts) - len(missing), len(one.starts))
        failure = await _write(rpc, one, missing, progress)
        await slot_pass(rpc)
        held = _buffer_held(one, (await rpc.accounts([one.buffer.public], "confirmed")).accounts[0])
        left = [at for at in missing if not _holds(held, one.elf, at)]
        if len(left) < len(missing):
            deadline_s = monotonic_s() + TIMEOUT_S
        elif monotonic_s() > deadline_s:
            raise failure or Told(f"the program's bytes did not move for {TIMEOUT_S:.0f} s; run it again, it goes on")
        missing = left
    progress(len(one.starts), len(one.starts))


def _holds(held: bytes, elf: bytes, at: int) -> bool:
    return held[at : at + loader.CHUNK_BYTES] == elf[at : at + loader.CHUNK_BYTES]


async def _write(rpc: Rpc, one: Deployment, starts: list[int], progress: Progress) -> Exception | None:
    """Sends these chunks, several at once; what a node refused is tried again in the next round. Returns the last refusal."""
    blockhash: Blockhash = await rpc.blockhash()
    failure: Exception | None = None
    before = len(one.starts) - len(starts)

    def signed(at: int) -> SignedTransaction:
        chunk = one.elf[at : at + loader.CHUNK_BYTES]
        write = loader.buffer_write(one.buffer.public, one.authority.public, at, chunk)
        return transaction_sign((*_price(one, WRITE_UNITS), write), (one.authority,), blockhash)

    for group in range(0, len(starts), WRITES_AT_ONCE):
        part = starts[group : group + WRITES_AT_ONCE]
        for sent in await asyncio.gather(*(rpc.send(signed(at).raw) for at in part), return_exceptions=True):
            if isinstance(sent, TransactionFailed | ChainUnavailable):
                failure = sent
            elif isinstance(sent, BaseException):
                raise sent
        progress(before + group + len(part), len(one.starts))
    return failure


def _price(one: Deployment, units: int) -> tuple[Instruction, ...]:
    """Limit and price of compute units; a write offers them only where a price is set."""
    if one.unit_price:
        return units_limit(units), units_price(one.unit_price)
    return (units_limit(units),) if units == UNITS_MAX else ()


async def _rent(rpc: Rpc, size: int) -> int:
    return await rpc.ask("getMinimumBalanceForRentExemption", [size], int)
