"""`./desk program deploy`: the committed program onto a network, or what that takes.

Invariant: nothing is sent on mainnet but with --yes; what is told as deployed are the finalised bytes of the chain, equal to program.lock.
"""

import asyncio
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import msgspec
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar

from quantdesk.chain import loader
from quantdesk.chain.errors import ChainUnavailable, NetworkMismatch, TransactionFailed
from quantdesk.chain.network import GENESIS, PROGRAM
from quantdesk.chain.rpc import Rpc
from quantdesk.chain.transaction import KeySigner
from quantdesk.desk.deployment import Deployment, Progress, Standing, deployment_make, program_deploy, standing
from quantdesk.desk.deployment_plan import NETWORKS, Plan, plan_make, plan_told, program_locked
from quantdesk.desk.keys import key_read, keys
from quantdesk.desk.landing import POLL_S, TIMEOUT_S
from quantdesk.desk.paths import places
from quantdesk.desk.told import Told
from quantdesk.model.base58 import encode_base58
from quantdesk.runtime.clock import monotonic_s
from quantdesk.runtime.settings import DeskSettings, load
from quantdesk.runtime.tokens import seed_bytes

LOCALNET: Final = "localnet"
MAINNET: Final = "mainnet"


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What was done, for programs. action: what there was to do; chunks_written: of this run; slot: of the program's last change, and
    verified: its finalised bytes are those of program.lock; both None where nothing was sent. reason: why the chain was not asked.
    """

    network: str
    program: str
    authority: str | None
    sha256: str
    size: int
    room: int
    dry_run: bool
    action: str | None
    chunks: int
    chunks_written: int | None
    lamports: int | None
    lamports_needed: int | None
    slot: int | None
    verified: bool | None
    reason: str | None


def deploy(network: str, *, room: int, dry_run: bool, yes: bool, as_json: bool) -> int:
    """Deploys or upgrades, or says what it would take. Errors: Told."""
    if network not in NETWORKS:
        raise Told(f"program: expected a network of {', '.join(NETWORKS)}, found {network}")
    dry = dry_run or (network == MAINNET and not yes)
    plan, settings = plan_make(room), load(DeskSettings)
    out = Console(highlight=False, soft_wrap=True)
    if not as_json and dry:
        out.print(plan_told(plan, network), markup=False)
    one = _deployment(settings, network, plan)
    report = asyncio.run(_run(settings, network, one, plan, dry))
    if as_json:
        out.print(msgspec.json.encode(report).decode(), markup=False)
    else:
        out.print(report_told(report), markup=False)
    return 0


def report_told(report: Report) -> str:
    """The report for people."""
    if report.action is None:
        state = f"the chain was not asked: {report.reason}"
    elif report.action == "unchanged":
        state = "the chain holds these bytes already"
    else:
        state = (
            f"to {report.action}" if report.dry_run else {"deploy": "deployed", "upgrade": "upgraded"}[report.action]
        )
    if report.dry_run:
        return f"{state}\ndry run: nothing was sent" + ("; --yes sends it" if report.network == MAINNET else "")
    return (
        f"{report.network}: program {report.program} {state}, slot {report.slot}, "
        f"{report.chunks_written} of {report.chunks} chunks written, finalised bytes equal program.lock"
    )


async def _run(settings: DeskSettings, network: str, one: Deployment | None, plan: Plan, dry: bool) -> Report:
    urls = node_urls(settings, network)
    if one is None or not urls:
        name = "QUANTDESK_AUTHORITY_KEY_FILE" if one is None else "QUANTDESK_RPC_URLS"
        if not dry:
            raise Told(f"program: expected {name} for {network}, found none")
        return _report(network, plan, one, None, reason=f"{name} is not set")
    rpc = Rpc(urls, GENESIS[network])
    try:
        if dry:
            return _report(network, plan, one, await standing(rpc, one))
        with writing_shown(one) as progress:
            stand = await program_deploy(rpc, one, progress)
        slot, held = await program_final(rpc, one.program, plan.size)
        digest = hashlib.sha256(held).hexdigest()
        if digest != plan.sha256:
            raise Told(f"program {encode_base58(one.program)}: expected {plan.sha256} of program.lock, found {digest}")
        return _report(network, plan, one, stand, slot=slot)
    except (ChainUnavailable, NetworkMismatch) as error:
        if dry and isinstance(error, ChainUnavailable):
            return _report(network, plan, one, None, reason=str(error))
        hint = "" if settings.rpc_urls else "; ./desk up starts the local chain"
        raise Told(f"program: {error}{hint}") from None
    except TransactionFailed as error:
        raise Told(f"program: {error}; what was written stays, run it again") from None
    finally:
        await rpc.close()


def node_urls(settings: DeskSettings, network: str) -> tuple[str, ...]:
    """Nodes of a network; none where nobody named one."""
    return settings.rpc_urls or ((f"http://{settings.host}:{settings.localnet_port}",) if network == LOCALNET else ())


def authority_seed(settings: DeskSettings, network: str) -> bytes | None:
    """The secret of who may upgrade the program; None where nobody is named."""
    if settings.authority_key_file:
        return key_read(Path(settings.authority_key_file))
    return seed_bytes(keys(places(settings).home).chain["authority"].reveal()) if network == LOCALNET else None


async def program_final(rpc: Rpc, program: bytes, size: int) -> tuple[int, bytes]:
    """The slot of a program's last change and its first `size` bytes, once what is confirmed now is final.

    Errors: Told when none of that size gets there in time.
    """
    deadline_s, now = monotonic_s() + TIMEOUT_S, await rpc.slot("confirmed")
    while monotonic_s() < deadline_s:
        is_late = await rpc.slot("finalized") >= now
        data = (await rpc.accounts([loader.data_address(program)], "finalized")).accounts[0]
        held = None if data is None else loader.program_bytes(data.data, size)
        if is_late and data is not None and held is not None:
            return loader.data_slot(data.data), held
        await asyncio.sleep(POLL_S)
    raise Told(f"program {encode_base58(program)}: expected {size} bytes that are final, found none")


@contextmanager
def writing_shown(one: Deployment) -> Iterator[Progress]:
    """A bar of the chunks that a buffer holds, on a terminal's error stream."""
    console = Console(stderr=True, highlight=False)
    columns = (TextColumn("{task.description}"), BarColumn(32), MofNCompleteColumn(), TimeElapsedColumn())
    with Bar(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("writing the program", total=len(one.starts))
        yield lambda held, total: bar.update(task, completed=held, total=total)


def _deployment(settings: DeskSettings, network: str, plan: Plan) -> Deployment | None:
    """The deployment of these settings; None where nobody is named who could. Errors: Told."""
    seed = authority_seed(settings, network)
    if seed is None:
        return None
    program_key = KeySigner(key_read(Path(settings.program_key_file))) if settings.program_key_file else None
    if network != LOCALNET and program_key is not None and program_key.public != PROGRAM:
        raise Told(
            f"program key: expected that of {plan.program}, the address that the program answers under, "
            f"found that of {encode_base58(program_key.public)}"
        )
    elf, _ = program_locked()
    return deployment_make(elf, seed, program_key=program_key, room=plan.room, unit_price=settings.unit_price)


def _report(
    network: str,
    plan: Plan,
    one: Deployment | None,
    stand: Standing | None,
    *,
    slot: int | None = None,
    reason: str | None = None,
) -> Report:
    return Report(
        network=network,
        program=plan.program if one is None else encode_base58(one.program),
        authority=None if one is None else encode_base58(one.authority.public),
        sha256=plan.sha256,
        size=plan.size,
        room=plan.room,
        dry_run=slot is None,
        action=None if stand is None else stand.action,
        chunks=plan.steps[1].transactions,
        chunks_written=None if stand is None or slot is None else len(stand.missing),
        lamports=None if stand is None else stand.lamports,
        lamports_needed=None if stand is None else stand.needed,
        slot=slot,
        verified=None if slot is None else True,
        reason=reason,
    )
