"""Rows of the generic source, and what it says where the library is not installed; the library itself: tests/clients/test_ccxt.py."""

import pytest

from quantdesk.ingest.sources.ccxt_pro import ccxt_pro, decimal_e9
from quantdesk.ingest.sources.kinds import OPEN, ConfigInvalid, Surroundings, config_read
from quantdesk.model.feed import FeedInvalid
from tests.integration.ingest.loopback import lost


async def test_missing_library_is_said_with_what_brings_it() -> None:
    assert "quantdesk[ccxt]" in (await lost(ccxt_pro("kraken", {"BTC/USD": "BTC-PERP"}, {})))[1]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('{"symbols": {"BTC/USD": "BTC-PERP"}}', "venue"),
        ('{"venue": "kraken"}', "symbols"),
        ('{"venue": "kraken", "symbols": {"BTC/USD": "BTC-PERP"}, "settings": {"apiKey": "x"}}', "apiKey"),
    ],
)
def test_row_without_venue_or_symbols_or_with_a_key_is_refused(text: str, found: str) -> None:
    with pytest.raises(ConfigInvalid, match=found):
        config_read("ccxt", text)


def test_row_becomes_a_source_without_loading_the_library() -> None:
    config = config_read("ccxt", '{"venue": "kraken", "symbols": {"BTC/USD": "BTC-PERP"}}')
    assert OPEN["ccxt"](config, Surroundings("")) is not None


@pytest.mark.parametrize(
    ("value", "e9"), [(61800.1, 61_800_100_000_000), (1e-9, 1), (2.0341e-05, 20_341), (0.1 + 0.2, 300_000_000)]
)
def test_binary_fraction_is_the_decimal_that_the_venue_sent(value: float, e9: int) -> None:
    assert decimal_e9(value) == e9
    with pytest.raises(FeedInvalid):
        decimal_e9(-value - 1)
