"""`./desk program upgrade`: the next version of a program that is its own upgrade authority: announced, and put in place when its time has
come [CUST-45].

Invariant: it may be broken off anywhere and run again: what is written, given or announced already is not so again. What is announced is
the hash of what the buffer holds, and what is told as upgraded are the finalised bytes of the chain.
"""

import asyncio
import hashlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Literal

import msgspec
from rich.console import Console

from quantdesk.chain import loader
from quantdesk.chain.changes import Kind, Proposal
from quantdesk.chain.errors import ChainUnavailable, NetworkMismatch, TransactionFailed
from quantdesk.chain.network import CLOCK, GENESIS, PROGRAM, exchange_address, upgrade_address
from quantdesk.chain.program_gen import upgrade_program
from quantdesk.chain.rpc import Rpc
from quantdesk.chain.transaction import KeySigner, units_limit
from quantdesk.desk.admins import admins_here, admins_signing, exchange_read, proposed
from quantdesk.desk.deploy import LOCALNET, authority_seed, node_urls, program_final, writing_shown
from quantdesk.desk.deployment import UNITS_MAX, Deployment, buffer_ready, deployment_make, standing
from quantdesk.desk.deployment_plan import NETWORKS
from quantdesk.desk.landing import send_seen
from quantdesk.desk.told import Told
from quantdesk.desk.versions import Version, chain_unix_s, versions_announced
from quantdesk.model.base58 import encode_base58
from quantdesk.runtime.settings import DeskSettings, load

STEPS: Final = ("propose", "finish")

State = Literal["to announce", "announced", "waits", "due", "upgraded"]


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """How far a version is. change: number of its announcement, due_s: unix time from which it can be put in place; chunks_written: of this
    run; verified: the finalised bytes are these; None where that is not so far yet.
    """

    network: str
    program: str
    sha256: str
    size: int | None
    buffer: str | None
    state: State
    change: int | None
    due_s: int | None
    chunks: int | None
    chunks_written: int | None
    lamports: int | None
    lamports_needed: int | None
    slot: int | None
    verified: bool | None
    dry_run: bool


def upgrade(step: str, file: str, network: str, *, dry_run: bool, yes: bool, as_json: bool) -> int:
    """Announces a version, or puts one in place; off the local chain it only says what that takes, unless `yes`. Errors: Told."""
    if step not in STEPS:
        raise Told(f"program upgrade: expected one of {', '.join(STEPS)}, found {step or 'nothing'}")
    if network not in NETWORKS:
        raise Told(f"program: expected a network of {', '.join(NETWORKS)}, found {network}")
    dry = dry_run or (network != LOCALNET and not yes)
    report = asyncio.run(
        _run(load(DeskSettings), network, step, _elf(file) if file or step == "propose" else None, dry)
    )
    out = Console(highlight=False, soft_wrap=True)
    out.print(msgspec.json.encode(report).decode() if as_json else report_told(report), markup=False)
    return 0


