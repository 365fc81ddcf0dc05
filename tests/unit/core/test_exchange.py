"""The exchange through its bindings: bytes in, bytes out, refused as a whole or not at all."""

import json
import threading
from pathlib import Path

import pytest

from quantdesk.core import (
    BatchError,
    Exchange,
    batch_head,
    message_encode,
    message_recode,
    orders_prepare,
    public_key,
    records_check,
    sign,
    transfer_encode,
)
from quantdesk.model.command import batch_encode
from quantdesk.model.market import symbol_bytes
from quantdesk.model.message import DOMAIN_LOCALNET, OrderMessage, slot_of
from quantdesk.model.records_gen import (
    AccountQuery,
    AccountView,
    AnswerHead,
    CancelOrder,
    Credit,
    LevelChanged,
    ListMarket,
    MarketChanged,
    OpenAccount,
    OpenExchange,
    OrderAccepted,
    OrderKind,
    PlaceOrder,
    Reason,
    Refused,
    Service,
    SetPrices,
    Side,
    Tick,
    Transfer,
    events_decode,
    views_decode,
)

VECTORS = json.loads((Path(__file__).parents[2] / "vectors" / "signed_messages.json").read_text(encoding="utf-8"))
SEED = bytes(range(32))
OWNER = public_key(SEED)
START_US = 1_790_000_000_000_000
MARKET = ListMarket(
    market=1,
    symbol=symbol_bytes("SOL-PERP"),
    tick_size=10_000_000,
    lot_size=10_000_000,
    price_max=1_000_000,
    order_max=1_000_000,
    position_max=4_000_000,
    open_interest_max=40_000_000,
    imf=50_000,
    mmf=25_000,
    requirement_min=1_000_000,
    profit_cap=10_000_000,
    band=50_000,
)
OPENING = [
    OpenExchange(domain=DOMAIN_LOCALNET),
    MARKET,
    OpenAccount(account=1, owner=OWNER, index=0),
    OpenAccount(account=2, owner=OWNER, index=1),
    Credit(account=1, asset=0, credited=1_000_000_000),
    SetPrices(market=1, index_price=15_000_000, mark_price=15_000_000),
]


def apply(exchange, *commands, time_us=START_US):
    records = b"".join(command if isinstance(command, bytes) else command.encode() for command in commands)
    return events_decode(exchange.apply(batch_head(len(commands), exchange.seq + 1, time_us) + records))


def opened():
    exchange = Exchange()
    records = b"".join(command.encode() for command in OPENING)
    exchange.apply(batch_head(len(OPENING), 1, START_US) + records)
    return exchange


def place(message, signer_seed=SEED, kind=OrderKind.LIMIT):
    record = PlaceOrder(
        order_id=bytes(16),
        message=message,
        signature=sign(signer_seed, message),
        signer=public_key(signer_seed),
        kind=kind,
    )
    records, verdicts = orders_prepare(record.encode())
    assert verdicts == b"\1"
    return records


def buy(number=1, price=14_900, size=10):
    return OrderMessage(
        domain=DOMAIN_LOCALNET,
        account=1,
        nonce=START_US // 1_000 << 12 | number,
        expiry_slot=slot_of(START_US) + 1_000,
        client_order_id=number,
        price=price,
        size=size,
        market=1,
        side=Side.BUY,
        fee_max=100,
    ).encode()


@pytest.mark.parametrize("case", VECTORS["messages"], ids=lambda case: case["name"])
def test_the_cores_encoder_gives_the_bytes_of_the_vector(case):
    """SIG-1."""
    fields = case["fields"] | {"domain": bytes.fromhex(VECTORS["network"]["domain"])}
    encode = message_encode if case["kind"] == "order" else transfer_encode
    assert encode(fields).hex() == case["message"] == message_recode(bytes.fromhex(case["message"])).hex()


@pytest.mark.parametrize("case", VECTORS["refused"], ids=lambda case: case["name"])
def test_the_exchange_refuses_the_message_with_the_reason_of_its_vector(case):
    """SIG-1, SIG-2."""
    message = bytes.fromhex(case["message"])
    exchange = opened()
    apply(
        exchange,
        OpenAccount(account=3, owner=bytes(31) + b"\1", index=0),
        *(OpenAccount(account=n + 2, owner=OWNER, index=n) for n in range(2, 8)),
    )
    is_transfer = message[62] == 1
    kind = Transfer if is_transfer else PlaceOrder
    signed = {"order_id": bytes(16), "message": message, "signature": sign(SEED, message), "signer": OWNER}
    records, verdicts = orders_prepare(kind(**signed, **({} if is_transfer else {"kind": 0})).encode())
    assert verdicts == b"\1"
    (event,) = apply(exchange, records)
    assert isinstance(event, Refused)
    assert Reason(event.reason).label == case["reason"]


@pytest.mark.parametrize(
    "fields", [{"side": 2}, {"time_in_force": 4}, {"self_trade": 4}, {"reduce_only": 2}, {"post_only": 9}]
)
def test_the_cores_encoder_refuses_numbers_without_a_place(fields):
    """SIG-1."""
    values = VECTORS["messages"][0]["fields"] | {"domain": bytes(8)} | fields
    with pytest.raises(ValueError, match="expected"):
        message_encode(values)


