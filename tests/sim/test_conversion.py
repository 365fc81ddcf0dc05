"""Conversion: the backstop takes other collateral of an account that owes without a position (MGN-7), by core, judge and auditor."""

from tests.sim.judge.state import BUY, SELL
from tests.sim.records import record
from tests.sim.scene import Scene
from tests.sim.vectors import CROWD, HOUSE, Held, V, brought, liquidated, named, view_of
from tests.sim.world import key_of

OWNER, WHOLE, USD = 5, 10**8, 10**6
LOTS, LOW = 100, 1_000


def owing(debt: int, amount: int) -> Scene:
    """An account that owes so much without a position, and has so much of an asset at 100 USD, weights 0.8 and 0.9."""
    high = LOW + debt // V // LOTS
    scene = brought({0: Held(1, high), 1: Held(1, 100_000)}, 10**9)
    scene.step(record("SetAsset", 1, 2, 8, 800_000, 900_000), record("OpenAccount", OWNER, key_of(OWNER), 0))
    scene.step(record("SetFeeTier", key_of(OWNER), 2), record("Credit", OWNER, 1, 10 * amount))
    for side, at in ((BUY, high), (SELL, LOW)):
        scene.prices(at * 1_000, market=1)
        assert scene.place(OWNER, side, at, LOTS, market=1) == "OrderAccepted"
        assert scene.place(CROWD, 1 - side, at, LOTS, market=1) == "OrderAccepted"
    return scene


def test_a_debt_is_paid_by_as_much_of_the_asset_as_it_asks() -> None:
    """[MGN-7] [LIQ-1]: 100 USD at 98 % of 100 USD; the rest of the asset stays, nothing is written off, and it happens once."""
    scene = owing(100 * USD, WHOLE)
    purse = view_of(scene, HOUSE, "AccountView")["collateral"]
    events = liquidated(scene)
    (converted,) = named(events, "Converted")
    taken = -(-100 * WHOLE // 98)
    assert (converted["amount"], converted["paid"], converted["left"]) == (taken, 100 * USD, 10 * WHOLE - taken)
    assert (converted["collateral"], converted["backstop_collateral"]) == (0, purse - 100 * USD)
    assert not named(events, "LossCovered")
    assert not named(liquidated(scene), "Converted")
    scene.finish()


def test_a_purse_smaller_than_the_debt_takes_what_it_can_pay_and_the_rest_later() -> None:
    """[MGN-7]: 49 USD of the backstop take half a whole one; nothing is written off while there is more; the rest follows its purse."""
    scene = owing(100 * USD, WHOLE)
    purse = view_of(scene, HOUSE, "AccountView")["collateral"]
    scene.step(record("FundInsurance", 1, HOUSE, purse - 49 * USD))
    events = liquidated(scene)
    (converted,) = named(events, "Converted")
    assert (converted["amount"], converted["paid"], converted["backstop_collateral"]) == (WHOLE // 2, 49 * USD, 0)
    assert not named(events, "LossCovered")
    scene.step(scene.credit(HOUSE, 1_000 * USD))
    (rest,) = named(liquidated(scene), "Converted")
    assert (rest["amount"], rest["paid"], rest["collateral"]) == (-(-51 * WHOLE // 98), 51 * USD, 0)
    assert view_of(scene, OWNER, "AccountView")["equity"] > 0
    scene.finish()
