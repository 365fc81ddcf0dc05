"""The localnet process: the chain's clock, its ledger's writer, its two doors.

Invariant: nothing is shown as confirmed or finalised before the ledger has it on disk; a ledger that cannot be written ends
the process, and the next one begins from what was written.
"""

import asyncio
import os
from pathlib import Path
from typing import Final

from solders.keypair import Keypair
from solders.pubkey import Pubkey

from quantdesk.localnet.chain import Chain, Rules
from quantdesk.localnet.faucet import Faucet
from quantdesk.localnet.genesis import genesis_make
from quantdesk.localnet.ledger import Kept, Ledger
from quantdesk.localnet.pubsub import PubSub
from quantdesk.localnet.records import SLOT_US
from quantdesk.localnet.sockets import Sockets
from quantdesk.localnet.web import Web
from quantdesk.runtime.clock import now_us
from quantdesk.runtime.http_server import server_make, server_run
from quantdesk.runtime.log import configure, get
from quantdesk.runtime.metrics import Metrics
from quantdesk.runtime.ops import Fact, Ops
from quantdesk.runtime.process import run
from quantdesk.runtime.settings import LocalnetSettings, load
from quantdesk.runtime.tokens import seed_bytes

LATE_SLOTS: Final = 25
WAIT_SLOTS_MAX: Final = 10
MICROSECONDS: Final = 1_000_000


class Writer:
    """Carries ended slots into the ledger, in order, and tells the chain what is durable."""

    def __init__(self, chain: Chain, ledger: Ledger, pubsub: PubSub) -> None:
        self._chain, self._ledger, self._pubsub = chain, ledger, pubsub
        self.wake = asyncio.Event()

    async def run(self) -> None:
        """Writes for ever. Errors: OSError ends the process."""
        while True:
            await self.wake.wait()
            self.wake.clear()
            await self.write()

    async def write(self) -> None:
        """Writes all slots that have ended."""
        chain, ledger = self._chain, self._ledger
        if not chain.pending:
            return
        closed = list(chain.pending)
        chain.pending.clear()
        rows = [each.row for each in closed if each.row is not None]
        if rows:
            await asyncio.to_thread(ledger.append, rows)
        chain.written(closed[-1].slot)
        self._pubsub.settle()
        chain.prune()
        if ledger.compaction_due:
            await asyncio.to_thread(ledger.compact, chain.genesis, chain.whole(closed[-1].slot))
            get().info("ledger_compacted", slot=closed[-1].slot, bytes=ledger.bytes)


async def clock_run(chain: Chain, writer: Writer, pubsub: PubSub) -> None:
    """Moves the chain from slot to slot, for ever."""
    while True:
        now = now_us()
        if chain.tick(now) or chain.pending:
            pubsub.settle()
            writer.wake.set()
        left_us = SLOT_US - (now + chain.offset_us) % SLOT_US
        await asyncio.sleep(left_us / MICROSECONDS)


async def opened(ledger: Ledger) -> Kept:
    """What the ledger holds, once the wall clock has passed its newest slot: a slot is not written twice."""
    now = now_us()
    kept = await asyncio.to_thread(ledger.open, *genesis_make(os.urandom(32), now))
    behind = kept.slot + 1 - (now + kept.offset_us) // SLOT_US
    if behind > WAIT_SLOTS_MAX:
        kept.offset_us += behind * SLOT_US
        get().warning("clock_went_back", slots=behind)
    elif behind > 0:
        await asyncio.sleep(behind * SLOT_US / MICROSECONDS)
    if kept.cut_bytes:
        get().warning("ledger_tail_cut", bytes=kept.cut_bytes)
    return kept


async def serve(settings: LocalnetSettings, stop: asyncio.Event) -> None:
    """Runs until stop is set. Errors: LedgerBroken, OSError."""
    ledger = Ledger(Path(settings.localnet_home))
    try:
        kept = await opened(ledger)
        rules = Rules(
            finality_slots=settings.localnet_finality_slots, price_owner=Pubkey.from_string(settings.pyth_receiver)
        )
        chain = Chain(kept, now_us(), rules)
        get().info("chain_restored", slot=kept.slot, accounts=len(kept.accounts), transactions=len(kept.transactions))
        await doors_serve(settings, chain, ledger, stop)
    finally:
        ledger.close()


async def doors_serve(settings: LocalnetSettings, chain: Chain, ledger: Ledger, stop: asyncio.Event) -> None:
    """Serves a chain until stop is set; what was processed is written before this returns."""
    pubsub = PubSub(chain)
    writer = Writer(chain, ledger, pubsub)
    metrics = Metrics("localnet")
    transactions = metrics.counter("localnet_transactions_total", "Transactions that the chain took.", ("result",))
    chain.listeners.append(lambda entry: transactions.labels("ok" if entry.err is None else "failed").inc())
    metrics.gauge("localnet_slot", "Slot of the chain.").set_function(lambda: chain.slot)
    metrics.gauge("localnet_ledger_bytes", "Bytes of the ledger.").set_function(lambda: ledger.bytes)
    metrics.gauge("localnet_undurable_slots", "Slots that the disk does not have yet.").set_function(
        lambda: chain.slot - chain.durable
    )

    def missing() -> list[str]:
        return ["ledger"] if chain.slot - chain.durable > LATE_SLOTS else []

    def facts() -> dict[str, Fact]:
        return {"slot": chain.slot, "finalized": chain.view("finalized"), "accounts": len(chain.keys)}

    authority = Keypair.from_seed(seed_bytes(settings.faucet_key.reveal()))
    faucet = Faucet(chain, Pubkey.from_string(settings.usdc_mint), authority)
    server = server_make(Web(chain, Ops("localnet", metrics, missing, facts), faucet, settings.origins))
    sockets = Sockets(pubsub, settings.origins)
    await sockets.start(settings.host, settings.localnet_ws_port)
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(clock_run(chain, writer, pubsub)), group.create_task(writer.run())]
            serving = group.create_task(server_run(server, settings.host, settings.localnet_port))
            get().info("localnet_started", port=settings.localnet_port, ws_port=settings.localnet_ws_port)
            await stop.wait()
            server.should_exit = True
            await serving
            for task in tasks:
                task.cancel()
    finally:
        sockets.close()
    chain.flush()
    await writer.write()


def main() -> int:
    """Entry point of `python -m quantdesk localnet`."""
    settings = load(LocalnetSettings)
    configure("localnet", settings.log_level)
    return run("localnet", lambda stop: serve(settings, stop))
