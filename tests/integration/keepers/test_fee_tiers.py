"""The keeper `fee_tiers` with a real engine and real records: tiers of 30 whole days, once a day, changed both ways [FEE-5]."""

import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from quantdesk.bus.commands import CommandClient
from quantdesk.chain.network import GENESIS
from quantdesk.chain.rpc import Rpc
from quantdesk.chain.transaction import KeySigner
from quantdesk.chain.view import Viewer
from quantdesk.keepers import project
from quantdesk.keepers.fee_tiers import DAY_US, run_once, tier_of
from quantdesk.keepers.gauges import Gauges
from quantdesk.keepers.parts import Parts, Recent
from quantdesk.model.records_gen import AccountQuery, AccountView, Service, Side, views_decode
from quantdesk.runtime.clock import now_us
from quantdesk.runtime.metrics import Metrics
from quantdesk.store.pool import open_pool
from tests.integration.engine.engines import connected, running
from tests.integration.engine.traders import Trader, two_traders

USD = 1_000_000


@pytest.fixture
def folder() -> Iterator[Path]:
    """A short folder for sockets."""
    path = Path(tempfile.mkdtemp(prefix="qdf-"))
    yield path
    shutil.rmtree(path, ignore_errors=True)


@asynccontextmanager
async def keeper_parts(
    folder: Path, database_url: str, valkey_url: str
) -> AsyncIterator[tuple[Parts, CommandClient, CommandClient]]:
    """The keeper's parts beside a desk's and a door's client of the same engine; no node is ever asked."""
    async with running(folder, database_url, valkey_url) as engine:
        desk, keeper = await connected(engine), await connected(engine, Service.KEEPERS)
        door = await connected(engine, Service.GATEWAY)
        pool, rpc = await open_pool(database_url, size=2), Rpc(("http://127.0.0.1:9",), GENESIS["localnet"])
        try:
            yield (
                Parts(
                    pool=pool,
                    engine=keeper,
                    rpc=rpc,
                    viewer=Viewer(rpc),
                    near=Viewer(rpc, commitment="processed"),
                    operator=KeySigner(bytes(32)),
                    gauges=Gauges(Metrics("keepers")),
                    recent=Recent(),
                ),
                desk,
                door,
            )
        finally:
            pool.terminate()
            await rpc.close()
            await keeper.close()
            await door.close()
            await desk.close()


async def tier(desk: CommandClient, trader: Trader) -> int:
    """The tier that the engine charges."""
    views = views_decode(await desk.query(AccountQuery(account=trader.account).encode()))
    return next(view.fee_tier for view in views if isinstance(view, AccountView))


def test_tiers_begin_at_their_volumes() -> None:
    """[FEE-5]: at the bound, and an atom below it."""
    bounds = [5_000_000 * USD, 25_000_000 * USD, 100_000_000 * USD]
    assert [tier_of(bound) for bound in bounds] == [1, 2, 3]
    assert [tier_of(bound - 1) for bound in bounds] == [0, 1, 2]


async def test_volume_of_thirty_whole_days_sets_and_takes_back_a_tier(
    folder: Path, database_url: str, valkey_url: str
) -> None:
    """[FEE-5]: today does not count, nor does what is older than 30 days; both sides of a match do."""
    async with keeper_parts(folder, database_url, valkey_url) as (parts, desk, door):
        maker, taker = await two_traders(desk)
        await door.send(maker.order(Side.SELL, 4) + taker.order(Side.BUY, 4))
        midnight = now_us() // DAY_US * DAY_US
        assert (await run_once(parts)).facts == {"fee_tiers_of_day": 0}, "the records do not hold the day before yet"
        await project.run_to_end(parts.pool)
        moved = "update trades set ts_us = $1, notional_atoms = $2"
        await parts.pool.execute(moved, midnight, 30_000_000 * USD)
        assert (await run_once(parts)).facts == {"fee_tiers_of_day": midnight // DAY_US}
        assert (await tier(desk, maker), await tier(desk, taker)) == (0, 0), "of today"

        for ts_us, wanted in ((midnight - 1, 2), (midnight - 30 * DAY_US, 2), (midnight - 30 * DAY_US - 1, 0)):
            await parts.pool.execute(moved, ts_us, 30_000_000 * USD)
            parts.recent.fee_tiers.done = 0
            await run_once(parts)
            assert (await tier(desk, maker), await tier(desk, taker)) == (wanted, wanted), ts_us - midnight
            await project.run_to_end(parts.pool)
