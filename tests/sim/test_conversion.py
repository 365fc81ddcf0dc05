"""Borrowing and conversion: what other collateral lets an account owe, and who takes it when it must be paid (MGN-7), by core, judge and
auditor."""

from tests.sim.judge.state import BUY, SELL
from tests.sim.records import record
from tests.sim.scene import Scene
from tests.sim.vectors import CROWD, HOUSE, Held, V, brought, insurance_fund, liquidated, named, view_of
from tests.sim.world import key_of

OWNER, WHOLE, USD = 5, 10**8, 10**6
LOTS, LOW = 100, 1_000


def owing(debt: int, amount: int, *terms: int) -> Scene:
    """An account that has lost so much, and has ten times so much of an asset at 100 USD, weights 0.8 and 0.9; on terms of borrowing."""
    high = LOW + debt // V // LOTS
    scene = brought({0: Held(1, high), 1: Held(1, 100_000)}, 10**9)
    scene.step(record("SetAsset", 1, 2, 8, 800_000, 900_000), record("OpenAccount", OWNER, key_of(OWNER), 0))
    scene.step(record("SetFeeTier", key_of(OWNER), 2), record("Credit", OWNER, 1, 10 * amount))
    if terms:
        scene.step(record("SetBackstop", HOUSE), record("SetBorrowing", *terms))
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
    insurance_fund(scene, purse - 49 * USD)
    events = liquidated(scene)
    (converted,) = named(events, "Converted")
    assert (converted["amount"], converted["paid"], converted["backstop_collateral"]) == (WHOLE // 2, 49 * USD, 0)
    assert not named(events, "LossCovered")
    scene.step(scene.credit(HOUSE, 1_000 * USD))
    (rest,) = named(liquidated(scene), "Converted")
    assert (rest["amount"], rest["paid"], rest["collateral"]) == (-(-51 * WHOLE // 98), 51 * USD, 0)
    assert view_of(scene, OWNER, "AccountView")["equity"] > 0
    scene.finish()


def test_what_rose_at_once_is_taken_at_what_it_costs_now() -> None:
    """[MGN-7]: at 200 USD it counts as 100 and a little, and the backstop pays 196 for a whole one: a debt of 100 takes half of
    it, and an atom is over."""
    scene = owing(100 * USD, WHOLE)
    scene.prices(200_000_000, market=2)
    assert view_of(scene, OWNER, "AccountView")["equity"] < 950 * USD
    (converted,) = named(liquidated(scene), "Converted")
    assert (converted["amount"], converted["paid"]) == (-(-100 * WHOLE // 196), 100 * USD + 1)
    scene.finish()


HOUR = 3_600_000_000
USUAL = (1_000 * USD, 100_000, 50_000, HOUR)


def money_of(scene: Scene) -> tuple[int, int, int]:
    """Collateral of the owner, how far it may still fall, since when it owes."""
    borrow = view_of(scene, OWNER, "BorrowView")
    return view_of(scene, OWNER, "AccountView")["collateral"], borrow["room"], borrow["since"]


def test_a_loss_within_the_room_is_borrowed_for_an_hour() -> None:
    """[MGN-7] [PNL-4]: the pool has the money at once, nothing is owed in the market, and an hour after the first tick the asset pays."""
    scene = owing(50 * USD, WHOLE, *USUAL)
    assert money_of(scene) == (-50 * USD, 80 * USD, 0)
    assert not named(liquidated(scene), "Converted")
    since = scene.ts_us
    assert money_of(scene) == (-50 * USD, 80 * USD, since)
    assert view_of(scene, OWNER, "AccountView")["withdrawable"] == 0
    scene.ts_us = since + HOUR - 1
    assert not named(scene.step(record("Tick")), "Converted")
    scene.ts_us += 1
    (converted,) = named(scene.step(record("Tick")), "Converted")
    assert (converted["amount"], converted["paid"], converted["collateral"]) == (-(-50 * WHOLE // 98), 50 * USD, 0)
    assert not named(liquidated(scene), "Converted")
    scene.finish()


def test_who_owes_sees_what_his_next_order_would_do() -> None:
    """[MGN-7] [BOOK-11]: with 30 of the room left the preview fills like the order, and borrows the fee."""
    scene = owing(50 * USD, WHOLE, *USUAL)
    assert scene.place(CROWD, BUY, LOW, 2, market=1) == "OrderAccepted"
    told = scene.preview(OWNER, 1, SELL, 0, 0, 0, 0, LOW, 1)
    assert told[:2] == (0, 1)
    assert told[4] > 0
    assert scene.place(OWNER, SELL, LOW, 1, market=1) == "OrderAccepted"
    assert money_of(scene)[0] == -50 * USD - told[4]
    scene.finish()


def test_a_borrow_beyond_a_room_that_shrinks_is_converted_at_the_tick() -> None:
    """[MGN-7] [MGN-9]: at 62.50 USD the room is 50 USD, at a cent less it is not."""
    scene = owing(50 * USD, WHOLE, *USUAL)
    assert not named(liquidated(scene), "Converted")
    scene.prices(62_500_000, market=2)
    assert money_of(scene)[1] == 50 * USD
    assert not named(liquidated(scene), "Converted")
    scene.prices(62_490_000, market=2)
    (converted,) = named(liquidated(scene), "Converted")
    assert (converted["paid"], converted["collateral"]) == (50 * USD, 0)
    scene.finish()


def test_what_the_room_does_not_reach_is_a_debt_that_the_asset_pays() -> None:
    """[MGN-7] [PNL-4]: of a loss of 150 a room of 80 is borrowed, 70 are owed in the market; the next tick converts for both."""
    scene = owing(150 * USD, WHOLE, *USUAL)
    assert money_of(scene)[0] == -80 * USD
    assert view_of(scene, OWNER, "PositionView")["quote"] == -70 * USD
    events = liquidated(scene)
    (converted,) = named(events, "Converted")
    assert (converted["paid"], converted["collateral"]) == (150 * USD, 0)
    assert [debt["quote"] for debt in named(events, "DebtPaid")] == [0]
    scene.finish()


def test_nobody_borrows_what_all_together_may_not() -> None:
    """[MGN-7]: with no part of the vault to lend the loss is owed in the market, as without terms."""
    scene = owing(50 * USD, WHOLE, 1_000 * USD, 100_000, 0, HOUR)
    assert view_of(scene, OWNER, "AccountView")["collateral"] == 0
    assert view_of(scene, OWNER, "PositionView")["quote"] == -50 * USD
    assert len(named(liquidated(scene), "Converted")) == 1
    scene.finish()


def test_terms_outside_their_bounds_are_refused_with_the_bound() -> None:
    """[MGN-7]: one refusal for each field."""
    scene = owing(0, WHOLE, *USUAL)
    wrong = ((-1, 0, 0, 0), (1, 500_001, 0, 0), (1, 0, 500_001, 0), (1, 0, 0, 86_400_000_001))
    for place, terms in enumerate(wrong):
        (refused,) = named(scene.step(record("SetBorrowing", *terms)), "Refused")
        assert (refused["reason"], refused["found"]) == (571, place)
    scene.finish()


def test_hour_of_another_borrow_is_another() -> None:
    """[MGN-7] [CUST-47]: who pays between two ticks and borrows again before the next has an hour from then on, as on the chain."""
    scene = owing(50 * USD, WHOLE, *USUAL)
    assert not named(liquidated(scene), "Converted")
    first = scene.ts_us
    scene.ts_us += HOUR // 2
    scene.step(scene.credit(OWNER, 60 * USD))
    assert money_of(scene)[2] == 0
    for side, at in ((BUY, LOW + 50_000), (SELL, LOW)):
        scene.prices(at * 1_000, market=1)
        assert scene.place(OWNER, side, at, LOTS, market=1) == "OrderAccepted"
        assert scene.place(CROWD, 1 - side, at, LOTS, market=1) == "OrderAccepted"
    assert money_of(scene)[0] < 0
    scene.ts_us = first + HOUR
    assert not named(scene.step(record("Tick")), "Converted")
    assert money_of(scene)[2] == scene.ts_us
    scene.finish()
