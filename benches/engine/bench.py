"""Bench `engine`: the book alone and the whole exchange against a book on flat arrays, on the same flow of a million commands.

The book alone is crates/core/examples/book_flow.rs. The exchange is called from Python in batches, with margin, fees, bands
and events. Time is CPU time of the one thread that works.
"""

import json
import os
import shutil
import sys
import time
from pathlib import Path

from exchange_flow import ACCOUNTS, batches, opening, opening_count, records_of_flow
from harness import FLOORS, ROOT, arguments_read, compared, figure, interleaved, median, report, run, told
from quantdesk.core._native import Exchange, batch_head
from quantdesk.model.records_gen import BookQuery, LevelView, OrderFilled, events_decode, views_decode

BATCH_COUNT = 1_024
MEMORY = Path(__file__).parent / "memory.py"
TS_OPEN_US = 1_750_000_000_000_000
PASSES = "3"  # of book and floor within a round
MIX = "1,000,000 commands: 70 % adds, 25 % cancels, 5 % takes; exchange: batches of 1,024 from Python"


def flow_make(work: Path, name: str = "flow.bin", *more: str) -> tuple[Path, dict[str, str]]:
    """The flow file and its expected totals, made once in a work folder."""
    flow = work / name
    if not flow.with_suffix(".bin.expected").exists():
        run([sys.executable, str(FLOORS / "flow.py"), str(flow), *more])
    lines = flow.with_suffix(".bin.expected").read_text().splitlines()
    return flow, dict(line.split(" ", 1) for line in lines)


def floor_build(work: Path) -> Path:
    """The floor as a program."""
    program = work / "book_floor"
    run(["rustc", "-O", "-o", str(program), str(FLOORS / "book_floor.rs")], cwd=work)
    return program


def book_build(work: Path) -> Path:
    """The book alone as a program."""
    cargo = shutil.which("cargo") or "cargo"
    target = Path(os.environ.get("CARGO_TARGET_DIR") or work / "target")
    build = [cargo, "build", "--release", "--locked", "-p", "quantdesk-core", "--example", "book_flow"]
    run([*build, "--target-dir", str(target)], cwd=ROOT)
    return target / "release" / "examples" / "book_flow"


def rate_of(program: Path, flow: Path) -> float:
    """Commands a CPU second of a program that prints the floor's object."""
    return float(json.loads(run([str(program), str(flow), PASSES]))["commands_per_cpu_second"])


def exchange_make() -> Exchange:
    """An exchange with a market and funded accounts."""
    exchange, accounts = Exchange(), 2 * ACCOUNTS
    exchange.apply(batch_head(opening_count(accounts), 1, TS_OPEN_US) + opening(accounts))
    return exchange


def exchange_rate(prepared: list[bytes]) -> float:
    """Applies all batches to a fresh exchange; returns commands a CPU second."""
    exchange = exchange_make()
    start_seq, start_ns = exchange.seq, time.thread_time_ns()
    for batch in prepared:
        exchange.apply(batch)
    return (exchange.seq - start_seq) * 1e9 / (time.thread_time_ns() - start_ns)


def exchange_check(prepared: list[bytes], expected: dict[str, str]) -> None:
    """Stops unless the exchange reaches the totals of the flow."""
    exchange = exchange_make()
    trades = volume = notional = 0
    for batch in prepared:
        for event in events_decode(exchange.apply(batch)):
            if isinstance(event, OrderFilled):
                trades += 1
                volume += event.size
                notional += event.size * event.price
    levels = [
        view
        for view in views_decode(exchange.query(BookQuery(market=0, depth=0).encode()))
        if isinstance(view, LevelView)
    ]
    found = {
        "trades": trades,
        "volume": volume,
        "notional": notional,
        "resting_orders": sum(level.orders for level in levels),
        "resting_quantity": sum(level.total for level in levels),
        "levels_used": len(levels),
    }
    for name, value in found.items():
        if str(value) != expected[name]:
            raise SystemExit(f"the exchange reached {name} {value}, expected {expected[name]}")


def smoke(work: Path) -> None:
    """The exchange reaches the totals of a short flow, and orders rest in it."""
    flow, expected = flow_make(work, "flow-smoke.bin", "--commands", "2000")
    exchange_check(list(batches(records_of_flow(flow), opening_count(2 * ACCOUNTS) + 1, BATCH_COUNT)), expected)
    run([sys.executable, str(MEMORY), "2000"])


def main() -> None:
    arguments = arguments_read(__doc__, rounds=5)
    work = arguments.work
    if arguments.smoke:
        smoke(work)
        return
    flow, expected = flow_make(work)
    floor, book = floor_build(work), book_build(work)
    told("turning the flow into commands")
    prepared = list(batches(records_of_flow(flow), opening_count(2 * ACCOUNTS) + 1, BATCH_COUNT))
    exchange_check(prepared, expected)
    book_floors, books = interleaved(arguments.rounds, lambda: rate_of(floor, flow), lambda: rate_of(book, flow))
    floors, exchanges = interleaved(arguments.rounds, lambda: rate_of(floor, flow), lambda: exchange_rate(prepared))
    memory = float(run([sys.executable, str(MEMORY)]))
    results = [
        compared("book_ratio", median(books), "commands per CPU second", median(book_floors)),
        compared("exchange_ratio", median(exchanges), "commands per CPU second", median(floors)),
        figure("exchange_ops_per_s", median(exchanges), "commands per CPU second"),
        figure("bytes_per_open_order", memory, "bytes"),
    ]
    cpu = {"floor": book_floors + floors, "book": books, "exchange": exchanges}
    line = "CPU ns a command: " + ", ".join(f"{name} {1e9 / median(rates):.1f}" for name, rates in cpu.items())
    report("engine", MIX, results, as_json=arguments.json, beside=[line])


if __name__ == "__main__":
    main()
