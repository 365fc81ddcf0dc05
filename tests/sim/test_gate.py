"""The gate: nothing leaves while a large loss is not paid (WDR-2), by core, judge and auditor."""

from typing import Any

from tests.sim.judge.state import ANY_TOTAL, BUY, SELL
from tests.sim.records import record, set_index
from tests.sim.scene import Scene
from tests.sim.vectors import CROWD, HOUSE, RICH, Held, V, brought, named
from tests.sim.world import key_of

OWNER, USD, LOTS, LOW = 5, 10**6, 100, 1_000
LOSS = 50 * USD
HIGH = LOW + LOSS // V // LOTS
HOUR = 3_600_000_000


def uncertain(scene: Scene) -> list[dict[str, Any]]:
    """A tick at which the price of market 1 is one that liquidates and cuts nobody."""
    return scene.step(set_index(1, LOW * 1_000, scene.ts_us, (LOW * 1_000, 0)), record("Tick"))


def valid(scene: Scene) -> list[dict[str, Any]]:
    """A tick at which it is sure again."""
    return scene.step(set_index(1, LOW * 1_000, scene.ts_us), record("Tick"))


def leave(scene: Scene, amount: int = USD) -> dict[str, Any]:
    """What a withdrawal of the crowd answers."""
    (event,) = scene.step(record("Debit", CROWD, 0, amount, 0, ANY_TOTAL))
    return event


def bankrupt() -> Scene:
    """Somebody owes 49 USD without a position, the vault has some thousands, and the tick that writes it off cannot cut anybody."""
    scene = brought({0: Held(1, HIGH)}, 10**9)
    scene.step(record("SetBackstop", HOUSE), record("OpenAccount", OWNER, key_of(OWNER), 0))
    scene.step(record("SetFeeTier", key_of(OWNER), 2), scene.credit(OWNER, USD))
    for side, at in ((BUY, HIGH), (SELL, LOW)):
        scene.prices(at * 1_000, market=1)
        assert scene.place(OWNER, side, at, LOTS, market=1) == "OrderAccepted"
        assert scene.place(CROWD, 1 - side, at, LOTS, market=1) == "OrderAccepted"
    for number in (HOUSE, CROWD):
        scene.step(record("Debit", number, 0, RICH - 2_000 * USD, 0, ANY_TOTAL))
    scene.ts_us += 5_000_000
    return scene


def test_while_a_large_loss_is_not_paid_nothing_leaves() -> None:
    """[WDR-2] [ORC-3]: closed at the tick that leaves the deficit, named in the refusal, open at the tick that cuts it."""
    scene = bankrupt()
    assert leave(scene)["event"] == "Debited"
    (closed,) = named(uncertain(scene), "GateSet")
    assert (closed["closed"], closed["deficit"]) == (1, LOSS - USD)
    refused = leave(scene)
    assert (refused["event"], refused["reason"]) == ("Refused", 670)
    assert (refused["expected"], refused["found"]) == (scene.ts_us + HOUR, scene.ts_us)
    scene.ts_us += 5_000_000
    (opened,) = named(valid(scene), "GateSet")
    assert (opened["closed"], opened["deficit"]) == (0, 0)
    assert leave(scene)["event"] == "Debited"
    scene.finish()


def test_the_gate_is_closed_an_hour_of_a_day_at_most() -> None:
    """[WDR-2]: the loss stays unpaid; it opens to the microsecond an hour later, and closes again only a day after it closed."""
    scene = bankrupt()
    (closed,) = named(uncertain(scene), "GateSet")
    since = scene.ts_us
    scene.ts_us = since + HOUR - 1
    assert not named(uncertain(scene), "GateSet")
    assert leave(scene)["reason"] == 670
    scene.ts_us = since + HOUR
    (opened,) = named(uncertain(scene), "GateSet")
    assert (opened["closed"], opened["deficit"]) == (0, closed["deficit"])
    assert leave(scene)["event"] == "Debited"
    scene.ts_us = since + 24 * HOUR - 1
    assert not named(uncertain(scene), "GateSet")
    scene.ts_us = since + 24 * HOUR
    assert [event["closed"] for event in named(uncertain(scene), "GateSet")] == [1]
    scene.finish()


def test_a_small_loss_closes_nothing() -> None:
    """[WDR-2]: 0.01 % of the vault and no more."""
    scene = bankrupt()
    scene.step(scene.credit(HOUSE, 10_000 * (LOSS - USD)))
    assert not named(uncertain(scene), "GateSet")
    assert leave(scene)["event"] == "Debited"
    scene.finish()
