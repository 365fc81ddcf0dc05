"""The desk and the browser of the tests in e2e, and two people on it: a stranger, and a trader with positions and orders."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import PATIENCE_MS, chromium, desk
from tests.e2e.onboarded import onboarded
from tests.e2e.places import THERE_MS, WIDE, Watch, opened

__all__ = ["chromium", "desk"]

# What the trader has sent by the command bar: two positions; the fixture adds one order that rests.
ORDERS = ("SELL 2 SOL", "BUY 0.004 BTC")
SHARE = 0.97


@pytest.fixture(scope="module")
def stranger(desk, chromium):
    """A page of somebody without an account, and what its browser complained of."""
    yield from _person(chromium)


@pytest.fixture(scope="module")
def trader(desk, chromium):
    """A page of somebody with two positions and a resting order, and what its browser complained of."""
    for page, watch in _person(chromium):
        opened(page, desk.addresses.page)
        onboarded(page)
        page.get_by_role("dialog").get_by_role("button", name="Start trading").click()
        for order in (*ORDERS, f"BUY 0.003 BTC @ {_below(page)}"):
            _ordered(page, order)
        watch.taken()
        yield page, watch


def _person(chromium):
    context = chromium.new_context(viewport=WIDE, reduced_motion="reduce")
    context.set_default_timeout(PATIENCE_MS)
    page, watch = context.new_page(), Watch()
    watch.on(page)
    yield page, watch
    context.close()


def _below(page):
    """A whole price a little below the mark."""
    told = page.get_by_test_id("mark").inner_text().replace(",", "")
    return int(float(told) * SHARE)


def _ordered(page, text):
    """An order, as it is typed: read, reviewed, sent."""
    page.keyboard.press("Control+k")
    bar = page.get_by_role("dialog").get_by_role("combobox")
    expect(bar).to_be_visible(timeout=THERE_MS)
    bar.fill(text)
    # What the core says of it: an order of which nothing is known yet is not sent.
    expect(page.locator(".cgrid dd").first).not_to_have_text("--", timeout=THERE_MS)
    page.keyboard.press("Enter")
    expect(page.get_by_text("sign and place")).to_be_visible(timeout=THERE_MS)
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_have_count(0, timeout=THERE_MS)
    page.wait_for_timeout(500)
