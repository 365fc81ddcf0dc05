"""Batches of which all orders are taken or none, on one scene for core, judge and auditor: the ladder of a scale (BOOK-16)."""

import pytest

from tests.sim import records
from tests.sim.judge.state import BUY, IOC, SELL, SLIDE
from tests.sim.records import record
from tests.sim.scene import Scene
from tests.sim.test_waiting_orders import algo, order_id, rows, scene


def rung(made: Scene, price: int, size: int = 5, account: int = 1, side: int = BUY, **changes: int | bool) -> bytes:
    """An order of a ladder."""
    fields: dict[str, int | bool] = {"post_only": True} | changes
    return made.order(account, side, price, size, **fields)


def whole(items: list[bytes], account: int = 1) -> bytes:
    """All of them or none."""
    return records.batch_of(account, items, 1)


def test_all_of_a_ladder_rest_and_one_group_takes_them_away() -> None:
    """[BOOK-16]: each is an order of its own afterwards."""
    made = scene()
    items = [rung(made, price, group=3) for price in (95, 96, 97)] + [rung(made, 150, group=3, kind=SLIDE)]
    made.place(2, SELL, 101, 5)
    assert rows(made.step(whole(items))) == [("OrderAccepted", 1, 5)] * 4
    made.trial.rebirth()
    assert made.trial.core.ask("BookQuery", 0, 1)[1][1] == (BUY, 100, 5, 1)
    assert [event["event"] for event in made.step(whole(items))] == ["OrderDuplicate"] * 4
    assert (
        rows(made.step(record("CancelMany", 1, 0, 2, 3, 0)), "OrderCancelled") == [("OrderCancelled", 1, 5, "user")] * 4
    )
    made.finish()


@pytest.mark.parametrize("last", [0, 1, 2])
def test_one_that_is_refused_takes_all_others_along(last: int) -> None:
    """[BOOK-16] [BOOK-7]: wherever it stands; nothing rests, and that is remembered of each."""
    made = scene()
    made.place(2, SELL, 101, 5)
    prices = [95, 96, 97]
    prices[last] = 101
    items = [rung(made, price) for price in prices]
    told = ["post_only_crosses" if at == last else "batch_whole" for at in range(3)]
    events = made.step(whole(items))
    assert rows(events) == [("Refused", reason) for reason in told]
    assert len({event["order_id"] for event in events if event["event"] == "Refused"}) == 3
    assert made.trial.core.ask("AccountQuery", 1)[1][1][4] == 0
    again = made.step(*items)
    assert [(event["event"], event["state"]) for event in again] == [("OrderDuplicate", 4)] * 3
    made.finish()


def test_margin_and_limits_are_asked_of_all_together() -> None:
    """[BOOK-16] [MGN-5]: each fits alone, all of them do not."""
    made = scene(order_max=100_000, position_max=100_000)
    items = [rung(made, 99, 40_000) for _ in range(3)]
    assert rows(made.step(whole(items)))[2] == ("Refused", "position_limit")
    assert made.place(1, BUY, 99, 40_000, post_only=True) == "OrderAccepted"
    poor = Scene().open(2, 5_000_000, band=900_000)
    assert rows(poor.step(whole([rung(poor, 99, 30_000), rung(poor, 98, 30_000)])))[1] == ("Refused", "margin_initial")
    assert rows(poor.step(whole([rung(poor, 99, 30_000), rung(poor, 98, 10_000)]))) == [
        ("OrderAccepted", 1, 30_000),
        ("OrderAccepted", 1, 10_000),
    ]
    made.finish()
    poor.finish()


def test_only_orders_that_rest_on_one_side_of_one_market_belong() -> None:
    """[BOOK-16]"""
    made = scene()
    first = rung(made, 95)
    for other in (rung(made, 105, side=SELL), made.order(1, BUY, 95, 5), made.order(1, BUY, 95, 5, tif=IOC)):
        assert ("Refused", "order_kind") in rows(made.step(whole([rung(made, 95), other])))
    assert rows(made.step(whole([first, algo(made, 1, BUY, 3, 5, 110)]))) == [
        ("Refused", "order_kind"),
        ("Refused", "batch_whole"),
    ]
    assert rows(made.step(whole([rung(made, 95), record("CancelAll", 1, 0, 2)])))[-1] == ("Refused", "batch_whole")
    assert rows(made.step(whole([rung(made, 95), rung(made, 95, account=2)])))[-1] == ("Refused", "batch_whole")
    assert made.trial.core.ask("AccountQuery", 1)[1][1][4] == 0
    made.finish()


def test_numbers_serve_once_also_within_a_batch() -> None:
    """[BOOK-7] [SIG-5] [BOOK-16]"""
    made = scene()
    item = rung(made, 95)
    assert rows(made.step(whole([item, item]))) == [("Refused", "client_order_id_reused"), ("Refused", "batch_whole")]
    made.nonce -= 1
    first = rung(made, 95)
    made.nonce -= 1
    assert rows(made.step(whole([first, rung(made, 96)])))[0] == ("Refused", "nonce_used")
    known = rung(made, 95)
    made.step(known)
    told = made.step(whole([known, rung(made, 96)]))
    assert [event["event"] for event in told] == ["OrderDuplicate", "Refused"]
    made.finish()


def test_batch_is_whole_or_not() -> None:
    """[BOOK-10] [BOOK-16]: there is no third; an empty one is nothing."""
    made = scene()
    assert rows(made.step(records.batch_of(1, [rung(made, 95)], 2))) == [("Refused", "record_malformed")]
    assert rows(made.step(whole([]))) == []
    assert rows(made.step(whole([rung(made, 95)], account=9))) == [("Refused", "account_unknown")]
    assert order_id(rung(made, 95)) not in made.trial.audit.mirror.orders
    made.finish()
