"""Signed updates to Pyth's receiver, where a chain runs one: the part of `post_prices` that pays for it [PYTH-9].

Invariant: an account of Pyth's that is as new already is left alone; what a killed keeper left of a statement is taken back first. Steps
follow each other as soon as the chain has confirmed them, since a price of a minute is of no use; a fork that takes one back costs a run.
"""

from collections.abc import Sequence
from itertools import groupby

from msgspec import Struct

from quantdesk.chain.receiver import (
    HEAD_BYTES,
    STATUS_AT,
    STATUS_VERIFIED,
    Oracle,
    Step,
    closing,
    posting,
    statement_address,
    statement_bytes,
)
from quantdesk.chain.rpc import AccountData
from quantdesk.keepers.heard_prices import Proven
from quantdesk.keepers.parts import Parts, sent
from quantdesk.model.base58 import encode_base58
from quantdesk.model.pyth_account import price_account_read
from quantdesk.model.pyth_update import UpdateRefused, update_parts

NAME = "post_receiver"


class Wanted(Struct, frozen=True):
    """A proven price that Pyth's account of its feed should have."""

    proven: Proven
    at: bytes


async def brought(parts: Parts, oracle: Oracle, proven: Sequence[Proven]) -> None:
    """Brings prices to the receiver, those of one update together."""
    wanted = [Wanted(each, oracle.price_address(each.price.feed_id)) for each in proven]
    lacking = await _lacking(parts, oracle, wanted)
    for update, each in groupby(sorted(lacking, key=_update_of), _update_of):
        await _posted(parts, oracle, update, list(each))


async def _posted(parts: Parts, oracle: Oracle, update: bytes, wanted: list[Wanted]) -> None:
    payer = parts.operator.public
    if await _statement(parts, oracle) is not None:
        outcome = await sent(parts, NAME, (closing(oracle, payer),), lambda: _is_gone(parts, oracle))
        if outcome.state != "landed":
            return
    feeds = tuple(each.proven.price.feed_id for each in wanted)
    for step in posting(oracle, update, feeds, payer, await _lamports_lacking(parts, oracle, update)):
        outcome = await sent(parts, NAME, step.instructions, lambda step=step: _done(parts, oracle, step, wanted))  # type: ignore[misc]
        if outcome.state != "landed":
            return


async def _done(parts: Parts, oracle: Oracle, step: Step, wanted: list[Wanted]) -> bool:
    """Whether a step has had its effect: so much of the statement is there, its proof, its prices; in the end the account is gone.

    A step whose effect is there before it was sent is not sent: its effect must be its own, and not what an earlier step left.
    """
    brought_here = [each for each in wanted if each.proven.price.feed_id in step.feeds]
    if step.last:
        return await _is_gone(parts, oracle) and await _is_there(parts, oracle, brought_here)
    data = await _statement(parts, oracle)
    if data is None or (step.verifies and data[STATUS_AT] != STATUS_VERIFIED):
        return False
    vaa = update_parts(wanted[0].proven.update)[0]
    if data[HEAD_BYTES : HEAD_BYTES + step.written] != vaa[: step.written]:
        return False
    return await _is_there(parts, oracle, brought_here)


async def _statement(parts: Parts, oracle: Oracle) -> bytes | None:
    """What the statement's account holds; None: there is none."""
    found = await parts.rpc.accounts([statement_address(oracle, parts.operator.public)], "confirmed")
    account = found.accounts[0]
    return account.data if account is not None and account.owner == oracle.verifier else None


async def _lamports_lacking(parts: Parts, oracle: Oracle, update: bytes) -> int:
    """What the statement's address lacks of its rent: a stranger may have left some there."""
    rent = await parts.rpc.ask("getMinimumBalanceForRentExemption", [statement_bytes(update)], int)
    found = await parts.rpc.accounts([statement_address(oracle, parts.operator.public)], "confirmed")
    return max(0, rent - found.accounts[0].lamports) if found.accounts[0] is not None else rent


async def _is_gone(parts: Parts, oracle: Oracle) -> bool:
    return await _statement(parts, oracle) is None


async def _is_there(parts: Parts, oracle: Oracle, wanted: list[Wanted]) -> bool:
    """Whether Pyth's accounts have all of these prices, or newer ones."""
    return not await _lacking(parts, oracle, wanted)


async def _lacking(parts: Parts, oracle: Oracle, wanted: list[Wanted]) -> list[Wanted]:
    """Those of which Pyth's account has no price that is as new."""
    found = await parts.rpc.accounts([each.at for each in wanted], "confirmed") if wanted else None
    accounts = found.accounts if found else ()
    return [each for each, account in zip(wanted, accounts, strict=True) if not _has(oracle, account, each)]


def _has(oracle: Oracle, account: AccountData | None, wanted: Wanted) -> bool:
    if account is None or account.owner != oracle.receiver:
        return False
    owner = encode_base58(account.owner)
    try:
        price = price_account_read(account.data, owner, owner).price
    except UpdateRefused:
        return False
    return price.publish_time >= wanted.proven.price.publish_time


def _update_of(each: Wanted) -> bytes:
    return each.proven.update
