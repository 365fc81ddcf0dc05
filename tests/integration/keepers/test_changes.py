"""Keeper `changes`: what admins have named applies when its time has come, by itself, and one that is refused holds up no other."""

import asyncio

from quantdesk.chain.changes import Kind
from quantdesk.chain.network import addresses_of
from quantdesk.chain.program_gen import TokenVault
from quantdesk.keepers import changes
from quantdesk.keepers.loop import CHAIN_ERRORS
from tests.integration.keepers.chain_desk import CAP, ChainDesk, Crew, Weather
from tests.integration.keepers.changing import DELAY_S, change_of, exchange_of, passed, proposed

NEW_KEY = bytes([7]) * 32


async def ran(crew: Crew) -> dict[str, int | str | bool]:
    """Runs of the keeper until nothing is left to do; what the last one told."""
    while (told := await changes.run_once(crew.parts)).more:
        await asyncio.sleep(0)
    return told.facts


async def test_change_of_what_only_the_chain_knows_is_applied_when_it_is_due_and_not_before(desk: ChainDesk) -> None:
    """CUST-22: a key, a cap, hours of an exit."""
    crew = desk.crew()
    named = [
        await proposed(desk, Kind.GUARDIAN, key=NEW_KEY),
        await proposed(desk, Kind.VAULT_CAP, amounts=(CAP // 2, 0, 0)),
        await proposed(desk, Kind.EXIT_HOURS, number=48),
    ]
    told = await ran(crew)
    assert told["changes_pending"] == 3
    assert DELAY_S - 60 < int(told["change_next_s"]) <= DELAY_S
    await passed(desk, DELAY_S - 600)
    assert (await ran(crew))["changes_pending"] == 3
    await passed(desk, 600)
    assert await ran(crew) == {"changes_pending": 0, "changes_refused": 0, "change_next_s": 0}
    assert [await change_of(desk, one) for one in named] == [None, None, None]
    exchange = await exchange_of(desk)
    assert (exchange.guardian, exchange.exit_hours) == (NEW_KEY, 48)
    where = addresses_of(bytes(desk.world.mint))
    vault = (await desk.rpc().accounts([where.vault])).accounts[0]
    assert vault is not None
    assert TokenVault.read(vault.data).book.cap_atoms == CAP // 2


async def test_change_waits_for_exits_of_its_first_days_and_goes_on_when_they_are_paid(desk: ChainDesk) -> None:
    """CUST-22: the keeper foresees it, and sends nothing that would be refused."""
    crew = desk.crew()
    wallet = await desk.wallet(500, usdc=1_000, sol=10)
    await wallet.open_account(usdc="100")
    named = await proposed(desk, Kind.GUARDIAN, key=NEW_KEY)
    await wallet.request_exit()
    await passed(desk, DELAY_S)
    events = (await exchange_of(desk)).event_seq
    assert await ran(crew) == {"changes_pending": 1, "changes_refused": 0, "change_next_s": 0}
    await wallet.claim_exit()
    await passed(desk, 2)
    assert (await ran(crew))["changes_pending"] == 0
    assert await change_of(desk, named) is None
    assert (await exchange_of(desk)).event_seq > events


async def test_change_that_the_chain_refuses_is_counted_and_holds_up_no_other(desk: ChainDesk) -> None:
    """CUST-50: a cap that rises to more than the double; the one behind it applies; a version of the program is not the keeper's."""
    crew = desk.crew()
    refused = await proposed(desk, Kind.VAULT_CAP, amounts=(2 * CAP + 1, 0, 0))
    version = await proposed(desk, Kind.UPGRADE, key=NEW_KEY)
    named = await proposed(desk, Kind.GUARDIAN, key=NEW_KEY)
    await passed(desk, 2 * DELAY_S)
    assert await ran(crew) == {"changes_pending": 2, "changes_refused": 1, "change_next_s": 0}
    there = [await change_of(desk, one) is not None for one in (refused, version, named)]
    assert there == [True, True, False]
    assert crew.parts.recent.changes_refused.keys() == {refused}


async def test_keeper_that_is_killed_anywhere_applies_each_change_once(desk: ChainDesk) -> None:
    """CUST-50: killed at each of its requests in turn, a new one finds what is left."""
    named = [await proposed(desk, Kind.EXIT_HOURS, number=60 - count) for count in range(8)]
    await passed(desk, DELAY_S)
    before = (await exchange_of(desk)).event_seq
    for request in range(1, 9):
        weather = Weather(desk)
        running = asyncio.get_running_loop().create_task(changes.run_once(desk.crew(weather).parts))
        while not (running.done() or weather.requests >= request):
            await asyncio.sleep(0)
        running.cancel()
        ended = (await asyncio.gather(running, return_exceptions=True))[0]
        assert not isinstance(ended, Exception) or isinstance(ended, CHAIN_ERRORS), ended
        await passed(desk, 2)
    assert (await ran(desk.crew()))["changes_pending"] == 0
    assert [await change_of(desk, one) for one in named] == [None] * len(named)
    exchange = await exchange_of(desk)
    assert (exchange.exit_hours, exchange.event_seq) == (53, before + len(named))
