"""Ingestion against a real engine and database: proven prices become indices, all else is kept, wishes are followed."""

import asyncio
import gzip
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
import pytest

from quantdesk.bus.commands import service_token
from quantdesk.desk.markets import LISTINGS
from quantdesk.desk.world import World
from quantdesk.ingest.feeds import FEED_IDS
from quantdesk.ingest.main import Ingest, every, origins_of
from quantdesk.ingest.received import Received, SignedUpdate
from quantdesk.model.message import GENESIS_HASH_LOCALNET
from quantdesk.model.pyth_sign import update_sign
from quantdesk.model.pyth_update import PriceMessage
from quantdesk.model.records_gen import MarketQuery, MarketView, Service, SetPrices, views_decode
from quantdesk.runtime.clock import now_us
from quantdesk.runtime.metrics import Metrics
from quantdesk.runtime.settings import IngestSettings, Secret
from quantdesk.store.evidence import index_newest
from quantdesk.store.market_data import (
    TrustRow,
    letters_retry,
    source_add,
    source_states,
    source_wish,
    trust_add,
)
from quantdesk.store.pool import open_pool
from tests.integration.ingest.test_hermes import EventServer, serving
from tests.traders import markets_there
from tests.unit.model.pyth_rows import ROUTER_EMITTER, ROUTER_KEYS, ROUTERS

KEYS = {number: ROUTER_KEYS[number] for number in (0, 1, 3)}
BTC, ETH = FEED_IDS["BTC-PERP"], FEED_IDS["ETH-PERP"]
S = 1_000_000


def routers_row(version: int = 2_000, set_index: int = 1) -> TrustRow:
    """Our routers as a row that holds on the local network."""
    chain, emitter = ROUTER_EMITTER
    return TrustRow(
        version, "test", set_index, list(ROUTERS.signers), 3, [chain], [emitter], 0, 0, GENESIS_HASH_LOCALNET
    )


def price_message(usd: int, publish_s: int, feed: bytes = BTC) -> PriceMessage:
    return PriceMessage(feed, usd * 10**8, 5 * 10**7, -8, publish_s, publish_s - 1, usd * 10**8, 1)


def signed(usd: int, publish_s: int, feed: bytes = BTC) -> bytes:
    return update_sign([price_message(usd, publish_s, feed)], KEYS, (publish_s, publish_s, 7), ROUTERS)


def settings_of(desk: World, data: str = "") -> IngestSettings:
    return IngestSettings(
        database_url=Secret(desk.addresses.database_url),
        valkey_url=Secret(desk.addresses.valkey_url),
        engine_socket=desk.addresses.engine_socket,
        service_token=Secret(service_token(desk.addresses.service_secret, Service.INGEST)),
        price_key=Secret("11" * 32),
        data=data,
    )


@asynccontextmanager
async def ingest_of(desk: World, data: str = "", rows: list[TrustRow] | None = None) -> AsyncIterator[Ingest]:
    """An ingestion of its own over an emptied database, without the wishes of a first start; nothing of it runs by itself."""
    await markets_there(desk)
    pool = await open_pool(desk.addresses.database_url, size=3)
    made = Ingest(settings_of(desk, data), pool, Metrics("test"))
    try:
        for row in rows or []:
            await trust_add(pool, row, "test")
        await made.begin()
        await pool.execute(
            "truncate price_sources, price_source_states, price_dead_letters, index_prices, price_updates"
        )
        await made.markets()
        yield made
    finally:
        await made.reconciler.close()
        for listing in LISTINGS:  # other tests of this desk find the prices that it opened with
            price = listing.price_mticks
            record = SetPrices(market=listing.market.market, index_price=price, mark_price=price)
            await made.client.send(record.encode())
        await pool.execute("delete from oracle_trust where version >= 1000")
        await made.client.close()
        await pool.close()


async def market_view(ingest: Ingest, symbol: str) -> MarketView:
    views = views_decode(await ingest.client.query(MarketQuery(market=0xFFFF).encode()))
    return next(v for v in views if isinstance(v, MarketView) and v.symbol.rstrip(b"\0").decode() == symbol)


