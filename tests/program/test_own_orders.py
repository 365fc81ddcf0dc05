"""Orders of self accounts: placed with what they ask for locked, taken back, traded by anybody (CUST-25, CUST-26)."""

import pytest

from quantdesk.model.records_gen import Side
from tests.program.conftest import trader_of
from tests.program.markets import BTC
from tests.program.own import FUNDS, POST_ONLY, PRICE, REDUCE_ONLY, OwnWorld
from tests.program.test_admin import pause
from tests.program.test_vault import error_of
from tests.program.world import ENGINE, HOUR_S, USDC

# 2 % of 10 lots of 618,000 ticks of 100 atoms.
LOCK_OF_TEN = 12_360_000
MAKER_PPM, TAKER_PPM = 100, 450
PAUSE_ORDERS = 4


@pytest.fixture
def own() -> OwnWorld:
    return OwnWorld()


def refused(own: OwnWorld, call) -> str:
    return error_of(own.world, call)


def test_order_locks_what_it_asks_for_and_frees_it_when_it_is_taken_back(own):
    """CUST-25: the initial requirement of its lots; what is locked cannot leave; its rent comes back."""
    before = own.world.svm.get_balance(own.traders[1].key.pubkey())
    placed = own.place(1, Side.BUY, PRICE, 10)
    order, user = own.order(placed), own.user(1)
    assert (order["left"], order["number"], order["locked_atoms"]) == (10, 1, LOCK_OF_TEN)
    assert (user["locked_atoms"], user["orders_open"]) == (LOCK_OF_TEN, 1)
    trader = own.traders[1]
    leave = lambda amount: own.world.withdraw(trader.user, trader.tokens, amount, trader.key)  # noqa: E731
    assert refused(own, lambda: leave(FUNDS - LOCK_OF_TEN + 1)) == "Withdrawable"
    leave(FUNDS - LOCK_OF_TEN)
    assert refused(own, lambda: own.place(1, Side.BUY, PRICE, 1)) == "MarginInitial"
    assert refused(own, lambda: own.world.account_close(trader.key)) == "AccountNotEmpty"
    assert refused(own, lambda: own.cancel(placed, own.world.stranger)) == "OrderAlive"
    own.cancel(placed)
    user = own.user(1)
    assert (user["locked_atoms"], user["orders_open"]) == (0, 0)
    assert own.world.data_of(own.order_of(placed)) == b""
    assert before - own.world.svm.get_balance(own.traders[1].key.pubkey()) <= 8 * 5_000, (
        "fees of the transactions alone"
    )


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"price": 0}, "OrderPrice"),
        ({"price": BTC.price_max + 1}, "OrderPrice"),
        ({"size": 0}, "OrderSize"),
        ({"size": BTC.order_max + 1}, "OrderSize"),
        ({"flags": 4}, "OrderKind"),
        ({"side": 2}, "OrderKind"),
        ({"expiry_slot": 1}, "Expired"),
        ({"size": 1_000}, "MarginInitial"),
    ],
)
def test_order_out_of_bounds_is_refused(own, changed, reason):
    args = {"price": PRICE, "size": 1, "side": Side.BUY} | changed
    side = args.pop("side")
    assert refused(own, lambda: own.place(1, side, args.pop("price"), args.pop("size"), **args)) == reason


def test_engine_account_places_no_order(own):
    """CUST-1, CUST-4: its positions are the settlement log's."""
    own.traders[3] = trader_of(own.world, 900, ENGINE)
    assert refused(own, lambda: own.place(3, Side.BUY, PRICE, 1)) == "EngineAccount"


