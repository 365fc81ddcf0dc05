"""Keepers that die at a step: before it was heard or after it was done, and the next ones go on without a memory."""

import asyncio
import hashlib
from base64 import b64decode
from collections.abc import AsyncIterator

import httpx
import msgspec
import pytest

from quantdesk.chain.lookup import LOOKUP_PROGRAM
from quantdesk.client import Keypair
from quantdesk.model.assets import SOL, USDC
from quantdesk.model.records_gen import (
    AddDelegate,
    Credit,
    Debit,
    OpenAccount,
    RaiseFloor,
    RemoveDelegate,
    Settle,
)
from quantdesk.store.settlement import halts_list
from tests.integration.keepers.chain_desk import ChainDesk, Weather
from tests.integration.keepers.test_chain import Ledger, books_equal, quiet, whole

BEFORE, DONE = False, True
COMMANDS = {kind.__name__: kind.KIND for kind in (OpenAccount, AddDelegate, RemoveDelegate, RaiseFloor, Credit, Debit)}
READS = ("getProgramAccounts", "getMultipleAccounts", "getLatestBlockhash", "simulateTransaction", "getBlockHeight")
SENDS = ("settle_items", "withdraw_tokens")
# A transaction by the instruction in it.
INSTRUCTIONS = {
    name: hashlib.sha256(f"global:{name}".encode()).digest()[:8]
    for name in (*SENDS, "register_orders", "post_mark_round", "update_oracle_price", "settle_transfer")
} | {"a lookup table": LOOKUP_PROGRAM}
KINDS = COMMANDS | {Settle.__name__: Settle.KIND}
STEPS = (
    *((name, BEFORE) for name in READS),
    *((name, when) for name in SENDS for when in (BEFORE, DONE)),
    *((name, when) for name in COMMANDS for when in (BEFORE, DONE)),
)


class Trap(Weather):
    """The way to node and engine of keepers that die at one step, or the n-th time at it; nothing of theirs passes after it."""

    def __init__(self, desk: ChainDesk, step: str, when: bool, times: int = 1) -> None:
        super().__init__(desk)
        self._step, self._when, self._left = step, when, times
        self._dead = False
        # Methods and instructions that passed by it.
        self.passed: set[str] = set()

    async def sprung(self) -> bool:
        return self._dead

    async def query(self, record: bytes) -> bytes:
        return await self._desk.engine.query(record)

    async def send(self, records: bytes) -> bytes:
        await self._alive()
        wanted = self._due(KINDS.get(self._step) == records[0])
        if wanted and self._when is BEFORE:
            await self._die()
        events = await self._desk.engine.send(records)
        if wanted:
            await self._die()
        return events

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        await self._alive()
        body = await request.aread()
        asked = msgspec.json.decode(body)
        raw = b64decode(asked["params"][0]) if asked["method"] == "sendTransaction" else b""
        self.passed.add(asked["method"])
        self.passed.update(name for name, word in INSTRUCTIONS.items() if word in raw)
        if self._due(asked["method"] == self._step or INSTRUCTIONS.get(self._step, bytes(9)) in raw):
            if self._when is DONE:
                self._desk.answer(body)
            await self._die()
        return await super().handle_async_request(request)

    def _due(self, reached: bool) -> bool:
        """Whether the step was reached so often now."""
        self._left -= reached
        return reached and self._left == 0

    async def _die(self) -> None:
        self._dead = True
        await self._alive()

    async def _alive(self) -> None:
        """Whoever is dead says nothing more and hears nothing: it waits until it is ended."""
        if self._dead:
            await asyncio.Event().wait()


@pytest.fixture
async def desk(desk: ChainDesk) -> AsyncIterator[ChainDesk]:
    """Its chain is in a hurry, so that finality is not waited for twenty times."""

    async def hurry() -> None:
        while True:
            desk.travel(1)
            await asyncio.sleep(0.1)

    clock = asyncio.create_task(hurry())
    yield desk
    clock.cancel()
    await asyncio.gather(clock, return_exceptions=True)


async def owner_gives_work(desk: ChainDesk, ledgers: list[Ledger], step: str, turn: int) -> None:
    """What an owner does so that keepers come to this step."""
    ledger = ledgers[0]
    if step == OpenAccount.__name__:
        ledgers.append(Ledger(await desk.wallet(700 + turn, usdc=500, sol=100), 500, 100))
        await ledgers[-1].live(None, 0)
    elif step == AddDelegate.__name__:
        await ledger.wallet.add_delegate(Keypair.from_seed(bytes([80 + turn]) * 32))
    elif step == RemoveDelegate.__name__:
        await ledger.wallet.remove_delegate(Keypair.from_seed(bytes([80 + turn - 2]) * 32))
    elif step == RaiseFloor.__name__:
        await ledger.wallet.raise_floor(turn << 12)
    elif step in (Debit.__name__, "withdraw_tokens"):
        await ledger.wallet.request_withdraw("USDC", "0.5")
    else:
        await ledger.deposit(USDC, whole(1) + turn)
        await ledger.deposit(SOL, whole(1, SOL) + turn)


async def test_keepers_that_die_at_a_step_leave_everything_to_be_done_once(desk: ChainDesk) -> None:
    """CUST-6, CUST-13: at every request to the node and every command to the engine; books are equal after each death."""
    ledgers = [Ledger(await desk.wallet(699, usdc=500, sol=100), 500, 100)]
    await ledgers[0].live(None, 0)
    await settled(desk, ledgers)
    for turn, (step, when) in enumerate(STEPS):
        await owner_gives_work(desk, ledgers, step, turn)
        trap = Trap(desk, step, when)
        crew = desk.crew(trap)
        crew.parts = msgspec.structs.replace(crew.parts, engine=trap)
        crew.start()
        try:
            await desk.until(trap.sprung)
        finally:
            await crew.kill()
        await settled(desk, ledgers)
        await books_equal(desk, ledgers)


async def settled(desk: ChainDesk, ledgers: list[Ledger]) -> None:
    """Keepers without a memory bring everything to its end."""
    crew = desk.crew()
    crew.start()
    try:
        for ledger in ledgers:
            await desk.until(lambda ledger=ledger: at_rest(desk, ledger))
    finally:
        await crew.kill()


async def at_rest(desk: ChainDesk, ledger: Ledger) -> bool:
    """Nothing is on its way, neither money nor a removal or floor that waits for its ack; and nobody's log stands still."""
    halts = await halts_list(desk.pool)
    assert not halts, halts
    account = await ledger.wallet.account()
    told = account is not None and not account.floor_next
    told = told and all(one.removal_inbox <= account.settled.inbox_acked for one in account.delegates)
    return told and await quiet(desk, ledger.wallet)
