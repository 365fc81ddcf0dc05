"""kill -9 of every part at random moments under load: nothing that was acknowledged or final is lost, nothing is doubled.

The desk has a chain of its own, which is a part like the others; traders deposited there, and some owners only move money.

CHAOS_KILLS: how many (12). CHAOS_SEED: the seed to repeat; a run prints its own. CHAOS_RATE: orders a second (800).
"""

import asyncio
import mmap
import os
import random
import secrets
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import msgspec

from quantdesk.chain.rpc import Rpc
from quantdesk.chain.view import Viewer
from quantdesk.client import Keypair, QuantDesk, Refused
from quantdesk.desk.seed import Owner, tiers_set
from quantdesk.desk.world import World
from quantdesk.engine.replay import replay
from quantdesk.model.message import GENESIS_HASH_LOCALNET
from quantdesk.model.records_gen import TotalsQuery, TotalsView, views_decode
from quantdesk.runtime.clock import monotonic_s
from quantdesk.store.pool import open_pool
from tests.chaos.load import GAUGES, Config
from tests.chaos.money import DEPOSITED, START_USDC, Mover, opened
from tests.chaos.verdict import Verdict, judge
from tests.journeys.audit import journal_rows, projection_wait
from tests.traders import markets_there

KILLS = int(os.environ.get("CHAOS_KILLS", "12"))
SEED = int(os.environ.get("CHAOS_SEED", "0")) or secrets.randbits(32)
RATE = int(os.environ.get("CHAOS_RATE", "800"))
PROCESSES = ("localnet", "engine", "gateway", "stream", "keepers")
VICTIMS = ("engine", "postgres", "localnet", "engine", "stream", "gateway", "keepers", "valkey")
OWNERS = 8
OWNER_USDC = 100_000
MOVERS = 2
OUTAGE_MAX_S = 60.0
OPEN_MAX_S = 240.0
PROGRESS = 200
PAUSE_S = (0.2, 1.0)
UNDERWAY_MAX_S = 1.0
UNDERWAY_SHARE = 0.9


