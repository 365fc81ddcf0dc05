"""Transactions of which nothing was heard: they may have landed or not, and neither is supposed."""

import httpx
import msgspec
import pytest

from quantdesk.chain.errors import ChainUnavailable
from quantdesk.chain.view import Viewer
from quantdesk.keepers import backpressure, payouts, project, settle
from quantdesk.keepers.parts import Parts
from quantdesk.keepers.settle_tables import UNHEARD_S
from quantdesk.model.assets import USDC
from quantdesk.runtime.clock import monotonic_s
from quantdesk.store.chain_copy import payouts_of
from quantdesk.store.settlement import rounds_after
from tests.integration.keepers.chain_desk import ChainDesk, Weather
from tests.integration.keepers.test_catching_up import Market


class Deaf(Weather):
    """From the first transaction on nothing is heard any more. lands: whether it reached the chain."""

    def __init__(self, desk: ChainDesk, *, lands: bool) -> None:
        super().__init__(desk)
        self._lands = lands

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if msgspec.json.decode(await request.aread())["method"] != "sendTransaction":
            return await super().handle_async_request(request)
        if self._lands:
            await super().handle_async_request(request)
        self.away = True
        raise httpx.ReadTimeout("lost")


async def rounds_told(desk: ChainDesk, seconds: int) -> list[int]:
    """Engine times of rounds that wait for the chain."""
    await Market(desk, [], 3).rounds(seconds, trades=0)
    while (await project.run_once(desk.pool))[1]:
        pass
    return sorted({row.ts_us for row in await rounds_after(desk.pool, 0, 0, 1_000)})


async def settled(parts: Parts, until_us: int) -> int:
    """Runs of the keeper until the round of a time is in force; how many rounds the chain has had."""
    for _ in range(9):
        await settle.run_once(parts)
        risk = (await Viewer(parts.rpc, commitment="processed").view()).risk
        if risk.round_us >= until_us:
            return risk.round
    raise AssertionError("the round did not come")


@pytest.mark.parametrize("lands", [True, False])
async def test_round_of_which_nothing_was_heard_is_posted_once(desk: ChainDesk, lands: bool) -> None:
    """CUST-7, CUST-9: what is posted is read from the chain: neither doubled, nor left out, nor told to the engine before it is there."""
    times = await rounds_told(desk, 15)
    parts = desk.crew(Deaf(desk, lands=lands)).parts
    parts.recent.extend_s = monotonic_s() + UNHEARD_S
    with pytest.raises(ExceptionGroup):
        await settle.run_once(parts)
    assert parts.recent.posted_us == 0
    heard = desk.crew().parts
    assert await settled(heard, times[-1]) == len(times)
    assert heard.recent.posted_us == times[-1]


async def test_chain_that_was_read_and_never_had_a_round_holds_nothing(desk: ChainDesk) -> None:
    """CUST-9: only while nothing was read is it behind since the keepers' start."""
    parts = desk.crew().parts
    parts.recent.since_s = monotonic_s() - 100
    ran = await backpressure.run_once(parts)
    assert ran.facts["rounds_behind_s"] >= 100
    await settle.run_once(parts)
    ran = await backpressure.run_once(parts)
    assert (ran.facts["rounds_behind_s"], ran.facts["held"]) == (0, "no")


async def test_keys_of_tables_that_were_sent_and_not_heard_are_not_sent_again(desk: ChainDesk) -> None:
    """CUST-6: a second table beside the first would be rent for nothing."""
    crew = desk.crew()
    crew.start(without=settle)
    wallet = await desk.wallet(500, usdc=1_000, sol=50)
    number = await wallet.open_account(usdc="300")

    async def waits() -> bool:
        return bool(await desk.pool.fetchval("select count(*) from settlement_items where account = $1", number))

    await desk.until(waits)
    await crew.kill()
    deaf = Deaf(desk, lands=True)
    parts = desk.crew(deaf).parts
    with pytest.raises(ChainUnavailable):
        await settle.run_once(parts)
    assert parts.recent.extend_s > monotonic_s() + UNHEARD_S / 2


async def test_payout_of_which_nothing_was_heard_is_paid_once_and_told_as_paid(desk: ChainDesk) -> None:
    """CUST-3: by the same process, without a restart."""
    crew = desk.crew()
    crew.start(without=payouts)
    wallet = await desk.wallet(500, usdc=1_000, sol=50)
    number = await wallet.open_account(usdc="300")
    await wallet.request_withdraw("USDC", "100")

    async def leaving() -> bool:
        account = await wallet.account()
        return account is not None and account.pockets[USDC].leaving_atoms > 0

    await desk.until(leaving)
    deaf = Deaf(desk, lands=True)
    parts = desk.crew(deaf).parts

    async def tried() -> bool:
        try:
            await payouts.run_once(parts)
        except ExceptionGroup:
            return True
        return False

    await desk.until(tried)
    [made] = await payouts_of(desk.pool, number)
    assert made.state == "sent"
    deaf.away = False

    async def paid() -> bool:
        await payouts.run_once(parts)
        return [one.state for one in await payouts_of(desk.pool, number)] == ["paid"]

    await desk.until(paid)
    assert (await wallet.balances())["USDC"] == "800.000000"
