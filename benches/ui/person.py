"""A person at the terminal, scripted: types, picks prices, changes market, interval and workspace, drags a divider, opens dialogs."""

from playwright.sync_api import Page

MARKETS = ("ETH-PERP", "BTC-PERP")
INTERVALS = ("5m", "15m", "1h", "1m")
PAUSE_MS = 120


def act(page: Page, turns: int) -> None:
    """So many turns through everything that a hand does most."""
    for turn in range(turns):
        command(page, f"{MARKETS[turn % 2].split('-')[0].lower()} book")
        for name in INTERVALS:
            pressed(page, page.get_by_role("radio", name=name, exact=True).first)
        for row in (2, 4):
            pressed(page, page.locator("[data-testid=book] .bids [data-price]").nth(row))
        price = page.get_by_label("Price", exact=True)
        if price.count() and price.first.is_visible():
            price.first.fill("")
            price.first.press_sequentially("617.5", delay=40)
        for key in ("Alt+2", "?", "Escape", "Alt+l", "Escape"):
            page.keyboard.press(key)
            page.wait_for_timeout(PAUSE_MS * 2)
        divider_drag(page)
        for key in ("Alt+1", "Alt+2"):
            page.keyboard.press(key)
            page.wait_for_timeout(PAUSE_MS * 2)
        pressed(page, page.get_by_role("button", name="Light theme").or_(page.get_by_role("button", name="Dark theme")))


def type_only(page: Page, letters: int) -> None:
    """What a person does on the floor page: types."""
    page.get_by_label("Text").focus()
    for _ in range(letters):
        page.keyboard.press("a")
        page.wait_for_timeout(PAUSE_MS / 4)


def command(page: Page, text: str) -> None:
    """A command, as it is typed."""
    page.keyboard.press("Control+k")
    page.wait_for_timeout(PAUSE_MS)
    page.keyboard.type(text, delay=40)
    page.keyboard.press("Enter")
    page.wait_for_timeout(PAUSE_MS)


def pressed(page: Page, target) -> None:
    """A click, and the time until the next."""
    target.click()
    page.wait_for_timeout(PAUSE_MS)


def divider_drag(page: Page) -> None:
    """The first divider of the dock, there and back."""
    divider = page.locator(".flexlayout__splitter").first
    divider.wait_for(timeout=30_000)
    box = divider.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    for start, end in ((0, 40), (40, 0)):
        page.mouse.move(x + start, y + start)
        page.mouse.down()
        page.mouse.move(x + end, y + end, steps=6)
        page.mouse.up()
        page.wait_for_timeout(PAUSE_MS)
