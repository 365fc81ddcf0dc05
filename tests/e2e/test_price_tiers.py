"""A source of prices is cut: the page says what the price is worth, and why the order is not taken."""

import re

from playwright.sync_api import expect

from tests.e2e.cut_source import cut
from tests.e2e.test_trading import ticket, written

TURN_MS = 60_000


def test_cut_source_is_seen_on_the_page_and_the_refused_order_names_it(trader, desk):
    """ORC-3: tier and cause in the market bar, in the ticket, and in the engine's readiness; all of it ends with the source's return."""
    expect(trader.get_by_test_id("price-origin")).to_have_text("SYNTHETIC", timeout=TURN_MS)
    badge = trader.get_by_test_id("price-tier")
    button = written(trader, side="Buy", size="0.001", price="50000")
    expect(button).to_be_enabled(timeout=TURN_MS)
    with cut(desk, "BTC-PERP"):
        expect(badge).to_have_text(re.compile("PRICE (STALE|MISSING): AGE"), timeout=TURN_MS)
        words = re.compile("The market's price is (stale|missing), because the last one is too old")
        expect(ticket(trader)).to_contain_text(words, timeout=TURN_MS)
        expect(button).to_be_disabled()
        assert "BTC-PERP" in str(desk.process("engine").facts["prices"])
    expect(badge).to_have_count(0, timeout=TURN_MS)
    expect(button).to_be_enabled(timeout=TURN_MS)
