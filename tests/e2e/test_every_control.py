"""Every control that can be operated does something: on every place, for a stranger and for a trader, on a wide screen and a phone."""

import os
from functools import partial

import pytest
from playwright.sync_api import expect

from tests.e2e.crawl import DEPTH_MAX, Crawl
from tests.e2e.onboarded import OwnApi, onboarded
from tests.e2e.places import FAULTS, PHONE, THERE_MS, WIDE, home, opened, phone_places, pro, wide_places
from tests.e2e.test_trading import bid, own_orders, own_size, placed, rested

DRAWN_MS = 500

FORGET = """async () => {
  localStorage.clear();
  for (const one of await indexedDB.databases()) indexedDB.deleteDatabase(one.name);
}"""


# Of what the page keeps that somebody is signed in alone stays; whether it was there.
FORGET_LOOKS = """() => {
  const session = localStorage.getItem("quantdesk.session");
  localStorage.clear();
  if (session !== null) localStorage.setItem("quantdesk.session", session);
  return session !== null && JSON.parse(session).value;
}"""


def live(page, watch):
    """The page opened again, knowing nothing that it kept but its session; whether somebody is signed in."""
    signed_in = page.evaluate(FORGET_LOOKS)
    if signed_in:
        with page.expect_response(lambda told: told.url.endswith("/api/auth/refresh"), timeout=THERE_MS) as resumed:
            page.reload()
        signed_in = resumed.value.ok
    else:
        page.reload()
    expect(page.get_by_text("Live", exact=True).first).to_be_visible(timeout=THERE_MS)
    watch.taken()
    return signed_in


def stranger(page, watch):
    """The page of somebody who was never here, though it was."""
    page.context.clear_cookies()
    page.evaluate(FORGET)
    live(page, watch)


def owns(page):
    """Whether the person on the page holds a position and has an order in the book."""
    return bool(float(own_size(page)) and own_orders(page))


def brought(page, signed_in):
    """A position and an order for the person on the page, who becomes a trader first when signed out."""
    if not hasattr(page, "account"):
        onboarded(page)
        page.account = page.api.account
    elif not signed_in:
        banner = page.get_by_role("banner")
        banner.get_by_role("button", name="Start trading").click()
        page.get_by_role("dialog").get_by_role("button", name="Development wallet").click()
        expect(banner.locator(".acct")).to_contain_text(f"Account {page.account}", timeout=THERE_MS)
    home(page)
    pro(page)
    if not own_orders(page):
        rested(page, str(int(bid(page) * 0.98)))
    if not float(own_size(page)):
        placed(page, side="Buy", size="0.002")


def trader(page, watch, size):
    """A trader's page as it is first shown, with a position and an order."""
    signed_in = live(page, watch)
    if not signed_in or not owns(page):
        page.set_viewport_size(WIDE)
        brought(page, signed_in)
        page.set_viewport_size(size)
        live(page, watch)
    if size is WIDE:
        expect(page.get_by_role("button", name="Close 100 % of BTC-PERP")).to_be_visible(timeout=THERE_MS)
        expect(page.get_by_role("table", name="Orders").locator("tbody tr").first).to_be_visible(timeout=THERE_MS)
        # A share can be chosen once it is known what the whole is.
        expect(page.get_by_role("slider", name="Size in percent of the most you can open")).to_be_enabled(
            timeout=THERE_MS
        )


def faults(page):
    """What is wrong with the page to the eye, once it has had a moment to draw itself."""
    if not page.evaluate(FAULTS):
        return []
    page.wait_for_timeout(DRAWN_MS)
    return page.evaluate(FAULTS)


def crawled(page, watch, begin, places, depth):
    """Operates every control of the places; nothing is wrong anywhere."""
    crawl = Crawl(page, begin, lambda: faults(page) + watch.taken(), depth)
    assert crawl.places(places) == {}
    return crawl.known


# By region: a trader with a position and an order sees these first. An order that lies within the chart's prices has two more there.
SIGHT = {
    "Account": ("button Deposit", "button Withdraw"),
    "Chart": (
        "radio 15m",
        "radio 1D",
        "radio 1h",
        "radio 1m",
        "radio 4h",
        "radio 5m",
        "select Kind of chart",
        "select More time frames",
    ),
    "Market": ("button MARKET",),
    "Order in MARKET": (
        "button in USDC",
        "input Amount",
        "input Size in percent of the most you can open",
        "radio 0 %",
        "radio 100 %",
        "radio 25 %",
        "radio 50 %",
        "radio 75 %",
        "radio Buy",
        "radio Sell",
    ),
    "Orders": ("button CSV", "button Cancel", "button Cancel all", "button Edit", "select Which orders"),
    "Trade": ("select Kind of order",),
    "Workspaces": ("button Layouts", "button Pro", "button Simple"),
    "Your position": (
        "button Close 100 % of MARKET",
        "button Close 25 % of MARKET",
        "button Close 50 % of MARKET",
        "button Reverse",
    ),
    "header": (
        "button All keys",
        "button Light theme",
        "button Market, command or order Ctrl K",
        "select Colours of up and down",
    ),
}


# A minute on a quiet machine.
@pytest.mark.limit(600)
def test_every_control_that_is_in_sight_does_something(page, desk, watch):
    """A trader's first screen; the suite `controls` goes on to every place, and to what each control brings forth."""
    page.api = OwnApi(page, desk)
    opened(page, desk.addresses.page)
    places = list(wide_places(page))[:1]
    known = crawled(page, watch, lambda: trader(page, watch, WIDE), places, 1)
    assert {f"{region} > {one}" for region, names in SIGHT.items() for one in names} <= set(known)
    assert any(name.startswith("header > button Account") for name in known)


# Some two hundred controls and what they bring forth: ten minutes on a quiet machine.
@pytest.mark.limit(2_400)
@pytest.mark.skipif(not os.environ.get("CONTROLS_ALL"), reason="the suite `controls`")
@pytest.mark.parametrize("person", ["stranger", "trader"])
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_every_control_of_every_place_and_what_it_brings_forth_does_something(page, desk, watch, size, person):
    page.api = OwnApi(page, desk)
    page.set_viewport_size(size)
    opened(page, desk.addresses.page)
    places = list(wide_places(page) if size is WIDE else phone_places(page))
    if person == "stranger":
        begin = partial(stranger, page, watch)
    else:
        begin = partial(trader, page, watch, size)
        places = [place for place in places if place.name != "onboarding"]
    assert len(crawled(page, watch, begin, places, DEPTH_MAX)) > 50
