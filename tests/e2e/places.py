"""Every place of the terminal that a person can be in, how one gets there, and what must never be seen in any of them.

The tests of accessibility, the crawler and the pictures of docs/screens.md read the same list.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Page, expect

from quantdesk.desk.web import WEB

THERE_MS = 60_000
PHONE = {"width": 390, "height": 844}
WIDE = {"width": 1440, "height": 900}
AXE_RUN = (
    "async (rules) => (await axe.run(document, { resultTypes: ['violations'], ...(rules ? { runOnly: rules } : {}) })).violations"
    ".map((one) => one.id + ': ' + one.nodes.map((node) => node.target.join(' ')).slice(0, 4).join(' | '))"
)

# Texts that leave what holds them, panels that say nothing, and skeletons that stay.
FAULTS = """() => {
  const faults = [];
  const seen = (element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  const label = (element) => `${element.tagName.toLowerCase()}.${element.className} "${element.textContent.trim().slice(0, 40)}"`;
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  for (let text = texts.nextNode(); text; text = texts.nextNode()) {
    const owner = text.parentElement;
    if (!text.data.trim() || !seen(owner) || owner.closest('.sr, svg, select, option, canvas, script')) continue;
    range.selectNodeContents(text);
    const box = range.getBoundingClientRect();
    if (!box.width) continue;
    if (box.right > innerWidth + 1 && !scrolls(owner)) faults.push(`beyond the page: ${label(owner)}`);
    for (let holder = owner; holder; holder = holder.parentElement) {
      const style = getComputedStyle(holder);
      if (style.overflowX === 'visible') continue;
      const edge = holder.getBoundingClientRect();
      const out = box.right > edge.right + 1.5 || box.left < edge.left - 1.5;
      if (out && !['auto', 'scroll'].includes(style.overflowX) && style.textOverflow !== 'ellipsis') {
        faults.push(`cut off: ${label(owner)} in ${label(holder).slice(0, 40)}`);
      }
      break;
    }
  }
  function scrolls(element) {
    for (let holder = element; holder; holder = holder.parentElement) {
      if (['auto', 'scroll'].includes(getComputedStyle(holder).overflowX)) return true;
    }
    return false;
  }
  for (const panel of document.querySelectorAll('section[aria-label], [role=tabpanel], dialog[open]')) {
    if (!seen(panel) || panel.innerText.trim() || panel.querySelector('canvas, [role=img]')) continue;
    faults.push(`says nothing: ${panel.getAttribute('aria-label') ?? label(panel)}`);
  }
  for (const one of document.querySelectorAll('[aria-busy=true]')) if (seen(one)) faults.push(`still loads: ${label(one)}`);
  if (document.documentElement.scrollWidth > innerWidth) faults.push(`the page is ${document.documentElement.scrollWidth} px wide`);
  return [...new Set(faults)];
}"""


@dataclass
class Watch:
    """What the browser complained of since the page was opened."""

    complaints: list[str] = field(default_factory=list)

    def on(self, page: Page) -> None:
        """Listens to a page."""
        page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        page.on("console", lambda line: self._said(line.type, line.text))
        page.on("requestfailed", lambda asked: self._failed(asked.url, asked.failure or ""))
        page.on("response", lambda told: self._answered(told.url, told.status))

    def _said(self, kind: str, text: str) -> None:
        if kind == "error":
            self.complaints.append(f"console: {text}")

    def _failed(self, url: str, why: str) -> None:
        # A panel that closes gives up what it asked for.
        if "ERR_ABORTED" not in why:
            self.complaints.append(f"failed: {url} {why}")

    def _answered(self, url: str, status: int) -> None:
        if status >= 400:
            self.complaints.append(f"{status}: {url}")

    def taken(self) -> list[str]:
        """The complaints so far, which are forgotten."""
        found, self.complaints = self.complaints, []
        return found


@dataclass(frozen=True)
class Place:
    """A name, and how to get there from the page as it was opened."""

    name: str
    show: Callable[[Page], None]


def opened(page: Page, address: str) -> None:
    """The page, when it hears the exchange."""
    page.goto(address)
    expect(page.get_by_text("Live", exact=True).first).to_be_visible(timeout=THERE_MS)


def home(page: Page) -> None:
    """No dialog is open and no menu."""
    for _ in range(3):
        if page.locator("dialog[open], .menu").count() == 0:
            return
        page.keyboard.press("Escape")
    expect(page.locator("dialog[open]")).to_have_count(0)


def pro(page: Page) -> None:
    """The Pro workspace. A page that says it is live has drawn itself, and hears keys."""
    expect(page.get_by_text("Live", exact=True).first).to_be_visible(timeout=THERE_MS)
    page.keyboard.press("Alt+2")
    expect(page.get_by_role("region", name="Book").first).to_be_visible(timeout=THERE_MS)


def settled(page: Page) -> None:
    """Nothing is loading any more."""
    page.wait_for_function(
        "() => ![...document.querySelectorAll('[aria-busy=true]')].some((one) => one.checkVisibility())",
        timeout=THERE_MS,
    )


def keyed(key: str, typed: str = "") -> Callable[[Page], None]:
    """A dialog that a key opens, and what is typed into it."""

    def show(page: Page) -> None:
        page.keyboard.press(key)
        expect(page.get_by_role("dialog").first).to_be_visible(timeout=THERE_MS)
        if typed:
            page.keyboard.type(typed)

    return show


def onboarding(page: Page) -> None:
    """The first dialog of a stranger; on a phone it is behind More."""
    start = page.get_by_role("button", name="Start trading")
    if start.count() == 0:
        phone_place("More")(page)
    start.first.click()
    expect(page.get_by_role("dialog")).to_be_visible(timeout=THERE_MS)


def phone_place(name: str) -> Callable[[Page], None]:
    """A place at the thumb."""

    def show(page: Page) -> None:
        page.get_by_role("navigation", name="Main").get_by_role("button", name=name, exact=True).click()

    return show


def tab(name: str) -> Callable[[Page], None]:
    """A tab of the dock."""

    def show(page: Page) -> None:
        pro(page)
        page.get_by_role("tab", name=name, exact=True).first.click()

    return show


def layouts(page: Page) -> None:
    """The layouts; where there is a dock, of one that was changed, so that it can be shown as at first."""
    docked = page.viewport_size["width"] >= WIDE["width"]
    if docked:
        for name in ("Depth", "Chart"):
            tab(name)(page)
    keyed("Alt+l")(page)
    if docked:
        expect(page.get_by_role("dialog").get_by_role("button", name="As first shown").first).to_be_enabled(
            timeout=THERE_MS
        )


DIALOGS = (
    Place("command bar", keyed("Control+k")),
    Place("command bar, a command", keyed("Control+k", "btc chart 15")),
    Place("command bar, no command", keyed("Control+k", "no such thing")),
    Place("keys", keyed("?")),
    Place("markets to choose from", keyed("Alt+q")),
    Place("layouts", layouts),
    Place("onboarding", onboarding),
)


def wide_places(page: Page) -> Iterator[Place]:
    """Simple, Pro with each of its tabs, and every dialog. The page is a wide one."""
    yield Place("simple", lambda page: page.keyboard.press("Alt+1"))
    yield Place("pro", pro)
    pro(page)
    for name in page.get_by_role("tab").all_inner_texts():
        yield Place(f"pro, {name.strip().lower()}", tab(name.strip()))
    yield from DIALOGS


def phone_places(page: Page) -> Iterator[Place]:
    """What lies at the thumb, and every dialog. The page is a phone's."""
    for name in page.get_by_role("navigation", name="Main").get_by_role("button").all_inner_texts():
        yield Place(f"phone, {name.strip().lower()}", phone_place(name.strip()))
    yield from DIALOGS


def themed(page: Page, theme: str) -> None:
    """The page in this theme."""
    if page.locator("html").get_attribute("data-theme") != theme:
        page.keyboard.press("Alt+t")
    expect(page.locator("html")).to_have_attribute("data-theme", theme)


def accessible(page: Page) -> None:
    """axe finds nothing as the page is now; and of the colours nothing in the other theme either."""
    assert axe_found(page) == []


def axe_found(page: Page) -> list[str]:
    """What axe finds."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate((Path(WEB) / "node_modules/axe-core/axe.min.js").read_text())
    found = page.evaluate(AXE_RUN, None)
    turn = "() => { const html = document.documentElement; html.dataset.theme = html.dataset.theme === 'dark' ? 'light' : 'dark'; }"
    page.evaluate(turn)
    try:
        return found + page.evaluate(AXE_RUN, ["color-contrast"])
    finally:
        page.evaluate(turn)
