"""What a socket may send: whole records of its own accounts, and nothing else."""

import pytest

from quantdesk.core import public_key, sign
from quantdesk.gateway.stream_records import (
    ACCOUNT_AT,
    MESSAGE_AT,
    RecordsInvalid,
    Walk,
    records_walk,
    refusals_of,
)
from quantdesk.model.command import batch_encode
from quantdesk.model.message import DOMAIN_LOCALNET, OrderMessage, TransferMessage, order_id_of
from quantdesk.model.records_gen import (
    Batch,
    CancelAll,
    CancelMany,
    CancelOrder,
    Credit,
    PlaceAlgo,
    PlaceOrder,
    Reason,
    Refused,
    ReplaceOrder,
    SetDeadMan,
    ShrinkOrder,
    Side,
    Transfer,
    events_decode,
)

SEED = bytes(range(32))
NO_ID = bytes(16)


def message(account: int = 7, nonce: int = 1) -> bytes:
    return OrderMessage(
        domain=DOMAIN_LOCALNET,
        account=account,
        nonce=nonce,
        expiry_slot=9,
        client_order_id=nonce,
        price=10,
        size=1,
        market=0,
        side=Side.BUY,
    ).encode()


def place(account: int = 7, nonce: int = 1) -> bytes:
    body = message(account, nonce)
    return PlaceOrder(NO_ID, body, sign(SEED, body), public_key(SEED), 0).encode()


def replace(account: int = 7) -> bytes:
    body = message(account)
    return ReplaceOrder(b"o" * 16, NO_ID, body, sign(SEED, body), public_key(SEED), 0).encode()


def transfer(account: int, to_account: int) -> bytes:
    body = TransferMessage(
        domain=DOMAIN_LOCALNET, account=account, nonce=1, expiry_slot=9, to_account=to_account, amount=5
    ).encode()
    return Transfer(NO_ID, body, sign(SEED, body), public_key(SEED)).encode()


def waiting(account: int = 7) -> bytes:
    fields = PlaceOrder.decode(place(account))
    signed = (fields.order_id, fields.message, fields.signature, fields.signer)
    return PlaceAlgo(*signed, 3, 0, 0, 0, 0, 0, NO_ID, 0, 0, 0).encode()


def cancel(account: int = 7) -> bytes:
    return CancelOrder(account=account, order_id=NO_ID, client_order_id=1).encode()


def test_account_is_read_where_each_record_has_it() -> None:
    records = [
        place(77),
        replace(77),
        transfer(77, 77),
        waiting(77),
        cancel(77),
        CancelAll(77, 0, 0).encode(),
        CancelMany(77, 0, 0, 0, 0).encode(),
        SetDeadMan(77, 0, 0).encode(),
        ShrinkOrder(77, NO_ID, 1, 1).encode(),
    ]
    records.append(Batch(77, 1, 0).encode())
    assert {record[0] for record in records} == set(ACCOUNT_AT)
    for record in records:
        at = ACCOUNT_AT[record[0]]
        assert int.from_bytes(record[at : at + 8], "little") == 77
    for record in records[:4]:
        assert record[MESSAGE_AT[record[0]] :][:8] == DOMAIN_LOCALNET


def test_single_records_are_counted() -> None:
    assert records_walk(b"8bytes.." + place(), 8, {7}) == Walk(1, 1, 1, 0)
    assert records_walk(cancel(), 0, {7}) == Walk(1, 0, 0, 1)


def test_batch_is_one_command_with_its_items_counted() -> None:
    records = batch_encode(7, [cancel(), place(nonce=1), place(nonce=2), ShrinkOrder(7, NO_ID, 1, 1).encode()])
    assert records_walk(records, 0, {7}) == Walk(1, 2, 2, 2)
    assert records_walk(records + cancel(), 0, {7}) == Walk(2, 2, 2, 3)


@pytest.mark.parametrize(
    "record",
    [
        place(8),
        replace(8),
        transfer(8, 7),
        transfer(7, 8),
        cancel(8),
        CancelAll(8, 0, 0).encode(),
        CancelMany(8, 0, 0, 0, 0).encode(),
    ],
)
def test_account_of_somebody_else_is_refused(record: bytes) -> None:
    for records in (record, cancel() + record, batch_encode(7, [cancel(), record])):
        with pytest.raises(RecordsInvalid) as caught:
            records_walk(records, 0, {7})
        assert caught.value.code == "account_forbidden"


@pytest.mark.parametrize(
    "records",
    [
        b"",
        b"\x00",
        b"\xff" * 40,
        place()[:-1],
        place() + b"\x0e",
        Credit(account=7, asset=0, credited=5).encode(),
        Batch(7, 0, 0).encode(),
        Batch(7, 2, 0).encode() + cancel(),
        batch_encode(7, [Batch(7, 1, 0).encode()]) + cancel(),
        b"\x0e\x01" + place()[2:],
        b"\x0e\x00\x01\x00" + place()[4:],
        cancel() * 257,
    ],
)
def test_anything_else_is_refused(records: bytes) -> None:
    with pytest.raises(RecordsInvalid):
        records_walk(records, 0, {7})


def test_wrong_signature_becomes_a_refusal_of_its_record() -> None:
    """SIG-3: what does not verify never gets a seq."""
    records = batch_encode(7, [cancel(), place(nonce=1), place(nonce=2)])
    events = events_decode(refusals_of(records, b"\x01\x00"))
    assert [type(event) for event in events] == [Refused]
    refused = events[0]
    assert isinstance(refused, Refused)
    assert (refused.item, refused.seq, refused.reason, refused.account) == (2, 0, Reason.SIGNER_UNKNOWN, 7)
    assert refused.order_id == order_id_of(message(nonce=2))
    single = events_decode(refusals_of(place(), b"\x00"))[0]
    assert isinstance(single, Refused)
    assert (single.item, single.command) == (0, PlaceOrder.KIND)
