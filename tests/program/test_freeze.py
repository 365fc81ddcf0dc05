"""Freezing: who may end the exchange and when, what ends with it, and which prices it ends with (CUST-17, CUST-18)."""

import pytest

from tests.program.conftest import Trader, trader_of
from tests.program.ending import (
    FEEDS,
    MARKETS,
    SILENCE_S,
    START,
    STEP_S,
    freeze,
    listed_world,
    position_set,
    resolution_of,
    resolve,
    sample_accounts,
    sample_bring,
)
from tests.program.markets import index_bring, market_of, round_post
from tests.program.orders import order, register, signed
from tests.program.test_admin import apply, propose
from tests.program.test_vault import error_of
from tests.program.world import CREDIT, DAY_S, ENGINE, FLOOR, HOUR_S, INSTRUCTIONS, SELF, USDC, World, key_of

EXIT_S = 72 * HOUR_S
MTICKS = START * 10_000


@pytest.fixture
def listed() -> World:
    return listed_world()


def round_now(world: World) -> None:
    """A round of now, so that only the exit is a reason."""
    for market in MARKETS:
        index_bring(world, START * 10**8, symbol=market.symbol, feed=FEEDS[market.market])
    round_post(world, [MTICKS] * 2, [market_of(world, market.symbol) for market in MARKETS])


def positioned(world: World, seed: int = 100):
    trader = trader_of(world, seed)
    world.deposit(trader.key, trader.tokens, 1_000)
    world.settle([(CREDIT, trader.user, USDC, 900)], round=world.read("Risk", world.risk)["round"])
    position_set(world, trader.user)
    return trader


def test_exit_with_a_position_that_nobody_served_freezes_after_72_hours(listed):
    trader = positioned(listed)
    listed.exit_call("request_exit", trader.key)
    listed.time_pass(EXIT_S - 1)
    round_now(listed)
    assert error_of(listed, lambda: freeze(listed, trader.user)) == "FreezeEarly"
    assert error_of(listed, lambda: freeze(listed)) == "FreezeEarly"
    listed.time_pass(1)
    [(name, event)] = freeze(listed, trader.user)
    assert (name, event["account"], event["unresolved"]) == ("ExchangeFrozen", 1, 1)
    assert listed.read("Exchange", listed.exchange)["frozen_s"] == listed.now_s


def test_no_other_request_freezes_however_old(listed):
    """Attack: freeze as a weapon. Flat, taken back, an amount, or somebody else's."""
    flat, back, amount = trader_of(listed, 110), positioned(listed, 111), positioned(listed, 112)
    listed.exit_call("request_exit", flat.key)
    listed.exit_call("request_exit", back.key)
    listed.exit_call("request_withdraw", amount.key, asset=USDC, amount=1)
    listed.time_pass(EXIT_S + DAY_S)
    listed.exit_call("cancel_request", back.key)
    round_now(listed)
    own = trader_of(listed, 113, SELF)
    for trader in (flat, back, amount, own):
        assert error_of(listed, lambda user=trader.user: freeze(listed, user)) == "FreezeEarly"


def test_six_hours_without_a_round_freeze(listed):
    listed.time_pass(SILENCE_S - 1)
    assert error_of(listed, lambda: freeze(listed)) == "FreezeEarly"
    listed.time_pass(1)
    freeze(listed)


def test_exchange_that_never_had_a_round_does_not_freeze(world):
    """No position can be held up there."""
    world.time_pass(30 * DAY_S)
    assert error_of(world, lambda: freeze(world)) == "FreezeEarly"


@pytest.fixture
def frozen(listed) -> World:
    """A change that is due, an account with a registered order, a self account; then the freeze."""
    trader = positioned(listed)
    own = trader_of(listed, 101, SELF)
    listed.deposit(own.key, own.tokens, 600)
    propose(listed, kind=3, key=key_of(77).pubkey())
    listed.time_pass(7 * DAY_S)
    freeze(listed)
    assert listed.user(trader.user)["pockets"][USDC]["arriving_atoms"] == 100
    return listed


ENDED = {
    "an item": lambda w, t: w.settle([(CREDIT, t.user, USDC, 1)], round=1),
    "a mark round": lambda w, t: round_post(w, [MTICKS], [market_of(w)]),
    "a registered order": lambda w, t: register(w, t.user, [signed(t.key, order(w, 1, 1))]),
    "a deposit": lambda w, t: w.deposit(t.key, t.tokens, 1),
    "a deposit of lamports": lambda w, t: w.sol_deposit(t.key, 1),
    "an engine account": lambda w, t: w.account_open(key_of(120), ENGINE),
    "an exit": lambda w, t: w.exit_call("request_exit", t.key),
    "a withdrawal": lambda w, t: w.exit_call("request_withdraw", t.key, asset=USDC, amount=1),
    "a change that was due": lambda w, t: apply(w, 1),
}


@pytest.mark.parametrize("what", ENDED)
def test_frozen_exchange_takes_nothing_new(frozen, what):
    """CUST-17: the operator, the admins and the owners alike."""
    trader = again(frozen, 100)
    assert error_of(frozen, lambda: ENDED[what](frozen, trader)) == "Frozen"


def again(world: World, seed: int) -> Trader:
    """An owner of before the freeze, with tokens."""
    key = key_of(seed)
    return Trader(key, world.user_of(key.pubkey()), world.tokens_make(key.pubkey(), 1_000, seed=3))


def test_freeze_happens_once(frozen):
    before = frozen.data_of(frozen.exchange)
    assert error_of(frozen, lambda: freeze(frozen)) not in ("", None)
    assert frozen.data_of(frozen.exchange) == before


