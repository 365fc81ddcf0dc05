"""What owners and traders of a whole exchange do, and what keepers tell the engine of it."""

from typing import NamedTuple

from solders.keypair import Keypair

from quantdesk.model.records_gen import (
    AddDelegate,
    Credit,
    Debit,
    RaiseFloor,
    RemoveDelegate,
    Side,
    Sweep,
    TimeInForce,
)
from tests.program.whole import LISTED, START_MTICKS, TRADERS, Whole
from tests.program.world import DAY_S, SOL, USDC, key_of

ANY_TOTAL = 2**64 - 1
FUNDS = 600_000_000
DEPOSIT_MAX = {USDC: 200_000, SOL: 20_000_000}
# These hold SOL beside USDC, where the chain's own check of a debit is the weaker (CUST-7).
WITH_SOL = (8, 9, 10)
LOTS_MAX = 60
# Of who holds SOL: so few that he is never due, as the program judges no liquidation of him (CUST-30).
LOTS_WITH_SOL = 5
SWEPT = 0.25
# Orders that the delegate signs where there is one.
BY_DELEGATE = 0.7
TICK_VALUE = 100
# Of a step.
MONEY, TRADES = 0.9, 3
# Of the index in five seconds: as far as the mark follows at once.
STEP_PPM = 4_900


class Purse:
    """What an owner did on the chain: instructions counted, what arrived and left, keys and floors that wait for their ack."""

    def __init__(self) -> None:
        self.inbox = self.floor = self.requests = 0
        self.credited = [0, 0]
        self.arriving = [0, 0]
        self.leaving = [0, 0]
        self.delegate: Keypair | None = None


class Owner(NamedTuple):
    """An account of the whole: its number and its purse."""

    number: int
    purse: Purse


