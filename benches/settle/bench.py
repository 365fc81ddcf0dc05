"""settle: from a fill's journal commit until the engine is told that it has landed on the chain, at a sustained rate.

A desk of its own runs engine, keepers, ingestion, doors and local chain as processes, its database with fsync. Orders go to the engine
by its socket; their signatures are checked by the chain. A fill's lag is taken from its row of the settlement log: from the time of its
batch, which is before its commit, to the time of the batch that says that it landed, which is after it.

BENCH_SETTLE_RATE: fills a second. BENCH_SETTLE_SECONDS: of a round.
"""

import asyncio
import itertools
import os
import tempfile
from pathlib import Path

from floor import floor_lags
from load import FILLS_AN_ORDER, MARKETS, Load, fills_make, load_open

from harness import arguments_read, compared, figure, median, report, told
from quantdesk.chain.network import GENESIS, PROGRAM
from quantdesk.chain.program_gen import UserAccount
from quantdesk.chain.rpc import Rpc
from quantdesk.desk.world import World
from quantdesk.runtime.clock import monotonic_s, now_us
from quantdesk.store.pool import Pool, open_pool

PROCESSES = ("localnet", "engine", "keepers", "ingest", "gateway", "stream")
MEASURED = ("engine", "keepers", "localnet", "stream", "ingest", "postgres")
RATE, SECONDS = 200, 20
WARM_S, WARM_TIMES = 5, 3
SETTLED_TIMEOUT_S = 60
FINAL_LOOK_S = 0.25
MIX = (
    "fills of one taker's order each, makers' orders of twenty fills, four markets, a hundred accounts of as many owners; engine, "
    "keepers, ingestion, doors, local chain and PostgreSQL with fsync beside the load on the same cores"
)
FILLS = """
select max(coalesce(settled_us, 0) - ts_us), max(ts_us), bool_and(settled_us is not null),
    (array_agg(account order by account))[1], (array_agg(item_seq order by account))[1]
from settlement_items where kind = 'fill' and ts_us between $1 and $2 group by seq, index
"""


class Final:
    """What the finalised chain shows of accounts' sequences, looked at now and then."""

    def __init__(self, rpc_url: str) -> None:
        self._rpc = Rpc((rpc_url,), GENESIS["localnet"])
        self.seen: list[tuple[int, dict[int, int]]] = []

    async def run(self) -> None:
        """Looks until it is ended."""
        while True:
            _, heads = await self._rpc.owned(
                PROGRAM, UserAccount.SIZE, UserAccount.DISCRIMINATOR, (UserAccount.SETTLED_AT, 16)
            )
            numbers = {
                int.from_bytes(head[:8], "little"): int.from_bytes(head[8:], "little") for head in heads.values()
            }
            self.seen.append((now_us(), numbers))
            await asyncio.sleep(FINAL_LOOK_S)

    def at_us(self, account: int, item_seq: int) -> int | None:
        """When an item was first seen final."""
        return next((at for at, numbers in self.seen if numbers.get(account, 0) > item_seq), None)

    async def close(self) -> None:
        """Ends the connections."""
        await self._rpc.close()


async def settled_wait(pool: Pool, from_us: int, to_us: int) -> list[tuple]:
    """The fills of a span, once all are known to have landed. Errors: TimeoutError."""
    async with asyncio.timeout(SETTLED_TIMEOUT_S):
        while True:
            rows = [tuple(row) for row in await pool.fetch(FILLS, from_us, to_us)]
            if rows and all(row[2] for row in rows):
                return rows
            await asyncio.sleep(0.3)


async def final_wait(final: Final, rows: list[tuple]) -> None:
    """Until all of these fills were seen final. Errors: TimeoutError."""
    async with asyncio.timeout(SETTLED_TIMEOUT_S):
        while any(final.at_us(row[3], row[4]) is None for row in rows):  # noqa: ASYNC110 - another process makes it so
            await asyncio.sleep(FINAL_LOOK_S)


