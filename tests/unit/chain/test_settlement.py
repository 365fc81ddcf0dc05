"""The settlement log as the keeper computes it is the log that the program accepts [CUST-6, CUST-8]."""

import random

import pytest
from solders.instruction import AccountMeta
from solders.instruction import Instruction as WireInstruction
from solders.pubkey import Pubkey

from quantdesk.chain.network import addresses_of
from quantdesk.chain.program_gen import UserAccount
from quantdesk.chain.settlement import ACK, CREDIT, DEBIT, Item, Settlement, after, instruction
from quantdesk.chain.view import User
from tests.program.conftest import trader_of
from tests.program.test_accounts import positions_set
from tests.program.world import SOL, USDC, Refused, World


def user_of(world: World, address: Pubkey) -> User:
    data = world.data_of(address)
    return User(bytes(address), UserAccount.read(data), data)


def items_of(user: User, *items: tuple[int, int, int]) -> list[Item]:
    settled = user.account.settled
    return [
        Item(account=settled.number, item_seq=settled.seq + place, kind=kind, asset=asset, amount=amount, ts_us=0)
        for place, (kind, asset, amount) in enumerate(items)
    ]


def send(world: World, users: list[User], items: list[Item], engine_us: int | None = None) -> None:
    time_us = world.now_s * 1_000_000 if engine_us is None else engine_us
    settlement = Settlement(users=tuple(users), items=tuple(items), engine_us=time_us)
    made = instruction(settlement, addresses_of(bytes(world.mint)), bytes(world.operator.pubkey()), 0)
    metas = [AccountMeta(Pubkey(meta.key), meta.signer, meta.writable) for meta in made.accounts]
    world.send(WireInstruction(Pubkey(made.program), made.data, metas), signers=[world.operator])


def test_program_accepts_the_digest_of_several_accounts_with_positions() -> None:
    """CUST-8."""
    world = World()
    traders = [trader_of(world, 200 + number) for number in range(3)]
    chance = random.Random(5)
    for trader in traders:
        world.deposit(trader.key, trader.tokens, 500_000_000)
        world.sol_deposit(trader.key, 10**9)
    for round_ in range(4):
        users = [user_of(world, trader.user) for trader in traders]
        items = []
        for user in users:
            items += items_of(user, (CREDIT, USDC, chance.randint(1, 10**6)), (CREDIT, SOL, 77), (DEBIT, SOL, 5))
        if round_ == 1:
            items += [
                Item(account=users[0].number, item_seq=items[2].item_seq + 1, kind=ACK, asset=0, amount=2, ts_us=0)
            ]
        chance.shuffle(users)
        by_touch = sorted(users, key=lambda user: [item.account for item in items].index(user.number))
        send(world, by_touch, items)
        if round_ == 2:
            positions_set(world, traders[1].user, 4, lots=3, quote=-100)
    assert world.user(traders[0].user)["settled"]["seq"] == 13


def test_a_settlement_sent_twice_refuses_itself() -> None:
    """CUST-6."""
    world = World()
    trader = trader_of(world, 200)
    world.deposit(trader.key, trader.tokens, 1_000)
    user = user_of(world, trader.user)
    items = items_of(user, (CREDIT, USDC, 1_000))
    send(world, [user], items)
    with pytest.raises(Refused):
        send(world, [user], items)
    assert world.user(trader.user)["settled"]["collateral"][USDC] == 1_000


def test_item_that_does_not_follow_its_account_is_not_built() -> None:
    """CUST-6."""
    world = World()
    user = user_of(world, trader_of(world, 200).user)
    item = Item(account=user.number, item_seq=1, kind=CREDIT, asset=USDC, amount=1, ts_us=0)
    with pytest.raises(ValueError, match="expected sequence 0, found 1"):
        after(user.account.settled, item, 5)
