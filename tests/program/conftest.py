"""A fresh world for every test, and a funded owner with an engine account in it."""

from typing import NamedTuple

import pytest
from solders.keypair import Keypair
from solders.pubkey import Pubkey

from tests.program.world import ENGINE, SELF, World, key_of

START = 1_000_000_000


class Trader(NamedTuple):
    """An owner: key, account, token account with a thousand USDC."""

    key: Keypair
    user: Pubkey
    tokens: Pubkey


def trader_of(world: World, seed: int, kind: int = ENGINE) -> Trader:
    key = key_of(seed)
    return Trader(key, world.account_open(key, kind), world.tokens_make(key.pubkey(), START))


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def trader(world: World) -> Trader:
    return trader_of(world, 100)


@pytest.fixture
def self_trader(world: World) -> Trader:
    return trader_of(world, 101, SELF)
