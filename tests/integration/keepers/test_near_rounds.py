"""Mark rounds that follow each other sooner than the chain keeps indices."""

from quantdesk.chain.program_gen import Risk
from tests.integration.engine.traders import MARKET, PRICE
from tests.integration.keepers.chain_desk import ChainDesk
from tests.integration.keepers.test_settled_fills import priced


async def test_the_chain_has_the_index_of_every_round_however_near_the_one_before(desk: ChainDesk) -> None:
    """FND-1, CUST-16: a sample of another index than the engine's made the hour unproven, and nothing settled behind it any more."""
    crew = desk.crew()
    crew.start()

    async def told(ppm: int) -> bool:
        found = (await desk.rpc().accounts([(await crew.parts.near.addresses()).risk], "processed")).accounts[0]
        assert found is not None
        row = Risk.read(found.data).rows[MARKET]
        return row.index_mticks == PRICE * (1_000_000 + ppm) // 1_000

    await desk.until(lambda: told(0))
    for ppm in (10, 16, 13):
        await priced(desk, ppm)
        await desk.until(lambda ppm=ppm: told(ppm), 30)
    assert crew.failures == []
    await crew.kill()
