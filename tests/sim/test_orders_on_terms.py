"""Orders that rest on terms, on one scene for core, judge and auditor: icebergs and pegged orders from arrival to end."""

from typing import Any

import pytest

from tests.sim import records
from tests.sim.judge.state import (
    BUY,
    FOK,
    GTC,
    GTD,
    ICEBERG,
    INDEX,
    IOC,
    LAST,
    LIMIT,
    MARK,
    NO_ID,
    PEGGED,
    SELL,
    STOP_MARKET,
)
from tests.sim.records import record
from tests.sim.scene import Scene
from tests.sim.test_waiting_orders import algo, moves, order_id, rows, scene

Row = tuple[object, ...]


def on_terms(made: Scene, account: int, side: int, price: int, size: int, kind: int, **changes: Any) -> bytes:
    """A PlaceAlgo record of an order that rests: display, offset, source, and fields of the message."""
    terms = {name: changes.pop(name, 0) for name in ("display", "offset")}
    source, distance, link = (changes.pop(name, 0) for name in ("source", "distance", "link"))
    changes = {"post_only": kind == PEGGED} | changes
    data = made.message(account, side, price, size, **changes)
    return records.algo(data, made.owner(account), kind, source, distance, 0, 0, link, NO_ID, **terms)


def iceberg(made: Scene, account: int, side: int, price: int, size: int, display: int, **changes: Any) -> bytes:
    """An iceberg."""
    return on_terms(made, account, side, price, size, ICEBERG, display=display, **changes)


def pegged(made: Scene, account: int, side: int, worst: int, size: int, offset: int, **changes: Any) -> bytes:
    """A pegged order."""
    return on_terms(made, account, side, worst, size, PEGGED, offset=offset, **changes)


def levels(made: Scene) -> list[Row]:
    """Side, price, lots and orders of every level."""
    return [values for _, values in made.trial.core.ask("BookQuery", 0, 0)[1:]]


def shown(made: Scene, sent: bytes, account: int = 1) -> tuple[int, int, int, int]:
    """Price, filled, left and shown lots of an order."""
    view = made.trial.core.ask("OrderQuery", account, order_id(sent), 0)[1][1]
    return view[11], view[13], view[14], view[15]


def repriced(events: list[dict[str, Any]]) -> list[Row]:
    """Account and new price of orders that moved."""
    return [(event["account"], event["price"]) for event in events if event["event"] == "OrderRepriced"]


def fills(events: list[dict[str, Any]]) -> list[Row]:
    """Maker, size and what the maker has left, of each fill."""
    told = [event for event in events if event["event"] == "OrderFilled"]
    return [(event["maker_account"], event["size"], event["maker_left"]) for event in told]


def test_iceberg_shows_a_part_and_its_next_one_stands_behind_the_others() -> None:
    """[BOOK-13]: the worked example, with a restart in the middle."""
    made = scene()
    sent = iceberg(made, 1, SELL, 101, 10, 4)
    assert [event["event"] for event in made.step(sent)][:2] == ["OrderAccepted", "TermsSet"]
    assert (levels(made), shown(made, sent)) == ([(SELL, 101, 4, 1)], (101, 0, 10, 4))
    made.place(2, SELL, 101, 3)
    made.trial.rebirth()
    assert fills(made.step(made.order(3, BUY, 101, 9))) == [(1, 4, 6), (2, 3, 0), (1, 2, 4)]
    assert (levels(made), shown(made, sent)) == ([(SELL, 101, 2, 1)], (101, 6, 4, 2))
    made.trial.rebirth()
    assert fills(made.step(made.order(3, BUY, 101, 9, tif=IOC))) == [(1, 2, 2), (1, 2, 0)]
    assert rows(made.step(record("CancelOrder", 1, order_id(sent), 0))) == [("Refused", "order_final")]
    made.finish()


def test_iceberg_counts_whole_in_margin_and_takes_whole_when_it_arrives() -> None:
    """[BOOK-13] [MGN-1]"""
    made = scene()
    made.place(2, SELL, 100, 6)
    sent = iceberg(made, 1, BUY, 100, 20, 5)
    events = made.step(sent)
    assert rows(events, "OrderAccepted", "OrderFilled") == [("OrderAccepted", 1, 20), ("OrderFilled", 1, 2, 6, 100)]
    assert shown(made, sent) == (100, 6, 14, 5)
    position = next(values for name, values in made.trial.core.ask("AccountQuery", 1) if name == "PositionView")
    assert position[2] == 6
    assert position[7] == 14
    made.finish()


