"""Chromium for bench `ui`: pages of a new profile, and what the browser itself counts of them.

Time is CPU time of the page's main thread (CDP, thread ticks): on a shared machine the one figure that stays.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from quantdesk.desk.paths import places
from quantdesk.desk.web import chromium
from quantdesk.runtime.settings import DeskSettings, load

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--font-render-hinting=none",
    "--enable-precise-memory-info",
)
SIZE = {"width": 1440, "height": 900}
LIVE_MS = 60_000
# A machine that does other things answers late; that is measured, not an error.
PATIENCE_MS = 180_000
SETTLE_S = 2.0

# What a person would notice, seen from inside the page: frames, long tasks, interactions, age of what the book shows.
WATCH = """(epochMs) => {
  const seen = { frames: [], long: 0, ages: [], interactions: new Map() };
  new PerformanceObserver((list) => (seen.long += list.getEntries().length)).observe({ type: 'longtask' });
  new PerformanceObserver((list) => {
    for (const one of list.getEntries()) {
      if (one.interactionId) {
        seen.interactions.set(one.interactionId, Math.max(one.duration, seen.interactions.get(one.interactionId) ?? 0));
      }
    }
  }).observe({ type: 'event', durationThreshold: 16 });
  let last = 0;
  const frame = (now) => {
    if (last) seen.frames.push(now - last);
    last = now;
    const seq = Number(document.querySelector('[data-testid=book]')?.dataset.seq);
    if (seq) seen.ages.push(Date.now() - epochMs - seq / 1000);
    if (!seen.ended) requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  window.watched = seen;
}"""
WATCHED = """() => {
  const seen = window.watched;
  seen.ended = true;
  const slow = [...seen.interactions.values()].sort((a, b) => b - a);
  return { frames: seen.frames, long: seen.long, ages: seen.ages, slow, interactions: performance.interactionCount };
}"""


@contextmanager
def browser_started() -> Iterator[Browser]:
    """The browser, without a window."""
    settings = load(DeskSettings)
    places(settings)
    with sync_playwright() as driver:
        made = driver.chromium.launch(executable_path=str(chromium(settings.chromium)), args=list(FLAGS))
        try:
            yield made
        finally:
            made.close()


@contextmanager
def page_opened(browser: Browser) -> Iterator[Page]:
    """A page of somebody who was never here."""
    context = browser.new_context(viewport=SIZE)
    context.set_default_timeout(PATIENCE_MS)
    try:
        yield context.new_page()
    finally:
        context.close()


def terminal_open(page: Page, address: str) -> None:
    """Opens the terminal in Pro and waits until it shows a book and candles."""
    page.goto(address)
    page.get_by_role("button", name="Pro", exact=True).click()
    page.wait_for_function(
        "() => Number(document.querySelector('[data-testid=book]')?.dataset.seq) > 0", timeout=LIVE_MS
    )
    page.locator(".plot[data-state=ready]").wait_for(timeout=LIVE_MS)


def floor_open(page: Page, address: str) -> None:
    """Opens the floor page, and waits until it hears the feed."""
    page.goto(f"{address}/floor.html")
    page.wait_for_function("() => window.messages > 20", timeout=LIVE_MS)


class Counts:
    """The browser's own counts of a page."""

    def __init__(self, page: Page) -> None:
        self._session: CDPSession = page.context.new_cdp_session(page)
        self._session.send("Performance.enable", {"timeDomain": "threadTicks"})
        self._session.send("HeapProfiler.enable")

    def now(self) -> dict[str, float]:
        """All counts; times in seconds."""
        return {one["name"]: one["value"] for one in self._session.send("Performance.getMetrics")["metrics"]}

    def cpu(self, page: Page, seconds: float) -> dict[str, float]:
        """CPU of the main thread within a window, in ms a second, whole and by what it did; frames made a second."""
        page.wait_for_timeout(SETTLE_S * 1_000)
        before, started = self.now(), time.monotonic()
        page.wait_for_timeout(seconds * 1_000)
        after, took = self.now(), time.monotonic() - started
        parts = ("TaskDuration", "ScriptDuration", "LayoutDuration", "RecalcStyleDuration")
        used = {name: round((after[name] - before[name]) * 1_000 / took, 1) for name in parts}
        return used | {"layouts": round((after["LayoutCount"] - before["LayoutCount"]) / took, 1)}

    def heap_mb(self) -> float:
        """The heap in use after a collection, in MB."""
        for _ in range(2):
            self._session.send("HeapProfiler.collectGarbage")
        return self.now()["JSHeapUsedSize"] / 1e6
