"""Shares of referrers, by core, judge and auditor: large enough fills that a tenth of a fee is something (FEE-2, FEE-5)."""

import random
from collections import Counter

import pytest

from tests.sim.judge.state import ANY_TOTAL, BUY, IOC, SELL
from tests.sim.records import record
from tests.sim.scene import Scene, verdict
from tests.sim.world import key_of

ACCOUNTS, USD = 5, 10**6


def sums(events: list[dict[str, int | bytes | str]]) -> Counter[str]:
    """How many of each event, and by which of a fill's fees something was set aside."""
    found = Counter(str(event["event"]) for event in events)
    found.update(f"shared {event['shared']}" for event in events if event["event"] == "OrderFilled")
    return found


@pytest.mark.parametrize("seed", range(4))
def test_shares_of_random_fills_are_those_of_the_judge(seed: int) -> None:
    """[FEE-2] [FEE-5] [CUST-46]: referrers are named, tiers change, prices fall, accounts leave, are emptied and filled again."""
    rng = random.Random(seed)
    scene = Scene().open(ACCOUNTS, 2_000 * USD, price_max=1_000_000, order_max=100_000, band=900_000)
    seen: Counter[str] = Counter()
    for _ in range(400):
        scene.ts_us += 1_000_000
        account, other = rng.sample(range(1, ACCOUNTS + 1), 2)
        draw = rng.random()
        if draw < 0.06:
            rows = [record("SetReferrer", account, key_of(other - 1))]
        elif draw < 0.1:
            rows = [record("SetFeeTier", key_of(account - 1), rng.randrange(4))]
        elif draw < 0.2:
            rows = [record("PayShare", account, 0)]
        elif draw < 0.24:
            rows = [record("Debit", account, 0, rng.randrange(1, 2_000 * USD), 0, ANY_TOTAL)]
        elif draw < 0.3:
            rows = [scene.credit(account, rng.randrange(1, 200 * USD))]
        elif draw < 0.32:
            rows = [record("Leave", account, rng.randrange(2))]
        elif draw < 0.38:
            mark = rng.randrange(90_000, 110_000)
            rows = [record("SetPrices", 0, mark, mark), record("Tick")]
        else:
            price, lots = rng.randrange(95, 106), rng.randrange(1, 60_000)
            side = rng.choice((BUY, SELL))
            rows = [scene.order(other, 1 - side, price, lots), scene.order(account, side, price, lots, tif=IOC)]
        events = scene.step(*rows)
        seen.update(sums(events))
        seen.update(verdict([event]) for event in events if event["event"] == "Refused")
    scene.finish()
    for name in ("shared 1", "shared 2", "shared 3", "SharePaid", "ReferrerSet", "share_none", "referrer_known"):
        assert seen[name], (name, seen)


def test_a_share_waits_while_its_account_holds_nothing() -> None:
    """[CUST-46]: what is empty could be closed on the chain before the share lands there."""
    scene = Scene().open(2, 2_000 * USD)
    scene.step(record("OpenAccount", 3, key_of(2), 0), record("SetReferrer", 1, key_of(2)))
    scene.trade(1, 2, 100, 10_000)
    pay = record("PayShare", 3, 0)
    assert verdict(scene.step(pay)) == "transfer_to_empty"
    scene.step(scene.credit(3, 1))
    (paid,) = [event for event in scene.step(pay) if event["event"] == "SharePaid"]
    assert (paid["amount"], paid["collateral"]) == (405, 406)
    assert verdict(scene.step(pay)) == "share_none"
    scene.finish()
