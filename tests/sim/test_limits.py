"""Situations that a random world meets too seldom: limits, memory, money at its edges. Each is judged as every run is."""

from tests.sim import records
from tests.sim.judge.schema import CANCEL
from tests.sim.judge.state import ANY_TOTAL, BUY, EVERY_MARKET, FOK, IOC, SELL
from tests.sim.records import record
from tests.sim.scene import Scene, listing, verdict
from tests.sim.world import key_of

DAY_US = 86_400_000_000


def test_an_account_has_at_most_a_thousand_open_orders() -> None:
    """[BOOK-8] [BOOK-10]: the next is refused, a cancel makes room."""
    scene = Scene().open(1, 10**12)
    for _ in range(20):
        scene.step(records.batch_of(1, [scene.order(1, BUY, 50 + i, 1) for i in range(50)]))
    assert scene.place(1, BUY, 60, 1) == "order_limit"
    assert scene.place(1, BUY, 60, 1, tif=IOC) == "OrderAccepted"
    last = scene.trial.audit.mirror.accounts[1].positions[0].orders
    old = next(iter(last))
    events = scene.step(records.replace(old, scene.message(1, BUY, 61, 1), scene.owner(1), 0))
    assert verdict(events) == "OrderCancelled"
    assert scene.place(1, BUY, 60, 1) == "order_limit"
    scene.step(record("CancelAll", 1, 0, 2))
    assert scene.place(1, BUY, 60, 1) == "OrderAccepted"
    scene.finish()


def test_limits_of_markets_accounts_and_delegates() -> None:
    """[SIG-4] [UNIT-2]: each limit has its own reason."""
    scene = Scene().open(1, 1)
    for number in range(1, 64):
        assert verdict(scene.step(record("ListMarket", number * 3, *listing()))) == "MarketSet"
    assert verdict(scene.step(record("ListMarket", 500, *listing()))) == "market_limit"
    assert verdict(scene.step(record("ListMarket", 65_535, *listing()))) == "market_limit"
    for index in range(1, 16):
        assert verdict(scene.step(record("OpenAccount", 1 + index, key_of(0), index))) == "AccountOpened"
    assert verdict(scene.step(record("OpenAccount", 99, key_of(0), 99))) == "account_limit"
    until = scene.ts_us + DAY_US
    for number in range(8):
        assert (
            verdict(scene.step(record("AddDelegate", 1, key_of(50 + number), until + number, 0, EVERY_MARKET, 0, 0)))
            == "DelegateAdded"
        )
    assert verdict(scene.step(record("AddDelegate", 1, key_of(70), until, 0, EVERY_MARKET, 0, 0))) == "delegate_limit"
    assert verdict(scene.step(record("AddDelegate", 1, key_of(0), until, 0, EVERY_MARKET, 0, 0))) == "delegate_exists"
    scene.ts_us += DAY_US
    assert (
        verdict(scene.step(record("AddDelegate", 1, key_of(70), until + DAY_US, 0, EVERY_MARKET, 0, 0)))
        == "DelegateAdded"
    )
    scene.finish()


def test_a_taker_that_only_reduces_stops_before_the_next_maker_s_fee_cap_is_looked_at() -> None:
    """[BOOK-3] [FEE-3]: the order of checks at a match: whoever has nothing left to reduce ends nobody else's order."""
    scene = Scene().open(4, 10**9)
    scene.trade(1, 2, 100, 1)
    scene.step(record("SetFeeTier", key_of(3), 3))
    assert scene.place(3, BUY, 100, 1) == scene.place(4, BUY, 99, 5, fee_cap=0, post_only=True) == "OrderAccepted"
    scene.step(record("SetFeeTier", key_of(3), 0))
    events = scene.step(scene.order(1, 1 - BUY, 99, 4, reduce_only=True))
    ended = [(event["account"], event["reason"]) for event in events if event["event"] == "OrderCancelled"]
    assert ended == [(1, CANCEL["reduce_only"])]
    scene.finish()


