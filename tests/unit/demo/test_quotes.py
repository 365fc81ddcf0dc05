"""A maker's quotes: around the index, away from what it holds, within its limit."""

import random

from hypothesis import given
from hypothesis import strategies as st

from quantdesk.demo.mirror import Place
from quantdesk.demo.quotes import STYLES, Quoter, lots_of
from quantdesk.desk.markets import LISTINGS
from quantdesk.ingest.feeds import FEED_IDS
from quantdesk.model.market import symbol_text
from quantdesk.model.records_gen import Side

GRIDS = {
    symbol_text(listing.market.symbol): (
        listing.market.tick_size * listing.market.lot_size // 10**12,
        listing.price_mticks,
        listing.market,
    )
    for listing in LISTINGS
}
SYMBOLS = st.sampled_from(sorted(GRIDS))


def quoter(symbol: str, seed: int = 1) -> Quoter:
    return Quoter(GRIDS[symbol][0], STYLES[symbol], random.Random(seed))


def sides(wanted: dict[Place, int]) -> tuple[dict[int, int], dict[int, int]]:
    bids, asks = ({price: lots for (side, price), lots in wanted.items() if side == each} for each in Side)
    return bids, asks


def limit_of(symbol: str) -> int:
    tick_value, price, _ = GRIDS[symbol]
    return lots_of(tick_value, STYLES[symbol].limit, price)


def test_every_market_with_a_feed_is_made() -> None:
    assert set(STYLES) == set(FEED_IDS)


@given(SYMBOLS, st.integers(0, 2**32), st.integers(-150, 150), st.integers(500_000, 2_000_000))
def test_bids_stay_below_asks_and_orders_within_the_markets_limits(
    symbol: str, seed: int, held_percent: int, moved_ppm: int
) -> None:
    """BOOK-9: no quote crosses the index by as much as the initial margin."""
    _, price, market = GRIDS[symbol]
    index = price * moved_ppm // 1_000_000
    wanted = quoter(symbol, seed).wanted(index, limit_of(symbol) * held_percent // 100)
    bids, asks = sides(wanted)
    assert max(bids, default=0) < min(asks, default=2**31)
    assert all(0 < lots <= market.order_max for lots in wanted.values())
    for side, at in wanted:
        beyond = at * 1_000 - index if side == Side.BUY else index - at * 1_000
        assert beyond * 1_000_000 < index * market.imf


def test_flat_maker_quotes_ten_levels_a_side_in_every_market() -> None:
    for symbol, (_, price, _market) in GRIDS.items():
        bids, asks = sides(quoter(symbol).wanted(price, 0))
        assert min(len(bids), len(asks)) >= 10, symbol


def test_full_long_maker_only_sells_and_below_where_a_flat_one_would() -> None:
    for symbol, (_, price, _market) in GRIDS.items():
        limit = limit_of(symbol)
        flat = sides(quoter(symbol).wanted(price, 0))
        bids, asks = sides(quoter(symbol).wanted(price, limit))
        assert not bids, symbol
        assert min(asks) <= min(flat[1]), symbol
        bids, asks = sides(quoter(symbol).wanted(price, -limit))
        assert not asks, symbol
        assert max(bids) >= max(flat[0]), symbol


def test_adding_side_shrinks_with_the_position() -> None:
    price = GRIDS["SOL-PERP"][1]
    sums = []
    for percent in (0, 30, 60, 90):
        bids, _ = sides(quoter("SOL-PERP").wanted(price, limit_of("SOL-PERP") * percent // 100))
        sums.append(sum(bids.values()))
    assert sums == sorted(sums, reverse=True)
    assert sums[-1] < sums[0] // 5


def test_same_seed_gives_the_same_quotes_and_another_one_others() -> None:
    def hour(seed: int) -> list[dict[Place, int]]:
        made, price = quoter("ETH-PERP", seed), GRIDS["ETH-PERP"][1]
        return [made.wanted(price + step * 7, step) for step in range(50)]

    assert hour(4) == hour(4)
    assert hour(4) != hour(5)


def test_small_move_of_the_index_leaves_most_orders_where_they_are() -> None:
    for symbol, (_, price, _market) in GRIDS.items():
        made = quoter(symbol)
        before = made.wanted(price, 0)
        after = made.wanted(price + price // 50_000, 0)
        assert len(set(before) & set(after)) * 2 > len(before), symbol
