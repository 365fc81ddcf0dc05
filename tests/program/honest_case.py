"""What a hostile test starts from: a call that works, in a world in which everything can be called."""

from typing import Any, NamedTuple

from solders.instruction import Instruction
from solders.keypair import Keypair
from solders.pubkey import Pubkey

from tests.program.conftest import trader_of
from tests.program.world import CREDIT, SOL, USDC, World


class Case(NamedTuple):
    """An honest call."""

    world: World
    name: str
    accounts: dict[str, Pubkey | None]
    args: dict[str, Any]
    signers: list[Keypair]
    more: list[tuple[Pubkey, bool, bool]]
    # Instructions of the same transaction in front of it.
    before: tuple[Instruction, ...] = ()


def money_world() -> tuple[World, Any]:
    """A world in which everything that can be called can be called."""
    world = World()
    trader = trader_of(world, 100)
    world.deposit(trader.key, trader.tokens, 1_000)
    world.sol_deposit(trader.key, 1_000)
    world.settle([(CREDIT, trader.user, USDC, 500), (CREDIT, trader.user, SOL, 500)])
    record = world.user(trader.user)
    for asset in (USDC, SOL):
        record["pockets"][asset]["leaving_atoms"], record["settled"]["collateral"][asset] = 400, 100
    world.rewrite("UserAccount", trader.user, record)
    return world, trader
