"""Orders that wait for a price, on one scene for core, judge and auditor: each kind, ties, gaps, halts, restarts."""

from typing import Any

import pytest

from tests.sim import records
from tests.sim.judge.schema import CANCEL, REASON
from tests.sim.judge.state import (
    BUY,
    CHILD,
    DAY_US,
    FOK,
    GTC,
    INDEX,
    IOC,
    LAST,
    LIMIT,
    MARK,
    NO_ID,
    OCO,
    SELL,
    STOP_LIMIT,
    STOP_MARKET,
    TAKE_PROFIT_LIMIT,
    TAKE_PROFIT_MARKET,
    TRAILING_STOP,
)
from tests.sim.records import message_id, record
from tests.sim.scene import Scene

TAKING = (STOP_MARKET, TAKE_PROFIT_MARKET, TRAILING_STOP)
CANCELS = {number: name for name, number in CANCEL.items()}
REASONS = {number: name for name, number in REASON.items()}
Row = tuple[object, ...]


def scene(**changes: int) -> Scene:
    """Four rich accounts in a market whose band lets anything happen."""
    return Scene().open(4, 10_000_000, band=900_000, **changes)


def algo(made: Scene, account: int, side: int, kind: int, size: int, trigger: int = 0, **changes: Any) -> bytes:
    """A PlaceAlgo record; price: the worst, far away unless told."""
    terms = tuple(changes.pop(name, 0) for name in ("source", "distance", "distance_ppm", "activation", "link"))
    linked = changes.pop("linked", NO_ID)
    falls = (side == SELL) == (kind in (STOP_MARKET, STOP_LIMIT))
    fields: dict[str, Any] = {"tif": IOC if kind in TAKING else GTC}
    if kind != TRAILING_STOP:
        fields |= {"trigger": trigger, "trigger_falls": falls}
    price = changes.pop("price", 150 if side == BUY else 60)
    data = made.message(account, side, price, size, **(fields | changes))
    return records.algo(data, made.owner(account), kind, *terms, linked)


def order_id(sent: bytes) -> bytes:
    """Of a signed record."""
    return sent[4:20]


def rows(events: list[dict[str, Any]], *kinds: str) -> list[Row]:
    """What events say, the prices and levels of the market left out."""
    told: list[Row] = []
    for event in events:
        kind = str(event["event"])
        if kinds and kind not in kinds:
            continue
        if kind == "Refused":
            told.append((kind, REASONS[event["reason"]]))
        elif kind == "OrderTriggered":
            told.append((kind, event["account"], event["size"], REASONS[event["reason"]]))
        elif kind == "OrderCancelled":
            told.append((kind, event["account"], event["left"], CANCELS[event["reason"]]))
        elif kind == "OrderFilled":
            told.append((kind, event["taker_account"], event["maker_account"], event["size"], event["price"]))
        elif kind in ("OrderAccepted", "OrderWaiting"):
            told.append((kind, event["account"], event["size"]))
    return told


def moves(made: Scene, source: int, price: int) -> list[dict[str, Any]]:
    """Moves one price of the market to a tick; the last price by a fill between accounts 3 and 4."""
    market = made.trial.audit.mirror.markets[0]
    if source == LAST:
        made.step(made.order(4, SELL, price, 1))
        return made.step(made.order(3, BUY, price, 1, tif=IOC))
    index, mark = (market.index, price * 1000) if source == MARK else (price * 1000, market.mark)
    return made.step(record("SetPrices", 0, index, mark))