async def round_run(desk: World, load: Load, takers: itertools.cycle, rate: int, seconds: float) -> dict[str, float]:
    """One run of fills; lags in seconds."""
    pool = await open_pool(desk.addresses.database_url, size=1, application="bench")
    final = Final(desk.plan.rpc_urls[0])
    looking = asyncio.create_task(final.run())
    pids = {name: desk.pid(name) for name in MEASURED}
    try:
        before, from_us = cpu_of(pids), now_us()
        made = await fills_make(load, takers, rate, seconds)
        to_us = now_us()
        rows = await settled_wait(pool, from_us, to_us)
        spent = {name: cpu - before[name] for name, cpu in cpu_of(pids).items()}
        await final_wait(final, rows)
    finally:
        looking.cancel()
        await asyncio.gather(looking, return_exceptions=True)
        await final.close()
        await pool.close()
    if len(rows) != made:
        raise SystemExit(f"expected {made} fills in the settlement log, found {len(rows)}")
    lags = sorted(row[0] / 1e6 for row in rows)
    span_s = max(row[0] + row[1] for row in rows) / 1e6 - from_us / 1e6
    ended = sorted((final.at_us(row[3], row[4]) - row[1]) / 1e6 for row in rows)
    return {
        "p50_s": median(lags),
        "p99_s": lags[len(lags) * 99 // 100],
        "max_s": lags[-1],
        "fills_per_s": len(rows) / span_s,
        "final_p99_s": ended[len(ended) * 99 // 100],
    } | {f"{name}_cpu_us": seconds / len(rows) * 1e6 for name, seconds in spent.items()}


def cpu_of(pids: dict[str, int]) -> dict[str, float]:
    """User and system seconds of processes and the children that ended or live."""
    return {
        name: sum(_ticks(pid) for pid in (pid, *children_of(pid))) / os.sysconf("SC_CLK_TCK")
        for name, pid in pids.items()
    }


def children_of(pid: int) -> list[int]:
    """Processes that a process started."""
    return [int(text) for text in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _ticks(pid: int) -> int:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return 0
    return int(fields[11]) + int(fields[12])


async def measured(desk: World, rounds: int, rate: int, seconds: float) -> tuple[list[dict[str, float]], list[float]]:
    """Rounds of the desk, and of the floor between them."""
    # A run ends when what it has begun of each market is done.
    beyond = FILLS_AN_ORDER * len(MARKETS) * (rounds + WARM_TIMES)
    orders = int(rate * seconds * rounds + rate * WARM_S * WARM_TIMES) + beyond
    started_s = monotonic_s()
    load = await load_open(desk, orders)
    told(f"{len(load.makers)} makers and {len(load.takers)} takers after {monotonic_s() - started_s:.0f} s")
    takers = itertools.cycle(load.takers)
    try:
        for _ in range(WARM_TIMES):
            told(f"before the rounds {await round_run(desk, load, takers, rate, WARM_S)}")
        found: list[dict[str, float]] = []
        floors: list[float] = []
        for number in range(rounds):
            for turn in ("floor", "desk") if number % 2 == 0 else ("desk", "floor"):
                if turn == "desk":
                    found.append(await round_run(desk, load, takers, rate, seconds))
                    told(f"round {number + 1} of {rounds}: desk {found[-1]}")
                else:
                    lags = sorted(await floor_lags(desk.addresses.database_url, desk.plan.rpc_urls[0], rate, seconds))
                    floors.append(lags[len(lags) * 99 // 100])
                    told(f"round {number + 1} of {rounds}: floor p50 {median(lags):.4f}, p99 {floors[-1]:.4f}")
        return found, floors
    finally:
        await load.client.close()


async def smoke(desk: World) -> None:
    """A second of fills that settle and become final, and a second of the floor."""
    load = await load_open(desk, FILLS_AN_ORDER * len(MARKETS))
    try:
        await round_run(desk, load, itertools.cycle(load.takers), RATE, 0.1)
        await floor_lags(desk.addresses.database_url, desk.plan.rpc_urls[0], RATE, 0.1)
    finally:
        await load.client.close()


def main() -> None:
    """Measures and prints."""
    arguments = arguments_read(__doc__, rounds=3)
    rate, seconds = (
        int(os.environ.get("BENCH_SETTLE_RATE", RATE)),
        float(os.environ.get("BENCH_SETTLE_SECONDS", SECONDS)),
    )
    with tempfile.TemporaryDirectory(prefix="qd-settle-") as folder, World(Path(folder), PROCESSES, fsync=True) as desk:
        if arguments.smoke:
            asyncio.run(smoke(desk))
            return
        found, floors = asyncio.run(measured(desk, arguments.rounds, rate, seconds))
    of = {name: median([one[name] for one in found]) for name in found[0]}
    results = [
        compared("lag_p99_s", of["p99_s"], f"s at {rate:,} fills a second", median(floors)),
        figure("fills_per_s", of["fills_per_s"], "fills a second, settled"),
        figure("lag_p50_s", of["p50_s"], "s"),
        figure("lag_max_s", of["max_s"], "s"),
        figure("final_p99_s", of["final_p99_s"], "s until final"),
    ]
    spent = ", ".join(f"{name} {of[name + '_cpu_us']:.0f}" for name in MEASURED)
    beside = [f"CPU us a fill: {spent}"]
    report("settle", MIX, results, as_json=arguments.json, beside=beside)


if __name__ == "__main__":
    main()
