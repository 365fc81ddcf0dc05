"""The desk around the panels: workspaces, dock, command bar, keys, chart, phone; and nothing that a screen reader trips over."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.places import accessible, opened, pro


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_every_place_and_dialog_is_accessible(page, desk, theme):
    opened(page, desk.addresses.page)
    if theme == "light":
        page.get_by_role("button", name="Light theme").click()
    accessible(page)
    pro(page)
    accessible(page)
    for key in ("Control+k", "?", "Alt+l", "Alt+q"):
        page.keyboard.press(key)
        expect(page.get_by_role("dialog")).to_be_visible()
        accessible(page)
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)


def test_dock_is_kept_and_can_be_had_back(page, desk):
    opened(page, desk.addresses.page)
    pro(page)
    page.get_by_role("tab", name="Trades").click()
    page.keyboard.press("Alt+w")
    expect(page.get_by_test_id("tape")).to_have_count(0)
    page.wait_for_function("() => localStorage.getItem('quantdesk.layouts')?.includes('Book')", timeout=10_000)
    page.reload()
    expect(page.get_by_role("region", name="Book")).to_be_visible(timeout=30_000)
    expect(page.get_by_test_id("tape")).to_have_count(0)
    page.keyboard.press("Control+k")
    page.keyboard.type("layout reset")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("tape")).to_be_visible()


def test_command_bar_goes_where_it_is_told(page, desk):
    opened(page, desk.addresses.page)
    page.keyboard.press("`")
    page.keyboard.type("eth depth")
    page.keyboard.press("Enter")
    expect(page.get_by_role("region", name="Depth")).to_be_visible(timeout=30_000)
    expect(page.get_by_role("button", name="ETH-PERP").first).to_be_visible()
    page.keyboard.press("Control+k")
    page.keyboard.type("btc chart 15")
    page.keyboard.press("Enter")
    expect(page.get_by_role("radio", name="15m")).to_be_checked()
    expect(page.get_by_text("BTC-PERP · 15m")).to_be_visible()


def test_layout_that_is_none_does_no_harm(page, desk):
    opened(page, desk.addresses.page)
    page.evaluate(
        '() => localStorage.setItem(\'quantdesk.layouts\', \'{"version":1,"value":[{"name":"pro","model":{"layout":7}}]}\')'
    )
    page.reload()
    pro(page)
    expect(page.get_by_test_id("tape")).to_be_visible()


def test_chart_shows_the_candles_of_the_exchange(page, desk):
    opened(page, desk.addresses.page)
    page.get_by_label("More time frames").select_option("1s")
    expect(page.locator(".plot[data-state=ready]")).to_be_visible(timeout=60_000)
    close = page.locator(".legend b").nth(3)
    expect(close).to_have_text(re.compile(r"^[\d,.]+$"), timeout=30_000)
    before = page.locator(".legend").inner_text()
    expect(page.locator(".legend")).not_to_have_text(before, timeout=60_000)


def test_phone_has_its_own_shell(page, desk):
    page.set_viewport_size({"width": 390, "height": 844})
    opened(page, desk.addresses.page)
    for name in ("Markets", "Trade", "Positions", "More", "Chart"):
        page.get_by_role("navigation", name="Main").get_by_role("button", name=name).click()
        accessible(page)
        assert page.evaluate("() => document.documentElement.scrollWidth") <= 390
    expect(page.get_by_role("img", name=re.compile("Candles of"))).to_be_visible()
