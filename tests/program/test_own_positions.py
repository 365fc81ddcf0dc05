"""Self accounts that take orders at once, and what is due to and from them (CUST-27, CUST-28)."""

import pytest

from quantdesk.model.records_gen import Side
from tests.program.conftest import trader_of
from tests.program.ending import position_set
from tests.program.own import FUNDS, PRICE, OwnWorld
from tests.program.test_vault import error_of
from tests.program.world import CREDIT, ENGINE, USDC


@pytest.fixture
def own() -> OwnWorld:
    return OwnWorld(traders=4)


def refused(own: OwnWorld, call) -> str:
    return error_of(own.world, call)


def test_position_is_opened_against_the_best_orders_first(own):
    """CUST-28: as many lots as were asked for, each at the price of the order that was there; the rest of the last one stays."""
    money = own.money()
    offers = [own.place(2, Side.SELL, PRICE, 2), own.place(3, Side.SELL, PRICE + 10, 5)]
    own.take("open_position", 1, Side.BUY, PRICE + 10, 4, offers)
    assert [own.position(n) for n in (1, 2, 3)] == [4, -2, -2]
    assert [own.order(one)["left"] for one in offers] == [0, 3]
    quote = own.user(1)["positions"][0]["quote_atoms"]
    assert quote == -(2 * PRICE + 2 * (PRICE + 10)) * 100
    assert own.money() == money
    assert own.user(1)["orders_open"] == 0


@pytest.mark.parametrize(
    ("build", "reason"),
    [
        (lambda own: [own.place(3, Side.SELL, PRICE + 10, 1), own.place(2, Side.SELL, PRICE, 1)], "OrdersApart"),
        (
            lambda own: list(reversed([own.place(2, Side.SELL, PRICE, 1), own.place(3, Side.SELL, PRICE, 1)])),
            "OrdersApart",
        ),
        (lambda own: [own.place(2, Side.SELL, PRICE + 11, 1)], "OrdersApart"),
        (lambda own: [own.place(2, Side.BUY, PRICE, 1)], "OrdersApart"),
        (lambda own: [], "ItemsMalformed"),
        (lambda own: [own.place(1, Side.SELL, PRICE, 1)], "ConstraintDuplicateMutableAccount"),
        (
            lambda own: [own.place(2, Side.SELL, PRICE, 1), own.place(2, Side.SELL, PRICE, 1)],
            "ConstraintDuplicateMutableAccount",
        ),
    ],
)
def test_orders_are_taken_best_first_and_within_the_limit(own, build, reason):
    """CUST-28: no better order stands behind a worse one, no older behind a younger; every account once."""
    orders = build(own)
    found = refused(own, lambda: own.take("open_position", 1, Side.BUY, PRICE + 10, 4, orders))
    assert found == reason or (reason.startswith("Constraint") and found not in ("", None))
    assert own.position(1) == 0


def test_position_is_closed_and_never_turned(own):
    """CUST-28: reduce-only."""
    own.take("open_position", 1, Side.BUY, PRICE, 3, [own.place(2, Side.SELL, PRICE, 3)])
    bid = own.place(3, Side.BUY, PRICE, 9)
    own.take("close_position", 1, Side.SELL, PRICE, 9, [bid])
    assert (own.position(1), own.position(3), own.order(bid)["left"]) == (0, 3, 6)
    assert refused(own, lambda: own.take("close_position", 1, Side.SELL, PRICE, 9, [bid])) == "ReduceOnlyNothing"


def test_only_the_owner_opens(own):
    offer = own.place(2, Side.SELL, PRICE, 1)
    key = own.traders[3].key
    assert refused(own, lambda: own.take("open_position", 1, Side.BUY, PRICE, 1, [offer], signer=key)) not in ("", None)
    assert own.position(1) == 0


@pytest.mark.parametrize("name", ["open_position", "close_position"])
def test_engine_account_takes_no_order(own, name):
    """CUST-1: its positions are the settlement log's, whatever its owner has there and signs."""
    owner = own.traders[5] = trader_of(own.world, 900, ENGINE)
    own.world.deposit(owner.key, owner.tokens, FUNDS)
    own.world.settle([(CREDIT, owner.user, USDC, FUNDS)], round=1)
    side = Side.BUY
    if name == "close_position":
        position_set(own.world, owner.user, lots=1, quote=-PRICE * 100)
        side = Side.SELL
    before = own.world.data_of(owner.user)
    offer = own.place(2, Side.SELL if side == Side.BUY else Side.BUY, PRICE, 1)
    assert refused(own, lambda: own.take(name, 5, side, PRICE, 1, [offer])) == "EngineAccount"
    assert refused(own, lambda: own.settle_pnl(5)) == "EngineAccount"
    assert (own.world.data_of(owner.user), own.order(offer)["left"]) == (before, 1)


def test_losses_pay_gains_whoever_asks_and_equity_stays(own):
    """CUST-27: nobody's equity changes; the winner's claim waits until the pool covers all claims."""
    own.take("open_position", 1, Side.BUY, PRICE, 5, [own.place(2, Side.SELL, PRICE, 5)])
    for _ in range(4):
        own.prices(3_000)
    bid = own.place(3, Side.BUY, own.index // 10**7, 5)
    own.take("close_position", 1, Side.SELL, 1, 5, [bid])
    claim = own.user(1)["positions"][0]["claim_atoms"]
    assert claim > 0
    money = own.money()
    assert refused(own, lambda: own.settle_pnl(1)) == "Nothing"
    before = own.collateral(2)
    own.settle_pnl(2)
    paid = before - own.collateral(2)
    assert paid > 0
    assert own.ledger()["pool_atoms"] == paid
    assert paid >= claim
    before = own.collateral(1)
    own.settle_pnl(1)
    assert own.collateral(1) - before == claim
    assert own.ledger()["pool_atoms"] == paid - claim
    assert own.money() == money
    assert refused(own, lambda: own.settle_pnl(2)) == "Nothing"


def test_account_without_a_position_has_nothing_to_settle(own):
    assert refused(own, lambda: own.settle_pnl(1)) == "Nothing"
    assert own.collateral(1) == FUNDS
