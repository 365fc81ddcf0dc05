"""What the chain decides reaches the engine: who leaves only reduces, and a frozen exchange takes nothing more."""

import asyncio

import msgspec
from solders.account import Account
from solders.pubkey import Pubkey

from quantdesk.chain import program_gen as program
from quantdesk.chain.network import PROGRAM, addresses_of, derived, user_address
from quantdesk.chain.transaction import transaction_sign
from quantdesk.client import Wallet
from quantdesk.keepers import accounts, endings
from quantdesk.keepers.loop import ChainKeeper, State, keep
from quantdesk.keepers.main import CHAIN_KEEPERS
from quantdesk.keepers.parts import Parts, Ran
from quantdesk.model.records_gen import (
    AccountQuery,
    AccountView,
    FrozenQuery,
    FrozenView,
    OpenAccount,
    Reason,
    Refused,
    Restriction,
    events_decode,
    views_decode,
)
from quantdesk.runtime.metrics import Metrics
from tests.integration.keepers.chain_desk import ChainDesk, Crew

SILENCE_S = 6 * 3_600


async def restrictions(desk: ChainDesk, number: int) -> int:
    views = views_decode(await desk.engine.query(AccountQuery(account=number).encode()))
    return next(view.restrictions for view in views if isinstance(view, AccountView))


async def cancel_request(wallet: Wallet, desk: ChainDesk) -> None:
    """The owner takes his request back."""
    key, where = wallet.keypair.public, addresses_of(bytes(desk.world.mint))
    made = program.cancel_request(PROGRAM, user=user_address(key), owner=key, exchange=where.exchange)
    await wallet._send(0, made)


async def met(crew: Crew, number: int) -> None:
    """The engine and the keeper know the account as the finalised chain shows it."""

    async def known() -> bool:
        await accounts.run_once(crew.parts)
        await endings.run_once(crew.parts)
        return number in crew.parts.recent.leaving

    await crew.desk.until(known)


async def test_account_whose_owner_asked_for_an_exit_only_reduces_until_he_takes_it_back(desk: ChainDesk) -> None:
    """CUST-23: told once, by whichever keeper; one that begins anew finds what the engine knows."""
    crew, wallet = desk.crew(), await desk.wallet(500, usdc=1_000, sol=50)
    number = await wallet.open_account(usdc="300")
    await met(crew, number)
    assert await restrictions(desk, number) == 0
    await wallet.request_exit()
    await met(crew, number)
    await desk.until(lambda: leaving(desk, crew, number, True))
    seq = desk.engine.exchange.seq
    again = desk.crew()
    await desk.until(lambda: leaving(desk, again, number, True))
    assert number in again.parts.recent.leaving
    assert desk.engine.exchange.seq == seq, "a keeper without memory tells nothing twice"
    await cancel_request(wallet, desk)
    await desk.until(lambda: leaving(desk, desk.crew(), number, False))


async def leaving(desk: ChainDesk, crew: Crew, number: int, expected: bool) -> bool:
    """Whether the engine knows it as the chain says."""
    await endings.run_once(crew.parts)
    return bool(await restrictions(desk, number) & Restriction.LEAVING) is expected


async def frozen(desk: ChainDesk, crew: Crew) -> None:
    """The mark rounds stop for six hours, and somebody freezes the exchange."""
    where = addresses_of(bytes(desk.world.mint))
    found = (await crew.parts.rpc.accounts([where.risk])).accounts[0]
    assert found is not None
    risk = msgspec.structs.replace(
        program.Risk.read(found.data), round_us=(desk.chain.time_s - SILENCE_S) * 1_000_000, round=1
    )
    desk.chain.account_set(Pubkey(where.risk), Account(found.lamports, risk.write(), Pubkey(PROGRAM), False))
    payer = crew.parts.operator
    made = program.freeze(
        PROGRAM,
        payer=payer.public,
        exchange=where.exchange,
        risk=where.risk,
        resolution=derived(PROGRAM, b"resolution"),
        user=None,
    )
    await crew.parts.rpc.send(transaction_sign((made,), (payer,), await crew.parts.rpc.blockhash()).raw, "confirmed")


async def test_exchange_that_froze_on_the_chain_takes_nothing_more_and_keepers_that_would_change_it_rest(
    desk: ChainDesk,
) -> None:
    """CUST-24: every command is refused; those keepers go on that pay, copy, and tell the roots of days."""
    crew = desk.crew()
    await frozen(desk, crew)

    async def known() -> bool:
        await endings.run_once(crew.parts)
        return crew.parts.recent.frozen

    await desk.until(known)
    (view,) = [
        one for one in views_decode(await desk.engine.query(FrozenQuery().encode())) if isinstance(one, FrozenView)
    ]
    assert view.since > 0
    assert (await endings.run_once(desk.crew().parts)).facts == {"frozen_since_s": view.since // 1_000_000}
    (event,) = events_decode(await desk.engine.send(OpenAccount(account=9, owner=bytes(32), index=0).encode()))
    assert isinstance(event, Refused)
    assert event.reason == Reason.EXCHANGE_FROZEN
    assert {keeper.name for keeper in CHAIN_KEEPERS if keeper.to_the_end} == {
        "endings",
        "payouts",
        "mirror",
        "post_root",
        "resolve",
        "rents",
    }
    assert await runs(desk, crew, to_the_end=True) == 1
    assert await runs(desk, crew, to_the_end=False) == 0


async def runs(desk: ChainDesk, crew: Crew, *, to_the_end: bool) -> int:
    """How often a keeper has run when its loop has gone round."""
    ran = 0

    async def run_once(_: Parts) -> Ran:
        nonlocal ran
        ran += 1
        return Ran()

    keeper, state = ChainKeeper("trial", 600.0, run_once, to_the_end=to_the_end), State(Metrics("keepers"))
    task = asyncio.get_running_loop().create_task(keep(keeper, desk.pool, crew.parts, state, asyncio.Event()))
    await asyncio.sleep(0.3)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    return ran
