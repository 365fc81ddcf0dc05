"""The rate as it stands is the core's, as a signed fraction of nine digits, and null before the first sample."""

from typing import Any

from quantdesk.gateway.funding import funding_next_ms, funding_of
from quantdesk.model.records_gen import MarketView


def view(premium: int, samples: int) -> MarketView:
    fields: dict[str, Any] = dict.fromkeys(MarketView.__struct_fields__, 0)
    return MarketView(**(fields | {"symbol": bytes(16), "premium": premium, "samples": samples}))


def test_rate_follows_the_mean_premium_within_its_bounds() -> None:
    """FND-2: 0.01 % in 8 hours while the premium is near; the premium less 0.05 % beyond that; at most 4 % an hour."""
    assert funding_of(view(0, 1)) == "0.000012500"
    assert funding_of(view(500_000, 720)) == "0.000012500"
    assert funding_of(view(1_100_000, 3)) == "0.000075000"
    assert funding_of(view(-1_100_000, 3)) == "-0.000075000"
    assert funding_of(view(10**9, 3)) == "0.040000000"


def test_rate_is_not_known_before_the_first_sample() -> None:
    assert funding_of(view(0, 0)) is None


def test_hour_ends_at_the_next_full_hour() -> None:
    assert funding_next_ms(1_790_000_000_000) == 1_790_002_800_000
    assert funding_next_ms(1_790_002_800_000) == 1_790_006_400_000
