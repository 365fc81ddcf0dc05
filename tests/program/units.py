"""Compute units of the money instructions in a full world: ten positions, the worst bump of 64 owners."""

from solders.pubkey import Pubkey

from tests.program.conftest import Trader, trader_of
from tests.program.test_accounts import positions_set
from tests.program.world import ACK, CREDIT, DEBIT, ENGINE, SELF, SOL, USDC, World, key_of


def worst_key(world: World, count: int = 64) -> int:
    """The seed among `count` whose account's address takes the most steps to find."""

    def bump(seed: int) -> int:
        seeds = [b"user", bytes(key_of(seed).pubkey()), b"\0\0"]
        return Pubkey.find_program_address(seeds, world.program)[1]

    return min(range(1_000, 1_000 + count), key=bump)


def full(world: World, kind: int, seed: int) -> Trader:
    trader = trader_of(world, seed, kind)
    world.deposit(trader.key, trader.tokens, 500_000_000)
    world.sol_deposit(trader.key, 10**9)
    if kind == ENGINE:
        world.settle([(CREDIT, trader.user, USDC, 400_000_000), (CREDIT, trader.user, SOL, 10**9)])
    positions_set(world, trader.user, 10, lots=3, quote=-15_000_000)
    return trader


def money_units() -> dict[str, int]:
    """Compute units by instruction and kind of account."""
    world = World()
    seed = worst_key(world)
    rows = {}
    for kind, name in ((ENGINE, "engine"), (SELF, "self")):
        trader = full(world, kind, seed + 10_000 * kind if kind else seed)
        rows[f"create_user_account, {name}"] = world.units["create_user_account"]
        world.deposit(trader.key, trader.tokens, 1_000)
        rows[f"deposit_tokens, {name}"] = world.units["deposit_tokens"]
        world.sol_deposit(trader.key, 1_000)
        rows[f"deposit_native_sol, {name}"] = world.units["deposit_native_sol"]
        if kind == ENGINE:
            world.settle([(CREDIT, trader.user, USDC, 1_000)])
            rows["settle_items, one credit"] = world.units["settle_items"]
            world.settle([(ACK, trader.user, USDC, 2)])
            rows["settle_items, one ack"] = world.units["settle_items"]
            world.exit_call("request_withdraw", trader.key, asset=USDC, amount=1_000)
            rows["request_withdraw"] = world.units["request_withdraw"]
            world.settle([(DEBIT, trader.user, USDC, 1_000), (DEBIT, trader.user, SOL, 1_000)])
            rows["settle_items, two debits"] = world.units["settle_items"]
        world.withdraw(trader.user, trader.tokens, 1_000, trader.key)
        rows[f"withdraw_tokens, {name}"] = world.units["withdraw_tokens"]
        world.sol_withdraw(trader.key.pubkey(), 1_000, trader.key)
        rows[f"withdraw_native_sol, {name}"] = world.units["withdraw_native_sol"]
    return rows
