"""A chain with the exchange opened, an engine with its journal, the keepers between them: all real, in this process.

The node is localnet's own, asked through its JSON-RPC without a socket, so that `Weather` can drop, double, delay and lie in
between. Keepers run as tasks that may be ended at any await, as kill -9 ends a process; a new crew begins without memory.
"""

import asyncio
import random
from base64 import b64decode
from collections.abc import Awaitable, Callable
from types import ModuleType
from typing import Any

import httpx
import msgspec
from solders.account import Account
from solders.pubkey import Pubkey
from solders.transaction import VersionedTransaction

from quantdesk.chain.network import GENESIS, PRICE_OWNER, token_address, user_address
from quantdesk.chain.rpc import Rpc
from quantdesk.chain.transaction import KeySigner
from quantdesk.chain.view import Viewer
from quantdesk.client import Keypair, Wallet
from quantdesk.core import Exchange
from quantdesk.engine.exchange import apply_records
from quantdesk.ingest.feeds import FEED_IDS
from quantdesk.keepers import (
    accounts,
    authority,
    backpressure,
    claims,
    deposits,
    mirror,
    payouts,
    project,
    settle,
    sweep,
    withdrawals,
)
from quantdesk.keepers.gauges import Gauges
from quantdesk.keepers.loop import CHAIN_ERRORS
from quantdesk.keepers.parts import Parts, Ran, Recent
from quantdesk.localnet.chain import Chain, Rules
from quantdesk.localnet.genesis import genesis_make
from quantdesk.localnet.ledger import Kept
from quantdesk.localnet.records import SLOT_US, SLOTS_OF_BLOCKHASH, AccountRow, Entry
from quantdesk.localnet.rpc import answer
from quantdesk.model.base58 import encode_base58
from quantdesk.model.message import DOMAIN_LOCALNET
from quantdesk.model.records_gen import OpenExchange, SetAsset, SetBorrowing, SetPrices, SetRisk, Tick, events_decode
from quantdesk.runtime.clock import now_us
from quantdesk.runtime.metrics import Metrics
from quantdesk.store.journal import JournalRow, JournalWriter, crc_of
from quantdesk.store.lease import epoch_take
from quantdesk.store.pool import Pool, open_connection, open_pool
from tests.integration.engine.traders import BTC_PERP, MARKET, PRICE
from tests.integration.keepers.unit_limits import MOST_PERCENT, Used, used_of
from tests.program.markets import listed_with, market_list, market_of
from tests.program.world import World, key_of

CREW = (accounts, authority, deposits, withdrawals, settle, payouts, mirror, claims, backpressure, sweep)
CAP = 10**15
FLOOR = 10**14
OPERATOR_SEED = (3).to_bytes(32, "little")
URL = "http://chain"
# Of the wallet whose first account the chain names as the backstop.
BACKSTOP_SEED = 599
RISK = SetRisk(market=MARKET, liquidation_fee=2_500, insurance_cap=10**12)
# SOL, at the price of the one market there is.
ASSET = SetAsset(1, MARKET, 9, 800_000, 900_000)
# What may be borrowed on it.
TERMS = SetBorrowing(room_max=1_000_000_000, room_part=300_000, total_part=500_000, duration=3_600_000_000)


