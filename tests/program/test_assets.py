"""Collateral other than USDC on the chain: which assets are listed, at what weights, by what price, and what may leave (MGN-7, CUST-39)."""

import pytest
from msgspec.structs import replace

from quantdesk.chain.program_gen import Risk
from quantdesk.model.records_gen import (
    AccountQuery,
    AccountView,
    Credit,
    Debit,
    Debited,
    MarketQuery,
    MarketView,
    SetAsset,
    Side,
    views_decode,
)
from tests.program.conftest import trader_of
from tests.program.fills import FUNDS, RISK, FillWorld
from tests.program.markets import BTC, index_bring, listed_with, market_list, market_of, round_post, row_of
from tests.program.test_admin import apply, propose
from tests.program.test_fill import PRICE
from tests.program.test_vault import error_of
from tests.program.world import CREDIT, DAY_S, DEBIT, SOL, USDC, Refused, World

WEIGHTS = 16
ASSET = SetAsset(asset=SOL, market=BTC.market, decimals=9, weight_initial=800_000, weight_maintenance=900_000)
# 61,800 USD a unit: a million of its least units is worth 61.80 USD.
UNITS = 1_000_000


class AssetWorld(FillWorld):
    """The market prices an asset, too, on both sides; account 1 has some of it."""

    def __init__(self, seed: int, *, listed: bool = True) -> None:
        self.opening = listed_with(BTC, RISK) + (ASSET.encode() if listed else b"")
        super().__init__(seed, traders=3)
        self.apply(ASSET)
        self.fund(1, 10 * UNITS)

    def market_open(self) -> None:
        market_list(self.world, record=self.opening)

    def fund(self, number: int, amount: int) -> None:
        """Some of the asset for an account, on both sides."""
        party = self.parties[number]
        self.world.sol_deposit(party.trader.key, amount)
        self.world.settle([(CREDIT, party.trader.user, SOL, amount)], round=self.round)
        self.apply(Credit(account=number, asset=SOL, credited=amount))
        party.others[0] = amount
        party.seq = self.world.user(party.trader.user)["settled"]["seq"]

    def slow(self) -> int:
        """The core's slow index."""
        views = views_decode(self.exchange.query(MarketQuery(BTC.market).encode()))
        return next(view.slow_price for view in views if isinstance(view, MarketView))


@pytest.mark.parametrize("seed", range(6))
def test_slow_index_is_the_cores_after_every_round(seed):
    """MGN-7: whatever prices do, and however long rounds are apart."""
    twins = AssetWorld(seed)
    apart = False
    for _ in range(60):
        twins.world.time_pass(twins.chance.choice((0, 0, 1, 7, 55, 600, 7_000)))
        twins.prices(twins.chance.choice((-4_000, 4_000, -700, 3, 0, 2_500, 3_900)))
        row = row_of(twins.world)
        assert row["slow_mticks"] == twins.slow()
        apart |= row["slow_mticks"] != row["index_mticks"]
    assert apart


def test_first_index_is_the_slow_one():
    twins = AssetWorld(1)
    row = row_of(twins.world)
    assert row["slow_mticks"] == row["index_mticks"] == twins.mark
    assert row["slow_us"] == row["mark_us"]


def health_of(twins: AssetWorld, number: int = 1) -> list[int]:
    return twins.world.health(twins.parties[number].trader.user)