def test_ten_thousand_results_are_remembered_and_then_the_oldest_is_forgotten() -> None:
    """[BOOK-7] [SIG-5]: what is forgotten raises the floor of nonces."""
    scene = Scene().open(1, 10**12)
    first = scene.order(1, BUY, 99, 1, tif=IOC)
    scene.step(first)
    for _ in range(199):
        scene.step(records.batch_of(1, [scene.order(1, BUY, 99, 1, tif=IOC) for _ in range(50)]))
    scene.step(records.batch_of(1, [scene.order(1, BUY, 99, 1, tif=IOC) for _ in range(49)]))
    assert verdict(scene.step(first)) == "OrderDuplicate"
    low = scene.order(1, BUY, 99, 1, nonce=1_000_000)
    assert scene.place(1, BUY, 99, 1, tif=IOC) == "OrderAccepted"
    assert verdict(scene.step(first)) == "nonce_used"
    assert verdict(scene.step(low)) == "nonce_used"
    scene.finish()


def test_a_result_is_kept_for_a_day_after_it_is_final() -> None:
    """[BOOK-7]: an open order longer."""
    scene = Scene().open(1, 10**9)
    final, resting = scene.order(1, BUY, 99, 1, tif=IOC), scene.order(1, BUY, 98, 1)
    scene.step(final, resting)
    scene.ts_us += DAY_US - 1
    assert verdict(scene.step(final)) == "OrderDuplicate"
    scene.ts_us += 1
    assert verdict(scene.step(final)) == "nonce_used"
    assert verdict(scene.step(resting)) == "OrderDuplicate"
    scene.finish()


