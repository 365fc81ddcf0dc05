"""TWAP on one scene for core, judge and auditor: pace, catching up, what stops a slice, how it ends."""

from typing import Any

import pytest

from tests.sim import records
from tests.sim.judge.state import BUY, EVERY_MARKET, FOK, GTC, INDEX, IOC, NO_ID, SELL, STOP_MARKET, TWAP
from tests.sim.judge.twap import SLICE_US
from tests.sim.records import record
from tests.sim.scene import Scene
from tests.sim.test_waiting_orders import algo, order_id, rows, scene

Row = tuple[object, ...]


def twap(made: Scene, account: int, side: int, size: int, slices: int, **changes: Any) -> bytes:
    """A PlaceAlgo record of a TWAP; price: the worst, far away unless told."""
    source, distance, link = (changes.pop(name, 0) for name in ("source", "distance", "link"))
    terms = {name: changes.pop(name, 0) for name in ("display", "offset")}
    fields = {"tif": IOC} | changes
    price = fields.pop("price", 150 if side == BUY else 60)
    data = made.message(account, side, price, size, **fields)
    return records.algo(data, made.owner(account), TWAP, source, distance, 0, 0, link, NO_ID, slices=slices, **terms)


def later(made: Scene, halves: float = 1) -> list[dict[str, Any]]:
    """Half minutes later, a tick."""
    made.ts_us += int(SLICE_US * halves)
    return made.step(record("Tick"))


def slices(events: list[dict[str, Any]]) -> list[Row]:
    """Size, filled and left of each slice."""
    told = [event for event in events if event["event"] == "OrderSliced"]
    return [(event["size"], event["filled"], event["left"]) for event in told]


def seen(made: Scene, sent: bytes, account: int = 1) -> tuple[int, ...]:
    """State, filled, left; then slices, moments that have come, the time of the next since the start, in half minutes."""
    views = made.trial.core.ask("OrderQuery", account, order_id(sent), 0)
    order, rest = views[1][1], views[2][1][-3:] if len(views) > 2 else (0, 0, 0)
    return order[9], order[13], order[14], *rest[:2]


def test_order_is_taken_in_even_slices_each_half_minute() -> None:
    """[BOOK-15]: the first at the next tick, the last before the end; a restart between them changes nothing."""
    made = scene()
    made.place(2, SELL, 100, 50)
    sent = twap(made, 1, BUY, 10, 4)
    assert rows(made.step(sent)) == [("OrderWaiting", 1, 10)]
    assert seen(made, sent) == (5, 0, 10, 4, 0)
    assert made.trial.core.ask("AccountQuery", 1)[1][1][10] == 0
    assert slices(later(made, 0)) == [(2, 2, 8)]
    assert slices(later(made, 0.9)) == []
    made.trial.rebirth()
    assert slices(later(made, 0.1)) == [(3, 3, 5)]
    assert seen(made, sent) == (5, 5, 5, 4, 2)
    made.trial.rebirth()
    assert slices(later(made)) == [(2, 2, 3)]
    assert slices(later(made)) == [(3, 3, 0)]
    assert seen(made, sent)[:3] == (2, 10, 0)
    assert later(made) == []
    assert rows(made.step(record("CancelOrder", 1, order_id(sent), 0))) == [("Refused", "order_final")]
    made.finish()


def test_slice_that_missed_is_caught_up_at_most_thrice_as_fast() -> None:
    """[BOOK-15]: nothing was offered within the signed price; moments without a tick are one."""
    made = scene()
    sent = twap(made, 1, BUY, 100, 10, price=101)
    made.step(sent)
    made.place(2, SELL, 102, 100)
    assert slices(later(made, 0)) == [(10, 0, 100)]
    assert slices(later(made, 4.5)) == [(30, 0, 100)]
    made.place(2, SELL, 101, 12)
    assert slices(later(made, 0.5)) == [(30, 12, 88)]
    made.place(2, SELL, 100, 100)
    assert slices(later(made, 1)) == [(30, 30, 58)]
    assert slices(later(made, 1)) == [(30, 30, 28)]
    assert slices(later(made, 1)) == [(18, 18, 10)]
    assert slices(later(made, 1)) == [(10, 10, 0)]
    made.finish()


