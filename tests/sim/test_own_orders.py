"""Orders of one owner that meet, orders that slide, and orders that end together: core, judge and auditor on one scene."""

import pytest

from tests.sim.judge.schema import CANCEL
from tests.sim.judge.state import BUY, CANCEL_BOTH, CANCEL_TAKER, DECREMENT, FOK, GTC, IOC, MARKET, SELL, SLIDE
from tests.sim.records import record
from tests.sim.scene import Scene
from tests.sim.world import key_of

Told = list[tuple[object, ...]]
SECOND_US = 1_000_000


def scene() -> Scene:
    """Accounts 1 and 2 of one owner, 3 and 4 of others, all rich."""
    made = Scene().open(1, 1_000_000)
    made.step(record("OpenAccount", 2, key_of(0), 1), made.credit(2, 1_000_000))
    for number in (3, 4):
        made.step(record("OpenAccount", number, key_of(number), 0), made.credit(number, 1_000_000))
    return made


def told(events: list[dict[str, int | bytes | str]], *names: str) -> Told:
    """What events say of orders: kind, account, lots, what is left, reason."""
    rows: Told = []
    for event in events:
        kind = str(event["event"])
        if names and kind not in names:
            continue
        if kind == "OrderFilled":
            rows.append((kind, event["taker_account"], event["maker_account"], event["size"]))
        elif kind == "OrderCancelled":
            rows.append((kind, event["account"], event["left"], event["filled"], reason(event)))
        elif kind in ("OrderAccepted", "OrderShrunk"):
            rows.append((kind, event["account"], event["left"], event["filled"]))
    return rows


def reason(event: dict[str, int | bytes | str]) -> str:
    return next(name for name, number in CANCEL.items() if number == event["reason"])


def taken(left: int, fills: int) -> tuple[object, ...]:
    """Account 1's order was accepted."""
    return "OrderAccepted", 1, left, fills


def gone(account: int, left: int, fills: int, why: str = "self_trade") -> tuple[object, ...]:
    """An order was cancelled."""
    return "OrderCancelled", account, left, fills, why


def filled(maker: int, lots: int) -> tuple[object, ...]:
    """Account 1 took lots."""
    return "OrderFilled", 1, maker, lots


@pytest.mark.parametrize(
    ("mode", "own", "size", "tif", "expected"),
    [
        # Both go; nothing behind them is reached.
        (CANCEL_BOTH, 4, 10, GTC, [taken(0, 0), gone(2, 4, 0), gone(1, 10, 0)]),
        (CANCEL_TAKER, 4, 10, GTC, [taken(0, 0), gone(1, 10, 0)]),
        # The smaller resting one goes, the rest of the arriving one meets the next.
        (DECREMENT, 4, 10, GTC, [taken(1, 5), gone(2, 4, 0), filled(3, 5), ("OrderShrunk", 1, 1, 5)]),
        (DECREMENT, 4, 9, GTC, [taken(0, 5), gone(2, 4, 0), filled(3, 5), gone(1, 4, 5)]),
        (DECREMENT, 4, 12, IOC, [taken(0, 5), gone(2, 4, 0), filled(3, 5), gone(1, 7, 5, "unfilled")]),
        # A tie ends both.
        (DECREMENT, 4, 4, GTC, [taken(0, 0), gone(2, 4, 0), gone(1, 4, 0)]),
        # The larger resting one stays, smaller, in its place.
        (DECREMENT, 10, 4, GTC, [taken(0, 0), ("OrderShrunk", 2, 6, 0), gone(1, 4, 0)]),
    ],
)
def test_orders_of_one_owner_never_trade(mode: int, own: int, size: int, tif: int, expected: Told) -> None:
    """[BOOK-4]"""
    made = scene()
    made.place(2, SELL, 100, own)
    made.place(3, SELL, 100, 5)
    assert told(made.step(made.order(1, BUY, 100, size, tif=tif, self_trade=mode))) == expected
    made.finish()


def test_decremented_fill_or_kill_is_refused_with_nothing_changed() -> None:
    """[BOOK-3] [BOOK-4]: lots that are given up do not fill."""
    made = scene()
    made.place(2, SELL, 100, 4)
    made.place(3, SELL, 100, 5)
    assert made.place(1, BUY, 100, 9, tif=FOK, self_trade=DECREMENT) == "fok_unfillable"
    assert told(made.step(made.order(4, BUY, 100, 9)))[1:] == [("OrderFilled", 4, 2, 4), ("OrderFilled", 4, 3, 5)]
    made.finish()