@pytest.mark.parametrize("source", [MARK, INDEX, LAST])
@pytest.mark.parametrize(
    ("kind", "side", "trigger", "before", "at"),
    [
        (STOP_MARKET, BUY, 105, 104, 105),
        (STOP_MARKET, SELL, 95, 96, 95),
        (STOP_LIMIT, BUY, 105, 104, 106),
        (STOP_LIMIT, SELL, 95, 96, 94),
        (TAKE_PROFIT_MARKET, BUY, 95, 96, 95),
        (TAKE_PROFIT_MARKET, SELL, 105, 104, 105),
        (TAKE_PROFIT_LIMIT, BUY, 95, 96, 95),
        (TAKE_PROFIT_LIMIT, SELL, 105, 104, 105),
    ],
)
def test_order_starts_when_its_price_comes_and_not_before(
    source: int, kind: int, side: int, trigger: int, before: int, at: int
) -> None:
    """[BOOK-12]: at the trigger, a tie, it starts; it takes what is there, or rests."""
    made = scene()
    moves(made, LAST, 100)
    price = 0 if kind in TAKING else trigger + (1 if side == BUY else -1)
    worst = {"price": price} if price else {}
    assert rows(made.step(algo(made, 1, side, kind, 5, trigger, source=source, **worst))) == [("OrderWaiting", 1, 5)]
    assert made.trial.core.ask("AccountQuery", 1)[1][1][10] == 0
    assert rows(moves(made, source, before), "OrderTriggered") == []
    told = rows(moves(made, source, at), "OrderTriggered", "OrderAccepted", "OrderCancelled")
    assert ("OrderTriggered", 1, 5, "none") in told
    assert told[-1] == (("OrderCancelled", 1, 5, "unfilled") if kind in TAKING else ("OrderAccepted", 1, 5))
    made.finish()


def test_gap_starts_all_that_it_passes_the_nearest_first_and_never_beyond_the_signed_price() -> None:
    """[BOOK-12]: and a tie goes by arrival."""
    made = scene()
    made.place(3, BUY, 85, 4)
    made.place(3, BUY, 70, 50)
    for size, trigger, price in ((3, 90, 60), (1, 95, 80), (2, 95, 60), (5, 92, 80)):
        made.step(algo(made, 1, SELL, STOP_MARKET, size, trigger, price=price))
    assert rows(moves(made, MARK, 88), "OrderTriggered", "OrderFilled", "OrderCancelled") == [
        ("OrderTriggered", 1, 1, "none"),
        ("OrderFilled", 1, 3, 1, 85),
        ("OrderTriggered", 1, 2, "none"),
        ("OrderFilled", 1, 3, 2, 85),
        ("OrderTriggered", 1, 5, "none"),
        ("OrderFilled", 1, 3, 1, 85),
        ("OrderCancelled", 1, 4, "unfilled"),
        ("OrderTriggered", 1, 3, "none"),
        ("OrderFilled", 1, 3, 3, 70),
    ]
    made.finish()


def test_fills_of_one_start_the_next_by_the_last_price() -> None:
    """[BOOK-12]: in the same command, each when the one before is whole."""
    made = scene()
    moves(made, LAST, 100)
    for price in (98, 96, 94):
        made.place(3, BUY, price, 1)
    for trigger in (99, 97, 93):
        made.step(algo(made, 1, SELL, STOP_MARKET, 1, trigger, source=LAST))
    events = made.step(made.order(4, SELL, 98, 1, tif=IOC))
    assert rows(events, "OrderFilled") == [
        ("OrderFilled", 4, 3, 1, 98),
        ("OrderFilled", 1, 3, 1, 96),
        ("OrderFilled", 1, 3, 1, 94),
    ]
    assert len(made.trial.audit.mirror.waiting) == 1
    made.finish()