class Weather(httpx.AsyncBaseTransport):
    """The way to the node. What befalls a request is drawn from `chance`; a calm one passes everything."""

    def __init__(self, desk: "ChainDesk", chance: random.Random | None = None) -> None:
        self._desk = desk
        self._chance = chance
        # Methods that this way answers itself, whatever the chance.
        self.answers: dict[str, Callable[[], bytes]] = {}
        self.away = False
        self.requests = 0
        self.fell: dict[str, int] = {}
        self._late: set[asyncio.Task[None]] = set()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        body = await request.aread()
        # A real node takes its time; whoever waits may be ended here.
        await asyncio.sleep(0 if self._chance is None else self._chance.random() * 0.02)
        method = msgspec.json.decode(body)["method"]
        self.requests += 1
        if self.away:
            raise httpx.ConnectError("nobody listens")
        if method in self.answers:
            return httpx.Response(200, content=self.answers[method]())
        if self._chance is not None:
            made = await self._befallen(method, body, self._chance.random())
            if made is not None:
                return httpx.Response(200, content=made)
        return httpx.Response(200, content=self._desk.answer(body))

    async def _befallen(self, method: str, body: bytes, draw: float) -> bytes | None:
        if method == "sendTransaction":
            return await self._send_befallen(body, draw)
        if method == "getSignatureStatuses" and draw < 0.5:
            self._count("status that lies")
            lie = {
                "slot": 1,
                "confirmations": None,
                "err": None,
                "confirmationStatus": "finalized",
                "status": {"Ok": None},
            }
            failed = lie | {"err": {"InstructionError": [0, {"Custom": 6900}]}}
            return result({"context": {"slot": 1}, "value": [random.choice([None, lie, failed])]})
        if method == "simulateTransaction" and draw < 0.05:
            self._count("simulation that lies")
            failed = {"err": {"InstructionError": [1, {"Custom": 6901}]}, "logs": []}
            return result({"context": {"slot": 1}, "value": failed})
        if method == "getLatestBlockhash" and draw < 0.2:
            self._count("transaction that is expired")
            slot = self._desk.chain.slot - SLOTS_OF_BLOCKHASH - 1
            height = self._desk.chain.height(slot) + SLOTS_OF_BLOCKHASH
            value = {"blockhash": encode_base58(self._desk.chain.blockhash(slot)), "lastValidBlockHeight": height}
            return result({"context": {"slot": slot}, "value": value})
        if draw < 0.03:
            self._count("answer that is lost")
            self._desk.answer(body)
            raise httpx.ReadTimeout("lost")
        return None

    async def _send_befallen(self, body: bytes, draw: float) -> bytes | None:
        raw = b64decode(msgspec.json.decode(body)["params"][0])
        if draw < 0.2:
            self._count("transaction that is dropped")
            return result(str(_signature(raw)))
        if draw < 0.4:
            self._count("transaction that comes twice")
            self._desk.answer(body)
            self._desk.answer(body)
            return result(str(_signature(raw)))
        if draw < 0.6:
            self._count("transaction that comes late")
            task = asyncio.get_running_loop().create_task(self._deliver(body))
            self._late.add(task)
            task.add_done_callback(self._late.discard)
            return result(str(_signature(raw)))
        if draw < 0.7:
            self._count("transaction that is refused in words and taken")
            self._desk.answer(body)
            raise httpx.ReadTimeout("lost")
        return None

    async def _deliver(self, body: bytes) -> None:
        assert self._chance is not None
        await asyncio.sleep(self._chance.random() * 3)
        self._desk.answer(body)

    async def reached(self, requests: int) -> bool:
        """So many requests have come this way."""
        return self.requests >= requests

    def _count(self, what: str) -> None:
        self.fell[what] = self.fell.get(what, 0) + 1

    async def aclose(self) -> None:
        for task in list(self._late):
            task.cancel()
        await asyncio.gather(*self._late, return_exceptions=True)


class InnerEngine:
    """The core and its journal, without a socket. A command is in the journal before its events are answered."""

    def __init__(self, writer: JournalWriter, epoch: int) -> None:
        self.exchange = Exchange()
        # Microseconds by which this engine's clock is ahead of the machine's.
        self.ahead_us = 0
        self._writer = writer
        self._epoch = epoch
        self._gate = asyncio.Lock()

    async def send(self, records: bytes, count: int = 1) -> bytes:
        """So many commands as one batch."""
        return await asyncio.shield(self._sent(records, count))

    async def _sent(self, records: bytes, count: int) -> bytes:
        async with self._gate:
            applied = apply_records(self.exchange, [records], count, now_us() + self.ahead_us)
            crc = crc_of(applied.commands, applied.events)
            span = (applied.seq_from, applied.seq_to, applied.ts_us)
            await self._writer.append(JournalRow(*span, self._epoch, crc, None, applied.commands, applied.events))
            return applied.events

    async def query(self, record: bytes) -> bytes:
        await asyncio.sleep(0)
        return self.exchange.query(record)


