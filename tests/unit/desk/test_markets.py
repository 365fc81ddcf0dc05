"""Markets of a local desk keep the bounds of the law."""

import pytest

from quantdesk.desk.markets import LISTINGS

NOTIONAL_MAX = 2**52


@pytest.mark.parametrize("listing", LISTINGS, ids=lambda listing: listing.market.symbol.decode().strip("\0"))
def test_caps_keep_every_notional_below_the_bound(listing):
    """UNIT-2, UNIT-3: a whole tick value, and caps times the highest price at most 2^52 atoms."""
    market = listing.market
    tick_value, rest = divmod(market.tick_size * market.lot_size, 10**12)
    assert rest == 0
    assert tick_value >= 1
    assert market.position_max * market.price_max * tick_value <= NOTIONAL_MAX
    assert market.open_interest_max * market.price_max * tick_value <= NOTIONAL_MAX


@pytest.mark.parametrize("listing", LISTINGS, ids=lambda listing: listing.market.symbol.decode().strip("\0"))
def test_lot_is_worth_at_least_ten_cents_at_the_opening_price(listing):
    market = listing.market
    atoms = listing.price_mticks // 1_000 * market.tick_size * market.lot_size // 10**12
    assert atoms >= 100_000


def test_numbers_and_symbols_are_used_once():
    assert len({listing.market.market for listing in LISTINGS}) == len(LISTINGS)
    assert len({listing.market.symbol for listing in LISTINGS}) == len(LISTINGS)
