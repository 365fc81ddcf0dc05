"""Money between chain and engine: every deposit credited once, every withdrawal debited and paid once, in any weather."""

import asyncio
import random
from collections.abc import AsyncIterator

import msgspec
import pytest

from quantdesk.chain.errors import TransactionFailed
from quantdesk.chain.rpc import Rpc
from quantdesk.chain.transaction import Blockhash
from quantdesk.client import Keypair, Wallet
from quantdesk.keepers import backpressure, settle_halts
from quantdesk.model.assets import ASSETS, SOL, USDC
from quantdesk.model.records_gen import (
    AccountQuery,
    AccountView,
    AssetView,
    Debit,
    DelegateView,
    MarketQuery,
    MarketView,
    views_decode,
)
from quantdesk.store.chain_copy import account_copy, items_of, paid_of
from quantdesk.store.settlement import halts_list, holds_list
from tests.integration.keepers.chain_desk import ChainDesk, Crew, Weather


@pytest.fixture
async def crew(desk: ChainDesk) -> AsyncIterator[Crew]:
    made = desk.crew()
    made.start()
    yield made
    await made.kill()


async def engine_assets(desk: ChainDesk, number: int) -> dict[int, AssetView]:
    views = views_decode(await desk.engine.query(AccountQuery(account=number).encode()))
    return {view.asset: view for view in views if isinstance(view, AssetView)}


async def quiet(desk: ChainDesk, wallet: Wallet) -> bool:
    """Nothing is on its way: pockets empty, no request, every item settled."""
    account = await wallet.account()
    if account is None:
        return False
    pockets = any(pocket.arriving_atoms or pocket.leaving_atoms for pocket in account.pockets)
    items = await desk.pool.fetchval("select count(*) from settlement_items where account = $1", account.settled.number)
    return not pockets and account.request.state != 1 and account.settled.seq == items


def whole(amount: int, asset: int = USDC) -> int:
    return amount * 10 ** ASSETS[asset].decimals


async def usdc_of(wallet: Wallet) -> int:
    return round(float((await wallet.balances())["USDC"]) * 10**6)


async def test_deposit_is_credited_settled_withdrawn_and_paid(desk: ChainDesk, crew: Crew) -> None:
    """CUST-3, CUST-10: both assets go round and every balance is what it was."""
    wallet, session = await desk.wallet(500, usdc=1_000, sol=50), Keypair.generate()
    number = await wallet.open_account(usdc="300", sol="2", delegate=session)
    await desk.until(lambda: quiet(desk, wallet))
    held = await engine_assets(desk, number)
    assert (held[USDC].collateral, held[USDC].credited) == (whole(300), whole(300))
    assert (held[SOL].collateral, held[SOL].credited) == (whole(2, SOL), whole(2, SOL))
    views = views_decode(await desk.engine.query(AccountQuery(account=number).encode()))
    assert [view.delegate for view in views if isinstance(view, DelegateView)] == [session.public]
    account = await wallet.account()
    assert account.settled.collateral[:2] == (whole(300), whole(2, SOL))

    await wallet.request_withdraw("USDC", "100.5")
    await desk.until(lambda: quiet(desk, wallet))
    assert await usdc_of(wallet) == whole(1_000) - whole(300) + 100_500_000
    sol_before = await desk.rpc().balance(wallet.keypair.public)
    await wallet.request_exit()
    await desk.until(lambda: quiet(desk, wallet))
    assert await usdc_of(wallet) == whole(1_000)
    assert await desk.rpc().balance(wallet.keypair.public) == sol_before + whole(2, SOL) - 5_000
    assert not any((await wallet.account()).settled.collateral)

    async def copied() -> bool:
        return await paid_of(desk.pool, number) == {USDC: whole(300), SOL: whole(2, SOL)}

    await desk.until(copied)
    assert [item.amount for item in await items_of(desk.pool, number, "debit", 2**53, 10) if item.asset == USDC] == [
        whole(300) - 100_500_000,
        100_500_000,
    ]
    assert crew.failures == []


