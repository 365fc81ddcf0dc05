"""Mark rounds that follow each other sooner than the chain keeps indices."""

from itertools import cycle, islice

from quantdesk.chain.network import market_address
from quantdesk.chain.program_gen import Market, Risk
from quantdesk.chain.rounds import newest
from tests.integration.engine.traders import BTC_PERP, MARKET, PRICE
from tests.integration.keepers.chain_desk import ChainDesk
from tests.integration.keepers.test_chain import quiet
from tests.integration.keepers.test_settled_fills import priced, traders

TRIES = 12


async def test_the_chain_has_the_index_of_every_round_however_near_the_one_before(desk: ChainDesk) -> None:
    """FND-1, CUST-16: a sample of another index than the engine's made the hour unproven, and nothing settled behind it any more."""
    crew = desk.crew()
    crew.start()

    async def told(ppm: int) -> bool:
        found = (await desk.rpc().accounts([(await crew.parts.near.addresses()).risk], "processed")).accounts[0]
        assert found is not None
        row = Risk.read(found.data).rows[MARKET]
        return row.index_mticks == PRICE * (1_000_000 + ppm) // 1_000

    async def is_kept(ppm: int) -> bool:
        """Whether the chain keeps the round's index; one so soon after another stands beside the round instead."""
        found = (await desk.rpc().accounts([market_address(BTC_PERP.symbol)], "processed")).accounts[0]
        assert found is not None
        return newest(Market.read(found.data)).mticks == PRICE * (1_000_000 + ppm) // 1_000

    await desk.until(lambda: told(0))
    beside = 0
    for ppm in islice(cycle((10, 16, 13)), TRIES):
        await priced(desk, ppm)
        await desk.until(lambda ppm=ppm: told(ppm), 30)
        beside += not await is_kept(ppm)
        if beside == 2:
            break
    assert beside == 2, f"of {TRIES} rounds fewer than two came within five seconds of the one before"
    assert crew.failures == []
    await crew.kill()


async def test_two_prices_of_one_moment_beyond_the_envelope_hold_nothing_up(desk: ChainDesk) -> None:
    """ORC-2, CUST-7: there was no time for the steps to the second; its round was refused for ever, and nothing settled behind it."""
    crew = desk.crew()
    crew.start()

    async def marked(least: int, most: int) -> bool:
        found = (await desk.rpc().accounts([(await crew.parts.near.addresses()).risk], "processed")).accounts[0]
        ppm = 0 if found is None else Risk.read(found.data).rows[MARKET].mark_mticks * 1_000 // PRICE - 1_000_000
        return least <= ppm <= most

    await desk.until(lambda: marked(0, 0))
    await priced(desk, -3)
    await priced(desk, 6_000)
    (wallet, _), *_ = await traders(desk, 1)
    await desk.until(lambda: quiet(desk, wallet), 60)
    assert not await marked(6_000, 6_000)
    desk.later(20)
    await priced(desk, 6_010)
    await desk.until(lambda: marked(6_010, 6_010), 60)
    await crew.kill()
