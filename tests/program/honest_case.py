"""What a hostile test starts from: a call that works, in a world in which everything can be called."""

from typing import Any, NamedTuple

from solders.instruction import Instruction
from solders.keypair import Keypair
from solders.pubkey import Pubkey

from tests.program.conftest import Trader, trader_of
from tests.program.world import CREDIT, SOL, USDC, World, key_of


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


def others_open(world: World) -> tuple[Trader, Pubkey]:
    """Another owner with money, and the mint of another vault; made once, so that they are there when nothing more is opened."""
    key, mint = key_of(150), key_of(24).pubkey()
    user = world.user_of(key.pubkey())
    if world.svm.get_account(user) is None:
        other = trader_of(world, 150)
        world.deposit(other.key, other.tokens, 100)
        world.mint_make(mint)
        world.vault_open(mint)
    return Trader(key, user, world.tokens_make(key.pubkey(), 100)), mint
