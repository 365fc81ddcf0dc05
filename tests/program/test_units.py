"""Compute units in a full world; the table is printed."""

import pytest

from quantdesk.chain.settlement import units_of
from quantdesk.keepers.resolve import UNITS_A_POSITION, UNITS_A_SAMPLE, UNITS_AN_ACCOUNT
from quantdesk.model.records_gen import Side
from tests.program.fills import FillWorld
from tests.program.units import end_units, held_beside, money_units

MONEY_UNITS_MAX = 15_000
FILL_UNITS_MAX = 15_000
REGISTER_UNITS_MAX = 6_000
PLACE_UNITS_MAX = 10_000
FUNDING_UNITS_MAX = 5_000
LIQUIDATE_UNITS_MAX = 60_000
# Nothing uses more than this part of the units that a keeper asks for.
SPARE_PERCENT = 85


def test_instructions_cost_at_most_what_the_design_allows():
    rows = money_units()
    print("\n" + "\n".join(f"{name:<32} {units:>7,} CU" for name, units in rows.items()))
    money = {name: units for name, units in rows.items() if name.startswith(("deposit", "withdraw"))}
    assert max(money.values()) <= MONEY_UNITS_MAX, money
    fills = {name: units for name, units in rows.items() if name.startswith("settle_per_fill")}
    assert max(fills.values()) <= FILL_UNITS_MAX, fills
    assert rows["register_per_order, of four"] <= REGISTER_UNITS_MAX
    assert rows["place_order"] <= PLACE_UNITS_MAX
    assert max(units for name, units in rows.items() if name.startswith("funding")) <= FUNDING_UNITS_MAX
    assert max(units for name, units in rows.items() if name.startswith("liquidate")) <= LIQUIDATE_UNITS_MAX


@pytest.mark.parametrize("others", [0, 2, 10, 63])
def test_what_the_keeper_asks_for_a_settlement_holds_with_a_position_in_every_market(others):
    """CUST-6: a limit that is too low would make an honest item fail for ever."""
    twins = FillWorld(9, traders=2)
    held_beside(twins, others)
    twins.order(1, Side.SELL, 618_000, 2)
    used = twins.settle(twins.order(2, Side.BUY, 618_000, 2))
    limit = units_of(accounts=5, items=1, positions=2 * (others + 1))
    assert limit * SPARE_PERCENT // 100 >= used


def test_what_the_keeper_asks_for_an_end_holds_with_a_position_in_every_market():
    """CUST-19."""
    for positions in (1, 64):
        rows = end_units(positions)
        limit = UNITS_AN_ACCOUNT + UNITS_A_POSITION * positions
        ends = ("resolve_account", "claim_exit")
        assert limit * SPARE_PERCENT // 100 >= max(units for name, units in rows.items() if name.startswith(ends))
        assert rows["resolve_price"] <= UNITS_A_SAMPLE * SPARE_PERCENT // 100
