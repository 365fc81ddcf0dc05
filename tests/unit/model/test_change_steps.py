"""Bounds of changes as an admin's command asks them: what the program would refuse days later is named at once [CUST-22]."""

from msgspec.structs import replace

from quantdesk.model.change_steps import Refused, asset_refused, cap_refused, limits_refused, market_refused
from quantdesk.model.market import symbol_bytes
from quantdesk.model.records_gen import ListMarket, Reason, SetAsset, SetMargin

LISTED = ListMarket(
    market=3, symbol=symbol_bytes("X-PERP"), tick_size=1_000_000_000, lot_size=100_000, price_max=1_000_000, order_max=1_000,
    position_max=10_000, open_interest_max=20_000, imf=20_000, mmf=10_000, requirement_min=0, profit_cap=5, band=50_000,
)  # fmt: skip
TIERS = SetMargin(3, 0, 0, 1_000_000, 15_000, 0, 0)
ENVELOPE_PPM = 100


def test_a_cap_of_nothing_does_not_rise() -> None:
    assert cap_refused(7, 14) is None
    assert cap_refused(0, 1) == Refused(Reason.CHANGE_STEP, 0, 0)


def test_limits_of_outflow_lie_between_half_and_double() -> None:
    assert limits_refused((10_001, 100_000, 50), (5_001, 200_000, 100)) is None
    assert limits_refused((10_001, 100_000, 50), (5_000, 200_000, 100)) == Refused(Reason.CHANGE_STEP, 5_001, 0)


def test_a_market_without_a_least_requirement_begins_with_two_atoms() -> None:
    """The program refuses more seven days later, however small it looks in dollars."""
    assert market_refused(LISTED, replace(LISTED, requirement_min=2), TIERS, ENVELOPE_PPM) is None
    found = market_refused(LISTED, replace(LISTED, requirement_min=1_000_000), TIERS, ENVELOPE_PPM)
    assert found == Refused(Reason.CHANGE_STEP, 2, 11)


def test_a_maintenance_fraction_stays_below_the_tiers_and_above_the_envelope() -> None:
    above = market_refused(LISTED, replace(LISTED, mmf=15_001), TIERS, ENVELOPE_PPM)
    assert above == Refused(Reason.MARKET_PARAMETERS, 15_001, 5)
    below = market_refused(LISTED, replace(LISTED, mmf=1), TIERS, ENVELOPE_PPM)
    assert below == Refused(Reason.MARKET_PARAMETERS, LISTED.mmf, 10)


def test_weights_of_an_asset_are_judged_by_what_is_in_force() -> None:
    """CUST-39: a first listing has nothing that it could fall from."""
    before, after = SetAsset(1, 3, 9, 800_000, 900_001), SetAsset(1, 3, 9, 400_000, 450_000)
    assert asset_refused(None, after, 1_000, 1_000_000) is None
    assert asset_refused(before, after, 1_000, 1_000_000) == Refused(Reason.CHANGE_STEP, 450_001, 5)