class Acts:
    """Acts on a whole exchange; the accounts are funded first."""

    def __init__(self, whole: Whole) -> None:
        self.whole = whole
        self.traders = list(range(1, TRADERS + 1))
        self.owners = [Owner(number, Purse()) for number in range(1, TRADERS + 1)]
        for owner in self.owners:
            self.deposit(owner, USDC, FUNDS)
            self.credit(owner, USDC)
            if owner.number in WITH_SOL:
                self.deposit(owner, SOL, 10 * DEPOSIT_MAX[SOL])
                self.credit(owner, SOL)
        whole.settle()

    def step(self) -> None:
        """A moment of the exchange: prices or an hour, then what everybody does."""
        whole, chance = self.whole, self.whole.chance
        told = whole.told
        if told["touch, what is due"] * 45 < told.total():
            whole.hour()
        # Back to where it began, or a million items lead it anywhere.
        home = (START_MTICKS - whole.index) * 2_000 // START_MTICKS
        away = chance.choice((-STEP_PPM, STEP_PPM, chance.randrange(-STEP_PPM, STEP_PPM + 1)))
        whole.prices(max(-STEP_PPM, min(STEP_PPM, away + home)))
        if chance.random() < MONEY:
            self.money()
        for _ in range(TRADES):
            self.trade()
        if chance.random() < 0.5:
            self.keys()
        # Claims that nothing has paid yet are what a sweep pays; it takes in every loss, so that one for few claims is mostly losses.
        if whole.ledger.engine.claimants and chance.random() < SWEPT:
            whole.apply(Sweep(LISTED.market))

    # ---- money

    def deposit(self, owner: Owner, asset: int, amount: int) -> None:
        """An owner instruction."""
        world, one = self.whole.world, self.whole.traders[owner.number]
        if asset == SOL:
            world.sol_deposit(one.key, amount)
        else:
            world.deposit(one.key, one.tokens, amount, self.whole.indices.get(owner.number, 0))
        owner.purse.arriving[asset] += amount
        owner.purse.inbox += 1

    def credit(self, owner: Owner, asset: int, most: int = 2**62) -> None:
        """What arrived, or a part of it, is told to the engine."""
        amount = min(owner.purse.arriving[asset], most)
        if amount:
            owner.purse.arriving[asset] -= amount
            owner.purse.credited[asset] += amount
            self.whole.apply(Credit(account=owner.number, asset=asset, credited=owner.purse.credited[asset]))

    def money(self) -> None:
        """Somebody brings money in several parts, somebody takes some out."""
        whole, chance = self.whole, self.whole.chance
        owner = chance.choice(self.owners)
        asset = SOL if owner.number in WITH_SOL and chance.random() < 0.6 else USDC
        purse = owner.purse
        if not purse.arriving[asset]:
            self.pay(owner, asset)
            self.deposit(owner, asset, 1_000 + chance.randrange(DEPOSIT_MAX[asset] // 4))
        for _ in range(1 + chance.randrange(2)):
            self.credit(owner, asset, 1 + chance.randrange(DEPOSIT_MAX[asset] // 10))
        for _ in range(1 + chance.randrange(2)):
            amount = chance.randrange(DEPOSIT_MAX[asset] // 12) if chance.random() < 0.97 else 2**40
            purse.requests += 1
            held = whole.next_item[owner.number]
            debit = Debit(account=owner.number, asset=asset, amount=amount, request=purse.requests, debited=ANY_TOTAL)
            whole.apply(debit)
            if whole.next_item[owner.number] > held:
                purse.leaving[asset] += amount

    def pay(self, owner: Owner, asset: int) -> None:
        """What left is paid out, so that it can come again; what is not settled yet waits."""
        whole = self.whole
        whole.settle()
        amount, owner.purse.leaving[asset] = owner.purse.leaving[asset], 0
        one = whole.traders[owner.number]
        if amount and asset == SOL:
            whole.world.sol_withdraw(one.key.pubkey(), amount, whole.world.stranger)
        elif amount:
            whole.world.withdraw(one.user, one.tokens, amount, whole.world.stranger)

    def all_paid(self) -> None:
        """PNL-3: tokens of owners and vault are those of the beginning; SOL is what the vault tracks of them."""
        world = self.whole.world
        book = world.read("TokenVault", world.vault)["book"]
        assert book["tracked_atoms"] == world.tokens_of(world.vault_tokens)
        users = [world.user(one.user) for one in self.whole.traders.values()]
        held = sum(user["settled"]["collateral"][SOL] for user in users)
        held += sum(user["pockets"][SOL][name] for user in users for name in ("arriving_atoms", "leaving_atoms"))
        assert world.read("ProtocolSolVault", world.sol_vault)["book"]["tracked_atoms"] == held

    # ---- keys

    def keys(self) -> None:
        """A key that an owner adds or removes, or a floor that he raises: the engine acknowledges it."""
        whole = self.whole
        owner = whole.chance.choice(self.owners)
        purse, one = owner.purse, whole.traders[owner.number]
        if whole.chance.random() < 0.2:
            # Below what is signed now: no order dies of it.
            floor = max(purse.floor + 1, (whole.world.now_s - 1_000) * 1_000 << 12)
            whole.world.update(one.key, 3, floor=floor)
            purse.inbox, purse.floor = purse.inbox + 1, floor
            whole.apply(RaiseFloor(owner.number, floor, purse.inbox))
        elif purse.delegate is None:
            self.key_added(owner)
        else:
            whole.world.update(one.key, 2, key=purse.delegate.pubkey())
            purse.inbox += 1
            whole.apply(RemoveDelegate(owner.number, bytes(purse.delegate.pubkey()), purse.inbox))
            purse.delegate = None

    def key_added(self, owner: Owner) -> None:
        """A key that may trade anything, or one market, for some orders' worth a day, near the index alone (CUST-49)."""
        whole, chance = self.whole, self.whole.chance
        expiry_s = whole.world.now_s + 100 * DAY_S
        markets = chance.choice((2**64 - 1, 1 << LISTED.market))
        orders = chance.choice((0, 1, 3, 30)) * LOTS_MAX * whole.mark // 1_000 * TICK_VALUE
        owner.purse.delegate = key_of(chance.getrandbits(62))
        key = owner.purse.delegate.pubkey()
        # Of one key in three.
        near = int(bytes(key)[0] % 3 == 0)
        bounds = {"markets": markets, "notional_day_atoms": orders, "flags": near}
        whole.world.update(whole.traders[owner.number].key, 1, key=key, expiry_s=expiry_s, **bounds)
        owner.purse.inbox += 1
        whole.apply(AddDelegate(owner.number, bytes(key), expiry_s * 1_000_000, 0, markets, orders, near))

    # ---- trades

    def trade(self) -> None:
        """An order near the mark; who holds much closes."""
        whole, chance = self.whole, self.whole.chance
        number = chance.choice(self.traders)
        slot = whole.books.seats[number].slots.get(LISTED.market)
        lots = slot.lots if slot else 0
        side = Side(chance.randrange(2))
        most = LOTS_WITH_SOL if number in WITH_SOL else LOTS_MAX
        if abs(lots) > 2 * most or (lots and chance.random() < 0.4):
            side = Side.SELL if lots > 0 else Side.BUY
        price = whole.mark // 1_000 + chance.randrange(-60, 61)
        force = TimeInForce.IOC if chance.random() < 0.3 else TimeInForce.GTC
        lots, reduces = 1 + chance.randrange(most), chance.random() < 0.15
        keys = [owner.purse.delegate for owner in self.owners if owner.number == number]
        signer = keys[0] if keys and chance.random() < BY_DELEGATE else None
        whole.order(number, side, price, lots, signer, time_in_force=force, reduce_only=reduces)
