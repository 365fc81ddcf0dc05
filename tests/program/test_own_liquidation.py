"""Liquidation of self accounts: who cannot keep what he holds is closed against orders that are there, as little as is enough (CUST-29)."""

import pytest

from quantdesk.model.records_gen import Side
from tests.program.own import PRICE, OwnWorld
from tests.program.test_vault import error_of

LOTS = 75


@pytest.fixture
def own() -> OwnWorld:
    """Account 1 is long 75 lots that 100 USDC carried; account 3 has money."""
    made = OwnWorld(traders=4)
    made.execute(made.place(2, Side.SELL, PRICE, LOTS), made.place(1, Side.BUY, PRICE, LOTS))
    return made


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