@pytest.mark.parametrize(
    ("side", "terms", "path", "starts"),
    [
        (SELL, {"distance": 5}, (103, 110, 106), 105),
        (SELL, {"distance": 5}, (97,), 95),
        (BUY, {"distance": 5}, (98, 90, 94), 95),
        (SELL, {"distance_ppm": 100_000}, (120, 109), 108),
        (BUY, {"distance_ppm": 100_000}, (80, 87), 88),
        (SELL, {"distance": 2, "activation": 110}, (104, 101, 112, 111), 110),
        (BUY, {"distance": 2, "activation": 95}, (99, 103, 94, 95), 96),
    ],
)
def test_trailing_stop_follows_the_best_price(
    side: int, terms: dict[str, int], path: tuple[int, ...], starts: int
) -> None:
    """[BOOK-12]: by ticks, by millionths, from an activation price on; it never goes back."""
    made = scene()
    made.step(algo(made, 1, side, TRAILING_STOP, 5, **terms))
    for price in path:
        assert rows(moves(made, MARK, price), "OrderTriggered") == [], price
        made.trial.rebirth()
    assert rows(moves(made, MARK, starts), "OrderTriggered") == [("OrderTriggered", 1, 5, "none")]
    made.finish()


def test_legs_of_an_oco_take_each_other_along() -> None:
    """[BOOK-12]: when one fills a lot, starts, or ends; not twice."""
    made = scene()
    made.trade(1, 2, 100, 10)
    for ending in ("fill", "start", "cancel", "cancel the other", "expire"):
        profit = made.order(1, SELL, 110, 10)
        stop = algo(made, 1, SELL, STOP_MARKET, 10, 90, link=OCO, linked=order_id(profit), price=60)
        if ending == "expire":
            stop = algo(
                made, 1, SELL, STOP_MARKET, 10, 90, link=OCO, linked=order_id(profit), expiry=made.ts_us // 400_000
            )
        made.step(profit)
        made.step(stop)
        second = algo(made, 1, SELL, STOP_MARKET, 10, 80, link=OCO, linked=order_id(profit))
        assert rows(made.step(second)) == [("Refused", "link_invalid")]
        if ending == "fill":
            told = rows(made.step(made.order(3, BUY, 110, 1, tif=IOC)), "OrderFilled", "OrderCancelled")
            assert told == [("OrderFilled", 3, 1, 1, 110), ("OrderCancelled", 1, 10, "linked")]
            made.step(record("CancelAll", 1, 0, 2))
        elif ending == "start":
            told = rows(moves(made, MARK, 90), "OrderTriggered", "OrderCancelled")
            assert told[:2] == [("OrderCancelled", 1, 10, "linked"), ("OrderTriggered", 1, 10, "none")]
            moves(made, MARK, 100)
        elif ending == "expire":
            made.ts_us += 400_000
            assert rows(made.step(record("Tick"))) == [
                ("OrderCancelled", 1, 10, "expired"),
                ("OrderCancelled", 1, 10, "linked"),
            ]
        else:
            ended = profit if ending == "cancel" else stop
            told = rows(made.step(record("CancelOrder", 1, order_id(ended), 0)))
            assert told == [("OrderCancelled", 1, 10, "user"), ("OrderCancelled", 1, 10, "linked")]
        assert not made.trial.audit.mirror.waiting, ending
    made.finish()


def bracket(made: Scene, entry: bytes, size: int = 10) -> tuple[bytes, bytes]:
    """Take-profit at 110 and stop at 90 of a buying entry, both by mark."""
    tie = {"link": CHILD, "linked": order_id(entry), "reduce_only": True}
    return algo(made, 1, SELL, TAKE_PROFIT_MARKET, size, 110, **tie), algo(made, 1, SELL, STOP_MARKET, size, 90, **tie)


def test_children_of_a_bracket_are_sized_to_the_fills_of_its_entry() -> None:
    """[BOOK-12]: in one batch; the one that starts takes its sibling and the rest of the entry along."""
    made = scene()
    entry = made.order(1, BUY, 100, 10)
    events = made.step(records.batch_of(1, [entry, *bracket(made, entry)]))
    assert rows(events) == [("OrderAccepted", 1, 10), ("OrderWaiting", 1, 10), ("OrderWaiting", 1, 10)]
    assert rows(moves(made, MARK, 111), "OrderTriggered") == []
    moves(made, MARK, 100)
    made.step(made.order(3, SELL, 100, 4))
    made.trial.rebirth()
    made.place(4, BUY, 85, 20)
    assert rows(moves(made, MARK, 85), "OrderCancelled", "OrderTriggered", "OrderFilled") == [
        ("OrderCancelled", 1, 10, "linked"),
        ("OrderCancelled", 1, 6, "linked"),
        ("OrderTriggered", 1, 4, "none"),
        ("OrderFilled", 1, 4, 4, 85),
    ]
    made.finish()


