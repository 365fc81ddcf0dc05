"""The floor's flow as commands of the exchange.

Every add is a signed limit order, every cancel names its order, every take is a market order that ends with what it filled.
Takes come from accounts of their own: the floor lets an account trade with itself, the exchange does not, and so both reach
the same totals. Signatures are zero: the core takes them as checked.
"""

import hashlib
import struct
from collections.abc import Iterator
from pathlib import Path

from quantdesk.core._native import batch_head
from quantdesk.model.ids import ENTRIES_ANY
from quantdesk.model.message import DOMAIN_LOCALNET
from quantdesk.model.records_gen import (
    CancelOrder,
    Credit,
    ListMarket,
    OpenAccount,
    OpenExchange,
    OrderKind,
    PlaceOrder,
    SetEntryLimit,
    SetPrices,
    TimeInForce,
)

COMMAND = struct.Struct("<BBHIQqq")
MESSAGE = struct.Struct("<8sQQQQIIIHHHHHBB")
ADD, CANCEL = 0, 1
ACCOUNTS = 2_000  # of the flow; the takers stand behind them
TS_US = 1_750_000_000_000_000
SLOT = TS_US // 400_000
EXPIRY_SLOT = SLOT + 200_000
NONCE = (TS_US // 1_000) << 12
PRICE_MIDDLE = 20_000
PRICE_MAX = 40_000
FEE_MAX = 100  # 10 ppm each
CREDIT_ATOMS = 10**12
SIGNATURE = bytes(64)

MARKET = ListMarket(
    market=0,
    symbol=b"FLOW-PERP".ljust(16, b"\0"),
    tick_size=10_000_000,
    lot_size=10_000_000,
    price_max=PRICE_MAX,
    order_max=1_000_000,
    position_max=1_000_000_000,
    open_interest_max=1_000_000_000_000,
    imf=100_000,
    mmf=50_000,
    requirement_min=1_000_000,
    profit_cap=1_000_000_000,
    band=900_000,
)


def owner(account: int) -> bytes:
    """Key of the owner of an account."""
    return account.to_bytes(32, "big")


def opening(accounts: int) -> bytes:
    """Records that open an exchange with one market and funded accounts, numbered from 1."""
    prices = SetPrices(market=0, index_price=PRICE_MIDDLE * 1_000, mark_price=PRICE_MIDDLE * 1_000)
    # Nothing here goes to a chain.
    entries = SetEntryLimit(entries=ENTRIES_ANY)
    records = [OpenExchange(domain=DOMAIN_LOCALNET).encode(), entries.encode(), MARKET.encode(), prices.encode()]
    for account in range(1, accounts + 1):
        records.append(OpenAccount(account=account, owner=owner(account), index=0).encode())
        records.append(Credit(account=account, asset=0, credited=CREDIT_ATOMS).encode())
    return b"".join(records)


def opening_count(accounts: int) -> int:
    """Number of those records."""
    return 4 + 2 * accounts


def order(number: int, account: int, side: int, price: int, size: int, *, taking: bool = False) -> tuple[bytes, bytes]:
    """An order as (order id, record); number is its client order id and makes its nonce."""
    time_in_force = TimeInForce.IOC if taking else TimeInForce.GTC
    flags = side | int(time_in_force) << 2
    fields = (
        DOMAIN_LOCALNET,
        account,
        NONCE + number,
        EXPIRY_SLOT,
        number,
        price,
        size,
        0,
        0,
        flags,
        FEE_MAX,
        0,
        0,
        0,
        0,
    )
    message = MESSAGE.pack(*fields)
    order_id = hashlib.sha256(message).digest()[:16]
    kind = OrderKind.MARKET if taking else OrderKind.LIMIT
    record = PlaceOrder(order_id=order_id, message=message, signature=SIGNATURE, signer=owner(account), kind=kind)
    return order_id, record.encode()


def records_of_flow(flow: Path) -> Iterator[bytes]:
    """Records of the commands of a flow file, one each."""
    ids: dict[int, bytes] = {}
    for operation, side, _, account, number, price, size in COMMAND.iter_unpack(flow.read_bytes()):
        if operation == CANCEL:
            yield CancelOrder(account=account, order_id=ids.pop(number), client_order_id=0).encode()
            continue
        if operation == ADD:
            ids[number], record = order(number, account, side, price, size)
        else:
            limit = PRICE_MAX if side == 0 else 1
            _, record = order(number, account + ACCOUNTS, side, limit, size, taking=True)
        yield record


def batches(records: Iterator[bytes], seq_from: int, batch_count: int) -> Iterator[bytes]:
    """Batches of so many records, ready for the exchange; time goes on by a millisecond each."""
    ts_us, part = TS_US, []
    for record in records:
        part.append(record)
        if len(part) == batch_count:
            yield batch_head(len(part), seq_from, ts_us) + b"".join(part)
            seq_from, ts_us, part = seq_from + len(part), ts_us + 1_000, []
    if part:
        yield batch_head(len(part), seq_from, ts_us) + b"".join(part)
