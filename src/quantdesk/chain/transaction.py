"""Signed transactions: instructions, a payer, signers, a blockhash.

Invariant: the bytes fit a packet; every signer that the instructions name has signed.
"""

from typing import Final, Protocol

import msgspec
from solders.address_lookup_table_account import AddressLookupTableAccount
from solders.hash import Hash
from solders.instruction import AccountMeta
from solders.instruction import Instruction as WireInstruction
from solders.keypair import Keypair
from solders.message import Message, MessageV0, to_bytes_versioned
from solders.pubkey import Pubkey
from solders.signature import Signature
from solders.transaction import VersionedTransaction

from quantdesk.chain.instruction import Instruction, Meta
from quantdesk.chain.lookup import Table
from quantdesk.model.base58 import encode_base58

PACKET_BYTES: Final = 1_232
COMPUTE_BUDGET: Final = bytes(Pubkey.from_string("ComputeBudget111111111111111111111111111111"))


class Signer(Protocol):
    """Whoever can sign: a wallet's key pair, or a keeper's."""

    @property
    def public(self) -> bytes:
        """The 32-byte public key."""
        ...

    def sign(self, message: bytes) -> bytes:
        """The 64-byte signature over a message."""
        ...


class KeySigner:
    """A key pair of a 32-byte seed. The seed shows in no repr."""

    __slots__ = ("_pair", "public")

    def __init__(self, seed: bytes) -> None:
        self._pair = Keypair.from_seed(seed)
        self.public = bytes(self._pair.pubkey())

    def sign(self, message: bytes) -> bytes:
        """The 64-byte signature over a message."""
        return bytes(self._pair.sign_message(message))


class Blockhash(msgspec.Struct, frozen=True):
    """A recent blockhash, and the last block height at which it is taken."""

    value: bytes
    last_height: int


class SignedTransaction(msgspec.Struct, frozen=True):
    """Bytes to send; signature is the transaction's name."""

    raw: bytes
    signature: str
    last_height: int


def transaction_sign(
    instructions: tuple[Instruction, ...],
    signers: tuple[Signer, ...],
    blockhash: Blockhash,
    tables: tuple[Table, ...] = (),
) -> SignedTransaction:
    """A signed transaction; the first signer pays; what lookup tables have is named by its place there.

    Errors: ValueError when it does not fit a packet or a signer is missing.
    """
    wires, payer, recent = [_wire(one) for one in instructions], Pubkey(signers[0].public), Hash(blockhash.value)
    message: Message | MessageV0 = (
        MessageV0.try_compile(payer, wires, [_looked_up(table) for table in tables], recent)
        if tables
        else Message.new_with_blockhash(wires, payer, recent)
    )
    body = to_bytes_versioned(message)
    by_key = {signer.public: signer for signer in signers}
    needed = [bytes(key) for key in message.account_keys[: message.header.num_required_signatures]]
    missing = [key for key in needed if key not in by_key]
    if missing:
        raise ValueError(f"transaction: expected a signer for {encode_base58(missing[0])}, found none")
    signatures = [Signature(by_key[key].sign(body)) for key in needed]
    raw = bytes(VersionedTransaction.populate(message, signatures))
    if len(raw) > PACKET_BYTES:
        raise ValueError(f"transaction: expected at most {PACKET_BYTES} bytes, found {len(raw)}")
    return SignedTransaction(raw, str(signatures[0]), blockhash.last_height)


def transaction_bytes(instructions: tuple[Instruction, ...], payer: bytes) -> int:
    """Size of the signed transaction."""
    message = Message.new_with_blockhash([_wire(one) for one in instructions], Pubkey(payer), Hash.default())
    return len(bytes(message)) + 1 + 64 * message.header.num_required_signatures


def units_limit(units: int) -> Instruction:
    """Asks the runtime for so many compute units."""
    return Instruction(COMPUTE_BUDGET, (), b"\x02" + units.to_bytes(4, "little"))


def units_price(micro_lamports: int) -> Instruction:
    """Offers so many millionths of a lamport a compute unit, where blocks are contended."""
    return Instruction(COMPUTE_BUDGET, (), b"\x03" + micro_lamports.to_bytes(8, "little"))


def transfer(payer: bytes, to: bytes, lamports: int) -> Instruction:
    """Lamports from a wallet to another."""
    data = (2).to_bytes(4, "little") + lamports.to_bytes(8, "little")
    return Instruction(bytes(32), (Meta(payer, True, True), Meta(to, False, True)), data)


def _looked_up(table: Table) -> AddressLookupTableAccount:
    return AddressLookupTableAccount(Pubkey(table.address), [Pubkey(key) for key in table.keys])


def _wire(one: Instruction) -> WireInstruction:
    metas = [AccountMeta(Pubkey(meta.key), meta.signer, meta.writable) for meta in one.accounts]
    return WireInstruction(Pubkey(one.program), one.data, metas)