def test_asset_counts_by_its_weights_at_the_lower_price():
    """MGN-7: initial weight in Open, maintenance weight in Net, both of the lower of index and slow index."""
    twins = AssetWorld(2)
    value = 10 * UNITS * twins.mark * 100 // 10**9  # a tick of 0.1 USD: 100 atoms a mtick and unit
    assert health_of(twins)[:2] == [FUNDS + value * 9 // 10, FUNDS + value * 8 // 10]
    before = twins.mark
    twins.prices(4_000)
    slow = row_of(twins.world)["slow_mticks"]
    assert before < slow < twins.mark
    assert health_of(twins)[0] == FUNDS + 10 * UNITS * slow * 100 // 10**9 * 9 // 10
    twins.prices(-4_000)
    twins.prices(-4_000)
    lower = row_of(twins.world)
    assert lower["index_mticks"] < lower["slow_mticks"]
    assert health_of(twins)[0] == FUNDS + 10 * UNITS * lower["index_mticks"] * 100 // 10**9 * 9 // 10


def test_asset_of_a_self_account_counts_for_nothing():
    """CUST-29: nobody takes it for what such an account owes."""
    twins = AssetWorld(2)
    user = twins.parties[1].trader.user
    record = twins.world.user(user)
    record["kind"] = 1
    twins.world.rewrite("UserAccount", user, record)
    assert health_of(twins)[0] == FUNDS


@pytest.mark.parametrize("seed", range(4))
def test_health_is_the_cores_whatever_prices_do(seed):
    """MGN-5, MGN-7: Net, Open, both requirements and what may leave, of accounts with positions and some of the asset."""
    twins = AssetWorld(seed)
    twins.fund(2, 3 * UNITS + 1)
    for _ in range(8):
        sides = twins.chance.sample((1, 2, 3), 2)
        lots = twins.chance.randrange(1, 200)
        twins.order(sides[0], Side.SELL, twins.mark // 1_000, lots)
        fills = twins.order(sides[1], Side.BUY, twins.mark // 1_000, lots)
        if fills:
            twins.settle(fills)
        for _ in range(3):
            twins.prices(twins.chance.choice((-4_000, 4_000, -700, 3, 2_500)))
        for number in twins.parties:
            views = views_decode(twins.exchange.query(AccountQuery(number).encode()))
            view = next(view for view in views if isinstance(view, AccountView))
            told = [view.equity, view.equity_open, view.imr, view.mmr, view.withdrawable]
            assert health_of(twins, number) == told, number


def large(twins: AssetWorld, lots: int = 1_000):
    """A purchase that the account carries by its asset alone: 61,800 USD at a requirement of 2 %."""
    twins.order(2, Side.SELL, PRICE, lots // 2)
    twins.order(3, Side.SELL, PRICE, lots // 2)
    return twins.order(1, Side.BUY, PRICE, lots)


def test_fill_is_carried_by_the_asset():
    """MGN-5, CUST-14: the chain's check counts what the engine's counts."""
    twins = AssetWorld(3)
    fills = large(twins)
    assert len(fills) == 2
    twins.settle(fills)


def test_fill_that_the_asset_does_not_carry_is_refused():
    """CUST-14: who says that somebody has more than the chain knows."""
    twins = AssetWorld(3)
    fills = large(twins)
    user = twins.parties[1].trader.user
    record = twins.world.user(user)
    record["settled"]["collateral"][SOL] = 1
    twins.world.rewrite("UserAccount", user, record)
    body, numbers = twins.items(fills)
    call = twins.call(body, bytes(16), twins.metas(numbers))
    assert error_of(twins.world, lambda: twins.world.send(call, signers=[twins.world.operator])) == "MarginInitial"


def test_who_has_what_is_not_listed_is_left_to_the_engine():
    """CUST-39: its worth is nobody's to say on the chain, so his fills are not refused for it."""
    twins = AssetWorld(3, listed=False)
    twins.settle(large(twins))


@pytest.mark.parametrize("asset", [USDC, SOL])
def test_what_leaves_is_within_the_cores_bound(asset):
    """MGN-5, MGN-7: of either, all that leaves what must stay, and no unit more."""
    twins = AssetWorld(4)
    twins.settle(large(twins, 150))
    user = twins.parties[1].trader.user
    most = debit_most(twins, asset)
    assert 0 < most < twins.world.user(user)["settled"]["collateral"][asset]
    more = [(DEBIT, user, asset, most + 1)]
    assert error_of(twins.world, lambda: twins.world.settle(more, round=twins.round)) == "Withdrawable"
    twins.world.settle([(DEBIT, user, asset, most)], round=twins.round)


def debit_most(twins: AssetWorld, asset: int) -> int:
    """What the core lets go of an asset: told with its refusal of more."""
    [refused] = twins.apply(Debit(1, asset, 10**15, 7, 2**64 - 1))
    [taken] = twins.apply(Debit(1, asset, refused.expected, 8, 2**64 - 1))
    assert isinstance(taken, Debited)
    return int(refused.expected)


# ---- listing and changes


LISTED_WRONG = {
    "a weight above one": (replace(ASSET, weight_maintenance=1_000_001), "AssetParameters"),
    "an initial weight above the other": (replace(ASSET, weight_initial=900_001), "AssetParameters"),
    "more decimals than there are": (replace(ASSET, decimals=19), "AssetParameters"),
    "USDC": (replace(ASSET, asset=USDC), "AssetUnknown"),
    "an asset without a vault": (replace(ASSET, asset=SOL + 1), "MarketParameters"),
    "another market": (replace(ASSET, market=1), "MarketParameters"),
}


@pytest.mark.parametrize("title", LISTED_WRONG)
def test_asset_is_listed_with_its_market_within_the_laws_bounds(world, title):
    asset, refusal = LISTED_WRONG[title]
    record = listed_with(BTC, RISK) + asset.encode()
    assert error_of(world, lambda: market_list(world, record=record)) == refusal


def test_asset_is_not_listed_at_once_where_somebody_has_an_account(world):
    """CUST-22: a weight is a change, which who does not like it can leave before."""
    trader_of(world, 77)
    record = listed_with(BTC, RISK) + ASSET.encode()
    assert error_of(world, lambda: market_list(world, record=record)) == "MarketParameters"


def weighed(world: World, initial: int, maintenance: int, **changed: int) -> str:
    """Proposes weights and applies them a week later; the refusal, or nothing."""
    place = changed.get("market", BTC.market) + (changed.get("decimals", 9) << 16)
    change = propose(world, WEIGHTS, number=changed.get("asset", SOL), amounts=[place, initial, maintenance])
    world.time_pass(7 * DAY_S - 1)
    market = market_of(world)
    assert error_of(world, lambda: apply(world, change, market=market)) == "ChangeEarly"
    world.time_pass(1)
    try:
        apply(world, change, market=market)
    except Refused as refused:
        return world.interface.errors[refused.code]
    return ""


def test_weights_are_a_change_that_waits(world):
    """CUST-22, CUST-39: the first as every other; the maintenance weight falls at most to the half."""
    market_list(world, record=listed_with(BTC, RISK))
    assert weighed(world, 700_000, 900_000) == ""
    row = world.read("Risk", world.risk)["assets"][SOL]
    assert (row["decimals"], row["weight_initial_ppm"], row["weight_maintenance_ppm"]) == (9, 700_000, 900_000)
    assert row["tick_size"] == BTC.tick_size
    assert weighed(world, 100_000, 450_000) == ""
    assert weighed(world, 100_000, 224_999) == "ChangeBounds"


WEIGHED_WRONG = {
    "other decimals": ({"decimals": 8}, "AssetParameters"),
    "another market": ({"market": 1}, "ChangeBounds"),
    "an asset without a vault": ({"asset": SOL + 1}, "AssetUnknown"),
}


@pytest.mark.parametrize("title", WEIGHED_WRONG)
def test_change_of_weights_beyond_its_bounds_is_refused(world, title):
    changed, refusal = WEIGHED_WRONG[title]
    market_list(world, record=listed_with(BTC, RISK) + ASSET.encode())
    before = world.data_of(world.risk)
    assert weighed(world, 700_000, 900_000, **changed) == refusal
    assert world.data_of(world.risk) == before


# ---- the layout before


def outdated(world: World, version: int = 1) -> bytes:
    """Risk as version 1 had it: without assets. Returns what the bytes were."""
    account = world.svm.get_account(world.risk)
    before = bytes(account.data)
    data = bytearray(before[: Risk.ASSETS_AT])
    data[8:10] = version.to_bytes(2, "little")
    lamports = world.svm.minimum_balance_for_rent_exemption(len(data))
    world.svm.set_account(world.risk, type(account)(lamports, bytes(data), account.owner, False))
    return before


def test_risk_of_version_1_is_refused_until_it_is_moved(world, trader):
    """Rows and round stay, assets are none, the rent is topped up, and rounds go on."""
    market_list(world)
    index_bring(world, 61_800 * 10**8)
    before = outdated(world)
    with pytest.raises(Refused):
        round_post(world, [618_000_000])
    assert world.migrate(world.stranger, world.risk) == [("RiskMoved", {"seq": 0, "slot": world.slot, "version": 2})]
    after = world.data_of(world.risk)
    assert after == before
    assert world.svm.get_balance(world.risk) == world.svm.minimum_balance_for_rent_exemption(len(after))
    round_post(world, [618_000_000])


def test_risk_is_moved_once_and_from_the_layout_before_alone(world):
    assert error_of(world, lambda: world.migrate(world.stranger, world.risk)) == "NotOutdated"
    outdated(world, version=2)
    assert error_of(world, lambda: world.migrate(world.stranger, world.risk)) == "NotOutdated"


def test_other_account_that_says_it_is_risk_is_not_moved(world):
    """Its address is derived from the program alone."""
    outdated(world)
    account = world.svm.get_account(world.risk)
    world.svm.set_account(world.sol_vault, account)
    with pytest.raises(Refused):
        world.migrate(world.stranger, world.sol_vault)