def report_told(report: Report) -> str:
    """The report for people."""
    lines = [f"{report.network}: program {report.program}, version {report.sha256}"]
    if report.due_s is not None:
        at = datetime.fromtimestamp(report.due_s, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
        lines.append(f"announced as change {report.change}; from {at} on anybody may put it in place")
    if report.state == "upgraded":
        lines.append(f"in place since slot {report.slot}; the finalised bytes are these")
    elif report.dry_run and report.state == "to announce":
        lines.append(
            f"to write {report.chunks} chunks, give the buffer {report.buffer} to the program and announce its hash"
        )
    elif report.state == "announced":
        lines.append(f"buffer {report.buffer} holds it, and nobody can write that any more")
    elif report.state == "waits":
        lines.append("its time has not come")
    if report.dry_run:
        lines.append("dry run: nothing was sent" + ("" if report.network == LOCALNET else "; --yes sends it"))
    return "\n".join(lines)


def _elf(file: str) -> bytes:
    try:
        elf = Path(file).read_bytes() if file else b""
    except OSError as error:
        raise Told(f"program upgrade: {error}") from None
    if elf[:4] != b"\x7fELF":
        raise Told(f"program upgrade: expected the file of a built program, found {file or 'nothing'}")
    return elf


async def _run(settings: DeskSettings, network: str, step: str, elf: bytes | None, dry: bool) -> Report:
    urls, seed = node_urls(settings, network), authority_seed(settings, network)
    for name, found in (("QUANTDESK_RPC_URLS", urls), ("QUANTDESK_AUTHORITY_KEY_FILE", seed)):
        if not found:
            raise Told(f"program: expected {name} for {network}, found none")
    assert seed is not None, "told above"  # noqa: S101 - an invariant
    rpc = Rpc(urls, GENESIS[network])
    try:
        await _authority_check(rpc)
        if elf is None or step == "finish":
            return await _finished(rpc, network, KeySigner(seed), elf, dry)
        one = deployment_make(elf, seed, unit_price=settings.unit_price, holder=upgrade_address())
        return await _proposed(rpc, network, one, admins_here(settings, network), dry)
    except (ChainUnavailable, NetworkMismatch, TransactionFailed) as error:
        raise Told(f"program: {error}; what was written stays, run it again") from None
    finally:
        await rpc.close()


async def _authority_check(rpc: Rpc) -> None:
    data = (await rpc.accounts([loader.data_address(PROGRAM)], "confirmed")).accounts[0]
    holder = None if data is None else loader.data_authority(data.data)
    if holder != upgrade_address():
        found = "nobody" if holder is None else encode_base58(holder)
        raise Told(
            f"program {encode_base58(PROGRAM)}: expected it to be its own upgrade authority, found {found}: "
            "./desk program handover --to timelock, or ./desk program deploy"
        )


# ---------------------------------------------------------------- announce


async def _proposed(rpc: Rpc, network: str, one: Deployment, admins: list[KeySigner], dry: bool) -> Report:
    digest = hashlib.sha256(one.elf).digest()
    known = await versions_announced(rpc, digest)
    given = await _is_given(rpc, one)
    stand = None if given else await standing(rpc, one)
    if stand is not None and stand.action == "unchanged":
        raise Told("program upgrade: the chain holds these bytes already")
    if not dry:
        signing = admins_signing(await exchange_read(rpc), admins)
        if stand is not None:
            with writing_shown(one) as progress:
                await buffer_ready(rpc, one, stand, progress)
            await _give(rpc, one)
        if not known:
            await proposed(rpc, one.authority, signing, Proposal(Kind.UPGRADE, key=digest))
            known = await versions_announced(rpc, digest)
    change = known[0].change if known else None
    missing = 0 if stand is None else len(stand.missing)
    return Report(
        network=network, program=encode_base58(PROGRAM), sha256=digest.hex(), size=len(one.elf),
        buffer=encode_base58(one.buffer.public),
        state="announced" if change is not None and (given or not dry) else "to announce",
        change=None if change is None else change.id_, due_s=None if change is None else change.due_s,
        chunks=missing if dry else len(one.starts), chunks_written=None if dry else missing,
        lamports=None if stand is None else stand.lamports, lamports_needed=None if stand is None else stand.needed,
        slot=None, verified=None, dry_run=dry,
    )  # fmt: skip


async def _is_given(rpc: Rpc, one: Deployment) -> bool:
    """Whether the buffer is the program's already; what it holds then is fixed. Errors: Told when it holds something else."""
    buffer = (await rpc.accounts([one.buffer.public], "confirmed")).accounts[0]
    if buffer is None or buffer.owner != loader.LOADER or loader.buffer_authority(buffer.data) != one.holder:
        return False
    if buffer.data[loader.BUFFER_HEAD_BYTES :] != one.elf:
        raise Told(f"buffer {encode_base58(one.buffer.public)}: expected these bytes, found others")
    return True


async def _give(rpc: Rpc, one: Deployment) -> None:
    """Nobody can write the buffer any more."""
    await send_seen(
        rpc,
        (loader.authority_set(one.buffer.public, one.authority.public, one.holder),),
        (one.authority,),
        [one.buffer.public],
        lambda found: found[0] is not None and loader.buffer_authority(found[0].data) == one.holder,
    )


# ---------------------------------------------------------------- put in place


async def _finished(rpc: Rpc, network: str, payer: KeySigner, elf: bytes | None, dry: bool) -> Report:
    known = await versions_announced(rpc, None if elf is None else hashlib.sha256(elf).digest())
    if not known:
        raise Told("program upgrade: expected an announced version, found none: ./desk program upgrade propose FILE")
    if len({one.change.key for one in known}) > 1:
        numbers = ", ".join(str(one.change.id_) for one in known)
        raise Told(f"program upgrade: expected one announced version, found changes {numbers}: finish FILE names which")
    version = known[0]
    change, now_s, slot = version.change, await chain_unix_s(rpc), None
    if version.buffer is None:
        raise Told(
            f"change {change.id_}: expected a buffer of the program's with the bytes of {change.key.hex()}, found none"
        )
    if not dry and now_s >= change.due_s:
        await _put(rpc, payer, version)
        slot, held = await program_final(rpc, PROGRAM, len(version.elf))
        if held != version.elf:
            raise Told(f"program: expected the bytes of {change.key.hex()}, found {hashlib.sha256(held).hexdigest()}")
    return Report(
        network=network, program=encode_base58(PROGRAM), sha256=change.key.hex(), size=len(version.elf),
        buffer=encode_base58(version.buffer),
        state="waits" if now_s < change.due_s else "due" if slot is None else "upgraded",
        change=change.id_, due_s=change.due_s, chunks=None, chunks_written=None, lamports=None, lamports_needed=None,
        slot=slot, verified=None if slot is None else True, dry_run=dry,
    )  # fmt: skip


async def _put(rpc: Rpc, payer: KeySigner, version: Version) -> None:
    assert version.buffer is not None, "its bytes are there"  # noqa: S101 - an invariant
    data = loader.data_address(PROGRAM)
    made = upgrade_program(
        PROGRAM, exchange=exchange_address(), change=version.address, payer=version.change.payer,
        authority=upgrade_address(), program_data=data, buffer=version.buffer, rent=loader.RENT, clock=CLOCK,
    )  # fmt: skip
    await send_seen(
        rpc,
        (units_limit(UNITS_MAX), made),
        (payer,),
        [data],
        lambda found: found[0] is not None and loader.program_bytes(found[0].data, len(version.elf)) == version.elf,
    )
