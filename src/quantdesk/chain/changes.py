"""Changes that wait: what admins proposed, as the chain has it [CUST-22].

Invariant: a change is told by the numbers that the program gives its kinds; whether it may apply is what the program would say now.
"""

from typing import Final, Literal, NamedTuple

from quantdesk.chain.network import PROGRAM
from quantdesk.chain.program_gen import Exchange, PendingChange
from quantdesk.chain.rpc import Rpc

VAULT_CAP: Final = 1
VAULT_LIMITS: Final = 2
GUARDIAN: Final = 3
OPERATOR_ADD: Final = 4
OPERATOR_REMOVE: Final = 5
ADMIN_ADD: Final = 6
ADMIN_REMOVE: Final = 7
ADMIN_THRESHOLD: Final = 8
UNPAUSE: Final = 9
RECEIVER_SET: Final = 10
MARKET_MARGIN: Final = 11
MARKET_LIMITS: Final = 12
EXIT_SHORTER: Final = 13
BACKSTOP_NAME: Final = 14
UPGRADE: Final = 15
ASSET_WEIGHTS: Final = 16

Pausable = Literal["accounts", "deposits", "orders"]
PAUSED: Final[dict[Pausable, int]] = {"accounts": 1, "deposits": 2, "orders": 4}
NO_KEY: Final = bytes(32)
DAY_S: Final = 86_400
# Exits that were asked for so long after a proposal are paid before it applies.
EXIT_WINDOW_S: Final = 3 * DAY_S


class Proposal(NamedTuple):
    """What is to change, as the program is told it. number: an asset's, a market's, a threshold, bits or hours, by kind."""

    kind: int
    number: int = 0
    key: bytes = NO_KEY
    amounts: tuple[int, int, int] = (0, 0, 0)


class Pending(NamedTuple):
    """A change that waits, and the address of its account."""

    address: bytes
    change: PendingChange

    @property
    def proposal(self) -> Proposal:
        """What it changes."""
        first, second, third = self.change.amounts
        return Proposal(self.change.kind, self.change.number, self.change.key, (first, second, third))


async def changes_pending(rpc: Rpc) -> list[Pending]:
    """Changes that wait, oldest first."""
    _, found = await rpc.owned(PROGRAM, PendingChange.SIZE, PendingChange.DISCRIMINATOR, commitment="confirmed")
    return sorted(
        (Pending(address, PendingChange.read(data)) for address, data in found.items()), key=lambda one: one.change.id_
    )


def exits_open(change: PendingChange, exchange: Exchange) -> int:
    """Exits that a change waits for: asked for in its first three days or before, and not paid."""
    last_day = (change.proposed_s + EXIT_WINDOW_S) // DAY_S
    return exchange.exits_older + sum(one.open for one in exchange.exits if one.open and one.day <= last_day)
