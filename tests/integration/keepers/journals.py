"""Journals full of trading, written straight through the core and the journal, without a socket."""

import random

from quantdesk.core import Exchange
from quantdesk.engine.exchange import apply_records
from quantdesk.model.ids import ENTRIES_ANY
from quantdesk.model.message import DOMAIN_LOCALNET
from quantdesk.model.records_gen import (
    AddDelegate,
    CancelAll,
    CancelOrder,
    Credit,
    Debit,
    OpenAccount,
    OpenExchange,
    RaiseFloor,
    RemoveDelegate,
    SetAsset,
    SetEntryLimit,
    SetFeeTier,
    SetPrices,
    ShrinkOrder,
    Side,
    Sweep,
    Tick,
)
from quantdesk.runtime.clock import now_us
from quantdesk.store.journal import JournalRow, JournalWriter, crc_of
from quantdesk.store.lease import epoch_take
from quantdesk.store.pool import open_connection
from tests.integration.engine.traders import BTC_PERP, MARKET, PRICE, Trader

TRADERS = 8


class JournalMaker:
    """A seeded flow of commands into a journal."""

    def __init__(self, seed: int) -> None:
        self.exchange = Exchange()
        self.traders = [Trader(number) for number in range(1, TRADERS + 1)]
        self._chance = random.Random(seed)
        self._ts_us = now_us()
        self._credited: dict[tuple[int, int], int] = {}
        self._inbox = 0

    async def write(self, url: str, batches: int, size: int) -> None:
        """Writes an opening batch and so many of trading, `size` commands each."""
        connection = await open_connection(url, statement_timeout_ms=60_000, application="test")
        epoch = await epoch_take(connection, "test", 1)
        writer = await JournalWriter.open(connection, 60)
        try:
            if not self.exchange.seq:
                await writer.append(self.row(epoch, self.opening()))
            for _ in range(batches):
                await writer.append(self.row(epoch, [self.command() for _ in range(size)]))
        finally:
            await connection.close()

    def row(self, epoch: int, records: list[bytes]) -> JournalRow:
        """One batch applied, as a row."""
        self._ts_us += self._chance.randrange(1, 50_000)
        applied = apply_records(self.exchange, records, len(records), self._ts_us)
        crc = crc_of(applied.commands, applied.events)
        return JournalRow(
            applied.seq_from, applied.seq_to, applied.ts_us, epoch, crc, None, applied.commands, applied.events
        )

    def opening(self) -> list[bytes]:
        """The exchange, a market and funded accounts."""
        records = [OpenExchange(domain=DOMAIN_LOCALNET).encode(), BTC_PERP.encode()]
        records.append(SetPrices(market=MARKET, index_price=PRICE * 1_000, mark_price=PRICE * 1_000).encode())
        records.append(SetAsset(1, MARKET, 9, 800_000, 900_000).encode())
        records.append(SetEntryLimit(entries=ENTRIES_ANY).encode())
        for number, trader in enumerate(self.traders, 1):
            trader.account = number
            records.append(OpenAccount(account=number, owner=trader.owner, index=0).encode())
            records.append(self._credit(number, 0, 10_000_000_000_000))
        return records

    def command(self) -> bytes:
        """One command: mostly orders around the price, the rest everything else that changes a table."""
        chance = self._chance
        trader = chance.choice(self.traders)
        draw = chance.random()
        if draw < 0.7 or not trader.placed:
            price = PRICE + chance.randrange(-5, 6)
            return trader.order(Side(chance.randrange(2)), chance.randrange(1, 50), price)
        known = chance.choice(trader.placed[-200:])
        if draw < 0.85:
            return CancelOrder(account=trader.account, order_id=known, client_order_id=0).encode()
        if draw < 0.9:
            return ShrinkOrder(account=trader.account, order_id=known, client_order_id=0, left=1).encode()
        return self._rare(trader, draw)

    def _credit(self, account: int, asset: int, amount: int) -> bytes:
        """A credit that names the total afterwards, as the keeper does."""
        total = self._credited[account, asset] = self._credited.get((account, asset), 0) + amount
        return Credit(account=account, asset=asset, credited=total).encode()

    def _debit(self, account: int, asset: int, amount: int) -> bytes:
        return Debit(account=account, asset=asset, amount=amount, request=0, debited=2**64 - 1).encode()

    def _owner_instruction(self, account: int, delegate: bytes) -> bytes:
        self._inbox += 1
        if self._chance.random() < 0.3:
            return RaiseFloor(account=account, nonce=1_000 + self._inbox, inbox=self._inbox).encode()
        return RemoveDelegate(account=account, delegate=delegate, inbox=self._inbox).encode()

    def _rare(self, trader: Trader, draw: float) -> bytes:
        chance, account = self._chance, trader.account
        if draw < 0.92:
            return CancelAll(account=account, market=MARKET, side=2).encode()
        if draw < 0.94:
            return self._credit(account, chance.randrange(2), chance.randrange(1, 1_000_000))
        if draw < 0.95:
            return self._debit(account, chance.randrange(2), chance.randrange(1, 1_000_000))
        if draw < 0.96:
            return SetFeeTier(owner=trader.owner, tier=chance.randrange(4)).encode()
        if draw < 0.97:
            delegate = bytes([chance.randrange(3) + 1] * 32)
            return AddDelegate(
                account=account,
                delegate=delegate,
                expiry_us=self._ts_us + 10**9,
                inbox=0,
                markets=2**64 - 1,
                notional_day=0,
                near_index=0,
            ).encode()
        if draw < 0.974:
            return self._owner_instruction(account, bytes([chance.randrange(3) + 1] * 32))
        if draw < 0.975:
            return Sweep(market=MARKET).encode()
        if draw < 0.99:
            mark = PRICE * 1_000 + chance.randrange(-2_000, 2_000)
            return SetPrices(market=MARKET, index_price=mark, mark_price=mark).encode()
        return Tick().encode()
