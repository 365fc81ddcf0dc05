"""Compute units of the instructions in a full world: ten markets with size tiers and funding, tables of orders four fifths full.

Invariant: nobody in it is cheaper than the design's account: three positions on either side of what trades, ten where only money moves,
the worst bump of 64 addresses.
"""

import struct
from collections.abc import Iterable

from msgspec.structs import replace
from solders.account import Account
from solders.pubkey import Pubkey

from quantdesk.chain.entries import ENTRIES_HEAD_BYTES, ENTRY_BYTES
from quantdesk.model.records_gen import Side
from tests.program.conftest import Trader, trader_of
from tests.program.ending import SILENCE_S, claim, freeze, listed_world, prices_resolve, resolution_of, resolve
from tests.program.fills import FillWorld, Party
from tests.program.markets import BTC, index_bring, market_list, market_of, round_post
from tests.program.orders import entries_of, order, register, signed
from tests.program.own import OwnWorld
from tests.program.test_accounts import market_set, positions_set
from tests.program.test_funding import HOUR_S, MARK, PREMIUM, SAMPLE, TURN, Hours, hour
from tests.program.test_funding import PRICE as HOUR_PRICE
from tests.program.test_step import fallen, judged, settled
from tests.program.world import ACK, CREDIT, DEBIT, ENGINE, SELF, SOL, USDC, World, key_of

ENTRIES_FULL, ENTRIES_MAX = 128, 160
FILLS = 18
MARKETS = 10
# Beside the market that trades: the last rows of the ten.
BESIDE = (8, 9)
TIERS = {
    "tier1_usd": 1_000_000, "tier1_mmf_ppm": 30_000, "tier2_usd": 5_000_000, "tier2_mmf_ppm": 40_000,
}  # fmt: skip


def worst_key(world: World, count: int = 64) -> int:
    """The seed among `count` whose account's address takes the most steps to find."""

    def bump(seed: int) -> int:
        seeds = [b"user", bytes(key_of(seed).pubkey()), b"\0\0"]
        return Pubkey.find_program_address(seeds, world.program)[1]

    return min(range(1_000, 1_000 + count), key=bump)


def full(world: World, kind: int, seed: int) -> Trader:
    trader = trader_of(world, seed, kind)
    world.deposit(trader.key, trader.tokens, 500_000_000)
    world.sol_deposit(trader.key, 10**9)
    if kind == ENGINE:
        world.settle([(CREDIT, trader.user, USDC, 400_000_000), (CREDIT, trader.user, SOL, 10**9)])
    positions_set(world, trader.user, 10, lots=3, quote=-15_000_000)
    return trader


def money_units() -> dict[str, int]:
    """Compute units by instruction and kind of account."""
    world = World()
    seed = worst_key(world)
    rows = {}
    for kind, name in ((ENGINE, "engine"), (SELF, "self")):
        trader = full(world, kind, seed + 10_000 * kind if kind else seed)
        rows[f"create_user_account, {name}"] = world.units["create_user_account"]
        world.deposit(trader.key, trader.tokens, 1_000)
        rows[f"deposit_tokens, {name}"] = world.units["deposit_tokens"]
        world.sol_deposit(trader.key, 1_000)
        rows[f"deposit_native_sol, {name}"] = world.units["deposit_native_sol"]
        if kind == ENGINE:
            world.settle([(CREDIT, trader.user, USDC, 1_000)])
            rows["settle_items, one credit"] = world.units["settle_items"]
            world.settle([(ACK, trader.user, USDC, 2)])
            rows["settle_items, one ack"] = world.units["settle_items"]
            world.exit_call("request_withdraw", trader.key, asset=USDC, amount=1_000)
            rows["request_withdraw"] = world.units["request_withdraw"]
            world.settle([(DEBIT, trader.user, USDC, 1_000), (DEBIT, trader.user, SOL, 1_000)])
            rows["settle_items, two debits"] = world.units["settle_items"]
        world.withdraw(trader.user, trader.tokens, 1_000, trader.key)
        rows[f"withdraw_tokens, {name}"] = world.units["withdraw_tokens"]
        world.sol_withdraw(trader.key.pubkey(), 1_000, trader.key)
        rows[f"withdraw_native_sol, {name}"] = world.units["withdraw_native_sol"]
    return rows | market_units() | step_units() | funding_units() | own_units() | end_units()


