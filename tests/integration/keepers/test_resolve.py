"""After a freeze the keepers do what anybody may, and everybody is paid without lifting a hand (CUST-18, CUST-19)."""

from quantdesk.keepers import endings, payouts, resolve
from quantdesk.model.message import GENESIS_HASH_LOCALNET
from quantdesk.model.pyth_sign import update_sign
from quantdesk.model.pyth_update import PriceMessage
from quantdesk.model.pyth_verify import Judge, update_verify
from quantdesk.model.records_gen import Side
from quantdesk.store.market_data import Page, page_write
from tests.integration.engine.traders import BTC_PERP, PRICE
from tests.integration.keepers.chain_desk import ChainDesk, Crew
from tests.integration.keepers.test_endings import frozen
from tests.integration.keepers.test_post_prices import FEED, KEY, TRUST
from tests.integration.keepers.test_settled_fills import all_settled, order, traders

LOTS = 1_000
USDC = 1_000
# E8 USD of the index at which they traded.
USD = PRICE * BTC_PERP.tick_size // 10


async def heard(desk: ChainDesk, publish_s: int, before_s: int) -> None:
    """A signed update is kept with those that ingestion has proven."""
    price = PriceMessage(FEED, USD, USD // 10_000, -8, publish_s, before_s, USD, 1)
    data = update_sign([price], {0: KEY}, (publish_s, publish_s, publish_s), TRUST)
    proven = update_verify(data, [TRUST], Judge(publish_s, GENESIS_HASH_LOCALNET))
    page = Page()
    seconds = (publish_s, publish_s, publish_s)
    row = (proven.digest, publish_s * 1_000_000, "local", TRUST.version, proven.set_index, [0], *seconds, data)
    page.updates.append(row)
    await page_write(desk.pool, page)


async def frozen_s(crew: Crew) -> int:
    return (await crew.parts.viewer.view()).exchange.frozen_s


async def test_everybody_is_paid_after_a_freeze_by_keepers_alone(desk: ChainDesk) -> None:
    """CUST-17 to CUST-19: a long and a short with open positions; an update beside the sample is never taken for it."""
    crew = desk.crew()
    crew.start()
    made = await traders(desk, 2, usdc=USDC)
    (seller, one), (buyer, two) = made
    assert await order(desk, seller, one, Side.SELL, PRICE, LOTS) == 0
    assert await order(desk, buyer, two, Side.BUY, PRICE, LOTS) == LOTS
    await all_settled(desk, made)
    await crew.kill()
    assert (await resolve.run_once(crew.parts)).facts == {}, "nothing before a freeze"
    await frozen(desk, crew)

    async def known() -> bool:
        await endings.run_once(crew.parts)
        return crew.parts.recent.frozen

    await desk.until(known)
    since_s = await frozen_s(crew)
    for number in range(1, resolve.SAMPLES + 1):
        due_s = since_s + number * resolve.STEP_S
        await heard(desk, due_s - 1, due_s - 2)
        await heard(desk, due_s + 1, due_s - 1)
        await heard(desk, due_s + 2, due_s + 1)
    desk.travel(2 * 3_600)

    async def paid() -> bool:
        ran = await resolve.run_once(crew.parts)
        await payouts.run_once(crew.parts)
        accounts = [await wallet.account() for wallet, _ in made]
        out = all(not one.positions_count and not any(one.settled.collateral) for one in accounts)
        left = any(pocket.leaving_atoms for one in accounts for pocket in one.pockets)
        return ran.facts.get("accounts_unresolved") == 0 and out and not left

    await desk.until(paid)
    for wallet, _ in made:
        # At the price at which they traded nobody won: what is missing is the fee of the fill.
        assert 2 * USDC - 2 < float((await wallet.balances())["USDC"]) <= 2 * USDC
    assert crew.failures == []
