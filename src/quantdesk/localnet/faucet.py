"""The faucet: SOL from the genesis' pot and USDC from the desk's mint, within limits.

Invariant: what it gives are ordinary transactions; USDC comes out of a mint whose authority the desk holds, nothing is set.
"""

import struct
from typing import Final

import msgspec
from solders.hash import Hash
from solders.instruction import AccountMeta, Instruction
from solders.keypair import Keypair
from solders.message import Message
from solders.pubkey import Pubkey
from solders.transaction import Transaction, VersionedTransaction

from quantdesk.localnet.chain import Chain
from quantdesk.localnet.errors import RpcError
from quantdesk.localnet.genesis import SYSTEM
from quantdesk.localnet.methods_outside import distinct_instruction, request_airdrop
from quantdesk.localnet.methods_transactions import transaction_send
from quantdesk.localnet.parameters import Parameters, key_of
from quantdesk.localnet.tokens import TOKEN, mint_read

ASSOCIATED: Final = Pubkey.from_string("ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL")
LAMPORTS: Final = 10**9
USDC_ATOMS: Final = 10**6
SOL_MAX: Final = 100
USDC_MAX: Final = 100_000
DAY_S: Final = 86_400
SOL_DAY_MAX: Final = 1_000
USDC_DAY_MAX: Final = 1_000_000
ADDRESSES_MAX: Final = 10_000
MINT_TO: Final = 7
CREATE_IDEMPOTENT: Final = 1


class FaucetRefused(Exception):
    """The faucet does not give; code and HTTP status beside the text."""

    def __init__(self, status: int, code: str, text: str) -> None:
        super().__init__(text)
        self.status, self.code = status, code


class Given(msgspec.Struct):
    """What an address had on a day."""

    day: int
    sol: int = 0
    usdc: int = 0


def token_account(owner: Pubkey, mint: Pubkey) -> Pubkey:
    """The associated token account of an owner."""
    return Pubkey.find_program_address([bytes(owner), bytes(TOKEN), bytes(mint)], ASSOCIATED)[0]


def account_instruction(payer: Pubkey, owner: Pubkey, mint: Pubkey) -> Instruction:
    """Makes the owner's associated token account where there is none."""
    metas = [
        AccountMeta(payer, is_signer=True, is_writable=True),
        AccountMeta(token_account(owner, mint), is_signer=False, is_writable=True),
        AccountMeta(owner, is_signer=False, is_writable=False),
        AccountMeta(mint, is_signer=False, is_writable=False),
        AccountMeta(SYSTEM, is_signer=False, is_writable=False),
        AccountMeta(TOKEN, is_signer=False, is_writable=False),
    ]
    return Instruction(ASSOCIATED, bytes([CREATE_IDEMPOTENT]), metas)


def mint_instruction(mint: Pubkey, to: Pubkey, authority: Pubkey, atoms: int) -> Instruction:
    """Mints atoms into a token account."""
    metas = [
        AccountMeta(mint, is_signer=False, is_writable=True),
        AccountMeta(to, is_signer=False, is_writable=True),
        AccountMeta(authority, is_signer=True, is_writable=False),
    ]
    return Instruction(TOKEN, struct.pack("<BQ", MINT_TO, atoms), metas)


class Faucet:
    """The faucet of one chain."""

    def __init__(self, chain: Chain, mint: Pubkey, authority: Keypair) -> None:
        self._chain, self._mint, self._authority = chain, mint, authority
        self._given: dict[Pubkey, Given] = {}

    def give(self, address: str, sol: int, usdc: int) -> list[str]:
        """Gives whole SOL and USDC to an address; the signatures. Errors: FaucetRefused."""
        try:
            key = key_of(address)
        except RpcError as error:
            raise FaucetRefused(400, "address_malformed", error.message) from None
        if not (0 <= sol <= SOL_MAX and 0 <= usdc <= USDC_MAX and sol + usdc > 0):
            raise FaucetRefused(400, "amount_invalid", f"expected up to {SOL_MAX} SOL and {USDC_MAX} USDC a call")
        given = self._today(key)
        if given.sol + sol > SOL_DAY_MAX or given.usdc + usdc > USDC_DAY_MAX:
            text = f"expected at most {SOL_DAY_MAX} SOL and {USDC_DAY_MAX} USDC a day, had {given.sol} and {given.usdc}"
            raise FaucetRefused(429, "faucet_limit", text)
        if usdc and mint_read(self._chain.accounts.at(self._mint).account) is None:
            raise FaucetRefused(503, "mint_missing", "the USDC mint is not there yet: ./desk up makes it")
        signatures = []
        if sol:
            signatures.append(str(request_airdrop(self._chain, Parameters([address, sol * LAMPORTS]))))
        if usdc:
            signatures.append(self._usdc(key, usdc * USDC_ATOMS))
        given.sol, given.usdc = given.sol + sol, given.usdc + usdc
        return signatures

    def _today(self, key: Pubkey) -> Given:
        day = self._chain.time_s // DAY_S
        if key not in self._given and len(self._given) >= ADDRESSES_MAX:
            self._given = {each: given for each, given in self._given.items() if given.day == day}
            if len(self._given) >= ADDRESSES_MAX:
                raise FaucetRefused(429, "faucet_limit", f"expected at most {ADDRESSES_MAX} addresses a day")
        given = self._given.get(key)
        if given is None or given.day != day:
            given = self._given[key] = Given(day)
        return given

    def _usdc(self, key: Pubkey, atoms: int) -> str:
        chain, payer = self._chain, self._chain.faucet
        chain.airdrops += 1
        instructions = [
            distinct_instruction(chain.airdrops),
            account_instruction(payer.pubkey(), key, self._mint),
            mint_instruction(self._mint, token_account(key, self._mint), self._authority.pubkey(), atoms),
        ]
        blockhash = Hash(chain.blockhash(chain.slot))
        message = Message.new_with_blockhash(instructions, payer.pubkey(), blockhash)
        wire = bytes(Transaction([payer, self._authority], message, blockhash))
        try:
            return transaction_send(chain, VersionedTransaction.from_bytes(wire), wire, preflight=True)
        except RpcError as error:
            raise FaucetRefused(503, "mint_failed", error.message) from None
