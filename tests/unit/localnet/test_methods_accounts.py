"""Reads of accounts and tokens in the shapes that the network gives."""

import base64
import struct

import pytest
from solders.instruction import Instruction
from solders.keypair import Keypair
from solders.pubkey import Pubkey
from solders.system_program import CreateAccountParams, create_account

from quantdesk.localnet.faucet import account_instruction, mint_instruction, token_account
from quantdesk.localnet.tokens import TOKEN
from quantdesk.model.base58 import encode_base58
from tests.unit.localnet.chains import Lab, Refused

NOW = {"commitment": "processed"}


def mint_make(lab: Lab, key: Keypair, decimals: int = 6) -> Pubkey:
    """A mint of this key's."""
    mint = Keypair()
    lamports = lab.ask("getMinimumBalanceForRentExemption", 82)
    make = create_account(
        CreateAccountParams(from_pubkey=key.pubkey(), to_pubkey=mint.pubkey(), lamports=lamports, space=82, owner=TOKEN)
    )
    data = struct.pack("<BB32sB", 20, decimals, bytes(key.pubkey()), 0)
    from solders.instruction import AccountMeta

    begin = Instruction(TOKEN, data, [AccountMeta(mint.pubkey(), is_signer=False, is_writable=True)])
    lab.send([key, mint], make, begin)
    return mint.pubkey()


def minted(lab: Lab, key: Keypair, atoms: int) -> tuple[Pubkey, Pubkey]:
    """A mint and a token account that holds atoms of it."""
    mint = mint_make(lab, key)
    held = token_account(key.pubkey(), mint)
    lab.send(
        [key],
        account_instruction(key.pubkey(), key.pubkey(), mint),
        mint_instruction(mint, held, key.pubkey(), atoms),
    )
    return mint, held


def test_tokens_are_read_as_amounts_owners_and_parsed_fields() -> None:
    lab = Lab()
    key = lab.funded()
    mint, held = minted(lab, key, 1_234_567)
    amount = {"amount": "1234567", "decimals": 6, "uiAmount": 1.234567, "uiAmountString": "1.234567"}
    assert lab.ask("getTokenAccountBalance", str(held), NOW)["value"] == amount
    assert lab.ask("getTokenSupply", str(mint), NOW)["value"] == amount
    for wanted in ({"mint": str(mint)}, {"programId": str(TOKEN)}):
        rows = lab.ask("getTokenAccountsByOwner", str(key.pubkey()), wanted, NOW | {"encoding": "jsonParsed"})["value"]
        assert [row["pubkey"] for row in rows] == [str(held)]
        info = rows[0]["account"]["data"]["parsed"]["info"]
        assert (info["tokenAmount"], info["mint"], info["owner"]) == (amount, str(mint), str(key.pubkey()))
    assert lab.ask("getTokenLargestAccounts", str(mint), NOW)["value"][0]["address"] == str(held)
    with pytest.raises(Refused, match="not a Token account"):
        lab.ask("getTokenAccountBalance", str(key.pubkey()), NOW)


def test_a_transaction_shows_token_balances_before_and_after() -> None:
    lab = Lab()
    key = lab.funded()
    mint, held = minted(lab, key, 7)
    signature = lab.send([key], mint_instruction(mint, held, key.pubkey(), 5))
    lab.slots_pass(5)
    meta = lab.ask("getTransaction", signature, {"encoding": "json", "maxSupportedTransactionVersion": 0})["meta"]
    before, after = meta["preTokenBalances"][0], meta["postTokenBalances"][0]
    assert (before["uiTokenAmount"]["amount"], after["uiTokenAmount"]["amount"]) == ("7", "12")
    assert (after["mint"], after["owner"], after["programId"]) == (str(mint), str(key.pubkey()), str(TOKEN))


def test_program_accounts_are_found_by_size_and_by_bytes() -> None:
    lab = Lab()
    key = lab.funded()
    mint, held = minted(lab, key, 1)
    filters = [{"dataSize": 165}, {"memcmp": {"offset": 32, "bytes": str(key.pubkey())}}]
    found = lab.ask("getProgramAccounts", str(TOKEN), NOW | {"encoding": "base64", "filters": filters})
    assert [each["pubkey"] for each in found] == [str(held)]
    text = base64.b64encode(bytes(mint)).decode()
    filters = [{"memcmp": {"offset": 0, "bytes": text, "encoding": "base64"}}]
    rows = lab.ask(
        "getProgramAccounts", str(TOKEN), NOW | {"encoding": "base64", "filters": filters, "withContext": True}
    )
    assert [each["pubkey"] for each in rows["value"]] == [str(held)]


def test_program_accounts_of_a_commitment_are_those_of_its_slot() -> None:
    lab = Lab()
    key = lab.funded()
    lab.slots_pass(6)
    _, held = minted(lab, key, 1)
    here = lab.ask("getProgramAccounts", str(TOKEN), NOW | {"encoding": "base64"})
    assert str(held) in {each["pubkey"] for each in here}
    assert lab.ask("getProgramAccounts", str(TOKEN), {"encoding": "base64"}) == []
    lab.slots_pass(5)
    assert lab.ask("getProgramAccounts", str(TOKEN), {"encoding": "base64"}) == here


def test_data_comes_in_every_encoding_and_in_slices() -> None:
    lab = Lab()
    key = lab.funded()
    _, held = minted(lab, key, 9)
    raw = base64.b64decode(lab.ask("getAccountInfo", str(held), NOW | {"encoding": "base64"})["value"]["data"][0])
    assert len(raw) == 165
    part = NOW | {"dataSlice": {"offset": 64, "length": 8}}
    shown = lab.ask("getAccountInfo", str(held), part | {"encoding": "base58"})["value"]
    assert shown["data"] == [encode_base58(raw[64:72]), "base58"]
    assert shown["space"] == 165
    with pytest.raises(Refused, match="128 bytes"):
        lab.ask("getAccountInfo", str(held), NOW | {"encoding": "base58"})
    with pytest.raises(Refused):
        lab.ask("getAccountInfo", str(held), NOW | {"encoding": "hex"})
    parsed = lab.ask("getAccountInfo", str(key.pubkey()), NOW | {"encoding": "jsonParsed"})["value"]
    assert parsed["data"] == ["", "base64"]


def test_an_account_that_is_not_there_is_null() -> None:
    lab = Lab()
    keys = [str(Keypair().pubkey()) for _ in range(3)]
    assert lab.ask("getMultipleAccounts", keys)["value"] == [None] * 3
    with pytest.raises(Refused, match="max 100"):
        lab.ask("getMultipleAccounts", keys * 40)
