"""The index in force comes to the chain with the very update that proves it, once."""

import asyncio
import contextlib

import pytest
from msgspec import structs

from quantdesk.bus.topics import PRICE_UPDATES
from quantdesk.bus.valkey_link import VALKEY_ERRORS, open_valkey
from quantdesk.chain.program_gen import Market
from quantdesk.ingest.feeds import FEED_IDS
from quantdesk.ingest.index import FeedMarket, index_price
from quantdesk.keepers import post_prices
from quantdesk.keepers.heard_prices import prices_follow
from quantdesk.model.message import GENESIS_HASH_LOCALNET
from quantdesk.model.pyth_sign import local_trust, update_sign
from quantdesk.model.pyth_update import PriceMessage
from quantdesk.model.pyth_verify import Judge, update_verify
from quantdesk.model.records_gen import SetIndex, Tick
from quantdesk.runtime.clock import now_us
from quantdesk.store.market_data import Page, TrustRow, page_write, trust_add
from tests.integration.engine.traders import BTC_PERP, MARKET
from tests.integration.keepers.chain_desk import ChainDesk, Crew
from tests.program.markets import market_of

KEY = b"\x21" * 32
TRUST = local_trust(KEY, GENESIS_HASH_LOCALNET, 1_000)
FEED = FEED_IDS["BTC-PERP"]
ON_OUR_SCALE = FeedMarket(MARKET, "BTC-PERP", BTC_PERP.tick_size, FEED)
S = 1_000_000


@pytest.fixture
async def desk(desk: ChainDesk) -> ChainDesk:
    """Its market is final on the chain."""
    rpc = desk.rpc()

    async def final() -> bool:
        return (await rpc.accounts([bytes(market_of(desk.world))])).accounts[0] is not None

    await desk.until(final)
    return desk


def local_row() -> TrustRow:
    """The row of TRUST."""
    chains, emitters = [chain for chain, _ in TRUST.emitters], [emitter for _, emitter in TRUST.emitters]
    rest = (TRUST.valid_from, TRUST.valid_to, TRUST.genesis)
    return TrustRow(1_000, TRUST.name, TRUST.set_index, list(TRUST.signers), TRUST.quorum, chains, emitters, *rest)


async def told(desk: ChainDesk, usd: int, publish_s: int) -> int:
    """A signed price becomes the engine's index and is kept with its update, as ingestion does it; its mticks."""
    price = PriceMessage(FEED, usd * 10**8, usd * 10**4, -8, publish_s, publish_s - 1, usd * 10**8, 1)
    data = update_sign([price], {0: KEY}, (publish_s, publish_s, publish_s), TRUST)
    proven = update_verify(data, [TRUST], Judge(publish_s, GENESIS_HASH_LOCALNET))
    index = index_price(ON_OUR_SCALE, price, proven.digest)
    now = now_us()
    page = Page()
    page.updates.append(
        (proven.digest, now, "local", TRUST.version, proven.set_index, [0], publish_s, publish_s, publish_s, data)
    )
    page.indices.append((MARKET, publish_s, index.price_mticks, index.conf_mticks, proven.digest, 1, now))
    await page_write(desk.pool, page)
    record = SetIndex(
        market=MARKET,
        index_price=index.price_mticks,
        published=publish_s * S,
        conf=index.conf_mticks,
        doubt=0,
        evidence=proven.digest,
    )
    await desk.engine.send(record.encode())
    await desk.engine.send(Tick().encode())
    return index.price_mticks


def crew_of(desk: ChainDesk) -> Crew:
    """Keepers where nobody else brings prices."""
    crew = desk.crew()
    crew.parts = structs.replace(crew.parts, price_owner=None)
    return crew


async def kept(crew: Crew) -> list[tuple[int, int]]:
    """Indices that the chain has kept, oldest first: publish time, mticks."""
    found = (await crew.parts.rpc.accounts([bytes(market_of(crew.desk.world))])).accounts[0]
    assert found is not None
    market = Market.read(found.data)
    return [(point.publish_s, point.mticks) for point in market.indices[: market.indices_kept]]


async def test_index_of_a_round_is_posted_with_its_proof_and_not_twice(desk: ChainDesk) -> None:
    """PYTH-9, ORC-1, DATA-6: and who is killed in between finds on the chain what was posted."""
    publish_s = now_us() // S - 12
    first = await told(desk, 60_100, publish_s)
    crew = crew_of(desk)
    assert (await post_prices.run_once(crew.parts)).facts == {"prices_behind_s": 0}
    assert await kept(crew) == [(publish_s, first)]
    again = crew_of(desk)
    await post_prices.run_once(again.parts)
    assert await kept(again) == [(publish_s, first)]


async def test_index_that_no_round_has_used_is_not_posted(desk: ChainDesk) -> None:
    """MRK-1: the chain gets what the engine counts by, not what it has only heard."""
    publish_s = now_us() // S - 12
    first = await told(desk, 60_100, publish_s)
    await told(desk, 60_200, publish_s + 6)
    crew = crew_of(desk)
    await post_prices.run_once(crew.parts)
    assert await kept(crew) == [(publish_s, first)], "the second came less than five seconds after the round"


async def test_update_that_was_heard_is_posted_before_it_is_in_the_table(desk: ChainDesk, valkey_url: str) -> None:
    """PYTH-9: and one that nobody signed is as good as none."""
    publish_s = now_us() // S - 12
    first = await told(desk, 60_100, publish_s)
    data = await desk.pool.fetchval("select data from price_updates")
    await desk.pool.execute("truncate price_updates, index_prices")
    await trust_add(desk.pool, local_row(), "test")
    crew = crew_of(desk)
    await post_prices.run_once(crew.parts)
    assert await kept(crew) == []
    heard = crew.parts.recent.prices
    following = asyncio.create_task(prices_follow(valkey_url, desk.pool, GENESIS_HASH_LOCALNET, heard))
    valkey = open_valkey(valkey_url)
    try:
        async with asyncio.timeout(30):
            while heard.find(FEED, first, BTC_PERP.tick_size) is None:
                # A busy machine may take longer than a call may: it is told again.
                with contextlib.suppress(*VALKEY_ERRORS):
                    await valkey.publish(PRICE_UPDATES, data[:-1])
                    await valkey.publish(PRICE_UPDATES, data)
                await asyncio.sleep(0.05)
        await post_prices.run_once(crew.parts)
        assert await kept(crew) == [(publish_s, first)]
        assert heard.refused
    finally:
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)
        await valkey.aclose()


async def test_price_account_of_another_feed_moves_nothing(desk: ChainDesk) -> None:
    """ORC-1: an update that does not hold the feed of the market proves nothing of it."""
    publish_s = now_us() // S - 12
    await told(desk, 60_100, publish_s)
    await desk.pool.execute("update price_updates set data = $1", b"PNAU")
    crew = crew_of(desk)
    await post_prices.run_once(crew.parts)
    assert await kept(crew) == []


async def test_rounds_that_bring_their_own_indices_are_left_alone(desk: ChainDesk) -> None:
    """PYTH-9: a newer index on the chain would make a round that lags behind impossible."""
    await told(desk, 60_100, now_us() // S - 12)
    crew = desk.crew()
    crew.parts = structs.replace(crew.parts, price_owner=bytes(32))
    assert (await post_prices.run_once(crew.parts)).facts == {}
    assert await kept(crew) == []