def test_two_crossing_orders_trade_at_the_price_of_the_older_whoever_asks(own):
    """CUST-26: fees of the lowest tier, both positions, and nothing of the engine's ledger; the rest stays in the older one."""
    engine, money = own.ledger("engine"), own.money()
    older = own.place(1, Side.SELL, PRICE, 10)
    younger = own.place(2, Side.BUY, PRICE + 100, 4)
    [(name, event)] = own.execute(younger, older)
    notional = 4 * PRICE * 100
    fees = -(-notional * TAKER_PPM // 10**6), -(-notional * MAKER_PPM // 10**6)
    assert name == "OwnTrade"
    assert (event["price"], event["lots"], event["taker"], event["maker"]) == (PRICE, 4, 2, 1)
    assert (event["taker_fee_atoms"], event["maker_fee_atoms"]) == fees
    assert (own.position(1), own.position(2)) == (-4, 4)
    assert (own.collateral(1), own.collateral(2)) == (FUNDS - fees[1], FUNDS - fees[0])
    assert (own.order(older)["left"], own.order(older)["locked_atoms"]) == (6, LOCK_OF_TEN - LOCK_OF_TEN * 4 // 10)
    assert (own.order(younger)["left"], own.order(younger)["locked_atoms"]) == (0, 0)
    ledger = own.ledger()
    assert (ledger["long_lots"], ledger["short_lots"], ledger["longs"], ledger["shorts"]) == (4, 4, 1, 1)
    assert own.ledger("engine") == engine
    assert own.money() == money
    own.cancel(younger, own.world.stranger)  # it is filled: anybody sends its rent home
    assert own.user(2)["orders_open"] == 0


def test_orders_that_must_not_meet_do_not(own):
    """CUST-26: apart, of one side, of one owner, past their end, post-only, outside the band, twice."""
    bid = own.place(1, Side.BUY, PRICE, 2)
    assert refused(own, lambda: own.execute(bid, own.place(2, Side.SELL, PRICE + 1, 1))) == "OrdersApart"
    assert refused(own, lambda: own.execute(bid, own.place(2, Side.BUY, PRICE, 1))) == "OrdersApart"
    assert refused(own, lambda: own.execute(bid, own.place(2, Side.SELL, PRICE, 1, flags=POST_ONLY))) == "OrderKind"
    high = own.place(1, Side.BUY, PRICE * 106 // 100, 1)
    assert refused(own, lambda: own.execute(high, own.place(2, Side.SELL, PRICE, 1))) == "PriceBand"
    late = own.place(2, Side.SELL, PRICE, 1)
    own.world.time_pass(1, 201)
    assert refused(own, lambda: own.execute(bid, late)) == "Expired"
    own.cancel(late, own.world.stranger)


def test_orders_of_one_owner_never_trade_with_each_other(own):
    """CUST-26, SIG-6: two accounts of one owner."""
    key = own.traders[1].key
    user = own.world.account_open(key, 1, 1)
    own.traders[3] = own.traders[1]._replace(user=user)
    own.world.deposit(key, own.traders[1].tokens, FUNDS, 1)
    bid, offer = own.place(1, Side.BUY, PRICE, 1), own.place(3, Side.SELL, PRICE, 1)
    assert refused(own, lambda: own.execute(bid, offer)) == "SelfTrade"


def test_reduce_only_order_closes_what_is_there_and_no_more(own):
    """BOOK-3: it locks nothing, trades as many lots as there are to close, and none on the other side."""
    own.execute(own.place(1, Side.BUY, PRICE, 3), own.place(2, Side.SELL, PRICE, 3))
    close = own.place(1, Side.SELL, PRICE, 10, flags=REDUCE_ONLY)
    assert own.order(close)["locked_atoms"] == 0
    bid = own.place(2, Side.BUY, PRICE, 10)
    own.execute(close, bid)
    assert (own.position(1), own.position(2)) == (0, 0)
    assert (own.order(close)["left"], own.order(bid)["left"]) == (7, 7)
    assert refused(own, lambda: own.execute(close, bid)) == "ReduceOnlyNothing"


def test_old_marks_and_a_pause_leave_reductions_alone(own):
    """CUST-26: no new risk by marks older than a minute, nor while new risk is paused; what closes on both sides still trades."""
    own.execute(own.place(1, Side.BUY, PRICE, 3), own.place(2, Side.SELL, PRICE, 3))
    bid, offer = own.place(1, Side.BUY, PRICE, 1), own.place(2, Side.SELL, PRICE, 1)
    own.world.time_pass(61)
    assert refused(own, lambda: own.execute(bid, offer)) == "MarkStale"
    closing = own.place(1, Side.SELL, PRICE, 2, flags=REDUCE_ONLY), own.place(2, Side.BUY, PRICE, 2, flags=REDUCE_ONLY)
    own.execute(*closing)
    assert (own.position(1), own.position(2)) == (1, -1)
    own.prices(0)
    pause(own.world, PAUSE_ORDERS)
    assert refused(own, lambda: own.place(1, Side.BUY, PRICE, 1)) == "Paused"
    own.execute(
        own.place(1, Side.SELL, PRICE, 1, flags=REDUCE_ONLY), own.place(2, Side.BUY, PRICE, 1, flags=REDUCE_ONLY)
    )
    assert (own.position(1), own.position(2)) == (0, 0)


def test_new_risk_is_carried_by_what_no_other_order_locks(own):
    """CUST-25, MGN-5: 15 lots bought 4 % above the mark lose 37 USDC at once; of 100 another order has locked 74."""
    waiting = own.place(1, Side.BUY, PRICE // 2, 60)
    bid, offer = own.place(1, Side.BUY, PRICE * 104 // 100, 15), own.place(2, Side.SELL, PRICE, 15)
    assert refused(own, lambda: own.execute(bid, offer)) == "MarginInitial"
    own.cancel(waiting)
    own.execute(bid, offer)
    assert own.position(1) == 15


def test_caps_of_self_accounts_are_a_hundredth_of_the_market(own):
    """CUST-2: position and open interest."""
    record = own.world.read("Market", own.market)
    own.world.rewrite("Market", own.market, record | {"position_max": 399})
    bid, offer = own.place(1, Side.BUY, PRICE, 4), own.place(2, Side.SELL, PRICE, 4)
    assert refused(own, lambda: own.execute(bid, offer)) == "PositionLimit"
    own.world.rewrite(
        "Market", own.market, own.world.read("Market", own.market) | {"position_max": 10**6, "open_interest_max": 399}
    )
    assert refused(own, lambda: own.execute(bid, offer)) == "OpenInterestLimit"
    own.world.rewrite("Market", own.market, own.world.read("Market", own.market) | {"open_interest_max": 400})
    own.execute(bid, offer)


@pytest.mark.parametrize("seed", range(4))
def test_chain_and_core_trade_alike(seed):
    """CUST-26: the same orders in the core give the same lots, quotes, claims and collateral, to the atom, through moving prices."""
    own = OwnWorld(traders=4, seed=seed, twin=True)
    chance, trades, money = own.chance, 0, own.money()
    for _ in range(60):
        if chance.random() < 0.3:
            own.prices(chance.randrange(-3_000, 3_000))
        mark = own.index // 10**7
        price = mark + chance.randrange(-40, 41)
        fills = own.both(chance.randrange(1, 5), Side(chance.randrange(2)), price, chance.randrange(1, 6))
        for fill in fills or []:
            own.execute(own.placed[bytes(fill.taker_order_id)], own.placed[bytes(fill.maker_order_id)])
            trades += 1
        assert [own.of_chain(n) for n in own.traders] == [own.of_core(n) for n in own.traders]
        assert own.money() == money
    assert trades > 10


def test_exit_of_a_self_account_needs_nobody(own):
    """CUST-3: flat and without orders, everything leaves at once by its owner's word, six hours without a mark round."""
    own.world.time_pass(7 * HOUR_S)
    trader = own.traders[1]
    own.world.withdraw(trader.user, trader.tokens, FUNDS, trader.key)
    assert own.user(1)["settled"]["collateral"][USDC] == 0
    own.world.account_close(trader.key)