async def test_same_deposit_twice_within_one_blockhash_is_two_deposits(
    desk: ChainDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """CUST-6: equal bytes are one transaction; the second deposit waits for the next blockhash."""
    wallet = await desk.wallet(507, usdc=10, sol=5)
    await wallet.open_account(usdc="1")
    stale, asked = await desk.rpc().blockhash(), 0

    async def blockhash(rpc: Rpc) -> Blockhash:
        nonlocal asked
        asked += 1
        return stale if asked <= 3 else await fresh(rpc)

    fresh = Rpc.blockhash
    monkeypatch.setattr(Rpc, "blockhash", blockhash)
    await wallet.deposit("USDC", "2")
    await wallet.deposit("USDC", "2")
    assert asked == 4
    assert (await wallet.account()).pockets[USDC].arriving_atoms == whole(5)


async def test_owner_instructions_are_acknowledged_in_their_order(desk: ChainDesk, crew: Crew) -> None:
    """CUST-4, CUST-5: a removal and a floor take effect in the engine, and with the ack on the chain."""
    wallet, session = await desk.wallet(501, usdc=10, sol=5), Keypair.generate()
    number = await wallet.open_account(usdc="1", delegate=session)
    await desk.until(lambda: quiet(desk, wallet))
    await wallet.remove_delegate(session)
    await wallet.raise_floor(7 << 12)
    await desk.until(lambda: acknowledged(wallet, 4))
    views = views_decode(await desk.engine.query(AccountQuery(account=number).encode()))
    assert not [view for view in views if isinstance(view, DelegateView)]
    assert next(view.floor for view in views if isinstance(view, AccountView)) == 7 << 12
    account = await wallet.account()
    assert (account.floor, account.floor_next) == (7 << 12, 0)
    await wallet.add_delegate(session)

    async def back() -> bool:
        answer = views_decode(await desk.engine.query(AccountQuery(account=number).encode()))
        return any(isinstance(view, DelegateView) for view in answer)

    await desk.until(back)
    assert crew.failures == []


async def acknowledged(wallet: Wallet, inbox: int) -> bool:
    account = await wallet.account()
    return account is not None and account.settled.inbox_acked == inbox


async def test_account_that_was_closed_and_opened_again_is_another_one(desk: ChainDesk, crew: Crew) -> None:
    """Attack: an account closed and created again; nothing of the old one applies to the new one."""
    wallet = await desk.wallet(502, usdc=10, sol=5)
    first = await wallet.open_account(usdc="4")
    await desk.until(lambda: quiet(desk, wallet))
    await wallet.request_exit()
    await desk.until(lambda: quiet(desk, wallet))
    desk.travel(301)
    await wallet.close_account()
    second = await wallet.open_account(usdc="3")
    await desk.until(lambda: quiet(desk, wallet))
    assert second == first + 1
    assert (await engine_assets(desk, second))[USDC].credited == whole(3)
    gone = views_decode(await desk.engine.query(AccountQuery(account=first).encode()))
    assert not [view for view in gone if isinstance(view, AccountView)]
    assert crew.failures == []


async def test_claim_past_the_log_freezes_the_account_and_nobody_else(desk: ChainDesk) -> None:
    """CUST-10, CUST-11: the operator was away for an hour; what the chain gave cannot be traded or withdrawn again."""
    wallet, other = await desk.wallet(503, usdc=10, sol=5), await desk.wallet(504, usdc=10, sol=5)
    crew = desk.crew()
    crew.start()
    number = await wallet.open_account(usdc="9")
    second = await other.open_account(usdc="5")
    await desk.until(lambda: quiet(desk, wallet))
    await desk.until(lambda: quiet(desk, other))
    await crew.kill()
    debit = Debit(account=number, asset=USDC, amount=whole(2), request=77, debited=2**64 - 1)
    await desk.engine.send(debit.encode())
    await wallet.request_exit()
    desk.travel(3_601)
    await wallet.claim_exit()
    crew = desk.crew()
    crew.start()
    try:
        await desk.until(lambda: halted(desk, number))
        await desk.until(lambda: paid(wallet, whole(10)))
        await other.request_exit()
        await desk.until(lambda: quiet(desk, other))
    finally:
        await crew.kill()
    assert [halt.cause for halt in await halts_list(desk.pool)] == ["claimed"]
    views = views_decode(await desk.engine.query(AccountQuery(account=number).encode()))
    assert next(view.floor for view in views if isinstance(view, AccountView)) == 2**64 - 1
    assert await usdc_of(other) == whole(10)
    assert await holds_list(desk.pool) == [], "one claim holds no market"
    assert (await engine_assets(desk, second))[USDC].collateral == 0


async def halted(desk: ChainDesk, number: int) -> bool:
    return number in {halt.account for halt in await halts_list(desk.pool)}


async def paid(wallet: Wallet, atoms: int) -> bool:
    return await usdc_of(wallet) == atoms


async def test_honest_item_that_is_refused_holds_the_markets_until_it_goes_through(
    desk: ChainDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """CUST-7, CUST-9: a refusal is paged, and reductions alone are taken meanwhile."""
    monkeypatch.setattr(settle_halts, "HALT_RETRY_S", 1.0)
    wallet = await desk.wallet(505, usdc=10, sol=5)
    weather = Weather(desk)
    why = {"err": {"InstructionError": [1, {"Custom": 6903}]}, "logs": ["no"]}
    said = {"code": -32002, "message": "Transaction simulation failed", "data": why}
    crew = desk.crew(weather)
    crew.start()
    try:
        await desk.until(lambda: round_posted(crew))
        weather.answers["sendTransaction"] = lambda: refusal(said)
        number = await wallet.open_account(usdc="9")
        await desk.until(lambda: halted(desk, number))
        await desk.until(lambda: held(desk))
        assert [halt.cause for halt in await halts_list(desk.pool)] == ["refused"]
        weather.answers.clear()
        await desk.until(lambda: quiet(desk, wallet))
        await desk.until(lambda: released(desk))
    finally:
        await crew.kill()
    assert await halts_list(desk.pool) == []
    assert (await engine_assets(desk, number))[USDC].credited == whole(9)


def refusal(said: dict[str, object]) -> bytes:
    """A node's word that it does not take a transaction."""
    return msgspec.json.encode({"jsonrpc": "2.0", "id": 1, "error": said})


async def round_posted(crew: Crew) -> bool:
    """The chain has the mark that the engine began with: what follows are items alone."""
    return (await crew.parts.near.view()).risk.round > 0


async def held(desk: ChainDesk) -> bool:
    views = views_decode(await desk.engine.query(MarketQuery(market=65_535).encode()))
    return all(view.paused for view in views if isinstance(view, MarketView)) and bool(await holds_list(desk.pool))


async def released(desk: ChainDesk) -> bool:
    views = views_decode(await desk.engine.query(MarketQuery(market=65_535).encode()))
    return not any(view.paused for view in views if isinstance(view, MarketView)) and not await holds_list(desk.pool)


async def test_chain_that_is_away_holds_the_markets_when_items_grow_old(
    desk: ChainDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """CUST-9: what the chain cannot be told grows old."""
    monkeypatch.setattr(backpressure, "AGE_MAX_S", 8.0)
    wallet = await desk.wallet(506, usdc=10, sol=5)
    weather = Weather(desk)
    crew = desk.crew(weather)
    crew.start()
    try:
        number = await wallet.open_account(usdc="9")
        await desk.until(lambda: quiet(desk, wallet))
        await desk.until(lambda: copied(desk, number))
        assert not await held(desk)
        weather.away = True
        await desk.engine.send(Debit(account=number, asset=USDC, amount=1, request=5, debited=2**64 - 1).encode())
        await desk.until(lambda: held(desk))
        weather.away = False
        await desk.until(lambda: quiet(desk, wallet))
        await desk.until(lambda: released(desk))
    finally:
        await crew.kill()
    assert any("ChainUnavailable" in failure for failure in crew.failures)


async def copied(desk: ChainDesk, number: int) -> bool:
    copy = await account_copy(desk.pool, number)
    return copy is not None and copy.item_seq == 1


KILLS_MIN = 8
KILLS_MAX = 400
STORM = {
    "transaction that is dropped",
    "transaction that comes twice",
    "transaction that comes late",
    "transaction that is expired",
}


class Ledger:
    """What a wallet has done, in least units: the witness outside."""

    def __init__(self, wallet: Wallet, usdc: int, sol: int) -> None:
        self.wallet = wallet
        self.number = 0
        self.had = {USDC: whole(usdc), SOL: whole(sol, SOL)}
        self.deposited = {USDC: 0, SOL: 0}

    async def act(self, chance: random.Random) -> None:
        """One thing that an owner does; what the chain refuses (a request that is open already) is not done."""
        asset = chance.choice((USDC, SOL))
        amount = chance.randrange(1, whole(10, asset))
        text = f"{amount // 10 ** ASSETS[asset].decimals}.{amount % 10 ** ASSETS[asset].decimals:0{ASSETS[asset].decimals}d}"
        draw = chance.random()
        try:
            if draw < 0.55:
                await self.deposit(asset, amount)
            elif draw < 0.75:
                await self.wallet.request_withdraw(ASSETS[asset].name, text)
            elif draw < 0.85:
                await self.wallet.request_exit()
            elif draw < 0.95:
                await self.wallet.add_delegate(Keypair.from_seed(bytes([chance.randrange(1, 9)] * 32)))
            else:
                await self.wallet.remove_delegate(Keypair.from_seed(bytes([chance.randrange(1, 9)] * 32)))
        except TransactionFailed as refused:
            assert refused.name in ("RequestExists", "DelegateExists", "DelegateUnknown", "DelegateLimit"), refused

    async def deposit(self, asset: int, amount: int) -> None:
        decimals = ASSETS[asset].decimals
        await self.wallet.deposit(ASSETS[asset].name, f"{amount // 10**decimals}.{amount % 10**decimals:0{decimals}d}")
        self.deposited[asset] += amount

    async def live(self, chance: random.Random, steps: int) -> None:
        self.number = await self.wallet.open_account(usdc="5", sol="0.5")
        self.deposited = {USDC: whole(5), SOL: whole(1, SOL) // 2}
        for _ in range(steps):
            await self.act(chance)
            await asyncio.sleep(chance.random())


async def books_equal(desk: ChainDesk, ledgers: list[Ledger]) -> None:
    """Chain, engine and wallets agree to the atom; nothing was credited, debited or paid twice."""
    where = await desk.crew().parts.viewer.view()
    owed = {USDC: 0, SOL: 0}
    for ledger in ledgers:
        account = await ledger.wallet.account()
        held = await engine_assets(desk, ledger.number)
        tokens = await usdc_of(ledger.wallet)
        for asset in ASSETS:
            on_chain = account.settled.collateral[asset]
            view = held[asset]
            assert view.credited == ledger.deposited[asset], "each deposit is credited once"
            assert view.collateral == on_chain == view.credited - view.debited
            owed[asset] += on_chain
        assert tokens == ledger.had[USDC] - ledger.deposited[USDC] + held[USDC].debited, "each debit is paid once"
    assert {asset: book.tracked_atoms for asset, book in where.books.items()} == owed, "the vaults hold what is owed"


@pytest.mark.parametrize("seed", [1])
async def test_dropped_doubled_late_and_lied_about_every_transfer_happens_once(desk: ChainDesk, seed: int) -> None:
    """CUST-6, CUST-12, CUST-13: keepers are killed anywhere; transactions are dropped, doubled, late, expired; the node lies."""
    chance = random.Random(seed)
    weather = Weather(desk, random.Random(seed))
    ledgers = [Ledger(await desk.wallet(600 + n, usdc=500, sol=100), 500, 100) for n in range(3)]
    living = asyncio.gather(*(ledger.live(random.Random(seed * 10 + n), 8) for n, ledger in enumerate(ledgers)))
    kills = 0
    while kills < KILLS_MIN or not living.done() or not set(weather.fell) >= STORM:
        assert kills < KILLS_MAX, f"never fell: {STORM - set(weather.fell)}"
        if living.done():
            # The owners are through before every kind of weather was there: money keeps moving until it was.
            await ledgers[kills % len(ledgers)].deposit(USDC, 1)
        # Ended after so many requests to the node: at any step of whatever is going on, on a machine of any speed.
        last = weather.requests + chance.choice((5, 20, 60))
        crew = desk.crew(weather)
        crew.start()
        await desk.until(lambda last=last: weather.reached(last))
        await crew.kill()
        kills += 1
    await living
    crew = desk.crew()
    crew.start()
    try:
        # A request for more than there is waits until there is more.
        for ledger in ledgers:
            await ledger.deposit(USDC, whole(100))
            await ledger.deposit(SOL, whole(20, SOL))
        for ledger in ledgers:
            await desk.until(lambda ledger=ledger: quiet(desk, ledger.wallet))
    finally:
        await crew.kill()
    await books_equal(desk, ledgers)
