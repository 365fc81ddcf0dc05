"""Tiers of prices in words: how far the price of a market can be relied upon, and why [ORC-3].

Invariant: every tier and cause of the core has its word; what a tier allows is the core's table alone.
"""

from collections.abc import Iterable

from quantdesk.model.market import symbol_text
from quantdesk.model.records_gen import MarketView, Tier, TierCause, View


def tier_text(view: MarketView) -> str:
    """The tier of a market's price, with the cause when it is not valid: "stale (age)"."""
    tier, cause = Tier(view.tier), TierCause(view.cause)
    return tier.label if tier is Tier.VALID else f"{tier.label} ({cause.label})"


def tiers_text(views: Iterable[View]) -> str:
    """Markets whose price is not valid, with tier and cause; "valid" when all are."""
    told = [(view, tier_text(view)) for view in views if isinstance(view, MarketView)]
    return ", ".join(f"{symbol_text(view.symbol)} {text}" for view, text in told if view.tier != Tier.VALID) or "valid"
