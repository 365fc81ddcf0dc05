"""The generated codec is the IDL's: the same bytes as an independent reader of it, both ways."""

import random

import pytest
from solders.pubkey import Pubkey

from quantdesk.chain import program_gen
from quantdesk.chain.instruction import AccountMalformed
from quantdesk.chain.network import PROGRAM, addresses_of, token_address, user_address
from quantdesk.chain.program_gen import ERRORS, Exchange, ProtocolSolVault, Risk, TokenVault, UserAccount
from tests.program.interface import Interface

IDL = Interface()
ACCOUNTS = (Exchange, ProtocolSolVault, Risk, TokenVault, UserAccount)


@pytest.mark.parametrize("kind", ACCOUNTS)
def test_account_of_random_bytes_reads_as_the_idl_says_and_writes_back(kind) -> None:
    chance = random.Random(7)
    for _ in range(20):
        data = kind.DISCRIMINATOR + chance.randbytes(kind.SIZE - 8)
        expected = IDL.account_read(kind.__name__, data)
        found = kind.read(data)
        assert found.write() == data
        for name, value in expected.items():
            mine = getattr(found, {"index": "index_"}.get(name, name))
            if isinstance(value, int | bytes):
                assert mine == value
            elif isinstance(value, Pubkey):
                assert mine == bytes(value)


def test_settled_block_and_positions_lie_where_the_idl_puts_them() -> None:
    data = bytearray(UserAccount.DISCRIMINATOR + bytes(UserAccount.SIZE - 8))
    data[UserAccount.SETTLED_AT : UserAccount.SETTLED_AT + 8] = (77).to_bytes(8, "little")
    data[UserAccount.POSITIONS_AT : UserAccount.POSITIONS_AT + 2] = (5).to_bytes(2, "little")
    read = IDL.account_read("UserAccount", bytes(data))
    assert read["settled"]["number"] == 77
    assert read["positions"][0]["market"] == 5


def test_instruction_has_the_accounts_flags_and_bytes_of_the_idl() -> None:
    keys = {slot["name"]: Pubkey(bytes([place + 1]) * 32) for place, slot in enumerate(_slots("withdraw_tokens"))}
    keys["token_program"] = Pubkey.from_string("TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA")
    expected = IDL.instruction("withdraw_tokens", keys, {"amount": 12_345})
    given = {name: bytes(key) for name, key in keys.items() if name != "token_program"}
    found = program_gen.withdraw_tokens(PROGRAM, amount=12_345, **given)
    assert found.data == bytes(expected.data)
    assert [tuple(meta) for meta in found.accounts] == [
        (bytes(meta.pubkey), meta.is_signer, meta.is_writable) for meta in expected.accounts
    ]


def test_optional_account_that_is_absent_is_the_program() -> None:
    found = program_gen.sweep_surplus(PROGRAM, vault=None, vault_tokens=None, sol_vault=bytes([1]) * 32)
    assert [meta.key for meta in found.accounts].count(PROGRAM) == 2


def test_another_account_is_refused() -> None:
    with pytest.raises(AccountMalformed, match="expected 4736 bytes of UserAccount"):
        UserAccount.read(Exchange.DISCRIMINATOR + bytes(UserAccount.SIZE - 8))
    with pytest.raises(AccountMalformed):
        UserAccount.read(UserAccount.DISCRIMINATOR)


def test_errors_are_those_of_the_idl() -> None:
    assert {code: name for code, (name, _) in ERRORS.items()} == IDL.errors


def test_addresses_are_the_programs_own() -> None:
    mint, owner = bytes([3]) * 32, bytes([4]) * 32
    program = Pubkey(PROGRAM)
    where = addresses_of(mint)
    assert where.vault == bytes(Pubkey.find_program_address([b"vault", mint], program)[0])
    assert where.exchange == bytes(Pubkey.find_program_address([b"exchange"], program)[0])
    assert user_address(owner, 3) == bytes(Pubkey.find_program_address([b"user", owner, b"\x03\x00"], program)[0])
    assert len({user_address(owner, 0), user_address(owner, 1), token_address(owner, mint)}) == 3


def _slots(name: str):
    return IDL.instructions[name]["accounts"]
