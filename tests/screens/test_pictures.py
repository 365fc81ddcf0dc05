"""Makes the pictures of docs/screens.md anew: places as a stranger and as a trader see them, from a desk with makers at work.

A picture is of one place, one size and one dress; the page beside them says what was found in each (tools/tidy keeps them together).
"""

import base64
import contextlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from quantdesk.desk.paths import ROOT
from tests.e2e.cut_source import cut
from tests.e2e.places import FAULTS, PHONE, THERE_MS, WIDE, keyed, onboarding, opened, phone_place, settled, tab
from tests.e2e.test_trading import written

FOLDER = ROOT / "docs" / "screens"
BYTES_MAX = 150_000
QUALITY = 82
LIVED_MS = 4_000
# Where a book is shown, makers stand on both of its sides.
WHOLE_BOOK = """() => [...document.querySelectorAll('[data-testid=book] :is(.asks, .bids)')]
  .every((side) => [...side.querySelectorAll('.p')].filter((price) => price.textContent).length >= 5)"""
KEEP = "([name, text]) => localStorage.setItem(name, text)"

DRESSES = {
    "dark": ("dark", "teal-red"),
    "light": ("light", "teal-red"),
    "blue-orange": ("dark", "blue-orange"),
}


@dataclass(frozen=True)
class Shot:
    """A place: whose page, how large, in which workspace and dresses, and the way there from the page as it opens; cut: while no source
    tells the market's price.
    """

    who: str
    size: dict[str, int]
    show: Callable[[Page], object] = lambda page: None
    workspace: str = "simple"
    dresses: tuple[str, ...] = tuple(DRESSES)
    cut: bool = False


def account_item(name: str) -> Callable[[Page], None]:
    """A dialog of the account's menu."""

    def show(page: Page) -> None:
        page.locator(".acct").click()
        page.get_by_role("button", name=name, exact=True).last.click()
        expect(page.get_by_role("dialog")).to_be_visible(timeout=THERE_MS)

    return show


def status(page: Page) -> None:
    """The panel that is not in a dock from the start."""
    keyed("Control+k", "status")(page)
    page.keyboard.press("Enter")


def order_written(page: Page) -> None:
    """An order in the ticket, to see what it is refused for."""
    written(page, side="Buy", size="0.001", price="50000")


def exits(page: Page) -> None:
    """An entry that is written with both of its exits."""
    form = page.get_by_role("form", name="Order in BTC-PERP")
    form.get_by_label("Size", exact=True).fill("0.003")
    form.get_by_label("Take profit and stop loss").check()
    mark = float(page.get_by_test_id("mark").inner_text().replace(",", ""))
    form.get_by_label("Take profit", exact=True).fill(str(int(mark * 1.02)))
    form.get_by_label("Stop loss", exact=True).fill(str(int(mark * 0.99)))


def ladder(page: Page) -> None:
    """A scale that is written: five orders below the market."""
    form = page.get_by_role("form", name="Order in BTC-PERP")
    form.get_by_label("Size", exact=True).fill("0.01")
    form.get_by_label("Starts").select_option("scale")
    mark = float(page.get_by_test_id("mark").inner_text().replace(",", ""))
    form.get_by_label("Price", exact=True).fill(str(int(mark * 0.99)))
    form.get_by_label("Last price").fill(str(int(mark * 0.97)))


