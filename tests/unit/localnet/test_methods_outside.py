"""What may be set from outside: the clock forward, and price accounts. Nothing else."""

import base64
from typing import Any

import pytest
from solders.keypair import Keypair
from solders.pubkey import Pubkey

from quantdesk.model.base58 import encode_base58
from quantdesk.model.message import PROGRAM_ID
from quantdesk.runtime.settings import PYTH_RECEIVER
from tests.unit.localnet.chains import Lab, Refused

PRICE = bytes.fromhex("22f123639d7ef4cd") + bytes(32) + b"\x01" + bytes(93)


def price(data: bytes = PRICE, owner: str = PYTH_RECEIVER, **more: Any) -> dict[str, Any]:
    """A price account as setAccount takes it."""
    return {"owner": owner, "data": [base64.b64encode(data).decode(), "base64"]} | more


def test_a_price_account_is_set_and_set_again_and_becomes_final_like_all() -> None:
    lab, key = Lab(), str(Keypair().pubkey())
    lab.slots_pass()
    for level in (1, 2):
        data = PRICE[:-1] + bytes([level])
        lab.ask("setAccount", key, price(data))
        found = lab.ask("getAccountInfo", key, {"encoding": "base64", "commitment": "processed"})["value"]
        assert (base64.b64decode(found["data"][0]), found["owner"]) == (data, PYTH_RECEIVER)
    assert lab.ask("getAccountInfo", key)["value"] is None
    lab.slots_pass(5)
    assert lab.ask("getAccountInfo", key, {"encoding": "base64"})["value"] is not None


@pytest.mark.parametrize(
    "account",
    [
        price(owner=encode_base58(PROGRAM_ID)),
        price(owner="11111111111111111111111111111111"),
        price(owner="TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA"),
        price(owner="rec5EKMGg6MxZYaMdyBfgwp4d5rB9T1VQH5pJv5LtFJ"),
        price(executable=True),
        price(b""),
        price(bytes(134)),
        price(PRICE[:40] + b"\x00" + PRICE[41:]),
        price(PRICE + bytes(1)),
        price(lamports=10**18),
        {"lamports": 5},
        {},
    ],
)
def test_nothing_but_a_price_account_may_be_set(account: dict[str, Any]) -> None:
    lab, key = Lab(), Keypair().pubkey()
    with pytest.raises(Refused) as refused:
        lab.ask("setAccount", str(key), account)
    assert refused.value.code == -32602
    assert lab.chain.svm.get_account(key) is None


def test_no_account_that_is_there_becomes_a_price_account() -> None:
    lab = Lab()
    owner = lab.funded()
    sysvar = Pubkey.from_string("SysvarC1ock11111111111111111111111111111111")
    token = Pubkey.from_string("TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA")
    for key in (owner.pubkey(), sysvar, token, Pubkey(PROGRAM_ID), lab.chain.faucet.pubkey()):
        before = lab.chain.svm.get_account(key)
        with pytest.raises(Refused):
            lab.ask("setAccount", str(key), price())
        assert lab.chain.svm.get_account(key) == before


def test_an_airdrop_is_a_transfer_out_of_the_genesis_pot() -> None:
    lab = Lab()
    before = lab.ask("getSupply", {"commitment": "processed"})["value"]
    key = Keypair().pubkey()
    signatures = {lab.ask("requestAirdrop", str(key), 10**9) for _ in range(3)}
    after = lab.ask("getSupply", {"commitment": "processed"})["value"]
    assert len(signatures) == 3
    assert lab.ask("getBalance", str(key), {"commitment": "processed"})["value"] == 3 * 10**9
    assert after["total"] == before["total"]
    assert after["circulating"] - before["circulating"] == 3 * (10**9 + 5_000)


def test_an_airdrop_beyond_the_limit_is_refused() -> None:
    with pytest.raises(Refused):
        Lab().ask("requestAirdrop", str(Keypair().pubkey()), 10**18)


@pytest.mark.parametrize(
    "where", [{}, {"seconds": -1}, {"slots": 5}, {"seconds": 1, "absoluteSlot": 1}, {"seconds": 10**12}]
)
def test_the_clock_takes_nothing_but_a_way_forward(where: dict[str, int]) -> None:
    lab = Lab()
    slot = lab.chain.slot
    with pytest.raises(Refused):
        lab.ask("timeTravel", where)
    assert lab.chain.slot == slot


def test_the_clock_goes_seconds_forward() -> None:
    lab = Lab()
    lab.ask("timeTravel", {"seconds": 86_400})
    assert lab.ask("getEpochInfo", {"commitment": "processed"})["absoluteSlot"] >= lab.now_us // 400_000 + 216_000
