"""The keepers process: runs reconcilers, all of them or those named on the command line, each in a loop of its own.

Those of the chain run where a chain is configured.
"""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from quantdesk.bus.commands import CommandClient
from quantdesk.bus.events import wake_on_events
from quantdesk.chain.network import GENESIS, PRICE_OWNER
from quantdesk.chain.rpc import Rpc
from quantdesk.chain.transaction import KeySigner
from quantdesk.chain.view import Viewer
from quantdesk.keepers import (
    accounts,
    authority,
    backpressure,
    candles,
    changes,
    claims,
    deposits,
    endings,
    fee_tiers,
    mirror,
    payouts,
    post_prices,
    post_root,
    project,
    rents,
    resolve,
    settle,
    shares,
    sweep,
    withdrawals,
)
from quantdesk.keepers.gauges import Gauges
from quantdesk.keepers.heard_prices import prices_follow
from quantdesk.keepers.loop import ChainKeeper, Keeper, State, keep
from quantdesk.keepers.parts import Parts, Recent
from quantdesk.model.records_gen import Service
from quantdesk.runtime.log import configure
from quantdesk.runtime.metrics import Metrics
from quantdesk.runtime.ops import Ops
from quantdesk.runtime.process import run
from quantdesk.runtime.settings import KeepersSettings, load
from quantdesk.runtime.tasks import tasks_end
from quantdesk.runtime.tokens import seed_bytes
from quantdesk.store.pool import Pool, open_pool
from quantdesk.store.projections import applied_seq

POOL_SIZE = 4
STATEMENT_TIMEOUT_MS = 60_000
CONNECT_TIMEOUT_S: Final = 60.0


KEEPERS = (
    Keeper(project.NAME, project.INTERVAL_S, project.run_once),
    Keeper(candles.NAME, candles.INTERVAL_S, candles.run_once, woken=False),
    Keeper(candles.PARTITIONS_NAME, candles.PARTITIONS_INTERVAL_S, candles.partitions_keep, woken=False),
)
CHAIN_KEEPERS = (
    ChainKeeper(accounts.NAME, accounts.INTERVAL_S, accounts.run_once),
    ChainKeeper(authority.NAME, authority.INTERVAL_S, authority.run_once),
    ChainKeeper(deposits.NAME, deposits.INTERVAL_S, deposits.run_once),
    ChainKeeper(endings.NAME, endings.INTERVAL_S, endings.run_once, to_the_end=True),
    ChainKeeper(withdrawals.NAME, withdrawals.INTERVAL_S, withdrawals.run_once),
    ChainKeeper(settle.NAME, settle.INTERVAL_S, settle.run_once, woken=True),
    ChainKeeper(payouts.NAME, payouts.INTERVAL_S, payouts.run_once, to_the_end=True),
    ChainKeeper(mirror.NAME, mirror.INTERVAL_S, mirror.run_once, to_the_end=True),
    ChainKeeper(claims.NAME, claims.INTERVAL_S, claims.run_once),
    ChainKeeper(backpressure.NAME, backpressure.INTERVAL_S, backpressure.run_once),
    ChainKeeper(post_prices.NAME, post_prices.INTERVAL_S, post_prices.run_once),
    ChainKeeper(post_root.NAME, post_root.INTERVAL_S, post_root.run_once, to_the_end=True),
    ChainKeeper(resolve.NAME, resolve.INTERVAL_S, resolve.run_once, to_the_end=True),
    ChainKeeper(changes.NAME, changes.INTERVAL_S, changes.run_once),
    ChainKeeper(rents.NAME, rents.INTERVAL_S, rents.run_once, to_the_end=True),
    ChainKeeper(sweep.NAME, sweep.INTERVAL_S, sweep.run_once),
    ChainKeeper(fee_tiers.NAME, fee_tiers.INTERVAL_S, fee_tiers.run_once),
    ChainKeeper(shares.NAME, shares.INTERVAL_S, shares.run_once),
)


class KeepersUnknown(Exception):
    """A name on the command line is no keeper."""


def main() -> int:
    """Runs the keepers named after `keepers` on the command line, or all; the exit status."""
    settings = load(KeepersSettings)
    configure("keepers", settings.log_level)
    chosen = keepers_named(sys.argv[2:])
    return run("keepers", lambda stop: serve(settings, chosen, stop))


def keepers_named(names: list[str]) -> list[Keeper | ChainKeeper]:
    """The keepers of these names; all without any. Errors: KeepersUnknown."""
    every: list[Keeper | ChainKeeper] = [*KEEPERS, *CHAIN_KEEPERS]
    known = {keeper.name: keeper for keeper in every}
    unknown = [name for name in names if name not in known]
    if unknown:
        raise KeepersUnknown(f"keeper: expected one of {', '.join(known)}, found {unknown[0]}")
    return [known[name] for name in names or known]


async def serve(settings: KeepersSettings, keepers: list[Keeper | ChainKeeper], stop: asyncio.Event) -> int:
    """Runs until stop is set."""
    metrics = Metrics("keepers")
    state = State(metrics)
    ops = Ops("keepers", metrics, state.missing, state.facts)
    await ops.start(settings.host, settings.keepers_port)
    pool = await open_pool(
        settings.database_url.reveal(), size=POOL_SIZE, statement_timeout_ms=STATEMENT_TIMEOUT_MS, application="keepers"
    )
    try:
        state.applied_seq = await applied_seq(pool)
        if not settings.rpc_urls:
            keepers = [keeper for keeper in keepers if isinstance(keeper, Keeper)]
        async with _chain_parts(settings, pool, metrics) as parts, asyncio.TaskGroup() as group:
            wakes = [asyncio.Event() for _ in keepers]
            woken = [wake for keeper, wake in zip(keepers, wakes, strict=True) if keeper.woken]
            url = settings.valkey_url.reveal()
            others = [group.create_task(wake_on_events(url, woken), name="wake")]
            if parts is not None:
                hearing = prices_follow(url, pool, GENESIS[settings.network], parts.recent.prices)
                others.append(group.create_task(hearing, name="prices"))
            loops = [
                group.create_task(keep(keeper, pool, parts, state, wake), name=keeper.name)
                for keeper, wake in zip(keepers, wakes, strict=True)
            ]
            await stop.wait()
            await tasks_end((*others, *loops))
    finally:
        pool.terminate()
        await ops.close()
    return 0


@asynccontextmanager
async def _chain_parts(settings: KeepersSettings, pool: Pool, metrics: Metrics) -> AsyncIterator[Parts | None]:
    """Engine, nodes and the operator's key, where a chain is configured."""
    if not settings.rpc_urls:
        yield None
        return
    engine = CommandClient(settings.engine_socket, Service.KEEPERS, settings.service_token.reveal())
    rpc = Rpc(settings.rpc_urls, GENESIS[settings.network])
    try:
        await engine.connect(CONNECT_TIMEOUT_S)
        yield Parts(
            pool=pool,
            engine=engine,
            rpc=rpc,
            viewer=Viewer(rpc),
            near=Viewer(rpc, commitment="processed"),
            operator=KeySigner(seed_bytes(settings.operator_key.reveal())),
            gauges=Gauges(metrics),
            recent=Recent(),
            price_owner=PRICE_OWNER if settings.network == "localnet" else None,
        )
    finally:
        await engine.close()
        await rpc.close()