def test_child_whose_price_is_there_starts_with_the_first_fill_of_its_entry() -> None:
    """[BOOK-12]: a gap while the entry rested."""
    made = scene()
    made.place(4, BUY, 80, 20)
    entry = made.order(1, BUY, 100, 10)
    made.step(entry)
    made.step(*bracket(made, entry))
    moves(made, MARK, 89)
    told = rows(made.step(made.order(3, SELL, 100, 3)), "OrderTriggered", "OrderFilled")
    assert told == [("OrderFilled", 3, 1, 3, 100), ("OrderTriggered", 1, 3, "none"), ("OrderFilled", 1, 4, 3, 80)]
    made.finish()


def test_children_go_when_their_entry_ends_without_a_fill_and_stay_when_it_filled() -> None:
    """[BOOK-12]"""
    made = scene()
    entry = made.order(1, BUY, 99, 10)
    made.step(entry)
    made.step(*bracket(made, entry))
    told = rows(made.step(record("CancelOrder", 1, order_id(entry), 0)))
    assert told == [
        ("OrderCancelled", 1, 10, "user"),
        ("OrderCancelled", 1, 10, "linked"),
        ("OrderCancelled", 1, 10, "linked"),
    ]
    assert rows(made.step(bracket(made, entry)[0])) == [("Refused", "link_invalid")]
    made.place(3, SELL, 100, 4)
    entry = made.order(1, BUY, 100, 10, tif=IOC)
    made.step(entry)
    made.step(*bracket(made, entry))
    assert len(made.trial.audit.mirror.waiting) == 2
    assert rows(moves(made, MARK, 112), "OrderTriggered") == [("OrderTriggered", 1, 4, "none")]
    made.finish()


def test_child_takes_its_sibling_along_when_their_entry_was_forgotten_meanwhile() -> None:
    """[BOOK-12] [BOOK-7]: what has been final for a day is no order any more; what is tied to it is tied all the same."""
    made = scene()
    made.place(3, SELL, 100, 10)
    entry = made.order(1, BUY, 100, 10, tif=IOC)
    made.step(entry)
    made.step(*bracket(made, entry))
    made.ts_us += DAY_US
    made.place(1, BUY, 70, 1)
    made.place(4, BUY, 85, 20)
    told = rows(moves(made, MARK, 85), "OrderCancelled", "OrderTriggered")
    assert told == [("OrderCancelled", 1, 10, "linked"), ("OrderTriggered", 1, 10, "none")]
    made.finish()


def test_entry_of_a_bracket_may_wait_itself() -> None:
    """[BOOK-12]: its children begin when it has started and filled."""
    made = scene()
    made.place(3, SELL, 105, 6)
    entry = algo(made, 1, BUY, STOP_MARKET, 10, 105)
    made.step(entry)
    made.step(*bracket(made, entry))
    told = rows(moves(made, MARK, 106), "OrderTriggered", "OrderFilled", "OrderCancelled")
    assert told == [
        ("OrderTriggered", 1, 10, "none"),
        ("OrderFilled", 1, 3, 6, 105),
        ("OrderCancelled", 1, 4, "unfilled"),
    ]
    assert rows(moves(made, MARK, 120), "OrderTriggered") == [("OrderTriggered", 1, 6, "none")]
    made.finish()