def test_what_is_left_at_the_end_is_given_up() -> None:
    """[BOOK-15]"""
    made = scene()
    made.place(2, SELL, 100, 3)
    sent = twap(made, 1, BUY, 10, 2)
    made.step(sent)
    assert slices(later(made, 0)) == [(5, 3, 7)]
    assert slices(later(made)) == [(7, 0, 7)]
    assert rows(later(made, 0.99)) == []
    assert rows(later(made, 0.01)) == [("OrderCancelled", 1, 7, "unfilled")]
    assert seen(made, sent)[:3] == (3, 3, 0)
    [again] = made.step(sent)
    assert (again["event"], again["state"], again["filled"], again["left"]) == ("OrderDuplicate", 3, 3, 0)
    made.finish()


def test_halted_market_refuses_slices_and_the_rest_catches_up() -> None:
    """[BOOK-15]: each refusal says why; reductions go on."""
    made = scene()
    made.trade(1, 2, 100, 8)
    made.place(4, BUY, 100, 50)
    made.place(4, SELL, 101, 50)
    made.step(twap(made, 1, SELL, 8, 4, reduce_only=True), twap(made, 3, BUY, 8, 4))
    made.step(record("SetPause", 0, 1))
    told = later(made, 0)
    assert slices(told) == [(2, 2, 6), (2, 0, 8)]
    assert [event["reason"] for event in told if event["event"] == "OrderSliced"][1] == 309
    later(made)
    made.step(record("SetPause", 0, 0))
    assert slices(later(made)) == [(2, 2, 2), (6, 6, 2)]
    made.finish()


def test_reduce_only_shrinks_to_the_position_and_ends_with_it() -> None:
    """[BOOK-3] [BOOK-15]"""
    made = scene()
    assert rows(made.step(twap(made, 1, SELL, 8, 4, reduce_only=True))) == [("Refused", "reduce_only_nothing")]
    made.trade(1, 2, 100, 5)
    made.place(4, BUY, 100, 50)
    made.step(twap(made, 1, SELL, 8, 2, reduce_only=True))
    assert slices(later(made, 0)) == [(4, 4, 4)]
    told = later(made)
    assert slices(told) == [(1, 1, 3)]
    assert rows(told, "OrderCancelled") == [("OrderCancelled", 1, 3, "reduce_only")]
    made.trade(1, 2, 101, 5)
    made.step(twap(made, 1, SELL, 8, 2, reduce_only=True))
    told = made.step(made.order(1, SELL, 100, 5, tif=IOC))
    assert rows(told, "OrderCancelled") == [("OrderCancelled", 1, 8, "reduce_only")]
    made.finish()


@pytest.mark.parametrize("ending", ["user", "expired", "dead_man", "floor", "delegate"])
def test_order_ends_like_any_that_waits(ending: str) -> None:
    """[BOOK-8] [BOOK-15] [SIG-4]: with what its slices filled told."""
    made = scene()
    made.place(2, SELL, 100, 50)
    key = b"delegate".ljust(32, b"\1")
    made.step(record("AddDelegate", 1, key, made.ts_us + 20_000_000, 0, EVERY_MARKET, 0, 0))
    expiry = made.ts_us // 400_000 + 50
    data = made.message(1, BUY, 150, 10, tif=IOC, **({"expiry": expiry} if ending == "expired" else {}))
    signer = key if ending == "delegate" else made.owner(1)
    sent = records.algo(data, signer, TWAP, 0, 0, 0, 0, 0, NO_ID, slices=5)
    made.step(sent)
    assert slices(later(made, 0)) == [(2, 2, 8)]
    if ending == "user":
        told = made.step(record("CancelMany", 1, 0, BUY, 4, 0))
    elif ending == "dead_man":
        made.step(record("SetDeadMan", 1, 0, 1_000_000))
        told = later(made, 0.1)
    elif ending == "floor":
        told = made.step(record("RaiseFloor", 1, made.nonce + 1, 1))
    else:
        told = later(made)
    assert rows(told, "OrderCancelled") == [("OrderCancelled", 1, 8, ending)]
    [cancelled] = [event for event in told if event["event"] == "OrderCancelled"]
    assert cancelled["filled"] == 2
    assert slices(told) == []
    made.finish()