class Outside:
    """The load process, seen from here."""

    def __init__(self, folder: Path, desk: World, owners: list[Keypair], seed: int) -> None:
        self.log = folder / "acks.log"
        gauges = folder / "gauges"
        gauges.write_bytes(bytes(GAUGES.size))
        with gauges.open("r+b") as file:
            self._gauges = mmap.mmap(file.fileno(), GAUGES.size)
        config = Config(
            gateway=desk.addresses.gateway,
            stream=desk.addresses.stream,
            seeds=[owner._seed.hex() for owner in owners],
            rate=RATE,
            seed=seed,
            log=str(self.log),
            gauges=str(gauges),
        )
        path = folder / "load.json"
        path.write_bytes(msgspec.json.encode(config))
        root = Path(__file__).parents[2]
        environment = os.environ | {"PYTHONPATH": f"{root / 'src'}:{root}"}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.chaos.load", str(path)], cwd=root, env=environment
        )

    def in_flight(self) -> int:
        return int(GAUGES.unpack(self._gauges[:])[0])

    def answered(self) -> int:
        return int(GAUGES.unpack(self._gauges[:])[1])

    async def progress(self, count: int) -> None:
        """Returns when so many more commands were answered."""
        goal = self.answered() + count
        deadline_s = monotonic_s() + OUTAGE_MAX_S
        while self.answered() < goal:
            assert self.process.poll() is None, "the load process ended"
            assert monotonic_s() < deadline_s, f"no answers: {self.answered()} of {goal}, {self.in_flight()} in flight"
            await asyncio.sleep(0.01)

    async def underway(self) -> bool:
        """Waits a while for a moment at which commands are in flight; whether one came."""
        deadline_s = monotonic_s() + UNDERWAY_MAX_S
        while self.in_flight() == 0 and monotonic_s() < deadline_s:
            await asyncio.sleep(0)
        return self.in_flight() > 0

    def stop(self) -> None:
        """Ends the load after its last answer."""
        self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(120) == 0

    def end(self) -> None:
        """Ends the load whatever it does."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()


def victims_drawn(rng: random.Random) -> list[str]:
    """Every part in every round, in a random order."""
    drawn: list[str] = []
    while len(drawn) < KILLS:
        drawn += rng.sample(VICTIMS, len(VICTIMS))
    return drawn[:KILLS]


async def kills_make(desk: World, outside: Outside, rng: random.Random) -> tuple[Counter[str], int]:
    """Kills at random moments. Returns how often each part, and how many kills fell while commands were in flight."""
    killed: Counter[str] = Counter()
    busy = 0
    for victim in victims_drawn(rng):
        await outside.progress(PROGRESS)
        await asyncio.sleep(rng.uniform(*PAUSE_S))
        # A quiet machine answers within a millisecond: most kills wait for a moment with commands in flight, the rest fall anyhow.
        busy += await outside.underway() if rng.random() < UNDERWAY_SHARE else outside.in_flight() > 0
        old = desk.kill(victim)
        killed[victim] += 1
        await asyncio.to_thread(desk.wait_ready, OUTAGE_MAX_S, {victim: old})
    await outside.progress(PROGRESS)
    return killed, busy


async def after(desk: World, outside: Outside, accounts: frozenset[int]) -> Verdict:
    """Judges the log against the journal, and the journal against itself."""
    pool = await open_pool(desk.addresses.database_url, size=2)
    client = await desk.client()
    rows = await journal_rows(pool)
    verdict = judge(outside.log.read_text().splitlines(), rows, accounts)
    report = await replay(desk.addresses.database_url)
    assert report.commands >= rows[-1].seq_to
    totals = views_decode(await client.query(TotalsQuery().encode()))[1]
    assert isinstance(totals, TotalsView)
    assert totals.violations == 0
    await projection_wait(pool, rows[-1].seq_to, 60)
    await client.close()
    await pool.close()
    return verdict


async def owners_there(desk: World, owners: list[Keypair]) -> frozenset[int]:
    """Traders with accounts that they opened and funded on the desk's chain. Returns the accounts' numbers."""
    await tiers_set(desk.addresses.database_url, [Owner(key=owner.public, usdc=0, tier="maker") for owner in owners])
    made = await asyncio.gather(*(opened(desk, owner, OWNER_USDC, OWNER_USDC) for owner in owners))
    for wallet, _ in made:
        await wallet.close()
    return frozenset(number for _, number in made)


async def movers_there(desk: World, rng: random.Random) -> list[Mover]:
    """Owners who only move money."""
    keys = [Keypair.from_seed(rng.randbytes(32)) for _ in range(MOVERS)]
    made = await asyncio.gather(*(opened(desk, key, START_USDC, DEPOSITED) for key in keys))
    return [await Mover.enter(desk, wallet) for wallet, _ in made]


async def books_wrong(desk: World, movers: list[Mover]) -> list[str]:
    """What does not add up on the chain once all is at rest: owner by owner, and the vault against its own tokens."""
    wrong: list[str] = []
    for mover in movers:
        await mover.at_rest()
        wrong += await mover.books()
    rpc = Rpc((desk.plan.rpc_urls[0],), GENESIS_HASH_LOCALNET)
    try:
        view = await Viewer(rpc).view()
        tokens = (await rpc.accounts([view.addresses.vault_tokens])).accounts[0]
        held = 0 if tokens is None else int.from_bytes(tokens.data[64:72], "little")
        if held < view.books[0].tracked_atoms:
            wrong.append(f"vault: {view.books[0].tracked_atoms} atoms tracked, {held} there")
    finally:
        await rpc.close()
    return wrong


async def open_again(trader: QuantDesk) -> None:
    """The exchange takes an order again; while the chain is still behind it takes reductions alone (CUST-9)."""
    deadline_s = monotonic_s() + OPEN_MAX_S
    while True:
        try:
            assert (await trader.place("BTC-PERP", "buy", "0.001", "61000")).status == "resting"
        except Refused:
            assert monotonic_s() < deadline_s, "the exchange takes no order any more"
            await asyncio.sleep(0.5)
        else:
            return


async def test_nothing_acknowledged_is_lost_or_doubled_whatever_is_killed(tmp_path: Path) -> None:
    """JRN-1, BOOK-7, CUST-3, CUST-6: an answer leaves after its commit, what was final stays, and what is repeated does nothing more."""
    print(f"\nchaos: seed {SEED}, {KILLS} kills, {RATE} orders/s")
    rng = random.Random(SEED)
    with World(tmp_path / "desk", PROCESSES, fsync=True) as desk:
        await markets_there(desk)
        owners = [Keypair.from_seed(rng.randbytes(32)) for _ in range(OWNERS)]
        accounts = await owners_there(desk, owners)
        movers = await movers_there(desk, rng)
        outside = Outside(tmp_path, desk, owners, SEED)
        started_s = monotonic_s()
        moving = [asyncio.create_task(mover.run()) for mover in movers]
        try:
            killed, busy = await kills_make(desk, outside, rng)
            await asyncio.to_thread(outside.stop)
            for mover in movers:
                mover.stopping = True
            await asyncio.gather(*moving)
        finally:
            outside.end()
            for task in moving:
                task.cancel()
            await asyncio.gather(*moving, return_exceptions=True)
        seconds = monotonic_s() - started_s
        verdict = await after(desk, outside, accounts)
        wrong = await books_wrong(desk, movers)
        for mover in movers:
            await mover.close()
        # Somebody new: the entries of those who traded may all be taken for minutes yet (BOOK-6).
        wallet, _ = await opened(desk, late := Keypair.from_seed(rng.randbytes(32)), OWNER_USDC, OWNER_USDC)
        await wallet.close()
        async with await QuantDesk.connect(desk.addresses.gateway, late, stream_url=desk.addresses.stream) as trader:
            await open_again(trader)
    moved = sum(mover.made - DEPOSITED + mover.paid for mover in movers)
    print(
        f"chaos: {dict(killed)}, {busy} of {KILLS} in flight, {verdict.answers} answers in {seconds:.0f} s, "
        f"refused {dict(verdict.refused)}, {moved} USDC moved"
    )
    told = f"seed {SEED}, kills {dict(killed)}"
    assert verdict.lost == [], told
    assert verdict.doubled == [], told
    assert verdict.unasked == [], told
    assert wrong == [], told
    assert verdict.sent == verdict.answered == verdict.answers, told
    assert busy > KILLS // 2, told
    assert moved > 0, told
