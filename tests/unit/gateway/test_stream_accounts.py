"""Private channels begin at the engine's answer and say every later event once."""

from typing import Any

import msgspec

from quantdesk.gateway.stream_accounts import AccountFeed
from quantdesk.gateway.stream_channels import Channel
from quantdesk.model.records_gen import (
    AccountView,
    BorrowView,
    MoveCause,
    Moved,
    OrderFilled,
    OrderKind,
    OrderRepriced,
    OrderSliced,
    OrderState,
    OrderView,
    PositionView,
    Settled,
    WaitingView,
)
from tests.unit.gateway.orders_made import accepted, cancelled, filled, listing

ACCOUNT = 7
ORDER = b"\1" * 16


class Notes:
    """A reader that keeps data."""

    def __init__(self) -> None:
        self.heard: list[Any] = []

    def offer(self, channel: Channel, message: bytes) -> None:
        body = message[2:] if message[1] < 126 else message[4:]
        self.heard.append(msgspec.json.decode(body)["data"])


def view_of(kind: Any, **changes: Any) -> Any:
    return kind(**(dict.fromkeys(kind.__struct_fields__, 0) | changes))


def resting(seq: int = 5) -> OrderView:
    order: OrderView = view_of(
        OrderView, order_id=ORDER, account=ACCOUNT, state=1, price=600_000, size=100, left=100, accepted_seq=seq
    )
    return order


def begun(orders: list[OrderView], seq: int = 10) -> AccountFeed:
    feed = AccountFeed(ACCOUNT, {0: listing()})
    feed.begin(seq, orders, seq, [view_of(AccountView, account=ACCOUNT, collateral=5_000_000)])
    return feed


def heard(feed: AccountFeed, kind: str) -> Notes:
    notes = Notes()
    feed.channels[kind].readers[notes] = None
    return notes


def match(**changes: Any) -> OrderFilled:
    return msgspec.structs.replace(filled(600_000, 40), **changes)


def test_first_message_lists_what_rests() -> None:
    orders = msgspec.json.decode(begun([resting()]).channels["orders"].snapshot())
    assert [(order["order_id"], order["left"], order["event"]) for order in orders] == [(ORDER.hex(), "0.0100", "open")]


def test_events_up_to_the_answer_are_left_out_and_later_ones_are_told() -> None:
    feed = AccountFeed(ACCOUNT, {0: listing()})
    feed.take(accepted(seq=9, order_id=b"a" * 16), 0)
    feed.take(accepted(seq=11, order_id=b"b" * 16), 0)
    feed.begin(10, [], 10, [])
    notes = heard(feed, "orders")
    feed.publish(0)
    assert [line["order_id"] for line in notes.heard[0]] == [(b"b" * 16).hex()]
    assert feed.channels["orders"].seq == 11


def test_maker_hears_its_order_shrink_by_a_match_and_vanish_with_the_last() -> None:
    feed = begun([resting()])
    orders, fills = heard(feed, "orders"), heard(feed, "fills")
    feed.take(
        match(seq=11, maker_order_id=ORDER, maker_account=ACCOUNT, taker_account=8, maker_left=60, maker_fee=-3), 1
    )
    feed.take(match(seq=12, maker_order_id=ORDER, maker_account=ACCOUNT, taker_account=8, maker_left=0, size=60), 2)
    feed.publish(2)
    assert [(line["status"], line["filled"], line["left"]) for line in orders.heard[0]] == [
        ("resting", "0.0040", "0.0060"),
        ("filled", "0.0100", "0.0000"),
    ]
    first = fills.heard[0][0]
    assert (first["role"], first["side"], first["fee"], first["fill_id"]) == (
        "maker",
        "sell",
        "-0.000003",
        "11.1.maker",
    )
    assert msgspec.json.decode(feed.channels["orders"].snapshot()) == []


def test_match_with_oneself_is_two_fills() -> None:
    feed = begun([resting()])
    fills = heard(feed, "fills")
    feed.take(match(seq=11, maker_order_id=ORDER, maker_account=ACCOUNT, taker_account=ACCOUNT, maker_left=60), 1)
    feed.publish(1)
    assert [fill["role"] for fill in fills.heard[0]] == ["maker", "taker"]


