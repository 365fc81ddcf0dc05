"""Keeper `resolve`: after a freeze it does what anybody may: brings the prices that markets end with, resolves every account, claims for it
[CUST-18, CUST-19].

Invariant: it decides nothing. The program takes one update as a sample, an account once, and a share as it was fixed; what somebody else
has done already is read from the chain and not done again.
"""

from collections.abc import Callable
from typing import Final

from quantdesk.chain.instruction import Instruction, Meta
from quantdesk.chain.network import PROGRAM, derived, market_address
from quantdesk.chain.program_gen import Market, Resolution, claim_exit, resolve_account, resolve_price
from quantdesk.chain.transaction import units_limit
from quantdesk.chain.view import User, View
from quantdesk.keepers.bring_prices import oracle_in_force, prices_bring, prices_in
from quantdesk.keepers.heard_prices import Proven
from quantdesk.keepers.parts import Parts, Ran, sent
from quantdesk.model.assets import USDC
from quantdesk.model.market import symbol_bytes
from quantdesk.store.evidence import updates_published
from quantdesk.store.markets import markets_list

NAME = "resolve"
INTERVAL_S = 5.0
SAMPLES: Final = 3
STEP_S: Final = 1_200
SLEEP_S: Final = 7 * 86_400
# The update is looked for among those of so long behind its time.
LOOK_S: Final = 3_600
RESOLVED: Final = 1
ACCOUNTS_A_TRANSACTION: Final = 8
# Of a sample; of an account and of each of its positions.
UNITS_A_SAMPLE: Final = 10_000
UNITS_AN_ACCOUNT: Final = 10_000
UNITS_A_POSITION: Final = 1_000


async def run_once(parts: Parts) -> Ran:
    """The next of the three: prices that are due, then accounts, then claims. Nothing before a freeze."""
    view = await parts.view()
    if not view.exchange.frozen_s:
        return Ran()
    where = derived(PROGRAM, b"resolution")
    waiting = [user for user in view.users.values() if not user.account.flags & RESOLVED]
    used = {market for user in waiting for market in _markets_of(user, view)}
    lacking = await _priced(parts, view, where, used) if used else 0
    for start in range(0, 0 if lacking else len(waiting), ACCOUNTS_A_TRANSACTION):
        await _resolved(parts, view, where, waiting[start : start + ACCOUNTS_A_TRANSACTION])
    owed = [user for user in view.users.values() if _is_owed(user)] if not view.exchange.unresolved else []
    for start in range(0, len(owed), ACCOUNTS_A_TRANSACTION):
        await _claimed(parts, view, where, owed[start : start + ACCOUNTS_A_TRANSACTION])
    return Ran(facts={"prices_lacking": lacking, "accounts_unresolved": len(waiting), "claims_open": len(owed)})


def _markets_of(user: User, view: View) -> set[int]:
    """Markets whose prices an account is resolved by: where it holds something, and by which what it borrowed is taken [CUST-48]."""
    account = user.account
    held = {slot.market for slot in account.positions[: account.positions_count]}
    usdc, *others = account.settled.collateral
    if usdc >= 0:
        return held
    rows = zip(others, view.risk.assets[USDC + 1 :], strict=True)
    return held | {row.market for atoms, row in rows if atoms and row.tick_size}


async def _priced(parts: Parts, view: View, where: bytes, used: set[int]) -> int:
    """Brings samples that are due and known; how many of these markets' samples are still missing."""
    frozen_s, lacking = view.exchange.frozen_s, 0
    for listed in await markets_list(parts.pool):
        address = market_address(symbol_bytes(listed.symbol))
        read = await parts.rpc.accounts([where, address])
        ended, account = read.accounts
        if ended is None or account is None:
            continue
        market, row = Market.read(account.data), Resolution.read(ended.data).markets
        if market.number not in used:
            continue
        for number in range(SAMPLES):
            due_s = frozen_s + STEP_S * (number + 1)
            if row[market.number].samples[number]:
                continue
            lacking += 1
            if due_s > view.unix_s:
                continue
            update = await _brought(parts, view, market.feed, due_s)
            if update is None and view.unix_s < frozen_s + SLEEP_S:
                continue
            made = resolve_price(
                PROGRAM,
                market=address,
                exchange=view.addresses.exchange,
                resolution=where,
                update=update,
                number=number,
            )
            lacking -= await _sampled(parts, made, where, (market.number, number))
    return lacking


async def _brought(parts: Parts, view: View, feed: bytes, due_s: int) -> bytes | None:
    """Brings the one update that is the sample of a time; the account of it, None when it was not heard."""
    found = await _sample(parts, feed, due_s)
    if found is None:
        return None
    await prices_bring(parts, view, [found])
    return oracle_in_force(view).price_address(feed)


async def _sample(parts: Parts, feed: bytes, due_s: int) -> Proven | None:
    """Of the updates that were kept, the one whose price is the first of its feed at a time or after [CUST-18]."""
    for data in await updates_published(parts.pool, due_s, due_s + LOOK_S):
        for one in prices_in(data):
            if one.feed_id == feed and one.prev_publish_time < due_s <= one.publish_time:
                return Proven(one, data)
    return None


async def _resolved(parts: Parts, view: View, where: bytes, page: list[User]) -> None:
    made = [
        resolve_account(
            PROGRAM, user=user.address, exchange=view.addresses.exchange, risk=view.addresses.risk, resolution=where
        )
        for user in page
    ]
    limit = units_limit(units_of(page))
    await sent(parts, NAME, (limit, *made), lambda: _are(parts, page, _is_resolved))


async def _claimed(parts: Parts, view: View, where: bytes, page: list[User]) -> None:
    vaults = tuple(Meta(key, False, False) for key in (view.addresses.vault, view.addresses.sol_vault))
    made = [
        claim_exit(PROGRAM, user=user.address, exchange=view.addresses.exchange, resolution=where, more=vaults)
        for user in page
    ]
    limit = units_limit(units_of(page))
    await sent(parts, NAME, (limit, *made), lambda: _are(parts, page, lambda user: not _is_owed(user)))


def units_of(page: list[User]) -> int:
    """Compute units that resolving these accounts, or claiming for them, may take."""
    return sum(UNITS_AN_ACCOUNT + UNITS_A_POSITION * user.account.positions_count for user in page)


async def _sampled(parts: Parts, made: Instruction, where: bytes, of: tuple[int, int]) -> bool:
    """Whether a market has a sample now. of: market and number."""
    market, number = of

    async def landed() -> bool:
        account = (await parts.rpc.accounts([where])).accounts[0]
        return account is not None and bool(Resolution.read(account.data).markets[market].samples[number])

    outcome = await sent(parts, NAME, (units_limit(UNITS_A_SAMPLE), made), landed)
    return outcome.state == "landed"


async def _are(parts: Parts, page: list[User], done: Callable[[User], bool]) -> bool:
    found = [await parts.viewer.user(user.address) for user in page]
    return all(user is None or done(user) for user in found)


def _is_resolved(user: User) -> bool:
    return bool(user.account.flags & RESOLVED)


def _is_owed(user: User) -> bool:
    """Whether a share of it is still to be claimed."""
    account = user.account
    return _is_resolved(user) and (
        account.positions_count > 0 or any(atoms > 0 for atoms in account.settled.collateral)
    )
