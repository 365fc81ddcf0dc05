"""The engine's core against the program, item by item: equal verdicts and equal collateral, honest and lying operator.

Credits, debits and acks of four accounts at random; a lie about sequence, time, round, digest or amount is never accepted.
"""

import random

import pytest

from quantdesk.core import Exchange, batch_head
from quantdesk.model.message import DOMAIN_LOCALNET
from quantdesk.model.records_gen import Credit, Credited, Debit, Debited, OpenAccount, OpenExchange, events_decode
from tests.program.conftest import START, trader_of
from tests.program.world import ACK, CREDIT, DEBIT, USDC, Refused, World

ITEMS = 1_500
TRADERS = 4


class Engine:
    """The core with the accounts of a world, in its order, so that the numbers are the same."""

    def __init__(self, world: World, traders) -> None:
        self.exchange = Exchange()
        self.now_us = world.now_s * 1_000_000
        self.apply(OpenExchange(domain=DOMAIN_LOCALNET), *(OpenAccount(bytes(t.key.pubkey()), 0) for t in traders))

    def apply(self, *commands):
        """Applies commands; returns their events."""
        head = batch_head(len(commands), self.exchange.seq + 1, self.now_us)
        return list(events_decode(self.exchange.apply(head + b"".join(one.encode() for one in commands))))

    def item(self, kind: int, number: int, amount: int) -> int | None:
        """c after a credit or debit, or None when the core refuses it."""
        command = Credit(number, amount) if kind == CREDIT else Debit(number, amount)
        done = [event for event in self.apply(command) if isinstance(event, Credited | Debited)]
        return done[0].collateral if done else None


LIES = ("engine_us", "round", "digest", "items")


def lie_told(world: World, chance: random.Random, honest) -> None:
    """The same item with one field wrong; nothing changes."""
    body, users, digest = world.items_make(honest)
    name = chance.choice(LIES)
    wrong = {
        "engine_us": (world.now_s + chance.choice((-10_000, -301, 31, 10_000))) * 1_000_000,
        "round": chance.randrange(1, 2**64),
        "digest": bytes(chance.randrange(256) for _ in range(16)),
        "items": body[:8]
        + (int.from_bytes(body[8:16], "little") + chance.choice((1, 7))).to_bytes(8, "little")
        + body[16:],
    }
    fields = {"items": body, "digest": digest} | {name: wrong[name]}
    before = [world.data_of(user) for user in users]
    with pytest.raises(Refused):
        world.settle([], more=[(user, False, True) for user in users], **fields)
    assert [world.data_of(user) for user in users] == before


def test_core_and_program_agree_on_every_item_and_no_lie_is_accepted():
    """CUST-6 to CUST-8, PNL-3."""
    chance = random.Random(4)
    world = World()
    traders = [trader_of(world, 500 + n) for n in range(TRADERS)]
    engine = Engine(world, traders)
    arriving = dict.fromkeys(range(TRADERS), START)
    verdicts = {"accepted": 0, "refused": 0, "lies": 0}
    for trader in traders:
        world.deposit(trader.key, trader.tokens, START)
    for _ in range(ITEMS):
        place = chance.randrange(TRADERS)
        trader, kind = traders[place], chance.choice((CREDIT, DEBIT))
        held = world.user(trader.user)["settled"]["collateral"][USDC]
        # What the keeper credits did arrive; what is debited may be more than is there, or nothing.
        amount = chance.randrange(1 + arriving[place] // 50) if kind == CREDIT else chance.randrange(2 + held * 3 // 2)
        item = (kind, trader.user, USDC, amount)
        wanted = engine.item(kind, place + 1, amount)
        try:
            world.settle([item])
            got = world.user(trader.user)["settled"]["collateral"][USDC]
            arriving[place] -= amount if kind == CREDIT else 0
        except Refused:
            got = None
        assert got == wanted, item
        verdicts["accepted" if got is not None else "refused"] += 1
        if chance.random() < 0.2 and held:
            lie_told(
                world,
                chance,
                [(DEBIT, trader.user, USDC, 1)] if chance.random() < 0.5 else [(ACK, trader.user, USDC, 1)],
            )
            verdicts["lies"] += 1
    print(f"\n{verdicts}, 0 differences, 0 accepted lies")
    assert min(verdicts.values()) > ITEMS // 20
