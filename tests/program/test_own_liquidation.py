"""Liquidation of self accounts: who cannot keep what he holds is closed against orders that are there, as little as is enough (CUST-29)."""

import pytest
from msgspec.structs import replace

from quantdesk.model.records_gen import SetRisk, Side
from tests.program.markets import BTC, index_bring, market_list, market_of, round_post
from tests.program.own import PRICE, RISK, OwnWorld
from tests.program.test_vault import error_of

LOTS = 75
TICK_LOT = 100


def opened(risk: SetRisk = RISK) -> OwnWorld:
    """Account 1 is long 75 lots that 100 USDC carried; account 3 has money."""
    made = OwnWorld(traders=4, risk=risk)
    made.execute(made.place(2, Side.SELL, PRICE, LOTS), made.place(1, Side.BUY, PRICE, LOTS))
    return made


@pytest.fixture
def own() -> OwnWorld:
    return opened()


def refused(own: OwnWorld, call) -> str:
    return error_of(own.world, call)


def fall(own: OwnWorld, steps: int) -> int:
    """So many rounds of 0.4 % down; the mark in ticks."""
    for _ in range(steps):
        own.prices(-4_000)
    return own.index // 10**7


def health(own: OwnWorld, trader: int) -> tuple[int, int]:
    """Net and maintenance requirement."""
    net, _, _, maintenance, _ = own.world.health(own.traders[trader].user)
    return net, maintenance