def test_more_that_has_settled_is_told_at_once_and_what_is_known_already_is_not() -> None:
    """CUST-6."""
    feed = begun([], seq=10)
    channel = feed.channels["settlement"]
    assert (channel.seq, channel.snapshot()) == (10, b"null")
    notes = heard(feed, "settlement")
    feed.settled(view_of(Settled, account=ACCOUNT, items=3, seq=9), 0)
    assert notes.heard == []
    feed.settled(view_of(Settled, account=ACCOUNT, items=5, seq=12), 0)
    assert notes.heard == [{"account": ACCOUNT, "settled": 5}]
    assert (channel.seq, msgspec.json.decode(channel.snapshot())) == (12, {"account": ACCOUNT, "settled": 5})


def test_what_moved_beside_the_book_is_told_with_its_price_once() -> None:
    """LIQ-6: lots of a round are worth 3 lots at 600,000.5 ticks, to the atom below; money alone has no price."""
    feed = begun([], seq=10)
    notes = heard(feed, "moves")
    worth = 3 * listing().terms.tick_value * 600_000_500 // 1_000
    lots = view_of(Moved, account=ACCOUNT, cause=MoveCause.ROUND, lots=-3, amount=worth, position=2, seq=11, index=4)
    cut = view_of(Moved, account=ACCOUNT, cause=MoveCause.CUT, amount=7, position=2, seq=11, index=9)
    for event in (msgspec.structs.replace(lots, seq=10), lots, cut):
        feed.moved(event, 5)
    feed.publish(5)
    feed.publish(6)
    ((first, second),) = notes.heard
    assert (first["move_id"], first["cause"], first["size"], first["position"]) == (
        "11.4",
        "round",
        "-0.0003",
        "0.0002",
    )
    assert first["price"] == listing().mticks(600_000_500)
    assert (second["cause"], second["size"], second["price"], second["amount"]) == ("cut", "0.0000", None, "0.000007")
    assert feed.channels["moves"].seq == 11


def test_cancel_says_why() -> None:
    feed = begun([resting()])
    orders = heard(feed, "orders")
    feed.take(msgspec.structs.replace(cancelled(ORDER, 3), seq=11, account=ACCOUNT), 1)
    feed.publish(1)
    assert [(line["status"], line["reason"]) for line in orders.heard[0]] == [("cancelled", "expired")]


def test_balances_are_told_only_when_they_differ() -> None:
    feed = begun([])
    balances, positions = heard(feed, "account"), heard(feed, "positions")
    same = view_of(AccountView, account=ACCOUNT, collateral=5_000_000)
    feed.money_publish(11, 1, [same])
    assert balances.heard == positions.heard == []
    feed.money_publish(
        12, 1, [view_of(AccountView, account=ACCOUNT, collateral=4_000_000), view_of(PositionView, position=-5)]
    )
    assert balances.heard[0]["collateral"] == "4.000000"
    assert positions.heard[0][0]["size"] == "-0.0005"


def test_what_is_owed_and_may_be_is_told_beside_the_balances() -> None:
    """MGN-7: nothing of it where nothing may be owed."""
    feed = begun([])
    told = heard(feed, "account")
    account = view_of(AccountView, account=ACCOUNT, collateral=-50_000_000)
    feed.money_publish(11, 1, [account, view_of(BorrowView, account=ACCOUNT, room=80_000_000, since=7_000_001)])
    feed.money_publish(12, 1, [account, view_of(BorrowView, account=ACCOUNT, room=80_000_000)])
    feed.money_publish(13, 1, [view_of(AccountView, account=ACCOUNT, collateral=5)])
    owed = {"owed": "50.000000", "room": "80.000000"}
    assert [one["borrow"] for one in told.heard] == [owed | {"since_ms": 7_000}, owed | {"since_ms": None}, None]