def test_reduce_only_shrinks_to_the_position_and_ends_with_it() -> None:
    """[BOOK-3] [BOOK-12]"""
    made = scene()
    assert rows(made.step(algo(made, 1, SELL, STOP_MARKET, 5, 90, reduce_only=True))) == [
        ("Refused", "reduce_only_nothing")
    ]
    made.trade(1, 2, 100, 10)
    made.step(algo(made, 1, SELL, STOP_MARKET, 15, 90, reduce_only=True))
    made.trade(2, 1, 100, 7)
    made.place(4, BUY, 80, 20)
    assert rows(moves(made, MARK, 90), "OrderTriggered", "OrderFilled") == [
        ("OrderTriggered", 1, 3, "none"),
        ("OrderFilled", 1, 4, 3, 80),
    ]
    moves(made, MARK, 100)
    made.trade(1, 2, 100, 10)
    made.step(algo(made, 1, SELL, STOP_MARKET, 15, 90, reduce_only=True))
    made.step(made.order(3, BUY, 99, 12))
    told = rows(made.step(made.order(1, SELL, 99, 12)), "OrderCancelled")
    assert told == [("OrderCancelled", 1, 15, "reduce_only")]
    made.finish()


def test_halted_market_starts_reductions_alone() -> None:
    """[BOOK-12]: what would raise risk is refused when its price comes, and says why."""
    made = scene()
    made.trade(1, 2, 100, 10)
    made.step(algo(made, 1, SELL, STOP_MARKET, 4, 95, reduce_only=True), algo(made, 3, SELL, STOP_MARKET, 4, 95))
    made.step(record("SetPause", 0, 1))
    assert rows(moves(made, MARK, 94)) == [
        ("OrderTriggered", 1, 4, "none"),
        ("OrderAccepted", 1, 4),
        ("OrderCancelled", 1, 4, "unfilled"),
        ("OrderTriggered", 3, 4, "market_paused"),
        ("OrderCancelled", 3, 4, "refused"),
    ]
    made.finish()


def test_order_that_starts_is_judged_like_any_that_arrives() -> None:
    """[BOOK-12]: margin, fee cap, fill-or-kill; refused then, it is final."""
    made = scene()
    made.step(record("SetFeeTier", made.owner(1), 1))
    sent = algo(made, 1, BUY, STOP_MARKET, 5, 105, fee_cap=400)
    made.step(sent, algo(made, 2, BUY, STOP_MARKET, 100_000, 105), algo(made, 3, BUY, STOP_MARKET, 5, 105, tif=FOK))
    made.step(record("SetFeeTier", made.owner(1), 0))
    assert rows(moves(made, MARK, 105), "OrderTriggered") == [
        ("OrderTriggered", 1, 5, "fee_cap"),
        ("OrderTriggered", 2, 100_000, "margin_initial"),
        ("OrderTriggered", 3, 5, "fok_unfillable"),
    ]
    assert rows(made.step(record("CancelOrder", 1, order_id(sent), 0))) == [("Refused", "order_final")]
    made.finish()


def test_waiting_order_is_cancelled_like_any_and_changed_by_nobody() -> None:
    """[BOOK-8] [BOOK-12]"""
    made = scene()
    sent = algo(made, 1, SELL, STOP_LIMIT, 5, 90, group=2)
    made.step(sent)
    assert rows(made.step(record("ShrinkOrder", 1, order_id(sent), 0, 1))) == [("Refused", "order_waiting")]
    again = made.message(1, SELL, 95, 5)
    replaced = records.replace(order_id(sent), again, made.owner(1), LIMIT)
    assert rows(made.step(replaced)) == [("Refused", "order_waiting")]
    assert rows(made.step(record("CancelMany", 1, 0, BUY, 2, 0)), "OrderCancelled") == []
    assert rows(made.step(record("CancelMany", 1, 0, SELL, 2, 0)), "OrderCancelled") == [
        ("OrderCancelled", 1, 5, "user")
    ]
    made.step(algo(made, 1, SELL, STOP_LIMIT, 5, 90))
    made.step(record("SetDeadMan", 1, 0, 1_000_000))
    made.ts_us += 1_000_000
    assert rows(made.step(record("Tick"))) == [("OrderCancelled", 1, 5, "dead_man")]
    made.step(algo(made, 1, SELL, STOP_LIMIT, 5, 90))
    assert rows(made.step(record("RaiseFloor", 1, made.nonce + 1, 1)), "OrderCancelled") == [
        ("OrderCancelled", 1, 5, "floor")
    ]
    made.finish()