def test_step_closes_as_little_as_is_enough(own):
    """LIQ-1 to LIQ-3: Net is above the requirement again; half of the fee, rounded up, is insurance; no money is made or lost."""
    money = own.money()
    mark = fall(own, 3)
    net, needed = health(own, 1)
    assert needed * 2 // 3 <= net <= needed
    bid = own.place(3, Side.BUY, mark, 60)
    fees = own.ledger()["fee_bucket_atoms"]
    [(_, event)] = own.liquidate(1, bid)
    closed = LOTS - own.position(1)
    assert 0 < closed < LOTS // 2
    assert event["lots"] == closed == own.position(3) == 60 - own.order(bid)["left"]
    net, needed = health(own, 1)
    assert needed < net < needed * 105 // 100
    insurance = own.ledger()["insurance_atoms"]
    assert insurance == -(-event["taker_fee_atoms"] // 2) > 0
    assert own.ledger()["fee_bucket_atoms"] - fees == event["taker_fee_atoms"] // 2 + event["maker_fee_atoms"]
    assert own.money() == money
    assert refused(own, lambda: own.liquidate(1, bid)) == "Healthy"


def test_who_keeps_his_requirement_is_not_liquidated(own):
    """LIQ-1: neither the long before the fall, nor the short, nor who holds nothing."""
    bid, offer = own.place(3, Side.BUY, PRICE, 5), own.place(4, Side.SELL, PRICE + 1, 5)
    for trader, order in ((1, bid), (2, offer), (4, bid)):
        assert refused(own, lambda: own.liquidate(trader, order)) == "Healthy"  # noqa: B023


def test_steps_are_thirty_seconds_apart(own):
    """LIQ-2: above two thirds of the requirement."""
    mark = fall(own, 3)
    own.liquidate(1, own.place(3, Side.BUY, mark, 1))
    again = own.place(4, Side.BUY, mark, 1)
    assert refused(own, lambda: own.liquidate(1, again)) == "StepEarly"
    own.world.time_pass(31)
    own.liquidate(1, again)
    assert own.position(1) == LOTS - 2


def test_order_beyond_the_worst_price_is_not_met(own):
    """LIQ-7: the spread from the mark is bounded by what the account is short of; and a bid never opens more of the same side."""
    mark = fall(own, 3)
    far, offer = own.place(3, Side.BUY, mark * 97 // 100, 5), own.place(3, Side.SELL, mark, 5)
    assert refused(own, lambda: own.liquidate(1, far)) == "OrdersApart"
    assert refused(own, lambda: own.liquidate(1, offer)) == "OrdersApart"


def test_bankrupt_is_closed_whole_and_never_pays_more_than_he_has(own):
    """LIQ-2, LIQ-4, PNL-4: a part would leave less behind what is left; no fee, and nothing of the engine's ledger."""
    money, engine = own.money(), own.ledger("engine")
    mark = fall(own, 6)
    assert health(own, 1)[0] < 0
    part = own.place(4, Side.BUY, mark + 1, 10)
    assert refused(own, lambda: own.liquidate(1, part)) == "MarginInitial"
    bid = own.place(3, Side.BUY, mark + 1, LOTS)
    insurance = own.ledger()["insurance_atoms"]
    own.liquidate(1, bid)
    assert own.position(1) == 0
    assert own.collateral(1) == 0
    assert own.ledger()["insurance_atoms"] == insurance
    assert (own.money(), own.ledger("engine")) == (money, engine)


@pytest.mark.parametrize(("class_fee", "rate"), [(1_000, 1_000), (2_500, 2_500), (9_000, 2_500), (0, 450)])
def test_fee_is_that_of_the_markets_class(class_fee, rate):
    """LIQ-3: never above a quarter of the maintenance fraction, never below the taker fee."""
    own = opened(SetRisk(market=0, liquidation_fee=class_fee, insurance_cap=0))
    mark = fall(own, 3)
    [(_, event)] = own.liquidate(1, own.place(3, Side.BUY, mark, 3))
    assert event["taker_fee_atoms"] == -(-3 * mark * TICK_LOT * rate // 1_000_000)


def test_fee_is_at_most_what_the_loss_leaves(own):
    """LIQ-3: a bid below the mark costs Net first; what is left of it is the fee, so that nobody ends below nothing by one."""
    mark = fall(own, 5)
    net, needed = health(own, 1)
    assert 0 < net < needed * 2 // 3
    away = net // 2 // (LOTS * TICK_LOT)
    bid = own.place(3, Side.BUY, mark - away, LOTS)
    [(_, event)] = own.liquidate(1, bid)
    left = net - event["lots"] * away * TICK_LOT
    assert event["lots"] == LOTS
    assert left < event["lots"] * (mark - away) * TICK_LOT * 2_500 // 1_000_000
    assert abs(left - event["taker_fee_atoms"]) <= LOTS * TICK_LOT, "the mark lies within a tick"
    assert (own.collateral(1), own.user(1)["positions_count"]) == (0, 0)


def test_old_marks_liquidate_nobody(own):
    """CUST-29, CUST-30: not by rounds of other markets either, while his own price may have recovered."""
    bid = own.place(3, Side.BUY, fall(own, 3), 60)
    other = replace(BTC, market=1, symbol=b"SOL-PERP".ljust(16, b"\0"))
    market_list(own.world, other)
    own.world.time_pass(61)
    index_bring(own.world, own.index, symbol=other.symbol)
    round_post(own.world, [own.index // 10_000], [market_of(own.world, other.symbol)])
    assert refused(own, lambda: own.liquidate(1, bid)) == "MarkStale"
    more, offer = own.place(3, Side.BUY, PRICE, 1), own.place(4, Side.SELL, PRICE * 98 // 100, 1)
    assert refused(own, lambda: own.execute(more, offer)) == "MarkStale"
    own.prices(0)
    own.liquidate(1, bid)


def ruined(risk: SetRisk) -> OwnWorld:
    """Account 1 was liquidated twice, the second time bankrupt; what it cannot pay is more than insurance has."""
    own = opened(risk)
    own.liquidate(1, own.place(3, Side.BUY, fall(own, 3), 10))
    mark = fall(own, 6)
    assert health(own, 1)[0] < 0
    own.liquidate(1, own.place(4, Side.BUY, mark + 1, LOTS))
    assert own.position(1) == own.collateral(1) == 0
    return own


@pytest.mark.parametrize("cap", [1_000, 10**9])
def test_insurance_pays_for_a_bankrupt_once_and_up_to_its_cap(cap):
    """LIQ-5, CUST-29: what is left is missing in the pool; nobody else's money moves."""
    own = ruined(SetRisk(market=0, liquidation_fee=2_500, insurance_cap=cap))
    money, insurance, pool = own.money(), own.ledger()["insurance_atoms"], own.ledger()["pool_atoms"]
    debt = -own.user(1)["positions"][0]["quote_atoms"]
    assert debt > insurance > 1_000
    own.settle_pnl(1)
    paid = min(cap, insurance)
    assert own.ledger()["insurance_atoms"] == insurance - paid
    assert own.ledger()["pool_atoms"] == pool + paid
    assert own.user(1)["positions"][0]["quote_atoms"] == paid - debt
    assert own.money() == money
    own.world.time_pass(1)
    assert refused(own, lambda: own.settle_pnl(1)) == "Nothing"


def test_insurance_pays_nothing_for_who_has_lots_or_can_pay(own):
    """LIQ-1, LIQ-5."""
    own.liquidate(1, own.place(3, Side.BUY, fall(own, 3), 10))
    insurance = own.ledger()["insurance_atoms"]
    own.settle_pnl(1)
    fall(own, 6)
    own.settle_pnl(1)
    assert health(own, 1)[0] < 0
    assert own.ledger()["insurance_atoms"] == insurance > 0
