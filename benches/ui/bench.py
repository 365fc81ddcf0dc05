"""Bench `ui`: what the terminal costs the browser: bytes of the first load, the main thread beside a page that only decodes the same
feed, frames, interactions, the queue and the heap.

A seeded tape (feed.py) stands where the stream stands; gateway, engine and web server are a desk's own. Terminal and floor page hear
the same feed at 100 messages a second, in turns. BENCH_UI_HEAP_S: how long the heap is watched, from one minute after the start.
"""

import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from browser import (
    SIZE,
    WATCH,
    WATCHED,
    Counts,
    book_watched,
    browser_started,
    floor_open,
    page_opened,
    terminal_open,
)
from person import act, type_only
from playwright.sync_api import Browser, Page

from harness import Result, arguments_read, compared, figure, interleaved, median, report, told
from quantdesk.desk.paths import places
from quantdesk.desk.seed import markets_list
from quantdesk.desk.web import web_build
from quantdesk.desk.world import World
from quantdesk.runtime.settings import DeskSettings, load

RATE, FLOOD_RATE = 100, 500
WINDOW_S, FLOOD_S, FRAMES_S = 6.0, 15.0, 5.0
WARM_S = int(os.environ.get("BENCH_UI_WARM_S", "20"))
HEAP_S = int(os.environ.get("BENCH_UI_HEAP_S", "40"))
TURNS = 3
LETTERS = 100
UNTOLD_MS = 16.0
HERE = Path(__file__).resolve().parent
MIX = (
    f"{RATE} messages a second (book 40, trades, prices and candles 20 each), Pro workspace at {SIZE['width']} x {SIZE['height']}, "
    "headless Chromium without a GPU; CPU in thread ticks of the page's main thread"
)


@contextmanager
def feed_started(port: int, rate: int) -> Iterator[int]:
    """The feed in a process of its own; yields its epoch in microseconds."""
    argv = [sys.executable, str(HERE / "feed.py"), "--port", str(port), "--rate", str(rate)]
    server = subprocess.Popen(argv, stdout=subprocess.PIPE, text=True)
    try:
        yield int(server.stdout.readline())
    finally:
        server.terminate()
        server.wait(10)
        server.stdout.close()


class Bench:
    """One desk without a stream, and the browser that looks at it."""

    def __init__(self, desk: World, browser: Browser) -> None:
        self.desk, self.browser = desk, browser
        self.page_address = desk.addresses.page
        self.feed_port = desk.settings.stream_port

    def terminal(self) -> dict[str, float]:
        """CPU of the terminal."""
        with page_opened(self.browser) as page:
            terminal_open(page, self.page_address)
            return Counts(page).cpu(page, WINDOW_S)

    def floor(self) -> dict[str, float]:
        """CPU of the floor page."""
        with page_opened(self.browser) as page:
            floor_open(page, self.page_address)
            return Counts(page).cpu(page, WINDOW_S)

    def first_load(self, folder: Path) -> list[Result]:
        """gzip kB of the scripts and of the wasm that the first screen asks for."""
        asked: set[str] = set()
        with page_opened(self.browser) as page:
            page.on("response", lambda response: asked.add(response.url.removeprefix(self.page_address)))
            terminal_open(page, self.page_address)
            page.wait_for_timeout(1_000)
        packed = {
            path: (folder / path[1:]).with_name(Path(path).name + ".gz")
            for path in asked
            if path.startswith("/assets/")
        }
        told(
            f"first load: {', '.join(f'{path} {gz.stat().st_size:,}' for path, gz in sorted(packed.items()) if gz.exists())}"
        )
        scripts = sum(gz.stat().st_size for path, gz in packed.items() if path.endswith(".js"))
        # The core is fetched when a preview is asked for first; it counts from the first screen on.
        wasm = sum(path.stat().st_size for path in folder.glob("assets/*.wasm.gz"))
        return [figure("js_gzip_kb", scripts / 1e3, "kB, first load"), figure("wasm_gzip_kb", wasm / 1e3, "kB")]

    def looked_at(self, epoch_us: int) -> list[Result]:
        """Frames of a page that is only looked at, then interactions of a person who works; the same of the floor page, which types."""
        with page_opened(self.browser) as page:
            floor_open(page, self.page_address)
            floor = Watched(page, lambda: page.wait_for_timeout(FRAMES_S * 1_000))
            floor_worked = Watched(page, lambda: type_only(page, LETTERS))
        with page_opened(self.browser) as page:
            terminal_open(page, self.page_address)
            ours = Watched(page, lambda: page.wait_for_timeout(FRAMES_S * 1_000))
            ages, looks = book_watched(page, epoch_us, FRAMES_S)
            worked = Watched(page, lambda: act(page, TURNS))
        told(f"frames: {spread(ours.frames)} ms, long tasks {ours.long}; floor {spread(floor.frames)} ms, {floor.long}")
        told(f"age of the painted book: {spread(ages)} ms; {looks:.1f} different ones a second were seen")
        told(f"interactions: {worked.count}, slowest {worked.durations[:6]} ms; floor {floor_worked.durations[:3]} ms")
        unit = f"ms, of {worked.count} interactions"
        return [
            compared("fps", ours.per_s, "frames a second", floor.per_s),
            compared("inp_p98_ms", worked.p98_ms, unit, floor_worked.p98_ms),
        ]

    def heap(self) -> Result:
        """Growth of the heap while nobody does anything."""
        with page_opened(self.browser) as page:
            terminal_open(page, self.page_address)
            counts = Counts(page)
            page.wait_for_timeout(WARM_S * 1_000)
            before, nodes = counts.heap_mb(page), counts.now()["Nodes"]
            page.wait_for_timeout(HEAP_S * 1_000)
            after = counts.heap_mb(page)
            told(
                f"heap: {before:.2f} MB, after {HEAP_S} s {after:.2f} MB; nodes {nodes:.0f}, then {counts.now()['Nodes']:.0f}"
            )
            return figure("heap_growth_mb", after - before, f"MB in {HEAP_S} s")

    def flooded(self, epoch_us: int) -> str:
        """At five times the rate: whether what the book shows grows old. Errors: SystemExit when a queue grows."""
        with page_opened(self.browser) as page:
            terminal_open(page, self.page_address)
            ages, _ = book_watched(page, epoch_us, FLOOD_S)
        third = len(ages) // 3
        first, last = median(ages[:third]), median(ages[-third:])
        line = f"{FLOOD_RATE} messages a second: age of the book {spread(ages)} ms, median {first:.0f} at first, {last:.0f} at last"
        if last > max(2 * first, 250.0):
            raise SystemExit(f"the queue grows: {line}")
        return line


