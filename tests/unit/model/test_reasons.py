"""Reasons in words."""

import pytest

from quantdesk.model.reasons import reason_text
from quantdesk.model.records_gen import Reason, Tier, TierCause


@pytest.mark.parametrize("reason", Reason, ids=lambda reason: reason.label)
def test_every_reason_has_one_sentence_without_leftovers(reason):
    text = reason_text(reason, 1_234, 5_678)
    assert text.endswith(".")
    assert len(text) <= 200
    assert "{" not in text


def test_numbers_carry_their_unit():
    assert (
        reason_text(Reason.ORDER_SIZE, 100, 101) == "The size must be above zero and at most 100 lots, found 101 lots."
    )


def test_an_edge_that_knows_the_market_writes_the_numbers():
    text = reason_text(Reason.POST_ONLY_CROSSES, 15_025, 15_026, lambda number, unit: f"{number / 100:.2f} ({unit})")
    assert (
        text
        == "A post-only order must not take: the best opposite price is 150.25 (ticks), the order's is 150.26 (ticks)."
    )


@pytest.mark.parametrize("cause", TierCause, ids=lambda cause: cause.label)
@pytest.mark.parametrize("tier", Tier, ids=lambda tier: tier.label)
def test_a_tier_is_named_with_its_cause(tier: Tier, cause: TierCause) -> None:
    """ORC-3: the refusal of an order says how far the price can be relied upon, and why."""
    text = reason_text(Reason.MARKET_TIER, tier, cause)
    others = [reason_text(Reason.MARKET_TIER, tier, other) for other in TierCause if other is not cause]
    assert f"is {tier.label}," in text
    assert text not in others
    assert len(text) <= 200