@pytest.mark.parametrize(
    ("kind", "side", "trigger", "changes", "reason"),
    [
        (STOP_MARKET, BUY, 100, {}, "trigger_passed"),
        (STOP_MARKET, SELL, 100, {}, "trigger_passed"),
        (TAKE_PROFIT_LIMIT, BUY, 101, {}, "trigger_passed"),
        (STOP_MARKET, BUY, 105, {"trigger_falls": True}, "order_kind"),
        (STOP_MARKET, BUY, 0, {}, "order_kind"),
        (STOP_MARKET, BUY, 1_000_001, {}, "order_kind"),
        (STOP_MARKET, BUY, 105, {"tif": GTC}, "order_kind"),
        (STOP_LIMIT, BUY, 105, {"tif": IOC, "post_only": True}, "order_kind"),
        (STOP_LIMIT, BUY, 105, {"distance": 1}, "order_kind"),
        (LIMIT, BUY, 105, {}, "order_kind"),
        (TRAILING_STOP, BUY, 0, {}, "order_kind"),
        (TRAILING_STOP, BUY, 0, {"distance": 1, "distance_ppm": 1}, "order_kind"),
        (TRAILING_STOP, BUY, 0, {"distance_ppm": 1_000_000}, "order_kind"),
        (TRAILING_STOP, BUY, 0, {"distance": 5, "source": LAST}, "market_price_unknown"),
        (STOP_MARKET, BUY, 105, {"source": 3}, "record_malformed"),
        (STOP_MARKET, BUY, 105, {"link": 3}, "record_malformed"),
        (STOP_MARKET, BUY, 105, {"linked": b"\1" * 16}, "order_kind"),
        (STOP_MARKET, BUY, 105, {"link": OCO, "linked": b"\1" * 16}, "link_invalid"),
        (STOP_MARKET, BUY, 105, {"link": CHILD, "linked": b"\1" * 16}, "order_kind"),
        (STOP_MARKET, BUY, 105, {"size": 0}, "order_size"),
    ],
)
def test_order_that_cannot_wait_is_refused(
    kind: int, side: int, trigger: int, changes: dict[str, Any], reason: str
) -> None:
    """[BOOK-12]: and remembered like any first result (BOOK-7)."""
    made = scene()
    sent = algo(made, 1, side, kind, changes.pop("size", 5), trigger, **changes)
    assert rows(made.step(sent)) == [("Refused", reason)]
    made.finish()


def test_account_has_at_most_a_hundred_orders_that_wait() -> None:
    """[BOOK-12]"""
    made = scene()
    for _ in range(100):
        made.step(algo(made, 1, BUY, STOP_MARKET, 1, 105))
    assert rows(made.step(algo(made, 1, BUY, STOP_MARKET, 1, 105))) == [("Refused", "order_limit")]
    assert made.trial.core.ask("AccountQuery", 1)[1][1][9] == 0
    assert len(rows(moves(made, MARK, 105), "OrderTriggered")) == 100
    made.finish()


def test_same_message_again_says_that_it_waits() -> None:
    """[BOOK-7]"""
    made = scene()
    sent = algo(made, 1, BUY, STOP_LIMIT, 5, 105)
    made.step(sent)
    [again] = made.step(sent)
    assert (again["event"], again["state"], again["left"]) == ("OrderDuplicate", 5, 5)
    assert message_id(sent[20:84]) == order_id(sent)
    made.finish()