def site_make(folder: Path, place: Path) -> Path:
    """The built terminal with the floor page beside it, so that both come from one server."""
    site = shutil.copytree(folder, place / "site")
    for name in ("floor.html", "floor.js"):
        shutil.copy(HERE / name, site / name)
    return site


async def markets_make(desk: World) -> None:
    """Lists the markets of a local desk."""
    client = await desk.client()
    try:
        await markets_list(client)
    finally:
        await client.close()
    await desk.entries_uncounted()


class Watched:
    """What a page noticed of itself while something was done with it."""

    def __init__(self, page: Page, work: Callable[[], None]) -> None:
        before = page.evaluate("() => performance.interactionCount")
        page.evaluate(WATCH)
        work()
        seen = page.evaluate(WATCHED)
        self.frames: list[float] = seen["frames"]
        self.long: int = seen["long"]
        self.count: int = max(seen["interactions"] - before, len(seen["slow"]), 1)
        # Those that are not told took less than the least that is told.
        self.durations: list[float] = [*seen["slow"], *[UNTOLD_MS] * (self.count - len(seen["slow"]))]

    @property
    def per_s(self) -> float:
        """Frames a second."""
        return 1_000 * len(self.frames) / sum(self.frames)

    @property
    def p98_ms(self) -> float:
        """Of a hundred interactions the third slowest."""
        return self.durations[len(self.durations) * 2 // 100]


def spread(values: list[float]) -> str:
    """Median and 95th of a hundred."""
    ordered = sorted(values)
    return f"p50 {ordered[len(ordered) // 2]:.1f}, p95 {ordered[len(ordered) * 95 // 100]:.1f}" if ordered else "none"


def measured(bench: Bench, folder: Path, rounds: int) -> tuple[list[Result], list[str]]:
    """All figures, and lines beside them."""
    with feed_started(bench.feed_port, RATE) as epoch_us:
        results = bench.first_load(folder)
        floors, terminals = interleaved(rounds, bench.floor, bench.terminal)
        ours, least = (median([one["TaskDuration"] for one in found]) for found in (terminals, floors))
        whole, whole_least = (median([one["Browser"] for one in found]) for found in (terminals, floors))
        results += [
            compared("main_thread_ratio", ours, "ms CPU a second", least),
            figure("main_thread_ms_per_s", ours, "ms CPU a second"),
            compared("browser_ms_per_s", whole, "ms CPU a second, all processes", whole_least),
            *bench.looked_at(epoch_us),
            bench.heap(),
        ]
    with feed_started(bench.feed_port, FLOOD_RATE) as epoch_us:
        lines = [bench.flooded(epoch_us)]
    return results, lines


def smoke(place: Path) -> None:
    """A desk with markets, and the feed beside it; what needs the browser is the browser's suites'."""
    with World(place, ("engine", "gateway")) as desk:
        asyncio.run(markets_make(desk))
        with feed_started(desk.settings.stream_port, RATE):
            pass


def main() -> None:
    arguments = arguments_read(__doc__, rounds=3)
    if arguments.smoke:
        with tempfile.TemporaryDirectory(prefix="qd-ui-") as place:
            smoke(Path(place))
        return
    folder = web_build(places(load(DeskSettings)))
    with tempfile.TemporaryDirectory(prefix="qd-ui-") as place:
        site = site_make(folder, Path(place))
        with World(Path(place), ("engine", "gateway", "web"), web_folder=str(site)) as desk:
            asyncio.run(markets_make(desk))
            with browser_started() as browser:
                results, lines = measured(Bench(desk, browser), folder, arguments.rounds)
    report("ui", MIX, results, as_json=arguments.json, beside=lines)


if __name__ == "__main__":
    main()