class ChainDesk:
    """All of it. Made by ChainDesk.open()."""

    def __init__(self, pool: Pool, engine: InnerEngine, connection: Any) -> None:
        self.pool, self.engine, self._connection = pool, engine, connection
        self.chain, self.world = chain_make()
        self.calm = Weather(self)
        self.wallets: list[Wallet] = []
        self._rpcs: list[Rpc] = []
        self.crews: list[Crew] = []
        self.units: list[Used] = []
        self.chain.listeners.append(self._landed)

    @classmethod
    async def open(cls, database_url: str) -> "ChainDesk":
        connection = await open_connection(database_url, statement_timeout_ms=60_000, application="test")
        epoch = await epoch_take(connection, "test", 1)
        engine = InnerEngine(await JournalWriter.open(connection, 60), epoch)
        desk = cls(await open_pool(database_url, application="test"), engine, connection)
        price = SetPrices(market=MARKET, index_price=PRICE * 1_000, mark_price=PRICE * 1_000)
        for record in (OpenExchange(domain=DOMAIN_LOCALNET), BTC_PERP, RISK, price, ASSET):
            events_decode(await engine.send(record.encode()))
        return desk

    def _landed(self, entry: Entry) -> None:
        used = used_of(entry)
        if used is not None:
            self.units.append(used)

    async def close(self) -> None:
        """Ends its crews and lets go of everything. Errors: AssertionError, of a transaction that came too near to its limit of units."""
        for crew in self.crews:
            await crew.kill()
        for rpc in self._rpcs:
            await rpc.close()
        await self.pool.close()
        await self._connection.close()
        near = [used for used in self.units if used.percent > MOST_PERCENT]
        assert not near, near

    def answer(self, body: bytes) -> bytes:
        """The node's answer; what ended is durable at once."""
        made = answer(self.chain, body)
        self.chain.pending.clear()
        self.chain.written(self.chain.slot - 1)
        return made

    def later(self, seconds: int) -> None:
        """Time passes on the chain and in the engine."""
        self.travel(seconds)
        self.engine.ahead_us += seconds * 1_000_000

    def travel(self, seconds: int) -> None:
        """Time passes on the chain."""
        self.chain.time_travel(self.chain.slot + seconds * 1_000_000 // SLOT_US, now_us())

    def rpc(self, weather: Weather | None = None) -> Rpc:
        made = Rpc((URL,), GENESIS["localnet"], httpx.AsyncClient(transport=weather or self.calm))
        self._rpcs.append(made)
        return made

    async def wallet(self, seed: int, usdc: int, sol: int) -> Wallet:
        """A wallet with whole USDC and SOL."""
        pair = Keypair.from_seed(seed.to_bytes(32, "little"))
        self.chain.account_set(Pubkey(pair.public), Account(sol * 10**9, b"", Pubkey.default(), False))
        made = bytes(self.world.svm.get_account(self.world.tokens_make(Pubkey(pair.public), usdc * 10**6)).data)
        rent = self.world.svm.minimum_balance_for_rent_exemption(165)
        tokens = Pubkey(token_address(pair.public, bytes(self.world.mint)))
        self.chain.account_set(tokens, Account(rent, made, TOKEN, False))
        rpc = self.rpc()
        wallet = Wallet(pair, rpc, await Viewer(rpc).addresses())
        self.wallets.append(wallet)
        return wallet

    def crew(self, weather: Weather | None = None) -> "Crew":
        made = Crew(self, weather)
        self.crews.append(made)
        return made

    async def until(self, done: Callable[[], Awaitable[bool]], timeout_s: float = 240) -> None:
        """Waits for a condition; what keepers failed with lately is told when it does not come."""
        try:
            async with asyncio.timeout(timeout_s):
                while not await done():
                    await asyncio.sleep(0.1)
        except TimeoutError:
            lately = [crew.failures[-3:] for crew in self.crews]
            raise AssertionError(
                f"waited {timeout_s:.0f} s for what did not come; keepers failed with {lately}"
            ) from None


class Crew:
    """The keepers, each in a loop of its own, with the memory of one process."""

    def __init__(self, desk: ChainDesk, weather: Weather | None) -> None:
        self.desk = desk
        rpc = desk.rpc(weather)
        self.parts = Parts(
            pool=desk.pool,
            engine=desk.engine,
            rpc=rpc,
            viewer=Viewer(rpc),
            near=Viewer(rpc, commitment="processed"),
            operator=KeySigner(OPERATOR_SEED),
            gauges=Gauges(Metrics("keepers")),
            recent=Recent(),
            price_owner=PRICE_OWNER,
        )
        self.failures: list[str] = []
        self._tasks: list[asyncio.Task[None]] = []

    def start(self, without: ModuleType | None = None, beside: tuple[ModuleType, ...] = ()) -> None:
        """beside: keepers that these tests do without."""
        loop = asyncio.get_running_loop()
        crew = [module for module in (*CREW, *beside) if module is not without]
        self._tasks = [loop.create_task(self._kept(module.run_once)) for module in crew]
        self._tasks.append(loop.create_task(self._projected()))

    async def kill(self) -> None:
        """Ends every keeper at the await where it is."""
        for task in self._tasks:
            task.cancel()
        ended = await asyncio.gather(*self._tasks, return_exceptions=True)
        broken = [error for error in ended if error is not None and not isinstance(error, asyncio.CancelledError)]
        assert not broken, broken

    async def _kept(self, run_once: Callable[[Parts], Awaitable[Ran]]) -> None:
        while True:
            try:
                await run_once(self.parts)
            except CHAIN_ERRORS as error:
                self.failures.append(repr(error))
            except ExceptionGroup as errors:
                expected, rest = errors.split(CHAIN_ERRORS)
                if rest is not None:
                    raise
                self.failures.append(repr(expected))
            await asyncio.sleep(0.05)

    async def _projected(self) -> None:
        while True:
            await self.desk.engine.send(Tick().encode())
            await project.run_once(self.desk.pool)
            await asyncio.sleep(0.05)


TOKEN = Pubkey.from_string("TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA")


def chain_make() -> tuple[Chain, World]:
    """A chain at this hour whose accounts are those of a world with the exchange opened and its vaults."""
    now = now_us()
    world = World(opened=False)
    world.time_set(now // 1_000_000, now // SLOT_US)
    named = Keypair.from_seed(BACKSTOP_SEED.to_bytes(32, "little")).public
    world.initialize(sol_cap_atoms=CAP, sol_floor_atoms=FLOOR, backstop=Pubkey(named))
    world.vault_open(cap=CAP, floor=FLOOR)
    market_list(
        world, BTC_PERP, feed=FEED_IDS["BTC-PERP"], record=listed_with(BTC_PERP, RISK) + ASSET.encode() + TERMS.encode()
    )
    keys = [world.program_data, world.program, world.exchange, world.risk, world.sol_vault, world.mint]
    keys += [market_of(world, BTC_PERP.symbol)]
    keys += [world.vault, world.vault_tokens, key_of(3).pubkey()]
    seed = bytes(32)
    genesis, first = genesis_make(seed, now)
    rows = {row.key: row for row in first.accounts}
    for key in keys:
        found = world.svm.get_account(key)
        rows[bytes(key)] = AccountRow(
            bytes(key), found.lamports, bytes(found.owner), found.executable, bytes(found.data)
        )
    kept = Kept(genesis=genesis, slot=now // SLOT_US, accounts=rows)
    return Chain(kept, now, Rules(finality_slots=2, price_owner=Pubkey(PRICE_OWNER))), world


def user_of(wallet: Wallet) -> bytes:
    return user_address(wallet.keypair.public)


def _signature(raw: bytes) -> Any:
    return VersionedTransaction.from_bytes(raw).signatures[0]


def result(value: object) -> bytes:
    return msgspec.json.encode({"jsonrpc": "2.0", "id": 1, "result": value})
