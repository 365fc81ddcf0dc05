"""Changes that admins named on the chain, on one scene for core, judge and auditor (CUST-22, CUST-39, CUST-50)."""

import pytest

from tests.sim.judge.state import BUY, SELL
from tests.sim.records import record
from tests.sim.scene import Scene, listing, verdict

NAMES = ("order_max", "position_max", "open_interest_max", "imf", "mmf", "requirement_min")
ASSET = (1, 0, 8, 800_000, 900_000)


def scene() -> Scene:
    return Scene().open(3, 100_000)


def changed(made: Scene, change: int, **numbers: int) -> str:
    """A change of market 0 from what it was listed with; what became of it."""
    listed = dict(zip(NAMES, listing()[4:10], strict=True))
    told = made.step(record("ChangeMarket", change, 0, *(listed | numbers).values()))
    return verdict(told) if len(told) == 1 else " ".join(one["event"] for one in told)


def test_change_is_taken_once_and_numbers_rise() -> None:
    """[CUST-50]: told twice, or after a later one, nothing changes; zero is what the chain has already."""
    made = scene()
    assert changed(made, 4) == "MarketSet ChangeTaken"
    assert [changed(made, number) for number in (4, 3)] == ["change_known"] * 2
    assert changed(made, 0) == "MarketSet"
    assert changed(made, 5) == "MarketSet ChangeTaken"
    made.finish()


@pytest.mark.parametrize("name", NAMES)
def test_each_number_of_a_market_rises_at_most_to_the_double(name: str) -> None:
    """[CUST-22]: but the chain is followed wherever it is."""
    made = scene()
    most = 2 * (dict(zip(NAMES, listing()[4:10], strict=True))[name] or 1)
    # A maintenance fraction needs an initial one above it.
    room = {"imf": most} if name == "mmf" else {}
    assert changed(made, 1, **{name: most + 1}, **room) == "change_step"
    assert changed(made, 1, **{name: most}, **room) == "MarketSet ChangeTaken"
    if name != "mmf":
        assert changed(made, 0, **{name: 2 * most + 1}) == "MarketSet"
    made.finish()


def test_weights_of_an_asset_keep_half_and_its_market_stays() -> None:
    """[CUST-39]."""
    made = scene()
    made.step(record("SetAsset", *ASSET))
    of = [
        (1, 1, (0, 8, 0, 449_999), "change_step"),
        (1, 1, (0, 8, 0, 450_000), "AssetSet"),
        (2, 1, (9, 8, 0, 450_000), "change_step"),
        (2, 0, (65_535, 6, 1_000_000, 1_000_000), "asset_unknown"),
        (1, 1, (0, 8, 0, 450_000), "change_known"),
        (0, 1, (0, 8, 0, 1), "AssetSet"),
        (2, 2, (0, 3, 5, 5), "AssetSet"),
    ]
    for change, asset, weights, expected in of:
        assert verdict(made.step(record("ChangeAsset", change, asset, *weights))) == expected
    made.finish()


def test_new_fraction_binds_new_risk_and_the_new_maintenance_fraction_who_is_liquidated() -> None:
    """[CUST-50]: what was open stays open; a reduction is always taken."""
    made = scene()
    made.trade(1, 2, 100, 10)
    assert changed(made, 1, position_max=10, order_max=4) == "MarketSet ChangeTaken"
    assert made.place(1, BUY, 100, 1) == "position_limit"
    assert made.place(1, SELL, 110, 5) == "order_size"
    assert made.place(1, SELL, 110, 4) == "OrderAccepted"
    made.finish()
