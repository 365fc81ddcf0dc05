"""The random world: what a seeded crowd of traders, keepers and vandals would send next.

Invariant: the same seed, shape and answers give the same commands. It knows the exchange by the mirror alone,
and keeps only what a client keeps: his clock, his numbers, the messages that he has sent.
"""

import random

from tests.sim import hostile, records, trading
from tests.sim.judge.state import ANY_TOTAL, EVERY, EVERY_MARKET, LEAVING, SLOT_US, Account
from tests.sim.mirror import Mirror
from tests.sim.records import Batch, record, set_index
from tests.sim.shape import MarketShape, Shape

# A market that is listed and never gets a price.
UNPRICED = 62
# Collateral other than USDC.
OTHER, OTHER_DECIMALS = 1, 4
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
        self.last_account = shape.accounts
        self.quiet = 1_450 if self.rng.random() < 0.2 else 0
        self.sent: list[bytes] = []
        # Few worlds have tables as small as the chain's: accounts here sign more than any that settles.
        self.entries = random.Random(f"{shape.name}-{seed}-entries").choice((65_535, 65_535, 65_535, 160, 48))
        # Half of the worlds have a chain that is told to follow, now and then, and is far behind after a jump of the clock.
        self.posts = random.Random(f"{shape.name}-{seed}-posts")
        self.leaves = random.Random(f"{shape.name}-{seed}-leaves")
        self.admins = random.Random(f"{shape.name}-{seed}-admins")
        self.has_chain = self.posts.random() < 0.5
        self.centre = {number: market.price * 1000 for number, market in enumerate(shape.markets)}

    def opening(self) -> Batch:
        """The first batch: markets, accounts, collateral, prices."""
        shape, rng = self.shape, self.rng
        rows = [record("Tick"), record("OpenExchange", records.DOMAIN), record("SetEntryLimit", self.entries)]
        for number, market in enumerate(shape.markets):
            rows.append(record("ListMarket", number, *parameters(number, market)))
            rows.append(record("SetPrices", number, self.centre[number], self.centre[number] + 7))
            rows.append(self.growth(number))
        rows.append(record("ListMarket", UNPRICED, *parameters(0, shape.markets[0])))
        if shape.other_collateral:
            rows.append(self.other_asset())
        if self.shape.backstop:
            rows.append(record("SetRisk", 0, rng.choice((0, 2_500, 10_000)), rng.choice((0, shape.credit, 10**12))))
        for number in range(shape.accounts):
            rows.append(record("OpenAccount", number + 1, key_of(number % shape.owners), number // shape.owners))
            rows.append(record("Credit", number + 1, 0, rng.randint(shape.credit // 4, shape.credit)))
        if self.shape.backstop:
            rows.append(record("SetBackstop", 1))
            rows.append(self.borrowing())
        rows.extend(
            record("SetFeeTier", key_of(owner), shape.tiers[owner % len(shape.tiers)]) for owner in range(shape.owners)
        )
        rows.extend(record("SetReferrer", owner + 1, key_of(0)) for owner in range(1, shape.owners, 3))
        return Batch(self.ts_us, tuple(rows))

    def next_batch(self) -> Batch:
        """What is sent next, in one moment."""
        if self.quiet:
            return self.quiet_round()
        self.ts_us += self.step_us()
        if self.rng.random() < 0.0003:
            self.quiet = 1_450
        if self.has_chain and self.posts.random() < 0.04:
            return Batch(self.ts_us, (self.posted(),))
        if self.admins.random() < 0.003:
            return Batch(self.ts_us, (self.named_change(),))
        count = self.rng.randint(1, self.shape.commands_max)
        return Batch(self.ts_us, tuple(self.command() for _ in range(count)))

    def quiet_round(self) -> Batch:
        """One of many rounds in a row: two hours of ticks give funding, with an index now and then and little trading."""
        self.quiet -= 1
        self.ts_us += 5_000_000
        rows = [record("Tick")]
        if self.has_chain and self.posts.random() < 0.3:
            rows.append(self.posted())
        if self.quiet % 9 == 0:
            rows = [self.index(number) for number in range(len(self.shape.markets))] + rows
        if self.rng.random() < 0.15:
            rows.append(self.command())
        return Batch(self.ts_us, tuple(rows))

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

    def posted(self) -> bytes:
        """How far the chain has followed: mostly to now; told again, of the future, of nothing."""
        return record("SetPosted", max(0, self.ts_us + self.posts.choice((0, 0, 0, 0, -5_000_000, -self.ts_us, 1))))

    def named_change(self) -> bytes:
        """What admins named on the chain: mostly the next; one that was told, or goes too far, or is there already."""
        rng, number = self.admins, self.admins.randrange(len(self.shape.markets))
        change = max(0, self.mirror.changes_last + rng.choice((1, 1, 1, 4, 0, -1)))
        if self.mirror.assets and rng.random() < 0.3:
            row = self.mirror.assets.get(OTHER)
            market = rng.choice((row.market.number, row.market.number, number)) if row else number
            weight = rng.choice((0, 300_000, 900_000, 1_000_000))
            return record("ChangeAsset", change, OTHER, market, OTHER_DECIMALS, weight * 8 // 9, weight)
        orders, positions, interest, imf, mmf, least = parameters(number, self.shape.markets[number], rng)[4:10]
        imf, mmf = rng.choice((imf, imf, min(1_000_000, 2 * imf))), rng.choice((mmf, mmf, mmf * 2 // 3 + 1))
        wanted = [orders, positions, interest, imf, mmf, least]
        if rng.random() < 0.2:
            place = rng.randrange(len(wanted))
            wanted[place] = 3 * wanted[place] + 1
        return record("ChangeMarket", change, number, *wanted)

    def command(self) -> bytes:
        """One command of the crowd."""
        draw = self.rng.random()
        if draw < 0.53:
            return trading.order(self)
        if draw < 0.56:
            return trading.order_on_terms(self)
        if draw < 0.62:
            return trading.waiting_order(self)
        if draw < 0.74:
            return trading.change(self)
        if draw < 0.79:
            return trading.several(self)
        if draw < 0.87:
            return self.prices()
        if draw < 0.93:
            return self.collateral()
        if draw < 0.952:
            return self.house_keeping()
        if draw < 0.96:
            return self.closing() or record("Tick")
        return hostile.command(self)

    def account(self) -> Account:
        """Somebody, mostly of those who were there at the start."""
        numbers = list(self.mirror.accounts)
        most = self.shape.accounts if self.rng.random() < 0.9 else len(numbers)
        return self.mirror.accounts[numbers[self.rng.randrange(min(most, len(numbers)))]]

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
        if rng.random() < 0.4:
            return self.index(number)
        return record("SetPrices", number, centre, centre + rng.randint(-market.price * 3, market.price * 3))

    def index(self, number: int) -> bytes:
        """The index of a market, published now or a little before."""
        rng, centre = self.rng, self.centre[number]
        mmf = self.shape.markets[number].mmf
        conf = rng.choice((0, 0, 0, 0, 0, centre * mmf // 5_000_000, centre * mmf // 2_500_000, centre // 49))
        doubt = rng.choice((0,) * 12 + (mmf // 5, mmf // 2, 20_001))
        return set_index(number, centre, self.ts_us - rng.choice((0, 0, 0, 40_000, 9_000_000)), (conf, doubt))

    def insurance(self) -> bytes:
        """Collateral of the backstop for a market or for the tail; of another account it is refused (LIQ-5)."""
        rng, account = self.rng, self.account()
        source = self.mirror.accounts.get(self.mirror.backstop, account) if rng.random() < 0.4 else account
        market = EVERY if rng.random() < 0.4 else self.market()
        return record("FundInsurance", source.number, market, rng.randint(1, max(2, source.c // 16)))

    def collateral(self) -> bytes:
        """Money in, money out, money between accounts."""
        rng, account = self.rng, self.account()
        draw = rng.random()
        asset = OTHER if self.mirror.assets and rng.random() < 0.3 else 0
        flow, amount = account.flow(asset), account.amount(asset)
        if draw < 0.03:
            account = self.mirror.accounts.get(1, account) if rng.random() < 0.5 else account
            return record("PayShare", account.number, self.market())
        if draw < 0.12:
            return record("Sweep", self.market())
        if self.shape.backstop and draw < 0.16:
            return self.insurance()
        if draw < 0.4 and amount < self.largest(asset):
            return record("Credit", account.number, asset, flow.credited + rng.randint(1, self.largest(asset) // 3))
        if draw < 0.75:
            asked = rng.randint(1, max(2, amount))
            request = account.requested + rng.choice((0, 1, 1, 5)) if rng.random() < 0.5 else 0
            total = rng.choice((ANY_TOTAL, ANY_TOTAL, flow.debited, flow.debited, max(0, flow.debited - 1)))
            return record("Debit", account.number, asset, asked, request, total)
        receiver = rng.choice(account.owner.accounts) if rng.random() < 0.85 else self.account()
        amount = rng.randint(0, max(1, account.c))
        life = self.slot() + rng.randint(0, 2_000)
        message = records.transfer_message(account.number, self.nonce(), life, receiver.number, amount)
        return records.transfer(message, account.owner.key)

    def largest(self, asset: int) -> int:
        """The most of an asset that an account is given: of each about the same value."""
        if asset == 0:
            return self.shape.credit
        row = self.mirror.assets[asset]
        whole = max(1, row.market.index * row.market.parameters.tick_size // 1_000_000)
        return max(3, self.shape.credit * 10**row.decimals // whole)

    def other_asset(self) -> bytes:
        """Parameters of the collateral other than USDC; its market and weights change."""
        weight = self.rng.choice((0, 500_000, 900_000, 900_000, 1_000_000))
        return record("SetAsset", OTHER, self.market(), OTHER_DECIMALS, weight * 8 // 9, weight)

    def borrowing(self) -> bytes:
        """How much may be borrowed; at times nothing."""
        choose, credit = self.rng.choice, self.shape.credit
        room, part = choose((0, credit // 4, credit)), choose((0, 100_000, 400_000))
        return record(
            "SetBorrowing", room, part, choose((1_000, 50_000, 500_000)), choose((0, 60_000_000, 3_600_000_000))
        )

    def isolation(self) -> bytes:
        """An account bound to one market, or freed."""
        market = self.rng.choice((self.market(), self.market(), EVERY))
        return record("SetIsolation", self.account().number, market)

    def restrictions(self) -> bytes:
        """What somebody may not do from now on; mostly nothing."""
        if self.rng.random() < 0.3:
            return record("Leave", self.account().number, self.rng.choice((0, 0, 1)))
        return record("SetRestrictions", self.account().number, self.rng.choice((0, 0, 0, 0, 0, 0, 1, 2, 4, 7)))

    def closing(self) -> bytes | None:
        """Somebody asks for an exit, the operator closes for one who did or did not, or it is taken back (CUST-34)."""
        draw, accounts = self.leaves.random(), self.mirror.accounts
        if draw < 0.4:
            return None
        leaving = [number for number, account in accounts.items() if account.restrictions & LEAVING]
        if not leaving:
            number = self.leaves.choice([0, *accounts])
            return record("Leave", number, 1) if draw < 0.8 else record("CloseLeaving", number, 0)
        number = self.leaves.choice(leaving)
        return record("CloseLeaving", number, int(draw < 0.3)) if draw < 0.85 else record("Leave", number, 0)

    def dead_man(self) -> bytes:
        """A switch that somebody sets, or lets go."""
        timeout = self.rng.choice((0, 1_000_000, 2_000_000, 30_000_000, 86_400_000_000))
        return record("SetDeadMan", self.account().number, int(self.rng.random() < 0.3), timeout)

    def growth(self, number: int | None = None) -> bytes:
        """How the fractions of a market grow: with open interest, with size, both, not at all."""
        number = self.market() if number is None else number
        rng, shape = self.rng, self.shape.markets[number]
        value = shape.open_interest_max * shape.price * shape.tick_size * shape.lot_size // 10**12
        caps = rng.choice(((0, 0), (0, value), (value // 4, value), (value // 8, value // 3)))
        tiers = [0, 0, 0, 0]
        if self.shape.tier_usd and rng.random() < 0.8:
            tiers[:2] = [self.shape.tier_usd, min(1_000_000, shape.mmf * rng.choice((1, 2, 5)))]
            if rng.random() < 0.7:
                tiers[2:] = [tiers[0] * 3, min(1_000_000, tiers[1] + rng.choice((0, 1, shape.mmf * 3)))]
        return record("SetMargin", number, *caps, *tiers)

    def leverage(self) -> bytes:
        """What leverage somebody wants at most."""
        number = self.market()
        most = 1_000_000 // self.mirror.markets[number].parameters.imf
        return record(
            "SetLeverage", self.account().number, number, self.rng.choice((0, 1, 2, most // 2, most, most + 1))
        )

    def fees(self) -> bytes:
        """The tier of an owner, or who referred one: at times himself, or nobody who is known."""
        rng = self.rng
        key = key_of(rng.randrange(self.shape.owners + 1))
        if rng.random() < 0.3:
            return record("SetReferrer", self.account().number, key)
        return record("SetFeeTier", key, rng.choice(self.shape.tiers))

    def house_keeping(self) -> bytes:
        """Tiers, pauses, parameters, accounts, delegates, floors, how margin grows."""
        rng = self.rng
        number = self.market()
        draw = rng.randrange(12)
        if draw == 8 and rng.random() < 0.4:
            return self.isolation()
        if draw >= 8:
            return (self.leverage, self.growth, self.restrictions, self.dead_man)[draw - 8]()
        if draw == 6:
            return self.chain_duty()
        if draw == 7 and self.mirror.assets and rng.random() < 0.3:
            return self.borrowing() if self.shape.backstop and rng.random() < 0.5 else self.other_asset()
        if draw == 0:
            return self.fees()
        if draw == 1:
            return record("SetPause", number if rng.random() < 0.9 else 65_535, int(rng.random() < 0.15))
        if draw == 2:
            return record("SetMarketParameters", number, *parameters(number, self.shape.markets[number], rng))
        if draw == 3:
            self.last_account += rng.choice((0, 1, 1, 4))
            return record("OpenAccount", self.last_account, key_of(rng.randrange(self.shape.owners)), rng.randrange(3))
        account, delegate = self.account(), key_of(1_000 + rng.randrange(12))
        if draw == 4 or rng.random() < 0.6:
            life = rng.choice((0, 400_000, 60_000_000, 80_000_000_000, 170 * 86_400_000_000))
            markets = rng.choice((EVERY_MARKET, EVERY_MARKET, 1 << number % 64))
            inbox = account.inbox + rng.randrange(3)
            bounds = (markets, self.day_amount(number), rng.choice((0, 0, 0, 1)))
            return record("AddDelegate", account.number, delegate, self.ts_us + life, inbox, *bounds)
        return record("RemoveDelegate", account.number, delegate, max(0, account.inbox + rng.randint(-1, 1)))

    def day_amount(self, number: int) -> int:
        """What a key may trade a day: mostly anything, else what some orders of a market are worth."""
        market = self.mirror.markets.get(number)
        if market is None or self.rng.random() < 0.4:
            return self.rng.choice((0, 0, 1))
        lot = market.tick_value * (market.mark or self.centre[number]) // 1_000
        return int(lot * self.shape.lots * self.rng.uniform(0.5, 6)) + 1

    def chain_duty(self) -> bytes:
        """What owners did on the chain: a floor, mostly below what they sign now, or a closed account."""
        rng, account = self.rng, self.account()
        draw = rng.random()
        if draw < 0.3:
            return record("Settle", account.number, max(0, account.settled + rng.randint(-1, 9)))
        if draw < 0.6:
            return record("CloseAccount", rng.choice([*self.mirror.accounts]))
        floor = max(0, ((self.ts_us - rng.choice((0, 10_000, 10_000_000, 10**10))) // 1000) << 12)
        return record("RaiseFloor", account.number, floor, max(0, account.inbox + rng.randint(-1, 2)))


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
