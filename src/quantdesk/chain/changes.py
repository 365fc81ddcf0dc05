"""Changes that admins have named and that wait for their time: what of them the chain says, and the call that applies one [CUST-22].

Invariant: when a change may apply is told by the rule of the program (state/change.rs), on the accounts that it reads.
"""

from enum import IntEnum
from typing import Final, Literal, NamedTuple

from quantdesk.chain.instruction import Instruction
from quantdesk.chain.network import PROGRAM, Addresses
from quantdesk.chain.program_gen import Exchange, PendingChange, apply_change
from quantdesk.chain.rpc import Commitment, Rpc
from quantdesk.model.assets import SOL, USDC

DAY_S: Final = 86_400
# Exits that were asked for so long after a proposal are paid before it applies.
EXIT_WINDOW_S: Final = 3 * DAY_S
# Hours of an exit, of an exchange whose admins never named fewer (CUST-17).
EXIT_HOURS: Final = 72
# Compute units of one that applies.
UNITS: Final = 60_000


Pausable = Literal["accounts", "deposits", "orders"]
PAUSED: Final[dict[Pausable, int]] = {"accounts": 1, "deposits": 2, "orders": 4}
NO_KEY: Final = bytes(32)


class Kind(IntEnum):
    """What changes."""

    VAULT_CAP = 1
    VAULT_LIMITS = 2
    GUARDIAN = 3
    OPERATOR_ADD = 4
    OPERATOR_REMOVE = 5
    ADMIN_ADD = 6
    ADMIN_REMOVE = 7
    ADMIN_THRESHOLD = 8
    UNPAUSE = 9
    RECEIVER = 10
    MARKET_MARGIN = 11
    MARKET_LIMITS = 12
    EXIT_HOURS = 13
    BACKSTOP = 14
    UPGRADE = 15
    ASSET_WEIGHTS = 16


OF_VAULTS: Final = (Kind.VAULT_CAP, Kind.VAULT_LIMITS)
OF_MARKETS: Final = (Kind.MARKET_MARGIN, Kind.MARKET_LIMITS)
# Items are judged by these: engine and chain change at the same place of the journal (CUST-50).
JUDGED: Final = (*OF_MARKETS, Kind.ASSET_WEIGHTS)


class Proposal(NamedTuple):
    """What is to change, as the program is told it. number: an asset's, a market's, a threshold, bits or hours, by kind."""

    kind: int
    number: int = 0
    key: bytes = NO_KEY
    amounts: tuple[int, ...] = (0, 0, 0)


def proposal_of(change: PendingChange) -> Proposal:
    """What a change was proposed as."""
    return Proposal(change.kind, change.number, change.key, change.amounts)


async def changes_pending(
    rpc: Rpc, program: bytes = PROGRAM, commitment: Commitment = "finalized"
) -> dict[bytes, PendingChange]:
    """All that wait, by address, in the order of their numbers. Errors: ChainUnavailable, AccountMalformed."""
    _, found = await rpc.owned(program, PendingChange.SIZE, PendingChange.DISCRIMINATOR, commitment=commitment)
    read = {address: PendingChange.read(data) for address, data in found.items()}
    return dict(sorted(read.items(), key=lambda one: one[1].id_))


def exits_open(exchange: Exchange, change: PendingChange) -> int:
    """Exits that a change waits for: asked for in its first days or before, by the unix day of each, and not paid."""
    last = (change.proposed_s + EXIT_WINDOW_S) // DAY_S
    return exchange.exits_older + sum(day.open for day in exchange.exits if day.day <= last)


def exit_hours(exchange: Exchange) -> int:
    """Hours that the operator has for the positions of who leaves [CUST-17]."""
    return exchange.exit_hours or EXIT_HOURS


def exits_paid(exchange: Exchange, change: PendingChange) -> bool:
    """Whether a change waits for no exit."""
    return exits_open(exchange, change) == 0


def market_of(change: PendingChange) -> int | None:
    """Number of the market of a change of one, or whose index prices the asset; None: of neither."""
    if change.kind in OF_MARKETS:
        return change.number
    return pricing_of(change)[0] if change.kind == Kind.ASSET_WEIGHTS else None


def pricing_of(change: PendingChange) -> tuple[int, int]:
    """Market and decimals that a change of an asset names."""
    place = change.amounts[0]
    return place & 0xFFFF, place >> 16 & 0xFF


def applying(
    where: Addresses, address: bytes, change: PendingChange, markets: dict[int, bytes], operator: bytes | None
) -> Instruction:
    """The call that applies a change. markets: where they lie, by number; operator: signs where items are judged by what changes, which
    only an operator applies at first (CUST-50).
    """
    is_vault, is_judged, market = change.kind in OF_VAULTS, change.kind in JUDGED, market_of(change)
    return apply_change(
        where.program,
        exchange=where.exchange,
        change=address,
        payer=change.payer,
        vault=where.vault if is_vault and change.number == USDC else None,
        sol_vault=where.sol_vault if is_vault and change.number == SOL else None,
        market=None if market is None else markets.get(market),
        risk=where.risk if is_judged else None,
        operator=operator if is_judged else None,
    )
