"""Every control that can be operated does something: on every place, for a stranger and for a trader, on a wide screen and a phone."""

import os
from functools import partial

import pytest
from playwright.sync_api import expect

from tests.e2e.crawl import DEPTH_MAX, Crawl
from tests.e2e.onboarded import OwnApi, onboarded
from tests.e2e.places import FAULTS, PHONE, THERE_MS, WIDE, home, opened, phone_places, pro, wide_places
from tests.e2e.test_trading import bid, own_orders, own_size, placed, rested

# How long a page may take to see that it has no session.
ASKED_MS = 1_000
FORGET = """async () => {
  localStorage.clear();
  for (const one of await indexedDB.databases()) indexedDB.deleteDatabase(one.name);
}"""


def live(page, watch):
    """The page opened again."""
    page.reload()
    expect(page.get_by_text("Live", exact=True).first).to_be_visible(timeout=THERE_MS)
    watch.taken()


def owns(page):
    """The person on the page holds a position and has an order in the book."""
    if float(own_size(page)) and own_orders(page):
        return
    wide = page.viewport_size
    page.set_viewport_size(WIDE)
    home(page)
    pro(page)
    if not own_orders(page):
        rested(page, str(int(bid(page) * 0.98)))
    if not float(own_size(page)):
        placed(page, side="Buy", size="0.002")
    page.set_viewport_size(wide)


def stranger(page, watch):
    """The page of somebody who was never here, though it was."""
    page.context.clear_cookies()
    page.evaluate(FORGET)
    live(page, watch)


def trader(page, watch, size):
    """A trader's page as it is first shown, with a position and an order; who was signed out becomes a trader again."""
    page.set_viewport_size(WIDE)
    page.evaluate("() => localStorage.clear()")
    live(page, watch)
    banner = page.get_by_role("banner")
    expect(banner.get_by_role("button", name="Start trading").or_(banner.locator(".acct"))).to_be_visible(
        timeout=THERE_MS
    )
    page.wait_for_timeout(ASKED_MS)
    if banner.get_by_role("button", name="Start trading").count():
        onboarded(page)
        page.account = page.api.account
    owns(page)
    page.evaluate("() => localStorage.clear()")
    page.set_viewport_size(size)
    live(page, watch)


def crawled(page, watch, begin, places, depth):
    """Operates every control of the places; nothing is wrong anywhere."""
    crawl = Crawl(page, begin, lambda: page.evaluate(FAULTS) + watch.taken(), depth)
    assert crawl.places(places) == {}
    return crawl.known


def test_every_control_that_is_in_sight_does_something(page, desk, watch):
    """A trader's first screens; the suite `controls` goes on to every place, and to what each control brings forth."""
    page.api = OwnApi(page, desk)
    opened(page, desk.addresses.page)
    places = list(wide_places(page))[:2]
    known = crawled(page, watch, lambda: trader(page, watch, WIDE), places, 1)
    assert len(known) > 50
    assert {name for name in known if "Close 100 %" in name}


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