def test_hidden_lots_fill_an_order_that_must_fill_whole() -> None:
    """[BOOK-3] [BOOK-13]: simulated first, they are found behind the others of their price."""
    made = scene()
    made.step(iceberg(made, 1, SELL, 101, 10, 2))
    made.place(2, SELL, 101, 3)
    assert rows(made.step(made.order(3, BUY, 101, 14, tif=FOK))) == [("Refused", "fok_unfillable")]
    assert sum(size for _, size, _ in fills(made.step(made.order(3, BUY, 101, 13, tif=FOK)))) == 13
    made.finish()


def test_what_an_iceberg_gives_up_is_hidden_first() -> None:
    """[BOOK-5] [BOOK-13]: a shrink, a cancel, a replacement, its owner's own order."""
    made = scene()
    sent = iceberg(made, 1, SELL, 101, 10, 4)
    made.step(sent)
    [told] = [
        event for event in made.step(record("ShrinkOrder", 1, order_id(sent), 0, 5)) if event["event"] == "OrderShrunk"
    ]
    assert (told["left"], shown(made, sent)) == (5, (101, 0, 5, 4))
    made.step(record("ShrinkOrder", 1, order_id(sent), 0, 3))
    assert shown(made, sent) == (101, 0, 3, 3)
    assert rows(made.step(record("ShrinkOrder", 1, order_id(sent), 0, 3))) == [("Refused", "replace_grows")]
    second = iceberg(made, 1, SELL, 101, 8, 2)
    made.step(record("CancelAll", 1, 0, 2), second)
    own = made.step(made.order(1, BUY, 101, 5, tif=IOC, self_trade=3))
    assert rows(own, "OrderCancelled") == [("OrderCancelled", 1, 5, "self_trade")]
    assert shown(made, second) == (101, 0, 3, 2)
    smaller = made.message(1, SELL, 101, 1)
    told = rows(made.step(records.replace(order_id(second), smaller, made.owner(1), LIMIT)))
    assert told == [("OrderCancelled", 1, 3, "replaced"), ("OrderAccepted", 1, 1)]
    made.finish()


