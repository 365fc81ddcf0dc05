"""Makes the pictures of docs/screens.md anew: every place that the page shows, from a desk with makers at work."""

import base64

import pytest

from quantdesk.desk.paths import ROOT
from tests.e2e.places import (
    FAULTS,
    PHONE,
    WIDE,
    home,
    keyed,
    onboarding,
    opened,
    phone_place,
    pro,
    settled,
    themed,
)

FOLDER = ROOT / "docs" / "screens"
BYTES_MAX = 150_000
QUALITY = 82
LIVED_MS = 4_000


def simple(page):
    """The workspace to begin with."""
    page.keyboard.press("Alt+1")


def coloured(preset):
    """Pro with other colours of up and down."""

    def show(page):
        pro(page)
        page.get_by_label("Colours of up and down").select_option(preset)

    return show


PICTURES = {
    "pro-dark": (WIDE, "dark", pro),
    "phone-chart-dark": (PHONE, "dark", phone_place("Chart")),
    "onboarding-dark": (WIDE, "dark", onboarding),
    "command-dark": (WIDE, "dark", keyed("Control+k", "btc")),
    "phone-trade-dark": (PHONE, "dark", phone_place("Trade")),
    "phone-markets-dark": (PHONE, "dark", phone_place("Markets")),
    "simple-dark": (WIDE, "dark", simple),
    "simple-light": (WIDE, "light", simple),
    "pro-light": (WIDE, "light", pro),
    "pro-blue-orange": (WIDE, "dark", coloured("blue-orange")),
}


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_made_of_a_place_without_faults(page, desk, watch, name):
    size, theme, show = PICTURES[name]
    page.set_viewport_size(size)
    opened(page, desk.addresses.page)
    themed(page, theme)
    home(page)
    show(page)
    settled(page)
    page.wait_for_timeout(LIVED_MS)
    session = page.context.new_cdp_session(page)
    wish = {"format": "webp", "quality": QUALITY}
    picture = base64.b64decode(session.send("Page.captureScreenshot", wish)["data"])
    (FOLDER / f"{name}.webp").write_bytes(picture)
    assert len(picture) <= BYTES_MAX
    assert page.evaluate(FAULTS) + watch.taken() == []
