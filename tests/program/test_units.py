"""Compute units in a full world; the table is printed."""

from tests.program.units import money_units

MONEY_UNITS_MAX = 15_000


def test_money_instructions_cost_at_most_fifteen_thousand_units():
    rows = money_units()
    print("\n" + "\n".join(f"{name:<32} {units:>7,} CU" for name, units in rows.items()))
    money = {name: units for name, units in rows.items() if name.startswith(("deposit", "withdraw"))}
    assert max(money.values()) <= MONEY_UNITS_MAX, money
