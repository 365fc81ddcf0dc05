"""Processes are killed at random moments under load: nothing acknowledged is lost or doubled, and all serves again by itself."""

import asyncio
import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import msgspec
from tests.chaos.ledger import Promises, facts_read, promises_read

from quantdesk.client import Keypair
from quantdesk.desk.paths import ROOT
from quantdesk.desk.world import World
from quantdesk.engine.replay import replay
from quantdesk.runtime.clock import monotonic_ns, monotonic_s
from quantdesk.store.pool import Pool, open_pool
from quantdesk.store.projections import applied_seq

KILLS = int(os.environ.get("CHAOS_KILLS", "12"))
SEED = int(os.environ.get("CHAOS_SEED", "0")) or random.SystemRandom().randrange(1, 2**32)
# Each is killed at least once in twelve; the writer and its disk more often, because promises are made there.
VICTIMS = (
    "engine",
    "engine",
    "engine",
    "postgres",
    "postgres",
    "postgres",
    "stream",
    "stream",
    "gateway",
    "keepers",
    "valkey",
    "valkey",
)
TRADERS = 3
RATE = 250
ORDERS_PER_S_LEAST = 500
PRICE, SIZE = 618_000, 10
TIMEOUT_S = 90.0


def children(pid: int) -> list[int]:
    return [int(text) for text in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def kill(desk: World, name: str) -> int:
    """SIGKILL, and for PostgreSQL all of its processes at once, as a crash of the machine would."""
    pid = desk.pid(name)
    below = children(pid) if name == "postgres" and pid else []
    desk.kill(name)
    for child in below:
        try:
            os.kill(child, signal.SIGKILL)
        except ProcessLookupError:
            continue
    return pid


async def traders_start(desk: World, folder: Path) -> list[tuple[subprocess.Popen[bytes], Path]]:
    started = []
    for number in range(TRADERS):
        seed = random.Random(SEED + number).randbytes(32)
        log = folder / f"trader-{number}.log"
        await desk.fund(Keypair.from_seed(seed).public, 10_000_000, "maker")
        target = {
            "gateway": desk.addresses.gateway,
            "stream": desk.addresses.stream,
            "seed": seed.hex(),
            "rate": RATE,
            "log": str(log),
            "market": 0,
            "price": PRICE,
            "size": SIZE,
        }
        with (folder / f"trader-{number}.err").open("wb") as errors:
            process = subprocess.Popen(
                (sys.executable, "-m", "tests.chaos.trader"),
                stdin=subprocess.PIPE,
                stdout=errors,
                stderr=errors,
                cwd=ROOT,
            )
        process.stdin.write(msgspec.json.encode(target))
        process.stdin.close()
        started.append((process, log))
    return started


async def killed(desk: World, chance: random.Random, logs: list[Path]) -> list[tuple[str, int]]:
    """Kills victims one after the other; each time waits until all is ready and orders are acknowledged again."""
    kills = []
    order = [name for _ in range(KILLS // len(VICTIMS) + 1) for name in chance.sample(VICTIMS, len(VICTIMS))][:KILLS]
    for name in order:
        await asyncio.sleep(chance.uniform(0.3, 1.2))
        pid = kill(desk, name)
        kills.append((name, monotonic_ns()))
        if chance.random() < 0.2:
            continue  # the next one dies while this one comes back
        await asyncio.to_thread(desk.wait_ready, TIMEOUT_S, {name: pid})
        await acknowledged_more(logs)
    await asyncio.to_thread(desk.wait_ready, TIMEOUT_S)
    await acknowledged_more(logs)
    return kills


async def acknowledged_more(logs: list[Path]) -> None:
    """Every trader gets a new acknowledgement: the desk serves."""
    before = [log.read_bytes().count(b"\nA ") if log.exists() else 0 for log in logs]
    deadline_s = monotonic_s() + TIMEOUT_S
    while not all(
        log.exists() and log.read_bytes().count(b"\nA ") > old for log, old in zip(logs, before, strict=True)
    ):
        assert monotonic_s() < deadline_s, f"seed {SEED}: no acknowledgement for {TIMEOUT_S} s"
        await asyncio.sleep(0.05)


async def projected(pool: Pool, seq: int) -> None:
    deadline_s = monotonic_s() + TIMEOUT_S
    while await applied_seq(pool) < seq:
        assert monotonic_s() < deadline_s, f"seed {SEED}: the projections stay behind"
        await asyncio.sleep(0.05)


async def test_no_acknowledged_order_is_lost_or_doubled_whatever_is_killed(tmp_path: Path) -> None:
    """JRN-4, JRN-5, BOOK-7: an answer follows its commit, and a message sent again is taken once."""
    chance = random.Random(SEED)
    with World(tmp_path, fsync=True) as desk:
        traders = await traders_start(desk, tmp_path)
        logs = [log for _, log in traders]
        started_s = monotonic_s()
        try:
            await acknowledged_more(logs)
            kills = await killed(desk, chance, logs)
        finally:
            for process, _ in traders:
                process.terminate()
            seconds = monotonic_s() - started_s
            for process, _ in traders:
                process.wait(TIMEOUT_S)
        promises = promises_read(logs)
        pool = await open_pool(desk.addresses.database_url, size=2, application="tests")
        try:
            await verified(desk, pool, promises)
        finally:
            await pool.close()
        covered = sum(promises.in_flight(moment) > 0 for _, moment in kills)
        print(
            f"seed {SEED}: {len(kills)} kills in {seconds:.0f} s, {covered} with orders in flight; {len(promises.sent_ns)} orders, "
            f"{len(promises.acked)} acknowledged, {promises.unknown} unknown at first, refused {dict(promises.refused)}"
        )
        assert covered * 2 > len(kills), f"seed {SEED}: only {covered} of {len(kills)} kills met orders in flight"


async def verified(desk: World, pool: Pool, promises: Promises) -> None:
    facts = await facts_read(pool)
    assert promises.broken == [], f"seed {SEED}"
    lost = [order_id for order_id in promises.acked if order_id not in facts.accepted]
    assert lost == [], f"seed {SEED}: {len(lost)} acknowledged orders are in no journal"
    doubled = [order_id for order_id, seqs in facts.accepted.items() if len(seqs) > 1]
    assert doubled == [], f"seed {SEED}: {len(doubled)} orders were taken twice"
    assert facts.reused == [], f"seed {SEED}: client order ids with two orders"
    moved = [order_id for order_id, seq in promises.acked.items() if facts.accepted[order_id] != [seq]]
    assert moved == [], f"seed {SEED}: {len(moved)} orders stand at another seq than was promised"
    report = await replay(desk.addresses.database_url)
    await projected(pool, max(seqs[0] for seqs in facts.accepted.values()))
    rows = await pool.fetch("select count(*) as orders, count(distinct order_id) as single from orders")
    assert rows[0]["orders"] == rows[0]["single"] == len(facts.accepted)
    trades = await pool.fetchval("select count(*) from trades")
    assert trades == 2 * facts.fills
    assert report.seq >= max(promises.acked.values())
