"""The random world: what a seeded crowd of traders, keepers and vandals would send next.

Invariant: the same seed, shape and answers give the same commands. It knows the exchange by the mirror alone,
and keeps only what a client keeps: his clock, his numbers, the messages that he has sent.
"""

import random

from tests.sim import hostile, records, trading
from tests.sim.judge.state import SLOT_US, Account
from tests.sim.mirror import Mirror
from tests.sim.records import Batch, record
from tests.sim.shape import MarketShape, Shape

# A market that is listed and never gets a price.
UNPRICED = 62
START_US = 1_700_000_000_000_000


def key_of(number: int) -> bytes:
    """A made-up key of an owner or delegate."""
    return b"sim-key-" + number.to_bytes(24, "big")


class World:
    """Clock, numbers and memory of the crowd."""

    def __init__(self, shape: Shape, seed: int, mirror: Mirror) -> None:
        self.rng = random.Random(f"{shape.name}-{seed}")
        self.shape, self.mirror = shape, mirror
        self.ts_us = START_US + seed * 1_000
        self.counter = 0
        self.client = 0
        self.sent: list[bytes] = []
        self.centre = {number: market.price * 1000 for number, market in enumerate(shape.markets)}

    def opening(self) -> Batch:
        """The first batch: markets, accounts, collateral, prices."""
        shape, rng = self.shape, self.rng
        rows = [record("Tick"), record("OpenExchange", records.DOMAIN)]
        for number, market in enumerate(shape.markets):
            rows.append(record("ListMarket", number, *parameters(number, market)))
            rows.append(record("SetPrices", number, self.centre[number], self.centre[number] + 7))
        rows.append(record("ListMarket", UNPRICED, *parameters(0, shape.markets[0])))
        for number in range(shape.accounts):
            rows.append(record("OpenAccount", key_of(number % shape.owners), number // shape.owners))
            rows.append(record("Credit", number + 1, rng.randint(shape.credit // 4, shape.credit)))
        rows.extend(
            record("SetFeeTier", key_of(owner), shape.tiers[owner % len(shape.tiers)]) for owner in range(shape.owners)
        )
        return Batch(self.ts_us, tuple(rows))

    def next_batch(self) -> Batch:
        """What is sent next, in one moment."""
        self.ts_us += self.step_us()
        count = self.rng.randint(1, self.shape.commands_max)
        return Batch(self.ts_us, tuple(self.command() for _ in range(count)))

    def step_us(self) -> int:
        """Time until the next batch: mostly nothing, sometimes slots, an epoch, seldom a day."""
        draw = self.rng.random()
        if draw < 0.75:
            return self.rng.randint(0, 30_000)
        if draw < 0.95:
            return self.rng.randint(0, 4 * SLOT_US)
        if draw < 0.9985:
            return self.rng.randint(0, 200_000_000)
        return self.rng.choice((3_600_000_000, 90_000_000_000))

    def command(self) -> bytes:
        """One command of the crowd."""
        draw = self.rng.random()
        if draw < 0.62:
            return trading.order(self)
        if draw < 0.74:
            return trading.change(self)
        if draw < 0.79:
            return trading.several(self)
        if draw < 0.87:
            return self.prices()
        if draw < 0.93:
            return self.collateral()
        if draw < 0.955:
            return self.house_keeping()
        return hostile.command(self)

    def account(self) -> Account:
        """Somebody, mostly of those who were there at the start."""
        count = len(self.mirror.accounts)
        most = self.shape.accounts if self.rng.random() < 0.9 else count
        return self.mirror.accounts[self.rng.randint(1, min(most, count))]

    def market(self) -> int:
        """A market, the first ones more often."""
        count = len(self.shape.markets)
        return min(self.rng.randrange(count), self.rng.randrange(count))

    def nonce(self) -> int:
        """A fresh nonce: milliseconds << 12 | counter."""
        self.counter = (self.counter + 1) % 4096
        return (self.ts_us // 1000) << 12 | self.counter

    def client_order_id(self) -> int:
        """A fresh client order id."""
        self.client += 1
        return self.client

    def slot(self) -> int:
        """The slot of now."""
        return self.ts_us // SLOT_US

    def prices(self) -> bytes:
        """A step of the index, the mark near it; now and then a jump."""
        rng, number = self.rng, self.market()
        market = self.shape.markets[number]
        if self.mirror.markets[number].paused and rng.random() < 0.3:
            return record("SetPause", number, 0)
        reach = market.price * (6 if rng.random() >= self.shape.jump else 200)
        low, high = market.price * 650, market.price * 1500
        centre = min(high, max(low, self.centre[number] + rng.randint(-reach, reach)))
        self.centre[number] = centre
        return record("SetPrices", number, centre, centre + rng.randint(-market.price * 3, market.price * 3))

    def collateral(self) -> bytes:
        """Money in, money out, money between accounts."""
        rng, shape, account = self.rng, self.shape, self.account()
        draw = rng.random()
        if draw < 0.35 and account.c < shape.credit:
            return record("Credit", account.number, rng.randint(1, shape.credit // 3))
        if draw < 0.75:
            return record("Debit", account.number, rng.randint(1, max(2, account.c)))
        receiver = rng.choice(account.owner.accounts) if rng.random() < 0.85 else self.account()
        amount = rng.randint(0, max(1, account.c))
        life = self.slot() + rng.randint(0, 2_000)
        message = records.transfer_message(account.number, self.nonce(), life, receiver.number, amount)
        return records.transfer(message, account.owner.key)

    def house_keeping(self) -> bytes:
        """Tiers, pauses, parameters, accounts, delegates."""
        rng = self.rng
        number = self.market()
        draw = rng.randrange(6)
        if draw == 0:
            return record("SetFeeTier", key_of(rng.randrange(self.shape.owners)), rng.choice(self.shape.tiers))
        if draw == 1:
            return record("SetPause", number if rng.random() < 0.9 else 65_535, int(rng.random() < 0.15))
        if draw == 2:
            return record("SetMarketParameters", number, *parameters(number, self.shape.markets[number], rng))
        if draw == 3:
            return record("OpenAccount", key_of(rng.randrange(self.shape.owners)), rng.randrange(3))
        account, delegate = self.account(), key_of(1_000 + rng.randrange(12))
        if draw == 4 or rng.random() < 0.6:
            life = rng.choice((0, 400_000, 60_000_000, 80_000_000_000, 170 * 86_400_000_000))
            return record("AddDelegate", account.number, delegate, self.ts_us + life)
        return record("RemoveDelegate", account.number, delegate)


def parameters(number: int, market: MarketShape, rng: random.Random | None = None) -> tuple[int | bytes, ...]:
    """Parameters of a market in schema order; with a generator some of them are tightened or loosened."""
    position, interest, cap, need = (
        market.position_max,
        market.open_interest_max,
        market.profit_cap,
        market.requirement_min,
    )
    if rng is not None:
        position = rng.choice((position, position // 3, position // 8))
        interest = rng.choice((interest, interest, interest // 3))
        cap = rng.choice((cap, 0, cap * 4))
        need = rng.choice((need, need // 3))
    return (
        (b"SIM%d-PERP" % number).ljust(16, b"\0"),
        market.tick_size,
        market.lot_size,
        market.price_max,
        market.order_max,
        position,
        interest,
        market.imf,
        market.mmf,
        need,
        cap,
        market.band,
    )
