"""What is taken while the chain is behind, on one scene for core, judge and auditor (CUST-9)."""

from typing import Any

import pytest

from tests.sim.judge.hold import NONE, NOTHING, REDUCTIONS
from tests.sim.judge.state import BUY, MARK, SELL, STOP_MARKET
from tests.sim.records import record, set_index
from tests.sim.scene import Scene, listing, verdict
from tests.sim.test_waiting_orders import algo, moves, rows

ROUND_US = 5_000_000
LED = 1


def scene() -> Scene:
    """Four rich accounts; prices of market 0 are set by hand, market 1 follows an index and makes the rounds."""
    made = Scene().open(4, 10_000_000, band=900_000)
    made.step(record("ListMarket", LED, *listing(band=900_000)))
    rounds(made, 2)
    assert verdict(made.step(record("SetPosted", made.ts_us))) == "PostedSet"
    return made


def rounds(made: Scene, count: int) -> list[dict[str, Any]]:
    """Rounds with a fresh index each; their events."""
    told = []
    for _ in range(count):
        made.ts_us += ROUND_US
        told += made.step(set_index(LED, 100_000, made.ts_us), record("Tick"))
    return told


def holds(events: list[dict[str, Any]]) -> list[int]:
    return [event["hold"] for event in events if event["event"] == "HoldChanged"]


def test_new_risk_then_everything_waits_for_the_chain() -> None:
    """[CUST-9]: thirteen rounds are allowed, a hundred and eighty-one for reductions; cancels always; one posted round opens."""
    made = scene()
    made.trade(1, 2, 100, 10)
    assert holds(rounds(made, 13)) == []
    assert made.place(3, BUY, 90, 1) == "OrderAccepted"
    assert holds(rounds(made, 1)) == [REDUCTIONS]
    assert made.place(3, BUY, 90, 1) == "settlement_behind"
    assert made.place(1, SELL, 110, 10) == "OrderAccepted"
    assert made.place(1, SELL, 110, 1) == "settlement_behind", "eleven lots of ten would turn the position"
    newest_us = made.ts_us + 168 * ROUND_US
    assert holds(rounds(made, 200)) == [NOTHING]
    assert made.place(1, SELL, 111, 1, reduce_only=True) == "settlement_stopped"
    assert verdict(made.step(record("Sweep", 0))) == "settlement_stopped"
    assert verdict(made.step(record("CancelAll", 1, 0, 2))) == "OrderCancelled"
    assert verdict(made.step(made.credit(1, 5))) == "Credited"
    assert holds(made.step(record("SetPosted", newest_us))) == [NONE]
    assert made.place(3, BUY, 90, 1) == "OrderAccepted"
    made.finish()


@pytest.mark.parametrize("restarted", [False, True])
def test_order_that_waits_for_a_price_outlasts_a_hold(restarted: bool) -> None:
    """[CUST-9] [BOOK-12] [JRN-5]: a stop that was reached while nothing traded starts when trading does, restarted or not."""
    made = scene()
    made.trade(1, 2, 100, 10)
    made.place(3, BUY, 90, 50)
    made.step(algo(made, 1, SELL, STOP_MARKET, 4, 95, reduce_only=True))
    assert holds(rounds(made, 182)) == [REDUCTIONS, NOTHING]
    assert rows(moves(made, MARK, 94)) == []
    if restarted:
        made.trial.rebirth()
    told = made.step(record("SetPosted", made.ts_us))
    assert rows(told, "OrderTriggered", "OrderFilled") == [
        ("OrderTriggered", 1, 4, "none"),
        ("OrderFilled", 1, 3, 4, 90),
    ]
    made.finish()