def markets_filled(world: World, count: int = MARKETS) -> None:
    """Ten markets, or another number: the first as it was listed, all with size tiers."""
    for market in range(1, count):
        market_set(world, market)
    risk = world.read("Risk", world.risk)
    for row in risk["rows"][:count]:
        row.update(TIERS, mark_us=risk["round_us"])
    world.rewrite("Risk", world.risk, risk)


def held_beside(twins: FillWorld, others: int) -> None:
    """Positions of everybody in so many other markets."""
    markets_filled(twins.world, 64)
    for party in twins.parties.values():
        positions_beside(twins, party, range(1, others + 1))


def positions_beside(twins: FillWorld, party: Party, markets: Iterable[int]) -> None:
    """Small positions in these markets."""
    world, user = twins.world, party.trader.user
    record, count = world.user(user), 0
    kind = {"defined": {"name": "PositionSlot"}}
    for place, market in enumerate(markets):
        record["positions"][place] |= {"market": market, "lots": 3, "quote_atoms": -150_000}
        party.beside += world.interface.encode(kind, record["positions"][place])
        count += 1
    world.rewrite("UserAccount", user, record | {"positions_count": count})


def filled_up(twins: FillWorld, party: Party) -> None:
    """Positions in two other markets, and a table of orders that is four fifths full."""
    world, user = twins.world, party.trader.user
    positions_beside(twins, party, BESIDE)
    register(world, user, [signed(party.trader.key, order(world, party.number, 4_000))])
    table = entries_of(world, user)
    account = world.svm.get_account(table)
    first = bytes(account.data)[ENTRIES_HEAD_BYTES:][:ENTRY_BYTES]
    rows = [struct.pack("<QQ", 2**50 + n, 2**50) + first[16:] for n in range(ENTRIES_FULL)]
    body = bytes(account.data)[: ENTRIES_HEAD_BYTES - 4] + struct.pack("<I", ENTRIES_FULL) + b"".join(rows)
    body = body.ljust(ENTRIES_HEAD_BYTES + ENTRIES_MAX * ENTRY_BYTES, b"\0")
    rent = world.svm.minimum_balance_for_rent_exemption(len(body))
    world.svm.set_account(table, Account(rent, body, world.program, False))


class Ten(Hours):
    """Hours of ten markets: one round has them all."""

    def __init__(self) -> None:
        super().__init__()
        self.symbols = [BTC.symbol]
        for market in range(1, MARKETS):
            symbol = f"M{market}-PERP".encode().ljust(16, b"\0")
            market_list(self, replace(BTC, market=market, symbol=symbol))
            self.symbols.append(symbol)

    def ten(self, word: int, hours: bytes) -> None:
        """A round of all ten at one mark."""
        for symbol in self.symbols:
            index_bring(self, HOUR_PRICE, symbol=symbol)
        markets = [market_of(self, symbol) for symbol in self.symbols]
        round_post(self, [MARK | word] * MARKETS, markets, hours=hours * MARKETS)