@pytest.mark.parametrize(
    ("side", "price", "best", "rests_at"),
    [
        (BUY, 105, 101, 100),
        (BUY, 101, 101, 100),
        (BUY, 100, 101, 100),
        (BUY, 97, 101, 97),
        (SELL, 95, 99, 100),
        (SELL, 99, 99, 100),
        (SELL, 103, 99, 103),
    ],
)
def test_sliding_order_rests_beside_the_other_side(side: int, price: int, best: int, rests_at: int) -> None:
    """[BOOK-3]: and behind those that were at its price before."""
    made = scene()
    made.place(3, 1 - side, best, 5)
    made.place(4, side, rests_at, 1)
    [accepted, *_] = made.step(made.order(1, side, price, 7, kind=SLIDE, post_only=True))
    assert (accepted["event"], accepted["price"], accepted["left"]) == ("OrderAccepted", rests_at, 7)
    fills = told(made.step(made.order(3, 1 - side, rests_at, 2)), "OrderFilled")
    assert fills == [("OrderFilled", 3, 4, 1), ("OrderFilled", 3, 1, 1)]
    made.finish()


def test_order_slides_only_when_it_is_post_only_and_there_is_a_tick_beside() -> None:
    """[BOOK-3]"""
    made = scene()
    assert made.place(1, BUY, 100, 5, kind=SLIDE) == "order_kind"
    assert made.place(1, BUY, 100, 5, kind=SLIDE, post_only=True, tif=IOC) == "order_kind"
    assert made.place(1, BUY, 100, 5, kind=MARKET, post_only=True) == "order_kind"
    assert made.place(1, BUY, 100, 5, trigger=90) == "order_kind"
    made.prices(1_100)
    made.place(3, SELL, 1, 5)
    assert made.place(1, BUY, 1, 5, kind=SLIDE, post_only=True) == "post_only_crosses"
    made.finish()


def test_cancels_of_many_take_market_side_and_group() -> None:
    """[BOOK-8]"""
    made = scene()
    for side, price, group in ((BUY, 97, 0), (BUY, 98, 1), (SELL, 103, 1), (SELL, 104, 2)):
        made.place(1, side, price, 5, group=group)
    made.place(3, BUY, 96, 5, group=1)
    for command, expected in (
        (("CancelMany", 1, 0, SELL, 1, 0), 1),
        (("CancelMany", 1, 65_535, 2, 1, 0), 1),
        (("CancelMany", 1, 0, BUY, 4, 0), 1),
        (("CancelAll", 1, 65_535, 2), 1),
        (("CancelMany", 1, 65_535, 2, 4, 1), 0),
    ):
        assert made.step(record(*command))[expected]["count"] == expected, command
    assert len(made.trial.audit.mirror.orders) == 1
    made.finish()


def test_dead_man_switch_cancels_unless_it_is_set_again() -> None:
    """[BOOK-8]: at the first tick at or after the deadline; then it is off."""
    made = scene()
    made.place(1, BUY, 97, 5)
    made.step(record("SetDeadMan", 1, 0, 5 * SECOND_US))
    made.ts_us += 4 * SECOND_US
    made.step(record("SetDeadMan", 1, 0, 5 * SECOND_US), record("Tick"))
    made.ts_us += 5 * SECOND_US - 1
    assert made.step(record("Tick")) == []
    assert made.trial.core.reborn().ask("AccountQuery", 1)[1:3][1][1] == (1, 0, made.ts_us + 1)
    made.ts_us += 1
    events = made.step(record("Tick"))
    assert told(events) == [("OrderCancelled", 1, 5, 0, "dead_man")]
    assert [event["count"] for event in events if event["event"] == "DeadManFired"] == [1]
    made.place(1, BUY, 97, 5)
    made.ts_us += 100 * SECOND_US
    assert made.step(record("Tick")) == []
    made.finish()


def test_dead_man_switches_fire_by_deadline_and_stop_when_told() -> None:
    """[BOOK-8]: the timer of the sockets is apart from the user's, and goes when they say that they are gone."""
    made = scene()
    for account in (1, 3, 4):
        made.place(account, BUY, 97, account)
    made.step(record("SetDeadMan", 3, 0, 2 * SECOND_US), record("SetDeadMan", 1, 1, 2 * SECOND_US))
    made.step(record("SetDeadMan", 4, 0, 3 * SECOND_US), record("SetDeadMan", 4, 0, 0))
    made.ts_us += 10 * SECOND_US
    assert told(made.step(record("Tick"))) == [
        ("OrderCancelled", 1, 1, 0, "disconnected"),
        ("OrderCancelled", 3, 3, 0, "dead_man"),
    ]
    made.step(record("SetDeadMan", 4, 1, 2 * SECOND_US))
    assert told(made.step(record("CancelMany", 4, 65_535, 2, 4, 1))) == [("OrderCancelled", 4, 4, 0, "disconnected")]
    made.ts_us += 10 * SECOND_US
    assert made.step(record("Tick")) == []
    made.finish()


@pytest.mark.parametrize(("timeout", "bound"), [(1, SECOND_US), (999_999, SECOND_US), (86_400_000_001, 86_400_000_000)])
def test_dead_man_switch_has_bounds(timeout: int, bound: int) -> None:
    """[BOOK-8]"""
    made = scene()
    [refused] = made.step(record("SetDeadMan", 1, 0, timeout))
    assert (refused["event"], refused["expected"], refused["found"]) == ("Refused", bound, timeout)
    made.finish()
