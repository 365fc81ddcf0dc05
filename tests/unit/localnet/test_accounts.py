"""Accounts that are read once: what is held is what LiteSVM has, whatever happened."""

import contextlib
import random

import pytest
from solders.account import Account
from solders.keypair import Keypair
from solders.pubkey import Pubkey

from tests.unit.localnet.chains import Lab, Refused, payment

CLOCK = Pubkey.from_string("SysvarC1ock11111111111111111111111111111111")


@pytest.mark.parametrize("seed", range(3))
def test_what_is_held_is_what_the_chain_has(seed: int) -> None:
    """Payments that stand, fail and are refused, accounts that are set, slots that pass."""
    lab, draw = Lab(), random.Random(seed)
    keys = [lab.funded() for _ in range(4)]
    names = [key.pubkey() for key in keys] + [Keypair().pubkey() for _ in range(4)]
    chain = lab.chain
    for _ in range(120):
        payer, to = draw.choice(keys), draw.choice(names)
        lamports = draw.choice((10**6, 10**7, 10**9, 10**15))
        act = draw.random()
        if act < 0.6:
            with contextlib.suppress(Refused):
                lab.send([payer], payment(payer, to, lamports), skipPreflight=draw.random() < 0.5)
        elif act < 0.7:
            chain.account_set(names[-1], Account(lamports, bytes(draw.randrange(9)), Pubkey.default(), False))
        else:
            lab.slots_pass(draw.randrange(3))
        for name in (*names, CLOCK):
            held, there = chain.accounts.at(name), chain.svm.get_account(name)
            assert held.account == there
            assert held.lamports == (0 if there is None else there.lamports)
