"""How far a change of the exchange may go: the core's own bounds, over records [CUST-22, CUST-39, WDR-1].

Invariant: nothing is decided here. What comes back is the core's refusal, or nothing.
"""

import msgspec

from quantdesk.core import asset_change_refused, cap_change_refused, limits_change_refused, market_change_refused
from quantdesk.model.records_gen import ListMarket, Reason, SetAsset, SetMargin


class Refused(msgspec.Struct, frozen=True):
    """Why a change is not taken. bound: what the field may be; place: of the field."""

    reason: Reason
    bound: int
    place: int


def _refused(found: tuple[int, int, int] | None) -> Refused | None:
    return None if found is None else Refused(Reason(found[0]), found[1], found[2])


def cap_refused(before: int, after: int) -> Refused | None:
    """Why the cap of a vault, atoms, may not change so; place 0 [CUST-22]."""
    return _refused(cap_change_refused(before, after))


def limits_refused(before: tuple[int, int, int], after: tuple[int, int, int]) -> Refused | None:
    """Why the limits of a vault's outflow, of an hour and a day in ppm and the floor in atoms, may not change so; places 0 to 2 [WDR-1]."""
    return _refused(limits_change_refused(before, after))


def market_refused(before: ListMarket, after: ListMarket, margin: SetMargin, envelope_ppm: int) -> Refused | None:
    """Why a market with these tiers and envelope may not change so; places of ListMarket [CUST-22]."""
    return _refused(market_change_refused(before.encode(), after.encode(), margin.encode(), envelope_ppm))


def asset_refused(before: SetAsset | None, after: SetAsset, price_max: int, tick_size: int) -> Refused | None:
    """Why an asset at a price of this grid may not count for so much; places of SetAsset [CUST-39]."""
    known = None if before is None else before.encode()
    return _refused(asset_change_refused(known, after.encode(), price_max, tick_size))
