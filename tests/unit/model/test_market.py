"""A market's grid: symbol, exact notional, texts of prices and sizes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quantdesk.model.errors import Invalid, OffGrid
from quantdesk.model.market import Market, symbol_bytes, symbol_text, tick_value_of
from quantdesk.model.records_gen import MarketSet

SOL = Market.of(
    MarketSet(
        item=0,
        index=0,
        seq=1,
        market=2,
        symbol=symbol_bytes("SOL-PERP"),
        tick_size=10_000_000,
        lot_size=10_000_000,
        tick_value=100,
        price_max=10_000_000,
        order_max=1_000_000,
        position_max=4_000_000,
        open_interest_max=40_000_000,
        imf=50_000,
        mmf=25_000,
        requirement_min=1_000_000,
        profit_cap=10_000_000,
        band=50_000,
        paused=0,
    )
)


def test_worked_example_of_the_spec():
    """UNIT-2: 3.50 SOL at 150.25 are 525,875,000 atoms."""
    price, size = SOL.price_ticks("150.25"), SOL.size_lots("3.5")
    assert (price, size) == (15_025, 350)
    assert tick_value_of(10_000_000, 10_000_000) == SOL.tick_value == 100
    assert SOL.notional_atoms(price, size) == 525_875_000
    assert (SOL.symbol, SOL.price_text(price), SOL.size_text(-size), SOL.mark_text(15_025_125)) == (
        "SOL-PERP",
        "150.25",
        "-3.50",
        "150.25125",
    )


def test_price_off_the_grid_names_its_neighbours():
    """UNIT-5."""
    with pytest.raises(OffGrid) as refusal:
        SOL.price_ticks("150.255")
    assert (refusal.value.below, refusal.value.above, refusal.value.field) == ("150.25", "150.26", "price")


@pytest.mark.parametrize("text", ["0", "100000.01"])
def test_price_outside_the_market_is_refused(text):
    with pytest.raises(Invalid, match=r"expected at (least|most)"):
        SOL.price_ticks(text)


def test_size_above_the_order_limit_is_refused():
    assert SOL.size_lots("10000") == 1_000_000
    with pytest.raises(Invalid, match=r"at most 10000\.00"):
        SOL.size_lots("10000.01")


@pytest.mark.parametrize(("tick", "lot"), [(1_000_000, 100_000), (0, 1), (10**10, 10**13)])
def test_grid_without_whole_atoms_is_refused(tick, lot):
    """UNIT-2."""
    with pytest.raises(Invalid, match="whole atoms"):
        tick_value_of(tick, lot)


@pytest.mark.parametrize("text", ["BTC-PERP", "A", "1000PEPE-PERP", "ABCDEFGHIJKLMNOP"])
def test_symbol_survives_padding(text):
    assert len(symbol_bytes(text)) == 16
    assert symbol_text(symbol_bytes(text)) == text


@pytest.mark.parametrize(
    "text", ["", "btc-perp", "BTC PERP", "BTC-", "-BTC", "BTC--PERP", "ABCDEFGHIJKLMNOPQ", "BTC\0", "ÄTC"]
)
def test_what_is_no_symbol_is_refused(text):
    with pytest.raises(Invalid):
        symbol_bytes(text)


@pytest.mark.parametrize("padded", [bytes(16), b"BTC", b"BTC\0PERP" + bytes(8), b"\xffTC" + bytes(13)])
def test_what_is_no_padded_symbol_is_refused(padded):
    with pytest.raises(Invalid):
        symbol_text(padded)


@given(st.integers(1, SOL.price_max_ticks))
def test_price_survives_its_text(ticks):
    """UNIT-5."""
    assert SOL.price_ticks(SOL.price_text(ticks)) == ticks
