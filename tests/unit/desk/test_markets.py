"""Markets of a local desk keep the bounds of the law."""

import pytest

from quantdesk.desk.markets import LISTINGS
from quantdesk.ingest.feeds import FEED_IDS
from quantdesk.model.feed_synthetic import SYNTHETIC
from quantdesk.model.market import symbol_text

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


@pytest.mark.parametrize("listing", LISTINGS, ids=lambda listing: listing.market.symbol.decode().strip("\0"))
def test_fractions_grow_with_size_and_crowd_within_one(listing):
    """MGN-2, MGN-3: tiers rise, no initial fraction passes one, the caps of open interest are those of the class."""
    market, margin = listing.market, listing.margin
    assert 0 < margin.tier1_usd < margin.tier2_usd < margin.interest_lower // 1_000_000
    assert market.mmf < margin.tier1_mmf < margin.tier2_mmf
    assert margin.tier2_mmf * market.imf // market.mmf <= 1_000_000
    lot_atoms = listing.price_mticks // 1_000 * market.tick_size * market.lot_size // 10**12
    assert margin.interest_upper - lot_atoms < market.open_interest_max * lot_atoms <= margin.interest_upper


def test_numbers_and_symbols_are_used_once():
    assert len({listing.market.market for listing in LISTINGS}) == len(LISTINGS)
    assert len({listing.market.symbol for listing in LISTINGS}) == len(LISTINGS)


@pytest.mark.parametrize("listing", LISTINGS, ids=lambda listing: listing.market.symbol.decode().strip("\0"))
def test_tick_is_at_most_a_ten_thousandth_of_the_opening_price(listing):
    assert listing.price_mticks >= 10_000_000


def test_every_market_has_its_published_feed_and_a_made_up_one():
    """ORC-1: a market without a feed of verified prices is not listed."""
    symbols = {symbol_text(listing.market.symbol) for listing in LISTINGS}
    assert symbols == set(FEED_IDS) == set(SYNTHETIC)
    assert len(set(FEED_IDS.values())) == len(FEED_IDS)


@pytest.mark.parametrize("listing", LISTINGS, ids=lambda listing: listing.market.symbol.decode().strip("\0"))
def test_made_up_prices_lie_on_the_grid_of_the_market_within_its_bounds(listing):
    market = listing.market
    made_up = SYNTHETIC[symbol_text(market.symbol)]
    assert made_up.tick % market.tick_size == 0 or market.tick_size % made_up.tick == 0
    assert 10 * made_up.price // market.tick_size <= market.price_max
    assert made_up.price * 1_000 == listing.price_mticks * market.tick_size
