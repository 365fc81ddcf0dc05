"""Settled fills: the core's matches land with the core's state; nothing that was not signed lands at all (CUST-6 to CUST-8)."""

import os
import struct
from dataclasses import dataclass

import pytest
from msgspec.structs import replace
from solders.instruction import AccountMeta

from quantdesk.model.records_gen import Side, Tick, TimeInForce
from tests.program.conftest import trader_of
from tests.program.fills import FILL, FUNDS, START_PRICE, FillWorld
from tests.program.markets import BTC, index_bring, market_list, market_of, price_bytes, price_set, round_post
from tests.program.orders import entries_of, entries_read, order, register, signed
from tests.program.test_vault import error_of
from tests.program.world import CREDIT, USDC, World

FILLS = int(os.environ.get("DIFFERENTIAL_FILLS", "600"))
SEED = int(os.environ.get("DIFFERENTIAL_SEED", "8"))
PRICE = 618_000
INDEX = PRICE * 1_000
A_TRANSACTION = 12
# Orders without a dozen of matches: more mean that none will ever come.
ORDERS_MAX = 1_000


def orders_sent(twins: FillWorld) -> list:
    """A few orders near the mark from random accounts; the core's matches of them."""
    chance, fills, first = twins.chance, [], twins.counter
    twins.places_lack = False
    while len(fills) < 1 + chance.randrange(A_TRANSACTION) and not twins.places_lack:
        assert twins.counter - first < ORDERS_MAX, "nothing matches any more"
        number = chance.choice(list(twins.parties))
        position = twins.parties[number].position[0]
        side = (
            Side(chance.randrange(2))
            if chance.random() < 0.6 or not position
            else Side.SELL
            if position > 0
            else Side.BUY
        )
        price = twins.mark // 1_000 + chance.randrange(-60, 61)
        lots = 1 + chance.randrange(40)
        force = TimeInForce.IOC if chance.random() < 0.3 else TimeInForce.GTC
        reduce = chance.random() < 0.15
        fills += twins.order(number, side, price, lots, time_in_force=force, reduce_only=reduce)
        if len(fills) >= A_TRANSACTION:
            break
    return fills


def step_of_chance(twins: FillWorld) -> int:
    """Where the price goes, ppm; far from where it began it turns back, or a long walk leaves what the market lists."""
    step_ppm = twins.chance.randrange(-4_000, 4_001)
    if START_PRICE // 2 < twins.index < START_PRICE * 2:
        return step_ppm
    return abs(step_ppm) if twins.index < START_PRICE else -abs(step_ppm)


def test_core_and_program_agree_on_every_fill():
    """PNL-4, FEE-4, MGN-5, CUST-8: positions, claims, fees, pool and held profit, fill after fill, at prices that move."""
    twins = FillWorld(SEED)
    settled, transactions, dearest = 0, 0, 0.0
    while settled < FILLS:
        twins.prices(step_of_chance(twins))
        # Orders whose time is over end, or they would hold all that everybody has.
        twins.apply(Tick())
        for number, party in twins.parties.items():
            if party.collateral < FUNDS // 2:
                twins.pay_in(number, FUNDS)
        fills = orders_sent(twins)
        if not fills:
            continue
        units = twins.settle(fills)
        settled += len(fills)
        transactions += 1
        dearest = max(dearest, units / len(fills))
        for number in {number for fill in fills for number in (fill.taker, fill.maker)}:
            party = twins.parties[number]
            record = twins.world.user(party.trader.user)
            assert record["settled"]["collateral"][USDC] == party.collateral
            held = record["positions"][: record["positions_count"]]
            assert [(p["lots"], p["quote_atoms"], p["claim_atoms"], p["swept_atoms"]) for p in held] == (
                [party.position] if any(party.position) else []
            )
    print(
        f"\nseed {SEED}: {settled:,} fills in {transactions:,} transactions, 0 differences; at most {dearest:,.0f} units a fill"
    )
    market = twins.world.read("Market", market_of(twins.world))
    engine = market["engine"]
    # CUST-2: the other ledger is not the settlement log's.
    assert not any(any(value) if isinstance(value, list) else value for value in market["own"].values())
    assert engine["fee_bucket_atoms"] > 0
    assert engine["long_lots"] == engine["short_lots"] > 0
    # PNL-3: what left the accounts is in the market's pool and fee bucket, to the atom.
    owned = sum(party.collateral for party in twins.parties.values())
    assert owned + engine["pool_atoms"] + engine["fee_bucket_atoms"] + engine["insurance_atoms"] == sum(
        party.funded for party in twins.parties.values()
    )


