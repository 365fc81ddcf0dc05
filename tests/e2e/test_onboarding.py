"""A stranger's first minute: no wallet, no account, no money; a wallet of the page, test money, one transaction, one filled order."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.onboarded import CHAIN_MS, onboarded
from tests.e2e.places import accessible, opened

MINUTE_S = 60.0
LEAVING = re.compile(r"Can leave now\s*([\d,]+\.\d+)")


@pytest.fixture
def trader(page, desk):
    """A page whose person went from nothing to a filled order; how long that took is told, and asserted against the minute."""
    opened(page, desk.addresses.page)
    took_s = onboarded(page)
    print(f"first trade after {took_s:.1f} s")
    assert took_s < MINUTE_S
    accessible(page)
    page.get_by_role("dialog").get_by_role("button", name="Start trading").click()
    return page


def moved(page, kind, amount):
    """Moves USDC with the dialog, until it says that every step is done."""
    page.get_by_role("button", name="Account ").click()
    page.get_by_role("banner").get_by_role("button", name=kind, exact=True).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Amount").fill(amount)
    dialog.get_by_role("button", name=f"{kind} {amount} USDC").click()
    expect(dialog.locator(".trail li.done").first).to_be_visible(timeout=CHAIN_MS)
    expect(dialog.locator(".trail li:not(.done)")).to_have_count(0, timeout=CHAIN_MS)
    accessible(page)
    dialog.get_by_role("button", name="Close", exact=True).last.click()


def test_a_stranger_trades_within_a_minute_then_money_goes_in_and_out(trader):
    moved(trader, "Deposit", "50")
    moved(trader, "Withdraw", "100")
    trader.get_by_role("button", name="Account ").click()
    trader.get_by_role("banner").get_by_role("button", name="Withdraw", exact=True).click()
    dialog = trader.get_by_role("dialog")
    expect(dialog).to_contain_text(LEAVING, timeout=30_000)
    # 1,000 and 50 came in, 100 went out; the first trade cost its fee and holds a tenth of its 100 USDC.
    assert 900 < float(LEAVING.search(dialog.inner_text())[1].replace(",", "")) < 950


def test_who_was_signed_in_is_again_after_a_reload_until_he_signs_out(trader):
    head = trader.get_by_role("banner")
    account = head.get_by_role("button", name="Account ")
    trader.reload()
    expect(account).to_be_visible(timeout=30_000)
    account.click()
    head.get_by_role("button", name="Sign out").click()
    expect(head.get_by_role("button", name="Start trading")).to_be_visible(timeout=30_000)
    trader.reload()
    expect(head.get_by_role("button", name="Start trading")).to_be_visible(timeout=30_000)
