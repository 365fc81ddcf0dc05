"""Twenty fills among sixteen accounts in one transaction, by lookup tables that the keeper keeps."""

from typing import Any

import pytest

from quantdesk.chain.follow import Outcome
from quantdesk.chain.lookup import LOOKUP_PROGRAM
from quantdesk.chain.settlement import Settlement, accounts_of
from quantdesk.keepers import settle_tables
from quantdesk.keepers.settle import Run
from quantdesk.keepers.settle_tables import tables_of
from quantdesk.model.records_gen import Side, TimeInForce
from tests.integration.engine.traders import PRICE
from tests.integration.keepers.chain_desk import ChainDesk
from tests.integration.keepers.test_settled_fills import all_settled, equal, order, traders

ACCOUNTS = 16
KEYS = 3 + 2 * ACCOUNTS


async def test_twenty_fills_of_sixteen_accounts_land_in_one_transaction(
    desk: ChainDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """CUST-6, CUST-8: the tables come by themselves; what lands by them is what the engine has."""
    landed: list[tuple[int, int]] = []
    states: list[str] = []
    sent = settle_tables.sent

    async def followed(*arguments: Any) -> Outcome:
        states.append((outcome := await sent(*arguments)).state)
        return outcome

    monkeypatch.setattr(settle_tables, "sent", followed)
    went_through = Run._went_through

    async def counted(run: Run, settlement: Settlement) -> None:
        accounts = {number for work in settlement.works for number in accounts_of(work)}
        landed.append((len(settlement.works), len(accounts)))
        await went_through(run, settlement)

    monkeypatch.setattr(Run, "_went_through", counted)
    crew = desk.crew()
    crew.start()
    made = await traders(desk, ACCOUNTS)
    half = ACCOUNTS // 2

    async def fills(count: int) -> None:
        for place in range(count):
            (seller, sells), (buyer, buys) = made[place % half], made[half + place % half]
            await order(desk, seller, sells, Side.SELL, PRICE, 1)
            assert await order(desk, buyer, buys, Side.BUY, PRICE, 1, time_in_force=TimeInForce.IOC) == 1

    await fills(half)
    await all_settled(desk, made)

    async def known() -> bool:
        tables = await tables_of(desk.rpc(), crew.parts.operator.public, "processed")
        if sum(len(table.keys) for table in tables) >= KEYS:
            return True
        # One at a time: an account that is not waited for has its hundred and sixty entries used up before the tables come.
        await fills(half)
        await all_settled(desk, made)
        return False

    await desk.until(known)
    await all_settled(desk, made)
    await crew.kill()
    landed.clear()
    await fills(3 * half)
    crew = desk.crew()
    crew.start()
    await all_settled(desk, made)
    await equal(desk, made)
    await crew.kill()
    assert max(landed) >= (20, ACCOUNTS), landed
    # A table whose making was refused held settlement up for as long as it took that to be final.
    assert set(states) == {"landed"}
    (table, *_) = await tables_of(desk.rpc(), crew.parts.operator.public, "processed")
    assert (await desk.rpc().accounts([table.address], "processed")).accounts[0].owner == LOOKUP_PROGRAM  # type: ignore[union-attr]