SHOTS = {
    "simple": Shot("trader", WIDE),
    "simple-stranger": Shot("stranger", WIDE, dresses=("dark",)),
    "pro": Shot("trader", WIDE, tab("Positions"), "pro"),
    "pro-stranger": Shot("stranger", WIDE, workspace="pro", dresses=("dark",)),
    "pro-exits": Shot("trader", WIDE, exits, "pro", ("dark",)),
    "pro-scale": Shot("trader", WIDE, ladder, "pro", ("dark",)),
    "pro-depth": Shot("trader", WIDE, tab("Depth"), "pro", ("dark",)),
    "pro-orders": Shot("trader", WIDE, tab("Orders"), "pro", ("dark",)),
    "pro-fills": Shot("trader", WIDE, tab("Fills"), "pro", ("dark",)),
    "pro-markets": Shot("trader", WIDE, tab("Markets"), "pro", ("dark",)),
    "pro-status": Shot("trader", WIDE, status, "pro", ("dark",)),
    "pro-cut": Shot("trader", WIDE, order_written, "pro", ("dark",), cut=True),
    "pro-status-cut": Shot("trader", WIDE, status, "pro", ("dark",), cut=True),
    "command": Shot("trader", WIDE, keyed("Control+k", "btc"), "pro", ("dark",)),
    "command-order": Shot("trader", WIDE, keyed("Control+k", "BUY 0.01 BTC"), "pro", ("dark",)),
    "markets": Shot("trader", WIDE, keyed("Alt+q"), "pro", ("dark",)),
    "keys": Shot("trader", WIDE, keyed("?"), "pro", ("dark",)),
    "layouts": Shot("trader", WIDE, keyed("Alt+l"), "pro", ("dark",)),
    "onboarding": Shot("stranger", WIDE, onboarding, dresses=("dark", "light")),
    "deposit": Shot("trader", WIDE, account_item("Deposit"), dresses=("dark",)),
    "phone-chart": Shot("trader", PHONE, phone_place("Chart")),
    "phone-trade": Shot("trader", PHONE, phone_place("Trade")),
    "phone-markets": Shot("trader", PHONE, phone_place("Markets"), dresses=("dark",)),
    "phone-positions": Shot("trader", PHONE, phone_place("Positions")),
    "phone-more": Shot("trader", PHONE, phone_place("More"), dresses=("dark",)),
    "phone-trade-stranger": Shot("stranger", PHONE, phone_place("Trade"), dresses=("dark",)),
    "phone-onboarding": Shot("stranger", PHONE, onboarding, dresses=("dark",)),
}
PICTURES = [f"{name}-{dress}" for name, shot in SHOTS.items() for dress in shot.dresses]


@pytest.mark.parametrize("picture", PICTURES)
def test_a_picture_is_made_of_a_place_without_faults(picture, request, desk):
    name, dress = next((name, dress) for name in SHOTS for dress in DRESSES if picture == f"{name}-{dress}")
    shot = SHOTS[name]
    page, watch = request.getfixturevalue(shot.who)
    page.set_viewport_size(shot.size)
    theme, preset = DRESSES[dress]
    settings = {
        "theme": theme,
        "preset": preset,
        "density": "compact",
        "market": "BTC-PERP",
        "workspace": shot.workspace,
    }
    if not page.url.startswith(desk.addresses.page):
        opened(page, desk.addresses.page)
    # A desk of a test lives for minutes: candles of five seconds fill its chart.
    for kept, value in (("settings", settings), ("chart", {"interval": 5, "kind": "hollow"})):
        page.evaluate(KEEP, [f"quantdesk.{kept}", json.dumps({"version": 1, "value": value})])
    # Not the dock as the picture before has left it.
    page.evaluate("() => localStorage.removeItem('quantdesk.layouts')")
    opened(page, desk.addresses.page)
    expect(page.locator("html")).to_have_attribute("data-preset", preset)
    if shot.who == "trader":
        expect(page.get_by_role("button", name="Start trading")).to_have_count(0, timeout=THERE_MS)
    shot.show(page)
    badge = page.get_by_test_id("price-tier")
    with cut(desk, "BTC-PERP") if shot.cut else contextlib.nullcontext():
        settled(page)
        if shot.cut:
            expect(badge).to_have_text(re.compile("PRICE (STALE|MISSING): AGE"), timeout=THERE_MS)
        else:
            page.wait_for_function(WHOLE_BOOK, timeout=THERE_MS)
        page.wait_for_timeout(LIVED_MS)
        taken = _captured(page)
        (FOLDER / f"{picture}.webp").write_bytes(taken)
        found = page.evaluate(FAULTS) + watch.taken()
    assert len(taken) <= BYTES_MAX
    assert found == []
    expect(badge).to_have_count(0, timeout=THERE_MS)


def _captured(page: Page) -> bytes:
    session = page.context.new_cdp_session(page)
    data = session.send("Page.captureScreenshot", {"format": "webp", "quality": QUALITY})["data"]
    session.detach()
    return base64.b64decode(data)
