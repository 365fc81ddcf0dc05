"""What is sent to Pyth's receiver, read back by the interface that its authors publish, and carried out on accounts of paper.

The receiver's program is not in this repository and cannot run here: its instructions (names, order and rights of accounts, layout of
arguments) are written down in tests/vectors/pyth_receiver.json with their source, and what they do is done here by a reader of its own.
"""

import json
import struct
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from solders.pubkey import Pubkey

from quantdesk.chain.instruction import Instruction
from quantdesk.chain.receiver import (
    GUARDIANS,
    ROUTERS,
    Oracle,
    oracle_of,
    posting,
    statement_address,
    statement_bytes,
)
from quantdesk.chain.transaction import PACKET_BYTES, Blockhash, KeySigner, transaction_sign
from quantdesk.model.base58 import decode_base58, encode_base58
from quantdesk.model.pyth_update import (
    MAGIC,
    Leaf,
    PriceMessage,
    message_read,
    path_holds,
    root_read,
    update_read,
    vaa_read,
)
from tests.unit.model.pyth_rows import VECTORS, data_of

INTERFACE: dict[str, Any] = json.loads(Path("tests/vectors/pyth_receiver.json").read_text(encoding="utf-8"))
PAYER = KeySigner(b"\5" * 32)
LAMPORTS = 7_000_000
UPDATES = [data_of(vector) for vector in VECTORS["valid"]]
SYSTEM = bytes(32)


def feeds_of(update: bytes) -> tuple[bytes, ...]:
    messages = [message_read(leaf.message) for leaf in update_read(update).leaves]
    return tuple(dict.fromkeys(each.feed_id for each in messages if isinstance(each, PriceMessage)))


class Paper:
    """Accounts as the published programs leave them."""

    def __init__(self, oracle: Oracle) -> None:
        self.oracle = oracle
        self.statement: bytearray | None = None
        self.verified = False
        self.prices: dict[bytes, PriceMessage] = {}

    def run(self, call: Instruction) -> None:
        if call.program == SYSTEM:
            self._create(call)
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
        assert [(meta.signer, meta.writable) for meta in call.accounts] == expected, name
        getattr(self, name)(dict(zip([a["name"] for a in each["accounts"]], call.accounts, strict=True)), call.data[8:])

    def _create(self, call: Instruction) -> None:
        base, size = call.data[4:36], struct.unpack_from("<Q", call.data, 36)[0]
        seed = call.data[44 : 44 + size].decode()
        lamports, space = struct.unpack_from("<QQ", call.data, 44 + size)
        owner = call.data[60 + size :]
        made = Pubkey.create_with_seed(Pubkey(base), seed, Pubkey(owner))
        assert (bytes(made), lamports, owner) == (call.accounts[1].key, LAMPORTS, self.oracle.verifier)
        assert struct.unpack_from("<I", call.data)[0] == 3
        assert base == PAYER.public
        self.statement = bytearray(space - 46)

    def init_encoded_vaa(self, accounts: dict[str, Any], data: bytes) -> None:
        assert (self.statement is not None, data) == (True, b"")

    def write_encoded_vaa(self, accounts: dict[str, Any], data: bytes) -> None:
        index, size = struct.unpack_from("<II", data)
        assert self.statement is not None
        assert (len(data), index + size <= len(self.statement), self.verified) == (8 + size, True, False)
        self.statement[index : index + size] = data[8:]

    def verify_encoded_vaa_v1(self, accounts: dict[str, Any], data: bytes) -> None:
        vaa = vaa_read(bytes(self.statement or b""))
        seeds = [b"GuardianSet", vaa.set_index.to_bytes(4, "big")]
        assert accounts["guardian_set"].key == bytes(
            Pubkey.find_program_address(seeds, Pubkey(self.oracle.verifier))[0]
        )
        assert accounts["draft_vaa"].key == statement_address(self.oracle, PAYER.public)
        self.verified = True

    def update_price_feed(self, accounts: dict[str, Any], data: bytes) -> None:
        assert self.verified
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
        assert accounts["encoded_vaa"].key == statement_address(self.oracle, PAYER.public)
        self.statement, self.verified = None, False


@pytest.mark.parametrize("oracle", [GUARDIANS, ROUTERS], ids=["guardians", "routers"])
@pytest.mark.parametrize("update", UPDATES, ids=[vector.get("id", str(n)) for n, vector in enumerate(VECTORS["valid"])])
def test_published_update_comes_to_the_receiver_whole(oracle: Oracle, update: bytes) -> None:
    """PYTH-9: every signature and every path of it, in packets that a node takes, and the account is given back."""
    paper = Paper(oracle)
    feeds = feeds_of(update)
    steps = posting(oracle, update, feeds, PAYER.public, LAMPORTS)
    for step in steps:
        signed = transaction_sign(step.instructions, (PAYER,), Blockhash(bytes(32), 1))
        assert len(signed.raw) <= PACKET_BYTES
        for call in step.instructions:
            paper.run(call)
        assert step.last or paper.statement is not None
        assert not step.verifies or step.last or paper.verified
    assert paper.statement is None
    expected = {each.feed_id: each for each in (message_read(leaf.message) for leaf in update_read(update).leaves)}
    assert paper.prices == {feed: expected[feed] for feed in feeds}
    assert [step.last for step in steps] == [False] * (len(steps) - 1) + [True]
    assert any(step.verifies for step in steps)


def test_what_is_written_is_the_statement_with_all_its_signatures() -> None:
    """PYTH-8: with fewer the receiver would call the price partly verified, and the program takes none of those."""
    update = UPDATES[0]
    written = bytearray(statement_bytes(update) - 46)
    for step in posting(GUARDIANS, update, feeds_of(update), PAYER.public, LAMPORTS):
        for call in step.instructions:
            if call.data.startswith(sha256(b"global:write_encoded_vaa").digest()[:8]):
                index, size = struct.unpack_from("<II", call.data, 8)
                written[index : index + size] = call.data[16:]
    assert bytes(written) in update
    assert update.startswith(MAGIC)
    assert len(vaa_read(bytes(written)).signatures) == 13


def test_price_accounts_lie_where_pyth_says() -> None:
    """The published addresses of all sponsored feeds, and one of the new generation (ecosystem.md 2.4)."""
    for feed in VECTORS["sponsored_push_feeds_solana"]["feeds"]:
        at = GUARDIANS.price_address(bytes.fromhex(feed["feed_id"]))
        assert encode_base58(at) == feed["account_shard0_legacy"], feed["alias"]
    sol = bytes.fromhex("ef0d8b6fda2ceba41da15d4095d1da392a0d2f8ed0c6c7bc0f4cfac8c280b56d")
    assert encode_base58(ROUTERS.price_address(sol)) == "7AviUf9nL62mcxNbQGKm4nKDQnPjswo6c5MX4D57HmyE"


def test_feed_that_is_not_in_the_update_is_refused() -> None:
    with pytest.raises(ValueError, match="expected feed 0909"):
        posting(GUARDIANS, UPDATES[0], (b"\x09" * 32,), PAYER.public, LAMPORTS)


def test_stranger_is_no_receiver() -> None:
    assert oracle_of(b"\1" * 32) is None
    assert oracle_of(decode_base58("rec2HHDDnjLfj4kE7VyEtFA1HPGQLK33259532cRyHp", 32)) is ROUTERS
