"""What is sent to Pyth's receiver, read back by the interface that its authors publish, and carried out on accounts of paper."""

import struct
from hashlib import sha256

import pytest

from quantdesk.chain.receiver import (
    GUARDIANS,
    ROUTERS,
    Oracle,
    oracle_of,
    posting,
    statement_bytes,
)
from quantdesk.chain.transaction import PACKET_BYTES, Blockhash, KeySigner, transaction_sign
from quantdesk.model.base58 import decode_base58, encode_base58
from quantdesk.model.pyth_update import (
    MAGIC,
    PriceMessage,
    message_read,
    update_read,
    vaa_read,
)
from tests.unit.chain.paper_receiver import Paper
from tests.unit.model.pyth_rows import VECTORS, data_of

PAYER = KeySigner(b"\5" * 32)
LAMPORTS = 7_000_000
UPDATES = [data_of(vector) for vector in VECTORS["valid"]]


def feeds_of(update: bytes) -> tuple[bytes, ...]:
    messages = [message_read(leaf.message) for leaf in update_read(update).leaves]
    return tuple(dict.fromkeys(each.feed_id for each in messages if isinstance(each, PriceMessage)))


@pytest.mark.parametrize("oracle", [GUARDIANS, ROUTERS], ids=["guardians", "routers"])
@pytest.mark.parametrize("update", UPDATES, ids=[vector.get("id", str(n)) for n, vector in enumerate(VECTORS["valid"])])
def test_published_update_comes_to_the_receiver_whole(oracle: Oracle, update: bytes) -> None:
    """PYTH-9: every signature and every path of it, in packets that a node takes, and the account is given back."""
    paper = Paper(oracle, PAYER.public)
    feeds = feeds_of(update)
    given = 0
    steps = posting(oracle, update, feeds, PAYER.public, LAMPORTS)
    for step in steps:
        signed = transaction_sign(step.instructions, (PAYER,), Blockhash(bytes(32), 1))
        assert len(signed.raw) <= PACKET_BYTES
        for call in step.instructions:
            paper.run(call)
        assert step.last or paper.statement is not None
        assert not step.verifies or step.last or paper.verified
        given = max(given, paper.given)
    assert (paper.statement, given) == (None, LAMPORTS)
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
