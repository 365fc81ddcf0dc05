"""What signatures are bound to, how the exchange is, and tickets for sockets."""

import secrets
from importlib.metadata import PackageNotFoundError, version
from typing import Final, Literal

from litestar.handlers import HTTPRouteHandler

from quantdesk.bus.valkey_link import VALKEY_ERRORS
from quantdesk.chain.change_kinds import proposal_told
from quantdesk.chain.change_words import bits_named
from quantdesk.chain.changes import exits_open, proposal_of
from quantdesk.core import schema_hash
from quantdesk.gateway.asking import ask
from quantdesk.gateway.base58 import key_encode
from quantdesk.gateway.calls import Call, route
from quantdesk.gateway.chain_facts import ChainFacts
from quantdesk.gateway.operations import Budget, Example, Operation, Scope
from quantdesk.gateway.problems import Refusal
from quantdesk.gateway.wire.auth import TicketAnswer
from quantdesk.gateway.wire.markets import (
    ChainAnswer,
    ChainVault,
    ChangeLine,
    ChangesAnswer,
    NetworkAnswer,
    SettlementStatus,
    StatusAnswer,
)
from quantdesk.model.assets import ASSETS, SOL, USDC
from quantdesk.model.errors import Unavailable
from quantdesk.model.message import GENESIS_HASH_LOCALNET, PROGRAM_ID, SLOT_US, slot_of
from quantdesk.model.records_gen import AccountQuery, AnswerHead
from quantdesk.runtime.clock import now_us
from quantdesk.runtime.tokens import TICKET_S, Claims
from quantdesk.store.pool import STORE_ERRORS

UNRELEASED: Final = "0.1.0"
# The cheapest question: no account has this number, so that the answer is its head alone.
ACCOUNT_NONE: Final = AccountQuery(account=0).encode()

NETWORK: Final = Operation(
    method="GET",
    path="/api/network",
    name="network",
    summary="Says what signatures are bound to",
    tag="network",
    scope=Scope.PUBLIC,
    budget=Budget.DATA,
    weight=1,
    answer=NetworkAnswer,
    example=Example(),
)
CHANGES: Final = Operation(
    method="GET",
    path="/api/network/changes",
    name="changes",
    summary="Lists changes of the exchange that wait for their time, and what is paused",
    tag="network",
    scope=Scope.PUBLIC,
    budget=Budget.DATA,
    weight=2,
    answer=ChangesAnswer,
    example=Example(),
)
STATUS: Final = Operation(
    method="GET",
    path="/api/status",
    name="status",
    summary="Says how the parts of the exchange are",
    tag="network",
    scope=Scope.PUBLIC,
    budget=Budget.DATA,
    weight=2,
    answer=StatusAnswer,
    example=Example(),
)
TICKET: Final = Operation(
    method="POST",
    path="/api/stream/ticket",
    name="stream_ticket",
    summary="Gives a ticket that opens one socket within 30 seconds",
    tag="stream",
    scope=Scope.READ,
    budget=Budget.DATA,
    weight=1,
    answer=TicketAnswer,
    example=Example(),
)


async def network(call: Call[None, None, None]) -> NetworkAnswer:
    """Says what signatures are bound to."""
    now = now_us()
    return NetworkAnswer(
        network=call.parts.settings.network,
        program_id=key_encode(PROGRAM_ID),
        genesis_hash=GENESIS_HASH_LOCALNET.hex(),
        domain=call.parts.domain.hex(),
        slot=slot_of(now),
        slot_ms=SLOT_US // 1_000,
        time_ms=now // 1_000,
        chain=await chain_answer(call.parts.chain),
    )