def test_a_transfer_is_taken_once() -> None:
    """[SIG-5]: its nonce serves no other message."""
    scene = Scene().open(1, 5_000)
    scene.step(record("OpenAccount", 2, key_of(0), 1))
    early = records.transfer_message(1, 76, scene.ts_us // 400_000 + 9, 2, 1_000)
    assert verdict(scene.step(records.transfer(early, key_of(0)))) == "transfer_to_empty"
    scene.step(scene.credit(2, 1))
    message = records.transfer_message(1, 77, scene.ts_us // 400_000 + 9, 2, 1_000)
    assert verdict(scene.step(records.transfer(message, key_of(0)))) == "Transferred"
    assert verdict(scene.step(records.transfer(message, key_of(0)))) == "nonce_used"
    assert scene.place(1, BUY, 99, 1, nonce=77) == "nonce_used"
    scene.finish()


def test_an_owner_has_thirty_two_transfers_a_day() -> None:
    """[CUST-41]: of all his accounts together, each within the hour; what is refused is not counted."""
    scene = Scene().open(1, 5_000)
    scene.step(record("OpenAccount", 2, key_of(0), 1), scene.credit(2, 1_000))

    def asked(giver: int, slots: int = 9) -> str:
        scene.nonce += 1
        message = records.transfer_message(giver, scene.nonce, scene.ts_us // 400_000 + slots, 3 - giver, 1)
        return verdict(scene.step(records.transfer(message, key_of(0))))

    assert asked(1, 9_001) == "expiry_too_far"
    assert {asked(1 + turn % 2, 9_000) for turn in range(32)} == {"Transferred"}
    assert asked(1) == asked(2) == "transfer_limit"
    scene.ts_us += DAY_US
    assert asked(2) == "Transferred"
    scene.finish()


def test_credits_beyond_the_range_of_money_are_an_overflow() -> None:
    """[UNIT-4] [PNL-3]: all tokens together stay within 2^53, so that no account, pool or bucket can pass it."""
    scene = Scene().open(2, 1 << 52)
    assert verdict(scene.step(scene.credit(1, 1))) == "overflow"
    assert verdict(scene.step(scene.credit(1, (1 << 53) + 1))) == "amount"
    assert verdict(scene.step(record("Debit", 2, 0, 7, 0, ANY_TOTAL))) == "Debited"
    assert verdict(scene.step(scene.credit(1, 8))) == "overflow"
    assert verdict(scene.step(scene.credit(1, 7))) == "Credited"
    scene.finish()


def test_margin_equal_to_maintenance_is_not_enough_for_new_risk() -> None:
    """[MGN-4] [MGN-5]: with a minimum requirement initial and maintenance are the same number."""
    scene = Scene().open(2, 10**6, requirement_min=5_000)
    scene.step(record("OpenAccount", 3, key_of(9), 0), scene.credit(3, 5_002))
    scene.trade(3, 1, 100, 1)
    scene.step(record("Debit", 3, 0, 1, 0, ANY_TOTAL))
    assert scene.trial.audit.mirror.accounts[3].c == 5_000
    assert scene.place(3, BUY, 100, 1) == "margin_maintenance"
    scene.finish()


def test_fill_or_kill_counts_on_the_cancel_of_the_own_resting_order() -> None:
    """[BOOK-3] [BOOK-4]: the simulation of FOK is the match itself, the own order gone before the next fill."""
    for credit in (14_000, 16_000, 18_000, 20_000, 24_000):
        scene = Scene().open(1, 10**6)
        scene.step(record("OpenAccount", 2, key_of(9), 0), scene.credit(2, credit))
        scene.trade(1, 2, 100, 100)
        scene.place(2, SELL, 100, 20)
        scene.place(1, SELL, 101, 60)
        scene.place(2, BUY, 101, 30, tif=FOK)
        scene.finish()


def test_a_maker_that_would_turn_past_a_lowered_limit_is_cancelled() -> None:
    """[MGN-6]: a turn through zero is new risk, whatever the size of what was held before."""
    scene = Scene().open(3, 10**6)
    scene.trade(1, 2, 100, 50)
    scene.trade(2, 3, 100, 90)
    scene.place(1, SELL, 100, 90)
    scene.step(record("SetMarketParameters", 0, *listing(position_max=20)))
    events = scene.step(scene.order(3, BUY, 100, 90, tif=IOC))
    assert [event["event"] for event in events][:2] == ["OrderAccepted", "OrderCancelled"]
    assert events[1]["reason"] == CANCEL["position_limit"]
    scene.finish()


def test_a_flat_debtor_pays_when_money_appears() -> None:
    """[PNL-4] [MGN-6]: closing without a fee below zero leaves a loss in e; a credit pays it at once."""
    scene = Scene().open(2, 10**6)
    scene.step(record("OpenAccount", 3, key_of(9), 0), scene.credit(3, 12_000), record("SetFeeTier", key_of(9), 3))
    scene.trade(3, 1, 100, 100)
    scene.prices(80_000)
    scene.place(3, SELL, 82, 100, reduce_only=True)
    events = scene.step(scene.order(2, BUY, 82, 100))
    assert events[1]["event"] == "OrderFilled"
    debtor = scene.trial.audit.mirror.accounts[3]
    assert (debtor.positions[0].b, debtor.c) == (0, 0)
    owed = -debtor.positions[0].e
    assert owed > 0
    events = scene.step(scene.credit(3, owed - 1))
    assert [event["event"] for event in events[:2]] == ["DebtPaid", "Credited"]
    assert (events[0]["quote"], events[0]["collateral"]) == (-1, 0)
    assert debtor.c == 0
    scene.step(scene.credit(3, 10))
    assert debtor.c == 9
    scene.finish()


def test_a_preview_counts_on_the_cancel_of_the_own_resting_order() -> None:
    """[BOOK-4] [MGN-1]: the own bid is gone before the ask rests, so it needs no margin any more."""
    scene = Scene().open(1, 10**6)
    scene.place(1, BUY, 100, 40)
    told = scene.preview(1, 0, SELL, 0, 0, 0, 0, 99, 10)
    assert told[1:3] == (0, 10)
    assert told[7] == 10 * 1_000 // 10
    scene.finish()


def test_a_preview_of_a_reduce_only_order_stops_where_the_match_stops() -> None:
    """[BOOK-3]: closed on a maker that has lots left; the expired own order behind it is not touched."""
    scene = Scene().open(2, 10**6)
    scene.trade(1, 2, 100, 9)
    scene.place(2, BUY, 100, 30)
    scene.place(1, BUY, 99, 5, expiry=scene.ts_us // 400_000)
    scene.ts_us += 800_000
    told = scene.preview(1, 0, SELL, 0, 0, 0, 1, 98, 30)
    assert (told[1], told[2], told[9]) == (9, 0, 0)
    assert scene.place(1, SELL, 98, 30, reduce_only=True) == "OrderAccepted"
    assert 99 in scene.trial.judge.markets[0].levels[BUY]
    scene.finish()


def test_a_debt_of_a_closed_position_is_paid_when_money_comes_and_told() -> None:
    """[PNL-4] [PNL-2]: a loss left in a market without a position takes what a credit, a transfer or a fill brings."""
    scene = Scene().open(2, 10**6, band=10**6)
    scene.step(record("OpenAccount", 3, key_of(2), 0), scene.credit(3, 3_000))
    scene.place(2, SELL, 100, 10)
    assert scene.place(3, BUY, 100, 10) == "OrderAccepted"
    scene.prices(50_000)
    scene.place(1, BUY, 54, 10)  # above the mark: bankrupt as it is, the account leaves better off (MGN-6)
    assert scene.place(3, SELL, 54, 10, tif=IOC, reduce_only=True) == "OrderAccepted"
    owed = -scene.trial.audit.mirror.accounts[3].positions[0].e
    assert owed > 1_500
    first = scene.step(scene.credit(3, 1_000))
    assert [event["event"] for event in first[:2]] == ["DebtPaid", "Credited"]
    assert (first[0]["quote"], first[0]["collateral"], first[1]["collateral"]) == (1_000 - owed, 0, 0)
    last = scene.step(scene.credit(3, owed))
    assert (last[0]["event"], last[0]["quote"], last[0]["collateral"]) == ("DebtPaid", 0, 1_000)
    assert last[1]["collateral"] == 1_000
    scene.finish()


def test_a_nonce_of_the_far_future_is_refused_and_closes_nothing() -> None:
    """[SIG-5]: a wrong clock, or a delegate, must not raise the floor above all that the owner can sign."""
    scene = Scene().open(1, 10**6)
    furthest = scene.ts_us // 1000 + 86_400_000
    assert scene.place(1, BUY, 99, 1, nonce=(furthest + 1) << 12) == "nonce_too_far"
    assert scene.place(1, BUY, 99, 1, nonce=(1 << 64) - 1) == "nonce_too_far"
    assert scene.place(1, BUY, 99, 1, nonce=furthest << 12) == "OrderAccepted"
    assert scene.place(1, BUY, 99, 1, nonce=scene.ts_us // 1000 << 12) == "OrderAccepted"
    scene.finish()


def test_a_preview_of_the_backstop_asks_what_the_real_order_will() -> None:
    """[BOOK-11] [MGN-2] [LIQ-2]: who sells to it opens no more than it gives up, so the open interest and what is asked by it stay."""
    scene = Scene().open(3, 1_000_000)
    scene.step(record("SetBackstop", 3), record("SetMargin", 0, 0, 200_000, 0, 0, 0, 0))
    scene.trade(1, 3, 100, 7)
    scene.trade(1, 2, 100, 50)
    assert scene.place(3, BUY, 90, 20) == "OrderAccepted"
    assert scene.place(2, SELL, 100, 30) == "OrderAccepted"
    told = [scene.preview(3, 0, BUY, 0, 0, 0, 1, 100, size) for size in (1, 5, 7)]
    assert [one[:2] for one in told] == [(0, 1), (0, 5), (0, 7)]
    scene.step(scene.order(3, BUY, 100, 7, reduce_only=True))
    assert scene.trial.core.ask("AccountQuery", 3)[1][1][9] == told[2][7]
    scene.finish()
