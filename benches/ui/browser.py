"""Chromium for bench `ui`: pages of a new profile, and what the browser itself counts of them.

Time is CPU time of the page's main thread (CDP, thread ticks): on a shared machine the one figure that stays.
"""

import json
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
LOOK_MS = 20

# What a person would notice, seen from inside the page: frames, long tasks, interactions.
WATCH = """() => {
  const seen = { frames: [], long: 0, interactions: new Map() };
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
    if (!seen.ended) requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  window.watched = seen;
}"""
WATCHED = """() => {
  const seen = window.watched;
  seen.ended = true;
  const slow = [...seen.interactions.values()].sort((a, b) => b - a);
  return { frames: seen.frames, long: seen.long, slow, interactions: performance.interactionCount };
}"""

# Of what the worker has painted of the book last: how old, in ms, and which message it was.
PAINTED = """(epochMs) => {
  const seq = looks().find((one) => one?.seq)?.seq ?? 0;
  return [Date.now() - epochMs - seq / 1000, seq];
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


def book_watched(page: Page, epoch_us: int, seconds: float) -> tuple[list[float], float]:
    """The ages of the painted book in ms, looked at every 50 ms or so, and how many different ones were seen a second."""
    [worker] = page.workers
    started = time.monotonic()
    seen = []
    while time.monotonic() - started < seconds:
        seen.append(worker.evaluate(PAINTED, epoch_us / 1_000))
        page.wait_for_timeout(LOOK_MS)
    return [age for age, _ in seen], len({seq for _, seq in seen}) / (time.monotonic() - started)


class Counts:
    """The browser's own counts of a page, and of the worker beside it."""

    def __init__(self, page: Page) -> None:
        self._session: CDPSession = page.context.new_cdp_session(page)
        self._whole: CDPSession = page.context.browser.new_browser_cdp_session()
        self._session.send("Performance.enable", {"timeDomain": "threadTicks"})
        self._session.send("HeapProfiler.enable")
        self._asked = 0
        self._workers: list[str] = []
        self._told: dict[int, dict] = {}
        self._session.on("Target.attachedToTarget", lambda told: self._workers.append(told["sessionId"]))
        self._session.on("Target.receivedMessageFromTarget", self._heard)
        attach = {"autoAttach": True, "waitForDebuggerOnStart": False, "flatten": False}
        self._session.send("Target.setAutoAttach", attach)

    def now(self) -> dict[str, float]:
        """All counts; times in seconds."""
        return {one["name"]: one["value"] for one in self._session.send("Performance.getMetrics")["metrics"]}

    def cpu(self, page: Page, seconds: float) -> dict[str, float]:
        """CPU of the main thread within a window, in ms a second, whole and by what it did; and of all of the browser's processes."""
        page.wait_for_timeout(SETTLE_S * 1_000)
        before, whole, started = self.now(), self._processes(), time.monotonic()
        page.wait_for_timeout(seconds * 1_000)
        after, whole_after, took = self.now(), self._processes(), time.monotonic() - started
        parts = ("TaskDuration", "ScriptDuration", "LayoutDuration", "RecalcStyleDuration")
        used = {name: round((after[name] - before[name]) * 1_000 / took, 1) for name in parts}
        used["Browser"] = round((whole_after - whole) * 1_000 / took, 1)
        return used | {"layouts": round((after["LayoutCount"] - before["LayoutCount"]) / took, 1)}

    def _processes(self) -> float:
        """CPU seconds of the browser's processes so far."""
        return sum(one["cpuTime"] for one in self._whole.send("SystemInfo.getProcessInfo")["processInfo"])

    def heap_mb(self, page: Page) -> float:
        """The heaps of page and workers in use after a collection, in MB."""
        for _ in range(2):
            self._session.send("HeapProfiler.collectGarbage")
        used = self.now()["JSHeapUsedSize"]
        for worker in self._workers:
            for _ in range(2):
                self._ask(page, worker, "HeapProfiler.collectGarbage")
            used += self._ask(page, worker, "Runtime.getHeapUsage")["usedSize"]
        return used / 1e6

    def _heard(self, told: dict) -> None:
        answer = json.loads(told["message"])
        if "id" in answer:
            self._told[answer["id"]] = answer["result"]

    def _ask(self, page: Page, worker: str, method: str) -> dict:
        """A question to a worker, which the driver does not reach by itself."""
        self._asked += 1
        message = json.dumps({"id": self._asked, "method": method})
        self._session.send("Target.sendMessageToTarget", {"sessionId": worker, "message": message})
        ends = time.monotonic() + LIVE_MS / 1_000
        while self._asked not in self._told:
            if time.monotonic() > ends:
                raise TimeoutError(f"no answer of the worker to {method}")
            page.wait_for_timeout(LOOK_MS)
        return self._told.pop(self._asked)
