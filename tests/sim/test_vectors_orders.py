"""Published numbers of orders that meet, by core and judge. Each test says what it converts."""

from typing import Any

from tests.sim.judge.state import BUY, CANCEL_BOTH, CANCEL_MAKER, CANCEL_TAKER, DECREMENT, GTC, IOC, SELL
from tests.sim.vectors import Vector, gives, of, scene_at, trade

SELF_TRADE = {
    "cancel_maker": CANCEL_MAKER,
    "cancel_taker": CANCEL_TAKER,
    "cancel_both": CANCEL_BOTH,
    "decrement": DECREMENT,
}


def in_reach(rows: list[list[Any]], price: int) -> tuple[int, int]:
    """An index from which all orders of a case may rest, and the highest price of a bid there [BOOK-9]."""
    prices = [row[2] for row in rows] + [price]
    index = max([5 * one // 8 for one in prices if one < 10**6] or [25])
    return index, index * 9 // 5


@of("matching", gives("taker_owner_id_side_price_size"))
def test_orders_meet_as_others_say(vector: Vector) -> None:
    """[BOOK-1] [BOOK-3] [BOOK-4]: best price first, post-only, immediate orders, self-trade."""
    given, expected = vector["inputs"], vector["expected"]
    bids, asks = given["bids_owner_id_price_size"], given["asks_owner_id_price_size"]
    owner, _, side, price, size = given["taker_owner_id_side_price_size"]
    index, most = in_reach([*bids, *asks], price)
    scene = scene_at(index)
    numbers = {
        name: number for number, name in enumerate(dict.fromkeys([owner] + [row[0] for row in (*bids, *asks)]), 1)
    }
    ids = {}
    for resting, rows in ((BUY, bids), (SELL, asks)):
        for maker, name, at, lots in rows:
            events = scene.step(scene.order(numbers[maker], resting, at, lots))
            (accepted,) = (event for event in events if event["event"] == "OrderAccepted")
            ids[accepted["order_id"]] = name
    terms = {
        "tif": IOC if given["tif"] == "IOC" else GTC,
        "post_only": given["tif"] == "POST_ONLY",
        "self_trade": SELF_TRADE[given["stp"]],
    }
    order = scene.order(numbers[owner], BUY if side == "buy" else SELL, min(price, most), size, **terms)
    events = scene.step(order)
    fills = [[ids[e["maker_order_id"]], e["price"], e["size"]] for e in events if e["event"] == "OrderFilled"]
    assert fills == expected["fills_maker_price_size"]
    if "rejected" in expected:
        assert events[0]["event"] == "Refused"
        return
    held = scene.trial.audit.mirror.accounts[numbers[owner]].positions.get(0)
    left = [one.left for order_id, one in held.orders.items() if order_id not in ids] if held else []
    assert sum(left) == expected["taker_resting"]


@of("matching", gives("resting_reduce_only_sells"))
def test_reduce_only_orders_go_with_the_position(vector: Vector) -> None:
    """[BOOK-3]: their long is bought first."""
    given, expected = vector["inputs"], vector["expected"]
    scene = scene_at(12)
    trade(scene, given["position"], 12)
    for price, size in given["resting_reduce_only_sells"]:
        assert scene.place(1, SELL, price, size, reduce_only=True) == "OrderAccepted"
    assert scene.place(3, BUY, *given["resting_bid"]) == "OrderAccepted"
    events = scene.step(scene.order(1, SELL, *given["taker_sell"]))
    (fill,) = [event for event in events if event["event"] == "OrderFilled"]
    found = (fill["size"], fill["price"], fill["taker_position"])
    assert found == (expected["filled"], expected["fill_price"], expected["position_after"])
    left = scene.trial.audit.mirror.accounts[1].positions[0].orders
    assert len(left) == expected["reduce_only_orders_after"]


@of("matching", gives("takers", "asks"))
def test_own_orders_are_decremented_without_a_fee(vector: Vector) -> None:
    """[BOOK-4]: what two own orders take of each other costs nothing and leaves both; the rest trades. Their fee of the maker's 10,002 is
    beside the fill; ours is by tier."""
    given, expected = vector["inputs"], vector["expected"]
    numbers = {name: number for number, name in enumerate(dict.fromkeys(row[0] for row in given["asks"]), 1)}
    scene = scene_at(given["asks"][0][1])
    ids = {}
    for owner, price, size in given["asks"]:
        (accepted, *_) = scene.step(scene.order(numbers[owner], SELL, price, size))
        ids[accepted["order_id"]] = owner
    fills, own = [], 0
    for owner, tif, _, price, size in given["takers"]:
        terms = {"tif": IOC if tif == "IOC" else GTC, "self_trade": DECREMENT}
        events = scene.step(scene.order(numbers[owner], BUY, price, size, **terms))
        filled = [event for event in events if event["event"] == "OrderFilled"]
        fills += filled
        own += size - sum(int(event["size"]) for event in filled)
    taker, maker = numbers
    orders = {name: scene.trial.audit.mirror.accounts[numbers[name]].positions[0].orders for name in numbers}
    left = {name: sum(one.left for one in orders[name].values()) for name in numbers}
    assert (left[taker], left[maker]) == (expected["acct1_asks_left"], expected["acct2_asks_left"])
    assert own * given["base_lot_size"] == expected["acct1_base_free"]
    assert own * price * given["quote_lot_size"] == expected["acct1_quote_free_after_events"]
    paid = sum(fill["size"] * fill["price"] for fill in fills) * given["quote_lot_size"]
    assert paid + given["taker_fee_on_second_fill"] == expected["acct2_quote_free"]
    assert {ids[fill["maker_order_id"]] for fill in fills} == {maker}
    scene.finish()