async def until(found: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(30):
        while not await found():
            await asyncio.sleep(0.05)


async def test_signed_updates_become_indices_with_their_evidence(small_desk: World) -> None:
    """PYTH-7, DATA-5, DATA-6: from a service's socket to the engine, and what proves it is kept."""
    now_s = now_us() // S
    sent = [signed(61_800, now_s - 2), signed(61_900, now_s - 1), signed(61_850, now_s)]
    played = [json.dumps({"binary": {"encoding": "hex", "data": [data.hex()]}}) for data in sent]
    async with ingest_of(small_desk, rows=[routers_row()]) as ingest, serving(EventServer(played, stay=True)) as url:
        told: list[bytes] = []
        ingest.flow.tell = told.append
        config = json.dumps({"endpoints": [url]})
        await source_add(ingest.pool, "hermes", "hermes", config, now_us())
        await ingest.reconciler.once()

        async def indexed() -> bool:
            return (await market_view(ingest, "BTC-PERP")).newest_price == 618_500_000

        await until(indexed)
        assert origins_of(ingest) == {"BTC-PERP": "pyth"}
        await ingest.flush()
        row = await index_newest(ingest.pool, 0, 0)
        assert row is not None
        assert (row.price_mticks, row.conf_mticks, row.publish_s) == (618_500_000, 5_000, now_s)
        assert (row.set_index, row.trust_version, row.signers, row.source) == (1, 2_000, [0, 1, 3], "hermes")
        kept = await ingest.pool.fetchval("select data from price_updates where digest = $1", row.digest)
        assert kept == sent[-1]
        await ingest.reconciler.once()
        state = (await source_states(ingest.pool))[0]
        assert (state.name, state.state, state.events) == ("hermes", "running", 3)
        assert told == sent, "each proven update is told on the topic"


async def test_forged_replayed_and_early_updates_move_nothing(small_desk: World) -> None:
    """PYTH-7, DATA-3, DATA-4: and those that were forged are kept with their reason."""
    now_s = now_us() // S
    good = signed(62_000, now_s)
    forged = good[:-10] + bytes([good[-10] ^ 1]) + good[-9:]
    async with ingest_of(small_desk, rows=[routers_row()]) as ingest:

        async def become(data: bytes) -> str:
            return await ingest.flow.update(Received("x", "", now_us(), SignedUpdate(data)))

        assert await become(good) == "taken"
        assert await become(good) == "came before"
        for data, reason in (
            (forged, "merkle_path_invalid"),
            (signed(63_000, now_s), "publish_time_not_newer"),
            (signed(63_000, now_s - 5), "publish_time_not_newer"),
            (signed(63_000, now_s + 60), "publish_time_not_newer"),
            (signed(0, now_s + 1), "price_not_positive"),
            (b"PNAU" + bytes(40), "version_unknown"),
        ):
            assert (await become(data)).startswith(reason)
        assert (await market_view(ingest, "BTC-PERP")).newest_price == 620_000_000
        await ingest.flush()
        letters = await ingest.pool.fetch("select reason, payload from price_dead_letters order by letter")
        assert [row["reason"].split(":")[0] for row in letters] == [
            "merkle_path_invalid",
            "price_not_positive",
            "version_unknown",
        ]
        assert letters[0]["payload"] == forged


async def test_an_ingestion_that_starts_again_does_not_go_behind(small_desk: World) -> None:
    """PYTH-7: publish times are remembered over restarts."""
    now_s = now_us() // S
    async with ingest_of(small_desk, rows=[routers_row()]) as ingest:
        await ingest.flow.update(Received("x", "", now_us(), SignedUpdate(signed(62_100, now_s))))
        await ingest.flush()
        again = Ingest(settings_of(small_desk), ingest.pool, Metrics("again"))
        again.flow.trusts = ingest.flow.trusts
        await again.markets()
        told = await again.flow.update(Received("x", "", now_us(), SignedUpdate(signed(50_000, now_s - 1))))
        assert told.startswith("publish_time_not_newer")
        await again.client.close()


async def test_a_dead_letter_is_read_again_when_it_is_asked_for(small_desk: World) -> None:
    """DATA-4: an update of signers that were not trusted yet."""
    now_s = now_us() // S
    async with ingest_of(small_desk) as ingest:
        data = signed(61_700, now_s)
        told = await ingest.flow.update(Received("hermes", "", now_us(), SignedUpdate(data)))
        assert told.startswith("set_unknown")
        await ingest.flush()
        await ingest.pool.execute("update price_dead_letters set retry = true")
        await ingest.reconciler.once()
        assert await letters_retry(ingest.pool) == []
        outcome = "select outcome from price_dead_letters order by letter limit 1"
        assert (await ingest.pool.fetchval(outcome)).startswith("set_unknown")
        await trust_add(ingest.pool, routers_row(2_001), "now trusted")
        await ingest.partitions()
        await ingest.pool.execute(
            "update price_dead_letters set retry = true where letter = (select min(letter) from price_dead_letters)"
        )
        await ingest.reconciler.once()
        assert await ingest.pool.fetchval(outcome) == "taken"
        assert (await market_view(ingest, "BTC-PERP")).newest_price == 617_000_000


async def test_local_prices_are_signed_proven_and_named(small_desk: World) -> None:
    """PYTH-5, DATA-5: a desk without signed prices, and its wishes: run, pause, stop, away."""
    async with ingest_of(small_desk) as ingest:
        config = json.dumps({"symbol": "ETH-PERP"})
        await source_add(ingest.pool, "synthetic-ETH-PERP", "synthetic", config, now_us())
        await ingest.reconciler.once()
        clock = asyncio.create_task(every(0.05, ingest.check))
        try:

            async def indexed() -> bool:
                return "ETH-PERP" in ingest.flow.priced

            await until(indexed)
        finally:
            clock.cancel()
        assert origins_of(ingest) == {"ETH-PERP": "synthetic"}
        await ingest.flush()
        row = await index_newest(ingest.pool, 1, 0)
        assert row is not None
        assert (row.source, row.set_index, row.signers) == ("local", 0xFFFF_FF00, [0])
        assert await ingest.pool.fetchval("select count(*) > 0 from market_ticks where source = 'synthetic-ETH-PERP'")
        for wish, state in (("pause", "paused"), ("stop", "stopped"), ("run", "running")):
            assert await source_wish(ingest.pool, "synthetic-ETH-PERP", wish, now_us())
            await ingest.reconciler.once()

            async def reached(wanted: str = state) -> bool:
                return ingest.reconciler.states["synthetic-ETH-PERP"] == wanted

            await until(reached)
        await ingest.pool.execute("delete from price_sources")
        await ingest.reconciler.once()
        assert ingest.reconciler.states == {}


async def test_a_recording_is_filled_in_once_over_pauses(small_desk: World, tmp_path: Path) -> None:
    """DATA-5: backfill goes on from its checkpoint and ends."""
    line = Path("tests/vectors/venues/binance.jsonl").read_text(encoding="utf-8").splitlines()[1]
    trades = [line.replace("5266583935", str(5_266_583_935 + number)) for number in range(1_500)]
    text = "".join(f"{1_723_161_255_088_176_367 + number} {trade}\n" for number, trade in enumerate(trades))
    (tmp_path / "day.gz").write_bytes(gzip.compress(text.encode()))
    async with ingest_of(small_desk, str(tmp_path)) as ingest:
        config = json.dumps({"path": "day.gz", "symbol": "BTC-PERP"})
        await source_add(ingest.pool, "fill", "replay", config, now_us())
        await source_wish(ingest.pool, "fill", "backfill", now_us())
        await ingest.reconciler.once()
        await asyncio.sleep(0)
        await source_wish(ingest.pool, "fill", "pause", now_us())
        await ingest.reconciler.close()
        await ingest.reconciler.once()
        await source_wish(ingest.pool, "fill", "backfill", now_us())
        await ingest.reconciler.once()

        async def done() -> bool:
            await ingest.flush()
            return ingest.reconciler.states["fill"] == "done"

        await until(done)
        await ingest.flush()
        counted = "select count(*) as all, count(distinct number) as different from market_ticks where source = 'fill'"
        row = await ingest.pool.fetchrow(counted)
        assert row is not None
        assert (row["all"], row["different"]) == (1_500, 1_500)


@pytest.mark.parametrize(
    ("kind", "config", "expected"),
    [
        ("nothing", "{}", "expected a kind of hermes"),
        ("binance", "{}", "expected symbols"),
        ("replay", '{"path":"../../etc/passwd"}', "below the data folder"),
        ("synthetic", '{"symbol":"NO-PERP"}', "expected one of"),
        ("okx", '{"secret":"x"}', "expected a configuration"),
    ],
)
async def test_a_wish_that_cannot_be_met_says_why(small_desk: World, kind: str, config: str, expected: str) -> None:
    """DATA-5."""
    async with ingest_of(small_desk, "tests") as ingest:
        await source_add(ingest.pool, "x", kind, config, now_us())
        await ingest.reconciler.once()
        async with asyncio.timeout(20):
            while expected not in (await source_states(ingest.pool))[0].reason:
                await asyncio.sleep(0.1)
                await ingest.reconciler.once()


async def test_rows_wait_while_the_database_is_away(small_desk: World) -> None:
    """DATA-4, DATA-6: nothing that proves or was refused is lost."""
    async with ingest_of(small_desk, rows=[routers_row()]) as ingest:
        await ingest.flow.update(Received("x", "", now_us(), SignedUpdate(b"rubbish")))
        gone = await open_pool(small_desk.addresses.database_url, size=1)
        gone.terminate()
        with pytest.raises((asyncpg.InterfaceError, ConnectionError)):
            await ingest.flow.rows.flush(gone)
        assert len(ingest.flow.rows) == 1
        await ingest.flush()
        assert await ingest.pool.fetchval("select count(*) from price_dead_letters") == 1
