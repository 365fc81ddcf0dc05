"""Isolated margin: a sub-account bound to one market, its losses its own (MGN-8), by core, judge and auditor."""

import pytest

from tests.sim.judge.state import BUY, EVERY, SELL, SLOT_US
from tests.sim.records import record, transfer, transfer_message
from tests.sim.scene import Scene
from tests.sim.vectors import CROWD, HOUSE, Held, brought, liquidated, named, view_of
from tests.sim.world import key_of

OWNER, PARENT, CHILD = 7, 20, 21
USD = 10**6
LOTS, ENTRY = 100, 1_000


def opened() -> Scene:
    """A main account with 5,000 USD and a sub-account with an atom, of one owner; two markets."""
    scene = brought({0: Held(1, ENTRY), 1: Held(1, ENTRY)}, 10**9)
    scene.step(
        record("OpenAccount", PARENT, key_of(OWNER), 0),
        record("OpenAccount", CHILD, key_of(OWNER), 1),
        scene.credit(PARENT, 5_000 * USD),
        # CUST-38: the first money of an account is a deposit.
        scene.credit(CHILD, 1),
    )
    return scene


def bind(scene: Scene, account: int, market: int) -> str | int:
    """What SetIsolation answers: the event, or the reason of its refusal."""
    (event,) = scene.step(record("SetIsolation", account, market))
    return int(event["reason"]) if event["event"] == "Refused" else str(event["event"])


def give(scene: Scene, giver: int, receiver: int, amount: int) -> str:
    """A transfer signed by the owner."""
    scene.nonce += 1
    expiry = scene.ts_us // SLOT_US + 1_000
    message = transfer_message(giver, scene.nonce, expiry, receiver, amount)
    events = scene.step(transfer(message, key_of(OWNER)))
    return str(events[-1]["event"])


def test_an_isolated_position_takes_no_more_than_its_own_collateral() -> None:
    """[MGN-8]: the market falls through; the child is closed and owes nothing, and the parent has what it had, to the atom."""
    scene = opened()
    assert bind(scene, CHILD, 1) == "IsolationSet"
    assert give(scene, PARENT, CHILD, USD // 10) == "Transferred"
    assert view_of(scene, CHILD, "IsolationView") == {"account": CHILD, "market": 1}
    assert scene.place(CROWD, SELL, ENTRY, LOTS, market=1) == "OrderAccepted"
    assert scene.place(CHILD, BUY, ENTRY, LOTS, market=1) == "OrderAccepted"
    before = view_of(scene, PARENT, "AccountView")
    scene.prices((ENTRY - 150) * 1_000, market=1)  # 150 ticks of V * LOTS = 1,000 atoms: half as much again as it has
    events = liquidated(scene)
    assert {event["account"] for event in named(events, "LiquidationStep")} == {CHILD}
    assert view_of(scene, PARENT, "AccountView") == before
    assert view_of(scene, CHILD, "AccountView")["equity"] >= 0
    scene.finish()


def test_what_a_closed_child_has_left_goes_back() -> None:
    """[MGN-8] [PNL-6]: after two epochs nothing of its profit is held, and a transfer brings it home."""
    scene = opened()
    assert bind(scene, CHILD, 1) == "IsolationSet"
    assert give(scene, PARENT, CHILD, 100 * USD) == "Transferred"
    for side, price in ((BUY, ENTRY), (SELL, ENTRY + 10)):
        scene.prices(price * 1_000, market=1)
        assert scene.place(CROWD, 1 - side, price, LOTS, market=1) == "OrderAccepted"
        assert scene.place(CHILD, side, price, LOTS, market=1) == "OrderAccepted"
    scene.step(record("Sweep", 1))
    scene.ts_us += 600_000_000
    scene.step(record("Tick"))
    left = view_of(scene, CHILD, "AccountView")["collateral"]
    assert view_of(scene, CHILD, "AccountView")["withdrawable"] == left > 100 * USD - 2_000
    assert give(scene, CHILD, PARENT, left) == "Transferred"
    assert bind(scene, CHILD, EVERY) == "IsolationSet"
    scene.finish()


def test_an_isolated_account_has_no_order_in_another_market() -> None:
    """[MGN-8]: the refusal names both markets, the preview gives it too, and a freed account may again."""
    scene = opened()
    assert bind(scene, CHILD, 1) == "IsolationSet"
    assert give(scene, PARENT, CHILD, 100 * USD) == "Transferred"
    assert scene.place(CHILD, BUY, ENTRY, 1, market=2) == "account_isolated"
    assert scene.preview(CHILD, 2, BUY, 0, 0, 0, 0, ENTRY, 1)[0] == 272
    assert bind(scene, CHILD, EVERY) == "IsolationSet"
    assert scene.place(CHILD, BUY, ENTRY, 1, market=2) == "OrderAccepted"
    scene.finish()


@pytest.mark.parametrize(
    ("account", "market", "reason"), [(PARENT, 1, 271), (HOUSE, 1, 271), (CHILD, 9, 300), (999, 1, 200)]
)
def test_only_a_sub_account_is_bound_to_a_market_that_exists(account: int, market: int, reason: int) -> None:
    """[MGN-8]: main accounts, the backstop's too, markets and accounts that do not exist; to free a main account changes nothing."""
    scene = opened()
    assert bind(scene, account, market) == reason
    assert bind(scene, PARENT, EVERY) == "IsolationSet"
    scene.finish()


def test_whoever_has_something_in_another_market_is_not_bound() -> None:
    """[MGN-8]: a resting order or a position elsewhere; what lies in the market itself is no hindrance."""
    scene = opened()
    assert give(scene, PARENT, CHILD, 100 * USD) == "Transferred"
    assert scene.place(CHILD, BUY, ENTRY - 10, LOTS, market=2) == "OrderAccepted"
    assert bind(scene, CHILD, 1) == 207
    assert bind(scene, CHILD, 2) == "IsolationSet"
    assert bind(scene, CHILD, EVERY) == 207
    assert bind(scene, CHILD, 2) == "IsolationSet"
    scene.finish()
