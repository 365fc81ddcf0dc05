"""From the first visit to a closed position by keys alone: the focus is always somewhere and always seen, and Escape gives it back."""

import re

from playwright.sync_api import expect

from tests.e2e.onboarded import CHAIN_MS, OwnApi
from tests.e2e.places import opened
from tests.e2e.test_trading import SOON_MS, bid, own_orders, own_size, plain, ticket

TABS_MAX, GROUPS_MAX = 120, 12
# What is wrong with the focus as it is; empty: nothing.
FOCUS = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return 'nobody has the focus';
  const box = one.getBoundingClientRect();
  const name = `${one.tagName.toLowerCase()} "${(one.getAttribute('aria-label') ?? one.innerText ?? '').slice(0, 40)}"`;
  if (!box.width || !box.height) return `the focus is on ${name}, which is not seen`;
  const shown = [one, one.closest('.field, .cin')].some((each) => {
    const style = each && getComputedStyle(each);
    return style && ((style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none');
  });
  return shown ? '' : `nothing shows that ${name} has the focus`;
}"""


class Keys:
    """Hands that have a keyboard and no mouse."""

    def __init__(self, page):
        self.page = page

    def press(self, *keys):
        """Presses keys one after another; after each, somebody has the focus, and it is seen."""
        for key in keys:
            self.page.keyboard.press(key)
            self.page.wait_for_function(f"() => ({FOCUS})() === ''", timeout=SOON_MS)

    def type(self, text):
        self.page.keyboard.type(text)
        assert self.page.evaluate(FOCUS) == ""

    def go(self, target, key="Tab"):
        """Tabs to a control."""
        expect(target).to_be_enabled(timeout=CHAIN_MS)
        for _ in range(TABS_MAX):
            if target.evaluate("(one) => one === document.activeElement"):
                return
            self.press(key)
        raise AssertionError(f"{target} is not reached by {key}")

    def do(self, target):
        """Tabs to a control and presses it."""
        self.go(target)
        self.press("Enter")

    def group(self, name):
        """Turns through the dock's groups to a panel."""
        panel = self.page.get_by_role("region", name=name, exact=True)
        for _ in range(GROUPS_MAX):
            self.press("F6")
            if panel.count() and panel.evaluate("(one) => one.contains(document.activeElement)"):
                return panel
        raise AssertionError(f"F6 does not reach {name}")

    def command(self, text):
        """A line of the command bar; the focus is where it was afterwards."""
        before = self.page.evaluate_handle("() => document.activeElement")
        self.press("Control+k")
        self.type(text)
        self.press("Enter")
        assert self.page.evaluate("(one) => one === document.activeElement || !one.isConnected", before)


def typed(keys, form, name, text):
    """Writes into a field of the ticket."""
    keys.go(form.get_by_label(name, exact=True))
    keys.press("Control+a")
    keys.type(text)


def chosen(keys, form, name):
    """Chooses one of several by the arrow keys."""
    one = form.get_by_role("radio", name=name, exact=True)
    keys.go(one.locator("xpath=..").locator("[tabindex='0']"), "Shift+Tab")
    for _ in range(8):
        if one.get_attribute("aria-checked") == "true":
            return
        keys.press("ArrowRight")
    raise AssertionError(f"the arrow keys do not choose {name}")


def test_stranger_becomes_a_trader_trades_and_closes_by_keys_alone(page, desk):
    page.api = OwnApi(page, desk)
    opened(page, desk.addresses.page)
    keys = Keys(page)
    keys.press("Tab")
    keys.do(page.get_by_role("banner").get_by_role("button", name="Start trading"))
    dialog = page.get_by_role("dialog")
    for name in ("Development wallet", "Get SOL and USDC", "Deposit 1000 USDC", "Buy 0."):
        keys.do(dialog.get_by_role("button", name=name))
    expect(dialog.get_by_role("heading", name="Your first trade is done")).to_be_visible(timeout=CHAIN_MS)
    keys.do(dialog.get_by_role("button", name="Start trading"))
    expect(dialog).to_have_count(0)
    page.account = page.api.account

    keys.press("Alt+2")
    expect(page.get_by_role("region", name="Book")).to_be_visible(timeout=SOON_MS)
    form = ticket(page)
    low = str(int(bid(page) * 0.98))
    keys.press("Control+b")
    chosen(keys, form, "Limit")
    typed(keys, form, "Price", low)
    typed(keys, form, "Size", "0.001")
    expect(form.locator("button[type=submit]")).to_be_enabled(timeout=SOON_MS)
    keys.press("Enter")
    expect(form.get_by_label("Size", exact=True)).to_have_value("", timeout=SOON_MS)
    [own] = own_orders(page)
    assert own["price"] == f"{low}.0"
    keys.command("orders")
    orders = keys.group("Orders")
    keys.do(orders.get_by_role("button", name="Cancel", exact=True))
    expect(page.get_by_text("No open orders.")).to_be_visible(timeout=SOON_MS)
    assert own_orders(page) == []

    had = float(own_size(page))
    keys.press("Control+b")
    chosen(keys, form, "Market")
    typed(keys, form, "Size", "0.002")
    expect(form.locator("button[type=submit]")).to_be_enabled(timeout=SOON_MS)
    keys.press("Enter")
    expect(form.get_by_label("Size", exact=True)).to_have_value("", timeout=SOON_MS)
    keys.command("positions")
    positions = keys.group("Positions")
    size = positions.locator("tbody td").nth(1)
    expect(size).to_have_text(f"{had + 0.002:.4f}", timeout=SOON_MS)
    assert float(plain(size.inner_text())) == float(own_size(page))
    keys.do(positions.get_by_role("button", name="Close 100 % of BTC-PERP"))
    expect(page.get_by_text("No open positions.")).to_be_visible(timeout=SOON_MS)
    assert float(own_size(page)) == 0
    keys.press("Tab")


def test_dialogs_and_places_are_opened_and_left_by_keys_and_give_the_focus_back(trader):
    page, keys = trader, Keys(trader)
    keys.press("Tab")
    keys.go(page.get_by_role("button", name="All keys"))
    here = page.evaluate_handle("() => document.activeElement")
    for key in ("`", "Control+k", "?", "Alt+l", "Alt+q"):
        keys.press(key)
        expect(page.get_by_role("dialog")).to_be_visible(timeout=SOON_MS)
        keys.press("Tab", "Shift+Tab", "Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)
        assert page.evaluate("(one) => one === document.activeElement", here), key

    keys.press("Alt+q")
    keys.go(page.get_by_label("Find a market"))
    keys.type("eth")
    keys.press("Enter")
    expect(page.get_by_role("form", name="Order in ETH-PERP")).to_be_visible(timeout=SOON_MS)
    keys.command("btc")
    expect(ticket(page)).to_be_visible(timeout=SOON_MS)
    # A price of the book goes into the ticket.
    pick = keys.group("Book").get_by_role("button", name="Pick")
    keys.go(pick)
    expect(pick).to_have_text(re.compile(r"Pick \S"), timeout=SOON_MS)
    keys.press("ArrowDown", "ArrowDown")
    named = plain(pick.inner_text()).removeprefix("Pick ")
    keys.press("Enter")
    expect(ticket(page).get_by_label("Price", exact=True)).to_have_value(named, timeout=SOON_MS)
    for key, name in (("Alt+1", "Simple"), ("Alt+2", "Pro")):
        keys.press(key)
        place = page.get_by_role("navigation", name="Workspaces").get_by_role("button", name=name)
        expect(place).to_have_attribute("aria-current", "page", timeout=SOON_MS)

    account = page.get_by_role("banner").locator("[aria-expanded]")
    keys.do(account)
    keys.do(page.get_by_role("banner").get_by_role("button", name="Deposit"))
    expect(page.get_by_role("dialog", name="Deposit")).to_be_visible(timeout=SOON_MS)
    keys.press("Tab", "Tab", "Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert account.evaluate("(one) => one === document.activeElement")
    keys.press("Control+k")
    keys.type("withdraw")
    keys.press("Enter")
    expect(page.get_by_role("dialog", name="Withdraw")).to_be_visible(timeout=SOON_MS)
    keys.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    keys.press("Tab")
