"""`./desk program handover`: who may upgrade the program becomes another key, or what that would take.

Invariant: nothing is sent on mainnet but with --yes, and nothing by a key that the chain does not name as the authority; what is told as
handed over is what finalised accounts say.
"""

import asyncio
from pathlib import Path
from typing import Final

import msgspec
from rich.console import Console

from quantdesk.chain import loader
from quantdesk.chain.errors import ChainUnavailable, NetworkMismatch, TransactionFailed
from quantdesk.chain.network import GENESIS, PROGRAM, upgrade_address
from quantdesk.chain.rpc import Rpc
from quantdesk.chain.transaction import KeySigner
from quantdesk.desk.deploy import MAINNET, authority_seed, node_urls
from quantdesk.desk.deployment_plan import NETWORKS, SIGNATURE_LAMPORTS
from quantdesk.desk.keys import key_read
from quantdesk.desk.landing import POLL_S, TIMEOUT_S, send_seen
from quantdesk.desk.told import Told
from quantdesk.model.base58 import decode_base58, encode_base58
from quantdesk.model.errors import QuantDeskError
from quantdesk.runtime.clock import monotonic_s
from quantdesk.runtime.settings import DeskSettings, load

KEY_BYTES: Final = 32
# Stands for the program's own address, for which it signs behind its timelock alone (CUST-45).
TIMELOCK: Final = "timelock"


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """holder: who may upgrade as finalised accounts say; to: who is to; done: both are one."""

    network: str
    program: str
    holder: str | None
    to: str
    lamports: int
    dry_run: bool
    done: bool


def handover(network: str, to: str, *, dry_run: bool, yes: bool, as_json: bool) -> int:
    """Hands the authority over, or says what it would take. Errors: Told."""
    if network not in NETWORKS:
        raise Told(f"program: expected a network of {', '.join(NETWORKS)}, found {network}")
    dry = dry_run or (network == MAINNET and not yes)
    report = asyncio.run(_run(load(DeskSettings), network, _key(to), dry))
    out = Console(highlight=False, soft_wrap=True)
    out.print(msgspec.json.encode(report).decode() if as_json else report_told(report), markup=False)
    return 0


def report_told(report: Report) -> str:
    """The report for people."""
    if report.done:
        return f"{report.network}: {report.to} may upgrade program {report.program}, and nobody else"
    lines = [
        f"{report.network}: program {report.program}, upgraded by {report.holder or 'nobody'}",
        f"one transaction of the loader (SetAuthority), signed by {report.holder or 'nobody'}: {report.lamports} lamports",
        f"afterwards {report.to} may upgrade, and nobody can take that back but he",
        "dry run: nothing was sent" + ("; --yes sends it" if report.network == MAINNET else ""),
    ]
    return "\n".join(lines)


def _key(text: str) -> bytes:
    if text == TIMELOCK:
        return upgrade_address()
    try:
        return decode_base58(text, KEY_BYTES)
    except (ValueError, QuantDeskError):
        raise Told(
            f"program: expected --to with the address of who is to upgrade, or {TIMELOCK}, found {text or 'nothing'}"
        ) from None


async def _run(settings: DeskSettings, network: str, to: bytes, dry: bool) -> Report:
    urls = node_urls(settings, network)
    if not urls:
        raise Told(f"program: expected QUANTDESK_RPC_URLS for {network}, found none")
    program = KeySigner(key_read(Path(settings.program_key_file))).public if settings.program_key_file else PROGRAM
    rpc = Rpc(urls, GENESIS[network])
    try:
        holder = await _holder(rpc, program, "confirmed")
        if not dry and holder != to:
            await _sent(rpc, settings, network, (program, holder, to))
            holder = await _final(rpc, program, to)
    except (ChainUnavailable, NetworkMismatch, TransactionFailed) as error:
        raise Told(f"program: {error}") from None
    finally:
        await rpc.close()
    named = None if holder is None else encode_base58(holder)
    return Report(
        network=network, program=encode_base58(program), holder=named, to=encode_base58(to), lamports=SIGNATURE_LAMPORTS,
        dry_run=dry, done=holder == to,
    )  # fmt: skip


async def _sent(rpc: Rpc, settings: DeskSettings, network: str, of: tuple[bytes, bytes | None, bytes]) -> None:
    program, holder, to = of
    seed = authority_seed(settings, network)
    if seed is None:
        raise Told(f"program: expected QUANTDESK_AUTHORITY_KEY_FILE for {network}, found none")
    signer = KeySigner(seed)
    if holder != signer.public:
        found = "nobody" if holder is None else encode_base58(holder)
        raise Told(
            f"program: expected {encode_base58(signer.public)} as the authority, found {found}; nothing was sent"
        )
    at = loader.data_address(program)
    made = loader.authority_set(at, signer.public, to)
    await send_seen(
        rpc, (made,), (signer,), [at], lambda found: found[0] is not None and loader.data_authority(found[0].data) == to
    )


async def _holder(rpc: Rpc, program: bytes, commitment: str) -> bytes | None:
    found = (await rpc.accounts([loader.data_address(program)], commitment)).accounts[0]  # type: ignore[arg-type]
    if found is None:
        raise Told(f"program {encode_base58(program)}: expected it on the chain, found none: ./desk program deploy")
    return loader.data_authority(found.data)


async def _final(rpc: Rpc, program: bytes, to: bytes) -> bytes:
    """Waits until it is final. Errors: Told when it takes too long."""
    deadline_s = monotonic_s() + TIMEOUT_S
    while await _holder(rpc, program, "finalized") != to:
        if monotonic_s() > deadline_s:
            raise Told("program: expected the new authority to be final by now; run it again, nothing is done twice")
        await asyncio.sleep(POLL_S)
    return to