def funding_units() -> dict[str, int]:
    """Compute units of rounds in which hours of 480 samples end: samples proven, F moved by the core."""
    one, ten = Hours(), Ten()
    one.post(SAMPLE | TURN, hour(0, 0))
    ten.ten(SAMPLE | TURN, hour(0, 0))
    rows = {"post_mark_round, ten markets": ten.units["post_mark_round"]}
    for world in (one, ten):
        risk = world.read("Risk", world.risk)
        for row in risk["rows"][:MARKETS]:
            row.update(samples=480, premium_sum=480 * PREMIUM)
        world.rewrite("Risk", world.risk, risk)
        world.time_pass(HOUR_S - world.now_s % HOUR_S)
    one.post(SAMPLE | TURN, hour(PREMIUM, 480))
    rows["funding, the round that ends a market's hour"] = one.units["post_mark_round"]
    ten.ten(SAMPLE | TURN, hour(PREMIUM, 480))
    return rows | {"funding, of a market in a round of ten": ten.units["post_mark_round"] // MARKETS}


def own_units() -> dict[str, int]:
    """Compute units of self accounts' orders: positions in two other markets, the worst bump of 64 numbers of an order."""
    own = OwnWorld()
    markets_filled(own.world)
    for number in own.traders:
        record = own.user(number)
        for place, market in enumerate(BESIDE):
            record["positions"][place] |= {"market": market, "lots": 3, "quote_atoms": -15_000_000}
        own.world.rewrite("UserAccount", own.traders[number].user, record | {"positions_count": 2})

    def bump(client: int) -> int:
        seeds = [b"order", bytes(own.traders[1].user), struct.pack("<Q", client)]
        return Pubkey.find_program_address(seeds, own.world.program)[1]

    older = own.place(1, Side.SELL, 618_000, 2, client=min(range(1_000, 1_064), key=bump))
    rows = {"place_order, worst bump": own.world.units["place_order"]}
    younger = own.place(2, Side.BUY, 618_000, 2)
    rows["place_order"] = own.world.units["place_order"]
    own.execute(older, younger)
    rows["execute_order"] = own.world.units["execute_order"]
    own.cancel(older)
    rows["cancel_order"] = own.world.units["cancel_order"]
    record = own.user(1)
    record["settled"]["collateral"][USDC] = 1_000_000
    own.world.rewrite("UserAccount", own.traders[1].user, record)
    own.liquidate(1, own.place(2, Side.SELL, 618_000, 2))
    return rows | {"liquidate, a step": own.world.units["liquidate"]}


def step_units() -> dict[str, int]:
    """Compute units of a liquidation of an engine account: its step on the book, and the two fills of it."""
    twins = fallen()
    step, fills = judged(twins)
    settled(twins, step, fills)
    return {f"liquidate, a step that settles with its {len(fills)} fills": twins.world.units["settle_items"]}


def end_units(positions: int = MARKETS) -> dict[str, int]:
    """Compute units of the end: an account with ten positions, or another number."""
    world = listed_world()
    trader = trader_of(world, worst_key(world))
    world.deposit(trader.key, trader.tokens, 500_000_000)
    world.settle([(CREDIT, trader.user, USDC, 400_000_000)], round=1)
    positions_set(world, trader.user, positions)
    world.time_pass(SILENCE_S)
    freeze(world)
    rows = {"freeze": world.units["freeze"]}
    world.time_pass(2 * 3_600)
    prices_resolve(world, {0: (61_800,) * 3})
    rows["resolve_price"] = world.units["resolve_price"]
    record = world.read("Resolution", resolution_of(world))
    for market in range(positions):
        record["markets"][market]["price_mticks"] = 60_000_000
    world.rewrite("Resolution", resolution_of(world), record)
    resolve(world, trader.user)
    rows[f"resolve_account, {positions} positions"] = world.units["resolve_account"]
    claim(world, trader.user)
    return rows | {f"claim_exit, of {positions} markets": world.units["claim_exit"]}


def market_units() -> dict[str, int]:
    """Compute units of prices, registered orders and fills: three positions a side, tables four fifths full."""
    world = World()
    market_list(world)
    index_bring(world, 61_800 * 10**8)
    rows = {"update_oracle_price": world.units["update_oracle_price"]}
    round_post(world, [618_000_000])
    rows["post_mark_round, one market"] = world.units["post_mark_round"]
    trader = trader_of(world, worst_key(world))
    items = [signed(trader.key, order(world, 1, n + 1)) for n in range(ENTRIES_FULL)]
    for base in range(0, ENTRIES_FULL, 4):
        register(world, trader.user, items[base : base + 4])
    rows["register_per_order, of four"] = world.units["register_orders"] // 4
    twins = FillWorld(9, traders=16)
    markets_filled(twins.world)
    for party in twins.parties.values():
        filled_up(twins, party)
    fills = []
    for step in range(FILLS):
        maker, taker = 1 + step % 8, 9 + step % 8
        twins.order(maker, Side.SELL, 618_000, 2)
        fills += twins.order(taker, Side.BUY, 618_000, 2)
    rows[f"settle_per_fill, {FILLS} fills of 16 accounts"] = twins.settle(fills) // FILLS
    twins.order(1, Side.SELL, 618_000, 2)
    rows["settle_per_fill, one fill alone"] = twins.settle(twins.order(9, Side.BUY, 618_000, 2))
    return rows