async def chain_answer(chain: ChainFacts) -> ChainAnswer | None:
    """Says where the exchange lies; None while that is not known."""
    where = await chain.addresses()
    if where is None:
        return None
    usdc = ChainVault(
        asset=ASSETS[USDC].name,
        vault=key_encode(where.vault),
        mint=key_encode(where.mint),
        tokens=key_encode(where.vault_tokens),
    )
    sol = ChainVault(asset=ASSETS[SOL].name, vault=key_encode(where.sol_vault), mint=None, tokens=None)
    return ChainAnswer(
        rpc_url=chain.url, exchange=key_encode(where.exchange), risk=key_encode(where.risk), vaults=(usdc, sol)
    )


async def changes(call: Call[None, None, None]) -> ChangesAnswer:
    """Lists what admins proposed, beside what is in force."""
    return await changes_answer(call.parts.chain)


async def changes_answer(chain: ChainFacts) -> ChangesAnswer:
    """Says what waits on the chain; nulls while that is not known."""
    known = await chain.changes()
    if known is None:
        return ChangesAnswer(changes=None, paused=None)
    force, pending = known
    return ChangesAnswer(
        changes=tuple(
            ChangeLine(
                change=one.id_,
                what=proposal_told(force, proposal_of(one)),
                proposed_ms=one.proposed_s * 1_000,
                due_ms=one.due_s * 1_000,
                exits=exits_open(force.exchange, one),
            )
            for one in pending
        ),
        paused=bits_named(force.exchange.pause),
    )


async def status(call: Call[None, None, None]) -> StatusAnswer:
    """Asks each part."""
    parts = call.parts
    seq = await _seq(call)
    return StatusAnswer(
        network=parts.settings.network,
        version=_version(),
        schema_hash=schema_hash().hex(),
        program_id=key_encode(PROGRAM_ID),
        engine="down" if seq is None else "up",
        database=await _database(call),
        cache=await _cache(call),
        settlement=await _settlement(call),
        seq=seq,
        time_ms=now_us() // 1_000,
    )


async def _seq(call: Call[None, None, None]) -> int | None:
    """Number of the engine's last command, asked of it now; None when it does not answer."""
    try:
        views = await ask(call.parts.engine, ACCOUNT_NONE)
    except (Refusal, Unavailable):
        return None
    head = views[0]
    return head.seq if isinstance(head, AnswerHead) else None


async def _settlement(call: Call[None, None, None]) -> SettlementStatus | None:
    lag = await call.parts.lag.now()
    if lag is None:
        return None
    return SettlementStatus(pending=lag.pending, oldest_ms=None if lag.oldest_us is None else lag.oldest_us // 1_000)


async def _database(call: Call[None, None, None]) -> Literal["up", "down"]:
    try:
        await call.parts.database.fetchval("select 1", timeout=1)
    except STORE_ERRORS:
        return "down"
    return "up"


async def _cache(call: Call[None, None, None]) -> Literal["up", "down"]:
    try:
        await call.parts.valkey.ping()
    except VALKEY_ERRORS:
        return "down"
    return "up"


def _version() -> str:
    try:
        return version("quantdesk")
    except PackageNotFoundError:
        return UNRELEASED


async def ticket(call: Call[None, None, None]) -> TicketAnswer:
    """Signs a ticket for the caller's accounts."""
    caller, now_s = call.caller, now_us() // 1_000_000
    views = await call.parts.ownership.accounts(caller.owner)
    scope = " ".join(word for word, may in (("read", caller.may_read), ("trade", caller.may_trade)) if may)
    claims = Claims(
        sub=caller.owner_text,
        kind="ticket",
        sid=caller.session_id,
        jti=secrets.token_urlsafe(18),
        iat=now_s,
        exp=now_s + TICKET_S,
        scope=scope,
        accounts=tuple(view.account for view in views),
        tier=caller.tier,
    )
    return TicketAnswer(ticket=call.parts.signer.sign(claims), expires_ms=claims.exp * 1_000)


ROUTES: Final[list[HTTPRouteHandler]] = [
    route(NETWORK, network),
    route(CHANGES, changes),
    route(STATUS, status),
    route(TICKET, ticket),
]
