"""The signed message against its vectors and against the compiled encoder."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quantdesk.model.base58 import decode_base58
from quantdesk.model.errors import MessageInvalid
from quantdesk.model.message import (
    DOMAIN_LOCALNET,
    GENESIS_HASH_LOCALNET,
    OrderMessage,
    TransferMessage,
    domain_of,
    nonce_of,
    order_id_of,
    slot_of,
)
from quantdesk.model.records_gen import SelfTrade, Side, TimeInForce

VECTORS = json.loads((Path(__file__).parents[2] / "vectors" / "signed_messages.json").read_text(encoding="utf-8"))
U64 = st.integers(0, 2**64 - 1)
U16 = st.integers(0, 2**16 - 1)
PLAIN = OrderMessage(
    domain=DOMAIN_LOCALNET,
    account=7,
    nonce=1,
    expiry_slot=2,
    client_order_id=3,
    price=4,
    size=5,
    market=6,
    side=Side.BUY,
)
ORDERS = st.builds(
    OrderMessage,
    domain=st.binary(min_size=8, max_size=8),
    account=U64,
    nonce=U64,
    expiry_slot=U64,
    client_order_id=U64,
    price=st.integers(1, 2**31 - 1),
    size=st.integers(1, 2**31 - 1),
    market=U16,
    side=st.sampled_from(Side),
    time_in_force=st.sampled_from(TimeInForce),
    self_trade=st.sampled_from(SelfTrade),
    reduce_only=st.booleans(),
    post_only=st.booleans(),
    fee_max=U16,
)


def message_of(case):
    domain = bytes.fromhex(VECTORS["network"]["domain"])
    fields = dict(case["fields"])
    if case["kind"] == "transfer":
        return TransferMessage(domain=domain, **fields)
    fields["side"], fields["time_in_force"] = Side(fields["side"]), TimeInForce(fields["time_in_force"])
    fields["self_trade"] = SelfTrade(fields["self_trade"])
    fields["reduce_only"], fields["post_only"] = bool(fields["reduce_only"]), bool(fields["post_only"])
    return OrderMessage(domain=domain, **fields)


@pytest.mark.parametrize("case", VECTORS["messages"], ids=lambda case: case["name"])
def test_message_has_exactly_the_bytes_and_id_of_its_vector(case):
    """SIG-1, SIG-7."""
    message = message_of(case)
    data = bytes.fromhex(case["message"])
    assert message.encode() == data
    assert type(message).decode(data) == message
    assert order_id_of(data).hex() == case["order_id"]


@pytest.mark.parametrize("case", VECTORS["refused"], ids=lambda case: case["name"])
def test_malformed_message_is_refused_and_what_the_exchange_judges_still_decodes(case):
    """SIG-1: a reserved bit or byte, an unknown kind."""
    data = bytes.fromhex(case["message"])
    kind = TransferMessage if data[62] == 1 else OrderMessage
    if case["reason"] == "message_malformed":
        with pytest.raises(MessageInvalid):
            kind.decode(data)
    elif case["reason"] == "message_domain":
        assert kind.decode(data).encode() == data
    else:
        message = kind.decode(data)
        with pytest.raises(MessageInvalid, match=r"expected an? (price|size|amount) from 1 to"):
            message.encode()


def test_domain_names_program_and_network():
    """SIG-2."""
    network = VECTORS["network"]
    genesis_hash = bytes.fromhex(network["genesis_hash"])
    assert genesis_hash == GENESIS_HASH_LOCALNET
    assert (
        domain_of(decode_base58(network["program_id"], 32), genesis_hash)
        == DOMAIN_LOCALNET
        == bytes.fromhex(network["domain"])
    )
    assert DOMAIN_LOCALNET[0] == 0xFF
    with pytest.raises(MessageInvalid, match="found 31"):
        domain_of(bytes(31), bytes(32))


@given(ORDERS)
def test_every_order_survives_encoding(order):
    """SIG-1: one message, one encoding."""
    assert OrderMessage.decode(order.encode()) == order


@given(st.binary(min_size=64, max_size=64), st.sampled_from([0, 1]))
def test_what_decodes_has_only_that_encoding(data, kind):
    """SIG-1."""
    data = data[:62] + bytes([kind, 0])
    cls = TransferMessage if kind else OrderMessage
    try:
        encoded = cls.decode(data).encode()
    except MessageInvalid:
        return
    assert encoded == data


@pytest.mark.parametrize("size", [0, 63, 65])
def test_another_length_is_no_message(size):
    for kind in (OrderMessage, TransferMessage):
        with pytest.raises(MessageInvalid, match=f"expected a message of 64 bytes, found {size}"):
            kind.decode(bytes(size))


@pytest.mark.parametrize(
    "fields", [{"account": -1}, {"account": 2**64}, {"market": 2**16}, {"fee_max": 2**16}, {"domain": b"1"}]
)
def test_field_outside_its_type_is_refused(fields):
    values = {name: getattr(PLAIN, name) for name in PLAIN.__struct_fields__} | fields
    with pytest.raises(MessageInvalid):
        OrderMessage(**values).encode()


def test_transfer_field_outside_its_type_is_refused():
    transfer = TransferMessage(domain=DOMAIN_LOCALNET, account=1, nonce=2, expiry_slot=3, to_account=2**64, amount=1)
    with pytest.raises(MessageInvalid, match="outside its range"):
        transfer.encode()


def test_nonce_holds_the_millisecond_and_a_counter():
    """SIG-5."""
    assert nonce_of(1_790_000_000_000, 4_095) == 1_790_000_000_000 * 4_096 + 4_095
    with pytest.raises(MessageInvalid, match="found 4096"):
        nonce_of(1, 4_096)


def test_slot_is_400_milliseconds():
    assert slot_of(799_999) == 1
    assert slot_of(800_000) == 2
