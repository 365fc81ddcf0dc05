"""Pyth's receiver as its authors publish it, carried out by a reader of its own.

Its three programs are not in this repository and cannot run here: their instructions (names, order and rights of accounts, layout of
arguments) are written down in tests/vectors/pyth_receiver.json with their source, and what they do with a statement is done here.
"""

import json
import struct
from hashlib import sha256
from pathlib import Path
from typing import Any

from solders.pubkey import Pubkey

from quantdesk.chain.instruction import Instruction
from quantdesk.chain.receiver import Oracle
from quantdesk.model.pyth_update import Leaf, PriceMessage, message_read, path_holds, root_read, vaa_read

INTERFACE: dict[str, Any] = json.loads(Path("tests/vectors/pyth_receiver.json").read_text(encoding="utf-8"))
SYSTEM = bytes(32)
TRANSFER, ALLOCATE_WITH_SEED = 2, 9
HEAD_BYTES = 46
AUTHORITY_AT = 9


class Paper:
    """A payer's accounts as the published programs leave them. given: lamports that came to the statement's address."""

    def __init__(self, oracle: Oracle, payer: bytes) -> None:
        self.oracle = oracle
        self.payer = payer
        self.at: bytes | None = None
        self.given = 0
        self.statement: bytearray | None = None
        self.open = False
        self.verified = False
        self.prices: dict[bytes, PriceMessage] = {}

    def account(self) -> bytes:
        """Bytes of the statement's account: discriminator, status, authority, version, length."""
        assert self.statement is not None
        if not self.open:
            return bytes(HEAD_BYTES + len(self.statement))
        kind = sha256(b"account:EncodedVaa").digest()[:8]
        status = 2 if self.verified else 1
        return kind + bytes((status,)) + self.payer + b"\1" + struct.pack("<I", len(self.statement)) + self.statement

    def run(self, call: Instruction, *, merged: bool = False) -> None:
        """One instruction; merged: as it stands in a transaction. Errors: AssertionError, where the published programs would refuse."""
        if call.program == SYSTEM:
            self._system(call)
            return
        known = {
            sha256(b"global:" + name.encode()).digest()[:8]: (name, each) for name, each in INTERFACE["calls"].items()
        }
        if call.data[:8] not in known:
            assert call.accounts == (), "only the budget of units names no account"
            return
        name, each = known[call.data[:8]]
        assert call.program == getattr(self.oracle, each["program"])
        expected = [(account["signer"], account["writable"]) for account in each["accounts"]]
        found = [(meta.signer, meta.writable) for meta in call.accounts]
        # In a transaction an account has the rights that any of its instructions asks for.
        more = [(s or signer, w or writable) for (s, w), (signer, writable) in zip(found, expected, strict=True)]
        assert found == (more if merged else expected), name
        getattr(self, name)(dict(zip([a["name"] for a in each["accounts"]], call.accounts, strict=True)), call.data[8:])

    def _system(self, call: Instruction) -> None:
        kind = struct.unpack_from("<I", call.data)[0]
        if kind == TRANSFER:
            assert call.accounts[0].key == self.payer
            self.given += struct.unpack_from("<Q", call.data, 4)[0]
            return
        assert kind == ALLOCATE_WITH_SEED
        base, size = call.data[4:36], struct.unpack_from("<Q", call.data, 36)[0]
        seed, owner = call.data[44 : 44 + size].decode(), call.data[52 + size :]
        space = struct.unpack_from("<Q", call.data, 44 + size)[0]
        made = Pubkey.create_with_seed(Pubkey(base), seed, Pubkey(owner))
        assert (bytes(made), owner, base) == (call.accounts[0].key, self.oracle.verifier, self.payer)
        assert self.statement is None
        self.at, self.statement = call.accounts[0].key, bytearray(space - HEAD_BYTES)

    def init_encoded_vaa(self, accounts: dict[str, Any], data: bytes) -> None:
        """Opens an account for writing."""
        assert self.statement is not None
        assert (self.open, data) == (False, b"")
        self._mine(accounts["write_authority"], accounts["encoded_vaa"])
        self.open = True

    def write_encoded_vaa(self, accounts: dict[str, Any], data: bytes) -> None:
        """Writes a part of the statement."""
        index, size = struct.unpack_from("<II", data)
        assert self.statement is not None
        assert self.open
        self._mine(accounts["write_authority"], accounts["draft_vaa"])
        assert (len(data), index + size <= len(self.statement), self.verified) == (8 + size, True, False)
        self.statement[index : index + size] = data[8:]

    def verify_encoded_vaa_v1(self, accounts: dict[str, Any], data: bytes) -> None:
        """Counts the statement as verified; its signatures are proven by the published vectors, not here."""
        vaa = vaa_read(bytes(self.statement or b""))
        seeds = [b"GuardianSet", vaa.set_index.to_bytes(4, "big")]
        assert accounts["guardian_set"].key == bytes(
            Pubkey.find_program_address(seeds, Pubkey(self.oracle.verifier))[0]
        )
        self._mine(accounts["write_authority"], accounts["draft_vaa"])
        self.verified = True

    def update_price_feed(self, accounts: dict[str, Any], data: bytes) -> None:
        """Writes the account of a feed whose message lies under the statement's root."""
        assert self.verified
        assert accounts["encoded_vaa"].key == self.at
        size = struct.unpack_from("<I", data)[0]
        message, rest = data[4 : 4 + size], data[4 + size :]
        count = struct.unpack_from("<I", rest)[0]
        path = tuple(rest[4 + 20 * number : 24 + 20 * number] for number in range(count))
        treasury, shard, feed = struct.unpack("<BH32s", rest[4 + 20 * count :])
        assert path_holds(Leaf(message, path), root_read(vaa_read(bytes(self.statement or b"")).payload).root)
        price = message_read(message)
        assert isinstance(price, PriceMessage)
        assert price.feed_id == feed
        receiver = Pubkey(self.oracle.receiver)
        assert accounts["pyth_solana_receiver"].key == self.oracle.receiver
        assert accounts["config"].key == bytes(Pubkey.find_program_address([b"config"], receiver)[0])
        seeds = [b"treasury", bytes((treasury,))]
        assert accounts["treasury"].key == bytes(Pubkey.find_program_address(seeds, receiver)[0])
        feeds = Pubkey(self.oracle.feeds)
        place = Pubkey.find_program_address([shard.to_bytes(2, "little"), feed], feeds)[0]
        assert accounts["price_feed_account"].key == bytes(place)
        self.prices[feed] = price

    def close_encoded_vaa(self, accounts: dict[str, Any], data: bytes) -> None:
        """Takes the account back."""
        assert self.open
        self._mine(accounts["write_authority"], accounts["encoded_vaa"])
        self.statement, self.open, self.verified, self.given = None, False, False, 0

    def _mine(self, authority: Any, account: Any) -> None:
        assert (authority.key, account.key) == (self.payer, self.at)