def test_an_order_is_accepted_and_its_level_follows_at_the_end_of_the_batch():
    exchange = opened()
    assert exchange.seq == len(OPENING)
    assert exchange.ts_us == START_US
    accepted, level = apply(exchange, place(buy()))
    assert isinstance(accepted, OrderAccepted)
    assert (accepted.price, accepted.left, accepted.index, accepted.seq) == (14_900, 10, 0, exchange.seq)
    assert isinstance(level, LevelChanged)
    assert (level.price, level.total, level.index) == (14_900, 10, 1)


def test_split_gives_the_end_of_each_commands_events_and_leaves_the_tail():
    """Commands without events share the end of the one before; market and level changes belong to none."""
    exchange = opened()
    records = b"".join(
        [
            Tick().encode(),
            place(buy(1)),
            Tick().encode(),
            batch_encode(
                1,
                [place(buy(2)), place(buy(3)), CancelOrder(account=1, order_id=bytes(16), client_order_id=1).encode()],
            ),
            Credit(account=1, asset=0, credited=1_000_000_005).encode(),
            Tick().encode(),
        ]
    )
    seq_from = exchange.seq + 1
    out, ends = exchange.apply_split(batch_head(6, seq_from, START_US) + records)
    assert len(ends) == 6
    starts = [0, *ends[:-1]]
    for place_in_batch, (start, end) in enumerate(zip(starts, ends, strict=True)):
        events = events_decode(out[start:end])
        assert all(event.seq == seq_from + place_in_batch for event in events)
        assert not any(isinstance(event, MarketChanged | LevelChanged) for event in events)
    assert [len(events_decode(out[start:end])) for start, end in zip(starts, ends, strict=True)] == [0, 1, 0, 3, 1, 0]
    tail = events_decode(out[ends[-1] :])
    assert tail
    assert all(isinstance(event, MarketChanged | LevelChanged) for event in tail)


def test_split_of_an_empty_batch_is_empty():
    exchange = opened()
    assert exchange.apply_split(batch_head(0, exchange.seq + 1, START_US)) == (b"", [])


@pytest.mark.parametrize(
    "batch",
    [
        b"",
        bytes(32),
        batch_head(0, 99, START_US),
        batch_head(1, len(OPENING) + 1, START_US),
        batch_head(1, len(OPENING) + 1, START_US - 1) + Tick().encode(),
        batch_head(1, len(OPENING) + 1, START_US) + b"\xff\0\4\0",
        batch_head(1, len(OPENING) + 1, START_US) + Tick().encode()[:-1],
    ],
)
def test_a_broken_batch_is_refused_as_a_whole(batch):
    exchange = opened()
    before = exchange.snapshot()
    with pytest.raises(BatchError):
        exchange.apply(batch)
    with pytest.raises(BatchError):
        exchange.apply_split(batch)
    assert exchange.snapshot() == before
    assert exchange.seq == len(OPENING)


def test_a_snapshot_restores_the_same_exchange():
    exchange = opened()
    apply(exchange, place(buy(1)))
    copy = Exchange.restore(exchange.snapshot())
    assert copy.state_hash() == exchange.state_hash()
    assert copy.snapshot() == exchange.snapshot()
    assert (copy.seq, copy.ts_us) == (exchange.seq, exchange.ts_us)
    assert apply(copy, place(buy(2))) == apply(exchange, place(buy(2)))
    assert copy.state_hash() == exchange.state_hash() != opened().state_hash()


@pytest.mark.parametrize(
    "spoil", [lambda data: b"", lambda data: data[:-1], lambda data: data + b"\0", lambda data: b"\xff" * 64]
)
def test_what_is_no_snapshot_is_refused(spoil):
    with pytest.raises(BatchError):
        Exchange.restore(spoil(opened().snapshot()))


def test_a_query_is_answered_by_views_and_changes_nothing():
    exchange = opened()
    before = exchange.state_hash()
    head, account = views_decode(exchange.query(AccountQuery(account=1).encode()))[:2]
    assert head == AnswerHead(seq=len(OPENING), ts=START_US)
    assert isinstance(account, AccountView)
    assert account.collateral == 1_000_000_000
    assert exchange.state_hash() == before
    with pytest.raises(BatchError):
        exchange.query(b"\xff\0\4\0")


def test_records_of_a_forbidden_service_are_refused_with_their_place():
    records = Tick().encode() + Credit(account=1, asset=0, credited=1).encode()
    with pytest.raises(BatchError, match="record at byte 4: service_forbidden"):
        records_check(records, Service.ENGINE)
    assert records_check(Credit(account=1, asset=0, credited=1).encode() * 3, Service.KEEPERS) == 3
    with pytest.raises(BatchError, match="record at byte 0: record_malformed"):
        records_check(b"\1", Service.DESK)


def test_threads_wait_for_each_other():
    exchange = opened()
    errors = []

    def ask():
        try:
            for _ in range(300):
                assert views_decode(exchange.query(AccountQuery(account=1).encode()))
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    for number in range(1, 200):
        apply(exchange, place(buy(number)))
    for thread in threads:
        thread.join()
    assert errors == []
