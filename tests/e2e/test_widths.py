"""Windows of other sizes: the workspace fills the page between head and foot."""

import pytest
from playwright.sync_api import expect

from tests.e2e.places import opened

HEAD_PX, FOOT_PX = 40, 24


@pytest.mark.parametrize("width", [800, 1280, 1366, 1920])
def test_the_workspace_fills_the_page_at_any_width(page, desk, width):
    page.set_viewport_size({"width": width, "height": 740})
    opened(page, desk.addresses.page)
    for key in ("Alt+1", "Alt+2"):
        page.keyboard.press(key)
        expect(page.get_by_role("region", name="Chart").first).to_be_visible(timeout=30_000)
        box = page.locator("main").bounding_box()
        assert (box["x"], box["y"], box["width"], box["height"]) == (0, HEAD_PX, width, 740 - HEAD_PX - FOOT_PX)