def test_iceberg_ends_as_a_whole() -> None:
    """[BOOK-13] [BOOK-6] [BOOK-8]: cancelled, expired, without margin for its next part, with its position."""
    made = scene()
    sent = iceberg(made, 1, SELL, 101, 10, 4)
    made.step(sent)
    assert rows(made.step(record("CancelOrder", 1, order_id(sent), 0))) == [("OrderCancelled", 1, 10, "user")]
    made.step(iceberg(made, 1, SELL, 101, 10, 4, tif=GTD, expiry=made.ts_us // 400_000))
    made.ts_us += 400_000
    assert rows(made.step(record("Tick"))) == [("OrderCancelled", 1, 10, "expired")]
    made.trade(1, 2, 100, 5)
    made.step(iceberg(made, 1, SELL, 101, 10, 4, reduce_only=True))
    events = made.step(made.order(3, BUY, 101, 9))
    assert fills(events) == [(1, 4, 6), (1, 1, 5)]
    assert rows(events, "OrderCancelled") == [("OrderCancelled", 1, 5, "reduce_only")]
    assert levels(made) == [(BUY, 101, 4, 1)]
    made.finish()


def test_pegged_order_follows_its_source_within_the_signed_price() -> None:
    """[BOOK-14]: the worked example."""
    made = scene()
    made.step(record("SetPrices", 0, 100_000, 100_700))
    sent = pegged(made, 4, BUY, 100, 5, -2)
    made.step(sent)
    assert shown(made, sent, 4) == (98, 0, 5, 5)
    assert repriced(made.step(record("SetPrices", 0, 100_000, 103_400))) == [(4, 100)]
    made.trial.rebirth()
    assert repriced(made.step(record("SetPrices", 0, 100_000, 103_900))) == []
    made.place(2, SELL, 101, 5)
    assert repriced(moves(made, MARK, 101)) == [(4, 99)]
    made.place(3, SELL, 100, 5)
    assert repriced(moves(made, MARK, 110)) == [(4, 99)]
    assert fills(made.step(made.order(3, SELL, 99, 2))) == [(4, 2, 3)]
    assert rows(made.step(record("CancelOrder", 4, order_id(sent), 0))) == [("OrderCancelled", 4, 3, "user")]
    made.finish()


@pytest.mark.parametrize(
    ("side", "source", "offset", "worst", "prices", "price"),
    [
        (BUY, MARK, 0, 150, (100_000, 100_999), 100),
        (SELL, MARK, 0, 50, (100_000, 100_001), 101),
        (BUY, INDEX, -3, 150, (99_500, 105_000), 96),
        (SELL, INDEX, 3, 50, (99_500, 105_000), 103),
        (BUY, MARK, 7, 150, (100_000, 105_000), 109),
        (SELL, MARK, -30, 50, (100_000, 100_000), 91),
        (BUY, MARK, -500, 150, (100_000, 100_000), 1),
        (SELL, MARK, 2_000_000, 50, (100_000, 100_000), 1_000_000),
        (SELL, MARK, 1, 104, (100_000, 100_000), 104),
    ],
)
def test_price_of_a_pegged_order(
    side: int, source: int, offset: int, worst: int, prices: tuple[int, int], price: int
) -> None:
    """[BOOK-14]: whole ticks away from the other side, the offset, the signed price, the bound of BOOK-9, the market's prices."""
    made = scene()
    made.step(record("SetPrices", 0, *prices))
    sent = pegged(made, 1, side, worst, 5, offset, source=source)
    made.step(sent)
    assert shown(made, sent)[0] == price
    made.finish()


def test_pegged_orders_leave_together_and_enter_by_arrival() -> None:
    """[BOOK-14]: a bid is not stopped by an ask that moves away; a price that does not change keeps its time."""
    made = scene()
    made.step(pegged(made, 1, BUY, 200, 5, -1), pegged(made, 2, SELL, 50, 5, 1), pegged(made, 3, BUY, 99, 5, -1))
    made.place(4, BUY, 99, 1)
    assert repriced(moves(made, MARK, 105)) == [(1, 104), (2, 106)]
    assert repriced(moves(made, MARK, 100)) == [(1, 99), (2, 101)]
    assert [maker for maker, _, _ in fills(made.step(made.order(2, SELL, 99, 11, tif=IOC)))] == [3, 4, 1]
    made.finish()


def test_pegged_order_never_takes() -> None:
    """[BOOK-14]: it stands beside the other side, also when it arrives; where no tick is left it is refused."""
    made = scene()
    made.place(2, SELL, 97, 5)
    sent = pegged(made, 1, BUY, 150, 5, 0)
    assert rows(made.step(sent), "OrderFilled") == []
    assert shown(made, sent)[0] == 96
    made.place(3, SELL, 95, 1)
    assert repriced(moves(made, MARK, 99)) == [(1, 96)]
    low = scene(imf=900_000)
    low.step(record("SetPrices", 0, 2_000, 2_000))
    low.place(2, SELL, 1, 5)
    assert rows(low.step(pegged(low, 1, BUY, 150, 5, 0))) == [("Refused", "post_only_crosses")]
    made.finish()


def test_halted_market_takes_no_new_one_and_leaves_those_there() -> None:
    """[BOOK-14]: reductions are taken; a mark that moves is followed."""
    made = scene()
    made.trade(1, 2, 100, 3)
    made.step(pegged(made, 3, BUY, 150, 5, -3))
    made.step(record("SetPause", 0, 1))
    assert rows(made.step(pegged(made, 3, BUY, 150, 5, -3))) == [("Refused", "market_paused")]
    assert rows(made.step(pegged(made, 1, SELL, 50, 3, 3)), "OrderAccepted") == [("OrderAccepted", 1, 3)]
    assert repriced(moves(made, MARK, 102)) == [(3, 99), (1, 105)]
    made.finish()


def test_pegged_orders_move_before_anything_starts() -> None:
    """[BOOK-12] [BOOK-14]: a stop at the new mark meets them where they stand then."""
    made = scene()
    made.step(pegged(made, 3, BUY, 150, 5, -2))
    made.step(algo(made, 1, SELL, STOP_MARKET, 2, 95))
    events = moves(made, MARK, 94)
    assert repriced(events) == [(3, 92)]
    assert rows(events, "OrderFilled") == [("OrderFilled", 1, 3, 2, 92)]
    made.finish()


def test_pegged_order_follows_the_mark_of_a_round() -> None:
    """[BOOK-14] [MRK-2]: indices by SetIndex move the mark, and the mark moves the order."""
    made = scene()
    sent = pegged(made, 1, BUY, 200, 5, -4)
    made.step(sent)
    for number in range(1, 8):
        made.ts_us += 5_000_000
        made.step(records.set_index(0, 110_000, made.ts_us), record("Tick"))
        mark = made.trial.audit.mirror.markets[0].mark
        assert shown(made, sent)[0] == mark // 1000 - 4, number
    assert shown(made, sent)[0] > 96
    made.finish()


@pytest.mark.parametrize(
    ("kind", "changes", "reason"),
    [
        (ICEBERG, {"display": 0}, "order_kind"),
        (ICEBERG, {"display": 4}, "order_kind"),
        (ICEBERG, {"display": 101}, "order_kind"),
        (ICEBERG, {"display": 50, "offset": 1}, "order_kind"),
        (ICEBERG, {"display": 50, "source": INDEX}, "order_kind"),
        (ICEBERG, {"display": 50, "tif": IOC}, "order_kind"),
        (ICEBERG, {"display": 50, "trigger": 105}, "order_kind"),
        (ICEBERG, {"display": 50, "distance": 1}, "order_kind"),
        (ICEBERG, {"display": 50, "link": 1}, "order_kind"),
        (ICEBERG, {"display": 50, "reduce_only": True}, "reduce_only_nothing"),
        (ICEBERG, {"display": 50, "fee_cap": 0}, "fee_cap"),
        (PEGGED, {"post_only": False}, "order_kind"),
        (PEGGED, {"source": LAST}, "order_kind"),
        (PEGGED, {"source": 3}, "record_malformed"),
        (PEGGED, {"display": 1}, "order_kind"),
        (PEGGED, {"price": 1_000_001}, "order_price"),
        (PEGGED, {"price": 0}, "order_price"),
        (PEGGED, {"size": 0}, "order_size"),
        (PEGGED, {"size": 100_001}, "order_size"),
    ],
)
def test_terms_that_do_not_fit_are_refused_and_remembered(kind: int, changes: dict[str, Any], reason: str) -> None:
    """[BOOK-13] [BOOK-14] [BOOK-7]"""
    made = scene()
    price, size = changes.pop("price", 99), changes.pop("size", 100)
    sent = on_terms(made, 1, BUY, price, size, kind, **changes)
    assert rows(made.step(sent)) == [("Refused", reason)]
    again = made.step(sent)
    assert [event["event"] for event in again] == ["Refused" if reason == "record_malformed" else "OrderDuplicate"]
    assert rows(made.step(made.order(1, BUY, 99, 5, kind=kind, tif=GTC, post_only=True))) == [("Refused", "order_kind")]
    made.finish()


def test_they_may_be_legs_and_entries() -> None:
    """[BOOK-12] [BOOK-13]: the fills of every part count."""
    made = scene()
    made.place(4, BUY, 80, 50)
    entry = iceberg(made, 1, BUY, 100, 10, 2)
    stop = algo(made, 1, SELL, STOP_MARKET, 10, 90, link=2, linked=order_id(entry), reduce_only=True)
    made.step(entry, stop)
    made.step(made.order(3, SELL, 100, 5))
    assert rows(moves(made, MARK, 89), "OrderCancelled", "OrderTriggered") == [
        ("OrderCancelled", 1, 5, "linked"),
        ("OrderTriggered", 1, 5, "none"),
    ]
    moves(made, MARK, 100)
    leg = pegged(made, 1, BUY, 150, 5, -2)
    made.step(leg, algo(made, 1, BUY, STOP_MARKET, 5, 110, link=1, linked=order_id(leg)))
    assert rows(moves(made, MARK, 110), "OrderCancelled")[0] == ("OrderCancelled", 1, 5, "linked")
    made.finish()


def test_preview_sees_what_is_shown() -> None:
    """[BOOK-11] [BOOK-13]: hidden lots of others are nobody's to see; one's own order is cancelled whole."""
    made = scene()
    made.step(iceberg(made, 1, SELL, 101, 10, 4))
    made.place(2, SELL, 101, 3)
    assert made.preview(3, 0, BUY, LIMIT, IOC, 0, 0, 101, 20)[1] == 7
    assert made.preview(1, 0, BUY, LIMIT, IOC, 0, 0, 101, 20)[1] == 3
    made.finish()