def test_lamports_sent_ahead_to_its_address_do_not_stop_a_freeze(listed):
    """Attack: whoever wants to keep everybody in makes the account's address one that is in use."""
    listed.svm.airdrop(resolution_of(listed), 5_000_000)
    listed.time_pass(SILENCE_S)
    freeze(listed)


def test_self_accounts_go_on_after_the_freeze(frozen):
    """CUST-2: theirs is another ledger."""
    own = again(frozen, 101)
    frozen.deposit(own.key, own.tokens, 50)
    frozen.withdraw(own.user, own.tokens, 650, own.key)
    frozen.account_close(own.key)
    frozen.account_open(key_of(121), SELF)


def test_rolling_limits_end_with_the_freeze(listed):
    """CUST-17: pockets are paid whatever the hour has seen."""
    trader = trader_of(listed, 130)
    tokens = listed.tokens_make(trader.key.pubkey(), 3 * FLOOR, seed=5)
    listed.deposit(trader.key, tokens, 3 * FLOOR)
    record = listed.user(trader.user)
    record["pockets"][USDC] = {"arriving_atoms": 0, "leaving_atoms": 3 * FLOOR}
    listed.rewrite("UserAccount", trader.user, record)
    listed.time_pass(2 * DAY_S)
    pay = lambda: listed.withdraw(trader.user, tokens, 3 * FLOOR, listed.stranger)  # noqa: E731
    assert error_of(listed, pay) == "WithdrawalDelayed"
    freeze(listed)
    pay()


def test_guardian_may_pause_but_not_stop_a_payout(frozen):
    """No pause bit exists for it."""
    accounts = {"exchange": frozen.exchange, "guardian": frozen.guardian.pubkey(), "instructions": INSTRUCTIONS}
    frozen.call("set_pause", accounts, {"bits": 7}, [frozen.guardian])
    own = again(frozen, 101)
    frozen.withdraw(own.user, own.tokens, 600, own.key)


# ---- prices


def market_row(world: World, market: int = 0) -> dict:
    return world.read("Resolution", resolution_of(world))["markets"][market]


def test_market_ends_with_the_middle_of_three_samples(frozen):
    """CUST-18: in whatever order they come, however late."""
    frozen.time_pass(30 * DAY_S)
    for number, price in ((2, 61_000), (0, 64_000)):
        sample_bring(frozen, 0, number, price)
        assert market_row(frozen)["price_mticks"] == 0
    [(_, event)] = sample_bring(frozen, 0, 1, 62_000)
    assert event["price_mticks"] == market_row(frozen)["price_mticks"] == 62_000 * 10_000
    assert market_row(frozen, 1)["price_mticks"] == 0


# Seconds from the sample's time to the update and to the one before it, what else is wrong, and the refusal.
LIES = {
    "an update before its time": ((-1, -9), {}, "PriceSample"),
    "an update after the one that is it": ((9, 0), {}, "PriceSample"),
    "another feed": ((5, -5), {"feed": bytes(31) + b"\x09"}, "OracleFeed"),
    "half a verification": ((5, -5), {"level": b"\x00"}, "OracleUnverified"),
    "an account of a stranger": ((5, -5), {"owner": key_of(5).pubkey()}, "OracleAccount"),
    "another kind of account": ((5, -5), {"kind": bytes(8)}, "OracleAccount"),
    "an exponent out of range": ((5, -5), {"exponent": 30}, "OracleUncertain"),
    "a time before 1970": ((5, -(10**10)), {}, "OracleStale"),
}


@pytest.mark.parametrize("lie", LIES)
def test_no_other_price_is_taken(frozen, lie):
    """CUST-18: nobody chooses a price."""
    frozen.time_pass(2 * HOUR_S)
    (after_s, before_s), changed, reason = LIES[lie]
    due_s = frozen.read("Exchange", frozen.exchange)["frozen_s"] + STEP_S
    times = {"publish_s": due_s + after_s, "before_s": due_s + before_s}
    assert error_of(frozen, lambda: sample_bring(frozen, 0, 0, 62_000, **times, **changed)) == reason


def test_price_that_is_not_positive_is_none(frozen):
    frozen.time_pass(2 * HOUR_S)
    for price in (0, -62_000):
        assert error_of(frozen, lambda price=price: sample_bring(frozen, 0, 0, price)) == "OracleUncertain"


def test_sample_is_brought_once_and_there_are_three(frozen):
    frozen.time_pass(2 * HOUR_S)
    sample_bring(frozen, 0, 0, 62_000)
    assert error_of(frozen, lambda: sample_bring(frozen, 0, 0, 62_000)) == "PriceSample"
    assert error_of(frozen, lambda: sample_bring(frozen, 0, 3, 62_000)) == "PriceSample"


def test_feed_that_sleeps_for_a_week_ends_with_the_last_index(frozen):
    """CUST-18: a feed that is gone keeps nobody in."""
    frozen.time_pass(2 * HOUR_S)
    sample_bring(frozen, 0, 1, 65_000)
    sleep = lambda number: frozen.call(  # noqa: E731
        "resolve_price", sample_accounts(frozen, 0, None), {"number": number}, [frozen.stranger]
    )
    frozen.time_pass(7 * DAY_S - 2 * HOUR_S - 1)
    assert error_of(frozen, lambda: sleep(0)) == "PriceSample"
    frozen.time_pass(1)
    sleep(0)
    sleep(2)
    assert market_row(frozen)["price_mticks"] == MTICKS


def test_nothing_is_resolved_while_the_exchange_is_open(listed):
    trader = trader_of(listed, 140)
    assert error_of(listed, lambda: resolve(listed, trader.user)) not in ("", None)
    assert listed.user(trader.user)["flags"] == 0