def test_position_says_what_it_cost_on_average() -> None:
    feed = begun([])
    positions = heard(feed, "positions")
    tick_value = listing().terms.tick_value
    long = view_of(PositionView, position=5, quote=-5 * 600_000 * tick_value)
    feed.money_publish(11, 1, [view_of(AccountView, account=ACCOUNT), long])
    feed.money_publish(12, 1, [view_of(AccountView, account=ACCOUNT), view_of(PositionView, position=0)])
    assert [told[0]["entry_price"] for told in positions.heard] == [listing().mticks(600_000_000), None]


def test_position_costs_what_it_did_after_a_sweep_has_paid_a_part_of_its_loss() -> None:
    feed = begun([])
    positions = heard(feed, "positions")
    cost, paid = 5 * 600_000 * listing().terms.tick_value, 1_000
    for swept in (0, paid):
        long = view_of(PositionView, position=5, quote=swept - cost, swept=swept)
        short = view_of(PositionView, position=-5, quote=cost + swept, swept=swept)
        feed.money_publish(11 + swept, 1, [view_of(AccountView, account=ACCOUNT), long])
        feed.money_publish(12 + swept, 1, [view_of(AccountView, account=ACCOUNT), short])
    assert [told[0]["entry_price"] for told in positions.heard] == [listing().mticks(600_000_000)] * 4
    assert [told[0]["swept"] for told in positions.heard] == ["0.000000", "0.000000", "0.001000", "0.001000"]


def test_order_that_waits_still_says_its_price_after_a_new_beginning() -> None:
    waits = view_of(OrderView, order_id=ORDER, account=ACCOUNT, state=OrderState.WAITING, size=100)
    trigger = view_of(WaitingView, order_id=ORDER, trigger=590_000)
    feed = AccountFeed(ACCOUNT, {0: listing()})
    feed.begin(10, [waits, trigger], 10, [])
    [line] = msgspec.json.decode(feed.channels["orders"].snapshot())
    assert (line["status"], line["trigger"]) == ("waiting", "59000.0")


def test_pegged_order_says_where_it_stands_now() -> None:
    """BOOK-14: its fills so far stay; one that is not known says nothing."""
    feed = begun([msgspec.structs.replace(resting(), filled=30, left=70)])
    notes = heard(feed, "orders")
    moved = OrderRepriced(
        item=0,
        index=0,
        seq=11,
        order_id=ORDER,
        account=ACCOUNT,
        client_order_id=0,
        market=0,
        side=0,
        price=599_990,
        left=70,
    )
    feed.take(moved, 1)
    feed.take(msgspec.structs.replace(moved, order_id=b"\2" * 16), 1)
    feed.take(match(seq=12, maker_order_id=ORDER, maker_account=ACCOUNT, maker_left=30), 1)
    feed.publish(1)
    [[first, second]] = notes.heard
    assert (first["event"], first["price"], first["left"]) == ("repriced", listing().price(599_990), "0.0070")
    assert (second["event"], second["filled"], second["price"]) == ("filled", "0.0070", first["price"])


def test_order_in_slices_says_what_they_filled() -> None:
    """BOOK-15: with the last lot it is filled and gone from the list."""
    feed = begun([msgspec.structs.replace(resting(), state=5, kind=OrderKind.TWAP)])
    notes = heard(feed, "orders")
    first = OrderSliced(
        item=0, index=0, seq=11, order_id=ORDER, account=ACCOUNT, client_order_id=0, market=0, side=0, price=600_000,
        size=50, reason=0, filled=40, left=60,
    )  # fmt: skip
    feed.take(first, 1)
    feed.take(msgspec.structs.replace(first, order_id=b"\2" * 16), 1)
    feed.take(msgspec.structs.replace(first, seq=12, filled=60, left=0), 1)
    feed.publish(1)
    [[one, two]] = notes.heard
    assert (one["event"], one["status"], one["filled"], one["left"]) == ("sliced", "waiting", "0.0040", "0.0060")
    assert (two["status"], two["filled"], two["left"]) == ("filled", "0.0100", "0.0000")
    assert msgspec.json.decode(feed.channels["orders"].snapshot()) == []