def test_slices_of_several_go_by_moment_then_by_arrival() -> None:
    """[BOOK-15]: a tie of moments; and a slice whose fills start a stop."""
    made = scene()
    made.place(4, SELL, 100, 3)
    made.place(4, SELL, 104, 50)
    made.step(twap(made, 2, BUY, 4, 2), twap(made, 1, BUY, 4, 2))
    made.step(algo(made, 3, BUY, STOP_MARKET, 1, 103, source=2))
    told = later(made, 0)
    assert rows(told, "OrderFilled", "OrderTriggered") == [
        ("OrderFilled", 2, 4, 2, 100),
        ("OrderFilled", 1, 4, 1, 100),
        ("OrderFilled", 1, 4, 1, 104),
        ("OrderTriggered", 3, 1, "none"),
        ("OrderFilled", 3, 4, 1, 104),
    ]
    made.finish()


def test_slice_is_judged_like_any_order_that_arrives() -> None:
    """[BOOK-15] [MGN-5] [BOOK-4] [FEE-3]"""
    made = scene()
    made.place(4, SELL, 100, 5)
    made.place(2, SELL, 100, 50)
    made.step(
        twap(made, 1, BUY, 400_00, 2), twap(made, 4, BUY, 4, 2, self_trade=1), twap(made, 3, BUY, 4, 2, fee_cap=0)
    )
    made.step(record("Debit", 1, 0, 9_000_000, 0, (1 << 64) - 1))
    told = later(made, 0)
    reasons = [(event["account"], event["reason"]) for event in told if event["event"] == "OrderSliced"]
    assert reasons == [(1, 500), (4, 0), (3, 421)]
    assert slices(told)[1] == (2, 0, 4)
    made.finish()


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"slices": 1}, "order_kind"),
        ({"slices": 0}, "order_kind"),
        ({"slices": 2_881, "size": 5_000}, "order_kind"),
        ({"slices": 11}, "order_kind"),
        ({"tif": FOK}, "order_kind"),
        ({"tif": GTC}, "order_kind"),
        ({"tif": GTC, "post_only": True}, "order_kind"),
        ({"self_trade": 3}, "order_kind"),
        ({"trigger": 105}, "order_kind"),
        ({"trigger_falls": True}, "order_kind"),
        ({"source": INDEX}, "order_kind"),
        ({"distance": 1}, "order_kind"),
        ({"link": 1}, "order_kind"),
        ({"display": 1}, "order_kind"),
        ({"offset": 1}, "order_kind"),
        ({"size": 0}, "order_size"),
        ({"price": 0}, "order_price"),
    ],
)
def test_order_that_cannot_be_sliced_is_refused(changes: dict[str, Any], reason: str) -> None:
    """[BOOK-15] [BOOK-7]"""
    made = scene()
    sent = twap(made, 1, BUY, changes.pop("size", 10), changes.pop("slices", 4), **changes)
    assert rows(made.step(sent)) == [("Refused", reason)]
    assert [event["event"] for event in made.step(sent)] == ["OrderDuplicate"]
    made.finish()


def test_nothing_is_tied_to_an_order_in_slices_and_nothing_changes_it() -> None:
    """[BOOK-12] [BOOK-15]"""
    made = scene()
    sent = twap(made, 1, BUY, 10, 4)
    made.step(sent)
    for link, side in ((1, BUY), (2, SELL)):
        tied = algo(
            made,
            1,
            side,
            STOP_MARKET,
            5,
            110 if side == BUY else 90,
            link=link,
            linked=order_id(sent),
            reduce_only=link == 2,
        )
        assert rows(made.step(tied)) == [("Refused", "link_invalid")]
    assert rows(made.step(record("ShrinkOrder", 1, order_id(sent), 0, 1))) == [("Refused", "order_waiting")]
    made.finish()
