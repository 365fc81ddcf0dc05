"""What the engine told of an item, and what the core makes of the chain's state [CUST-8].

Invariant: where they differ nothing is sent.
"""

from collections.abc import Callable
from itertools import product
from typing import TypeVar

from quantdesk.chain.items import Money
from quantdesk.model.settled import Holding, SettlementImpossible

Made = TypeVar("Made")


def as_told(rooms: list[int], make: Callable[[tuple[int, ...]], Made]) -> tuple[tuple[bool, ...], Made]:
    """An item with the rooms by which it leaves what the engine tells, and which accounts have one: without any where that is enough.

    c and e together are told by an item, and a loss that is borrowed leaves no e: no two choices leave the same.
    Errors: SettlementImpossible, when no choice does.
    """
    refused: SettlementImpossible | None = None
    for some in product(*((0, room) if room else (0,) for room in rooms)):
        try:
            return tuple(room > 0 for room in some), make(some)
        except SettlementImpossible as error:
            refused = refused or error
    assert refused is not None, "there is a choice without rooms"  # noqa: S101 - an invariant
    raise refused


def same_money(account: int, told: Money, found: Holding) -> None:
    """What the engine told is what the core makes of the chain's state. Errors: SettlementImpossible."""
    for name in ("lots", "quote", "claim", "collateral"):
        agree(f"{name} of account {account}", getattr(told, name), getattr(found, name))


def agree(what: str, told: int | None, found: int) -> None:
    """Errors: SettlementImpossible, when the engine tells another number than the chain's state makes."""
    if told is not None and told != found:
        raise SettlementImpossible(f"{what}: expected {told} as the engine tells, found {found} on the chain's state")
