"""Bench `recovery`: from the start of an engine over a journal of a million commands until it serves.

The journal holds the flow of the engine bench in rows of 256 commands, with their events, checksums and state hashes, and no
snapshot. The floor reads the same rows and applies them without any check. Time runs from the start of the process.
"""

import asyncio
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import asyncpg

from exchange_flow import ACCOUNTS, batches, opening, opening_count, records_of_flow
from harness import FLOORS, arguments_read, compared, interleaved, median, report, run, told
from quantdesk.core._native import Exchange, batch_head
from quantdesk.desk.paths import ROOT
from quantdesk.desk.world import World, ports_free
from quantdesk.runtime.settings import EngineSettings, Secret, environment_inherited, environment_of
from quantdesk.store.journal import crc_of
from quantdesk.store.migrate import migrate

HERE = Path(__file__).resolve().parent
BATCH_COUNT = 256
TS_OPEN_US = 1_750_000_000_000_000
HASH_EVERY = EngineSettings.__struct_defaults__[-1]
SNAPSHOT_NEVER = 100_000_000
START_TIMEOUT_S = 120
POLL_S = 0.01
COLUMNS = ("seq_from", "seq_to", "ts_us", "epoch", "crc", "state_hash", "commands", "events")
MIX = f"1,000,000 commands in rows of {BATCH_COUNT}, a state hash every {HASH_EVERY:,}; no snapshot; PostgreSQL on the same machine"


def rows_of(flow: Path):
    """Journal rows as an engine writes them."""
    exchange, accounts = Exchange(), 2 * ACCOUNTS
    first = batch_head(opening_count(accounts), 1, TS_OPEN_US) + opening(accounts)
    hashed = 0
    for commands in (first, *batches(records_of_flow(flow), opening_count(accounts) + 1, BATCH_COUNT)):
        seq_from = exchange.seq + 1
        events = exchange.apply(commands)
        digest = None
        if exchange.seq - hashed >= HASH_EVERY:
            digest, hashed = exchange.state_hash(), exchange.seq
        yield seq_from, exchange.seq, exchange.ts_us, 0, crc_of(commands, events), digest, commands, events


async def journal_fill(dsn: str, flow: Path) -> int:
    """Writes the journal; returns the number of its last command."""
    connection = await asyncpg.connect(dsn)
    last = 0
    try:
        await connection.execute(
            "truncate engine.snapshots; alter table engine.journal disable trigger all; truncate engine.journal"
        )
        part = []
        for row in rows_of(flow):
            part.append(row)
            if len(part) == 256:
                await connection.copy_records_to_table("journal", schema_name="engine", columns=COLUMNS, records=part)
                part = []
            last = row[1]
        await connection.copy_records_to_table("journal", schema_name="engine", columns=COLUMNS, records=part)
        await connection.execute("alter table engine.journal enable trigger all; checkpoint; analyze engine.journal")
    finally:
        await connection.close()
    return last


def floor_seconds(dsn: str) -> float:
    """Seconds of the floor's process."""
    start = time.perf_counter()
    run([sys.executable, str(HERE / "floor.py"), dsn])
    return time.perf_counter() - start


def engine_seconds(settings: EngineSettings, log: Path) -> float:
    """Seconds from the start of an engine until it says that it is ready; it is killed then, so that it leaves no snapshot."""
    environment = environment_inherited() | environment_of(settings)  # huge pages as ./desk bench gives them to both
    start = time.perf_counter()
    with log.open("wb") as out:
        engine = subprocess.Popen(
            [sys.executable, "-m", "quantdesk", "engine"], cwd=ROOT, env=environment, stdout=out, stderr=out
        )
    try:
        while not ready(settings.engine_port):
            if engine.poll() is not None or time.perf_counter() - start > START_TIMEOUT_S:
                raise SystemExit(f"the engine did not come up: {log.read_text()[-2000:]}")
            time.sleep(POLL_S)
        return time.perf_counter() - start
    finally:
        engine.send_signal(signal.SIGKILL)
        engine.wait()


def ready(port: int) -> bool:
    """Whether the engine serves."""
    try:
        with urlopen(f"http://127.0.0.1:{port}/ready", timeout=1) as answer:
            return answer.status == 200
    except (URLError, OSError):
        return False


def main() -> None:
    arguments = arguments_read(__doc__, rounds=3)
    flow = arguments.work / ("flow-smoke.bin" if arguments.smoke else "flow.bin")
    if not flow.exists():
        run([sys.executable, str(FLOORS / "flow.py"), str(flow), *(["--commands", "2000"] if arguments.smoke else [])])
    with (
        tempfile.TemporaryDirectory(prefix="qd-recovery-") as folder,
        World(Path(folder), ("engine",), fsync=True) as desk,
    ):
        dsn = desk.addresses.database_url
        asyncio.run(database_make(dsn))
        dsn = dsn.replace("/quantdesk?", "/recovery?")
        told("writing the journal")
        count = asyncio.run(journal_fill(dsn, flow))
        settings = EngineSettings(
            database_url=Secret(dsn),
            valkey_url=Secret(desk.addresses.valkey_url),
            engine_socket=str(Path(folder) / "engine.sock"),
            service_token=Secret(desk.addresses.service_secret),
            engine_port=ports_free(1)[0],
            engine_snapshot_every=SNAPSHOT_NEVER,
        )
        log = Path(folder) / "engine.log"
        if arguments.smoke:
            floor_seconds(dsn)
            engine_seconds(settings, log)
            return
        floors, engines = interleaved(
            arguments.rounds, lambda: floor_seconds(dsn), lambda: engine_seconds(settings, log)
        )
        beside = [line for line in log.read_text().splitlines() if "engine_recovered" in line]
    per_million = 1e6 / count
    value, floor = median(engines) * per_million, median(floors) * per_million
    results = [compared("s_per_million", value, "seconds", floor), compared("ratio", value, "seconds", floor)]
    report("recovery", MIX, results, as_json=arguments.json, beside=beside)


async def database_make(dsn: str) -> None:
    """A second database with the schema of the desk's, which stays with its own engine."""
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute("create database recovery")
    finally:
        await connection.close()
    await migrate(dsn.replace("/quantdesk?", "/recovery?"))


if __name__ == "__main__":
    main()