@dataclass
class Pair:
    """Two traders with registered orders that cross; what an item says is changed by a test."""

    world: World
    taker: object
    maker: object
    item: dict[str, int]

    def body(self) -> bytes:
        return struct.pack("<BBBBBBhhBBIIIII", *self.item.values())

    def send(self, **changed):
        metas = []
        for trader in (self.taker, self.maker):
            metas += [(trader.user, False, True), (entries_of(self.world, trader.user), False, True)]
        metas.append((market_of(self.world), False, True))
        fields = {
            "engine_us": self.world.now_s * 1_000_000,
            "round": 1,
            "items": self.body(),
            "digest": bytes(16),
        } | changed
        accounts = {"operator": self.world.operator.pubkey(), "exchange": self.world.exchange, "risk": self.world.risk}
        more = fields.pop("more", metas)
        return self.world.call("settle_items", accounts, fields, [self.world.operator], more)

    def refused(self, **changed) -> str:
        return error_of(self.world, lambda: self.send(**changed))


def pair(funds: int = FUNDS, record=BTC, taking=None, making=None, own: bool = False) -> Pair:
    """A buyer who takes 10 lots at 618,000 and a seller who rests there, both funded."""
    world = World()
    market_list(world, record)
    made = [trader_of(world, 720), trader_of(world, 721)]
    if own:
        made[1] = made[0]._replace(user=world.account_open(made[0].key, 0, 1))
    for at, trader in enumerate(made):
        index = 1 if own and at else 0
        world.deposit(trader.key, trader.tokens, funds // 2, index)
        world.settle([(CREDIT, trader.user, USDC, funds // 2)])
    index_bring(world, PRICE * 10_000_000)
    round_post(world, [INDEX])
    numbers = [world.user(trader.user)["settled"]["number"] for trader in made]
    fields = [{"side": Side.BUY, "fee_max": 100} | (taking or {}), {"side": Side.SELL, "fee_max": 100} | (making or {})]
    for number, trader, changed in zip(numbers, made, fields, strict=True):
        register(world, trader.user, [signed(trader.key, order(world, number, 1, **changed))])
    price = fields[1].get("price", PRICE)
    item = {
        "kind": FILL, "taker": 0, "maker": 1, "market": 0, "taker_entry": 0, "maker_entry": 0, "taker_rate": 450,
        "maker_rate": 100, "shared": 0, "terms": 0, "lots": 10, "price": price, "taker_seq": 1, "maker_seq": 1, "ledger_seq": 0,
    }  # fmt: skip
    return Pair(world, made[0], made[1], item)


def test_honest_pair_fails_only_for_its_digest():
    """What the attacks below start from: everything is sound but the digest, which is checked last."""
    assert pair().refused() == "Digest"


def test_a_resting_order_that_slid_or_is_pegged_fills_at_a_better_price_than_it_signed():
    """CUST-14: the signed price is the worst one, of both."""
    attempt = pair(making={"price": PRICE - 5})
    attempt.item["price"] = PRICE
    assert attempt.refused() == "Digest"


LIES = {
    "more than was signed": ({"lots": 11}, "OrderSize"),
    "nothing": ({"lots": 0}, "ItemsMalformed"),
    "a price above the resting order's": ({"price": PRICE + 1}, "OrderPrice"),
    "a price below the resting order's": ({"price": PRICE - 1}, "OrderPrice"),
    "no price": ({"price": 0}, "ItemsMalformed"),
    "a fee above the cap": ({"taker_rate": 1_001}, "FeeCap"),
    "a maker's fee above the cap": ({"maker_rate": 1_001}, "FeeCap"),
    "a rebate that the fill does not earn": ({"maker_rate": -451}, "FeeCap"),
    "a rebate for the taker": ({"taker_rate": -101}, "FeeCap"),
    "an order that is not registered": ({"taker_entry": 1}, "ItemsMalformed"),
    "a table that ends before": ({"maker_entry": 200}, "ItemsMalformed"),
    "an account against itself": ({"maker": 0}, "ItemsMalformed"),
    "an account that is not there": ({"maker": 2}, "ItemsMalformed"),
    "a market that is not there": ({"market": 1}, "ItemsMalformed"),
    "a term of a third party": ({"terms": 8}, "ItemsMalformed"),
    "a room that the engine did not give": ({"terms": 1}, "Digest"),
    "a share of a third party": ({"shared": 4}, "ItemsMalformed"),
    "a share that the engine did not set aside": ({"shared": 1}, "Digest"),
    "another sequence of the taker": ({"taker_seq": 0}, "ItemSequence"),
    "another sequence of the maker": ({"maker_seq": 2}, "ItemSequence"),
    "another sequence of the ledger": ({"ledger_seq": 1}, "ItemSequence"),
    "taker and maker in each other's place": ({"taker": 1, "maker": 0}, "Digest"),
}


@pytest.mark.parametrize("title", LIES)
def test_fill_that_was_not_signed_is_refused(title):
    """CUST-7, CUST-14: the operator with all its keys cannot overfill, misprice, overcharge, replay or invent."""
    changed, reason = LIES[title]
    attempt = pair()
    attempt.item |= changed
    before = [attempt.world.data_of(trader.user) for trader in (attempt.taker, attempt.maker)]
    assert attempt.refused() == reason
    assert [attempt.world.data_of(trader.user) for trader in (attempt.taker, attempt.maker)] == before


UNFIT = {
    "two buyers": ({}, {"side": Side.BUY}, "OrderKind"),
    "a taker who only rests": ({"post_only": True}, {}, "OrderKind"),
    "a limit that does not reach": ({"price": PRICE - 1}, {}, "OrderPrice"),
    "another market": ({"market": 1}, {}, "ItemsMalformed"),
    "the maker's other market": ({}, {"market": 1}, "ItemsMalformed"),
    "a reduce-only order that opens": ({"reduce_only": True}, {}, "ReduceOnlyNothing"),
    "a price outside the band": ({"price": PRICE * 2}, {"price": PRICE * 2}, "PriceBand"),
    "a fee cap of nothing": ({"fee_max": 0}, {}, "FeeCap"),
}


@pytest.mark.parametrize("title", UNFIT)
def test_orders_that_do_not_match_are_refused(title):
    """BOOK-1, BOOK-3, BOOK-9, FEE-3: also when both traders and the operator agree."""
    taking, making, reason = UNFIT[title]
    assert pair(taking=taking, making=making).refused() == reason


def test_owner_does_not_trade_with_himself():
    """BOOK-4: two accounts of one owner."""
    assert pair(own=True).refused() == "SelfTrade"


def test_fill_that_an_account_cannot_carry_is_refused():
    """MGN-5: 10 lots at 618,000 are 618,000,000 atoms; 2 % of it are 12,360,000."""
    assert pair(funds=2 * 13_500_000).refused() == "Digest"
    assert pair(funds=2 * 12_300_000).refused() == "MarginInitial"


def test_caps_of_the_market_hold():
    assert pair(record=replace(BTC, position_max=9)).refused() == "PositionLimit"
    assert pair(record=replace(BTC, open_interest_max=9)).refused() == "OpenInterestLimit"


def test_order_settles_until_its_end_and_the_grace_and_not_after():
    """CUST-5: an operator cannot keep a match for later."""
    attempt = pair()
    attempt.world.time_pass(290, 1_000 + 750)
    index_bring(attempt.world, PRICE * 10_000_000)
    round_post(attempt.world, [INDEX])
    assert attempt.refused(round=2) == "Digest"
    attempt.world.time_pass(1, 1)
    assert attempt.refused(round=2) == "Expired"


def test_order_that_ended_while_no_round_was_posted_settles_until_the_rounds_have_caught_up():
    """CUST-5, CUST-7: what was matched before an outage settles behind it; not more than an hour later, and not past a floor."""
    attempt = pair()
    world, start = attempt.world, attempt.world.now_s
    world.time_pass(1_500)
    assert attempt.refused() == "Digest"
    key = price_set(world, price_bytes(PRICE * 10_000_000, start + 5))
    round_post(world, [INDEX | 1 << 61], engine_us=(start + 5) * 1_000_000, beside=[key])
    assert attempt.refused(round=2) == "Digest"
    world.update(attempt.maker.key, 3, floor=(start * 1_000 << 12) + 4_000)
    world.time_pass(300)
    assert attempt.refused(round=2) == "Expired"


@pytest.mark.parametrize("posted", [True, False])
def test_order_that_ended_is_over_with_the_round_that_catches_up_or_an_hour_later(posted):
    """CUST-5: rounds are an hour old at most; an operator who posts none keeps no match for longer."""
    attempt = pair()
    world = attempt.world
    world.time_pass(1_000 if posted else 4_301)
    if posted:
        index_bring(world, PRICE * 10_000_000)
        round_post(world, [INDEX])
    assert attempt.refused(round=1 + posted) == "Expired"


def test_floor_in_force_ends_an_order_and_a_scheduled_one_does_not():
    """CUST-5: the cancel that the operator cannot withhold, after the grace."""
    attempt = pair()
    attempt.world.update(attempt.taker.key, 3, floor=(attempt.world.now_s * 1_000 << 12) + 4_000)
    assert attempt.refused() == "Digest"
    attempt.world.time_pass(290, 750)
    assert attempt.refused() == "Expired"


def test_fill_needs_a_mark_and_a_table(world):
    """A market before its first round has no fill; an account without its table has no order."""
    attempt = pair()
    users = [(trader.user, False, True) for trader in (attempt.taker, attempt.maker)]
    assert attempt.refused(more=[*users, (market_of(attempt.world), False, True)]) == "ItemsMalformed"
    tables = [(entries_of(attempt.world, trader.user), False, True) for trader in (attempt.taker, attempt.maker)]
    crossed = [users[0], tables[1], users[1], tables[0], (market_of(attempt.world), False, True)]
    assert attempt.refused(more=crossed) == "ItemsMalformed"


def test_settled_lots_count_and_a_replay_refuses_itself():
    """CUST-6: filled rises on both orders; the same bytes again are another sequence."""
    twins = FillWorld(3, traders=2)
    twins.order(1, Side.SELL, PRICE, 10)
    fills = twins.order(2, Side.BUY, PRICE, 4)
    body, numbers = twins.items(fills)
    twins.settle(fills)
    filled = [entries_read(twins.world, twins.parties[n].trader.user)[0].filled for n in (1, 2)]
    assert filled == [4, 4]
    call = twins.call(body, bytes(16), twins.metas(numbers))
    assert error_of(twins.world, lambda: twins.world.send(call, signers=[twins.world.operator])) == "ItemSequence"


def test_many_fills_of_several_accounts_are_one_transaction():
    """Twenty fills: one table each, one market, one digest."""
    twins = FillWorld(5, traders=6)
    fills = []
    for step in range(20):
        maker, taker = 1 + step % 3, 4 + step % 3
        twins.order(maker, Side.SELL, PRICE, 2)
        fills += twins.order(taker, Side.BUY, PRICE, 2)
    units = twins.settle(fills)
    assert len(fills) == 20
    print(f"\n20 fills, {units:,} units, {units // 20:,} a fill")
    assert units // 20 <= 15_000


def test_debit_stays_within_margin_behind_a_fill():
    """CUST-7: what carries a position cannot leave."""
    twins = FillWorld(6, traders=2)
    twins.order(1, Side.SELL, PRICE, 40)
    twins.settle(twins.order(2, Side.BUY, PRICE, 40))
    trader = twins.parties[2].trader
    wanted = twins.world.health(trader.user)[4]
    assert 0 < wanted < FUNDS
    more = lambda: twins.world.settle([(2, trader.user, USDC, wanted + 1)], round=twins.round)  # noqa: E731
    assert error_of(twins.world, more) == "Withdrawable"


def test_market_that_is_not_live_settles_nothing():
    attempt = pair()
    record = attempt.world.read("Market", market_of(attempt.world))
    attempt.world.rewrite("Market", market_of(attempt.world), record | {"live_s": attempt.world.now_s + 1})
    assert attempt.refused() == "MarketNotLive"


def test_ledger_is_the_engines_and_market_must_be_writable():
    attempt = pair()
    users = [
        (key, False, True)
        for trader in (attempt.taker, attempt.maker)
        for key in (trader.user, entries_of(attempt.world, trader.user))
    ]
    assert AccountMeta(market_of(attempt.world), False, False).is_writable is False
    with pytest.raises(Exception, match="2000"):
        attempt.send(more=[*users, (market_of(attempt.world), False, False)])
