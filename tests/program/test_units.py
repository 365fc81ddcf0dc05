"""Compute units in a full world; the table is printed."""

from tests.program.units import money_units

MONEY_UNITS_MAX = 15_000
FILL_UNITS_MAX = 15_000
REGISTER_UNITS_MAX = 6_000
PLACE_UNITS_MAX = 10_000
FUNDING_UNITS_MAX = 5_000
LIQUIDATE_UNITS_MAX = 60_000


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
    assert rows["liquidate, a step"] <= LIQUIDATE_UNITS_MAX
