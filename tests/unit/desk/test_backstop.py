"""What a local desk charges for liquidation, by class."""

import pytest

from quantdesk.desk.backstop import risk_of
from quantdesk.model.records_gen import MarketView


@pytest.mark.parametrize(
    ("imf", "fee", "cap_usd"),
    [
        (20_000, 2_500, 1_000_000),
        (40_000, 5_000, 500_000),
        (100_000, 10_000, 100_000),
        (200_000, 10_000, 25_000),
        (7, 10_000, 25_000),
    ],
)
def test_fee_and_insurance_cap_follow_the_class_of_a_market(imf: int, fee: int, cap_usd: int) -> None:
    """LIQ-3, LIQ-5: by the initial fraction; a class that is not known has the smallest cap."""
    zeros = dict.fromkeys(MarketView.__struct_fields__, 0)
    risk = risk_of(MarketView(**(zeros | {"market": 3, "symbol": bytes(16), "imf": imf})))
    assert (risk.market, risk.liquidation_fee, risk.insurance_cap) == (3, fee, cap_usd * 10**6)
